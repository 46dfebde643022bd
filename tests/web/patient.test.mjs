// What can go wrong while a patient books, and what they do besides: each scenario against the real binary, in the browser.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { next_mail, token_of } from '../api/support/mail.mjs'
import { password, unique_email, venera } from '../api/support/server.mjs'
import { code_of, enrol, server_time } from '../api/support/totp.mjs'
import { Application } from './support/application.mjs'

const secret = 'correct horse battery'
let server, application, admin
before(async () => {
    server = await venera()
    application = await Application.on(server)
    admin = await server.as('admin')
})
after(async () => {
    await application?.close()
    await server?.close()
})

// The address of the details of a free time, days ahead; each call another time.
let taken = 0
async function details(query = '') {
    const { doctor, slots } = await server.client().doctor_with_times(query, 4)
    const slot = slots[taken++ % slots.length]
    return { doctor, slot, path: `/book/${doctor.id}?start=${slot.start}` }
}
const visits_at = (doctor_id, start) =>
    server.sql(`select status from scheduling.appointments where doctor_id = '${doctor_id}' and starts_at = '${start}' and status not in ('expired', 'cancelled')`)
async function books(reader, doctor, slot) {
    await reader.page.getByRole('button', { name: 'Book this visit' }).click()
    await reader.heading('Your visit is booked')
    assert.deepEqual(await visits_at(doctor.id, slot.start), [{ status: 'booked' }])
}

// Somebody without a mouse: what has the focus is where the keys have led it from the start of the page.
function keyboard(page) {
    const hands = {
        presses: 0,
        press: async (key) => {
            assert.ok(++hands.presses <= 40, 'more than 40 presses')
            await page.keyboard.press(key)
        },
        // Tab until what has the focus is called so.
        reach: async (name) => {
            for (;;) {
                await hands.press('Tab')
                const found = await page.evaluate(() => {
                    const one = document.activeElement
                    return one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent
                })
                if (name.test(found ?? '')) return
            }
        },
        arrives: async (heading) => {
            await page.getByRole('heading', { level: 1, name: heading }).waitFor()
            await page.waitForFunction((text) => document.activeElement.tagName === 'H1' && document.activeElement.textContent === text, heading)
        },
    }
    return hands
}

test('books with the keyboard alone, from the first page on, in at most 40 presses besides the typing', { timeout: 300_000 }, async () => {
    const reader = await application.reader()
    const { page } = reader
    const hands = keyboard(page)
    const { press, reach, arrives } = hands
    await reader.open('/')
    await reach(/^Skip to the content/)
    await press('Enter')
    await arrives('What do you need help with?')
    await reach(/^Describe it in your own words/)
    await page.keyboard.type('My skin itches')
    await reach(/^Find times/)
    await press('Enter')
    await page.getByText('We suggest: Dermatology').waitFor()
    await page.waitForURL((url) => url.search === '?specialty=dermatology')
    await reader.quiet()
    await reach(/^\d\d:\d\d, /)
    await press('Enter')
    await arrives('Your details')
    await page.getByRole('timer').waitFor()
    await reach(/^First name/)
    await page.keyboard.type('Ana')
    await reach(/^Last name/)
    await page.keyboard.type('Quispe')
    await reach(/^E-mail/)
    const email = unique_email()
    await page.keyboard.type(email)
    await reach(/^Password/)
    await page.keyboard.type(secret)
    await press('Enter')
    await arrives('Your visit is booked')
    assert.equal(await page.title(), 'Your visit is booked · Venera')
    const rows = await server.sql(`select status, specialty_code from scheduling.appointments where patient_id = (select patient_id from identity.users where email = '${email}')`)
    assert.deepEqual(rows, [{ status: 'booked', specialty_code: 'dermatology' }])
    console.log(`# by keyboard: ${hands.presses} presses`)
    reader.assert_clean('keyboard')
    await reader.close()
})

test('picks a day and a time with the keyboard, from the start of the page to the details', { timeout: 300_000 }, async () => {
    const { doctor } = await details()
    const reader = await application.reader({ width: 320 })
    const { page } = reader
    const { press, reach, arrives } = keyboard(page)
    await reader.open(`/doctors/${doctor.id}`)
    const chosen = page.getByRole('group', { name: 'Day' }).getByRole('radio', { checked: true })
    await chosen.waitFor({ state: 'attached' })
    await reach(/^\w+day \d+ \w+, \d+ free times?$/)
    const before_it = await chosen.getAttribute('aria-label')
    await press('ArrowRight')
    await page.waitForFunction((label) => document.activeElement.getAttribute('aria-label') !== label, before_it)
    assert.match(await chosen.getAttribute('aria-label'), /^\w+day \d+ \w+, \d+ free times?$/)
    assert.notEqual(await chosen.getAttribute('aria-label'), before_it)
    await press('Enter')
    await page.waitForFunction(() => document.activeElement.getAttribute('aria-labelledby') === 'times')
    await press('Tab')
    await press('Space')
    await reach(/^Continue with/)
    const time = await page.getByRole('group', { name: /Morning|Afternoon|Evening/ }).getByRole('radio', { checked: true }).locator('..').textContent()
    await press('Enter')
    await arrives('Your details')
    await page.getByRole('region', { name: 'Your visit' }).getByText(`, ${time}`).waitFor()
    reader.assert_clean('keyboard pick')
    await reader.close()
})

