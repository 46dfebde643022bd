// The hours as they are being edited: text in fields, kept as typed, and what it comes to for the server.
import type { Schemas } from '../../api/client'
import type { Schedule } from '../../api/practice'
import { cents_of, example_of, text_of_cents } from '../../money'
import { random_key } from '../../state/keys'

type Rules = Schemas['ScheduleRules']
export type Weekday = Schemas['WeeklyPeriod']['day_of_week']
export const weekdays: Weekday[] = [
    'monday',
    'tuesday',
    'wednesday',
    'thursday',
    'friday',
    'saturday',
    'sunday',
]

export interface Period {
    key: string
    day_of_week: Weekday
    start_time: string
    end_time: string
    break_start: string
    break_end: string
    clinic_id: string
}
export interface VisitType {
    key: string
    code: string // none yet: it is made of the name
    name: string
    duration_minutes: string
    price: string
    currency: string
    mode: 'in_person' | 'video'
    buffer_before_minutes: string
    buffer_after_minutes: string
}
export interface Draft {
    timezone: string
    hours: Period[]
    visit_types: VisitType[]
    slot_minutes: string
    buffer_before_minutes: string
    buffer_after_minutes: string
    notice_hours: string
    horizon_days: string
    cancel_hours: string
    max_per_day: string
}

const text = (value: number | string | null | undefined) => (value == null ? '' : String(value))
// Two decimals are enough to find every minute again.
const hours_of = (minutes: number) => text(Number((minutes / 60).toFixed(2)))
const minutes_of = (hours: string) => Math.round(Number(hours.replace(',', '.')) * 60)

export const new_period = (day_of_week: Weekday, more: Partial<Period> = {}): Period => ({
    start_time: '09:00',
    end_time: '13:00',
    break_start: '',
    break_end: '',
    clinic_id: '',
    ...more,
    key: random_key(),
    day_of_week,
})
export const new_type = (like: VisitType | undefined, currency: string): VisitType => ({
    key: random_key(),
    code: '',
    name: '',
    duration_minutes: like?.duration_minutes ?? '30',
    price: like?.price ?? '',
    currency: like?.currency ?? currency,
    mode: 'in_person',
    buffer_before_minutes: '',
    buffer_after_minutes: '',
})

export function draft_of(schedule: Rules): Draft {
    return {
        timezone: schedule.timezone,
        hours: schedule.hours.map((period) => ({
            key: random_key(),
            day_of_week: period.day_of_week,
            start_time: period.start_time,
            end_time: period.end_time,
            break_start: text(period.break_start),
            break_end: text(period.break_end),
            clinic_id: text(period.clinic_id),
        })),
        visit_types: schedule.visit_types.map((type) => ({
            key: random_key(),
            code: type.code,
            name: type.name,
            duration_minutes: text(type.duration_minutes),
            price: text_of_cents(type.price_cents, type.currency),
            currency: type.currency,
            mode: type.mode,
            buffer_before_minutes: text(type.buffer_before_minutes),
            buffer_after_minutes: text(type.buffer_after_minutes),
        })),
        slot_minutes: text(schedule.slot_minutes),
        buffer_before_minutes: text(schedule.buffer_before_minutes),
        buffer_after_minutes: text(schedule.buffer_after_minutes),
        notice_hours: hours_of(schedule.notice_minutes),
        horizon_days: text(schedule.horizon_days),
        cancel_hours: hours_of(schedule.cancellation_notice_minutes),
        max_per_day: text(schedule.max_per_day),
    }
}

// "Consulta de control" -> "consulta-de-control"; one that is taken gets a number.
function code_of(name: string, taken: Set<string>): string {
    const plain = name
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .toLowerCase()
    const base =
        plain
            .match(/[a-z0-9]+/g)
            ?.join('-')
            .slice(0, 56) || 'visit'
    let code = base
    for (let n = 2; taken.has(code); ++n) code = `${base}-${n}`
    taken.add(code)
    return code
}

