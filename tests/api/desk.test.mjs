// What reception works with: the day board of a clinic, the check-in and its undoing, and who did what to a visit.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { unique_email, venera } from './support/server.mjs'

const secret = 'correct horse battery'
const nothing = '0192d9b0-0000-7000-8000-00000000beef'
let server, admin, staff, ana, doctor, times
before(async () => {
    server = await venera()
    ;[admin, staff, ana] = [await server.as('admin'), await server.as('staff'), await server.patient({ first_name: 'Ana', last_name: 'Quispe' })]
    ;({ doctor, slots: times } = await ana.doctor_with_times())
})
after(() => server?.close())

const ok = (answer, status = 200) => {
    assert.equal(answer.status, status, answer.text)
    return answer.json
}
const book = async (client = ana, more = {}) => ok(await client.post('/appointments', { doctor_id: doctor.id, start: times.shift().start, ...more }), 201)
const board = (client, query = {}) => client.get(`/appointments/board?${new URLSearchParams({ clinic_id: doctor.clinic.id, ...query })}`)
const on_board = async (visit, client = staff) => ok(await board(client, { date: visit.local_date })).visits.find((one) => one.id === visit.id)
async function employee(body) {
    const email = unique_email()
    ok(await admin.post('/users', { email, first_name: 'Some', last_name: 'One', password: secret, ...body }), 201)
    const client = server.client()
    await client.sign_in(email, secret)
    return client
}

test('the board shows a visit with who, when and how far, and not why', async () => {
    const visit = await book(ana, { reason: 'A canary of a reason' })
    const answer = await board(staff, { date: visit.local_date })
    const { clinic, date, doctors, visits, whole } = ok(answer)
    assert.deepEqual([clinic.id, date, whole], [doctor.clinic.id, visit.local_date, true])
    assert.deepEqual(visits.find((one) => one.id === visit.id), {
        id: visit.id, reference: visit.reference, doctor_id: doctor.id, patient_id: ana.patient.id, patient_name: 'Ana Quispe', start: visit.start, end: visit.end,
        duration_minutes: visit.duration_minutes, local_date: visit.local_date, local_time: visit.local_time, mode: visit.mode, visit_type: visit.visit_type, status: 'booked',
        price_cents: visit.price_cents, currency: visit.currency, payment_status: visit.payment_status, pay_until: null, version: 1,
    })
    assert.ok(!answer.text.includes('canary'))
    const column = doctors.find((one) => one.id === doctor.id)
    assert.equal(column.name, doctor.name)
    assert.match(column.open[0].local_time, /^\d\d:\d\d$/)
    assert.ok(column.open[0].start < column.open[0].end)
    assert.deepEqual(visits.map((one) => one.start), visits.map((one) => one.start).sort())
    assert.deepEqual(doctors.map((one) => one.name), doctors.map((one) => one.name).sort())
    const today = ok(await board(staff))
    assert.equal(today.date, today.today)
})

test('a hold is on the board without a name, a cancelled visit with its own', async () => {
    const hold = ok(await ana.post('/holds', { doctor_id: doctor.id, start: times.shift().start }), 201)
    const shown = await on_board(hold)
    assert.deepEqual([shown.status, shown.patient_id, shown.patient_name], ['held', null, null])
    ok(await ana.delete(`/holds/${hold.id}`), 204)
    assert.equal(await on_board(hold), undefined)
    const visit = await book()
    ok(await ana.delete(`/appointments/${visit.id}`))
    const cancelled = await on_board(visit)
    assert.deepEqual([cancelled.status, cancelled.patient_name], ['cancelled', 'Ana Quispe'])
})

test('a move takes a visit from one day to another', async () => {
    const visit = await book()
    const later = times.find((slot) => slot.local_date !== visit.local_date)
    times.splice(times.indexOf(later), 1)
    const moved = ok(await staff.patch(`/appointments/${visit.id}`, { start: later.start }))
    assert.equal(await on_board(visit), undefined)
    assert.equal((await on_board(moved)).local_time, later.local_time)
})

