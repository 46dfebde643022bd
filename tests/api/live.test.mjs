// Live updates: what changes of appointments reaches those who may see it, and nobody else, wherever it was changed; who comes
// back goes on where they were, without loss or repetition; and a stream ends when it must.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Events } from './support/events.mjs'
import { behind_nginx } from './support/nginx.mjs'
import { unique_email, venera } from './support/server.mjs'

const secret = 'correct horse battery'
const nobody = '0192d9b0-0000-7000-8000-00000000beef'

let server, second, admin, staff, ana, doctor, other, times
before(async () => {
    server = await venera()
    ;[admin, staff, ana] = [await server.as('admin'), await server.as('staff'), await server.patient()]
    ;({ doctor, slots: times } = await ana.doctor_with_times())
    other = (await ana.get('/doctors?limit=100')).json.data.find((one) => one.clinic.id !== doctor.clinic.id)
    second = await venera({ beside: server })
})
after(async () => {
    await second?.close()
    await server?.close()
})

async function employee(body) {
    const email = unique_email()
    const { status, text, json } = await admin.post('/users', { email, first_name: 'Some', last_name: 'One', password: secret, ...body })
    assert.equal(status, 201, text)
    const client = server.client()
    await client.sign_in(email, secret)
    return Object.assign(client, { id: json.id })
}

async function done(answer, status = 200) {
    const { status: found, text, json } = await answer
    assert.equal(found, status, text)
    return json
}
const book = (client = ana, more = {}) => done(client.post('/appointments', { doctor_id: doctor.id, start: times.shift().start, ...more }), 201)
const cancel = (client, { id }) => done(client.delete(`/appointments/${id}`))
const shown = ({ id, doctor_id, clinic, status, start, end, version }) => ({ appointment_id: id, doctor_id, clinic_id: clinic.id, status, start, end, version })
const seen = (events) => events.map(({ type, data }) => `${type} ${data.appointment_id} ${data.version}`)

async function follow(client, path, options) {
    const stream = await Events.open(client, path, options)
    assert.equal(stream.status, 200, JSON.stringify(stream.json))
    return stream
}
// A stream that has begun, and its first id.
async function begun(client, path, options) {
    const stream = await follow(client, path, options)
    const ready = await stream.next()
    assert.equal(ready.type, 'ready')
    return Object.assign(stream, { at: ready.id })
}

async function metric(name, at = server) {
    const text = await (await fetch(`${at.base}/metrics`)).text()
    const line = text.split('\n').find((one) => one.startsWith(`${name} `) || one.startsWith(name.endsWith('}') ? `${name} ` : `${name}{`))
    return line ? Number(line.split(' ').at(-1)) : 0
}
async function becomes(value, look, what) {
    const end = Date.now() + 30_000
    for (;;) {
        const found = await look()
        if (found === value) return
        if (Date.now() > end) assert.equal(found, value, what)
    }
}
// The readers have looked since: what was committed before comes to no stream that is opened now.
async function rounds(count = 2) {
    for (const at of [server, second]) {
        const looked = () => metric('venera_task_runs_total{task="follow_events"}', at)
        const begin = await looked()
        while ((await looked()) < begin + count);
    }
}

test('the board hears of what is held, booked, moved, checked in and cancelled', async () => {
    const board = await follow(staff, `/appointments/events?clinic_id=${doctor.clinic.id}`)
    assert.equal(board.headers['cache-control'], 'no-store')
    assert.equal(board.headers['x-accel-buffering'], 'no')
    assert.equal(board.headers['content-length'], undefined)
    const ready = await board.next()
    assert.deepEqual({ ...ready, id: undefined }, { id: undefined, type: 'ready', data: {} })
    assert.equal(board.retry, 2000)

    const hold = await done(ana.post('/holds', { doctor_id: doctor.id, start: times.shift().start }), 201)
    const booked = await done(ana.post('/appointments', { hold_id: hold.id }), 201)
    const [held] = await board.upto(booked.id, 'held')
    assert.equal(held.data.status, 'held')
    const [told] = await board.upto(booked.id, 'booked')
    assert.deepEqual(told.data, shown(booked))
    const moved = await done(ana.patch(`/appointments/${booked.id}`, { start: times.shift().start }))
    assert.deepEqual((await board.upto(booked.id, 'moved'))[0].data, shown(moved))
    const arrived = await done(staff.post(`/appointments/${booked.id}/check-in`))
    assert.deepEqual((await board.upto(booked.id, 'arrived'))[0].data, shown(arrived))
    const short = await book()
    await board.upto(short.id, 'booked')
    assert.deepEqual((await cancel(ana, short)).status, 'cancelled')
    const [cancelled] = await board.upto(short.id, 'cancelled')
    assert.deepEqual(Object.keys(cancelled.data).sort(), ['appointment_id', 'clinic_id', 'doctor_id', 'end', 'start', 'status', 'version'], 'ids, state and times only')
    await board.close()
    const [{ rows }] = await server.sql(`select count(*) as rows from platform.access_log where actor_id = '${staff.user.id}' and action = 'GET /api/v1/appointments/events'`)
    assert.equal(rows, 1, 'opening it is an access')
})

