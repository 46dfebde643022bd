// Who may do what (C1): every operation of the contract against every kind of caller, on their own object, on another's
// and on none. The table below is the decision; an operation that it does not name fails the test.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Contract } from './support/contract.mjs'
import { unique_email, venera } from './support/server.mjs'

// Letters of those who may call: p patient, d doctor, s staff, a admin, k a program with the scope; `*` everybody, signed in or not; `c` the
// refresh cookie.
const may_call = {
    'GET /health': '*', 'GET /health/ready': '*', 'GET /metrics': '*', 'GET /openapi.json': '*', 'GET /.well-known/jwks.json': '*', 'GET /docs': '*',
    'POST /api/v1/test/clock': '*',
    'POST /api/v1/auth/register': '*', 'POST /api/v1/auth/login': '*', 'POST /api/v1/auth/refresh': 'c', 'POST /api/v1/auth/logout': 'c',
    'POST /api/v1/auth/password/change': 'pdsa',
    'POST /api/v1/auth/login/second-factor': '*', 'POST /api/v1/auth/password/forgot': '*', 'POST /api/v1/auth/password/reset': '*',
    'POST /api/v1/auth/email/verify': '*', 'POST /api/v1/auth/email/resend': 'pdsa', 'POST /api/v1/me/email': 'pdsa',
    'GET /api/v1/me/second-factor': 'pdsa', 'POST /api/v1/me/second-factor': 'pdsa', 'DELETE /api/v1/me/second-factor': 'pdsa', 'POST /api/v1/me/second-factor/confirm': 'pdsa',
    'GET /api/v1/me/security-events': 'pdsa', 'DELETE /api/v1/me/sessions': 'pdsa',
    'DELETE /api/v1/users/{id}/sessions': 'a', 'DELETE /api/v1/users/{id}/second-factor': 'a',
    'GET /api/v1/api-keys': 'a', 'POST /api/v1/api-keys': 'a', 'DELETE /api/v1/api-keys/{id}': 'a',
    'GET /api/v1/me': 'pdsa', 'PATCH /api/v1/me': 'pdsa', 'GET /api/v1/me/sessions': 'pdsa', 'DELETE /api/v1/me/sessions/{id}': 'pdsa',
    'GET /api/v1/me/relatives': 'p', 'POST /api/v1/me/relatives': 'p', 'POST /api/v1/me/relatives/{id}/accept': 'p', 'DELETE /api/v1/me/relatives/{id}': 'p',
    'GET /api/v1/patients/{id}/record': 'pda', 'PUT /api/v1/patients/{id}/record/allergies': 'da', 'PUT /api/v1/patients/{id}/record/medications': 'da', 'PUT /api/v1/patients/{id}/record/medical-history': 'da',
    'GET /api/v1/countries': '*',
    'GET /api/v1/patients': 'dsa', 'POST /api/v1/patients': 'sa', 'POST /api/v1/patients/search': 'dsa', 'GET /api/v1/patients/statistics': 'sa', 'GET /api/v1/patients.csv': 'sa',
    'GET /api/v1/patients/{id}': 'pdsa', 'PATCH /api/v1/patients/{id}': 'psa', 'DELETE /api/v1/patients/{id}': 'psa', 'GET /api/v1/patients/{id}/duplicates': 'sa', 'POST /api/v1/patients/{id}/merge': 'sa',
    'GET /api/v1/users': 'a', 'POST /api/v1/users': 'a', 'POST /api/v1/users/search': 'a', 'GET /api/v1/users/{id}': 'a', 'PATCH /api/v1/users/{id}': 'a', 'DELETE /api/v1/users/{id}': 'a',
    'GET /api/v1/patients/{id}/export': 'pa', 'POST /api/v1/patients/{id}/erasure': 'a',
    'GET /api/v1/specialties': '*', 'POST /api/v1/specialties': 'a', 'PATCH /api/v1/specialties/{code}': 'a', 'DELETE /api/v1/specialties/{code}': 'a',
    'GET /api/v1/clinics': '*', 'GET /api/v1/clinics/{id}': '*', 'POST /api/v1/clinics': 'a', 'PATCH /api/v1/clinics/{id}': 'a',
    'GET /api/v1/doctors': '*', 'GET /api/v1/doctors/{id}': '*', 'POST /api/v1/doctors': 'a', 'PATCH /api/v1/doctors/{id}': 'a', 'DELETE /api/v1/doctors/{id}': 'a',
    'GET /api/v1/doctors/{id}/schedule': '*', 'PUT /api/v1/doctors/{id}/schedule': 'da',
    'GET /api/v1/doctors/{id}/exceptions': 'dsak', 'POST /api/v1/doctors/{id}/exceptions': 'dsa', 'DELETE /api/v1/doctors/{id}/exceptions/{exception_id}': 'dsa',
    'GET /api/v1/doctors/{id}/availability': '*', 'GET /api/v1/availability': '*', 'GET /api/v1/doctors/{id}/availability/explain': 'dsak',
    'GET /api/v1/doctors/{id}/agenda': 'dsak',
    'POST /api/v1/holds': '*', 'POST /api/v1/holds/{id}/extend': '*', 'DELETE /api/v1/holds/{id}': '*',
    'POST /api/v1/appointments': 'pdsak', 'GET /api/v1/appointments': 'pdsak', 'GET /api/v1/me/appointments': 'p',
    'GET /api/v1/appointments/{id}': 'pdsak', 'PATCH /api/v1/appointments/{id}': 'pdsak', 'DELETE /api/v1/appointments/{id}': 'pdsak',
    'POST /api/v1/appointments/{id}/cancel': 'pdsak', 'GET /api/v1/appointments/{id}/calendar.ics': 'pdsak',
    'POST /api/v1/appointments/{id}/confirm': 'dsa', 'POST /api/v1/appointments/{id}/check-in': 'dsa', 'POST /api/v1/appointments/{id}/complete': 'dsa', 'POST /api/v1/appointments/{id}/no-show': 'dsa',
    'GET /api/v1/audit': 'a', 'GET /api/v1/audit/export': 'a', 'GET /api/v1/patients/{id}/accesses': 'pa',
}

