// Payments by the sandbox: what a hold, a card and a visit come to, whatever happens between them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { unique_email, venera } from './support/server.mjs'
import { until } from '../faults/support.mjs'

let server, admin, staff, doctors
before(async () => {
    server = await venera()
    await sign_in()
    doctors = (await server.client().get('/availability?limit=20')).json.data.map((item) => item.doctor).filter((doctor) => doctor.price_cents > 1000)
})
after(() => server?.close())

async function sign_in() {
    admin = await server.as('admin')
    staff = await server.as('staff')
}
// The desk's sessions end when nobody works for half an hour.
async function advance(seconds) {
    await server.advance(seconds)
    await sign_in()
}

export const card = (number = '4242424242424242', more = {}) => ({ card: { number, exp_month: 12, exp_year: 2090, cvc: number.length === 15 ? '1234' : '123', holder: 'Ana Quispe', ...more } })
const token = (name) => ({ token: name })
const ok = (answer, status = 201) => {
    assert.equal(answer.status, status, answer.text)
    return answer.json
}
const refused = (answer, status, code) => assert.deepEqual([answer.status, answer.code], [status, code], answer.text)
const keyed = (key) => ({ headers: { 'idempotency-key': key } })
const charges = (appointment_id) => server.sql(`select c.* from sandbox.charges c join payments.payments p on p.id::text = c.key where p.appointment_id = '${appointment_id}' and c.status = 'captured'`)
const ledger = (appointment_id) => server.sql(`select entry, amount_cents, transaction_id from payments.ledger where appointment_id = '${appointment_id}' order by id`)
const payment_of = async (id) => (await admin.get(`/payments/${id}`)).json
const settled = (id, status) => until(`payment ${status}`, async () => (await payment_of(id)).status === status)

async function with_policy(doctor, policy, work) {
    const path = `/clinics/${doctor.clinic.id}`
    ok(await admin.patch(path, { payment_policy: policy }), 200)
    try {
        return await work()
    } finally {
        ok(await admin.patch(path, { payment_policy: 'at_desk' }), 200)
        ok(await admin.put(`${path}/payments`, { deposit_percent: 100 }), 200)
    }
}
async function employee(body) {
    const password = 'correct horse battery'
    const { email } = ok(await admin.post('/users', { email: unique_email(), password, first_name: 'Eva', last_name: 'Desk', ...body }))
    const client = server.client()
    await client.sign_in(email, password)
    return client
}
// Far enough ahead to be cancelled.
async function held(client, doctor = doctors[0], more = {}) {
    for (const slot of (await client.free_slots(doctor.id, 'days=31')).slice(40)) {
        const hold = await client.post('/holds', { doctor_id: doctor.id, start: slot.start, ...more })
        if (hold.status === 201) return hold.json
    }
    assert.fail('no free time')
}
// To the first free time of another doctor. The visit keeps its length: it does not fit the last times of every day.
async function moved_to(client, id, doctor) {
    for (const slot of (await client.free_slots(doctor.id, 'days=31')).slice(40)) {
        const answer = await client.patch(`/appointments/${id}`, { doctor_id: doctor.id, start: slot.start })
        if (!['slot_taken', 'patient_busy', 'not_offered'].includes(answer.code)) return answer
    }
    assert.fail('no free time')
}
async function booked(client, doctor = doctors[0]) {
    const hold = await held(client, doctor)
    return ok(await client.post('/appointments', { hold_id: hold.id }))
}

test('a hold and a card come to a booked visit in one call', async () => {
    const ana = await server.patient()
    const hold = await held(ana)
    const paid = ok(await ana.post('/payments', { hold_id: hold.id, method: card() }))
    const { id, created_at, updated_at, transaction_id, appointment, ...rest } = paid
    assert.deepEqual(rest, {
        appointment_id: hold.id, patient_id: ana.patient.id, kind: 'visit', amount_cents: hold.price_cents, refunded_cents: 0, currency: hold.currency,
        status: 'succeeded', failure: null, action_url: null, card_last_four: '4242', card_type: 'visa', provider: 'sandbox', version: 3,
    })
    assert.deepEqual([appointment.id, appointment.status, appointment.payment_status, appointment.start, appointment.reference], [hold.id, 'booked', 'paid', hold.start, hold.reference])
    assert.equal(ok(await ana.get(`/appointments/${hold.id}`), 200).status, 'booked')
    assert.deepEqual(ok(await ana.get(`/payments/${id}`), 200), paid)
    const [listed] = ok(await ana.get('/me/payments'), 200).data
    assert.deepEqual(listed, paid, 'a list names the visit, too')
    assert.deepEqual([appointment.patient_name, appointment.doctor_name, appointment.local_time], ['Ana Quispe', hold.doctor_name, hold.local_time])
    assert.deepEqual(await ledger(hold.id), [{ entry: 'charge', amount_cents: hold.price_cents, transaction_id }])
    const events = await server.sql(`select type from payments.outbox where aggregate_id = '${id}' order by version`)
    assert.deepEqual(events.map((event) => event.type), ['payment.started', 'payment.succeeded'])
    assert.deepEqual((await server.sql(`select type from scheduling.outbox where aggregate_id = '${hold.id}' order by version`)).map((event) => event.type), ['appointment.held', 'appointment.booked'])
    const slots = (await ana.free_slots(doctors[0].id, 'days=31')).map((slot) => slot.start)
    assert.ok(!slots.includes(hold.start), 'the time is gone')
})

