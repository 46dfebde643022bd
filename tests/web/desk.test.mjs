// Reception in the browser: the board as it changes under the hands of several people, check-in, booking by keyboard, walk-ins, and
// what is done to a visit. The clinic of these tests is where it is about eleven in the morning, whenever they run.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { unique_email, venera } from '../api/support/server.mjs'
import { Application, looks } from './support/application.mjs'

const secret = 'correct horse battery'
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const five_minutes = 300_000
let server, application, admin, staff, clinic, elsewhere, alba, bruno, carla
const ok = (answer, status = 200) => {
    assert.equal(answer.status, status, answer.text)
    return answer.json
}

async function clinic_of(name, timezone) {
    return ok(await admin.post('/clinics', { name, address: 'Calle 1', city: 'Lima', country: 'PE', timezone }), 201)
}
const consultation = { code: 'consultation', name: 'Consultation', duration_minutes: 20, price_cents: 9000, currency: 'PEN', mode: 'in_person' }
async function doctor_of(name, { id, timezone }, visit_types = [consultation]) {
    const doctor = ok(await admin.post('/doctors', { name, specialties: ['cardiology'], experience_years: 8, price_cents: 9000, currency: 'PEN', languages: ['es'], clinic_id: id, modes: ['in_person'] }), 201)
    const schedule = {
        timezone, hours: weekdays.map((day_of_week) => ({ day_of_week, start_time: '00:00', end_time: '23:55' })), slot_minutes: 20, buffer_before_minutes: 0, buffer_after_minutes: 0,
        notice_minutes: 0, horizon_days: 60, cancellation_notice_minutes: 0, visit_types,
    }
    ok(await admin.put(`/doctors/${doctor.id}/schedule`, schedule))
    return doctor
}
before(async () => {
    server = await venera()
    application = await Application.on(server)
    ;[admin, staff] = [await server.as('admin'), await server.as('staff')]
    const ahead = 11 - new Date().getUTCHours()
    clinic = await clinic_of('Clínica del Sol', `Etc/GMT${ahead >= 0 ? '-' : '+'}${Math.abs(ahead)}`)
    elsewhere = await clinic_of('Clínica de la Luna', clinic.timezone)
    ;[alba, bruno, carla] = [await doctor_of('Dra. Alba Ruiz', clinic), await doctor_of('Dr. Bruno Paz', clinic), await doctor_of('Dra. Carla Sosa', elsewhere)]
})
after(async () => {
    await application?.close()
    await server?.close()
})

let people = 0
const syllables = ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'je', 'ki', 'lo', 'mu']
// A name that nobody else has.
const family = () => String(1000 + ++people).replace(/./g, (digit) => syllables[digit]).replace(/^./, (first) => first.toUpperCase())
const person = async (fields = {}) => ok(await staff.post('/patients', { first_name: 'Rosa', last_name: family(), birth_date: '1980-02-03', ...fields }), 201)
const name_of = (one) => `${one.first_name} ${one.last_name}`
const every_rule = ['closed', 'break', 'exception', 'off_grid', 'notice', 'daily_cap', 'buffer']
// A visit of today, some minutes from now, or at the next free five minutes after or before that.
async function visit_in(minutes, { doctor = alba, patient, ...more } = {}) {
    const one = patient ?? (await person())
    const step = minutes < 0 ? -five_minutes : five_minutes
    for (let start = Math.floor((Date.now() + minutes * 60_000) / five_minutes) * five_minutes; ; start += step) {
        const answer = await staff.post('/appointments', { doctor_id: doctor.id, patient_id: one.id, start: new Date(start).toISOString(), duration_minutes: 5, override: every_rule, override_reason: 'Test', ...more })
        if (answer.status === 409) continue
        return { ...ok(answer, 201), patient: one }
    }
}
async function receptionist({ clinic_ids, ...traits } = {}) {
    const email = unique_email()
    ok(await admin.post('/users', { email, role: 'staff', first_name: 'Lucía', last_name: 'Vega', password: secret, ...(clinic_ids ? { clinic_ids } : {}) }), 201)
    const reader = await application.reader(traits)
    await reader.sign_in(email, secret)
    return reader
}
const board_of = (more = '') => `/desk?clinic=${clinic.id}${more}`
const card = (reader, visit) => reader.page.getByRole('listitem').filter({ hasText: visit.patient_name })
const now_of = async (visit) => ok(await staff.get(`/appointments/${visit.id}`))
const live = (reader) => reader.page.getByText(/Live|En vivo/).waitFor()

