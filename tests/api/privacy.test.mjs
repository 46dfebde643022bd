// What rests sealed, what a person may take along, and what is left of them afterwards: encryption at rest (E2), swapped
// ciphertexts (E3), erasure (E6), export.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { unique_email, venera } from './support/server.mjs'

const run = promisify(execFile)
let server, admin, staff
before(async () => {
    server = await venera()
    admin = await server.as('admin')
    staff = await server.as('staff')
})
after(() => server?.close())

const break_glass = { headers: { 'x-purpose': 'break-glass', 'x-purpose-reason': 'Asked by letter' } }
// Letters only: a word that stands in no other text, in any case.
const token = (name) => `zq${name}${[...crypto.getRandomValues(new Uint8Array(14))].map((byte) => 'bcdfghjkmnprstvw'[byte % 16]).join('')}`
const digits = (count) => [...crypto.getRandomValues(new Uint8Array(count))].map((byte) => '123456789'[byte % 9]).join('')

// Of each the person is told, as an administrator does it.
const record_writes = 3
// A person with a token of their own in every sealed field, and a control in a plain one.
async function marked_person() {
    const marks = { reason: token('reason'), notes: token('notes'), cancel: token('cancel'), phone: `+5199${digits(7)}`, national_id: digits(8) }
    for (const name of ['email', 'line', 'state', 'postal', 'policy', 'contact', 'relation', 'infos', 'substance', 'reaction', 'drug', 'dose', 'condition', 'note']) marks[name] = token(name)
    marks.postal = marks.postal.slice(0, 20)
    const control = token('control')
    const client = await server.patient({ last_name: control, phone: marks.phone, birth_date: '1985-05-17', country: 'PE', national_id: { country: 'PE', type: 'dni', number: marks.national_id } })
    const { doctor, slots } = await client.doctor_with_times()
    const book = async (slot, fields) => {
        const answer = await client.post('/appointments', { doctor_id: doctor.id, start: slot.start, ...fields })
        assert.equal(answer.status, 201, answer.text)
        return answer.json
    }
    const visit = await book(slots[2], { reason: marks.reason })
    const noted = await staff.patch(`/appointments/${visit.id}`, { notes: marks.notes })
    assert.equal(noted.json.notes, marks.notes, noted.text)
    const other = await book(slots[5], {})
    assert.equal((await client.post(`/appointments/${other.id}/cancel`, { reason: marks.cancel })).status, 200)
    const { id } = client.patient
    const profile = await staff.patch(`/patients/${id}`, {
        email: `${marks.email}@example.org`, address: { line: marks.line, city: 'Arequipa', state: marks.state, postal_code: marks.postal, country: 'PE' },
        insurance: { provider: 'Rimac', policy_number: marks.policy }, emergency_contact: { name: marks.contact, phone: '+51911111111', relationship: marks.relation }, infos: { about: marks.infos },
    })
    assert.equal(profile.status, 200, profile.text)
    const parts = {
        allergies: [{ substance: marks.substance, severity: 'severe', reaction: marks.reaction }], medications: [{ name: marks.drug, dose: marks.dose, since: '2026-01-02' }],
        'medical-history': [{ condition: marks.condition, status: 'active', since: '2020-03-04', note: marks.note }],
    }
    for (const [part, list] of Object.entries(parts)) {
        const answer = await admin.put(`/patients/${id}/record/${part}`, list, { headers: { 'x-purpose': 'break-glass', 'x-purpose-reason': 'Test of what rests sealed' } })
        assert.equal(answer.status, 200, answer.text)
    }
    return { client, id: client.patient.id, marks, control, visit, other }
}

// Somebody who acts for them, with their consent.
async function relative_of(client) {
    const relative = await server.patient({ last_name: token('relative') })
    const asked = await relative.post('/me/relatives', { relationship: 'parent', reference: client.patient.reference })
    assert.equal(asked.status, 201, asked.text)
    const accepted = await client.post(`/me/relatives/${asked.json.id}/accept`)
    assert.equal(accepted.status, 200, accepted.text)
    return { client: relative, last_name: relative.patient.last_name }
}