test('a card that is none is told so, and nothing is charged', async () => {
    const ana = await server.patient()
    const hold = await held(ana)
    const pointer = async (method) => (await ana.post('/payments', { hold_id: hold.id, method })).json.errors.map((error) => error.pointer)
    assert.deepEqual(await pointer(card('4242424242424241')), ['/method/card/number'])
    assert.deepEqual(await pointer(card('42')), ['/method/card/number'])
    assert.deepEqual(await pointer(card(undefined, { exp_year: 2020 })), ['/method/card/exp_year'])
    assert.deepEqual(await pointer(card(undefined, { exp_month: 13 })), ['/method/card/exp_month'])
    assert.deepEqual(await pointer(card(undefined, { cvc: '12' })), ['/method/card/cvc'])
    assert.deepEqual(await pointer(card(undefined, { cvc: '1234' })), ['/method/card/cvc'])
    assert.deepEqual(await pointer({}), ['/method/card'])
    assert.deepEqual(await pointer({ ...card(), ...token('tok_visa') }), ['/method/token'])
    assert.deepEqual((await ana.post('/payments', { method: token('tok_visa') })).json.errors.map((error) => error.pointer), ['/appointment_id'])
    assert.deepEqual((await ana.post('/payments', { hold_id: hold.id, method: token('tok_visa'), amount_cents: hold.price_cents - 1 })).json.errors.map((error) => error.pointer), ['/amount_cents'])
    assert.deepEqual(await server.sql(`select id from payments.payments where appointment_id = '${hold.id}'`), [])
})

test('a card that is refused leaves the hold, and another one pays', async () => {
    const ana = await server.patient()
    const hold = await held(ana)
    for (const [number, failure] of [['4000000000000002', 'card_declined'], ['4000000000009995', 'insufficient_funds'], ['4000000000000069', 'expired_card'], ['4000000000000127', 'incorrect_cvc']]) {
        const { status, failure: why, appointment } = ok(await ana.post('/payments', { hold_id: hold.id, method: card(number) }))
        assert.deepEqual([status, why, appointment], ['failed', failure, null])
    }
    const { status, card_type } = ok(await ana.post('/payments', { hold_id: hold.id, method: card('378282246310005'), amount_cents: hold.price_cents }))
    assert.deepEqual([status, card_type], ['succeeded', 'amex'])
    assert.equal((await charges(hold.id)).length, 1)
})

test('who is sent to their bank comes back and has paid, or has not', async () => {
    const ana = await server.patient()
    const hold = await held(ana)
    const failing = ok(await ana.post('/payments', { hold_id: hold.id, method: card('4000008400001629') }))
    assert.equal(failing.status, 'requires_action')
    assert.match(failing.action_url, /^https:/)
    assert.deepEqual([ok(await ana.post(`/payments/${failing.id}/refresh`), 200)].map((one) => [one.status, one.failure, one.action_url]), [['failed', 'authentication_failed', null]])
    const asked = ok(await ana.post('/payments', { hold_id: hold.id, method: card('4000000000003220') }))
    assert.equal(asked.status, 'requires_action')
    const back = ok(await ana.post(`/payments/${asked.id}/refresh`), 200)
    assert.deepEqual([back.status, back.appointment.status], ['succeeded', 'booked'])
    assert.deepEqual(ok(await ana.post(`/payments/${asked.id}/refresh`), 200), back)
    assert.equal((await charges(hold.id)).length, 1)
})

test('who does not come back from their bank is not charged', async () => {
    const ana = await server.patient()
    const hold = await held(ana)
    const asked = ok(await ana.post('/payments', { hold_id: hold.id, method: token('tok_three_d_secure') }))
    await advance(16 * 60)
    await settled(asked.id, 'cancelled')
    assert.deepEqual(await charges(hold.id), [])
    assert.equal(ok(await ana.post(`/payments/${asked.id}/refresh`), 200).status, 'cancelled')
})

test('an answer that is lost after the charge is found out, and the visit is booked', async () => {
    const ana = await server.patient()
    const hold = await held(ana)
    const paid = ok(await ana.post('/payments', { hold_id: hold.id, method: card('4000000000000341') }))
    assert.equal(paid.status, 'processing')
    refused(await ana.post('/payments', { hold_id: hold.id, method: card() }), 409, 'payment_in_progress')
    await settled(paid.id, 'succeeded')
    assert.equal((await payment_of(paid.id)).appointment.status, 'booked')
    assert.equal((await charges(hold.id)).length, 1)
    assert.equal((await ledger(hold.id)).length, 1)
})

test('a slow provider is waited for, one that is away has not charged', async () => {
    const ana = await server.patient()
    const [slow, away] = [await held(ana), await held(ana, doctors[1])]
    const [first, second] = await Promise.all([ana.post('/payments', { hold_id: slow.id, method: token('tok_slow') }), ana.post('/payments', { hold_id: away.id, method: token('tok_away') })])
    assert.deepEqual([ok(first).status, ok(second).status], ['processing', 'processing'])
    await Promise.all([settled(first.json.id, 'succeeded'), settled(second.json.id, 'cancelled')])
    assert.deepEqual(await charges(away.id), [])
    assert.equal(ok(await ana.post('/payments', { hold_id: away.id, method: token('tok_visa') })).status, 'succeeded')
})

test('a double click charges once: one key twice, two keys at once', async () => {
    const ana = await server.patient()
    const hold = await held(ana)
    const wish = { hold_id: hold.id, method: card() }
    const answers = await Promise.all([...Array(5).fill('one'), ...Array(5).fill('two')].map((key) => ana.post('/payments', wish, keyed(`${key}-${hold.id}`))))
    const paid = answers.filter((answer) => answer.status === 201)
    assert.ok(paid.length >= 1)
    assert.equal(new Set(paid.map((answer) => answer.json.id)).size, 1)
    for (const answer of answers.filter((one) => one.status !== 201)) assert.ok(['request_in_progress', 'payment_in_progress', 'already_paid', 'not_payable'].includes(answer.code), answer.text)
    assert.equal((await charges(hold.id)).length, 1)
    const [key] = ['one', 'two'].filter((name, index) => answers.slice(index * 5, index * 5 + 5).some((answer) => answer.status === 201))
    const again = await ana.post('/payments', wish, keyed(`${key}-${hold.id}`))
    assert.deepEqual([again.status, again.headers.get('idempotency-replayed'), again.json.id], [201, 'true', paid[0].json.id])
    refused(await ana.post('/payments', { ...wish, method: card('5555555555554444') }, keyed(`${key}-${hold.id}`)), 422, 'idempotency_key_reused')
    refused(await ana.post('/payments', { appointment_id: hold.id, method: card() }), 409, 'already_paid')
})

