// F5: the number of a card is nowhere but on its way: not in the database, its WAL, a log, a metric or what is left in memory;
// free text that holds one is refused.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { until } from '../faults/support.mjs'
import { unique_email, venera } from './support/server.mjs'

// A number that nobody else has, and that passes the check of Luhn.
function a_number() {
    const digits = `4${String(Math.floor(Math.random() * 1e14)).padStart(14, '0')}`
    const sum = [...digits].reverse().reduce((all, digit, index) => all + (index % 2 ? Number(digit) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit]), 0)
    return digits + ((10 - (sum % 10)) % 10)
}
const forms = (number) => [number, number.replace(/(.{4})(?!$)/g, '$1 '), number.replace(/(.{4})(?!$)/g, '$1-'), Buffer.from(number).toString('hex'), Buffer.from(number).toString('base64').slice(0, 20), [...number].join('\0')]

let server, ana, log = ''
const sent = []
const next = () => {
    sent.push(a_number())
    return sent.at(-1)
}
const method = (more = {}) => ({ card: { number: next(), exp_month: 12, exp_year: 2090, cvc: '737', holder: 'Ana Quispe', ...more } })
before(async () => {
    server = await venera()
    for (const stream of [server.child.stdout, server.child.stderr]) stream.on('data', (chunk) => (log += chunk))
    ana = await server.patient({ last_name: 'Controlword' })
})
after(() => server?.close())

test('cards are sent in every way in which they may come', async () => {
    const { json } = await server.client().get('/availability?limit=1')
    const doctor = json.data[0].doctor
    const slots = (await ana.free_slots(doctor.id, 'days=31')).slice(20)
    const { json: hold } = await ana.post('/holds', { doctor_id: doctor.id, start: slots[0].start })
    const status = async (answer) => (await answer).status
    const pay = (body, options) => ana.post('/payments', { hold_id: hold.id, ...body }, options)
    assert.equal(await status(pay({ method: method({ cvc: '1' }) })), 422)
    assert.equal(await status(pay({ method: method({ exp_year: 2001 }) })), 422)
    assert.equal(await status(pay({ method: method(), nonsense: 1 })), 422)
    assert.equal(await status(pay({ method: { token: next() } })), 422)
    assert.equal(await status(pay({ method: method(), amount_cents: 1 })), 422)
    assert.equal(await status(ana.request('POST', '/payments', { body: {}, raw: `{"hold_id":"${hold.id}","method":{"card":{"number":"${next()}"` })), 400)
    assert.equal(await status(ana.request('POST', '/payments', { body: {}, raw: JSON.stringify({ hold_id: hold.id, method: method() }).replace('"4', '"\\u0034') })), 201)
    assert.equal(await status(pay({ method: method() }, { headers: { 'idempotency-key': 'cards' } })), 409)
    assert.equal(await status(server.client().post('/payments', { hold_id: hold.id, method: method() })), 401)
    assert.equal(await status(ana.post('/payments/nonsense', { method: method() })), 405)
    const { json: other } = await ana.post('/holds', { doctor_id: doctor.id, start: slots[5].start })
    const paid = await ana.post('/payments', { hold_id: other.id, method: method() }, { headers: { 'idempotency-key': 'paid' } })
    assert.deepEqual([paid.status, paid.json.status], [201, 'succeeded'], paid.text)
    for (let i = 0; i < 20; ++i) {
        const many = await ana.post('/payments', { appointment_id: other.id, method: method() }, { headers: { 'idempotency-key': `more-${i}` } })
        assert.equal(many.code, 'already_paid')
    }
    for (const answer of [paid]) assert.ok(!sent.some((number) => answer.text.includes(number)))
})

// Wherever a client may put one by mistake: what is kept or logged of it is nothing.
const astray = []
test('a card in a header, a key, a path or a query is kept nowhere', async () => {
    const number = () => {
        astray.push(a_number())
        return astray.at(-1)
    }
    const staff = await server.as('staff')
    const { json: paid } = await ana.get('/me/payments')
    for (const key of [number(), `card-${number()}`, number().replace(/(.{4})(?!$)/g, '$1-')]) {
        const answers = [
            await staff.post(`/payments/${paid.data[0].id}/refunds`, { reason: 'Never' }, { headers: { 'idempotency-key': key } }),
            await ana.post('/payments', { appointment_id: paid.data[0].appointment_id, method: { token: 'tok_visa' } }, { headers: { 'idempotency-key': key } }),
        ]
        for (const answer of answers) assert.deepEqual([answer.status, answer.json.errors[0].code], [422, 'card_number'], answer.text)
    }
    const headers = { 'x-request-id': number(), 'user-agent': `Browser ${number()}`, referer: `http://localhost/?card=${number()}`, 'accept-language': number(), 'last-event-id': number() }
    const answer = await ana.get(`/payments/${paid.data[0].id}`, { headers })
    assert.equal(answer.status, 200)
    assert.notEqual(answer.headers.get('x-request-id'), headers['x-request-id'])
    assert.equal((await ana.get(`/me/payments?cursor=${number()}`, { headers })).status, 422)
    assert.equal((await ana.get(`/payments/${number()}`, { headers })).status, 422)
    assert.equal((await ana.get(`/payments/webhooks/${number()}`, { headers })).status, 405)
    assert.equal((await server.client().post(`/payments/webhooks/${number()}`, { card: number() }, { headers })).status, 404)
    assert.equal((await server.client().post('/auth/login', { email: ana.email, password: number() }, { headers })).status, 401)
    const account = { email: unique_email(), password: 'correct horse battery', first_name: 'Eve', last_name: 'Quispe' }
    assert.equal((await server.client().post('/auth/register', account, { headers })).status, 201)
})

