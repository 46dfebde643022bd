// Booking end to end: find a time, hold it, book it, see it, move it, cancel it; and every way to be refused.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { venera } from './support/server.mjs'

let server, staff, admin
before(async () => {
    server = await venera()
    staff = await server.as('staff')
    admin = await server.as('admin')
})
after(() => server?.close())

const appointment_members = [
    'id', 'reference', 'doctor_id', 'doctor_name', 'specialty', 'clinic', 'patient_id', 'patient_name', 'start', 'end',
    'duration_minutes', 'timezone', 'local_date', 'local_time', 'mode', 'visit_type', 'status', 'reason', 'notes', 'price_cents',
    'currency', 'payment_status', 'pay_until', 'cancellable_until', 'version', 'created_at', 'updated_at',
].sort()

test('a patient finds a time, holds it, books it, sees it, moves it and cancels it', async () => {
    const ana = await server.patient({ first_name: 'Ana', last_name: 'Quispe' })
    const { doctor, slots } = await ana.doctor_with_times()

    const held = await ana.post('/holds', { doctor_id: doctor.id, start: slots[4].start })
    assert.equal(held.status, 201, held.text)
    assert.equal(held.json.status, 'held')
    assert.equal(held.json.start, slots[4].start)

    const other = await server.patient()
    const listed = await other.free_slots(doctor.id, 'days=31')
    assert.ok(!listed.some((slot) => slot.start === slots[4].start), 'a held time is not offered to others')

    const booked = await ana.post('/appointments', { doctor_id: doctor.id, start: slots[4].start, hold_id: held.json.id, reason: 'Dolor de garganta' })
    assert.equal(booked.status, 201, booked.text)
    assert.equal(booked.json.id, held.json.id, 'booking a hold keeps its id')
    assert.deepEqual(Object.keys(booked.json).sort(), appointment_members)
    assert.equal(booked.json.status, 'booked')
    assert.match(booked.json.reference, /^VEN-[0-9A-HJKMNP-TV-Z]{6}$/)
    assert.equal(booked.json.patient_name, 'Ana Quispe')
    assert.equal(booked.json.reason, 'Dolor de garganta')
    assert.equal(booked.headers.get('etag'), `"${booked.json.version}"`)
    assert.equal(booked.headers.get('cache-control'), 'no-store')

    const seen = await ana.get(`/appointments/${booked.json.id}`)
    assert.equal(seen.status, 200)
    assert.deepEqual(seen.json, booked.json)

    const moved = await ana.patch(`/appointments/${booked.json.id}`, { start: slots[6].start }, { headers: { 'if-match': seen.headers.get('etag') } })
    assert.equal(moved.status, 200, moved.text)
    assert.equal(moved.json.start, slots[6].start)
    assert.equal(moved.json.version, booked.json.version + 1)
    assert.ok((await other.free_slots(doctor.id, 'days=31')).some((slot) => slot.start === slots[4].start), 'the old time is free again')

    const stale = await ana.patch(`/appointments/${booked.json.id}`, { start: slots[5].start }, { headers: { 'if-match': seen.headers.get('etag') } })
    assert.equal(stale.status, 412)
    assert.equal(stale.code, 'version_mismatch')

    const reworded = await ana.patch(`/appointments/${booked.json.id}`, { reason: 'Dolor de oído' })
    assert.equal(reworded.json.version, moved.json.version + 1, reworded.text)
    const cancelled = await ana.delete(`/appointments/${booked.json.id}`)
    assert.equal(cancelled.status, 200, cancelled.text)
    assert.equal(cancelled.json.status, 'cancelled')
    const again = await ana.delete(`/appointments/${booked.json.id}`)
    assert.equal(again.status, 200)
    assert.equal(again.json.version, cancelled.json.version, 'cancelling twice changes nothing')
    assert.ok((await other.free_slots(doctor.id, 'days=31')).some((slot) => slot.start === slots[6].start))

    const events = await server.sql(`select type, version, payload from scheduling.outbox where aggregate_id = '${booked.json.id}' order by created_at, version`)
    assert.deepEqual(events.map((row) => row.type), ['appointment.held', 'appointment.booked', 'appointment.moved', 'appointment.changed', 'appointment.cancelled'])
    assert.deepEqual(events.map((row) => row.version), [1, 2, 3, 4, 5], 'one event for each version')
    for (const { type, payload } of events) {
        const members = ['appointment_id', 'clinic_id', 'doctor_id', 'end', 'is_hold', 'overrides', 'patient_id', 'start', 'status', 'timezone', 'version']
        if (type === 'appointment.moved') members.push('previous_clinic_id', 'previous_doctor_id', 'previous_local_date', 'previous_start')
        if (type === 'appointment.cancelled') members.push('by')
        assert.deepEqual(Object.keys(payload).sort(), members.sort(), 'ids, times and states only')
    }
    const accesses = await server.sql(`select action, outcome from scheduling.access_log where resource_id = '${booked.json.id}'`)
    assert.ok(accesses.length >= 5 && accesses.every((row) => row.outcome === 'allowed'), JSON.stringify(accesses))
})