test('what one desk does the other shows without reload, and undoes', { timeout: 300_000 }, async () => {
    const visit = await visit_in(30)
    const [one, two] = [await receptionist(), await receptionist()]
    for (const reader of [one, two]) {
        await reader.open(board_of())
        await live(reader)
        assert.equal(reader.requests.filter((request) => request.url().includes('/appointments/board')).length, 1, 'read once: each time is an access to everybody on it')
    }
    await one.page.getByRole('button', { name: `Check in ${visit.patient_name}` }).click()
    await card(two, visit).getByText('Arrived').waitFor()
    assert.equal((await now_of(visit)).status, 'arrived')
    await one.page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
    await card(two, visit).getByText('Booked', { exact: true }).waitFor()
    assert.equal((await now_of(visit)).status, 'booked')
    // What comes from elsewhere appears, and goes.
    const other = await visit_in(60, { doctor: bruno })
    await card(two, other).waitFor()
    ok(await staff.post(`/appointments/${other.id}/cancel`, {}))
    await card(two, other).waitFor({ state: 'detached' })
    await two.page.getByLabel(/Show cancelled/).check()
    await card(two, other).getByText('Cancelled').waitFor()
    for (const reader of [one, two]) {
        reader.assert_clean('two desks')
        await reader.close()
    }
})

test('a name and two times Enter check somebody in', { timeout: 300_000 }, async () => {
    const visit = await visit_in(35)
    const reader = await receptionist()
    const { page } = reader
    await reader.open(board_of())
    await card(reader, visit).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type(visit.patient.last_name)
    await page.getByRole('option', { name: visit.patient_name }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: `Visit ${visit.reference}` }).getByRole('button', { name: 'Check in' }).waitFor()
    await page.waitForFunction(() => document.activeElement.textContent === 'Check in')
    await page.keyboard.press('Enter')
    await card(reader, visit).getByText('Arrived').waitFor()
    // The card says so at once, the server a moment later.
    await reader.quiet()
    assert.equal((await now_of(visit)).status, 'arrived')
    // And on with the next, here by the reference; no word of it is in an address.
    await page.waitForFunction(() => document.activeElement.getAttribute('role') === 'combobox')
    await page.keyboard.type(visit.reference.toLowerCase())
    await page.getByRole('option', { name: visit.patient_name }).waitFor()
    assert.ok(!decodeURIComponent(page.url()).includes(visit.patient.last_name))
    assert.ok(reader.requests.every((request) => !request.url().toLowerCase().includes(visit.patient.last_name.toLowerCase())))
    reader.assert_clean('find')
    await reader.close()
})

// A keystroke of an average typist takes 0.28 s (Card, Moran and Newell's keystroke-level model).
const keystroke_s = 0.28

test('who is marked stays marked whatever comes meanwhile, and who left the list is not opened', { timeout: 300_000 }, async () => {
    const last = family()
    const of_family = async (minutes) => visit_in(minutes, { patient: await person({ last_name: last }) })
    const [first, second] = [await of_family(36), await of_family(46)]
    const reader = await receptionist()
    const { page } = reader
    const option = (visit) => page.getByRole('option', { name: visit.reference })
    const panel = (visit) => page.getByRole('region', { name: `Visit ${visit.reference}` })
    await reader.open(board_of())
    await live(reader)
    await page.keyboard.press('/')
    await page.keyboard.type(last)
    await option(second).waitFor()
    // Who has arrived comes after those who have not.
    ok(await staff.post(`/appointments/${first.id}/check-in`))
    await option(first).getByText('Arrived').waitFor()
    assert.equal(await option(first).getAttribute('aria-selected'), 'true')
    assert.equal(await option(second).getAttribute('aria-selected'), 'false')
    await page.keyboard.press('Enter')
    await panel(first).waitFor()
    await page.keyboard.press('Escape')
    await panel(first).waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.activeElement.getAttribute('role') === 'combobox')
    await page.keyboard.type(last)
    await option(second).waitFor()
    assert.equal(await option(second).getAttribute('aria-selected'), 'true')
    const start = new Date(Date.parse(second.start) + 86_400_000).toISOString()
    ok(await staff.patch(`/appointments/${second.id}`, { start, override: every_rule, override_reason: 'Test' }))
    await option(second).waitFor({ state: 'detached' })
    assert.equal(await page.locator('[role=option][aria-selected=true]').count(), 0)
    await page.keyboard.press('Enter')
    assert.equal(await option(first).getAttribute('aria-selected'), 'true', 'marked, not opened')
    await page.keyboard.press('Enter')
    await panel(first).waitFor()
    reader.assert_clean('marked')
    await reader.close()
})

test('whoever types the next name keeps the focus when a check-in fails or is undone', { timeout: 300_000 }, async () => {
    const visit = await visit_in(37)
    const reader = await receptionist({ refusals: [409] })
    const { page } = reader
    const panel = page.getByRole('region', { name: `Visit ${visit.reference}` })
    const in_box = () => page.evaluate(() => document.activeElement.getAttribute('role') === 'combobox' && document.activeElement.value)
    const find = async () => {
        await page.keyboard.type(visit.reference)
        await page.getByRole('option', { name: visit.patient_name }).waitFor()
        await page.keyboard.press('Enter')
        await page.waitForFunction(() => document.activeElement.textContent === 'Check in')
        await page.keyboard.press('Enter')
    }
    await reader.open(board_of())
    await live(reader)
    let refuse
    const asked = new Promise((resolve) => {
        page.route('**/check-in', (route) => {
            refuse = () => route.fulfill({ status: 409, json: { code: 'not_today', detail: 'Not today.' } })
            resolve()
        }, { times: 1 })
    })
    await page.keyboard.press('/')
    await find()
    await asked
    await page.keyboard.type('Ana')
    await refuse()
    await page.getByText(/Not today/).waitFor()
    await panel.getByRole('button', { name: 'Check in' }).waitFor()
    await page.keyboard.type(' Q')
    assert.equal(await in_box(), 'Ana Q')
    assert.equal((await now_of(visit)).status, 'booked')
    // Found once more, it is led to once more.
    await page.getByRole('combobox').and(page.locator('input')).fill('')
    await find()
    await card(reader, visit).getByText('Arrived').waitFor()
    await reader.quiet()
    await page.keyboard.type('Ana')
    ok(await staff.delete(`/appointments/${visit.id}/check-in`))
    await panel.getByRole('button', { name: 'Check in' }).waitFor()
    await page.keyboard.type(' Q')
    assert.equal(await in_box(), 'Ana Q')
    await reader.quiet()
    assert.equal((await now_of(visit)).status, 'booked')
    reader.assert_clean('next name')
    await reader.close()
})

