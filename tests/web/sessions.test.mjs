// Who is here: what one person has read is gone for the next, a tab never becomes somebody else’s, and nobody is told that they are
// signed out when they are not.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { password, unique_email, venera } from '../api/support/server.mjs'
import { Application } from './support/application.mjs'

const secret = 'correct horse battery'
let server, application
before(async () => {
    server = await venera()
    application = await Application.on(server)
})
after(async () => {
    await application?.close()
    await server?.close()
})

const sign_out = async ({ page }) => {
    await page.getByRole('banner').locator('summary').last().click()
    await page.getByRole('button', { name: 'Sign out' }).click()
}
async function booked(client) {
    const { doctor, slots } = await client.doctor_with_times()
    const answer = await client.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })
    assert.equal(answer.status, 201, answer.text)
    return answer.json
}
// In another tab of the same browser. `told`: as the application there tells the other tabs.
async function becomes(reader, email, { told }) {
    const tab = await reader.context.newPage()
    await tab.goto('/')
    await tab.evaluate(async ({ email, password, told }) => {
        const answer = await fetch('/api/v1/auth/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password }) })
        const { user } = await answer.json()
        if (told) localStorage.setItem('venera.signed_in', `${user.id} ${user.role}`)
    }, { email, password: secret, told })
    await tab.close()
}

test('what one receptionist read is not shown to the next', { timeout: 300_000 }, async () => {
    const [admin, visit] = [await server.as('admin'), await booked(await server.patient({ first_name: 'Casilda' }))]
    const email = unique_email()
    const elsewhere = (await admin.get('/clinics?limit=50')).json.data.find((one) => one.id !== visit.clinic_id)
    const made = await admin.post('/users', { email, role: 'staff', first_name: 'Lucía', last_name: 'Vega', password: secret, clinic_ids: [elsewhere.id] })
    assert.equal(made.status, 201, made.text)
    const reader = await application.reader({ refusals: [404] })
    const address = `/desk?clinic=${visit.clinic_id}&date=${visit.local_date}&visit=${visit.id}`
    await reader.sign_in('staff@venera.example', password)
    await reader.open(address)
    await reader.page.getByRole('region', { name: `Visit ${visit.reference}` }).getByText('Casilda').first().waitFor()
    await sign_out(reader)
    await reader.heading('Sign in')
    await reader.page.getByLabel('E-mail').fill(email)
    await reader.page.getByLabel('Password').fill(secret)
    await reader.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await reader.page.waitForURL((at) => at.pathname !== '/sign-in')
    await reader.go(address)
    await reader.page.getByRole('alert').first().waitFor()
    assert.equal(await reader.page.getByText('Casilda').count(), 0)
    assert.equal(await reader.page.getByText(visit.reference).count(), 0)
    await reader.close()
})

test('a tab whose person another tab replaced begins anew, told or not', { timeout: 300_000 }, async () => {
    const [ana, luis] = [await server.patient({ first_name: 'Anabel' }), await server.patient({ first_name: 'Luismi' })]
    const visit = await booked(ana)
    const reader = await application.reader({ refusals: [401] })
    const { page } = reader
    await reader.sign_in(ana.email, secret)
    const hers = page.getByText(visit.reference)
    const name = (one) => page.getByRole('banner').getByText(one, { exact: true })
    const show_visit = async () => {
        await reader.open(`/appointments/${visit.id}`)
        await hers.first().waitFor()
        await page.evaluate(() => sessionStorage.setItem('typed', 'by Anabel'))
    }
    await show_visit()
    await becomes(reader, luis.email, { told: true })
    await name('Luismi').waitFor()
    assert.equal(await hers.count(), 0)
    assert.equal(await page.evaluate(() => sessionStorage.getItem('typed')), null)

    await becomes(reader, ana.email, { told: true })
    await name('Anabel').waitFor()
    await show_visit()
    await becomes(reader, luis.email, { told: false })
    // Her token runs out; the cookie is his by now. No call of the page is sent as him.
    await server.advance(11 * 60)
    const written = []
    page.on('request', (request) => !['GET', 'HEAD'].includes(request.method()) && written.push(new URL(request.url()).pathname))
    await page.getByRole('link', { name: 'My appointments' }).first().click()
    await name('Luismi').waitFor()
    assert.equal(await page.evaluate(() => sessionStorage.getItem('typed')), null)
    assert.deepEqual([...new Set(written)], ['/api/v1/auth/refresh'])
    await reader.close()
})

test('a sign-out that nobody heard is not told as done', { timeout: 300_000 }, async () => {
    const ana = await server.patient({ first_name: 'Anabel' })
    const reader = await application.reader({ refusals: [401] })
    const { page } = reader
    await reader.sign_in(ana.email, secret)
    await reader.open('/')
    await page.route('**/auth/logout', (route) => route.abort())
    await sign_out(reader)
    await page.getByText('You are still signed in').waitFor()
    await page.getByRole('banner').getByText('Anabel', { exact: true }).waitFor()
    await page.unroute('**/auth/logout')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor()
    assert.equal((await page.evaluate(async () => (await fetch('/api/v1/auth/refresh', { method: 'POST' })).status)), 401)
    await reader.close()
})

test('a server that is out of reach, or asks to wait, signs nobody out', { timeout: 300_000 }, async () => {
    const ana = await server.patient()
    const reader = await application.reader({ refusals: [429, 503] })
    const { page } = reader
    await reader.sign_in(ana.email, secret)
    for (const status of [429, 503]) {
        await page.route('**/auth/refresh', (route) => route.fulfill({ status, contentType: 'application/problem+json', body: '{"code":"rate_limited"}' }))
        await page.goto('/appointments')
        await page.getByRole('alert').getByText('The server could not be reached').waitFor()
        await page.unroute('**/auth/refresh')
        await page.getByRole('button', { name: 'Try again' }).click()
        await reader.heading('My appointments')
    }
    await reader.close()
})

test('what the server had no room for is read again by itself; what was asked without a key is not done twice', { timeout: 300_000 }, async () => {
    const ana = await server.patient()
    const reader = await application.reader()
    const { page } = reader
    let calls, refused
    const no_room = (path) =>
        page.route(path, (route) => (++calls > refused ? route.continue() : route.fulfill({ status: 503, contentType: 'application/problem+json', headers: { 'retry-after': '1' }, body: '{"code":"unavailable"}' })))
    await no_room('**/auth/login')
    ;[calls, refused] = [0, 9]
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill(ana.email)
    await page.getByLabel('Password').fill(secret)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    assert.equal(calls, 1)

    await reader.sign_in(ana.email, secret)
    await no_room('**/api/v1/me/appointments**')
    for (const [refusals, shown] of [[2, page.getByText('You have no upcoming visits')], [9, page.getByRole('alert')]]) {
        ;[calls, refused] = [0, refusals]
        await page.goto('/appointments')
        await shown.waitFor()
        assert.equal(calls, 3)
    }
    await reader.close()
})

test('what a day begins with is asked for before the application is there, once, and by nobody else', { timeout: 300_000 }, async () => {
    const days = {
        doctor: ['/practice', /^Today/, ['/doctors/:id/agenda', '/doctors/:id/schedule']],
        staff: ['/desk', /^\w+ \d+ \w+$/, ['/clinics']],
        admin: ['/admin/statistics', 'Statistics', ['/appointments/statistics', '/clinics', '/specialties']],
    }
    const path_of = (request) => new URL(request.url()).pathname
    const asked_of = (requests) => requests.map(path_of).filter((path) => path.startsWith('/api/')).map((path) => path.slice(7).replace(/[0-9a-f-]{36}/, ':id'))
    const code_of = (requests) => requests.map(path_of).filter((path) => /\/(today|board|statistics)-/.test(path))
    for (const [role, [address, heading, first]] of Object.entries(days)) {
        const reader = await application.reader({ refusals: [403] })
        const { page } = reader
        await reader.sign_in(`${role}@venera.example`, password)
        let come
        const comes = new Promise((resolve) => (come = resolve))
        await page.route('**/assets/base-*.js', (route) => comes.then(() => route.continue()))
        // The first answer never comes: after a while it is asked for again by the application.
        let calls = 0
        if (role === 'staff') await page.route('**/api/v1/clinics**', (route) => (++calls > 1 ? route.continue() : undefined))
        const before = reader.requests.length
        const requests = () => reader.requests.slice(before)
        const opened = page.goto(address)
        for (; asked_of(requests()).length < first.length + 1 || code_of(requests()).length === 0; await page.waitForTimeout(20));
        assert.deepEqual(asked_of(requests()).sort(), ['/auth/refresh', ...first].sort(), role)
        come()
        await opened
        await reader.heading(heading)
        await reader.quiet()
        for (const path of first) assert.equal(asked_of(requests()).filter((one) => one === path).length, role === 'staff' ? 2 : 1, `${role} ${path}`)
        // Where somebody else's day begins neither code nor data is asked for.
        const elsewhere = Object.entries(days).find(([other]) => other !== role && !(role === 'admin' && other === 'staff'))[1][0]
        const then = reader.requests.length
        await page.goto(elsewhere)
        await reader.heading('This page is not for you')
        await reader.quiet()
        assert.deepEqual([asked_of(reader.requests.slice(then)), code_of(reader.requests.slice(then))], [['/auth/refresh'], []], `${role} ${elsewhere}`)
        await reader.close()
    }
})
