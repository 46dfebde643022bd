// What operators and programs see besides the operations themselves: probes, metrics, pages, headers, limits and logs.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Contract } from './support/contract.mjs'
import { unique_email, venera } from './support/server.mjs'

let server, limited, patient, staff
before(async () => {
    server = await venera({ clock: false, env: { VENERA_LOG__LEVEL: 'debug' } })
    limited = await venera({ clock: false, demo: false, env: { VENERA_LIMITS__LOOPBACK: 'true' } })
    patient = await server.patient()
    staff = await server.as('staff')
})
after(async () => {
    await server?.close()
    await limited?.close()
})

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/
const at = (path, init) => fetch(server.base + path, init)

test('health and readiness have their shape and reveal nothing else', async () => {
    const health = await at('/health')
    assert.equal(health.status, 200)
    const { timestamp, version, ...rest } = await health.json()
    assert.deepEqual(rest, { status: 'alive', service: 'venera' })
    assert.match(version, /^\d+\.\d+\.\d+$/)
    assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 30_000)
    const ready = await at('/health/ready')
    assert.equal(ready.status, 200)
    const { timestamp: when, ...state } = await ready.json()
    assert.deepEqual(state, { status: 'ready', alarms: [] })
    assert.match(when, /Z$/)
    assert.equal(ready.headers.get('cache-control'), 'no-store')
})

test('metrics are Prometheus text, with the process and without anybody’s id', async () => {
    await patient.get(`/patients/${patient.patient.id}`)
    await patient.get(`/appointments/${patient.patient.id}`)
    const answer = await at('/metrics')
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('content-type'), /^text\/plain; version=0\.0\.4/)
    const text = await answer.text()
    const names = new Set()
    for (const line of text.trimEnd().split('\n')) {
        const sample = /^([a-z_][a-z0-9_]*)(\{([a-z_]+="[^"]*",?)*\})? (-?[0-9.e+-]+|NaN|\+Inf)$/.exec(line)
        assert.ok(sample || /^# (HELP|TYPE) [a-z_]+ \S/.test(line), line)
        if (sample) names.add(sample[1])
    }
    for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'process_open_fds', 'process_start_time_seconds', 'venera_http_requests_total', 'venera_http_request_seconds_bucket', 'venera_ready', 'venera_postgres_statement_seconds_count'])
        assert.ok(names.has(name), name)
    assert.doesNotMatch(text, uuid)
    assert.match(text, /route="\/api\/v1\/appointments\/\{id\}"/)
})

