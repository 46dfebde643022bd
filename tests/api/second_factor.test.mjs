// The second factor, sessions that end by themselves or everywhere, and the list of what happened to an account.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { next_mail } from './support/mail.mjs'
import { unique_email, venera } from './support/server.mjs'
import { code_of, enrol, server_time } from './support/totp.mjs'

let server, admin
before(async () => {
    server = await venera()
    admin = await server.as('admin')
})
after(() => server?.close())

const strong = 'correct horse battery'
const login = (email) => server.client().post('/auth/login', { email, password: strong })
const complete = (challenge, code) => server.client().post('/auth/login/second-factor', { challenge, code })
const types_of = async (client) => (await client.get('/me/security-events?limit=100')).json.data.map((event) => event.type)

test('with a second factor the password is half of a sign-in', async () => {
    const client = await server.patient()
    assert.deepEqual((await client.get('/me/second-factor')).json, { enrolled: false, since: null, recovery_codes_left: 0, required: false })
    assert.equal((await client.post('/me/second-factor', { current_password: 'not the one' })).code, 'wrong_password')
    assert.equal((await client.post('/me/second-factor/confirm', { code: '123456' })).code, 'no_second_factor')
    const { secret, uri, recovery_codes } = await enrol(server, client, strong)
    assert.ok(uri.startsWith('otpauth://totp/Venera:') && uri.includes(`secret=${secret}&issuer=Venera`), uri)
    assert.equal(new Set(recovery_codes).size, 10)
    const stored = JSON.stringify(await server.sql(`select f::text as f, (select string_agg(c::text, ' ') from identity.recovery_codes c where c.user_id = f.user_id) as c from identity.second_factors f where user_id = '${client.user.id}'`))
    for (const text of [secret, ...recovery_codes]) assert.ok(!stored.includes(text) && !stored.includes(Buffer.from(text).toString('hex')))

    const half = await login(client.email)
    assert.deepEqual([half.status, half.code], [401, 'second_factor_required'])
    assert.deepEqual(half.headers.getSetCookie(), [], 'half a sign-in gets no cookie')
    const { challenge } = half.json
    assert.equal((await server.client().get('/me', { headers: { authorization: `Bearer ${challenge}` } })).status, 401)
    const code = code_of(secret, await server_time(server))
    assert.equal((await complete('x', code)).code, 'invalid_code')
    assert.equal((await complete(challenge, code === '000000' ? '000001' : '000000')).code, 'invalid_code')
    const entered = await Promise.all(Array.from({ length: 8 }, () => complete(challenge, code)))
    assert.deepEqual(entered.map((answer) => answer.status).sort(), [200, ...Array(7).fill(401)], 'each code once')
    const session = entered.find((answer) => answer.status === 200)
    assert.deepEqual(Object.keys(session.json).sort(), ['access_token', 'expires_in', 'patient', 'token_type', 'user'])
    assert.ok(session.headers.getSetCookie().some((line) => line.startsWith('venera_refresh=')))
    assert.equal(session.json.user.second_factor, true)
    assert.equal((await complete(challenge, recovery_codes[3].toUpperCase())).status, 200)
    assert.equal((await complete(challenge, recovery_codes[3])).code, 'invalid_code', 'a recovery code once')
    assert.equal((await client.get('/me/second-factor')).json.recovery_codes_left, 9)
    await next_mail(server, client.email, 'A second factor was added')
    const types = await types_of(client)
    for (const type of ['second_factor_added', 'recovery_code_used', 'signed_in_on_new_device']) assert.ok(types.includes(type), type)
})

test('guessing codes is slowed down like guessing passwords, and keeps nobody out who is known', async () => {
    const client = await server.patient()
    const { secret } = await enrol(server, client, strong)
    const { challenge } = (await login(client.email)).json
    const statuses = []
    for (let i = 0; i < 100; ++i) statuses.push((await complete(challenge, String(i).padStart(6, '0'))).status)
    assert.ok(statuses.includes(429), 'delayed')
    assert.ok(statuses.filter((status) => status === 401).length <= 20, String(statuses))
    const known = await client.post('/auth/login/second-factor', { challenge, code: code_of(secret, await server_time(server)) }, { headers: { authorization: undefined } })
    assert.equal(known.status, 200, known.text)
})

