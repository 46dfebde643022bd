// Keys of programs (C11): what they open and what not, where from and how long; and that no key is kept or logged.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Contract } from './support/contract.mjs'
import { unique_email, venera } from './support/server.mjs'

const every_scope = ['availability:read', 'appointments:read', 'appointments:write', 'patients:read', 'patients:write']
const strong = 'correct horse battery'
let server, admin, log
before(async () => {
    server = await venera({ env: { VENERA_HTTP__TRUSTED_PROXIES: '127.0.0.1' } })
    admin = await server.as('admin')
    log = () => server.output
})
after(() => server?.close())

async function make(fields = {}) {
    const made = await admin.post('/api-keys', { name: 'Kiosk', scopes: every_scope, ...fields })
    assert.equal(made.status, 201, made.text)
    const client = server.client()
    client.key = made.json.key
    client.id = made.json.id
    return client
}
const status_of = async (client, headers = {}) => (await client.get('/appointments', { headers })).status

test('a key is shown once and stored as a hash', async () => {
    const made = await admin.post('/api-keys', { name: 'Kiosk', scopes: ['appointments:read'] })
    assert.match(made.json.key, /^vk_[\w-]{43}$/)
    const { key, ...rest } = made.json
    assert.equal(made.headers.get('cache-control'), 'no-store')
    const listed = await admin.get('/api-keys?limit=1')
    assert.deepEqual(listed.json.data[0], { ...rest, last_used_at: null, revoked_at: null })
    assert.ok(!listed.text.includes(key.slice(3)))
    const stored = await server.sql(`select name, encode(key_hash, 'hex') as hash from identity.api_keys where id = '${rest.id}'`)
    assert.deepEqual(stored, [{ name: 'Kiosk', hash: createHash('sha256').update(key).digest('hex') }])
    for (const [member, value] of [['name', ''], ['scopes', []], ['scopes', ['everything']], ['scopes', ['appointments:read', 'appointments:read']], ['expires_at', '2020-01-01T00:00:00Z'], ['addresses', ['somewhere']], ['role', 'admin']]) {
        const refused = await admin.post('/api-keys', { name: 'X', scopes: ['appointments:read'], [member]: value })
        assert.equal(refused.status, 422, `${member} ${JSON.stringify(value)}`)
        assert.ok(refused.json.errors.every((error) => error.pointer.startsWith(`/${member}`)), refused.text)
    }
    assert.equal((await (await server.as('staff')).get('/api-keys')).status, 403)
})

test('a key opens the routes of its scopes and no other; the contract says which', async () => {
    const contract = await Contract.of(server)
    const wrong = []
    for (const scope of every_scope) {
        const client = await make({ scopes: [scope] })
        for (const operation of contract.operations) {
            const needed = operation.security.flatMap((way) => way.api_key ?? [])
            const is_public = operation.security.length === 0 || operation.security.some((way) => Object.keys(way).length === 0)
            if (!operation.path.startsWith('/api/v1') || /test\/clock/.test(operation.path) || operation['x-access'] === 'cookie') continue
            const path = operation.path.slice(7).replace(/\{code\}/, 'none').replace(/\{\w+\}/g, '0192d9b0-0000-7000-8000-00000000beef')
            const answer = await client.send(operation.method, path, { body: contract.body(operation) ? { nonsense: 1 } : undefined })
            const open = is_public || needed.includes(scope)
            if (open ? [401, 403].includes(answer.status) : answer.status !== 403) wrong.push(`${scope}: ${operation.method} ${path} -> ${answer.status}`)
            if (answer.status >= 500) wrong.push(`${operation.method} ${path}: ${answer.status}`)
        }
    }
    assert.deepEqual(wrong, [])
})