test('a repeated request is answered only to whom the payment still reaches', async () => {
    const rosa = await server.patient()
    const child = ok(await rosa.post('/me/relatives', { relationship: 'child', first_name: 'Luz', last_name: 'Quispe', birth_date: '2016-04-09' }))
    const [slot] = (await rosa.free_slots(doctors[0].id, 'days=31')).slice(60)
    const visit = ok(await rosa.post('/appointments', { doctor_id: doctors[0].id, start: slot.start, patient_id: child.patient_id }))
    const pay = () => rosa.post('/payments', { appointment_id: visit.id, method: token('tok_visa') }, keyed(`child-${visit.id}`))
    const paid = ok(await pay())
    assert.deepEqual(ok(await pay()), paid)
    ok(await rosa.delete(`/me/relatives/${child.id}`), 204)
    refused(await pay(), 404, 'not_found')
    refused(await rosa.get(`/payments/${paid.id}`), 404, 'not_found')
    const rows = await server.sql(`select outcome from payments.access_log where resource_id = '${paid.id}' and action = 'read' and actor_id = '${rosa.user.id}' order by id`)
    assert.deepEqual(rows.map((row) => row.outcome), ['allowed', 'denied', 'denied'])
})

test('a payment shows its visit only to whom that reaches', async () => {
    const ana = await server.patient()
    const here = doctors[0]
    const there = doctors.find((one) => one.clinic.id !== here.clinic.id)
    const visit = await booked(ana)
    const declined = ok(await ana.post('/payments', { appointment_id: visit.id, method: token('tok_declined') }))
    const branch = await employee({ role: 'staff', clinic_ids: [here.clinic.id] })
    const shown = async (client) => ok(await client.get(`/payments/${declined.id}`), 200).appointment?.id
    assert.equal(await shown(branch), visit.id)
    ok(await moved_to(ana, visit.id, there), 200)
    // The payment was the clinic's, the visit is another's by now.
    refused(await branch.get(`/appointments/${visit.id}`), 404, 'not_found')
    assert.equal(await shown(branch), undefined)
    assert.equal(await shown(ana), visit.id)
    const in_list = async (client, list) => ok(await client.get(list), 200).data.find((one) => one.id === declined.id).appointment?.id
    assert.equal(await in_list(branch, '/payments?limit=100'), undefined)
    assert.equal(await in_list(ana, '/me/payments'), visit.id)
})

test('what is due is told before it is paid, and of a visit that is over, why not', async () => {
    const ana = await server.patient()
    const visit = await booked(ana)
    const due = (client, id = visit.id) => client.get(`/appointments/${id}/due`)
    assert.deepEqual(ok(await due(ana), 200), { appointment_id: visit.id, kind: 'visit', amount_cents: visit.price_cents, currency: visit.currency })
    refused(await due(await server.patient()), 404, 'not_found')
    await with_policy(doctors[0], 'none', async () => refused(await due(ana), 409, 'payment_not_required'))
    await with_policy(doctors[0], 'at_booking', async () => {
        ok(await admin.put(`/clinics/${doctors[0].clinic.id}/payments`, { deposit_percent: 30 }), 200)
        const pending = await booked(ana)
        assert.deepEqual(ok(await due(ana, pending.id), 200), { appointment_id: pending.id, kind: 'deposit', amount_cents: Math.ceil(pending.price_cents * 0.3), currency: pending.currency })
    })
    ok(await ana.post(`/appointments/${visit.id}/cancel`, {}), 200)
    refused(await due(ana), 409, 'not_payable')
})

test('who acts for a child sees what was paid for it', async () => {
    const parent = await server.patient()
    const child = ok(await parent.post('/me/relatives', { relationship: 'child', first_name: 'Luz', last_name: 'Quispe', birth_date: '2020-05-05' }))
    const hold = await held(parent, doctors[0], { patient_id: child.patient_id })
    const { id } = ok(await parent.post('/payments', { hold_id: hold.id, patient_id: child.patient_id, method: token('tok_visa') }))
    assert.deepEqual(ok(await parent.get('/me/payments'), 200).data.map((one) => [one.id, one.appointment.patient_name]), [[id, 'Luz Quispe']])
    ok(await parent.delete(`/me/relatives/${child.id}`), 204)
    assert.deepEqual(ok(await parent.get('/me/payments'), 200).data, [])
})

test('ten parallel payments of one visit charge once', async () => {
    const ana = await server.patient()
    const visit = await booked(ana)
    const answers = await Promise.all(Array.from({ length: 10 }, () => ana.post('/payments', { appointment_id: visit.id, method: token('tok_visa') })))
    assert.equal(answers.filter((answer) => answer.status === 201).length, 1)
    for (const answer of answers) assert.ok([201, 409].includes(answer.status), answer.text)
    assert.equal((await charges(visit.id)).length, 1)
})

