// Clocks that are wrong (B10): libfaketime moves the time of a server and its PostgreSQL, or of one of two servers beside each other,
// and leaves the monotonic clock alone. A token is taken neither early nor late, nobody is reminded twice, a hold ends when its time is
// over, and a server whose clock is not the database's neither takes requests nor does work of its own.
import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client, venera } from '../api/support/server.mjs'
import { mail_server } from '../api/support/smtp.mjs'
import { pause, until } from './support.mjs'

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1'

// The time of the programs that are started with `env`, moved while they run.
class MovedClock {
    constructor() {
        assert.ok(existsSync(library), 'libfaketime (packages.txt) is there')
        this.folder = mkdtempSync(join(tmpdir(), 'venera-clock-'))
        chmodSync(this.folder, 0o755)
        this.file = join(this.folder, 'offset')
        this.set(0)
    }
    set(seconds) {
        this.offset = Math.round(seconds)
        const next = `${this.file}.next`
        writeFileSync(next, `${this.offset < 0 ? '' : '+'}${this.offset}\n`)
        chmodSync(next, 0o644)
        renameSync(next, this.file)
    }
    move(seconds) {
        this.set(this.offset + seconds)
    }
    now() {
        return Date.now() / 1000 + this.offset
    }
    move_to(epoch_seconds) {
        this.set(epoch_seconds - Date.now() / 1000)
    }
    get env() {
        return { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: this.file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1' }
    }
    end() {
        rmSync(this.folder, { recursive: true, force: true })
    }
}
const claims_of = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())
const ready = async (server) => (await fetch(`${server.base}/health/ready`)).status
// Messages that a server has done something about.
const worked = async (server) => [...(await (await fetch(`${server.base}/metrics`)).text()).matchAll(/^venera_messages_total\{[^}]*\} (\d+)$/gm)].reduce((sum, found) => sum + Number(found[1]), 0)
const reminders = (mails, address) => mails.to(address).filter((mail) => /^Subject: Reminder/m.test(mail.raw)).length

test('a clock that jumps takes no token early or late, reminds nobody twice and ends holds in time (B10)', { timeout: 180_000 }, async () => {
    const mails = await mail_server()
    const clock = new MovedClock()
    const server = await venera({ clock: false, env: { ...mails.env(), ...clock.env } })
    try {
        const ana = await server.patient()
        const { iat, exp } = claims_of(ana.token)
        const answer = async (at) => {
            clock.move_to(at)
            return (await ana.send('GET', '/me')).status
        }
        // Thirty seconds are forgiven, on either side.
        assert.deepEqual([await answer(iat - 40), await answer(iat - 20), await answer(exp + 20), await answer(exp + 40), await answer(iat + 60)], [401, 200, 200, 401, 200])

        const { doctor, slots } = await ana.doctor_with_times('&part_of_day=afternoon')
        const slot = slots.find((one) => one.local_time >= '13:00' && one.local_time <= '18:00')
        const visit = await ana.post('/appointments', { doctor_id: doctor.id, start: slot.start })
        assert.equal(visit.status, 201, visit.text)
        const start = Date.parse(visit.json.start) / 1000
        const sent = async () => (await server.sql(`select count(*)::int as sent from notifications.messages where subject_id = '${visit.json.id}' and kind = 'reminder' and outcome = 'sent'`))[0].sent
        const planned = () => server.sql(`select 1 from notifications.messages where subject_id = '${visit.json.id}' and kind = 'reminder'`)
        await until('two reminders are planned', async () => (await planned()).length === 2)
        for (const [hours, told] of [[24, 1], [2, 2]]) {
            clock.move_to(start - hours * 3600 - 30)
            // Two runs of each worker.
            await pause(1_000)
            assert.equal(await sent(), told - 1, 'not before its time')
            clock.move_to(start - hours * 3600 + 1)
            await until('it is sent', async () => (await sent()) === told)
        }
        for (const step of [-3600, 3600, -25 * 3600, 25 * 3600]) {
            clock.move(step)
            await pause(1_000)
        }
        assert.equal(reminders(mails, ana.email), 2, 'a clock that steps back and comes again')
        assert.equal(await ready(server), 200, 'the database went with it')

        const eva = await server.patient()
        const luz = await server.patient()
        const other = (await eva.doctor_with_times()).doctor
        const free = (await eva.free_slots(other.id, `from=${new Date((clock.now() + 5 * 86_400) * 1000).toISOString().slice(0, 10)}&days=7`))[0]
        const hold = await eva.post('/holds', { doctor_id: other.id, start: free.start })
        assert.equal(hold.status, 201, hold.text)
        const ends = Date.parse(hold.json.expires_at) / 1000
        const take = () => luz.post('/appointments', { doctor_id: other.id, start: free.start })
        clock.move_to(ends - 20)
        assert.equal((await take()).code, 'slot_taken')
        clock.move(-3600)
        assert.equal((await take()).code, 'slot_taken', 'nor an hour earlier')
        clock.move_to(ends + 1)
        assert.equal((await take()).status, 201, 'free at once')

        clock.move(400 * 86_400)
        assert.equal((await ana.send('GET', '/me')).status, 401)
        const later = await server.patient()
        assert.equal((await later.get('/me')).status, 200, 'life goes on')
        await pause(1_000)
        assert.equal(reminders(mails, ana.email) + reminders(mails, luz.email), 2, 'of what is over nobody is reminded')
        assert.equal(await ready(server), 200)
        const spent = [...(await (await fetch(`${server.base}/metrics`)).text()).matchAll(/^venera_\w*_seconds_sum(?:\{[^}]*\})? (\S+)$/gm)].map((found) => Number(found[1]))
        assert.ok(spent.length > 5 && spent.every((sum) => sum >= 0 && sum < 600), `latencies come from the monotonic clock: ${Math.max(...spent)}`)
    } finally {
        await server.close()
        await mails.stop()
        clock.end()
    }
})