test('of two who want one time one gets it, and the other keeps what was typed', { timeout: 300_000 }, async () => {
    const { doctor, slot, path } = await details()
    // A hold of nobody in particular belongs to an address and a browser, so these are two browsers.
    const [first, second] = [await application.reader(), await application.reader({ width: 320, refusals: [409], userAgent: 'Another browser' })]
    const other = await server.patient()
    await first.open(path)
    await first.page.getByRole('timer').waitFor()
    await second.open(path)
    const near = second.page.getByRole('alert')
    await near.getByText('Somebody else has just taken this time').waitFor()
    assert.equal(await near.getByRole('link', { name: /\d\d:\d\d$/ }).count(), 3)
    await second.check('taken')
    assert.equal(second.requests.filter((request) => request.url().endsWith('/holds')).length, 1, 'a refusal is heard once')
    await second.page.getByLabel('Reason for the visit').fill('Check-up')
    await second.sign_up_fields(unique_email())
    await near.getByRole('link', { name: /\d\d:\d\d$/ }).first().click()
    await second.page.getByRole('timer').waitFor()
    assert.equal(await second.page.getByLabel('Reason for the visit').inputValue(), 'Check-up')
    await first.sign_up_fields(unique_email())
    await Promise.all([first, second].map((reader) => reader.page.getByRole('button', { name: 'Book this visit' }).click()))
    await Promise.all([first, second].map((reader) => reader.heading('Your visit is booked')))
    assert.deepEqual(await visits_at(doctor.id, slot.start), [{ status: 'booked' }])
    assert.equal((await other.post('/holds', { doctor_id: doctor.id, start: slot.start })).code, 'slot_taken')
    first.assert_clean('first')
    second.assert_clean('second')
    await first.close()
    await second.close()
})

// The page's hold is gone, and the page has not heard of it.
async function gives_back(page) {
    const { hold } = JSON.parse(await page.evaluate(() => sessionStorage.getItem('venera.hold')))
    const answer = await server.client().delete(`/holds/${hold.id}`, { body: { holder_token: hold.holder_token } })
    assert.equal(answer.status, 204, answer.text)
}

test('who loses the time while typing keeps every word, and books one that is near', { timeout: 300_000 }, async () => {
    const { doctor, slot, path } = await details()
    const reader = await application.reader({ width: 320, refusals: [409, 410] })
    const { page } = reader
    const other = await server.patient()
    await reader.open(path)
    await page.getByRole('timer').waitFor()
    const email = unique_email()
    await reader.sign_up_fields(email)
    await page.getByLabel('Reason for the visit').fill('Check-up of my knee')
    await gives_back(page)
    const taken = await other.post('/appointments', { doctor_id: doctor.id, start: slot.start })
    assert.equal(taken.status, 201, taken.text)
    await page.getByRole('button', { name: 'Book this visit' }).click()
    const near = page.getByRole('alert').filter({ hasText: 'Somebody else has just taken this time' })
    await near.waitFor()
    await reader.check('taken-at-last')
    assert.equal(await page.getByRole('alert').count(), 1, 'nothing else is said to be wrong')
    assert.equal(await near.getByRole('link', { name: /\d\d:\d\d$/ }).count(), 3)
    assert.equal(await page.getByLabel('Reason for the visit').inputValue(), 'Check-up of my knee')
    await near.getByRole('link', { name: /\d\d:\d\d$/ }).first().click()
    await page.getByRole('timer').waitFor()
    assert.equal(await page.getByLabel('Reason for the visit').inputValue(), 'Check-up of my knee')
    await page.getByRole('button', { name: 'Book this visit' }).click()
    await reader.heading('Your visit is booked')
    await page.getByRole('definition').getByText('Check-up of my knee').waitFor()
    await page.getByRole('definition').getByText('Ana Quispe Mamani').waitFor()
    const rows = await server.sql(`select status, starts_at <> '${slot.start}' as elsewhere from scheduling.appointments where patient_id = (select patient_id from identity.users where email = '${email}')`)
    assert.deepEqual(rows, [{ status: 'booked', elsewhere: true }])
    assert.deepEqual(await visits_at(doctor.id, slot.start), [{ status: 'booked' }])
    reader.assert_clean('taken at last')
    await reader.close()
})

