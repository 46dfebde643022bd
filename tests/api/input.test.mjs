// Bad input on every endpoint of the contract: a clear 4xx problem that names what is wrong, and nothing changed (D5-D7).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Contract, hostile_texts } from './support/contract.mjs'
import { unique_email, venera } from './support/server.mjs'

let server, contract, admin, doctor, patient, seeds
before(async () => {
    server = await venera()
    contract = await Contract.of(server)
    admin = await server.as('admin')
    doctor = await server.as('doctor')
    patient = await server.patient()
    const found = await patient.doctor_with_times()
    seeds = { doctor_id: found.doctor.id, clinic_id: found.doctor.clinic.id, patient_id: patient.patient.id, start: found.slots[0].start, timezone: 'America/Lima', specialties: ['cardiology'], languages: ['es'], currency: 'PEN', country: 'PE', language: 'es', code: 'x-ray' }
})
after(() => server?.close())

// Who may call an operation at all.
const client_for = (operation) => {
    const access = [operation['x-access']].flat()
    if (access.includes('anyone') || access.includes('cookie')) return patient
    return access.includes('admin') ? admin : access.includes('doctor') ? doctor : patient
}
const path_of = (operation, values = {}) =>
    operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? (name === 'code' ? 'no-such-code' : '0192d9b0-0000-7000-8000-00000000beef')))
const call = (client, operation, { path = path_of(operation), query = '', body, raw, headers } = {}) =>
    client.request(operation.method, path.startsWith('/api/v1') ? path.slice(7) + query : `/${path}${query}`, { body, raw, headers })

async function everything() {
    const tables = await server.sql(`
        select table_schema || '.' || table_name as name from information_schema.tables
         where table_schema in ('identity', 'patients', 'directory', 'scheduling') and table_type = 'BASE TABLE'
           and table_name !~ '^(access_log|session_families|login_attempts|mails|outbox)' order by 1`)
    const counts = await server.sql(tables.map((row) => `select '${row.name}' as name, count(*)::int as rows, coalesce(sum(hashtext(t::text)::bigint), 0)::text as hash from ${row.name} t`).join(' union all '))
    return JSON.stringify(counts.sort((a, b) => (a.name < b.name ? -1 : 1)))
}

function expect_problem(answer, allowed, what) {
    assert.ok(allowed.includes(answer.status), `${what}: ${answer.status} ${answer.text.slice(0, 300)}`)
    assert.equal(answer.headers.get('content-type'), 'application/problem+json', what)
    for (const member of ['type', 'title', 'status', 'detail', 'code', 'request_id']) assert.ok(member in answer.json, `${what}: no ${member}`)
    assert.equal(answer.json.status, answer.status)
}

const with_body = () => contract.operations.filter((operation) => contract.body(operation))
const skip = (operation) => /\/test\/clock$/.test(operation.path)