test('who works for some clinics sees those only, a doctor the own column', async () => {
    const visit = await book()
    const date = visit.local_date
    const others = ok(await ana.get('/doctors?limit=100')).data
    const elsewhere = others.find((one) => one.clinic.id !== doctor.clinic.id)
    const [here, there] = [await employee({ role: 'staff', clinic_ids: [doctor.clinic.id] }), await employee({ role: 'staff', clinic_ids: [elsewhere.clinic.id] })]
    assert.ok((await on_board(visit, here)).patient_name)
    const [theirs, none] = [await board(there, { date }), await board(there, { date, clinic_id: nothing })]
    assert.equal(theirs.status, 404)
    assert.deepEqual({ ...theirs.json, request_id: '' }, { ...none.json, request_id: '' })
    ok(await board(there, { date, clinic_id: elsewhere.clinic.id }))
    const [own, other] = [await employee({ role: 'doctor', doctor_id: doctor.id }), await employee({ role: 'doctor', doctor_id: elsewhere.id })]
    const columns = ok(await board(own, { date }))
    assert.deepEqual(columns.doctors.map((one) => one.id), [doctor.id])
    assert.ok(columns.visits.every((one) => one.doctor_id === doctor.id) && columns.visits.some((one) => one.id === visit.id))
    const empty = ok(await board(other, { date }))
    assert.deepEqual([empty.visits, empty.doctors], [[], []])
    assert.equal((await board(ana, { date })).status, 403)
    assert.equal((await board(server.client(), { date })).status, 401)
    const narrowed = ok(await board(staff, { date, doctor_id: doctor.id }))
    assert.deepEqual(narrowed.doctors.map((one) => one.id), [doctor.id])
    assert.deepEqual(ok(await board(staff, { date, doctor_id: nothing })).visits, [])
})

test('every name that a board shows is one line of the log', async () => {
    const visit = await book()
    const answer = await board(staff, { date: visit.local_date })
    const people = [...new Set(ok(answer).visits.map((one) => one.patient_id).filter(Boolean))].sort()
    const rows = await server.sql(`select action, patient_id from scheduling.access_log where request_id = '${answer.headers.get('x-request-id')}' order by patient_id`)
    assert.deepEqual(rows, people.map((patient_id) => ({ action: 'read board', patient_id })))
})

test('what is not a clinic, a date or a doctor is refused', async () => {
    const hostile = ["' or 1=1 --", '../../etc', '<script>', '%00', '2026-13-01', '0000-00-00', 'now', 'infinity', '1999-12-31', '2200-01-01', '9'.repeat(5000)]
    for (const text of hostile) {
        const refused = [await board(staff, { date: text }), await board(staff, { clinic_id: text }), await board(staff, { doctor_id: text })]
        for (const { status, text: body } of refused) assert.ok([400, 414, 422, 431].includes(status), `${text.slice(0, 20)}: ${status} ${body}`)
    }
    assert.deepEqual(ok(await staff.get('/appointments/board'), 422).errors.map((error) => error.parameter), ['clinic_id'])
    for (const id of hostile.slice(0, 4)) {
        assert.ok([400, 404, 422].includes((await staff.delete(`/appointments/${encodeURIComponent(id)}/check-in`)).status), id)
        assert.ok([400, 404, 422].includes((await staff.get(`/appointments/${encodeURIComponent(id)}/history`)).status), id)
    }
})

test('a time is explained as the doctor’s clock shows it, and then booked as an exception', async () => {
    const { timezone } = ok(await ana.get(`/doctors/${doctor.id}/schedule`))
    const day = times.at(-1).local_date
    const explain = (query) => staff.get(`/doctors/${doctor.id}/availability/explain?${new URLSearchParams(query)}`)
    const { start, end, local_date, local_time, available, reasons } = ok(await explain({ local_start: `${day}T03:05` }))
    assert.deepEqual([local_date, local_time, available], [day, '03:05', false])
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' })
    assert.equal(clock.format(new Date(start)), `${day} 03:05`)
    assert.ok(start < end)
    assert.deepEqual(ok(await explain({ start })), ok(await explain({ local_start: `${day}T03:05` })))
    const override = reasons.map((reason) => reason.rule)
    const visit = ok(await staff.post('/appointments', { doctor_id: doctor.id, patient_id: ana.patient.id, start, override, override_reason: 'Night shift' }), 201)
    assert.deepEqual([visit.local_date, visit.local_time], [day, '03:05'])
    const wrong = async (query) => ok(await explain(query), 422).errors.map((error) => `${error.parameter} ${error.code}`)
    assert.deepEqual(await wrong({}), ['start required'])
    assert.deepEqual(await wrong({ start, local_start: `${day}T03:05` }), ['local_start with_start'])
    assert.deepEqual(await wrong({ local_start: `${day}T03:01` }), ['local_start off_grid'])
    assert.equal((await wrong({ local_start: 'tomorrow' })).length, 1)
})

