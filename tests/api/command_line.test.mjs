// The command line: every subcommand beside a running server, and what each says when it cannot do its work.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Server, binary, root, unique_email, venera } from './support/server.mjs'

let server, folder
before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'venera-cli-'))
    chmodSync(folder, 0o755)
    server = await venera({ demo: false })
})
after(async () => {
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
})

const here = () => ['--data', join(server.data, 'venera')]

// Runs to the end whatever comes of it. Nothing of it may take longer than a minute.
function run(args, { input, env = {} } = {}) {
    return new Promise((resolve) => {
        const child = execFile(binary, args, { timeout: 60_000, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
            resolve({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr })
        })
        child.stdin.end(input)
    })
}

function file(name, content, mode = 0o644) {
    const path = join(folder, name)
    writeFileSync(path, content)
    chmodSync(path, mode)
    return path
}

test('version and help', async () => {
    const version = await run(['version'])
    assert.equal(version.code, 0)
    assert.match(version.stdout, /^venera \d+\.\d+\.\d+\n$/)
    const { json } = await server.client().get('//health')
    assert.equal(version.stdout.trim(), `venera ${json.version}`)
    const help = await run(['--help'])
    assert.equal(help.code, 0)
    for (const name of ['serve', 'migrate', 'demo', 'database-url', 'admin', 'keys', 'config', 'index', 'audit', 'openapi', 'version']) assert.ok(help.stdout.includes(name), name)
    for (const name of ['serve', 'migrate', 'demo', 'database-url']) {
        const own = await run([name, '--help'])
        for (const option of ['--data', '--database', '--config']) assert.ok(own.stdout.includes(option), `${name} ${option}`)
    }
})

test('what it does not know, it refuses and says so', async () => {
    for (const [args, words] of [[[], /subcommand/i], [['frobnicate'], /frobnicate/], [['serve', '--colour'], /--colour/], [['keys'], /subcommand/i], [['admin', 'create'], /--email/], [['demo', '--doctors', '0'], /doctors/]]) {
        const refused = await run(args)
        assert.notEqual(refused.code, 0, args.join(' '))
        assert.match(refused.stderr, words, args.join(' '))
        assert.equal(refused.stdout, '', args.join(' '))
    }
})

test('openapi prints the contract that is served and committed, and needs no database', async () => {
    const printed = await run(['openapi'])
    assert.equal(printed.code, 0, printed.stderr)
    assert.equal(printed.stdout, readFileSync(join(root, 'docs', 'openapi.json'), 'utf8'), 'docs/openapi.json is out of date')
    const served = await (await fetch(`${server.base}/openapi.json`)).json()
    const contract = JSON.parse(printed.stdout)
    for (const path of Object.keys(contract.paths)) assert.ok(path in served.paths, path)
})

test('migrate --check: good on a migrated database, bad where something would run; migrate twice changes nothing', async () => {
    const good = await run(['migrate', '--check', ...here()])
    assert.deepEqual([good.code, good.stdout], [0, ''], good.stderr)
    const again = await run(['migrate', ...here()])
    assert.deepEqual([again.code, again.stdout], [0, ''], again.stderr)
    const data = join(folder, 'fresh')
    const pending = await run(['migrate', '--check', '--data', data])
    assert.equal(pending.code, 1)
    assert.match(pending.stdout, /^pending .+\.sql$/m)
    const ran = await run(['migrate', '--data', data])
    assert.equal(ran.code, 0, ran.stderr)
    assert.deepEqual(ran.stdout.replaceAll('ran ', ''), pending.stdout.replaceAll('pending ', ''))
    assert.equal((await run(['migrate', '--check', '--data', data])).code, 0)
})

test('config check names every problem with its line', async () => {
    const bad = file('bad.yaml', 'listen:\n  port: 99999\n  adress: x\nlimits:\n  user_per_minute: zero\nlog:\n  level: loud\nhttp:\n  trusted_proxies: [10.0.0.0/40]\n')
    const checked = await run(['config', 'check', '--config', bad], { env: { VENERA_DATABASE__POOL_SIZE: 'many' } })
    assert.equal(checked.code, 1)
    assert.equal(checked.stdout, '')
    for (const words of ['bad.yaml:2: /listen/port', 'bad.yaml:3: /listen/adress', 'bad.yaml:5: /limits/user_per_minute', 'bad.yaml:7: /log/level', '/http/trusted_proxies', 'VENERA_DATABASE__POOL_SIZE: /database/pool_size'])
        assert.ok(checked.stderr.includes(words), `${words} in ${checked.stderr}`)
    assert.equal(checked.stderr.trim().split('\n').length, 6, checked.stderr)
    for (const [name, content] of [['tab.yaml', 'listen:\n\tport: 1\n'], ['twice.yaml', 'listen:\n  port: 1\n  port: 2\n'], ['open.yaml', 'listen: {port: 1\n'], ['list.yaml', '- listen\n']]) {
        const broken = await run(['config', 'check', '--config', file(name, content)])
        assert.equal(broken.code, 1, name)
        assert.ok(broken.stderr.includes(name), `${name}: ${broken.stderr}`)
    }
    const missing = await run(['config', 'check', '--config', join(folder, 'none.yaml')])
    assert.equal(missing.code, 1)
    assert.match(missing.stderr, /none\.yaml/)
    const serving = await run(['serve', '--config', bad, '--data', join(folder, 'never')])
    assert.equal(serving.code, 1)
    assert.match(serving.stderr, /\/listen\/port/)
    assert.equal((await run(['config', 'check', '--config', file('good.yaml', 'listen:\n  port: 1234\n')])).code, 0)
})

