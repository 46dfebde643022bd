// The audit: the chain of seals and who is caught by it (E5), what administrators and patients see of the access logs, and
// what leaves them when its time is over.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { appendFileSync, chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { binary, venera } from './support/server.mjs'

const run = promisify(execFile)
const postgres = '/usr/lib/postgresql/15/bin'
const nobody = '0192d9b0-0000-7000-8000-00000000beef'

let server, admin, ana, luis, visit, folder, begun
before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'venera-audit-'))
    chmodSync(folder, 0o755)
    server = await venera({ env: { VENERA_AUDIT__SEAL_SECONDS: '1' } })
    begun = (await server.client().get('//health')).json.timestamp.replace(/\.\d+/, '')
    admin = await server.as('admin')
    ana = await server.patient({ first_name: 'Ana', last_name: 'Auditada' })
    luis = await server.patient({ first_name: 'Luis', last_name: 'Otro' })
    const { doctor, slots } = await ana.doctor_with_times()
    const booked = await ana.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })
    assert.equal(booked.status, 201, booked.text)
    visit = booked.json
    // The confirmation uses her address, some time soon.
    while ((await server.sql(`select id from notifications.access_log where action = 'notify'`)).length === 0);
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
        for (const change of [`action = action || ' '`, `actor_id = '${nobody}'`, `patient_id = '${nobody}'`, `occurred_at = occurred_at + interval '1 microsecond'`,
            `outcome = case outcome when 'denied' then 'allowed' else 'denied' end`, `purpose = 'payment'`, `actor_role = overlay(actor_role placing chr(ascii(actor_role) # 1) from 1)`, `resource = resource || ' '`, `resource_id = '${nobody}'`,
            `purpose_reason = case when purpose_reason is null then '' end`, `address = coalesce(address, '') || '1'`, `request_id = request_id || '1'`]) {
            const said = await tampered(`${copy} update ${log} set ${change} where id = ${id}`, `delete from ${log} where id = ${id}; ${back}`)
            assert.deepEqual(said, { code: 1, said: `${context} ${id} was changed\n` }, change)
        }
        // All that two rows say changes places, and each keeps its own.
        const said = '(occurred_at, actor_id, actor_role, patient_id, action, resource, resource_id, purpose, purpose_reason, request_id, outcome, address)'
        const exchange = `create table public.both as select * from ${log} where id in (${id}, ${next.id}); update ${log} l set ${said} = (select ${said.slice(1, -1)} from public.both b where b.id <> l.id) where id in (${id}, ${next.id})`
        const again = `update ${log} l set ${said} = (select ${said.slice(1, -1)} from public.both b where b.id = l.id) where id in (${id}, ${next.id}); drop table public.both`
        assert.deepEqual(await tampered(exchange, again), { code: 1, said: `${context} ${id} was changed\n` })
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

// Signed well, but not by us.
const { privateKey: foreign_key } = generateKeyPairSync('ed25519')
const forged = ({ number, hash }) => `update audit.seals set signature = '\\x${sign(null, Buffer.from(hash, 'hex'), foreign_key).toString('hex')}' where number = ${number}`
const seal_of = async (number) => (await server.sql(`select number, encode(hash, 'hex') as hash from audit.seals where number = ${number}`))[0]

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
        // One bit of each column.
        [`update audit.seals set content = set_byte(content, 20, get_byte(content, 20) # 4) where number = ${middle}`, `seal ${middle} was changed`],
        [`update audit.seals set hash = set_byte(hash, 31, get_byte(hash, 31) # 128) where number = ${middle}`, `seal ${middle} was changed`],
        [`update audit.seals set until_id = until_id # 1 where number = ${middle}`, `seal ${middle} was changed`],
        [`update audit.seals set until_xid = ((until_xid::text::bigint # 1)::text)::xid8 where number = ${middle}`, `seal ${middle} was changed`],
        [`update audit.seals set context = overlay(context placing chr(ascii(context) # 1) from 1) where number = ${middle}`, `seal ${middle} was changed`],
        [`update audit.seals set kind = 'dropped' where number = ${middle}`, `seal ${middle} was changed`],
        // Two seals in each other's place; a forger who signs with a key of their own.
        [`delete from audit.seals where number in (${middle}, ${middle + 1});
            insert into audit.seals select 2 * ${middle} + 1 - number, kind, context, until_xid, until_id, content, sealed_at, hash, signature from public.kept where number in (${middle}, ${middle + 1})`, `seal ${middle} was changed`],
        [`update audit.seals set signature = '\\x${'00'.repeat(64)}' where number = ${middle}`, `seal ${middle} is not signed with the audit key`],
        [forged(await seal_of(middle)), `seal ${middle} is not signed with the audit key`],
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
    chmodSync(join(folder, 'copy.jsonl'), 0o644)
    assert.equal((await tampered(cut, back, '--seals', join(folder, 'copy.jsonl'))).said, found.said)
    assert.equal((await verify()).code, 0)
})

