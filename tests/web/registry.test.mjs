// The register of patients in the browser, at the desk and in the administration: finding, registering, changing, merging, and what
// the law gives patients. What each page did is looked up behind it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { password, venera } from '../api/support/server.mjs'
import { Application, looks, turn } from './support/application.mjs'

let server, application, admin, staff
before(async () => {
    server = await venera()
    application = await Application.on(server)
    ;[admin, staff] = [await server.as('admin'), await server.as('staff')]
})
after(async () => {
    await application?.close()
    await server?.close()
})

async function signed_in(name, options) {
    const reader = await application.reader(options)
    await reader.sign_in(`${name}@venera.example`, password)
    return reader
}
async function registered(fields = {}) {
    const made = await staff.post('/patients', { first_name: 'Rosa', last_name: 'Prueba', birth_date: '1984-07-15', ...fields })
    assert.equal(made.status, 201, made.text)
    return made.json
}
const read = async (id) => (await admin.get(`/patients/${id}`)).json
const shows = (page, text) => page.getByRole('status').filter({ hasText: text }).first().waitFor()

for (const look of looks) {
    test(`every page of the register: ${Object.values(look).join(', ')}`, { timeout: 300_000 }, async () => {
        const one = await registered({ first_name: 'Ana María', last_name: `Gemela ${look.width}${look.scheme}`, phone: '+51987654321' })
        const two = await registered({ first_name: 'Ana María', last_name: `Gemela ${look.width}${look.scheme}`, insurance: { provider: 'Rímac' } })
        const reader = await signed_in('admin', look)
        const pages = {
            list: '/admin/patients', 'list-filtered': '/admin/patients?gender=female&age_min=20&sort=name', 'list-empty': '/admin/patients?city=Nowhere',
            statistics: '/admin/patients/statistics', new: '/admin/patients/new', patient: `/admin/patients/${one.id}`, merge: `/admin/patients/${one.id}/merge/${two.id}`,
        }
        for (const [name, path] of turn(Object.entries(pages), look)) {
            await reader.open(path)
            await reader.look(`registry-${name}`)
        }
        await reader.open(pages.patient)
        await reader.page.getByRole('button', { name: /Erase|Borrar/ }).click()
        await reader.page.getByRole('dialog').waitFor()
        await reader.check('registry-erase')
        await reader.close()
    })
}

test('the desk has the same register, without what only administrators may do', { timeout: 300_000 }, async () => {
    const patient = await registered()
    const reader = await signed_in('staff')
    const { page } = reader
    await reader.open('/desk/patients')
    await reader.check('registry-desk')
    await page.getByRole('link', { name: 'Register a patient' }).first().click()
    await reader.heading('Register a patient')
    assert.equal(new URL(page.url()).pathname, '/desk/patients/new')
    await reader.open(`/desk/patients/${patient.id}`)
    await page.getByRole('heading', { name: 'Likely the same person' }).waitFor()
    assert.equal(await page.getByRole('heading', { name: 'What the law gives patients' }).count(), 0)
    reader.assert_clean('desk')
})

test('what is searched for is in no address, and is kept for who comes back', { timeout: 300_000 }, async () => {
    const patient = await registered({ first_name: 'Casimira', last_name: 'Buscada', national_id: { country: 'PE', type: 'dni', number: '40123456' } })
    const reader = await signed_in('staff')
    const { page } = reader
    await reader.open('/desk/patients')
    for (const words of ['casimira busc', patient.reference, '40123456']) {
        await page.getByRole('searchbox').fill(words)
        await page.getByRole('button', { name: 'Search' }).click()
        await shows(page, `Found for “${words}”`)
        await page.getByRole('link', { name: 'Casimira Buscada' }).waitFor()
        assert.equal(await page.getByRole('rowheader').count(), 1)
    }
    await page.getByRole('link', { name: 'Casimira Buscada' }).click()
    await reader.heading('Casimira Buscada')
    await page.goBack()
    await shows(page, 'Found for “40123456”')
    const addresses = reader.requests.map((request) => decodeURIComponent(request.url()))
    for (const word of ['casimira', 'Buscada', '40123456', patient.reference]) assert.deepEqual(addresses.filter((address) => address.includes(word)), [], word)
    await page.getByRole('button', { name: 'Show everybody' }).click()
    assert.ok((await page.getByRole('rowheader').count()) >= 1)
    reader.assert_clean('search')
})

