// Administration in the browser: accounts, catalogue, reviews, the waiting list and settings. What each page did is looked up behind it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { next_mail } from '../api/support/mail.mjs'
import { password, unique_email, venera } from '../api/support/server.mjs'
import { enrol } from '../api/support/totp.mjs'
import { Application, looks, turn } from './support/application.mjs'

const secret = 'correct horse battery'
let server, application, admin, staff, doctor
before(async () => {
    server = await venera()
    application = await Application.on(server)
    ;[admin, staff, doctor] = [await server.as('admin'), await server.as('staff'), await server.as('doctor')]
})
after(async () => {
    await application?.close()
    await server?.close()
})

async function signed_in(name, options) {
    const reader = await application.reader(options)
    await reader.sign_in(name.includes('@') ? name : `${name}@venera.example`, name.includes('@') ? secret : password)
    return reader
}
async function added(path, body) {
    const made = await admin.post(path, body)
    assert.equal(made.status, 201, made.text)
    return made.json
}
const account = (fields = {}) => added('/users', { email: unique_email(), role: 'staff', first_name: 'Some', last_name: 'One', password: secret, ...fields })
const read = async (path) => (await admin.get(path)).json
const shows = (page, text) => page.getByRole('status').filter({ hasText: text }).first().waitFor()
const alerts = (page, text) => page.getByRole('alert').filter({ hasText: text }).first().waitFor()

// A review of the demo doctor by a new patient.
async function reviewed(comment, rating = 2) {
    const author = await server.patient()
    const { id } = await staff.walk_in(doctor.user.doctor_id, author.patient.id)
    assert.equal((await doctor.post(`/appointments/${id}/complete`)).status, 200)
    const made = await author.post(`/doctors/${doctor.user.doctor_id}/reviews`, { appointment_id: id, rating, comment })
    assert.equal(made.status, 201, made.text)
    return { id: made.json.id, author }
}
async function waits() {
    const patient = await server.patient({ first_name: 'Paciente', last_name: 'Espera' })
    const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
    return added('/waitlist', { doctor_id: doctor.user.doctor_id, patient_id: patient.patient.id, from: day(320), to: day(350) })
}

for (const look of looks) {
    test(`every page of the administration: ${Object.values(look).join(', ')}`, { timeout: 300_000 }, async () => {
        const somebody = await account({ first_name: 'Nombre', last_name: 'Bastante Largo de la Torre' })
        await server.client().sign_in(somebody.email, secret)
        const [clinic] = (await read('/clinics')).data
        const retired = await added('/doctors', { name: 'Dr. Retirado', specialties: ['cardiology'], experience_years: 3, price_cents: 4500, currency: 'PEN', languages: ['es'], clinic_id: clinic.id, modes: ['in_person'] })
        assert.equal((await admin.delete(`/doctors/${retired.id}`)).status, 204)
        await reviewed('Muy amable, pero tarde.')
        await waits()
        const reader = await signed_in('admin', look)
        const pages = {
            users: '/admin/users', 'users-none': '/admin/users?role=admin&status=disabled', 'user-new': '/admin/users/new', user: `/admin/users/${somebody.id}`, own: `/admin/users/${admin.user.id}`,
            specialties: '/admin/specialties', clinics: '/admin/clinics', 'clinic-new': '/admin/clinics/new', clinic: `/admin/clinics/${clinic.id}`,
            doctors: '/admin/doctors', 'doctors-retired': '/admin/doctors?state=retired', 'doctor-new': '/admin/doctors/new', doctor: `/admin/doctors/${doctor.user.doctor_id}`, 'doctor-retired': `/admin/doctors/${retired.id}`,
            'doctor-hours': `/admin/doctors/${doctor.user.doctor_id}/hours`, reviews: '/admin/reviews', waitlist: '/admin/waitlist', settings: '/admin/settings',
        }
        for (const [name, path] of turn(Object.entries(pages), look)) {
            await reader.open(path)
            await reader.look(`admin-${name}`)
        }
        await reader.open(pages.specialties)
        await reader.page.getByRole('button', { name: /^(Change|Cambiar) / }).first().click()
        await reader.page.getByRole('dialog').waitFor()
        await reader.check('admin-specialty')
        await reader.close()
    })
}

