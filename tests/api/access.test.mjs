// Who may do what (C1): every operation of the contract against everybody who may send a request, on the owner's object and
// on none. access.md is the decision; an operation that it does not name fails the test. VENERA_ACCESS=print shows what is.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Callers } from './support/callers.mjs'
import { Contract } from './support/contract.mjs'
import { enrol } from './support/totp.mjs'
import { root, unique_email, venera } from './support/server.mjs'

// The tables of access.md by their headings: { name: { column: cell } }, and the names of the columns.
function tables_of(text) {
    return Object.fromEntries(
        text.split(/^## /m).slice(1).map((section) => {
            const [title] = section.split('\n')
            const [columns, , ...rows] = section.split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
            return [title, { columns: columns.slice(1), rows: Object.fromEntries(rows.map(([name, ...cells]) => [name, Object.fromEntries(cells.map((cell, index) => [columns[index + 1], cell]))])) }]
        }),
    )
}
const { Operations: operations_table, 'Objects that a body or a query names': named_table, 'What lists show': lists_table } = tables_of(readFileSync(join(root, 'tests/api/access.md'), 'utf8'))

const nothing = '0192d9b0-0000-7000-8000-00000000beef'
let server, contract, callers
before(async () => {
    server = await venera()
    contract = await Contract.of(server)
    callers = await Callers.around(server)
})
after(async () => {
    await callers?.close()
    await server?.close()
})

const made = (answer) => {
    assert.equal(answer.status, 201, answer.text)
    return answer.json
}
const made_of = (answer) => {
    assert.equal(answer.status, 200, answer.text)
    return answer.json
}
const bare = (answer) => JSON.stringify({ ...answer.json, request_id: '' })

// A word for what somebody got: `of_nothing` is the answer to the same question about an object that does not exist.
function word_for(answer, of_nothing) {
    if (answer.status >= 500) return `${answer.status}!`
    if (answer.status === 401) return '401'
    // An administrator is told to say why before anything else.
    if (answer.status === 403) return answer.code === 'break_glass_required' ? '+' : '403'
    if (answer.status !== 404) return '+'
    return of_nothing && bare(answer) === bare(of_nothing) ? '404' : '404!'
}

// Compares a row of words with the table's.
function compare(table, name, words, wrong) {
    const expected = table.rows[name] ?? {}
    if (process.env.VENERA_ACCESS === 'print') console.log(`| ${[name, ...table.columns.map((column) => words[column])].join(' | ')} |`)
    for (const column of table.columns) if (words[column] !== expected[column]) wrong.push(`${column}: ${name} -> ${words[column]}, not ${expected[column]}`)
}

const client_for = (column, operation) => (column === 'bare' ? callers.bare(operation) : callers.live[column])
// As whoever is tried: only who is to be somebody signed in renews an access token that ran out meanwhile.
const send = (column, client, ...request) => (column === 'expired' || column === 'enrolling' ? client.send(...request) : client.request(...request))

test('the table and the contract name the same operations', () => {
    const listed = contract.operations.map((operation) => `${operation.method} ${operation.path}`)
    const named = Object.keys(operations_table.rows)
    assert.deepEqual(listed.filter((name) => !named.includes(name)), [], 'operations without a row')
    assert.deepEqual(named.filter((name) => !listed.includes(name)), [], 'rows without an operation')
    for (const table of [operations_table, named_table, lists_table]) {
        assert.deepEqual(table.columns.filter((column) => column !== 'bare' && column !== 'dead'), Object.keys(callers.live), 'everybody has a column')
        for (const [name, cells] of Object.entries(table.rows)) assert.ok(table.columns.every((column) => ['+', '-', '401', '403', '404'].includes(cells[column])), name)
    }
})

