// Who touched whose data, and whether the logs of it are what was sealed.
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api/client'
import { type AuditEntry, audit } from '../../api/operations'
import { moment } from '../../format'
import { useOperationWords } from '../../i18n/admin_operations'
import { log_form } from '../../routes/address'
import { save_file } from '../../state/files'
import { Failure } from '../../ui/form'
import { PagedTable, rows_of } from '../../ui/list'
import { Badge, Button } from '../../ui/parts'
import { type Column, StaffPage } from '../../ui/staff'
import { Chain } from './chain'
import { begin_of, end_of, Filters, useSpan } from './filters'
import { Mono } from './operations'

const route = getRouteApi('/people/admin/audit')
const id_form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

// Ids say nothing by themselves; names are never looked for here.
function useAsked() {
    const { outcome, purpose, action, resource, actor, patient, from, until } = route.useSearch()
    return {
        outcome,
        purpose,
        action,
        resource,
        actor_id: actor,
        patient_id: patient,
        from: begin_of(from),
        to: end_of(until),
    }
}

function AuditFilters() {
    const words = useOperationWords().audit
    const navigate = route.useNavigate()
    const given = route.useSearch()
    return (
        <Filters
            given={given}
            filters={{
                outcome: { label: words.outcome, choices: Object.entries(words.outcomes) },
                purpose: { label: words.purpose, choices: Object.entries(words.purposes) },
                ...useSpan(),
                action: { label: words.action, pattern: log_form },
                resource: { label: words.resource, pattern: log_form },
                actor: { label: words.actor_id, pattern: id_form },
                patient: { label: words.patient_id, pattern: id_form },
            }}
        >
            {Object.values(given).some(Boolean) && (
                <Button look="secondary" onClick={() => navigate({ search: {} as never, replace: true })}>
                    {words.clear}
                </Button>
            )}
        </Filters>
    )
}

function Who({ entry }: { entry: AuditEntry }) {
    const words = useOperationWords().audit
    const role = words.roles[entry.actor_role] ?? entry.actor_role
    return (
        <>
            {entry.actor_name ?? role}
            {entry.actor_name && <span className="text-sm text-muted"> {role}</span>}
            {entry.actor_id && (
                <Link
                    to="/admin/audit"
                    search={(before) => ({ ...before, actor: entry.actor_id ?? undefined })}
                    className="link block w-fit py-0.5 text-sm"
                >
                    {words.only_actor}
                    <span className="sr-only"> {entry.actor_name ?? role}</span>
                </Link>
            )}
        </>
    )
}

function useColumns(): Column<AuditEntry>[] {
    const { audit: words, when } = useOperationWords()
    return [
        {
            head: when,
            cell: (row) => <span className="whitespace-nowrap">{moment(row.occurred_at)}</span>,
            names: true,
        },
        { head: words.who, cell: (row) => <Who entry={row} /> },
        {
            head: words.what,
            cell: (row) => (
                <>
                    {row.action}, {row.resource}
                    <span className="block text-sm text-muted">
                        {words.purposes[row.purpose] ?? row.purpose}
                        {row.purpose_reason && `: ${row.purpose_reason}`}
                    </span>
                </>
            ),
        },
        {
            head: words.whose,
            cell: (row) =>
                row.patient_id ? (
                    <Link
                        to="/admin/audit"
                        search={(before) => ({ ...before, patient: row.patient_id ?? undefined })}
                        aria-label={`${words.only_patient}: ${row.patient_id}`}
                        className="link inline-block py-0.5 font-mono text-sm whitespace-nowrap"
                    >
                        {row.patient_id.slice(-12)}
                    </Link>
                ) : (
                    <span className="text-muted">{words.nobody}</span>
                ),
        },
        {
            head: words.outcome,
            cell: (row) => (
                <Badge kind={row.outcome === 'allowed' ? 'ok' : 'danger'}>
                    {words.outcomes[row.outcome as 'allowed' | 'denied'] ?? row.outcome}
                </Badge>
            ),
        },
        {
            head: words.where,
            cell: (row) => (
                <Mono>
                    {row.address}
                    <span className="block text-muted">{row.request_id}</span>
                </Mono>
            ),
        },
    ]
}

function Exports() {
    const words = useOperationWords().audit
    const asked = useAsked()
    const [error, set_error] = useState<unknown>()
    const save = async (format: 'csv' | 'ndjson') => {
        set_error(undefined)
        try {
            save_file(await api.file('/audit/export', { query: { ...asked, format } }), `audit.${format}`)
        } catch (problem) {
            set_error(problem)
        }
    }
    return (
        <div className="no-print mt-6">
            <div className="flex flex-wrap items-center gap-3">
                <Button look="secondary" onClick={() => save('csv')}>
                    {words.export_csv}
                </Button>
                <Button look="secondary" onClick={() => save('ndjson')}>
                    {words.export_lines}
                </Button>
                <span className="text-sm text-muted">{words.export_text}</span>
            </div>
            {error !== undefined && <Failure error={error} />}
        </div>
    )
}

export default function AuditPage() {
    const words = useOperationWords().audit
    const columns = useColumns()
    const query = useInfiniteQuery(audit({ ...useAsked(), limit: 50 }))
    return (
        <StaffPage title={words.title}>
            <p className="mt-1 text-muted">{words.text}</p>
            <Chain />
            <AuditFilters />
            <PagedTable
                query={query}
                caption={words.title}
                columns={columns}
                none={query.hasNextPage ? words.looked_on : words.none}
            >
                {!query.hasNextPage && <p className="mt-1 text-muted">{words.none_text}</p>}
            </PagedTable>
            {rows_of(query).length > 0 && <Exports />}
        </StaffPage>
    )
}
