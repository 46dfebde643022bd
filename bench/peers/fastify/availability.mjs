// The free times of one doctor, day by day.
import { free_slots, slot_view, today_of } from './free_times.mjs'
import { add_diaries, find_doctor } from './queries.mjs'
import { date_text, instant_text, minutes_per_day } from './zones.mjs'

export async function availability_of(pool, id, days) {
    const doctor = await find_doctor(pool, id)
    if (!doctor) return undefined
    await add_diaries(pool, [doctor], days)
    const now = Date.now() / 60_000
    const first_day = today_of(doctor.rules, now)
    const slots = free_slots(doctor, { now, first_day, days })
    const listed = Array.from({ length: days }, (_, index) => ({ date: date_text(first_day + index), free: 0, slots: [] }))
    for (const slot of slots) {
        const day = listed[Math.floor(slot.local / minutes_per_day) - first_day]
        day.slots.push(slot_view(id, slot))
        day.free += 1
    }
    return {
        doctor_id: id,
        timezone: doctor.rules.timezone,
        slot_minutes: doctor.rules.slot_minutes,
        visit_type: doctor.rules.visit_types[0].code,
        next_available: slots.length ? instant_text(slots[0].start) : null,
        days: listed,
    }
}
