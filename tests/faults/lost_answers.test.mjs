// The line between the server and PostgreSQL breaks: after a COMMIT was sent (B4) and at every byte of a booking (B5).
// A retry with the same key yields exactly one booking, and no booking stands without its event and access row.
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { venera } from '../api/support/server.mjs'
import { until } from './support.mjs'

const full = process.env.VENERA_FULL === '1'

// Between a Unix socket of its own and the real one. A cut is planned as "after so many more bytes in that direction";
// 'up' is to PostgreSQL. It lets exactly those pass, then ends both sides of the connection that carried the last one.
class FaultProxy {
    constructor(target) {
        this.folder = mkdtempSync(join(tmpdir(), 'venera-proxy-'))
        chmodSync(this.folder, 0o755)
        this.path = join(this.folder, '.s.PGSQL.5432')
        this.pairs = new Set()
        this.passed = { up: 0, down: 0 }
        this.cuts = 0
        this.server = createServer((client) => {
            const postgres = connect(target)
            const pair = { end: () => [client, postgres].forEach((socket) => socket.destroy()) }
            this.pairs.add(pair)
            client.on('data', (chunk) => this.pass('up', chunk, postgres, pair))
            postgres.on('data', (chunk) => this.pass('down', chunk, client, pair))
            for (const socket of [client, postgres]) {
                socket.on('error', pair.end)
                socket.on('close', () => {
                    pair.end()
                    this.pairs.delete(pair)
                })
            }
        })
    }
    pass(direction, chunk, to, pair) {
        this.passed[direction] += chunk.length
        if (this.plan?.direction !== direction || chunk.length < this.plan.left) {
            if (this.plan?.direction === direction) this.plan.left -= chunk.length
            return to.write(chunk)
        }
        const part = chunk.subarray(0, this.plan.left)
        this.plan = undefined
        ++this.cuts
        // What was let through must arrive before the end does.
        to.write(part, pair.end)
    }
    cut(direction, after) {
        this.plan = { direction, left: after }
    }
    // The bytes in both directions while `work` runs.
    async measure(work) {
        this.passed = { up: 0, down: 0 }
        await work()
        return { ...this.passed }
    }
    drop() {
        for (const pair of this.pairs) pair.end()
    }
    listen() {
        return new Promise((resolve) => this.server.listen(this.path, () => {
            chmodSync(this.path, 0o777)
            resolve(this)
        }))
    }
    close() {
        this.drop()
        this.server.close()
        rmSync(this.folder, { recursive: true, force: true })
    }
}

let owner, proxy, server
before(async () => {
    owner = await venera({ clock: false })
    // URL knows no empty host, which libpq's socket URLs have.
    const url = new URL((await owner.command('database-url')).replace(/^postgres(ql)?:/, 'http:').replace('@/', '@socket/'))
    const folder = url.searchParams.get('host')
    const port = url.searchParams.get('port') ?? readdirSync(folder).find((name) => /^\.s\.PGSQL\.\d+$/.test(name)).split('.').at(-1)
    proxy = await new FaultProxy(join(folder, `.s.PGSQL.${port}`)).listen()
    url.searchParams.set('host', proxy.folder)
    url.searchParams.set('port', '5432')
    const through = url.toString().replace('http:', 'postgresql:').replace('@socket/', '@/')
    server = await venera({ clock: false, beside: owner, args: ['--database', through] })
    server.url = await owner.command('database-url')
})
after(async () => {
    await server?.close()
    proxy?.close()
    await owner?.close()
})

