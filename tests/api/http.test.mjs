// Hostile HTTP on raw sockets (D1, D2, D3): what must be refused is refused and the connection closed, and the bytes after
// it are never taken for a second request. Run against the server itself and through nginx in front of it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { behind_nginx } from './support/nginx.mjs'
import { exchange, statuses } from './support/raw.mjs'
import { venera } from './support/server.mjs'

let server
before(async () => {
    server = await venera({ clock: false })
})
after(() => server?.close())

const H = 'Host: localhost\r\n'
const get = (extra = '', line = 'GET /health HTTP/1.1') => `${line}\r\n${H}${extra}\r\n`
const post = (headers, body = '') => `POST /api/v1/auth/login HTTP/1.1\r\n${H}Content-Type: application/json\r\n${headers}\r\n${body}`
const smuggled = `GET /smuggled HTTP/1.1\r\n${H}\r\n`

// [name, bytes]: each must be answered with one 4xx or 5xx (or a silent close) and then closed.
const refused = [
    // Transfer-Encoding
    ...['xchunked', 'chunked, chunked', 'gzip, chunked', 'chunked, gzip', 'identity', 'gzip', 'chunked;q=1', '"chunked"', 'chunked,', ',chunked', 'chunked x', '\tchunked\x0b', 'ch unked', 'deflate', 'trailers', 'CHUNKED, identity']
        .map((value) => [`transfer-encoding ${JSON.stringify(value)}`, post(`Transfer-Encoding: ${value}\r\n`, '0\r\n\r\n')]),
    ['transfer-encoding and content-length', post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n')],
    ['content-length and transfer-encoding', post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')],
    ['two transfer-encodings', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')],
    ['transfer-encoding identity then chunked', post('Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')],
    ['transfer-encoding in HTTP/1.0', `POST /api/v1/auth/login HTTP/1.0\r\n${H}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['empty transfer-encoding', post('Transfer-Encoding:\r\n', '0\r\n\r\n')],
    // Content-Length
    ...['+5', '-1', '5 5', '5, 5', '0x5', '5.0', '1e1', '', '5a', '٥', '99999999999999999999', '9223372036854775808', '"5"', '5;', '00000000000000000000000000000005x']
        .map((value) => [`content-length ${JSON.stringify(value)}`, post(`Content-Length: ${Buffer.from(value).toString('latin1')}\r\n`, 'hello')]),
    ['two equal content-lengths', post('Content-Length: 5\r\nContent-Length: 5\r\n', 'hello')],
    ['two different content-lengths', post('Content-Length: 5\r\nContent-Length: 6\r\n', 'hello!')],
    // Host
    ['no host', 'GET /health HTTP/1.1\r\n\r\n'],
    ['two hosts', `GET /health HTTP/1.1\r\n${H}${H}\r\n`],
    ['two different hosts', `GET /health HTTP/1.1\r\n${H}Host: evil\r\n\r\n`],
    ...['', 'a b', 'a,b', 'user@host', 'host/path', 'host:port', 'host:99999', '[::1', '::1', 'a\tb', 'ho<st', 'host:80:80', '[::1]x', 'a?b', 'a#b', 'a\\b']
        .map((value) => [`host ${JSON.stringify(value)}`, `GET /health HTTP/1.1\r\nHost: ${value}\r\n\r\n`]),
    // Line ends, folding, names and values
    ['bare LF after the request line', `GET /health HTTP/1.1\n${H}\r\n`],
    ['bare LF in headers', `GET /health HTTP/1.1\r\nHost: localhost\n\r\n`],
    ['bare CR in a value', get('X: a\rb\r\n')],
    ['CR CR LF', get('X: a\r\r\n')],
    ['obs-fold', get('X: a\r\n b\r\n')],
    ['obs-fold with a tab', get('X: a\r\n\tTransfer-Encoding: chunked\r\n')],
    ['folded first header', `GET /health HTTP/1.1\r\n ${H}\r\n`],
    ['space before colon', get('X : a\r\n')],
    ['space before colon in host', 'GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n'],
    ['space before colon in content-length', post('Content-Length : 5\r\n', 'hello')],
    ['space before colon in transfer-encoding', post('Transfer-Encoding : chunked\r\n', '0\r\n\r\n')],
    ['no colon', get('nonsense\r\n')],
    ['empty name', get(': a\r\n')],
    ['NUL in a value', get('X: a\0b\r\n')],
    ['NUL in a name', get('X\0: a\r\n')],
    ['control in a value', get('X: a\x01b\r\n')],
    ['DEL in a value', get('X: a\x7fb\r\n')],
    ['control in a name', get('X\x0b: a\r\n')],
    ['a name in brackets', get('(X): a\r\n')],
    ['a name with high bytes', get('\xff\xfe: a\r\n')],
    ...['Authorization: Bearer a\r\nAuthorization: Bearer b\r\n', 'Cookie: a=1\r\nCookie: b=2\r\n', 'Idempotency-Key: a\r\nIdempotency-Key: b\r\n', 'Content-Type: application/json\r\nContent-Type: text/plain\r\n']
        .map((twice) => [`twice ${twice.split(':')[0]}`, get(twice)]),
    // Request line
    ...['GET  /health HTTP/1.1', 'GET /health  HTTP/1.1', ' GET /health HTTP/1.1', 'GET\t/health\tHTTP/1.1', 'GET /health', 'GET', 'GET /health HTTP/1.1 x', 'GET /health HTTP/1.1\t', 'GET /health http/1.1', 'GET /health HTTP/2.0', 'GET /health HTTP/3', 'GET /health HTTP/1.2', 'GET /health HTTP/0.9', 'GET /health HTTP/1.10', 'GET /health HTTP/01.1', 'GET /health HTTP/1,1', 'GET /health ICE/1.1', 'G\0ET /health HTTP/1.1', 'G@T /health HTTP/1.1', '/health HTTP/1.1', 'GET health HTTP/1.1', 'GET http://localhost/health HTTP/1.1', 'GET //evil:x@h/ HTTP/9.9', 'GET * HTTP/1.1', 'CONNECT localhost:80 HTTP/1.1', 'GET /hea lth HTTP/1.1', 'GET /hea\0lth HTTP/1.1', 'GET /hea\x7flth HTTP/1.1', 'GET /h%zz HTTP/1.1', 'GET /h%4 HTTP/1.1', 'GET /h% HTTP/1.1', 'GET /health#x HTTP/1.1', 'GET /a\xffb HTTP/1.1', 'GET /a"b HTTP/1.1', 'GET /a<b> HTTP/1.1', 'GET /a\\b HTTP/1.1', 'GET /a^b HTTP/1.1', 'GET /a`b HTTP/1.1', 'GET /a{b} HTTP/1.1', 'GET /a|b HTTP/1.1', 'PRI * HTTP/2.0']
        .map((line) => [`line ${JSON.stringify(line)}`, get('', line)]),
    ['an endless method', `${'A'.repeat(70)} /health HTTP/1.1\r\n${H}\r\n`],
    ['TLS on a plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + 'x'.repeat(60)],
    ['binary noise', '\x00\x01\x02\x03\r\n\r\n'],
    // Chunks
    ...['z\r\n', '-1\r\nx\r\n', '+1\r\nx\r\n', '0x1\r\nx\r\n', '1 \r\nx\r\n', ' 1\r\nx\r\n', '1;a=b\r\nx\r\n', '1;\r\nx\r\n', '1\nx\r\n', '1\rx\r\n', '\r\n', '1\r\nxy\r\n', '1\r\nx\n', '1\r\nx0\r\n\r\n', 'ffffffffffffffff\r\n', '10000000000000000\r\n', '1_0\r\nx\r\n', '1,\r\n', '00000000000000000000000000001\r\nx\r\n0\r\n\r\n', '"1"\r\nx\r\n']
        .map((chunk) => [`chunk ${JSON.stringify(chunk)}`, post('Transfer-Encoding: chunked\r\n', `${chunk}0\r\n\r\n`)]),
    // Trailers
    ...['Authorization: Bearer x', 'X-Forwarded-For: 10.0.0.1', 'X-Internal-User: admin', 'Content-Length: 5', 'Transfer-Encoding: chunked', 'Host: evil', 'X-T: 1', ' folded: 1', 'nonsense']
        .map((trailer) => [`trailer ${trailer}`, post('Transfer-Encoding: chunked\r\n', `0\r\n${trailer}\r\n\r\n`)]),
    // Limits
    ['a long target', get('', `GET /${'a'.repeat(5000)} HTTP/1.1`)],
    ['a long header', get(`X: ${'a'.repeat(17000)}\r\n`)],
    ['65 fields', get(Array.from({ length: 65 }, (_, i) => `X-${i}: a\r\n`).join(''))],
    ['a compressed body', post('Content-Encoding: gzip\r\nContent-Length: 5\r\n', 'hello')],
    ['an unknown expectation', post('Expect: miracles\r\nContent-Length: 5\r\n', 'hello')],
    ['a body too large', post('Content-Length: 99999999\r\n', '{')],
]

test('the corpus is large enough', () => assert.ok(refused.length >= 120, `${refused.length} cases`))

test('hostile requests are refused and nothing after them is read', async () => {
    const wrong = []
    for (let i = 0; i < refused.length; i += 16) {
        await Promise.all(
            refused.slice(i, i + 16).map(async ([name, bytes]) => {
                const answer = await exchange(server.port, bytes + smuggled, { idle_ms: 1500 })
                const got = statuses(answer.text)
                const fine = got.length === 1 && typeof got[0] === 'number' && got[0] >= 400 && got[0] <= 505 && got[0] !== 404 && got[0] !== 500 && answer.closed
                if (!fine) wrong.push(`${name}: ${got.join(',') || 'silence'}${answer.closed ? '' : ', open'}`)
            }),
        )
    }
    assert.deepEqual(wrong, [])
})

test('the codes say what was wrong', async () => {
    const status = async (bytes) => statuses((await exchange(server.port, bytes)).text)[0]
    assert.equal(await status(get('', `GET /${'a'.repeat(5000)} HTTP/1.1`)), 414)
    assert.equal(await status(get(`X: ${'a'.repeat(17000)}\r\n`)), 431)
    assert.equal(await status(post('Content-Length: 99999999\r\n', '{')), 413)
    assert.equal(await status(post('Content-Encoding: br\r\nContent-Length: 2\r\n', '{}')), 415)
    assert.equal(await status(get('', 'GET /health HTTP/2.0')), 505)
    assert.equal(await status(post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n')), 501)
    assert.equal(await status(get('', 'TRACE /health HTTP/1.1')), 405)
    const problem = await exchange(server.port, get('X : a\r\n'))
    assert.match(problem.text, /content-type: application\/problem\+json/i)
    assert.match(problem.text, /"code":"malformed_request"/)
})

test('honest requests pass: keep-alive, pipelining, chunks, any case, byte by byte', async () => {
    const pipelined = await exchange(server.port, get().repeat(10))
    assert.deepEqual(statuses(pipelined.text), Array(10).fill(200))
    assert.equal(pipelined.closed, false)
    const body = '{"email":"nobody@example.org","password":"wrong wrong wrong"}'
    const chunked = post('Transfer-Encoding: Chunked\r\n', `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`)
    assert.deepEqual(statuses((await exchange(server.port, chunked + get(), { idle_ms: 1500 })).text), [401, 200])
    const drip = await exchange(server.port, '', { pieces: [...get('Connection: close\r\n')] })
    assert.deepEqual(statuses(drip.text), [200])
    assert.equal(drip.closed, true)
    for (const host of ['localhost', 'LOCALHOST:80', '127.0.0.1', '[::1]:8080', 'a.b-c.example.'])
        assert.deepEqual(statuses((await exchange(server.port, `GET /health HTTP/1.1\r\nhOsT: ${host}\r\n\r\n`)).text), [200], host)
    const expect = await exchange(server.port, post(`Expect: 100-continue\r\nContent-Length: ${body.length}\r\n`, body), { idle_ms: 1500 })
    assert.deepEqual(statuses(expect.text).filter((status) => status !== 100), [401])
})

test('a million parameters and ten thousand refused bodies cost no memory', async () => {
    const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))[1])
    for (let i = 0; i < 20; ++i) await exchange(server.port, get(`X: ${'a'.repeat(17000)}\r\n`))
    const before_flood = rss()
    for (let i = 0; i < 300; ++i) await exchange(server.port, post('Content-Length: 99999999\r\n', 'x'.repeat(1000)), { idle_ms: 100 })
    const parameters = Array.from({ length: 1_000_000 }, (_, i) => i.toString(36)).join('=&')
    const first = async (bytes) => statuses((await exchange(server.port, bytes)).text)[0]
    assert.equal(await first(get('', `GET /api/v1/doctors?${parameters} HTTP/1.1`)), 414)
    const form = (type) => `POST /api/v1/auth/login HTTP/1.1\r\n${H}Content-Type: ${type}\r\nContent-Length: `
    assert.equal(await first(`${form('application/x-www-form-urlencoded')}${parameters.length}\r\n\r\n${parameters}`), 413)
    assert.equal(await first(`${form('application/x-www-form-urlencoded')}3\r\n\r\na=b`), 415)
    assert.equal(await first(`${form('multipart/form-data; boundary=x')}5\r\n\r\n--x--`), 415)
    assert.ok(rss() - before_flood < 10_240, `${rss() - before_flood} kB more`)
})

test('answers are compressed on request, small ones are not', async () => {
    for (const coding of ['br', 'gzip']) {
        const answer = await fetch(`${server.base}/openapi.json`, { headers: { 'accept-encoding': coding } })
        assert.equal(answer.headers.get('content-encoding'), coding)
        assert.match(answer.headers.get('vary') ?? '', /accept-encoding/i)
        assert.equal((await answer.json()).openapi, '3.1.0')
    }
    const small = await fetch(`${server.base}/health`, { headers: { 'accept-encoding': 'br' } })
    assert.equal(small.headers.get('content-encoding'), null)
    assert.equal(small.headers.get('x-content-type-options'), 'nosniff')
    assert.equal(small.headers.get('server'), null)
})

test('behind nginx the two never disagree about where a request ends', async () => {
    const { port, stop } = await behind_nginx(server.base, 'proxy_request_buffering off;')
    try {
        const wrong = []
        for (const [name, bytes] of refused) {
            const answer = await exchange(port, bytes + smuggled, { idle_ms: 150 })
            // Whatever nginx makes of it: our server must not have seen a request of its own in what followed a refused one.
            const got = statuses(answer.text)
            if (got.filter((status) => status === 404).length > 1 || got.includes(500)) wrong.push(`${name}: ${got.join(',')}`)
        }
        assert.deepEqual(wrong, [])
        const honest = await exchange(port, get().repeat(5))
        assert.deepEqual(statuses(honest.text), Array(5).fill(200))
    } finally {
        await stop()
    }
})