test('a hold that is gone before its end is made again by booking', { timeout: 300_000 }, async () => {
    const { doctor, slot, path } = await details()
    const reader = await application.reader({ refusals: [410] })
    const { page } = reader
    await reader.open(path)
    await page.getByRole('timer').waitFor()
    await reader.sign_up_fields(unique_email())
    await gives_back(page)
    await books(reader, doctor, slot)
    reader.assert_clean('gone')
    await reader.close()
})

test('that two minutes are left is said to who cannot see the clock', { timeout: 300_000 }, async () => {
    const { path } = await details()
    const reader = await application.reader()
    const { page } = reader
    await page.clock.install()
    await reader.open(path)
    await page.getByRole('timer').waitFor()
    const said = page.getByRole('paragraph').filter({ has: page.getByRole('timer') }).getByRole('status')
    assert.equal(await said.textContent(), '')
    await server.advance(150)
    await page.clock.fastForward('02:30')
    await page.waitForFunction(() => document.querySelector('[role=timer]').textContent.startsWith('2:'))
    assert.equal(await said.textContent(), '', 'not yet')
    await server.advance(30)
    await page.clock.fastForward('00:30')
    await said.filter({ hasText: 'Two minutes are left.' }).waitFor({ state: 'attached' })
    const left = await page.getByRole('timer').textContent()
    assert.ok(left === '2:00' || left.startsWith('1:'), left)
    await reader.check('two-minutes')
    await page.getByRole('button', { name: 'I need more time' }).click()
    await said.filter({ hasText: /^$/ }).waitFor({ state: 'attached' })
    reader.assert_clean('two minutes')
    await reader.close()
})

test('a hold that runs out is made again without a word lost', { timeout: 300_000 }, async () => {
    const { doctor, slot, path } = await details()
    const reader = await application.reader({ refusals: [410, 404] })
    const { page } = reader
    await page.clock.install()
    await reader.open(path)
    await page.getByRole('timer').waitFor()
    await reader.sign_up_fields(unique_email())
    await server.advance(301)
    await page.clock.fastForward('05:01')
    await page.getByText('We keep the time for you again.').waitFor()
    assert.equal(await page.getByLabel('First name').inputValue(), 'Ana')
    // And once more only the server knows: the page finds out when it books.
    await server.advance(1_000)
    await books(reader, doctor, slot)
    reader.assert_clean('expiry')
    await reader.close()
})

test('more time is given, and a page that lies open keeps no time from others', { timeout: 300_000 }, async () => {
    const { path } = await details()
    const reader = await application.reader()
    const { page } = reader
    await page.clock.install()
    await reader.open(path)
    const timer = page.getByRole('timer')
    await timer.waitFor()
    const left = async () => (await timer.textContent()).split(':').reduce((minutes, seconds) => Number(minutes) * 60 + Number(seconds))
    assert.ok((await left()) <= 300)
    await page.getByRole('button', { name: 'I need more time' }).click()
    await page.waitForFunction(() => Number(document.querySelector('[role=timer]').textContent.split(':')[0]) >= 9)
    await page.clock.fastForward('30:00')
    await page.getByText('The time is kept no longer').waitFor()
    await reader.check('expired')
    // Nor where it runs out again and again before anybody is missed.
    await page.getByRole('button', { name: 'Keep it for me again' }).click()
    await timer.waitFor()
    for (let minutes = 0; minutes < 20 && (await timer.count()) > 0; minutes += 5) {
        await server.advance(300)
        await page.clock.fastForward('05:01')
        await page.waitForTimeout(500)
    }
    await page.getByText('The time is kept no longer').waitFor()
    admin = await server.as('admin') // whose token has run out meanwhile
    await reader.close()
})

test('a reload keeps the hold and what was typed, but nothing about health and no secret', { timeout: 300_000 }, async () => {
    const { doctor, slot, path } = await details()
    const reader = await application.reader()
    const { page } = reader
    await reader.open(path)
    await page.getByRole('timer').waitFor()
    await reader.sign_up_fields('typed@example.org')
    await page.getByLabel('Reason for the visit').fill('A private matter')
    await page.reload()
    await page.getByRole('timer').waitFor()
    assert.equal(await page.getByLabel('E-mail').inputValue(), 'typed@example.org')
    assert.equal(await page.getByLabel('First name').inputValue(), 'Ana')
    assert.equal(await page.getByLabel('Password').inputValue(), '')
    assert.equal(await page.getByLabel('Reason for the visit').inputValue(), '')
    assert.equal((await visits_at(doctor.id, slot.start)).length, 1, 'one hold')
    reader.assert_clean('reload')
    await reader.close()
})

