// Many people at once. Each race runs for a few seconds (VENERA_FULL=1: a minute) and ends with checks in SQL that do
// not use the constraints whose work they verify. The seed is printed; VENERA_SEED replays it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dice, seed } from './support/dice.mjs'
import { venera } from './support/server.mjs'

const full = process.env.VENERA_FULL === '1'
const seconds = full ? 60 : 8
console.log(`# seed ${seed}`)

let server, staff
before(async () => {
    server = await venera()
    staff = await server.as('staff')
    // The visits of the demo world: their past was imported.
    await server.execute('create table public.before_races as select id, version from scheduling.appointments')
})
after(() => server?.close())

const at = (iso, minutes) => new Date(Date.parse(iso) + minutes * 60_000).toISOString().replace('.000Z', 'Z')
const active = `status in ('held', 'pending', 'booked', 'arrived')`
const overlaps = (column) => `
    select a.id from scheduling.appointments a join scheduling.appointments b
        on a.${column} = b.${column} and a.id < b.id and a.occupied && b.occupied
     where a.${active} and b.${active}`

async function expect_consistent() {
    assert.deepEqual(await server.sql(overlaps('doctor_id')), [], 'visits of one doctor overlap')
    assert.deepEqual(await server.sql(overlaps('patient_id')), [], 'visits of one patient overlap')
    // Every state that a row went through since the races began has one event and was logged as a change.
    const untold = await server.sql(`
        select a.id, a.version, a.status, o.versions, l.changes
          from scheduling.appointments a
          left join public.before_races b on b.id = a.id,
               lateral (select coalesce(array_agg(version order by version), '{}') as versions from scheduling.outbox o
                         where o.aggregate_id = a.id and o.version > coalesce(b.version, 0)) o,
               lateral (select count(*) as changes from scheduling.access_log l
                         where l.resource_id = a.id and l.outcome = 'allowed' and l.action <> 'read') l
         where o.versions <> array(select generate_series(coalesce(b.version, 0) + 1, a.version)::int)
            or (a.patient_id is not null and l.changes < a.version - coalesce(b.version, 0))`)
    assert.deepEqual(untold, [], 'a state without exactly one event, or without its access row')
}

test('32 clients book, hold, move and cancel at random: nothing overlaps, nothing acknowledged is lost (A1, A3)', async () => {
    const finder = server.client()
    const found = (await finder.get('/availability?limit=8')).json.data
    const doctors = await Promise.all(found.map(async (item) => ({ id: item.doctor.id, slots: (await finder.free_slots(item.doctor.id, 'days=5')).slice(0, 40) })))
    const patients = []
    for (let i = 0; i < 32; ++i) patients.push(await server.patient())
    const end = Date.now() + seconds * 1000
    const acknowledged = new Map()
    const counts = {}
    await Promise.all(
        patients.map(async (patient, index) => {
            const random = dice(seed + index)
            const mine = []
            while (Date.now() < end) {
                const doctor = random.pick(doctors)
                const start = random.pick(doctor.slots)?.start
                if (!start) continue
                const choice = random.below(10)
                let answer, kind
                if (choice < 4 || mine.length === 0) {
                    kind = 'book'
                    const off_grid = random.below(5) === 0
                    answer = off_grid
                        ? await staff.post('/appointments', { doctor_id: doctor.id, start: at(start, 5 * random.below(6)), patient_id: patient.patient.id, duration_minutes: 10 + 5 * random.below(11), override: ['off_grid', 'closed', 'break', 'exception', 'notice', 'buffer', 'daily_cap'], override_reason: 'race' })
                        : await patient.post('/appointments', { doctor_id: doctor.id, start })
                    if (answer.status === 201) mine.push(answer.json)
                } else if (choice < 6) {
                    kind = 'hold'
                    answer = await patient.post('/holds', { doctor_id: doctor.id, start })
                    if (answer.status === 201 && random.below(2)) {
                        const booked = await patient.post('/appointments', { hold_id: answer.json.id, doctor_id: doctor.id, start })
                        if (booked.status === 201) {
                            mine.push(booked.json)
                            acknowledged.set(booked.json.id, booked.json)
                        }
                    } else if (answer.status === 201) await patient.delete(`/holds/${answer.json.id}`)
                } else if (choice < 8) {
                    kind = 'move'
                    const visit = random.pick(mine)
                    answer = await staff.patch(`/appointments/${visit.id}`, { start, doctor_id: doctor.id })
                    if (answer.status === 200) acknowledged.set(visit.id, answer.json)
                } else {
                    kind = 'cancel'
                    const [visit] = mine.splice(random.below(mine.length), 1)
                    answer = await staff.delete(`/appointments/${visit.id}`)
                    if (answer.status === 200) acknowledged.set(visit.id, answer.json)
                }
                if (kind === 'book' && answer.status === 201) acknowledged.set(answer.json.id, answer.json)
                const key = `${kind} ${answer.status}`
                counts[key] = (counts[key] ?? 0) + 1
                assert.ok([200, 201, 204, 409, 412, 422].includes(answer.status), `${kind}: ${answer.status} ${answer.text}`)
            }
        }),
    )
    console.log(`# ${JSON.stringify(counts)}`)
    assert.ok(counts['book 201'] > 50 && counts['move 200'] > 5, 'the race was a race')
    await expect_consistent()
    const rows = new Map((await server.sql('select id, status, version, starts_at from scheduling.appointments')).map((row) => [row.id, row]))
    for (const [id, told] of acknowledged) {
        const row = rows.get(id)
        assert.ok(row, `${id} was acknowledged and is lost`)
        assert.equal(row.version, told.version)
        assert.equal(row.status, told.status)
        assert.equal(Date.parse(row.starts_at), Date.parse(told.start))
    }
})