test('the filters are in the address, and the file is what was filtered', { timeout: 300_000 }, async () => {
    const city = 'Villa CSV'
    const hers = await registered({ first_name: '=cmd()', last_name: 'Una, "dos"', gender: 'female', address: { city } })
    await registered({ first_name: 'Otro', gender: 'male', address: { city } })
    const older = await registered({ first_name: 'Mayor', gender: 'female', birth_date: '1930-01-01', address: { city } })
    const reader = await signed_in('admin')
    const { page } = reader
    await reader.open('/admin/patients')
    await page.getByText('Filters', { exact: true }).click()
    await page.getByLabel('City').fill(city)
    await page.getByLabel('Gender').selectOption('female')
    await page.getByLabel('Age to').fill('80')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL((address) => address.searchParams.get('city') === city && address.searchParams.get('age_max') === '80')
    await page.getByRole('link', { name: '=cmd()' }).waitFor()
    assert.equal(await page.getByRole('rowheader').count(), 1)
    await page.getByRole('button', { name: 'Download as CSV' }).click()
    const waiting = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: 'Download as CSV' }).click()
    const text = readFileSync(await (await waiting).path(), 'utf8')
    assert.ok(text.startsWith('\ufeff'), 'spreadsheets take it for UTF-8')
    const lines = text.trimEnd().split('\r\n')
    assert.equal(lines.length, 2)
    assert.ok(lines[1].startsWith(`${hers.reference},'=cmd(),"Una, ""dos""",`), lines[1])
    await shows(page, 'The file holds 1 patient.')
    const [{ count }] = await server.sql(`select count(*)::int as count from patients.access_log where patient_id = '${hers.id}' and action = 'export'`)
    assert.equal(count, 1, 'on the access log')
    assert.ok(!lines.some((line) => line.startsWith(older.reference)))
    await page.reload()
    await page.getByRole('link', { name: '=cmd()' }).waitFor()
    assert.equal(await page.getByLabel('City').inputValue(), city)
    reader.assert_clean('filters')
})

test('a patient is registered with everything; what is wrong is told at its field and nothing is lost', { timeout: 300_000 }, async () => {
    const reader = await signed_in('staff', { refusals: [409, 422] })
    const { page } = reader
    await reader.open('/desk/patients/new')
    await page.getByRole('button', { name: 'Register the patient' }).click()
    await page.getByRole('alert').filter({ hasText: 'First name: is required' }).waitFor()
    const typed = {
        'First name': 'Íñigo', 'Last name': 'Todo Completo', 'Date of birth': '1979-02-03', Phone: '+51 987 111 222', 'E-mail': 'inigo@example.org', 'Street and number': 'Av. Larco 1', City: 'Lima',
        'Postal code': '15074', Insurer: 'Pacífico', 'Policy number': 'P-77', 'Name of the contact': 'Luz Todo', 'Phone of the contact': 'no phone', Relationship: 'sister',
    }
    for (const [label, value] of Object.entries(typed)) await page.getByLabel(label, { exact: true }).fill(value)
    await page.getByLabel('Country of the id').selectOption('PE')
    await page.getByLabel('National id', { exact: true }).fill('12')
    await page.getByRole('button', { name: 'Register the patient' }).click()
    await page.getByLabel('Phone of the contact').and(page.locator('[aria-invalid]')).waitFor()
    assert.equal(await page.getByLabel('Phone', { exact: true }).getAttribute('aria-invalid'), null, 'the other phone is right')
    assert.equal(await page.getByLabel('National id', { exact: true }).getAttribute('aria-invalid'), 'true')
    assert.equal(await page.getByLabel('Street and number').inputValue(), 'Av. Larco 1')
    await page.getByLabel('Phone of the contact').fill('+51 987 333 444')
    await page.getByLabel('National id', { exact: true }).fill('41987654')
    await page.getByRole('button', { name: 'Register the patient' }).click()
    await reader.heading('Íñigo Todo Completo')
    const made = await read(new URL(page.url()).pathname.split('/').at(-1))
    assert.deepEqual([made.national_id, made.insurance, made.emergency_contact.name, made.address.postal_code, made.birth_date], [{ country: 'PE', type: 'dni', number: '41987654' }, { provider: 'Pacífico', policy_number: 'P-77' }, 'Luz Todo', '15074', '1979-02-03'])
    reader.assert_clean('register')
})

test('of two who change one profile, the second is told what the first did, and neither change is lost', { timeout: 300_000 }, async () => {
    const patient = await registered({ phone: '+51987000001' })
    const [one, two] = [await signed_in('admin', { refusals: [412] }), await signed_in('staff', { refusals: [412] })]
    await one.open(`/admin/patients/${patient.id}`)
    await two.open(`/desk/patients/${patient.id}`)
    await one.page.getByLabel('Phone', { exact: true }).fill('+51 987 000 002')
    await two.page.getByLabel('City', { exact: true }).fill('Cusco')
    await one.page.getByRole('button', { name: 'Save changes' }).click()
    await shows(one.page, 'Saved.')
    await two.page.getByRole('button', { name: 'Save changes' }).click()
    const told = two.page.getByRole('alert').filter({ hasText: 'Somebody else changed this in the meantime' })
    await told.getByText(/Phone is now “\+51 ?987 ?000 ?002”/).waitFor()
    assert.match(await two.page.getByLabel('Phone', { exact: true }).inputValue(), /002$/, 'taken over')
    assert.equal(await two.page.getByLabel('City', { exact: true }).inputValue(), 'Cusco', 'what was typed is kept')
    await two.page.getByRole('button', { name: 'Save changes' }).click()
    await shows(two.page, 'Saved.')
    const after = await read(patient.id)
    assert.match(after.phone, /002$/)
    assert.equal(after.address.city, 'Cusco')
    one.assert_clean('first')
    two.assert_clean('second')
})