test('pays once, however often the button is pressed; a declined card can be followed by another', { timeout: 300_000 }, async () => {
    const { doctor, slot, path } = await details('&country=PE')
    const payments = () => server.sql(`select p.status from payments.payments p join scheduling.appointments a on a.id = p.appointment_id where a.doctor_id = '${doctor.id}' and a.starts_at = '${slot.start}' order by p.created_at`)
    assert.equal((await admin.patch(`/clinics/${doctor.clinic.id}`, { payment_policy: 'at_booking' })).status, 200)
    assert.equal((await admin.put(`/clinics/${doctor.clinic.id}/payments`, { deposit_percent: 50 })).status, 200)
    const reader = await application.reader({ width: 320, language: 'es' })
    const { page } = reader
    await reader.open(path)
    const pay = page.getByRole('button', { name: /^Pagar PEN [\d.,]+ y reservar$/ })
    await pay.waitFor()
    await reader.sign_up_fields(unique_email())
    await page.getByLabel('Número de la tarjeta').fill('4000 0000 0000 0002')
    await page.getByLabel('Vencimiento').fill('13')
    await page.getByLabel('Código de seguridad').fill('123')
    await pay.click()
    await page.getByRole('alert').getByText('Vencimiento: debe ser un mes y un año').waitFor()
    await reader.check('card-wrong')
    await page.getByLabel('Vencimiento').fill('12/39')
    await pay.click()
    await page.getByRole('alert').getByText('La tarjeta fue rechazada').waitFor()
    assert.equal(await page.getByLabel('Número de la tarjeta').getAttribute('aria-invalid'), 'true')
    await page.getByLabel('Número de la tarjeta').fill('4242 4242 4242 4242')
    await pay.dblclick()
    await reader.heading('Su cita está reservada')
    await page.getByText('anticipo pagado').waitFor()
    assert.deepEqual(await payments(), [{ status: 'failed' }, { status: 'succeeded' }])
    assert.deepEqual(await visits_at(doctor.id, slot.start), [{ status: 'booked' }])
    await page.goBack()
    await page.waitForURL((url) => !url.pathname.startsWith('/book'))
    assert.deepEqual(await payments(), [{ status: 'failed' }, { status: 'succeeded' }], 'back pays nothing')
    await page.goForward()
    await page.getByRole('button', { name: 'Cancelar la cita' }).click()
    await reader.check('cancel-paid')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancelar y devolver el anticipo' }).click()
    await page.getByText('Cancelada', { exact: true }).waitFor()
    const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))
    assert.ok(!/4242|0002/.test(stored), 'no card is kept')
    await reader.close()
    await admin.patch(`/clinics/${doctor.clinic.id}`, { payment_policy: 'at_desk' })
})

test('someone in New York is told the time of Lima, moves the visit, and cancels it', { timeout: 300_000 }, async () => {
    const client = await server.patient()
    const { doctor, slots } = await client.doctor_with_times('&city=Lima')
    const visit = (await client.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })).json
    const reader = await application.reader({ zone: 'America/New_York' })
    const { page } = reader
    await reader.sign_in(client.email, secret)
    await reader.open(`/appointments/${visit.id}`)
    await page.getByText(visit.local_time).first().waitFor()
    await page.getByText('Lima time').first().waitFor()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Add to my calendar' }).click()])
    assert.equal(file.suggestedFilename(), `${visit.reference}.ics`)
    await page.getByRole('link', { name: 'Move' }).click()
    await reader.heading('Move your visit')
    await page.getByText('Your visit is now on').waitFor()
    const day = page.getByRole('group', { name: 'Day' }).locator('label:has(input:enabled)')
    await day.last().click()
    await page.getByRole('group', { name: /Morning|Afternoon|Evening/ }).locator('label').last().click()
    await reader.look('move')
    await page.getByRole('button', { name: /^Move to/ }).click()
    await reader.heading('Your visit')
    await page.getByText('Your visit was moved.').waitFor()
    const [row] = await server.sql(`select starts_at <> '${visit.start}' as moved, status from scheduling.appointments where id = '${visit.id}'`)
    assert.deepEqual(row, { moved: true, status: 'booked' })
    await page.getByRole('button', { name: 'Cancel this visit' }).click()
    await page.keyboard.press('Escape')
    assert.equal(await page.getByRole('dialog').isVisible(), false)
    assert.deepEqual(await server.sql(`select status from scheduling.appointments where id = '${visit.id}'`), [{ status: 'booked' }])
    await page.getByRole('button', { name: 'Cancel this visit' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the visit' }).click()
    await page.getByText('Cancelled', { exact: true }).waitFor()
    assert.deepEqual(await server.sql(`select status from scheduling.appointments where id = '${visit.id}'`), [{ status: 'cancelled' }])
    reader.assert_clean('move')
    await reader.close()
})