// Every message about an account or its visits, when there are `count` besides reminders and all of them are settled.
async function settled_messages(client, count) {
    const [{ id: account }] = await server.sql(`select id from identity.users where patient_id = '${client.patient.id}'`)
    for (const limit = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
        const rows = await server.sql(`select id, kind, subject_id, outcome from notifications.messages where recipient_id in ('${client.patient.id}', '${account}')`)
        const due = rows.filter((row) => row.kind !== 'reminder')
        if (due.length >= count && due.every((row) => row.outcome)) return { account, rows }
        assert.ok(Date.now() < limit, JSON.stringify(due))
    }
}

// Every form in which a text may lie on a disk: as it is, as UTF-16, in hexadecimal, and in base64 at each of the three
// positions that it may have there.
function forms_of(text) {
    const bytes = Buffer.from(text)
    // The first and the last four letters only if nothing of a neighbour is in them.
    const base64 = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').slice(shift ? 4 : 0, (shift + bytes.length) % 3 ? -4 : undefined))
    return [bytes, Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16(), Buffer.from(bytes.toString('hex')), Buffer.from(bytes.toString('hex').toUpperCase()), ...base64.map((form) => Buffer.from(form))]
}

function files_below(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? files_below(join(folder, entry.name)) : entry.isFile() ? [join(folder, entry.name)] : []))
}

// Where any of the patterns stands, as "file:pattern".
async function places_of(files, patterns) {
    const list = join(server.data, 'patterns')
    writeFileSync(list, Buffer.concat(patterns.flatMap((pattern) => [pattern, Buffer.from('\n')])))
    try {
        const { stdout } = await run('grep', ['-aosHFf', list, '--', ...files], { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 64 << 20 })
        return stdout.trimEnd().split('\n')
    } catch (error) {
        // 1: nowhere. 2: a file went while it was read; what was found in the others stands.
        if (![1, 2].includes(error.code)) throw error
        return error.stdout.trimEnd().split('\n').filter(Boolean)
    } finally {
        rmSync(list)
    }
}

async function dump(name) {
    const file = join(tmpdir(), `venera-dump-${process.pid}-${name}.sql`)
    await run('/usr/lib/postgresql/15/bin/pg_dump', ['-f', file, await server.command('database-url')])
    return file
}

test('sealed fields are nowhere on the disk: data files, WAL, dump, logs (E2)', async () => {
    const { client, marks, control } = await marked_person()
    // A link that waits in the queue, beside what the outboxes hold of all of it.
    assert.ok((await server.client().post('/auth/password/forgot', { email: client.email })).status < 300)
    await server.execute('checkpoint')
    await server.execute('select pg_switch_wal()')
    const copy = await dump('rest')
    try {
        const files = [copy, ...files_below(join(server.data, 'venera')).filter((file) => statSync(file, { throwIfNoEntry: false }))]
        assert.ok(files.some((file) => file.includes('/pg_wal/')) && files.some((file) => file.includes('/base/')))
        const open = Object.values({ ...marks, phone: marks.phone.slice(3) })
        assert.deepEqual(await places_of(files, open.flatMap(forms_of)), [])
        // The scan sees what is there: the last name is in plain.
        const seen = (await places_of(files, [Buffer.from(control)])).map((place) => place.slice(0, -control.length - 1))
        assert.ok(seen.includes(copy) && seen.some((file) => file.includes('/base/')) && seen.some((file) => file.includes('/pg_wal/')), seen.join())
    } finally {
        rmSync(copy)
    }
})

const metric = async (name) => Number(new RegExp(`^${name}(?:\\{\\})? (\\S+)$`, 'm').exec((await server.client().get('//metrics')).text)?.[1] ?? 0)

