// Booking: the doctor's rules are asked first, and the constraints of the table have the last word.
import { randomInt, randomUUID } from 'node:crypto'
import { free_slots } from './free_times.mjs'
import { add_diaries, find_doctor, find_patient, insert_access, insert_appointment, insert_event, specialty_names } from './queries.mjs'
import { clinic_view } from './search.mjs'
import { clock_text, date_text, instant_text, local_of, minutes_per_day } from './zones.mjs'

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const reference = () => `VEN-${Array.from({ length: 6 }, () => digits[randomInt(32)]).join('')}`
const instant = (minutes) => new Date(minutes * 60_000)

// Whether the doctor's hours and rules allow this start, whoever has it.
function is_offered(doctor, start, now) {
    const day = Math.floor(local_of(doctor.rules.timezone, start) / minutes_per_day)
    return free_slots({ ...doctor, visits: [] }, { now, first_day: day, days: 1 }).some((slot) => slot.start === start)
}

const values_of = (doctor, patient, start, names) => {
    const { rules } = doctor
    const type = rules.visit_types[0]
    const end = start + type.duration_minutes
    const from = start - (type.buffer_before_minutes ?? rules.buffer_before_minutes)
    const to = end + (type.buffer_after_minutes ?? rules.buffer_after_minutes)
    const code = doctor.specialties[0]
    const date = date_text(Math.floor(local_of(rules.timezone, start) / minutes_per_day))
    return [
        randomUUID(),
        reference(),
        doctor.id,
        patient.id,
        instant(start),
        instant(end),
        instant(from),
        instant(to),
        rules.timezone,
        date,
        doctor.name,
        code,
        names.get(code) ?? code,
        doctor.clinic_id,
        clinic_view(doctor),
        patient.name,
        type.mode,
        type.code,
        type.price_cents,
        type.currency,
        instant(start - rules.cancellation_notice_minutes),
    ]
}

const view = (row) => {
    const start = row.starts_at.getTime() / 60_000
    const local = local_of(row.timezone, start)
    return {
        id: row.id,
        reference: row.reference,
        doctor_id: row.doctor_id,
        doctor_name: row.doctor_name,
        specialty: { code: row.specialty_code, name: row.specialty_name },
        clinic: row.clinic,
        patient_id: row.patient_id,
        patient_name: row.patient_name,
        start: instant_text(start),
        end: instant_text(row.ends_at.getTime() / 60_000),
        duration_minutes: row.ends_at.getTime() / 60_000 - start,
        timezone: row.timezone,
        local_date: date_text(Math.floor(local / minutes_per_day)),
        local_time: clock_text(local),
        mode: row.mode,
        visit_type: row.visit_type,
        status: row.status,
        price_cents: row.price_cents,
        currency: row.currency,
        payment_status: row.payment_status,
        cancellable_until: instant_text(row.cancellable_until.getTime() / 60_000),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

export async function book(pool, wish, request_id, address) {
    const start = Date.parse(wish.start) / 60_000
    const now = Date.now() / 60_000
    const [doctor, patient, names] = await Promise.all([
        find_doctor(pool, wish.doctor_id),
        find_patient(pool, wish.patient_id),
        specialty_names(pool),
    ])
    if (!doctor || !patient) return { status: 404, code: 'not_found' }
    await add_diaries(pool, [doctor], Math.ceil((start - now) / minutes_per_day))
    if (!is_offered(doctor, start, now)) return { status: 422, code: 'not_offered' }
    if (doctor.rules.max_per_day) {
        const day = (at) => Math.floor(local_of(doctor.rules.timezone, at) / minutes_per_day)
        if (doctor.visits.filter((visit) => day(visit.start) === day(start)).length >= doctor.rules.max_per_day)
            return { status: 422, code: 'not_offered' }
    }
    const db = await pool.connect()
    try {
        await db.query('begin')
        const row = await insert_appointment(db, values_of(doctor, patient, start, names))
        if (!row) {
            await db.query('rollback')
            return { status: 409, code: 'slot_taken' }
        }
        await insert_event(db, row.id)
        await insert_access(db, patient.id, row.id, request_id, address)
        await db.query('commit')
        return { status: 201, appointment: view(row) }
    } catch (error) {
        await db.query('rollback')
        throw error
    } finally {
        db.release()
    }
}