test('what could not be cancelled is not said again when it is asked anew; days are written as Spanish does', { timeout: 300_000 }, async () => {
    const client = await server.patient()
    const { doctor, slots } = await client.doctor_with_times()
    const visit = (await client.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })).json
    const reader = await application.reader({ language: 'es', refusals: [409] })
    const { page } = reader
    await reader.sign_in(client.email, secret)
    await reader.open(`/doctors/${doctor.id}?move=${visit.id}`)
    await page.getByText(/^Su cita actual: \p{Lu}\p{Ll}+, \d+ de \p{Ll}+, \d\d:\d\d$/u).waitFor()
    await reader.open(`/appointments/${visit.id}`)
    await page.getByRole('button', { name: 'Cancelar la cita' }).click()
    await server.execute(`update scheduling.appointments set cancellable_until = now() - interval '1 minute' where id = '${visit.id}'`)
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Cancelar la cita' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByRole('button', { name: 'Conservar la cita' }).click()
    await page.getByRole('button', { name: 'Cancelar la cita' }).click()
    await dialog.getByRole('button', { name: 'Cancelar la cita' }).waitFor()
    assert.equal(await dialog.getByRole('alert').count(), 0)
    reader.assert_clean('asked anew')
    await reader.close()
})

test('too late to cancel is said, and what to do instead', { timeout: 300_000 }, async () => {
    const client = await server.patient()
    const { doctor, slots } = await client.doctor_with_times()
    const visit = (await client.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })).json
    await server.execute(`update scheduling.appointments set cancellable_until = now() - interval '1 minute' where id = '${visit.id}'`)
    const reader = await application.reader({ width: 320 })
    await reader.sign_in(client.email, secret)
    await reader.open(`/appointments/${visit.id}`)
    await reader.page.getByText('It is too late to move or cancel here.').waitFor()
    assert.equal(await reader.page.getByRole('button', { name: 'Cancel this visit' }).count(), 0)
    assert.equal(await reader.page.getByRole('link', { name: 'Move' }).count(), 0)
    await reader.check('too-late')
    await reader.close()
})

test('an emergency replaces the results by a call', { timeout: 300_000 }, async () => {
    const reader = await application.reader({ width: 320, language: 'es' })
    const { page } = reader
    await reader.open('/')
    await page.getByLabel('Ciudad').selectOption('Lima')
    await page.getByLabel('Descríbalo con sus palabras').fill('me duele mucho el pecho y no puedo respirar')
    await page.getByRole('button', { name: 'Buscar horas' }).click()
    await page.getByRole('alert').getByRole('link', { name: 'Llamar al 106' }).waitFor()
    assert.equal(await page.getByRole('heading', { name: 'Las primeras horas libres' }).count(), 0)
    await reader.check('emergency')
    await page.getByRole('button', { name: 'Cambiar lo que escribí' }).click()
    await page.getByRole('heading', { name: 'Las primeras horas libres' }).waitFor()
    await reader.close()
})

test('what is typed after a refusal arrives whole', { timeout: 300_000 }, async () => {
    const reader = await application.reader({ width: 320, refusals: [409] })
    const { page } = reader
    const typed = async (label, text) => {
        const field = page.getByLabel(label).first()
        await field.click()
        await page.keyboard.type(text)
        assert.equal(await field.inputValue(), text)
    }
    await reader.open('/sign-up')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('alert').getByText('Please check the following').waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'alert')
    await typed('First name', 'Ana')
    await typed('Last name', 'Quispe')
    // A time that is gone says so above the form.
    const { doctor, slot, path } = await details()
    const rival = await server.patient()
    assert.equal((await rival.post('/appointments', { doctor_id: doctor.id, start: slot.start })).status, 201)
    await reader.open(path)
    await page.getByRole('alert').getByText('Somebody else has just taken this time').waitFor()
    await typed('Reason for the visit', 'A cough at night')
    await typed('First name', 'Ana')
    await reader.check('typed-after-refusal')
    await reader.close()
})

