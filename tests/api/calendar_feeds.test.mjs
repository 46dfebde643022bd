// Calendars to subscribe to: their addresses, what they show to whom and for how long, read by an independent parser.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import ICAL from 'ical.js'
import { after, before, test } from 'node:test'
import { unique_email, venera } from './support/server.mjs'

let server, admin, doctor
before(async () => {
    server = await venera()
    ;[admin, doctor] = [await server.as('admin'), await server.as('doctor')]
})
after(() => server?.close())

const made = (answer) => {
    assert.equal(answer.status, 201, answer.text)
    return answer.json
}
const path_of = (feed) => feed.url.slice(feed.url.indexOf('/api/v1') + 7)
const read = (feed, headers = {}) => server.client().get(path_of(feed), { headers })
async function events_of(feed) {
    const answer = await read(feed)
    assert.equal(answer.status, 200, answer.text)
    assert.ok(answer.text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75))
    const calendar = new ICAL.Component(ICAL.parse(answer.text))
    assert.equal(calendar.getFirstPropertyValue('method'), 'PUBLISH')
    return calendar.getAllSubcomponents('vevent').map((event) => ({
        ...new ICAL.Event(event),
        uid: event.getFirstPropertyValue('uid'),
        sequence: event.getFirstPropertyValue('sequence'),
        status: event.getFirstPropertyValue('status'),
        summary: event.getFirstPropertyValue('summary'),
        start: event.getFirstPropertyValue('dtstart').toJSDate().toISOString().replace('.000', ''),
        text: event.toString(),
    }))
}
async function booked(client, slot = 2, more = {}) {
    const { doctor: found, slots } = await client.doctor_with_times()
    return made(await client.post('/appointments', { doctor_id: found.id, start: slots[slot].start, reason: 'Chest pain', ...more }))
}

test('a lost answer is repeated by its key: one calendar, the same address', async () => {
    const [ana, luis] = await Promise.all([server.patient(), server.patient()])
    const make = (client, body = { name: 'At home' }) => client.post('/me/calendars', body, { headers: { 'idempotency-key': 'k1' } })
    const answers = await Promise.all(Array.from({ length: 6 }, () => make(ana)))
    const [first] = answers.map((answer) => made(answer))
    for (const answer of answers) assert.deepEqual(answer.json, first)
    assert.deepEqual(answers.map((answer) => answer.headers.get('idempotency-replayed')).sort(), [null, ...Array(5).fill('true')].sort())
    assert.equal((await ana.get('/me/calendars')).json.data.length, 1)
    assert.equal((await read(first)).status, 200)
    assert.equal((await make(ana, { name: 'Other' })).code, 'idempotency_key_reused')
    assert.notEqual(made(await make(luis)).url, first.url)
    assert.equal((await ana.delete(`/me/calendars/${first.id}`)).status, 204)
    assert.equal((await make(ana)).status, 404, 'it is revoked')
})

test('an address is shown once, stored as a hash, and leads to the visits without signing in', async () => {
    const ana = await server.patient()
    const visit = await booked(ana)
    const feed = made(await ana.post('/me/calendars', { name: 'At home' }))
    const [, token] = /\/api\/v1\/calendars\/([A-Za-z0-9_-]{43})\.ics$/.exec(feed.url)
    assert.deepEqual({ ...feed, id: '', url: '', created_at: '' }, { id: '', name: 'At home', busy_only: false, include_relatives: true, version: 1, created_at: '', last_read_at: null, url: '' })
    const list = (await ana.get('/me/calendars')).json
    assert.deepEqual([list.data.length, list.data[0].id, list.data[0].url], [1, feed.id, undefined])
    const [row] = await server.sql(`select encode(token_hash, 'hex') as hash, f::text as whole from notifications.calendar_feeds f where id = '${feed.id}'`)
    assert.equal(row.hash, createHash('sha256').update(token).digest('hex'))
    assert.ok(!row.whole.includes(token))

    const answer = await read(feed)
    assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8')
    assert.equal(answer.headers.get('cache-control'), 'private, no-cache')
    const [event, ...others] = await events_of(feed)
    assert.equal(others.length, 0)
    assert.deepEqual([event.uid, event.sequence, event.status, event.start], [`${visit.id}@venera`, 0, 'CONFIRMED', visit.start])
    assert.ok(event.text.includes(visit.reference))
    for (const secret of ['Chest pain', visit.specialty.name, visit.doctor_name]) assert.ok(!answer.text.includes(secret), secret)
    const accesses = await server.sql(`select actor_id, actor_role, outcome from scheduling.access_log where patient_id = '${ana.patient.id}' and action = 'read calendar feed'`)
    assert.deepEqual(accesses[0], { actor_id: ana.user.id, actor_role: 'patient', outcome: 'allowed' })
    assert.equal(accesses.length, 2)
    assert.ok(!server.output.includes(token), 'no token in the log')
    const types = await server.sql(`select type, version, payload::text as payload from notifications.outbox where aggregate_id = '${feed.id}'`)
    assert.deepEqual(types.map((one) => one.type), ['calendar_feed.created'])
    assert.ok(!types[0].payload.includes(token) && !types[0].payload.includes('At home'))
})

