// Addresses that other programs can subscribe to. Each is shown once, when it is made.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Schemas } from '../../api/client'
import { type Feed, my_feeds } from '../../api/practice'
import { moment } from '../../format'
import { useWords } from '../../i18n'
import { useMoreWords } from '../../i18n/practice_more'
import { toast } from '../../state/toasts'
import { Asked } from '../../ui/asked'
import { Copied } from '../../ui/copy'
import { Failure, Field, FormBox, useForm } from '../../ui/form'
import { Button, Loading, Notice } from '../../ui/parts'

function Made({ url }: { url: string }) {
    const own = useMoreWords().calendars
    return (
        <Notice kind="ok" role="status" className="mt-4">
            <Copied text={url} label={own.made} action={own.copy} />
        </Notice>
    )
}

function MakeForm({ done }: { done: (feed: Schemas['MadeFeed']) => void }) {
    const own = useMoreWords().calendars
    const words = useWords()
    const [busy_only, set_busy_only] = useState(false)
    const form = useForm({ name: '' })
    const make = async (key: string) => {
        const name = form.values.name.trim()
        const made = await api.post('/me/calendars', { body: { name, busy_only }, key })
        form.set({ name: '' })
        done(made)
    }
    return (
        <FormBox
            form={form}
            labels={{ name: own.feed_name }}
            action={own.make}
            look="secondary"
            check={(values) => ({ name: values.name.trim() ? undefined : words.form.required })}
            send={make}
            className="card mt-4 max-w-2xl space-y-4 p-4"
        >
            <Field
                {...form.bind('name')}
                label={own.feed_name}
                hint={own.feed_name_hint}
                maxLength={100}
                autoComplete="off"
            />
            <label className="flex min-h-9 items-center gap-2">
                <input
                    type="checkbox"
                    className="size-5 shrink-0 accent-primary"
                    checked={busy_only}
                    onChange={(event) => set_busy_only(event.target.checked)}
                />
                {own.busy_only}
            </label>
        </FormBox>
    )
}

function Item({ feed, again }: { feed: Feed; again: () => Promise<void> }) {
    const own = useMoreWords().calendars
    const [asks, ask] = useState(false)
    const revoke = async () => {
        await api.delete('/me/calendars/{id}', { path: { id: feed.id } })
        toast(own.revoked)
        await again()
    }
    return (
        <li className="card flex flex-wrap items-center justify-between gap-3 p-4">
            <div className="min-w-0">
                <h3 className="font-semibold">{feed.name}</h3>
                <p className="text-sm text-muted">
                    {feed.busy_only ? own.feed_busy : own.feed_all} · {own.feed_made(moment(feed.created_at))}{' '}
                    · {feed.last_read_at ? own.feed_read(moment(feed.last_read_at)) : own.feed_unread}
                </p>
            </div>
            <Button look="warning" aria-label={own.revoke_of(feed.name)} onClick={() => ask(true)}>
                {own.revoke}
            </Button>
            <Asked
                title={own.revoke_title(feed.name)}
                text={own.revoke_text}
                yes={own.revoke_action}
                no={own.cancel}
                open={asks}
                close={() => ask(false)}
                run={revoke}
            />
        </li>
    )
}

export function Feeds() {
    const own = useMoreWords().calendars
    const cache = useQueryClient()
    const { data, error, isPending, refetch } = useQuery(my_feeds())
    const [made, set_made] = useState<Schemas['MadeFeed']>()
    const again = () => cache.invalidateQueries({ queryKey: my_feeds().queryKey })
    return (
        <section className="mt-10" aria-labelledby="feeds">
            <h2 id="feeds" className="text-xl font-bold">
                {own.feeds}
            </h2>
            <p className="text-muted">{own.feeds_hint}</p>
            {isPending && <Loading rows={1} height="h-16" />}
            {error && <Failure error={error} retry={refetch} />}
            {data?.length === 0 && <p className="mt-3">{own.feeds_none}</p>}
            {made && data?.some((feed) => feed.id === made.id) && <Made url={made.url} />}
            <ul className="mt-4 space-y-3">
                {data?.map((feed) => (
                    <Item key={feed.id} feed={feed} again={again} />
                ))}
            </ul>
            <MakeForm
                done={(feed) => {
                    set_made(feed)
                    void again()
                }}
            />
        </section>
    )
}
