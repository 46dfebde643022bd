// Payments that are tried again: with another card while the payer's bank is asked, with too many cards; and refunds that the
// provider refuses.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../faults/support.mjs'
import { venera } from './support/server.mjs'

let server, second, admin, staff, doctors
before(async () => {
    server = await venera()
    second = await venera({ beside: server })
    await sign_in()
    doctors = (await server.client().get('/availability?limit=20')).json.data.map((item) => item.doctor).filter((doctor) => doctor.price_cents > 1000)
})
after(async () => {
    await second?.close()
    await server?.close()
})

async function sign_in() {
    admin = await server.as('admin')
    staff = await server.as('staff')
}
// The desk's sessions end when nobody works for half an hour.
async function advance(seconds) {
    await server.advance(seconds)
    const time_at = async (one) => Date.parse((await one.client().get('//health')).json.timestamp)
    const now = await time_at(server)
    await until('both clocks', async () => (await time_at(second)) >= now)
    await sign_in()
}
const ok = (answer, status = 201) => {
    assert.equal(answer.status, status, answer.text)
    return answer.json
}
const refused = (answer, status, code) => assert.deepEqual([answer.status, answer.code], [status, code], answer.text)
const pay = (client, visit, token, options) => client.post('/payments', { appointment_id: visit.id, method: { token } }, options)
const charges = (visit) => server.sql(`select c.id from sandbox.charges c join payments.payments p on p.id::text = c.key where p.appointment_id = '${visit.id}' and c.status = 'captured'`)
const payment_of = async (id) => ok(await admin.get(`/payments/${id}`), 200)
const logged = (event, id) => until(event, async () => new RegExp(`"event":"${event}".*${id}`).test(server.output))
const settled = (id, status) => until(`payment ${status}`, async () => (await payment_of(id)).status === status)
const refunds_of = (id) => server.sql(`select status, refusals, because from payments.refunds where payment_id = '${id}' order by created_at, id`)

async function booked(client, doctor = doctors[0], more = {}) {
    for (const slot of (await client.free_slots(doctor.id, 'days=31')).slice(40)) {
        const visit = await client.post('/appointments', { doctor_id: doctor.id, start: slot.start, ...more })
        if (visit.status === 201) return visit.json
    }
    assert.fail('no free time')
}
async function with_deposit(doctor, deposit_percent, work) {
    const path = `/clinics/${doctor.clinic.id}`
    ok(await admin.patch(path, { payment_policy: 'at_booking' }), 200)
    ok(await admin.put(`${path}/payments`, { deposit_percent }), 200)
    try {
        return await work()
    } finally {
        ok(await admin.patch(path, { payment_policy: 'at_desk' }), 200)
        ok(await admin.put(`${path}/payments`, { deposit_percent: 100 }), 200)
    }
}

test('who was sent to their bank may take another card instead: the first one is closed and never charged', async () => {
    const ana = await server.patient()
    const visit = await booked(ana)
    const first = ok(await pay(ana, visit, 'tok_three_d_secure'))
    assert.equal(first.status, 'requires_action')
    refused(await pay(staff, visit, 'tok_visa'), 409, 'payment_in_progress')
    const again = ok(await pay(ana, visit, 'tok_three_d_secure'))
    assert.equal(again.status, 'requires_action')
    const paid = ok(await pay(ana, visit, 'tok_visa'))
    assert.deepEqual([paid.status, paid.appointment.payment_status], ['succeeded', 'paid'])
    for (const { id } of [first, again]) {
        const { status, failure, action_url } = ok(await ana.post(`/payments/${id}/refresh`), 200)
        assert.deepEqual([status, failure, action_url], ['cancelled', 'replaced', null])
        assert.deepEqual(await server.sql(`select action from payments.access_log where resource_id = '${id}' and action = 'replace'`), [{ action: 'replace' }])
        assert.deepEqual((await server.sql(`select type from payments.outbox where aggregate_id = '${id}' order by version`)).map((event) => event.type), ['payment.started', 'payment.failed'])
    }
    assert.equal((await charges(visit)).length, 1)
    // A request that is wrong takes nothing away.
    const other = await booked(ana, doctors[1])
    const waiting = ok(await pay(ana, other, 'tok_three_d_secure'))
    const wrong = await ana.post('/payments', { appointment_id: other.id, method: { token: 'tok_visa' }, amount_cents: 1 })
    assert.equal(wrong.code, 'invalid_input')
    assert.equal((await payment_of(waiting.id)).status, 'requires_action')
})