test('bodies of the wrong form change nothing and name every problem', async () => {
    const untouched = await everything()
    for (const operation of with_body().filter((one) => !skip(one))) {
        const client = client_for(operation)
        const schema = contract.body(operation)
        const what = `${operation.method} ${operation.path}`
        for (const raw of ['', '{', '[1,', 'nonsense', '{"a":1}{', '\ufeff{}', '{"a":NaN}', "{'a':1}", '{"a":1,}', '{"a":"\u0001"}', '{"a":"\\ud800"}', '['.repeat(50_000), '{"a":'.repeat(33) + '1' + '}'.repeat(33)]) {
            if (raw === '' && !operation.requestBody.required) continue
            // Some operations take less than others.
            const refused = raw.length > 10_000 ? [400, 413, 422] : [400, 422]
            expect_problem(await call(client, operation, { raw, headers: { 'content-type': 'application/json' } }), refused, `${what} raw ${raw.slice(0, 20)}`)
        }
        const is_list = contract.type(schema) === 'array'
        for (const body of [is_list ? {} : [], 'text', 7, true]) expect_problem(await call(client, operation, { body }), [400, 422], `${what} ${JSON.stringify(body)}`)
        if (is_list) continue
        const members = Object.keys(schema.properties ?? {})
        const twice = `{${members.slice(0, 1).flatMap((name) => [`"${name}":null`, `"${name}":null`])}}`
        if (members.length) expect_problem(await call(client, operation, { raw: twice, headers: { 'content-type': 'application/json' } }), [400], `${what} twice`)
        const unknown = await call(client, operation, { body: { nonsense: 1, '__proto__x': 2 } })
        expect_problem(unknown, [422], `${what} unknown`)
        const pointers = unknown.json.errors.map((error) => error.pointer)
        assert.ok(pointers.includes('/nonsense'), `${what}: ${pointers}`)
        for (const name of schema.required ?? []) assert.ok(pointers.includes(`/${name}`), `${what} does not ask for ${name}: ${pointers}`)
        const wrong = Object.fromEntries(members.map((name) => [name, contract.type(schema.properties[name]) === 'object' ? 7 : { wrong: 'type' }]))
        if (members.length) {
            const answer = await call(client, operation, { body: wrong })
            expect_problem(answer, [422], `${what} wrong types`)
            for (const name of members.filter((one) => contract.type(schema.properties[one]) !== undefined && !/infos/.test(one)))
                assert.ok(answer.json.errors.some((error) => error.pointer.startsWith(`/${name}`)), `${what}: nothing about ${name} in ${answer.text}`)
        }
        const plain = await call(client, operation, { raw: '{}', headers: { 'content-type': 'text/plain' } })
        expect_problem(plain, [415], `${what} text/plain`)
    }
    assert.equal(await everything(), untouched)
})

test('numbers and dates at their extremes are refused', async () => {
    const untouched = await everything()
    const numbers = [-1, 0.5, 1e400, 9007199254740993n, 18446744073709551616n, -9223372036854775809n, 2147483648, -2147483649, 1e19]
    for (const operation of with_body().filter((one) => !skip(one))) {
        const schema = contract.body(operation)
        for (const [name, inner] of Object.entries(schema.properties ?? {})) {
            const type = contract.type(inner)
            const known = contract.resolve(inner)
            const raws =
                type === 'integer' || type === 'number'
                    ? numbers.map((number) => (number === Infinity ? '1e400' : String(number)))
                    : known.format === 'date-time' || known.format === 'date' || name === 'start' || name === 'end'
                      ? ['now', 'infinity', '-infinity', '0000-00-00', '1969-12-31T23:59:59Z', '294276-12-31T00:00:00Z', '2027-02-29', '2027-02-30T10:00:00Z', '2027-01-01T24:00:00Z', '2027-06-30T23:59:60Z', '2027-01-01 10:00:00Z', '-0001-01-01T00:00:00Z', '2027-01-01T10:00:00', '2027-01-01T10:00:00+99:00', '2027-01-01T10:00:00.000001Z', '9999-12-31T23:59:59Z'].map((text) => JSON.stringify(text))
                      : []
            for (const raw of raws) {
                if (type === 'number' && raw === '0.5') continue
                const body = contract.example(schema, seeds)
                const text = JSON.stringify({ ...body, [name]: '\u2603' }).replace('"\u2603"', raw)
                const answer = await call(client_for(operation), operation, { raw: text, headers: { 'content-type': 'application/json' } })
                assert.ok(answer.status >= 400 && answer.status < 500, `${operation.method} ${operation.path} ${name}=${raw}: ${answer.status}`)
            }
        }
    }
    assert.equal(await everything(), untouched)
})