test('a visit that was opened from its card is not taken for the one that was found before', { timeout: 300_000 }, async () => {
    const [found, other] = [await visit_in(38), await visit_in(48)]
    const reader = await receptionist()
    const { page } = reader
    const panel = page.getByRole('region', { name: `Visit ${other.reference}` })
    const link = card(reader, other).getByRole('link')
    const has_focus = (node) => node === document.activeElement
    await reader.open(board_of())
    await card(reader, found).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type(found.reference)
    await page.getByRole('option', { name: found.patient_name }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement.textContent === 'Check in')
    await link.click()
    await panel.getByRole('button', { name: 'Check in' }).waitFor()
    assert.ok(await panel.getByRole('heading', { level: 2 }).evaluate(has_focus))
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    assert.ok(await link.evaluate(has_focus))
    reader.assert_clean('opened from its card')
    await reader.close()
})

test('a known patient is booked by keyboard alone in at most 20 seconds of typing', { timeout: 300_000 }, async () => {
    const patient = await person()
    const reader = await receptionist()
    const { page } = reader
    await reader.open(`/desk/book?clinic=${clinic.id}`)
    await page.getByRole('radio').first().waitFor({ state: 'attached' })
    await page.getByRole('heading', { level: 1 }).focus()
    let presses = 0
    const press = async (key) => {
        ++presses
        await page.keyboard.press(key, { delay: 60 })
    }
    const begun = Date.now()
    await press('Tab')
    for (const letter of patient.last_name) await press(letter)
    await page.getByRole('option', { name: name_of(patient) }).waitFor()
    await press('Enter')
    await page.waitForFunction(() => document.activeElement.type === 'radio')
    await press('Enter')
    await page.waitForFunction(() => /^Book \w+/.test(document.activeElement.textContent))
    await press('Enter')
    await reader.heading('Booked')
    const seconds = presses * keystroke_s
    console.log(`# ${presses} presses: ${seconds.toFixed(1)} s of an average typist; ${((Date.now() - begun) / 1000).toFixed(1)} s here`)
    assert.ok(seconds <= 20, `${presses} presses`)
    const { data } = ok(await staff.get(`/appointments?patient_id=${patient.id}`))
    assert.equal(data.length, 1)
    await page.getByText(data[0].reference).waitFor()
    // And on with the next.
    await press('Enter')
    await page.waitForFunction(() => document.activeElement.getAttribute('role') === 'combobox')
    reader.assert_clean('keyboard')
    await reader.close()
})

test('of several people Enter takes nobody unseen, and creating one more comes after them', { timeout: 300_000 }, async () => {
    const last = family()
    const [one, two] = [await person({ last_name: last, birth_date: '1970-01-02' }), await person({ last_name: last, birth_date: '1995-03-04' })]
    const reader = await receptionist()
    const { page } = reader
    const box = page.getByRole('combobox', { name: 'Find the patient' })
    const options = page.getByRole('listbox', { name: 'Patients found' }).getByRole('option')
    const create = page.getByRole('button', { name: /create patient/i })
    const marked = () => options.evaluateAll((all) => all.map((one) => one.getAttribute('aria-selected')).join())
    const chosen = async (patient) => {
        await page.getByRole('button', { name: 'Another patient' }).waitFor()
        await page.getByText(patient.reference).waitFor()
    }
    // The answer comes when the test lets it.
    let answer
    const asked = () => new Promise((resolve) => {
        page.route('**/patients/search', (route) => {
            answer = () => route.continue()
            resolve()
        }, { times: 1 })
    })
    await reader.open(`/desk/book?clinic=${clinic.id}`)
    let search = asked()
    await box.fill(last)
    await box.press('Enter')
    await search
    assert.equal(await create.count(), 0, 'not before the search has answered')
    await answer()
    await options.nth(1).waitFor()
    await page.waitForFunction(() => document.activeElement.getAttribute('aria-activedescendant'))
    assert.equal(await marked(), 'true,false', 'the first is marked, not taken')
    const size = (what) => what.evaluate((node) => Number.parseFloat(getComputedStyle(node).borderTopWidth))
    assert.equal(await size(create), 0, 'a link below the people')
    assert.ok((await create.boundingBox()).y > (await options.nth(1).boundingBox()).y)
    await reader.check('desk-several')
    // Without a key nobody is marked; arrows begin at either end.
    await box.fill(`${last} `)
    await box.fill(last)
    await options.nth(1).waitFor()
    assert.equal(await marked(), 'false,false')
    await box.press('ArrowUp')
    assert.equal(await marked(), 'false,true')
    await box.press('ArrowDown')
    const first = (await options.first().textContent()).includes(one.reference) ? one : two
    await box.press('Enter')
    await chosen(first)
    // Of one alone Enter is enough, also before the answer.
    await page.getByRole('button', { name: 'Another patient' }).click()
    search = asked()
    await box.fill(two.reference)
    await box.press('Enter')
    await search
    await answer()
    await chosen(two)
    reader.assert_clean('several')
    await reader.close()
})

