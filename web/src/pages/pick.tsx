// One doctor's free times: a day, then a time. Also for a visit that is to be moved (`move` is its id).
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type FormEvent, lazy, Suspense, useEffect, useId, useRef, useState } from 'react'
import { api, Problem, type Schemas, server_now } from '../api/client'
import { appointment, availability, doctor, schedule } from '../api/queries'
import {
    as_shown,
    day_at,
    day_number,
    later_date,
    long_day,
    moment,
    money,
    month_name,
    short_day,
    shown_time,
    shows_own_clock,
    time_at,
    weekday,
} from '../format'
import { useWords } from '../i18n'
import { usePickWords } from '../i18n/pick'
import { useTypeName } from '../i18n/visit_types'
import { toast } from '../state/toasts'
import { Failure } from '../ui/form'
import { Avatar, Button, Choice, Loading, Notice, Page } from '../ui/parts'
import { Unread } from './errors'
import { DoctorLine } from './find'

const DoctorReviews = lazy(() => import('../ui/reviews'))
const Wait = lazy(() => import('../ui/wait'))
type Day = Schemas['FreeDay']
const route = getRouteApi('/doctors/$doctor_id')
const shown_at_first = 12
const parts = ['morning', 'afternoon', 'evening'] as const
// As the server divides a day (part_of_day).
const part_of = (time: string) => (time < '12:00' ? 'morning' : time < '18:00' ? 'afternoon' : 'evening')

// Where the reader's own clock counts, so does their calendar.
function days_of_reader(days: Day[]): Day[] {
    const slots = days.flatMap((day) => day.slots).map(as_shown)
    const dates = new Set([...days.map((day) => day.date), ...slots.map((slot) => slot.local_date)])
    return [...dates].sort().map((date) => {
        const own = slots.filter((slot) => slot.local_date === date)
        return { date, free: own.length, slots: own }
    })
}

function Days({
    days,
    chosen,
    choose,
}: {
    days: Day[]
    chosen?: string
    choose: (date: string, by_hand: boolean) => void
}) {
    const own = usePickWords()
    const name = useId()
    return (
        <fieldset className="mt-3">
            <legend className="sr-only">{own.day}</legend>
            <div className="grid grid-cols-7 gap-1 sm:gap-2">
                {days.map(({ date, free }) => (
                    <label
                        key={date}
                        onClick={(event) => event.detail > 0 && free > 0 && choose(date, true)}
                        onKeyDown={(event) => event.key === 'Enter' && free > 0 && choose(date, true)}
                        className={`relative flex min-h-16 min-w-0 flex-col items-center justify-center rounded-control border text-center ${
                            date === chosen
                                ? 'border-primary bg-primary text-on-primary'
                                : free > 0
                                  ? 'cursor-pointer border-control bg-surface hover:bg-soft hover:text-on-soft'
                                  : 'border-line text-muted'
                        }`}
                    >
                        <input
                            type="radio"
                            name={name}
                            value={date}
                            className="sr-only"
                            checked={date === chosen}
                            disabled={free === 0}
                            onChange={() => choose(date, false)}
                            aria-label={`${long_day(date)}, ${own.free(free)}`}
                        />
                        <span aria-hidden="true" className="text-xs sm:text-sm">
                            {weekday(date)}
                        </span>
                        <span aria-hidden="true" className="text-lg leading-tight font-semibold">
                            {day_number(date)}
                        </span>
                        <span aria-hidden="true" className="text-xs">
                            {free > 0 ? free : '–'}
                        </span>
                    </label>
                ))}
            </div>
        </fieldset>
    )
}

function TimesOfDay({ day, chosen, choose }: { day: Day; chosen?: string; choose: (start: string) => void }) {
    const words = useWords()
    const own = usePickWords()
    const name = useId()
    const [more, set_more] = useState(false)
    const shown = more ? day.slots : day.slots.slice(0, shown_at_first)
    return (
        <>
            {parts.map((part) => {
                const slots = shown.filter((slot) => part_of(slot.local_time) === part)
                return (
                    slots.length > 0 && (
                        <fieldset key={part} className="mt-4">
                            <legend className="font-semibold">{words.parts[part]}</legend>
                            <div className="mt-2 grid grid-cols-[repeat(auto-fill,minmax(5rem,1fr))] gap-2">
                                {slots.map((slot) => (
                                    <label
                                        key={slot.slot_id}
                                        className={`relative flex min-h-12 cursor-pointer items-center justify-center rounded-control border font-semibold ${
                                            slot.start === chosen
                                                ? 'border-primary bg-primary text-on-primary'
                                                : 'border-control bg-surface hover:bg-soft hover:text-on-soft'
                                        }`}
                                    >
                                        <input
                                            type="radio"
                                            name={name}
                                            value={slot.start}
                                            className="sr-only"
                                            checked={slot.start === chosen}
                                            onChange={() => choose(slot.start)}
                                        />
                                        {slot.local_time}
                                    </label>
                                ))}
                            </div>
                        </fieldset>
                    )
                )
            })}
            {!more && day.slots.length > shown.length && (
                <Button look="secondary" className="mt-4 w-full" onClick={() => set_more(true)}>
                    {own.more(day.slots.length - shown.length)}
                </Button>
            )}
        </>
    )
}

