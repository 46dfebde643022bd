// What somebody without a password can learn (C9) and try (C7).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { unique_email, venera } from './support/server.mjs'
import { mann_whitney, median } from './support/statistics.mjs'

const full = process.env.VENERA_FULL === '1'
const strong = 'correct horse battery'
let server
before(async () => {
    // Guesses come from many addresses, as a proxy tells; the limit of requests is not what is tested here.
    server = await venera({ env: { VENERA_HTTP__TRUSTED_PROXIES: '127.0.0.1', VENERA_LIMITS__AUTH_PER_MINUTE: '1000000' } })
})
after(() => server?.close())

const from = (address) => ({ headers: { 'x-forwarded-for': address } })

test('a normal distribution and its ranks: the statistics themselves', () => {
    const even = Array.from({ length: 300 }, (_, i) => i * 2)
    assert.ok(mann_whitney(even, even.map((value) => value + 1)) > 0.5)
    assert.ok(mann_whitney(even, even.map((value) => value + 120)) < 0.001)
    assert.equal(median([3, 1, 2]), 2)
})

test('login and forgot answer alike whether or not there is such an account (C9)', async () => {
    const pairs = full ? 300 : 5
    const known = []
    for (let i = 0; i < pairs; ++i) known.push((await server.patient()).email)
    const questions = {
        login: (email) => server.client().post('/auth/login', { email, password: 'not the password' }),
        forgot: (email) => server.client().post('/auth/password/forgot', { email }),
    }
    // What differs by nature: the moment, and the request's own name.
    const bare = (answer) => {
        const headers = [...answer.headers].filter(([name]) => !['x-request-id', 'traceparent', 'date'].includes(name))
        return JSON.stringify([answer.status, headers, answer.text.replace(/"request_id":"[^"]*"/, '')])
    }
    for (const [name, ask] of Object.entries(questions)) {
        const times = [[], []]
        const answers = new Set()
        for (let i = 0; i < pairs; ++i) {
            const asked = [[0, known[i]], [1, unique_email()]]
            for (const [which, email] of i % 2 ? asked : asked.reverse()) {
                const begun = performance.now()
                const answer = await ask(email)
                times[which].push(performance.now() - begun)
                answers.add(bare(answer))
            }
        }
        assert.equal(answers.size, 1, `${name}: ${[...answers].join('\n')}`)
        if (!full) continue
        const [p, difference] = [mann_whitney(...times), Math.abs(median(times[0]) / median(times[1]) - 1)]
        console.log(`# ${name}: p ${p.toFixed(3)}, medians ${median(times[0]).toFixed(2)} and ${median(times[1]).toFixed(2)} ms`)
        assert.ok(p > 0.01 && difference < 0.05, `${name}: p ${p}, medians differ by ${difference}`)
    }
})

test('registration says honestly that an address is taken, and nothing else of the account', async () => {
    const client = await server.patient()
    const attempt = (email, fields = {}) => server.client().post('/auth/register', { email, password: 'some other secret', first_name: 'X', last_name: 'Y', ...fields })
    const [one, two] = [await attempt(client.email), await attempt((await server.patient({ language: 'es', phone: '+51987654321' })).email)]
    assert.deepEqual([one.status, one.code], [409, 'email_taken'])
    assert.equal(one.text.replace(/"request_id":"[^"]*"/, ''), two.text.replace(/"request_id":"[^"]*"/, ''))
    assert.equal((await attempt(client.email, { national_id: { country: 'PE', type: 'nonsense', number: '1' } })).status, 422, 'input is looked at first')
})

test('two hundred guesses at an account, from one address and from fifty, then its owner (C7)', async () => {
    for (const addresses of [1, 50]) {
        const victim = await server.patient()
        const answers = []
        for (let i = 0; i < 200; ++i) answers.push(await server.client().post('/auth/login', { email: victim.email, password: `guess number ${i}` }, from(`198.51.100.${1 + (i % addresses)}`)))
        const looked_at = answers.filter((answer) => answer.status === 401).length
        assert.ok(looked_at <= 100, `${looked_at} guesses were looked at from ${addresses}`)
        const refused = answers.filter((answer) => answer.status === 429)
        assert.equal(looked_at + refused.length, 200)
        assert.ok(refused.every((answer) => Number(answer.headers.get('retry-after')) >= 1))
        const owner = await victim.post('/auth/login', { email: victim.email, password: strong }, { headers: { authorization: undefined, 'x-forwarded-for': '203.0.113.5' } })
        assert.equal(owner.status, 200, 'from a known device')
        // While the delay goes on: a guess at its end is looked at, and makes it longer.
        const guess = () => server.client().post('/auth/login', { email: victim.email, password: 'one more guess' }, from('198.51.100.1'))
        while (!(Number((await guess()).headers.get('retry-after')) >= 2));
        const thief = await server.client().post('/auth/login', { email: victim.email, password: strong }, from('198.51.100.1'))
        assert.equal(thief.status, 429, 'not even with the right password')
    }
})

test('one guess at each of five hundred accounts from one address (C7)', async () => {
    const statuses = []
    for (let i = 0; i < 500; ++i) statuses.push((await server.client().post('/auth/login', { email: `sprayed-${i}@example.org`, password: 'Winter2026 Winter2026' }, from('203.0.113.77'))).status)
    const looked_at = statuses.filter((status) => status === 401).length
    assert.ok(looked_at <= 100, `${looked_at} were looked at`)
    assert.equal(statuses.at(-1), 429)
    const elsewhere = await server.patient()
    assert.equal((await server.client().post('/auth/login', { email: elsewhere.email, password: strong }, from('203.0.113.78'))).status, 200)
})