test('a taken time answers 409 with three alternatives that can be booked', async () => {
    const [first, second] = [await server.patient(), await server.patient()]
    const { doctor, slots } = await first.doctor_with_times()
    assert.equal((await first.post('/appointments', { doctor_id: doctor.id, start: slots[2].start })).status, 201)
    const refused = await second.post('/appointments', { doctor_id: doctor.id, start: slots[2].start })
    assert.equal(refused.status, 409)
    assert.equal(refused.headers.get('content-type'), 'application/problem+json')
    assert.equal(refused.code, 'slot_taken')
    assert.equal(refused.json.type, '/problems/slot_taken')
    assert.equal(refused.json.alternatives.length, 3)
    const chosen = refused.json.alternatives[0]
    const booked = await second.post('/appointments', { doctor_id: doctor.id, start: chosen.start })
    assert.equal(booked.status, 201, booked.text)
})

test('a patient cannot be in two places', async () => {
    const patient = await server.patient()
    const one = await patient.doctor_with_times()
    assert.equal((await patient.post('/appointments', { doctor_id: one.doctor.id, start: one.slots[3].start })).status, 201)
    const doctors = (await patient.get('/doctors?limit=20')).json.data.filter((item) => item.id !== one.doctor.id)
    const rules = { override: ['closed', 'break', 'exception', 'off_grid', 'notice', 'horizon', 'daily_cap', 'buffer'], override_reason: 'Two places at once' }
    const answers = []
    for (const other of doctors)
        answers.push(await staff.post('/appointments', { doctor_id: other.id, start: one.slots[3].start, patient_id: patient.patient.id, ...rules }))
    const codes = answers.map((answer) => answer.code)
    assert.ok(codes.every((code) => code === 'patient_busy' || code === 'slot_taken'), codes.join())
    const busy = answers.find((answer) => answer.code === 'patient_busy')
    assert.equal(busy?.status, 409, 'every one of those doctors was taken')
})

test('times that are not offered say why', async () => {
    const patient = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    const at = (iso, minutes) => new Date(Date.parse(iso) + minutes * 60_000).toISOString().replace('.000Z', 'Z')
    const off_grid = await patient.post('/appointments', { doctor_id: doctor.id, start: at(slots[3].start, 5) })
    assert.equal(off_grid.status, 422, off_grid.text)
    assert.equal(off_grid.code, 'not_offered')
    assert.ok(off_grid.json.reasons.some((reason) => reason.rule === 'off_grid'), off_grid.text)
    const far = await patient.post('/appointments', { doctor_id: doctor.id, start: at(slots[3].start, 60 * 24 * 400) })
    assert.equal(far.status, 422)
    assert.equal(far.code, 'beyond_horizon')
    const past = await patient.post('/appointments', { doctor_id: doctor.id, start: '2020-01-06T15:00:00Z' })
    assert.equal(past.status, 422)
    assert.equal(past.code, 'too_late_to_book')
    const missing = await patient.post('/appointments', { doctor_id: '0192d9b0-0000-7000-8000-000000000000', start: slots[3].start })
    assert.equal(missing.status, 404)
})

