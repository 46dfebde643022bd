// An administrator looks after what runs: audit and its seals, messages and events that were given up, webhooks against a real
// receiver, API keys, payments. Whatever a page says is compared with the database, the mail server or the receiver.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { receiver, status } from '../api/support/receiver.mjs'
import { password, venera } from '../api/support/server.mjs'
import { mail_server } from '../api/support/smtp.mjs'
import { Application, looks, turn } from './support/application.mjs'

let server, application, mails, admin, ana, visits
const receivers = []
before(async () => {
    mails = await mail_server()
    server = await venera({ args: ['--allow-private-webhooks'], env: mails.env({ VENERA_AUDIT__SEAL_SECONDS: '1' }) })
    application = await Application.on(server)
    ;[admin, ana] = [await server.as('admin'), await server.patient({ first_name: 'Ana', last_name: 'Auditada' })]
    await mails.arrived(ana.email)
    const { doctor, slots } = await ana.doctor_with_times()
    mails.always = { at: 'rcpt', code: 550 }
    visits = []
    for (const slot of slots.slice(0, 2)) {
        const booked = await ana.post('/appointments', { doctor_id: doctor.id, start: slot.start })
        assert.equal(booked.status, 201, booked.text)
        visits.push(booked.json)
    }
    await until('both confirmations were refused', async () => (await admin.get('/messages?state=dead')).json.data.length === 2)
    mails.always = undefined
})
after(async () => {
    await application?.close()
    await server?.close()
    await mails?.stop()
    await Promise.all(receivers.map((one) => one.stop()))
})

async function until(what, look, patience_ms = 60_000) {
    const end = Date.now() + patience_ms
    for (;;) {
        const found = await look()
        if (found) return found
        assert.ok(Date.now() < end, what)
        await new Promise((resolve) => setTimeout(resolve, 50))
    }
}
async function administrator(options) {
    const reader = await application.reader(options)
    await reader.sign_in('admin@venera.example', password)
    return reader
}
const toast = (page, text) => page.getByText(text).first().waitFor()
const dialog = (page) => page.getByRole('dialog')
const row = (page, text) => page.getByRole('row').filter({ hasText: text })

test('the overview says what wants attention, and each leads there', { timeout: 300_000 }, async () => {
    const reader = await administrator()
    const { page } = reader
    await reader.open('/admin')
    await page.getByText('2 could not be sent').waitFor()
    await page.getByText('▲ Look').first().waitFor()
    await reader.check('overview')
    await page.getByRole('link', { name: 'Messages given up' }).click()
    await reader.heading('Messages')
    assert.match(page.url(), /state=dead/)
    await page.getByRole('cell', { name: 'smtp 550' }).first().waitFor()
})

test('a message that was given up is looked at, sent again, or discarded with a reason', { timeout: 300_000 }, async () => {
    const reader = await administrator()
    const { page } = reader
    await reader.open('/admin/messages?state=dead')
    await row(page, 'Booking confirmation').first().waitFor()
    await reader.check('messages')
    await row(page, 'Booking confirmation').first().getByRole('link').click()
    await reader.heading('Booking confirmation')
    // The mail as it would go out, in a frame that runs nothing; its styles are set.
    const frame = page.frameLocator('iframe')
    await frame.locator('table').getByText(/Your appointment is booked/).first().waitFor()
    assert.equal(await page.locator('iframe').getAttribute('sandbox'), 'allow-same-origin')
    await until('it is dressed', () => frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor !== 'rgba(0, 0, 0, 0)'))
    assert.equal(await frame.locator('a[href]').count(), 0, 'nothing in it leads anywhere')
    assert.ok(!(await page.content()).includes(ana.email), 'not to whom')
    reader.assert_clean('a mail in its frame')
    // The browser never calls a page idle that has such a frame.
    await page.getByRole('button', { name: 'As text' }).click()
    await reader.check('message')
    await page.getByText(/Your appointment is booked/).first().waitFor()

    const [id] = page.url().match(/[0-9a-f-]{36}/)
    const before_retry = mails.mails.length
    await page.getByRole('button', { name: 'Send again' }).click()
    await dialog(page).getByText('It goes out within seconds').waitFor()
    await reader.check('message-retry')
    await dialog(page).getByRole('button', { name: 'Send again' }).click()
    await toast(page, 'It goes out again.')
    await until('it was sent', async () => mails.mails.length > before_retry && mails.mails.at(-1).to.includes(ana.email))
    await until('the program says so', async () => (await admin.get(`/messages/${id}`)).json.state === 'sent')

    await page.getByRole('link', { name: 'All messages' }).click()
    await page.getByLabel('State').selectOption('Given up')
    await page.getByRole('button', { name: 'Discard' }).first().click()
    await dialog(page).getByRole('button', { name: 'Discard' }).click()
    await dialog(page).getByRole('alert').getByText('At least 3 characters').waitFor()
    await dialog(page).getByLabel('Reason').fill('The visit was told by telephone')
    await reader.check('message-discard')
    await dialog(page).getByRole('button', { name: 'Discard' }).click()
    await toast(page, 'Discarded.')
    for (const one of (await admin.get('/messages?state=dead')).json.data) await admin.post(`/messages/${one.id}/discard`, { reason: 'The visit was told by telephone' })
    await page.reload()
    await page.getByText('No message was given up').waitFor()
    const [kept] = await server.sql(`select outcome, reason from notifications.messages where outcome = 'discarded'`)
    assert.deepEqual(kept, { outcome: 'discarded', reason: 'The visit was told by telephone' })
})

