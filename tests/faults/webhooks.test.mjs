// Endpoints that are dead, slow, gone, redirecting, endless or not who they say beside one that works (G4): it is told of everything,
// signed and in order, while the first attempt at the slow ones is not even over. VENERA_FULL=1 makes about 20 events a second for 20 s and
// limits the time that one takes to reach the one that works.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { receiver, status } from '../api/support/receiver.mjs'
import { venera } from '../api/support/server.mjs'
import { pause, until } from './support.mjs'

const full = process.env.VENERA_FULL === '1'
const visits_of_each = full ? 40 : 6
const folder = mkdtempSync(join(tmpdir(), 'venera-hooks-'))
const receivers = []
let server, admin, people, slots, doctor
before(async () => {
    server = await venera({ args: ['--allow-private-webhooks'] })
    admin = await server.as('admin')
    people = await Promise.all(Array.from({ length: 5 }, () => server.patient()))
    ;({ doctor, slots } = await people[0].doctor_with_times())
})
after(async () => {
    await server?.close()
    await Promise.all(receivers.map((one) => one.stop()))
    rmSync(folder, { recursive: true, force: true })
})

async function listening(options) {
    const one = await receiver(options)
    receivers.push(one)
    return one
}
const endless = (_, response) => {
    response.writeHead(500)
    const chunk = Buffer.alloc(65_536, 'x')
    const pour = () => response.destroyed || (response.write(chunk) ? setImmediate(pour) : response.once('drain', pour))
    pour()
}
function certificate() {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=other'], { stdio: 'ignore' })
    return { key: readFileSync(key), cert: readFileSync(cert) }
}
async function hook(url) {
    const answer = await admin.post('/webhooks', { url, events: ['appointment.*'] })
    assert.equal(answer.status, 201, answer.text)
    return answer.json
}
const shown = async (id) => (await admin.get(`/webhooks/${id}`)).json
const deliveries = async (id) => (await admin.get(`/webhooks/${id}/deliveries?limit=100`)).json.data
const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]

test('an endpoint that works is told at once, whatever others do (G4)', { timeout: 300_000 }, async () => {
    const elsewhere = await listening()
    const slow = await Promise.all(Array.from({ length: 5 }, () => listening({ answer: () => {} })))
    const bad = {
        redirect: await listening({ answer: status(307, { location: elsewhere.url }) }),
        gone: await listening({ answer: status(410) }),
        endless: await listening({ answer: endless }),
        untrusted: await listening({ tls: certificate() }),
        broken: await listening({ answer: status(500) }),
    }
    const slow_hooks = await Promise.all(slow.map((one) => hook(one.url)))
    const bad_hooks = Object.fromEntries(await Promise.all(Object.entries({ ...bad, dead: { url: 'http://127.0.0.1:1/' } }).map(async ([name, one]) => [name, await hook(one.url)])))
    const good = await listening()
    const good_hook = await hook(good.url)

    // Each patient books one time and cancels it, again and again.
    const acknowledged = new Map()
    await Promise.all(people.map(async (person, number) => {
        for (let i = 0; i < visits_of_each; ++i) {
            const booked = await person.post('/appointments', { doctor_id: doctor.id, start: slots[slots.length - 1 - number].start })
            assert.equal(booked.status, 201, booked.text)
            acknowledged.set(`${booked.json.id} booked`, Date.now())
            assert.equal((await person.delete(`/appointments/${booked.json.id}`)).status, 200)
            acknowledged.set(`${booked.json.id} cancelled`, Date.now())
            if (full) await pause(500)
        }
    }))
    const name_of = (request) => `${request.json.data.appointment_id} ${request.json.data.status}`
    await good.arrived(acknowledged.size, (request) => acknowledged.has(name_of(request)))
    // A try at the slow ones is over after 15 s: what was done in the first 10 s is told before any of them is.
    const first_try = Math.min(...slow.flatMap((one) => one.requests.map((request) => request.at)))
    assert.ok(slow.every((one) => one.requests.length > 0), 'the slow ones were tried')
    const early = good.requests.filter((request) => acknowledged.get(name_of(request)) < first_try + 10_000)
    assert.ok(early.length > 0)
    assert.ok(early.every((request) => request.at < first_try + 15_000), 'before the first attempt at the slow ones is over')
    for (const one of slow) assert.ok(one.requests.length <= 8 || full, 'each fills its own lanes')

    const late = good.requests.map((request) => request.at - acknowledged.get(name_of(request))).sort((a, b) => a - b)
    console.log(`# ${late.length} events: half within ${percentile(late, 0.5)} ms, 99 of 100 within ${percentile(late, 0.99)} ms, the last ${late.at(-1)} ms`)
    if (full) assert.ok(percentile(late, 0.99) <= 2_000, 'p99 of the one that works')
    const library = new Webhook(good_hook.secret)
    for (const request of good.requests) assert.deepEqual(library.verify(request.body, request.headers), request.json)
    for (const key of acknowledged.keys()) {
        const told = good.of(key.split(' ')[0]).map((request) => request.json.data.status)
        assert.deepEqual(told, ['booked', 'cancelled'], 'once each, in order')
    }

    assert.deepEqual([elsewhere.requests.length, bad.untrusted.requests.length], [0, 0], 'no redirect is followed, nothing is said to a stranger')
    await until('who said 410 is disabled', async () => (await shown(bad_hooks.gone.id)).disabled_because === 'gone')
    assert.ok(bad.gone.requests.length <= 8, 'it is told of nothing more')
    const expected = { redirect: [307, null], endless: [500, null], untrusted: [null, 'tls'], broken: [500, null], dead: [null, 'connection'] }
    for (const [name, [code, failure]] of Object.entries(expected)) {
        const first = await until(`${name} was tried`, async () => (await deliveries(bad_hooks[name].id)).some((one) => one.attempts > 0 && one.next_attempt_at))
        assert.ok(first >= 0)
        const seen = (await deliveries(bad_hooks[name].id)).filter((one) => one.attempts > 0 && one.next_attempt_at)
        for (const one of seen) assert.deepEqual([one.state, one.status, one.failure], ['waiting', code, failure], name)
        const [log] = (await admin.get(`/webhooks/${bad_hooks[name].id}/deliveries/${seen[0].id}`)).json.log
        assert.ok((log.answer ?? '').length <= 1024, 'the beginning of an answer')
        assert.equal((await shown(bad_hooks[name].id)).enabled, true, 'a first failure disables nobody')
    }
})
