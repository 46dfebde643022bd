// What is personal, field by field: who is shown it and who may set it (C2), and where it must never stand (E1). One patient
// has a word of their own in every field; then everybody asks everything.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Callers } from './support/callers.mjs'
import { Contract } from './support/contract.mjs'
import { root, unique_email, venera } from './support/server.mjs'

const mark = Math.random().toString(36).slice(2, 8)
const digits = String(10_000_000 + Math.floor(Math.random() * 89_999_999))
// A last day of waiting that nobody else has.
const waited_until = new Date(Date.now() + (200 + Math.floor(Math.random() * 100)) * 86_400_000).toISOString().slice(0, 10)
// What each field holds. `plain` may stand in columns of the database, as the design says; the rest is sealed.
const canaries = {
    first_name: { text: `Fname${mark}`, plain: true },
    last_name: { text: `Lname${mark}`, plain: true },
    birth_date: { text: '1911-11-13', plain: true },
    sign_in_email: { text: `sign.${mark}@example.org`, plain: true },
    email: { text: `post.${mark}@example.org` },
    phone: { text: `+519${digits}` },
    national_id: { text: [...digits].map((digit) => 9 - digit).join('') },
    address_line: { text: `Aline${mark} 7` },
    postal_code: { text: `Z${mark}` },
    policy_number: { text: `Pol${mark}` },
    emergency_name: { text: `Ename${mark}` },
    emergency_phone: { text: `+51${Number(digits) % 2 ? '98' : '97'}1${digits.slice(0, 6)}` },
    infos: { text: `Info${mark}` },
    reason: { text: `Why${mark}` },
    notes: { text: `Note${mark}` },
    allergy: { text: `Allergy${mark}` },
    medication: { text: `Drug${mark}` },
    history: { text: `Illness${mark}` },
    purpose_reason: { text: `Complaint${mark}`, plain: true },
    cancel_reason: { text: `Cancelled${mark}` },
    override_reason: { text: `Override${mark}` },
    waits_until: { text: waited_until, plain: true },
    review: { text: `Opinion${mark}`, plain: true },
}
const text_of = (name) => canaries[name].text

const done = (answer, ...statuses) => {
    assert.ok((statuses.length ? statuses : [200, 201, 204]).includes(answer.status), `${answer.status} ${answer.text}`)
    return answer.json
}

let server, contract, callers
let log = ''
const answers = []
before(async () => {
    server = await venera()
    for (const stream of [server.child.stdout, server.child.stderr]) stream.on('data', (chunk) => (log += chunk))
    contract = await Contract.of(server)
    callers = await Callers.around(server, {
        email: text_of('sign_in_email'), first_name: text_of('first_name'), last_name: text_of('last_name'), birth_date: text_of('birth_date'), phone: text_of('phone'), country: 'PE',
        national_id: { country: 'PE', type: 'dni', number: text_of('national_id') },
    })
    const { owner, doctor, admin, staff } = callers.live
    done(await owner.patch(`/patients/${owner.patient.id}`, {
        email: text_of('email'), address: { line: text_of('address_line'), city: 'Lima', postal_code: text_of('postal_code'), country: 'PE' }, insurance: { provider: 'Rimac', policy_number: text_of('policy_number') },
        emergency_contact: { name: text_of('emergency_name'), phone: text_of('emergency_phone') }, infos: { likes: text_of('infos') },
    }))
    done(await owner.patch('/me', { language: 'es' }))
    done(await owner.patch(`/appointments/${callers.visit.id}`, { reason: text_of('reason') }))
    done(await doctor.patch(`/appointments/${callers.visit.id}`, { notes: text_of('notes') }))
    const record = `/patients/${owner.patient.id}/record`
    done(await doctor.put(`${record}/allergies`, [{ substance: text_of('allergy'), severity: 'mild' }]))
    done(await doctor.put(`${record}/medications`, [{ name: text_of('medication') }]))
    done(await doctor.put(`${record}/medical-history`, [{ condition: text_of('history'), status: 'active' }]))
    done(await admin.get(record, { headers: glass }))
    const slots = await owner.free_slots(callers.doctor_id, 'days=31')
    const other = done(await staff.post('/appointments', { doctor_id: callers.doctor_id, start: slots[Math.floor(slots.length / 2)].start, patient_id: owner.patient.id, override: ['notice'], override_reason: text_of('override_reason') }))
    done(await staff.post(`/appointments/${other.id}/cancel`, { reason: text_of('cancel_reason') }))
    done(await owner.post('/waitlist', { doctor_id: callers.doctor_id, from: waited_until, to: waited_until }))
    const past = await staff.walk_in(callers.doctor_id, owner.patient.id)
    done(await doctor.post(`/appointments/${past.id}/complete`))
    done(await owner.post(`/doctors/${callers.doctor_id}/reviews`, { appointment_id: past.id, rating: 4, comment: text_of('review') }))
    done(await server.client().post('/auth/login', { email: owner.email, password: 'not the password' }), 401)
})
after(async () => {
    await callers?.close()
    await server?.close()
})
// An administrator's way to a record or an export.
const behind_glass = (operation) => /\{id\}\/(record|export)/.test(operation.path)
const glass = { 'x-purpose': 'break-glass', 'x-purpose-reason': text_of('purpose_reason') }