test('a change of something else in between costs nobody what they typed', { timeout: 300_000 }, async () => {
    const patient = await registered({ phone: '+51987000001' })
    const reader = await signed_in('staff', { refusals: [412] })
    const { page } = reader
    await reader.open(`/desk/patients/${patient.id}`)
    await page.getByLabel('Phone', { exact: true }).fill('+51 987 000 009')
    assert.equal((await staff.delete(`/patients/${patient.id}`)).status, 204)
    assert.equal((await staff.post(`/patients/${patient.id}/reactivation`)).status, 200)
    await page.getByRole('button', { name: 'Save changes' }).click()
    await shows(page, 'Saved.')
    assert.match((await read(patient.id)).phone, /009$/)
    await server.execute(`update patients.patients set created_at = '2021-07-14T15:00Z' where id = '${patient.id}'`)
    await page.reload()
    await page.getByText(/14 Jul 2021/).first().waitFor()
    reader.assert_clean('in between')
})

test('hostile text in names is text', { timeout: 300_000 }, async () => {
    const evil = '<img src=x onerror=alert(1)>'
    const patient = await registered({ first_name: evil, last_name: '{{7*7}}${7*7}</script><script>alert(2)</script>' })
    const reader = await signed_in('staff')
    reader.page.on('dialog', () => reader.faults.push('a dialog of the browser'))
    await reader.open(`/desk/patients/${patient.id}`)
    await reader.page.getByRole('heading', { level: 1, name: evil }).waitFor()
    await reader.open('/desk/patients')
    await reader.page.getByRole('link', { name: evil }).waitFor()
    assert.equal(await reader.page.locator('main img').count(), 0)
    reader.assert_clean('hostile')
})

test('two profiles of one person are compared and merged for good', { timeout: 300_000 }, async () => {
    const fields = { first_name: 'Doble', last_name: 'Duplicada', birth_date: '1961-02-03' }
    const [kept, lost] = [await registered(fields), await registered({ ...fields, phone: '+51987000777' })]
    const reader = await signed_in('staff')
    const { page } = reader
    await reader.open(`/desk/patients/${kept.id}`)
    await page.getByRole('link', { name: `Compare ${lost.reference}` }).click()
    await reader.heading('Compare two profiles')
    await page.getByRole('row', { name: /^Phone not given/ }).getByText('≠ differs').waitFor()
    await page.getByRole('button', { name: `Keep ${kept.reference}` }).click()
    await page.getByRole('dialog').getByText('This cannot be undone').waitFor()
    await page.getByRole('button', { name: 'Do nothing' }).click()
    assert.equal((await read(lost.id)).merged_into ?? null, null, 'nothing was done')
    await page.getByRole('button', { name: `Keep ${kept.reference}` }).click()
    await page.getByRole('button', { name: 'Merge for good' }).click()
    await reader.heading('Doble Duplicada')
    assert.equal(new URL(page.url()).pathname, `/desk/patients/${kept.id}`)
    assert.equal((await read(lost.id)).merged_into, kept.id)
    assert.match((await read(kept.id)).phone, /777$/)
    await reader.open(`/desk/patients/${lost.id}`)
    await page.getByText('It can only be read').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Save changes' }).count(), 0)
    reader.assert_clean('merge')
})