// Where an object is shown, changed or ended, and which one: its own for each operation that ends it.
const makers = {
    async appointments() {
        for (;;) {
            const booked = await callers.live.owner.post('/appointments', { doctor_id: callers.doctor_id, start: times.pop().start })
            if (booked.status !== 409) return { id: made(booked).id }
        }
    },
    async holds() {
        for (;;) {
            const held = await callers.live.owner.post('/holds', { doctor_id: callers.doctor_id, start: times.pop().start })
            if (held.status !== 409) return { id: made(held).id }
        }
    },
    async sessions() {
        const device = server.client()
        await device.sign_in(callers.live.owner.email, 'correct horse battery')
        return { id: JSON.parse(Buffer.from(device.token.split('.')[1], 'base64url')).sid }
    },
    async patients(operation) {
        if (!ends_it(operation)) return { id: callers.live.owner.patient.id }
        return { id: made(await callers.live.admin.post('/patients', { first_name: 'Some', last_name: 'One', birth_date: '1990-01-01' })).id }
    },
    async relatives() {
        const { reference } = callers.live.owner.patient
        return { id: made(await (await server.patient()).post('/me/relatives', { relationship: 'parent', reference })).id }
    },
    async calendars() {
        const feed = made(await callers.live.owner.post('/me/calendars', { name: 'Some' }))
        return { id: feed.id, file: feed.url.split('/').at(-1) }
    },
    async 'busy-calendars'() {
        const path = `/doctors/${callers.doctor_id}/busy-calendars`
        // A doctor has five at most, and the matrix adds some itself.
        for (const one of made_of(await callers.live.admin.get(path)).data) await callers.live.admin.delete(`${path}/${one.id}`)
        return { id: callers.doctor_id, calendar_id: made(await callers.live.admin.post(path, { name: 'Elsewhere', url: 'https://calendar.invalid/basic.ics' })).id }
    },
    async exceptions() {
        return { id: callers.doctor_id, exception_id: made(await callers.live.admin.post(`/doctors/${callers.doctor_id}/exceptions`, an_exception())).id }
    },
    async doctors(operation) {
        if (!ends_it(operation)) return { id: callers.doctor_id }
        const { json } = await callers.live.admin.get(`/doctors/${callers.doctor_id}`)
        const body = { name: 'Dr. Some One', specialties: json.specialties.map((one) => one.code), experience_years: 3, price_cents: 100, currency: json.currency, languages: ['es'], clinic_id: json.clinic.id, modes: ['in_person'] }
        return { id: made(await callers.live.admin.post('/doctors', body)).id }
    },
    async clinics() {
        return { id: callers.visit.clinic.id }
    },
    async specialties() {
        const code = `matrix-${++codes}`
        made(await callers.live.admin.post('/specialties', { code, name: 'Some', description: 'Thing' }))
        return { code }
    },
    async users(operation) {
        if (operation.path.endsWith('/second-factor')) {
            const careful = await server.patient()
            await enrol(server, careful, 'correct horse battery')
            return { id: careful.user.id }
        }
        if (operation.path.includes('{session_id}')) {
            const device = await server.patient()
            return { id: device.user.id, session_id: JSON.parse(Buffer.from(device.token.split('.')[1], 'base64url')).sid }
        }
        return { id: made(await callers.live.admin.post('/users', { email: unique_email(), role: 'staff', first_name: 'Some', last_name: 'One' })).id }
    },
    async 'api-keys'() {
        return { id: (await callers.program(['patients:read'])).id }
    },
    async messages() {
        return { id: made_of(await callers.live.admin.get('/messages?kind=booking_confirmation&limit=1')).data[0].id }
    },
    async webhooks(operation) {
        const { id } = made(await callers.live.admin.post('/webhooks', { url: 'https://receiver.invalid/hooks', events: ['webhook.test'] }))
        if (!operation.path.includes('{delivery_id}')) return { id }
        const delivery = await callers.live.admin.post(`/webhooks/${id}/test`)
        assert.equal(delivery.status, 202, delivery.text)
        return { id, delivery_id: delivery.json.id }
    },
    async payments() {
        const { id } = await makers.holds()
        return { id: made(await callers.live.owner.post('/payments', { hold_id: id, method: { token: 'tok_visa' } })).id }
    },
    async reviews() {
        return { id: made(await callers.live.owner.post(`/doctors/${callers.doctor_id}/reviews`, { appointment_id: await a_visit_that_was(), rating: 4 })).id }
    },
    async waitlist() {
        const { owner } = callers.live
        for (const one of made_of(await owner.get('/me/waitlist?status=waiting')).data) assert.equal((await owner.delete(`/waitlist/${one.id}`)).status, 204)
        return { id: made(await callers.live.admin.post('/waitlist', a_wish({ patient_id: owner.patient.id }))).id }
    },
    async 'dead-events'() {
        const [{ id }] = await server.sql('select gen_random_uuid() as id')
        await server.execute(`insert into platform.parked_events (consumer, id, xid, context, type, aggregate_id, version, payload, created_at, attempts, due_at, dead_at)
            values ('notifications', '${id}', '3', 'scheduling', 'appointment.booked', '${id}', 1, '{}', now(), 12, now(), now())`)
        return { consumer: 'notifications', id }
    },
}
async function a_visit_that_was() {
    const { id } = await callers.live.staff.walk_in(callers.doctor_id, callers.live.owner.patient.id)
    made_of(await callers.live.doctor.post(`/appointments/${id}/complete`))
    return id
}
// So far ahead that nothing is offered meanwhile.
const in_days = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const a_wish = (more) => ({ doctor_id: callers.doctor_id, from: in_days(320), to: in_days(350), ...more })
let times
let codes = 0
let exceptions = 0
// On a day of its own, so that none meets another.
function an_exception() {
    const day = new Date(Date.UTC(2027, 0, 1 + exceptions++)).toISOString().slice(0, 10)
    return { kind: 'open', start: `${day}T03:00`, end: `${day}T03:30` }
}
const ends_it = (operation) => operation.method === 'DELETE' || /\/(cancel|merge|accept|erasure|discard)$/.test(operation.path)

