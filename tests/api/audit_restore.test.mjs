// A dump that is restored into a fresh cluster, whose transaction ids begin anew: sealing goes on, and verification neither
// takes new rows for inserted ones nor overlooks anything.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { Server, binary, venera } from './support/server.mjs'

const run = promisify(execFile)
const postgres = '/usr/lib/postgresql/15/bin'

let old, fresh, restored, folder, url
before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'venera-restore-'))
    chmodSync(folder, 0o755)
    ;[old, fresh] = await Promise.all([venera({ env: { VENERA_AUDIT__SEAL_SECONDS: '1' } }), venera({ demo: false })])
    // The old cluster has been used for long.
    await old.execute('do $$ begin for i in 1..20000 loop perform pg_current_xact_id(); commit; end loop; end $$')
    const ana = await old.patient()
    for (let i = 0; i < 5; ++i) assert.equal((await ana.get('/me')).status, 200)
    await sealed(old)
    // Not sealed yet when the dump is taken, nor between it and the end of this server, which stands still until then: that would
    // be a seal which the dump lacks.
    await old.stop('SIGKILL')
    const { env } = old
    old.env = { ...env, VENERA_AUDIT__SEAL_SECONDS: '3600' }
    await old.start()
    old.ana = ana
    const from = await old.command('database-url')
    await ana.get('/me')
    old.child.kill('SIGSTOP')
    await run(join(postgres, 'pg_dump'), ['-Fc', '-f', join(folder, 'dump'), from])
    await old.stop('SIGKILL')
    old.env = env
    await fresh.execute('create database restored')
    url = (await fresh.command('database-url')).replace('/venera?', '/restored?')
    await run(join(postgres, 'pg_restore'), ['--exit-on-error', '-d', url, join(folder, 'dump')])
    const [{ seen }] = await fresh.sql(`select pg_current_xact_id()::text::int8 as seen`)
    assert.ok(seen < 15_000, 'the fresh cluster is far behind')
    restored = new Server({ beside: old, env: old.env, args: ['--database', url] })
    restored.url = url
    await restored.start()
})
after(async () => {
    await restored?.stop()
    await old?.close()
    await fresh?.close()
    rmSync(folder, { recursive: true, force: true })
})

async function sealed(server) {
    for (;;) {
        const [{ left }] = await server.sql(`select count(*)::int as left from platform.access_log l where not exists (
            select from (select until_xid, until_id from audit.seals where context = l.context order by number desc limit 1) s where (l.xid, l.id) <= (s.until_xid, s.until_id))`)
        if (left === 0) return
    }
}

async function verify() {
    try {
        const { stdout } = await run(binary, ['audit', 'verify', '--data', join(old.data, 'venera'), '--database', url], { env: { ...process.env, ...old.env } })
        return { code: 0, said: stdout }
    } catch (error) {
        if (typeof error.code !== 'number') throw error
        return { code: error.code, said: error.stdout + error.stderr }
    }
}

test('what the dump held verifies, and what is written afterwards is sealed after it', async () => {
    const highest = async () => (await restored.sql(`select max(xid::text::int8) as xid from platform.access_log`))[0].xid
    const before_new = await highest()
    const ana = restored.client()
    await ana.sign_in(old.ana.email, 'correct horse battery')
    assert.equal((await ana.get('/me')).status, 200)
    assert.ok((await highest()) > before_new, 'in the order of the logs the new rows are the last')
    await sealed(restored)
    const good = await verify()
    assert.equal(good.code, 0, good.said)
    assert.match(good.said, /; 0 are not sealed yet/)
    // Nor do transactions that still go on count as over.
    const [{ settled }] = await restored.sql(`select count(*)::int as settled from identity.access_log where xid >= (select (pg_snapshot_xmax(pg_current_snapshot())::text::int8 + shift)::text::xid8 from audit.transactions)`)
    assert.equal(settled, 0)
})

test('events go on, too: what happens after the restoration comes to its consumers, and nothing comes twice', async () => {
    const letters = () => restored.sql(`select subject_id, kind from notifications.messages order by created_at, id`)
    const before_new = await letters()
    assert.ok(before_new.length > 0)
    const eva = await restored.patient()
    const until = Date.now() + 20_000
    while ((await letters()).length === before_new.length) assert.ok(Date.now() < until, 'the letter of welcome is never planned')
    const after_new = await letters()
    assert.deepEqual(after_new.slice(0, before_new.length), before_new)
    const [mail] = await restored.sql(`select m.kind from identity.mails m join identity.users u on u.id = m.user_id where u.email = '${eva.email}'`)
    assert.equal(mail.kind, 'verify_email')
    assert.equal(after_new.length, before_new.length + 1)
})

test('who tampers with old or new rows is still found', async () => {
    await sealed(restored)
    for (const order of ['asc', 'desc']) {
        const [{ id }] = await restored.sql(`select id from identity.access_log order by xid ${order}, id ${order} limit 1`)
        await restored.execute(`create table public.kept as select * from identity.access_log where id = ${id}; delete from identity.access_log where id = ${id}`)
        const found = await verify()
        await restored.execute(`insert into identity.access_log overriding system value select * from public.kept; drop table public.kept`)
        assert.deepEqual(found, { code: 1, said: `identity ${id} is missing\n` })
    }
    assert.equal((await verify()).code, 0)
})

test('a second start changes nothing', async () => {
    const shift = () => restored.sql('select shift from audit.transactions')
    const first = await shift()
    await restored.stop()
    await restored.start()
    assert.deepEqual(await shift(), first)
    await sealed(restored)
    assert.equal((await verify()).code, 0)
})
