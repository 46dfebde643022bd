// The figures of the practice: what the page says is what an independent count of the database gives, by mouse, keyboard and address.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { password, venera } from '../api/support/server.mjs'
import { Application, looks } from './support/application.mjs'

let server, application, from, until
before(async () => {
    server = await venera()
    application = await Application.on(server)
    const [{ last }] = await server.sql(`select max((starts_at at time zone timezone)::date)::text as last from scheduling.appointments where status not in ('held', 'expired')`)
    until = last
    from = new Date(Date.parse(`${last}T00:00:00Z`) - 179 * 86_400_000).toISOString().slice(0, 10)
})
after(async () => {
    await application?.close()
    await server?.close()
})

async function administrator(options) {
    const reader = await application.reader(options)
    await reader.sign_in('admin@venera.example', password)
    return reader
}
const counted = async (where = 'true', by = '1') => server.sql(`select ${by} as by, count(*)::int as visits, count(*) filter (where status in ('arrived', 'fulfilled'))::int as kept,
    count(*) filter (where status = 'cancelled')::int as cancelled, count(*) filter (where status = 'noshow')::int as no_show, count(*) filter (where status in ('pending', 'booked'))::int as open
    from (select *, starts_at at time zone timezone as wall from scheduling.appointments) a
    where status not in ('held', 'expired') and wall::date between '${from}' and '${until}' and ${where} group by 1 order by 1`)
// The number of a tile: what stands before its share.
const tile = async (page, name) => Number((await page.locator('dt', { hasText: new RegExp(`^${name}$`) }).locator('xpath=following-sibling::dd[1]').innerText()).split(' ')[0])
const cells = (page, table) => page.getByRole('table', { name: table }).locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())))

test('the page says what counting the database gives', { timeout: 300_000 }, async () => {
    const reader = await administrator()
    const { page } = reader
    await reader.open(`/admin/statistics?from=${from}&until=${until}&unit=month`)
    await page.getByRole('img', { name: /visits from/ }).waitFor()
    const [all] = await counted()
    assert.ok(all.visits > 100)
    assert.deepEqual([await tile(page, 'Visits'), await tile(page, 'Kept'), await tile(page, 'Cancelled'), await tile(page, 'No-show'), await tile(page, 'Open')],
        [all.visits, all.kept, all.cancelled, all.no_show, all.open])
    const [{ median }] = await server.sql(`select percentile_disc(0.5) within group (order by greatest((starts_at at time zone timezone)::date - (created_at at time zone timezone)::date, 0)) as median
        from scheduling.appointments where status not in ('held', 'expired') and (starts_at at time zone timezone)::date between '${from}' and '${until}'`)
    await page.getByText(`Median: ${median} day`).waitFor()

    // The chart's own table, its sentence, and the heat of weekdays and hours.
    const text = await page.getByRole('img', { name: /visits from/ }).getAttribute('aria-label')
    assert.ok(text.startsWith(`${all.visits} visits`) && text.includes(`${all.kept} kept, ${all.cancelled} cancelled, ${all.no_show} no-shows`), text)
    await page.getByText('As a table').click()
    const months = await counted('true', `to_char(wall, 'YYYY-MM')`)
    const shown = (await cells(page, 'Over time')).map((row) => row.slice(1, 6).map(Number)).filter(([visits]) => visits > 0)
    assert.deepEqual(shown, months.map((one) => [one.visits, one.kept, one.cancelled, one.no_show, one.open]))
    const heat = await cells(page, 'Visits by weekday and hour of the clinic’s clock')
    const days = await counted('true', 'extract(isodow from wall)::int')
    assert.deepEqual(heat.map((row) => row.slice(1).reduce((sum, one) => sum + (Number(one) || 0), 0)), Array.from({ length: 7 }, (_, day) => days.find((one) => one.by === day + 1)?.visits ?? 0))
    await reader.check('statistics')

    // Narrowed by a click on a doctor, which is in the address.
    const [[name, , visits]] = await cells(page, 'By doctor')
    await page.getByRole('link', { name: `Only ${name}` }).click()
    await page.waitForURL(/doctor=/)
    const doctor = new URL(page.url()).searchParams.get('doctor')
    const [own] = await counted(`doctor_id = '${doctor}'`)
    assert.equal(own.visits, Number(visits))
    await page.waitForFunction((count) => document.querySelector('dl dd')?.textContent === String(count), own.visits)
    await page.reload()
    await page.waitForFunction((count) => document.querySelector('dl dd')?.textContent === String(count), own.visits)
    await page.getByLabel('Doctor', { exact: true }).selectOption('All doctors')
    await page.waitForFunction((count) => document.querySelector('dl dd')?.textContent === String(count), all.visits)
})

