// Payments by Stripe, against a server that speaks its wire format: keys, declines, lost answers, webhooks (F3), refunds and
// reconciliation.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../faults/support.mjs'
import { FakeStripe, server_with_stripe, signature } from './support/stripe.mjs'

const secrets = ['whsec_new', 'whsec_old']
let server, stripe, admin, ana, doctor
before(async () => {
    stripe = await new FakeStripe('sk_test_key').listen()
    server = await server_with_stripe(stripe, secrets)
    admin = await server.as('admin')
    doctor = (await server.client().get('/availability?limit=20')).json.data.map((item) => item.doctor).find((one) => one.price_cents > 1000)
})
after(async () => {
    await server?.close()
    await stripe?.close()
})

const ok = (answer, status = 201) => {
    assert.equal(answer.status, status, answer.text)
    return answer.json
}
const token = (name) => ({ token: name })
const payment_of = async (id) => (await admin.get(`/payments/${id}`)).json
const settled = (id, status) => until(`payment ${status}`, async () => (await payment_of(id)).status === status)
async function held() {
    ana = await server.patient()
    for (const slot of (await ana.free_slots(doctor.id, 'days=31')).slice(40)) {
        const hold = await ana.post('/holds', { doctor_id: doctor.id, start: slot.start })
        if (hold.status === 201) return hold.json
    }
    assert.fail('no free time')
}
const pay = (hold, method, options) => ana.post('/payments', { hold_id: hold.id, method }, options)
const intent_of = (payment) => stripe.intents.get(payment.transaction_id)
const tell = (body, header) => server.client().request('POST', '/payments/webhooks/stripe', { raw: body, headers: { 'content-type': 'application/json', ...(header && { 'stripe-signature': header }) } })

test('a token pays, under keys of the payment', async () => {
    const hold = await held()
    const paid = ok(await pay(hold, token('pm_card_visa')))
    assert.deepEqual([paid.status, paid.provider, paid.card_last_four, paid.card_type, paid.appointment.status], ['succeeded', 'stripe', '4242', 'visa', 'booked'])
    const [made, confirmed] = stripe.requests.slice(-2)
    assert.deepEqual(made, { method: 'POST', path: '/v1/payment_intents', key: paid.id, form: { amount: String(hold.price_cents), currency: hold.currency.toLowerCase(), 'payment_method_types[]': 'card', 'metadata[payment_id]': paid.id } })
    assert.deepEqual([confirmed.path, confirmed.key, confirmed.form.payment_method], [`/v1/payment_intents/${paid.transaction_id}/confirm`, `${paid.id}-confirm`, 'pm_card_visa'])
    const raw = await pay(await held(), { card: { number: '4242424242424242', exp_month: 12, exp_year: 2090, cvc: '123' } })
    assert.deepEqual([raw.status, raw.code], [422, 'raw_card_refused'])
})

test('a card that is refused is told why, and another one pays', async () => {
    const hold = await held()
    assert.deepEqual([ok(await pay(hold, token('pm_card_visa_chargeDeclined')))].map((one) => [one.status, one.failure]), [['failed', 'card_declined']])
    assert.equal(ok(await pay(hold, token('pm_card_visa_chargeDeclinedInsufficientFunds'))).failure, 'insufficient_funds')
    assert.equal(ok(await pay(hold, token('pm_card_visa'))).status, 'succeeded')
})

test('an answer that is lost after the charge is found out, without a second charge', async () => {
    const hold = await held()
    const before = stripe.charges
    stripe.trouble = 'lost'
    const paid = ok(await pay(hold, token('pm_card_visa')))
    stripe.trouble = undefined
    assert.equal(paid.status, 'processing')
    await settled(paid.id, 'succeeded')
    assert.equal(stripe.charges, before + 1)
    assert.equal((await payment_of(paid.id)).appointment.status, 'booked')
})

test('where nothing was charged, nothing can be any more', async () => {
    for (const trouble of ['away', 500]) {
        const hold = await held()
        const before = stripe.charges
        stripe.trouble = trouble
        const paid = ok(await pay(hold, token('pm_card_visa')))
        stripe.trouble = undefined
        assert.equal(paid.status, 'processing')
        await settled(paid.id, 'cancelled')
        assert.equal(stripe.charges, before)
        assert.equal([...stripe.intents.values()].find((one) => one.metadata.payment_id === paid.id).status, 'canceled')
        assert.equal(ok(await pay(hold, token('pm_card_visa'))).status, 'succeeded')
    }
})

