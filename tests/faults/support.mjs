// A load with a memory: clients that book and cancel, and know for each operation whether it was acknowledged, refused or
// left unknown. Afterwards the table must hold every acknowledged state, and nothing that nobody asked for.
import assert from 'node:assert/strict'

const active = `status in ('held', 'pending', 'booked', 'arrived')`

export class History {
    constructor(server) {
        this.server = server
        this.visits = new Map() // id -> { status, version, sure }
        this.counts = { ok: 0, refused: 0, unknown: 0 }
        this.wishes = new Map() // the key of a booking whose answer was lost -> what it asked for
    }

    // The rows that were there before: what comes later was asked for by this history.
    async begin() {
        this.before = new Set((await this.server.sql('select id from scheduling.appointments')).map((row) => row.id))
        return this
    }

    // One client of a patient against the desk; until `stopped()`.
    async load(staff, patient_id, doctors, random, stopped) {
        const mine = []
        while (!stopped()) {
            const doctor = doctors[Math.floor(random() * doctors.length)]
            const start = doctor.slots[Math.floor(random() * doctor.slots.length)].start
            const cancel = mine.length > 3
            const key = `k${Math.floor(random() * 1e15)}`
            const wish = { doctor_id: doctor.id, start, patient_id }
            try {
                const answer = cancel
                    ? await staff.delete(`/appointments/${mine[0]}`, { once: true })
                    : await staff.post('/appointments', wish, { headers: { 'idempotency-key': key }, once: true })
                if (answer.status === 201 || answer.status === 200) {
                    ++this.counts.ok
                    this.visits.set(answer.json.id, { status: answer.json.status, version: answer.json.version, sure: true })
                    if (cancel) mine.shift()
                    else mine.push(answer.json.id)
                } else if (answer.status >= 500) {
                    assert.equal(answer.status, 503, `${answer.status} ${answer.text}`)
                    this.unknown(cancel, mine, key, wish)
                    await pause(20)
                } else {
                    ++this.counts.refused
                    assert.ok([401, 404, 409, 412, 422].includes(answer.status), `${answer.status} ${answer.text}`)
                    if (answer.status === 401) await pause(50)
                }
            } catch (error) {
                if (error.code === 'ERR_ASSERTION') throw error
                this.unknown(cancel, mine, key, wish)
                await pause(50)
            }
        }
    }

    unknown(cancel, mine, key, wish) {
        ++this.counts.unknown
        if (cancel) this.visits.get(mine.shift()).sure = false
        else this.wishes.set(key, wish)
    }

    // A1 and A3 on the table as it is now.
    async verify() {
        for (const column of ['doctor_id', 'patient_id'])
            assert.deepEqual(
                await this.server.sql(`select a.id from scheduling.appointments a join scheduling.appointments b on a.${column} = b.${column} and a.id < b.id and a.occupied && b.occupied where a.${active} and b.${active}`),
                [], `overlap of one ${column}`)
        const rows = new Map((await this.server.sql(`select id, status, version, created_at from scheduling.appointments`)).map((row) => [row.id, row]))
        for (const [id, told] of this.visits) {
            const row = rows.get(id)
            assert.ok(row, `${id} was acknowledged and is lost`)
            if (!told.sure) continue
            assert.equal(row.version, told.version, id)
            assert.equal(row.status, told.status, id)
        }
        // A row that nobody was told of is one whose answer was lost.
        const unknown = new Set((await this.server.sql('select key, resource_id from scheduling.idempotency')).filter((kept) => this.wishes.has(kept.key)).map((kept) => kept.resource_id))
        const unasked = [...rows.keys()].filter((id) => !this.before.has(id) && !this.visits.has(id) && !unknown.has(id))
        assert.deepEqual(unasked, [], 'a booking that nobody asked for')
        const half = await this.server.sql(`
            select a.id from scheduling.appointments a
             where a.id in (select resource_id from scheduling.idempotency)
               and (not exists (select from scheduling.outbox o where o.aggregate_id = a.id)
                    or not exists (select from scheduling.access_log l where l.resource_id = a.id))`)
        assert.deepEqual(half, [], 'a booking without its event or its access row')
        return this.counts
    }

    // No key is stuck: sent again, every booking whose answer was lost is answered, with what exists if it came about.
    async retry_unknown(staff) {
        const made = new Map((await this.server.sql('select key, resource_id from scheduling.idempotency')).map((kept) => [kept.key, kept.resource_id]))
        for (const [key, wish] of this.wishes) {
            const answer = await staff.post('/appointments', wish, { headers: { 'idempotency-key': key } })
            if (made.has(key)) assert.deepEqual([answer.status, answer.json?.id], [201, made.get(key)], answer.text)
            else assert.ok([201, 409, 422].includes(answer.status), answer.text)
        }
    }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export async function until(what, condition, { limit_ms = 60_000, every_ms = 50 } = {}) {
    const begin = Date.now()
    for (;;) {
        if (await condition().catch(() => false)) return Date.now() - begin
        assert.ok(Date.now() - begin < limit_ms, `${what}: not within ${limit_ms} ms`)
        await pause(every_ms)
    }
}

export async function crowd(server, size) {
    const finder = server.client()
    const found = (await finder.get('/availability?limit=10')).json.data
    const doctors = []
    for (const item of found) doctors.push({ id: item.doctor.id, slots: await finder.free_slots(item.doctor.id, 'days=7') })
    const patients = (await server.sql(`select id from patients.patients order by id limit ${size}`)).map((row) => row.id)
    return { doctors: doctors.filter((doctor) => doctor.slots.length > 5), patients }
}
