// People who act for others: the consent, what it allows, who sees it, and its end.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { venera } from './support/server.mjs'

let server, parent, stranger, child, times, doctor
const luz = { relationship: 'child', first_name: 'Luz', last_name: 'Quispe', birth_date: '2016-04-09' }
const nobody = '0192d9b0-0000-7000-8000-00000000beef'

before(async () => {
    server = await venera()
    parent = await server.patient({ first_name: 'Rosa' })
    stranger = await server.patient()
    ;({ doctor, slots: times } = await parent.doctor_with_times())
    const added = await parent.post('/me/relatives', luz)
    assert.equal(added.status, 201, added.text)
    child = added.json
})
after(() => server?.close())

const wish = (patient_id) => ({ doctor_id: doctor.id, start: times.pop().start, patient_id })
const bare = (answer) => JSON.stringify({ ...answer.json, request_id: '' })

test('a parent adds a minor child, who needs no account', async () => {
    const { id, patient_id, requested_at, consented_at } = child
    assert.deepEqual(child, {
        id, direction: 'for_relative', relationship: 'child', status: 'active', basis: 'parent_of_minor', patient_id, first_name: 'Luz', last_name: 'Quispe', birth_date: '2016-04-09',
        requested_at, consented_by: parent.user.id, consented_at, ends_on: '2034-04-09', version: 1,
    })
    assert.deepEqual((await parent.get('/me/relatives')).json, { data: [child], next_cursor: null })
    assert.deepEqual((await stranger.get('/me/relatives')).json, { data: [], next_cursor: null })
    const [{ accounts }] = await server.sql(`select count(*) as accounts from identity.users where patient_id = '${patient_id}'`)
    assert.equal(accounts, 0)
    const events = await server.sql(`select payload from patients.outbox where type = 'relative.declared' and aggregate_id = '${id}'`)
    assert.deepEqual(events.map(({ payload }) => payload), [{ relative_id: id, acting_patient_id: parent.patient.id, patient_id, version: 1 }])
})

test('a parent holds, books, lists, shows, moves and cancels for the child', async () => {
    const hold = await parent.post('/holds', wish(child.patient_id))
    assert.equal(hold.status, 201, hold.text)
    assert.equal((await parent.post(`/holds/${hold.json.id}/extend`)).status, 200)
    const booked = await parent.post('/appointments', { hold_id: hold.json.id, patient_id: child.patient_id, reason: 'Fever' })
    assert.equal(booked.status, 201, booked.text)
    assert.equal(booked.json.patient_id, child.patient_id)
    assert.equal(booked.json.patient_name, 'Luz Quispe')
    const { id } = booked.json
    assert.equal((await parent.get(`/appointments/${id}`)).json.reason, 'Fever')
    assert.equal((await parent.get(`/appointments/${id}/calendar.ics`)).status, 200)
    const own = await parent.post('/appointments', { ...wish(), patient_id: undefined })
    assert.equal(own.status, 201, own.text)
    const ids = async (path) => (await parent.get(path)).json.data.map((one) => one.id).sort()
    assert.deepEqual(await ids('/appointments'), [id, own.json.id].sort())
    assert.deepEqual(await ids(`/appointments?patient_id=${child.patient_id}`), [id])
    assert.deepEqual(await ids('/me/appointments'), [own.json.id])
    const moved = await parent.patch(`/appointments/${id}`, { start: times.pop().start, reason: 'Fever again' })
    assert.equal(moved.status, 200, moved.text)
    const cancelled = await parent.post(`/appointments/${id}/cancel`, { reason: 'Well again' })
    assert.equal(cancelled.status, 200, cancelled.text)
    assert.equal(cancelled.json.status, 'cancelled')
    const rows = await server.sql(`select distinct action, actor_id, actor_role, purpose from scheduling.access_log where patient_id = '${child.patient_id}' and outcome = 'allowed'`)
    for (const row of rows) assert.deepEqual([row.actor_id, row.actor_role, row.purpose], [parent.user.id, 'patient', 'treatment'])
    for (const action of ['hold', 'extend', 'book', 'read', 'list', 'move', 'cancel']) assert.ok(rows.some((row) => row.action === action), action)
})

