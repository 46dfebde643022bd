// E4: nobody reads or writes a person's data without a row of the access log, allowed or denied, before the answer: random
// calls by everybody, each compared with what the logs hold of its request, also when the server is killed in between.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dice, seed } from './support/dice.mjs'
import { venera } from './support/server.mjs'

const calls = process.env.VENERA_FULL ? 2_000 : 300
const purposes = ['treatment', 'payment', 'operations', 'patient-request']
const nobody = '0192d9b0-0000-7000-8000-00000000beef'
const random = dice(seed)
console.log(`VENERA_SEED=${seed}`)

let server, people, doctor_id, visits, times
before(async () => {
    server = await venera()
    const [ana, luis] = [await server.patient(), await server.patient()]
    const [doctor, staff, admin] = [await server.as('doctor'), await server.as('staff'), await server.as('admin')]
    people = { ana, luis, doctor, staff, admin }
    doctor_id = doctor.user.doctor_id
    times = (await ana.free_slots(doctor_id, 'days=31')).reverse().filter((_, index) => index % 3 === 0) // with buffers, neighbours exclude each other
    visits = []
    for (const client of [ana, luis, ana, luis]) {
        const booked = await client.post('/appointments', { doctor_id, start: times.shift().start })
        assert.equal(booked.status, 201, booked.text)
        visits.push({ ...booked.json, owner: client })
    }
})
after(() => server?.close())

const distinct = (rows) => [...new Set(rows.map((row) => row.patient_id).filter(Boolean))].sort()
// Of an answer without anybody in it the edge says that it was given.
const named = (patients, action, path) => (patients.length ? patients.map((patient) => [action, patient, 'allowed']) : [[`GET /api/v1${path}`, null, 'allowed']])
const may_see = (client, visit) => client === visit.owner || client.user.role !== 'patient'

// Each gives what to send and, from the answer, the rows that must be there: [action, patient, outcome].
const kinds = {
    me: (client) => ({ path: '/me', rows: () => [['read', client.patient?.id ?? null, 'allowed']] }),
    visit(client) {
        const visit = random.pick(visits)
        return { path: `/appointments/${visit.id}`, rows: ({ status }) => [status === 200 ? ['read', visit.owner.patient.id, 'allowed'] : ['read', visit.owner.patient.id, 'denied']], status: may_see(client, visit) ? 200 : 404 }
    },
    no_visit: () => ({ path: `/appointments/${nobody}`, status: 404, rows: () => [['read', null, 'denied']] }),
    calendar(client) {
        const visit = random.pick(visits)
        return { path: `/appointments/${visit.id}/calendar.ics`, rows: ({ status }) => [status === 200 ? ['read calendar entry', visit.owner.patient.id, 'allowed'] : ['read calendar entry', visit.owner.patient.id, 'denied']], status: may_see(client, visit) ? 200 : 404 }
    },
    list: () => ({ path: `/appointments?limit=${1 + random.below(100)}`, rows: ({ json }) => named(distinct(json.data), 'list', '/appointments') }),
    agenda: (client) => (client.user.role === 'patient' ? null : { path: `/doctors/${doctor_id}/agenda?days=7`, rows: ({ json }) => named(distinct(json.appointments), 'read agenda', '/doctors/{id}/agenda') }),
    board: (client) => (client.user.role === 'patient' ? null : {
        path: `/appointments/board?clinic_id=${visits[0].clinic.id}&date=${random.pick(visits).local_date}`,
        rows: ({ json }) => named(distinct(json.visits), 'read board', '/appointments/board'),
    }),
    history(client) {
        if (client.user.role === 'patient') return null
        const visit = random.pick(visits)
        return { path: `/appointments/${visit.id}/history`, rows: () => [['read history', visit.owner.patient.id, 'allowed']] }
    },
    follow: (client) => (client.user.role === 'patient'
        ? { path: '/me/appointments/events', rows: () => [['follow', client.patient.id, 'allowed']] }
        : { path: '/appointments/events', rows: () => [['GET /api/v1/appointments/events', null, 'allowed']] }),
    users: (client) => (client.user.role !== 'admin' ? null : {
        path: `/users?limit=${1 + random.below(100)}`,
        rows: ({ json }) => (distinct(json.data).length ? distinct(json.data) : [null]).map((patient) => ['list', patient, 'allowed']),
    }),
    user: (client) => (client.user.role !== 'admin' ? null : { path: `/users/${people.ana.user.id}`, rows: () => [['read', people.ana.patient.id, 'allowed']] }),
    accesses(client) {
        if (!['patient', 'admin'].includes(client.user.role)) return null
        const owner = random.pick([people.ana, people.luis])
        const own = client === owner || client.user.role === 'admin'
        return { path: `/patients/${owner.patient.id}/accesses?limit=1`, status: own ? 200 : 404, rows: () => [['read accesses', owner.patient.id, own ? 'allowed' : 'denied']] }
    },
    audit: (client) => (client.user.role !== 'admin' ? null : { path: '/audit?limit=1', rows: () => [['read', null, 'allowed']] }),
    change(client) {
        const visit = random.pick(visits)
        return {
            method: 'PATCH', path: `/appointments/${visit.id}`, body: { reason: `Control ${random.below(1000)}` }, status: may_see(client, visit) ? 200 : 404,
            rows: ({ status }) => [status === 200 ? ['change', visit.owner.patient.id, 'allowed'] : ['change', visit.owner.patient.id, 'denied']],
        }
    },
    book(client) {
        if (client.user.role !== 'patient' || times.length < 1) return null
        return { method: 'POST', path: '/appointments', body: { doctor_id, start: times.shift().start }, rows: ({ status }) => [status === 201 ? ['book', client.patient.id, 'allowed'] : ['POST /api/v1/appointments', null, 'denied']], status: [201, 409] }
    },
}