test('who has the latest is answered without it; a move counts SEQUENCE up; a cancelled visit stays for a month', async () => {
    const ana = await server.patient()
    const visit = await booked(ana)
    const feed = made(await ana.post('/me/calendars', { name: 'Phone' }))
    const first = await read(feed)
    const tag = first.headers.get('etag')
    const same = await read(feed, { 'if-none-match': tag })
    assert.deepEqual([same.status, same.text], [304, ''])
    const { slots } = await ana.doctor_with_times()
    const free = (await ana.free_slots(visit.doctor_id, `from=${visit.start.slice(0, 10)}&days=14`)).find((slot) => slot.start !== visit.start)
    assert.ok(slots.length)
    const moved = await ana.patch(`/appointments/${visit.id}`, { start: free.start })
    assert.equal(moved.status, 200, moved.text)
    const changed = await read(feed, { 'if-none-match': tag })
    assert.equal(changed.status, 200)
    assert.notEqual(changed.headers.get('etag'), tag)
    const [event] = await events_of(feed)
    assert.deepEqual([event.uid, event.sequence, event.start], [`${visit.id}@venera`, 1, free.start])
    assert.equal((await ana.delete(`/appointments/${visit.id}`)).status, 200)
    const [cancelled] = await events_of(feed)
    assert.deepEqual([cancelled.uid, cancelled.status, cancelled.sequence], [`${visit.id}@venera`, 'CANCELLED', 2])
    await server.execute(`set session_replication_role = replica; update scheduling.appointments set updated_at = updated_at - interval '31 days' where id = '${visit.id}'`)
    assert.deepEqual(await events_of(feed), [])
})

test('a calendar that is only busy names nobody and nothing', async () => {
    const luis = await server.patient({ first_name: 'Ludovico' })
    const slot = (await luis.free_slots(doctor.user.doctor_id, 'days=31')).at(-1)
    const visit = made(await luis.post('/appointments', { doctor_id: doctor.user.doctor_id, start: slot.start, reason: 'Chest pain' }))
    const full = made(await doctor.post('/me/calendars', { name: 'Agenda' }))
    const busy = made(await doctor.post('/me/calendars', { name: 'Shared', busy_only: true }))
    const shown = (await events_of(full)).find((event) => event.uid.startsWith(visit.id))
    assert.match(shown.summary, /^Ludovico Quispe - /)
    assert.ok(!shown.text.includes('Chest pain'))
    const hidden = (await events_of(busy)).find((event) => event.uid.startsWith(visit.id))
    assert.equal(hidden.summary, 'Busy')
    const { text } = await read(busy)
    for (const secret of ['Ludovico', visit.reference, visit.clinic.name, 'LOCATION', 'DESCRIPTION', 'Chest']) assert.ok(!text.includes(secret), secret)
    const rows = await server.sql(`select actor_id from scheduling.access_log where patient_id = '${luis.patient.id}' and action = 'read calendar feed'`)
    assert.deepEqual(rows, [{ actor_id: doctor.user.id }], 'the names were shown once')
    const mine = made(await luis.post('/me/calendars', { name: 'Work', busy_only: true }))
    const own = await read(mine)
    for (const secret of [visit.clinic.name, 'Ludovico', visit.reference]) assert.ok(!own.text.includes(secret), secret)
    for (const feed of [full, busy]) assert.equal((await doctor.delete(`/me/calendars/${feed.id}`)).status, 204)
})