test('of two desks that want one time one gets it, and the other keeps what was typed', { timeout: 300_000 }, async () => {
    const [patient, other] = [await person(), await person()]
    const reader = await receptionist({ refusals: [409] })
    const { page } = reader
    await reader.open(`/desk/book?clinic=${clinic.id}&doctor=${bruno.id}&patient=${patient.id}`)
    await page.getByText(name_of(patient)).waitFor()
    const time = page.getByRole('radio').nth(2)
    await time.waitFor({ state: 'attached' })
    const place = await time.getAttribute('value')
    await time.check({ force: true })
    await page.getByLabel('Reason for the visit').fill('Check-up')
    ok(await staff.post('/appointments', { doctor_id: bruno.id, patient_id: other.id, start: place.split(' ')[1] }), 201)
    await page.getByRole('button', { name: /^Book / }).click()
    const near = page.getByRole('alert')
    await near.getByText('This time was taken a moment ago.').waitFor()
    await reader.check('desk-taken')
    assert.equal(await near.getByRole('button').count(), 3)
    assert.equal(await page.getByLabel('Reason for the visit').inputValue(), 'Check-up')
    assert.equal(await page.locator(`input[value="${place}"]`).count(), 0, 'what was refused is not offered again')
    await near.getByRole('button').first().click()
    await page.getByRole('button', { name: /^Book / }).click()
    await reader.heading('Booked')
    const { data } = ok(await staff.get(`/appointments?patient_id=${patient.id}`))
    assert.deepEqual(data.map(({ status, reason }) => [status, reason]), [['booked', 'Check-up']])
    reader.assert_clean('race')
    await reader.close()
})

test('a time that is not listed is an exception with a reason', { timeout: 300_000 }, async () => {
    const patient = await person()
    const reader = await receptionist()
    const { page } = reader
    await reader.open(`/desk/book?clinic=${clinic.id}&doctor=${alba.id}&patient=${patient.id}`)
    await page.getByText(name_of(patient)).waitFor()
    await page.getByText('A time that is not listed').click()
    const day = new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10)
    await page.locator('details input[type=date]').fill(day)
    await page.locator('details input[type=time]').fill('10:05')
    await page.getByRole('button', { name: 'Take this time' }).click()
    await page.getByRole('status').getByText(/10:05 is an exception: between the usual times/).waitFor()
    await page.getByRole('button', { name: 'Book all the same' }).click()
    await page.getByRole('link', { name: 'Reason for the exception: is required' }).waitFor()
    await page.getByRole('textbox', { name: 'Reason for the exception' }).fill('The doctor agreed')
    await reader.check('desk-exception')
    await page.getByRole('button', { name: 'Book all the same' }).click()
    await reader.heading('Booked')
    const { data } = ok(await staff.get(`/appointments?patient_id=${patient.id}`))
    assert.deepEqual(data.map(({ local_date, local_time }) => [local_date, local_time]), [[day, '10:05']])
    reader.assert_clean('exception')
    await reader.close()
})

test('somebody is put on the waiting list, and taken off', { timeout: 300_000 }, async () => {
    const patient = await person()
    const reader = await receptionist()
    const { page } = reader
    await reader.open('/desk/waiting')
    await page.getByRole('button', { name: 'Add somebody' }).click()
    await page.getByRole('combobox', { name: 'Find the patient' }).fill(patient.last_name)
    await page.getByRole('option', { name: name_of(patient) }).click()
    await page.getByLabel('Specialty').selectOption('cardiology')
    await page.getByLabel('Urgent').check()
    await reader.look('desk-waiting-add')
    await page.getByRole('button', { name: 'Add to the list' }).click()
    const row = page.getByRole('row').filter({ hasText: name_of(patient) })
    await row.getByText('Urgent').waitFor()
    await reader.look('desk-waiting')
    await row.getByRole('button').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await row.waitFor({ state: 'detached' })
    const { data } = ok(await staff.get('/waitlist?status=left&limit=100'))
    assert.ok(data.some((one) => one.patient_id === patient.id))
    reader.assert_clean('waiting')
    await reader.close()
})