test('a board of one day is told that a visit left it, and not where to', async () => {
    const first = await book()
    const board = await begun(staff, `/appointments/events?doctor_id=${doctor.id}&date=${first.local_date}`)
    const elsewhere = times.find((slot) => slot.local_date !== first.local_date)
    times = times.filter((slot) => slot !== elsewhere)
    const moved = await done(ana.patch(`/appointments/${first.id}`, { start: elsewhere.start }))
    const left = (await board.upto(first.id, 'left')).at(-1)
    assert.deepEqual(left.data, { appointment_id: first.id, version: moved.version })
    // On another day now: nothing of it comes any more.
    await cancel(ana, moved)
    const back = times.find((slot) => slot.local_date === first.local_date)
    times = times.filter((slot) => slot !== back)
    const on_the_day = await done(ana.post('/appointments', { doctor_id: doctor.id, start: back.start }), 201)
    assert.deepEqual(seen(await board.upto(on_the_day.id, 'booked')), [`appointment.booked ${on_the_day.id} 1`])
    await board.close()
})

test('nobody hears of what they may not see', async () => {
    const luis = await server.patient()
    const branch = await employee({ role: 'staff', clinic_ids: [other.clinic.id] })
    const colleague = await employee({ role: 'doctor', doctor_id: other.id })
    const own = await employee({ role: 'staff', clinic_ids: [doctor.clinic.id] })
    for (const path of [`clinic_id=${doctor.clinic.id}`, `clinic_id=${nobody}`]) assert.equal((await Events.open(branch, `/appointments/events?${path}`)).status, 404)
    assert.equal((await Events.open(colleague, `/appointments/events?doctor_id=${doctor.id}`)).status, 404)
    assert.equal((await Events.open(ana, '/appointments/events')).status, 403)
    assert.equal((await Events.open(staff, '/me/appointments/events')).status, 403)
    assert.equal((await Events.open(server.client(), '/appointments/events')).status, 401)

    await rounds()
    const streams = {
        ana: await begun(ana, '/me/appointments/events'), luis: await begun(luis, '/me/appointments/events'),
        branch: await begun(branch, '/appointments/events'), colleague: await begun(colleague, '/appointments/events'), own: await begun(own, '/appointments/events'),
    }
    const of_ana = await book(ana)
    const of_luis = await book(luis)
    const there = (await ana.free_slots(other.id, 'days=31')).at(-1)
    const at_other = await done(luis.post('/appointments', { doctor_id: other.id, start: there.start }), 201)
    await cancel(ana, of_ana)
    const all = await begun(admin, '/appointments/events')
    const last = await book(ana)
    await all.upto(last.id, 'booked')
    const booked = (visit) => `appointment.booked ${visit.id} 1`
    assert.deepEqual(seen(await streams.ana.upto(last.id, 'booked')), [booked(of_ana), `appointment.cancelled ${of_ana.id} 2`, booked(last)])
    assert.deepEqual(seen(await streams.own.upto(last.id, 'booked')), [booked(of_ana), booked(of_luis), `appointment.cancelled ${of_ana.id} 2`, booked(last)])
    assert.deepEqual(seen(await streams.luis.upto(at_other.id, 'booked')), [booked(of_luis), booked(at_other)])
    for (const who of ['branch', 'colleague']) assert.deepEqual(seen(await streams[who].upto(at_other.id, 'booked')), [booked(at_other)], who)
    for (const stream of [all, ...Object.values(streams)]) {
        assert.deepEqual(stream.events, [])
        await stream.close()
    }
})

