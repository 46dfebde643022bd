// Random requests to every operation of the contract, valid and broken, as everybody who may come (D12): no 5xx, and no
// answer that the contract does not describe. VENERA_SEED repeats a run.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Contract } from './support/contract.mjs'
import { Generator } from './support/generator.mjs'
import { unique_email, venera } from './support/server.mjs'

const seed = Number(process.env.VENERA_SEED ?? Math.floor(Math.random() * 2 ** 31))
console.log(`# seed ${seed}`)
const run_ms = process.env.VENERA_FULL ? 60_000 : 10_000
const at_least = 5_000  // requests, also where they are slow
const workers = 8
const roles = ['patient', 'staff', 'admin', 'nobody']

let server, contract, spare, known
const clients = {}
before(async () => {
    server = await venera({ clock: false })
    contract = await Contract.of(server)
    spare = await server.as('admin')
    for (const who of roles) await renew(who)
    const found = await clients.patient.doctor_with_times()
    const schedule = await clients.patient.get(`/doctors/${found.doctor.id}/schedule`)
    known = {
        doctors: [found.doctor.id],
        clinics: [found.doctor.clinic.id],
        patients: [clients.patient.patient.id],
        codes: found.doctor.specialties.map((one) => one.code),
        starts: found.slots.map((slot) => slot.start),
        offers: found.slots.map((slot) => ({ doctor_id: found.doctor.id, start: slot.start })),
        visit_types: schedule.json.visit_types.map((one) => one.code),
    }
})
after(() => server?.close())

// One request as `who`; the session is opened again if the run itself has ended it.
async function send(who, made) {
    const query = made.query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed?.() ?? value)}`).join('&')
    const path = made.path.startsWith('/api/v1') ? made.path.slice(7) : `/${made.path}`
    const headers = { ...(made.raw === undefined ? {} : { 'content-type': 'application/json' }), ...made.headers }
    const client = server.client()
    client.token = clients[who].token
    return client.send(made.method, query ? `${path}?${query}` : path, { raw: made.raw, headers })
}

// A fresh account: the run may disable one, end its sessions, or have it wait after wrong passwords.
async function renew(who) {
    if (who === 'nobody') clients.nobody = server.client()
    else if (who === 'patient') clients.patient = await server.patient()
    else {
        const account = { email: unique_email(), password: 'correct horse battery', role: who, first_name: 'Fuzz', last_name: who }
        const made = await spare.post('/users', account)
        assert.equal(made.status, 201, made.text)
        const client = server.client()
        await client.sign_in(account.email, account.password)
        clients[who] = client
    }
}

test('the checker finds what is wrong', () => {
    const operation = contract.operations.find((one) => one.operationId === 'get_me')
    const answer = (status, json, type = 'application/problem+json') => ({ status, json, text: JSON.stringify(json), headers: new Headers({ 'content-type': type, 'x-request-id': 'r' }) })
    const problem = { type: '/problems/not_found', title: 'a', status: 404, detail: 'b', code: 'not_found', request_id: 'r' }
    assert.deepEqual(contract.breaches(operation, answer(404, problem)), [])
    for (const [status, json, type] of [
        [418, problem],
        [404, { ...problem, code: 'gone', type: '/problems/gone' }],
        [404, { ...problem, status: 403 }],
        [404, { ...problem, request_id: 's' }],
        [404, { ...problem, title: undefined, detail: 7 }],
        [404, problem, 'application/json'],
        [200, {}, 'application/json'],
        [200, { user: { nonsense: 1 } }, 'application/json'],
    ])
        assert.notDeepEqual(contract.breaches(operation, answer(status, json, type)), [], `${status} ${JSON.stringify(json)}`)
})

test('random requests meet the contract', { timeout: run_ms + 300_000 }, async () => {
    const wrong = new Map()
    const reached = new Map(contract.operations.map((operation) => [`${operation.method} ${operation.path}`, new Set()]))
    const end = Date.now() + run_ms
    let sent = 0
    const note = (made, who, answer, problems) => {
        for (const problem of problems) {
            const key = `${made.method} ${made.template} ${answer.status}: ${problem}`
            if (!wrong.has(key)) wrong.set(key, `as ${who}: ${JSON.stringify(made).slice(0, 900)} -> ${answer.text.slice(0, 400)}`)
        }
    }
    await Promise.all(
        Array.from({ length: workers }, async (_, worker) => {
            const generator = new Generator(contract, seed + worker, structuredClone(known))
            while (Date.now() < end || sent < at_least) {
                const operation = generator.one_of(contract.operations)
                const made = { ...generator.request(operation, generator.chance(0.4)), template: operation.path }
                if (made.path.includes(spare.user.id)) continue
                const who = generator.one_of(roles)
                const session = clients[who]
                const answer = await send(who, made)
                ++sent
                reached.get(`${operation.method} ${operation.path}`).add(answer.status)
                note(made, who, answer, [...(answer.status >= 500 ? ['a server error'] : []), ...contract.breaches(operation, answer)])
                if (answer.status < 300) generator.learn_from(operation, answer.json)
                if (answer.status === 401 && who !== 'nobody' && made.headers.authorization === undefined && made.headers['x-api-key'] === undefined && session === clients[who] && !operation.path.startsWith('/api/v1/auth')) {
                    await renew(who)
                }
            }
        }),
    )
    const never = [...reached].filter(([, codes]) => ![...codes].some((status) => status < 300)).map(([name, codes]) => `${name} (${[...codes].sort()})`)
    console.log(`# ${sent} requests, never answered with success: ${never.join(', ') || 'none'}`)
    assert.ok(wrong.size === 0, [`seed ${seed}`, ...[...wrong].map(([key, example]) => `${key}\n    ${example}`)].join('\n').slice(0, 20_000))
    assert.ok(never.length * 2 < reached.size, 'the generator reaches too little')
})

test('PostgreSQL and the server saw nothing strange', () => {
    const folder = join(server.data, 'venera', 'postgres', 'log')
    const log = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
    assert.doesNotMatch(log, /deadlock detected|could not serialize|PANIC|syntax error/)
    assert.doesNotMatch(server.output, /"event":"http\.(failed|escaped)"/)
})
