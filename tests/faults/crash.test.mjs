// Killed in mid-work: the server (B1) and its PostgreSQL (B2). Nothing acknowledged is lost, nothing is half done, and
// both come back by themselves. VENERA_FULL=1 kills as often as the drills ask.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { venera } from '../api/support/server.mjs'
import { History, crowd, pause, until } from './support.mjs'

const full = process.env.VENERA_FULL === '1'
let server
before(async () => {
    server = await venera({ clock: false, kills_postgres: true })
})
after(() => server?.close())

// What a postmaster has started. Every second time the drill kills these too; else they find it gone and end themselves.
function children_of(pid) {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
}

async function work(during) {
    const { doctors, patients } = await crowd(server, 16)
    const history = await new History(server).begin()
    let over = false
    const staff = await server.as('staff')
    const clients = patients.map((id) => history.load(staff, id, doctors, Math.random, () => over))
    try {
        await during()
    } finally {
        over = true
        await Promise.allSettled(clients)
    }
    await Promise.all(clients)
    return history
}
const ready = async () => (await fetch(`${server.base}/health/ready`)).status === 200

test('the server is killed again and again under load (B1)', async () => {
    const listen = server.args.indexOf('--listen') + 1
    server.args[listen] = `127.0.0.1:${server.port}`
    const took = []
    const history = await work(async () => {
        for (let kill = 0; kill < (full ? 10 : 3); ++kill) {
            await pause(full ? 5000 : 1500)
            await server.stop('SIGKILL')
            const killed = performance.now()
            await server.start()
            await until('ready', ready, { every_ms: 10 })
            took.push(Math.round(performance.now() - killed))
        }
        await pause(1000)
    })
    const counts = await history.verify()
    console.log(`# ${JSON.stringify(counts)}; ready again after ${took.join(', ')} ms`)
    assert.ok(counts.ok > 50 && counts.unknown > 0, JSON.stringify(counts))
    await history.retry_unknown(await server.as('staff'))
})

test('PostgreSQL is killed again and again under load (B2)', async () => {
    const took = []
    const history = await work(async () => {
        for (let kill = 0; kill < (full ? 5 : 2); ++kill) {
            await pause(full ? 10_000 : 1500)
            const { pid } = server.postmaster()
            const killed = performance.now()
            const since = () => Math.round(performance.now() - killed)
            const backends = kill % 2 ? children_of(pid) : []
            for (const one of [pid, ...backends]) process.kill(one, 'SIGKILL')
            // It may be back before a probe saw it missing: what counts is that another postmaster serves.
            const times = {}
            await until('ready again', async () => {
                const is_ready = await ready()
                if (!is_ready) times.unready ??= since()
                const now = server.postmaster()
                if (now && now.pid !== pid && now.accepts) times.accepts ??= since()
                return times.accepts && is_ready
            }, { limit_ms: 40_000, every_ms: 10 })
            took.push({ ...times, ready: since() })
            assert.equal(server.exited, undefined, 'the server lives on')
        }
        await pause(1000)
    })
    const counts = await history.verify()
    console.log(`# ${JSON.stringify(counts)}; ms after each kill: ${JSON.stringify(took)}`)
    assert.ok(counts.ok > 50, JSON.stringify(counts))
    await history.retry_unknown(await server.as('staff'))
})

test('a database that may lose commits is refused, and the setting is named (B3)', async () => {
    for (const setting of ['synchronous_commit', 'fsync', 'full_page_writes']) {
        await server.execute(`alter system set ${setting} = off`)
        await server.execute(`select pg_reload_conf()`)
        await until(`not ready without ${setting}`, async () => !(await ready()), { limit_ms: 10_000 })
        await until('the log names it', async () => new RegExp(setting).test(server.output))
        assert.equal((await fetch(`${server.base}/health`)).status, 200, 'alive all the same')
        await server.execute(`alter system reset ${setting}`)
        await server.execute(`select pg_reload_conf()`)
        await until('ready again', ready, { limit_ms: 10_000 })
    }
})

test('SIGTERM drains: the answer in flight arrives, then the server ends', async () => {
    const client = await server.patient()
    const begun = client.get('/availability?limit=100', { once: true })
    await pause(5)
    const ended = server.stop('SIGTERM')
    assert.ok([200, 503].includes((await begun).status))
    assert.deepEqual(await ended, { code: 0, signal: null })
    await server.start()
    assert.ok(await ready())
})