test('times that are no time are 422 wherever a time is taken (A10)', async () => {
    const { doctor: card, slots } = await patient.doctor_with_times()
    const { json: visit } = await admin.post('/appointments', { doctor_id: card.id, start: slots[2].start, patient_id: patient.patient.id })
    const { json: held } = await patient.post('/holds', { doctor_id: card.id, start: slots[5].start })
    const untouched = await everything()
    const { start } = slots[7]
    const [second, day] = [start.replace(/00Z$/, '01Z'), slots[7].local_date]
    const starts = [
        '', ' ', 'now', 'today', 'infinity', '-infinity', 'epoch', '0001-01-01T00:00:00Z', '0000-01-01T00:00:00Z', '-0001-01-01T00:00:00Z', '9999-12-31T23:55:00Z', '10000-01-01T00:00:00Z', '294276-12-31T00:00:00Z',
        '2027-06-30T23:59:60Z', '2027-06-30T24:00:00Z', `${start} BC`, start.replace('Z', '.000001Z'), second, start.replace('Z', ''), start.replace('Z', '+25:00'), `[${start},${start})`, 0, -1, 1e300, true, [], {}, [start], null,
    ]
    const bodies = [
        ...starts.flatMap((one) => [['POST', '/appointments', { start: one }], ['POST', '/holds', { start: one }], ...(one === null ? [] : [['PATCH', `/appointments/${visit.id}`, { start: one }]])]),
        ...[0, -30, 1, 5.5, 7, 1500, 2 ** 31, 1e300, '30', 'infinity'].flatMap((minutes) => [['POST', '/appointments', { start, duration_minutes: minutes }], ['PATCH', `/appointments/${visit.id}`, { duration_minutes: minutes }]]),
        // Empty, inverted, a second, endless, half a time.
        ...[['10:00', '10:00'], ['11:00', '10:00'], ['10:00', '10:00:01'], ['10:00', '10:01'], ['24:00', '25:00'], ['10:00', 'infinity'], ['', '']]
            .map(([from, to]) => ['POST', `/doctors/${card.id}/exceptions`, { kind: 'closed', start: `${day}T${from}`, end: `${day}T${to}` }]),
        ...[['0001-01-01T10:00', '0001-01-01T11:00'], ['-0001-01-01T10:00', '2027-01-01T11:00'], [`${day}T10:00`, '9999-12-31T23:55'], [`${day}T10:00`, '10000-01-01T00:00'], ['2027-02-30T10:00', '2027-03-01T10:00']]
            .map(([from, to]) => ['POST', `/doctors/${card.id}/exceptions`, { kind: 'closed', start: from, end: to }]),
    ]
    for (const [method, path, wish] of bodies) {
        const whole = method === 'POST' && !path.includes('exceptions') ? { doctor_id: card.id, patient_id: patient.patient.id, ...wish } : wish
        const answer = await admin.send(method, path, { body: whole })
        assert.equal(answer.status, 422, `${method} ${path} ${JSON.stringify(wish)}: ${answer.status} ${answer.text}`)
    }
    for (const path of [`/doctors/${card.id}/availability`, '/availability', `/doctors/${card.id}/agenda`]) {
        for (const query of ['from=', 'from=now', 'from=0000-00-00', 'from=-0001-01-01', 'from=10000-01-01', 'from=2027-02-29', `from=${start}`, 'days=0', 'days=-1', 'days=100000', 'days=1.5', 'days=infinity']) {
            if (path === '/availability' && query.startsWith('days')) continue
            assert.equal((await admin.get(`${path}?${query}`)).status, 422, `${path}?${query}`)
        }
    }
    assert.equal(await everything(), untouched)
    await patient.delete(`/holds/${held.id}`)
    await admin.delete(`/appointments/${visit.id}`)
})

