// Calendars that the doctor has elsewhere, what collides with them, and calendars that follow this one.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, Problem, type Schemas } from '../../api/client'
import { type BusyCalendar, busy_calendars, conflicts, useDoctorId } from '../../api/practice'
import { long_day, moment } from '../../format'
import { useWords } from '../../i18n'
import { useMoreWords } from '../../i18n/practice_more'
import { toast } from '../../state/toasts'
import { Asked } from '../../ui/asked'
import { Failure, Field, FormBox, useForm } from '../../ui/form'
import { Badge, Button, Dialog, Loading } from '../../ui/parts'
import { StaffPage } from '../../ui/staff'
import { Feeds } from './feeds'
import { NoCalendar } from './nothing'

function useAgain(id: string) {
    const cache = useQueryClient()
    return () =>
        Promise.all(
            [busy_calendars(id).queryKey, conflicts(id).queryKey, ['mine', 'agenda']].map((queryKey) =>
                cache.invalidateQueries({ queryKey }),
            ),
        )
}

function AddForm({ id }: { id: string }) {
    const own = useMoreWords().calendars
    const words = useWords()
    const again = useAgain(id)
    const form = useForm({ name: '', url: '' })
    const add = async (key: string) => {
        const { name, url } = form.values
        await api.post('/doctors/{id}/busy-calendars', {
            path: { id },
            body: { name: name.trim(), url: url.trim() },
            key,
        })
        form.set({ name: '', url: '' })
        toast(own.added)
        await again()
    }
    const demand = (value: string) => (value.trim() ? undefined : words.form.required)
    return (
        <FormBox
            form={form}
            labels={{ name: own.name, url: own.url }}
            action={own.add}
            look="secondary"
            check={(values) => ({ name: demand(values.name), url: demand(values.url) })}
            send={add}
            className="card mt-4 max-w-2xl space-y-4 p-4"
        >
            <Field
                {...form.bind('name')}
                label={own.name}
                hint={own.name_hint}
                maxLength={100}
                autoComplete="off"
            />
            <Field {...form.bind('url')} type="url" label={own.url} hint={own.url_hint} autoComplete="off" />
        </FormBox>
    )
}

function ChangeForm({ id, calendar, close }: { id: string; calendar: BusyCalendar; close: () => void }) {
    const own = useMoreWords().calendars
    const again = useAgain(id)
    const form = useForm({ name: calendar.name, url: '' })
    const save = async () => {
        const path = { id, calendar_id: calendar.id }
        const body = { name: form.values.name.trim(), url: form.values.url.trim() || undefined }
        try {
            await api.patch('/doctors/{id}/busy-calendars/{calendar_id}', {
                path,
                version: calendar.version,
                body,
            })
        } catch (error) {
            await again()
            if (error instanceof Problem && error.status === 412)
                throw new Problem(412, { detail: own.changed })
            throw error
        }
        toast(own.saved)
        close()
        await again()
    }
    return (
        <FormBox form={form} action={own.save} send={save} className="mt-4 space-y-4">
            <Field {...form.bind('name')} label={own.name} maxLength={100} autoComplete="off" />
            <Field
                {...form.bind('url')}
                type="url"
                label={own.new_address}
                hint={own.new_address_hint}
                optional
                autoComplete="off"
            />
            <Button look="secondary" className="w-full" onClick={close}>
                {own.cancel}
            </Button>
        </FormBox>
    )
}

function Reading({ calendar }: { calendar: BusyCalendar }) {
    const own = useMoreWords().calendars
    const { last_error, succeeded_at, busy_times, unreadable_events } = calendar
    return (
        <div className="text-sm">
            <p>
                {last_error ? (
                    <Badge kind="danger">▲ {own.failed}</Badge>
                ) : (
                    <Badge kind={succeeded_at ? 'ok' : 'soft'}>
                        {succeeded_at ? `✓ ${own.ok}` : own.waits}
                    </Badge>
                )}{' '}
                {own.host} {calendar.host}
            </p>
            {last_error && <p className="mt-1">{own.failures[last_error] ?? own.answered(last_error)}</p>}
            <p className="mt-1 text-muted">
                {!succeeded_at && own.never}
                {succeeded_at && (last_error ? own.failed_hint : own.read)(moment(succeeded_at))}
                {succeeded_at && ` · ${own.times(busy_times)}`}
                {unreadable_events > 0 && ` · ${own.unreadable(unreadable_events)}`}
            </p>
        </div>
    )
}