function kind_of(operation) {
    if (operation.path.includes('{calendar_id}')) return 'busy-calendars'
    if (operation.path.includes('{exception_id}')) return 'exceptions'
    const [, , , first, second] = operation.path.split('/')
    return first === 'me' ? second : first
}

const calendar_members = ['timezone', 'hours', 'slot_minutes', 'buffer_before_minutes', 'buffer_after_minutes', 'notice_minutes', 'horizon_days', 'cancellation_notice_minutes', 'max_per_day', 'visit_types']

// A body that is good enough to reach the object.
async function body_for(operation) {
    if (!contract.body(operation)) return undefined
    const { path, method } = operation
    if (path.endsWith('/merge')) return { into: callers.live.owner.patient.id }
    if (path.endsWith('/exceptions')) return an_exception()
    if (path.endsWith('/exceptions/preview')) return { add: an_exception() }
    if (/\/schedule(\/preview)?$/.test(path)) {
        const { json } = await callers.live.admin.get(`/doctors/${callers.doctor_id}/schedule`)
        return Object.fromEntries(calendar_members.map((name) => [name, json[name]]))
    }
    if (path.includes('/record/')) return []
    if (path.endsWith('/busy-calendars')) return { name: 'Elsewhere', url: 'https://calendar.invalid/basic.ics' }
    if (path.endsWith('/reminders')) return { reminder_hours: [24, 2] }
    if (path.endsWith('/webhooks/{id}/replay')) return { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }
    if (path.endsWith('/clinics/{id}/payments')) return { deposit_percent: 100 }
    if (path.endsWith('/{id}/reviews')) return { appointment_id: await a_visit_that_was(), rating: 4 }
    if (path.includes('/me/reviews')) return { rating: 4 }
    if (path.endsWith('/hide')) return { reason: 'Matrix of permissions' }
    if (path.endsWith('/reply')) return { text: 'Matrix of permissions' }
    if (path.endsWith('/refunds')) return { reason: 'Matrix of permissions' }
    if (path.endsWith('/discard')) return { reason: 'Matrix of permissions' }
    if (path.endsWith('/erasure')) return contract.example(contract.body(operation))
    if (method !== 'PATCH') return {}
    return { appointments: { reason: 'Control' }, patients: { gender: 'other' }, users: { last_name: 'Other' }, clinics: { phone: null }, doctors: { bio: 'Other' }, calendars: { name: 'Other' }, 'busy-calendars': { name: 'Other' }, specialties: { description: 'Other' }, webhooks: { description: 'Other' } }[kind_of(operation)]
}