let server, contract, callers, visit, doctor_id, elsewhere
before(async () => {
    server = await venera()
    contract = await Contract.of(server)
    const admin = await server.as('admin')
    const doctor = await server.as('doctor')
    doctor_id = doctor.user.doctor_id
    const owner = await server.patient()
    const slots = await owner.free_slots(doctor_id, 'days=31')
    const booked = await owner.post('/appointments', { doctor_id, start: slots.at(-1).start })
    assert.equal(booked.status, 201, booked.text)
    visit = booked.json
    const make = async (body) => {
        const email = unique_email()
        const made = await admin.post('/users', { email, first_name: 'Some', last_name: 'One', password: 'a very long secret', ...body })
        assert.equal(made.status, 201, made.text)
        const client = server.client()
        await client.sign_in(email, 'a very long secret')
        client.id = made.json.id
        return client
    }
    const others = (await owner.get('/doctors?limit=100')).json.data.filter((item) => item.id !== doctor_id)
    const other_doctor = await make({ role: 'doctor', doctor_id: others[0].id })
    const own_clinic = (await owner.get(`/doctors/${doctor_id}`)).json.clinic.id
    elsewhere = (await owner.get('/clinics')).json.data.find((clinic) => clinic.id !== own_clinic).id
    const disabled = await make({ role: 'staff' })
    assert.equal((await admin.delete(`/users/${disabled.id}`)).status, 204)
    const expired = server.client()
    expired.token = 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6IngifQ.e30.AAAA'
    for (const client of [disabled, expired]) client.cookies.clear()
    const program = async (scopes) => {
        const made = await admin.post('/api-keys', { name: 'Program', scopes })
        assert.equal(made.status, 201, made.text)
        const client = server.client()
        client.key = made.json.key
        client.id = made.json.id
        return client
    }
    const revoked = await program(['appointments:read', 'appointments:write'])
    assert.equal((await admin.delete(`/api-keys/${revoked.id}`)).status, 204)
    callers = {
        nobody: { letter: '', client: server.client() },
        'the patient': { letter: 'p', client: owner, owns: true },
        'another patient': { letter: 'p', client: await server.patient() },
        'the doctor': { letter: 'd', client: doctor, owns: true },
        'another doctor': { letter: 'd', client: other_doctor },
        staff: { letter: 's', client: await make({ role: 'staff' }), owns: true },
        'staff of that clinic': { letter: 's', client: await make({ role: 'staff', clinic_ids: [own_clinic] }), owns: true },
        'staff of another clinic': { letter: 's', client: await make({ role: 'staff', clinic_ids: [elsewhere] }) },
        admin: { letter: 'a', client: admin, owns: true },
        'a program': { letter: 'k', client: await program(['availability:read', 'appointments:read', 'appointments:write', 'patients:read', 'patients:write']), owns: true },
        'a program without the scope': { letter: '-', client: await program(['patients:read']) },
        'a revoked key': { letter: '!', client: revoked },
        'a disabled account': { letter: '!', client: disabled },
        'a bad token': { letter: '!', client: expired },
    }
})
after(() => server?.close())