test('a program books, moves, lists and cancels, and the access log names its key', async () => {
    const program = await make({ scopes: ['appointments:read', 'appointments:write'] })
    const patient = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    const nobody = await program.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })
    assert.deepEqual([nobody.status, nobody.json.errors?.[0].pointer], [422, '/patient_id'])
    const wish = { doctor_id: doctor.id, start: slots[0].start, patient_id: patient.patient.id }
    assert.equal((await program.post('/appointments', { ...wish, override: ['notice'], override_reason: 'x' })).status, 403)
    const booked = await program.post('/appointments', wish, { headers: { 'idempotency-key': 'program-1' } })
    assert.equal(booked.status, 201, booked.text)
    const again = await program.post('/appointments', wish, { headers: { 'idempotency-key': 'program-1' } })
    assert.deepEqual([again.status, again.json.id, again.headers.get('idempotency-replayed')], [201, booked.json.id, 'true'])
    const { id } = booked.json
    assert.equal((await program.get(`/appointments/${id}`)).status, 200)
    assert.ok((await program.get(`/appointments?patient_id=${patient.patient.id}`)).json.data.some((visit) => visit.id === id))
    const moved = await program.patch(`/appointments/${id}`, { start: slots.at(-1).start })
    assert.equal(moved.status, 200, moved.text)
    assert.equal((await program.post(`/appointments/${id}/cancel`, { reason: 'Closed' })).json.status, 'cancelled')
    const rows = await server.sql(`select distinct action, actor_role, actor_id from scheduling.access_log where resource_id = '${id}' and actor_id = '${program.id}'`)
    assert.ok(rows.length >= 4 && rows.every((row) => row.actor_role === 'integrator'), JSON.stringify(rows))
    const reader = await make({ scopes: ['appointments:read'] })
    assert.equal((await reader.delete(`/appointments/${id}`)).status, 403)
    const held = await program.post('/holds', { doctor_id: doctor.id, start: slots[1].start, patient_id: patient.patient.id })
    assert.equal(held.status, 201, held.text)
    assert.equal(held.json.holder_token ?? null, null)
    assert.equal((await reader.post('/holds', { doctor_id: doctor.id, start: slots[2].start, patient_id: patient.patient.id })).status, 404, 'without the scope it is anybody')
    assert.equal((await program.delete(`/holds/${held.json.id}`)).status, 204)
})

test('a program keeps profiles with patients:write, finds them with patients:read, and sees no record', async () => {
    const [writer, reader] = [await make({ scopes: ['patients:write'] }), await make({ scopes: ['patients:read'] })]
    const person = { first_name: 'Kiosk', last_name: 'Guest', birth_date: '1990-02-03', national_id: { country: 'PE', type: 'dni', number: '87654321' } }
    const added = await writer.post('/patients', person, { headers: { 'idempotency-key': 'guest-1' } })
    assert.equal(added.status, 201, added.text)
    const again = await writer.post('/patients', person, { headers: { 'idempotency-key': 'guest-1' } })
    assert.deepEqual([again.status, again.json.id, again.headers.get('idempotency-replayed')], [201, added.json.id, 'true'])
    const twice = await writer.post('/patients', person)
    assert.deepEqual([twice.status, twice.code, twice.json.existing.id], [409, 'national_id_taken', added.json.id])
    const path = `/patients/${added.json.id}`
    assert.equal((await writer.patch(path, { gender: 'other' })).json.gender, 'other')
    assert.equal((await reader.get(path)).json.gender, 'other')
    assert.deepEqual((await reader.post('/patients/search', { national_id: person.national_id })).json.data.map((one) => one.id), [added.json.id])
    assert.ok((await reader.get('/patients?sort=newest&limit=1')).json.data.some((one) => one.id === added.json.id))
    assert.ok((await reader.get('/patients/statistics')).json.total > 0)
    for (const [client, method, what] of [[writer, 'GET', path], [reader, 'PATCH', path], [writer, 'DELETE', path], [reader, 'GET', `${path}/record`], [reader, 'GET', '/patients.csv'], [reader, 'GET', `${path}/accesses`]])
        assert.equal((await client.send(method, what, method === 'PATCH' ? { body: {} } : {})).status, 403, `${method} ${what}`)
    const rows = await server.sql(`select action, actor_id, actor_role from patients.access_log where patient_id = '${added.json.id}' order by id`)
    assert.deepEqual([...new Set(rows.map((row) => row.actor_role))], ['integrator'])
    for (const [client, action] of [[writer, 'create'], [writer, 'update'], [reader, 'read'], [reader, 'search'], [reader, 'list']])
        assert.ok(rows.some((row) => row.action === action && row.actor_id === client.id), action)
})

test('a key has a limit of its own', async () => {
    const strict = await venera({ beside: server, env: { VENERA_LIMITS__LOOPBACK: 'true', VENERA_LIMITS__API_KEY_PER_MINUTE: '20' } })
    try {
        const [busy, idle] = [await make(), await make()]
        const on = (client) => Object.assign(strict.client(), { key: client.key })
        const answers = await Promise.all(Array.from({ length: 40 }, () => on(busy).get('/appointments?limit=1')))
        const refused = answers.filter((answer) => answer.status === 429)
        assert.ok(refused.length >= 10 && answers.length - refused.length >= 20, `${refused.length} of ${answers.length}`)
        for (const { code, headers } of refused) assert.deepEqual([code, Number(headers.get('retry-after')) >= 1], ['rate_limited', true])
        assert.match(answers[0].headers.get('ratelimit-policy'), /"key";q=20/)
        assert.equal((await on(idle).get('/appointments?limit=1')).status, 200)
    } finally {
        await strict.close()
    }
})

