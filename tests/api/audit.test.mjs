// The audit: the chain of seals and who is caught by it (E5), what administrators and patients see of the access logs, and
// what leaves them when its time is over.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { appendFileSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { binary, venera } from './support/server.mjs'

const run = promisify(execFile)
const postgres = '/usr/lib/postgresql/15/bin'
const nobody = '0192d9b0-0000-7000-8000-00000000beef'

let server, admin, ana, luis, visit, folder
before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'venera-audit-'))
    server = await venera({ env: { VENERA_AUDIT__SEAL_SECONDS: '1' } })
    admin = await server.as('admin')
    ana = await server.patient({ first_name: 'Ana', last_name: 'Auditada' })
    luis = await server.patient({ first_name: 'Luis', last_name: 'Otro' })
    const { doctor, slots } = await ana.doctor_with_times()
    const booked = await ana.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })
    assert.equal(booked.status, 201, booked.text)
    visit = booked.json
    for (let i = 0; i < 3; ++i) assert.equal((await ana.get(`/appointments/${visit.id}`)).status, 200)
})
after(async () => {
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
})

const seals_file = () => join(server.data, 'venera', 'audit', 'seals.jsonl')

// Runs to the end; code 1 is an answer, too.
async function verify(...args) {
    try {
        const { stdout } = await run(binary, ['audit', 'verify', '--data', join(server.data, 'venera'), ...args], { env: { ...process.env, ...server.env } })
        return { code: 0, said: stdout }
    } catch (error) {
        if (typeof error.code !== 'number') throw error
        return { code: error.code, said: error.stdout + error.stderr }
    }
}

// Resolves when every row of the access logs is sealed. What is asked changes no log.
async function sealed() {
    const last = `(select until_xid, until_id from audit.seals where context = l.context order by number desc limit 1) s`
    for (;;) {
        const [{ left }] = await server.sql(`select count(*)::int as left from platform.access_log l
            where not exists (select from ${last} where (l.xid, l.id) <= (s.until_xid, s.until_id))`)
        if (left === 0 && existsSync(seals_file())) {
            const [{ number }] = await server.sql('select max(number)::int as number from audit.seals')
            if (readFileSync(seals_file(), 'utf8').includes(`"number":${number},`)) return number
        }
    }
}

// Does to the logs what only a superuser can, sees what the verifier says of it, and undoes it.
async function tampered(harm, heal, ...args) {
    await server.execute(harm)
    const answer = await verify(...args)
    await server.execute(heal)
    return answer
}

test('what was written is sealed, signed and verified; the newest seal is outside of the database, too', async () => {
    await sealed()
    const good = await verify()
    assert.equal(good.code, 0, good.said)
    assert.match(good.said, /^[1-9]\d* rows in [1-9]\d* seals are as they were sealed; \d+ are not sealed yet\n[1-9]\d* exported seals are in the chain\n$/)
    const lines = readFileSync(seals_file(), 'utf8').trim().split('\n').map((line) => JSON.parse(line))
    assert.deepEqual(Object.keys(lines[0]), ['number', 'sealed_at', 'context', 'last_id', 'hash', 'signature'])
    assert.equal(statSync(join(server.data, 'venera', 'secrets', 'audit.key')).mode & 0o777, 0o400)
    assert.equal(statSync(seals_file()).mode & 0o077, 0)
})

