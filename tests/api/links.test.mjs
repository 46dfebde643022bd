// What goes by mail: forgotten passwords, addresses to confirm, notices. And that none of it tells who has an account.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mails_to, next_mail, subject_of, token_of } from './support/mail.mjs'
import { unique_email, venera } from './support/server.mjs'

let server, admin
before(async () => {
    server = await venera()
    admin = await server.as('admin')
})
after(() => server?.close())

const strong = 'correct horse battery'
const other = 'another long secret'
const forgot = (email) => server.client().post('/auth/password/forgot', { email })
const reset = (token, new_password = other) => server.client().post('/auth/password/reset', { token, new_password })
const verify = (token) => server.client().post('/auth/email/verify', { token })
const can_sign_in = async (email, secret) => (await server.client().post('/auth/login', { email, password: secret })).status === 200
const row_of = (email) => server.sql(`select md5(u::text) as row from identity.users u where email_normalised = '${email.toLowerCase()}'`)

test('a forgotten password: one link, one use, every session over on every node, the owner told (C6, C12)', async () => {
    const node = await venera({ beside: server })
    try {
        const client = await server.patient()
        assert.equal((await forgot(client.email.toUpperCase())).status, 202)
        const mail = await next_mail(server, client.email, 'Choose a new password')
        assert.match(mail, /\r\n\r\n/)
        assert.ok(!mail.includes(client.user.first_name), 'nothing personal stands in it')
        const token = token_of(mail)
        const stored = await server.sql(`select l::text as row from identity.links l where user_id = '${client.user.id}'`)
        assert.ok(stored.length >= 1 && !JSON.stringify(stored).includes(token), 'the token is not stored')
        const on_node = () => node.client().get('/me', { headers: { authorization: `Bearer ${client.token}` } })
        assert.equal((await on_node()).status, 200)
        assert.equal((await reset(token, 'short')).status, 422)
        assert.equal((await reset(token, client.email)).status, 422)
        assert.equal((await reset(token)).status, 204)
        assert.equal((await server.client().get('/me', { headers: { authorization: `Bearer ${client.token}` } })).status, 401)
        assert.equal(await client.refresh(), false)
        const begun = Date.now()
        while ((await on_node()).status !== 401) {
            assert.ok(Date.now() - begun < 5_000, 'the token is still taken')
            await new Promise((resolve) => setTimeout(resolve, 50))
        }
        const again = await reset(token, 'yet another long secret')
        assert.deepEqual([again.status, again.code], [410, 'link_over'])
        assert.deepEqual([await can_sign_in(client.email, strong), await can_sign_in(client.email, other)], [false, true])
        await next_mail(server, client.email, 'Your password was changed')
    } finally {
        await node.close()
    }
})

test('of many with one link, one sets its password', async () => {
    const client = await server.patient()
    await forgot(client.email)
    const token = token_of(await next_mail(server, client.email, 'Choose a new password'))
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => reset(token, `the secret of number ${i}`)))
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [204, ...Array(7).fill(410)])
    assert.ok(await can_sign_in(client.email, `the secret of number ${answers.findIndex((answer) => answer.status === 204)}`))
})

test('a link is over after thirty minutes, and none that is not ours does anything', async () => {
    const client = await server.patient()
    await forgot(client.email)
    const token = token_of(await next_mail(server, client.email, 'Choose a new password'))
    const forged = [`${token}A`, token.slice(0, -1), `B${token.slice(1)}`, 'x', 'A'.repeat(64), '../../etc/passwd', token.split('').reverse().join('')]
    for (const text of forged) for (const use of [reset, verify]) assert.equal((await use(text)).code, 'link_over', text)
    assert.equal((await verify(token)).code, 'link_over', 'a link of another kind')
    await server.advance(30 * 60)
    assert.equal((await reset(token)).code, 'link_over')
    assert.ok(await can_sign_in(client.email, strong))
})

test('an acknowledged question is answered although the server dies at once', async () => {
    const client = await server.patient()
    const known = mails_to(server, client.email)
    assert.equal((await forgot(client.email)).status, 202)
    await server.stop('SIGKILL')
    await server.start()
    admin = await server.as('admin')
    await next_mail(server, client.email, 'Choose a new password', known)
})

test('a new account confirms its address; a link can be sent again, but not without end', async () => {
    const client = await server.patient()
    const first = token_of(await next_mail(server, client.email, 'Confirm your e-mail address'))
    assert.equal((await client.get('/me')).json.user.email_verified, false)
    for (let i = 0; i < 8; ++i) assert.equal((await client.post('/auth/email/resend')).status, 202)
    assert.equal((await verify(first)).status, 204)
    assert.equal((await verify(first)).code, 'link_over')
    assert.equal((await client.get('/me')).json.user.email_verified, true)
    const live = await server.sql(`select count(*)::int as n from identity.links where user_id = '${client.user.id}' and kind = 'verify_email'`)
    assert.deepEqual(live, [{ n: 5 }])
})

