// Events that a part of the program could not take, given up: handed over again, or discarded with a reason.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client'
import { type DeadEvent, dead_events } from '../../api/operations'
import { moment } from '../../format'
import { useOperationWords } from '../../i18n/admin_operations'
import { toast } from '../../state/toasts'
import { Confirm } from '../../ui/editing'
import { PagedTable } from '../../ui/list'
import { type Column, StaffPage } from '../../ui/staff'
import { GivenUp, useRenewed, WithReason } from './messages'
import { Mono } from './operations'

interface Asked {
    what: 'retry' | 'discard'
    event: DeadEvent
}

function Question({ asked: { what, event }, close }: { asked: Asked; close: () => void }) {
    const words = useOperationWords().events
    const renew = useRenewed()
    const path = { consumer: event.consumer, id: event.id }
    const done = async (text: string) => {
        toast(text)
        close()
        await renew()
    }
    if (what === 'discard')
        return (
            <WithReason
                title={words.discard_title}
                text={words.discard_text}
                action={words.discard}
                close={close}
                run={async (reason) => {
                    await api.post('/dead-events/{consumer}/{id}/discard', { path, body: { reason } })
                    await done(words.discarded)
                }}
            />
        )
    return (
        <Confirm
            title={words.retry_title}
            action={words.retry}
            look="primary"
            close={close}
            run={async () => {
                await api.post('/dead-events/{consumer}/{id}/retry', { path })
                await done(words.retried)
            }}
        >
            <p>{words.retry_text}</p>
        </Confirm>
    )
}

function useColumns(ask: (asked: Asked) => void): Column<DeadEvent>[] {
    const { events: words, messages, actions } = useOperationWords()
    return [
        { head: words.type, cell: (row) => <Mono>{row.type}</Mono>, names: true },
        { head: words.consumer, cell: (row) => words.consumers[row.consumer] ?? row.consumer },
        { head: words.problem, cell: (row) => <Mono>{row.problem ?? '–'}</Mono> },
        { head: words.about, cell: (row) => <Mono>{row.aggregate_id}</Mono> },
        { head: messages.attempts, cell: (row) => row.attempts, numeric: true },
        { head: words.dead_at, cell: (row) => moment(row.dead_at) },
        {
            head: actions,
            cell: (row) => (
                <GivenUp
                    words={words}
                    retry={() => ask({ what: 'retry', event: row })}
                    discard={() => ask({ what: 'discard', event: row })}
                />
            ),
        },
    ]
}

export default function EventsPage() {
    const words = useOperationWords().events
    const [asked, ask] = useState<Asked>()
    const columns = useColumns(ask)
    const query = useInfiniteQuery(dead_events())
    return (
        <StaffPage title={words.title}>
            <p className="mt-1 mb-4 text-muted">{words.text}</p>
            <PagedTable
                query={query}
                caption={words.title}
                columns={columns}
                id={(row) => `${row.consumer} ${row.id}`}
                none={words.none}
            />
            {asked && <Question asked={asked} close={() => ask(undefined)} />}
        </StaffPage>
    )
}
