// How the binary serves the application: its page where the API has nothing, its files by the hash in their names; and the application's
// own checks that need no server: types of the contract, budgets, style.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { get as http_get } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { root, venera } from '../api/support/server.mjs'

const run = promisify(execFile)
const built = join(root, 'build', 'web')
const as_browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const script = () => readdirSync(join(built, 'assets')).find((name) => /^first-.*\.js$/.test(name))

let server
before(async () => {
    server = await venera()
})
after(() => server?.close())

// Without the decoding that fetch does by itself.
function get(path, headers = {}, method = 'GET') {
    return new Promise((resolve, reject) => {
        const request = http_get(server.base + path, { headers, method }, (answer) => {
            const chunks = []
            answer.on('data', (chunk) => chunks.push(chunk))
            answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }))
        })
        request.on('error', reject)
    })
}

test('the page is there wherever a browser asks and the API has nothing', async () => {
    for (const path of ['/', '/appointments', '/doctors/1/2/3', '/apiary']) {
        const { status, headers, body } = await get(path, as_browser)
        assert.equal(status, 200, path)
        assert.equal(headers['content-type'], 'text/html; charset=utf-8')
        assert.equal(headers['cache-control'], 'no-cache')
        assert.equal(headers['x-content-type-options'], 'nosniff')
        assert.equal(headers['referrer-policy'], 'no-referrer')
        const policy = headers['content-security-policy'].split('; ')
        for (const rule of ["default-src 'self'", "img-src 'self' data:", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) assert.ok(policy.includes(rule), rule)
        assert.match(body.toString(), /<div id="app">/)
        assert.ok(!/<script(?![^>]*src=)|<style| style=|https?:\/\//.test(body.toString()), 'nothing inline, nothing from elsewhere')
    }
})

test('programs and the API hear that there is nothing', async () => {
    for (const [path, headers] of [['/appointments', {}], ['/appointments', { accept: '*/*' }], ['/appointments', { accept: 'application/json' }], ['/api/v1/nothing', as_browser], ['/api', as_browser], ['/fhir/Patient', as_browser], ['/assets/none-12345678.js', as_browser], ['/assets/', as_browser]]) {
        const { status, body } = await get(path, headers)
        assert.equal(status, 404, path)
        assert.equal(JSON.parse(body).code, 'not_found')
    }
    const posted = await fetch(`${server.base}/appointments`, { method: 'POST', headers: as_browser })
    assert.equal(posted.status, 404)
    assert.equal((await get('/api/v1/clinics', as_browser, 'DELETE')).status, 405)
})

test('what the server tells of itself stays where it was', async () => {
    for (const [path, type] of [['/docs', 'text/html'], ['/problems', 'text/html'], ['/problems/slot_taken', 'text/html'], ['/openapi.json', 'application/json'], ['/health', 'application/json'], ['/metrics', 'text/plain']]) {
        const { status, headers, body } = await get(path, as_browser)
        assert.equal(status, 200, path)
        assert.ok(headers['content-type'].startsWith(type), `${path}: ${headers['content-type']}`)
        assert.ok(!body.includes('<div id="app">'), path)
    }
})

test('language and theme are those of the reader', async () => {
    const first = async (headers) => (await get('/', { ...as_browser, ...headers })).body.toString().split('\n')[1]
    assert.equal(await first({}), '<html lang="en" data-theme="system">')
    assert.equal(await first({ 'accept-language': 'es-PE,es;q=0.9,en;q=0.5' }), '<html lang="es" data-theme="system">')
    assert.equal(await first({ 'accept-language': 'es', cookie: 'venera_language=en; venera_theme=dark' }), '<html lang="en" data-theme="dark">')
    assert.equal(await first({ cookie: 'venera_language=es; venera_theme=light' }), '<html lang="es" data-theme="light">')
    assert.equal(await first({ cookie: 'venera_language=fr; venera_theme="><script>' }), '<html lang="en" data-theme="system">')
})

test('the page is sent again only when it or its reader is another', async () => {
    const { headers } = await get('/', as_browser)
    for (const name of ['Accept', 'Accept-Language', 'Cookie']) assert.ok(headers.vary.split(', ').includes(name), name)
    const again = await get('/', { ...as_browser, 'if-none-match': headers.etag })
    assert.equal(again.status, 304)
    assert.equal(again.body.length, 0)
    assert.equal((await get('/', { ...as_browser, 'if-none-match': headers.etag, cookie: 'venera_theme=dark' })).status, 200)
})

test('files are sent as they were compressed, and kept for ever', async () => {
    const content = readFileSync(join(built, 'assets', script()))
    for (const [coding, name, decode] of [['gzip, deflate, br', 'br', brotliDecompressSync], ['gzip', 'gzip', gunzipSync], ['identity', undefined, (body) => body]]) {
        const { status, headers, body } = await get(`/assets/${script()}`, { 'accept-encoding': coding })
        assert.equal(status, 200)
        assert.equal(headers['content-encoding'], name)
        assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
        assert.equal(headers['content-type'], 'text/javascript; charset=utf-8')
        assert.match(headers.vary, /Accept-Encoding/)
        assert.ok(decode(body).equals(content), coding)
        if (name === 'br') assert.equal(body.length, readFileSync(join(built, 'assets', `${script()}.br`)).length)
    }
    const head = await get(`/assets/${script()}`, { 'accept-encoding': 'br' }, 'HEAD')
    assert.equal(head.status, 200)
    assert.equal(head.body.length, 0)
    for (const name of readdirSync(join(built, 'assets'))) if (/\.(css|svg)$/.test(name)) assert.equal((await get(`/assets/${name}`)).status, 200, name)
    assert.equal((await get(`/assets/${script()}.br`)).status, 404)
})

test('a cell of a table that a spreadsheet would take for a formula is text, as the server makes it', async () => {
    const { rolldown } = await import(pathToFileURL(join(root, 'web', 'node_modules', 'rolldown', 'dist', 'index.mjs')))
    const bundle = await rolldown({ input: join(root, 'web', 'src', 'state', 'csv.ts') })
    const [{ code }] = (await bundle.generate({ format: 'esm' })).output
    await bundle.close()
    const { cell_text } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
    const source = readFileSync(join(root, 'src', 'platform', 'values', 'csv.cpp'), 'utf8')
    const characters = (name) => [...JSON.parse(new RegExp(`${name} = U(".*");`).exec(source)[1])]
    const [beginnings, invisible] = [characters('beginnings'), characters('invisible')]
    assert.ok(beginnings.includes('=') && invisible.includes('\u200b'))
    for (const first of beginnings) {
        for (const before of ['', ' ', '\u00a0', '\u3000', ' \u0085', '\u2028', ...invisible]) assert.equal(cell_text(`${before}${first}1`), `'${before}${first}1`, JSON.stringify(before + first))
    }
    for (const text of ['\tx', '\u007fx', '\0x']) assert.equal(cell_text(text), `'${text}`)
    assert.equal(cell_text('\r=1'), '"\'\r=1"')
    assert.equal(cell_text('=a,b'), '"\'=a,b"')
    for (const text of ['a=1', '1-2', ' a', '\u00a0a', '\u0085a', 'José', 'a@b.example', '', ' ']) assert.equal(cell_text(text), text)
    assert.deepEqual([cell_text(-1), cell_text(null)], ['-1', ''])
})

test('the application fits its budgets', async () => {
    const { stdout } = await run(process.execPath, [join(root, 'web', 'tools', 'budgets.mjs')])
    assert.ok(!stdout.includes('OVER'), stdout)
})

test('the types of its calls are those of the contract', { timeout: 300_000 }, async () => {
    await run(process.execPath, [join(root, 'web', 'tools', 'types.mjs'), '--check'])
})

// That they have no type errors says the build.
test('its sources are of one style', { timeout: 300_000 }, async () => {
    const bin = join(root, 'web', 'node_modules', '.bin')
    assert.ok(existsSync(bin), 'npm ci --prefix web')
    await run(join(bin, 'biome'), ['check', '--error-on-warnings', '.'], { cwd: join(root, 'web') })
})
