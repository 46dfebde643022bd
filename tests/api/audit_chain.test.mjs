// How far the access logs are sealed and whether their newest part is what was sealed, as an administrator is shown it.
import assert from 'node:assert/strict'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { venera } from './support/server.mjs'

let server, admin, staff, ana
before(async () => {
    server = await venera({ env: { VENERA_AUDIT__SEAL_SECONDS: '1' } })
    ;[admin, staff, ana] = [await server.as('admin'), await server.as('staff'), await server.patient()]
})
after(() => server?.close())

async function look(query = '') {
    const answer = await admin.get(`/audit/chain${query}`)
    assert.equal(answer.status, 200, answer.text)
    return answer.json
}
async function until(what, find) {
    const end = Date.now() + 60_000
    for (;;) {
        const found = await find()
        if (found) return found
        assert.ok(Date.now() < end, what)
    }
}
// The seal that holds a row of a log.
const seal_of = async (context, { xid, id }) => (await server.sql(`select min(number)::int as number from audit.seals where context = '${context}' and kind = 'rows' and (until_xid, until_id) >= ('${xid}'::xid8, ${id})`))[0].number
// A row of a log that is sealed.
const sealed_row = (context) => until('a sealed row', async () => (await server.sql(`select id, xid::text from ${context}.access_log l
    where (l.xid, id) <= (select until_xid, until_id from audit.seals where context = '${context}' order by number desc limit 1) order by l.xid, id limit 1`))[0])

test('a chain that nobody touched is sealed, and says how far', async () => {
    await sealed_row('identity')
    // What was there when the server began may wait for a while.
    const report = await until('all is sealed', async () => {
        const one = await look()
        return one.status !== 'behind' && one
    })
    assert.equal(report.status, 'sealed', JSON.stringify(report))
    const [{ seals, rows }] = await server.sql(`select max(number)::int as seals, sum(octet_length(content) / 27)::int as rows from audit.seals where number <= ${report.seals}`)
    assert.equal(report.seals, seals)
    assert.match(report.public_key, /^[0-9a-f]{64}$/)
    assert.ok(report.exported_seal <= (await look()).seals)
    assert.deepEqual([report.checked.first_seal, report.checked.last_seal, report.checked.rows, report.checked.problem ?? null], [1, seals, rows, null])
    const contexts = await server.sql('select name from platform.contexts order by name')
    assert.deepEqual(report.contexts.map((one) => one.context), contexts.map((one) => one.name))
    for (const { sealed_at, unsealed, oldest_unsealed_at } of report.contexts) {
        assert.equal(unsealed > 0, oldest_unsealed_at != null)
        if (unsealed === 0 && sealed_at) assert.ok(Date.parse(sealed_at) <= Date.parse(report.sealed_at))
    }
})

test('what is older is looked at part by part, down to the first seal', async () => {
    await until('three seals', async () => (await staff.get('/patients?limit=1')) && (await look()).seals >= 3)
    const all = await look()
    const older = await look(`?before=${all.seals}`)
    assert.deepEqual([older.checked.first_seal, older.checked.last_seal], [1, all.seals - 1])
    const first = await look('?before=2')
    assert.deepEqual([first.checked.first_seal, first.checked.last_seal, first.checked.seals], [1, 1, 1])
    assert.equal((await look('?before=1')).checked ?? null, null)
    for (const wrong of ['before=0', 'before=-1', 'before=1.5', 'before=x', 'before=99999999999999999999', 'before=', 'after=1', 'before=2&before=3']) {
        const answer = await admin.get(`/audit/chain?${wrong}`)
        assert.equal(answer.status, 422, `${wrong}: ${answer.text}`)
    }
})