// Administrators reach records and exports with the glass broken only.
const headers_for = (operation) => (/\{id\}\/(record|export)/.test(operation.path) ? { 'x-purpose': 'break-glass', 'x-purpose-reason': 'Matrix of permissions' } : {})

async function row_of(operation, wrong) {
    const name = `${operation.method} ${operation.path}`
    const has_object = operation.path.includes('{')
    const fresh = () => (has_object ? makers[kind_of(operation)](operation) : {})
    const none = { id: nothing, exception_id: nothing, calendar_id: nothing, delivery_id: nothing, session_id: nothing, code: 'no-such-code', consumer: 'notifications', file: `${'A'.repeat(43)}.ics` }
    // Without an object in its path, what is wrong with the body shows that somebody came this far.
    const body = has_object ? await body_for(operation) : contract.body(operation) && { nonsense: 1 }
    const query = operation.path.endsWith('/explain') ? `?start=${encodeURIComponent(callers.visit.start)}` : ''
    let ids = await fresh()
    const ask = (column, client, which) => {
        const path = operation.path.replace(/\{(\w+)\}/g, (_, key) => which[key]) + query
        // Signing out is tried without the cookie, so that everybody stays for the rest of the table.
        const who = path.endsWith('/logout') ? Object.assign(client.server.client(), { token: client.token, key: client.key }) : client
        return send(column, who, operation.method, path.startsWith('/api/v1') ? path.slice(7) : `/${path}`, { body, headers: headers_for(operation) })
    }
    const words = {}
    for (const column of operations_table.columns.filter((one) => one !== 'dead')) {
        const client = client_for(column, operation)
        const of_nothing = has_object ? await ask(column, client, none) : undefined
        words[column] = word_for(await ask(column, client, ids), of_nothing)
        if (words[column] === '+' && of_nothing && of_nothing.status !== 404) wrong.push(`${column}: ${name} of nothing -> ${of_nothing.status} ${of_nothing.code}`)
        if (words[column] === '+' && has_object && ends_it(operation)) ids = await fresh()
    }
    const of_dead = new Set()
    for (const client of Object.values(callers.dead)) of_dead.add(word_for(await ask('dead', Object.assign(client, { refresh: () => false }), ids)))
    words.dead = [...of_dead].join(' or ')
    if (kind_of(operation) === 'holds' && has_object) await callers.live.owner.delete(`/holds/${ids.id}`)
    return words
}

test('everybody meets every operation, on the owner’s object and on none, as the table says', { timeout: 300_000 }, async () => {
    const wrong = []
    times = await callers.live.owner.free_slots(callers.doctor_id, 'days=31')
    for (const operation of contract.operations) compare(operations_table, `${operation.method} ${operation.path}`, await row_of(operation, wrong), wrong)
    console.log(`# ${contract.operations.length * (operations_table.columns.length - 1 + Object.keys(callers.dead).length)} cells`)
    assert.deepEqual(wrong, [])
})

// The same where the object stands in a body or a query: somebody else's is as one that does not exist.
const named = {
    'POST /api/v1/appointments {patient_id}': (patient_id) => ['POST', '/appointments', { body: { doctor_id: callers.doctor_id, start: times.at(-1).start, patient_id } }],
    'POST /api/v1/holds {patient_id}': (patient_id) => ['POST', '/holds', { body: { doctor_id: callers.doctor_id, start: times.at(-1).start, patient_id } }],
    'POST /api/v1/appointments {hold_id}': (hold_id, patient_id) => ['POST', '/appointments', { body: { hold_id, patient_id } }],
    'POST /api/v1/waitlist {patient_id}': (patient_id) => ['POST', '/waitlist', { body: a_wish({ patient_id }) }],
    'POST /api/v1/patients/{id}/merge {into}': (into) => ['POST', `/patients/${spare}/merge`, { body: { into } }],
}
let spare

