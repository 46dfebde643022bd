// The line between the server and PostgreSQL breaks: after a COMMIT was sent (B4) and at every byte of a booking (B5).
// A retry with the same key yields exactly one booking, and no booking stands without its event and access row.
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { venera } from '../api/support/server.mjs'
import { pause, until } from './support.mjs'

const full = process.env.VENERA_FULL === '1'

// Between a Unix socket of its own and the real one. `plan(direction, total)` says how many more bytes may pass in a
// direction ('up' is to PostgreSQL) before both ends are cut; Infinity: all.
class FaultProxy {
    constructor(target) {
        this.folder = mkdtempSync(join(tmpdir(), 'venera-proxy-'))
        chmodSync(this.folder, 0o755)
        this.path = join(this.folder, '.s.PGSQL.5432')
        this.cut_after = Infinity
        this.sockets = new Set()
        this.server = createServer((client) => {
            const up = connect(target)
            const end = () => {
                client.destroy()
                up.destroy()
                this.sockets.delete(client)
            }
            this.sockets.add(client)
            client.on('data', (chunk) => up.write(chunk))
            up.on('data', (chunk) => {
                if (this.cut_after === Infinity) return client.write(chunk)
                const part = chunk.subarray(0, Math.max(0, this.cut_after))
                this.cut_after -= chunk.length
                if (part.length) client.write(part)
                if (this.cut_after <= 0) {
                    this.cut_after = Infinity
                    ++this.cuts
                    end()
                }
            })
            for (const socket of [client, up]) {
                socket.on('error', end)
                socket.on('close', end)
            }
        })
        this.cuts = 0
    }
    listen() {
        return new Promise((resolve) => this.server.listen(this.path, () => {
            chmodSync(this.path, 0o777)
            resolve(this)
        }))
    }
    close() {
        for (const socket of this.sockets) socket.destroy()
        this.server.close()
        rmSync(this.folder, { recursive: true, force: true })
    }
}

let owner, proxy, server
before(async () => {
    owner = await venera({ clock: false })
    const url = new URL((await owner.command('database-url')).replace(/^postgres(ql)?:\/\//, 'http://'))
    const folder = url.searchParams.get('host') ?? decodeURIComponent(url.host)
    const port = url.searchParams.get('port') ?? (url.port || readdirSync(folder).find((name) => /^\.s\.PGSQL\.\d+$/.test(name)).split('.').at(-1))
    proxy = await new FaultProxy(join(folder, `.s.PGSQL.${port}`)).listen()
    const through = (await owner.command('database-url')).replace(encodeURIComponent(folder), encodeURIComponent(proxy.folder)).replace(folder, proxy.folder)
    const target = new URL(through.replace(/^postgres(ql)?:\/\//, 'http://'))
    target.searchParams.set('port', '5432')
    server = await venera({ clock: false, beside: owner, args: ['--database', target.toString().replace('http://', 'postgresql://')] })
    server.url = await owner.command('database-url')
})
after(async () => {
    await server?.close()
    proxy?.close()
    await owner?.close()
})

test('an answer cut at any byte: the retry with the key is one booking, whole (B4, B5)', async () => {
    const staff = await server.as('staff')
    const patient = await server.patient()
    const { doctor, slots } = await staff.doctor_with_times()
    const rounds = full ? 500 : 60
    let unknown = 0
    for (let round = 0; round < rounds; ++round) {
        const start = slots[round % slots.length].start
        const body = { doctor_id: doctor.id, start, patient_id: patient.patient.id }
        const key = { headers: { 'idempotency-key': `cut-${round}` } }
        proxy.cut_after = full ? 1 + round * 4 : 1 + ((round * 37) % 1200)
        const first = await staff.post('/appointments', body, key)
        proxy.cut_after = Infinity
        assert.ok([201, 503].includes(first.status), `${first.status} ${first.text}`)
        if (first.status === 503 && first.json.outcome === 'unknown') ++unknown
        let retry
        await until('the retry', async () => (retry = await staff.post('/appointments', body, key)).status === 201)
        if (first.status === 201) assert.equal(retry.text, first.text)
        const rows = await owner.sql(`
            select a.id, (select count(*)::int from scheduling.outbox o where o.aggregate_id = a.id and o.type = 'appointment.booked') as events,
                   (select count(*)::int from scheduling.access_log l where l.resource_id = a.id and l.outcome = 'allowed') as accesses
              from scheduling.appointments a where a.starts_at = '${start}' and a.doctor_id = '${doctor.id}' and a.status = 'booked'`)
        assert.equal(rows.length, 1)
        assert.equal(rows[0].id, retry.json.id)
        assert.equal(rows[0].events, 1)
        assert.ok(rows[0].accesses >= 1)
        let cancelled
        await until('the cancel', async () => (cancelled = await staff.delete(`/appointments/${retry.json.id}`)).status === 200)
        assert.equal(cancelled.json.status, 'cancelled')
    }
    assert.ok(proxy.cuts > rounds / 4, `only ${proxy.cuts} cuts`)
    console.log(`# ${proxy.cuts} cuts, ${unknown} unknown outcomes in ${rounds} rounds`)
    const descriptors = () => readdirSync(`/proc/${server.child.pid}/fd`).length
    const before_rest = descriptors()
    await pause(500)
    assert.ok(descriptors() <= before_rest + 4)
})
