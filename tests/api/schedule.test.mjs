// Calendars: hours and exceptions decide at once what is offered; explain names every rule; what is listed can be booked.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { unique_email, venera } from './support/server.mjs'

let server, admin, staff, anyone, clinic
before(async () => {
    server = await venera()
    admin = await server.as('admin')
    staff = await server.as('staff')
    anyone = server.client()
    clinic = (await anyone.get('/clinics')).json.data.find((item) => item.timezone === 'America/Lima')
})
after(() => server?.close())

// Lima keeps UTC-5 all year.
const day_ms = 86_400_000
const date = (days) => new Date(Date.now() - 5 * 3_600_000 + days * day_ms).toISOString().slice(0, 10)
const at = (days, time) => new Date(`${date(days)}T${time}:00-05:00`).toISOString().replace('.000Z', 'Z')
const local = (days, time) => `${date(days)}T${time}`
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const every_day = (period) => weekdays.map((day_of_week) => ({ day_of_week, ...period }))
const type = (fields = {}) => ({ code: 'consultation', name: 'Consultation', duration_minutes: 30, price_cents: 9000, currency: 'PEN', mode: 'in_person', ...fields })
const rules = (fields = {}) => ({
    timezone: 'America/Lima', hours: every_day({ start_time: '09:00', end_time: '17:00', break_start: '13:00', break_end: '14:00' }), slot_minutes: 30,
    buffer_before_minutes: 0, buffer_after_minutes: 0, notice_minutes: 0, horizon_days: 60, cancellation_notice_minutes: 60, visit_types: [type()], ...fields,
})
const problems = (answer) => (answer.json.errors ?? []).map((error) => `${error.pointer ?? error.parameter} ${error.code}`).sort()
const times = (slots, day) => slots.filter((slot) => slot.local_date === day).map((slot) => slot.local_time)

// A doctor of one's own, with these rules.
async function doctor_with(fields) {
    const made = await admin.post('/doctors', { name: 'Dr. Calendario Propio', specialties: ['general-medicine'], experience_years: 1, price_cents: 9000, currency: 'PEN', languages: ['es'], clinic_id: clinic.id, modes: ['in_person'] })
    assert.equal(made.status, 201, made.text)
    if (fields) await put(made.json.id, rules(fields))
    return made.json.id
}

async function put(id, body, headers = {}) {
    const answer = await admin.put(`/doctors/${id}/schedule`, body, { headers })
    assert.equal(answer.status, 200, answer.text)
    return answer
}

const slots_of = (id, days = 20) => anyone.free_slots(id, `days=${days}`)
const explain = async (id, start, more = '') => {
    const answer = await staff.get(`/doctors/${id}/availability/explain?start=${encodeURIComponent(start)}${more}`)
    assert.equal(answer.status, 200, answer.text)
    assert.equal(answer.json.available, answer.json.reasons.length === 0)
    for (const reason of answer.json.reasons) assert.ok(reason.detail.length > 5)
    return answer.json.reasons.map((reason) => reason.rule)
}

