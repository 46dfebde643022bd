// F1 with Stripe: the server is killed at every step of a payment and of a refund, while Stripe has not heard of it yet, and while
// its answer is on the way. What a dead server has asked for arrives afterwards. VENERA_FULL=1: 200 seeds.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dice } from '../api/support/dice.mjs'
import { FakeStripe, server_with_stripe } from '../api/support/stripe.mjs'
import { is_stopped, make_drill, stop_at, stop_nowhere } from './drill.mjs'
import { pause, until } from './support.mjs'

const full = process.env.VENERA_FULL === '1'
const seeds = Number(process.env.VENERA_SEEDS ?? (full ? 200 : 11))
const first_seed = Number(process.env.VENERA_SEED ?? 1)
let server, stripe, doctors
before(async () => {
    stripe = await new FakeStripe('sk_test_key').listen()
    server = await server_with_stripe(stripe, ['whsec_one'], { kills_postgres: true })
    server.args[server.args.indexOf('--listen') + 1] = `127.0.0.1:${server.port}`
    doctors = (await server.client().get('/availability?limit=20')).json.data.map((item) => item.doctor).filter((one) => one.price_cents > 1000)
    await make_drill(server, { 'payments.payments': 'insert or update', 'payments.ledger': 'insert', 'payments.refunds': 'update' })
})
after(async () => {
    await server?.close()
    await stripe?.close()
})

// Where it is killed: at one of Stripe's doors, or in a statement.
const points = [
    { kind: 'intent', when: 'before' }, { kind: 'intent', when: 'after' }, { kind: 'confirm', when: 'before' }, { kind: 'confirm', when: 'after' },
    { relation: 'payments', operation: 'INSERT', recovery_point: 'started' }, { relation: 'payments', operation: 'UPDATE', recovery_point: 'charged' },
    { relation: 'ledger', operation: 'INSERT' }, { relation: 'payments', operation: 'UPDATE', recovery_point: 'recorded' },
    { kind: 'refund', when: 'before', refunds: true }, { kind: 'refund', when: 'after', refunds: true }, { relation: 'refunds', operation: 'UPDATE', refunds: true },
]
const tokens = ['pm_card_visa', 'pm_card_visa', 'pm_card_visa', 'pm_card_visa_chargeDeclined', 'pm_card_threeDSecure2Required']
const stopped = () => is_stopped(server)

async function held(ana, doctor, below) {
    for (;;) {
        const slots = await ana.free_slots(doctor.id, 'days=31')
        const hold = await ana.post('/holds', { doctor_id: doctor.id, start: slots[below(slots.length)].start })
        if (hold.status === 201) return hold.json
        assert.ok([409, 422].includes(hold.status), hold.text)
    }
}

async function one_seed(seed) {
    const { below, pick } = dice(seed)
    const point = points[seed % points.length]
    const ana = await server.patient()
    const staff = await server.as('staff')
    const hold = await held(ana, doctors[seed % doctors.length], below)
    const wish = { hold_id: hold.id, method: { token: point.refunds ? 'pm_card_visa' : pick(tokens) } }
    const keyed = (index) => ({ headers: { 'idempotency-key': `seed-${seed}-${index}` } })
    let work = () => Promise.allSettled(Array.from({ length: 1 + below(3) }, (_, index) => ana.post('/payments', wish, keyed(below(2) * index))))
    if (point.refunds) {
        const paid = await ana.post('/payments', wish)
        assert.equal(paid.json?.status, 'succeeded', paid.text)
        work = () => Promise.allSettled([staff.post(`/payments/${paid.json.id}/refunds`, { reason: 'Drill' }, keyed(0)), ana.delete(`/appointments/${hold.id}`)])
    }
    let open
    const opened = new Promise((resolve) => (open = resolve))
    const reached = new Promise((resolve) => {
        stripe.hold = async (kind, when) => {
            if (kind !== point.kind || when !== point.when) return
            resolve()
            await opened
        }
    })
    if (point.relation) await stop_at(server, point)
    const working = work()
    await Promise.race([point.relation ? until('stopped', stopped, { limit_ms: 6000, every_ms: 10 }).catch(() => {}) : reached, working])
    await server.stop('SIGKILL')
    await working
    stripe.hold = async () => {}
    await server.start()
    await stop_nowhere(server)
    // What was on its way arrives, before or after whoever clicked clicks again.
    if (below(2)) open()
    await work()
    open()
    if (!point.refunds && below(2)) await ana.post('/payments', wish).catch(() => {})
}

test(`with Stripe a visit is charged once at most, whenever the server is killed (F1, ${seeds} seeds)`, { timeout: 3_600_000 }, async () => {
    for (let seed = first_seed; seed < first_seed + seeds; ++seed) await one_seed(seed)
    const begun = Date.now()
    await until('all decided', async () => (await server.sql(`select id from payments.payments where due_at is not null and status <> 'requires_action' union all select id from payments.refunds where due_at is not null`)).length === 0, { limit_ms: 60_000 })
    console.log(`# ${seeds} seeds; decided ${Date.now() - begun} ms after the last`)
    await pause(0)
    const visits = new Map((await server.sql('select id, appointment_id from payments.payments')).map((row) => [row.id, row.appointment_id]))
    const charged = [...stripe.intents.values()].filter((intent) => intent.status === 'succeeded').map((intent) => visits.get(intent.metadata.payment_id))
    assert.ok(charged.every(Boolean), 'a charge that nobody knows')
    assert.equal(new Set(charged).size, charged.length, 'a visit that was charged twice')
    assert.ok(charged.length >= seeds / 3, `${charged.length} charges`)
    assert.match(await server.command('payments', 'reconcile'), / movements, 0 differences/)
    assert.deepEqual(await server.sql(`
        select p.id from payments.payments p join scheduling.appointments a on a.id = p.appointment_id
         where (p.status = 'succeeded') <> (a.status = 'booked' and a.payment_status = 'paid') and p.status in ('succeeded', 'refunded')`), [], 'paid is booked')
    assert.deepEqual(await server.sql('select payment_id from payments.ledger group by 1 having sum(amount_cents) < 0'), [], 'more given back than taken')
})
