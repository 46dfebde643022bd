// One message: what became of it, and as it would go out now.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Problem } from '../../api/client'
import { message, preview } from '../../api/operations'
import { moment } from '../../format'
import { useOperationWords } from '../../i18n/admin_operations'
import { Section } from '../../ui/editing'
import { Failure } from '../../ui/form'
import { MailFrame } from '../../ui/mail_frame'
import { Button, Loading } from '../../ui/parts'
import { Facts, StaffPage } from '../../ui/staff'
import { Discard, MessageState, Retry } from './messages'
import { Mono } from './operations'

const route = getRouteApi('/people/admin/messages/$id')

function Preview({ id }: { id: string }) {
    const words = useOperationWords().messages
    const { data, error, isPending, refetch } = useQuery(preview(id))
    const [is_text, show_text] = useState(false)
    const is_over = error instanceof Problem && error.status === 409
    return (
        <Section
            title={words.preview}
            actions={
                data && (
                    <Button look="secondary" onClick={() => show_text(!is_text)}>
                        {is_text ? words.as_mail : words.as_text}
                    </Button>
                )
            }
        >
            {isPending && <Loading rows={1} height="h-96" />}
            {is_over && <p className="text-muted">{words.over_text}</p>}
            {error && !is_over && <Failure error={error} retry={refetch} />}
            {data && (
                <>
                    <p className="mb-1 text-sm text-muted">{words.preview_text}</p>
                    <p className="mb-3 font-semibold">{data.subject}</p>
                    {is_text ? (
                        <pre className="rounded-control border border-line bg-bg p-4 text-sm whitespace-pre-wrap">
                            {data.text}
                        </pre>
                    ) : (
                        <MailFrame title={data.subject} html={data.html} />
                    )}
                    {data.calendar && (
                        <details className="mt-3">
                            <summary className="link min-h-6 w-fit cursor-pointer">{words.calendar}</summary>
                            <pre className="mt-2 rounded-control border border-line bg-bg p-4 text-sm break-all whitespace-pre-wrap">
                                {data.calendar}
                            </pre>
                        </details>
                    )}
                </>
            )}
        </Section>
    )
}

export default function MessagePage() {
    const { id } = route.useParams()
    const { messages: words, ...all } = useOperationWords()
    const { data, error, isPending, refetch } = useQuery(message(id))
    const [asked, ask] = useState<'retry' | 'discard'>()
    const title = data ? words.kinds[data.kind] : words.title
    const can_retry = data?.state === 'dead'
    const can_discard = can_retry || data?.state === 'waiting'
    return (
        <StaffPage
            title={title}
            actions={
                data && (
                    <>
                        {can_retry && <Button onClick={() => ask('retry')}>{words.retry}</Button>}
                        {can_discard && (
                            <Button look="warning" onClick={() => ask('discard')}>
                                {words.discard}
                            </Button>
                        )}
                    </>
                )
            }
        >
            <p className="mt-1">
                <Link to="/admin/messages" className="link inline-block py-0.5">
                    {words.back}
                </Link>
            </p>
            {isPending && <Loading />}
            {error && <Failure error={error} retry={refetch} />}
            {data && (
                <div className="mt-4">
                    <Facts
                        rows={[
                            [all.state, <MessageState key="state" state={data.state} />],
                            [words.created, moment(data.created_at)],
                            [words.due, moment(data.due_at)],
                            [words.over, data.done_at ? moment(data.done_at) : '–'],
                            [words.attempts, data.attempts],
                            [all.reason, data.reason ?? '–'],
                            [words.recipient, <Mono key="recipient">{data.recipient_id}</Mono>],
                            [words.subject, <Mono key="subject">{data.subject_id}</Mono>],
                        ]}
                    />
                    <Preview id={id} />
                </div>
            )}
            {data && asked === 'retry' && <Retry all={[data]} close={() => ask(undefined)} />}
            {data && asked === 'discard' && <Discard message={data} close={() => ask(undefined)} />}
        </StaffPage>
    )
}