test('a schedule is stored as given, with a version, and decides at once what is offered', async () => {
    const id = await doctor_with()
    assert.equal((await anyone.get(`/doctors/${id}/schedule`)).status, 404)
    assert.equal((await admin.put(`/doctors/${id}/schedule`, rules(), { headers: { 'if-match': '"1"' } })).status, 412, 'nothing there to match')
    const first = await put(id, rules())
    assert.deepEqual(first.json.outside, [])
    const read = await anyone.get(`/doctors/${id}/schedule`)
    assert.equal(read.headers.get('etag'), first.headers.get('etag'))
    for (const [name, value] of Object.entries(rules())) {
        if (name === 'hours' || name === 'visit_types') assert.equal(read.json[name].length, value.length)
        else assert.deepEqual(read.json[name], value, name)
    }
    assert.deepEqual(times(await slots_of(id), date(3)), ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '12:00', '12:30', '14:00', '14:30', '15:00', '15:30', '16:00', '16:30'])

    const second = await put(id, rules({ slot_minutes: 60, visit_types: [type({ duration_minutes: 60 })] }), { 'if-match': read.headers.get('etag') })
    assert.deepEqual(times(await slots_of(id), date(3)), ['09:00', '10:00', '11:00', '12:00', '14:00', '15:00', '16:00'])
    assert.equal((await admin.put(`/doctors/${id}/schedule`, rules(), { headers: { 'if-match': read.headers.get('etag') } })).status, 412)
    const race = await Promise.all([1, 2, 3, 4].map((horizon_days) => admin.put(`/doctors/${id}/schedule`, rules({ horizon_days }), { headers: { 'if-match': second.headers.get('etag') } })))
    assert.deepEqual(race.map((answer) => answer.status).sort(), [200, 412, 412, 412])
    await put(id, rules({ horizon_days: 5 }))
    const dates = (await slots_of(id)).map((slot) => slot.local_date)
    assert.equal(dates.at(-1), date(5), 'the horizon')
    await put(id, rules({ hours: [] }))
    assert.deepEqual(await slots_of(id), [])
    assert.equal((await admin.put('/doctors/0192d9b0-0000-7000-8000-00000000beef/schedule', rules())).status, 404)
})

test('hours over midnight belong to the dates they fall on', async () => {
    const id = await doctor_with({ hours: every_day({ start_time: '22:00', end_time: '02:00' }), slot_minutes: 60, visit_types: [type({ duration_minutes: 60 })] })
    assert.deepEqual(times(await slots_of(id), date(4)), ['00:00', '01:00', '22:00', '23:00'])
    const patient = await server.patient()
    assert.equal((await patient.post('/appointments', { doctor_id: id, start: at(4, '01:00') })).status, 201)
    assert.equal((await patient.post('/appointments', { doctor_id: id, start: at(4, '02:00') })).status, 422)
})

test('everything wrong with a schedule is told at once', async () => {
    const id = await doctor_with({})
    const shapes = await admin.put(`/doctors/${id}/schedule`, {
        ...rules(), timezone: 'America/Atlantis', hours: [{ day_of_week: 'someday', start_time: '25:00', end_time: 'noon' }], slot_minutes: 4, notice_minutes: -1, horizon_days: 366,
        max_per_day: 0, visit_types: [{ ...type(), currency: 'soles', mode: 'phone', duration_minutes: 30.5 }], colour: 'red',
    })
    assert.equal(shapes.status, 422, shapes.text)
    assert.deepEqual((shapes.json.errors ?? []).map((error) => error.pointer).sort(), [
        '/colour', '/horizon_days', '/hours/0/day_of_week', '/hours/0/end_time', '/hours/0/start_time', '/max_per_day', '/notice_minutes', '/slot_minutes', '/timezone',
        '/visit_types/0/currency', '/visit_types/0/duration_minutes', '/visit_types/0/mode',
    ])
    const sense = await admin.put(`/doctors/${id}/schedule`, rules({
        hours: [
            { day_of_week: 'monday', start_time: '09:03', end_time: '12:00' },
            { day_of_week: 'monday', start_time: '11:00', end_time: '13:00', break_start: '12:00' },
            { day_of_week: 'tuesday', start_time: '09:00', end_time: '12:00', break_start: '12:00', break_end: '13:00' },
            { day_of_week: 'sunday', start_time: '22:00', end_time: '10:00' },
        ],
        slot_minutes: 7, buffer_before_minutes: 3, buffer_after_minutes: 1,
        visit_types: [type({ duration_minutes: 31 }), type({ buffer_before_minutes: 2, buffer_after_minutes: 4 })],
    }))
    assert.equal(sense.status, 422, sense.text)
    assert.deepEqual(problems(sense), [
        '/buffer_after_minutes off_grid', '/buffer_before_minutes off_grid', '/hours/0/start_time off_grid', '/hours/1 overlaps', '/hours/1/break_end required',
        '/hours/2/break_start outside_period', '/hours/3 overlaps', '/slot_minutes off_grid', '/visit_types/0/duration_minutes off_grid', '/visit_types/1/buffer_after_minutes off_grid',
        '/visit_types/1/buffer_before_minutes off_grid', '/visit_types/1/code repeated',
    ])
    assert.deepEqual(problems(await admin.put(`/doctors/${id}/schedule`, rules({ visit_types: [] }))), ['/visit_types too_few'])
    for (const missing of ['timezone', 'hours', 'visit_types']) {
        const { [missing]: _, ...rest } = rules()
        assert.equal((await admin.put(`/doctors/${id}/schedule`, rest)).status, 422, missing)
    }
    const { version } = (await anyone.get(`/doctors/${id}/schedule`)).json
    assert.equal(version, 1, 'nothing of it was stored')
})