test('a patient is deactivated and taken back, after being asked', { timeout: 300_000 }, async () => {
    const patient = await registered({ first_name: 'Activa' })
    const reader = await signed_in('staff')
    const { page } = reader
    await reader.open(`/desk/patients/${patient.id}`)
    await page.getByRole('button', { name: 'Deactivate' }).click()
    await page.getByRole('dialog').getByText('Nothing can be booked for them any more').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Do nothing' }).click()
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Deactivate', 'the focus is back where it was')
    await page.getByRole('button', { name: 'Deactivate' }).click()
    await page.keyboard.press('Escape')
    assert.equal((await read(patient.id)).active, true)
    await page.getByRole('button', { name: 'Deactivate' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click()
    await page.getByText('nothing can be booked for them.').waitFor()
    assert.equal((await read(patient.id)).active, false)
    await page.getByRole('button', { name: 'Take back' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await page.getByRole('button', { name: 'Deactivate' }).waitFor()
    assert.equal((await read(patient.id)).active, true)
    reader.assert_clean('activity')
})

test('an administrator hands out everything, sees who looked, and erases for good', { timeout: 300_000 }, async () => {
    const patient = await registered({ first_name: 'Olvidada', last_name: 'Borrada', phone: '+51987555444' })
    const reader = await signed_in('admin')
    const { page } = reader
    await reader.open(`/admin/patients/${patient.id}`)
    await page.getByRole('button', { name: 'Download everything held about them' }).click()
    await page.getByRole('dialog').getByLabel('Reason').fill('corto')
    await page.getByRole('button', { name: 'Download', exact: true }).click()
    await page.getByRole('alert').filter({ hasText: 'needs 8 characters' }).waitFor()
    const reason = 'Lo pidió por escrito el niño de la señora Ñ'
    await page.getByRole('dialog').getByLabel('Reason').fill(reason)
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download', exact: true }).click()
    assert.match(readFileSync(await (await waiting).path(), 'utf8'), /Olvidada/)
    await page.getByRole('button', { name: 'Show who looked' }).click()
    await page.getByRole('row').filter({ hasText: reason }).getByText('(administration)').waitFor()
    await page.getByRole('row').filter({ hasText: reason }).getByText('took a copy of the profile').waitFor()
    await reader.check('registry-accesses')
    await page.getByRole('button', { name: 'Erase this patient' }).click()
    await page.getByLabel(/^Type/).fill('P-WRONG')
    await page.getByLabel(/^Reason, as/).fill('On request of the patient')
    await page.getByRole('button', { name: 'Erase for good' }).click()
    await page.getByRole('alert').filter({ hasText: 'is not the reference' }).waitFor()
    assert.equal((await read(patient.id)).first_name, 'Olvidada')
    await page.getByLabel(/^Type/).fill(patient.reference)
    await page.getByRole('button', { name: 'Erase for good' }).click()
    await reader.heading('Patients')
    await shows(page, 'The patient was erased.')
    const [row] = await server.sql(`select erased_at is not null as erased, first_name from patients.patients where id = '${patient.id}'`)
    assert.equal(row.erased, true)
    assert.notEqual(row.first_name, 'Olvidada')
    reader.assert_clean('erasure')
})

test('whoever has visits ahead is erased only with them', { timeout: 300_000 }, async () => {
    const patient = await registered({ first_name: 'Citada' })
    const { doctor, slots } = await staff.doctor_with_times()
    const booked = await staff.post('/appointments', { doctor_id: doctor.id, start: slots.at(-1).start, patient_id: patient.id })
    assert.equal(booked.status, 201, booked.text)
    const reader = await signed_in('admin', { refusals: [409] })
    const { page } = reader
    await reader.open(`/admin/patients/${patient.id}`)
    await page.getByRole('rowheader').first().waitFor()
    await page.getByRole('button', { name: 'Erase this patient' }).click()
    await page.getByLabel(/^Type/).fill(patient.reference)
    await page.getByLabel(/^Reason, as/).fill('On request')
    await page.getByRole('button', { name: 'Erase for good' }).click()
    await page.getByRole('alert').filter({ hasText: 'They have visits ahead' }).waitFor()
    await page.getByLabel('Cancel the visits that are booked').check()
    await page.getByRole('button', { name: 'Erase for good' }).click()
    await reader.heading('Patients')
    const [visit] = await server.sql(`select status from scheduling.appointments where id = '${booked.json.id}'`)
    assert.equal(visit.status, 'cancelled')
    reader.assert_clean('visits ahead')
})

test('the statistics are those of the API', { timeout: 300_000 }, async () => {
    const reader = await signed_in('staff')
    await reader.open('/desk/patients/statistics')
    const { json } = await staff.get('/patients/statistics')
    await reader.page.getByRole('definition').filter({ hasText: String(json.total) }).first().waitFor()
    for (const { label, count } of json.by_city) {
        const row = reader.page.getByRole('region', { name: 'By city' }).getByRole('row').filter({ has: reader.page.getByRole('rowheader', { name: label ?? 'Not given', exact: true }) })
        assert.ok((await row.textContent()).includes(String(count)), label)
    }
    reader.assert_clean('statistics')
})

test('kinds of documents have their Spanish names', { timeout: 300_000 }, async () => {
    const reader = await signed_in('admin', { language: 'es' })
    const { page } = reader
    await reader.open('/admin/patients/new')
    await page.getByLabel('País del documento').selectOption('PE')
    assert.deepEqual(await page.getByLabel('Tipo de documento').getByRole('option').allTextContents(), ['', 'DNI', 'Pasaporte'])
    reader.assert_clean('documents')
    await reader.close()
})