test('what was paid at the bank meanwhile counts: another card is not charged, nor the rest of a deposit', async () => {
    const ana = await server.patient()
    const at_bank = async (visit) => {
        const first = ok(await pay(ana, visit, 'tok_three_d_secure'))
        await server.execute(`update sandbox.charges set status = 'captured' where key = '${first.id}'`)
        refused(await pay(ana, visit, 'tok_visa'), 409, 'already_paid')
        assert.equal((await charges(visit)).length, 1)
        return ok(await ana.get(`/payments/${first.id}`), 200)
    }
    const whole = await at_bank(await booked(ana))
    assert.deepEqual([whole.status, whole.appointment.payment_status], ['succeeded', 'paid'])
    await with_deposit(doctors[0], 50, async () => {
        const part = await at_bank(await booked(ana))
        assert.deepEqual([part.status, part.kind, part.appointment.status, part.appointment.payment_status], ['succeeded', 'deposit', 'booked', 'deposit_paid'])
    })
})

test('coming back from the bank and other cards at once charge once', async () => {
    for (let round = 0; round < 8; ++round) {
        const ana = await server.patient()
        const visit = await booked(ana, doctors[round % doctors.length])
        const first = ok(await pay(ana, visit, 'tok_three_d_secure'))
        const elsewhere = Object.assign(second.client(), { token: ana.token })
        const answers = await Promise.all([pay(ana, visit, 'tok_visa'), pay(elsewhere, visit, 'tok_visa'), ana.post(`/payments/${first.id}/refresh`), pay(elsewhere, visit, 'tok_visa')])
        for (const answer of answers) assert.ok([200, 201, 409].includes(answer.status), answer.text)
        await until('decided', async () => (await server.sql(`select id from payments.payments where appointment_id = '${visit.id}' and due_at is not null`)).length === 0)
        assert.equal((await charges(visit)).length, 1)
        assert.equal(ok(await ana.get(`/appointments/${visit.id}`), 200).payment_status, 'paid')
    }
})

const retry_after = (answer) => {
    refused(answer, 429, 'too_many_cards')
    return Number(answer.headers.get('retry-after'))
}
const limited = async () => Number(/venera_payments_total\{outcome="limited"\} (\d+)/.exec((await server.client().get('//metrics')).text)?.[1] ?? 0)