// What is typed, for the server. What is no number stays out of it: wrong() has said so before.
export function rules_of(draft: Draft): Rules {
    const number = (value: string) => Number(value)
    const maybe = (value: string) => (value === '' ? null : Number(value))
    const taken = new Set(draft.visit_types.map((type) => type.code).filter(Boolean))
    return {
        timezone: draft.timezone,
        hours: draft.hours.map((period) => ({
            day_of_week: period.day_of_week,
            start_time: period.start_time,
            end_time: period.end_time,
            break_start: period.break_start || null,
            break_end: period.break_end || null,
            clinic_id: period.clinic_id || null,
        })),
        visit_types: draft.visit_types.map((type) => ({
            code: type.code || code_of(type.name, taken),
            name: type.name,
            duration_minutes: number(type.duration_minutes),
            price_cents: cents_of(type.price, type.currency) ?? Number.NaN,
            currency: type.currency,
            mode: type.mode,
            buffer_before_minutes: maybe(type.buffer_before_minutes),
            buffer_after_minutes: maybe(type.buffer_after_minutes),
        })),
        slot_minutes: number(draft.slot_minutes),
        buffer_before_minutes: number(draft.buffer_before_minutes),
        buffer_after_minutes: number(draft.buffer_after_minutes),
        notice_minutes: minutes_of(draft.notice_hours),
        horizon_days: number(draft.horizon_days),
        cancellation_notice_minutes: minutes_of(draft.cancel_hours),
        max_per_day: maybe(draft.max_per_day),
    }
}

export const rules_of_schedule = (schedule: Schedule) => rules_of(draft_of(schedule))
export const is_same = (one: Rules, other: Rules) => JSON.stringify(one) === JSON.stringify(other)

// By the pointers of the server, which names what is wrong by the same.
export type Wrong = Record<string, string>
const whole = /^\d{1,6}$/
const hours = /^\d{1,4}([.,]\d{1,2})?$/
const amount_in = (currency: string) => ({ test: (text: string) => cents_of(text, currency) !== undefined })

export function wrong_in(
    draft: Draft,
    words: Record<'required' | 'whole' | 'hours', string> & { money: (example: string) => string },
): Wrong {
    const wrong: Wrong = {}
    const demand = (pointer: string, value: string, form: Pick<RegExp, 'test'>, said: string) => {
        if (value === '') wrong[pointer] = words.required
        else if (!form.test(value)) wrong[pointer] = said
    }
    const optional = (pointer: string, value: string) => {
        if (value !== '' && !whole.test(value)) wrong[pointer] = words.whole
    }
    draft.hours.forEach((period, index) => {
        for (const name of ['start_time', 'end_time'] as const)
            if (!period[name]) wrong[`/hours/${index}/${name}`] = words.required
    })
    draft.visit_types.forEach((type, index) => {
        const at = `/visit_types/${index}`
        if (!type.name.trim()) wrong[`${at}/name`] = words.required
        demand(`${at}/duration_minutes`, type.duration_minutes, whole, words.whole)
        demand(
            `${at}/price_cents`,
            type.price,
            amount_in(type.currency),
            words.money(example_of(type.currency)),
        )
        optional(`${at}/buffer_before_minutes`, type.buffer_before_minutes)
        optional(`${at}/buffer_after_minutes`, type.buffer_after_minutes)
    })
    for (const name of [
        'slot_minutes',
        'buffer_before_minutes',
        'buffer_after_minutes',
        'horizon_days',
    ] as const)
        demand(`/${name}`, draft[name], whole, words.whole)
    demand('/notice_minutes', draft.notice_hours, hours, words.hours)
    demand('/cancellation_notice_minutes', draft.cancel_hours, hours, words.hours)
    optional('/max_per_day', draft.max_per_day)
    return wrong
}

// The hours of one day for others: theirs are replaced.
export function copied(periods: Period[], from: Weekday, to: Weekday[]): Period[] {
    const source = periods.filter((period) => period.day_of_week === from)
    const kept = periods.filter((period) => !to.includes(period.day_of_week))
    return [...kept, ...to.flatMap((day) => source.map((period) => new_period(day, period)))]
}
