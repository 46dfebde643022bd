// Calendars that a doctor has elsewhere: read from a real server, closing time as an absence does, and never hiding a visit.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { createServer as create_secure_server } from 'node:https'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { unique_email, venera } from './support/server.mjs'

// A server of calendars: what each path answers is what a test has put there.
class Elsewhere {
    pages = new Map()
    asked = []
    async start() {
        this.server = createServer((request, response) => {
            this.asked.push({ path: request.url, headers: request.headers })
            const page = this.pages.get(request.url)
            if (typeof page === 'function') return page(request, response)
            if (page === undefined) return response.writeHead(404).end('nothing here')
            response.writeHead(200, { 'content-type': 'text/calendar' }).end(page)
        })
        await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
        this.base = `http://127.0.0.1:${this.server.address().port}`
        return this
    }
    stop() {
        this.server.closeAllConnections()
        this.server.close()
    }
}

let server, elsewhere, admin, staff
before(async () => {
    elsewhere = await new Elsewhere().start()
    server = await venera({ args: ['--allow-private-webhooks'] })
    ;[admin, staff] = [await server.as('admin'), await server.as('staff')]
})
after(async () => {
    elsewhere?.stop()
    await server?.close()
})

const stamp = (at) => new Date(at).toISOString().replace(/[-:]|\.000/g, '')
const later = (start, minutes) => new Date(Date.parse(start) + minutes * 60_000).toISOString().replace('.000', '')
let events = 0
const event = (start, end, more = []) => ['BEGIN:VEVENT', `UID:event-${++events}@elsewhere`, 'DTSTAMP:20260101T000000Z', `DTSTART:${stamp(start)}`, `DTEND:${stamp(end)}`, 'SUMMARY:Dentist with Ana', ...more, 'END:VEVENT']
const calendar = (...found) => ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Elsewhere//EN', ...found.flat(), 'END:VCALENDAR', ''].join('\r\n')