test('an object that a body names is reached by those who may, and by nobody else told from none', async () => {
    const wrong = []
    times = (await callers.live.owner.free_slots(callers.doctor_id, 'days=31')).slice(0, -6)
    for (const [name, request] of Object.entries(named)) {
        const [method, path] = name.split(' ')
        const operation = contract.operations.find((one) => one.method === method && one.path === path)
        const words = {}
        for (const column of named_table.columns) {
            spare = made(await callers.live.admin.post('/patients', { first_name: 'Some', last_name: 'One', birth_date: '1990-01-01' })).id
            const client = client_for(column, operation)
            const hold = name.includes('{hold_id}') && (await makers.holds()).id
            const for_whom = callers.live[column]?.patient?.id ?? callers.live.patient.patient.id
            const of_nothing = await send(column, client, ...request(nothing, for_whom))
            const answer = await send(column, client, ...request(hold || callers.live.owner.patient.id, for_whom))
            if (hold) await callers.live.owner.delete(`/holds/${hold}`)
            words[column] = word_for(answer, of_nothing)
            if (words[column] === '+' && answer.status >= 300 && answer.code !== 'slot_taken') wrong.push(`${column}: ${name} -> ${answer.status} ${answer.code}`)
            if (answer.status === 201) await callers.live.owner.delete(`/${path.split('/').at(-1)}/${answer.json.id}`)
        }
        compare(named_table, name, words, wrong)
    }
    assert.deepEqual(wrong, [])
})

const shows_visit = (answer) => answer.text.includes(callers.visit.id)
const shows_owner = (answer) => answer.text.includes(callers.live.owner.patient.id)
const lists = {
    'GET /api/v1/appointments: the visit': [() => ['GET', `/appointments?doctor_id=${callers.doctor_id}&limit=100&sort=-start`], shows_visit],
    'GET /api/v1/appointments?patient_id: the visit': [() => ['GET', `/appointments?patient_id=${callers.live.owner.patient.id}&limit=100&sort=-start`], shows_visit],
    'GET /api/v1/me/appointments: the visit': [() => ['GET', '/me/appointments?limit=100&sort=-start'], shows_visit],
    'GET /api/v1/doctors/{id}/agenda: the visit': [() => ['GET', `/doctors/${callers.doctor_id}/agenda?from=${callers.visit.local_date}&days=1`], shows_visit],
    'GET /api/v1/appointments/board: the visit': [() => ['GET', `/appointments/board?clinic_id=${callers.visit.clinic.id}&date=${callers.visit.local_date}`], shows_visit],
    'GET /api/v1/patients: the owner': [() => ['GET', '/patients?sort=newest&limit=100'], shows_owner],
    'POST /api/v1/patients/search: the owner': [() => ['POST', '/patients/search', { body: { q: callers.live.owner.patient.reference } }], shows_owner],
    'POST /api/v1/patients/search {email}: the owner': [() => ['POST', '/patients/search', { body: { email: callers.live.owner.email } }], shows_owner],
    'GET /api/v1/patients.csv: the owner': [() => ['GET', '/patients.csv'], (answer) => answer.text.includes(callers.live.owner.patient.reference)],
    'POST /api/v1/users/search: the owner': [() => ['POST', '/users/search', { body: { q: callers.live.owner.email } }], shows_owner],
    'GET /api/v1/waitlist: the owner': [() => ['GET', '/waitlist?status=waiting'], shows_owner],
    'GET /api/v1/me/waitlist: the owner': [() => ['GET', '/me/waitlist'], shows_owner],
    'GET /api/v1/me/payments: the owner': [() => ['GET', '/me/payments'], shows_owner],
    'GET /api/v1/me/relatives: the owner': [() => ['GET', '/me/relatives'], shows_owner],
    'GET /api/v1/audit: accesses to the owner': [() => ['GET', `/audit?patient_id=${callers.live.owner.patient.id}`], shows_owner],
}

test('lists show to each whom they may see', async () => {
    const wrong = []
    await makers.waitlist()
    await makers.payments()
    for (const [name, [request, shows]] of Object.entries(lists)) {
        const [method, path] = name.split(/ |: |\?/)
        const operation = contract.operations.find((one) => one.method === method && one.path === path)
        const words = {}
        for (const column of lists_table.columns) {
            const answer = await send(column, client_for(column, operation), ...request())
            words[column] = answer.status === 404 ? '404' : answer.status < 300 ? (shows(answer) ? '+' : '-') : word_for(answer)
        }
        compare(lists_table, name, words, wrong)
    }
    assert.deepEqual(wrong, [])
})