test('a row that was edited, deleted or inserted is found and named, and so is a seal', async () => {
    for (const context of ['identity', 'audit']) {
        const row = await sealed_row(context)
        const seal = await seal_of(context, row)
        const log = `${context}.access_log`
        const back = `insert into ${log} overriding system value select * from public.kept; drop table public.kept`
        const found = async (harm, heal) => {
            await server.execute(harm)
            const report = await look()
            const beside = await look(`?before=${seal}`)
            await server.execute(heal)
            assert.equal(report.status, 'broken', JSON.stringify(report))
            assert.notEqual(beside.status, 'broken', 'what is older is as it was')
            return report.checked.problem
        }
        const expected = (what, id = row.id) => ({ seal, context, row_id: id, detail: `${context} ${id} ${what}` })
        assert.deepEqual(await found(`update ${log} set action = action || ' ' where id = ${row.id}`, `update ${log} set action = rtrim(action) where id = ${row.id}`), expected('was changed'))
        assert.deepEqual(await found(`create table public.kept as select * from ${log} where id = ${row.id}; delete from ${log} where id = ${row.id}`, back), expected('is missing'))
        const forged = 1_000_000_000
        assert.deepEqual(await found(`insert into ${log} overriding system value select ${forged}, xid, occurred_at, actor_id, actor_role, patient_id, action, resource, resource_id, purpose, purpose_reason, request_id, outcome, address from ${log} where id = ${row.id} `, `delete from ${log} where id = ${forged}`).then((problem) => problem.detail), `${context} ${forged} was inserted`)
    }
    // Not the last of its context: without it the sealer would seal its rows once more.
    const number = await until('two seals of one context', async () => (await server.sql(`select max(number)::int + 1 as number from audit.seals s
        where exists (select from audit.seals t where t.context = s.context and t.number > s.number)`))[0].number)
    const broken = async (harm, heal) => {
        await server.execute(`create table public.kept as select * from audit.seals where number = ${number - 1}; ${harm}`)
        const report = await look()
        await server.execute(`${heal}; drop table public.kept`)
        assert.equal(report.status, 'broken')
        return report.checked.problem
    }
    assert.deepEqual(await broken(`update audit.seals set signature = sha512('x') where number = ${number - 1}`, `update audit.seals s set signature = k.signature from public.kept k where k.number = s.number`),
        { seal: number - 1, context: null, row_id: null, detail: `seal ${number - 1} is not signed with the audit key` })
    assert.deepEqual(await broken(`delete from audit.seals where number = ${number - 1}`, 'insert into audit.seals select * from public.kept'),
        { seal: number - 1, context: null, row_id: null, detail: `seal ${number - 1} is missing` })
    assert.equal((await look()).status, 'sealed')
})

test('a tail that was cut off is noticed by the seals outside of the database', async () => {
    const file = join(server.data, 'venera', 'audit', 'seals.jsonl')
    const last = JSON.parse(readFileSync(file, 'utf8').trim().split('\n').at(-1))
    const added = { ...last, number: last.number + 1_000_000 }
    // The sealer adds the line that is missing within a second: what is asked before that sees the other.
    const report = await until('the line was seen', async () => {
        appendFileSync(file, `${JSON.stringify(added)}\n`)
        const seen = await look()
        return seen.exported_seal === added.number && seen
    })
    assert.equal(report.status, 'broken')
    assert.equal(report.checked.problem ?? null, null, 'what is there is right')
})

test('rows that wait too long for their seal are told of, and only administrators ask', async () => {
    await server.advance(20 * 60)
    await server.execute(`insert into patients.access_log (occurred_at, actor_role, action, resource, purpose, request_id, outcome)
        values (now() - interval '1 hour', 'staff', 'read', 'patient', 'treatment', 'late', 'allowed')`)
    const late = await until('it is late', async () => {
        const report = await look()
        // The line of the test before may still be the last of the file.
        if (report.status === 'broken' && !report.checked.problem) return undefined
        return report.contexts.find((one) => one.context === 'patients').unsealed === 0 ? report : report.status === 'behind' && report
    })
    assert.ok(['behind', 'sealed'].includes(late.status))
    for (const client of [staff, ana, await server.as('doctor')]) assert.equal((await client.get('/audit/chain')).status, 403)
    assert.equal((await server.client().get('/audit/chain')).status, 401)
    const { json } = await admin.get('/audit?action=read&resource=audit%20chain&limit=1')
    assert.equal(json.data[0].actor_id, admin.user.id)
})
