// Numbers, money and days as people read them. Days and times of a visit come from the server as the clinic's wall clock: a day is
// shown, never converted.
import type { Schemas } from './api/client'
import { current_language } from './i18n'

const locale = () => (current_language() === 'es' ? 'es-419' : 'en-GB')

export function money(cents: number, currency: string): string {
    const format = new Intl.NumberFormat(locale(), { style: 'currency', currency, currencyDisplay: 'code' })
    return format.format(cents / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

const noon = (date: string) => new Date(`${date}T12:00:00Z`)
// Making one takes a slow telephone longer than all that it is asked for.
const made = new Map<string, Intl.DateTimeFormat>()
function days(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const name = locale() + JSON.stringify(options)
    const format = made.get(name) ?? new Intl.DateTimeFormat(locale(), { ...options, timeZone: 'UTC' })
    made.set(name, format)
    return format
}
const as_day = (date: string, options: Intl.DateTimeFormatOptions) => days(options).format(noon(date))
const upper_first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export const long_day = (date: string) =>
    upper_first(as_day(date, { weekday: 'long', day: 'numeric', month: 'long' }))
export const full_day = (date: string) =>
    upper_first(as_day(date, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }))
export const day_range = (from: string, to: string) =>
    upper_first(
        days({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).formatRange(
            noon(from),
            noon(to),
        ),
    )
export const plain_day = (date: string) => as_day(date, { day: 'numeric', month: 'long', year: 'numeric' })
export const short_day = (date: string) =>
    upper_first(as_day(date, { weekday: 'short', day: 'numeric', month: 'short' }))
export const day_of_month = (date: string) => as_day(date, { day: 'numeric', month: 'short' })
export const weekday = (date: string) => upper_first(as_day(date, { weekday: 'short' }).replace('.', ''))
export const day_number = (date: string) => String(Number(date.slice(8)))
export const month_name = (date: string) => upper_first(as_day(date, { month: 'long', year: 'numeric' }))

export function later_date(date: string, days: number): string {
    return new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

// An instant as the reader's own clock shows it, for what is not a visit. Of another year, with the year.
export function moment(
    instant: string,
    timezone?: string,
    with_year = new Date(instant).getFullYear() !== new Date().getFullYear(),
): string {
    return new Intl.DateTimeFormat(locale(), {
        year: with_year ? 'numeric' : undefined,
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
        timeZone: timezone,
    }).format(new Date(instant))
}

// The day of an instant by the reader's own calendar, for what is not a visit.
export const day_of_instant = (instant: string) =>
    new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long', year: 'numeric' }).format(
        new Date(instant),
    )

// The date of an instant where the clinic is: "2026-12-08".
export const day_at = (instant: string, timezone: string) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(new Date(instant))

export const country_name = (code: string) =>
    new Intl.DisplayNames(locale(), { type: 'region' }).of(code) ?? code
export const language_name = (code: string) =>
    upper_first(new Intl.DisplayNames(locale(), { type: 'language' }).of(code) ?? code)
export const list_of = (parts: string[], type: 'conjunction' | 'disjunction' = 'conjunction') =>
    new Intl.ListFormat(locale(), { type }).format(parts)
export const rating = (value: number) =>
    new Intl.NumberFormat(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value)

// 605 s -> "10:05"
export const clock = (seconds: number) =>
    `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
export const initials = (name: string) =>
    name
        .replace(/^(Dr|Dra|Mr|Mrs|Ms)\.\s*/, '')
        .split(/\s+/)
        .slice(0, 2)
        .map((part) => part.charAt(0))
        .join('')

// What the clocks of a zone show at a moment, in milliseconds since 1970.
export function time_at(at: number, timezone: string): { date: string; time: string } {
    const [date = '', time = ''] = new Date(at).toLocaleString('sv-SE', { timeZone: timezone }).split(' ')
    return { date, time: time.slice(0, 5) }
}

// The reader's own zone: "Europe/Madrid".
export const own_zone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone
// When a visit is: by the clinic's clock, for whoever comes there; a video visit by the reader's own, where that shows something else.
export function shown_time(visit: {
    mode: 'in_person' | 'video'
    start: string
    local_date: string
    local_time: string
}): { date: string; time: string; is_own: boolean } {
    const there = { date: visit.local_date, time: visit.local_time }
    if (visit.mode !== 'video') return { ...there, is_own: false }
    const own = time_at(Date.parse(visit.start), own_zone())
    return { ...own, is_own: own.date !== there.date || own.time !== there.time }
}
// A free time as it is shown: by the reader's own clock where the server was asked for that.
export const as_shown = (slot: Schemas['Slot']): Schemas['Slot'] => ({
    ...slot,
    local_date: slot.viewer_local_date ?? slot.local_date,
    local_time: slot.viewer_local_time ?? slot.local_time,
})
export function shows_own_clock(slot: Schemas['Slot']): boolean {
    const { local_date, local_time } = as_shown(slot)
    return local_date !== slot.local_date || local_time !== slot.local_time
}

export const date_of = (date: string) => as_day(date, { day: 'numeric', month: 'short', year: 'numeric' })
