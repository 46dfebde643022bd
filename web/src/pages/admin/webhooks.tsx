// Webhooks: who is told of what, and how they do.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api/client'
import { type Endpoint, webhooks } from '../../api/operations'
import { moment } from '../../format'
import { useHookWords } from '../../i18n/admin_hooks'
import { toast } from '../../state/toasts'
import { Checks, listed, Section, useNeeded } from '../../ui/editing'
import { Field, type Form, FormBox, useForm } from '../../ui/form'
import { PagedTable } from '../../ui/list'
import { Badge, Button, ButtonLink } from '../../ui/parts'
import { type Column, StaffPage } from '../../ui/staff'
import { useRenewed } from './messages'
import { Secret } from './operations'

export type EndpointValues = { url: string; description: string; events: string; others: string }

export const patterns_of = ({ events, others }: EndpointValues) => [
    ...new Set([...listed(events), ...listed(others).map((one) => one.trim())].filter(Boolean)),
]

export function EndpointFields({ form }: { form: Form<EndpointValues> }) {
    const words = useHookWords().webhooks
    return (
        <>
            <Field
                {...form.bind('url')}
                label={words.url}
                hint={words.url_hint}
                type="url"
                autoComplete="off"
            />
            <Field {...form.bind('description')} label={words.description} optional maxLength={200} />
            <Checks {...form.bind('events')} label={words.events} choices={Object.entries(words.families)} />
            <Field
                {...form.bind('others')}
                label={words.others}
                hint={words.others_hint}
                optional
                autoComplete="off"
                autoCapitalize="none"
            />
        </>
    )
}

export function useEndpointCheck() {
    const words = useHookWords().webhooks
    const needed = useNeeded()
    return (values: EndpointValues) => ({
        ...needed(values, ['url']),
        events: patterns_of(values).length === 0 ? words.no_events : undefined,
    })
}

// Disabled by somebody, by itself, failing, or well: in words and with a mark.
export function EndpointState({ endpoint }: { endpoint: Endpoint }) {
    const words = useHookWords().webhooks
    const { enabled, disabled_because, disabled_at, failing_since } = endpoint
    const since = enabled ? failing_since : disabled_at
    const name = enabled
        ? failing_since
            ? 'failing'
            : 'well'
        : disabled_because === 'failing'
          ? 'failing_off'
          : (disabled_because ?? 'administrator')
    const kind =
        name === 'well' ? 'ok' : name === 'failing' ? 'warn' : name === 'administrator' ? 'soft' : 'danger'
    const mark = name === 'well' ? '✓' : name === 'administrator' ? '–' : '▲'
    return (
        <>
            <Badge kind={kind}>
                <span aria-hidden="true">{mark} </span>
                {words.states[name]}
            </Badge>
            {since && <span className="block text-sm text-muted">{words.since(moment(since))}</span>}
        </>
    )
}

const empty: EndpointValues = { url: '', description: '', events: 'appointment.*', others: '' }

function Make({ made }: { made: (secret: string, id: string) => void }) {
    const words = useHookWords().webhooks
    const form = useForm(empty)
    const renew = useRenewed()
    return (
        <Section title={words.add}>
            <FormBox
                form={form}
                labels={{ url: words.url, description: words.description, events: words.events }}
                action={words.make}
                check={useEndpointCheck()}
                send={async () => {
                    const { url, description } = form.values
                    const endpoint = await api.post('/webhooks', {
                        body: {
                            url: url.trim(),
                            description: description.trim() || null,
                            events: patterns_of(form.values),
                        },
                    })
                    toast(words.was_made)
                    made(endpoint.secret, endpoint.id)
                    await renew()
                }}
            >
                <EndpointFields form={form} />
            </FormBox>
        </Section>
    )
}

function useColumns(): Column<Endpoint>[] {
    const words = useHookWords().webhooks
    return [
        {
            head: words.url,
            cell: (row) => (
                <>
                    <Link
                        to="/admin/webhooks/$id"
                        params={{ id: row.id }}
                        className="link inline-block py-0.5 break-all"
                    >
                        {row.url}
                    </Link>
                    {row.description && (
                        <span className="block font-normal text-muted">{row.description}</span>
                    )}
                </>
            ),
            names: true,
        },
        { head: words.state, cell: (row) => <EndpointState endpoint={row} /> },
        { head: words.events, cell: (row) => row.events.map((one) => words.families[one] ?? one).join(', ') },
        { head: words.made, cell: (row) => moment(row.created_at) },
    ]
}

export default function WebhooksPage() {
    const words = useHookWords().webhooks
    const [is_making, make] = useState(false)
    const [secret, show_secret] = useState<{ secret: string; id: string }>()
    const columns = useColumns()
    const query = useInfiniteQuery(webhooks())
    return (
        <StaffPage
            title={words.title}
            actions={!is_making && <Button onClick={() => make(true)}>{words.add}</Button>}
        >
            <p className="mt-1 mb-4 text-muted">{words.text}</p>
            {secret && (
                <>
                    <Secret
                        key={secret.secret}
                        label={words.secret}
                        text={words.secret_text}
                        secret={secret.secret}
                    />
                    <ButtonLink
                        to="/admin/webhooks/$id"
                        params={{ id: secret.id }}
                        look="secondary"
                        className="mb-4"
                    >
                        {words.test}
                    </ButtonLink>
                </>
            )}
            {is_making && (
                <Make
                    made={(made, id) => {
                        show_secret({ secret: made, id })
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
        </StaffPage>
    )
}