test('the table and the contract name the same operations', () => {
    const listed = contract.operations.map((operation) => `${operation.method} ${operation.path}`)
    assert.deepEqual(listed.filter((name) => !(name in may_call)), [], 'operations without a decision')
    const optional = ['GET /openapi.json', 'GET /docs', 'POST /api/v1/test/clock']
    assert.deepEqual(Object.keys(may_call).filter((name) => !listed.includes(name) && !optional.includes(name)), [], 'decisions without an operation')
})

test('every caller meets every operation as declared', async () => {
    const wrong = []
    for (const operation of contract.operations) {
        const name = `${operation.method} ${operation.path}`
        const letters = may_call[name]
        if (!letters || letters === 'c') continue
        const body = contract.body(operation) ? {} : undefined
        const path = operation.path.replace(/\{code\}/, 'no-such-code').replace(/\{\w+\}/g, '0192d9b0-0000-7000-8000-00000000beef')
        for (const [who, { letter, client }] of Object.entries(callers)) {
            if (name === 'PATCH /api/v1/me' || /test\/clock/.test(name)) continue
            const answer = await client.send(operation.method, path.startsWith('/api/v1') ? path.slice(7) : `/${path}`, { body: body && { nonsense: 1 } })
            const { status } = answer
            let fine
            if (letter === '!') fine = status === 401
            else if (letters === '*') fine = status !== 401 && status !== 403
            else if (letter === '') fine = status === 401
            else if (letters.includes(letter)) fine = status !== 401 && (status !== 403 || answer.code === 'break_glass_required')
            else fine = status === 403
            if (!fine || status >= 500) wrong.push(`${who}: ${name} -> ${status}`)
        }
    }
    assert.deepEqual(wrong, [])
})

// Whose object of a kind it is: who is not here gets the same answer as for an object that does not exist.
const reached_by = {
    appointments: ['the patient', 'the doctor', 'staff', 'staff of that clinic', 'admin', 'a program'],
    holds: ['the patient'],
    sessions: ['the patient'],
    doctors: ['the doctor', 'staff', 'staff of that clinic', 'admin', 'a program'],
    // Profiles belong to the organisation: staff of every clinic reaches them.
    patients: ['the patient', 'the doctor', 'staff', 'staff of that clinic', 'staff of another clinic', 'admin'],
    exports: ['the patient', 'admin'],
    accesses: ['the patient', 'admin'],
    records: ['the patient', 'the doctor', 'admin'],
    relatives: ['the patient'],
}
// What ends its object is tried on a new one each time, which is nobody's own.
const ends_it = (operation) => operation.method === 'DELETE' || /\/(cancel|merge)$/.test(operation.path)
const reached = (operation, kind, who) => reached_by[kind].includes(who) && !(kind === 'patients' && ends_it(operation) && who === 'the patient')
// Of these there is nothing to hide: they are public, or only administrators come this far.
const not_owned = ['clinics', 'specialties', 'users', 'api-keys']

function kind_of(path) {
    if (path.includes('/record')) return 'records'
    if (path.includes('/accesses')) return 'accesses'
    if (path.endsWith('/export')) return 'exports'
    const [, , , first, second] = path.split('/')
    return first === 'me' ? second : first
}

