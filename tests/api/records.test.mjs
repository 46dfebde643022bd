// The medical record: who sees and writes it, who recorded what, and what it leaves behind in logs and tables.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { unique_email, venera } from './support/server.mjs'

let server, admin, doctor, other_doctor, staff, owner, stranger, record
const nobody = '0192d9b0-0000-7000-8000-00000000beef'
const reason = 'Complaint 4711 of canary-reason'
const break_glass = { headers: { 'x-purpose': 'break-glass', 'x-purpose-reason': reason } }
const canaries = { substance: 'canary-substance', reaction: 'canary-reaction', name: 'canary-drug', dose: 'canary-dose', frequency: 'canary-daily', condition: 'canary-condition', note: 'canary-note' }

before(async () => {
    server = await venera()
    admin = await server.as('admin')
    doctor = await server.as('doctor')
    staff = await server.as('staff')
    owner = await server.patient()
    stranger = await server.patient()
    record = `/patients/${owner.patient.id}/record`
    const { doctor_id } = doctor.user
    const slots = await owner.free_slots(doctor_id, 'days=31')
    assert.equal((await owner.post('/appointments', { doctor_id, start: slots.at(-1).start })).status, 201)
    const someone = (await owner.get('/doctors?limit=100')).json.data.find((item) => item.id !== doctor_id)
    const email = unique_email()
    assert.equal((await admin.post('/users', { email, role: 'doctor', first_name: 'Eva', last_name: 'Paz', password: 'a very long secret', doctor_id: someone.id })).status, 201)
    other_doctor = server.client()
    await other_doctor.sign_in(email, 'a very long secret')
})
after(() => server?.close())

const access_rows = (more = '') =>
    server.sql(`select actor_id, actor_role, action, purpose, purpose_reason, outcome from patients.access_log where patient_id = '${owner.patient.id}' and resource = 'record' ${more} order by id`)

test('nothing has been recorded at first', async () => {
    const empty = await owner.get(record)
    assert.equal(empty.status, 200, empty.text)
    assert.deepEqual(empty.json, { allergies: [], medications: [], medical_history: [], patient_id: owner.patient.id, version: 0, updated_at: null })
    assert.equal(empty.headers.get('etag'), '"0"')
    assert.equal(empty.headers.get('cache-control'), 'no-store')
})

test('a treating doctor replaces each list; entries say who recorded them and when', async () => {
    const allergies = await doctor.put(`${record}/allergies`, [{ substance: canaries.substance, severity: 'severe', reaction: canaries.reaction }])
    assert.equal(allergies.status, 200, allergies.text)
    assert.equal(allergies.json.version, 1)
    assert.equal(allergies.headers.get('etag'), '"1"')
    const [entry] = allergies.json.allergies
    assert.deepEqual(entry, { substance: canaries.substance, severity: 'severe', reaction: canaries.reaction, recorded_by: doctor.user.id, recorded_by_doctor_id: doctor.user.doctor_id, recorded_at: allergies.json.updated_at })
    const medications = await doctor.put(`${record}/medications`, [{ name: canaries.name, dose: canaries.dose, frequency: canaries.frequency, since: '2026-01-01', until: '2026-02-01' }, { name: 'Aspirin' }])
    assert.equal(medications.status, 200, medications.text)
    assert.deepEqual(medications.json.medications.map(({ name, dose, until }) => ({ name, dose, until })), [{ name: canaries.name, dose: canaries.dose, until: '2026-02-01' }, { name: 'Aspirin', dose: null, until: null }])
    const history = await doctor.put(`${record}/medical-history`, [{ condition: canaries.condition, status: 'active', since: '2019-05-01', note: canaries.note }])
    assert.equal(history.status, 200, history.text)
    assert.equal(history.json.version, 3)
    const shown = await owner.get(record)
    assert.deepEqual(shown.json, history.json)
    assert.deepEqual((await doctor.get(record)).json, history.json)
    const events = await server.sql(`select payload from patients.outbox where type = 'record.updated' and aggregate_id = '${owner.patient.id}' order by version`)
    assert.deepEqual(events.map(({ payload }) => payload.version), [1, 2, 3])
})

test('an entry that is sent again as it was keeps its author', async () => {
    const before = (await doctor.get(record)).json.allergies[0]
    await server.advance(60)
    const answer = await admin.put(`${record}/allergies`, [{ substance: 'Latex', severity: 'mild' }, { substance: canaries.substance, severity: 'severe', reaction: canaries.reaction }], break_glass)
    assert.equal(answer.status, 200, answer.text)
    const [added, kept] = answer.json.allergies
    assert.deepEqual(kept, before)
    assert.equal(added.recorded_by, admin.user.id)
    assert.equal(added.recorded_by_doctor_id, null)
    assert.ok(added.recorded_at > kept.recorded_at)
})

