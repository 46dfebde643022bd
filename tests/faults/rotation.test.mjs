// Keys are replaced under load (E7): requests that read and write sealed data go on while `venera keys` works, is killed in
// the middle, and is run again. None of them fails, and nothing is left under the old key.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { binary, venera } from '../api/support/server.mjs'
import { pause, until } from './support.mjs'

// Else people take a breath between two turns, which leaves the rotation a part of the processors.
const full = process.env.VENERA_FULL === '1'
let server, replica, staff, admin, people
const glass = { headers: { 'x-purpose': 'break-glass', 'x-purpose-reason': 'Test of a rotation' } }
before(async () => {
    server = await venera()
    replica = await venera({ beside: server })
    staff = await server.as('staff')
    admin = await server.as('admin')
    people = []
    for (let i = 0; i < 8; ++i) {
        const client = await (i % 2 ? server : replica).patient({ phone: `+5198765430${i}` })
        const { doctor, slots } = await client.doctor_with_times()
        const booked = await client.post('/appointments', { doctor_id: doctor.id, start: slots[i % 8].start, reason: `reason 0 of ${i}` })
        if (booked.status !== 201) continue
        const { id } = client.patient
        const profile = { national_id: { country: 'PE', type: 'dni', number: `7000000${i}` }, address: { line: `Street ${i}`, city: 'Lima' }, insurance: { provider: 'Rimac', policy_number: `POL-${i}` }, emergency_contact: { name: `Friend ${i}`, phone: '+51911111111' }, infos: { number: i } }
        assert.equal((await staff.patch(`/patients/${id}`, profile)).status, 200)
        assert.equal((await admin.put(`/patients/${id}/record/allergies`, [{ substance: `Pollen ${i}`, severity: 'mild' }], glass)).status, 200)
        people.push({ client, id, i, profile, visit: booked.json.id, reason: `reason 0 of ${i}`, phone: `+5198765430${i}`, turns: 0 })
    }
    assert.ok(people.length >= 4)
})
after(async () => {
    await replica?.close()
    await server?.close()
})

// The desk adds a patient: whoever has the national id of another one is refused, on both replicas.
async function register_somebody(person, other, failures) {
    const number = `${50_000_000 + person.i * 1_000_000 + person.turns}`
    const body = { first_name: 'Ana', last_name: 'Load', birth_date: '1990-01-02', national_id: { country: 'PE', type: 'dni', number } }
    const answers = await Promise.all([staff.post('/patients', body), other.post('/patients', body)])
    const statuses = answers.map((answer) => answer.status).sort()
    if (String(statuses) !== '201,409') failures.push(`two at once with one national id: ${answers.map(({ status, text }) => `${status} ${text}`)}`)
    const known = await (person.turns % 2 ? staff : other).post('/patients', { ...body, national_id: person.profile.national_id })
    if (known.status !== 409) failures.push(`the national id of ${person.id} was given again: ${known.status}`)
}