test('who is not an administrator gets a page that says so, and no data', { timeout: 300_000 }, async () => {
    const one = admin.user.id
    const pages = [
        '', '/users', `/users/${one}`, '/patients', '/settings', '/specialties', '/reviews', '/waitlist', '/doctors/new', `/clinics/${(await read('/clinics')).data[0].id}`, '/statistics',
        '/audit', '/messages', `/messages/${one}`, '/events', '/webhooks', `/webhooks/${one}`, '/api-keys', '/payments', `/payments/${one}`, '/payments/reconciliation',
    ]
    const asked_by = (reader) => reader.requests.map((request) => new URL(request.url()).pathname)
    const is_code = (path) => /^\/assets\/(people|operation_pages|statistics)-/.test(path)
    for (const who of ['patient', 'doctor', 'staff']) {
        const reader = await signed_in(who)
        reader.requests.length = 0
        for (const page of pages) {
            await reader.open(`/admin${page}`)
            await reader.heading('This page is not for you')
        }
        await reader.quiet()
        const asked = asked_by(reader).filter((path) => path.startsWith('/api/') && path !== '/api/v1/auth/refresh')
        assert.deepEqual([asked, asked_by(reader).filter(is_code)], [[], []], who)
        reader.assert_clean(who)
        await reader.close()
    }
    // The names of the code are right: who may see these pages loads it.
    const reader = await signed_in('admin')
    for (const page of ['/users', '/payments', '/statistics']) await reader.open(`/admin${page}`)
    assert.equal(new Set(asked_by(reader).filter(is_code)).size, 3)
    await reader.close()
})

test('an account is found by words that are in no address, and by role and state that are', { timeout: 300_000 }, async () => {
    const somebody = await account({ first_name: 'Zenobia', last_name: 'Encontrable' })
    const reader = await signed_in('admin')
    const { page } = reader
    await reader.open('/admin/users')
    await page.getByRole('searchbox').fill('zenobia')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('link', { name: 'Zenobia Encontrable' }).waitFor()
    await page.getByLabel('Role').selectOption('doctor')
    await page.getByText('Nobody was found').waitFor()
    assert.equal(new URL(page.url()).searchParams.get('role'), 'doctor')
    await page.getByLabel('Role').selectOption('staff')
    await page.getByRole('link', { name: 'Zenobia Encontrable' }).waitFor()
    assert.deepEqual(reader.requests.map((request) => request.url()).filter((url) => /zenobia/i.test(url)), [])
    await page.getByRole('link', { name: 'Zenobia Encontrable' }).click()
    await reader.heading('Zenobia Encontrable')
    assert.equal(new URL(page.url()).pathname, `/admin/users/${somebody.id}`)
    reader.assert_clean('users')
})

test('an account is added with an invitation; one for an address that has one, or a doctor without a doctor, is not', { timeout: 300_000 }, async () => {
    const email = unique_email()
    const [clinic] = (await read('/clinics')).data
    const reader = await signed_in('admin', { refusals: [409] })
    const { page } = reader
    await reader.open('/admin/users/new')
    await page.getByLabel('E-mail').fill('admin@venera.example')
    await page.getByLabel('First name').fill('<b>Nadia</b>')
    await page.getByLabel('Last name').fill('Nueva')
    await page.getByLabel('Role').selectOption('doctor')
    await page.getByRole('button', { name: 'Add and send the invitation' }).click()
    await alerts(page, 'Doctor: is required')
    await page.getByLabel('Role').selectOption('staff')
    await page.getByLabel(clinic.name).check()
    await page.getByRole('button', { name: 'Add and send the invitation' }).click()
    await alerts(page, 'There is an account with this address')
    assert.equal(await page.getByLabel('Last name').inputValue(), 'Nueva')
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Add and send the invitation' }).click()
    await reader.heading('<b>Nadia</b> Nueva')
    const made = await read(`/users/${new URL(page.url()).pathname.split('/').at(-1)}`)
    assert.deepEqual([made.email, made.role, made.clinic_ids], [email, 'staff', [clinic.id]])
    assert.equal(await page.locator('main b', { hasText: 'Nadia' }).count(), 0)
    await next_mail(server, email, 'Your account is ready')
    reader.assert_clean('new account')
})