test('removing it takes the password and a code; an administrator can, for who lost both', async () => {
    const client = await server.patient()
    const { secret } = await enrol(server, client, strong)
    const remove = (current_password, code) => client.request('DELETE', '/me/second-factor', { body: { current_password, code } })
    const code = code_of(secret, await server_time(server))
    assert.equal((await remove('not the one', code)).code, 'wrong_password')
    assert.equal((await remove(strong, code === '000000' ? '000001' : '000000')).code, 'wrong_code')
    assert.equal((await remove(strong, code)).status, 204)
    assert.equal((await login(client.email)).status, 200)
    await next_mail(server, client.email, 'The second factor was removed')

    await enrol(server, client, strong)
    assert.equal((await client.delete(`/users/${client.user.id}/second-factor`)).status, 403)
    assert.equal((await admin.delete(`/users/${client.user.id}/second-factor`)).status, 204)
    assert.equal((await admin.delete(`/users/${client.user.id}/second-factor`)).status, 404)
    assert.equal(await client.refresh(), false, 'its sessions are over')
    assert.equal((await login(client.email)).status, 200)
})

test('an administrator’s session alone does not remove the administrator’s own second factor', async () => {
    const email = unique_email()
    assert.equal((await admin.post('/users', { email, role: 'admin', first_name: 'Root', last_name: 'Six', password: strong })).status, 201)
    const client = server.client()
    await client.sign_in(email, strong)
    const { recovery_codes } = await enrol(server, client, strong)
    const refused = await client.delete(`/users/${client.user.id}/second-factor`)
    assert.deepEqual([refused.status, refused.code], [403, 'own_second_factor'])
    assert.equal((await client.get('/me/second-factor')).json.enrolled, true)
    assert.equal((await client.request('DELETE', '/me/second-factor', { body: { current_password: strong, code: recovery_codes[0] } })).status, 204)
})

test('a new key of sessions signs everybody out, and second factors go on', async () => {
    const client = await server.patient()
    const { secret, recovery_codes } = await enrol(server, client, strong)
    await server.stop()
    rmSync(join(server.data, 'venera', 'secrets', 'session.key'))
    await server.start()
    admin = await server.as('admin')
    assert.equal(await client.refresh(), false, 'its session is over')
    const { challenge } = (await login(client.email)).json
    assert.equal((await complete(challenge, code_of(secret, await server_time(server)))).status, 200)
    assert.equal((await complete(challenge, recovery_codes[0])).status, 200)
})

test('without --demo an administrator can do nothing but add a second factor', async () => {
    const email = unique_email()
    const made = await admin.post('/users', { email, role: 'admin', first_name: 'Root', last_name: 'Two', password: strong })
    assert.equal(made.status, 201, made.text)
    const before_restart = server.args
    await server.stop()
    server.args = before_restart.filter((argument) => argument !== '--demo')
    await server.start()
    try {
        const client = server.client()
        await client.sign_in(email, strong)
        for (const [method, path] of [['GET', '/users'], ['POST', '/users'], ['GET', '/api-keys'], ['GET', '/appointments'], ['PATCH', '/me'], ['GET', '/me/sessions'], ['POST', '/auth/password/change']]) {
            const refused = await client.send(method, path, method === 'GET' ? {} : { body: {} })
            assert.deepEqual([refused.status, refused.code], [403, 'enrolment_required'], `${method} ${path}`)
        }
        assert.equal((await client.get('/me')).status, 200)
        assert.equal((await client.get('/clinics')).status, 200, 'what is public stays so')
        assert.equal((await client.get('/me/second-factor')).json.required, true)
        await enrol(server, client, strong)
        assert.equal((await client.get('/users')).status, 403, 'the old token says the old thing')
        assert.ok(await client.refresh())
        assert.equal((await client.get('/users')).status, 200)
        assert.equal((await login(email)).code, 'second_factor_required')
    } finally {
        await server.stop()
        server.args = before_restart
        await server.start()
        admin = await server.as('admin')
        // The partitions of the coming days are made before the clock moves by weeks: rows beyond them would be moved meanwhile.
        while (!/venera_task_runs_total\{task="make_partitions"\} [1-9]/.test((await server.client().get('//metrics')).text)) await new Promise((resolve) => setTimeout(resolve, 50))
    }
})