// Every question that only reads, about the owner where it can be.
function questions(operation) {
    const { owner } = callers.live
    const ids = { appointments: callers.visit.id, patients: owner.patient.id, users: owner.user.id, doctors: callers.doctor_id, clinics: callers.visit.clinic.id }
    const path = operation.path.replace(/\{\w+\}/g, () => ids[operation.path.split('/')[3]] ?? '0192d9b0-0000-7000-8000-00000000beef')
    const short = path.startsWith('/api/v1') ? path.slice(7) : `/${path}`
    const day = `?from=${callers.visit.local_date}&days=1`
    if (operation.path.endsWith('/search')) return [{ q: text_of('last_name') }, { email: operation.path.includes('patients') ? text_of('email') : undefined }].map((body) => [short, { body }])
    if (operation.method !== 'GET') return []
    if (operation.path.endsWith('/agenda')) return [[short + day]]
    if (operation.path.endsWith('/explain')) return [[`${short}?start=${encodeURIComponent(callers.visit.start)}`]]
    if (/\/(appointments|patients|users|audit)$/.test(operation.path)) return [[`${short}?limit=100`], [`${short}?limit=100&sort=${operation.path.endsWith('patients') ? 'newest' : '-start'}`]]
    return [[short, behind_glass(operation) ? { headers: glass } : {}]]
}

test('each is shown of the owner what the table says, and no answer has a member that its schema does not name', { timeout: 200_000 }, async () => {
    const [head, ...rows] = readFileSync(join(root, 'tests/api/personal.md'), 'utf8').split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())).filter((cells) => cells.length > 3)
    const columns = head.slice(1)
    const expected = Object.fromEntries(rows.map(([name, ...cells]) => [name, Object.fromEntries(cells.map((cell, index) => [columns[index], cell]))]))
    const seen = Object.fromEntries(Object.keys(canaries).map((name) => [name, {}]))
    const broken = []
    for (const operation of contract.operations) {
        for (const [path, options] of questions(operation)) {
            for (const [column, client] of Object.entries(callers.live)) {
                const answer = await (column === 'expired' || column === 'enrolling' ? client.send(operation.method, path, options) : client.request(operation.method, path, options))
                answers.push({ column, path: operation.path, answer })
                broken.push(...contract.breaches(operation, answer).map((problem) => `${column}: ${operation.method} ${operation.path}: ${problem}`))
                if (answer.status < 300) for (const name of Object.keys(canaries)) if (answer.text.includes(text_of(name))) seen[name][column] = '+'
            }
        }
    }
    assert.deepEqual(broken, [])
    assert.deepEqual(columns, Object.keys(callers.live))
    const found = Object.fromEntries(Object.entries(seen).map(([name, by]) => [name, Object.fromEntries(columns.map((column) => [column, by[column] ?? '-']))]))
    if (process.env.VENERA_ACCESS === 'print') for (const [name, by] of Object.entries(found)) console.log(`| ${name} | ${columns.map((column) => by[column]).join(' | ')} |`)
    assert.deepEqual(found, expected)
})