const made = (answer) => {
    assert.equal(answer.status, 201, answer.text)
    return answer.json
}
let doctors = 0
// A doctor whom no other test uses, with free times some days ahead.
async function a_doctor() {
    const patient = await server.patient()
    const from = new Date(Date.now() + 4 * 86_400_000).toISOString().slice(0, 10)
    const { json } = await patient.get(`/availability?limit=50&from=${from}`)
    for (; ; ++doctors) {
        const { doctor } = json.data[doctors]
        const slots = await patient.free_slots(doctor.id, `from=${from}&days=14`)
        if (slots.length < 20) continue
        ++doctors
        return { doctor, slots, patient, path: `/doctors/${doctor.id}/busy-calendars` }
    }
}
async function until(what, read, is_so, patience_ms = 15_000) {
    const end = Date.now() + patience_ms
    for (;;) {
        const found = await read()
        if (is_so(found)) return found
        assert.ok(Date.now() < end, `${what}: ${JSON.stringify(found)}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
    }
}
const state_of = async (path, id) => (await staff.get(path)).json.data.find((one) => one.id === id)
// Until the calendar was read again, since it was asked to be.
async function polled(path, id, is_so = (state) => !state.last_error) {
    assert.equal((await staff.post(`${path}/${id}/refresh`)).status, 202)
    const is_done = async () => (await server.sql(`select lease is null and due_at > now() + interval '5 seconds' as is_done from scheduling.busy_calendars where id = '${id}'`))[0].is_done
    return until('read again', async () => (await is_done()) && state_of(path, id), (state) => state && is_so(state))
}
const added = async (path, page, name = 'Hospital') => {
    const one = made(await staff.post(path, { name, url: elsewhere.base + page }))
    return until('read', () => state_of(path, one.id), (state) => state.polled_at)
}
const starts_of = async (patient, doctor, day) => (await patient.free_slots(doctor.id, `from=${day}&days=2`)).map((slot) => slot.start)

test('while another calendar says busy the time is not listed and cannot be booked, as with an absence', async () => {
    const { doctor, slots, patient, path } = await a_doctor()
    const [busy, free] = [slots[3], slots[9]]
    elsewhere.pages.set('/secret-4711/basic.ics', calendar(event(busy.start, later(busy.start, 7)), event(free.start, later(free.start, 10), ['TRANSP:TRANSPARENT'])))
    const state = await added(path, '/secret-4711/basic.ics')
    assert.deepEqual([state.last_error, state.busy_times, state.unreadable_events, state.host], [null, 1, 0, new URL(elsewhere.base).host])
    assert.ok(!JSON.stringify(state).includes('secret-4711'), 'the address is not shown')
    const day = busy.local_date
    const listed = await until('the list', () => starts_of(patient, doctor, day), (starts) => !starts.includes(busy.start))
    assert.ok(listed.length > 0)
    assert.ok((await starts_of(patient, doctor, free.local_date)).includes(free.start))
    const refused = await patient.post('/appointments', { doctor_id: doctor.id, start: busy.start })
    assert.deepEqual([refused.status, refused.code, refused.json.reasons.map((one) => one.rule)], [422, 'not_offered', ['exception']])
    const explained = await staff.get(`/doctors/${doctor.id}/availability/explain?start=${encodeURIComponent(busy.start)}`)
    assert.deepEqual([explained.json.available, explained.json.reasons.map((one) => one.rule)], [false, ['exception']])
    const board = await staff.get(`/doctors/${doctor.id}/agenda?from=${busy.local_date}&days=1`)
    assert.ok(board.json.closed.some((period) => period.start <= busy.start && period.end > busy.start))
    assert.ok(board.json.free.every((period) => period.end <= busy.start || period.start > busy.start))
    const placed = await staff.post('/appointments', { doctor_id: doctor.id, start: busy.start, patient_id: patient.patient.id, override: ['exception'], override_reason: 'Agreed by telephone' })
    assert.equal(placed.status, 201, placed.text)
    assert.deepEqual((await staff.get(`/doctors/${doctor.id}/conflicts`)).json.data, [], 'what the desk has placed there on purpose is none')
    assert.equal((await staff.delete(`/appointments/${placed.json.id}`)).status, 200)

    // Nothing of the file, and nothing of the address, is kept or logged.
    const [row] = await server.sql(`select c::text as whole from scheduling.busy_calendars c where id = '${state.id}'`)
    for (const text of [row.whole, server.output]) for (const secret of ['secret-4711', 'Dentist', 'Ana']) assert.ok(!text.includes(secret), secret)

    assert.equal((await staff.delete(`${path}/${state.id}`)).status, 204)
    assert.ok((await starts_of(patient, doctor, day)).includes(busy.start), 'free again at once')
    assert.deepEqual((await staff.get(path)).json.data, [])
})

test('a visit that was there before stays, is listed as a conflict and told of once', async () => {
    const { doctor, slots, patient, path } = await a_doctor()
    const visit = made(await patient.post('/appointments', { doctor_id: doctor.id, start: slots[4].start }))
    elsewhere.pages.set('/late.ics', calendar(event(later(visit.start, -30), later(visit.end, -5))))
    const state = await added(path, '/late.ics')
    const { json } = await staff.get(`/doctors/${doctor.id}/conflicts`)
    assert.deepEqual(json.data.map((one) => [one.appointment_id, one.reference, one.status, one.start, one.calendar_id, one.busy_start]), [[visit.id, visit.reference, 'booked', visit.start, state.id, later(visit.start, -30)]])
    assert.equal((await patient.get(`/appointments/${visit.id}`)).json.status, 'booked')
    const told = () => server.sql(`select payload->>'appointment_id' as id from scheduling.outbox where type = 'appointment.conflict' and aggregate_id = '${visit.id}'`)
    assert.deepEqual(await told(), [{ id: visit.id }])
    await polled(path, state.id)
    assert.equal((await told()).length, 1, 'told once')
    await until('the log', () => server.output, (output) => output.includes('busy_calendar.conflict') && output.includes(visit.id))
    const moved = await patient.patch(`/appointments/${visit.id}`, { start: slots[12].start })
    assert.equal(moved.status, 200, moved.text)
    assert.deepEqual((await staff.get(`/doctors/${doctor.id}/conflicts`)).json.data, [])
})

test('an unchanged file is asked for by its marks, and a changed one replaces all times at once', async () => {
    const { doctor, slots, patient, path } = await a_doctor()
    let file = calendar(event(slots[3].start, slots[3].end))
    let tag = '"one"'
    elsewhere.pages.set('/tagged.ics', (request, response) => {
        if (request.headers['if-none-match'] === tag) return response.writeHead(304).end()
        response.writeHead(200, { 'content-type': 'text/calendar', etag: tag, 'last-modified': 'Mon, 01 Jun 2026 00:00:00 GMT' }).end(file)
    })
    const state = await added(path, '/tagged.ics')
    const versions = () => server.sql(`select version from scheduling.schedules where doctor_id = '${doctor.id}'`)
    const [before] = await versions()
    // As if the quarter of an hour had passed: a refresh asks for the whole file.
    const again = async () => {
        // The API tells seconds, and two polls may be in one.
        const polled_at = async () => (await server.sql(`select polled_at from scheduling.busy_calendars where id = '${state.id}'`))[0].polled_at
        const before = await polled_at()
        await server.execute(`update scheduling.busy_calendars set due_at = now() - interval '1 minute' where id = '${state.id}'`)
        return until('asked again', polled_at, (now) => now !== before)
    }
    await again()
    assert.deepEqual([elsewhere.asked.at(-1).headers['if-none-match'], elsewhere.asked.at(-1).headers['if-modified-since']], ['"one"', 'Mon, 01 Jun 2026 00:00:00 GMT'])
    assert.deepEqual(await versions(), [before], 'an unchanged file changes nothing')
    ;[file, tag] = [calendar(event(slots[9].start, slots[9].end)), '"two"']
    await again()
    assert.equal((await versions())[0].version, before.version + 1)
    const days = [slots[3], slots[9]].map((slot) => slot.local_date)
    await until('the list', () => starts_of(patient, doctor, days[1]), (starts) => !starts.includes(slots[9].start))
    assert.ok((await starts_of(patient, doctor, days[0])).includes(slots[3].start))
})

test('while its server is down a calendar keeps its times, says why, and is tried again later and later', async () => {
    const { doctor, slots, patient, path } = await a_doctor()
    elsewhere.pages.set('/weak.ics', calendar(event(slots[3].start, slots[3].end)))
    const state = await added(path, '/weak.ics')
    const wrong = {
        'http 500': (_, response) => response.writeHead(500).end(),
        'http 404': undefined,
        redirect: (_, response) => response.writeHead(302, { location: `${elsewhere.base}/tagged.ics` }).end(),
        not_a_calendar: '<html>Sign in</html>',
        too_large: (_, response) => response.writeHead(200).end(calendar().replace('END', `X-FILL:${'x'.repeat(6 << 20)}\r\nEND`)),
        too_much: calendar(Array.from({ length: 21_000 }, () => ['BEGIN:VEVENT', 'END:VEVENT']).flat()),
        connection: (request) => request.socket.destroy(),
    }
    for (const [error, page] of Object.entries(wrong)) {
        elsewhere.pages.set('/weak.ics', page)
        if (page === undefined) elsewhere.pages.delete('/weak.ics')
        const failed = await polled(path, state.id, (now) => now.last_error === error)
        assert.equal(failed.busy_times, 1, error)
        assert.equal(failed.succeeded_at, state.succeeded_at, error)
    }
    const [{ failures }] = await server.sql(`select failures from scheduling.busy_calendars where id = '${state.id}'`)
    assert.equal(failures, 7)
    const { next_poll_at, polled_at } = await state_of(path, state.id)
    assert.ok(Date.parse(next_poll_at) - Date.parse(polled_at) > 8 * 60_000, 'seven failures: about ten minutes')
    const refused = await patient.post('/appointments', { doctor_id: doctor.id, start: slots[3].start })
    assert.equal(refused.code, 'not_offered', 'old data is kept')
    elsewhere.pages.set('/weak.ics', calendar())
    const healed = await polled(path, state.id)
    assert.deepEqual([healed.last_error, healed.busy_times], [null, 0])
    assert.equal((await patient.post('/appointments', { doctor_id: doctor.id, start: slots[3].start })).status, 201)
})

test('a server with a certificate that nobody vouches for is not read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'venera-ics-'))
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(folder, 'key'), '-out', join(folder, 'cert'), '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], { stdio: 'ignore' })
    let asked = 0
    const secure = create_secure_server({ key: readFileSync(join(folder, 'key')), cert: readFileSync(join(folder, 'cert')) }, (_, response) => (++asked, response.end(calendar())))
    await new Promise((resolve) => secure.listen(0, '127.0.0.1', resolve))
    const { path } = await a_doctor()
    const one = made(await staff.post(path, { name: 'Secure', url: `https://127.0.0.1:${secure.address().port}/x.ics` }))
    const state = await until('refused', () => state_of(path, one.id), (now) => now.polled_at)
    assert.deepEqual([state.last_error, asked], ['tls', 0])
    secure.close()
    rmSync(folder, { recursive: true })
})

test('the doctor and the desk of her clinic set calendars; others cannot tell that she has any', async () => {
    const { doctor, path } = await a_doctor()
    elsewhere.pages.set('/own.ics', calendar())
    const employee = async (body) => {
        const email = unique_email()
        made(await admin.post('/users', { email, first_name: 'Some', last_name: 'One', password: 'a very long secret', ...body }))
        const client = server.client()
        await client.sign_in(email, 'a very long secret')
        return client
    }
    const colleague = await server.as('doctor')
    const clinics = (await staff.get('/clinics')).json.data
    const branch = await employee({ role: 'staff', clinic_ids: [clinics.find((one) => one.id !== doctor.clinic.id).id] })
    const one = made(await staff.post(path, { name: 'Own', url: `${elsewhere.base}/own.ics` }, { headers: { 'idempotency-key': 'once-1' } }))
    const again = await staff.post(path, { name: 'Own', url: `${elsewhere.base}/own.ics` }, { headers: { 'idempotency-key': 'once-1' } })
    assert.deepEqual([again.status, again.json.id, again.headers.get('idempotency-replayed')], [201, one.id, 'true'])
    for (const client of [colleague, branch]) {
        assert.equal((await client.get(path)).status, 404)
        assert.equal((await client.post(path, { name: 'X', url: 'https://x.example/' })).status, 404)
        assert.equal((await client.patch(`${path}/${one.id}`, { name: 'X' })).status, 404)
        assert.equal((await client.delete(`${path}/${one.id}`)).status, 404)
        assert.equal((await client.get(`/doctors/${doctor.id}/conflicts`)).status, 404)
    }
    const renamed = await staff.patch(`${path}/${one.id}`, { name: 'Clinic across' }, { headers: { 'if-match': '"1"' } })
    assert.deepEqual([renamed.status, renamed.json.name, renamed.json.version], [200, 'Clinic across', 2])
    assert.equal((await staff.patch(`${path}/${one.id}`, { name: 'X' }, { headers: { 'if-match': '"1"' } })).status, 412)
    for (const url of ['ftp://x.example/a', 'https://name:pass@x.example/a', 'nonsense', 'file:///etc/passwd']) assert.equal((await staff.post(path, { name: 'X', url })).status, 422, url)
    const answers = await Promise.all(Array.from({ length: 7 }, (_, index) => staff.post(path, { name: `More ${index}`, url: `${elsewhere.base}/own.ics` })))
    assert.equal(answers.filter((answer) => answer.status === 201).length, 4)
    assert.ok(answers.every((answer) => answer.status === 201 || answer.code === 'too_many_busy_calendars'))
})

test('of bookings and a reading at one moment each booking is refused, or there before and listed as a conflict', async () => {
    for (let round = 0; round < 3; ++round) {
        const { doctor, slots, patient, path } = await a_doctor()
        elsewhere.pages.set(`/race-${round}.ics`, calendar())
        const state = await added(path, `/race-${round}.ics`)
        const wanted = slots.slice(3, 15)
        elsewhere.pages.set(`/race-${round}.ics`, calendar(event(wanted[0].start, wanted.at(-1).end)))
        const people = await Promise.all(wanted.map(() => server.patient()))
        const reading = polled(path, state.id, (now) => now.busy_times === 1)
        const booked = []
        for (let i = 0; i < people.length; i += 3) {
            const some = await Promise.all(people.slice(i, i + 3).map((client, k) => client.post('/appointments', { doctor_id: doctor.id, start: wanted[i + k].start })))
            for (const answer of some) {
                assert.ok(answer.status === 201 || answer.code === 'not_offered' || answer.code === 'slot_taken', answer.text)
                if (answer.status === 201) booked.push(answer.json.id)
            }
        }
        await reading
        const after_all = await patient.post('/appointments', { doctor_id: doctor.id, start: wanted[0].start })
        assert.ok(after_all.status !== 201)
        // A booking that was on its way when the times were written is found by the second look.
        await server.advance(11)
        const told = await until('all are told of', () => server.sql(`select aggregate_id as id from scheduling.outbox where type = 'appointment.conflict' and payload->>'doctor_id' = '${doctor.id}'`), (rows) => rows.length >= booked.length)
        assert.deepEqual(told.map((row) => row.id).sort(), [...booked].sort())
        const listed = (await staff.get(`/doctors/${doctor.id}/conflicts`)).json.data.map((one) => one.appointment_id)
        assert.deepEqual(listed.sort(), [...booked].sort())
    }
})

test('the numbers of it are in the metrics', async () => {
    const { text } = await server.client().get('//metrics')
    assert.match(text, /venera_busy_calendar_polls_total\{outcome="read"\} \d+/)
    assert.match(text, /venera_busy_calendar_polls_total\{outcome="unchanged"\} \d+/)
    assert.match(text, /venera_busy_calendar_polls_total\{outcome="failed"\} \d+/)
    assert.match(text, /venera_busy_calendar_conflicts_total \d+/)
})

test('without leave for private addresses neither they nor plain http are asked', async () => {
    const careful = await venera()
    try {
        const desk = await careful.as('staff')
        const patient = await careful.patient()
        const { json } = await patient.get('/availability?limit=1')
        const path = `/doctors/${json.data[0].doctor.id}/busy-calendars`
        const before = elsewhere.asked.length
        const plain = await desk.post(path, { name: 'X', url: `${elsewhere.base}/own.ics` })
        assert.deepEqual([plain.status, plain.json.errors[0].code], [422, 'not_https'])
        for (const host of ['127.0.0.1', 'localhost', '169.254.169.254', '[::1]', '10.0.0.1', '0x7f000001', '2130706433']) {
            const one = await desk.post(path, { name: host, url: `https://${host}:${new URL(elsewhere.base).port}/own.ics` })
            if (one.status === 422) continue
            assert.equal(one.status, 201, host + one.text)
            const state = await until(host, async () => (await desk.get(path)).json.data.find((item) => item.id === one.json.id), (item) => item.polled_at)
            assert.ok(['address', 'name'].includes(state.last_error), `${host}: ${state.last_error}`)
            assert.equal((await desk.delete(`${path}/${one.json.id}`)).status, 204)
        }
        assert.equal(elsewhere.asked.length, before, 'nobody was asked')
    } finally {
        await careful.close()
    }
})
