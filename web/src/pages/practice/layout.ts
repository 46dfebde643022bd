// Where the visits and the open hours of a day lie on the board: pure arithmetic of wall-clock minutes. The server has said what
// the clocks show; nothing here knows a zone.
import type { Schemas } from '../../api/client'
import type { Agenda } from '../../api/practice'
import { later_date } from '../../format'
import type { Visit } from './steps'

export const grid_minutes = 5
const whole_day = 24 * 60

interface Span {
    start: number
    end: number
}
export interface Placed extends Span {
    visit: Visit
    lane: number
}
export interface Day {
    date: string
    lanes: number
    visits: Placed[]
    free: Span[]
}
export interface Board extends Span {
    days: Day[]
}

export function minutes_of(time: string): number {
    return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}
export const time_of = (minutes: number) =>
    `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

// The part of a period that lies on a date; nothing if none does.
export function part_on(date: string, period: Schemas['AgendaPeriod']): Span | undefined {
    if (period.local_date > date || period.local_end_date < date) return undefined
    const start = period.local_date === date ? minutes_of(period.local_time) : 0
    const end = period.local_end_date === date ? minutes_of(period.local_end_time) : whole_day
    return end > start ? { start, end } : undefined
}

// Visits do not overlap, but for those that somebody missed and another took: they stand side by side.
function placed(visits: Visit[]): { lanes: number; visits: Placed[] } {
    const ends: number[] = []
    const all = visits.map((visit) => {
        const start = minutes_of(visit.local_time)
        const end = Math.min(start + visit.duration_minutes, whole_day)
        const free = ends.findIndex((last) => last <= start)
        const lane = free < 0 ? ends.length : free
        ends[lane] = end
        return { visit, start, end, lane }
    })
    return { lanes: Math.max(1, ends.length), visits: all }
}

export function board_of(agenda: Agenda): Board {
    const days = Array.from({ length: agenda.days }, (_, day) => {
        const date = later_date(agenda.from, day)
        const free = agenda.free.flatMap((period) => part_on(date, period) ?? [])
        return { date, free, ...placed(agenda.appointments.filter((visit) => visit.local_date === date)) }
    })
    const spans = days.flatMap((day) => [...day.free, ...day.visits])
    const start = Math.min(...spans.map((span) => span.start), 9 * 60)
    const end = Math.max(...spans.map((span) => span.end), 17 * 60)
    return { days, start: Math.floor(start / 60) * 60, end: Math.ceil(end / 60) * 60 }
}

// Of this many pixels is a row of five minutes: the shortest visit is still something to hit.
export function row_height(board: Board): number {
    const shortest = Math.min(
        30,
        ...board.days.flatMap((day) => day.visits.map((one) => one.end - one.start)),
    )
    return Math.min(25, Math.max(6, Math.ceil((26 * grid_minutes) / Math.max(shortest, grid_minutes))))
}

// The visit that an arrow leads to: up and down in the order of time, sideways to the nearest of another day that has any.
export function neighbour(board: Board, id: string, key: string): Visit | undefined {
    const at = board.days.findIndex((day) => day.visits.some((one) => one.visit.id === id))
    const day = board.days[at]
    if (!day) return undefined
    const index = day.visits.findIndex((one) => one.visit.id === id)
    const from = day.visits[index]
    if (key === 'ArrowUp') return day.visits[index - 1]?.visit
    if (key === 'ArrowDown') return day.visits[index + 1]?.visit
    const others = key === 'ArrowLeft' ? board.days.slice(0, at).reverse() : board.days.slice(at + 1)
    const target = others.find((one) => one.visits.length > 0)
    if (!from || !target) return undefined
    const distance = (one: Placed) => Math.abs(one.start - from.start)
    return target.visits.reduce((best, one) => (distance(one) < distance(best) ? one : best)).visit
}

export function monday_of(date: string): string {
    const weekday = (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7
    return later_date(date, -weekday)
}