test('a payment whose hold has run out books if the time is still free', async () => {
    const ana = await server.patient()
    const hold = await held(ana)
    const asked = ok(await ana.post('/payments', { hold_id: hold.id, method: token('tok_three_d_secure') }))
    await advance(11 * 60)
    await until('swept', async () => (await server.sql(`select status from scheduling.appointments where id = '${hold.id}'`))[0].status === 'expired')
    const late = ok(await ana.post(`/payments/${asked.id}/refresh`), 200)
    assert.deepEqual([late.status, late.appointment.status, late.appointment.start], ['succeeded', 'booked', hold.start])
    refused(await ana.post('/payments', { hold_id: hold.id, method: token('tok_visa') }), 409, 'already_paid')
})

test('a payment whose time somebody else has by now goes back by itself', async () => {
    const ana = await server.patient()
    const hold = await held(ana)
    const asked = ok(await ana.post('/payments', { hold_id: hold.id, method: token('tok_three_d_secure') }))
    await advance(11 * 60)
    const ben = await server.patient()
    ok(await ben.post('/appointments', { doctor_id: hold.doctor_id, start: hold.start }))
    ok(await ana.post(`/payments/${asked.id}/refresh`), 200)
    await settled(asked.id, 'refunded')
    const gone = await payment_of(asked.id)
    assert.deepEqual([gone.refunded_cents, gone.appointment], [hold.price_cents, null])
    assert.deepEqual((await ledger(hold.id)).map((row) => [row.entry, row.amount_cents]), [['charge', hold.price_cents], ['refund', -hold.price_cents]])
})

test('a hold that is over, given back or another’s is not paid for', async () => {
    const [ana, ben] = [await server.patient(), await server.patient()]
    const hold = await held(ana)
    refused(await ben.post('/payments', { hold_id: hold.id, method: token('tok_visa') }), 404, 'not_found')
    ok(await ana.delete(`/holds/${hold.id}`), 204)
    refused(await ana.post('/payments', { hold_id: hold.id, method: token('tok_visa') }), 410, 'hold_expired')
    const over = await held(ana)
    await advance(11 * 60)
    refused(await ana.post('/payments', { hold_id: over.id, method: token('tok_visa') }), 410, 'hold_expired')
    const visit = await booked(ana)
    refused(await ben.post('/payments', { appointment_id: visit.id, method: token('tok_visa') }), 404, 'not_found')
    ok(await ana.delete(`/appointments/${visit.id}`), 200)
    refused(await ana.post('/payments', { appointment_id: visit.id, method: token('tok_visa') }), 409, 'not_payable')
})

test('where payment comes first, a visit is pending until it is paid; elsewhere it is booked at once', async () => {
    const ana = await server.patient()
    await with_policy(doctors[0], 'at_booking', async () => {
        const visit = await booked(ana)
        assert.deepEqual([visit.status, visit.payment_status], ['pending', 'unpaid'])
        const paid = ok(await ana.post('/payments', { appointment_id: visit.id, method: token('tok_visa') }))
        assert.deepEqual([paid.appointment.status, paid.appointment.payment_status], ['booked', 'paid'])
    })
    assert.equal((await booked(ana)).status, 'booked')
    await with_policy(doctors[0], 'none', async () => {
        const visit = await booked(ana)
        assert.deepEqual([visit.status, visit.payment_status], ['booked', 'not_required'])
        refused(await ana.post('/payments', { appointment_id: visit.id, method: token('tok_visa') }), 409, 'payment_not_required')
    })
})

test('a deposit books, and the desk takes the rest', async () => {
    const ana = await server.patient()
    await with_policy(doctors[0], 'at_booking', async () => {
        ok(await admin.put(`/clinics/${doctors[0].clinic.id}/payments`, { deposit_percent: 25 }), 200)
        const hold = await held(ana)
        const deposit = Math.ceil(hold.price_cents / 4)
        const first = ok(await ana.post('/payments', { hold_id: hold.id, method: token('tok_visa') }))
        assert.deepEqual(ok(await ana.get(`/appointments/${hold.id}/due`), 200), { appointment_id: hold.id, kind: 'visit', amount_cents: hold.price_cents - deposit, currency: hold.currency })
        assert.deepEqual([first.kind, first.amount_cents, first.appointment.status, first.appointment.payment_status], ['deposit', deposit, 'booked', 'deposit_paid'])
        const rest = ok(await staff.post('/payments', { appointment_id: hold.id, method: token('tok_mastercard') }))
        assert.deepEqual([rest.kind, rest.amount_cents, rest.appointment.payment_status], ['visit', hold.price_cents - deposit, 'paid'])
        refused(await ana.post('/payments', { appointment_id: hold.id, method: token('tok_visa') }), 409, 'already_paid')
        refused(await ana.get(`/appointments/${hold.id}/due`), 409, 'already_paid')
        assert.deepEqual((await ledger(hold.id)).map((row) => [row.entry, row.amount_cents]), [['deposit', deposit], ['charge', hold.price_cents - deposit]])
    })
})

// Visits that wait for their payment, of people of their own, for 20 minutes.
async function waiting(count = 1) {
    const visits = []
    for (let i = 0; i < count; ++i) {
        const client = await server.patient()
        visits.push({ client, ...(await booked(client)) })
    }
    return visits
}
const status_of = async (id) => (await server.sql(`select status from scheduling.appointments where id = '${id}'`))[0].status
const cancelled = (visit) => until('cancelled', async () => (await status_of(visit.id)) === 'cancelled')