test('the file has the numbers of the tables', { timeout: 300_000 }, async () => {
    const reader = await administrator()
    const { page } = reader
    await reader.open(`/admin/statistics?from=${from}&until=${until}`)
    const save = async (name) => {
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()])
        return readFileSync(await download.path(), 'utf8').replace('\ufeff', '').trim().split('\r\n').map((line) => line.split(','))
    }
    const rows = await save('Download CSV')
    const days = await counted('true', 'wall::date::text')
    const found = rows.filter(([first, second]) => first === second && /^\d{4}-/.test(first) && true).filter((row) => Number(row[2]) > 0)
    assert.deepEqual(found.map((row) => [row[0], ...row.slice(2).map(Number)]), days.map((one) => [one.by, one.visits, one.kept, one.cancelled, one.no_show, one.open]))
    const [, ...clinics] = await save('Download CSV: By clinic')
    const expected = await counted('true', `clinic->>'name'`)
    assert.deepEqual(clinics.map((row) => [row[0], Number(row[1])]).sort(), expected.map((one) => [one.by, one.visits]).sort())
    reader.assert_clean('files')
})

test('days that cannot be are told of, and days without visits are no dead end', { timeout: 300_000 }, async () => {
    const reader = await administrator()
    const { page } = reader
    await reader.open('/admin/statistics?from=2026-05-02&until=2026-05-01')
    await page.getByRole('alert').getByText('The last day must not be before the first').waitFor()
    assert.equal(reader.requests.filter((one) => one.url().includes('/appointments/statistics?from=2026-05-02')).length, 0)
    await reader.check('statistics-wrong')
    await reader.open('/admin/statistics?from=2001-01-01&until=2001-02-01')
    await page.getByText('No visits on these days').waitFor()
    const { data: [{ id, name }] } = (await server.client().get('/doctors?limit=1')).json
    await reader.open(`/admin/statistics?from=2001-01-01&until=2001-02-01&doctor=${id}`)
    await page.waitForFunction((wanted) => [...document.querySelectorAll('select')].some((one) => one.selectedOptions[0]?.text === wanted), name)
    await page.getByLabel('Doctor', { exact: true }).selectOption('All doctors')
    await page.waitForURL((url) => !url.searchParams.has('doctor'))
    await reader.check('statistics-none')
    await page.getByRole('button', { name: '365 days' }).click()
    await page.waitForURL(/unit=month/)
    await page.getByRole('img', { name: /visits from/ }).waitFor()
    await page.getByLabel('By', { exact: true }).selectOption('Week')
    await page.waitForURL(/unit=week/)
    await page.getByRole('link', { name: 'Revenue' }).click()
    await page.waitForURL(/tab=revenue/)
    await page.getByText('Nothing was paid in these months').waitFor()
    reader.assert_clean('statistics')
})

test('revenue is what the ledger says', { timeout: 300_000 }, async () => {
    const ana = await server.patient()
    const { doctor, slots } = await ana.doctor_with_times()
    const booked = await ana.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })
    const method = { card: { number: '4242424242424242', exp_month: 12, exp_year: 2090, cvc: '123', holder: 'Ana Quispe' } }
    const paid = await ana.post('/payments', { appointment_id: booked.json.id, method }, { headers: { 'idempotency-key': 'figures' } })
    assert.equal(paid.status, 201, paid.text)
    const reader = await administrator()
    const { page } = reader
    await reader.open('/admin/statistics?tab=revenue')
    const amount = (paid.json.amount_cents / 100).toFixed(2)
    await page.getByRole('table', { name: 'Revenue by month and currency' }).getByText(new RegExp(amount.replace('.', '\\.'))).first().waitFor()
    await reader.check('revenue')
    // Pesos of Chile have no hundredths.
    const there = await ana.doctor_with_times('&country=CL')
    const visit = (await ana.post('/appointments', { doctor_id: there.doctor.id, start: there.slots[1].start })).json
    assert.equal(visit.currency, 'CLP')
    const pesos = (await ana.post('/payments', { appointment_id: visit.id, method }, { headers: { 'idempotency-key': 'pesos' } })).json
    await page.reload()
    await page.getByText('CLP').first().waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()])
    const line = readFileSync(await download.path(), 'utf8').split('\r\n').find((one) => one.includes('CLP'))
    assert.ok(line.split(',').includes(String(pesos.amount_cents)), line)
})

for (const { width, scheme, language } of looks)
    test(`figures at ${width} px, ${scheme}, ${language}`, { timeout: 300_000 }, async () => {
        const reader = await administrator({ width, scheme, language })
        for (const [name, place] of [['statistics', `?from=${from}&until=${until}&unit=week`], ['revenue', '?tab=revenue']]) {
            await reader.open(`/admin/statistics${place}`)
            if (name === 'statistics') await reader.page.getByRole('img').first().waitFor()
            await reader.check(name)
        }
        await reader.close()
    })