test('no body takes a member that its schema does not name', async () => {
    const extras = { id: '0192d9b0-0000-7000-8000-00000000beef', role: 'admin', tenant_id: 1, patient_id: callers.live.owner.patient.id, user_id: callers.live.owner.user.id, status: 'active', price_cents: 1, payment_status: 'paid', email_verified: true, second_factor: false, version: 9, reference: 'P-000000', active: false, merged_into: null, recorded_by: callers.live.admin.user.id, created_at: '2020-01-01T00:00:00Z', actor_id: callers.live.admin.user.id, scopes: ['patients:read'], password_hash: 'x', __proto__x: 1 }
    const wrong = []
    let tried = 0
    for (const operation of contract.operations.filter((one) => contract.body(one) && !/logout|refresh|test\/clock/.test(one.path))) {
        const schema = contract.body(operation)
        const is_list = contract.type(schema) === 'array'
        const members = is_list ? contract.resolve(schema.items).properties : schema.properties
        const path = operation.path.slice(7).replace(/\{\w+\}/g, '0192d9b0-0000-7000-8000-00000000beef')
        for (const client of [callers.live.admin, callers.live.doctor, callers.live.owner, callers.live.key]) {
            const unlisted = Object.entries(extras).filter(([name]) => !(name in members))
            const body = Object.fromEntries(unlisted)
            const answer = await client.request(operation.method, path, { body: is_list ? [body] : body, headers: behind_glass(operation) ? glass : {} })
            if ([401, 403].includes(answer.status)) continue
            ++tried
            const pointers = (answer.json?.errors ?? []).map((error) => error.pointer)
            const missed = unlisted.map(([name]) => `${is_list ? '/0' : ''}/${name}`).filter((pointer) => !pointers.includes(pointer))
            if (answer.status !== 422 || missed.length) wrong.push(`${operation.method} ${operation.path}: ${answer.status}, ${missed}`)
        }
    }
    assert.ok(tried > 50, String(tried))
    assert.deepEqual(wrong, [])
})

const found_in = (text, names = Object.keys(canaries)) => names.filter((name) => text.includes(text_of(name)))

test('what is personal stands in no refusal, header, page, metric or log line (E1)', async () => {
    const { owner, staff } = callers.live
    // Refused because of what it says, once as a body and once as what it must not be: a URL.
    for (const [name, { text }] of Object.entries(canaries)) {
        for (const [method, path, body] of [['POST', '/patients', { [text]: text, first_name: [text], email: text, phone: text, national_id: { country: 'PE', type: 'dni', number: `${text}x` } }], ['POST', '/patients/search', { q: [text], cursor: text }], ['POST', '/appointments', { reason: text, start: text }], ['GET', `/patients?${encodeURIComponent(name)}=${encodeURIComponent(text)}`], ['GET', `/patients/${encodeURIComponent(text)}`]])
            answers.push({ column: 'staff', path, refused: true, answer: await staff.send(method, path, { body }) })
    }
    answers.push({ path: 'register', refused: true, answer: await server.client().post('/auth/register', { email: text_of('sign_in_email'), password: text_of('reason').repeat(3), first_name: text_of('first_name'), last_name: 'X' }) })
    assert.ok(answers.filter(({ answer }) => answer.status >= 400).length > 200)
    const told = []
    for (const { path, answer, refused } of answers) {
        const headers = JSON.stringify([...answer.headers])
        for (const name of found_in(headers)) told.push(`header of ${path}: ${name}`)
        // A refused member may be named where it stands, but what a known member holds is not repeated.
        const text = refused ? answer.text.replace(/"(pointer|parameter)":"[^"]*"/g, '') : answer.text
        if (answer.status >= 400) for (const name of found_in(text)) told.push(`${answer.status} of ${path}: ${name}`)
    }
    assert.deepEqual([...new Set(told)], [])
    const bare = server.client()
    for (const path of ['//docs', '//openapi.json', '//metrics', '//health', '//health/ready', '//problems/not_found']) assert.deepEqual(found_in((await bare.get(path)).text), [], path)
    assert.ok(log.includes('"request_id"') && log.includes('/api/v1/patients/{id}'), 'there is a log')
    assert.deepEqual(found_in(log), [])
    assert.ok(!log.includes(owner.token) && !log.includes(owner.cookies.get('venera_refresh')))
})