test('a move to another doctor leaves the first one’s stream', async () => {
    const owner = await employee({ role: 'doctor', doctor_id: doctor.id })
    await rounds()
    const stream = await begun(owner, '/appointments/events')
    const visit = await book()
    const there = (await ana.free_slots(other.id, 'days=31')).at(-2)
    const moved = await done(staff.patch(`/appointments/${visit.id}`, { doctor_id: other.id, start: there.start }))
    const [booked, left] = await stream.upto(visit.id, 'left')
    assert.equal(booked.type, 'appointment.booked')
    assert.deepEqual(left.data, { appointment_id: visit.id, version: moved.version })
    await stream.close()
})

test('who acts for somebody hears of their visits, until the consent ends', async () => {
    const parent = await server.patient()
    const child = await done(parent.post('/me/relatives', { relationship: 'child', first_name: 'Luz', last_name: 'Quispe', birth_date: '2016-04-09' }), 201)
    await rounds()
    const stream = await begun(parent, '/me/appointments/events')
    const rows = await server.sql(`select patient_id from scheduling.access_log where actor_id = '${parent.user.id}' and action = 'follow' and outcome = 'allowed'`)
    assert.deepEqual(rows.map((row) => row.patient_id).sort(), [parent.patient.id, child.patient_id].sort(), 'one access for each')
    const visit = await book(parent, { patient_id: child.patient_id })
    assert.deepEqual(seen(await stream.upto(visit.id, 'booked')), [`appointment.booked ${visit.id} 1`])
    await done(parent.delete(`/me/relatives/${child.id}`), 204)
    await stream.ended
    const after_it = await begun(parent, '/me/appointments/events', { after: stream.at })
    const own = await book(parent)
    await cancel(staff, visit)
    await cancel(parent, own)
    assert.deepEqual(seen(await after_it.upto(own.id, 'cancelled')), [`appointment.booked ${own.id} 1`, `appointment.cancelled ${own.id} 2`])
    await after_it.close()
})

test('who comes back gets what came meanwhile, once, on whichever server', async () => {
    const luis = await server.patient()
    const first = await begun(luis, '/me/appointments/events')
    const [one, two] = [await book(luis), await book(luis)]
    const before_it = await first.upto(two.id, 'booked')
    assert.deepEqual(seen(before_it), [`appointment.booked ${one.id} 1`, `appointment.booked ${two.id} 1`])
    await first.close()
    await cancel(luis, one)
    await book(ana)
    const three = await book(luis)
    const missed = [`appointment.cancelled ${one.id} 2`, `appointment.booked ${three.id} 1`]
    let last = [three.id, 'booked']
    for (const at of [server, second]) {
        const again = await begun(luis, '/me/appointments/events', { after: before_it[1].id, server: at })
        assert.equal(again.at, before_it[1].id)
        assert.deepEqual(seen(await again.upto(...last)), missed)
        const earlier = await begun(luis, '/me/appointments/events', { after: before_it[0].id, server: at })
        assert.deepEqual(seen(await earlier.upto(...last)), [`appointment.booked ${two.id} 1`, ...missed])
        const next = await book(luis)
        for (const stream of [again, earlier]) {
            assert.deepEqual(seen(await stream.upto(next.id, 'booked')), [`appointment.booked ${next.id} 1`], 'and goes on')
            await stream.close()
        }
        missed.push(`appointment.booked ${next.id} 1`)
        await cancel(luis, next)
        missed.push(`appointment.cancelled ${next.id} 2`)
        last = [next.id, 'cancelled']
    }
})