test('a visit that is not paid in time is cancelled: its time is free, and its patient is told', async () => {
    const clinic = `/clinics/${doctors[0].clinic.id}`
    assert.deepEqual((await admin.patch(clinic, { pay_within_minutes: 4 })).json.errors.map((error) => error.pointer), ['/pay_within_minutes'])
    ok(await admin.patch(clinic, { pay_within_minutes: 20 }), 200)
    await with_policy(doctors[0], 'at_booking', async () => {
        const [visit, confirmed] = await waiting(2)
        assert.equal(Date.parse(visit.pay_until) - Date.parse(visit.created_at), 20 * 60_000)
        assert.equal(ok(await visit.client.get(`/appointments/${visit.id}`), 200).pay_until, visit.pay_until)
        const by_hand = ok(await staff.post(`/appointments/${confirmed.id}/confirm`), 200)
        assert.deepEqual([by_hand.status, by_hand.pay_until], ['booked', null], 'paid at the desk')
        await advance(19 * 60)
        assert.ok(!(await visit.client.free_slots(doctors[0].id, 'days=31')).some((slot) => slot.start === visit.start))
        await advance(2 * 60)
        await cancelled(visit)
        const ended = ok(await visit.client.get(`/appointments/${visit.id}`), 200)
        assert.deepEqual([ended.status, ended.payment_status, ended.pay_until], ['cancelled', 'unpaid', null])
        refused(await visit.client.post('/payments', { appointment_id: visit.id, method: token('tok_visa') }), 409, 'not_payable')
        await until('free again', async () => (await visit.client.free_slots(doctors[0].id, 'days=31')).some((slot) => slot.start === visit.start))
        const told = () => server.sql(`select id, kind from notifications.messages where subject_id = '${visit.id}'`)
        await until('told', async () => (await told()).length === 1)
        const [{ id, kind }] = await told()
        assert.equal(kind, 'cancelled_unpaid')
        const { subject, text } = ok(await admin.get(`/messages/${id}/preview`), 200)
        assert.match(subject, /^Not paid in time, cancelled: /)
        assert.ok(text.includes(visit.reference))
        const [event] = await server.sql(`select payload from scheduling.outbox where aggregate_id = '${visit.id}' and type = 'appointment.cancelled'`)
        assert.deepEqual([event.payload.because, event.payload.by], ['unpaid', 'job'])
        assert.deepEqual((await server.sql(`select actor_role, action from scheduling.access_log where resource_id = '${visit.id}' and action = 'cancel unpaid'`)).length, 1)
        ok(await (await server.patient()).post('/appointments', { doctor_id: doctors[0].id, start: visit.start }))
        assert.equal(await status_of(confirmed.id), 'booked')
    })
})

test('a visit whose clinic no longer asks for payment first is booked, and its patient is told', async () => {
    const { client, ...visit } = await with_policy(doctors[0], 'at_booking', async () => (await waiting())[0])
    assert.equal(await status_of(visit.id), 'pending')
    await advance(31 * 60)
    await until('booked', async () => (await status_of(visit.id)) === 'booked')
    const shown = ok(await client.get(`/appointments/${visit.id}`), 200)
    assert.deepEqual([shown.payment_status, shown.pay_until], ['unpaid', null])
    await until('told', async () => (await server.sql(`select kind from notifications.messages where subject_id = '${visit.id}' and kind = 'booking_confirmation'`)).length === 1)
    assert.equal(ok(await client.post('/payments', { appointment_id: visit.id, method: token('tok_visa') })).appointment.payment_status, 'paid')
})

test('while its payment is under way a visit waits, whatever the clock says', async () => {
    await with_policy(doctors[0], 'at_booking', async () => {
        const [ana, ben, eve] = await waiting(3)
        const pay = async ({ client, id }) => ok(await client.post('/payments', { appointment_id: id, method: token('tok_three_d_secure') }))
        await advance(10 * 60)
        const [paying, leaving] = [await pay(ana), await pay(ben)]
        await advance(11 * 60)
        // The sweeper has been here.
        await cancelled(eve)
        assert.deepEqual([await status_of(ana.id), await status_of(ben.id)], ['pending', 'pending'])
        const paid = ok(await ana.client.post(`/payments/${paying.id}/refresh`), 200)
        assert.deepEqual([paid.status, paid.appointment.status], ['succeeded', 'booked'])
        await advance(5 * 60)
        await settled(leaving.id, 'cancelled')
        // Whether the sweeper has been here or not: nobody keeps a time by beginning to pay again and again.
        refused(await ben.client.post('/payments', { appointment_id: ben.id, method: token('tok_three_d_secure') }), 409, 'not_payable')
        await cancelled(ben)
        assert.deepEqual(await charges(ben.id), [])
        assert.equal(await status_of(ana.id), 'booked')
    })
})

test('payments and the end of their time at once: each visit is paid and booked, or neither', async () => {
    await with_policy(doctors[0], 'at_booking', async () => {
        const visits = await waiting(12)
        const tokens = ['tok_visa', 'tok_lost_answer', 'tok_declined', 'tok_visa']
        const pay = (index) => visits[index].client.post('/payments', { appointment_id: visits[index].id, method: token(tokens[index % 4]) })
        const together = (from, to) => Promise.all(Array.from({ length: to - from }, (_, index) => pay(from + index)))
        // Some pay in time, some as the time ends, some when the sweeper has begun.
        const answers = await together(0, 4)
        const [meanwhile] = await Promise.all([together(4, 8), server.advance(21 * 60)])
        await cancelled(visits[2])
        answers.push(...meanwhile, ...(await together(8, 12)))
        await sign_in()
        await until('all decided', async () => (await server.sql(`select id from payments.payments where due_at is not null`)).length === 0)
        await until('no visit waits', async () => (await Promise.all(visits.map(({ id }) => status_of(id)))).every((status) => status !== 'pending'))
        const seen = new Set()
        for (const [index, visit] of visits.entries()) {
            const answer = answers[index]
            if (answer.status !== 201) refused(answer, 409, 'not_payable')
            const status = await status_of(visit.id)
            const kept = (await ledger(visit.id)).reduce((sum, row) => sum + row.amount_cents, 0)
            assert.deepEqual([status, kept], kept ? ['booked', visit.price_cents] : ['cancelled', 0])
            assert.equal((await charges(visit.id)).length, kept ? 1 : 0)
            seen.add(status)
        }
        assert.equal(seen.size, 2, 'some were paid, some were not')
    })
    assert.match(await server.command('payments', 'reconcile', '--days', '4000'), / movements, 0 differences/)
})