function next_call() {
    for (;;) {
        const client = random.pick(Object.values(people))
        const kind = random.pick(Object.keys(kinds))
        const call = kinds[kind](client)
        if (call) return { ...call, client, kind, purpose: random.pick(purposes) }
    }
}

const send = (call) => call.client.send(call.method ?? 'GET', call.path, { body: call.body, headers: { 'x-purpose': call.purpose } })

async function rows_of(ids) {
    const rows = await server.sql(`select request_id, action, patient_id, outcome, actor_id, purpose from platform.access_log
        where request_id in (${ids.map((id) => `'${id}'`).join(', ')}) order by action, patient_id`)
    return Map.groupBy ? Map.groupBy(rows, (row) => row.request_id) : rows.reduce((map, row) => map.set(row.request_id, [...(map.get(row.request_id) ?? []), row]), new Map())
}

async function compare(done) {
    const logged = await rows_of(done.map(({ answer }) => answer.headers.get('x-request-id')))
    for (const { call, answer } of done) {
        const rows = logged.get(answer.headers.get('x-request-id')) ?? []
        const expected = call.rows(answer)
        const told = `${call.kind} by ${call.client.user.role}: ${answer.status}`
        assert.deepEqual(rows.map((row) => [row.action, row.patient_id, row.outcome]).sort(), expected.sort(), told)
        for (const row of rows) assert.deepEqual([row.actor_id, row.purpose], [call.client.user.id, call.purpose], told)
    }
}

test(`${calls} random calls: exactly one row for each person's data, with who, whose, why and what came of it`, async () => {
    const done = []
    for (let i = 0; i < calls; ++i) {
        const call = next_call()
        const answer = await send(call)
        assert.ok([call.status ?? 200].flat().includes(answer.status), `${call.kind} ${answer.status} ${answer.text}`)
        done.push({ call, answer })
    }
    assert.equal(new Set(done.map(({ call }) => call.kind)).size, Object.keys(kinds).length)
    await compare(done)
})

test('what was answered before kill -9 is in the logs', async () => {
    const done = []
    let killed = false
    const work = async () => {
        while (!killed) {
            const call = next_call()
            const answer = await send(call).catch(() => null)
            if (!answer) return
            if (answer.status < 500 && answer.status !== 409 && answer.status !== 412) done.push({ call, answer })
            if (done.length >= calls / 3 && !killed) {
                killed = true
                await server.stop('SIGKILL')
            }
        }
    }
    await Promise.all(Array.from({ length: 8 }, work))
    assert.ok(done.length >= calls / 3)
    await server.start()
    await compare(done)
})