test('free text that holds the number of a card is refused', async () => {
    const staff = await server.as('staff')
    const visit = (await ana.get('/me/appointments')).json.data[0]
    const { json: paid } = await ana.get('/me/payments')
    const grouped = () => next().replace(/(.{4})(?!$)/g, '$1 ')
    const answers = [
        await ana.patch(`/appointments/${visit.id}`, { reason: `Pay with ${grouped()}` }),
        await ana.post(`/appointments/${visit.id}/cancel`, { reason: next() }),
        await ana.patch(`/patients/${ana.patient.id}`, { emergency_contact: { name: grouped(), phone: '+51987654321' } }),
        await ana.patch(`/patients/${ana.patient.id}`, { infos: { card: next() } }),
        await ana.patch(`/patients/${ana.patient.id}`, { insurance: { provider: 'Rimac', policy_number: next() } }),
        await staff.post('/patients', { first_name: next(), last_name: 'One', birth_date: '1990-01-01' }),
        await staff.post('/patients/search', { q: next() }),
        await staff.post(`/payments/${paid.data[0].id}/refunds`, { reason: `Card ${grouped()}` }),
    ]
    for (const answer of answers) {
        assert.equal(answer.status, 422, answer.text)
        assert.ok(answer.json.errors.some((error) => error.code === 'card_number'), answer.text)
        assert.ok(!sent.some((number) => forms(number).slice(0, 3).some((form) => answer.text.includes(form))))
    }
})

test('none of them is in the database, its WAL, the log, a metric or the memory of the server', async () => {
    await server.execute('checkpoint')
    const patterns = join(server.data, 'patterns')
    // PostgreSQL's own files, and whatever else lies in the data directory.
    const found = (words) => {
        writeFileSync(patterns, words.join('\n'))
        return spawnSync('grep', ['-ralF', '-f', patterns, join(server.data, 'venera')], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean)
    }
    const plain = [...sent, ...astray].flatMap((number) => forms(number).slice(0, 5))
    assert.deepEqual(found(plain), [])
    assert.ok(found(['Controlword']).length > 0, 'the scan finds what is there')
    const metrics = (await ana.get('//metrics')).text
    for (const form of plain) assert.ok(!log.includes(form) && !metrics.includes(form), 'in the log or a metric')
    // What a core would hold. An answer is given before its request is wiped.
    await until('wiped', async () => (await ana.get('//health')).status === 200)
    const left = in_memory(server.child.pid, [...sent, 'venera_payments_total'])
    assert.ok(left.includes('venera_payments_total'), 'the scan finds what is there')
    assert.deepEqual(left.filter((word) => word !== 'venera_payments_total'), [])
})

// Those of `words` that stand in the writable memory of a process.
function in_memory(pid, words) {
    const found = new Set()
    const memory = openSync(`/proc/${pid}/mem`, 'r')
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
        const [, from, to, rights] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line) ?? []
        if (!rights?.startsWith('rw')) continue
        const begin = BigInt(`0x${from}`)
        const size = Number(BigInt(`0x${to}`) - begin)
        const step = 16 << 20
        for (let at = 0; at < size; at += step - 64) {
            const buffer = Buffer.alloc(Math.min(step, size - at))
            try {
                readSync(memory, buffer, 0, buffer.length, begin + BigInt(at))
            } catch {
                continue // a page that is only reserved
            }
            for (const word of words) if (buffer.includes(word)) found.add(word)
        }
    }
    closeSync(memory)
    return [...found]
}

test('where raw cards are not accepted, a token pays and a card is refused', async () => {
    const strict = await venera({ env: { VENERA_PAYMENTS__ACCEPT_RAW_CARDS: 'false' } })
    try {
        const ben = await strict.patient()
        const { json } = await strict.client().get('/availability?limit=1')
        const [slot] = (await ben.free_slots(json.data[0].doctor.id, 'days=31')).slice(20)
        const { json: hold } = await ben.post('/holds', { doctor_id: json.data[0].doctor.id, start: slot.start })
        const refused = await ben.post('/payments', { hold_id: hold.id, method: method() })
        assert.deepEqual([refused.status, refused.code], [422, 'raw_card_refused'])
        assert.equal((await ben.post('/payments', { hold_id: hold.id, method: { token: 'tok_visa' } })).json.status, 'succeeded')
    } finally {
        await strict.close()
    }
})