// An administrator reaches records with the glass broken only.
const break_glass = { 'x-purpose': 'break-glass', 'x-purpose-reason': 'Matrix of permissions' }

// A new object of each kind and what to send about it.
const makers = {
    async appointments() {
        for (;;) {
            const { start } = times.pop()
            const booked = await callers['the patient'].client.post('/appointments', { doctor_id, start })
            if (booked.status === 201) return { id: booked.json.id }
            assert.equal(booked.status, 409, booked.text)
        }
    },
    async holds() {
        for (;;) {
            const held = await callers['the patient'].client.post('/holds', { doctor_id, start: times.pop().start })
            if (held.status === 201) return { id: held.json.id }
            assert.equal(held.code, 'slot_taken', held.text)
        }
    },
    async exports() {
        return { id: callers['the patient'].client.patient.id }
    },
    async sessions() {
        const elsewhere = server.client()
        await elsewhere.sign_in(callers['the patient'].client.email, 'correct horse battery')
        const { sid } = JSON.parse(Buffer.from(elsewhere.token.split('.')[1], 'base64url'))
        return { id: sid }
    },
    async patients(operation) {
        if (!ends_it(operation)) return { id: callers['the patient'].client.patient.id }
        const made = await callers.admin.client.post('/patients', { first_name: 'Some', last_name: 'One', birth_date: '1990-01-01' })
        assert.equal(made.status, 201, made.text)
        return { id: made.json.id }
    },
    async accesses() {
        return { id: callers['the patient'].client.patient.id }
    },
    async records() {
        return { id: callers['the patient'].client.patient.id }
    },
    async relatives() {
        const { reference } = callers['the patient'].client.patient
        const asked = await (await server.patient()).post('/me/relatives', { relationship: 'parent', reference })
        assert.equal(asked.status, 201, asked.text)
        return { id: asked.json.id }
    },
    async doctors(operation) {
        if (!operation.path.includes('{exception_id}')) return { id: doctor_id }
        const made = await callers.admin.client.post(`/doctors/${doctor_id}/exceptions`, an_exception())
        assert.equal(made.status, 201, made.text)
        return { id: doctor_id, exception_id: made.json.id }
    },
}
let times
let exceptions = 0
// On a day of its own, so that none meets another.
function an_exception() {
    const day = new Date(Date.UTC(2027, 0, 1 + exceptions++)).toISOString().slice(0, 10)
    return { kind: 'open', start: `${day}T03:00`, end: `${day}T03:30` }
}

function body_for(operation, schedule) {
    if (!contract.body(operation)) return undefined
    if (operation.path.endsWith('/merge')) return { into: callers['the patient'].client.patient.id }
    if (operation.path === '/api/v1/patients/{id}') return { gender: 'other' }
    if (operation.method === 'PATCH') return { reason: 'Control' }
    if (operation.path.includes('/record/')) return []
    if (operation.method === 'PUT') return schedule
    if (operation.path.endsWith('/exceptions')) return an_exception()
    return {}
}

