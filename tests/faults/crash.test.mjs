// Killed in mid-work: the server (B1) and its PostgreSQL (B2). Nothing acknowledged is lost, nothing is half done, and
// both come back by themselves. VENERA_FULL=1 kills as often as the drills ask.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { venera } from '../api/support/server.mjs'
import { History, crowd, pause, until } from './support.mjs'

const full = process.env.VENERA_FULL === '1'
let server
before(async () => {
    server = await venera({ clock: false, kills_postgres: true })
})
after(() => server?.close())

function postmaster() {
    return Number(readFileSync(find_pid_file(join(server.data, 'venera')), 'utf8').split('\n')[0])
}
function find_pid_file(folder) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name)
        if (entry.name === 'postmaster.pid') return path
        if (entry.isDirectory() && !/^(base|global|pg_.*)$/.test(entry.name) && existsSync(path)) {
            const found = find_pid_file(path)
            if (found) return found
        }
    }
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
    const history = await work(async () => {
        for (let kill = 0; kill < (full ? 10 : 3); ++kill) {
            await pause(1500)
            await server.stop('SIGKILL')
            await server.start()
        }
        await until('ready', ready)
        await pause(1000)
    })
    const counts = await history.verify()
    assert.ok(counts.ok > 50, JSON.stringify(counts))
    for (const key of history.keys) {
        const rows = await server.sql(`select resource_id from scheduling.idempotency where key = '${key}'`)
        assert.ok(rows.length <= 1)
    }
})

test('PostgreSQL is killed again and again under load (B2)', async () => {
    const history = await work(async () => {
        for (let kill = 0; kill < (full ? 5 : 2); ++kill) {
            await pause(1500)
            const pid = postmaster()
            process.kill(pid, 'SIGKILL')
            // It may be back before a probe saw it missing: what counts is that another postmaster serves.
            await until('another postmaster', async () => postmaster() !== pid, { limit_ms: 10_000, every_ms: 20 })
            await until('ready again', ready, { limit_ms: 30_000 })
            assert.equal(server.exited, undefined, 'the server lives on')
        }
        await pause(1000)
    })
    const counts = await history.verify()
    assert.ok(counts.ok > 50, JSON.stringify(counts))
})

test('a database that may lose commits is refused, and the setting is named (B3)', async () => {
    await server.execute(`alter system set synchronous_commit = off`)
    await server.execute(`select pg_reload_conf()`)
    await until('not ready', async () => !(await ready()), { limit_ms: 10_000 })
    await until('the log names it', async () => /synchronous_commit/.test(server.output))
    assert.equal((await fetch(`${server.base}/health`)).status, 200, 'alive all the same')
    await server.execute(`alter system reset synchronous_commit`)
    await server.execute(`select pg_reload_conf()`)
    await until('ready again', ready, { limit_ms: 10_000 })
})

test('SIGTERM drains: the answer in flight arrives, then the server ends', async () => {
    const client = await server.patient()
    const begun = client.get('/availability?limit=100')
    await pause(5)
    const ended = server.stop('SIGTERM')
    assert.ok([200, 503].includes((await begun).status))
    assert.deepEqual(await ended, { code: 0, signal: null })
    await server.start()
    assert.ok(await ready())
})
