// Somebody who has never been here, with a telephone: from the first page to a booked visit on four screens and within a minute of tapping,
// reading and typing as people do.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { unique_email, venera } from '../api/support/server.mjs'
import { Application } from './support/application.mjs'

const per_key_ms = 50
const look_ms = 400 // to find what to tap next
let server, application
before(async () => {
    server = await venera()
    application = await Application.on(server)
})
after(async () => {
    await application?.close()
    await server?.close()
})

test('books within a minute on at most four screens', { timeout: 300_000 }, async () => {
    const reader = await application.reader({ width: 360, height: 740, hasTouch: true, isMobile: true })
    const { page } = reader
    const screens = []
    const arrived = async (heading) => {
        await reader.heading(heading)
        screens.push(heading)
    }
    const tap = async (what) => {
        await page.waitForTimeout(look_ms)
        await what.tap()
    }
    const type = async (label, text) => {
        await tap(page.getByLabel(label, { exact: true }))
        await page.keyboard.type(text, { delay: per_key_ms })
    }
    await page.goto('/')
    await arrived('What do you need help with?')
    const before_it = Date.now()
    await type('Describe it in your own words', 'My skin itches')
    await tap(page.getByRole('button', { name: 'Find times' }))
    await tap(page.getByRole('link', { name: 'All times' }).first())
    await arrived('Pick a time')
    await tap(page.getByRole('group', { name: /Morning|Afternoon|Evening/ }).locator('label').first())
    await tap(page.getByRole('button', { name: /^Continue with/ }))
    await arrived('Your details')
    const email = unique_email()
    await type('First name', 'Ana')
    await type('Last name', 'Quispe')
    await type('E-mail', email)
    await tap(page.getByLabel('Password', { exact: true }))
    await page.keyboard.type('correct horse battery', { delay: per_key_ms })
    await tap(page.getByRole('button', { name: 'Book this visit' }))
    await arrived('Your visit is booked')
    const took_ms = Date.now() - before_it
    assert.ok(screens.length <= 4, screens.join(', '))
    const rows = await server.sql(`select status from scheduling.appointments where patient_id = (select patient_id from identity.users where email = '${email}')`)
    assert.deepEqual(rows, [{ status: 'booked' }])
    reader.assert_clean('first time')
    console.log(`# a first visit: ${screens.length} screens, ${(took_ms / 1000).toFixed(1)} s`)
    // What a person does by themselves; what the machine adds under the load of other tests is no failure of the pages.
    assert.ok(took_ms < 60_000, `${took_ms} ms`)
    await reader.close()
})

test('a slow line shows at once whose page it is, where it stays, and brings what is shown before what draws it', { timeout: 300_000 }, async () => {
    const { doctor, slots } = await server.client().doctor_with_times()
    for (const [index, width] of [320, 768].entries()) {
        const reader = await application.reader({ width })
        const { page } = reader
        let come
        const comes = new Promise((resolve) => (come = resolve))
        await page.route('**/assets/drawing-*.js', (route) => comes.then(() => route.continue()))
        const about = ['', '/schedule'].map((end) => page.waitForResponse((answer) => answer.url().endsWith(`/doctors/${doctor.id}${end}`)))
        const held = page.waitForResponse((answer) => answer.url().endsWith('/holds'))
        const opened = page.goto(`/book/${doctor.id}?start=${slots[index].start}`)
        const answers = await Promise.all([...about, held])
        assert.deepEqual(answers.map((answer) => answer.status()), [200, 200, 201])
        const place = (of) => page.locator(`${of} svg`).first().boundingBox()
        const before = await place('#app')
        assert.equal(await page.locator('#app').innerText(), 'Venera')
        come()
        await opened
        await reader.heading('Your details')
        assert.deepEqual(await place('header'), before)
        await reader.quiet()
        // Neither is asked for once more by the page.
        assert.equal(reader.requests.filter((request) => request.url().endsWith('/holds')).length, 1)
        assert.equal(reader.requests.filter((request) => request.url().endsWith(`/doctors/${doctor.id}`)).length, 1)
        reader.assert_clean('a slow line')
        await reader.close()
    }
})
