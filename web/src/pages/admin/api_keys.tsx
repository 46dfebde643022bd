// API keys: by which other programs work here.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client'
import { type ApiKey, api_keys } from '../../api/operations'
import { today } from '../../early_office'
import { moment } from '../../format'
import { useHookWords } from '../../i18n/admin_hooks'
import { useOperationWords } from '../../i18n/admin_operations'
import { toast } from '../../state/toasts'
import { Checks, Confirm, listed, Section, useNeeded } from '../../ui/editing'
import { Field, FormBox, useForm } from '../../ui/form'
import { PagedTable } from '../../ui/list'
import { Badge, Button } from '../../ui/parts'
import { type Column, StaffPage } from '../../ui/staff'
import { end_of } from './filters'
import { useRenewed } from './messages'
import { Secret } from './operations'

function state_of({ revoked_at, expires_at }: ApiKey) {
    if (revoked_at) return 'revoked'
    return expires_at && Date.parse(expires_at) <= Date.now() ? 'expired' : 'valid'
}

function Make({ made }: { made: (key: string) => void }) {
    const words = useHookWords().keys
    const needed = useNeeded()
    const renew = useRenewed()
    const form = useForm({ name: '', scopes: '', expires_at: '', addresses: '' })
    const addresses = () => listed(form.values.addresses).map((one) => one.trim())
    return (
        <Section title={words.add}>
            <FormBox
                form={form}
                labels={{
                    name: words.name,
                    scopes: words.scopes,
                    expires_at: words.expires,
                    addresses: words.addresses,
                }}
                action={words.make}
                check={(values) => ({
                    ...needed(values, ['name']),
                    scopes: values.scopes ? undefined : words.no_scope,
                    expires_at: values.expires_at && values.expires_at < today() ? words.in_past : undefined,
                })}
                send={async () => {
                    const { key } = await api.post('/api-keys', {
                        body: {
                            name: form.values.name.trim(),
                            scopes: listed(form.values.scopes) as never,
                            expires_at: end_of(form.values.expires_at) ?? null,
                            addresses: form.values.addresses.trim() ? addresses() : null,
                        },
                    })
                    toast(words.was_made)
                    made(key)
                    await renew()
                }}
            >
                <Field {...form.bind('name')} label={words.name} hint={words.name_hint} maxLength={100} />
                <Checks {...form.bind('scopes')} label={words.scopes} choices={Object.entries(words.scope)} />
                <Field
                    {...form.bind('expires_at')}
                    label={words.expires}
                    hint={words.expires_hint}
                    type="date"
                    optional
                />
                <Field
                    {...form.bind('addresses')}
                    label={words.addresses}
                    hint={words.addresses_hint}
                    optional
                    autoComplete="off"
                />
            </FormBox>
        </Section>
    )
}

function KeyState({ entry }: { entry: ApiKey }) {
    const words = useHookWords().keys
    const state = state_of(entry)
    const end = entry.revoked_at ?? entry.expires_at
    return (
        <>
            <Badge kind={state === 'valid' ? 'ok' : 'soft'}>
                <span aria-hidden="true">{state === 'valid' ? '✓' : '×'} </span>
                {words.states[state]}
            </Badge>
            {end && (
                <span className="block text-sm text-muted">
                    {state === 'valid' && `${words.expires} `}
                    {moment(end)}
                </span>
            )}
        </>
    )
}

function useColumns(revoke: (entry: ApiKey) => void): Column<ApiKey>[] {
    const words = useHookWords().keys
    const { actions } = useOperationWords()
    return [
        { head: words.name, cell: (row) => row.name, names: true },
        { head: words.state, cell: (row) => <KeyState entry={row} /> },
        { head: words.scopes, cell: (row) => row.scopes.map((one) => words.scope[one] ?? one).join(', ') },
        { head: words.addresses, cell: (row) => row.addresses.join(', ') || words.everywhere },
        { head: words.used, cell: (row) => (row.last_used_at ? moment(row.last_used_at) : words.never) },
        { head: words.created, cell: (row) => moment(row.created_at) },
        {
            head: actions,
            cell: (row) =>
                state_of(row) !== 'revoked' && (
                    <Button
                        look="warning"
                        className="px-3!"
                        aria-label={`${words.revoke}: ${row.name}`}
                        onClick={() => revoke(row)}
                    >
                        {words.revoke}
                    </Button>
                ),
        },
    ]
}

function Revoke({ entry, close }: { entry: ApiKey; close: () => void }) {
    const words = useHookWords().keys
    const renew = useRenewed()
    return (
        <Confirm
            title={words.revoke_title(entry.name)}
            action={words.revoke}
            close={close}
            run={async () => {
                await api.delete('/api-keys/{id}', { path: { id: entry.id } })
                toast(words.revoked)
                close()
                await renew()
            }}
        >
            <p>{words.revoke_text}</p>
        </Confirm>
    )
}

export default function ApiKeysPage() {
    const words = useHookWords().keys
    const [is_making, make] = useState(false)
    const [key, show_key] = useState<string>()
    const [revoked, revoke] = useState<ApiKey>()
    const columns = useColumns(revoke)
    const query = useInfiniteQuery(api_keys())
    return (
        <StaffPage
            title={words.title}
            actions={!is_making && <Button onClick={() => make(true)}>{words.add}</Button>}
        >
            <p className="mt-1 mb-4 text-muted">{words.text}</p>
            {key && <Secret key={key} label={words.key} text={words.key_text} secret={key} />}
            {is_making && (
                <Make
                    made={(made) => {
                        show_key(made)
                        make(false)
                    }}
                />
            )}
            <PagedTable
                query={query}
                caption={words.title}
                columns={columns}
                none={is_making ? undefined : words.none}
            >
                <p className="mt-1 text-muted">{words.none_text}</p>
            </PagedTable>
            {revoked && <Revoke entry={revoked} close={() => revoke(undefined)} />}
        </StaffPage>
    )
}
