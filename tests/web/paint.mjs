// Measures what a reader with a slow telephone waits for: slow 4G (150 ms, 1.6 Mbit/s) and a processor slowed down four times. Prints the
// largest paint and the layout's shifts of some pages, medians of five visits with an empty cache; those of who works here signed in. A visit during
// which the host gave more than a twentieth of the processors' time to others is made again, twenty times at most. node tests/web/paint.mjs
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { password, venera } from '../api/support/server.mjs'
import { Application } from './support/application.mjs'

const server = await venera()
const application = await Application.on(server)
try {
    const { doctor, slots } = await server.client().doctor_with_times()
    const pages = { find: '/', results: '/?specialty=cardiology', pick: `/doctors/${doctor.id}`, details: `/book/${doctor.id}?start=${slots[0].start}`, 'sign in': '/sign-in' }
    const signed_in = { users: ['admin', '/admin/users'], figures: ['admin', '/admin/statistics'], today: ['doctor', '/practice'], board: ['staff', '/desk'] }
    for (const [name, path] of Object.entries({ ...pages, ...signed_in })) {
        const visits = []
        let again = 0
        while (visits.length < 5) {
            const one = await (name in signed_in ? visit(path[1], path[0]) : visit(path))
            if (one.given_away > 0.05 && again < 20) ++again
            else visits.push(one)
        }
        const median = (what) => visits.map((one) => one[what]).sort((one, other) => one - other)[2]
        console.log(`${name.padEnd(8)} largest paint ${Math.round(median('paint'))} ms, shifts ${median('shifts').toFixed(3)}; given away up to ${Math.round(Math.max(...visits.map((one) => one.given_away)) * 100)} %, ${again} visits again`)
    }
} finally {
    await application.close()
    await server.close()
}

async function visit(path, account) {
    const reader = await application.reader({ width: 390, height: 844 })
    const { page, context } = reader
    if (account) await reader.sign_in(`${account}@venera.example`, password)
    const devtools = await context.newCDPSession(page)
    await devtools.send('Network.enable')
    await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1_638_400 / 8, uploadThroughput: 768_000 / 8 })
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    await page.addInitScript(() => {
        window.measured = { paint: 0, shifts: 0 }
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.measured.paint = entry.startTime))).observe({ type: 'largest-contentful-paint', buffered: true })
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => { if (!entry.hadRecentInput) window.measured.shifts += entry.value })).observe({ type: 'layout-shift', buffered: true })
    })
    const before = processor_times()
    await page.goto(path)
    // All is there by then; pages that are told of changes are never without a request.
    await page.waitForTimeout(5_000)
    assert.ok(await page.evaluate(() => window.measured.paint > 0), `${path} was not painted`)
    const measured = await page.evaluate(() => window.measured)
    const [given_away, all] = processor_times().map((time, index) => time - before[index])
    await context.close()
    return { ...measured, given_away: given_away / all }
}

// Since the machine began, in ticks: given to others by the host, and all. From /proc/stat.
function processor_times() {
    const times = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1, 9).map(Number)
    return [times[7], times.reduce((sum, time) => sum + time)]
}