test('config print shows what is in force, and no password', async () => {
    const settings = file('db.yaml', 'listen:\n  port: 1234\ndatabase:\n  url: postgresql://venera:g3heim%40x@db.example/venera?sslmode=require\n  pool_size: 3\n', 0o600)
    const printed = await run(['config', 'print', '--config', settings, '--data', '/srv/data'], { env: { VENERA_LIMITS__LOOPBACK: 'true', VENERA_LISTEN__PORT: '4321' } })
    assert.equal(printed.code, 0, printed.stderr)
    assert.ok(!/g3heim/.test(printed.stdout + printed.stderr), 'the password is masked')
    assert.match(printed.stdout, /venera:\*+@db\.example/)
    assert.match(printed.stdout, /port: 4321/, 'a variable stands above the file')
    assert.match(printed.stdout, /pool_size: 3/)
    assert.match(printed.stdout, /loopback: true/)
    assert.match(printed.stdout, /data_directory: "\/srv\/data"/)
    chmodSync(settings, 0o644)
    const open = await run(['config', 'check', '--config', settings])
    assert.equal(open.code, 1, 'a file with a password must not be open to all')
    assert.match(open.stderr, /chmod/)
    assert.ok(!/g3heim/.test(open.stdout + open.stderr))
    const url = 'postgresql://venera:g3heim@127.0.0.1:1/venera'
    for (const args of [['migrate', '--check'], ['serve'], ['demo']]) {
        const unreachable = await run([...args, '--database', url, '--data', join(folder, 'remote')])
        assert.equal(unreachable.code, 1, args[0])
        assert.match(unreachable.stderr, /database/)
        assert.ok(!/g3heim/.test(unreachable.stdout + unreachable.stderr), args[0])
    }
})

test('admin create: signs in at once; weak, taken and malformed are refused by name', async () => {
    const secret = 'an administrator of long standing'
    const email = unique_email()
    const created = await run(['admin', 'create', ...here(), '--email', email, '--password-file', file('secret', `${secret}\nsecond line\n`, 0o600)])
    assert.equal(created.code, 0, created.stderr)
    assert.match(created.stdout, /^created [0-9a-f-]{36}\n$/)
    const admin = server.client()
    const session = await admin.sign_in(email, secret)
    assert.equal(session.user.role, 'admin')
    assert.equal((await admin.get('/users')).code, 'enrolment_required', 'a second factor comes first')

    const piped = unique_email()
    assert.equal((await run(['admin', 'create', ...here(), '--email', piped, '--password-file', '-'], { input: `${secret}\n` })).code, 0)
    await server.client().sign_in(piped, secret)

    const attempt = (address, input) => run(['admin', 'create', ...here(), '--email', address, '--password-file', '-'], { input })
    const other = unique_email()
    for (const [address, input, words] of [
        [other, 'short\n', /password/i],
        [other, 'password1234\n', /password/i],
        [other, `${other}\n`, /password/i],
        [other, '', /password/i],
        ['not-an-address', `${secret}\n`, /e-?mail/i],
        [email.toUpperCase(), `${secret}\n`, /e-?mail|account|taken/i],
    ]) {
        const refused = await attempt(address, input)
        assert.equal(refused.code, 1, `${address} ${input}: ${refused.stdout}`)
        assert.match(refused.stderr, words, `${address} ${input}`)
        assert.ok(!refused.stderr.includes(secret))
    }
    assert.equal((await server.client().post('/auth/login', { email: other, password: 'password1234' })).status, 401)
    assert.equal((await run(['admin', 'create', ...here(), '--email', other, '--password-file', join(folder, 'no-such-file')])).code, 1)
})

test('keys rotate: the next key is published beside the old ones, which stay good', async () => {
    const client = await server.patient()
    const published = async () => (await client.get('//.well-known/jwks.json')).json.keys.map((key) => key.kid)
    const old = await published()
    const rotated = await run(['keys', 'rotate', ...here()])
    assert.equal(rotated.code, 0, rotated.stderr)
    const kids = rotated.stdout.trim().split('\n')
    for (const kid of old) assert.ok(kids.includes(kid), 'an old key goes on verifying')
    let now = old
    for (let i = 0; i < 150 && String(now) === String(old); ++i) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        now = await published()
    }
    assert.deepEqual(now.toSorted(), kids.toSorted())
    assert.equal((await client.get('/me')).status, 200)
    assert.equal((await (await server.patient()).get('/me')).status, 200)
    assert.ok(!/PRIVATE|BEGIN/.test(rotated.stdout))
})