test('the pages bring everything with them and forbid the rest', async () => {
    const pages = ['/docs', '/problems', '/problems/slot_taken', '/problems/unavailable']
    for (const path of pages) {
        const page = await at(path)
        assert.equal(page.status, 200, path)
        assert.match(page.headers.get('content-type'), /^text\/html; charset=utf-8/)
        const policy = page.headers.get('content-security-policy')
        assert.match(policy, /default-src 'self'/)
        assert.match(policy, /object-src 'none'/)
        assert.match(policy, /frame-ancestors 'none'/)
        assert.doesNotMatch(policy, /unsafe|https?:|\*/)
        assert.equal(page.headers.get('x-content-type-options'), 'nosniff')
        const html = await page.text()
        assert.match(html, /<html lang="en">/)
        assert.doesNotMatch(html, /<script(?![^>]*\bsrc=")|\son[a-z]+="|\sstyle="|<style/i, `${path}: inline code or style`)
        for (const [, address] of html.matchAll(/\s(?:src|href|action|srcset)="([^"]*)"/g)) {
            assert.match(address, /^(\/(?!\/)|#)/, `${path} refers to ${address}`)
            if (address.startsWith('#') || pages.includes(address)) continue
            const linked = await at(address)
            assert.equal(linked.status, 200, `${path} -> ${address}`)
            await linked.arrayBuffer()
            pages.push(...(address.startsWith('/problems/') && !pages.includes(address) ? [address] : []))
        }
    }
    const codes = new Set()
    const contract = await Contract.of(server)
    for (const operation of contract.operations)
        for (const status of Object.keys(operation.responses)) for (const code of contract.response(operation, status)['x-codes'] ?? []) codes.add(code)
    for (const code of codes) assert.ok(pages.includes(`/problems/${code}`), `no page links to ${code}`)
})

test('problems speak the language that the client asked for', async () => {
    const texts = {}
    for (const [language, expected] of [['es', 'es'], ['es-PE,es;q=0.9,en;q=0.8', 'es'], ['en', 'en'], ['fr', 'en'], ['en;q=0.2, es;q=0.1', 'en'], ['es;q=0', 'en'], ['', 'en'], [';;q=x,,', 'en']]) {
        const answer = await at('/api/v1/doctors?limit=0&nonsense=1', { headers: { 'accept-language': language } })
        assert.equal(answer.status, 422)
        assert.equal(answer.headers.get('content-language'), expected, language)
        texts[expected] = await answer.json()
    }
    assert.equal(texts.en.code, texts.es.code)
    assert.notEqual(texts.en.title, texts.es.title)
    assert.deepEqual(texts.en.errors.map((error) => [error.parameter, error.code]), texts.es.errors.map((error) => [error.parameter, error.code]))
    for (const [index, error] of texts.en.errors.entries()) assert.notEqual(error.detail, texts.es.errors[index].detail)
})

test('a request id is echoed or made; a trace goes on', async () => {
    for (const id of ['abc-123', '0192d9b0-0000-7000-8000-00000000beef', 'x'.repeat(64)]) {
        const answer = await at('/api/v1/nowhere', { headers: { 'x-request-id': id } })
        assert.equal(answer.headers.get('x-request-id'), id)
        assert.equal((await answer.json()).request_id, id)
    }
    for (const id of ['a b', 'x'.repeat(500), '<script>', 'a"b', 'ñ']) {
        const answer = await at('/health', { headers: { 'x-request-id': id } })
        assert.match(answer.headers.get('x-request-id'), uuid, id)
    }
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const passed = (await at('/health', { headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` } })).headers.get('traceparent')
    assert.match(passed, new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`))
    assert.doesNotMatch(passed, /00f067aa0ba902b7/)
    for (const bad of ['00-0-0-00', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, `00-${trace}-${'0'.repeat(16)}-01`, `ff-${trace}-00f067aa0ba902b7-01`, `00-${trace.toUpperCase()}-00f067aa0ba902b7-01`]) {
        const made = (await at('/health', { headers: { traceparent: bad } })).headers.get('traceparent')
        assert.match(made, /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
        assert.ok(!made.includes(trace) && !made.includes('0'.repeat(32)), bad)
    }
})

test('what the client has already is not sent again', async () => {
    const { doctor } = await patient.doctor_with_times()
    const first = await at(`/api/v1/doctors/${doctor.id}`)
    const etag = first.headers.get('etag')
    assert.match(etag, /^"\d+"$/)
    assert.equal(etag, `"${(await first.json()).version}"`)
    for (const tag of [etag, `W/${etag}`, `"nothing", ${etag}`, '*']) {
        const again = await at(`/api/v1/doctors/${doctor.id}`, { headers: { 'if-none-match': tag } })
        assert.equal(again.status, 304, tag)
        assert.equal(again.headers.get('etag'), etag)
        assert.equal(await again.text(), '')
    }
    assert.equal((await at(`/api/v1/doctors/${doctor.id}`, { headers: { 'if-none-match': '"999999"' } })).status, 200)
    assert.equal((await at('/api/v1/doctors/0192d9b0-0000-7000-8000-00000000beef', { headers: { 'if-none-match': '*' } })).status, 404)
})

test('wrong addresses, methods and media types', async () => {
    const expect = async (path, init, status, code) => {
        const answer = await at(path, init)
        assert.equal(answer.status, status, `${init?.method ?? 'GET'} ${path}`)
        assert.equal(answer.headers.get('content-type'), 'application/problem+json')
        assert.equal((await answer.json()).code, code)
        return answer
    }
    for (const path of ['/nowhere', '/api/v1', '/api/v1/', '/api/v1/doctors/', '/api/v2/doctors', '/API/V1/doctors', '/problems/no_such_code', '/.git/config', '/health/'])
        await expect(path, undefined, 404, 'not_found')
    assert.equal((await expect('/api/v1/doctors', { method: 'DELETE' }, 405, 'method_not_allowed')).headers.get('allow').split(', ').sort().join(), 'GET,HEAD,OPTIONS,POST')
    await expect('/health', { method: 'POST' }, 405, 'method_not_allowed')
    await expect('/api/v1/doctors', { headers: { accept: 'text/html' } }, 406, 'not_acceptable')
    await expect('/api/v1/doctors', { headers: { accept: 'application/json;q=0' } }, 406, 'not_acceptable')
    for (const accept of ['*/*', 'application/*', 'text/html, application/json;q=0.1', 'application/problem+json'])
        assert.equal((await at('/api/v1/specialties', { headers: { accept } })).status, 200, accept)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json; charset=latin1', 'application/jsonx'])
        await expect('/api/v1/auth/login', { method: 'POST', body: '{}', headers: { 'content-type': type } }, 415, 'unsupported_media_type')
    assert.equal((await at('/api/v1/auth/login', { method: 'POST', body: '{}', headers: { 'content-type': 'Application/JSON; charset="UTF-8"' } })).status, 422)
    const head = await at('/health', { method: 'HEAD' })
    assert.deepEqual([head.status, await head.text()], [200, ''])
    assert.equal(Number(head.headers.get('content-length')), Buffer.byteLength(await (await at('/health')).text()))
    const options = await at('/api/v1/doctors', { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } })
    assert.deepEqual([options.status, options.headers.get('access-control-allow-origin')], [204, null])
})

// Asks until it is refused; how many requests passed before, and the refusal.
async function until_refused(ask, most) {
    for (let passed = 0; passed <= most; ++passed) {
        const answer = await ask()
        if (answer.status === 429) return { passed, answer, json: await answer.json() }
        assert.ok(answer.status < 500, `${answer.status}`)
        assert.match(answer.headers.get('ratelimit'), /^"[a-z-]+";r=\d+;t=\d+$/)
        assert.match(answer.headers.get('ratelimit-policy'), /^"[a-z-]+";q=\d+;w=60$/)
        await answer.arrayBuffer()
    }
    assert.fail(`never refused in ${most} requests`)
}

test('limits: sign-in, then everything else of an address; probes are never refused', async () => {
    const login = () => fetch(`${limited.base}/api/v1/auth/login`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
    const search = () => fetch(`${limited.base}/api/v1/specialties`)
    // Each quota is there at once and comes back evenly, so a slow machine sees a few more pass.
    for (const [ask, quota] of [[login, 60], [search, 600]]) {
        const { passed, answer, json } = await until_refused(ask, 20 * quota)
        assert.ok(passed >= quota, `${passed} passed`)
        assert.equal(json.code, 'rate_limited')
        assert.equal(answer.headers.get('content-type'), 'application/problem+json')
        assert.match(answer.headers.get('retry-after'), /^[1-9]\d*$/)
        assert.match(answer.headers.get('ratelimit'), /;r=0;t=\d+$/)
        assert.match(answer.headers.get('ratelimit-policy'), new RegExp(`;q=${quota};w=60$`))
        if (ask !== login) continue
        // Pages are loaded again and people leave, however many sign in behind the same address.
        for (const path of ['refresh', 'logout']) {
            const other = await fetch(`${limited.base}/api/v1/auth/${path}`, { method: 'POST' })
            assert.notEqual(other.status, 429)
            assert.match(other.headers.get('ratelimit-policy'), /;q=600;w=60$/, path)
        }
    }
    // They share the quota of signing in.
    for (const path of ['register', 'login/second-factor', 'password/forgot', 'password/reset', 'email/verify']) {
        const { answer } = await until_refused(() => fetch(`${limited.base}/api/v1/auth/${path}`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }), 1200)
        assert.match(answer.headers.get('ratelimit-policy'), /;q=60;w=60$/, path)
    }
    for (let i = 0; i < 50; ++i) for (const path of ['/health', '/health/ready']) assert.equal((await fetch(limited.base + path)).status, 200)
    // The exempt server says nothing of limits.
    assert.equal((await at('/api/v1/specialties')).headers.get('ratelimit'), null)
})

test('neither logs nor metrics hold what people typed or whose records they were', { timeout: 60_000 }, async () => {
    const canary = (name) => `Canary${name}${Math.random().toString(36).slice(2, 10)}`
    const said = { first: canary('First'), last: canary('Last'), reason: canary('Reason'), query: canary('Query'), password: canary('Password') + '-long-enough', path: canary('Path'), header: canary('Header') }
    const phone = '+519' + String(Math.floor(1e7 + Math.random() * 8e7))
    const email = unique_email()
    const person = server.client()
    await person.register({ email, password: said.password, first_name: said.first, last_name: said.last, phone, birth_date: '1987-06-05' })
    const { doctor, slots } = await person.doctor_with_times()
    const booked = await person.post('/appointments', { doctor_id: doctor.id, start: slots[0].start, reason: said.reason })
    assert.equal(booked.status, 201, booked.text)
    const again = await person.post('/appointments', { doctor_id: doctor.id, start: slots[0].start, reason: said.reason })
    assert.equal(again.status, 409, again.text)
    await person.get(`/appointments/${booked.json.id}`)
    await staff.get(`/appointments/${booked.json.id}`)
    await person.post('/auth/login', { email, password: said.password + 'x' })
    await person.post('/appointments', { doctor_id: said.reason, nonsense: said.reason, reason: 7 })
    await person.get(`/doctors?q=${said.query}&${said.query}=1`)
    await person.get(`/appointments/${said.path}`)
    await person.get(`//${said.path}`)
    await person.get('/me', { headers: { 'x-purpose': said.header, 'x-api-key': said.header, 'user-agent': said.header } })
    await person.post(`/appointments/${booked.json.id}/cancel`, { reason: said.reason })
    // A last request with a name of its own: once it is in the log, everything before it is.
    const last = canary('Last-Request')
    await person.get('/me', { headers: { 'x-request-id': last } })
    const more = (stream) => new Promise((resolve) => stream.once('data', resolve))
    while (!server.output.includes(last)) await Promise.race([more(server.child.stdout), more(server.child.stderr)])
    // Events of accounts (user.registered) name the account by its id, and nothing else of the person.
    const metrics = await (await at('/metrics')).text()
    const log = server.output
    assert.match(log, /"route":"\/api\/v1\/appointments\/\{id\}"/)
    for (const token of [...Object.values(said), phone, phone.slice(3), email, email.split('@')[0], '1987-06-05', person.token, person.token.split('.')[2], booked.json.id, booked.json.reference, person.patient.id]) {
        assert.ok(!log.includes(token), `the log holds ${token}: ${log.split('\n').find((line) => line.includes(token))}`)
        assert.ok(!metrics.includes(token), `the metrics hold ${token}`)
    }
})
