// Webhooks against real receivers on loopback: what they are sent, what becomes of it when they are slow, failing, redirecting, huge
// or dead, and signatures verified by an independent library.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { receiver, status } from './support/receiver.mjs'
import { unique_email, venera } from './support/server.mjs'
import { mail_server } from './support/smtp.mjs'

const folder = mkdtempSync(join(tmpdir(), 'venera-hooks-'))
chmodSync(folder, 0o755)
const nobody = '0192d9b0-0000-7000-8000-00000000beef'
let server, mails, admin, staff, doctor, slots, patient
const receivers = []
before(async () => {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem'), '-days', '2', '-subj', '/CN=receiver', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' })
    mails = await mail_server()
    server = await venera({ args: ['--allow-private-webhooks'], env: mails.env({ VENERA_WEBHOOKS__AUTHORITY_FILE: join(folder, 'cert.pem') }) })
    ;[admin, staff, patient] = [await server.as('admin'), await server.as('staff'), await server.patient()]
    ;({ doctor, slots } = await patient.doctor_with_times())
})
after(async () => {
    await server?.close()
    await mails?.stop()
    await Promise.all(receivers.map((one) => one.stop()))
    rmSync(folder, { recursive: true, force: true })
})

async function listening(options) {
    const one = await receiver(options)
    receivers.push(one)
    return one
}
async function made(promise, expected) {
    const answer = await promise
    assert.equal(answer.status, expected, answer.text)
    return answer.json
}
const hook = (url, events = ['appointment.*'], more = {}) => made(admin.post('/webhooks', { url, events, ...more }), 201)
const gone = (id) => made(admin.delete(`/webhooks/${id}`), 204)
// Books and cancels: two events of one appointment. The doctor's times are taken from the end, each once.
const book = () => made(patient.post('/appointments', { doctor_id: doctor.id, start: slots.pop().start }), 201)
const cancel = (visit) => made(patient.delete(`/appointments/${visit.id}`), 200)
async function visited() {
    const visit = await book()
    await cancel(visit)
    return visit
}
const list = async (id, query = '') => (await made(admin.get(`/webhooks/${id}/deliveries?limit=100${query}`), 200)).data
const clock_now = async () => Date.parse((await made(server.client().get('//health'), 200)).timestamp)
async function until(what, look, patience_ms = 20_000) {
    const end = Date.now() + patience_ms
    for (;;) {
        const found = await look()
        if (found) return found
        assert.ok(Date.now() < end, what)
        await new Promise((resolve) => setTimeout(resolve, 50))
    }
}
// What an address was told of the webhook with this log.
async function notices(address, log, count = 1) {
    const found = async () => (await mails.arrived(address, 0)).filter((mail) => mail.text.includes(log))
    return until(`${count} mails to ${address}`, async () => {
        const list = await found()
        return list.length >= count && list
    })
}
async function administrator(more = {}) {
    const email = unique_email()
    return { email, id: (await made(admin.post('/users', { email, role: 'admin', first_name: 'Eva', last_name: 'Luna', ...more }), 201)).id }
}
const settled = (id, state) => until(`a delivery is ${state}`, async () => (await list(id, `&state=${state}`))[0])

// The library refuses what is more than five minutes from its own clock, which tests move: its own signature is compared then.
function verify(request, secret) {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = request.headers
    const webhook = new Webhook(secret)
    if (Math.abs(Number(timestamp) * 1000 - Date.now()) < 240_000) return webhook.verify(request.body, request.headers)
    assert.ok(signatures.split(' ').includes(webhook.sign(id, new Date(Number(timestamp) * 1000), request.body)))
    return JSON.parse(request.body)
}

