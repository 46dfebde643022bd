// The search across doctors, earliest first.
import { add_diaries, find_doctors, specialty_names } from './queries.mjs'
import { free_slots, slot_view, today_of } from './free_times.mjs'
import { instant_text } from './zones.mjs'

const days = 14
const slots_per_doctor = 3

export const clinic_view = (row) => ({
    id: row.clinic_id,
    name: row.clinic_name,
    address: row.address,
    city: row.city,
    country: row.country,
    timezone: row.timezone,
})

const doctor_view = (row, names) => ({
    id: row.id,
    name: row.name,
    specialties: row.specialties.map((code) => ({ code, name: names.get(code) ?? code })),
    clinic: clinic_view(row),
    payment_policy: row.payment_policy,
    languages: row.languages,
    modes: row.modes,
    price_cents: row.price_cents,
    currency: row.currency,
    experience_years: row.experience_years,
    rating: row.rating,
    review_count: row.review_count,
    photo_url: row.photo_url,
    distance_km: null,
})

const by_start = (a, b) => a.slots[0].start - b.slots[0].start || (a.doctor.id < b.doctor.id ? -1 : 1)

export async function search(pool, query) {
    const [doctors, names] = await Promise.all([find_doctors(pool, query), specialty_names(pool)])
    await add_diaries(pool, doctors, days)
    const now = Date.now() / 60_000
    const found = []
    for (const doctor of doctors) {
        const slots = free_slots(doctor, { now, first_day: today_of(doctor.rules, now), days, most: slots_per_doctor })
        if (slots.length) found.push({ doctor, slots })
    }
    found.sort(by_start)
    const data = found.slice(0, query.limit).map(({ doctor, slots }) => ({
        doctor: doctor_view(doctor, names),
        timezone: doctor.rules.timezone,
        visit_type: doctor.rules.visit_types[0].code,
        next_available: instant_text(slots[0].start),
        slots: slots.map((slot) => slot_view(doctor.id, slot)),
    }))
    return {
        data,
        next_cursor:
            found.length > query.limit ? Buffer.from(`${data.at(-1).next_available} ${data.at(-1).doctor.id}`).toString('base64url') : null,
    }
}
