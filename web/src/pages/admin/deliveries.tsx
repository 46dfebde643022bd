// What a webhook was sent, and what waits: the list, and sending a time span again.
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api/client'
import { type Delivery, deliveries, type Endpoint } from '../../api/operations'
import { moment } from '../../format'
import { useHookWords } from '../../i18n/admin_hooks'
import { event_form } from '../../routes/address'
import { toast } from '../../state/toasts'
import { Ask, Checks, Section } from '../../ui/editing'
import { Field, useForm } from '../../ui/form'
import { PagedTable } from '../../ui/list'
import { Badge, Button } from '../../ui/parts'
import type { Column } from '../../ui/staff'
import { begin_of, end_of, Filters, useSpan } from './filters'
import { useRenewed } from './messages'

const route = getRouteApi('/people/admin/webhooks/$id')
const kinds = { waiting: 'info', delivered: 'ok', dead: 'danger', skipped: 'soft' } as const
const marks = { waiting: '…', delivered: '✓', dead: '▲', skipped: '–' }

export function DeliveryState({ state }: { state: Delivery['state'] }) {
    const words = useHookWords().webhooks
    return (
        <Badge kind={kinds[state]}>
            <span aria-hidden="true">{marks[state]} </span>
            {words.delivery_states[state]}
        </Badge>
    )
}

// "2026-11-22T05:10" by the reader's own clock.
function local_minute(at: Date) {
    const day = new Intl.DateTimeFormat('en-CA').format(at)
    const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(at)
    return `${day}T${time}`
}

function ReplaySpan({ id, close }: { id: string; close: () => void }) {
    const words = useHookWords().webhooks
    const renew = useRenewed()
    const form = useForm({
        from: local_minute(new Date(Date.now() - 86_400_000)),
        to: local_minute(new Date(Date.now() + 60_000)),
        delivered: '',
    })
    const labels = { from: words.from, to: words.until }
    return (
        <Ask
            title={words.replay_span}
            action={words.replay}
            look="primary"
            close={close}
            form={form}
            labels={labels}
            check={({ from, to }) => ({ to: to <= from ? words.wrong_span : undefined })}
            run={async () => {
                const { from, to, delivered } = form.values
                const answer = await api.post('/webhooks/{id}/replay', {
                    path: { id },
                    body: {
                        from: new Date(from).toISOString(),
                        to: new Date(to).toISOString(),
                        states: delivered ? ['dead', 'skipped', 'delivered'] : ['dead', 'skipped'],
                    },
                })
                toast(words.replayed_many(answer.deliveries))
                close()
                await renew()
            }}
        >
            <p>{words.replay_span_text}</p>
            <Field {...form.bind('from')} label={words.from} type="datetime-local" />
            <Field {...form.bind('to')} label={words.until} type="datetime-local" />
            <Checks
                {...form.bind('delivered')}
                label={words.state}
                choices={[['delivered', words.replay_delivered]]}
            />
        </Ask>
    )
}

export function answer_of(delivery: { status?: number | null; failure?: string | null }) {
    return delivery.status ? String(delivery.status) : (delivery.failure ?? '–')
}

function useColumns(id: string): Column<Delivery>[] {
    const words = useHookWords().webhooks
    return [
        {
            head: words.event,
            cell: (row) => (
                <Link
                    to="/admin/webhooks/$id/deliveries/$delivery_id"
                    params={{ id, delivery_id: row.id }}
                    className="link inline-block py-0.5 font-mono text-sm"
                >
                    {row.type}
                </Link>
            ),
            names: true,
        },
        { head: words.state, cell: (row) => <DeliveryState state={row.state} /> },
        { head: words.answer, cell: answer_of },
        { head: words.attempts, cell: (row) => row.attempts, numeric: true },
        { head: words.created, cell: (row) => moment(row.created_at) },
        {
            head: words.over,
            cell: (row) =>
                row.done_at
                    ? moment(row.done_at)
                    : row.next_attempt_at
                      ? `${words.next}: ${moment(row.next_attempt_at)}`
                      : '–',
        },
    ]
}

export function Deliveries({ endpoint }: { endpoint: Endpoint }) {
    const words = useHookWords().webhooks
    const given = route.useSearch()
    const { state, type, from, until } = given
    const [is_replaying, replay] = useState(false)
    const columns = useColumns(endpoint.id)
    const query = useInfiniteQuery({
        ...deliveries(endpoint.id, { state, type, from: begin_of(from), to: end_of(until), limit: 50 }),
        // Whoever has just sent something looks on until it is decided.
        refetchInterval: ({ state: { data } }) =>
            data?.pages[0]?.data.some((one) => one.state === 'waiting') ? 3_000 : false,
    })
    return (
        <Section
            title={words.deliveries}
            actions={
                <Button look="secondary" onClick={() => replay(true)}>
                    {words.replay_span}
                </Button>
            }
        >
            <Filters
                given={given}
                filters={{
                    state: { label: words.state, choices: Object.entries(words.delivery_states) },
                    type: { label: words.event, pattern: event_form },
                    ...useSpan(),
                }}
            />
            <PagedTable
                query={query}
                caption={words.deliveries}
                columns={columns}
                none={words.no_deliveries}
            />
            {is_replaying && <ReplaySpan id={endpoint.id} close={() => replay(false)} />}
        </Section>
    )
}