test('a visit that is cancelled while its payment begins is not charged', async () => {
    const ana = await server.patient()
    const visit = await booked(ana)
    await server.execute(`
        create function payments.drill() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return new; end $$;
        create trigger drill before insert on payments.payments for each row execute function payments.drill()`)
    try {
        const paying = ana.post('/payments', { appointment_id: visit.id, method: token('tok_visa') })
        await until('begun', async () => (await server.sql(`select pid from pg_stat_activity where wait_event = 'PgSleep'`)).length > 0, { every_ms: 5 })
        ok(await ana.delete(`/appointments/${visit.id}`), 200)
        refused(await paying, 409, 'not_payable')
    } finally {
        await server.execute('drop trigger drill on payments.payments; drop function payments.drill()')
    }
    assert.deepEqual(await server.sql(`select id from payments.payments where appointment_id = '${visit.id}'`), [])
    assert.deepEqual(await charges(visit.id), [])
})

test('a paid visit that is moved to where it costs less is paid back the difference; dearer needs another booking', async () => {
    const ana = await server.patient()
    const by_price = [...doctors].sort((one, other) => one.price_cents - other.price_cents)
    const dearer_at = (one) => by_price.findLast((other) => other.clinic.id === one.clinic.id && other.currency === one.currency && other.price_cents > one.price_cents)
    const cheap = by_price.find(dearer_at)
    const dear = dearer_at(cheap)
    assert.ok(cheap.price_cents < dear.price_cents)
    const visit = await booked(ana, dear)
    const move = (id, doctor) => moved_to(ana, id, doctor)
    const asked = ok(await ana.post('/payments', { appointment_id: visit.id, method: token('tok_three_d_secure') }))
    refused(await move(visit.id, cheap), 409, 'payment_in_progress')
    const paid = ok(await ana.post(`/payments/${asked.id}/refresh`), 200)
    assert.equal(paid.status, 'succeeded')
    assert.equal(ok(await move(visit.id, dear), 200).price_cents, visit.price_cents, 'another time costs the same')
    refused(await move(visit.id, doctors.find((doctor) => doctor.clinic.id !== dear.clinic.id)), 409, 'price_not_covered')
    const moved = ok(await move(visit.id, cheap), 200)
    assert.deepEqual([moved.price_cents, moved.payment_status], [cheap.price_cents, 'paid'])
    await settled(paid.id, 'partially_refunded')
    const difference = visit.price_cents - moved.price_cents
    assert.deepEqual(ok(await staff.get(`/payments/${paid.id}/refunds`), 200).data.map((one) => [one.amount_cents, one.status, one.because]), [[difference, 'succeeded', 'moved']])
    assert.deepEqual((await ledger(visit.id)).map((row) => [row.entry, row.amount_cents]), [['charge', visit.price_cents], ['refund', -difference]])
    assert.equal(ok(await ana.get(`/appointments/${visit.id}`), 200).payment_status, 'paid')
    refused(await ana.post('/payments', { appointment_id: visit.id, method: token('tok_visa') }), 409, 'already_paid')
    const dearer = await move(visit.id, dear)
    refused(dearer, 409, 'price_not_covered')
    assert.match(dearer.json.detail, /Cancel it/)
    ok(await ana.delete(`/appointments/${visit.id}`), 200)
    await settled(paid.id, 'refunded')
    assert.equal((await ledger(visit.id)).reduce((sum, row) => sum + row.amount_cents, 0), 0)
    // What is not paid yet simply costs another price.
    const unpaid = await booked(ana, cheap)
    assert.equal(ok(await move(unpaid.id, dear), 200).price_cents, visit.price_cents)
})

test('a visit that is cancelled is paid back', async () => {
    const ana = await server.patient()
    const hold = await held(ana)
    const paid = ok(await ana.post('/payments', { hold_id: hold.id, method: token('tok_visa') }))
    ok(await ana.post(`/appointments/${hold.id}/cancel`, { reason: 'Better' }), 200)
    await settled(paid.id, 'refunded')
    assert.equal(ok(await ana.get(`/appointments/${hold.id}`), 200).payment_status, 'refunded')
    assert.deepEqual(ok(await staff.get(`/payments/${paid.id}/refunds`), 200).data.map((one) => [one.amount_cents, one.status, one.because]), [[hold.price_cents, 'succeeded', 'cancelled']])
})

test('of a visit that nobody came to, the clinic keeps its fee', async () => {
    const ana = await server.patient()
    ok(await admin.put(`/clinics/${doctors[0].clinic.id}/payments`, { deposit_percent: 100, no_show_fee_cents: 700 }), 200)
    assert.deepEqual(ok(await staff.get(`/clinics/${doctors[0].clinic.id}/payments`), 200), { deposit_percent: 100, no_show_fee_cents: 700 })
    const visit = await booked(ana)
    const paid = ok(await ana.post('/payments', { appointment_id: visit.id, method: token('tok_visa') }))
    await advance((Date.parse(visit.end) - Date.parse((await server.client().get('//health')).json.timestamp)) / 1000)
    ok(await staff.post(`/appointments/${visit.id}/no-show`), 200)
    await settled(paid.id, 'partially_refunded')
    assert.deepEqual((await ledger(visit.id)).map((row) => [row.entry, row.amount_cents]).sort(), [['charge', visit.price_cents], ['no_show_fee', 700], ['refund', 700 - visit.price_cents]])
    ok(await admin.put(`/clinics/${doctors[0].clinic.id}/payments`, { deposit_percent: 100 }), 200)
})