test('a stranger does none of that, as if the child did not exist', async () => {
    const booked = await parent.post('/appointments', wish(child.patient_id))
    assert.equal(booked.status, 201, booked.text)
    const { start } = times.at(-1)
    for (const path of ['/appointments', '/holds']) {
        const [of_child, of_nobody] = [await stranger.post(path, { doctor_id: doctor.id, start, patient_id: child.patient_id }), await stranger.post(path, { doctor_id: doctor.id, start, patient_id: nobody })]
        assert.equal(of_child.status, 404)
        assert.equal(bare(of_child), bare(of_nobody))
    }
    const { id } = booked.json
    for (const answer of [await stranger.get(`/appointments/${id}`), await stranger.patch(`/appointments/${id}`, { reason: 'x' }), await stranger.delete(`/appointments/${id}`), await stranger.delete(`/me/relatives/${child.id}`), await stranger.post(`/me/relatives/${child.id}/accept`)])
        assert.equal(answer.status, 404, answer.text)
    assert.deepEqual((await stranger.get(`/appointments?patient_id=${child.patient_id}`)).json.data, [])
    const denied = await server.sql(`select action from scheduling.access_log where patient_id = '${child.patient_id}' and actor_id = '${stranger.user.id}' and outcome = 'denied' order by id`)
    assert.deepEqual(denied.map((row) => row.action), ['book', 'book', 'read', 'change', 'cancel', 'list'])
})

test('what a consent never opens is the medical record', async () => {
    assert.equal((await parent.get(`/patients/${child.patient_id}/record`)).status, 404)
})

test('an adult is asked by their reference and consents from their own account', async () => {
    const mother = await server.patient({ first_name: 'Elena' })
    const asked = await parent.post('/me/relatives', { relationship: 'parent', reference: mother.patient.reference })
    assert.equal(asked.status, 201, asked.text)
    const { id } = asked.json
    for (const member of ['patient_id', 'first_name', 'last_name', 'birth_date', 'consented_by', 'consented_at', 'ends_on']) assert.equal(asked.json[member], null, member)
    assert.equal(asked.json.status, 'requested')
    const book = () => parent.post('/appointments', wish(mother.patient.id))
    assert.equal((await book()).status, 404, 'one side alone is no consent')
    assert.equal((await parent.post(`/me/relatives/${id}/accept`)).status, 404, 'nor may who asks accept')
    assert.equal((await parent.post('/me/relatives', { relationship: 'parent', reference: mother.patient.reference })).code, 'relative_exists')
    const [request] = (await mother.get('/me/relatives')).json.data
    assert.deepEqual([request.id, request.direction, request.status, request.first_name], [id, 'for_me', 'requested', 'Rosa'])
    const accepted = await mother.post(`/me/relatives/${id}/accept`)
    assert.equal(accepted.status, 200, accepted.text)
    assert.equal(accepted.json.consented_by, mother.user.id)
    const booked = await book()
    assert.equal(booked.status, 201, booked.text)
    assert.equal((await mother.get(`/appointments/${booked.json.id}`)).status, 200, 'it is hers')
    assert.equal((await mother.post('/appointments', wish(parent.patient.id))).status, 404, 'consent has one direction')
    assert.equal((await mother.get('/me/relatives')).json.data.length, 1)

    assert.equal((await mother.delete(`/me/relatives/${id}`)).status, 204)
    assert.equal((await book()).status, 404, 'revoked')
    assert.equal((await parent.get(`/appointments/${booked.json.id}`)).status, 404)
    assert.equal((await parent.delete(`/appointments/${booked.json.id}`)).status, 404)
    assert.ok(!(await parent.get('/appointments')).json.data.some((one) => one.patient_id === mother.patient.id))
    assert.equal((await mother.post(`/me/relatives/${id}/accept`)).status, 404)
    assert.equal((await mother.delete(`/me/relatives/${id}`)).status, 404)
    const kept = await server.sql(`select consented_by, consented_at is not null as consented, ended_by, ended_at is not null as ended, basis from patients.relatives where id = '${id}'`)
    assert.deepEqual(kept, [{ consented_by: mother.user.id, consented: true, ended_by: mother.user.id, ended: true, basis: 'own_consent' }])
    const trail = await server.sql(`select type from patients.outbox where aggregate_id = '${id}' order by version`)
    assert.deepEqual(trail.map(({ type }) => type), ['relative.requested', 'relative.accepted', 'relative.ended'])
    for (const person of [mother, parent]) {
        const seen = await server.sql(`select actor_id, action from patients.access_log where patient_id = '${person.patient.id}' and resource = 'relative' and resource_id = '${id}' and outcome = 'allowed' and action <> 'list' order by id`)
        assert.deepEqual(seen, [{ actor_id: parent.user.id, action: 'request' }, { actor_id: mother.user.id, action: 'accept' }, { actor_id: mother.user.id, action: 'end' }])
    }
})