test('exceptions open and close times at once; the visits they leave outside are named', async () => {
    const id = await doctor_with({})
    const patient = await server.patient()
    const visit = await patient.post('/appointments', { doctor_id: id, start: at(4, '10:00') })
    assert.equal(visit.status, 201, visit.text)

    const closed = await staff.post(`/doctors/${id}/exceptions`, { kind: 'closed', start: local(4, '09:30'), end: local(4, '12:00'), reason: 'Congreso' })
    assert.equal(closed.status, 201, closed.text)
    assert.deepEqual(closed.json.outside.map((one) => [one.appointment_id, one.reference]), [[visit.json.id, visit.json.reference]])
    assert.deepEqual(times(await slots_of(id), date(4)), ['09:00', '12:00', '12:30', '14:00', '14:30', '15:00', '15:30', '16:00', '16:30'])
    assert.equal((await patient.get(`/appointments/${visit.json.id}`)).json.status, 'booked', 'an edit never touches a visit')
    const refused = await (await server.patient()).post('/appointments', { doctor_id: id, start: at(4, '11:00') })
    assert.equal(refused.status, 422, refused.text)
    assert.deepEqual(refused.json.reasons.map((reason) => reason.rule), ['exception'])

    const open = await staff.post(`/doctors/${id}/exceptions`, { kind: 'open', start: local(5, '19:00'), end: local(5, '20:00') })
    assert.equal(open.status, 201, open.text)
    assert.deepEqual(open.json.outside.map((one) => one.appointment_id), [visit.json.id], 'it is still outside')
    assert.deepEqual(times(await slots_of(id), date(5)).slice(-2), ['19:00', '19:30'])
    assert.equal((await patient.post('/appointments', { doctor_id: id, start: at(5, '19:30') })).status, 201)

    const list = await staff.get(`/doctors/${id}/exceptions?limit=1`)
    assert.equal(list.json.data[0].id, closed.json.id)
    const rest = await staff.get(`/doctors/${id}/exceptions?limit=1&cursor=${encodeURIComponent(list.json.next_cursor)}`)
    assert.deepEqual([rest.json.data.map((one) => one.id), rest.json.next_cursor], [[open.json.id], null])

    assert.equal((await staff.delete(`/doctors/${id}/exceptions/${closed.json.id}`)).status, 204)
    assert.equal((await staff.delete(`/doctors/${id}/exceptions/${closed.json.id}`)).status, 404)
    assert.ok(times(await slots_of(id), date(4)).includes('11:00'))
    const other = await doctor_with({})
    assert.equal((await staff.delete(`/doctors/${other}/exceptions/${open.json.id}`)).status, 404, 'of another calendar')
    assert.equal((await staff.delete(`/doctors/${id}/exceptions/${open.json.id}`)).status, 204)
    assert.ok(!times(await slots_of(id), date(5)).includes('19:00'))
})