test('a line cut at any byte: the retry with the key is one booking, whole (B4, B5)', async () => {
    const staff = await server.as('staff')
    const patient = await server.patient()
    const { doctor, slots } = await staff.doctor_with_times()
    let begun = 0
    const book = async (wish = body(), key = `cut-${++begun}`) => staff.post('/appointments', wish, { headers: { 'idempotency-key': key }, once: true })
    const body = () => ({ doctor_id: doctor.id, start: slots[begun % slots.length].start, patient_id: patient.patient.id })
    const cancel = async (id) => {
        let cancelled
        await until('the cancel', async () => (cancelled = await staff.delete(`/appointments/${id}`)).status === 200)
        assert.equal(cancelled.json.status, 'cancelled')
    }
    // How long the exchange is: over a session that knows its statements, and over a new one.
    const clean = async () => {
        let answer
        const bytes = await proxy.measure(() => until('a booking', async () => (answer = await book()).status === 201))
        assert.equal(answer.status, 201, answer.text)
        await cancel(answer.json.id)
        return bytes
    }
    // The least of several, as background tasks talk to PostgreSQL meanwhile: behind the end of an exchange there is nothing to cut.
    const least = async (prepare = () => {}) => {
        const all = []
        for (let i = 0; i < 5; ++i) {
            prepare()
            all.push(await clean())
        }
        return { up: Math.min(...all.map((one) => one.up)), down: Math.min(...all.map((one) => one.down)) }
    }
    for (let i = 0; i < 4; ++i) await clean()
    const descriptors = () => readdirSync(`/proc/${server.child.pid}/fd`).length
    const at_first = descriptors()
    const lengths = { known: await least(), fresh: await least(() => proxy.drop()) }
    const kinds = ['known', 'fresh'].flatMap((session) => ['up', 'down'].map((direction) => ({ session, direction, bytes: lengths[session][direction] })))
    // In the complete form at every byte of a session that knows its statements, and often after it said all.
    const rounds_of = ({ session, bytes }) => (full ? Math.max(500, session === 'known' ? bytes : 0) : 20)
    const cuts = kinds.flatMap((kind) => Array.from({ length: rounds_of(kind) }, (_, index) => ({ ...kind, at: 1 + Math.floor((kind.bytes * index) / rounds_of(kind)) })))
    let unknown = 0
    let slowest = 0
    for (const [round, { session, direction, at }] of cuts.entries()) {
        const wish = body()
        const key = `round-${round}`
        // Each thread has its own pool, which leaves the database alone for a moment after a failed attempt.
        const healed = await until('every pool heals', async () => (await Promise.all(Array.from({ length: 6 }, () => staff.get('/appointments?limit=1', { once: true })))).every((answer) => answer.status === 200), { limit_ms: 5_000, every_ms: 20 })
        slowest = Math.max(slowest, healed)
        if (session === 'fresh') proxy.drop()
        proxy.cut(direction, at)
        const first = await book(wish, key)
        proxy.plan = undefined
        assert.ok([201, 503].includes(first.status), `${first.status} ${first.text}`)
        if (first.json.outcome === 'unknown') ++unknown
        const here = `a.doctor_id = '${doctor.id}' and a.starts_at = '${wish.start}' and a.status = 'booked'`
        if (first.status === 503 && first.json.outcome !== 'unknown') {
            // Told to have failed: then nothing may have happened.
            assert.deepEqual(await owner.sql(`select a.id from scheduling.appointments a where ${here}`), [], first.text)
        }
        let retry
        await until('the retry', async () => (retry = await book(wish, key)).status === 201)
        if (first.status === 201) assert.equal(retry.text, first.text)
        const rows = await owner.sql(`
            select a.id, (select count(*)::int from scheduling.outbox o where o.aggregate_id = a.id and o.type = 'appointment.booked') as events,
                   (select count(*)::int from scheduling.access_log l where l.resource_id = a.id and l.outcome = 'allowed') as accesses
              from scheduling.appointments a where ${here}`)
        assert.equal(rows.length, 1)
        assert.equal(rows[0].id, retry.json.id)
        assert.equal(rows[0].events, 1)
        assert.ok(rows[0].accesses >= 1)
        await cancel(retry.json.id)
        ++begun
    }
    console.log(`# ${proxy.cuts} cuts, ${unknown} unknown outcomes in ${cuts.length} rounds of ${JSON.stringify(lengths)} bytes; every pool healed within ${slowest} ms`)
    assert.ok(proxy.cuts > cuts.length / 2, `only ${proxy.cuts} cuts`)
    assert.ok(unknown > 0, 'no cut came between a commit and its answer')
    await until('the descriptors are given back', async () => descriptors() <= at_first + 4)
})