test('many connections want one slot: one gets it (A5)', async () => {
    const { doctor, slots } = await server.client().doctor_with_times()
    const crowd = full ? 500 : 100
    const patients = []
    for (let i = 0; i < 20; ++i) patients.push(await server.patient())
    const rows = await server.sql(`select id from patients.patients order by id limit ${crowd}`)
    const slot = slots.at(-1)
    const answers = await Promise.all(rows.map((row) => staff.post('/appointments', { doctor_id: doctor.id, start: slot.start, patient_id: row.id })))
    const statuses = answers.map((answer) => answer.status)
    assert.equal(statuses.filter((status) => status === 201).length, 1, statuses.join())
    const refused = answers.filter((answer) => answer.status !== 201)
    assert.ok(refused.every((answer) => answer.status === 409 && ['slot_taken', 'patient_busy'].includes(answer.code)), refused.map((answer) => `${answer.status} ${answer.code}`).join())
    await expect_consistent()
})

test('the same cancellation from 16 clients is one cancellation (A4)', async () => {
    const patient = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    const { json: visit } = await patient.post('/appointments', { doctor_id: doctor.id, start: slots[5].start })
    const answers = await Promise.all(Array.from({ length: 80 }, () => staff.delete(`/appointments/${visit.id}`)))
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200])
    const events = await server.sql(`select type from scheduling.outbox where aggregate_id = '${visit.id}' and type = 'appointment.cancelled'`)
    assert.equal(events.length, 1)
    const again = await patient.post('/appointments', { doctor_id: doctor.id, start: slots[5].start })
    assert.equal(again.status, 201, again.text)
    await expect_consistent()
})

test('two moves at once: one wins, the other gets 412; swaps never lose a visit (A6)', async () => {
    const [ana, luis] = [await server.patient(), await server.patient()]
    const { doctor, slots } = await ana.doctor_with_times()
    const [a, b] = [
        (await ana.post('/appointments', { doctor_id: doctor.id, start: slots[0].start })).json,
        (await luis.post('/appointments', { doctor_id: doctor.id, start: slots[1].start })).json,
    ]
    assert.ok(a.id && b.id)
    for (let round = 0; round < (full ? 100 : 10); ++round) {
        const before_move = (await staff.get(`/appointments/${a.id}`)).json
        const targets = slots.slice(2, 8).filter((slot) => slot.start !== before_move.start)
        const etag = { headers: { 'if-match': `"${before_move.version}"` } }
        const answers = await Promise.all([0, 1].map((i) => staff.patch(`/appointments/${a.id}`, { start: targets[(round + i) % targets.length].start }, etag)))
        assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 412], answers.map((answer) => answer.text).join('\n'))
        const rows = await server.sql(`select version from scheduling.appointments where id = '${a.id}' and ${active}`)
        assert.deepEqual(rows, [{ version: before_move.version + 1 }])
    }
    const blocked = (await staff.get(`/appointments/${a.id}`)).json
    const failed = await staff.patch(`/appointments/${a.id}`, { start: b.start })
    assert.equal(failed.code, 'slot_taken', failed.text)
    assert.deepEqual((await staff.get(`/appointments/${a.id}`)).json, blocked, 'a move that fails changes nothing')
    const end = Date.now() + (full ? 20_000 : 3_000)
    const spots = [slots[0].start, slots[1].start, slots[2].start]
    await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
            const random = dice(seed + 100 + index)
            while (Date.now() < end) {
                const answer = await staff.patch(`/appointments/${random.pick([a.id, b.id])}`, { start: random.pick(spots) })
                assert.ok([200, 409, 412].includes(answer.status), answer.text)
            }
        }),
    )
    const left = await server.sql(`select id from scheduling.appointments where id in ('${a.id}', '${b.id}') and ${active}`)
    assert.equal(left.length, 2)
    await expect_consistent()
})

test('a hold booked at its expiry becomes booked or free, never both (A7)', async () => {
    const patient = await server.patient()
    const rival = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    for (let round = 0; round < (full ? 200 : 12); ++round) {
        const slot = slots[round % 6]
        const held = await patient.post('/holds', { doctor_id: doctor.id, start: slot.start })
        assert.equal(held.status, 201, held.text)
        await server.advance(10 * 60 - 1 + (round % 3))
        const [mine, theirs] = await Promise.all([
            patient.post('/appointments', { hold_id: held.json.id, doctor_id: doctor.id, start: slot.start }),
            rival.post('/appointments', { doctor_id: doctor.id, start: slot.start }),
        ])
        const won = [mine, theirs].filter((answer) => answer.status === 201)
        assert.ok(won.length <= 1, 'both were told that they have it')
        assert.ok([201, 409, 410].includes(mine.status), mine.text)
        assert.ok([201, 409].includes(theirs.status), theirs.text)
        if (mine.status === 410) assert.equal(theirs.status, 201, `an expired hold blocks nobody: ${theirs.text}`)
        const rows = await server.sql(`select id from scheduling.appointments where doctor_id = '${doctor.id}' and starts_at = '${slot.start}' and ${active}`)
        assert.equal(rows.length, won.length)
        for (const answer of won) assert.equal((await staff.delete(`/appointments/${answer.json.id}`)).status, 200)
        if (mine.status !== 201) await patient.delete(`/holds/${held.json.id}`)
    }
    await expect_consistent()
})
