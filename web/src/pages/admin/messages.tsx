// Messages by mail: what waits, what went, and what was given up and wants somebody.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, Problem } from '../../api/client'
import { type Message, messages } from '../../api/operations'
import { moment } from '../../format'
import { useOperationWords } from '../../i18n/admin_operations'
import { toast } from '../../state/toasts'
import { Ask, Confirm } from '../../ui/editing'
import { Field, useForm } from '../../ui/form'
import { PagedTable, rows_of } from '../../ui/list'
import { Badge, Button } from '../../ui/parts'
import { type Column, StaffPage } from '../../ui/staff'
import { Filters } from './filters'

const route = getRouteApi('/people/admin/messages')
const kinds = { waiting: 'info', dead: 'danger', sent: 'ok', skipped: 'soft', discarded: 'soft' } as const
const marks = { waiting: '…', dead: '▲', sent: '✓', skipped: '–', discarded: '×' }

export function MessageState({ state }: { state: Message['state'] }) {
    const words = useOperationWords().messages
    return (
        <Badge kind={kinds[state]}>
            <span aria-hidden="true">{marks[state]} </span>
            {words.states[state]}
        </Badge>
    )
}

export function useRenewed() {
    const cache = useQueryClient()
    return () => cache.invalidateQueries({ queryKey: ['mine', 'operations'] })
}

// Sends messages that were given up again, one after the other; what somebody else took care of meanwhile is left alone.
async function retry_all(all: Message[]) {
    let sent = 0
    for (const { id } of all) {
        try {
            await api.post('/messages/{id}/retry', { path: { id } })
            ++sent
        } catch (error) {
            if (!(error instanceof Problem) || ![404, 409].includes(error.status)) throw error
        }
    }
    return sent
}

export function Retry({ all, close }: { all: Message[]; close: () => void }) {
    const words = useOperationWords().messages
    const renew = useRenewed()
    const is_one = all.length === 1
    return (
        <Confirm
            title={is_one ? words.retry_title : words.retry_all_title(all.length)}
            action={words.retry}
            look="primary"
            close={close}
            run={async () => {
                const sent = await retry_all(all)
                toast(is_one && sent === 1 ? words.retried : words.retried_all(sent))
                close()
                await renew()
            }}
        >
            <p>{words.retry_text}</p>
        </Confirm>
    )
}

// Why something is given up, in words that stay in the access log.
export function WithReason({
    title,
    text,
    action,
    close,
    run,
}: {
    title: string
    text: string
    action: string
    close: () => void
    run: (reason: string, key: string) => Promise<void>
}) {
    const words = useOperationWords()
    const form = useForm({ reason: '' })
    return (
        <Ask
            title={title}
            action={action}
            close={close}
            form={form}
            labels={{ reason: words.reason }}
            check={({ reason }) => ({ reason: reason.trim().length < 3 ? words.too_short : undefined })}
            run={(key) => run(form.values.reason.trim(), key)}
        >
            <p>{text}</p>
            <Field {...form.bind('reason')} label={words.reason} hint={words.reason_hint} maxLength={200} />
        </Ask>
    )
}

export function Discard({ message, close }: { message: Message; close: () => void }) {
    const words = useOperationWords().messages
    const renew = useRenewed()
    return (
        <WithReason
            title={words.discard_title}
            text={words.discard_text}
            action={words.discard}
            close={close}
            run={async (reason) => {
                await api.post('/messages/{id}/discard', { path: { id: message.id }, body: { reason } })
                toast(words.discarded)
                close()
                await renew()
            }}
        />
    )
}

// What can be done about one that was given up.
export function GivenUp({
    words,
    retry,
    discard,
}: {
    words: { retry: string; discard: string }
    retry: () => void
    discard: () => void
}) {
    return (
        <div className="flex gap-2">
            <Button look="secondary" className="px-3! whitespace-nowrap" onClick={retry}>
                {words.retry}
            </Button>
            <Button look="warning" className="px-3!" onClick={discard}>
                {words.discard}
            </Button>
        </div>
    )
}

type Asked = { what: 'retry'; all: Message[] } | { what: 'discard'; message: Message }

function useColumns(ask: (asked: Asked) => void): Column<Message>[] {
    const { messages: words, ...all } = useOperationWords()
    return [
        {
            head: words.kind,
            cell: (row) => (
                <Link to="/admin/messages/$id" params={{ id: row.id }} className="link inline-block py-0.5">
                    {words.kinds[row.kind]}
                </Link>
            ),
            names: true,
        },
        { head: all.state, cell: (row) => <MessageState state={row.state} /> },
        { head: words.created, cell: (row) => moment(row.created_at) },
        {
            head: words.over,
            cell: (row) => (row.done_at ? moment(row.done_at) : `${words.due}: ${moment(row.due_at)}`),
        },
        { head: words.attempts, cell: (row) => row.attempts, numeric: true },
        { head: all.reason, cell: (row) => <span className="break-words">{row.reason}</span> },
        {
            head: all.actions,
            cell: (row) =>
                row.state === 'dead' && (
                    <GivenUp
                        words={words}
                        retry={() => ask({ what: 'retry', all: [row] })}
                        discard={() => ask({ what: 'discard', message: row })}
                    />
                ),
        },
    ]
}

export default function MessagesPage() {
    const { messages: words, ...all } = useOperationWords()
    const given = route.useSearch()
    const { state, kind } = given
    const kinds_by_name = Object.entries(words.kinds).sort(([, one], [, other]) => one.localeCompare(other))
    const [asked, ask] = useState<Asked>()
    const columns = useColumns(ask)
    const query = useInfiniteQuery(messages({ state, kind, limit: 50 }))
    const dead = rows_of(query).filter((row) => row.state === 'dead')
    return (
        <StaffPage title={words.title}>
            <Filters
                given={given}
                filters={{
                    state: { label: all.state, choices: Object.entries(words.states) },
                    kind: { label: words.kind, choices: kinds_by_name },
                }}
            />
            {state === 'dead' && dead.length > 1 && (
                <Button look="secondary" onClick={() => ask({ what: 'retry', all: dead })}>
                    {`${words.retry_all} (${dead.length})`}
                </Button>
            )}
            <PagedTable
                query={query}
                caption={words.title}
                columns={columns}
                none={state === 'dead' && !kind ? words.none_dead : words.none}
            />
            {asked?.what === 'retry' && <Retry all={asked.all} close={() => ask(undefined)} />}
            {asked?.what === 'discard' && <Discard message={asked.message} close={() => ask(undefined)} />}
        </StaffPage>
    )
}