test('an exception is checked, and added once under one key', async () => {
    const id = await doctor_with({})
    const add = (body, headers) => staff.post(`/doctors/${id}/exceptions`, body, { headers })
    assert.deepEqual(problems(await add({ kind: 'closed', start: local(5, '10:02'), end: local(5, '10:01') })), ['/end not_after_start', '/end off_grid', '/start off_grid'])
    assert.deepEqual(problems(await add({ kind: 'closed', start: local(5, '10:00'), end: local(500, '10:00') })), ['/end too_long'])
    const shapes = await add({ kind: 'half', start: '2026-02-30T10:00', end: 'tomorrow', reason: 'x'.repeat(201), extra: 1 })
    assert.deepEqual(shapes.json.errors.map((error) => error.pointer).sort(), ['/end', '/extra', '/kind', '/reason', '/start'])
    const wish = { kind: 'closed', start: local(6, '00:00'), end: local(7, '00:00') }
    const key = { 'idempotency-key': '"holiday-1"' }
    const both = await Promise.all([add(wish, key), add(wish, key), add(wish, key)])
    const ids = new Set(both.filter((answer) => answer.status === 201).map((answer) => answer.json.id))
    assert.equal(ids.size, 1, both.map((answer) => answer.text).join('\n'))
    const again = await add(wish, key)
    assert.equal(again.headers.get('idempotency-replayed'), 'true')
    const reused = await add({ ...wish, kind: 'open' }, key)
    assert.equal(reused.code, 'idempotency_key_reused')
    assert.equal((await staff.get(`/doctors/${id}/exceptions`)).json.data.length, 1)
    assert.deepEqual(times(await slots_of(id), date(6)), [])
})

test('new hours name the visits that they leave outside', async () => {
    const id = await doctor_with({})
    const patient = await server.patient()
    const inside = await patient.post('/appointments', { doctor_id: id, start: at(3, '15:00') })
    const outside = await patient.post('/appointments', { doctor_id: id, start: at(3, '10:00') })
    const across = await patient.post('/appointments', { doctor_id: id, start: at(4, '14:00') })
    for (const made of [inside, outside, across]) assert.equal(made.status, 201, made.text)
    const changed = await put(id, rules({ hours: every_day({ start_time: '14:15', end_time: '17:00' }) }))
    assert.deepEqual(changed.json.outside.map((one) => one.appointment_id), [outside.json.id, across.json.id])
    assert.deepEqual(changed.json.outside[0], { appointment_id: outside.json.id, reference: outside.json.reference, start: outside.json.start, end: outside.json.end, local_date: date(3), local_time: '10:00' })
    for (const made of [inside, outside, across]) assert.equal((await patient.get(`/appointments/${made.json.id}`)).json.start, made.json.start)
    assert.deepEqual((await put(id, rules())).json.outside, [])
})

test('a preview says what hours would do, by the same rules as saving them, and writes nothing', async () => {
    const id = await doctor_with({})
    const patient = await server.patient()
    const visit = await patient.post('/appointments', { doctor_id: id, start: at(3, '10:00') })
    assert.equal(visit.status, 201, visit.text)
    const kept = () => server.sql(`select s.rules, s.version, (select count(*) from scheduling.exceptions e where e.doctor_id = s.doctor_id) as exceptions,
        (select count(*) from scheduling.outbox o where o.aggregate_id = s.doctor_id) as events from scheduling.schedules s where s.doctor_id = '${id}'`)
    const before = await kept()
    const later = rules({ hours: every_day({ start_time: '14:15', end_time: '17:00', break_start: '15:00', break_end: '15:30' }) })
    const tried = await admin.post(`/doctors/${id}/schedule/preview`, later)
    assert.equal(tried.status, 200, tried.text)
    assert.deepEqual([tried.json.doctor_id, tried.json.timezone, tried.json.from, tried.json.days], [id, 'America/Lima', date(0), 14])
    assert.deepEqual(tried.json.open.map((one) => `${one.local_date} ${one.local_time}-${one.local_end_time}`), Array.from({ length: 14 }, (_, day) => [`${date(day)} 14:15-15:00`, `${date(day)} 15:30-17:00`]).flat())
    const named = { appointment_id: visit.json.id, reference: visit.json.reference, start: visit.json.start, end: visit.json.end, local_date: date(3), local_time: '10:00' }
    assert.deepEqual(tried.json.outside, [named])
    // Over midnight: the end is on the next day.
    const night = await admin.post(`/doctors/${id}/schedule/preview`, rules({ hours: [{ day_of_week: weekdays[(new Date(date(2)).getUTCDay() + 6) % 7], start_time: '22:00', end_time: '02:00' }] }))
    const first = night.json.open.find((one) => one.local_date === date(2))
    assert.deepEqual([first.local_time, first.local_end_date, first.local_end_time], ['22:00', date(3), '02:00'])

    const absence = { kind: 'closed', start: local(3, '09:30'), end: local(3, '12:00') }
    const without = await staff.post(`/doctors/${id}/exceptions/preview`, { add: absence })
    assert.equal(without.status, 200, without.text)
    assert.deepEqual(without.json.outside, [named])
    assert.deepEqual(without.json.open.filter((one) => one.local_date === date(3)).map((one) => `${one.local_time}-${one.local_end_time}`), ['09:00-09:30', '12:00-13:00', '14:00-17:00'])
    assert.deepEqual(await kept(), before, 'nothing was written')

    const added = await staff.post(`/doctors/${id}/exceptions`, absence)
    assert.deepEqual(added.json.outside, without.json.outside)
    const less = await staff.post(`/doctors/${id}/exceptions/preview`, { remove: added.json.id })
    assert.deepEqual(less.json.outside, [])
    assert.equal((await staff.get(`/doctors/${id}/exceptions`)).json.data.length, 1)
    assert.deepEqual((await put(id, later)).json.outside, tried.json.outside)
})