// Each person reads and changes what is theirs, on their replica and, half of the time, on the other one.
async function live(person, other, stopped, failures) {
    while (!stopped()) {
        const expect = (answer, what) => {
            if (answer.status !== 200) failures.push(`${what}: ${answer.status} ${answer.text}`)
            return answer.json
        }
        const seen = expect(await person.client.get(`/appointments/${person.visit}`), 'read visit')
        if (seen && seen.reason !== person.reason) failures.push(`reason is ${seen.reason}, not ${person.reason}`)
        const me = expect(await person.client.get('/me'), 'read profile')
        if (me && me.patient.phone !== person.phone) failures.push(`phone is ${me.patient.phone}`)
        const own = expect(await person.client.get(`/patients/${person.id}`), 'read register')
        if (own) assert.deepEqual([own.address.line, own.insurance, own.emergency_contact, own.infos], [person.profile.address.line, person.profile.insurance, { ...person.profile.emergency_contact, relationship: null }, person.profile.infos])
        const record = expect(await person.client.get(`/patients/${person.id}/record`), 'read record')
        if (record && record.allergies[0]?.substance !== `Pollen ${person.i}`) failures.push(`record is ${JSON.stringify(record)}`)
        const found = expect(await other.post('/patients/search', { national_id: person.profile.national_id }), 'search')
        if (found && (found.data.length !== 1 || found.data[0].id !== person.id)) failures.push(`search finds ${JSON.stringify(found.data.map((one) => one.id))}`)
        await register_somebody(person, other, failures)
        const reason = `reason ${++person.turns} of ${person.visit}`
        const change = await person.client.patch(`/appointments/${person.visit}`, { reason })
        if (expect(change, 'change visit')) person.reason = reason
        const phone = `+51987${String(100000 + (person.turns % 900000))}`
        if (expect(await person.client.patch('/me', { phone }), 'change profile')) person.phone = phone
        if (person.turns % 3 === 0) {
            const list = await other.get('/appointments?limit=50&sort=-start')
            expect(list, 'list')
        }
        if (!full) await pause(250)
    }
}

const requests_per_turn = 10

// Runs `work` under load, and says how much load; returns what failed.
async function under_load(context, work) {
    const failures = []
    let stop = false
    const other = await replica.as('staff')
    const turns = () => people.reduce((sum, person) => sum + person.turns, 0)
    const before_it = turns()
    const begun = performance.now()
    const load = people.map((person) => live(person, other, () => stop, failures))
    try {
        await work()
    } finally {
        stop = true
        await Promise.all(load)
    }
    for (const person of people) assert.ok(person.turns > 0)
    const seconds = (performance.now() - begun) / 1000
    context.diagnostic(`${Math.round(((turns() - before_it) * requests_per_turn) / seconds)} requests a second for ${seconds.toFixed(1)} s`)
    return failures
}

// Starts the command and kills it as soon as `reached` says so.
async function kill_when(command, reached) {
    const child = spawn(binary, ['keys', command, '--data', join(server.data, 'venera')], { stdio: 'ignore', env: process.env })
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)))
    await until(`${command} has begun`, reached, { limit_ms: 60_000, every_ms: 20 })
    child.kill('SIGKILL')
    assert.equal(await ended, 'SIGKILL', 'it ended by itself')
}

const key_files = (name = 'key-encryption') => readdirSync(join(server.data, 'venera', 'secrets')).filter((file) => file.startsWith(name)).sort()
const count = async (sql) => (await server.sql(`select count(*)::int as n from ${sql}`))[0].n
const sealed = ['reason', 'notes', 'cancel_reason', 'override_reason'].map((name) => `${name}_sealed`)

test('data keys are replaced under load, through two kills (E7)', async (context) => {
    const [{ before_it }] = await server.sql('select count(*)::int as before_it from patients.patients')
    const first = await server.sql('select id, data_key_wrapped::text as key from patients.patients order by id')
    const failures = await under_load(context, async () => {
        await kill_when('rotate-data', async () => (await count('patients.patients where next_data_key_wrapped is not null')) > 0)
        await kill_when('rotate-data', async () => (await count('patients.patients where previous_data_key_wrapped is not null')) > 0)
        await server.command('keys', 'rotate-data')
    })
    assert.deepEqual(failures.slice(0, 5), [], `${failures.length} requests failed`)
    const kept = new Map((await server.sql('select id, key_version, data_key_wrapped::text as key from patients.patients')).map((row) => [row.id, row]))
    assert.ok(kept.size >= before_it)
    for (const { id, key } of first) {
        assert.notEqual(kept.get(id).key, key, `${id} has its old key`)
        assert.ok(kept.get(id).key_version > 1)
    }
    assert.equal(await count('patients.patients where next_data_key_wrapped is not null or previous_data_key_wrapped is not null'), 0)
    assert.equal(await count('patients.key_rotations where finished_at is null'), 0)
    // Every ciphertext names the version that its patient has.
    const header = (name) => `get_byte(${name}, 0) * 16777216 + get_byte(${name}, 1) * 65536 + get_byte(${name}, 2) * 256 + get_byte(${name}, 3)`
    for (const name of ['phone', 'email', 'national_id', 'address', 'policy_number', 'emergency_contact', 'infos'].map((column) => `${column}_sealed`))
        assert.equal(await count(`patients.patients where ${header(name)} <> key_version`), 0, name)
    for (const name of sealed)
        assert.equal(await count(`scheduling.appointments a join patients.patients p on p.id = a.patient_id where ${header(name)} <> p.key_version`), 0, name)
    assert.equal(await count(`patients.records r join patients.patients p on p.id = r.patient_id where ${header('contents_sealed')} <> p.key_version`), 0, 'records')
    // And opens: the desk sees every visit of the practice with its reason.
    for (let cursor = ''; cursor !== null; ) {
        const page = await staff.get(`/appointments?limit=100${cursor && `&cursor=${cursor}`}`)
        assert.equal(page.status, 200, page.text)
        cursor = page.json.next_cursor
    }
})

