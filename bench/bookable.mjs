// Free times of a demo world that can be booked one after the other without standing in each other's way: of doctors without
// buffers and caps, for patients who have nothing else at the time.
import { line } from './load.mjs'
import { dice } from './questions.mjs'

const most_patients = 20_000

// Doctors' free times, of as many doctors as give `count` of them. Not of today: the time for them may run out while others
// are measured.
async function free_slots(venera, count) {
    const doctors = await venera.sql(`
        select d.id from directory.doctors d join scheduling.schedules s on s.doctor_id = d.id
         where d.retired_at is null and (s.rules->>'buffer_after_minutes')::int = 0 and s.rules->>'max_per_day' is null
         order by md5(d.id::text) limit 4000`)
    const slots = []
    for (const { id } of doctors) {
        const { days } = await (await fetch(`${venera.base}/api/v1/doctors/${id}/availability?days=31`)).json()
        for (const day of days.slice(1))
            for (const { start, end } of day.slots) slots.push({ doctor_id: id, start: Date.parse(start), end: Date.parse(end) })
        if (slots.length >= count) break
    }
    return slots.sort((a, b) => a.start - b.start)
}

// In a ring, so that nobody comes again before all others had their turn.
class Patients {
    static async of(venera) {
        const rows = await venera.sql(`
            select p.id, coalesce((select json_agg(json_build_array(extract(epoch from lower(a.occupied)) * 1000,
                                                                    extract(epoch from upper(a.occupied)) * 1000))
                                     from scheduling.appointments a
                                    where a.patient_id = p.id and a.ends_at > now()
                                      and a.status in ('held', 'pending', 'booked', 'arrived')), '[]') as busy
              from patients.patients p order by md5(p.id::text) limit ${most_patients}`)
        return Object.assign(new Patients(), { rows, at: 0 })
    }

    // Somebody who is free then, and will not be any more.
    at_time({ start, end }) {
        for (let tries = 0; tries < this.rows.length; ++tries) {
            const { id, busy } = this.rows[this.at++ % this.rows.length]
            if (busy.some(([from, to]) => from < end && start < to)) continue
            busy.push([start, end])
            return id
        }
        throw new Error('too few patients: a larger world is needed')
    }
}

export class Bookable {
    // Enough for `count` bookings, if the world has them.
    static async of(venera, count) {
        const slots = await free_slots(venera, count)
        const patients = await Patients.of(venera)
        const wishes = slots.map((slot) => ({
            doctor_id: slot.doctor_id,
            start: new Date(slot.start).toISOString().replace('.000Z', 'Z'),
            patient_id: patients.at_time(slot),
        }))
        // In no order of time, the same in every run.
        const draw = dice(1)
        for (let i = wishes.length - 1; i > 0; --i) {
            const other = draw(i + 1)
            ;[wishes[i], wishes[other]] = [wishes[other], wishes[i]]
        }
        return Object.assign(new Bookable(), { wishes, patients, used: 0 })
    }

    // The next `count` bookings, which nobody else gets.
    take(count) {
        const taken = this.wishes.slice(this.used, this.used + count)
        this.used += taken.length
        return taken.map((wish) => line('POST', '/api/v1/appointments', wish))
    }

    // One time for many patients.
    take_contested(count) {
        const { doctor_id, start } = this.wishes[this.used]
        this.used += 1
        const time = { start: Date.parse(start), end: Date.parse(start) + 3_600_000 }
        return Array.from({ length: count }, () => ({ doctor_id, start, patient_id: this.patients.at_time(time) }))
    }
}