test('of two writes on one version the second is refused', async () => {
    const { version } = (await doctor.get(record)).json
    const tagged = { headers: { 'if-match': `"${version}"` } }
    assert.equal((await doctor.put(`${record}/medications`, [{ name: 'Aspirin' }], tagged)).status, 200)
    const stale = await doctor.put(`${record}/medications`, [], tagged)
    assert.equal(stale.status, 412)
    assert.equal(stale.code, 'version_mismatch')
})

test('two who write different lists at once both keep what they wrote', async () => {
    const writes = await Promise.all(
        Array.from({ length: 8 }, (_, i) => (i % 2 ? doctor.put(`${record}/allergies`, [{ substance: `at once ${i}`, severity: 'mild' }]) : doctor.put(`${record}/medications`, [{ name: `at once ${i}` }]))),
    )
    assert.deepEqual([...new Set(writes.map((one) => one.status))], [200])
    const versions = writes.map((one) => one.json.version).sort((a, b) => a - b)
    assert.deepEqual(versions, Array.from({ length: 8 }, (_, i) => versions[0] + i), 'each has a version of its own')
    const { json } = await doctor.get(record)
    assert.match(json.allergies[0].substance, /at once/)
    assert.match(json.medications[0].name, /at once/)
})

test('bad lists are refused with every problem', async () => {
    const cases = [
        ['allergies', {}, '', 'wrong_type'],
        ['allergies', [{ substance: '', severity: 'mild' }], '/0/substance', 'too_short'],
        ['allergies', [{ substance: 'x'.repeat(201), severity: 'mild' }], '/0/substance', 'too_long'],
        ['allergies', [{ substance: 'A', severity: 'deadly' }], '/0/severity', 'not_allowed'],
        ['allergies', [{ substance: 'A', severity: 'mild', recorded_by: doctor.user.id }], '/0/recorded_by', 'unknown_member'],
        ['allergies', Array.from({ length: 201 }, () => ({ substance: 'A', severity: 'mild' })), '', 'too_many'],
        ['medications', [{ name: 'A', since: '2026-02-02', until: '2026-02-01' }], '/0/until', 'before_since'],
        ['medications', [{ name: 'A', dose: 'x'.repeat(101) }], '/0/dose', 'too_long'],
        ['medical-history', [{ condition: 'A' }], '/0/status', 'required'],
        ['medical-history', [{ condition: 'A', status: 'active', note: 'x'.repeat(2001) }], '/0/note', 'too_long'],
    ]
    for (const [list, body, pointer, code] of cases) {
        const answer = await doctor.put(`${record}/${list}`, body)
        assert.equal(answer.status, 422, `${list} ${JSON.stringify(body).slice(0, 80)} ${answer.text}`)
        assert.deepEqual(answer.json.errors.map((error) => `${error.pointer} ${error.code}`), [`${pointer} ${code}`])
    }
})

test('others see nothing: a stranger’s record is the same as none, and the desk is not let in', async () => {
    const bare = (answer) => JSON.stringify({ ...answer.json, request_id: '' })
    for (const client of [stranger, other_doctor]) {
        const [of_owner, of_nobody] = [await client.get(record), await client.get(`/patients/${nobody}/record`)]
        assert.equal(of_owner.status, 404)
        assert.equal(bare(of_owner), bare(of_nobody))
    }
    assert.equal((await other_doctor.put(`${record}/allergies`, [])).status, 404)
    assert.equal((await other_doctor.get(record, break_glass)).status, 404, 'only administrators break the glass')
    for (const answer of [await staff.get(record), await staff.put(`${record}/allergies`, []), await owner.put(`${record}/allergies`, [])]) {
        assert.equal(answer.status, 403)
        assert.equal(answer.code, 'forbidden')
    }
    assert.equal((await server.client().get(record)).status, 401)
    const denied = await access_rows(`and outcome = 'denied'`)
    assert.deepEqual(denied.map((row) => `${row.actor_role} ${row.action}`), ['patient read', 'doctor read', 'doctor update', 'doctor read'])
})

