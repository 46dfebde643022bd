// A mail server that is gone, refuses, closes or hangs (B8), and workers that are killed while it comes and goes (G1): bookings
// do not notice, and every message arrives, twice only where a worker died between the server's answer and its mark.
// VENERA_FULL=1 books and kills as often as the drills ask.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { venera } from '../api/support/server.mjs'
import { mail_server } from '../api/support/smtp.mjs'
import { pause, until } from './support.mjs'

const full = process.env.VENERA_FULL === '1'
const workers = 3
let mails, server, people, slots, doctor
before(async () => {
    mails = await mail_server()
    server = await venera({ env: mails.env({ VENERA_MAIL__WORKERS: String(workers) }) })
    people = await Promise.all(Array.from({ length: 10 }, () => server.patient()))
    ;({ doctor, slots } = await people[0].doctor_with_times())
    for (const one of people) await mails.arrived(one.email)
})
after(async () => {
    await server?.close()
    await mails?.stop()
})

// A visit that is booked and cancelled at once, so that its time is free again: two messages.
async function book_and_cancel(person, slot = slots[2]) {
    const booked = await person.post('/appointments', { doctor_id: doctor.id, start: slot.start })
    assert.equal(booked.status, 201, booked.text)
    return booked.json.id
}
const row_of = async (id) => (await server.sql(`select outcome, reason, attempts, dead_at is not null as dead, due_at from notifications.messages where subject_id = '${id}' and kind = 'booking_confirmation'`))[0]
const settled = (id, more) => until('the message is settled', async () => (await row_of(id))?.outcome === 'sent', { limit_ms: 60_000, ...more })
const alarms = async () => (await (await fetch(`${server.base}/health/ready`)).json()).alarms

// What the mail server does, and how a message about it looks meanwhile.
const troubles = {
    'is gone': { begin: () => mails.stop(), end: () => mails.start(mails.port) },
    'closes on everybody': { begin: () => (mails.always = { at: 'connect', code: 421 }) },
    'takes connections and never answers': { begin: () => (mails.always = { at: 'connect', code: 'hang' }) },
    'takes mails and never answers': { begin: () => (mails.always = { at: 'data', code: 'hang' }) },
}
let next = 2
for (const [name, trouble] of Object.entries(troubles)) {
    test(`a mail server that ${name} costs no booking, and what it missed arrives when it is back (B8)`, { timeout: 120_000 }, async () => {
        await trouble.begin()
        mails.hang_up()
        const visits = []
        for (const person of people.slice(0, 3)) visits.push(await book_and_cancel(person, slots[next++]))
        await until('it is known', async () => /venera_messages_oldest_due_seconds (?!0\b)/.test(await (await fetch(`${server.base}/metrics`)).text()), { limit_ms: 30_000 })
        await until('an alarm', async () => (await alarms()).includes('messages_late'), { limit_ms: 40_000 })
        for (const id of visits) {
            const row = await row_of(id)
            assert.ok(!row.outcome && !row.dead, JSON.stringify(row))
            assert.ok(row.attempts <= 1, 'nobody is blamed for what is nobody’s fault')
        }
        assert.ok(mails.server.connections.size <= workers, 'at most each worker waits')
        mails.always = undefined
        await trouble.end?.()
        for (const id of visits) await settled(id)
        await until('no alarm', async () => !(await alarms()).includes('messages_late'))
    })
}

test('of a refusal for now comes another attempt, a refusal for good is the last (B8)', { timeout: 60_000 }, async () => {
    mails.always = { at: 'data', code: 451 }
    const later = await book_and_cancel(people[3], slots[next++])
    await until('refused', async () => (await row_of(later)).reason === 'smtp 451')
    mails.always = { at: 'rcpt', code: 554 }
    const never = await book_and_cancel(people[4], slots[next++])
    await until('dead', async () => (await row_of(never)).dead)
    mails.always = undefined
    await settled(later)
    assert.ok((await row_of(later)).attempts >= 2)
    assert.deepEqual([(await row_of(never)).attempts, (await row_of(never)).outcome], [1, null])
})