test('query parameters: unknown, doubled, out of range, hostile', async () => {
    for (const operation of contract.operations.filter((one) => one.method === 'GET' && one.path.startsWith('/api/'))) {
        const client = client_for(operation)
        const what = `GET ${operation.path}`
        const query = operation.parameters.filter((parameter) => parameter.in === 'query')
        expect_problem(await call(client, operation, { query: '?nonsense=1' }), [422, 404], `${what}?nonsense`)
        for (const parameter of query) {
            const { name } = parameter
            const twice = await call(client, operation, { query: `?${name}=1&${name}=1` })
            expect_problem(twice, [422, 400, 404], `${what} ${name} twice`)
            const type = contract.type(parameter.schema)
            const values = type === 'integer' || type === 'number' ? ['x', '', '1e9999', '99999999999999999999', '-9223372036854775809', '-1', '0x10', '%201', '1%20', '+1'] : type === 'boolean' ? ['x', ''] : ['%00', '%ff', '%c3%28', 'x'.repeat(3000)]
            for (const value of values) {
                const answer = await call(client, operation, { query: `?${name}=${value}` })
                assert.ok(answer.status < 500, `${what}?${name}=${value.slice(0, 40)}: ${answer.status}`)
                if (type === 'integer') assert.ok(answer.status >= 400, `${what}?${name}=${value}: ${answer.status}`)
            }
            for (const value of ['0', '1000000000', '2147483648'])
                if (name === 'limit') expect_problem(await call(client, operation, { query: `?limit=${value}` }), [422, 404], `${what}?limit=${value}`)
            if (contract.resolve(parameter.schema).format === 'date') {
                for (const value of ['now', 'infinity', '0000-00-00', '2027-02-29', '294276-12-31', '-0001-01-01', '2027-1-1', '1969-12-31T00:00:00Z', '10000-01-01'])
                    expect_problem(await call(client, operation, { query: `?${name}=${value}` }), [422, 404], `${what}?${name}=${value}`)
            }
            if (type === 'string' || type === undefined)
                for (const text of hostile_texts) {
                    const answer = await call(client, operation, { query: `?${name}=${encodeURIComponent(text)}` })
                    assert.ok(answer.status < 500, `${what}?${name}=${text}: ${answer.status}`)
                }
        }
    }
})

test('ids in paths: what is no id, and ids of nothing', async () => {
    for (const operation of contract.operations.filter((one) => one.path.includes('{') && one.path.startsWith('/api/'))) {
        const client = client_for(operation)
        const schema = contract.body(operation)
        const body = schema ? contract.example(schema, seeds) : undefined
        for (const id of ['x', '0', '-1', '%00', '0192d9b0-0000-7000-8000-00000000beef', "'; drop table x", '..%2f..%2fetc', 'ñ', 'a'.repeat(500), '0192d9b000007000800000000000beef', '{id}']) {
            const path = operation.path.replace(/\{\w+\}/g, id.startsWith('%') || id.includes('%') ? id : encodeURIComponent(id))
            const answer = await call(client, operation, { path, body })
            assert.ok(answer.status >= 400 && answer.status < 500, `${operation.method} ${operation.path} ${id}: ${answer.status} ${answer.text}`)
        }
    }
})

test('hostile text is stored as sent or refused, and PostgreSQL sees no syntax error', async () => {
    for (const text of hostile_texts) {
        const answer = await patient.patch('/me', { first_name: text })
        if (answer.status === 422) continue
        assert.equal(answer.status, 200, `${text}: ${answer.text}`)
        assert.equal((await patient.get('/me')).json.user.first_name, text)
    }
    const nul = await patient.patch('/me', { first_name: 'admin\u0000evil' })
    assert.ok([400, 422].includes(nul.status))
    const { doctor: card, slots } = await patient.doctor_with_times()
    for (const text of hostile_texts.slice(0, 6)) {
        const booked = await patient.post('/appointments', { doctor_id: card.id, start: slots[0].start, reason: text })
        assert.equal(booked.status, 201, booked.text)
        assert.equal((await patient.get(`/appointments/${booked.json.id}`)).json.reason, text)
        await admin.delete(`/appointments/${booked.json.id}`)
    }
    for (const text of hostile_texts) assert.equal((await patient.get(`/doctors?q=${encodeURIComponent(text.slice(0, 90))}`)).status, text.trim() === text && [...text].length > 1 ? 200 : 422, text)
})

// Every place of a body where a text may stand, as paths of member names.
function text_places(schema, at = [], depth = 0) {
    const known = contract.resolve(schema)
    if (depth > 4) return []
    switch (contract.type(known)) {
        case 'string':
            return [at]
        case 'object':
            return Object.entries(known.properties ?? {}).flatMap(([name, inner]) => text_places(inner, [...at, name], depth + 1))
        case 'array':
            return text_places(known.items, [...at, 0], depth + 1)
        default:
            return []
    }
}

// `value` with the text at `place`; what is missing on the way is made.
function with_text(value, [first, ...rest], text) {
    if (first === undefined) return text
    const copy = typeof first === 'number' ? [...(Array.isArray(value) ? value : [])] : { ...value }
    copy[first] = with_text(copy[first], rest, text)
    return copy
}

