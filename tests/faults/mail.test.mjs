// A mail server that is gone, refuses, closes or hangs (B8): bookings do not notice, and what it missed arrives when it is back.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { venera } from '../api/support/server.mjs'
import { mail_server } from '../api/support/smtp.mjs'
import { until } from './support.mjs'

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
// A lease of a minute may have to end first.
const settled = (id) => until(`the message of ${id} is sent`, async () => (await row_of(id))?.outcome === 'sent', { limit_ms: 120_000 })
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
    test(`a mail server that ${name} costs no booking, and what it missed arrives when it is back (B8)`, { timeout: 300_000 }, async () => {
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

test('of a refusal for now comes another attempt, a refusal for good is the last (B8)', { timeout: 300_000 }, async () => {
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