test('two keys live at once; a revoked one is refused on every node', async () => {
    const node = await venera({ beside: server })
    try {
        const [old, fresh] = [await make(), await make()]
        const elsewhere = node.client()
        elsewhere.key = old.key
        for (const client of [old, fresh, elsewhere]) assert.equal(await status_of(client), 200)
        assert.equal((await admin.delete(`/api-keys/${old.id}`)).status, 204)
        assert.equal((await admin.delete(`/api-keys/${old.id}`)).status, 204)
        const begun = Date.now()
        while ((await status_of(elsewhere)) !== 401) assert.ok(Date.now() - begun < 5_000, 'the key is still taken')
        assert.deepEqual([await status_of(old), await status_of(fresh)], [401, 200])
        assert.equal((await admin.delete('/api-keys/0192d9b0-0000-7000-8000-00000000beef')).status, 404)
        const types = (await server.sql(`select type from identity.outbox where aggregate_id = '${old.id}' order by version`)).map((row) => row.type)
        assert.deepEqual(types, ['api_key.created', 'api_key.revoked'])
        const denied = await server.sql(`select count(*)::int as n from identity.access_log where resource_id = '${old.id}' and outcome = 'denied'`)
        assert.ok(denied[0].n >= 2)
    } finally {
        await node.close()
    }
})

test('a key ends with its time and outside of its networks', async () => {
    const { json } = await server.client().get('//health')
    const brief = await make({ expires_at: new Date(Date.parse(json.timestamp) + 60_000).toISOString().replace(/\.\d+/, '') })
    assert.equal(await status_of(brief), 200)
    await server.advance(61)
    assert.equal(await status_of(brief), 401)
    admin = await server.as('admin')
    const near = await make({ addresses: ['192.0.2.0/24', '2001:db8::/32'] })
    assert.equal(await status_of(near), 401, 'loopback is not among them')
    for (const [address, status] of [['192.0.2.9', 200], ['2001:db8::9', 200], ['192.0.3.9', 401]]) assert.equal(await status_of(near, { 'x-forwarded-for': address }), status, address)
})

test('a key ends for good with the administrator who made it', async () => {
    for (const end of [(id) => admin.delete(`/users/${id}`), (id) => admin.patch(`/users/${id}`, { role: 'staff' })]) {
        const email = unique_email()
        const { id } = (await admin.post('/users', { email, role: 'admin', first_name: 'Key', last_name: 'Maker', password: strong })).json
        const maker = server.client()
        await maker.sign_in(email, strong)
        const made = await maker.post('/api-keys', { name: 'Kiosk', scopes: every_scope })
        const client = server.client()
        client.key = made.json.key
        assert.equal(await status_of(client), 200)
        assert.ok([200, 204].includes((await end(id)).status))
        assert.equal(await status_of(client), 401)
        assert.ok((await admin.get('/api-keys?limit=1')).json.data[0].revoked_at)
        assert.equal((await admin.patch(`/users/${id}`, { role: 'admin', status: 'active' })).status, 200)
        assert.equal(await status_of(client), 401)
    }
})

test('a key is a header: nowhere else is it taken, and nowhere is it written', async () => {
    const client = await make()
    const { key } = client
    const bare = server.client()
    for (const path of [`/appointments?api_key=${key}`, `/appointments?key=${key}`]) assert.equal((await bare.get(path)).status, 401)
    assert.equal((await bare.get('/appointments', { headers: { authorization: `Bearer ${key}` } })).status, 401)
    assert.equal((await bare.get('/appointments', { headers: { cookie: `api_key=${key}` } })).status, 401)
    assert.equal((await bare.get('/appointments', { headers: { 'x-api-key': key, authorization: `Bearer ${admin.token}` } })).status, 401, 'one proof at a time')
    assert.equal(await status_of(client), 200)
    assert.equal((await client.get('/me')).status, 403)
    assert.ok(!log().includes(key.slice(3)), 'the log')
    assert.ok(!(await bare.get('//metrics')).text.includes(key.slice(3)), 'the metrics')
    const found = execFileSync('sh', ['-c', `grep -rla -- '${key.slice(3)}' '${join(server.data, 'venera')}' || true`]).toString()
    assert.equal(found, '', 'the files')
    assert.ok(readFileSync(join(server.data, 'venera', 'postgres', 'cluster', 'PG_VERSION'), 'utf8'), 'they were searched')
})