test('a ciphertext that was moved is rejected with an alarm, and nothing of it is told (E3)', async () => {
    const [ana, eve] = [await marked_person(), await marked_person()]
    const column = (table, name, id) => server.sql(`select ${name}::text as value from ${table} where id = '${id}'`).then((rows) => rows[0].value)
    // [what, table, row, column, where its bytes come from, who reads what]
    const cases = [
        ['phone of another', 'patients.patients', eve.id, 'phone_sealed', () => column('patients.patients', 'phone_sealed', ana.id), () => eve.client.get('/me')],
        ['another column', 'patients.patients', eve.id, 'phone_sealed', () => column('patients.patients', 'email_sealed', eve.id), () => eve.client.get('/me')],
        ['key of another', 'patients.patients', eve.id, 'data_key_wrapped', () => column('patients.patients', 'data_key_wrapped', ana.id), () => eve.client.get('/me')],
        ['another version', 'patients.patients', eve.id, 'phone_sealed', async () => '\\x00000002' + (await column('patients.patients', 'phone_sealed', eve.id)).slice(10), () => eve.client.get('/me')],
        ['address of another', 'patients.patients', eve.id, 'address_sealed', () => column('patients.patients', 'address_sealed', ana.id), () => staff.get(`/patients/${eve.id}`)],
        ['policy as infos', 'patients.patients', eve.id, 'infos_sealed', () => column('patients.patients', 'policy_number_sealed', eve.id), () => staff.get(`/patients/${eve.id}`)],
        ['damage', 'patients.patients', eve.id, 'phone_sealed', async () => (await column('patients.patients', 'phone_sealed', eve.id)).replace(/.$/, (digit) => (digit === '0' ? '1' : '0')), () => eve.client.get('/me')],
        ['reason of another', 'scheduling.appointments', eve.visit.id, 'reason_sealed', () => column('scheduling.appointments', 'reason_sealed', ana.visit.id), () => eve.client.get(`/appointments/${eve.visit.id}`)],
        ['notes as reason', 'scheduling.appointments', eve.visit.id, 'reason_sealed', () => column('scheduling.appointments', 'notes_sealed', eve.visit.id), () => eve.client.get('/me/appointments')],
        ['reason of another visit', 'scheduling.appointments', eve.other.id, 'reason_sealed', () => column('scheduling.appointments', 'reason_sealed', eve.visit.id), () => eve.client.get(`/appointments/${eve.other.id}`)],
    ]
    for (const [what, table, id, name, from, read] of cases) {
        const before_it = await column(table, name, id)
        const alarms = await metric('venera_sealed_data_rejected_total')
        await server.execute(`update ${table} set ${name} = '${await from()}' where id = '${id}'`)
        const answer = await read()
        assert.equal(answer.status, 409, `${what}: ${answer.text}`)
        assert.deepEqual({ ...answer.json, request_id: '' }, {
            type: '/problems/sealed_data_rejected', title: 'Stored data rejected', status: 409, code: 'sealed_data_rejected', request_id: '',
            detail: 'What is stored failed its integrity check and is not shown; the operators have been alerted.',
        })
        assert.equal(await metric('venera_sealed_data_rejected_total'), alarms + 1, what)
        const line = server.output.split('\n').find((text) => text.includes(answer.json.request_id) && text.includes('alarm.sealed_data_rejected'))
        assert.ok(line, `${what}: no alarm in the log`)
        await server.execute(`update ${table} set ${name} = ${before_it === null ? 'null' : `'${before_it}'`} where id = '${id}'`)
        assert.equal((await read()).status, 200, what)
    }
})

// Checks what a Bundle must be: resources by their types, unique addresses, references that lead somewhere.
function check_bundle(bundle) {
    assert.equal(bundle.resourceType, 'Bundle')
    assert.equal(bundle.type, 'collection')
    const addresses = bundle.entry.map((entry) => entry.fullUrl)
    assert.equal(new Set(addresses).size, addresses.length)
    for (const { fullUrl, resource } of bundle.entry) {
        assert.equal(fullUrl, `urn:uuid:${resource.id}`)
        const visit = (value) => {
            assert.ok(value !== null && value !== '', `${resource.resourceType}: FHIR knows neither null nor empty text`)
            if (typeof value !== 'object') return
            if (!Array.isArray(value)) assert.ok(Object.keys(value).length > 0)
            if (Array.isArray(value)) assert.ok(value.length > 0)
            if (typeof value.reference === 'string') assert.ok(addresses.includes(value.reference), value.reference)
            Object.values(value).forEach(visit)
        }
        visit(resource)
    }
    return (type) => bundle.entry.map((entry) => entry.resource).filter((resource) => resource.resourceType === type)
}