test('a webhook that is not Stripe’s is refused, its own is heard (F3)', async () => {
    const hold = await held()
    const paid = ok(await pay(hold, token('pm_card_threeDSecure2Required')))
    assert.equal(paid.status, 'requires_action')
    assert.match(paid.action_url, /\/bank\/pi_/)
    const body = stripe.event(stripe.succeed([...stripe.intents.values()].find((one) => one.metadata.payment_id === paid.id)))
    const now = Math.floor(Date.now() / 1000)
    const [secret, old] = secrets
    for (const [what, header, bytes] of [
        ['none', undefined, body], ['nonsense', 'nonsense', body], ['another secret', signature(body, 'whsec_other'), body], ['old', signature(body, secret, now - 310), body],
        ['of the future', signature(body, secret, now + 310), body], ['other bytes', signature(body, secret), JSON.stringify(JSON.parse(body), null, 1)],
    ]) {
        const answer = await tell(bytes, header)
        assert.deepEqual([answer.status, answer.code], [400, 'signature_rejected'], what)
    }
    assert.equal((await payment_of(paid.id)).status, 'requires_action')
    assert.deepEqual(ok(await tell(body, signature(body, old)), 200), { received: true })
    await settled(paid.id, 'succeeded')
    const { version } = await payment_of(paid.id)
    for (const again of [body, stripe.event({ ...intent_of(await payment_of(paid.id)), status: 'requires_action' }), '{"type":"other"}', 'no JSON'])
        ok(await tell(again, signature(again, secret)), 200)
    assert.equal((await payment_of(paid.id)).version, version, 'news that are none change nothing')
    assert.equal((await server.client().post('/payments/webhooks/sandbox', {})).status, 404)
})

test('what Stripe tells of a payment that is being made does not end it', async () => {
    const at_bank = ok(await pay(await held(), token('pm_card_threeDSecure2Required')))
    const intent_by = (id) => [...stripe.intents.values()].find((one) => one.metadata.payment_id === id)
    const hold = await held()
    let made
    stripe.hold = async (kind, when) => {
        if (kind !== 'confirm' || when !== 'before') return
        stripe.hold = async () => {}
        made = [...stripe.intents.values()].at(-1)
        // The other's news come second: when they have been taken in, so have the first.
        const news = [stripe.event(made, 'payment_intent.created'), stripe.event(stripe.succeed(intent_by(at_bank.id)))]
        for (const body of news) ok(await tell(body, signature(body, secrets[0])), 200)
        await settled(at_bank.id, 'succeeded')
    }
    const { id } = ok(await pay(hold, token('pm_card_visa')))
    await settled(id, 'succeeded')
    assert.equal(intent_by(id), made)
    assert.ok(!stripe.requests.some((request) => request.path === `/v1/payment_intents/${made.id}/cancel`))
})

test('news that come while the completer looks at what was before are not lost', async () => {
    const { id } = ok(await pay(await held(), token('pm_card_threeDSecure2Required')))
    const intent = [...stripe.intents.values()].find((one) => one.metadata.payment_id === id)
    const hear = async (body) => ok(await tell(body, signature(body, secrets[0])), 200)
    stripe.hold = async (kind, when) => {
        if (kind !== 'look' || when !== 'after') return
        stripe.hold = async () => {}
        await hear(stripe.event(stripe.succeed(intent)))
    }
    await hear(stripe.event(intent))
    await settled(id, 'succeeded')
})

// The news of one payment, in every order, while the truth changes somewhere between them.
test('news come to the same in whatever order they come (F4)', async () => {
    const orders = (rest) => (rest.length < 2 ? [rest] : rest.flatMap((one, index) => orders(rest.toSpliced(index, 1)).map((order) => [one, ...order])))
    const all = orders(['created', 'requires_action', 'payment_failed', 'succeeded', 'refunded'])
    ana = await server.patient()
    const slots = []
    for (const { doctor } of (await ana.get('/availability?limit=20')).json.data.filter((item) => item.doctor.price_cents > 1000).slice(1, 6))
        for (const { start } of await ana.free_slots(doctor.id, 'days=31')) slots.push({ doctor_id: doctor.id, start })
    const payments = []
    for (const [index, order] of all.entries()) {
        // Nobody may have more than ten payments that came to nothing yet.
        if (index % 5 === 0) ana = await server.patient()
        let visit
        while (visit?.status !== 201) visit = await ana.post('/appointments', slots.shift())
        const { id } = ok(await ana.post('/payments', { appointment_id: visit.json.id, method: token('pm_card_threeDSecure2Required') }))
        const intent = [...stripe.intents.values()].find((one) => one.metadata.payment_id === id)
        const as = {
            created: { status: 'requires_payment_method' }, requires_action: { status: 'requires_action' },
            payment_failed: { status: 'requires_payment_method', last_payment_error: { type: 'card_error', code: 'card_declined' } },
            succeeded: { status: 'succeeded', amount_received: intent.amount }, refunded: { status: 'succeeded', amount_received: intent.amount, amount_refunded: intent.amount },
        }
        for (const [place, name] of order.entries()) {
            if (place === index % 5) stripe.succeed(intent)
            const body = stripe.event({ ...intent, ...as[name] }, `payment_intent.${name}`)
            for (let times = 0; times < 1 + (index % 2); ++times) ok(await tell(body, signature(body, secrets[0])), 200)
        }
        payments.push(id)
    }
    for (const id of payments) await settled(id, 'succeeded')
    const rows = await server.sql(`
        select distinct p.status, p.captured_cents - p.amount_cents as too_much, p.refunded_cents, p.failure, p.action_url, a.status as visit, a.payment_status,
               (select count(*)::int from payments.ledger l where l.payment_id = p.id) as movements
          from payments.payments p join scheduling.appointments a on a.id = p.appointment_id where p.id in ('${payments.join("','")}')`)
    assert.deepEqual(rows, [{ status: 'succeeded', too_much: 0, refunded_cents: 0, failure: null, action_url: null, visit: 'booked', payment_status: 'paid', movements: 1 }])
})