test('an exported file that is torn, changed, empty or missing is told from changed logs, and sealing goes on after it', async () => {
    const last = await sealed()
    const file = join(folder, 'seals.jsonl')
    // A seal that was away for a moment, as in the test before, is exported twice.
    const lines = [...new Set(readFileSync(seals_file(), 'utf8').trim().split('\n'))]
    const whole = new RegExp(`^\\d+ rows in ${last} seals are as they were sealed; \\d+ are not sealed yet\n`)
    const of = async (text) => {
        writeFileSync(file, text)
        const { code, said } = await verify('--seals', file)
        assert.match(said, /^\d+ rows in \d+ seals are as they were sealed; \d+ are not sealed yet\n/)
        return [code, said.split('\n').slice(1).join('\n').replaceAll(file, 'FILE')]
    }
    const count = (number) => `${number} exported seals are in the chain\n`
    const why = '; what was cut off the end of the logs may not be found\n'
    assert.match((await verify()).said, whole)
    assert.deepEqual(await of(lines.join('\n') + '\n'), [0, count(lines.length)])
    assert.deepEqual(await of(lines.join('\n') + '\n' + lines.at(-1) + '\n'), [0, count(lines.length)], 'a line twice')
    const torn = lines.slice(0, -1).concat(lines.at(-1).slice(0, 50))
    assert.deepEqual(await of(torn.join('\n')), [2, count(lines.length - 1) + `FILE: line ${lines.length} is torn or was changed` + why])
    assert.deepEqual(await of(torn.concat(lines.at(-1)).join('\n') + '\n'), [2, count(lines.length) + `FILE: line ${lines.length} is torn or was changed` + why])
    assert.deepEqual(await of('nothing\n' + lines.join('\n') + '\n'), [2, count(lines.length) + 'FILE: line 1 is torn or was changed' + why])
    assert.deepEqual(await of(''), [2, count(0) + 'FILE: holds no seal' + why])
    rmSync(file)
    const missing = await verify('--seals', file)
    assert.deepEqual([missing.code, missing.said.split('\n')[2]], [2, `${file}: No such file or directory${why.trimEnd()}`])
    // A wrong seal counts for more than a torn line.
    const wrong = lines.at(-1).replace(/"hash":"../, '"hash":"zz')
    writeFileSync(file, ['nothing', wrong].join('\n') + '\n')
    const changed = await verify('--seals', file)
    assert.equal(changed.code, 1)
    assert.match(changed.said, /^seal \d+ is not the one that was exported/)

    // The server's own file: it begins a line of its own after a torn one, and a new file for one that is gone.
    const own = readFileSync(seals_file(), 'utf8')
    writeFileSync(seals_file(), own.slice(0, -20))
    for (; readFileSync(seals_file(), 'utf8').split('\n').at(-1) !== ''; );
    const rewritten = readFileSync(seals_file(), 'utf8').trim().split('\n')
    assert.equal(rewritten.at(-2), own.slice(0, -20).split('\n').at(-1))
    assert.ok(JSON.parse(rewritten.at(-1)).number >= last)
    rmSync(seals_file())
    for (; !existsSync(seals_file()); );
    await sealed()
    assert.equal((await verify()).code, 0)
})

test('a disk that is full does not stop the sealing', async () => {
    const full = await venera({ env: { VENERA_AUDIT__SEAL_SECONDS: '1', VENERA_AUDIT__SEALS_FILE: '/dev/full' } })
    try {
        const client = await full.as('admin')
        const seals = async () => (await full.sql('select count(*)::int as count from audit.seals'))[0].count
        for (let before = await seals(), runs = 0; runs < 3; ) {
            assert.equal((await client.get('/me')).status, 200)
            const now = await seals()
            if (now > before) [before, runs] = [now, runs + 1]
        }
        const answer = await run(binary, ['audit', 'verify', '--data', join(full.data, 'venera'), '--seals', join(folder, 'none.jsonl')], { env: { ...process.env, ...full.env } }).catch((error) => error)
        assert.equal(answer.code, 2, answer.stdout)
        assert.match(answer.stdout, /are as they were sealed/)
    } finally {
        await full.close()
    }
})

test('an old dump that is brought back is found through the exported seal', async () => {
    await sealed()
    const url = await server.command('database-url')
    const dump = join(folder, 'old.sql')
    await run(join(postgres, 'pg_dump'), ['--data-only', '--schema=audit', '--schema=identity', '--schema=patients', '--schema=scheduling', '--disable-triggers', '-f', dump, url])
    const newest = join(folder, 'newest.sql')
    for (let i = 0; i < 3; ++i) assert.equal((await ana.get('/me')).status, 200)
    const last = await sealed()
    const tables = `(select string_agg(format('%I.%I', schemaname, tablename), ', ') from pg_tables where schemaname in ('audit', 'identity', 'patients', 'scheduling'))`
    await run(join(postgres, 'pg_dump'), ['--data-only', '--schema=audit', '--schema=identity', '--schema=patients', '--schema=scheduling', '--disable-triggers', '-f', newest, url])
    // All locks at once or none: who waits for one while holding others is in a deadlock with the server's own work.
    const empty = `do $$ begin execute 'lock table ' || ${tables} || ' in access exclusive mode nowait'; execute 'truncate ' || ${tables}; end $$`
    const restore = async (file) => {
        for (;;) {
            const refused = await run(join(postgres, 'psql'), ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-1', url, '-c', empty, '-f', file]).catch((error) => error)
            if (!refused.stderr) return
            assert.match(refused.stderr, /could not obtain lock/)
        }
    }
    await restore(dump)
    const found = await verify()
    await restore(newest)
    assert.equal(found.code, 1)
    assert.match(found.said, new RegExp(`^seal \\d+ (was exported and is missing|is not the one that was exported) \\(\\w+ until \\d+\\)\n$`))
    assert.ok(Number(/\d+/.exec(found.said)[0]) <= last, found.said)
    assert.equal((await verify()).code, 0)
})

test('the role that the server works as may neither change nor remove an access or a seal', async () => {
    const tables = (await server.sql(`select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and (c.relname ~ '^access_log' or c.relname = 'seals')`)).map((row) => row.name)
    assert.ok(tables.length > 10)
    for (const table of tables)
        for (const statement of [`update ${table} set ${table === 'audit.seals' ? 'context' : 'action'} = 'x'`, `delete from ${table}`, `truncate ${table}`]) {
            const refused = await server.execute(`set role venera_app; do $$ begin ${statement}; raise exception 'allowed'; exception when insufficient_privilege then raise exception 'refused with %', sqlstate; end $$`).then(() => 'nothing', (error) => error.stderr)
            assert.match(refused, /refused with 42501/, statement)
        }
    const refused = (statement) => server.execute(`set role venera_app; ${statement}`).then(() => 'nothing', (error) => error.stderr)
    const drop = (month, kinds) => refused(`select audit.drop_accesses('scheduling', '${month}', array[${kinds}], 10)`)
    const this_month = new Date().toISOString().slice(0, 8) + '01'
    assert.match(await drop(this_month, `'read', 'write', 'denied'`), /too young to be dropped/)
    assert.match(await drop('2000-01-01', `'other'`), /too young to be dropped/)
    assert.match(await drop('2000-01-01', `'read'`), /the chain does not note/)
    for (const statement of ['update audit.retention set days = 400', 'update audit.transactions set shift = 0', 'select audit.continue_transactions()'])
        assert.match(await refused(statement), /permission denied/, statement)
})

const all_of = async (client, path) => {
    const rows = []
    for (let cursor; cursor !== null; ) {
        const { status, json, text } = await client.get(`${path}${path.includes('?') ? '&' : '?'}${cursor ? `cursor=${cursor}` : ''}`)
        assert.equal(status, 200, text)
        rows.push(...json.data)
        cursor = json.next_cursor
    }
    return rows
}

test('GET /audit: all logs merged, the newest first, in pages; every filter; the reading itself is a row', async () => {
    assert.equal((await luis.get(`/appointments/${visit.id}`)).status, 404)
    assert.equal((await admin.get('/audit')).status, 200)
    const rows = await all_of(admin, `/audit?from=${begun}&limit=5`)
    assert.ok(rows.length > 10)
    assert.equal(new Set(rows.map((row) => row.id)).size, rows.length, 'nobody twice')
    for (let i = 1; i < rows.length; ++i) assert.ok(Date.parse(rows[i].occurred_at) <= Date.parse(rows[i - 1].occurred_at))
    assert.deepEqual([...new Set(rows.map((row) => row.id.replace(/-\d+$/, '')))].sort(), ['audit', 'identity', 'notifications', 'patients', 'scheduling'])
    const [{ count }] = await server.sql(`select count(*)::int from platform.access_log where occurred_at >= '${begun}'`)
    assert.ok(rows.length <= count && count - rows.length <= 200, 'all but those of the reading')

    const of_visit = rows.find((row) => row.resource_id === visit.id && row.outcome === 'allowed' && row.action === 'read')
    assert.deepEqual(of_visit, {
        ...of_visit, actor_id: ana.user.id, actor_role: 'patient', actor_name: 'Ana Auditada', patient_id: ana.patient.id, resource: 'appointment',
        purpose: 'treatment', purpose_reason: null, outcome: 'allowed', address: '127.0.0.1',
    })
    assert.match(of_visit.request_id, /\S/)

    for (const [filter, fits] of [
        [`patient_id=${ana.patient.id}`, (row) => row.patient_id === ana.patient.id],
        [`actor_id=${ana.user.id}`, (row) => row.actor_id === ana.user.id],
        ['action=read', (row) => row.action.split(',')[0] === 'read'],
        ['resource=appointment', (row) => row.resource === 'appointment'],
        ['outcome=denied', (row) => row.outcome === 'denied'],
        ['purpose=treatment', (row) => row.purpose === 'treatment'],
        [`patient_id=${ana.patient.id}&action=read&resource=patient`, (row) => row.patient_id === ana.patient.id && row.action === 'read' && row.resource === 'patient'],
    ]) {
        const seen = (await all_of(admin, `/audit?from=${begun}&limit=100&${filter}`)).filter((row) => !row.id.startsWith('audit-'))
        assert.ok(seen.length > 0 && seen.every(fits), filter)
        assert.deepEqual(seen.map((row) => row.id), rows.filter((row) => fits(row) && !row.id.startsWith('audit-')).map((row) => row.id), filter)
    }
    const [entry] = (await admin.get('/audit?limit=1')).json.data
    assert.deepEqual([entry.resource, entry.action, entry.actor_id, entry.outcome], ['audit', 'read', admin.user.id, 'allowed'], 'the reading before this one')

    for (const [query, parameter] of [['limit=0', 'limit'], ['outcome=maybe', 'outcome'], ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'to'], ['patient_id=x', 'patient_id'], ['cursor=x', 'cursor'], ['q=x', 'q']]) {
        const refused = await admin.get(`/audit?${query}`)
        assert.deepEqual([refused.status, refused.json.errors[0].parameter], [422, parameter], query)
    }
    for (const client of [ana, await server.as('doctor'), await server.as('staff')]) {
        assert.equal((await client.get('/audit')).status, 403)
        assert.equal((await client.get('/audit/export')).status, 403)
    }
    assert.equal((await server.client().get('/audit')).status, 401)
})

test('the export is CSV or a JSON object a line, in parts, with formulas made harmless, and is audited', async () => {
    const mallory = await server.patient({ first_name: '=cmd|1', last_name: 'x"y' })
    const answer = await admin.get(`/audit/export?actor_id=${mallory.user.id}`)
    assert.equal(answer.status, 200, answer.text)
    assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8')
    assert.match(answer.headers.get('content-disposition'), /audit\.csv/)
    const lines = answer.text.trim().split('\r\n')
    assert.equal(lines[0], 'id,occurred_at,actor_id,actor_role,actor_name,patient_id,action,resource,resource_id,purpose,purpose_reason,request_id,outcome,address')
    const registered = (await admin.get(`/audit?patient_id=${mallory.patient.id}`)).json.data
    assert.ok(lines.length - 1 <= registered.length)
    const parts = []
    for (let cursor; cursor !== null; ) {
        const part = await admin.get(`/audit/export?format=ndjson&limit=1&patient_id=${mallory.patient.id}${cursor ? `&cursor=${cursor}` : ''}`)
        assert.equal(part.headers.get('content-type'), 'application/x-ndjson')
        parts.push(...part.text.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)))
        cursor = part.headers.get('next-cursor')
    }
    assert.deepEqual(parts.filter((row) => !row.id.startsWith('audit-')), registered.filter((row) => !row.id.startsWith('audit-')))
    assert.ok((await mallory.get('/me')).status, 200)
    const again = await admin.get(`/audit/export?actor_id=${mallory.user.id}`)
    assert.ok(again.text.includes(`"'=cmd|1 x""y"`), again.text)
    const [row] = (await admin.get('/audit?action=export')).json.data
    assert.deepEqual([row.actor_id, row.resource, row.outcome], [admin.user.id, 'audit', 'allowed'])
})