test('the export is a FHIR bundle of everything held, for the person and administrators', async () => {
    const { client, id, marks, control, visit, other } = await marked_person()
    const relative = await relative_of(client)
    assert.equal((await client.put('/me/notifications', { confirmations: true, changes: true, reminders: false })).status, 200)
    const { rows: messages } = await settled_messages(client, 4 + record_writes)
    const answer = await client.get(`/patients/${id}/export`)
    assert.equal(answer.status, 200, answer.text)
    assert.equal(answer.headers.get('content-type'), 'application/fhir+json')
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    const of_type = check_bundle(answer.json)
    const [patient] = of_type('Patient')
    assert.equal(patient.id, id)
    assert.deepEqual(patient.name, [{ use: 'official', family: control, given: ['Ana'] }])
    assert.equal(patient.birthDate, '1985-05-17')
    assert.deepEqual(patient.telecom, [{ system: 'phone', value: marks.phone }, { system: 'email', value: `${marks.email}@example.org` }])
    assert.deepEqual(patient.address, [{ line: [marks.line], city: 'Arequipa', state: marks.state, postalCode: marks.postal, country: 'PE' }])
    assert.deepEqual([patient.contact[0].name.text, patient.contact[0].telecom[0].value, patient.contact[0].relationship[1].text], [marks.contact, '+51911111111', marks.relation])
    assert.deepEqual(JSON.parse(patient.extension[0].valueString), { about: marks.infos })
    const [coverage] = of_type('Coverage')
    assert.deepEqual([coverage.subscriberId, coverage.payor[0].display, coverage.beneficiary.reference], [marks.policy, 'Rimac', `urn:uuid:${id}`])
    const [allergy] = of_type('AllergyIntolerance')
    assert.deepEqual([allergy.code.text, allergy.reaction, allergy.clinicalStatus.coding[0].code], [marks.substance, [{ manifestation: [{ text: marks.reaction }], severity: 'severe' }], 'active'])
    const [drug] = of_type('MedicationStatement')
    assert.deepEqual([drug.status, drug.medicationCodeableConcept.text, drug.dosage, drug.effectivePeriod], ['active', marks.drug, [{ text: marks.dose }], { start: '2026-01-02' }])
    const [condition] = of_type('Condition')
    assert.deepEqual([condition.code.text, condition.onsetDateTime, condition.note, condition.clinicalStatus.coding[0].code], [marks.condition, '2020-03-04', [{ text: marks.note }], 'active'])
    const [consent] = of_type('Consent')
    assert.deepEqual([consent.status, consent.patient.reference], ['active', `urn:uuid:${id}`])
    const other_party = of_type('RelatedPerson').find((one) => `urn:uuid:${one.id}` === consent.provision.actor[0].reference.reference)
    assert.equal(other_party.name[0].text, `Ana ${relative.last_name}`)
    assert.equal(other_party.patient.reference, `urn:uuid:${id}`)
    // The page for people tells the same.
    const page = await client.get(`/patients/${id}/export?format=html`)
    for (const [name, mark] of Object.entries(marks)) assert.ok(page.text.includes(mark), `${name} is not in the page`)
    assert.ok(page.text.includes(`Ana ${relative.last_name}`))
    assert.ok(patient.identifier.some((identifier) => identifier.value === marks.national_id))
    const visits = of_type('Appointment')
    assert.deepEqual(visits.map((one) => one.id).sort(), [visit.id, other.id].sort())
    const first = visits.find((one) => one.id === visit.id)
    assert.equal(first.status, 'booked')
    assert.equal(first.start, visit.start)
    assert.equal(first.end, visit.end)
    assert.equal(first.minutesDuration, visit.duration_minutes)
    assert.deepEqual(first.reasonCode, [{ text: marks.reason }])
    assert.equal(first.comment, marks.notes)
    assert.equal(first.participant[0].actor.reference, `urn:uuid:${id}`)
    const second = visits.find((one) => one.id === other.id)
    assert.equal(second.status, 'cancelled')
    assert.deepEqual(second.cancelationReason, { text: marks.cancel })
    const basic = (code) => of_type('Basic').find((one) => one.code.coding[0].code === code)
    assert.equal(basic('account').identifier[0].value, client.email)
    assert.deepEqual(basic('wanted-messages').extension.map((one) => [one.url.split(':').at(-1), one.valueBoolean]), [['confirmations', true], ['changes', true], ['reminders', false], ['reviews', true]])
    const told = of_type('Communication')
    assert.deepEqual(told.map((one) => one.id).sort(), messages.map((row) => row.id).sort())
    const statuses = { sent: 'completed', skipped: 'not-done' }
    for (const { id: message, kind, subject_id, outcome } of messages) {
        const one = told.find((entry) => entry.id === message)
        assert.deepEqual([one.status, one.category[0].coding[0].code, one.medium[0].text], [outcome ? statuses[outcome] : 'preparation', kind, 'email'])
        assert.equal(one.about?.[0].identifier.value, ['verify_email', 'record_opened'].includes(kind) ? undefined : subject_id)
        assert.equal(one.sent !== undefined, outcome === 'sent')
        assert.ok(page.text.includes(`Message: ${kind.replaceAll('_', ' ')}`), kind)
    }
    for (const kind of ['verify_email', 'record_opened', 'booking_confirmation', 'cancelled_by_patient', 'reminder']) assert.ok(messages.some((row) => row.kind === kind), kind)

    assert.equal((await admin.get(`/patients/${id}/export`)).code, 'break_glass_required')
    const answered = await admin.get(`/patients/${id}/export`, break_glass)
    assert.deepEqual(answered.json.entry, answer.json.entry)
    const request = answered.headers.get('x-request-id')
    assert.equal((await server.sql(`select 1 from patients.outbox where aggregate_id = '${id}' and type = 'record.break_glass' and payload->>'request_id' = '${request}'`)).length, 1, 'the patient is told')
    const stranger = await server.patient()
    const nothing = '0192d9b0-0000-7000-8000-00000000beef'
    assert.equal((await stranger.get(`/patients/${id}/export`)).status, 404)
    assert.equal((await admin.get(`/patients/${nothing}/export`, break_glass)).status, 404)
    assert.equal((await staff.get(`/patients/${id}/export`)).status, 403)
    assert.equal((await server.client().get(`/patients/${id}/export`)).status, 401)
    const rows = await server.sql(`select actor_role, purpose, outcome from patients.access_log where patient_id = '${id}' and action = 'export' and resource = 'patient' order by id`)
    assert.deepEqual(rows, [
        { actor_role: 'patient', purpose: 'patient-request', outcome: 'allowed' },
        { actor_role: 'patient', purpose: 'patient-request', outcome: 'allowed' },
        { actor_role: 'admin', purpose: 'treatment', outcome: 'denied' },
        { actor_role: 'admin', purpose: 'break-glass', outcome: 'allowed' },
        { actor_role: 'patient', purpose: 'patient-request', outcome: 'denied' },
    ])
})