test('a doctor sees nothing before there is a visit and once it is cancelled', async () => {
    const patient = await server.patient()
    const own = `/patients/${patient.patient.id}/record`
    const { doctor_id } = doctor.user
    const slots = await patient.free_slots(doctor_id, 'days=31')
    assert.equal((await doctor.get(own)).status, 404)
    const booked = await patient.post('/appointments', { doctor_id, start: slots.at(-3).start })
    assert.equal(booked.status, 201, booked.text)
    assert.equal((await doctor.get(own)).status, 200)
    assert.equal((await patient.delete(`/appointments/${booked.json.id}`)).status, 200)
    assert.equal((await doctor.get(own)).status, 404)
})

test('an administrator sees a record with a reason only, and the patient is told', async () => {
    const without = await admin.get(record, { headers: { 'accept-language': 'es' } })
    assert.equal(without.status, 403)
    assert.equal(without.code, 'break_glass_required')
    assert.match(without.json.detail, /X-Purpose-Reason/)
    assert.equal((await admin.get(record, { headers: { 'x-purpose': 'treatment' } })).code, 'break_glass_required')
    const silent = await admin.get(record, { headers: { 'x-purpose': 'break-glass' } })
    assert.equal(silent.status, 422)
    assert.deepEqual(silent.json.errors, [{ parameter: 'X-Purpose-Reason', code: 'reason_required', detail: 'is required with break-glass' }])
    const count = async () => (await server.sql(`select 1 from patients.outbox where type = 'record.break_glass' and aggregate_id = '${owner.patient.id}'`)).length
    const told = await count()
    assert.equal((await admin.get(record, break_glass)).status, 200)
    assert.equal(await count(), told + 1)
    const [{ payload }] = await server.sql(`select payload from patients.outbox where type = 'record.break_glass' order by created_at desc limit 1`)
    assert.deepEqual(Object.keys(payload).sort(), ['actor_id', 'actor_role', 'patient_id', 'request_id'])
    assert.equal(payload.actor_id, admin.user.id)
    const last = (await access_rows()).at(-1)
    assert.deepEqual(last, { actor_id: admin.user.id, actor_role: 'admin', action: 'read', purpose: 'break-glass', purpose_reason: reason, outcome: 'allowed' })
    assert.equal((await admin.get(`/patients/${nobody}/record`, break_glass)).status, 404)
})

test('the purpose of an access is one of five', async () => {
    for (const purpose of ['treatment', 'payment', 'operations', 'patient-request']) assert.equal((await owner.get(record, { headers: { 'x-purpose': purpose } })).status, 200)
    assert.deepEqual((await access_rows(`and actor_id = '${owner.user.id}'`)).slice(-4).map((row) => row.purpose), ['treatment', 'payment', 'operations', 'patient-request'])
    const unknown = await owner.get(record, { headers: { 'x-purpose': 'curiosity' } })
    assert.equal(unknown.status, 422)
    assert.equal(unknown.json.errors[0].parameter, 'X-Purpose')
    assert.equal((await owner.get(record, { headers: { 'x-purpose-reason': 'x'.repeat(501) } })).status, 422)
})

test('what is recorded stands nowhere in the clear', async () => {
    const dump = await server.sql(`select r::text as row from patients.records r union all select o::text from patients.outbox o`)
    const texts = dump.map(({ row }) => row).join('\n')
    const folder = join(server.data, 'venera', 'postgres', 'log')
    const logs = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n') + server.output + (await server.client().get('//metrics')).text
    for (const canary of [...Object.values(canaries), 'canary-reason']) {
        assert.ok(!texts.includes(canary) && !texts.includes(Buffer.from(canary).toString('hex')), `tables: ${canary}`)
        assert.ok(!logs.includes(canary), `logs: ${canary}`)
    }
})

test('a record that was put in another’s place does not open, and the answer says nothing', async () => {
    const other = await server.patient()
    const { doctor_id } = doctor.user
    const slots = await other.free_slots(doctor_id, 'days=31')
    assert.equal((await other.post('/appointments', { doctor_id, start: slots.at(-5).start })).status, 201)
    const path = `/patients/${other.patient.id}/record`
    assert.equal((await doctor.put(`${path}/allergies`, [{ substance: 'Wool', severity: 'mild' }])).status, 200)
    await server.execute(`update patients.records set contents_sealed = (select contents_sealed from patients.records where patient_id = '${owner.patient.id}') where patient_id = '${other.patient.id}'`)
    const answer = await other.get(path)
    assert.equal(answer.status, 409)
    assert.equal(answer.code, 'sealed_data_rejected')
    assert.ok(!answer.text.includes('canary') && !answer.text.includes('at once'))
})