test('a parent sees the child for as long as they act for it, unless they want their own visits only', async () => {
    const parent = await server.patient()
    const child = made(await parent.post('/me/relatives', { relationship: 'child', first_name: 'Eva', last_name: 'Quispe', birth_date: '2020-05-05' }))
    const visit = await booked(parent, 3, { patient_id: child.patient_id })
    const all = made(await parent.post('/me/calendars', { name: 'Family' }))
    const own = made(await parent.post('/me/calendars', { name: 'Mine', include_relatives: false }))
    const [event] = await events_of(all)
    assert.match(event.summary, /\(Eva Quispe\)$/)
    assert.equal(event.uid, `${visit.id}@venera`)
    assert.deepEqual(await events_of(own), [])
    assert.equal((await parent.delete(`/me/relatives/${child.id}`)).status, 204)
    assert.deepEqual(await events_of(all), [])
})

test('a revoked address, one of a disabled account and one that never was are the same 404', async () => {
    const strip = ({ status, json }) => JSON.stringify({ status, ...json, request_id: '' })
    const never = await server.client().get(`/calendars/${'A'.repeat(43)}.ics`)
    assert.equal(never.status, 404)
    for (const name of ['x', 'x.ics', `${'A'.repeat(42)}.ics`, `${'A'.repeat(43)}.txt`, 'x%2F..%2Fx.ics']) {
        const answer = await server.client().get(`/calendars/${name}`)
        assert.equal(answer.status, 404, name)
    }
    const ana = await server.patient()
    const feed = made(await ana.post('/me/calendars', { name: 'Gone' }))
    assert.equal((await read(feed)).status, 200)
    const stranger = await server.patient()
    assert.equal((await stranger.delete(`/me/calendars/${feed.id}`)).status, 404)
    assert.equal((await stranger.patch(`/me/calendars/${feed.id}`, { name: 'Mine' })).status, 404)
    assert.equal((await ana.delete(`/me/calendars/${feed.id}`)).status, 204)
    assert.equal(strip(await read(feed)), strip(never))
    assert.equal((await ana.delete(`/me/calendars/${feed.id}`)).status, 404)
    const email = unique_email()
    const luis = await server.patient({ email })
    const other = made(await luis.post('/me/calendars', { name: 'Luis' }))
    assert.equal((await read(other)).status, 200)
    assert.equal((await admin.delete(`/users/${luis.user.id}`)).status, 204)
    assert.equal(strip(await read(other)), strip(never))
    const denied = await server.sql(`select outcome, actor_role from notifications.access_log where resource_id = '${other.id}' and action = 'read'`)
    assert.deepEqual(denied, [{ outcome: 'denied', actor_role: 'anonymous' }])
})

test('a calendar is renamed by its version; an account has twenty at most; the desk has none', async () => {
    const ana = await server.patient()
    const feed = made(await ana.post('/me/calendars', { name: 'First' }))
    const renamed = await ana.patch(`/me/calendars/${feed.id}`, { name: 'Second' }, { headers: { 'if-match': '"1"' } })
    assert.deepEqual([renamed.status, renamed.json.name, renamed.headers.get('etag')], [200, 'Second', '"2"'])
    assert.equal((await ana.patch(`/me/calendars/${feed.id}`, { name: 'Third' }, { headers: { 'if-match': '"1"' } })).status, 412)
    assert.equal((await read(feed)).text.includes('X-WR-CALNAME:Second\r\n'), true)
    const answers = await Promise.all(Array.from({ length: 24 }, (_, index) => ana.post('/me/calendars', { name: `Feed ${index}` })))
    assert.equal(answers.filter((one) => one.status === 201).length, 19)
    assert.ok(answers.filter((one) => one.status !== 201).every((one) => one.code === 'too_many_feeds'))
    for (const name of ['staff', 'admin']) assert.equal((await (await server.as(name)).post('/me/calendars', { name: 'Desk' })).status, 403)
    assert.equal((await ana.post('/me/calendars', { name: 'a\r\nBEGIN:VEVENT' })).status, 422)
})

test('an address that has spread is answered so often and no more', async () => {
    const ana = await server.patient()
    const feed = made(await ana.post('/me/calendars', { name: 'Spread' }))
    const answers = []
    for (let i = 0; i < 121; ++i) answers.push(await read(feed))
    assert.ok(answers.slice(0, 120).every((one) => one.status === 200))
    assert.deepEqual([answers[120].status, answers[120].code], [429, 'rate_limited'])
    assert.ok(Number(answers[120].headers.get('retry-after')) > 0)
})