test('five cards that are refused for a visit, or ten of an account, are enough for an hour', async () => {
    const ana = await server.patient()
    const visits = []
    for (const doctor of doctors.slice(0, 3)) visits.push(await booked(ana, doctor))
    const [first, other, third] = visits
    const before = await limited()
    for (const token of ['tok_declined', 'tok_insufficient_funds', 'tok_of_nobody', 'tok_declined']) assert.equal(ok(await pay(ana, first, token)).status, 'failed')
    // Who never goes to their bank learns as much of a card.
    ok(await pay(ana, first, 'tok_three_d_secure'))
    const seconds = retry_after(await pay(ana, first, 'tok_visa'))
    assert.ok(seconds > 3000 && seconds <= 3600, seconds)
    assert.ok(retry_after(await pay(staff, first, 'tok_visa')) > 3000, 'it is the visit that has had enough')
    for (let i = 0; i < 5; ++i) assert.equal(ok(await pay(ana, other, 'tok_declined')).status, 'failed')
    assert.ok(retry_after(await pay(ana, third, 'tok_visa')) > 3000, 'or the account')
    assert.equal(await limited(), before + 3)
    await logged('payment.limited', third.id)
    assert.deepEqual((await server.sql(`select id from payments.payments where appointment_id = '${third.id}'`)).length, 0)
    const ben = await server.patient()
    assert.equal(ok(await pay(ben, await booked(ben), 'tok_visa')).status, 'succeeded', 'others pay')
    assert.equal(ok(await pay(staff, third, 'tok_visa')).status, 'succeeded', 'the desk takes what is left')
    // It is in the database: another server knows, and this one when it comes back.
    const elsewhere = Object.assign(second.client(), { token: ana.token })
    assert.ok(retry_after(await pay(elsewhere, other, 'tok_visa')) > 3000)
    await server.stop()
    await server.start()
    await sign_in()
    assert.ok(retry_after(await pay(ana, other, 'tok_visa')) > 3000)
    await advance(seconds + 1)
    assert.equal(ok(await pay(ana, other, 'tok_visa')).status, 'succeeded')
})

test('of many cards at once, at two servers, no more are tried', async () => {
    const ana = await server.patient()
    const visits = []
    for (let i = 0; i < 16; ++i) visits.push(await booked(ana, doctors[i % doctors.length]))
    const elsewhere = Object.assign(second.client(), { token: ana.token })
    const answers = await Promise.all(visits.map((visit, index) => pay(index % 2 ? ana : elsewhere, visit, 'tok_declined')))
    assert.equal(answers.filter((answer) => answer.status === 201).length, 10)
    for (const answer of answers.filter((one) => one.status !== 201)) assert.ok(retry_after(answer) >= 1)
    assert.equal((await server.sql(`select id from payments.payments where created_by = '${ana.user.id}'`)).length, 10)
})

test('what the provider never heard of is no refused card', async () => {
    const ana = await server.patient()
    const visit = await booked(ana)
    for (let i = 0; i < 2; ++i) await settled(ok(await pay(ana, visit, 'tok_away')).id, 'cancelled')
    for (let i = 0; i < 4; ++i) assert.equal(ok(await pay(ana, visit, 'tok_declined')).status, 'failed')
    assert.equal(ok(await pay(ana, visit, 'tok_visa')).status, 'succeeded')
})

// A provider that refuses: its charge is smaller than what is to go back.
const shrink = (id) => server.execute(`update sandbox.charges set amount_cents = 1 where key = '${id}'`)
const grow = (payment) => server.execute(`update sandbox.charges set amount_cents = ${payment.amount_cents} where key = '${payment.id}'`)

test('a refund that the provider refuses is asked for again, and the desk’s at once told', async () => {
    const ana = await server.patient()
    const visit = await booked(ana)
    const paid = ok(await pay(ana, visit, 'tok_visa'))
    await shrink(paid.id)
    assert.equal(ok(await staff.post(`/payments/${paid.id}/refunds`, { reason: 'Kindness' })).status, 'failed')
    ok(await ana.delete(`/appointments/${visit.id}`), 200)
    const refusals = (count) => until(`${count} refusals`, async () => (await refunds_of(paid.id)).some((one) => one.because === 'cancelled' && one.refusals === count))
    await refusals(1)
    assert.deepEqual((await refunds_of(paid.id)).map((one) => [one.because, one.status]).sort(), [['cancelled', 'processing'], ['desk', 'failed']])
    await logged('payment.refund_refused', paid.id)
    await advance(61 * 60)
    await refusals(2)
    await grow(paid)
    await advance(241 * 60)
    await settled(paid.id, 'refunded')
    assert.equal(ok(await ana.get(`/appointments/${visit.id}`), 200).payment_status, 'refunded')
})

