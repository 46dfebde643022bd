// The web application in a real browser: Debian's chromium without its windows, driven by playwright-core, against the real binary. Every page of a
// reader is watched: a word on the console, a request to elsewhere or an answer of 5xx fails the test that made it; not 503, as
// the application then sends its call again.
// VENERA_SCREENSHOTS=folder keeps what the pages look like.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const program = process.env.VENERA_CHROMIUM ?? '/usr/bin/chromium-headless-shell'

// What pages are looked at in. With VENERA_FULL=1 each is in all six; else in one of three, which have each width, both themes and
// both languages, and whether it fits is asked at the other widths, too.
const all_looks = [
    { width: 320, scheme: 'dark', language: 'es' }, { width: 768, scheme: 'light', language: 'es' }, { width: 1280, scheme: 'light', language: 'en' },
    { width: 320, scheme: 'light', language: 'en' }, { width: 768, scheme: 'dark', language: 'en' }, { width: 1280, scheme: 'dark', language: 'es' },
]
const full = Boolean(process.env.VENERA_FULL)
export const looks = full ? all_looks : all_looks.slice(0, 3)
// Of several pages those whose turn it is in this look.
export const turn = (pages, look) => pages.filter((_, index) => full || index % looks.length === looks.indexOf(look))

export class Application {
    constructor(server, browser) {
        this.server = server
        this.browser = browser
        this.readers = []
    }

    static async on(server) {
        return new Application(server, await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-dev-shm-usage'] }))
    }

    // Somebody with a browser of their own. `refusals`: codes of 4xx that the test expects; browsers write them to the console.
    async reader({ width = 1280, height = 800, scheme = 'light', language = 'en', zone = 'America/Lima', refusals = [], ...options } = {}) {
        const context = await this.browser.newContext({
            viewport: { width, height }, colorScheme: scheme, locale: language, timezoneId: zone, baseURL: this.server.base, reducedMotion: 'reduce', ...options,
        })
        context.setDefaultTimeout(60_000)
        const page = await context.newPage()
        const reader = new Reader(this, context, page, { width, scheme, language, refusals })
        this.readers.push(reader)
        return reader
    }

    async close() {
        await this.browser.close()
    }
}

class Reader {
    constructor(application, context, page, traits) {
        Object.assign(this, { application, context, page, ...traits, faults: [], requests: [], under_way: new Set() })
        page.on('console', (message) => {
            const expected = [503, ...this.refusals].some((status) => message.text().includes(`status of ${status}`))
            // Verbose: advice to developers that nobody sees who does not ask for it.
            if (!expected && !['debug', 'verbose'].includes(message.type())) this.faults.push(`console: ${message.text()}`)
        })
        page.on('pageerror', (error) => this.faults.push(`error: ${error.stack}`))
        context.on('request', (request) => {
            this.requests.push(request)
            if (!new URL(request.url()).pathname.endsWith('/events')) this.under_way.add(request)
            const { protocol, origin } = new URL(request.url())
            if (!['data:', 'blob:'].includes(protocol) && origin !== application.server.base) this.faults.push(`foreign: ${request.url()}`)
        })
        for (const end of ['requestfinished', 'requestfailed']) context.on(end, (request) => this.under_way.delete(request))
        context.on('response', (response) => {
            // The page is another one from here on. Of what it leaves behind, asked for up to now, the end is not always told.
            const request = response.request()
            if (request.isNavigationRequest()) for (const left of this.under_way) if (left !== request && left.frame() === request.frame()) this.under_way.delete(left)
        })
        context.on('response', async (response) => {
            if (response.status() < 500) return
            const fault = `${response.status()}: ${response.url()}`
            const is_sent_again = response.status() === 503 && (response.request().method() === 'GET' || (await response.request().headerValue('idempotency-key')))
            const body = is_sent_again ? await response.json().catch(() => undefined) : undefined
            if (body?.code !== 'unavailable') this.faults.push(fault)
        })
    }

    async open(path) {
        await this.page.goto(path)
        await this.page.getByRole('heading', { level: 1 }).waitFor()
    }

    // Within the application, as a link does it: what is in memory stays there.
    go(path) {
        return this.page.evaluate((to) => {
            history.pushState({}, '', to)
            dispatchEvent(new PopStateEvent('popstate'))
        }, path)
    }

    // Nothing has been on its way for a moment but streams of events, which have no end.
    async quiet() {
        const until = Date.now() + 60_000
        for (let since = Date.now(); Date.now() - since < 250; await this.page.waitForTimeout(50)) {
            if (this.under_way.size) since = Date.now()
            assert.ok(Date.now() < until, `under way for a minute: ${[...this.under_way].map((request) => request.url())}`)
        }
    }

    // What holds on every page: nothing to say for axe, nothing wider than the screen, nothing too small to be hit.
    async check(name) {
        const { page } = this
        await this.quiet()
        await this.keep(name)
        await this.assert_fits(`${name} at ${this.width} px`)
        if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ').slice(0, 400)}`), [], `${name}, ${this.width}, ${this.scheme}`)
        this.assert_clean(name)
    }

    async assert_fits(name) {
        const { page } = this
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        assert.ok(wider <= 0, `${name} scrolls sideways by ${wider} px`)
        const small = await page.evaluate(() =>
            [...document.querySelectorAll('a, button, select, summary, input:not(.sr-only), textarea')].filter((one) => {
                const { width, height } = one.getBoundingClientRect()
                return one.checkVisibility() && width > 1 && (width < 24 || height < 24) && !(one instanceof HTMLInputElement && one.closest('label'))
            }).map((one) => one.outerHTML.slice(0, 120)))
        assert.deepEqual(small, [], `${name}: targets smaller than 24 px`)
    }

    // check() of a page that has its turn in one look.
    async look(name) {
        await this.check(name)
        if (full) return
        const shown = this.page.viewportSize()
        for (const { width } of looks) {
            await this.page.setViewportSize({ ...shown, width })
            await this.assert_fits(`${name} at ${width} px`)
        }
        await this.page.setViewportSize(shown)
    }

    async keep(name) {
        const folder = process.env.VENERA_SCREENSHOTS
        if (!folder) return
        mkdirSync(folder, { recursive: true })
        await this.page.screenshot({ path: join(folder, `${name}-${this.width}-${this.scheme}-${this.language}.png`), fullPage: true })
    }

    assert_clean(name) {
        assert.deepEqual(this.faults, [], name)
    }

    heading(text) {
        return this.page.getByRole('heading', { level: 1, name: text }).waitFor()
    }

    async sign_up_fields(email) {
        const { page } = this
        const [first, last, mail, secret] = this.language === 'es' ? ['Nombre', 'Apellidos', 'Correo electrónico', 'Contraseña'] : ['First name', 'Last name', 'E-mail', 'Password']
        await page.getByLabel(first, { exact: true }).fill('Ana')
        await page.getByLabel(last).fill('Quispe Mamani')
        await page.getByLabel(mail).fill(email)
        await page.getByLabel(secret).fill('correct horse battery')
    }

    // Signed in as after the form, without its page; which page is open afterwards does not matter.
    async sign_in(email, secret) {
        const answer = await this.context.request.post('/api/v1/auth/login', { data: { email, password: secret } })
        assert.equal(answer.status(), 200, await answer.text())
        const { user } = await answer.json()
        await this.page.goto('/health')
        await this.page.evaluate(({ id, role }) => localStorage.setItem('venera.signed_in', `${id} ${role}`), user)
    }

    close() {
        return this.context.close()
    }
}