test('somebody new without an appointment is registered, booked and checked in', { timeout: 300_000 }, async () => {
    const reader = await receptionist()
    const { page } = reader
    const last = family()
    const dora = await doctor_of('Dra. Dora Lagos', clinic)
    await reader.open(`/desk/walk-in?clinic=${clinic.id}`)
    await page.getByRole('combobox', { name: 'Find the patient' }).fill(`Elsa ${last}`)
    await page.getByText('Nobody found.').first().waitFor()
    await page.getByRole('button', { name: 'Create patient' }).click()
    assert.equal(await page.getByLabel('First name').inputValue(), 'Elsa')
    assert.equal(await page.getByLabel('Last name').inputValue(), last)
    await reader.check('desk-new-patient')
    await page.getByRole('button', { name: 'Create patient' }).click()
    await page.getByRole('alert').getByText(/Date of birth/).waitFor()
    await page.getByLabel('Date of birth').fill('1991-07-08')
    await page.getByRole('button', { name: 'Create patient' }).click()
    await page.getByText(`Elsa ${last}`).first().waitFor()
    await page.getByRole('radio', { name: /^Now.*Dora/ }).check()
    await reader.check('desk-walk-in')
    await page.getByRole('button', { name: 'Book and check in' }).click()
    await reader.heading('Booked and checked in')
    await reader.check('desk-done')
    const found = ok(await staff.post('/patients/search', { q: last })).data
    const { data } = ok(await staff.get(`/appointments?patient_id=${found[0].id}`))
    assert.deepEqual(data.map(({ status, doctor_id }) => [status, doctor_id]), [['arrived', dora.id]])
    await page.getByRole('link', { name: 'Show on the board' }).click()
    await page.getByRole('region', { name: `Visit ${data[0].reference}` }).getByText('Arrived').waitFor()
    reader.assert_clean('walk-in')
    await reader.close()
})

test('who is free for a walk-in is told as it is now, on a page that was left open and after a booking', { timeout: 300_000 }, async () => {
    const doctor = await doctor_of('Dra. Elena Vivas', clinic)
    const patient = await person()
    const reader = await receptionist()
    const { page } = reader
    const at_once = page.getByRole('radio', { name: /^Now.*Elena/ })
    const next = page.getByRole('radio', { name: /^Next free.*Elena/ })
    const text_of = (radio) => radio.evaluate((node) => node.closest('label').textContent)
    const changed = (text) => page.waitForFunction((known) => {
        const texts = [...document.querySelectorAll('input[value^="next "]')].map((one) => one.closest('label').textContent).filter((one) => one.includes('Elena'))
        return texts.length === 1 && texts[0] !== known
    }, text)
    await reader.open(`/desk/walk-in?clinic=${clinic.id}&patient=${patient.id}`)
    await next.waitFor({ state: 'attached' })
    assert.doesNotMatch(await text_of(at_once), /with another patient/)
    let known = await text_of(next)
    // Elsewhere somebody is booked now, and at the next free time.
    await visit_in(0, { doctor, duration_minutes: 60 })
    await page.getByRole('radio', { name: /^Now, with another patient.*Elena/ }).waitFor({ state: 'attached' })
    await changed(known)
    known = await text_of(next)
    await next.check()
    await page.getByRole('button', { name: 'Book and check in' }).click()
    await page.getByRole('button', { name: 'Another walk-in' }).click()
    await next.waitFor({ state: 'attached' })
    const asked = Date.now()
    await changed(known)
    assert.ok(Date.now() - asked < 10_000, 'read again at once, not by and by')
    reader.assert_clean('who is free')
    await reader.close()
})

test('whoever types beside the form of a new patient keeps the focus', { timeout: 300_000 }, async () => {
    const reader = await receptionist()
    const { page } = reader
    await reader.open(`/desk/book?clinic=${clinic.id}&doctor=${alba.id}`)
    await page.getByRole('combobox', { name: 'Find the patient' }).fill('zzzz')
    await page.getByRole('button', { name: 'Create patient' }).click()
    await page.waitForFunction(() => document.activeElement.getAttribute('name') === 'first_name')
    await page.getByLabel('Reason for the visit').focus()
    await page.keyboard.type('Check-up')
    assert.equal(await page.getByLabel('Reason for the visit').inputValue(), 'Check-up')
    assert.equal(await page.getByLabel('First name').inputValue(), 'Zzzz')
    reader.assert_clean('beside')
    await reader.close()
})

// Types somebody who is not looked for first, and asks to create them.
async function creates(reader, { first_name, last_name, birth_date }) {
    const { page } = reader
    await reader.open(`/desk/book?clinic=${clinic.id}`)
    await page.getByRole('combobox', { name: 'Find the patient' }).fill('zzzz')
    await page.getByRole('button', { name: 'Create patient' }).click()
    await page.getByLabel('First name').fill(first_name)
    await page.getByLabel('Last name').fill(last_name)
    await page.getByLabel('Date of birth').fill(birth_date)
    await page.getByRole('button', { name: 'Create patient' }).click()
}