test('a preview is checked like what it previews, and nobody sees that of others', async () => {
    const id = await doctor_with({})
    const hours = (body, client = admin) => client.post(`/doctors/${id}/schedule/preview`, body)
    const exceptions = (body, client = staff) => client.post(`/doctors/${id}/exceptions/preview`, body)
    assert.deepEqual(problems(await hours(rules({ slot_minutes: 7, visit_types: [] }))), ['/slot_minutes off_grid', '/visit_types too_few'])
    assert.deepEqual(problems(await hours(rules({ hours: every_day({ start_time: '09:00', end_time: '12:00' }).concat({ day_of_week: 'monday', start_time: '11:00', end_time: '13:00' }) }))), ['/hours/7 overlaps'])
    for (const hostile of ['9', 9, null, [], {}, { ...rules(), hours: 'every day' }, { ...rules(), timezone: "Lima'; drop table scheduling.schedules; --" }, { ...rules(), horizon_days: 1e400 }, { ...rules(), doctor_id: id }])
        assert.ok([400, 422].includes((await hours(hostile)).status), JSON.stringify(hostile))
    assert.deepEqual(problems(await exceptions({})), [' required'])
    assert.deepEqual(problems(await exceptions({ add: { kind: 'closed', start: local(5, '10:02'), end: local(5, '10:01') } })), ['/add/end not_after_start', '/add/end off_grid', '/add/start off_grid'])
    for (const hostile of [{ add: [] }, { remove: 7 }, { remove: "' or true --" }, { add: { kind: 'closed', start: '9999-99-99T00:00', end: local(5, '10:00') } }, { add: null, remove: null }, 'remove'])
        assert.equal((await exceptions(hostile)).status, 422, JSON.stringify(hostile))
    assert.equal((await exceptions({ remove: '0192d9b0-0000-7000-8000-00000000beef' })).status, 404)
    const doctor = await server.as('doctor')
    assert.equal((await hours(rules(), doctor)).status, 404, 'a colleague')
    assert.equal((await exceptions({ add: { kind: 'closed', start: local(5, '10:00'), end: local(5, '11:00') } }, doctor)).status, 404)
    for (const [client, status] of [[anyone, 401], [await server.patient(), 403], [staff, 403]]) assert.equal((await hours(rules(), client)).status, status)
    for (const [client, status] of [[anyone, 401], [await server.patient(), 403]]) assert.equal((await exceptions({}, client)).status, status)
    assert.equal((await admin.post('/doctors/0192d9b0-0000-7000-8000-00000000beef/schedule/preview', rules())).status, 404)
    const none = await doctor_with()
    assert.equal((await admin.post(`/doctors/${none}/schedule/preview`, rules())).status, 200, 'the first hours of all')
    assert.equal((await anyone.get(`/doctors/${none}/schedule`)).status, 404)
})

