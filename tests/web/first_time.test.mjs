// Somebody who has never been here, with a telephone: from the first page to a booked visit on four screens and within a minute of tapping,
// reading and typing as people do.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { password, unique_email, venera } from '../api/support/server.mjs'
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

// What draws comes when the test says so.
async function held_up(reader) {
    let come
    const comes = new Promise((resolve) => (come = resolve))
    await reader.page.route('**/assets/drawing-*.js', (route) => comes.then(() => route.continue()))
    return come
}
const asked = (reader, end) => reader.requests.filter((request) => request.url().endsWith(end)).length
const answer_of = ({ page }, end) => page.waitForResponse((answer) => answer.url().endsWith(end))

test('a slow line shows at once whose page it is, where it stays, and brings what is shown before what draws it', { timeout: 300_000 }, async () => {
    const { doctor, slots } = await server.client().doctor_with_times()
    for (const [index, width] of [320, 768, 1280].entries()) {
        const reader = await application.reader({ width })
        const { page } = reader
        const come = await held_up(reader)
        const ends = [`/doctors/${doctor.id}`, `/doctors/${doctor.id}/schedule`, '/holds']
        const answers = ends.map((end) => answer_of(reader, end))
        await page.goto(`/book/${doctor.id}?start=${slots[index].start}`, { waitUntil: 'commit' })
        const logo = page.locator('#app svg').first()
        await logo.waitFor({ state: 'attached' })
        assert.equal((await page.locator('#app').textContent()).trim(), 'Venera')
        assert.equal(await logo.isVisible(), width < 1152)
        assert.deepEqual((await Promise.all(answers)).map((answer) => answer.status()), [200, 200, 201])
        const before = await logo.boundingBox()
        come()
        await reader.heading('Your details')
        if (width < 1152) assert.deepEqual(await page.locator('header svg').first().boundingBox(), before)
        await reader.quiet()
        assert.deepEqual(ends.map((end) => asked(reader, end)), [1, 1, 1], 'the page asks for nothing once more')
        reader.assert_clean('a slow line')
        await reader.close()
    }
})

test('a time that is gone before its page is drawn is asked for once, and again when somebody comes back', { timeout: 300_000 }, async () => {
    const { doctor, slots } = await server.client().doctor_with_times()
    const path = `/book/${doctor.id}?start=${slots[3].start}`
    assert.equal((await (await server.patient()).post('/appointments', { doctor_id: doctor.id, start: slots[3].start })).status, 201)
    const reader = await application.reader({ refusals: [409] })
    const come = await held_up(reader)
    const refused = answer_of(reader, '/holds')
    await reader.page.goto(path, { waitUntil: 'commit' })
    assert.equal((await refused).status(), 409)
    await (await refused).finished()
    come()
    const gone = reader.page.getByRole('alert').getByText('Somebody else has just taken this time')
    await gone.waitFor()
    await reader.quiet()
    assert.equal(asked(reader, '/holds'), 1)
    await reader.page.getByRole('link', { name: 'Venera' }).first().click()
    await gone.waitFor({ state: 'detached' })
    await reader.go(path)
    await gone.waitFor()
    assert.equal(asked(reader, '/holds'), 2)
    await reader.close()
})

test('a page that cannot be drawn says so, and somebody signed in is asked for once', { timeout: 300_000 }, async () => {
    const reader = await application.reader({ language: 'es' })
    await reader.sign_in('doctor@venera.example', password)
    await reader.page.route('**/assets/drawing-*.js', (route) => route.abort())
    await reader.page.goto('/practice')
    await reader.page.getByText('Vuelva a cargar la página').waitFor()
    assert.equal(asked(reader, '/auth/refresh'), 1)
    await reader.close()
})