test('a video visit is shown by the reader’s own clock first, wherever its time stands', { timeout: 300_000 }, async () => {
    // No clinic has this clock.
    const client = await server.patient()
    const found = (await client.get('/availability?mode=video&viewer_timezone=Asia/Tokyo&days=31&per_doctor=9')).json.data[0]
    const [slot] = found.slots
    assert.notEqual(slot.viewer_local_time, slot.local_time)
    const day = (date, language = 'en-GB') => new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`))
    const reader = await application.reader({ zone: 'Asia/Tokyo' })
    const { page } = reader
    await reader.sign_in(client.email, secret)
    await reader.open('/?mode=video')
    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: found.doctor.name }) }).first()
    await card.getByText('Your time').waitFor()
    await card.getByRole('link', { name: slot.viewer_local_time }).first().waitFor()
    await reader.check('find-video')
    await reader.open(`/doctors/${found.doctor.id}?type=${found.visit_type}&day=${slot.viewer_local_date}`)
    await page.getByRole('heading', { name: new RegExp(`${day(slot.viewer_local_date).replace(',', ',?')}.*Your time`) }).waitFor()
    await page.getByRole('radio', { name: slot.viewer_local_time }).check({ force: true })
    await reader.check('pick-video')
    await page.getByRole('button', { name: new RegExp(`^Continue with .*${slot.viewer_local_time}$`) }).click()
    const both = new RegExp(`Your time · .* time: .*${slot.local_time}`)
    const first = page.locator('strong', { hasText: slot.viewer_local_time })
    await first.waitFor()
    await page.getByText(both).waitFor()
    await page.getByRole('button', { name: /^(Book this visit|Pay)/ }).click()
    await reader.heading('Your visit is booked')
    await first.waitFor()
    await page.getByText(both).waitFor()
    await reader.check('booked-video')
    await reader.open('/appointments')
    await page.getByRole('link', { name: new RegExp(`, ${slot.viewer_local_time}$`) }).waitFor()
    await page.getByText('Your time').waitFor()
    reader.assert_clean('video')
    await reader.close()
})

test('a doctor who is not there, and a search that finds nobody, lead on', { timeout: 300_000 }, async () => {
    const reader = await application.reader({ width: 320, refusals: [404] })
    const { page } = reader
    await reader.open('/doctors/01890000-0000-7000-8000-000000000000')
    await reader.heading('This page is not here')
    assert.match(await page.title(), /^This page is not here/)
    await reader.check('no-doctor')
    const code = `rare-${Date.now()}`
    assert.equal((await admin.post('/specialties', { code, name: 'Rare diseases' })).status, 201)
    await reader.open(`/?specialty=${code}&part_of_day=evening`)
    await page.getByRole('link', { name: 'Look everywhere' }).click()
    await page.waitForURL((url) => url.search === `?specialty=${code}`)
    await page.getByText('Nobody has a free time that fits.').waitFor()
    await reader.check('nobody')
    await page.getByRole('link', { name: 'See every doctor' }).click()
    await page.getByRole('heading', { name: 'Earliest times' }).waitFor()
    await reader.close()
})

test('until when a visit can be changed is said to the minute', { timeout: 300_000 }, async () => {
    const { doctor, path } = await details()
    const { version, doctor_id, outside, ...schedule } = (await admin.get(`/doctors/${doctor.id}/schedule`)).json
    const reader = await application.reader()
    for (const [minutes, text] of [[0, 'until it begins.'], [1, 'until 1 minute before.'], [90, 'until 1 hour 30 minutes before.'], [1500, 'until 25 hours before.'], [2880, 'until 2 days before.']]) {
        const answer = await admin.put(`/doctors/${doctor.id}/schedule`, { ...schedule, cancellation_notice_minutes: minutes })
        assert.equal(answer.status, 200, answer.text)
        await reader.open(path)
        await reader.page.getByText(text).waitFor()
    }
    await reader.close()
})

test('paper is light, whatever the screen is', { timeout: 300_000 }, async () => {
    const reader = await application.reader({ scheme: 'dark' })
    const { page } = reader
    await reader.context.addCookies([{ name: 'venera_theme', value: 'dark', url: server.base }])
    await reader.open('/')
    const ground = (color) => page.waitForFunction((wanted) => getComputedStyle(document.documentElement).backgroundColor === wanted, color, { timeout: 10_000 })
    await ground('rgb(14, 21, 19)')
    await page.emulateMedia({ media: 'print' })
    await ground('rgb(246, 248, 247)')
    await reader.close()
})

test('books for a child', { timeout: 300_000 }, async () => {
    const { doctor, slot, path } = await details()
    const parent = await server.patient()
    const child = await parent.post('/me/relatives', { relationship: 'child', first_name: 'Luz', last_name: 'Quispe', birth_date: '2020-05-05' })
    assert.equal(child.status, 201, child.text)
    const reader = await application.reader({ width: 768 })
    const { page } = reader
    await reader.sign_in(parent.email, secret)
    await reader.open(path)
    await page.getByRole('radio', { name: 'Luz Quispe' }).check()
    await reader.check('relative')
    await page.getByRole('button', { name: 'Book this visit' }).click()
    await reader.heading('Your visit is booked')
    await page.getByText('Luz Quispe').waitFor()
    assert.deepEqual(await server.sql(`select patient_id from scheduling.appointments where doctor_id = '${doctor.id}' and starts_at = '${slot.start}' and status = 'booked'`), [{ patient_id: child.json.patient_id }])
    reader.assert_clean('relative')
    await reader.close()
})

test('signs up, confirms the address, forgets the password and chooses another', { timeout: 300_000 }, async () => {
    const email = unique_email()
    const reader = await application.reader({ width: 320, refusals: [401, 409, 410, 422] })
    const { page } = reader
    await reader.open('/sign-up')
    await reader.check('sign-up')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('alert').getByRole('link', { name: 'E-mail: is required' }).click()
    assert.equal(await page.evaluate(() => document.activeElement.name), 'email')
    await reader.check('sign-up-wrong')
    await reader.sign_up_fields('taken')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('alert').getByRole('link', { name: /^E-mail: / }).waitFor()
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Create account' }).click()
    await reader.heading('My appointments')
    await reader.check('no-appointments')
    const link = token_of(await next_mail(server, email, 'Confirm your e-mail address'))
    await reader.open(`/verify-email#token=${link}`)
    await reader.check('verify')
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('Thank you: your e-mail address is confirmed.').waitFor()
    await page.getByText('Ana', { exact: true }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor()
    await reader.open('/forgot-password')
    await reader.check('forgot')
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.getByText('a link is on its way').waitFor()
    const reset = token_of(await next_mail(server, email, 'Choose a new password'))
    await page.goto('about:blank')
    await reader.open(`/reset-password#token=${reset}`)
    await page.getByLabel('New password').fill('short')
    await page.getByRole('button', { name: 'Save the password' }).click()
    await page.getByRole('alert').waitFor()
    await reader.check('reset-wrong')
    await page.getByLabel('New password').fill('another correct horse')
    await page.getByRole('button', { name: 'Save the password' }).click()
    await page.getByText('Your new password is saved.').waitFor()
    await reader.open('/sign-in')
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(secret)
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await reader.check('sign-in-wrong')
    await page.getByLabel('Password').fill('another correct horse')
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await reader.heading('My appointments')
    await page.goto('about:blank')
    await reader.open('/verify-email')
    await page.getByText('This link is not complete.').waitFor()
    await reader.close()
})

test('a second factor is asked for', { timeout: 300_000 }, async () => {
    const client = await server.patient()
    const { secret: seed } = await enrol(server, client, secret)
    const reader = await application.reader({ refusals: [401] })
    const { page } = reader
    await reader.open('/sign-in')
    await page.getByLabel('E-mail').fill(client.email)
    await page.getByLabel('Password').fill(secret)
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Code of your authenticator app').waitFor()
    await reader.check('second-factor')
    // Who needed too long begins again, with what was typed.
    await page.getByRole('button', { name: 'Start again with the password' }).click()
    assert.equal(await page.getByLabel('Password').inputValue(), secret)
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Code of your authenticator app').fill(code_of(seed, await server_time(server)))
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await reader.heading('My appointments')
    reader.assert_clean('second factor')
    await reader.close()
})

test('a visit is shown to its patient only, and staff pages to nobody else', { timeout: 300_000 }, async () => {
    const owner = await server.patient()
    const { doctor, slots } = await owner.doctor_with_times()
    const visit = (await owner.post('/appointments', { doctor_id: doctor.id, start: slots[1].start })).json
    const reader = await application.reader({ refusals: [404] })
    const { page } = reader
    await reader.open(`/appointments/${visit.id}`)
    await reader.heading('Sign in')
    assert.equal(new URL(page.url()).searchParams.get('next'), `/appointments/${visit.id}`)
    await page.getByLabel('E-mail').fill('patient@venera.example')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await reader.heading('This page is not here')
    await reader.check('missing')
    for (const path of ['/admin', '/desk', '/practice']) {
        const before_it = reader.requests.length
        await reader.open(path)
        await reader.heading('This page is not for you')
        const asked = reader.requests.slice(before_it).map((request) => new URL(request.url()).pathname).filter((one) => one.startsWith('/api'))
        assert.deepEqual(asked, ['/api/v1/auth/refresh'], 'no data')
    }
    await reader.check('forbidden')
    await reader.open('/appointments?scope=past')
    await reader.check('past')
    await reader.close()
})

test('a token that ran out is exchanged once for all calls that need it', { timeout: 300_000 }, async () => {
    const client = await server.patient()
    const { path } = await details()
    const reader = await application.reader({ refusals: [401] })
    const { page } = reader
    await reader.sign_in(client.email, secret)
    await reader.open('/')
    await page.getByRole('banner').getByText('Ana', { exact: true }).waitFor()
    await server.advance(11 * 60)
    const exchanges = () => reader.requests.filter((request) => request.url().endsWith('/auth/refresh')).length
    const before_it = exchanges()
    await reader.go(path)
    await page.getByRole('timer').waitFor()
    await page.getByRole('link', { name: 'My appointments' }).click()
    await reader.heading('My appointments')
    await page.getByText('You have no upcoming visits.').waitFor()
    assert.equal(exchanges() - before_it, 1)
    reader.assert_clean('exchange')
    await reader.close()
})

test('signing out forgets in every tab', { timeout: 300_000 }, async () => {
    const client = await server.patient()
    const { doctor, slots } = await client.doctor_with_times()
    const visit = (await client.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })).json
    const reader = await application.reader()
    const { page, context } = reader
    await reader.sign_in(client.email, secret)
    await reader.open('/appointments')
    const other = await context.newPage()
    await other.goto(`/appointments/${visit.id}`)
    await other.getByText(visit.reference).waitFor()
    await page.getByRole('banner').getByText('Ana', { exact: true }).click()
    await reader.check('menu')
    await page.getByRole('button', { name: 'Sign out' }).click()
    for (const tab of [page, other]) {
        await tab.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
        assert.equal(await tab.getByText(visit.reference).count(), 0)
        assert.equal(await tab.evaluate(() => JSON.stringify([localStorage.getItem('venera.signed_in'), sessionStorage.getItem('venera.booking')])), '[null,null]')
    }
    await page.goto('/appointments')
    await reader.heading('Sign in')
    reader.assert_clean('signed out')
    await reader.close()
})