test('the export for people is a page in which nothing is markup and nothing runs', async () => {
    const client = await server.patient({ last_name: '<script>alert(1)</script>"&' })
    for (const [path, headers] of [['?format=html', {}], ['', { accept: 'text/html,application/xhtml+xml;q=0.9' }]]) {
        const answer = await client.get(`/patients/${client.patient.id}/export${path}`, { headers })
        assert.equal(answer.status, 200, answer.text)
        assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8')
        assert.match(answer.headers.get('content-security-policy'), /^default-src 'none'/)
        assert.match(answer.text, /<head>[^]*<meta http-equiv="Content-Security-Policy" content="default-src 'none';[^]*<title>/, 'also once it is a file')
        assert.ok(!/<script|javascript:|<style|<link|\son\w+=|src=/i.test(answer.text), answer.text)
        assert.ok(answer.text.includes('&lt;script&gt;alert(1)&lt;/script&gt;'))
        assert.ok(answer.text.includes(client.email))
    }
    assert.equal((await client.get(`/patients/${client.patient.id}/export?format=fhir`, { headers: { accept: 'text/html' } })).headers.get('content-type'), 'application/fhir+json')
    assert.equal((await client.get(`/patients/${client.patient.id}/export?format=xml`)).status, 422)
})

test('erasure asks for a reason, and for the visits ahead', async () => {
    const { client, id, visit } = await marked_person()
    const path = `/patients/${id}/erasure`
    for (const other of [client, staff]) assert.equal((await other.post(path, { reason: 'x' })).status, 403)
    assert.equal((await admin.post(path, {})).status, 422)
    const refused = await admin.post(path, { reason: 'Asked by letter' })
    assert.equal(refused.status, 409)
    assert.equal(refused.code, 'visits_ahead')
    assert.equal((await client.get('/me')).status, 200)
    assert.equal((await client.get(`/appointments/${visit.id}`)).json.status, 'booked')
    assert.equal((await admin.post('/patients/0192d9b0-0000-7000-8000-00000000beef/erasure', { reason: 'x' })).status, 404)
    const rows = await server.sql(`select outcome, purpose_reason from patients.access_log where patient_id = '${id}' and action = 'erase'`)
    assert.deepEqual(rows, [{ outcome: 'denied', purpose_reason: 'Asked by letter' }])
})

test('after an erasure nothing says who it was, in no table and no dump (E6)', async () => {
    const person = await marked_person()
    const { client, id, marks, control, visit } = person
    const email = client.email
    const relative = await relative_of(client)
    // A second profile of the same person, which was merged into the first.
    const twin_name = token('twin')
    const twin = await staff.post('/patients', { first_name: 'Ana', last_name: twin_name, birth_date: '1985-05-17' })
    assert.equal((await staff.post(`/patients/${twin.json.id}/merge`, { into: id })).status, 200)
    const counted = (await staff.get('/patients/statistics')).json
    // A link that waits for them.
    assert.ok((await server.client().post('/auth/password/forgot', { email })).status < 300)
    // What they want to be told of, a visit that somebody else booked for them, and a reminder that was given up for a reason.
    assert.equal((await client.put('/me/notifications', { confirmations: true, changes: true, reminders: false })).status, 200)
    const free = await relative.client.doctor_with_times()
    const booked = await relative.client.post('/appointments', { doctor_id: free.doctor.id, start: free.slots[8].start, patient_id: id })
    assert.equal(booked.status, 201, booked.text)
    const { account, rows: messages } = await settled_messages(client, 6 + record_writes)
    const given_up = messages.find((row) => row.kind === 'reminder' && row.subject_id === booked.json.id)
    const discarded = token('discarded')
    assert.equal((await admin.post(`/messages/${given_up.id}/discard`, { reason: discarded })).status, 200)
    const calendar = token('calendar')
    const feed = await client.post('/me/calendars', { name: calendar })
    assert.equal(feed.status, 201, feed.text)
    const old = await dump('before')
    const old_row = (await server.sql(`select data_key_wrapped::text as key, phone_sealed::text as phone from patients.patients where id = '${id}'`))[0]
    const accesses = async () => server.sql(`select id, actor_id, action, resource_id, request_id from scheduling.access_log where patient_id = '${id}' order by id`)
    const accesses_before = await accesses()

    const answer = await admin.post(`/patients/${id}/erasure`, { reason: 'Asked by letter', cancel_visits: true })
    assert.equal(answer.status, 200, answer.text)
    assert.deepEqual(Object.keys(answer.json), ['id', 'reference', 'erased_at'])
    assert.deepEqual((await admin.post(`/patients/${id}/erasure`, { reason: 'Again' })).json, answer.json)

    // The account is over, at once.
    assert.equal((await client.send('GET', '/me')).status, 401)
    assert.equal((await client.send('GET', `/patients/${id}/export`)).status, 401)
    assert.equal((await server.client().post('/auth/login', { email, password: 'correct horse battery' })).status, 401)

    // Nobody finds them: not in lists, searches, exports or counts; an administrator sees that there was somebody.
    for (const search of [{ q: control }, { q: marks.phone }, { q: marks.national_id }, { q: answer.json.reference }, { city: 'Arequipa', birth_date: '1985-05-17' }, { q: twin_name }])
        assert.deepEqual((await staff.post('/patients/search', search)).json.data.filter((one) => [id, twin.json.id].includes(one.id)), [], JSON.stringify(search))
    assert.ok(!(await admin.get('/patients.csv')).text.includes(answer.json.reference))
    await server.advance(61) // counted once a minute
    assert.equal((await staff.get('/patients/statistics')).json.total, counted.total - 1)
    assert.equal((await staff.get(`/patients/${id}`)).status, 404)
    assert.equal((await staff.patch(`/patients/${id}`, { first_name: 'Ana' })).status, 404)
    assert.equal((await staff.get(`/patients/${id}/duplicates`)).status, 404)
    assert.equal((await admin.get(`/patients/${id}`)).json.first_name, 'Erased')
    const glass = { headers: { 'x-purpose': 'break-glass', 'x-purpose-reason': 'Test of an erasure' } }
    assert.equal((await admin.get(`/patients/${id}/record`, glass)).status, 404)
    assert.deepEqual((await relative.client.get('/me/relatives')).json.data ?? [], [])
    // The desk and the doctor know nobody any more; the time is free again; nobody can be booked for.
    const seen = await staff.get(`/appointments/${visit.id}`)
    assert.equal(seen.json.status, 'cancelled')
    assert.equal(seen.json.patient_name, 'Erased patient')
    assert.equal(seen.json.reason, null)
    assert.equal(seen.json.notes, null)
    const { doctor, slots } = await staff.doctor_with_times()
    assert.equal((await staff.post('/appointments', { doctor_id: doctor.id, start: slots[0].start, patient_id: id })).status, 404)

    // What an administrator may still take along is a tombstone.
    const left = await admin.get(`/patients/${id}/export`, break_glass)
    assert.equal(left.status, 200)
    for (const mark of [...Object.values(marks), control, email]) assert.ok(!left.text.includes(mark), mark)

    // The tombstone keeps what it must, and nothing else.
    const [row] = await server.sql(`select * from patients.patients where id = '${id}'`)
    const kept = ['id', 'reference', 'first_name', 'last_name', 'active', 'version', 'created_at', 'updated_at', 'kek_version', 'key_version', 'index_key_version', 'national_id_contested', 'data_key_rotation', 'rekeyed_at', 'erased_at']
    const filled = Object.keys(row).filter((name) => row[name] !== null && !kept.includes(name))
    assert.deepEqual(filled, [], 'columns that an erasure does not know')
    assert.deepEqual([row.reference, row.first_name, row.last_name, row.active], [answer.json.reference, 'Erased', 'patient', false])
    assert.deepEqual(await server.sql(`select 1 from patients.records where patient_id = '${id}'`), [])
    const left_of_account = await server.sql(`select (select count(*) from identity.links l where l.user_id = u.id)::int as links, (select count(*) from identity.second_factors f where f.user_id = u.id)::int as factors,
        (select count(*) from identity.security_events e where e.user_id = u.id and e.address is not null)::int as addresses from identity.users u where patient_id = '${id}'`)
    assert.deepEqual(left_of_account, [{ links: 0, factors: 0, addresses: 0 }])
    const [other] = await server.sql(`select * from patients.patients where id = '${twin.json.id}'`)
    assert.deepEqual([other.first_name, other.data_key_wrapped, other.birth_date], ['Erased', null, null])
    const events = await server.sql(`select type, payload from patients.outbox where aggregate_id = '${id}' and type = 'patient.erased'`)
    assert.deepEqual(events, [{ type: 'patient.erased', payload: { patient_id: id, version: row.version } }])

    // Messages: none waits, none goes out about what the erasure cancelled, and no row of the context says who it was.
    const { rows: left_messages } = await settled_messages(client, 8 + record_writes)
    assert.deepEqual(left_messages.filter((row) => !row.outcome), [])
    const cancelled = left_messages.filter((row) => row.kind === 'cancelled_by_clinic')
    assert.deepEqual(cancelled.map((row) => [row.subject_id, row.outcome]).sort(), [[visit.id, 'skipped'], [booked.json.id, 'skipped']].sort())
    assert.deepEqual(await server.sql(`select 1 from notifications.unwanted where user_id = '${account}'`), [])
    const revoked = await server.sql(`select payload->>'user_id' as user from notifications.outbox where aggregate_id = '${feed.json.id}' and type = 'calendar_feed.revoked'`)
    assert.deepEqual(revoked, [{ user: account }])
    const tables = await server.sql("select table_name as name from information_schema.tables where table_schema = 'notifications' and table_name !~ '^access_log'")
    assert.ok(tables.some(({ name }) => name === 'messages'))
    for (const { name } of tables) {
        const text = (await server.sql(`select t::text as row from notifications.${name} t`)).map(({ row }) => row).join()
        for (const mark of [...Object.values(marks), control, email, twin_name, discarded, calendar]) assert.ok(!text.includes(mark), `${mark} in notifications.${name}`)
    }

    // What was written down of accesses stays as it was, and the chain over it holds.
    assert.deepEqual((await accesses()).slice(0, accesses_before.length), accesses_before)
    // The first seal is written some seconds after a start.
    while ((await server.sql('select count(*)::int as seals from audit.seals'))[0].seals === 0) await new Promise((resolve) => setTimeout(resolve, 100))
    assert.match(await server.command('audit', 'verify'), /rows in [1-9]\d* seals are as they were sealed/)

    // A new dump holds neither names nor key; the sealed columns are gone.
    const later = await dump('after')
    try {
        const [before_it, after_it] = [readFileSync(old, 'utf8'), readFileSync(later, 'utf8')]
        assert.ok(before_it.includes(control) && before_it.includes(old_row.key.slice(2)))
        // The names and the e-mail stay in no table.
        assert.ok(before_it.includes(twin_name) && before_it.includes(email))
        for (const text of [control, twin_name, email, old_row.key.slice(2), old_row.phone.slice(2)]) assert.ok(!after_it.includes(text))
    } finally {
        rmSync(later)
    }
    // The address is free for whoever has it.
    await server.client().register({ email })

    // The old dump has the old key, wrapped. Once the key-encryption key has been replaced, no key that is left opens it.
    const secrets = () => readdirSync(join(server.data, 'venera', 'secrets')).filter((name) => name.startsWith('key-encryption'))
    assert.deepEqual(secrets(), ['key-encryption.key'])
    await server.command('keys', 'rotate-kek')
    assert.deepEqual(secrets(), ['key-encryption.2.key'])
    const dumped = /^COPY patients\.patients \(([^)]*)\)/m.exec(readFileSync(old, 'utf8'))[1].split(', ')
    rmSync(old)
    assert.ok(dumped.includes('data_key_wrapped'))
    // A server may know the old key for some seconds more.
    await server.stop()
    await server.start()
    // Put back into the database as the dump has it, it is rejected, whatever version it claims.
    for (const version of [1, 2]) {
        await server.execute(`update patients.patients set data_key_wrapped = '${old_row.key}', phone_sealed = '${old_row.phone}', kek_version = ${version}, erased_at = null where id = '${id}'`)
        assert.equal((await admin.get(`/patients/${id}/export`, break_glass)).code, 'sealed_data_rejected')
    }
    // Everybody else is as before.
    const another = await server.as('patient')
    assert.equal((await another.get('/me')).status, 200)
    assert.ok((await another.get('/me')).json.patient.phone)
})
