// The free times of one doctor. `doctor`: { rules, exceptions, visits }; all times in minutes.
import { clock_text, date_text, instant_of, instant_text, local_of, minutes_per_day } from './zones.mjs'

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const clock = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))
const after = (from, to) => (to - from + minutes_per_day) % minutes_per_day

// The openings that begin on a local day.
function openings_of(rules, day) {
    const weekday = weekdays[(day + 3) % 7]
    const zone = rules.timezone
    return rules.hours
        .filter((period) => period.day_of_week === weekday)
        .map((period) => {
            const begin = clock(period.start_time)
            const anchor = day * minutes_per_day + begin
            const opening = {
                anchor,
                start: instant_of(zone, anchor),
                end: instant_of(zone, anchor + (after(begin, clock(period.end_time)) || minutes_per_day)),
            }
            if (period.break_start && period.break_end) {
                opening.pause_start = instant_of(zone, anchor + after(begin, clock(period.break_start)))
                opening.pause_end = instant_of(zone, anchor + after(begin, clock(period.break_end)))
            }
            return opening
        })
}

// The starts of one local day that its openings allow.
function starts_of_day(rules, openings, day, duration) {
    const starts = new Map()
    for (const opening of openings) {
        const skipped = Math.max(0, Math.ceil((day * minutes_per_day - opening.anchor) / rules.slot_minutes))
        for (let local = opening.anchor + skipped * rules.slot_minutes; local < (day + 1) * minutes_per_day; local += rules.slot_minutes) {
            const start = instant_of(rules.timezone, local)
            if (start === undefined || start < opening.start) continue
            if (start + duration > opening.end) break
            if (opening.pause_start < start + duration && start < opening.pause_end) continue
            starts.set(start, local)
        }
    }
    return [...starts].sort((a, b) => a[0] - b[0])
}

export function today_of(rules, now) {
    return Math.floor(local_of(rules.timezone, now) / minutes_per_day)
}

// Slots from the local day `first_day` on, `most` of them at most.
export function free_slots(doctor, { now, first_day, days, most = Infinity }) {
    const { rules } = doctor
    const type = rules.visit_types[0]
    const duration = type.duration_minutes
    const before = type.buffer_before_minutes ?? rules.buffer_before_minutes
    const behind = type.buffer_after_minutes ?? rules.buffer_after_minutes
    const last_day = Math.min(first_day + days - 1, today_of(rules, now) + rules.horizon_days)
    const spans = doctor.exceptions.map((exception) => ({
        kind: exception.kind,
        anchor: exception.starts_at,
        start: instant_of(rules.timezone, exception.starts_at),
        end: instant_of(rules.timezone, exception.ends_at),
    }))
    const closed = spans.filter((span) => span.kind === 'closed')
    const extra = spans.filter((span) => span.kind === 'open')
    const slots = []
    for (let day = first_day; day <= last_day; ++day) {
        if (rules.max_per_day) {
            const [begin, end] = [
                instant_of(rules.timezone, day * minutes_per_day),
                instant_of(rules.timezone, (day + 1) * minutes_per_day),
            ]
            if (doctor.visits.filter((visit) => begin <= visit.start && visit.start < end).length >= rules.max_per_day) continue
        }
        const openings = [...extra, ...openings_of(rules, day - 1), ...openings_of(rules, day)]
        for (const [start, local] of starts_of_day(rules, openings, day, duration)) {
            if (start < now + rules.notice_minutes) continue
            if (closed.some((span) => span.start < start + duration && start < span.end)) continue
            if (doctor.visits.some((visit) => visit.busy_from < start + duration + behind && start - before < visit.busy_to)) continue
            slots.push({ start, local, duration })
            if (slots.length === most) return slots
        }
    }
    return slots
}

export const slot_view = (doctor_id, { start, local, duration }) => ({
    slot_id: `${doctor_id.replaceAll('-', '')}.${start}.${duration}`,
    start: instant_text(start),
    end: instant_text(start + duration),
    local_date: date_text(Math.floor(local / minutes_per_day)),
    local_time: clock_text(local),
    viewer_local_date: null,
    viewer_local_time: null,
})