test('a booking and its cancellation arrive, in order, signed, with ids, times and states only', async () => {
    const target = await listening()
    const made_hook = await hook(target.url, ['appointment.*'], { description: 'Partner' })
    assert.match(made_hook.secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
    const visit = await visited()
    const [booked, cancelled] = await target.arrived(2, (one) => one.json.data.appointment_id === visit.id)
    assert.deepEqual([booked.json.type, cancelled.json.type], ['appointment.booked', 'appointment.cancelled'])
    assert.deepEqual(Object.keys(booked.json), ['type', 'timestamp', 'data'])
    assert.deepEqual(booked.json.data, { appointment_id: visit.id, doctor_id: doctor.id, patient_id: patient.patient.id, clinic_id: doctor.clinic.id, start: visit.start, end: visit.end, status: 'booked', version: visit.version })
    assert.equal(cancelled.json.data.status, 'cancelled')
    for (const one of [booked, cancelled]) {
        assert.deepEqual([one.method, one.path, one.headers['content-type']], ['POST', '/hooks', 'application/json'])
        assert.match(one.headers['user-agent'], /^Venera\//)
        assert.deepEqual(verify(one, made_hook.secret), one.json)
        assert.throws(() => new Webhook(made_hook.secret).verify(one.body.replace('booked', 'b00ked') + ' ', one.headers))
    }
    assert.notEqual(booked.headers['webhook-id'], cancelled.headers['webhook-id'])
    const deliveries = await until('both are marked', async () => {
        const all = await list(made_hook.id)
        return all.every((one) => one.state === 'delivered') && all
    })
    assert.deepEqual(deliveries.map((one) => one.event_id).sort(), [booked, cancelled].map((one) => one.headers['webhook-id']).sort())
    await gone(made_hook.id)
    assert.equal((await admin.get(`/webhooks/${made_hook.id}/deliveries`)).status, 404)
})

test('endpoints: made, listed, read, changed with If-Match, deleted; the secret is shown once; nobody but administrators', async () => {
    const target = await listening()
    for (const [body, pointer, code] of [
        [{ url: target.url, events: [] }, '/events', 'too_few'],
        [{ url: target.url, events: ['user.*'] }, '/events/0', 'unknown_event'],
        [{ url: target.url, events: ['doctor.*', 'doctor.*'] }, '/events', 'repeated'],
        [{ url: 'ftp://127.0.0.1/', events: ['*'] }, '/url', 'not_a_url'],
        [{ url: 'http://user@127.0.0.1/', events: ['*'] }, '/url', 'not_a_url'],
        [{ url: target.url, events: ['*'], secret: 'whsec_mine' }, '/secret', 'unknown_member'],
    ]) {
        const answer = await admin.post('/webhooks', body)
        assert.deepEqual([answer.status, answer.json.errors[0].pointer, answer.json.errors[0].code], [422, pointer, code], answer.text)
    }
    const one = await hook(target.url, ['doctor.*'])
    const path = `/webhooks/${one.id}`
    for (const answer of [await admin.get(path), await admin.get('/webhooks?limit=100'), await admin.patch(path, {})]) assert.ok(!answer.text.includes('whsec_') && !('secret' in answer.json), answer.text)
    assert.deepEqual((await admin.get(path)).json.events, ['doctor.*'])
    const changed = await admin.patch(path, { events: ['*'], description: 'All' }, { headers: { 'if-match': '"2"' } })
    assert.deepEqual([changed.status, changed.json.version, changed.headers.get('etag')], [200, 3, '"3"'])
    assert.equal((await admin.patch(path, { enabled: false }, { headers: { 'if-match': '"2"' } })).code, 'version_mismatch')
    assert.deepEqual(await made(admin.patch(path, { enabled: false, description: null }), 200).then((json) => [json.enabled, json.disabled_because, json.description]), [false, 'administrator', null])
    assert.equal((await admin.post(`${path}/test`)).code, 'webhook_disabled')
    for (const client of [staff, patient, server.client()]) {
        const expected = client.token ? 403 : 401
        for (const [method, place, body] of [['GET', '/webhooks'], ['POST', '/webhooks', { url: target.url, events: ['*'] }], ['GET', path], ['PATCH', path, {}], ['DELETE', path], ['POST', `${path}/secret`, {}], ['POST', `${path}/test`], ['GET', `${path}/deliveries`], ['POST', `${path}/replay`, { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }]])
            assert.equal((await client.request(method, place, { body })).status, expected, `${method} ${place}`)
    }
    for (const place of ['', '/deliveries', `/deliveries/${nobody}`]) assert.equal((await admin.get(`/webhooks/${nobody}${place}`)).status, 404, place)
    assert.equal((await admin.get(`${path}/deliveries/${nobody}`)).status, 404)
    assert.equal((await admin.delete(path, { headers: { 'if-match': '"1"' } })).code, 'version_mismatch')
    await gone(one.id)
    assert.equal((await admin.get(path)).status, 404)
    const logged = await server.sql(`select action from webhooks.access_log where resource_id = '${one.id}' and outcome = 'allowed' order by id`)
    assert.deepEqual(logged.map((row) => row.action), ['create', 'read', 'change', 'read', 'change', 'change', 'change', 'test', 'delete', 'delete'])
    const events = await server.sql(`select type, version from webhooks.outbox where aggregate_id = '${one.id}' order by version`)
    assert.deepEqual(events.map((row) => row.type), ['webhook.created', 'webhook.changed', 'webhook.changed', 'webhook.changed', 'webhook.deleted'])
    const stored = await server.sql('select * from webhooks.outbox')
    assert.ok(!JSON.stringify(stored).includes('whsec_'))
    assert.ok(!server.output.includes(one.secret) && !server.output.includes(target.url), 'neither secrets nor addresses are logged')
})

test('a rotated secret signs at once, and the former one beside it until the overlap ends', async () => {
    const target = await listening()
    const one = await hook(target.url, ['webhook.*'])
    const rotated = await made(admin.post(`/webhooks/${one.id}/secret`, { overlap_hours: 1 }), 200)
    assert.notEqual(rotated.secret, one.secret)
    await made(admin.post(`/webhooks/${one.id}/test`), 202)
    const [first] = await target.arrived()
    assert.equal(first.json.type, 'webhook.test')
    assert.equal(first.headers['webhook-signature'].split(' ').length, 2)
    for (const secret of [one.secret, rotated.secret]) verify(first, secret)
    const last = await made(admin.post(`/webhooks/${one.id}/secret`, { overlap_hours: 0 }), 200)
    await made(admin.post(`/webhooks/${one.id}/test`), 202)
    const [, second] = await target.arrived(2)
    verify(second, last.secret)
    assert.equal(second.headers['webhook-signature'].split(' ').length, 1)
    await gone(one.id)
})

test('a failure is tried again with the same id and body; Retry-After is honoured; the log tells of each attempt', async () => {
    let answers = [status(500, {}, 'broken\u0000 \u001b[31m'), status(503, { 'retry-after': '900' })]
    const target = await listening({ answer: (request, response) => (answers.shift() ?? status(200, {}, 'thanks'))(request, response) })
    const one = await hook(target.url, ['appointment.booked'])
    const visit = await book()
    await target.arrived(1)
    const failed = await until('it is marked', async () => (await list(one.id)).find((row) => row.status === 500))
    assert.deepEqual([failed.state, failed.attempts], ['waiting', 1])
    const first_pause = Date.parse(failed.next_attempt_at) - (await clock_now())
    assert.ok(first_pause <= 6_000, `${first_pause}`)
    await server.advance(7)
    await target.arrived(2)
    const again = await until('it is marked', async () => (await list(one.id)).find((row) => row.status === 503))
    assert.ok(Date.parse(again.next_attempt_at) - (await clock_now()) > 850_000, again.next_attempt_at)
    await server.advance(901)
    await target.arrived(3)
    await settled(one.id, 'delivered')
    assert.equal(new Set(target.requests.map((request) => request.headers['webhook-id'])).size, 1)
    assert.equal(new Set(target.requests.map((request) => request.body)).size, 1)
    for (const request of target.requests) verify(request, one.secret)
    const log = await made(admin.get(`/webhooks/${one.id}/deliveries/${failed.id}`), 200)
    assert.deepEqual(log.log.map((attempt) => [attempt.number, attempt.status, attempt.answer]), [[3, 200, 'thanks'], [2, 503, null], [1, 500, 'broken? ?[31m']])
    assert.equal(log.request.data.appointment_id, visit.id)
    // The same again, because an administrator says so.
    assert.equal((await made(admin.post(`/webhooks/${one.id}/deliveries/${failed.id}/replay`), 202)).state, 'waiting')
    await target.arrived(4)
    assert.equal(target.requests[3].headers['webhook-id'], target.requests[0].headers['webhook-id'])
    await gone(one.id)
    await cancel(visit)
})

test('redirects are failures, huge and endless answers are cut, an unknown certificate is refused', async () => {
    const elsewhere = await listening()
    const redirecting = await listening({ answer: status(302, { location: elsewhere.url }) })
    const huge = await listening({ answer: (_, response) => {
        response.writeHead(200)
        const chunk = Buffer.alloc(65_536, 'x')
        const pour = () => response.destroyed || (response.write(chunk) ? setImmediate(pour) : response.once('drain', pour))
        pour()
    } })
    const key = readFileSync(join(folder, 'key.pem')), cert = readFileSync(join(folder, 'cert.pem'))
    const trusted = await listening({ tls: { key, cert } })
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(folder, 'k2.pem'), '-out', join(folder, 'c2.pem'), '-days', '2', '-subj', '/CN=other', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' })
    const untrusted = await listening({ tls: { key: readFileSync(join(folder, 'k2.pem')), cert: readFileSync(join(folder, 'c2.pem')) } })
    const outcome = async (url) => {
        const one = await hook(url, ['webhook.test'])
        const delivery = await made(admin.post(`/webhooks/${one.id}/test`), 202)
        const log = await until('it is over', async () => {
            const json = (await admin.get(`/webhooks/${one.id}/deliveries/${delivery.id}`)).json
            return json.state !== 'waiting' && json
        })
        await gone(one.id)
        return [log.state, log.status, log.failure, log.log[0].answer?.length ?? 0]
    }
    assert.deepEqual(await outcome(redirecting.url), ['dead', 302, null, 0])
    assert.equal(elsewhere.requests.length, 0)
    assert.deepEqual(await outcome(huge.url), ['delivered', 200, null, 1024])
    assert.deepEqual(await outcome(trusted.url), ['delivered', 204, null, 0])
    assert.deepEqual(await outcome(untrusted.url), ['dead', null, 'tls', 0])
    assert.equal(untrusted.requests.length, 0)
    assert.deepEqual(await outcome('https://127.0.0.1:1/x'), ['dead', null, 'connection', 0])
    assert.deepEqual(await outcome('https://no-such-host.invalid/x'), ['dead', null, 'name', 0])
    const garbage = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'))
    await new Promise((resolve) => garbage.listen(0, '127.0.0.1', resolve))
    assert.deepEqual(await outcome(`http://127.0.0.1:${garbage.address().port}/`), ['dead', null, 'protocol', 0])
    garbage.close()
})

test('endpoints that never answer delay nobody else', async () => {
    const hanging = await Promise.all(Array.from({ length: 5 }, () => listening({ answer: () => {} })))
    const slow = await Promise.all(hanging.map((one) => hook(one.url)))
    const quick = await listening()
    const one = await hook(quick.url)
    const visits = []
    for (let i = 0; i < 12; ++i) visits.push(await visited())
    const ids = new Set(visits.map((visit) => visit.id))
    await quick.arrived(24, (request) => ids.has(request.json.data.appointment_id))
    for (const [i, target] of hanging.entries()) {
        assert.ok(target.requests.length <= 8, 'no more at once than it has lanes')
        assert.ok((await list(slow[i].id)).every((delivery) => delivery.state === 'waiting' && !delivery.failure), 'and no attempt at one is over yet')
    }
    for (const visit of visits) assert.deepEqual(quick.of(visit.id).map((request) => request.json.type), ['appointment.booked', 'appointment.cancelled'])
    for (const other of [...slow, one]) await gone(other.id)
    await Promise.all(hanging.map((target) => target.stop()))
    receivers.splice(0, receivers.length, ...receivers.filter((target) => !hanging.includes(target)))
})

test('410 disables at once; what is missed is skipped and can be sent later', async () => {
    const target = await listening({ answer: status(410) })
    const [told_too, out_of_service] = await Promise.all([administrator({ language: 'en' }), administrator()])
    await made(admin.patch(`/users/${out_of_service.id}`, { status: 'disabled' }), 200)
    const one = await hook(`${target.url}?key=canary`, ['appointment.booked'], { description: 'Partner <1>' })
    const from = new Date((await clock_now()) - 60_000).toISOString().replace(/\.\d+/, '')
    const first = await book()
    await target.arrived()
    await until('it is disabled', async () => (await admin.get(`/webhooks/${one.id}`)).json.disabled_because === 'gone')
    const log = `/api/v1/webhooks/${one.id}/deliveries`
    const [english] = await notices(told_too.email, log)
    assert.equal(english.subject, 'A webhook was disabled')
    assert.ok(english.text.includes('The webhook "Partner <1>" (127.0.0.1) was disabled: it answered 410'), english.text)
    assert.ok(english.html.includes('&quot;Partner &lt;1&gt;&quot;') && !/canary|whsec_/.test(english.html + english.text), 'no address, no secret')
    const [spanish] = await notices(admin.email, log)
    assert.match(spanish.text, /respondió 410/)
    assert.equal((await notices(out_of_service.email, log, 0)).length, 0)
    const second = await book()
    await until('it is planned', async () => (await list(one.id)).length === 2)
    await server.advance(60)
    await settled(one.id, 'skipped')
    assert.equal(target.requests.length, 1)
    const to = new Date((await clock_now()) + 60_000).toISOString().replace(/\.\d+/, '')
    assert.equal((await admin.post(`/webhooks/${one.id}/replay`, { from, to })).code, 'webhook_disabled')
    target.answer = undefined
    await made(admin.patch(`/webhooks/${one.id}`, { enabled: true }), 200)
    assert.equal((await admin.post(`/webhooks/${one.id}/replay`, { from: to, to: from })).status, 422)
    assert.deepEqual(await made(admin.post(`/webhooks/${one.id}/replay`, { from, to, states: ['delivered'] }), 202), { deliveries: 0 })
    assert.deepEqual(await made(admin.post(`/webhooks/${one.id}/replay`, { from, to }), 202), { deliveries: 2 })
    await target.arrived(3)
    assert.deepEqual(target.requests.slice(1).map((request) => request.json.data.appointment_id).sort(), [first.id, second.id].sort())
    await until('both are delivered', async () => (await list(one.id, '&state=delivered')).length === 2)
    const page = await made(admin.get(`/webhooks/${one.id}/deliveries?limit=1&type=appointment.*`), 200)
    const rest = await made(admin.get(`/webhooks/${one.id}/deliveries?limit=1&cursor=${page.next_cursor}`), 200)
    assert.deepEqual([page.data[0].id, rest.data[0].id], (await list(one.id)).map((row) => row.id))
    assert.deepEqual((await list(one.id, `&event_id=${page.data[0].event_id}`)).length, 1)
    assert.deepEqual(await list(one.id, '&type=doctor.*'), [])
    const told = await server.sql(`select payload from webhooks.outbox where aggregate_id = '${one.id}' and type = 'webhook.disabled'`)
    assert.equal(told[0].payload.because, 'gone')
    const logged = await server.sql(`select actor_role from webhooks.access_log where resource_id = '${one.id}' and action = 'disable'`)
    assert.deepEqual(logged, [{ actor_role: 'system' }])
    await gone(one.id)
    for (const visit of [first, second]) await cancel(visit)
})

test('more than 10,000 deliveries are not sent again at once: nothing happens, and the access is a denied one', async () => {
    const target = await listening()
    const one = await hook(target.url, ['webhook.test'])
    await server.execute(`insert into webhooks.deliveries (id, endpoint_id, message_id, type, aggregate_id, body, created_at, due_at, done_at, outcome)
        select gen_random_uuid(), '${one.id}', gen_random_uuid(), 'webhook.test', gen_random_uuid(), '{}', '2026-01-01', '2026-01-01', '2026-01-01', 'dead' from generate_series(1, 10001)`)
    const answer = await admin.post(`/webhooks/${one.id}/replay`, { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' })
    assert.equal(answer.code, 'span_too_large', answer.text)
    assert.deepEqual(await server.sql(`select outcome, count(*)::int from webhooks.deliveries where endpoint_id = '${one.id}' group by 1`), [{ outcome: 'dead', count: 10_001 }])
    const logged = await server.sql(['audit', 'webhooks'].map((log) => `select outcome from ${log}.access_log where request_id = '${answer.headers.get('x-request-id')}'`).join(' union all '))
    assert.deepEqual(logged, [{ outcome: 'denied' }])
    await gone(one.id)
})

test('killed between the answer and its mark, the server delivers again, with the same id', async () => {
    let kill = true
    const target = await listening({ answer: (_, response) => {
        // It is received, and the server dies before it can know.
        if (kill) server.child.kill('SIGKILL')
        kill = false
        response.writeHead(200).end()
    } })
    const one = await hook(target.url, ['appointment.booked'])
    const visit = await book()
    await target.arrived()
    await until('it is killed', () => server.exited)
    await server.start()
    await server.advance(41)
    await target.arrived(2)
    await settled(one.id, 'delivered')
    const [first, second] = target.of(visit.id)
    assert.equal(first.headers['webhook-id'], second.headers['webhook-id'])
    assert.equal(first.body, second.body)
    await gone(one.id)
    await cancel(visit)
})

test('a dead endpoint is tried ten times and then disabled (G4)', async () => {
    const target = await listening({ answer: status(500) })
    const one = await hook(target.url, ['appointment.booked'])
    await book()
    const schedule = []
    for (let attempt = 1; attempt <= 10; ++attempt) {
        await target.arrived(attempt)
        const [{ id }] = await list(one.id)
        const marked = await until('it is marked', async () => {
            const delivery = (await admin.get(`/webhooks/${one.id}/deliveries/${id}`)).json
            return delivery.log.length === attempt && delivery
        })
        if (marked.state === 'dead') break
        const wait = (Date.parse(marked.next_attempt_at) - Date.parse(marked.log[0].attempted_at)) / 1000
        schedule.push(wait)
        if (attempt > 1) {
            await server.advance(Math.floor(wait) - 30)
            // Two runs of the dispatcher.
            await new Promise((resolve) => setTimeout(resolve, 600))
            assert.equal(target.requests.length, attempt, 'not before its time')
        }
        await server.advance(attempt > 1 ? 32 : Math.ceil(wait) + 1)
        admin = await server.as('admin')
    }
    const planned = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
    assert.equal(schedule.length, planned.length)
    for (const [i, seconds] of schedule.entries()) assert.ok(seconds >= planned[i] * 0.8 - 1 && seconds <= planned[i] * 1.2 + 15, `${i}: ${seconds}`)
    await settled(one.id, 'dead')
    await until('it is disabled', async () => (await admin.get(`/webhooks/${one.id}`)).json.disabled_because === 'failing')
    const [told] = await notices(admin.email, `/api/v1/webhooks/${one.id}/deliveries`)
    assert.match(told.text, /Se desactivó el webhook 127\.0\.0\.1: no aceptó nada durante un día/)
    const rows = await server.sql(`select distinct recipient_id from notifications.messages where kind = 'webhook_disabled' and subject_id = '${one.id}'`)
    assert.equal(rows.length, (await server.sql(`select 1 from identity.users where role = 'admin' and status = 'active'`)).length, 'every administrator in service')
    assert.equal(target.requests.length, 10)
    assert.match(server.output, /"event":"webhook.disabled"|webhook\.disabled/)
    const measured = async (pattern) => pattern.test((await server.client().get('//metrics')).text)
    assert.ok(await measured(/venera_webhook_deliveries_total\{outcome="dead"\} [1-9]/))
    await until('it is counted', () => measured(/venera_webhooks_disabled 1/))
})

test('without --allow-private-webhooks nothing inside is connected to, by address or by name', async () => {
    const guarded = await venera()
    try {
        const target = await listening()
        const boss = await guarded.as('admin')
        for (const [url, code] of [[target.url, 'not_https'], [`https://127.0.0.1:${target.port}/`, 'port_not_allowed'], ['https://127.0.0.1/', 'private_address'], ['https://[::ffff:127.0.0.1]/', 'not_a_url'], ['https://[::ffff:7f00:1]/', 'private_address'], ['https://169.254.169.254/', 'private_address'], ['https://0x7f.1/', 'not_a_url'], ['https://0/', 'not_a_url']]) {
            const answer = await boss.post('/webhooks', { url, events: ['*'] })
            assert.deepEqual([answer.status, answer.json.errors[0].code], [422, code], url)
        }
        // A name is judged by what it leads to, when it is connected to; also one that was stored while private addresses were allowed.
        for (const url of ['https://localhost/', 'https://ip6-localhost/', `http://127.0.0.1:${target.port}/`, `https://127.0.0.1:${target.port}/`]) {
            const one = await boss.post('/webhooks', { url: 'https://localhost/', events: ['webhook.test'] })
            assert.equal(one.status, 201, one.text)
            await guarded.execute(`update webhooks.endpoints set url = '${url}' where id = '${one.json.id}'`)
            const delivery = await boss.post(`/webhooks/${one.json.id}/test`)
            const log = await until('it is over', async () => {
                const json = (await boss.get(`/webhooks/${one.json.id}/deliveries/${delivery.json.id}`)).json
                return json.state === 'dead' && json
            })
            assert.equal(log.failure, url.startsWith('http:') ? 'protocol' : /ip6/.test(url) && log.failure === 'name' ? 'name' : 'address', url)
        }
        assert.equal(target.connections, 0)
    } finally {
        await guarded.close()
    }
})