test('an event that was given up is handed over again, or discarded with a reason', { timeout: 300_000 }, async () => {
    const ids = ['0192d9b0-0000-7000-8000-00000000e001', '0192d9b0-0000-7000-8000-00000000e002']
    for (const id of ids)
        await server.execute(`insert into platform.parked_events (consumer, id, xid, context, type, aggregate_id, version, payload, created_at, attempts, due_at, dead_at, error)
            values ('notifications', '${id}', '3', 'scheduling', 'test.nothing', '${id}', 1, '{}', now(), 12, now(), now(), 'made by a test')`)
    const reader = await administrator()
    const { page } = reader
    await reader.open('/admin/events')
    await page.getByText('made by a test').first().waitFor()
    await reader.check('events')
    await page.getByRole('button', { name: 'Discard' }).first().click()
    await dialog(page).getByLabel('Reason').fill('Made by a test')
    await dialog(page).getByRole('button', { name: 'Discard' }).click()
    await toast(page, 'Discarded.')
    await until('one is left', async () => (await page.getByRole('button', { name: 'Hand over again' }).count()) === 1)
    await page.getByRole('button', { name: 'Hand over again' }).click()
    await dialog(page).getByRole('button', { name: 'Hand over again' }).click()
    await toast(page, 'It is handed over again.')
    await page.getByText('No event was given up').waitFor()
    assert.deepEqual((await admin.get('/dead-events')).json.data, [])
})