test('what a board or an agenda does not show yet follows on a stream that begins at its position, on whichever server', async () => {
    const of = (date) => times.filter((slot) => slot.local_date === date)
    const date = times.map((slot) => slot.local_date).find((one) => of(one).length >= 3)
    const take = async () => {
        const [slot] = of(date)
        times = times.filter((one) => one !== slot)
        return done(ana.post('/appointments', { doctor_id: doctor.id, start: slot.start }), 201)
    }
    const first = await take()
    for (const [path, at] of [[`/appointments/board?clinic_id=${doctor.clinic.id}&date=${date}`, second], [`/doctors/${doctor.id}/agenda?from=${date}`, server]]) {
        const { position, ...read } = await done(staff.get(path))
        assert.ok((read.visits ?? read.appointments).some((visit) => visit.id === first.id))
        const later = await take()
        const stream = await follow(staff, `/appointments/events?doctor_id=${doctor.id}&date=${date}`, { after: position, server: at })
        assert.equal((await stream.next()).type, 'ready')
        assert.equal(seen(await stream.upto(later.id, 'booked')).at(-1), `appointment.booked ${later.id} 1`)
        await stream.close()
        await cancel(ana, later)
    }
    await cancel(ana, first)
})

test('an id that another server gave a moment ago is not unknown here', async () => {
    const luis = await server.patient()
    const stream = await begun(luis, '/me/appointments/events')
    for (let i = 0; i < 8; ++i) {
        const visit = await book(luis)
        const [{ id }] = await stream.upto(visit.id, 'booked')
        await cancel(luis, visit)
        await stream.upto(visit.id, 'cancelled')
        times.unshift(visit)
        const there = await begun(luis, '/me/appointments/events', { after: id, server: second })
        assert.deepEqual(seen(await there.upto(visit.id, 'cancelled')), [`appointment.cancelled ${visit.id} 2`])
        await there.close()
    }
    await stream.close()
})

test('a transaction that commits late is neither lost nor overtaken', async () => {
    const stream = await begun(ana, '/me/appointments/events')
    const visit = await book()
    const [{ id }] = await stream.upto(visit.id, 'booked')
    const late = spawn('/usr/lib/postgresql/15/bin/psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', await server.command('database-url')], { stdio: ['pipe', 'pipe', 'inherit'] })
    const answers = late.stdout.setEncoding('utf8')[Symbol.asyncIterator]()
    late.stdin.write(`begin; insert into scheduling.outbox (id, aggregate_id, version, type, payload, created_at, due_at)
        select gen_random_uuid(), aggregate_id, 99, 'appointment.changed', payload, created_at, due_at from scheduling.outbox where aggregate_id = '${visit.id}'; select 'written';\n`)
    assert.match((await answers.next()).value, /written/)
    await cancel(ana, visit)
    await rounds(3)
    // In between somebody comes back: where they were is still where they go on.
    const again = await begun(ana, '/me/appointments/events', { after: id })
    late.stdin.end('commit;\n')
    const expected = [`appointment.changed ${visit.id} 99`, `appointment.cancelled ${visit.id} 2`]
    for (const one of [stream, again]) {
        const told = await one.upto(visit.id, 'cancelled')
        assert.deepEqual(told.map(({ type, data }) => `${type} ${data.appointment_id} ${type.endsWith('changed') ? 99 : data.version}`), expected)
        await one.close()
    }
})

test('a position that is not known any more is told', async () => {
    const known = await begun(ana, '/me/appointments/events')
    const [xid] = known.at.split('-')
    for (const lost of ['', 'nonsense', '-', `1-${nobody}`, `${xid}-${nobody}`, `99999999999999999999-${nobody}`, `${Number(xid) + 1_000_000}-${nobody}`, `0-${nobody}`]) {
        const stream = await follow(ana, '/me/appointments/events', { after: lost })
        const reset = await stream.next()
        assert.equal(reset.type, 'reset', lost)
        const visit = await book()
        // The visit before may have been cancelled a moment ago.
        const told = (await stream.upto(visit.id, 'booked')).filter((event) => event.data.appointment_id === visit.id)
        assert.deepEqual(seen(told), [`appointment.booked ${visit.id} 1`], 'and goes on from there')
        await cancel(ana, visit)
        times.unshift(visit)
        await stream.close()
    }
    await known.close()
})