test('a superuser who edits, deletes, reorders or inserts a row is found out, and the row is named', async () => {
    await sealed()
    // A row of each log, and the next, of another transaction.
    for (const context of ['identity', 'patients', 'scheduling']) {
        const log = `${context}.access_log`
        const rows = await server.sql(`select id, xid::text from ${log} order by access_log.xid, id`)
        const middle = rows.findLastIndex((row, index) => index < rows.length - 2 && row.xid !== rows[index + 1].xid)
        const [{ id, xid }, next] = rows.slice(middle)
        const copy = `create table if not exists public.kept as select * from ${log} where id = ${id};`
        const back = `insert into ${log} overriding system value select * from public.kept; drop table public.kept;`
        for (const change of [`action = action || ' '`, `actor_id = '${nobody}'`, `patient_id = null`, `occurred_at = occurred_at + interval '1 microsecond'`,
            `outcome = case outcome when 'denied' then 'allowed' else 'denied' end`, `purpose = 'payment'`, `address = coalesce(address, '') || '1'`, `request_id = request_id || '1'`]) {
            const said = await tampered(`${copy} update ${log} set ${change} where id = ${id}`, `delete from ${log} where id = ${id}; ${back}`)
            assert.deepEqual(said, { code: 1, said: `${context} ${id} was changed\n` }, change)
        }
        const gone = await tampered(`${copy} delete from ${log} where id = ${id}`, back)
        assert.deepEqual(gone, { code: 1, said: `${context} ${id} is missing\n` })
        const swap = (one, other) => `update ${log} set xid = case id when ${id} then '${one}'::xid8 else '${other}'::xid8 end where id in (${id}, ${next.id})`
        const swapped = await tampered(swap(next.xid, xid), swap(xid, next.xid))
        assert.equal(swapped.code, 1)
        assert.match(swapped.said, new RegExp(`^${context} (${id}|${next.id}) (is out of order|was inserted|is missing)\n$`))
        const forged = `insert into ${log} overriding system value select 1000000000, xid, occurred_at, actor_id, actor_role, patient_id, action, resource, resource_id, purpose, purpose_reason, request_id, outcome, address from ${log} where id = ${id}`
        const inserted = await tampered(forged, `delete from ${log} where id = 1000000000`)
        assert.deepEqual([inserted.code, inserted.said], [1, `${context} 1000000000 was inserted\n`])
    }
    assert.equal((await verify()).code, 0)
})

test('so is one who touches the seals', async () => {
    const last = await sealed()
    const middle = Math.ceil(last / 2)
    const kept = `create table public.kept as select * from audit.seals where number >= ${middle};`
    const back = `delete from audit.seals where number >= ${middle}; insert into audit.seals select * from public.kept; drop table public.kept;`
    for (const [harm, said] of [
        [`update audit.seals set sealed_at = sealed_at + interval '1 second' where number = ${middle}`, `seal ${middle} was changed`],
        [`update audit.seals set content = substring(content from 28) where number = ${middle}`, `seal ${middle} was changed`],
        [`update audit.seals set signature = set_byte(signature, 5, get_byte(signature, 5) # 1) where number = ${middle}`, `seal ${middle} is not signed with the audit key`],
        [`delete from audit.seals where number = ${middle}`, `seal ${middle} is missing`],
    ]) {
        const answer = await tampered(kept + harm, back)
        assert.deepEqual(answer, { code: 1, said: `${said}\n` }, harm)
    }
    assert.equal((await verify()).code, 0)
})

test('a tail that is cut off, with its seals, is found through the exported seal', async () => {
    const last = await sealed()
    const [{ context, until_id }] = await server.sql(`select context, until_id from audit.seals where number = ${last}`)
    const [{ from_xid, from_id }] = await server.sql(`select coalesce((select until_xid::text from audit.seals where context = '${context}' and number < ${last} order by number desc limit 1), '0') as from_xid,
        coalesce((select until_id from audit.seals where context = '${context}' and number < ${last} order by number desc limit 1), 0) as from_id`)
    const tail = `(xid, id) > ('${from_xid}'::xid8, ${from_id})`
    const cut = `create table public.kept as select * from ${context}.access_log where ${tail}; create table public.kept_seal as select * from audit.seals where number = ${last};
        delete from ${context}.access_log where ${tail}; delete from audit.seals where number = ${last}`
    const back = `insert into ${context}.access_log overriding system value select * from public.kept; insert into audit.seals select * from public.kept_seal; drop table public.kept, public.kept_seal`
    const empty = join(folder, 'empty.jsonl')
    writeFileSync(empty, '')
    assert.match((await tampered(cut, back, '--seals', empty)).said, /are as they were sealed/, 'without the exported seal it cannot be found')
    const found = await tampered(cut, back)
    assert.deepEqual(found, { code: 1, said: `seal ${last} was exported and is missing (${context} until ${until_id})\n` })
    copyFileSync(seals_file(), join(folder, 'copy.jsonl'))
    assert.equal((await tampered(cut, back, '--seals', join(folder, 'copy.jsonl'))).code, 1)
    assert.equal((await verify()).code, 0)
    appendFileSync(join(folder, 'copy.jsonl'), 'nothing\n')
    assert.match((await verify('--seals', join(folder, 'copy.jsonl'))).said, /a line is damaged/)
    assert.match((await verify('--seals', join(folder, 'none.jsonl'))).said, /none.jsonl/)
})
