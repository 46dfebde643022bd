// One delivery: what was sent, and what came back each time.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api/client'
import { delivery } from '../../api/operations'
import { moment } from '../../format'
import { useHookWords } from '../../i18n/admin_hooks'
import { toast } from '../../state/toasts'
import { Confirm, Section } from '../../ui/editing'
import { Failure } from '../../ui/form'
import { Button, Loading } from '../../ui/parts'
import { Facts, StaffPage } from '../../ui/staff'
import { answer_of, DeliveryState } from './deliveries'
import { useRenewed } from './messages'
import { Mono } from './operations'

const route = getRouteApi('/people/admin/webhooks/$id/deliveries/$delivery_id')
const code =
    'overflow-x-auto rounded-control border border-line bg-bg p-4 text-sm whitespace-pre-wrap break-all'

export default function DeliveryPage() {
    const { id, delivery_id } = route.useParams()
    const words = useHookWords().webhooks
    const renew = useRenewed()
    const [is_asking, ask] = useState(false)
    const { data, error, isPending, refetch } = useQuery({
        ...delivery(id, delivery_id),
        refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? 3_000 : false),
    })
    return (
        <StaffPage
            title={words.delivery}
            actions={data && <Button onClick={() => ask(true)}>{words.replay}</Button>}
        >
            <p className="mt-1">
                <Link to="/admin/webhooks/$id" params={{ id }} className="link inline-block py-0.5">
                    {words.back_to}
                </Link>
            </p>
            {isPending && <Loading />}
            {error && <Failure error={error} retry={refetch} />}
            {data && (
                <>
                    <div className="mt-4">
                        <Facts
                            rows={[
                                [words.event, <Mono key="type">{data.type}</Mono>],
                                [words.event_id, <Mono key="id">{data.event_id}</Mono>],
                                [words.state, <DeliveryState key="state" state={data.state} />],
                                [words.attempts, data.attempts],
                                [words.created, moment(data.created_at)],
                                [words.next, data.next_attempt_at ? moment(data.next_attempt_at) : '–'],
                                [words.over, data.done_at ? moment(data.done_at) : '–'],
                            ]}
                        />
                    </div>
                    <Section title={words.sent}>
                        <pre className={code}>{JSON.stringify(data.request, null, 2)}</pre>
                    </Section>
                    <Section title={words.came_back}>
                        {data.log.length === 0 && <p className="text-muted">{words.not_tried}</p>}
                        <ol className="space-y-4">
                            {data.log.map((one) => (
                                <li key={`${one.number} ${one.attempted_at}`}>
                                    <p className="mb-1 font-medium">
                                        {words.attempt(one.number)}: {answer_of(one)}
                                        <span className="font-normal text-muted">
                                            {' '}
                                            · {moment(one.attempted_at)} · {words.took(one.took_ms)}
                                        </span>
                                    </p>
                                    {one.answer && <pre className={code}>{one.answer}</pre>}
                                </li>
                            ))}
                        </ol>
                    </Section>
                    {is_asking && (
                        <Confirm
                            title={words.replay_title}
                            action={words.replay}
                            look="primary"
                            close={() => ask(false)}
                            run={async () => {
                                await api.post('/webhooks/{id}/deliveries/{delivery_id}/replay', {
                                    path: { id, delivery_id },
                                })
                                toast(words.replayed)
                                ask(false)
                                await renew()
                            }}
                        >
                            <p>{words.replay_text}</p>
                        </Confirm>
                    )}
                </>
            )}
        </StaffPage>
    )
}