test('of two servers the one whose clock is not the database’s takes no requests and does no work (B10)', { timeout: 180_000 }, async () => {
    const mails = await mail_server()
    const clock = new MovedClock()
    const server = await venera({ clock: false, env: mails.env() })
    const skewed = await venera({ beside: server, clock: false, env: { ...mails.env(), ...clock.env } })
    try {
        const ana = await server.patient()
        const there = new Client(skewed)
        const { iat, exp } = claims_of(ana.token)
        const answer = async (at) => {
            clock.move_to(at)
            return (await there.send('GET', '/me', { headers: { authorization: `Bearer ${ana.token}` } })).status
        }
        assert.deepEqual([await answer(iat - 40), await answer(iat - 20), await answer(exp + 20), await answer(exp + 40)], [401, 200, 200, 401])
        clock.set(0)
        await until('ready', async () => (await ready(skewed)) === 200)
        clock.set(1)
        await pause(1_200)
        assert.equal(await ready(skewed), 200, 'a second is forgiven')

        const { doctor, slots } = await ana.doctor_with_times()
        let next = 0
        let confirmed = 0
        for (const seconds of [120, -120]) {
            clock.set(seconds)
            await until('not ready', async () => (await ready(skewed)) === 503)
            assert.equal(await ready(server), 200, 'the other one is')
            // By a wrong clock a lease is over while the other one still sends, and a reminder is due too early.
            const before = await worked(skewed)
            const visits = []
            for (let i = 0; i < 8; ++i) {
                const visit = await ana.post('/appointments', { doctor_id: doctor.id, start: slots[next++].start })
                assert.equal(visit.status, 201, visit.text)
                visits.push(visit.json.id)
                await pause(150)
            }
            await until('they are confirmed', async () => (await server.sql(`select 1 from notifications.messages where subject_id in ('${visits.join("','")}') and outcome = 'sent' and kind = 'booking_confirmation'`)).length === visits.length, { limit_ms: 60_000 })
            confirmed += visits.length
            assert.equal(mails.to(ana.email).filter((mail) => mail.raw.includes('text/calendar')).length, confirmed, 'each once')
            assert.equal(await worked(skewed), before, 'not by the one whose clock is wrong')
        }
        clock.set(0)
        await until('ready again', async () => (await ready(skewed)) === 200)
    } finally {
        await skewed.close()
        await server.close()
        await mails.stop()
        clock.end()
    }
})
