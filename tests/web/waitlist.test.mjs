// The link in the message of an offer: opening it answers nothing, its button does.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mails_to, subject_of, token_of } from '../api/support/mail.mjs'
import { venera } from '../api/support/server.mjs'
import { Application } from './support/application.mjs'

let server, application
before(async () => {
    server = await venera()
    application = await Application.on(server)
})
after(async () => {
    await application?.close()
    await server?.close()
})

// The token of a new offer to `ana`, whom a cancelled visit left a time.
async function offer_to(ana) {
    const luis = await server.patient()
    const { doctor, slots } = await luis.doctor_with_times()
    const visit = await luis.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })
    const day = slots[0].local_date
    const waiting = await ana.post('/waitlist', { doctor_id: doctor.id, from: day, to: day })
    assert.equal(waiting.status, 201, waiting.text)
    await luis.delete(`/appointments/${visit.json.id}`)
    for (let i = 0; i < 200; ++i) {
        const mail = mails_to(server, ana.email).find((one) => /^A time is free/.test(subject_of(one)))
        if (mail) return { token: token_of(mail), id: waiting.json.id, visit: visit.json }
        await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`no offer: ${mails_to(server, ana.email).map(subject_of)}`)
}
const status_of = async (ana, id) => (await ana.get('/me/waitlist')).json.data.find((one) => one.id === id)?.status

test('one tap on the link of an offer books it, once', { timeout: 300_000 }, async () => {
    const ana = await server.patient()
    const { token, id, visit } = await offer_to(ana)
    const reader = await application.reader({ width: 320, refusals: [404, 410] })
    const { page } = reader
    await reader.open(`/waitlist/accept#token=${token}`)
    await reader.heading('A time has come free')
    await reader.check('offer')
    assert.equal(await status_of(ana, id), 'waiting', 'opening is no answer')
    await page.getByRole('link', { name: 'I do not want it' }).click()
    await reader.heading('Leave this time to somebody else')
    await page.getByRole('link', { name: 'I want it after all' }).click()
    await page.getByRole('button', { name: 'Book this time' }).click()
    await page.getByText('It is yours.').waitFor()
    await page.getByText(visit.local_time).waitFor()
    await reader.check('offer-taken')
    assert.equal(await status_of(ana, id), 'booked')
    await page.goto('about:blank')
    await reader.open(`/waitlist/decline#token=${token}`)
    await page.getByRole('button', { name: 'Do not book this time' }).click()
    await page.getByText('This offer is over').waitFor()
    await page.goto('about:blank')
    await reader.open('/waitlist/accept')
    await page.getByText('This link is not complete.').waitFor()
    assert.ok(reader.requests.every((request) => !request.url().includes(token)), 'the token is in no address that a server sees')
    reader.assert_clean('offer')
    await reader.close()
})
