// What is written to somebody, and the calendars in which their own devices show their visits.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { calendars, notification_choices } from '../../api/account_queries'
import { api, type Schemas } from '../../api/client'
import { useSession } from '../../api/session'
import { moment } from '../../format'
import { useWords } from '../../i18n'
import { useAccountWords } from '../../i18n/account'
import { toast } from '../../state/toasts'
import { AccountPage, Section } from '../../ui/account_page'
import { Asked } from '../../ui/asked'
import { Check } from '../../ui/check'
import { Copied } from '../../ui/copy'
import { Failure, Field, FormBox, useForm } from '../../ui/form'
import { Button, Loading, Notice } from '../../ui/parts'

type Choices = Schemas['Preferences']
type Feed = Schemas['Feed']

function ChoicesForm({ choices }: { choices: Choices }) {
    const words = useAccountWords()
    const own = words.notifications
    const cache = useQueryClient()
    const [wanted, want] = useState(choices)
    const form = useForm({})
    const names = (['confirmations', 'changes', 'reminders', 'reviews'] as const).filter(
        (name) => typeof choices[name] === 'boolean',
    )
    return (
        <FormBox
            form={form}
            action={words.save}
            send={async () => {
                cache.setQueryData(
                    notification_choices().queryKey,
                    await api.put('/me/notifications', { body: wanted }),
                )
                toast(words.saved)
            }}
        >
            <div className="space-y-2">
                {names.map((name) => (
                    <Check
                        key={name}
                        checked={wanted[name] === true}
                        onChange={(on) => want({ ...wanted, [name]: on })}
                    >
                        {own[name]}
                    </Check>
                ))}
            </div>
        </FormBox>
    )
}

function Made({ url, done }: { url: string; done: () => void }) {
    const words = useAccountWords().calendars
    return (
        <Notice kind="ok" role="status" className="mb-4 space-y-3">
            <p className="font-semibold">{words.made}</p>
            <p>{words.once}</p>
            <Copied text={url} label={words.address} action={words.copy} />
            <Button onClick={done}>{words.done}</Button>
        </Notice>
    )
}

function FeedRow({ feed }: { feed: Feed }) {
    const words = useAccountWords().calendars
    const cache = useQueryClient()
    const [asks, ask] = useState(false)
    const revoke = async () => {
        await api.delete('/me/calendars/{id}', { path: { id: feed.id } })
        await cache.invalidateQueries({ queryKey: calendars().queryKey })
        toast(words.revoked)
    }
    return (
        <li className="flex flex-wrap items-center justify-between gap-3 py-3">
            <div className="min-w-0">
                <p className="font-medium">{feed.name}</p>
                <p className="text-sm text-muted">
                    {feed.last_read_at ? words.read(moment(feed.last_read_at)) : words.never_read}
                </p>
            </div>
            <Button look="warning" onClick={() => ask(true)}>
                {words.revoke}
                <span className="sr-only"> {feed.name}</span>
            </Button>
            <Asked
                open={asks}
                close={() => ask(false)}
                title={words.revoke_title(feed.name)}
                text={words.revoke_hint}
                yes={words.revoke}
                no={words.keep}
                run={revoke}
            />
        </li>
    )
}

function NewFeed({ made, is_patient }: { made: (url: string) => void; is_patient: boolean }) {
    const words = useAccountWords().calendars
    const required = useWords().form.required
    const cache = useQueryClient()
    const form = useForm({ name: words.name_default })
    const [busy_only, set_busy_only] = useState(false)
    const [include_relatives, set_include_relatives] = useState(false)
    return (
        <FormBox
            form={form}
            labels={words}
            action={words.make}
            look="secondary"
            check={({ name }) => (name.trim() ? {} : { name: required })}
            send={async (key) => {
                const body = {
                    name: form.values.name.trim(),
                    busy_only,
                    ...(is_patient ? { include_relatives } : {}),
                }
                const feed = await api.post('/me/calendars', { body, key })
                made(feed.url)
                await cache.invalidateQueries({ queryKey: calendars().queryKey })
            }}
        >
            <Field {...form.bind('name')} label={words.name} maxLength={100} autoComplete="off" />
            <div className="space-y-2">
                <Check checked={busy_only} onChange={set_busy_only}>
                    {words.busy_only}
                </Check>
                {is_patient && (
                    <Check checked={include_relatives} onChange={set_include_relatives}>
                        {words.include_relatives}
                    </Check>
                )}
            </div>
        </FormBox>
    )
}

function Calendars({ is_patient }: { is_patient: boolean }) {
    const words = useAccountWords().calendars
    const { data, error, isPending, refetch } = useQuery(calendars())
    const [url, set_url] = useState<string>()
    return (
        <Section title={words.title} hint={words.hint}>
            {isPending && <Loading rows={1} height="h-16" />}
            {error && <Failure error={error} retry={refetch} />}
            {url && <Made url={url} done={() => set_url(undefined)} />}
            {data && data.length === 0 && !url && <p className="mb-4 text-muted">{words.none}</p>}
            {data && data.length > 0 && (
                <ul className="mb-4 divide-y divide-line">
                    {data.map((feed) => (
                        <FeedRow key={feed.id} feed={feed} />
                    ))}
                </ul>
            )}
            {!url && <NewFeed made={set_url} is_patient={is_patient} />}
        </Section>
    )
}

export default function NotificationsPage() {
    const words = useAccountWords()
    const now = useSession()
    const { data, error, isPending, refetch } = useQuery(notification_choices())
    const role = now.status === 'signed_in' ? now.user.role : undefined
    return (
        <AccountPage title={words.places.notifications}>
            <Section title={words.notifications.title} hint={words.notifications.hint}>
                {isPending && <Loading rows={1} height="h-48" />}
                {error && <Failure error={error} retry={refetch} />}
                {data && <ChoicesForm choices={data} />}
            </Section>
            {(role === 'patient' || role === 'doctor') && <Calendars is_patient={role === 'patient'} />}
        </AccountPage>
    )
}
