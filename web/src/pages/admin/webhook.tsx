// One webhook: what it is told of, its secret, and its deliveries.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, Problem } from '../../api/client'
import { type Endpoint, webhook } from '../../api/operations'
import { moment } from '../../format'
import { useHookWords } from '../../i18n/admin_hooks'
import { useEditingWords } from '../../i18n/editing'
import { toast } from '../../state/toasts'
import { Ask, Confirm, Conflict, Section, useEditing } from '../../ui/editing'
import { Failure, Select, Summary, useForm } from '../../ui/form'
import { Button, Loading, Notice } from '../../ui/parts'
import { Facts, StaffPage } from '../../ui/staff'
import { Deliveries } from './deliveries'
import { useRenewed } from './messages'
import { Secret } from './operations'
import { EndpointFields, EndpointState, type EndpointValues, patterns_of, useEndpointCheck } from './webhooks'

const route = getRouteApi('/people/admin/webhooks/$id')

function useValues() {
    const families = useHookWords().webhooks.families
    return ({ url, description, events }: Endpoint): EndpointValues => ({
        url,
        description: description ?? '',
        events: Object.keys(families)
            .filter((one) => events.includes(one))
            .join(','),
        others: events.filter((one) => !(one in families)).join(', '),
    })
}

function Change({ endpoint, done }: { endpoint: Endpoint; done: () => void }) {
    const words = useHookWords().webhooks
    const editing_words = useEditingWords()
    const check = useEndpointCheck()
    const renew = useRenewed()
    const path = { id: endpoint.id }
    const { form, theirs, send } = useEditing(endpoint, useValues(), {
        send: async (_, values, version) => {
            const changed = await api.patch('/webhooks/{id}', {
                path,
                version,
                body: {
                    url: values.url.trim(),
                    description: values.description.trim() || null,
                    events: patterns_of(values),
                } as never,
            })
            toast(editing_words.saved)
            await renew()
            done()
            return changed
        },
        read: () => api.get('/webhooks/{id}', { path }),
    })
    const labels = {
        url: words.url,
        description: words.description,
        events: words.events,
        others: words.others,
    }
    return (
        <Section title={words.change}>
            <form
                noValidate
                className="space-y-4"
                onSubmit={(event) => {
                    event.preventDefault()
                    void form.submit(send, { check })
                }}
            >
                <Conflict theirs={theirs} labels={labels} />
                <Summary form={form} labels={labels} />
                <EndpointFields form={form} />
                <div className="flex flex-wrap gap-3">
                    <Button type="submit" pending={form.pending}>
                        {editing_words.save}
                    </Button>
                    <Button look="secondary" onClick={done}>
                        {editing_words.keep}
                    </Button>
                </div>
            </form>
        </Section>
    )
}

function Rotate({ id, close, show }: { id: string; close: () => void; show: (secret: string) => void }) {
    const words = useHookWords().webhooks
    const renew = useRenewed()
    const form = useForm({ overlap_hours: '24' })
    return (
        <Ask
            title={words.rotate_title}
            action={words.rotate}
            look="primary"
            close={close}
            form={form}
            run={async () => {
                const { secret } = await api.post('/webhooks/{id}/secret', {
                    path: { id },
                    body: { overlap_hours: Number(form.values.overlap_hours) },
                })
                close()
                show(secret)
                await renew()
            }}
        >
            <p>{words.rotate_text}</p>
            <Select {...form.bind('overlap_hours')} label={words.overlap}>
                {[0, 1, 24, 72, 168].map((n) => (
                    <option key={n} value={n}>
                        {words.hours(n)}
                    </option>
                ))}
            </Select>
        </Ask>
    )
}

type Asked = 'disable' | 'remove' | 'rotate' | 'change'

// Questions of which the answer changes the webhook: whoever read an older one is told, and sees the newest.
function Question({
    asked,
    endpoint,
    close,
    faster,
}: {
    asked: 'disable' | 'remove'
    endpoint: Endpoint
    close: () => void
    faster: () => void
}) {
    const words = useHookWords().webhooks
    const renew = useRenewed()
    const navigate = route.useNavigate()
    const wish = { path: { id: endpoint.id }, version: endpoint.version }
    const run = async () => {
        try {
            if (asked === 'remove') await api.delete('/webhooks/{id}', wish)
            else await api.patch('/webhooks/{id}', { ...wish, body: { enabled: false } as never })
        } catch (error) {
            if (!(error instanceof Problem) || error.status !== 412) throw error
            close()
            return faster()
        }
        toast(asked === 'remove' ? words.removed : words.disabled)
        close()
        if (asked === 'remove') await navigate({ to: '/admin/webhooks' })
        await renew()
    }
    return (
        <Confirm title={words[`${asked}_title`]} action={words[asked]} close={close} run={run}>
            <p>{words[`${asked}_text`]}</p>
        </Confirm>
    )
}