test('staff book for a patient and may override the rules, with a reason, but never the constraint', async () => {
    const patient = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    const start = new Date(Date.parse(slots[5].start) + 5 * 60_000).toISOString().replace('.000Z', 'Z')
    const wish = { doctor_id: doctor.id, start, patient_id: patient.patient.id }
    assert.equal((await staff.post('/appointments', wish)).code, 'not_offered')
    const no_reason = await staff.post('/appointments', { ...wish, override: ['off_grid'] })
    assert.equal(no_reason.status, 422)
    const reasoned = { ...wish, override: ['off_grid', 'buffer'], override_reason: 'Urgent control' }
    const booked = await staff.post('/appointments', reasoned)
    assert.equal(booked.status, 201, booked.text)
    const second = await server.patient()
    const taken = await staff.post('/appointments', { ...reasoned, patient_id: second.patient.id })
    assert.equal(taken.status, 409)
    assert.equal(taken.code, 'slot_taken')
    const patient_try = await second.post('/appointments', { doctor_id: doctor.id, start, override: ['off_grid'], override_reason: 'me too' })
    assert.ok([403, 422].includes(patient_try.status), patient_try.text)
    const unnamed = await staff.post('/appointments', { doctor_id: doctor.id, start: slots[1].start })
    assert.equal(unnamed.status, 422)
    assert.ok(unnamed.json.errors.some((error) => error.pointer === '/patient_id'))
})

test('another person’s appointment and a missing one answer alike', async () => {
    const [owner, stranger] = [await server.patient(), await server.patient()]
    const { doctor, slots } = await owner.doctor_with_times()
    const booked = await owner.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })
    assert.equal(booked.status, 201)
    const id = booked.json.id
    const missing = '0192d9b0-0000-7000-8000-00000000abcd'
    const calls = [
        (at) => stranger.get(`/appointments/${at}`),
        (at) => stranger.patch(`/appointments/${at}`, { start: slots[1].start }),
        (at) => stranger.delete(`/appointments/${at}`),
        (at) => stranger.post(`/appointments/${at}/cancel`, { reason: 'x' }),
        (at) => stranger.get(`/appointments/${at}/calendar.ics`),
    ]
    for (const call of calls) {
        const [theirs, nothing] = [await call(id), await call(missing)]
        assert.equal(theirs.status, 404)
        const strip = (answer) => ({ ...answer.json, request_id: '' })
        assert.deepEqual(strip(theirs), strip(nothing))
    }
    const denied = await server.sql(`select count(*)::int as n from scheduling.access_log where resource_id = '${id}' and outcome = 'denied'`)
    assert.equal(denied[0].n, calls.length, 'each denied access is one row')
    const after = await owner.get(`/appointments/${id}`)
    assert.deepEqual(after.json, booked.json)
    const steps = ['confirm', 'check-in', 'complete', 'no-show']
    for (const step of steps) assert.equal((await owner.post(`/appointments/${id}/${step}`)).status, 403)
})

test('the visit goes through its states and only along them', async () => {
    const patient = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    const { json: ahead } = await patient.post('/appointments', { doctor_id: doctor.id, start: slots[7].start })
    const visit = await staff.walk_in(doctor.id, patient.patient.id)
    const step = (name, { id } = visit) => staff.post(`/appointments/${id}/${name}`)
    assert.equal((await step('no-show', ahead)).code, 'visit_not_started')
    assert.equal((await step('check-in', ahead)).status, 200)
    assert.equal((await step('complete', ahead)).code, 'visit_not_started')
    assert.equal((await step('confirm')).code, 'invalid_transition', 'booked is confirmed already')
    const arrived = await step('check-in')
    assert.equal(arrived.status, 200, arrived.text)
    assert.equal(arrived.json.status, 'arrived')
    assert.equal((await step('no-show')).code, 'invalid_transition')
    const done = await step('complete')
    assert.equal(done.json.status, 'fulfilled', done.text)
    assert.equal((await patient.delete(`/appointments/${visit.id}`)).code, 'invalid_transition')
    assert.equal((await step('check-in')).code, 'invalid_transition')
})

