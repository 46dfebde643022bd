// The time that is kept while somebody fills in the details: how long still, and what there is instead if somebody else was faster.
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { type Schemas, server_now } from '../api/client'
import { clock, long_day, money, shown_time } from '../format'
import { useWords } from '../i18n'
import { useBookWords } from '../i18n/book'
import { ends_at, extend, type Hold, release } from '../state/hold'
import { Failure } from './form'
import { Button, Notice, take_focus } from './parts'
import { When } from './when'

export type Alternative = Schemas['Slot']
const warning_seconds = 120
const patience_ms = 10 * 60_000

function useSecondsLeft(one: Hold): number {
    const [now, set_now] = useState(server_now)
    useEffect(() => {
        const timer = setInterval(() => set_now(server_now()), 1_000)
        return () => clearInterval(timer)
    }, [])
    return Math.max(0, Math.ceil((ends_at(one) - now) / 1_000))
}

// When somebody did something here for the last time; of the page, as each hold has a clock of its own.
export function useLastTouch(): RefObject<number> {
    const last_touch = useRef(Date.now())
    useEffect(() => {
        const touched = () => {
            last_touch.current = Date.now()
        }
        const events = ['keydown', 'pointerdown', 'input'] as const
        for (const event of events) addEventListener(event, touched)
        return () => {
            for (const event of events) removeEventListener(event, touched)
        }
    }, [])
    return last_touch
}

// Somebody who is at it gets the time again without being asked; a page that lies open keeps it from nobody.
function useRenewal(one: Hold, last_touch: RefObject<number>, is_over: boolean, renew: () => void) {
    const renewed = useRef('')
    useEffect(() => {
        const is_there =
            Date.now() - last_touch.current < patience_ms && document.visibilityState === 'visible'
        if (!is_over || renewed.current === one.id || !is_there) return
        renewed.current = one.id
        renew()
    }, [is_over, one.id, last_touch, renew])
}

function MoreTime({ hold, more }: { hold: Hold; more: (changed: Hold) => void }) {
    const own = useBookWords().book
    const [pending, set_pending] = useState(false)
    const [error, set_error] = useState<unknown>()
    const ask = async () => {
        set_pending(true)
        set_error(undefined)
        try {
            more(await extend(hold))
        } catch (problem) {
            set_error(problem)
        } finally {
            set_pending(false)
        }
    }
    return (
        <>
            <button
                type="button"
                aria-disabled={pending}
                className="link min-h-12 cursor-pointer"
                onClick={pending ? undefined : ask}
            >
                {own.more_time}
            </button>
            {Boolean(error) && (
                <div className="w-full">
                    <Failure error={error} />
                </div>
            )}
        </>
    )
}

export function Countdown({
    hold,
    last_touch,
    renew,
    more,
}: {
    hold: Hold
    last_touch: RefObject<number>
    renew: () => void
    more: (changed: Hold) => void
}) {
    const own = useBookWords().book
    const left = useSecondsLeft(hold)
    useRenewal(hold, last_touch, left === 0, renew)
    if (left === 0)
        return (
            <Notice kind="warn" className="mt-4" role="alert">
                <p className="font-semibold">{own.expired}</p>
                <p>{own.expired_hint}</p>
                <Button look="secondary" className="mt-3" onClick={renew}>
                    {own.hold_again}
                </Button>
            </Notice>
        )
    const soon = left <= warning_seconds
    return (
        <div
            className={`mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-card border px-4 py-3 ${soon ? 'border-warn bg-warn-soft' : 'border-line bg-surface'}`}
        >
            <p>
                {own.held} <strong role="timer">{clock(left)}</strong>
                <span role="status" className="sr-only">
                    {soon ? own.soon : ''}
                </span>
            </p>
            {hold.extensions_left > 0 && <MoreTime hold={hold} more={more} />}
        </div>
    )
}

// What is held. Whoever wants another time gives this one back first, and is then offered it again.
export function HeldVisit({ hold: one, type }: { hold: Hold; type?: string }) {
    const words = useWords()
    const own = useBookWords().book
    const cache = useQueryClient()
    const give_back = async () => {
        await release()
        await cache.invalidateQueries({ queryKey: ['availability', one.doctor_id] })
    }
    return (
        <section className="card mt-4 p-4 sm:p-6" aria-label={own.visit}>
            <p className="text-lg">
                <When visit={one} />
            </p>
            {one.mode === 'video' && <p className="text-sm text-muted">{words.video}</p>}
            <p className="mt-2">
                {one.doctor_name}, {words.names[one.specialty.code] ?? one.specialty.name}
            </p>
            <p className="text-muted">
                {one.clinic.name}, {one.clinic.address}, {one.clinic.city}
            </p>
            <p className="mt-2 font-semibold">{money(one.price_cents, one.currency)}</p>
            <Link
                to="/doctors/$doctor_id"
                params={{ doctor_id: one.doctor_id }}
                search={{ type, day: shown_time(one).date }}
                className="link mt-2 inline-block py-1"
                onClick={() => void give_back()}
            >
                {own.other_time}
            </Link>
        </section>
    )
}

export function AllTimes({ doctor_id, type }: { doctor_id: string; type?: string }): ReactNode {
    return (
        <Link
            to="/doctors/$doctor_id"
            params={{ doctor_id }}
            search={{ type }}
            className="link mt-3 inline-block py-1"
        >
            {useWords().find.all_times}
        </Link>
    )
}

export function Taken({
    doctor_id,
    alternatives,
    city,
    type,
}: {
    doctor_id: string
    alternatives: Alternative[]
    city?: string
    type?: string
}) {
    const words = useWords()
    const own = useBookWords().book
    return (
        <div
            ref={take_focus}
            tabIndex={-1}
            role="alert"
            className="mt-4 rounded-card border-2 border-warn bg-warn-soft p-4 outline-none"
        >
            <p className="font-semibold text-warn">{own.taken}</p>
            <p>{alternatives.length > 0 ? own.taken_hint : own.taken_none}</p>
            <ul className="mt-3 flex flex-wrap gap-2">
                {alternatives.map((slot) => (
                    <li key={slot.start}>
                        <Link
                            to="/book/$doctor_id"
                            params={{ doctor_id }}
                            search={{ start: slot.start, type }}
                            replace
                            className="inline-flex min-h-12 items-center rounded-control border border-primary bg-surface px-4 font-semibold text-primary"
                        >
                            {long_day(slot.local_date)}, {slot.local_time}
                        </Link>
                    </li>
                ))}
            </ul>
            {city && alternatives.length > 0 && <p className="mt-2 text-sm">{words.zone(city)}</p>}
            <AllTimes doctor_id={doctor_id} type={type} />
        </div>
    )
}