test('a check-in is undone, and nobody is told of a booking again', async () => {
    const visit = await book()
    const path = `/appointments/${visit.id}/check-in`
    assert.equal((await staff.delete(path)).code, 'invalid_transition')
    ok(await staff.post(path))
    assert.equal((await ana.delete(path)).status, 403)
    assert.equal((await staff.delete(path, { headers: { 'if-match': '"1"' } })).status, 412)
    const undone = ok(await staff.delete(path, { headers: { 'if-match': '"2"' } }))
    assert.deepEqual([undone.status, undone.version], ['booked', 3])
    assert.equal((await staff.delete(path)).code, 'invalid_transition', 'once')
    const events = await server.sql(`select type, payload->>'status' as status from scheduling.outbox where aggregate_id = '${visit.id}' order by version`)
    assert.deepEqual(events, [
        { type: 'appointment.booked', status: 'booked' }, { type: 'appointment.arrived', status: 'arrived' }, { type: 'appointment.check_in_undone', status: 'booked' },
    ])
    ok(await staff.delete(`/appointments/${visit.id}`))
})

test('of many who check in and undo at once each step happens once', async () => {
    const visit = await book()
    const path = `/appointments/${visit.id}/check-in`
    const all = await Promise.all(Array.from({ length: 24 }, (_, index) => (index % 2 ? staff.delete(path) : staff.post(path))))
    for (const { status, code, text } of all) assert.ok(status === 200 || ['invalid_transition', 'version_mismatch'].includes(code), text)
    const steps = all.filter(({ status }) => status === 200).length
    const { status, version } = ok(await staff.get(`/appointments/${visit.id}`))
    assert.equal(version, 1 + steps)
    assert.equal(status, steps % 2 ? 'arrived' : 'booked')
})

test('the history says who did what, to whom it concerns', async () => {
    const visit = await book()
    const path = `/appointments/${visit.id}`
    ok(await staff.post(`${path}/check-in`))
    ok(await staff.delete(`${path}/check-in`))
    ok(await staff.get(path))
    ok(await staff.patch(path, { notes: 'Comes by bus' }))
    const move = { start: new Date(Date.parse(visit.start) + 17 * 86_400_000 + 300_000).toISOString(), override: ['closed', 'break', 'exception', 'off_grid', 'horizon', 'daily_cap'], override_reason: 'The doctor agreed' }
    ok(await staff.patch(path, move))
    ok(await ana.delete(path))
    const { data, complete } = ok(await staff.get(`${path}/history`))
    assert.equal(complete, true)
    const { first_name, last_name } = staff.user
    const at_desk = { role: 'staff', name: `${first_name} ${last_name}` }
    const herself = { role: 'patient', name: 'Ana Quispe' }
    assert.deepEqual(data.map(({ at, ...step }) => step), [
        { action: 'book', overridden: [], ...herself },
        { action: 'check-in', overridden: [], ...at_desk },
        { action: 'undo check-in', overridden: [], ...at_desk },
        { action: 'change', overridden: [], ...at_desk },
        { action: 'move', overridden: move.override.toSorted((a, b) => data[4].overridden.indexOf(a) - data[4].overridden.indexOf(b)), ...at_desk },
        { action: 'cancel', overridden: [], ...herself },
    ])
    assert.deepEqual(data[4].overridden.toSorted(), move.override.toSorted())
    assert.deepEqual(data.map(({ at }) => at), data.map(({ at }) => at).toSorted())
    assert.ok(!JSON.stringify(data).includes('agreed'), 'never why')
    assert.equal((await ana.get(`${path}/history`)).status, 403)
    const others = ok(await ana.get('/doctors?limit=100')).data
    const stranger = await employee({ role: 'doctor', doctor_id: others.findLast((one) => one.id !== doctor.id).id })
    const [theirs, none] = [await stranger.get(`${path}/history`), await stranger.get(`/appointments/${nothing}/history`)]
    assert.deepEqual([theirs.status, { ...theirs.json, request_id: '' }], [404, { ...none.json, request_id: '' }])
})