test('a refund that is refused again and again is given up, and can be ordered by the desk', async () => {
    const ana = await server.patient()
    const visit = await booked(ana)
    const paid = ok(await pay(ana, visit, 'tok_visa'))
    await shrink(paid.id)
    ok(await ana.delete(`/appointments/${visit.id}`), 200)
    for (const hours of [1, 4, 16, 64, 0]) {
        const refusals = [1, 4, 16, 64, 0].indexOf(hours) + 1
        await until(`${refusals} refusals`, async () => (await refunds_of(paid.id))[0]?.refusals === refusals)
        await advance(hours * 3600 + 60)
    }
    assert.deepEqual((await refunds_of(paid.id)).map((one) => [one.status, one.refusals]), [['failed', 5]])
    assert.deepEqual((await server.sql(`select type from payments.outbox where aggregate_id = '${paid.id}' order by version`)).map((event) => event.type), ['payment.started', 'payment.succeeded', 'payment.refund_failed'])
    await grow(paid)
    assert.equal(ok(await staff.post(`/payments/${paid.id}/refunds`, { reason: 'It works again' })).status, 'succeeded')
    assert.equal((await payment_of(paid.id)).status, 'refunded')
})

test('what was paid under a profile that was merged since is shown to whoever acts for the person', async () => {
    const rosa = await server.patient()
    const child = ok(await rosa.post('/me/relatives', { relationship: 'child', first_name: 'Luz', last_name: 'Quispe', birth_date: '2016-04-09' }))
    const visit = await booked(rosa, doctors[0], { patient_id: child.patient_id })
    const paid = ok(await pay(rosa, visit, 'tok_visa'))
    const kept = ok(await staff.post('/patients', { first_name: 'Luz', last_name: 'Quispe Rojas', birth_date: '2016-04-09' }))
    ok(await staff.post(`/patients/${child.patient_id}/merge`, { into: kept.id }), 200)
    assert.deepEqual(ok(await rosa.get('/me/relatives'), 200).data.map((one) => one.patient_id), [kept.id])
    const shown = ok(await rosa.get(`/payments/${paid.id}`), 200)
    assert.deepEqual([shown.id, shown.appointment.id], [paid.id, visit.id])
})

test('a deposit that is all that the visit costs where it is moved to has paid it', async () => {
    const ana = await server.patient()
    const [doctor] = doctors
    const move = async (visit, visit_type) => {
        for (const slot of (await ana.free_slots(doctor.id, `days=31&visit_type=${visit_type}`)).slice(40)) {
            const answer = await ana.patch(`/appointments/${visit.id}`, { visit_type, start: slot.start })
            if (answer.code !== 'slot_taken' && answer.code !== 'patient_busy') return ok(answer, 200)
        }
        assert.fail('no free time')
    }
    await with_deposit(doctor, 50, async () => {
        const visit = await booked(ana)
        const dear = await move(visit, 'first-visit')
        await server.execute(`update scheduling.appointments set price_cents = ${2 * visit.price_cents} where id = '${visit.id}'`)
        const deposit = ok(await pay(ana, dear, 'tok_visa'))
        assert.deepEqual([deposit.amount_cents, deposit.appointment.payment_status], [visit.price_cents, 'deposit_paid'])
        assert.equal((await move(dear, 'consultation')).price_cents, deposit.amount_cents)
        await until('paid', async () => ok(await ana.get(`/appointments/${visit.id}`), 200).payment_status === 'paid')
        refused(await pay(ana, visit, 'tok_visa'), 409, 'already_paid')
        const later = await move(visit, 'consultation')
        await until('the move was heard of', async () => (await server.sql(`select i.message_id from platform.inbox i join scheduling.outbox o on o.id = i.message_id where i.consumer = 'payments' and o.aggregate_id = '${visit.id}' and o.version = ${later.version}`)).length === 1)
        assert.equal(ok(await ana.get(`/appointments/${visit.id}`), 200).version, later.version, 'what is paid already is not noted again')
    })
})