test('visits at a clinic that a doctor has left are named to those who may see them only', async () => {
    const id = await doctor_with({})
    const [patient, seen] = [await server.patient(), await admin.get(`/doctors/${id}`)]
    const visit = await patient.post('/appointments', { doctor_id: id, start: at(3, '10:00') })
    assert.equal(visit.status, 201, visit.text)
    const other = (await admin.get('/clinics?limit=50')).json.data.find((one) => one.id !== seen.json.clinic.id)
    const email = unique_email()
    assert.equal((await admin.post('/users', { email, role: 'staff', first_name: 'Lucía', last_name: 'Vega', password: 'correct horse battery', clinic_ids: [other.id] })).status, 201)
    const there = server.client()
    await there.sign_in(email, 'correct horse battery')
    const absence = { kind: 'closed', start: local(3, '09:30'), end: local(3, '12:00') }
    const preview = (client) => client.post(`/doctors/${id}/exceptions/preview`, { add: absence })
    assert.equal((await preview(there)).status, 404)
    assert.equal((await admin.patch(`/doctors/${id}`, { clinic_id: other.id })).status, 200)
    assert.deepEqual((await preview(there)).json.outside, [])
    assert.deepEqual((await preview(admin)).json.outside.map((one) => one.reference), [visit.json.reference])
    assert.deepEqual((await there.post(`/doctors/${id}/exceptions`, absence)).json.outside, [])
})

test('visits decades from each other are each looked at, and not the days between', async () => {
    const id = await doctor_with({})
    const patients = await Promise.all([server.patient(), server.patient(), server.patient()])
    const book = async (client, start) => {
        const answer = await staff.post('/appointments', { doctor_id: id, patient_id: client.patient.id, start, override: ['horizon', 'closed'], override_reason: 'Far ahead' })
        assert.equal(answer.status, 201, answer.text)
        return answer.json.reference
    }
    const open = rules().hours[0].start_time
    await book(patients[0], at(4, open))
    const [far, near] = [await book(patients[1], '2190-03-05T08:00:00Z'), await book(patients[2], at(5, '07:00'))]
    await book(patients[2], at(7, open))
    const tried = await admin.post(`/doctors/${id}/schedule/preview`, rules())
    assert.deepEqual(tried.json.outside.map((one) => one.reference), [near, far])
})

