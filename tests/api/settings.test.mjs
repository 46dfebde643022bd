// GET /settings: what is in force, exactly as `venera config print` says it, and nothing that is a secret.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Server, venera } from './support/server.mjs'

// What must not be found: each stands in a file that a setting names, or in the address of the database.
const planted = { smtp: 'planted-smtp-secret', stripe: 'sk_test_planted_secret', hook: 'whsec_planted_secret', llm: 'planted-model-key' }
let server, set, admin, database_password
before(async () => {
    server = await venera()
    const secret = (name) => {
        const path = join(server.data, 'venera', `${name}.secret`)
        writeFileSync(path, planted[name], { mode: 0o600 })
        return path
    }
    const url = await server.command('database-url')
    database_password = /:([^:@/]{6,})@/.exec(url)?.[1] ?? /password=([^&\s]+)/.exec(url)?.[1]
    const env = {
        VENERA_DATABASE__URL: url, VENERA_LIMITS__USER_PER_MINUTE: '4321', VENERA_IDENTITY__REQUIRE_SECOND_FACTOR: 'admin,doctor',
        VENERA_PAYMENTS__STRIPE_KEY_FILE: secret('stripe'), VENERA_PAYMENTS__STRIPE_WEBHOOK_SECRETS_FILE: secret('hook'),
        VENERA_TRIAGE__LLM__KEY_FILE: secret('llm'), VENERA_MAIL__SMTP_PASSWORD_FILE: secret('smtp'),
    }
    set = await new Server({ beside: server, env }).start()
    admin = await set.as('admin')
})
after(async () => {
    await set?.close()
    await server?.close()
})

test('the settings in force are shown by name, and which of them are not the defaults', async () => {
    const answer = await admin.get('/settings')
    assert.equal(answer.status, 200, answer.text)
    const found = Object.fromEntries(answer.json.data.map(({ name, ...one }) => [name, one]))
    assert.deepEqual(found['limits.user_per_minute'], { value: 4321, is_default: false })
    assert.deepEqual(found['limits.auth_per_minute'], { value: 60, is_default: true })
    assert.deepEqual(found['identity.require_second_factor'], { value: ['admin', 'doctor'], is_default: false })
    assert.deepEqual(found['audit.retention_days.reads'], { value: 2190, is_default: true })
    assert.deepEqual(found['mail.smtp_host'], { value: null, is_default: true })
    assert.deepEqual(found['payments.provider'], { value: 'sandbox', is_default: true })
    assert.equal(found['features.demo'].value, true)
    assert.ok(answer.json.data.length > 50, 'all of them')
})

test('nothing of them is a secret', async () => {
    assert.ok(database_password, 'the address of the database has a password')
    const { text, json } = await admin.get('/settings')
    for (const secret of [database_password, decodeURIComponent(database_password), ...Object.values(planted)]) assert.ok(!text.includes(secret), 'a secret is shown')
    const url = json.data.find(({ name }) => name === 'database.url')
    assert.match(url.value, /\*\*\*/)
    assert.equal(url.is_default, false)
})

test('they are for administrators only, and cannot be changed', async () => {
    for (const who of ['staff', 'doctor', 'patient']) assert.equal((await (await set.as(who)).get('/settings')).status, 403, who)
    assert.equal((await set.client().get('/settings')).status, 401)
    for (const method of ['put', 'post', 'patch']) assert.equal((await admin[method]('/settings', {})).status, 405, method)
})