test('whose object it is not cannot tell it from one that does not exist', async () => {
    const owner = callers['the patient'].client
    times = await owner.free_slots(doctor_id, 'days=31')
    const full_schedule = (await owner.get(`/doctors/${doctor_id}/schedule`)).json
    const schedule = Object.fromEntries(['timezone', 'hours', 'slot_minutes', 'buffer_before_minutes', 'buffer_after_minutes', 'notice_minutes', 'horizon_days', 'cancellation_notice_minutes', 'max_per_day', 'visit_types'].map((name) => [name, full_schedule[name]]))
    const nothing = { id: '0192d9b0-0000-7000-8000-00000000beef', exception_id: '0192d9b0-0000-7000-8000-00000000beef' }
    const wrong = []
    let cells = 0
    for (const operation of contract.operations.filter((one) => one.path.includes('{'))) {
        const name = `${operation.method} ${operation.path}`
        const kind = kind_of(operation.path)
        const letters = may_call[name]
        if (not_owned.includes(kind) || (['doctors', 'patients'].includes(kind) && ['*', 'a'].includes(letters))) continue
        assert.ok(reached_by[kind], `${name}: whose are these?`)
        let fresh = await makers[kind](operation)
        for (const [who, { letter, client }] of Object.entries(callers)) {
            if (letter === '!' || (letters !== '*' && (letter === '' || !letters.includes(letter)))) continue
            const send = (ids) => {
                const path = operation.path.slice(7).replace(/\{(\w+)\}/g, (_, key) => ids[key])
                const query = operation.path.endsWith('/explain') ? `?start=${encodeURIComponent(times[0].start)}` : ''
                return client.send(operation.method, path + query, { body: body_for(operation, schedule), headers: kind === 'records' ? break_glass : {} })
            }
            const [answer, of_nothing] = [await send(fresh), await send(nothing)]
            ++cells
            const bare = (one) => JSON.stringify({ ...one.json, request_id: '' })
            if (of_nothing.status !== 404) wrong.push(`${who}: ${name} of nothing -> ${of_nothing.status} ${of_nothing.code}`)
            if (reached(operation, kind, who)) {
                if ([401, 403, 404].includes(answer.status) || answer.status >= 500) wrong.push(`${who}: ${name} -> ${answer.status} ${answer.code}`)
                if (ends_it(operation)) fresh = await makers[kind](operation)
            } else if (answer.status !== 404 || bare(answer) !== bare(of_nothing)) wrong.push(`${who}: ${name} -> ${answer.status} ${answer.code}, not as for nothing`)
        }
        if (kind === 'holds') await owner.delete(`/holds/${fresh.id}`)
    }
    console.log(`# ${cells} cells`)
    assert.deepEqual(wrong, [])
})

test('an appointment is listed for its patient, its doctor, its clinic’s staff and administrators', async () => {
    const wrong = []
    for (const [who, { letter, client, owns }] of Object.entries(callers)) {
        const list = await client.send('GET', `/appointments?doctor_id=${doctor_id}&limit=100&sort=-start`)
        if (letter === '' || letter === '!') assert.equal(list.status, 401, who)
        else if (letter === '-') assert.equal(list.status, 403, who)
        else if (list.status === 200 ? list.json.data.some((item) => item.id === visit.id) !== Boolean(owns) : owns) wrong.push(`${who}: ${list.text.slice(0, 200)}`)
    }
    assert.deepEqual(wrong, [])
})

test('a doctor’s calendar is changed by that doctor and administrators only', async () => {
    const { json: schedule } = await callers.admin.client.get(`/doctors/${doctor_id}/schedule`)
    const body = Object.fromEntries(['timezone', 'hours', 'slot_minutes', 'buffer_before_minutes', 'buffer_after_minutes', 'notice_minutes', 'horizon_days', 'cancellation_notice_minutes', 'max_per_day', 'visit_types'].map((name) => [name, schedule[name]]))
    assert.equal((await callers['the doctor'].client.put(`/doctors/${doctor_id}/schedule`, body)).status, 200)
    assert.equal((await callers['another doctor'].client.put(`/doctors/${doctor_id}/schedule`, body)).status, 404)
    assert.equal((await callers['another doctor'].client.get(`/doctors/${doctor_id}/agenda`)).status, 404)
    assert.equal((await callers['staff of another clinic'].client.get(`/doctors/${doctor_id}/agenda`)).status, 404)
    assert.equal((await callers['the doctor'].client.get(`/doctors/${doctor_id}/agenda`)).status, 200)
})

test('no answer carries a member that its schema does not name', async () => {
    for (const [path, template] of [['/me', '/api/v1/me'], [`/appointments/${visit.id}`, '/api/v1/appointments/{id}'], ['/me/appointments', '/api/v1/me/appointments'], [`/doctors/${doctor_id}`, '/api/v1/doctors/{id}'], ['/doctors', '/api/v1/doctors'], ['/me/sessions', '/api/v1/me/sessions'], [`/patients/${callers['the patient'].client.patient.id}`, '/api/v1/patients/{id}']]) {
        const answer = await callers['the patient'].client.get(path)
        assert.equal(answer.status, 200, path)
        const operation = contract.operations.find((one) => one.method === 'GET' && one.path === template)
        assert.deepEqual(contract.mismatches(operation.responses['200'].content['application/json'].schema, answer.json), [], path)
    }
})