test('HEAD opens nothing, and a connection that was used before may become a stream', async () => {
    await becomes(0, () => metric('venera_live_streams'), 'all streams of the tests before have gone')
    const head = await Events.open(ana, '/me/appointments/events', { method: 'HEAD' })
    assert.equal(head.status, 200)
    await head.ended
    assert.equal(await metric('venera_live_streams'), 0)
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    await new Promise((resolve) => http.get(`${server.base}/health`, { agent }, (answer) => answer.resume().on('end', resolve)))
    const stream = await begun(ana, '/me/appointments/events', { agent })
    const visit = await book()
    await stream.upto(visit.id, 'booked')
    assert.equal(await metric('venera_live_streams'), 1)
    await stream.close()
    agent.destroy()
    await becomes(0, () => metric('venera_live_streams'), 'a client that leaves frees its place')
})

test('a stream passes TLS and nginx as it comes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'venera-live-'))
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=localhost'], { stdio: 'ignore' })
    const { uid, gid } = statSync(join(server.data, 'venera'))
    for (const path of [folder, key, certificate]) chownSync(path, uid, gid)
    chmodSync(key, 0o600)
    const secure = await venera({ beside: server, env: { VENERA_HTTP__TLS_CERTIFICATE: certificate, VENERA_HTTP__TLS_KEY: key } })
    const nginx = await behind_nginx(secure.base)
    try {
        const stream = await begun(ana, '/me/appointments/events', { server: nginx })
        const visit = await book()
        const [first] = await stream.upto(visit.id, 'booked')
        assert.deepEqual(first.data, shown(visit))
        await cancel(ana, visit)
        await stream.upto(visit.id, 'cancelled')
        assert.deepEqual(await secure.stop(), { code: 0, signal: null })
        await stream.ended
    } finally {
        await nginx.stop()
        await secure.close()
        rmSync(folder, { recursive: true })
    }
})

test('what streams held comes back', async () => {
    const files = () => readdirSync(`/proc/${server.child.pid}/fd`).length
    const people = await Promise.all(Array.from({ length: 6 }, () => server.patient()))
    const round = async () => {
        await becomes(0, () => metric('venera_live_streams'))
        const streams = await Promise.all(people.flatMap((one) => Array.from({ length: 8 }, () => begun(one, '/me/appointments/events'))))
        assert.equal(await metric('venera_live_streams'), 48)
        await Promise.all(streams.map((one) => one.close()))
        await becomes(0, () => metric('venera_live_streams'))
    }
    // The first opens connections to the database, which stay.
    await round()
    const before_it = files()
    await round()
    await round()
    await becomes(true, () => files() <= before_it + 8, 'descriptors')
})

test('a stream ends with the session, the account and the role', { timeout: 120_000 }, async () => {
    const ends = {
        async 'signing out'() {
            const luis = await server.patient()
            return [luis, '/me/appointments/events', () => luis.post('/auth/logout')]
        },
        async 'disabling the account'() {
            const one = await employee({ role: 'staff' })
            return [one, '/appointments/events', () => admin.delete(`/users/${one.id}`)]
        },
        async 'another role'() {
            const one = await employee({ role: 'staff' })
            return [one, '/appointments/events', () => admin.patch(`/users/${one.id}`, { role: 'patient' })]
        },
        async 'other clinics'() {
            const one = await employee({ role: 'staff' })
            return [one, '/appointments/events', () => admin.patch(`/users/${one.id}`, { clinic_ids: [other.clinic.id] })]
        },
    }
    const stays = await begun(ana, '/me/appointments/events')
    for (const [what, prepare] of Object.entries(ends)) {
        const [client, path, end] = await prepare()
        // Also on the server that did not hear of it itself.
        const streams = [await begun(client, path), await begun(client, path, { server: second })]
        const { status } = await end()
        assert.ok(status < 300, `${what}: ${status}`)
        for (const stream of streams) await stream.ended
        assert.equal((await Events.open(client, path, { after: streams[0].at })).status, 401, what)
    }
    const visit = await book()
    await stays.upto(visit.id, 'booked')
    await stays.close()
    assert.ok((await metric('venera_live_streams_ended_total{reason="revoked"}')) >= 4)
})

