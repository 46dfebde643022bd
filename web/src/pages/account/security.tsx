// How an account is kept safe: its password, its second factor, where it is open, what happened. For every role.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { second_factor, security_events, sessions } from '../../api/account_queries'
import { api, type Schemas } from '../../api/client'
import { moment } from '../../format'
import { useWords } from '../../i18n'
import { useAccountWords } from '../../i18n/account'
import { useSecurityWords } from '../../i18n/account_security'
import { toast } from '../../state/toasts'
import { AccountPage, Section } from '../../ui/account_page'
import { Asked } from '../../ui/asked'
import { device_name } from '../../ui/device'
import { Failure, Field, FormBox, useForm } from '../../ui/form'
import { Badge, Button, Loading, More } from '../../ui/parts'
import { SecondFactor } from './second_factor'

function Password() {
    const words = useSecurityWords().password
    const required = useWords().form.required
    const cache = useQueryClient()
    const form = useForm({ current_password: '', password: '' })
    return (
        <Section title={words.title} hint={words.hint}>
            <FormBox
                form={form}
                labels={words}
                action={words.action}
                check={({ current_password, password }) => ({
                    ...(current_password ? {} : { current_password: required }),
                    ...(password ? {} : { password: required }),
                })}
                handle={(problem) => {
                    if (problem.code !== 'wrong_password') return false
                    form.wrong({ current_password: problem.message })
                    return true
                }}
                send={async () => {
                    const { current_password, password: new_password } = form.values
                    await api.post('/auth/password/change', { body: { current_password, new_password } })
                    form.set({ current_password: '', password: '' })
                    toast(words.done)
                    await cache.invalidateQueries({ queryKey: ['mine'] })
                }}
            >
                <Field
                    {...form.bind('current_password')}
                    label={words.current_password}
                    type="password"
                    autoComplete="current-password"
                />
                <Field
                    {...form.bind('password')}
                    label={words.password}
                    hint={words.password_hint}
                    type="password"
                    autoComplete="new-password"
                />
            </FormBox>
        </Section>
    )
}

function SessionRow({ one }: { one: Schemas['SessionView'] }) {
    const words = useSecurityWords().sessions
    const cache = useQueryClient()
    const [pending, set_pending] = useState(false)
    const [error, set_error] = useState<unknown>()
    const device = device_name(one.user_agent) ?? words.unknown
    const end = async () => {
        set_pending(true)
        try {
            await api.delete('/me/sessions/{id}', { path: { id: one.id } })
            await cache.invalidateQueries({ queryKey: sessions().queryKey })
            toast(words.ended)
        } catch (problem) {
            set_error(problem)
        } finally {
            set_pending(false)
        }
    }
    return (
        <li className="flex flex-wrap items-center justify-between gap-3 py-3">
            <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-2 font-medium">
                    {device}
                    {one.current && <Badge kind="ok">{words.current}</Badge>}
                </p>
                <p className="text-sm text-muted">
                    {words.used(moment(one.last_used_at))}, {words.from(one.address)}
                </p>
            </div>
            {!one.current && (
                <Button look="secondary" pending={pending} onClick={end}>
                    {words.end}
                    <span className="sr-only"> {device}</span>
                </Button>
            )}
            {Boolean(error) && <Failure error={error} />}
        </li>
    )
}

function Sessions() {
    const words = useSecurityWords().sessions
    const cache = useQueryClient()
    const { data, error, isPending, refetch } = useQuery(sessions())
    const [asks, ask] = useState(false)
    const end_others = async () => {
        await api.delete('/me/sessions')
        await cache.invalidateQueries({ queryKey: ['mine'] })
        toast(words.ended_others)
    }
    return (
        <Section title={words.title}>
            {isPending && <Loading rows={1} height="h-20" />}
            {error && <Failure error={error} retry={refetch} />}
            {data && (
                <ul className="divide-y divide-line">
                    {data.map((one) => (
                        <SessionRow key={one.id} one={one} />
                    ))}
                </ul>
            )}
            {data && data.length < 2 && <p className="mt-3 text-muted">{words.alone}</p>}
            {data && data.length > 1 && (
                <Button look="warning" className="mt-4" onClick={() => ask(true)}>
                    {words.end_others}
                </Button>
            )}
            <Asked
                open={asks}
                close={() => ask(false)}
                title={words.end_others_title}
                text={words.end_others_hint}
                yes={words.end_others}
                no={words.keep}
                run={end_others}
            />
        </Section>
    )
}

function Events() {
    const words = useSecurityWords().events
    const query = useInfiniteQuery(security_events())
    const events = query.data?.pages.flatMap((page) => page.data) ?? []
    return (
        <Section title={words.title}>
            {query.isPending && <Loading rows={1} height="h-20" />}
            {query.error && <Failure error={query.error} retry={query.refetch} />}
            {query.data && events.length === 0 && <p className="text-muted">{words.none}</p>}
            <ul className="divide-y divide-line">
                {events.map((one) => (
                    <li key={one.id} className="py-3">
                        <p className="font-medium">{words.types[one.type]}</p>
                        <p className="text-sm text-muted">
                            {moment(one.occurred_at)}
                            {one.address && `, ${one.address}`}
                        </p>
                    </li>
                ))}
            </ul>
            <More query={query}>{words.more}</More>
            {events.length > 0 && <p className="mt-4 text-muted">{words.not_you}</p>}
        </Section>
    )
}

export default function SecurityPage() {
    const words = useAccountWords()
    const factor = useQuery(second_factor()).data
    // Who has to have a second factor first may do nothing else.
    const must_enrol = factor?.required && !factor.enrolled
    return (
        <AccountPage title={words.places.security}>
            {!must_enrol && <Password />}
            <SecondFactor />
            {!must_enrol && (
                <>
                    <Sessions />
                    <Events />
                </>
            )}
        </AccountPage>
    )
}