test('an e-mail address changes with the password and the new address; the old one is told (C12)', async () => {
    const client = await server.patient()
    const [old, fresh] = [client.email, unique_email()]
    for (const body of [{ new_email: fresh }, { current_password: '', new_email: fresh }]) assert.equal((await client.post('/me/email', body)).status, 422)
    assert.equal((await client.post('/me/email', { current_password: 'not the one', new_email: fresh })).code, 'wrong_password')
    assert.equal((await client.patch('/me', { email: fresh })).status, 422)
    const before_change = await row_of(old)
    assert.equal((await client.post('/me/email', { current_password: strong, new_email: fresh })).status, 202)
    const mail = await next_mail(server, fresh, 'Confirm your new e-mail address')
    await next_mail(server, old, 'Another e-mail address was asked for')
    assert.deepEqual(await row_of(old), before_change, 'nothing changes before it is confirmed')
    assert.equal((await verify(token_of(mail))).status, 204)
    await next_mail(server, old, 'Your e-mail address was changed')
    assert.deepEqual([await can_sign_in(old, strong), await can_sign_in(fresh, strong)], [false, true])
    assert.equal((await client.get('/me')).json.patient.email, fresh, 'the profile had the same address, and follows')
    const post = unique_email()
    assert.equal((await client.patch(`/patients/${client.patient.id}`, { email: post })).status, 200)
    assert.deepEqual([await can_sign_in(post, strong), await can_sign_in(fresh, strong)], [false, true], 'the profile’s address signs nobody in')
    const next = unique_email()
    assert.equal((await client.post('/me/email', { current_password: strong, new_email: next })).status, 202)
    assert.equal((await verify(token_of(await next_mail(server, next, 'Confirm your new e-mail address')))).status, 204)
    const { json: me } = await client.get('/me')
    assert.deepEqual([me.user.email, me.patient.email], [next, post], 'an address of its own stays')
    const taken = (await server.patient()).email
    const [answer, free] = [await client.post('/me/email', { current_password: strong, new_email: taken }), await client.post('/me/email', { current_password: strong, new_email: unique_email() })]
    assert.deepEqual([answer.status, answer.text], [free.status, free.text], 'whether an address is taken is not told')
})

test('a new password ends the links that a thief of the old one has asked for (C12)', async () => {
    const client = await server.patient()
    const evil = unique_email()
    assert.equal((await client.post('/me/email', { current_password: strong, new_email: evil })).status, 202)
    const token = token_of(await next_mail(server, evil, 'Confirm your new e-mail address'))
    assert.equal((await client.post('/auth/password/change', { current_password: strong, new_password: other })).status, 204)
    assert.equal((await verify(token)).code, 'link_over')
    assert.ok(await can_sign_in(client.email, other))
})

test('registering over an account overwrites nothing, however the address is written (C12)', async () => {
    const client = await server.patient({ email: `someone.${unique_email()}` })
    const row = await row_of(client.email)
    const attempt = (email) => server.client().post('/auth/register', { email, password: other, first_name: 'X', last_name: 'Y' })
    const [local, host] = client.email.split('@')
    for (const email of [client.email, client.email.toUpperCase(), `${local.toUpperCase()}@${host}`, `${local}@${host.toUpperCase()}`]) assert.equal((await attempt(email)).code, 'email_taken', email)
    for (const email of [client.email.replace('o', 'о'), client.email.replace('e', 'ｅ'), `${local}\u0000@${host}`, ` ${client.email}`]) assert.equal((await attempt(email)).status, 422, email)
    assert.equal((await attempt(`${local}+tag@${host}`)).status, 201, 'another mailbox is another account')
    assert.deepEqual(await row_of(client.email), row)
    assert.ok(await can_sign_in(client.email, strong))
})

test('an invited person chooses the password with a link that works once (C12)', async () => {
    const email = unique_email()
    const made = await admin.post('/users', { email, role: 'staff', first_name: 'In', last_name: 'Vited', language: 'es' })
    assert.equal(made.status, 201, made.text)
    const mail = await next_mail(server, email, '=?utf-8?Q?Su_cuenta_est=C3=A1_lista?=')
    assert.equal((await reset(token_of(mail))).status, 204)
    assert.equal((await reset(token_of(mail), strong)).code, 'link_over')
    assert.ok(await can_sign_in(email, other))
})

test('a disabled account gets no link, and none that it has works', async () => {
    const client = await server.patient()
    await forgot(client.email)
    const token = token_of(await next_mail(server, client.email, 'Choose a new password'))
    assert.equal((await admin.delete(`/users/${client.user.id}`)).status, 204)
    assert.equal((await reset(token)).code, 'link_over')
    const known = mails_to(server, client.email)
    await forgot(client.email)
    const witness = await server.patient()
    await forgot(witness.email)
    await next_mail(server, witness.email, 'Choose a new password')
    assert.deepEqual(mails_to(server, client.email), known)
})

test('reuse of a refresh token is mailed and listed (C5)', async () => {
    const client = await server.patient()
    const stolen = client.cookies.get('venera_refresh')
    const renew = () => server.client().post('/auth/refresh', undefined, { headers: { cookie: `venera_refresh=${stolen}` } })
    assert.equal((await renew()).status, 200)
    await server.advance(11)
    assert.equal((await renew()).status, 401)
    await next_mail(server, client.email, 'A session of yours was ended')
    client.token = undefined
    await client.sign_in(client.email, strong)
    const { json } = await client.get('/me/security-events')
    assert.ok(json.data.some((event) => event.type === 'refresh_token_reused'), JSON.stringify(json))
})

test('no mail carries more than its address and its link', async () => {
    const client = await server.patient({ first_name: 'Canaria', last_name: 'Zwitschernd', phone: '+51987650001' })
    await forgot(client.email)
    await next_mail(server, client.email, 'Choose a new password')
    for (const mail of mails_to(server, client.email)) {
        for (const secret of ['Canaria', 'Zwitschernd', '987650001', client.user.id, client.patient.id]) assert.ok(!mail.includes(secret), subject_of(mail))
        assert.equal(mail.split('\r\n\r\n')[0].split('\r\n').filter((line) => /^(To|Bcc|Cc):/i.test(line)).length, 1)
    }
})