test('signing out leaves nothing that was typed', { timeout: 300_000 }, async () => {
    const client = await server.patient()
    const { path } = await details()
    const reader = await application.reader({ refusals: [409] })
    const { page } = reader
    await reader.sign_in(client.email, secret)
    await reader.open(path)
    await page.getByLabel('Reason for the visit').fill('Something private')
    await page.getByRole('banner').getByText('Ana', { exact: true }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor()
    await page.waitForFunction(() => [...document.querySelectorAll('textarea')].every((one) => one.value === ''))
    reader.assert_clean('nothing typed')
    await reader.close()
})

test('on a telephone the focus goes with the search when it folds, and back', { timeout: 300_000 }, async () => {
    const reader = await application.reader({ width: 320 })
    const { page } = reader
    const focused = () => page.evaluate(() => document.activeElement.textContent)
    await reader.open('/')
    await page.getByLabel('Describe it in your own words').fill('My skin itches')
    await page.getByRole('button', { name: 'Find times' }).press('Enter')
    await page.getByText('We suggest: Dermatology').waitFor()
    assert.match(await focused(), /^Dermatology · .*Change$/)
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement.tagName === 'TEXTAREA')
    await reader.close()
})

test('an address is not believed: what does not belong there is left out, and nobody is led to another host', async () => {
    const reader = await application.reader()
    await reader.open('/?utm_source=elsewhere&from=tomorrow&mode[]=x&city=')
    await reader.page.getByRole('heading', { name: 'Earliest times' }).waitFor()
    for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
        await reader.open(`/sign-in?next=${encodeURIComponent(next)}`)
        assert.equal(await reader.page.locator(`a[href*="evil"], a[href*="alert"]`).count(), 0, next)
    }
    await reader.close()
})

test('offline is said; language and theme are kept', { timeout: 300_000 }, async () => {
    const reader = await application.reader({ width: 320 })
    const { page, context } = reader
    await reader.open('/sign-in')
    await context.setOffline(true)
    await page.getByText('You are offline. Nothing was booked.').waitFor()
    await context.setOffline(false)
    await page.getByRole('button', { name: 'ES, Español' }).click()
    await reader.heading('Iniciar sesión')
    await page.getByLabel('Apariencia').selectOption('dark')
    await page.reload()
    await reader.heading('Iniciar sesión')
    assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme, getComputedStyle(document.documentElement).backgroundColor]), ['es', 'dark', 'rgb(14, 21, 19)'])
    await reader.check('sign-in-dark')
    await reader.close()
})