test('workers are killed while the mail server comes and goes: each message arrives, twice at most once for each worker (G1)', { timeout: 3_600_000 }, async () => {
    const bookings = full ? 10_000 : 200
    const kills = full ? 20 : 3
    const listen = server.args.indexOf('--listen') + 1
    server.args[listen] = `127.0.0.1:${server.port}`
    mails.delay_ms = 3
    const before = mails.mails.length
    const visits = []
    let over = false
    const moods = [undefined, { at: 'connect', code: 421 }, undefined, { at: 'data', code: 451 }, undefined, { at: 'rcpt', code: 450 }]
    const flapping = (async () => {
        for (let i = 0; !over; ++i) {
            mails.always = moods[i % moods.length]
            await pause(i % 2 ? 150 : 700)
        }
        mails.always = undefined
    })()
    // Each patient books one time and cancels it, again and again.
    const clients = people.map(async (person, number) => {
        while (visits.length < bookings) {
            try {
                const booked = await person.post('/appointments', { doctor_id: doctor.id, start: slots[slots.length - 1 - number].start })
                if (booked.status !== 201) {
                    const mine = (await person.get('/me/appointments?status=booked&limit=50')).json?.data ?? []
                    for (const visit of mine) await person.delete(`/appointments/${visit.id}`)
                    continue
                }
                visits.push(booked.json.id)
                await person.delete(`/appointments/${booked.json.id}`)
            } catch {
                await pause(50)
            }
        }
    })
    for (let kill = 0; kill < kills; ++kill) {
        const target = Math.floor((bookings * (kill + 0.5)) / kills)
        while (visits.length < target) await pause(20)
        await server.stop('SIGKILL')
        await server.start()
    }
    await Promise.all(clients)
    over = true
    await flapping
    // Leases end and pauses pass; but not while something goes out: who took longer than the lease would be sent again.
    let last
    await until('everything is settled', async () => {
        const [{ left }] = await server.sql(`select count(*)::int as left from notifications.messages where outcome is null and kind <> 'reminder' and dead_at is null and subject_id in ('${visits.join("','")}')`)
        if (left === last) await server.advance(120)
        last = left
        return left === 0
    }, { limit_ms: 600_000, every_ms: 1000 })
    const count = new Map()
    for (const mail of mails.mails.slice(before)) {
        const id = /^Message-ID: <([^@]+)@/m.exec(mail.raw)[1]
        count.set(id, (count.get(id) ?? 0) + 1)
    }
    const messages = await server.sql(`select id, outcome, kind, version from notifications.messages where kind <> 'reminder' and outcome is not null and subject_id in ('${visits.join("','")}')`)
    const lost = messages.filter((message) => message.outcome === 'sent' && !count.has(message.id))
    assert.deepEqual(lost, [], 'marked as sent and never arrived')
    const outcomes = {}
    for (const { kind, outcome } of messages) outcomes[`${kind} ${outcome}`] = (outcomes[`${kind} ${outcome}`] ?? 0) + 1
    const untold = await server.sql(`
        select a.id from scheduling.appointments a
         where a.id in ('${visits.join("','")}') and a.status = 'cancelled'
           and not exists (select from notifications.messages m where m.subject_id = a.id and m.kind = 'cancelled_by_patient' and m.version = a.version and m.outcome = 'sent')`)
    assert.deepEqual(untold, [], 'cancelled, and nobody was told')
    const twice = [...count.values()].reduce((sum, times) => sum + times - 1, 0)
    console.log(`# ${visits.length} bookings, ${messages.length} messages, ${kills} kills, ${twice} came twice; ${Object.entries(outcomes).map(([name, times]) => `${name} ${times}`).join(', ')}`)
    assert.ok(twice <= kills * workers, `${twice} duplicates`)
})