test('database-url can be used with psql beside the server', async () => {
    const url = (await run(['database-url', ...here()])).stdout.trim()
    assert.match(url, /^postgres(ql)?:\/\//)
    const answer = await new Promise((resolve) => execFile('/usr/lib/postgresql/15/bin/psql', ['-XAtq', url, '-c', 'select count(*) from directory.specialties'], (error, stdout, stderr) => resolve({ error, stdout, stderr })))
    assert.ok(Number(answer.stdout) >= 21, answer.stderr)
    const given = await run(['database-url', '--database', 'postgresql://me:secret@db.example/venera'])
    assert.equal(given.stdout, 'postgresql://me:secret@db.example/venera\n')
    const nothing = await run(['database-url', '--data', join(folder, 'empty')])
    assert.equal(nothing.code, 1)
    assert.notEqual(nothing.stderr.trim(), '')
})

test('index verify compares the index with the database, beside the server', async () => {
    const verified = await run(['index', 'verify', ...here()])
    assert.equal(verified.code, 0, verified.stderr)
    assert.match(verified.stdout, /^\d+ doctors, 0 differences\n$/)
    assert.notEqual((await run(['index'])).code, 0)
})

test('demo is for an empty database only', async () => {
    await server.patient()
    const refused = await run(['demo', ...here(), '--doctors', '5', '--patients', '5'])
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /not empty/)
    assert.deepEqual(await server.sql('select count(*)::int as n from directory.doctors'), [{ n: 0 }])
    const data = join(folder, 'demo')
    const loaded = await run(['demo', '--data', data, '--doctors', '5', '--patients', '6', '--seed', '3'])
    assert.equal(loaded.code, 0, loaded.stderr)
    assert.match(loaded.stdout, /^8 clinics, 5 doctors, 6 patients, \d+ appointments\n$/)
    assert.equal((await run(['demo', '--data', data])).code, 1, 'not twice')
})

test('two servers that start at once on one empty installation serve the same demo world', async () => {
    const first = new Server({ first: true })
    const second = new Server({ beside: first, first: true })
    try {
        const started = await Promise.allSettled([first.start(), second.start()])
        assert.deepEqual(started.map((one) => one.status), ['fulfilled', 'fulfilled'], started.map((one) => one.reason?.message).join('\n'))
        assert.deepEqual(await first.sql('select count(*)::int as n from identity.users where demo'), [{ n: 4 }])
        const [one, two] = [await first.as('patient'), await second.as('patient')]
        assert.deepEqual((await one.get('/clinics?limit=100')).json, (await two.get('/clinics?limit=100')).json)
        const late = await one.get('/me', { headers: { authorization: `Bearer ${two.token}` } })
        assert.equal(late.status, 200, 'with the same keys')
    } finally {
        await second.stop()
        await first.close()
    }
})

test('serve on a port in use, or on no address, ends with a clear message', async () => {
    const used = await run(['serve', ...here(), '--listen', `127.0.0.1:${server.port}`])
    assert.equal(used.code, 1)
    assert.match(used.stderr, new RegExp(`127\\.0\\.0\\.1:${server.port}`), 'says which address')
    assert.match(used.stderr, /in use/)
    assert.ok(!/ready/.test(used.stdout))
    for (const listen of ['garbage', '127.0.0.1', '127.0.0.1:99999', '127.0.0.1:http', '127.0.0.1:-1', '127.0.0.1:', ':8080', 'localhost:8080', '300.1.1.1:80', '[::1:80', '::1:80', '']) {
        const refused = await run(['serve', '--data', join(folder, 'never'), '--listen', listen])
        assert.notEqual(refused.code, 0, listen)
        assert.match(refused.stderr, /--listen/, `${listen}: ${refused.stderr}`)
    }
    const foreign = await run(['serve', ...here(), '--listen', '203.0.113.7:8080'])
    assert.equal(foreign.code, 1, 'an address of another machine')
    assert.match(foreign.stderr, /203\.0\.113\.7:8080/)
    assert.equal((await server.client().get('//health')).status, 200, 'the server goes on')
})

test('a second start finds the data of the first', async () => {
    const client = await server.patient()
    const ended = await server.stop()
    assert.deepEqual(ended, { code: 0, signal: null })
    await server.start()
    assert.equal((await client.get('/me')).status, 200, 'keys, sessions and accounts are kept')
    const beside = spawn(binary, ['serve', ...here(), '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    const base = await new Promise((resolve, reject) => {
        const read = (chunk) => {
            said += chunk
            const ready = /venera is ready on (\S+)/.exec(said)
            if (ready) resolve(ready[1])
        }
        beside.stdout.on('data', read)
        beside.stderr.on('data', read)
        beside.on('exit', () => reject(new Error(said)))
    })
    const answer = await fetch(`${base}/api/v1/me`, { headers: { authorization: `Bearer ${client.token}` } })
    assert.equal(answer.status, 200, 'another server on the same data knows the same people')
    const gone = new Promise((resolve) => beside.removeAllListeners('exit').once('exit', resolve))
    beside.kill('SIGTERM')
    assert.equal(await gone, 0)
    assert.equal((await client.get('/me')).status, 200, 'and its end ends nobody else')
})