test('another card takes the place of one that waits for the bank, if Stripe says that it was cancelled', async () => {
    const hold = await held()
    const first = ok(await pay(hold, token('pm_card_threeDSecure2Required')))
    const intent = intent_of(first)
    // The bank decides: neither can it be cancelled, nor is it known.
    intent.status = 'processing'
    const waits = await pay(hold, token('pm_card_visa'))
    assert.deepEqual([waits.status, waits.code, intent.status], [409, 'payment_in_progress', 'processing'])
    intent.status = 'requires_action'
    const before = stripe.charges
    assert.equal(ok(await pay(hold, token('pm_card_visa'))).status, 'succeeded')
    assert.deepEqual([intent.status, stripe.charges], ['canceled', before + 1])
    assert.deepEqual([await payment_of(first.id)].map((one) => [one.status, one.failure]), [['cancelled', 'replaced']])
    // Paid at the bank meanwhile, as nobody has heard yet.
    const other = await held()
    stripe.succeed(intent_of(ok(await pay(other, token('pm_card_threeDSecure2Required')))))
    const paid = await pay(other, token('pm_card_visa'))
    assert.deepEqual([paid.status, paid.code, stripe.charges], [409, 'already_paid', before + 2])
    assert.equal(ok(await ana.get(`/appointments/${other.id}`), 200).payment_status, 'paid')
})

test('a refund that Stripe refuses is asked for under another key', async () => {
    const hold = await held()
    const paid = ok(await pay(hold, token('pm_card_visa')))
    stripe.is_poor = true
    ok(await ana.delete(`/appointments/${hold.id}`), 200)
    const rows = () => server.sql(`select id, status, refusals from payments.refunds where payment_id = '${paid.id}'`)
    await until('refused', async () => (await rows())[0].refusals === 1)
    stripe.is_poor = false
    await server.execute(`update payments.refunds set due_at = created_at where payment_id = '${paid.id}'`)
    await settled(paid.id, 'refunded')
    const [{ id }] = await rows()
    assert.deepEqual(stripe.requests.filter((one) => one.form['metadata[refund_id]'] === id).map((one) => one.key), [id, `${id}-1`])
})

test('refunds, a cancellation and news at once give back no more than was paid (F2)', async () => {
    const hold = await held()
    const paid = ok(await pay(hold, token('pm_card_visa')))
    const intent = intent_of(paid)
    const third = Math.floor(paid.amount_cents / 3)
    const news = () => {
        const body = stripe.event({ ...intent, amount_refunded: third }, 'charge.refunded')
        return tell(body, signature(body, secrets[0]))
    }
    const refund = (key) => admin.post(`/payments/${paid.id}/refunds`, { reason: 'Everybody', amount_cents: third }, key && { headers: { 'idempotency-key': key } })
    const answers = await Promise.all([ana.delete(`/appointments/${hold.id}`), news(), refund('one'), refund('one'), refund(), news(), refund(), refund(), news()])
    for (const answer of answers) assert.ok([200, 201, 409].includes(answer.status), answer.text)
    await settled(paid.id, 'refunded')
    const sum = (rows, of) => rows.reduce((all, row) => all + row[of], 0)
    assert.equal(sum([...stripe.refunds.values()].filter((one) => one.payment_intent === intent.id), 'amount'), paid.amount_cents)
    assert.equal(sum(await server.sql(`select amount_cents from payments.ledger where payment_id = '${paid.id}'`), 'amount_cents'), 0)
    assert.ok(new Set([answers[2], answers[3]].filter((answer) => answer.status === 201).map((answer) => answer.json.id)).size <= 1, 'one key, one refund')
    const ranks = ['processing', 'requires_action', 'cancelled', 'failed', 'succeeded', 'partially_refunded', 'refunded']
    const steps = (await server.sql(`select payload->>'status' as status from payments.outbox where aggregate_id = '${paid.id}' order by version`)).map((row) => ranks.indexOf(row.status))
    assert.deepEqual(steps, steps.toSorted((one, other) => one - other))
})

test('a refund goes back once, and both lists agree', async () => {
    const hold = await held()
    const paid = ok(await pay(hold, token('pm_card_visa')))
    const refund = ok(await admin.post(`/payments/${paid.id}/refunds`, { reason: 'Part of it', amount_cents: 100 }))
    assert.equal(stripe.refunds.get(refund.transaction_id).amount, 100)
    ok(await ana.delete(`/appointments/${hold.id}`), 200)
    await settled(paid.id, 'refunded')
    assert.match(await server.command('payments', 'reconcile'), / movements, 0 differences/)
    const stray = stripe.make({ amount: '7', currency: 'pen' })
    stripe.succeed(stray)
    const failed = await server.command('payments', 'reconcile').catch((error) => error)
    assert.deepEqual([failed.code, failed.stdout.includes(`${stray.id} 7 PEN`)], [1, true])
})