test('who may be the same person is shown before anybody is created twice', { timeout: 300_000 }, async () => {
    const known = await person({ phone: '+51987654321' })
    const reader = await receptionist({ refusals: [409] })
    const { page } = reader
    await creates(reader, known)
    const same = page.getByRole('alert')
    await same.getByText('Is it one of these?').waitFor()
    await same.getByRole('button', { name: 'It is this one' }).click()
    await page.getByText(known.reference).waitFor()
    assert.equal(ok(await staff.post('/patients/search', { q: known.last_name })).data.length, 1)
    reader.assert_clean('same')
    await reader.close()
})

test('who is corrected is looked for again before anybody is created twice', { timeout: 300_000 }, async () => {
    const [one, other] = [await person(), await person()]
    const reader = await receptionist()
    const { page } = reader
    await creates(reader, one)
    const same = page.getByRole('alert')
    await same.getByText(one.reference).waitFor()
    await page.getByLabel('Last name').fill(other.last_name)
    await page.getByRole('button', { name: /create/i }).click()
    await same.getByText(other.reference).waitFor()
    assert.equal(await same.getByText(one.reference).count(), 0)
    await page.getByRole('button', { name: 'It is somebody else: create' }).click()
    await page.getByRole('button', { name: 'Another patient' }).waitFor()
    assert.equal(ok(await staff.post('/patients/search', { q: other.last_name })).data.length, 2)
    assert.equal(ok(await staff.post('/patients/search', { q: one.last_name })).data.length, 1)
    reader.assert_clean('corrected')
    await reader.close()
})

test('the desk in Spanish: kinds of visits, documents and days within a sentence', { timeout: 300_000 }, async () => {
    const doctor = await doctor_of('Dra. Nombres Propios', clinic, [consultation, { ...consultation, code: 'first-visit', name: 'Control prenatal' }])
    const patient = await person()
    const reader = await receptionist({ language: 'es' })
    const { page } = reader
    await reader.open(`/desk/book?clinic=${clinic.id}&doctor=${doctor.id}`)
    const types = page.getByLabel('Tipo de cita').getByRole('option')
    await types.nth(1).waitFor({ state: 'attached' })
    assert.deepEqual(await types.allTextContents(), ['Consulta (20 min)', 'Control prenatal (20 min)'])
    const box = page.getByRole('combobox', { name: 'Buscar al paciente' })
    await box.fill(patient.last_name)
    await page.getByRole('option').getByText(/nacido el domingo, 3 de febrero de 1980/).waitFor()
    await box.fill('zzzz')
    await page.getByRole('button', { name: 'Crear paciente' }).click()
    const documents = page.getByLabel(/^Documento/).getByRole('option')
    await documents.nth(2).waitFor({ state: 'attached' })
    assert.deepEqual((await documents.allTextContents()).slice(1, 3), ['DNI, Perú', 'Pasaporte, Perú'])
    reader.assert_clean('Spanish')
    await reader.close()
})