test('explain names every rule that removes a time, and nothing else', async () => {
    const id = await doctor_with({ buffer_after_minutes: 10, notice_minutes: 120, horizon_days: 30, max_per_day: 3 })
    const [ana, eva] = [await server.patient(), await server.patient()]
    const book = async (client, start) => {
        const answer = await client.post('/appointments', { doctor_id: id, start })
        assert.equal(answer.status, 201, answer.text)
    }
    await book(ana, at(5, '10:00'))
    assert.equal((await eva.post('/holds', { doctor_id: id, start: at(5, '11:30') })).status, 201)
    assert.equal((await staff.post(`/doctors/${id}/exceptions`, { kind: 'closed', start: local(7, '00:00'), end: local(8, '00:00') })).status, 201)
    const expected = [
        [6, '10:00', []],
        [6, '08:00', ['closed']],
        [6, '16:45', ['closed', 'off_grid']],
        [6, '13:00', ['break']],
        [6, '12:45', ['break', 'off_grid']],
        [6, '10:05', ['off_grid']],
        [7, '10:00', ['exception']],
        [7, '08:00', ['closed', 'exception']],
        [7, '13:15', ['break', 'exception', 'off_grid']],
        [-1, '10:00', ['notice']],
        [-1, '10:05', ['off_grid', 'notice']],
        [31, '10:00', ['horizon']],
        [31, '08:00', ['closed', 'horizon']],
        [5, '10:00', ['taken']],
        [5, '10:05', ['off_grid', 'taken']],
        [5, '10:30', ['buffer']],
        [5, '09:30', ['buffer']],
        [5, '11:30', ['held']],
        [5, '10:35', ['off_grid', 'buffer']],
        [5, '14:00', []],
    ]
    for (const [days, time, reasons] of expected) assert.deepEqual(await explain(id, at(days, time)), reasons, `${days} ${time}`)
    await book(ana, at(5, '15:00'))
    assert.deepEqual(await explain(id, at(5, '16:00')), ['daily_cap'])
    assert.deepEqual(await explain(id, at(5, '10:10')), ['off_grid', 'daily_cap', 'taken'])
    assert.deepEqual(await explain(id, at(6, '12:30'), '&duration_minutes=60'), ['break'])
    assert.equal((await staff.get(`/doctors/${id}/availability/explain`)).status, 422)
    const busy = await ana.post('/appointments', { doctor_id: await doctor_with({}), start: at(5, '10:00') })
    assert.equal(busy.code, 'patient_busy', busy.text)

    // Quarter of an hour by quarter of an hour: listed is exactly what nothing speaks against.
    const listed = new Set((await slots_of(id)).map((slot) => slot.start))
    for (const days of [5, 6, 7]) {
        for (let minute = 8 * 60; minute <= 17 * 60; minute += 15) {
            const start = at(days, `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`)
            assert.equal((await explain(id, start)).length === 0, listed.has(start), start)
        }
    }
    assert.equal((await admin.delete(`/doctors/${id}`)).status, 204)
    const retired = await admin.get(`/doctors/${id}/availability/explain?start=${encodeURIComponent(at(5, '10:00'))}`)
    assert.deepEqual(retired.json.reasons.map((reason) => reason.rule), ['daily_cap', 'taken', 'doctor_retired'])
})

// A small generator of one's own, so that a failure can be had again.
function generator(seed) {
    let state = seed >>> 0
    return (below) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        return Math.floor((state / 2 ** 32) * below)
    }
}

test('thirty listed times of many doctors can all be booked; what is not listed cannot', async () => {
    const seed = Number(process.env.VENERA_SEED ?? Date.now() % 1_000_000)
    const random = generator(seed)
    const doctors = (await anyone.get('/doctors?limit=100&sort=name')).json.data.filter((doctor) => doctor.next_available)
    const used = new Set()
    for (let i = 0; i < 30; ++i) {
        const doctor = doctors[random(doctors.length)]
        const slots = await anyone.free_slots(doctor.id, 'days=31')
        if (slots.length === 0) continue
        const slot = slots[random(slots.length)]
        const patient = await server.patient()
        const booked = await patient.post('/appointments', { doctor_id: doctor.id, start: slot.start })
        assert.equal(booked.status, 201, `seed ${seed}: ${doctor.id} ${slot.start}: ${booked.text}`)
        assert.deepEqual([booked.json.start, booked.json.end, booked.json.local_date, booked.json.local_time], [slot.start, slot.end, slot.local_date, slot.local_time])
        const again = await anyone.free_slots(doctor.id, 'days=31')
        assert.ok(!again.some((other) => other.start < slot.end && other.end > slot.start), `seed ${seed}: the time is gone from the list`)
        used.add(doctor.id)

        const listed = new Set(again.map((other) => other.start))
        const near = new Date(new Date(slot.start).getTime() + (random(97) - 48) * 300_000).toISOString().replace('.000Z', 'Z')
        if (listed.has(near)) continue
        const refused = await (await server.patient()).post('/appointments', { doctor_id: doctor.id, start: near })
        assert.ok([409, 422].includes(refused.status), `seed ${seed}: ${doctor.id} ${near} is not listed, but ${refused.text}`)
    }
    assert.ok(used.size >= 10, `${used.size} doctors`)
    const found = await anyone.get('/availability?limit=20')
    for (const { doctor, slots } of found.json.data.slice(0, 10)) {
        const booked = await (await server.patient()).post('/appointments', { doctor_id: doctor.id, start: slots.at(-1).start })
        assert.equal(booked.status, 201, booked.text)
    }
})