test('patients see theirs, doctors theirs, staff all; lists page without repeats', async () => {
    const patient = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    const ids = []
    for (const slot of [slots[0], slots[3], slots[6]]) {
        const booked = await patient.post('/appointments', { doctor_id: doctor.id, start: slot.start })
        assert.equal(booked.status, 201, booked.text)
        ids.push(booked.json.id)
    }
    const mine = await patient.get('/me/appointments?scope=upcoming')
    assert.deepEqual(mine.json.data.map((item) => item.id), ids)
    const seen = []
    let cursor = ''
    do {
        const page = await patient.get(`/appointments?limit=1&sort=-start${cursor}`)
        assert.equal(page.status, 200, page.text)
        seen.push(...page.json.data.map((item) => item.id))
        cursor = page.json.next_cursor ? `&cursor=${encodeURIComponent(page.json.next_cursor)}` : ''
    } while (cursor)
    assert.deepEqual(seen, [...ids].reverse())
    const by_staff = await staff.get(`/appointments?patient_id=${patient.patient.id}`)
    assert.deepEqual(by_staff.json.data.map((item) => item.id), ids)
    const stranger = await server.patient()
    const none = await stranger.get(`/appointments?patient_id=${patient.patient.id}`)
    assert.deepEqual(none.json?.data ?? [], [])
    const agenda = await admin.get(`/doctors/${doctor.id}/agenda?days=14`)
    assert.equal(agenda.status, 200, agenda.text)
    assert.equal((await patient.get(`/doctors/${doctor.id}/agenda`)).status, 403)
    const ics = await patient.get(`/appointments/${ids[0]}/calendar.ics`)
    assert.equal(ics.headers.get('content-type').split(';')[0], 'text/calendar')
    assert.match(ics.text, /^BEGIN:VCALENDAR\r\n/)
    assert.match(ics.text, new RegExp(`UID:${ids[0]}`))
})

test('patients may cancel or move only until cancellable_until; staff always', async () => {
    const patient = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    const { json: visit } = await patient.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })
    await server.execute(`update scheduling.appointments set cancellable_until = created_at where id = '${visit.id}'`)
    assert.equal((await patient.delete(`/appointments/${visit.id}`)).code, 'too_late_to_cancel')
    assert.equal((await patient.patch(`/appointments/${visit.id}`, { start: slots[5].start })).code, 'too_late_to_cancel')
    const cancelled = await staff.post(`/appointments/${visit.id}/cancel`, { reason: 'Doctor is ill' })
    assert.equal(cancelled.json.status, 'cancelled', cancelled.text)
})

test('an anonymous visitor holds a time and books it after signing in', async () => {
    const visitor = server.client()
    const { doctor, slots } = await visitor.doctor_with_times()
    const held = await visitor.post('/holds', { doctor_id: doctor.id, start: slots[2].start })
    assert.equal(held.status, 201, held.text)
    assert.match(held.json.holder_token, /^[A-Za-z0-9_-]{43}$/)
    const thief = await server.patient()
    const stolen = await thief.post('/appointments', { doctor_id: doctor.id, start: slots[2].start, hold_id: held.json.id })
    assert.equal(stolen.status, 404, stolen.text)
    const extended = await visitor.post(`/holds/${held.json.id}/extend`, { holder_token: held.json.holder_token })
    assert.equal(extended.status, 200, extended.text)
    assert.ok(Date.parse(extended.json.expires_at) > Date.parse(held.json.expires_at))
    await visitor.register()
    const booked = await visitor.post('/appointments', { doctor_id: doctor.id, start: slots[2].start, hold_id: held.json.id, holder_token: held.json.holder_token })
    assert.equal(booked.status, 201, booked.text)
    assert.equal(booked.json.patient_id, visitor.patient.id)
})

test('a patient has at most three live holds; an expired one is gone at once', async () => {
    const patient = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    const holds = []
    for (const index of [0, 2, 4]) {
        const held = await patient.post('/holds', { doctor_id: doctor.id, start: slots[index].start })
        assert.equal(held.status, 201, held.text)
        holds.push(held.json)
    }
    assert.equal((await patient.post('/holds', { doctor_id: doctor.id, start: slots[6].start })).code, 'too_many_holds')
    assert.equal((await patient.delete(`/holds/${holds[0].id}`)).status, 204)
    await server.advance(11 * 60)
    const late = await patient.post('/appointments', { doctor_id: doctor.id, start: holds[1].start, hold_id: holds[1].id })
    assert.equal(late.status, 410, late.text)
    assert.equal(late.code, 'hold_expired')
    const other = await server.patient()
    const booked = await other.post('/appointments', { doctor_id: doctor.id, start: holds[2].start })
    assert.equal(booked.status, 201, booked.text)
})