// To the first free time of another kind of visit, which costs something else.
async function retyped(client, visit, visit_type) {
    for (const slot of (await client.free_slots(visit.doctor_id, `days=31&visit_type=${visit_type}`)).slice(40)) {
        const answer = await client.patch(`/appointments/${visit.id}`, { visit_type, start: slot.start })
        if (answer.code !== 'slot_taken' && answer.code !== 'patient_busy') return answer
    }
    assert.fail('no free time')
}
const kept_of = async (id) => (await ledger(id)).filter((row) => row.entry !== 'no_show_fee').reduce((sum, row) => sum + row.amount_cents, 0)

test('a visit that is moved to and fro while its refund is under way is never paid with less than its price', async () => {
    const ana = await server.patient()
    await with_policy(doctors[0], 'at_booking', async () => {
        ok(await admin.put(`/clinics/${doctors[0].clinic.id}/payments`, { deposit_percent: 90 }), 200)
        const visit = ok(await retyped(ana, await booked(ana), 'first-visit'), 200)
        const deposit = ok(await ana.post('/payments', { appointment_id: visit.id, method: token('tok_visa') }))
        assert.equal(deposit.appointment.payment_status, 'deposit_paid')
        await server.execute(`
            create function payments.drill() returns trigger language plpgsql as $$ begin perform pg_sleep(2); return new; end $$;
            create trigger drill before update of status on payments.refunds for each row execute function payments.drill()`)
        try {
            const cheaper = ok(await retyped(ana, visit, 'consultation'), 200)
            assert.ok(cheaper.price_cents < deposit.amount_cents)
            await until('a refund', async () => (await server.sql(`select id from payments.refunds where payment_id = '${deposit.id}' and status = 'processing'`)).length > 0, { every_ms: 5 })
            refused(await retyped(ana, visit, 'first-visit'), 409, 'payment_in_progress')
        } finally {
            await server.execute('drop trigger drill on payments.refunds; drop function payments.drill()')
        }
        await settled(deposit.id, 'partially_refunded')
        const after = ok(await ana.get(`/appointments/${visit.id}`), 200)
        assert.deepEqual([after.payment_status, await kept_of(visit.id)], ['paid', after.price_cents])
        refused(await retyped(ana, visit, 'first-visit'), 409, 'price_not_covered')
    })
})

test('of two payments of one visit, a deposit and the whole, the second is refused while the first is under way', async () => {
    const ana = await server.patient()
    await with_policy(doctors[0], 'at_booking', async () => {
        ok(await admin.put(`/clinics/${doctors[0].clinic.id}/payments`, { deposit_percent: 50 }), 200)
        const visit = await booked(ana)
        const first = ok(await ana.post('/payments', { appointment_id: visit.id, method: token('tok_three_d_secure') }))
        ok(await staff.post(`/appointments/${visit.id}/confirm`), 200)
        refused(await staff.post('/payments', { appointment_id: visit.id, method: token('tok_visa') }), 409, 'payment_in_progress')
        assert.equal(ok(await ana.post(`/payments/${first.id}/refresh`), 200).appointment.payment_status, 'deposit_paid')
        const rest = ok(await staff.post('/payments', { appointment_id: visit.id, method: token('tok_visa') }))
        assert.deepEqual([rest.amount_cents, rest.appointment.payment_status], [visit.price_cents - first.amount_cents, 'paid'])
        assert.equal(await kept_of(visit.id), visit.price_cents)
    })
})

test('what is charged beyond the price goes back by itself', async () => {
    const ana = await server.patient()
    const visit = await booked(ana)
    const asked = ok(await ana.post('/payments', { appointment_id: visit.id, method: token('tok_three_d_secure') }))
    await server.execute(`update scheduling.appointments set price_cents = price_cents - 600 where id = '${visit.id}'`)
    assert.equal(ok(await ana.post(`/payments/${asked.id}/refresh`), 200).appointment.payment_status, 'paid')
    await settled(asked.id, 'partially_refunded')
    assert.equal(await kept_of(visit.id), visit.price_cents - 600)
    assert.equal(ok(await ana.get(`/appointments/${visit.id}`), 200).payment_status, 'paid')
})

test('of a visit that was paid in two parts the fee is kept once', async () => {
    const ana = await server.patient()
    await with_policy(doctors[0], 'at_booking', async () => {
        ok(await admin.put(`/clinics/${doctors[0].clinic.id}/payments`, { deposit_percent: 50, no_show_fee_cents: 1000 }), 200)
        const visit = await booked(ana)
        const parts = []
        for (let part = 0; part < 2; ++part) parts.push(ok(await ana.post('/payments', { appointment_id: visit.id, method: token('tok_visa') })))
        await advance((Date.parse(visit.end) - Date.parse((await server.client().get('//health')).json.timestamp)) / 1000)
        ok(await staff.post(`/appointments/${visit.id}/no-show`), 200)
        await settled(parts[0].id, 'partially_refunded')
        await settled(parts[1].id, 'refunded')
        assert.equal(await kept_of(visit.id), 1000)
        assert.deepEqual((await ledger(visit.id)).filter((row) => row.entry === 'no_show_fee').map((row) => row.amount_cents), [1000])
    })
})