test('GET /patients/{id}/accesses: the patient sees who looked, when and why, but not where others sat', async () => {
    const doctor = await server.as('doctor')
    const times = await ana.free_slots(doctor.user.doctor_id, 'days=31')
    const booked = await ana.post('/appointments', { doctor_id: doctor.user.doctor_id, start: times.at(-1).start })
    assert.equal(booked.status, 201, booked.text)
    assert.equal((await doctor.get(`/appointments/${booked.json.id}`, { headers: { 'x-purpose': 'operations' } })).status, 200)
    const staff = await server.as('staff')
    assert.equal((await staff.get(`/appointments/${booked.json.id}`)).status, 200)
    const rows = await all_of(ana, `/patients/${ana.patient.id}/accesses?limit=3`)
    assert.deepEqual(Object.keys(rows[0]), ['id', 'occurred_at', 'own', 'actor_role', 'actor_name', 'action', 'resource', 'purpose', 'purpose_reason', 'outcome', 'address'])
    const of = (role) => rows.find((row) => row.actor_role === role && row.resource === 'appointment')
    assert.deepEqual([of('doctor').actor_name, of('doctor').purpose, of('doctor').own, of('doctor').address], [`${doctor.user.first_name} ${doctor.user.last_name}`, 'operations', false, null])
    assert.deepEqual([of('staff').actor_name, of('staff').own, of('staff').address], [null, false, null])
    assert.deepEqual([of('patient').own, of('patient').address], [true, '127.0.0.1'])
    assert.ok(!JSON.stringify(rows).includes(staff.user.id))
    const seen = await all_of(admin, `/patients/${ana.patient.id}/accesses`)
    assert.ok(seen.length >= rows.length && seen.every((row) => !row.own && row.address === null))
    // Mail of the booking may leave at any time.
    const own = (await ana.get(`/patients/${ana.patient.id}/accesses`)).json.data.find((row) => row.actor_role !== 'system')
    assert.deepEqual([own.action, own.actor_role], ['read accesses', 'admin'])

    const strange = await luis.get(`/patients/${ana.patient.id}/accesses`)
    const missing = await luis.get(`/patients/${nobody}/accesses`)
    assert.deepEqual([strange.status, strange.code, missing.status], [404, 'not_found', 404])
    const denied = (await admin.get(`/audit?patient_id=${ana.patient.id}&outcome=denied&action=read%20accesses`)).json.data
    assert.deepEqual(denied.map((row) => row.actor_id), [luis.user.id])
    assert.equal((await admin.get(`/patients/${nobody}/accesses`)).status, 404)
    for (const client of [doctor, staff]) assert.equal((await client.get(`/patients/${ana.patient.id}/accesses`)).status, 403)
})