// Something of each kind that this test may change, by the folder of its path.
async function things() {
    const make = async (path, body) => {
        const made = await admin.post(path, body)
        assert.equal(made.status, 201, made.text)
        return made.json
    }
    const clinic = (await admin.get('/clinics')).json.data[0]
    const user = await make('/users', { email: unique_email(), role: 'staff', first_name: 'A', last_name: 'B', password: 'a very long secret' })
    const card = await make('/doctors', { name: 'Dra. Prueba', specialties: ['cardiology'], bio: 'x', experience_years: 7, price_cents: 1, currency: 'PEN', languages: ['es'], clinic_id: clinic.id, modes: ['in_person'] })
    const { doctor: other, slots } = await patient.doctor_with_times()
    const [visit, cancelled] = [await make('/appointments', { doctor_id: other.id, start: slots[3].start, patient_id: patient.patient.id }), await make('/appointments', { doctor_id: other.id, start: slots[6].start, patient_id: patient.patient.id })]
    return { appointments: { id: visit.id }, cancel: { id: cancelled.id }, users: { id: user.id }, doctors: { id: card.id }, clinics: { id: clinic.id }, specialties: { code: 'x-ray-test' } }
}

test('hostile text in every place of every body is stored as sent or refused', async () => {
    const mine = await things()
    await admin.post('/specialties', { ...contract.example(contract.body(contract.operations.find((one) => one.method === 'POST' && /specialties$/.test(one.path))), seeds), code: 'x-ray-test' })
    const stored = new Set()
    const places = new Set()
    let kept = 0
    let refused = 0
    for (const operation of with_body().filter((one) => !skip(one))) {
        const schema = contract.body(operation)
        for (const place of text_places(schema)) {
            for (const text of hostile_texts) {
                const what = `${operation.method} ${operation.path} ${place.join('/')}=${text}`
                // A patient of the demo world could be changed for good: what is written belongs to this test.
                const body = with_text(contract.example(schema, { ...seeds, email: unique_email() }), place, text)
                const answer = await call(client_for(operation), operation, { body, path: path_of(operation, mine[operation.path.endsWith('/cancel') ? 'cancel' : operation.path.split('/')[3]]) })
                assert.ok(answer.status < 500, `${what}: ${answer.status} ${answer.text}`)
                places.add(`${operation.method} ${operation.path} ${place.join('/')}`)
                if (answer.status >= 400) {
                    ++refused
                    continue
                }
                ++kept
                stored.add(`${operation.method} ${operation.path} ${place.join('/')}`)
                // What was booked must not be in the way of the next text.
                if (/(appointments|holds)$/.test(operation.path)) await (operation.path.endsWith('holds') ? client_for(operation).delete(`/holds/${answer.json.id}`) : admin.delete(`/appointments/${answer.json.id}`))
                const shown = place.reduce((value, name) => value?.[name], answer.json)
                // What a cancellation says is the appointment, whose reason is another text.
                if (typeof shown === 'string' && !operation.path.endsWith('/cancel')) assert.equal(shown, text, what)
            }
        }
    }
    console.log(`# ${kept} kept in ${stored.size} of ${places.size} places, ${refused} refused`)
    assert.ok(stored.size > 20, [...stored].join())
})

test('every problem has its page', async () => {
    const codes = new Set(contract.operations.flatMap((operation) => Object.values(operation.responses).flatMap((response) => JSON.stringify(response).match(/"(?:code|x-codes|enum|const)":\[?"[a-z_"]+(?:,"[a-z_]+")*\]?/g) ?? [])))
    assert.ok(codes.size > 0)
    for (const code of ['not_found', 'slot_taken', 'invalid_input', 'malformed_json', 'email_taken']) {
        const page = await patient.get(`//problems/${code}`)
        assert.equal(page.status, 200, code)
        assert.match(page.headers.get('content-type'), /text\/html/)
    }
    assert.equal((await patient.get('//problems/no_such_code')).status, 404)
})
