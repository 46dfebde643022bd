// Many people at once. Each race runs for a few seconds (VENERA_FULL=1: a minute or more) and ends with checks in SQL that
// do not use the constraints whose work they verify. The seed is printed; VENERA_SEED replays it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dice, seed } from './support/dice.mjs'
import { venera } from './support/server.mjs'

const full = process.env.VENERA_FULL === '1'
const seconds = full ? 60 : 8
const least_operations = full ? 20_000 : 500
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
        with events as (
            select o.aggregate_id as id, array_agg(o.version order by o.version) as versions
              from scheduling.outbox o left join public.before_races b on b.id = o.aggregate_id
             where o.version > coalesce(b.version, 0) group by 1),
        changes as (
            select resource_id as id, count(*) as logged from scheduling.access_log
             where outcome = 'allowed' and action <> 'read' group by 1)
        select a.id, a.version, a.status, e.versions, c.logged
          from scheduling.appointments a
          left join public.before_races b on b.id = a.id
          left join events e on e.id = a.id
          left join changes c on c.id = a.id
         where coalesce(e.versions, '{}') <> array(select generate_series(coalesce(b.version, 0) + 1, a.version)::int)
            or (a.patient_id is not null and coalesce(c.logged, 0) < a.version - coalesce(b.version, 0))`)
    assert.deepEqual(untold, [], 'a state without exactly one event, or without its access row')
}

// The times of one doctor on the first three days that have any.
async function three_days(finder, doctor_id) {
    const slots = await finder.free_slots(doctor_id, 'days=14')
    const days = [...new Set(slots.map((slot) => slot.local_date))].slice(0, 3)
    return { id: doctor_id, slots: slots.filter((slot) => days.includes(slot.local_date)) }
}

test('32 clients book, hold, move and cancel at random: nothing overlaps, nothing acknowledged is lost (A1, A3)', async () => {
    const finder = server.client()
    const found = (await finder.get('/availability?limit=8')).json.data
    const doctors = await Promise.all(found.map((item) => three_days(finder, item.doctor.id)))
    const patients = []
    for (let i = 0; i < 32; ++i) patients.push(await server.patient())
    const end = Date.now() + seconds * 1000
    const acknowledged = new Map()
    const told_of = new Set((await server.sql('select id from scheduling.appointments')).map((row) => row.id))
    const counts = {}
    let operations = 0
    await Promise.all(
        patients.map(async (patient, index) => {
            const random = dice(seed + index)
            const mine = []
            while (Date.now() < end || operations < least_operations) {
                const doctor = random.pick(doctors)
                const start = random.pick(doctor.slots)?.start
                if (!start) continue
                const choice = random.below(10)
                let answer, kind
                if (choice < 4 || mine.length === 0) {
                    kind = 'book'
                    // The desk also books for the patients of other clients: then patients collide, not only doctors.
                    const off_grid = random.below(4) === 0
                    answer = off_grid
                        ? await staff.post('/appointments', { doctor_id: doctor.id, start: at(start, 5 * random.below(6)), patient_id: random.pick(patients).patient.id, duration_minutes: 10 + 5 * random.below(11), override: ['off_grid', 'closed', 'break', 'exception', 'notice', 'buffer', 'daily_cap'], override_reason: 'race' })
                        : await patient.post('/appointments', { doctor_id: doctor.id, start })
                    if (answer.status === 201) mine.push(answer.json)
                } else if (choice < 6) {
                    kind = 'hold'
                    answer = await patient.post('/holds', { doctor_id: doctor.id, start })
                    if (answer.status === 201 && random.below(2)) {
                        if (random.below(2)) await patient.post(`/holds/${answer.json.id}/extend`)
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
                if (answer.status === 201) told_of.add(answer.json.id)
                const key = `${kind} ${answer.status}`
                counts[key] = (counts[key] ?? 0) + 1
                ++operations
                assert.ok([200, 201, 204, 409, 412, 422].includes(answer.status), `${kind}: ${answer.status} ${answer.text}`)
            }
        }),
    )
    console.log(`# ${operations} operations in ${Math.round((Date.now() - end) / 1000 + seconds)} s: ${JSON.stringify(counts)}`)
    assert.ok(counts['book 201'] > 50 && counts['move 200'] > 5, 'the race was a race')
    await expect_consistent()
    const rows = new Map((await server.sql('select id, status, version, starts_at from scheduling.appointments')).map((row) => [row.id, row]))
    assert.deepEqual([...rows.keys()].filter((id) => !told_of.has(id)), [], 'rows that nobody was told of')
    for (const [id, told] of acknowledged) {
        const row = rows.get(id)
        assert.ok(row, `${id} was acknowledged and is lost`)
        assert.equal(row.version, told.version)
        assert.equal(row.status, told.status)
        assert.equal(Date.parse(row.starts_at), Date.parse(told.start))
    }
})