test('who acts for a patient may read it too, and is in it by name; a broken glass is in it with its reason', async () => {
    const child = await ana.post('/me/relatives', { relationship: 'child', first_name: 'Eva', last_name: 'Auditada', birth_date: '2020-05-05' })
    assert.equal(child.status, 201, child.text)
    const accesses = (client, id) => client.get(`/patients/${id}/accesses?limit=100`)
    const by_parent = await accesses(ana, child.json.patient_id)
    assert.equal(by_parent.status, 200, by_parent.text)
    assert.deepEqual(by_parent.json.data.map((row) => [row.action, row.own, row.actor_name]).sort(), [['create', true, 'Ana Auditada'], ['declare', true, 'Ana Auditada']])
    assert.equal((await accesses(luis, child.json.patient_id)).status, 404)

    // A parent of age who said yes.
    const asked = await ana.post('/me/relatives', { relationship: 'parent', reference: luis.patient.reference })
    assert.equal((await accesses(ana, luis.patient.id)).status, 404, 'not before they have accepted')
    assert.equal((await luis.post(`/me/relatives/${asked.json.id}/accept`)).status, 200)
    assert.equal((await accesses(ana, luis.patient.id)).status, 200)
    const breaking = await admin.get(`/patients/${luis.patient.id}/record`, { headers: { 'x-purpose': 'break-glass', 'x-purpose-reason': 'Unconscious in the emergency room' } })
    assert.equal(breaking.status, 200, breaking.text)
    const rows = (await accesses(luis, luis.patient.id)).json.data
    const broken = rows.find((row) => row.purpose === 'break-glass')
    assert.deepEqual([broken.action, broken.resource, broken.actor_role, broken.purpose_reason, broken.outcome], ['read', 'record', 'admin', 'Unconscious in the emergency room', 'allowed'])
    const [refused, acted] = ['denied', 'allowed'].map((outcome) => rows.find((row) => row.action === 'read accesses' && row.outcome === outcome && !row.own))
    assert.deepEqual([acted.actor_role, acted.actor_name, acted.own], ['patient', 'Ana Auditada', false])
    assert.deepEqual([refused.actor_role, refused.actor_name], ['patient', null], 'before that, a stranger')

    assert.equal((await luis.delete(`/me/relatives/${asked.json.id}`)).status, 204)
    assert.equal((await accesses(ana, luis.patient.id)).status, 404, 'nor when it is over')
})

