// People with something behind them, for the pages of accounts: visits, payments, reviews, relatives, a record.
import assert from 'node:assert/strict'

export const secret = 'correct horse battery'
export const ok = (answer, status = 201) => {
    assert.equal(answer.status, status, answer.text)
    return answer.json
}

// A visit of theirs that has just taken place, with the demo doctor.
export async function fulfilled(server, client) {
    const [staff, doctor] = [await server.as('staff'), await server.as('doctor')]
    const visit = await staff.walk_in(doctor.user.doctor_id, client.patient.id)
    return ok(await doctor.post(`/appointments/${visit.id}/complete`), 200)
}

// Where payment comes first, as far as `work` goes.
export async function at_booking(server, clinic_id, deposit_percent, work) {
    const admin = await server.as('admin')
    ok(await admin.patch(`/clinics/${clinic_id}`, { payment_policy: 'at_booking' }), 200)
    ok(await admin.put(`/clinics/${clinic_id}/payments`, { deposit_percent }), 200)
    try {
        return await work()
    } finally {
        ok(await admin.patch(`/clinics/${clinic_id}`, { payment_policy: 'at_desk' }), 200)
        ok(await admin.put(`/clinics/${clinic_id}/payments`, { deposit_percent: 100 }), 200)
    }
}

// A visit that waits for its payment; `work` is done while its clinic asks for so much of it beforehand.
export async function pending(server, client, { deposit_percent = 100, work = async () => {} } = {}) {
    const { doctor, slots } = await client.doctor_with_times()
    return at_booking(server, doctor.clinic.id, deposit_percent, async () => {
        const visit = ok(await client.post('/appointments', { doctor_id: doctor.id, start: slots.at(-1).start }))
        assert.equal(visit.status, 'pending')
        await work(visit)
        return visit
    })
}

export async function child_of(client, first_name = 'Luz') {
    return ok(await client.post('/me/relatives', { relationship: 'child', first_name, last_name: 'Quispe', birth_date: '2020-05-05' }))
}

// An offer of the waiting list to `client`, whom somebody's cancelled visit left a time.
export async function offered(server, client) {
    const luis = await server.patient()
    const { doctor, slots } = await luis.doctor_with_times()
    const visit = ok(await luis.post('/appointments', { doctor_id: doctor.id, start: slots[0].start }))
    const day = slots[0].local_date
    const waiting = ok(await client.post('/waitlist', { doctor_id: doctor.id, from: day, to: day }))
    ok(await luis.delete(`/appointments/${visit.id}`), 200)
    for (;;) {
        const one = ok(await client.get('/me/waitlist'), 200).data.find(({ id }) => id === waiting.id)
        if (one.offer) return one
        await new Promise((resolve) => setTimeout(resolve, 100))
    }
}

// Somebody with something on every page.
export async function full_life(server) {
    const ana = await server.patient()
    const visit = await fulfilled(server, ana)
    const doctor = await server.as('doctor')
    const record = `/patients/${ana.patient.id}/record`
    ok(await doctor.put(`${record}/allergies`, [{ substance: 'Penicillin', severity: 'severe', reaction: 'Swollen face and trouble breathing' }, { substance: 'Nuts', severity: 'mild' }]), 200)
    ok(await doctor.put(`${record}/medications`, [{ name: 'Losartan', dose: '50 mg', frequency: 'once a day', since: '2024-02-01' }]), 200)
    ok(await doctor.put(`${record}/medical-history`, [{ condition: 'Hypertension', status: 'active', since: '2023-11-01', note: 'Controlled every three months' }]), 200)
    const review = ok(await ana.post(`/doctors/${visit.doctor_id}/reviews`, { appointment_id: visit.id, rating: 4, comment: 'Explains well and takes time.' }))
    ok(await doctor.put(`/reviews/${review.id}/reply`, { text: 'Thank you for coming.' }), 200)
    await child_of(ana)
    const asking = await server.patient({ first_name: 'Rosa', last_name: 'Mamani' })
    ok(await asking.post('/me/relatives', { relationship: 'parent', reference: ana.patient.reference }))
    ok(await ana.post('/me/calendars', { name: 'My phone' }))
    let paid
    const pay = async ({ id }) => {
        ok(await ana.post('/payments', { appointment_id: id, method: { token: 'tok_declined' } }))
        paid = ok(await ana.post('/payments', { appointment_id: id, method: { token: 'tok_visa' } }))
    }
    const waits = await pending(server, ana, { deposit_percent: 30, work: pay })
    ok(await ana.post('/waitlist', { specialty: 'cardiology', city: 'Lima', from: visit.local_date, to: new Date(Date.parse(visit.local_date) + 60 * 86_400_000).toISOString().slice(0, 10), parts_of_day: ['morning', 'evening'] }))
    return { ana, visit, waits, paid, review }
}
