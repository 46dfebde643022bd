// How mail reaches a mail server: encrypted, with a password, over connections that are used again; and not at all where that
// cannot be had. Without a mail server it lies in a Maildir.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { unique_email, venera } from './support/server.mjs'
import { mail_server } from './support/smtp.mjs'

let folder, certificate
before(() => {
    folder = mkdtempSync(join(tmpdir(), 'venera-smtp-'))
    chmodSync(folder, 0o755)
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' })
    certificate = { key: readFileSync(key), cert: readFileSync(cert), file: cert }
    chmodSync(cert, 0o644)
})
after(() => rmSync(folder, { recursive: true, force: true }))

// Who signs in with which password, and over what, as the mail server saw it.
function guarded(more = {}) {
    const seen = []
    return {
        seen,
        options: {
            key: certificate.key, cert: certificate.cert, authOptional: false,
            onAuth: (auth, session, done) => {
                seen.push({ user: auth.username, secure: session.secure })
                return auth.username === 'venera' && auth.password === 'a secret of mails' ? done(null, { user: 'venera' }) : done(new Error('no'))
            },
            ...more,
        },
    }
}
// A server that sends there, from a password file of its own.
async function sending(mails, env, secret = 'a secret of mails') {
    const server = await venera({ demo: false, env: {} })
    await server.stop()
    const file = join(server.data, 'venera', 'smtp-password')
    const { uid, gid } = statSync(join(server.data, 'venera'))
    writeFileSync(file, `${secret}\n`, { mode: 0o600 })
    execFileSync('chown', [`${uid}:${gid}`, file])
    server.env = mails.env({
        VENERA_MAIL__SMTP_HOST: 'localhost', VENERA_MAIL__SMTP_SECURITY: 'starttls', VENERA_MAIL__SMTP_USER: 'venera', VENERA_MAIL__SMTP_PASSWORD_FILE: file,
        VENERA_MAIL__SMTP_AUTHORITY_FILE: certificate.file, VENERA_MAIL__WORKERS: '1', ...env,
    })
    return server.start()
}
async function offline(server) {
    for (let i = 0; i < 400; ++i) {
        const line = server.output.split('\n').find((text) => text.includes('mail.offline'))
        if (line) return JSON.parse(line).reason
        await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error('nobody says that mail is offline')
}

test('STARTTLS and a password; one connection for many mails', async () => {
    const { seen, options } = guarded()
    const mails = await mail_server(options)
    const server = await sending(mails)
    try {
        const people = []
        for (let i = 0; i < 5; ++i) people.push(await server.patient())
        for (const one of people) await mails.arrived(one.email)
        assert.equal(mails.connections, 1, 'kept from mail to mail')
        assert.deepEqual(seen, [{ user: 'venera', secure: true }])
        const [mail] = await mails.arrived(people[0].email)
        assert.equal(mail.from.value[0].address, 'no-reply@localhost')
        assert.match(mail.text, /#token=/)
    } finally {
        await server.close()
        await mails.stop()
    }
})

test('TLS from the first byte', async () => {
    const { seen, options } = guarded({ secure: true })
    const mails = await mail_server(options)
    const server = await sending(mails, { VENERA_MAIL__SMTP_SECURITY: 'tls' })
    try {
        const ana = await server.patient()
        await mails.arrived(ana.email)
        assert.deepEqual(seen, [{ user: 'venera', secure: true }])
    } finally {
        await server.close()
        await mails.stop()
    }
})

const refused = {
    'does not offer STARTTLS': { options: () => ({ disabledCommands: ['STARTTLS'], authOptional: true }), reason: /^smtp connection$/ },
    'shows a certificate that nobody vouches for': { options: () => guarded().options, env: { VENERA_MAIL__SMTP_AUTHORITY_FILE: '/etc/ssl/certs/ca-certificates.crt' }, reason: /^smtp connection$/ },
    'shows a certificate of another name': { options: () => guarded().options, env: { VENERA_MAIL__SMTP_HOST: '127.0.0.1' }, reason: /^smtp connection$/ },
    'does not know the password': { options: () => guarded().options, secret: 'another secret', reason: /^smtp login$/ },
}
for (const [name, { options, env, secret, reason }] of Object.entries(refused)) {
    test(`a mail server that ${name} is given nothing`, async () => {
        const mails = await mail_server(options())
        const server = await sending(mails, env, secret)
        try {
            await server.patient()
            assert.match(await offline(server), reason)
            assert.deepEqual(mails.mails, [])
            const [row] = await server.sql('select attempts, outcome, dead_at from notifications.messages')
            assert.deepEqual(row, { attempts: 0, outcome: null, dead_at: null })
            assert.ok(!server.output.includes('a secret of mails') && !server.output.includes('another secret'))
        } finally {
            await server.close()
            await mails.stop()
        }
    })
}

test('a password is not sent in the clear, and its file is nobody else’s', async () => {
    const mails = await mail_server()
    const server = await venera({ demo: false })
    await server.stop()
    const file = join(server.data, 'venera', 'open-password')
    writeFileSync(file, 'x', { mode: 0o644 })
    try {
        server.env = mails.env({ VENERA_MAIL__SMTP_USER: 'venera', VENERA_MAIL__SMTP_PASSWORD_FILE: file })
        await assert.rejects(server.start(), /smtp_security/)
        server.env = mails.env({ VENERA_MAIL__SMTP_USER: 'venera', VENERA_MAIL__SMTP_PASSWORD_FILE: file, VENERA_MAIL__SMTP_SECURITY: 'starttls' })
        await assert.rejects(server.start(), /open-password/)
        assert.equal(mails.connections, 0)
    } finally {
        server.child = undefined
        await server.close()
        await mails.stop()
    }
})

test('without a mail server a message is one file that nobody else may read', async () => {
    const server = await venera({ demo: false })
    try {
        const email = unique_email()
        await server.patient({ email })
        const fresh = join(server.data, 'venera', 'mail', 'new')
        let names = []
        for (let i = 0; i < 200 && names.length === 0; ++i) {
            try {
                names = readdirSync(fresh)
            } catch {
                // Made with the first message.
            }
            await new Promise((resolve) => setTimeout(resolve, 50))
        }
        assert.equal(names.length, 1)
        const [row] = await server.sql('select id from notifications.messages')
        assert.ok(names[0].includes(row.id))
        assert.equal(statSync(join(fresh, names[0])).mode & 0o777, 0o600)
        const raw = readFileSync(join(fresh, names[0]), 'utf8')
        assert.ok(raw.includes(`To: <${email}>`) && raw.includes(`Message-ID: <${row.id}@localhost>`))
    } finally {
        await server.close()
    }
})
