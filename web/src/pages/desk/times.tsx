// Free times to choose from, as native radio buttons: the earliest of many doctors, or all of one, day by day. Enter on a time takes it
// and goes on.
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { api, type Schemas } from '../../api/client'
import { availability } from '../../api/queries'
import { long_day, short_day } from '../../format'
import { current_language, useWords } from '../../i18n'
import { useBookingWords } from '../../i18n/desk_book'
import { Failure } from '../../ui/form'
import { Button, Loading, take_focus } from '../../ui/parts'

export type Slot = Schemas['Slot']
export interface ChosenTime {
    doctor_id: string
    doctor_name: string
    start: string
    local_date: string
    local_time: string
    // The doctor's rules against it, which reception may set aside with a reason.
    rules?: Rule[]
}
export type Rule = NonNullable<Schemas['BookAppointment']['override']>[number]
export const same_time = (a: ChosenTime | undefined, b: { doctor_id: string; start: string }) =>
    a?.doctor_id === b.doctor_id && a.start === b.start
export const place_of = ({ doctor_id, start }: { doctor_id: string; start: string }) =>
    `${doctor_id} ${start}`

export interface TimeWish {
    clinic_id: string
    doctor_id?: string
    specialty?: string
    visit_type?: string
    from?: string
}
interface Choosing {
    chosen?: ChosenTime
    choose: (time: ChosenTime) => void
    // What was refused a moment ago is not offered again.
    refused: ReadonlySet<string>
    // After Enter.
    go_on: () => void
}

const search_of = ({ clinic_id, specialty, from }: TimeWish) => ({
    queryKey: ['desk', 'times', clinic_id, specialty, from, current_language()],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get('/availability', {
            query: { clinic_id, specialty, from, days: 31, per_doctor: 6, limit: 12 },
            signal,
        }),
    staleTime: 20_000,
})

function Times({
    legend,
    times,
    name,
    show_day,
    choosing,
}: {
    legend: React.ReactNode
    times: ChosenTime[]
    name: string
    show_day: boolean
    choosing: Choosing
}) {
    const { chosen, choose, go_on } = choosing
    return (
        <fieldset className="min-w-0">
            <legend className="font-semibold">{legend}</legend>
            <div className="mt-1 flex flex-wrap gap-2">
                {times.map((time) => (
                    <label
                        key={time.start}
                        className={`relative flex min-h-9 min-w-18 cursor-pointer items-center justify-center rounded-control border px-3 font-medium ${
                            same_time(chosen, time)
                                ? 'border-primary bg-primary text-on-primary'
                                : 'border-control bg-surface hover:bg-soft hover:text-on-soft'
                        }`}
                    >
                        <input
                            type="radio"
                            name={name}
                            value={place_of(time)}
                            className="sr-only"
                            checked={same_time(chosen, time)}
                            onChange={() => choose(time)}
                            onKeyDown={(event) => {
                                if (event.key !== 'Enter') return
                                event.preventDefault()
                                choose(time)
                                go_on()
                            }}
                        />
                        {show_day && `${short_day(time.local_date)} `}
                        {time.local_time}
                    </label>
                ))}
            </div>
        </fieldset>
    )
}

const with_doctor = (doctor: { id: string; name: string }, slots: Slot[]): ChosenTime[] =>
    slots.map(({ start, local_date, local_time }) => ({
        doctor_id: doctor.id,
        doctor_name: doctor.name,
        start,
        local_date,
        local_time,
    }))
const still_free = (times: ChosenTime[], refused: ReadonlySet<string>) =>
    times.filter((time) => !refused.has(place_of(time)))

function None() {
    const own = useBookingWords()
    return <p className="text-muted">{own.times.none}</p>
}

export function AnyDoctor({ wish, choosing }: { wish: TimeWish; choosing: Choosing }) {
    const words = useWords()
    const name = useId()
    const { data, error, refetch, isPending } = useQuery(search_of(wish))
    if (isPending) return <Loading rows={3} height="h-16" />
    if (error) return <Failure error={error} retry={refetch} />
    if (data.data.length === 0) return <None />
    return (
        <div className="grid gap-4 xl:grid-cols-2">
            {data.data.map(({ doctor, slots }) => {
                const specialty = doctor.specialties[0]
                return (
                    <Times
                        key={doctor.id}
                        name={name}
                        legend={
                            <>
                                {doctor.name}
                                {specialty && (
                                    <span className="font-normal text-muted">
                                        {' '}
                                        · {words.names[specialty.code] ?? specialty.name}
                                    </span>
                                )}
                            </>
                        }
                        times={still_free(with_doctor(doctor, slots), choosing.refused)}
                        show_day
                        choosing={choosing}
                    />
                )
            })}
        </div>
    )
}

const days_at_first = 2
export function OneDoctor({
    doctor,
    visit_type,
    from,
    choosing,
}: {
    doctor: { id: string; name: string }
    visit_type?: string
    from?: string
    choosing: Choosing
}) {
    const own = useBookingWords()
    const name = useId()
    const [shown, show] = useState(days_at_first)
    const { data, error, refetch, isPending } = useQuery(availability(doctor.id, from, visit_type))
    if (isPending) return <Loading rows={2} height="h-16" />
    if (error) return <Failure error={error} retry={refetch} />
    const days = data.days
        .map(({ date, slots }) => ({
            date,
            times: still_free(with_doctor(doctor, slots), choosing.refused),
        }))
        .filter(({ times }) => times.length > 0)
    if (days.length === 0) return <None />
    return (
        <div className="space-y-4">
            {days.slice(0, shown).map(({ date, times }) => (
                <Times
                    key={date}
                    name={name}
                    legend={long_day(date)}
                    times={times}
                    show_day={false}
                    choosing={choosing}
                />
            ))}
            {days.length > shown && (
                <Button look="secondary" onClick={() => show(shown + days_at_first)}>
                    {own.times.later}
                </Button>
            )}
        </div>
    )
}

// Somebody else was faster: what is free nearby.
export function Taken({
    alternatives,
    doctor,
    choose,
}: {
    alternatives: Slot[]
    doctor: { id: string; name: string }
    choose: (time: ChosenTime) => void
}) {
    const own = useBookingWords()
    return (
        <div
            ref={take_focus}
            tabIndex={-1}
            role="alert"
            className="rounded-card border-2 border-warn bg-warn-soft p-4 outline-none"
        >
            <p className="font-semibold text-warn">{own.times.taken}</p>
            <p>{alternatives.length > 0 ? own.times.taken_hint(doctor.name) : own.times.taken_none}</p>
            <div className="mt-2 flex flex-wrap gap-2">
                {with_doctor(doctor, alternatives).map((time) => (
                    <Button key={time.start} look="secondary" onClick={() => choose(time)}>
                        {short_day(time.local_date)} {time.local_time}
                    </Button>
                ))}
            </div>
        </div>
    )
}