test('it stands in no event, and what is sealed in no table, index, statement log or file (E1)', async () => {
    const columns = await server.sql(`select table_schema as s, table_name as t from information_schema.tables where table_schema in ('identity', 'patients', 'scheduling', 'directory', 'platform', 'audit') and table_type = 'BASE TABLE' and table_name !~ '_\\d'`)
    assert.ok(columns.length > 20)
    const sealed = Object.keys(canaries).filter((name) => !canaries[name].plain)
    const outside = {}
    for (const { s, t } of columns) {
        const text = (await server.sql(`select t::text as row from ${s}.${t} t`)).map(({ row }) => row).join('\n')
        for (const name of found_in(text)) (outside[name] ??= []).push(`${s}.${t}`)
        for (const name of sealed) if (text.includes(Buffer.from(text_of(name)).toString('hex'))) (outside[name] ??= []).push(`${s}.${t} in hex`)
    }
    for (const name of sealed) assert.deepEqual(outside[name] ?? [], [], name)
    // What is plain stands where it is kept, in the index that finds it, and on visits; why a glass was broken, in the access
    // log and nowhere else; what was said of a visit, with the reviews. Nothing stands in an outbox.
    const kept = /^(identity\.(users|links|mails)|patients\.(patients|listing)|scheduling\.(appointments|waiting))$/
    const where = { purpose_reason: /^(patients|scheduling|identity|audit)\.access_log$/, review: /^directory\.reviews$/ }
    for (const [name, places] of Object.entries(outside)) assert.deepEqual(places.filter((place) => !(where[name] ?? kept).test(place)), [], name)
    for (const name of ['first_name', 'last_name', 'birth_date']) assert.ok(outside[name]?.includes('patients.patients'), `${name}: the scan finds what is there`)
    await server.execute('checkpoint')
    const files = (name) => execFileSync('sh', ['-c', `grep -rlaF -- '${text_of(name)}' '${join(server.data, 'venera')}' || true`]).toString()
    assert.match(files('last_name'), /cluster/, 'the files are searched')
    for (const name of sealed) assert.equal(files(name), '', name)
    const logs = execFileSync('sh', ['-c', `grep -rhaF -e '${text_of('last_name')}' -e '${text_of('sign_in_email')}' '${join(server.data, 'venera', 'postgres', 'log')}' || true`]).toString()
    assert.equal(logs, '', 'the log of PostgreSQL')
})

test('a crash leaves no memory behind, and its last words are not personal (E1)', async () => {
    const limit = /^Max core file size\s+(\S+)\s+(\S+)/m.exec(readFileSync(`/proc/${server.child.pid}/limits`, 'utf8'))
    assert.deepEqual(limit.slice(1), ['0', '0'], 'no core is dumped')
    const busy = Array.from({ length: 20 }, () => callers.live.owner.get('/me').catch(() => null))
    await server.stop('SIGABRT')
    await Promise.all(busy)
    assert.deepEqual(found_in(log), [])
    await server.start()
    await server.as('admin')
    assert.equal((await server.client().post('/auth/login', { email: unique_email(), password: 'some long secret' })).status, 401)
})