function Item({ id, calendar }: { id: string; calendar: BusyCalendar }) {
    const own = useMoreWords().calendars
    const words = useWords()
    const again = useAgain(id)
    const [doing, set] = useState<'change' | 'remove'>()
    const close = () => set(undefined)
    const path = { id, calendar_id: calendar.id }
    const refresh = async () => {
        try {
            await api.post('/doctors/{id}/busy-calendars/{calendar_id}/refresh', { path })
            toast(own.refreshing)
        } catch (error) {
            toast(error instanceof Problem ? error.message : words.unreachable)
        }
        await again()
    }
    const remove = async () => {
        await api.delete('/doctors/{id}/busy-calendars/{calendar_id}', { path })
        toast(own.removed)
        await again()
    }
    return (
        <li className="card flex flex-wrap items-start justify-between gap-3 p-4">
            <div className="min-w-0">
                <h3 className="font-semibold">{calendar.name}</h3>
                <Reading calendar={calendar} />
            </div>
            <div className="flex flex-wrap gap-2">
                <Button look="secondary" aria-label={own.refresh_of(calendar.name)} onClick={refresh}>
                    {own.refresh}
                </Button>
                <Button
                    look="secondary"
                    aria-label={own.rename_of(calendar.name)}
                    onClick={() => set('change')}
                >
                    {own.rename}
                </Button>
                <Button
                    look="warning"
                    aria-label={own.remove_of(calendar.name)}
                    onClick={() => set('remove')}
                >
                    {own.remove}
                </Button>
            </div>
            <Dialog title={own.rename_of(calendar.name)} open={doing === 'change'} close={close}>
                <ChangeForm id={id} calendar={calendar} close={close} />
            </Dialog>
            <Asked
                title={own.remove_title(calendar.name)}
                text={own.remove_text}
                yes={own.remove_action}
                no={own.cancel}
                open={doing === 'remove'}
                close={close}
                run={remove}
            />
        </li>
    )
}

function Conflicts({ id, calendars }: { id: string; calendars: BusyCalendar[] }) {
    const own = useMoreWords().calendars
    const { data, error, refetch } = useQuery(conflicts(id))
    const name_of = ({ calendar_id }: Schemas['Conflict']) =>
        calendars.find((one) => one.id === calendar_id)?.name ?? ''
    return (
        <section className="mt-10" aria-labelledby="conflicts">
            <h2 id="conflicts" className="text-xl font-bold">
                {own.conflicts}
            </h2>
            {error && <Failure error={error} retry={refetch} />}
            {data?.length === 0 && <p className="mt-2">{own.conflicts_none}</p>}
            {data && data.length > 0 && (
                <>
                    <p className="text-muted">{own.conflicts_hint}</p>
                    <ul className="mt-3 space-y-2">
                        {data.map((one) => (
                            <li key={one.appointment_id} className="card border-l-4! border-l-warn! p-3">
                                <Link
                                    to="/practice/agenda"
                                    search={{ view: 'day', date: one.local_date, visit: one.appointment_id }}
                                    className="link inline-block min-h-6"
                                >
                                    {long_day(one.local_date)}, {one.local_time}
                                </Link>{' '}
                                {one.reference} · {own.conflict_busy} {name_of(one)}
                            </li>
                        ))}
                    </ul>
                </>
            )}
        </section>
    )
}

function Busy({ id }: { id: string }) {
    const own = useMoreWords().calendars
    const { data, error, isPending, refetch } = useQuery({ ...busy_calendars(id), refetchInterval: 10_000 })
    return (
        <>
            <section className="mt-6" aria-labelledby="busy">
                <h2 id="busy" className="text-xl font-bold">
                    {own.busy}
                </h2>
                <p className="text-muted">{own.busy_hint}</p>
                {isPending && <Loading rows={1} height="h-24" />}
                {error && <Failure error={error} retry={refetch} />}
                {data?.length === 0 && <p className="mt-3">{own.busy_none}</p>}
                <ul className="mt-4 space-y-3">
                    {data?.map((calendar) => (
                        <Item key={calendar.id} id={id} calendar={calendar} />
                    ))}
                </ul>
                {data && <AddForm id={id} />}
            </section>
            {data && <Conflicts id={id} calendars={data} />}
        </>
    )
}

export default function CalendarsPage() {
    const own = useMoreWords().calendars
    const id = useDoctorId()
    return (
        <StaffPage title={own.title}>
            {id ? <Busy id={id} /> : <NoCalendar />}
            <Feeds />
        </StaffPage>
    )
}