test('the key-encryption key is replaced under load, through a kill (E7)', async (context) => {
    const old = key_files()
    const failures = await under_load(context, async () => {
        await kill_when('rotate-kek', async () => key_files().length > old.length)
        await server.command('keys', 'rotate-kek')
    })
    assert.deepEqual(failures.slice(0, 5), [], `${failures.length} requests failed`)
    const [{ version }] = await server.sql('select max(kek_version) as version from patients.patients')
    assert.equal(await count(`patients.patients where kek_version < ${version}`), 0)
    assert.deepEqual(key_files(), [`key-encryption.${version}.key`], 'the old key is destroyed')
    // Who starts now has the new key alone.
    await replica.stop()
    await replica.start()
    for (const person of people) {
        const again = replica.client()
        await again.sign_in(person.client.email, 'correct horse battery')
        assert.equal((await again.get('/me')).json.patient.phone, person.phone)
        assert.equal((await again.get(`/appointments/${person.visit}`)).json.reason, person.reason)
    }
})

test('the index key is replaced under load, through two kills (E7)', async (context) => {
    const old = key_files('index')
    const failures = await under_load(context, async () => {
        await kill_when('rotate-index', async () => key_files('index').length > old.length)
        await kill_when('rotate-index', async () => (await count("patients.key_rotations where kind = 'index' and switched_at is not null")) > 0)
        await server.command('keys', 'rotate-index')
    })
    assert.deepEqual(failures.slice(0, 5), [], `${failures.length} requests failed`)
    assert.equal(await count('patients.patients where index_key_version <> 2'), 0)
    assert.deepEqual(await server.sql('select national_id_index from patients.patients where national_id_index is not null group by 1 having count(*) > 1'), [], 'one person, one profile')
    assert.deepEqual(key_files('index'), ['index.2.key'], 'the old key is destroyed')
    // Who starts now has the new key alone.
    await replica.stop()
    await replica.start()
    const desk = await replica.as('staff')
    for (const person of people) {
        for (const search of [{ national_id: person.profile.national_id }, { phone: person.phone }])
            assert.ok((await desk.post('/patients/search', search)).json.data.some((one) => one.id === person.id), JSON.stringify(search))
        assert.equal((await desk.post('/patients', { first_name: 'Eve', last_name: 'Twin', birth_date: '1990-01-02', national_id: person.profile.national_id })).status, 409)
    }
})

test('two rotations do not run at once', async () => {
    const old = key_files()
    await kill_when('rotate-kek', async () => {
        if (key_files().length === old.length) return false
        const refused = await server.command('keys', 'rotate-data').then(() => assert.fail('not refused'), (error) => error)
        assert.equal(refused.code, 1)
        assert.match(refused.stderr, /another rotation of keys is running/)
        return true
    })
    await server.command('keys', 'rotate-kek')
    assert.equal(key_files().length, 1)
})
