// F1: the server is killed at every step of a payment, under clicks that come twice and providers that do not answer. A visit is
// charged once at most, and the ledger says what the provider's list says. VENERA_FULL=1: 200 seeds.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dice } from '../api/support/dice.mjs'
import { venera } from '../api/support/server.mjs'
import { is_stopped, make_drill, stop_at, stop_nowhere } from './drill.mjs'
import { pause, until } from './support.mjs'

const full = process.env.VENERA_FULL === '1'
const seeds = Number(process.env.VENERA_SEEDS ?? (full ? 200 : 8))
const first_seed = Number(process.env.VENERA_SEED ?? 1)
let server
before(async () => {
    server = await venera({ clock: false, kills_postgres: true })
    server.args[server.args.indexOf('--listen') + 1] = `127.0.0.1:${server.port}`
    await make_drill(server, { 'payments.payments': 'insert or update', 'payments.ledger': 'insert', 'payments.refunds': 'update', 'sandbox.charges': 'insert', 'sandbox.refunds': 'insert' })
})
after(() => server?.close())

// Where it is killed; the last one wherever it happens to be.
const points = [
    { name: 'before it is written down', relation: 'payments', operation: 'INSERT', recovery_point: 'started' },
    { name: 'while the provider charges', relation: 'charges', operation: 'INSERT' },
    { name: 'charged, and not yet noted', relation: 'payments', operation: 'UPDATE', recovery_point: 'charged' },
    { name: 'noted, and not yet recorded', relation: 'ledger', operation: 'INSERT' },
    { name: 'at the end of the recording', relation: 'payments', operation: 'UPDATE', recovery_point: 'recorded' },
    { name: 'while the provider gives back', relation: 'refunds', operation: 'INSERT', refunds: true },
    { name: 'given back, and not yet noted', relation: 'refunds', operation: 'UPDATE', refunds: true },
    { name: 'at any time' },
]
const cards = ['tok_visa', 'tok_visa', 'tok_lost_answer', 'tok_slow', 'tok_away', 'tok_declined', 'tok_three_d_secure']

const stopped = () => is_stopped(server)

async function one_seed(seed, ana, doctor, staff) {
    const { below, pick } = dice(seed)
    const random = () => below(1e9) / 1e9
    const point = points[seed % points.length]
    const hold = await until_held(ana, doctor, random)
    const token = point.refunds ? 'tok_visa' : pick(cards)
    const wish = { hold_id: hold.id, method: { token } }
    const clicks = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, index) => ({ headers: { 'idempotency-key': `seed-${seed}-${random() < 0.5 ? 0 : index}` } }))
    const click = () => Promise.allSettled(clicks.map((key) => ana.post('/payments', wish, key)))
    let refund
    if (point.refunds) {
        const paid = await ana.post('/payments', wish)
        assert.equal(paid.json?.status, 'succeeded', paid.text)
        refund = () => Promise.allSettled([staff.post(`/payments/${paid.json.id}/refunds`, { reason: 'Drill' }, clicks[0]), ana.delete(`/appointments/${hold.id}`)])
    }
    if (point.relation) {
        await stop_at(server, point)
    }
    const work = (refund ?? click)()
    if (point.relation) await Promise.race([until('stopped', stopped, { limit_ms: 6000, every_ms: 10 }).catch(() => {}), work])
    else await pause(random() * 60)
    await server.stop('SIGKILL')
    await work
    // PostgreSQL may have gone with it.
    await server.start()
    await stop_nowhere(server)
    // Whoever clicked clicks again: with the same keys, and once with none.
    await (refund ?? click)()
    if (!refund && random() < 0.5) await ana.post('/payments', wish).catch(() => {})
    return `${seed}: ${token}, ${point.name}`
}

async function until_held(ana, doctor, random) {
    for (;;) {
        const slots = await ana.free_slots(doctor.id, 'days=31')
        const slot = slots[Math.floor(random() * slots.length)]
        const hold = await ana.post('/holds', { doctor_id: doctor.id, start: slot.start })
        if (hold.status === 201) return hold.json
        assert.ok([409, 422].includes(hold.status), hold.text)
    }
}

test(`a visit is charged once at most, whenever the server is killed (F1, ${seeds} seeds)`, { timeout: 3_600_000 }, async () => {
    const doctors = (await server.client().get('/availability?limit=20')).json.data.map((item) => item.doctor).filter((doctor) => doctor.price_cents > 0)
    const done = []
    for (let seed = first_seed; seed < first_seed + seeds; ++seed) {
        // A new person each time: nobody has more than three holds.
        const ana = await server.patient()
        const staff = await server.as('staff')
        done.push(await one_seed(seed, ana, doctors[seed % doctors.length], staff))
    }
    const begun = Date.now()
    // Who was sent to their bank has fifteen minutes; everything else is decided within one.
    await until('all decided', async () => (await server.sql(`select id from payments.payments where due_at is not null and status <> 'requires_action' union all select id from payments.refunds where due_at is not null`)).length === 0, { limit_ms: 60_000 })
    console.log(`# ${done.length} seeds; decided ${Date.now() - begun} ms after the last`)
    assert.deepEqual(await server.sql(`
        select p.appointment_id, count(*) from sandbox.charges c join payments.payments p on p.id::text = c.key
         where c.status = 'captured' group by 1 having count(*) > 1`), [], 'a visit that was charged twice')
    assert.match(await server.command('payments', 'reconcile'), / movements, 0 differences/)
    const [counts] = await server.sql(`select count(*)::int as charges from sandbox.charges where status = 'captured'`)
    assert.ok(counts.charges >= seeds / 4, `${counts.charges} charges`)
    assert.deepEqual(await server.sql(`select id from sandbox.charges where key not in (select id::text from payments.payments)`), [], 'a charge that nobody knows')
    assert.deepEqual(await server.sql(`
        select p.id from payments.payments p join scheduling.appointments a on a.id = p.appointment_id
         where (p.status = 'succeeded') <> (a.status = 'booked' and a.payment_status = 'paid') and p.status in ('succeeded', 'refunded')`), [], 'paid is booked')
    assert.deepEqual(await server.sql(`
        select payment_id from payments.ledger group by 1 having sum(amount_cents) < 0`), [], 'more given back than taken')
})