test('many connections want one slot, some of them to hold it: one gets it (A5)', async () => {
    const { doctor, slots } = await server.client().doctor_with_times()
    const holders = []
    for (let i = 0; i < (full ? 50 : 10); ++i) holders.push(await server.patient())
    for (let round = 0; round < (full ? 6 : 2); ++round) {
        const { start } = slots.at(-1 - round)
        // Whoever has nothing else on that day: then only the slot itself can be in the way.
        const idle = await server.sql(`
            select id from patients.patients p where not exists (select from scheduling.appointments a
             where a.patient_id = p.id and a.starts_at between timestamptz '${start}' - interval '1 day' and timestamptz '${start}' + interval '1 day')
             order by id limit ${full ? 450 : 80}`)
        const begun = performance.now()
        const wants = [
            ...idle.map(({ id }) => () => staff.post('/appointments', { doctor_id: doctor.id, start, patient_id: id })),
            ...holders.map((patient) => () => patient.post('/holds', { doctor_id: doctor.id, start })),
        ]
        if (round % 2) wants.reverse()
        const answers = await Promise.all(wants.map(async (want) => ({ ...(await want()), took: performance.now() - begun })))
        const won = answers.filter((answer) => answer.status === 201)
        assert.equal(won.length, 1, answers.map((answer) => answer.status).join())
        const refused = answers.filter((answer) => answer.status !== 201)
        assert.ok(refused.every((answer) => answer.status === 409 && answer.code === 'slot_taken'), refused.map((answer) => `${answer.status} ${answer.code}`).join())
        const rows = await server.sql(`select id from scheduling.appointments where doctor_id = '${doctor.id}' and starts_at = '${start}' and ${active}`)
        assert.deepEqual(rows, [{ id: won[0].json.id }])
        const times = answers.map((answer) => answer.took).sort((a, b) => a - b)
        console.log(`# ${answers.length} connections, answered within ${Math.round(times[Math.floor(times.length * 0.99)])} ms (p99); the winner ${won[0].json.status}`)
    }
    await expect_consistent()
})

test('the same cancellations from 16 clients are one each (A4)', async () => {
    const patient = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    const visits = []
    for (const slot of slots.slice(0, full ? 40 : 4)) {
        const booked = await staff.post('/appointments', { doctor_id: doctor.id, start: slot.start, patient_id: patient.patient.id })
        assert.equal(booked.status, 201, booked.text)
        visits.push(booked.json)
    }
    const answers = new Map(visits.map((visit) => [visit.id, []]))
    await Promise.all(
        Array.from({ length: 16 }, async (_, index) => {
            const random = dice(seed + 200 + index)
            const turns = Array.from({ length: 5 }, () => visits).flat()
            while (turns.length) {
                const [visit] = turns.splice(random.below(turns.length), 1)
                answers.get(visit.id).push(await (random.below(2) ? staff.delete(`/appointments/${visit.id}`) : staff.post(`/appointments/${visit.id}/cancel`, {})))
            }
        }),
    )
    for (const [id, told] of answers) {
        assert.deepEqual([...new Set(told.map((answer) => answer.status))], [200], told.map((answer) => answer.text).find((text) => !/"cancelled"/.test(text)))
        assert.deepEqual([...new Set(told.map((answer) => answer.json.version))], [2], 'one change, and its answer to all')
        const events = await server.sql(`select type, version from scheduling.outbox where aggregate_id = '${id}' and type = 'appointment.cancelled'`)
        assert.deepEqual(events, [{ type: 'appointment.cancelled', version: 2 }])
    }
    // Each of those times can be had again at once, by one.
    const rivals = [patient, await server.patient()]
    for (const visit of visits) {
        const again = await Promise.all(rivals.map((rival) => staff.post('/appointments', { doctor_id: doctor.id, start: visit.start, patient_id: rival.patient.id })))
        assert.deepEqual(again.map((answer) => answer.status).sort(), [201, 409], again.map((answer) => answer.text).join('\n'))
        assert.equal((await staff.delete(`/appointments/${again.find((answer) => answer.status === 201).json.id}`)).status, 200)
    }
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
    const whole_row = async () => (await server.sql(`select to_jsonb(a)::text as row, xmin::text from scheduling.appointments a where id = '${a.id}'`))[0]
    const blocked = await whole_row()
    const failed = await staff.patch(`/appointments/${a.id}`, { start: b.start })
    assert.equal(failed.code, 'slot_taken', failed.text)
    assert.deepEqual(await whole_row(), blocked, 'a move that fails changes nothing')
    const end = Date.now() + (full ? 20_000 : 3_000)
    const spots = [slots[0].start, slots[1].start, slots[2].start]
    // At no moment has a visit none or two active versions, nor an older one than before.
    const watching = (async () => {
        let seen = new Map()
        let looks = 0
        for (; Date.now() < end; ++looks) {
            const rows = await server.sql(`select id, version, (${active}) as active from scheduling.appointments where id in ('${a.id}', '${b.id}')`)
            assert.ok(rows.length === 2 && rows.every((row) => row.active && row.version >= (seen.get(row.id) ?? 0)), JSON.stringify(rows))
            seen = new Map(rows.map((row) => [row.id, row.version]))
        }
        return looks
    })()
    await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
            const random = dice(seed + 100 + index)
            while (Date.now() < end) {
                const answer = await staff.patch(`/appointments/${random.pick([a.id, b.id])}`, { start: random.pick(spots) })
                assert.ok([200, 409, 412].includes(answer.status), answer.text)
            }
        }),
    )
    console.log(`# looked ${await watching} times during the swaps`)
    const left = await server.sql(`select id from scheduling.appointments where id in ('${a.id}', '${b.id}') and ${active}`)
    assert.equal(left.length, 2)
    await expect_consistent()
})