test('sessions end by themselves: idle after 30 minutes or a day, at last after 12 hours or 30 days', async () => {
    const [patient, desk, gone] = [await server.patient(), await server.as('staff'), await server.patient()]
    const refreshed_every = async (client, minutes, times) => {
        for (let i = 0; i < times; ++i) {
            await server.advance(minutes * 60)
            // Once more: while the partitions of another day are made, an answer may be 503.
            if (!(await client.refresh()) && !(await client.refresh())) return i * minutes
        }
        return times * minutes
    }
    assert.equal(await refreshed_every(desk, 29, 24), 24 * 29, 'used, it lives')
    assert.equal(await refreshed_every(desk, 29, 1), 0, 'but no longer than 12 hours')
    const idle = await server.as('doctor')
    assert.ok(await patient.refresh())
    await server.advance(31 * 60)
    assert.equal(await idle.refresh(), false, 'idle for 31 minutes')
    assert.ok(await patient.refresh(), 'patients may be idle for longer')
    assert.equal(await refreshed_every(patient, 23 * 60, 30), 30 * 23 * 60)
    assert.equal(await gone.refresh(), false, 'idle for a day')
    assert.equal(await refreshed_every(patient, 23 * 60, 1), 0, 'no longer than 30 days')
    admin = await server.as('admin')
})

test('signing out everywhere: oneself but here, and anybody by an administrator', async () => {
    const client = await server.patient()
    const others = [server.client(), server.client()]
    for (const one of others) await one.sign_in(client.email, strong)
    const is_in = async (one) => (await one.send('GET', '/me')).status === 200
    assert.equal((await client.delete('/me/sessions')).status, 204)
    assert.deepEqual([await is_in(client), await is_in(others[0]), await is_in(others[1])], [true, false, false])
    assert.equal((await client.get('/me/sessions')).json.data.length, 1)
    assert.equal((await client.delete(`/users/${client.user.id}/sessions`)).status, 403)
    assert.equal((await admin.delete(`/users/${client.user.id}/sessions`)).status, 204)
    assert.equal(await is_in(client), false)
    assert.equal((await admin.delete('/users/0192d9b0-0000-7000-8000-00000000beef/sessions')).status, 404)
    client.token = undefined
    await client.sign_in(client.email, strong)
    assert.ok((await types_of(client)).includes('signed_out_everywhere'))
})

test('the list of security events is one’s own, newest first, page by page', async () => {
    const client = await server.patient()
    await client.post('/auth/password/change', { current_password: strong, new_password: 'another long secret' })
    const elsewhere = server.client()
    await elsewhere.sign_in(client.email, 'another long secret')
    const seen = []
    for (let cursor; cursor !== null; ) {
        const { json } = await client.get(`/me/security-events?limit=1${cursor ? `&cursor=${cursor}` : ''}`)
        seen.push(...json.data)
        cursor = json.next_cursor
    }
    assert.deepEqual(seen.map((event) => event.type), ['signed_in_on_new_device', 'password_changed'])
    assert.ok(seen.every((event) => event.address === '127.0.0.1'), JSON.stringify(seen))
    assert.equal((await client.get('/me/security-events?cursor=x')).code, 'invalid_cursor')
})