test('who does not read is cut, and keeps nobody waiting', { timeout: 90_000 }, async () => {
    const luis = await server.patient()
    const visit = await book(luis)
    const stuck = await Events.open(luis, '/me/appointments/events', { method: 'GET' })
    stuck.response.pause()
    const cut = await metric('venera_live_streams_ended_total{reason="slow"}')
    const burst = (count) => server.execute(`insert into scheduling.outbox (id, aggregate_id, version, type, payload, created_at, due_at)
        select gen_random_uuid(), aggregate_id, 2, 'appointment.changed', payload, created_at, due_at from scheduling.outbox, generate_series(1, ${count}) where aggregate_id = '${visit.id}' and type = 'appointment.booked'`)
    await burst(8_000)
    const reads = await begun(ana, '/me/appointments/events')
    const own = await book(ana)
    await reads.upto(own.id, 'booked')
    await reads.close()
    // At once, or when what is being written has waited ten seconds and as long as it earned.
    await becomes(cut + 1, () => metric('venera_live_streams_ended_total{reason="slow"}'), 'cut')
    stuck.response.resume()
    await stuck.ended
    const missed = await follow(luis, '/me/appointments/events', { after: stuck.events.at(-1).id })
    assert.equal((await missed.next()).type, 'reset', 'more than a stream may have waiting: reading the list costs less')
    await missed.close()
})

test('streams are limited: of a person, of an address, of the process', { timeout: 90_000 }, async () => {
    const small = await venera({ args: [], env: { VENERA_LIMITS__STREAMS_PER_USER: '2', VENERA_LIMITS__STREAMS_PER_ADDRESS: '3', VENERA_LIMITS__STREAMS: '4', VENERA_LIMITS__LOOPBACK: 'true', VENERA_HTTP__TRUSTED_PROXIES: '127.0.0.1' } })
    try {
        const from = (address) => ({ headers: { 'x-forwarded-for': address } })
        const [one, two, three] = [await small.patient(), await small.patient(), await small.patient()]
        const open = (client, address) => Events.open(client, '/me/appointments/events', from(address))
        const refused = async (client, address, status, code) => {
            const stream = await open(client, address)
            assert.equal(stream.status, status, code)
            assert.equal(stream.json.code, code)
            assert.equal(stream.headers['retry-after'], '10')
            return stream
        }
        const streams = [await open(one, '192.0.2.1'), await open(one, '192.0.2.1')]
        await refused(one, '192.0.2.2', 429, 'too_many_streams')
        streams.push(await open(two, '192.0.2.1'))
        await refused(two, '192.0.2.1', 429, 'too_many_streams')
        streams.push(await open(two, '192.0.2.2'))
        assert.ok(streams.every((stream) => stream.status === 200))
        const full = await refused(three, '192.0.2.3', 503, 'streams_exhausted')
        assert.equal(full.json.title, 'No more streams')
        await streams.shift().close()
        await becomes(200, async () => (await open(three, '192.0.2.3')).status, 'a place that is free again')
    } finally {
        await small.close()
    }
})

test('a server that stops ends its streams at once', { timeout: 12_000 }, async () => {
    await book()
    await rounds()
    const here = await Promise.all(Array.from({ length: 5 }, () => begun(ana, '/me/appointments/events', { server: second })))
    const stopped = await second.stop()
    assert.deepEqual(stopped, { code: 0, signal: null })
    for (const stream of here) await stream.ended
    const lines = second.output.split('\n').filter((line) => line.includes('"live.ended"') && line.includes('"drained"'))
    assert.equal(lines.length, 5)
    const there = await begun(ana, '/me/appointments/events', { after: here[0].at })
    await there.close()
})

// The last one: nobody's token is good after it.
test('a stream ends when its token does', async () => {
    const stream = await begun(ana, '/me/appointments/events')
    const ended = await metric('venera_live_streams_ended_total{reason="expired"}')
    await server.advance(11 * 60)
    await stream.ended
    assert.equal(await metric('venera_live_streams_ended_total{reason="expired"}'), ended + 1)
    assert.equal((await Events.open(ana, '/me/appointments/events', { after: stream.at })).status, 401)
    assert.ok(await ana.refresh())
    const again = await begun(ana, '/me/appointments/events', { after: stream.at })
    assert.equal(again.at, stream.at)
    await again.close()
})