// The hold runs out at a moment of the server's clock; both requests arrive up to 50 ms before or after it.
test('a hold booked at its expiry becomes booked or free, never both (A7)', async () => {
    const [patient, rival] = [await server.patient(), await server.patient()]
    const { doctor, slots } = await patient.doctor_with_times()
    const random = dice(seed + 300)
    const { json: clock } = await server.client().post('/test/clock', { advance_seconds: 0 })
    const counts = {}
    for (let round = 0; round < (full ? 1000 : 25); ++round) {
        const { start } = slots[round % 6]
        const wish = { doctor_id: doctor.id, start }
        const held = await patient.post('/holds', wish)
        assert.equal(held.status, 201, held.text)
        const expiry = Date.now() + 120
        const ends = new Date(expiry + clock.offset_seconds * 1000).toISOString()
        await server.execute(`update scheduling.appointments set hold_until = '${ends}' where id = '${held.json.id}'`)
        const when = () => new Promise((resolve) => setTimeout(resolve, expiry - Date.now() + random.below(101) - 50))
        const [mine, theirs] = await Promise.all([
            when().then(() => patient.post('/appointments', { hold_id: held.json.id, ...wish })),
            when().then(() => rival.post('/appointments', wish)),
        ])
        let won = [mine, theirs].filter((answer) => answer.status === 201)
        assert.ok(won.length <= 1, 'both were told that they have it')
        assert.ok([201, 409, 410].includes(mine.status), mine.text)
        assert.ok([201, 409].includes(theirs.status), theirs.text)
        if (theirs.status === 201) assert.notEqual(mine.status, 201)
        const outcome = `mine ${mine.status}, theirs ${theirs.status}`
        counts[outcome] = (counts[outcome] ?? 0) + 1
        const rows = await server.sql(`select id, status from scheduling.appointments where doctor_id = '${doctor.id}' and starts_at = '${start}' and status in ('pending', 'booked', 'arrived')`)
        assert.deepEqual(rows, won.map((answer) => ({ id: answer.json.id, status: 'booked' })))
        if (won.length === 0) {
            // The rival came before the end, the holder after it: now it blocks nobody.
            assert.equal(mine.status, 410, mine.text)
            const next = await rival.post('/appointments', wish)
            assert.equal(next.status, 201, `an expired hold blocks nobody: ${next.text}`)
            won = [next]
        }
        assert.equal((await staff.delete(`/appointments/${won[0].json.id}`)).status, 200)
    }
    console.log(`# ${JSON.stringify(counts)}`)
    assert.ok(Object.keys(counts).length >= 2, 'the requests came on both sides of the end')
    await expect_consistent()
})
