// A patient books, as people do: by mouse on three screens, light and dark, in both languages. Each page on the way is looked at.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { unique_email, venera } from '../api/support/server.mjs'
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

const words = {
    en: {
        find: 'What do you need help with?', symptoms: 'Describe it in your own words', said: 'My skin itches and there is a rash on my arm', action: 'Find times',
        suggested: 'We suggest: Dermatology', results: 'Earliest times', all: /All times/, pick: 'Pick a time', go_on: /Continue with/, details: 'Your details', reason: 'Reason for the visit', book: 'Book this visit',
        booked: 'Your visit is booked', mine: 'My appointments', cancel: 'Cancel this visit', sure: 'Cancel the visit', cancelled: 'Cancelled',
    },
    es: {
        find: '¿En qué podemos ayudarle?', symptoms: 'Descríbalo con sus palabras', said: 'Me pica la piel y tengo un sarpullido en el brazo', action: 'Buscar horas',
        suggested: 'Le sugerimos: Dermatología', results: 'Las primeras horas libres', all: /Todas las horas/, pick: 'Elija una hora', go_on: /Continuar:/, details: 'Sus datos', reason: 'Motivo de la cita', book: 'Reservar esta cita',
        booked: 'Su cita está reservada', mine: 'Mis citas', cancel: 'Cancelar la cita', sure: 'Cancelar la cita', cancelled: 'Cancelada',
    },
}

for (const [width, scheme, language] of [[320, 'light', 'es'], [320, 'dark', 'en'], [768, 'dark', 'es'], [768, 'light', 'en'], [1280, 'light', 'es'], [1280, 'dark', 'en']]) {
    test(`books by mouse at ${width} px, ${scheme}, ${language}`, { timeout: 300_000 }, async () => {
        const say = words[language]
        const reader = await application.reader({ width, scheme, language, zone: 'America/New_York' })
        const { page } = reader
        await reader.open('/')
        await reader.heading(say.find)
        await reader.check('1-find')
        await page.getByLabel(say.symptoms).fill(say.said)
        await page.getByRole('button', { name: say.action }).click()
        await page.getByText(say.suggested).waitFor()
        await page.getByRole('heading', { name: say.results }).waitFor()
        assert.equal(new URL(page.url()).search, '?specialty=dermatology', 'the specialty, and not what was written')
        await reader.check('2-found')
        await page.getByRole('link', { name: say.all }).first().click()
        await reader.heading(say.pick)
        const days = page.getByRole('group', { name: language === 'en' ? 'Day' : 'Día' }).locator('label:has(input:enabled)')
        await days.nth(1).click()
        const times = page.getByRole('group', { name: /Morning|Afternoon|Evening|Mañana|Tarde|Noche/ }).locator('label')
        await times.first().click()
        await reader.check('3-pick')
        await page.getByRole('button', { name: say.go_on }).click()
        await reader.heading(say.details)
        await page.getByRole('timer').waitFor()
        await reader.check('4-details')
        await reader.sign_up_fields(unique_email())
        await page.getByLabel(say.reason).fill('A rash on my arm')
        await page.getByRole('button', { name: say.book }).click()
        await reader.heading(say.booked)
        const reference = await page.getByText(/^VEN-[0-9A-Z]{6}$/).textContent()
        await reader.check('5-booked')
        const [row] = await server.sql(`select status, timezone from scheduling.appointments where reference = '${reference}'`)
        assert.equal(row.status, 'booked')
        await page.getByRole('main').getByRole('link', { name: say.mine }).click()
        await reader.heading(say.mine)
        await page.getByText(reference).first().waitFor()
        await reader.check('6-appointments')
        await page.getByRole('heading', { level: 2 }).getByRole('link').click()
        await page.getByRole('button', { name: say.cancel }).click()
        await page.getByRole('dialog').waitFor()
        await reader.check('7-cancel')
        await page.getByRole('dialog').getByRole('button', { name: say.sure }).click()
        await page.getByText(say.cancelled, { exact: true }).waitFor()
        await reader.check('8-cancelled')
        assert.equal((await server.sql(`select status from scheduling.appointments where reference = '${reference}'`))[0].status, 'cancelled')
        const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, history.state, document.cookie]))
        const seen = [stored, ...reader.requests.map((request) => request.url())].join('\n')
        assert.ok(!/rash|itches|pica|sarpullido|correct horse/i.test(seen), 'nothing of health and no secret in addresses or storage')
        await reader.close()
    })
}