test('a webhook is made, tested, changed, disabled, replayed and deleted against a real receiver', { timeout: 300_000 }, async () => {
    const hooks = await receiver()
    receivers.push(hooks)
    const reader = await administrator({ refusals: [422] })
    const { page } = reader
    await reader.open('/admin/webhooks')
    await page.getByText('No webhook yet').waitFor()
    await page.getByRole('button', { name: 'New webhook' }).click()
    await page.getByRole('button', { name: 'Make webhook' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Address').fill('ftp://127.0.0.1/x')
    await page.getByRole('button', { name: 'Make webhook' }).click()
    await page.getByRole('alert').getByText(/Address:/).waitFor()
    await page.getByLabel('Address').fill(hooks.url)
    await page.getByLabel('What it is for').fill('The billing program')
    await reader.check('webhook-new')
    await page.getByRole('button', { name: 'Make webhook' }).click()
    const secret = page.getByLabel('Signing secret')
    await secret.waitFor()
    assert.match(await secret.inputValue(), /^whsec_/)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied.').waitFor()
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await secret.inputValue())
    await reader.check('webhook-secret')
    await page.getByRole('table').getByRole('link', { name: hooks.url }).click()
    await reader.heading('The billing program')
    assert.equal(await page.getByText('whsec_').count(), 0, 'it was shown once')

    await page.getByRole('button', { name: 'Send test event' }).click()
    await toast(page, 'The test event is on its way.')
    const [sent] = await hooks.arrived(1)
    assert.equal(sent.json.type, 'webhook.test')
    await row(page, 'webhook.test').getByText('Delivered').waitFor()
    await reader.check('webhook')
    await row(page, 'webhook.test').getByRole('link').click()
    await reader.heading('Delivery')
    await page.getByText('"type": "webhook.test"').waitFor()
    await page.getByText('Attempt 1: 204').waitFor()
    await reader.check('delivery')
    await page.getByRole('button', { name: 'Send again' }).click()
    await dialog(page).getByRole('button', { name: 'Send again' }).click()
    const [, again] = await hooks.arrived(2)
    assert.equal(again.headers['webhook-id'], sent.headers['webhook-id'])
    await page.getByRole('link', { name: 'Back to the webhook' }).click()

    // Somebody else changes it while the form is open: what was typed stays, and both are told.
    const [id] = page.url().match(/[0-9a-f-]{36}/)
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    reader.refusals.push(412)
    assert.equal((await admin.patch(`/webhooks/${id}`, { description: 'Billing' })).status, 200)
    await page.getByLabel('Single events').fill('webhook.disabled')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Somebody else changed this in the meantime').waitFor()
    await reader.check('webhook-conflict')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await toast(page, 'Saved.')
    await reader.heading('Billing')
    const { json: changed } = await admin.get(`/webhooks/${id}`)
    assert.deepEqual([changed.description, changed.events], ['Billing', ['appointment.*', 'webhook.disabled']])

    await page.getByRole('button', { name: 'Replace secret' }).click()
    await dialog(page).getByLabel('The former secret signs for').selectOption('72')
    await dialog(page).getByRole('button', { name: 'Replace secret' }).click()
    await page.getByLabel('Signing secret').waitFor()
    await page.getByText('Former secret signs until').waitFor()

    await page.getByRole('button', { name: 'Disable' }).click()
    await dialog(page).getByText('What happens until it is enabled again is not sent').waitFor()
    await dialog(page).getByRole('button', { name: 'Disable' }).click()
    await toast(page, 'It is not told of events any more.')
    assert.equal((await admin.get(`/webhooks/${id}`)).json.disabled_because, 'administrator')
    const cancelled = await ana.delete(`/appointments/${visits[1].id}`)
    assert.equal(cancelled.status, 200, cancelled.text)
    await until('it was skipped', async () => (await admin.get(`/webhooks/${id}/deliveries?state=skipped`)).json.data.length > 0)
    await page.getByRole('button', { name: 'Enable' }).click()
    await toast(page, 'It is told of events again.')
    const until_now = hooks.requests.length
    await page.getByRole('button', { name: 'Send a time span again' }).click()
    await reader.check('webhook-span')
    await dialog(page).getByRole('button', { name: 'Send again' }).click()
    await toast(page, /deliver(y is|ies are) sent again/)
    await hooks.arrived(until_now + 1)
    assert.ok(hooks.of(visits[1].id).length > 0, 'what it missed')

    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog(page).getByText('This cannot be undone').waitFor()
    await dialog(page).getByRole('button', { name: 'Delete' }).click()
    await reader.heading('Webhooks')
    assert.equal((await admin.get(`/webhooks/${id}`)).status, 404)
    reader.assert_clean('webhooks')
})

test('what a failing receiver answers is shown, and its deliveries are found by state', { timeout: 300_000 }, async () => {
    const hooks = await receiver({ answer: status(500, { 'content-type': 'text/plain' }, 'The disk is full') })
    receivers.push(hooks)
    const { json } = await admin.post('/webhooks', { url: hooks.url, events: ['*'] })
    await admin.post(`/webhooks/${json.id}/test`)
    await hooks.arrived(1)
    const reader = await administrator()
    const { page } = reader
    await reader.open(`/admin/webhooks/${json.id}?type=webhook.test`)
    const found = row(page, 'webhook.test')
    await found.getByText('500').waitFor()
    await found.getByRole('link').click()
    await page.getByText('The disk is full').first().waitFor()
    await page.goBack()
    await page.getByLabel('State').selectOption('Delivered')
    await page.getByText('No such delivery in the last 30 days').waitFor()
    assert.match(page.url(), /state=delivered/)
    await admin.delete(`/webhooks/${json.id}`)
})

test('an API key is shown once, works, and is refused once it is revoked', { timeout: 300_000 }, async () => {
    const reader = await administrator({ refusals: [422] })
    const { page } = reader
    await reader.open('/admin/api-keys')
    await page.getByRole('button', { name: 'New API key' }).click()
    await page.getByRole('button', { name: 'Make key' }).click()
    await page.getByRole('alert').getByText('Choose at least one').waitFor()
    await page.getByLabel('Name').fill('The website')
    await page.getByLabel('See free times').check()
    await page.getByLabel('Only from these addresses').fill('not an address')
    await page.getByRole('button', { name: 'Make key' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Only from these addresses').fill('127.0.0.0/8')
    await reader.check('api-key-new')
    await page.getByRole('button', { name: 'Make key' }).click()
    const key = page.getByLabel('API key', { exact: true })
    await key.waitFor()
    const program = Object.assign(server.client(), { key: await key.inputValue() })
    assert.match(program.key, /^vk_/)
    assert.equal((await program.get('/availability?limit=1')).status, 200)
    await reader.check('api-keys')
    await reader.context.grantPermissions(['clipboard-write'])
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied').waitFor()
    const first = await key.inputValue()
    await page.getByRole('button', { name: 'New API key' }).click()
    await page.getByLabel('Name').fill('Another website')
    await page.getByLabel('See free times').check()
    await page.getByRole('button', { name: 'Make key' }).click()
    await until('it is another key', async () => (await key.inputValue()) !== first)
    assert.equal(await page.getByText('Copied').count(), 0, 'that was another')
    await page.getByRole('button', { name: 'Revoke: The website' }).click()
    await dialog(page).getByText('The program that has it is refused from now on').waitFor()
    await dialog(page).getByRole('button', { name: 'Revoke' }).click()
    await toast(page, 'The key is revoked.')
    await row(page, 'The website').getByText('Revoked').waitFor()
    await until('it is refused', async () => (await program.get('/availability?limit=1')).status === 401)
})

test('a payment is given back in part, says the sum first, and the ledger agrees with the provider', { timeout: 300_000 }, async () => {
    const card = { number: '4242424242424242', exp_month: 12, exp_year: 2090, cvc: '123', holder: 'Ana Auditada' }
    const paid = await ana.post('/payments', { appointment_id: visits[0].id, method: { card } }, { headers: { 'idempotency-key': 'figures-1' } })
    assert.equal(paid.status, 201, paid.text)
    await until('it is decided', async () => (await admin.get(`/payments/${paid.json.id}`)).json.status === 'succeeded')
    const reader = await administrator()
    const { page } = reader
    await reader.open('/admin/payments?status=succeeded')
    await page.getByText(paid.json.transaction_id ?? /visa ending in 4242/).first().waitFor()
    await reader.check('payments')
    await page.getByRole('table').getByRole('link').first().click()
    await reader.heading('Payment')
    await page.getByText('Nothing was given back.').waitFor()
    await page.getByRole('button', { name: 'Give back' }).click()
    await dialog(page).getByLabel(/Amount, at most/).fill('99999')
    await dialog(page).getByLabel('Reason').fill('Waited too long')
    await dialog(page).getByRole('button', { name: /Give back/ }).click()
    await dialog(page).getByRole('alert').waitFor()
    await dialog(page).getByLabel(/Amount, at most/).fill('1,50')
    await dialog(page).getByRole('heading', { name: new RegExp(`Give back ${paid.json.currency}.1\\.50\\?`) }).waitFor()
    await reader.check('payment-refund')
    await dialog(page).getByRole('button', { name: /Give back/ }).click()
    await toast(page, /are on their way back/)
    const [refund] = await until('it is written down', async () => {
        const { json } = await admin.get(`/payments/${paid.json.id}/refunds`)
        return json.data.length > 0 && json.data
    })
    assert.deepEqual([refund.amount_cents, refund.because], [150, 'desk'])
    await page.getByRole('table', { name: 'What went back' }).waitFor()
    await reader.check('payment')
    await until('the provider has it', async () => (await admin.get(`/payments/${paid.json.id}`)).json.status === 'partially_refunded')
    await reader.open('/admin/payments/reconciliation?days=1')
    await page.getByText('The ledger and sandbox agree: 2 movements, no difference.').waitFor()
    await reader.check('reconciliation')
    // Money that the provider moved and nobody wrote down.
    await server.execute(`update sandbox.charges set amount_cents = amount_cents + 1`)
    await page.getByLabel('Last days').selectOption('7')
    await page.getByText('Another amount').waitFor()
    await server.execute(`update sandbox.charges set amount_cents = amount_cents - 1`)
})

test('the audit is narrowed by what is in the address, and exported', { timeout: 300_000 }, async () => {
    const reader = await administrator()
    const { page } = reader
    await ana.get('/patients/0192d9b0-0000-7000-8000-00000000beef')
    await reader.open('/admin/audit')
    await page.getByText('✓ Sealed, and as they were sealed').waitFor()
    await page.getByLabel('Action', { exact: true }).fill('Read')
    await page.keyboard.press('Enter')
    await page.getByText('not written as in the list').waitFor()
    assert.equal(new URL(page.url()).search, '', 'nothing is narrowed by it')
    await page.getByLabel('Action', { exact: true }).fill('')
    await page.getByLabel('Outcome').selectOption('Denied')
    await page.waitForURL(/outcome=denied/)
    await until('only what was denied', async () => (await page.getByRole('table').first().getByText('Allowed').count()) === 0)
    await reader.check('audit')
    await row(page, 'Ana Auditada').first().getByRole('link', { name: /Only theirs/ }).click()
    await page.waitForURL(new RegExp(`actor=${ana.user.id}`))
    assert.ok(!page.url().includes('Auditada'), 'ids only')
    await page.reload()
    await row(page, 'Ana Auditada').first().waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()])
    assert.equal(download.suggestedFilename(), 'audit.csv')
    await page.getByRole('button', { name: 'Remove filters' }).click()
    await until('no filter is left', () => !page.url().includes('actor'))
    await page.getByText('Details').first().click()
    await page.getByRole('table', { name: 'Logs' }).waitFor()
    await reader.check('audit-seals')
})

test('a row that somebody changed past the program is shown as broken, by its number', { timeout: 300_000 }, async () => {
    const [{ id }] = await until('it is sealed', async () => {
        const found = await server.sql(`select id from identity.access_log l where (xid, id) <= (select until_xid, until_id from audit.seals where context = 'identity' order by number desc limit 1) order by xid, id limit 1`)
        return found.length > 0 && found
    })
    const reader = await administrator()
    const { page } = reader
    await server.execute(`update identity.access_log set action = 'x' || action where id = ${id}`)
    await reader.open('/admin/audit')
    await page.getByRole('alert').getByText(new RegExp(`Row ${id} of the log of identity is not what seal \\d+ holds`)).waitFor()
    await reader.check('audit-broken')
    await reader.open('/admin')
    await page.getByText('They are not as they were sealed').waitFor()
    await server.execute(`update identity.access_log set action = substr(action, 2) where id = ${id}`)
    await reader.open('/admin/audit')
    await page.getByText('✓ Sealed, and as they were sealed').waitFor()
})

for (const look of looks)
    test(`every page of operations: ${Object.values(look).join(', ')}`, { timeout: 300_000 }, async () => {
        const { json: made } = await admin.post('/webhooks', { url: `http://127.0.0.1:${server.port}/api/v1/nowhere/${'long'.repeat(20)}`, events: ['*'], description: 'A receiver' })
        await admin.post(`/webhooks/${made.id}/test`)
        await server.execute(`insert into platform.parked_events (consumer, id, xid, context, type, aggregate_id, version, payload, created_at, attempts, due_at, dead_at, error)
            values ('webhooks', gen_random_uuid(), '3', 'scheduling', 'test.nothing', gen_random_uuid(), 1, '{}', now(), 12, now(), now(), 'made by a test')`)
        const message = (await admin.get('/messages?kind=booking_confirmation&limit=1')).json.data[0]
        const has_preview = (await admin.get(`/messages/${message.id}/preview`)).status === 200
        const delivery = await until('a delivery', async () => (await admin.get(`/webhooks/${made.id}/deliveries`)).json.data.find((one) => one.attempts > 0))
        const payment = (await admin.get('/payments?limit=1')).json.data[0]
        const reader = await administrator({ ...look, refusals: [409] })
        const pages = {
            overview: '', audit: '/audit', messages: '/messages', message: `/messages/${message.id}`, events: '/events', webhooks: '/webhooks', webhook: `/webhooks/${made.id}`,
            delivery: `/webhooks/${made.id}/deliveries/${delivery.id}`, 'api-keys': '/api-keys', payments: '/payments', payment: `/payments/${payment.id}`, reconciliation: '/payments/reconciliation',
        }
        for (const [name, place] of turn(Object.entries(pages), look)) {
            await reader.open(`/admin${place}`)
            if (name === 'message' && has_preview) await reader.page.getByRole('button', { name: /As text|Como texto/ }).click()
            await reader.look(name)
        }
        await admin.delete(`/webhooks/${made.id}`)
        await reader.close()
    })