test('nobody came: asked first, and only once it has begun', { timeout: 300_000 }, async () => {
    const [past, ahead] = [await visit_in(-20), await visit_in(45)]
    const reader = await receptionist()
    const { page } = reader
    await reader.open(board_of(`&visit=${ahead.id}`))
    const panel = (visit) => page.getByRole('region', { name: `Visit ${visit.reference}` })
    await panel(ahead).getByRole('button', { name: 'Did not come' }).waitFor()
    assert.ok(await panel(ahead).getByRole('button', { name: 'Did not come' }).isDisabled())
    await card(reader, past).getByRole('link').click()
    await panel(past).getByRole('button', { name: 'Did not come' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('That cannot be undone.').waitFor()
    assert.equal((await now_of(past)).status, 'booked')
    await dialog.getByRole('button', { name: 'Did not come' }).click()
    await card(reader, past).getByText('Missed').waitFor()
    assert.equal((await now_of(past)).status, 'noshow')
    reader.assert_clean('no-show')
    await reader.close()
})

test('checks in, completes, and the history says who did what', { timeout: 300_000 }, async () => {
    const visit = await visit_in(20)
    const reader = await receptionist()
    const { page } = reader
    await reader.open(board_of(`&visit=${visit.id}`))
    const panel = page.getByRole('region', { name: `Visit ${visit.reference}` })
    await panel.getByRole('button', { name: 'Check in' }).click()
    await panel.getByRole('button', { name: 'Undo check-in' }).click()
    await panel.getByRole('button', { name: 'Check in', exact: true }).click()
    await panel.getByRole('button', { name: 'Complete' }).click()
    await panel.getByText('Took place').waitFor()
    assert.equal((await now_of(visit)).status, 'fulfilled')
    await panel.getByText('History').click()
    await panel.getByText('Check-in undone').waitFor()
    const steps = await panel.locator('ol li').allInnerTexts()
    assert.deepEqual(steps.map((step) => step.split(/\s*\(|\n/)[0]), ['Booked', 'Checked in', 'Check-in undone', 'Checked in', 'Completed'])
    assert.match(steps[1], /Lucía Vega \(reception\)/)
    await reader.check('desk-history')
    const earlier = panel.getByText('There are earlier steps, which are not shown.')
    assert.equal(await earlier.count(), 0)
    await server.execute(`insert into scheduling.access_log (occurred_at, actor_role, patient_id, action, resource, resource_id, purpose, request_id, outcome)
        select updated_at + n * interval '1 second', 'staff', patient_id, 'check-in', 'appointment', id, 'treatment', 'r', 'allowed' from scheduling.appointments, generate_series(1, 200) n where id = '${visit.id}'`)
    await page.reload()
    await panel.getByText('History').click()
    await earlier.waitFor()
    assert.equal(await panel.locator('ol li').count(), 200)
    await reader.close()
})

test('moves a visit; what another changed meanwhile is told, and notes stay as typed', { timeout: 300_000 }, async () => {
    const visit = await visit_in(50)
    const reader = await receptionist({ refusals: [412] })
    const { page } = reader
    await reader.open(board_of(`&visit=${visit.id}`))
    await live(reader)
    const panel = page.getByRole('region', { name: `Visit ${visit.reference}` })
    await panel.getByLabel('Notes').fill('Comes with a wheelchair')
    ok(await staff.patch(`/appointments/${visit.id}`, { notes: 'Comes by bus' }))
    await panel.getByText('Somebody else wrote meanwhile: “Comes by bus”').waitFor()
    assert.equal(await panel.getByLabel('Notes').inputValue(), 'Comes with a wheelchair')
    await panel.getByRole('button', { name: 'Save notes' }).click()
    await page.getByText('Notes saved.').waitFor()
    assert.equal((await now_of(visit)).notes, 'Comes with a wheelchair')
    await panel.getByRole('button', { name: 'Move' }).click()
    const time = panel.getByRole('radio').last()
    await time.waitFor({ state: 'attached' })
    await reader.check('desk-move')
    const [, start] = (await time.getAttribute('value')).split(' ')
    await time.check({ force: true })
    await panel.getByRole('button', { name: /^Move to/ }).click()
    await page.getByText(/^Moved to/).waitFor()
    assert.equal((await now_of(visit)).start, start)
    reader.assert_clean('move')
    await reader.close()
})

test('takes a card at the desk, and cancels with what that means for the money', { timeout: 300_000 }, async () => {
    const visit = await visit_in(55, { doctor: bruno })
    const reader = await receptionist()
    const { page } = reader
    await reader.open(board_of(`&visit=${visit.id}`))
    const panel = page.getByRole('region', { name: `Visit ${visit.reference}` })
    await panel.getByText('is due at the desk').waitFor()
    await panel.getByRole('button', { name: 'Take a card payment' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Card number').fill('4242 4242 4242 4242')
    await dialog.getByLabel(/Expiry|Expires|Valid/).fill('12/40')
    await dialog.getByLabel(/code|CVC/i).fill('123')
    await dialog.getByRole('button', { name: /^Take PEN/ }).click()
    await page.getByText('Paid.', { exact: true }).waitFor()
    assert.equal((await now_of(visit)).payment_status, 'paid')
    await panel.getByRole('button', { name: 'Cancel', exact: true }).click()
    await dialog.getByText('What was paid goes back to the patient.').waitFor()
    await dialog.getByLabel('Reason').fill('The doctor is ill')
    await reader.check('desk-cancel')
    await dialog.getByRole('button', { name: /^Cancel and refund PEN.90/ }).click()
    await panel.getByText('Cancelled', { exact: true }).waitFor()
    assert.equal((await now_of(visit)).status, 'cancelled')
    reader.assert_clean('cancel')
    await reader.close()
})

test('a dialog that is opened again has nothing of before, and gives the focus back', { timeout: 300_000 }, async () => {
    const visit = await visit_in(56, { doctor: bruno })
    const reader = await receptionist({ refusals: [409] })
    const { page } = reader
    await reader.open(board_of(`&visit=${visit.id}`))
    const panel = page.getByRole('region', { name: `Visit ${visit.reference}` })
    const dialog = page.getByRole('dialog')
    const is_left_to = async (button) => {
        await dialog.waitFor({ state: 'hidden' })
        assert.ok(await button.evaluate((node) => node === document.activeElement))
    }
    const values = () => dialog.locator('input, textarea').evaluateAll((all) => all.map((one) => one.value).join(''))
    const pays = panel.getByRole('button', { name: 'Take a card payment' })
    await pays.click()
    await dialog.getByLabel('Card number').fill('4242 4242 4242 4242')
    await dialog.getByLabel(/code|CVC/i).fill('123')
    await dialog.getByRole('button', { name: /^Take PEN/ }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByRole('button', { name: 'Not now' }).click()
    await is_left_to(pays)
    await pays.click()
    await dialog.getByRole('button', { name: /^Take PEN/ }).waitFor()
    assert.equal(await values(), '')
    assert.equal(await dialog.getByRole('alert').count(), 0)
    await page.keyboard.press('Escape')
    await is_left_to(pays)
    const cancels = panel.getByRole('button', { name: 'Cancel', exact: true })
    await page.route('**/cancel', (route) => route.fulfill({ status: 409, json: { code: 'not_today', detail: 'Not today.' } }), { times: 1 })
    await cancels.click()
    await dialog.getByLabel('Reason').fill('The doctor is ill')
    await dialog.getByRole('button', { name: 'Cancel the visit' }).click()
    await dialog.getByText('Not today.').waitFor()
    await dialog.getByRole('button', { name: 'Keep the visit' }).click()
    await is_left_to(cancels)
    await cancels.click()
    await dialog.getByRole('button', { name: 'Cancel the visit' }).waitFor()
    assert.equal(await values(), '')
    assert.equal(await dialog.getByText('Not today.').count(), 0)
    reader.assert_clean('opened again')
    await reader.close()
})

test('the board at every width, in both languages and both lights', { timeout: 300_000 }, async () => {
    const [visit] = [await visit_in(15), await visit_in(25, { doctor: bruno }), await visit_in(-10, { doctor: bruno })]
    ok(await staff.post(`/appointments/${visit.id}/check-in`))
    for (const { width, scheme, language } of looks) {
        const reader = await receptionist({ width, scheme, language, height: 900 })
        await reader.open(board_of())
        await live(reader)
        await reader.check('desk-board')
        await reader.open(board_of(`&visit=${visit.id}`))
        await reader.page.getByRole('region', { name: new RegExp(visit.reference) }).getByText(language === 'es' ? 'Notas' : 'Notes').waitFor()
        await reader.check('desk-visit')
        await reader.open(`/desk/book?clinic=${clinic.id}`)
        await reader.page.getByRole('radio').first().waitFor({ state: 'attached' })
        await reader.check('desk-book')
        await reader.open(`/desk/walk-in?clinic=${clinic.id}`)
        await reader.page.getByRole('radio').first().waitFor({ state: 'attached' })
        await reader.check('desk-walk-in-empty')
        await reader.close()
    }
})

test('at 320 px one doctor at a time; days and clinics are in the address', { timeout: 300_000 }, async () => {
    const [of_alba, of_bruno] = [await visit_in(65), await visit_in(65, { doctor: bruno })]
    const reader = await receptionist({ width: 320 })
    const { page } = reader
    await reader.open(board_of())
    await card(reader, of_bruno).waitFor()
    assert.equal(await card(reader, of_alba).count(), 0)
    await page.getByRole('combobox', { name: 'Doctor' }).selectOption(alba.id)
    await card(reader, of_alba).waitFor()
    assert.equal(await card(reader, of_bruno).count(), 0)
    await page.getByRole('button', { name: 'Next day' }).click()
    await card(reader, of_alba).waitFor({ state: 'detached' })
    assert.match(page.url(), /date=\d{4}-\d\d-\d\d/)
    await page.getByRole('button', { name: 'Today' }).click()
    await card(reader, of_alba).waitFor()
    reader.assert_clean('narrow')
    await reader.close()
})

test('without the stream the board says so', { timeout: 300_000 }, async () => {
    const visit = await visit_in(70)
    const reader = await receptionist()
    await reader.page.route('**/appointments/events*', (route) => route.fulfill({ status: 429, headers: { 'retry-after': '30' }, body: '{}' }))
    reader.refusals.push(429)
    await reader.open(board_of())
    await card(reader, visit).waitFor()
    await reader.page.getByText('Not live').waitFor()
    reader.assert_clean('lost')
    await reader.close()
})

test('whoever works for one clinic sees that one only', { timeout: 300_000 }, async () => {
    const [theirs, others] = [await visit_in(75, { doctor: carla }), await visit_in(75)]
    const reader = await receptionist({ clinic_ids: [elsewhere.id] })
    await reader.open(board_of())
    await card(reader, theirs).waitFor()
    assert.equal(await reader.page.getByText(others.patient_name).count(), 0)
    assert.equal(await reader.page.getByLabel('Clinic').count(), 0)
    await reader.open('/desk/book')
    await reader.page.getByText('Clínica de la Luna').waitFor()
    reader.assert_clean('scope')
    await reader.close()
})

test('a patient is shown no board, and no data', { timeout: 300_000 }, async () => {
    const patient = await server.patient()
    const reader = await application.reader({ refusals: [403] })
    await reader.sign_in(patient.email, secret)
    for (const path of [board_of(), '/desk/book', '/desk/walk-in']) {
        await reader.open(path)
        await reader.heading('This page is not for you')
    }
    await reader.quiet()
    assert.deepEqual(reader.requests.map((request) => new URL(request.url()).pathname).filter((path) => /board|patients|desk/.test(path) && path.startsWith('/api')), [])
    await reader.check('desk-forbidden')
    await reader.close()
})

test('the printed day is a table of its visits', { timeout: 300_000 }, async () => {
    const visit = await visit_in(80)
    const reader = await receptionist()
    await reader.open(board_of())
    await card(reader, visit).waitFor()
    await reader.page.emulateMedia({ media: 'print' })
    const row = reader.page.getByRole('row').filter({ hasText: visit.patient_name })
    await row.getByText(visit.reference).waitFor()
    assert.equal(await reader.page.getByRole('button', { name: /Check in/ }).count(), 0)
    await reader.keep('desk-print')
    await reader.close()
})