test('two administrators change one account: the second is told and loses nothing', { timeout: 300_000 }, async () => {
    const somebody = await account({ first_name: 'Antes', last_name: 'Apellido' })
    const [one, two] = [await signed_in('admin', { refusals: [412] }), await signed_in('admin', { refusals: [412] })]
    for (const reader of [one, two]) await reader.open(`/admin/users/${somebody.id}`)
    await one.page.getByLabel('First name').fill('Primera')
    await two.page.getByLabel('Last name').fill('Segunda')
    await one.page.getByRole('button', { name: 'Save changes' }).click()
    await shows(one.page, 'Saved.')
    await two.page.getByRole('button', { name: 'Save changes' }).click()
    await alerts(two.page, 'First name is now “Primera”')
    assert.equal((await read(`/users/${somebody.id}`)).last_name, 'Apellido', 'not written over')
    await two.page.getByRole('button', { name: 'Save changes' }).click()
    await shows(two.page, 'Saved.')
    const after = await read(`/users/${somebody.id}`)
    assert.deepEqual([after.first_name, after.last_name], ['Primera', 'Segunda'])
    one.assert_clean('first')
    two.assert_clean('second')
})

test('sessions are ended one by one and all, the second factor is removed, the account is disabled and enabled: each asks first', { timeout: 300_000 }, async () => {
    const somebody = await account()
    const devices = [server.client(), server.client()]
    for (const device of devices) await device.sign_in(somebody.email, secret)
    await enrol(server, devices[0], secret)
    const reader = await signed_in('admin')
    const { page } = reader
    const alive = async () => (await read(`/users/${somebody.id}/sessions`)).data.length
    await reader.open(`/admin/users/${somebody.id}`)
    await page.getByRole('region', { name: 'Where it is signed in' }).waitFor()
    const before = await alive()
    assert.ok(before >= 1)
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Do nothing' }).click()
    assert.equal(await alive(), before)
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click()
    await shows(page, 'The session is signed out.')
    assert.equal(await alive(), before - 1)
    await page.getByRole('button', { name: 'Remove the second factor' }).click()
    await page.getByRole('dialog').getByText('the password alone is enough').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the second factor' }).click()
    await shows(page, 'The second factor is removed.')
    assert.equal((await read(`/users/${somebody.id}`)).second_factor, false)
    await server.client().sign_in(somebody.email, secret)
    await page.reload()
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
    await shows(page, 'signed out everywhere')
    assert.equal(await alive(), 0)
    await page.getByRole('button', { name: 'Disable the account' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Disable the account' }).click()
    await page.getByRole('button', { name: 'Enable the account' }).waitFor()
    assert.equal((await read(`/users/${somebody.id}`)).status, 'disabled')
    await page.getByRole('button', { name: 'Enable the account' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Enable the account' }).click()
    await page.getByRole('button', { name: 'Disable the account' }).waitFor()
    assert.equal((await read(`/users/${somebody.id}`)).status, 'active')
    reader.assert_clean('safety')
})

test('administrators cannot lock themselves out here, and the last one cannot be disabled', { timeout: 300_000 }, async () => {
    const second = await account({ role: 'admin', first_name: 'Segunda', last_name: 'Administradora' })
    const reader = await signed_in(second.email, { refusals: [409] })
    const { page } = reader
    await reader.open(`/admin/users/${second.id}`)
    await page.getByText('This is your own account').waitFor()
    await page.getByRole('heading', { name: 'Where it is signed in' }).waitFor()
    for (const name of ['Disable the account', 'Remove the second factor', 'Sign out everywhere']) assert.equal(await page.getByRole('button', { name }).count(), 0, name)
    assert.equal(await page.getByLabel('Role', { exact: true }).count(), 0)
    // Somebody takes her role away while she looks at the only other administrator.
    await reader.open(`/admin/users/${admin.user.id}`)
    await page.getByRole('button', { name: 'Disable the account' }).click()
    await server.execute(`update identity.users set status = 'disabled' where role = 'admin' and id not in ('${admin.user.id}')`)
    await page.getByRole('dialog').getByRole('button', { name: 'Disable the account' }).click()
    await alerts(page, 'This is the last active administrator')
    assert.equal((await read(`/users/${admin.user.id}`)).status, 'active')
})

test('a specialty is added, gets its words in both languages, and is removed, unless somebody practises it', { timeout: 300_000 }, async () => {
    const [one, two] = [await signed_in('admin', { refusals: [409, 412] }), await signed_in('admin', { refusals: [412] })]
    const { page } = one
    const find = async (code) => (await read('/specialties')).data.find((each) => each.code === code)
    await one.open('/admin/specialties')
    await page.getByRole('button', { name: 'Add a specialty' }).click()
    await page.getByLabel('Code').fill('cardiology')
    await page.getByLabel('Name in English').fill('Sports medicine')
    await page.getByRole('button', { name: 'Add the specialty' }).click()
    await alerts(page, 'This code is in the catalogue already')
    await page.getByLabel('Code').fill('sports-medicine')
    await page.getByLabel('Name in Spanish').fill('Medicina deportiva')
    await page.getByRole('button', { name: 'Add the specialty' }).click()
    await page.getByRole('rowheader', { name: 'Sports medicine' }).waitFor()
    assert.equal((await find('sports-medicine')).name_es, 'Medicina deportiva')

    await two.open('/admin/specialties')
    for (const { page: each } of [one, two]) await each.getByRole('button', { name: 'Change Sports medicine' }).click()
    await page.getByLabel('Description in English').fill('Moving well')
    await two.page.getByLabel('Description in Spanish').fill('Moverse bien')
    await page.getByRole('button', { name: 'Save the words' }).click()
    await shows(page, 'Saved.')
    await two.page.getByRole('button', { name: 'Save the words' }).click()
    await alerts(two.page, 'Description in English is now “Moving well”')
    await two.page.getByRole('button', { name: 'Save the words' }).click()
    await shows(two.page, 'Saved.')
    const both = await find('sports-medicine')
    assert.deepEqual([both.description, both.description_es], ['Moving well', 'Moverse bien'])

    // Patients read it in their language.
    const patient = await application.reader({ language: 'es' })
    await patient.open('/')
    await patient.page.locator('option', { hasText: 'Medicina deportiva' }).waitFor({ state: 'attached' })

    await page.getByRole('button', { name: 'Remove Cardiology' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await alerts(page, 'A doctor practises it')
    await page.getByRole('link', { name: 'Show the doctors' }).waitFor()
    await page.getByRole('button', { name: 'Do nothing' }).click()
    await page.getByRole('button', { name: 'Remove Sports medicine' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await shows(page, 'The specialty is removed.')
    assert.equal(await find('sports-medicine'), undefined)
    for (const reader of [one, two, patient]) reader.assert_clean('specialties')
})

test('a clinic is added and changed, with what it asks for and when it reminds', { timeout: 300_000 }, async () => {
    const reader = await signed_in('admin', { refusals: [422] })
    const { page } = reader
    await reader.open('/admin/clinics/new')
    const typed = { Name: 'Clínica <i>Nueva</i>', 'Street and number': 'Calle 1', City: 'Puno', 'Time zone': 'America/Nowhere', Phone: '+51 51 123456' }
    for (const [label, value] of Object.entries(typed)) await page.getByLabel(label, { exact: label !== 'Phone' }).fill(value)
    await page.getByLabel('Country').selectOption('PE')
    await page.getByRole('button', { name: 'Add the clinic' }).click()
    await page.locator('[aria-invalid]').waitFor()
    assert.equal(await page.getByLabel('Time zone').getAttribute('aria-invalid'), 'true')
    await page.getByLabel('Time zone').fill('America/Lima')
    await page.getByRole('button', { name: 'Add the clinic' }).click()
    await reader.heading('Clínica <i>Nueva</i>')
    const id = new URL(page.url()).pathname.split('/').at(-1)
    const [place, payments, reminders] = [page.locator('section', { hasText: 'Name, place and clock' }), page.locator('section', { hasText: 'What is asked for before a visit' }), page.locator('section', { hasText: 'Hours before the visit' })]
    await place.getByLabel('Visits are paid').selectOption('at_booking')
    await place.getByRole('button', { name: 'Save changes' }).click()
    await shows(page, 'Saved.')
    await payments.getByLabel('Percent of the price at booking').fill('30')
    await payments.getByLabel('Kept if nobody comes').fill('12,5')
    const paid = page.waitForResponse((answer) => answer.url().endsWith('/payments') && answer.request().method() === 'PUT')
    await payments.getByRole('button', { name: 'Save changes' }).click()
    await paid
    await reminders.getByLabel('Hours before the visit').fill('48, soon')
    await reminders.getByRole('button', { name: 'Save changes' }).click()
    await alerts(page, 'must be whole hours')
    await reminders.getByLabel('Hours before the visit').fill('48, 3')
    const put = page.waitForResponse((answer) => answer.url().endsWith('/reminders') && answer.request().method() === 'PUT')
    await reminders.getByRole('button', { name: 'Save changes' }).click()
    assert.equal((await put).status(), 200)
    assert.equal((await read(`/clinics/${id}`)).payment_policy, 'at_booking')
    assert.deepEqual(await read(`/clinics/${id}/payments`), { deposit_percent: 30, no_show_fee_cents: 1250 })
    assert.deepEqual((await read(`/clinics/${id}/reminders`)).reminder_hours, [48, 3])
    reader.assert_clean('clinic')
})

test('a doctor is published, changed by two administrators, and retired with the consequence told', { timeout: 300_000 }, async () => {
    const clinic = (await read('/clinics')).data.find(({ country }) => country === 'PE')
    // 404: a new doctor has no hours yet.
    const [one, two] = [await signed_in('admin', { refusals: [404, 412] }), await signed_in('admin', { refusals: [412] })]
    const { page } = one
    await one.open('/admin/doctors/new')
    await page.getByRole('button', { name: 'Publish the doctor' }).click()
    await alerts(page, 'Specialties: is required')
    await page.getByLabel('Name with title').fill('Dra. Nueva Publicada')
    await page.getByLabel('Clinic', { exact: true }).selectOption(clinic.id)
    await page.getByLabel('Years of experience').fill('12')
    await page.getByLabel('Price of a visit').fill('95.5')
    await page.getByLabel('Cardiology').check()
    await page.getByLabel('Spanish').check()
    await page.getByLabel('Video visit').check()
    await page.getByRole('button', { name: 'Publish the doctor' }).click()
    await one.heading('Dra. Nueva Publicada')
    const id = new URL(page.url()).pathname.split('/').at(-1)
    const made = await read(`/doctors/${id}`)
    assert.deepEqual([made.price_cents, made.experience_years, made.specialties.map(({ code }) => code), made.languages, made.modes], [9550, 12, ['cardiology'], ['es'], ['in_person', 'video']])
    await two.open(`/admin/doctors/${id}`)
    await page.getByLabel('Price of a visit').fill('100')
    await two.page.getByLabel('About them').fill('Escucha.')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await shows(page, 'Saved.')
    await two.page.getByRole('button', { name: 'Save changes' }).click()
    await alerts(two.page, 'Price of a visit is now “100.00”')
    await two.page.getByRole('button', { name: 'Save changes' }).click()
    await shows(two.page, 'Saved.')
    const after = await read(`/doctors/${id}`)
    assert.deepEqual([after.price_cents, after.bio], [10000, 'Escucha.'])
    await page.getByRole('link', { name: 'Hours and kinds of visits' }).click()
    await one.heading(/Dra\. Nueva Publicada/)
    await page.goBack()
    await page.getByRole('button', { name: 'Retire this doctor' }).click()
    await page.getByRole('dialog').getByText('No visits are ahead.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Retire this doctor' }).click()
    await page.getByText('This doctor is retired.').waitFor()
    assert.equal((await read(`/doctors/${id}`)).retired, true)
    await one.open('/admin/doctors')
    await page.getByLabel('State').selectOption('retired')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByRole('link', { name: 'Dra. Nueva Publicada' }).waitFor()
    one.assert_clean('first')
    two.assert_clean('second')
})

test('a review is hidden with a reason that its author reads, and shown again; who changed it meanwhile is not written over', { timeout: 300_000 }, async () => {
    const { id, author } = await reviewed('Una opinión <script>alert(1)</script>')
    const reader = await signed_in('admin', { refusals: [412] })
    const { page } = reader
    const one = page.locator(`[data-review="${id}"]`)
    await reader.open(`/admin/reviews?doctor=${doctor.user.doctor_id}`)
    await page.locator('[data-review]').first().waitFor()
    // Within its month a review is anywhere.
    while (!(await one.isVisible()) && (await page.getByRole('button', { name: 'More reviews' }).isVisible())) {
        const next = page.waitForResponse((answer) => answer.url().includes('cursor='))
        await page.getByRole('button', { name: 'More reviews' }).click()
        await next
    }
    await one.getByText('<script>alert(1)</script>').waitFor()
    assert.equal((await author.put(`/me/reviews/${id}`, { rating: 4, comment: 'Cambiada' })).status, 200)
    await one.getByRole('button', { name: 'Hide' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Hide' }).click()
    await alerts(page, 'needs 3 characters')
    await page.getByLabel('Reason').fill('Nombra a otra persona')
    await page.getByRole('dialog').getByRole('button', { name: 'Hide' }).click()
    await alerts(page, 'changed or withdrew it')
    await page.getByRole('dialog').getByText('Cambiada').waitFor()
    assert.equal(await page.getByLabel('Reason').inputValue(), 'Nombra a otra persona')
    await page.getByRole('dialog').getByRole('button', { name: 'Hide' }).click()
    await one.getByText('Hidden: Nombra a otra persona').waitFor()
    const mine = async () => (await author.get('/me/reviews')).json.data[0]
    assert.deepEqual([(await mine()).state, (await mine()).hidden_reason], ['hidden', 'Nombra a otra persona'])
    await one.getByRole('button', { name: 'Show again' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Show again' }).click()
    await one.getByText('Shown', { exact: true }).waitFor()
    assert.equal((await mine()).state, 'published')
    reader.assert_clean('reviews')
})

test('somebody is taken off the waiting list, after being asked; the figures are those of the API', { timeout: 300_000 }, async () => {
    const waiting = await waits()
    const reader = await signed_in('admin')
    const { page } = reader
    await reader.open('/admin/waitlist')
    const before = (await read('/waitlist/statistics?days=30&by=doctor')).fairness.waiting
    await page.getByRole('definition').filter({ hasText: String(before) }).first().waitFor()
    const row = page.getByRole('row').filter({ has: page.locator(`a[href$="${waiting.patient_id}"]`) })
    await row.getByRole('button', { name: /^Take off/ }).click()
    await page.getByRole('dialog').getByText('They wait no longer').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Take off the list' }).click()
    await row.waitFor({ state: 'detached' })
    const [{ status }] = await server.sql(`select status from scheduling.waiting where id = '${waiting.id}'`)
    assert.equal(status, 'left')
    reader.assert_clean('waitlist')
})

test('the settings page says what is in force, and shows no password', { timeout: 300_000 }, async () => {
    const reader = await signed_in('admin')
    await reader.open('/admin/settings')
    const rows = (await read('/settings')).data
    await reader.page.getByRole('rowheader', { name: 'limits.auth_per_minute' }).waitFor()
    assert.equal(await reader.page.getByRole('rowheader').count(), rows.length)
    const shown = reader.page.getByRole('row').filter({ has: reader.page.getByRole('rowheader', { name: 'features.demo' }) })
    assert.match(await shown.textContent(), /on.*changed/)
    reader.assert_clean('settings')
})