test('bad wishes are refused', async () => {
    const refused = async (body, ...problems) => {
        const answer = await parent.post('/me/relatives', body)
        assert.equal(answer.status, 422, answer.text)
        assert.deepEqual(answer.json.errors.map((error) => `${error.pointer} ${error.code}`), problems)
    }
    await refused({ relationship: 'child' }, '/first_name required', '/last_name required', '/birth_date required')
    await refused({ ...luz, birth_date: '1990-01-01' }, '/birth_date of_age')
    await refused({ ...luz, birth_date: '2990-01-01' }, '/birth_date in_the_future')
    await refused({ relationship: 'parent', first_name: 'Ana' }, '/reference required', '/first_name own_account')
    await refused({ relationship: 'other', reference: 'P-000000' }, '/reference unknown_patient')
    await refused({ relationship: 'other', reference: parent.patient.reference }, '/reference own_reference')
    await refused({ ...luz, patient_id: stranger.patient.id }, '/patient_id unknown_member')
    const doctor_client = await server.as('doctor')
    assert.equal((await doctor_client.get('/me/relatives')).status, 403)
})

test('a repeated request adds one child', async () => {
    const headers = { 'idempotency-key': 'one-child' }
    const [first, second] = [await parent.post('/me/relatives', luz, { headers }), await parent.post('/me/relatives', luz, { headers })]
    assert.equal(first.json.id, second.json.id)
    assert.equal(second.headers.get('idempotency-replayed'), 'true')
    const other = await parent.post('/me/relatives', { ...luz, first_name: 'Sol' }, { headers })
    assert.equal(other.code, 'idempotency_key_reused')
    const at_once = await Promise.all(Array.from({ length: 6 }, () => parent.post('/me/relatives', luz, { headers: { 'idempotency-key': 'at-once' } })))
    assert.deepEqual([...new Set(at_once.map((one) => `${one.status} ${one.json.id}`))].length, 1, at_once.map((one) => one.text).join())
})

test('a child comes of age, and the parent’s right has ended', async () => {
    const born = new Date(Date.now() - 18 * 365.25 * 86_400_000 + 20 * 86_400_000).toISOString().slice(0, 10)
    const added = await parent.post('/me/relatives', { ...luz, first_name: 'Mar', birth_date: born })
    assert.equal(added.status, 201, added.text)
    const { patient_id } = added.json
    const booked = await parent.post('/appointments', wish(patient_id))
    assert.equal(booked.status, 201, booked.text)
    await server.advance(25 * 86_400)
    parent.token = undefined
    parent.cookies.clear()
    await parent.sign_in(parent.email, 'correct horse battery')
    assert.equal((await parent.get(`/appointments/${booked.json.id}`)).status, 404)
    assert.equal((await parent.post('/appointments', { doctor_id: doctor.id, start: booked.json.start, patient_id })).status, 404)
    const listed = (await parent.get('/me/relatives')).json.data
    assert.ok(!listed.some((one) => one.patient_id === patient_id))
    assert.ok(listed.some((one) => one.patient_id === child.patient_id), 'the younger one is still theirs')
})