// In winter the clocks of Lima and New York agree, those of Madrid and New York never.
for (const [city, timezone] of [['Lima', 'America/Lima'], ['Madrid', 'Europe/Madrid']]) {
    test(`from New York, a time of ${city} is told as there, on every page; a time on the first page leads to the details`, { timeout: 300_000 }, async () => {
        const clock_of = (zone, start) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date(start))
        const reader = await application.reader({ zone: 'America/New_York' })
        const { page } = reader
        const told = (shown) => {
            assert.ok(shown.length > 0)
            assert.deepEqual(shown.map(({ text }) => text), shown.map(({ start }) => clock_of(timezone, start)))
            if (city === 'Madrid') for (const { start, text } of shown) assert.notEqual(text, clock_of('America/New_York', start))
        }
        const visit_tells = async (start) => {
            const shown = await page.getByRole('region', { name: 'Your visit' }).innerText()
            assert.ok(shown.includes(`${city} time`), shown)
            told([{ start, text: shown.match(/\d\d:\d\d/g).join(' ') }])
        }
        const screens = []
        const arrives = async (heading, step) => {
            await reader.heading(heading)
            if (step) await page.getByText(`Step ${step} of 4`).waitFor()
            screens.push(heading)
        }
        await page.goto(`/?city=${city}`)
        await arrives('What do you need help with?')
        const chips = page.getByRole('main').locator('a[href^="/book/"]')
        await chips.first().waitFor()
        told(await chips.evaluateAll((all) => all.map((one) => ({ start: new URL(one.href).searchParams.get('start'), text: one.textContent }))))
        assert.equal(await page.getByText(`${city} time`).count(), await page.getByRole('link', { name: /^All times/ }).count())
        const first_page = page.url()

        await page.getByRole('link', { name: /^All times/ }).first().click()
        await reader.heading('Pick a time')
        await page.getByText(`${city} time`).waitFor()
        const times = page.getByRole('group', { name: /Morning|Afternoon|Evening/ }).getByRole('radio')
        told(await times.evaluateAll((all) => all.map((one) => ({ start: one.value, text: one.labels[0].textContent }))))
        const picked = times.last()
        const picked_start = await picked.getAttribute('value')
        await picked.check({ force: true })
        const go_on = page.getByRole('button', { name: /^Continue with/ })
        told([{ start: picked_start, text: (await go_on.textContent()).slice(-5) }])

        await page.goto(first_page)
        await chips.first().waitFor()
        const chip = chips.last()
        const start = new URL(await chip.getAttribute('href'), first_page).searchParams.get('start')
        await chip.click()
        await arrives('Your details', 3)
        await page.getByRole('timer').waitFor()
        await visit_tells(start)
        const email = unique_email()
        await reader.sign_up_fields(email)
        await page.getByRole('button', { name: 'Book this visit' }).click()
        await arrives('Your visit is booked', 4)
        await visit_tells(start)
        assert.deepEqual(screens, ['What do you need help with?', 'Your details', 'Your visit is booked'])
        const rows = await server.sql(`select status, starts_at = '${start}' as then from scheduling.appointments where patient_id = (select patient_id from identity.users where email = '${email}')`)
        assert.deepEqual(rows, [{ status: 'booked', then: true }])
        reader.assert_clean('from New York')
        await reader.close()
    })
}

test('a time that somebody else has taken is offered nowhere again', { timeout: 300_000 }, async () => {
    const other = await server.patient()
    const { doctor, slots } = await other.doctor_with_times()
    const slot = slots[1]
    const reader = await application.reader({ width: 320, refusals: [409] })
    const { page } = reader
    const at_that_time = page.getByRole('group', { name: /Morning|Afternoon|Evening/ }).locator('label').filter({ hasText: slot.local_time })
    await reader.open(`/doctors/${doctor.id}?from=${slot.local_date}&day=${slot.local_date}`)
    while ((await at_that_time.count()) === 0) await page.getByRole('button', { name: /more times?$/ }).click()
    await at_that_time.click()
    const taken = await other.post('/appointments', { doctor_id: doctor.id, start: slot.start })
    assert.equal(taken.status, 201, taken.text)
    await page.getByRole('button', { name: /^Continue with/ }).click()
    await page.getByRole('alert').getByText('Somebody else has just taken this time').waitFor()
    assert.equal(await page.getByRole('alert').getByRole('link', { name: new RegExp(`${slot.local_time}$`) }).filter({ hasText: slot.local_date }).count(), 0)
    await page.goBack()
    await reader.heading('Pick a time')
    await page.getByRole('group', { name: /Morning|Afternoon|Evening/ }).first().waitFor()
    const more = page.getByRole('button', { name: /more times?$/ })
    if ((await more.count()) > 0) await more.click()
    assert.equal(await at_that_time.count(), 0)
    reader.assert_clean('taken')
    await reader.close()
})

test('a page that was open too long learns from the server that it is too late, and the visit stays', { timeout: 300_000 }, async () => {
    const client = await server.patient()
    const { doctor, slots } = await client.doctor_with_times()
    const visit = (await client.post('/appointments', { doctor_id: doctor.id, start: slots[2].start })).json
    const reader = await application.reader({ refusals: [409] })
    const { page } = reader
    await reader.sign_in(client.email, 'correct horse battery')
    await reader.open(`/appointments/${visit.id}`)
    await page.getByRole('button', { name: 'Cancel this visit' }).click()
    await server.execute(`update scheduling.appointments set cancellable_until = now() - interval '1 minute' where id = '${visit.id}'`)
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the visit' }).click()
    await page.getByRole('dialog').getByRole('alert').waitFor()
    assert.deepEqual(await server.sql(`select status from scheduling.appointments where id = '${visit.id}'`), [{ status: 'booked' }])
    reader.assert_clean('too late')
    await reader.close()
})