function Actions({
    endpoint,
    ask,
    faster,
}: {
    endpoint: Endpoint
    ask: (asked: Asked) => void
    faster: () => void
}) {
    const words = useHookWords().webhooks
    const renew = useRenewed()
    const path = { id: endpoint.id }
    const [error, set_error] = useState<unknown>()
    const run = async (action: () => Promise<unknown>, text: string) => {
        set_error(undefined)
        try {
            await action()
            toast(text)
            await renew()
        } catch (problem) {
            if (problem instanceof Problem && problem.status === 412) faster()
            else set_error(problem)
        }
    }
    const enable = () =>
        api.patch('/webhooks/{id}', { path, version: endpoint.version, body: { enabled: true } as never })
    return (
        <>
            <div className="no-print mt-4 flex flex-wrap gap-2">
                {endpoint.enabled && (
                    <Button
                        onClick={() => run(() => api.post('/webhooks/{id}/test', { path }), words.tested)}
                    >
                        {words.test}
                    </Button>
                )}
                <Button look="secondary" onClick={() => ask('change')}>
                    {words.change}
                </Button>
                <Button look="secondary" onClick={() => ask('rotate')}>
                    {words.rotate}
                </Button>
                {endpoint.enabled ? (
                    <Button look="secondary" onClick={() => ask('disable')}>
                        {words.disable}
                    </Button>
                ) : (
                    <Button onClick={() => run(enable, words.enabled)}>{words.enable}</Button>
                )}
                <Button look="warning" onClick={() => ask('remove')}>
                    {words.remove}
                </Button>
            </div>
            {error !== undefined && <Failure error={error} />}
        </>
    )
}

export default function WebhookPage() {
    const { id } = route.useParams()
    const words = useHookWords().webhooks
    const cache = useQueryClient()
    const { data, error, isPending, refetch } = useQuery(webhook(id))
    const [asked, ask] = useState<Asked>()
    const [secret, show_secret] = useState<string>()
    const [was_faster, set_faster] = useState(false)
    const close = () => ask(undefined)
    const faster = () => {
        set_faster(true)
        void cache.invalidateQueries({ queryKey: webhook(id).queryKey })
    }
    return (
        <StaffPage title={data?.description ?? words.title}>
            <p className="mt-1">
                <Link to="/admin/webhooks" className="link inline-block py-0.5">
                    {words.back}
                </Link>
            </p>
            {isPending && <Loading />}
            {error && <Failure error={error} retry={refetch} />}
            {secret && <Secret key={secret} label={words.secret} text={words.secret_text} secret={secret} />}
            {was_faster && (
                <Notice kind="warn" role="alert" className="mt-3">
                    {words.faster}
                </Notice>
            )}
            {data && (
                <>
                    <div className="mt-4">
                        <Facts
                            rows={[
                                [
                                    words.url,
                                    <span key="url" className="break-all">
                                        {data.url}
                                    </span>,
                                ],
                                [words.state, <EndpointState key="state" endpoint={data} />],
                                [
                                    words.events,
                                    data.events.map((one) => words.families[one] ?? one).join(', '),
                                ],
                                [words.made, moment(data.created_at)],
                                ...(data.previous_secret_until
                                    ? [
                                          [words.former_until, moment(data.previous_secret_until)] as [
                                              string,
                                              string,
                                          ],
                                      ]
                                    : []),
                            ]}
                        />
                    </div>
                    <Actions endpoint={data} ask={ask} faster={faster} />
                    {asked === 'change' && <Change key={data.version} endpoint={data} done={close} />}
                    <Deliveries endpoint={data} />
                    {asked === 'rotate' && <Rotate id={id} close={close} show={show_secret} />}
                    {(asked === 'disable' || asked === 'remove') && (
                        <Question asked={asked} endpoint={data} close={close} faster={faster} />
                    )}
                </>
            )}
        </StaffPage>
    )
}