test('refunds in parallel give back no more than was captured, and one key one refund', async () => {
    const ana = await server.patient()
    const visit = await booked(ana)
    const paid = ok(await ana.post('/payments', { appointment_id: visit.id, method: token('tok_visa') }))
    const path = `/payments/${paid.id}/refunds`
    const third = Math.floor(visit.price_cents / 3)
    refused(await ana.post(path, { reason: 'Mine' }), 403, 'forbidden')
    refused(await staff.post(path, { reason: 'Too much', amount_cents: visit.price_cents + 1 }), 409, 'not_refundable')
    const same = await Promise.all(Array.from({ length: 4 }, () => staff.post(path, { reason: 'Part of it', amount_cents: third }, keyed(`refund-${paid.id}`))))
    assert.equal(new Set(same.map((answer) => ok(answer).id)).size, 1)
    refused(await staff.post(path, { reason: 'Another', amount_cents: third }, keyed(`refund-${paid.id}`)), 422, 'idempotency_key_reused')
    assert.equal((await payment_of(paid.id)).status, 'partially_refunded')
    const race = await Promise.all([
        ana.delete(`/appointments/${visit.id}`), ...Array.from({ length: 6 }, () => staff.post(path, { reason: 'Everybody', amount_cents: third })),
    ])
    for (const answer of race) assert.ok([200, 201, 409].includes(answer.status), answer.text)
    await settled(paid.id, 'refunded')
    const [{ sum }] = await server.sql(`select sum(amount_cents) from payments.ledger where payment_id = '${paid.id}' and entry = 'refund'`)
    assert.equal(sum, -visit.price_cents)
    const [{ sum: given }] = await server.sql(`select sum(r.amount_cents) from sandbox.refunds r join sandbox.charges c on c.id = r.charge_id where c.key = '${paid.id}'`)
    assert.equal(given, visit.price_cents)
    refused(await staff.post(path, { reason: 'Again' }), 409, 'not_refundable')
})

test('who paid has a receipt, and is told when money goes back', async () => {
    const ana = await server.patient({ language: 'es' })
    const hold = await held(ana)
    const paid = ok(await ana.post('/payments', { hold_id: hold.id, method: card() }))
    ok(await staff.post(`/payments/${paid.id}/refunds`, { reason: 'Kindness', amount_cents: 150 }))
    const kinds = async () => (await server.sql(`select id, kind from notifications.messages where subject_id = '${paid.id}' and recipient_id = '${ana.patient.id}' order by version`))
    await until('both messages', async () => (await kinds()).length === 2)
    const messages = await kinds()
    assert.deepEqual(messages.map((message) => message.kind), ['receipt', 'refund'])
    const { text, subject } = ok(await admin.get(`/messages/${messages[1].id}/preview`), 200)
    assert.match(subject, /^Devolución: (1\.50|150) [A-Z]{3}$/)
    for (const word of [hold.reference, paid.transaction_id, 'Visa 4242', hold.doctor_name]) assert.ok(text.includes(word), text)
})

test('payments are in the export of a person, and an erasure forgets their cards', async () => {
    const ana = await server.patient()
    const hold = await held(ana)
    const paid = ok(await ana.post('/payments', { hold_id: hold.id, method: card() }))
    const notices = ok(await ana.get(`/patients/${ana.patient.id}/export`), 200).entry.map((entry) => entry.resource).filter((resource) => resource.resourceType === 'PaymentNotice')
    assert.deepEqual(notices.map((one) => [one.id, one.amount, one.request.identifier.value]), [[paid.id, { value: hold.price_cents, currency: hold.currency }, hold.id]])
    ok(await ana.delete(`/appointments/${hold.id}`), 200)
    await settled(paid.id, 'refunded')
    ok(await admin.post(`/patients/${ana.patient.id}/erasure`, { reason: 'Asked by the patient' }), 200)
    const [row] = await server.sql(`select card_last_four, card_type, amount_cents from payments.payments where id = '${paid.id}'`)
    assert.deepEqual(row, { card_last_four: null, card_type: null, amount_cents: hold.price_cents })
})

test('administrators see the revenue, as the ledger has it', async () => {
    const { data } = ok(await admin.get('/payments/statistics'), 200)
    const rows = await server.sql('select amount_cents, entry, currency from payments.ledger')
    const net = rows.filter((row) => row.entry !== 'no_show_fee').reduce((sum, row) => sum + row.amount_cents, 0)
    assert.equal(data.reduce((sum, month) => sum + month.net_cents, 0), net)
    assert.ok(data.every((month) => month.charged_cents - month.refunded_cents === month.net_cents))
    refused(await staff.get('/payments/statistics'), 403, 'forbidden')
    const first = ok(await staff.get('/payments?limit=5'), 200)
    const second = ok(await staff.get(`/payments?limit=5&cursor=${first.next_cursor}`), 200)
    assert.equal(new Set([...first.data, ...second.data].map((one) => one.id)).size, 10)
    assert.ok(ok(await staff.get('/payments?status=refunded'), 200).data.every((one) => one.status === 'refunded'))
})

test('reconciliation finds what is on one side only, and exits with 1', async () => {
    assert.match(await server.command('payments', 'reconcile', '--days', '4000'), / movements, 0 differences/)
    const [{ id, transaction_id }] = await server.sql(`select payment_id as id, transaction_id from payments.ledger where entry = 'charge' limit 1`)
    await server.execute(`update sandbox.charges set amount_cents = amount_cents + 1 where key = '${id}'`)
    await server.execute(`insert into sandbox.charges (key, id, amount_cents, currency, status, ready_at, created_at) values ('stray', 'ch_stray', 100, 'PEN', 'captured', now(), now())`)
    const failed = await server.command('payments', 'reconcile', '--days', '4000').catch((error) => error)
    assert.equal(failed.code, 1)
    assert.match(failed.stdout, /ch_stray 100 PEN .*: not in the ledger/)
    assert.match(failed.stdout, new RegExp(`${transaction_id} .*: another amount in the ledger`))
    assert.match(failed.stdout, /2 differences/)
})
