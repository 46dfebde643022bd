// What the law gives patients, done by an administrator: everything held about them, who looked, erasure.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, Problem } from '../../api/client'
import { accesses_to, export_of, type Patient, patient as patient_query } from '../../api/registry'
import { moment } from '../../format'
import { useRegistryWords } from '../../i18n/registry'
import { save_file } from '../../state/files'
import { toast } from '../../state/toasts'
import { useDeed } from '../../ui/deed'
import { Ask, Section, useNeeded } from '../../ui/editing'
import { Failure, Field, TextArea, useForm } from '../../ui/form'
import { Button, ButtonLink, Loading, More } from '../../ui/parts'
import { Table } from '../../ui/staff'

function Export({ patient, close }: { patient: Patient; close: () => void }) {
    const words = useRegistryWords().rights
    const form = useForm({ reason: '' })
    const cache = useQueryClient()
    const run = async () => {
        const file = await export_of(patient.id, form.values.reason.trim())
        save_file(file, `${patient.reference}.html`)
        void cache.invalidateQueries({ queryKey: ['mine', 'accesses to', patient.id] })
        close()
    }
    return (
        <Ask
            title={words.export_title}
            action={words.download}
            close={close}
            form={form}
            check={(values) => (values.reason.trim().length < 8 ? { reason: words.reason_short } : {})}
            run={run}
            labels={{ reason: words.reason }}
        >
            <p>{words.export_text}</p>
            <Field {...form.bind('reason')} label={words.reason} hint={words.reason_hint} maxLength={500} />
        </Ask>
    )
}

function Erasure({ patient, close }: { patient: Patient; close: () => void }) {
    const words = useRegistryWords().rights
    const form = useForm({ reference: '', reason: '', cancel_visits: '' })
    const needed = useNeeded()
    const cache = useQueryClient()
    const navigate = useNavigate()
    const run = async () => {
        try {
            await api.post('/patients/{id}/erasure', {
                path: { id: patient.id },
                body: {
                    reason: form.values.reason.trim(),
                    cancel_visits: form.values.cancel_visits === 'yes',
                },
            })
        } catch (error) {
            if (error instanceof Problem && error.code === 'visits_ahead')
                throw new Problem(error.status, { ...error.body, detail: words.erase_ahead })
            throw error
        }
        toast(words.erased)
        await navigate({ to: '/admin/patients' })
        cache.removeQueries({ queryKey: patient_query(patient.id).queryKey })
        cache.removeQueries({ queryKey: ['mine', 'patients'] })
    }
    const check = (values: typeof form.values) => ({
        ...(values.reference.trim().toUpperCase() === patient.reference.toUpperCase()
            ? {}
            : { reference: words.erase_wrong }),
        ...needed(values, ['reason']),
    })
    return (
        <Ask
            title={words.erase_title}
            action={words.erase_action}
            close={close}
            form={form}
            check={check}
            run={run}
            labels={{ reference: words.erase_reference(patient.reference), reason: words.erase_reason }}
        >
            <p>{words.erase_text}</p>
            <Field
                {...form.bind('reference')}
                label={words.erase_reference(patient.reference)}
                autoComplete="off"
            />
            <TextArea {...form.bind('reason')} label={words.erase_reason} maxLength={500} />
            <label className="flex min-h-9 items-center gap-2">
                <input
                    type="checkbox"
                    className="size-4 accent-primary"
                    checked={form.values.cancel_visits === 'yes'}
                    onChange={(event) => form.set({ cancel_visits: event.target.checked ? 'yes' : '' })}
                />
                {words.erase_visits}
            </label>
        </Ask>
    )
}

function Accesses({ patient }: { patient: Patient }) {
    const words = useRegistryWords().rights
    const told = useDeed()
    const query = useInfiniteQuery(accesses_to(patient.id))
    const rows = query.data?.pages.flatMap((page) => page.data) ?? []
    return (
        <div className="mt-4">
            {query.isPending && <Loading rows={1} />}
            {query.error && <Failure error={query.error} retry={query.refetch} />}
            {query.data && rows.length === 0 && <p>{words.accesses_none}</p>}
            {rows.length > 0 && (
                <Table
                    caption={words.accesses}
                    rows={rows}
                    id={(row) => row.id}
                    columns={[
                        { head: words.when, short: true, cell: (row) => moment(row.occurred_at) },
                        {
                            head: words.who,
                            names: true,
                            cell: (row) =>
                                row.own ? words.own : `${row.actor_name ?? '–'} (${told(row).role})`,
                        },
                        { head: words.what, cell: (row) => told(row).deed },
                        {
                            head: words.why,
                            cell: (row) => [told(row).purpose, row.purpose_reason].filter(Boolean).join(': '),
                        },
                        {
                            head: words.outcome,
                            cell: (row) => (row.outcome === 'allowed' ? words.allowed : words.denied),
                        },
                    ]}
                />
            )}
            <More query={query}>{words.accesses_more}</More>
        </div>
    )
}

export function Rights({ patient }: { patient: Patient }) {
    const words = useRegistryWords().rights
    const [asked, ask] = useState<'export' | 'erase'>()
    const [looks, look] = useState(false)
    const close = () => ask(undefined)
    return (
        <Section title={words.title}>
            <div className="flex flex-wrap gap-3">
                <ButtonLink look="secondary" to="/practice/patients/$id" params={{ id: patient.id }}>
                    {words.record}
                </ButtonLink>
                <Button look="secondary" onClick={() => ask('export')}>
                    {words.export}
                </Button>
                <Button look="secondary" aria-expanded={looks} onClick={() => look(!looks)}>
                    {words.accesses_show}
                </Button>
                <Button look="warning" onClick={() => ask('erase')}>
                    {words.erase}
                </Button>
            </div>
            {looks && <Accesses patient={patient} />}
            {asked === 'export' && <Export patient={patient} close={close} />}
            {asked === 'erase' && <Erasure patient={patient} close={close} />}
        </Section>
    )
}