test('what is older than its retention time goes, is noted in the chain, and the logs still verify', async () => {
    const held = luis.patient.id
    const insert = (when, outcome, action, patient) => `insert into patients.access_log (occurred_at, actor_role, patient_id, action, resource, purpose, request_id, outcome)
        values ('${when}', 'staff', '${patient}', '${action}', 'patient', 'treatment', 'old', '${outcome}');`
    const year = new Date().getUTCFullYear()
    const [ancient, old] = [`${year - 12}-03-10`, `${year - 8}-03-10`]
    for (const day of [ancient, old]) {
        const month = day.slice(0, 7)
        await server.execute(`select platform.create_partition('patients', 'access_log', 'occurred_at', '${month.replace('-', '')}', '${month}-01 00:00Z', '${month.slice(0, 5)}04-01 00:00Z');
            ${insert(day, 'allowed', 'read', ana.patient.id)} ${insert(day, 'allowed', 'update', ana.patient.id)} ${insert(day, 'denied', 'update', ana.patient.id)} ${insert(day, 'allowed', 'read', held)}`)
    }
    await sealed()
    const left = () => server.sql(`select extract(year from occurred_at)::int as year, action, outcome, patient_id from patients.access_log where request_id = 'old' order by 1, 2, 3, 4`)
    assert.equal((await left()).length, 8)
    const restarted = async (more) => {
        await server.stop()
        server.env = { ...server.env, ...more }
        await server.start()
        await server.sql('select 1 as started')
    }
    await restarted({ VENERA_AUDIT__HELD_PATIENTS: held })
    for (; (await left()).length > 3; );
    assert.deepEqual((await left()).map((row) => [row.year, row.action, row.patient_id]), [[year - 12, 'read', held], [year - 8, 'read', held], [year - 8, 'update', ana.patient.id]])
    await sealed()
    assert.equal((await verify()).code, 0)
    // What was kept has not become free to change.
    const [{ id }] = await server.sql(`select id from patients.access_log where request_id = 'old' and action = 'update'`)
    const log = 'patients.access_log'
    assert.deepEqual(await tampered(`update ${log} set action = 'updated' where id = ${id}`, `update ${log} set action = 'update' where id = ${id}`), { code: 1, said: `patients ${id} was changed\n` })
    assert.deepEqual(await tampered(`create table public.kept as select * from ${log} where id = ${id}; delete from ${log} where id = ${id}`, `insert into ${log} overriding system value select * from public.kept; drop table public.kept`), { code: 1, said: `patients ${id} is missing\n` })
    // Without the hold the older month goes as a whole.
    await restarted({ VENERA_AUDIT__HELD_PATIENTS: nobody })
    for (; (await left()).length > 1; );
    // Who was held, and since when, is in the chain as well.
    const holds = await server.sql(`select patient_id, action, actor_role from audit.access_log where resource = 'legal hold' order by occurred_at, id`)
    assert.deepEqual(holds.map((row) => [row.patient_id === held, row.action, row.actor_role]), [[true, 'hold', 'system'], [false, 'hold', 'system'], [true, 'release', 'system']])
    assert.deepEqual(await server.sql('select patient_id from audit.held_patients'), [{ patient_id: nobody }])
    await sealed()
    assert.deepEqual(await server.sql(`select month from platform.access_months where context = 'patients' and month < '${year - 3}-01-01'`), [{ month: `${year - 8}-03-01` }])
    assert.equal((await verify()).code, 0)
})