test('the same idempotency key gives the same answer, another body is refused', async () => {
    const patient = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    const key = { headers: { 'idempotency-key': '"a-key-of-mine"' } }
    const body = { doctor_id: doctor.id, start: slots[1].start, reason: 'Control' }
    const answers = await Promise.all(Array.from({ length: 20 }, () => patient.post('/appointments', body, key)))
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [201], answers.map((answer) => answer.text).join('\n'))
    assert.equal(new Set(answers.map((answer) => answer.text)).size, 1)
    assert.equal(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true').length, 19)
    const other = await patient.post('/appointments', { ...body, start: slots[2].start }, key)
    assert.equal(other.status, 422)
    assert.equal(other.code, 'idempotency_key_reused')
    const neighbour = await server.patient()
    const theirs = await neighbour.post('/appointments', { ...body, start: slots[3].start }, key)
    assert.equal(theirs.status, 201, 'a key belongs to its caller')
    await server.stop()
    await server.start()
    const replayed = await patient.post('/appointments', body, key)
    assert.equal(replayed.status, 201)
    assert.equal(replayed.text, answers[0].text)
    assert.equal(replayed.headers.get('idempotency-replayed'), 'true')
})

test('a clinic that wants its money first makes visits wait; one that wants none asks for none', async () => {
    const patient = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    const clinic = `/clinics/${doctor.clinic.id}`
    const policy = async (payment_policy) => {
        const changed = await admin.patch(clinic, { payment_policy })
        assert.equal(changed.status, 200, changed.text)
        assert.equal((await patient.get(`/doctors/${doctor.id}`)).json.payment_policy, payment_policy)
    }
    const wish = (index) => ({ doctor_id: doctor.id, start: slots[index].start })
    try {
        await policy('at_booking')
        const waiting = await patient.post('/appointments', wish(0))
        assert.equal(waiting.status, 201, waiting.text)
        assert.deepEqual([waiting.json.status, waiting.json.payment_status], ['pending', 'unpaid'])
        const held = await patient.post('/holds', wish(3))
        assert.equal(held.status, 201, held.text)
        const from_hold = await patient.post('/appointments', { ...wish(3), hold_id: held.json.id })
        assert.deepEqual([from_hold.status, from_hold.json.status], [201, 'pending'], from_hold.text)
        assert.equal((await (await server.patient()).post('/appointments', wish(0))).code, 'slot_taken', 'a waiting visit has its time')
        assert.equal((await patient.post(`/appointments/${waiting.json.id}/confirm`, {})).status, 403)
        const confirmed = await staff.post(`/appointments/${waiting.json.id}/confirm`, {})
        assert.equal(confirmed.json.status, 'booked', confirmed.text)
        assert.equal((await patient.delete(`/appointments/${from_hold.json.id}`)).json.status, 'cancelled')
        const events = await server.sql(`select type from scheduling.outbox where aggregate_id = '${waiting.json.id}' order by version`)
        assert.deepEqual(events.map((row) => row.type), ['appointment.pending', 'appointment.booked'])
        await policy('none')
        const unpaid = await patient.post('/appointments', wish(5))
        assert.deepEqual([unpaid.json.status, unpaid.json.payment_status], ['booked', 'not_required'], unpaid.text)
    } finally {
        await policy('at_desk')
    }
})

test('problems speak Spanish on request', async () => {
    const patient = await server.patient()
    const answer = await patient.get('/appointments/0192d9b0-0000-7000-8000-00000000abcd', { headers: { 'accept-language': 'es-PE,es;q=0.9' } })
    assert.equal(answer.json.title, 'No encontrado')
    assert.equal(answer.headers.get('content-language'), 'es')
})