// Moves the visit in one step: the old time is kept if the new one is taken.
function useMove(id: string | undefined) {
    const own = usePickWords()
    const cache = useQueryClient()
    const navigate = route.useNavigate()
    const [pending, set_pending] = useState(false)
    const [error, set_error] = useState<unknown>()
    const move = async (doctor_id: string, start: string, visit_type: string | undefined) => {
        if (!id || pending) return
        set_pending(true)
        set_error(undefined)
        try {
            const same = cache.getQueryData(appointment(id).queryKey)?.visit_type === visit_type
            await api.patch('/appointments/{id}', {
                path: { id },
                body: { start, ...(visit_type && !same ? { visit_type } : {}), doctor_id },
            })
            await cache.invalidateQueries({ queryKey: ['mine'] })
            toast(own.moved)
            await navigate({ to: '/appointments/$id', params: { id }, replace: true })
        } catch (problem) {
            set_error(problem)
            if (problem instanceof Problem) cache.invalidateQueries({ queryKey: ['availability'] })
        } finally {
            set_pending(false)
        }
    }
    return { move, pending, error }
}

export default function PickPage() {
    const words = useWords()
    const own = usePickWords()
    const type_name = useTypeName()
    const { doctor_id } = route.useParams()
    const wish = route.useSearch()
    const navigate = route.useNavigate()
    const times = useRef<HTMLElement>(null)
    const [wants_times, set_wants_times] = useState(0)
    const who = useQuery(doctor(doctor_id))
    const hours = useQuery(schedule(doctor_id))
    const types = hours.data?.visit_types ?? []
    const type = types.find((one) => one.code === wish.type) ?? types[0]
    const free = useQuery({
        ...availability(doctor_id, wish.from, wish.type, type?.mode === 'video' ? 'video' : undefined),
        placeholderData: keepPreviousData,
    })
    const moved = useQuery({ ...appointment(wish.move ?? ''), enabled: Boolean(wish.move) }).data
    const { move, pending, error } = useMove(wish.move)
    const first = free.data?.days[0]?.date
    const days_there = free.data?.days ?? []
    const is_own = days_there.some((one) => one.slots.some(shows_own_clock))
    const days = is_own ? days_of_reader(days_there) : days_there
    const day = days.find((one) => one.date === wish.day && one.free > 0) ?? days.find((one) => one.free > 0)
    const slot = day?.slots.find((one) => one.start === wish.start)
    const now_at = moved && shown_time(moved)
    const change = (changes: typeof wish) =>
        navigate({ search: { ...wish, ...changes }, replace: true, resetScroll: false })

    useEffect(() => {
        if (wants_times > 0) times.current?.focus()
    }, [wants_times])

    if (who.error) return <Unread title={own.title} error={who.error} retry={who.refetch} />
    if (!who.data || hours.isPending || free.isPending) return <Loading height="h-60" />
    const proceed = (event: FormEvent) => {
        event.preventDefault()
        if (!slot) return
        if (wish.move) move(doctor_id, slot.start, type?.code)
        else
            navigate({
                to: '/book/$doctor_id',
                params: { doctor_id },
                search: { start: slot.start, type: type?.code },
            })
    }
    return (
        <Page title={wish.move ? own.move_title : own.title} step={wish.move ? undefined : words.step(2)}>
            {now_at && (
                <Notice className="mt-4">
                    {own.now_at} <strong>{long_day(now_at.date)}</strong>, <strong>{now_at.time}</strong>
                </Notice>
            )}
            <div className="card mt-4 flex gap-4 p-4 sm:p-6">
                <Avatar name={who.data.name} />
                <div className="min-w-0">
                    <h2 className="text-lg font-semibold">{who.data.name}</h2>
                    <DoctorLine doctor={who.data} />
                    {who.data.bio && <p className="mt-2">{who.data.bio}</p>}
                </div>
            </div>
            <form noValidate onSubmit={proceed} className="mt-6">
                {types.length > 1 && (
                    <fieldset>
                        <legend className="text-lg font-semibold">{own.type}</legend>
                        <div className="mt-2 grid gap-2 sm:grid-cols-2">
                            {types.map((one) => (
                                <Choice
                                    key={one.code}
                                    name="type"
                                    value={one.code}
                                    checked={one.code === type?.code}
                                    onChange={(code) => change({ type: code, start: undefined })}
                                >
                                    <span className="font-medium">{type_name(one)}</span>
                                    <span className="block text-sm">
                                        {words.minutes(one.duration_minutes)} ·{' '}
                                        {money(one.price_cents, one.currency)}
                                    </span>
                                </Choice>
                            ))}
                        </div>
                    </fieldset>
                )}
                <div className="mt-8 flex flex-wrap items-end justify-between gap-2">
                    <h2 className="text-lg font-semibold">
                        {first ? month_name((day ?? days[0])?.date ?? first) : own.day}
                    </h2>
                    <label className="flex items-center gap-2 text-sm">
                        {own.jump}
                        <input
                            type="date"
                            value={wish.from ?? ''}
                            min={free.data && time_at(server_now(), free.data.timezone).date}
                            onChange={(event) =>
                                change({
                                    from: event.target.value || undefined,
                                    day: undefined,
                                    start: undefined,
                                })
                            }
                            className="min-h-12 rounded-control border border-control bg-surface px-2"
                        />
                    </label>
                </div>
                {free.error && <Failure error={free.error} retry={free.refetch} />}
                {free.isPlaceholderData ? (
                    <Loading rows={2} />
                ) : (
                    <>
                        <Days
                            days={days}
                            chosen={day?.date}
                            choose={(date, by_hand) => {
                                change({ day: date, start: undefined })
                                if (by_hand) set_wants_times((before) => before + 1)
                            }}
                        />
                        <div className="mt-2 flex justify-between gap-2">
                            {wish.from ? (
                                <button
                                    type="button"
                                    className="link min-h-10 cursor-pointer"
                                    onClick={() =>
                                        change({ from: undefined, day: undefined, start: undefined })
                                    }
                                >
                                    {own.first_days}
                                </button>
                            ) : (
                                <span />
                            )}
                            {first && (
                                <button
                                    type="button"
                                    className="link min-h-10 cursor-pointer"
                                    onClick={() =>
                                        change({
                                            from: later_date(first, 14),
                                            day: undefined,
                                            start: undefined,
                                        })
                                    }
                                >
                                    {own.later_days}
                                </button>
                            )}
                        </div>
                        <section
                            ref={times}
                            tabIndex={-1}
                            aria-labelledby="times"
                            className="mt-6 rounded-control outline-offset-8"
                        >
                            {day ? (
                                <>
                                    <h2 id="times" className="text-lg font-semibold">
                                        {long_day(day.date)}
                                        <span className="block text-sm font-normal text-muted">
                                            {is_own ? words.own_zone : words.zone(who.data.clinic.city)}
                                        </span>
                                    </h2>
                                    <TimesOfDay
                                        key={day.date}
                                        day={day}
                                        chosen={slot?.start}
                                        choose={(start) => change({ day: day.date, start })}
                                    />
                                </>
                            ) : (
                                <Notice>
                                    <p id="times" className="font-semibold">
                                        {own.none}
                                    </p>
                                    {free.data?.next_available && (
                                        <button
                                            type="button"
                                            className="link block min-h-10 cursor-pointer text-left"
                                            onClick={() =>
                                                change({
                                                    from: day_at(
                                                        free.data.next_available ?? '',
                                                        free.data.timezone,
                                                    ),
                                                    day: undefined,
                                                    start: undefined,
                                                })
                                            }
                                        >
                                            {own.first_free(
                                                moment(free.data.next_available, free.data.timezone),
                                            )}
                                        </button>
                                    )}
                                    <Link to="/" className="link inline-block py-1">
                                        {own.others}
                                    </Link>
                                </Notice>
                            )}
                        </section>
                    </>
                )}
                {Boolean(error) && (
                    <div className="mt-4">
                        <Failure error={error} />
                    </div>
                )}
                <div className="sticky bottom-0 -mx-4 mt-8 border-t border-line bg-bg px-4 py-3 sm:mx-0 sm:px-0">
                    <Button
                        type="submit"
                        disabled={!slot}
                        pending={pending}
                        className="w-full disabled:cursor-not-allowed disabled:opacity-60"
                    >
                        {!slot || !day
                            ? own.choose
                            : wish.move
                              ? own.move_to(short_day(day.date), slot.local_time)
                              : own.continue(short_day(day.date), slot.local_time)}
                    </Button>
                </div>
            </form>
            <Suspense>
                {first && <Wait key={doctor_id} doctor_id={doctor_id} today={first} move={wish.move} />}
                {who.data.review_count > 0 && <DoctorReviews id={doctor_id} count={who.data.review_count} />}
            </Suspense>
        </Page>
    )
}
