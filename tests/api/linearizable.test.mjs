// What eight clients see of two doctors' days can have happened in some order, one operation after another (A2): every
// booking, refusal, hold, move, cancellation and list of free times fits a single timeline per doctor and day.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dice, seed } from './support/dice.mjs'
import { Timeline, linearize } from './support/linearizability.mjs'
import { venera } from './support/server.mjs'

const seconds = process.env.VENERA_FULL === '1' ? 30 : 5
const clients = 8

// What an operation does to a day, or asks of it.
const book = (id, occupied) => (day) => (day.is_free(occupied) ? day.with(id, 1, occupied) : undefined)
const refuse = (occupied, ignored) => (day) => (day.is_free(occupied, ignored) ? undefined : day)
const find_free = (occupied, ignored) => (day) => (day.is_free(occupied, ignored) ? day : undefined)
const leave = (id, version) => (day) => (day.has(id, version) ? day.without(id) : undefined)
const arrive = (id, version, occupied) => (day) => (day.is_free(occupied, id) ? day.with(id, version, occupied) : undefined)
const move = (id, version, occupied) => (day) => (day.has(id, version - 1) ? arrive(id, version, occupied)(day) : undefined)
const cancel = (id, version) => (day) => (day.visits.has(id) ? leave(id, version - 1)(day) : day)
const confirm = (id, version) => (day) => (day.has(id, version - 1) ? day.with(id, version, day.visits.get(id).occupied) : undefined)
const miss = (id, version) => (day) => (day.has(id, version) ? undefined : day)
const list = (times, free) => (day) => (times.every(({ start, occupied }) => day.is_free(occupied) === free.has(start)) ? day : undefined)

test('the checker tells what can have happened from what cannot', () => {
    const during = (call, end, act) => ({ call, end, act })
    const can = (...operations) => linearize(operations, new Timeline()).ok
    const times = [{ start: 0, occupied: [0, 20] }, { start: 20, occupied: [20, 40] }]
    const sees = (...free) => list(times, new Set(free))
    const booked = during(0, 10, book('a', [0, 20]))

    assert.ok(can(booked, during(2, 8, sees(0, 20)), during(9, 12, sees(20))), 'free before, taken after')
    assert.ok(can(during(2, 8, sees(20)), booked), 'taken as soon as it may have been booked')
    assert.ok(!can(booked, during(2, 4, sees(20)), during(5, 8, sees(0, 20))), 'free again without a cancellation')
    assert.ok(!can(booked, during(11, 12, sees(0, 20))), 'a list that does not know what was acknowledged')
    assert.ok(!can(booked, during(0, 10, book('b', [10, 30]))), 'two visits at one time')
    assert.ok(can(booked, during(0, 10, book('b', [20, 40]))), 'one visit after the other')
    assert.ok(!can(during(0, 5, refuse([0, 20]))), 'refused although nobody has it')
    assert.ok(can(during(0, Infinity, book('?', [10, 30])), during(3, 5, refuse([0, 20]))), 'somebody with a lost answer may have it')
    assert.ok(!can(during(6, Infinity, book('?', [10, 30])), during(3, 5, refuse([0, 20]))), 'who asked later cannot')
    assert.ok(can(booked, during(11, 12, cancel('a', 2)), during(11, 20, book('b', [0, 20]))))
    assert.ok(!can(booked, during(21, 22, cancel('a', 2)), during(11, 20, book('b', [0, 20]))), 'booked before it was cancelled')
    assert.ok(can(booked, during(11, 14, move('a', 2, [20, 40])), during(11, 14, miss('a', 1))), 'one of two moves comes first')
    assert.ok(!can(booked, during(11, 14, move('a', 2, [20, 40])), during(11, 14, move('a', 2, [60, 80]))), 'both came first')
    const held = during(0, 10, book('h', [0, 20]))
    assert.ok(can(held, during(11, 14, confirm('h', 2)), during(15, 16, sees(20))), 'held, then booked')
    assert.ok(!can(held, during(11, 14, confirm('h', 2)), during(12, 13, book('b', [10, 30]))), 'a held time is taken')
    assert.ok(!can(held, during(11, 14, leave('h', 1)), during(15, 16, confirm('h', 2))), 'booked after it was given back')
    assert.ok(!can(during(0, 5, confirm('h', 2))), 'booked without having been held')
    const lost = Array.from({ length: 14 }, (_, index) => during(0, Infinity, book(`?${index}`, [100 + 20 * index, 120 + 20 * index])))
    const without_end = linearize([...lost, during(1, 2, refuse([0, 20]))], new Timeline(), 1000)
    assert.deepEqual([without_end.ok, without_end.exceeded], [false, true], 'a search that takes too long is a failure')
})

let server, staff
before(async () => {
    server = await venera()
    staff = await server.as('staff')
})
after(() => server?.close())

const minutes = (instant) => Date.parse(instant) / 60_000
const instant = (minute) => new Date(minute * 60_000).toISOString().replace('.000Z', 'Z')

// One doctor's day: its grid, and the visits that it has already.
async function day_of(doctor_id, date) {
    const [{ rules }] = await server.sql(`select rules from scheduling.schedules where doctor_id = '${doctor_id}'`)
    const [type] = rules.visit_types
    const before_minutes = type.buffer_before_minutes ?? rules.buffer_before_minutes
    const after_minutes = type.buffer_after_minutes ?? rules.buffer_after_minutes
    const path = `/doctors/${doctor_id}/availability?from=${date}&days=1`
    const free = (await staff.get(path)).json.days.flatMap((day) => day.slots).map((slot) => minutes(slot.start))
    const taken = await server.sql(`
        select id, version, lower(occupied) as "from", upper(occupied) as "to" from scheduling.appointments
         where doctor_id = '${doctor_id}' and status in ('held', 'pending', 'booked', 'arrived')
           and occupied && tstzrange('${instant(free[0] - 1440)}', '${instant(free[0] + 1440)}')`)
    const occupied = (start, duration) => [start - before_minutes, start + duration + after_minutes]
    return {
        doctor_id, path, occupied, duration: type.duration_minutes,
        times: free.map((start) => ({ start, occupied: occupied(start, type.duration_minutes) })),
        initial: taken.reduce((day, row) => day.with(row.id, row.version, [minutes(row.from), minutes(row.to)]), new Timeline()),
        operations: [],
    }
}

// Two doctors without a cap, whose count of the day would be one more thing to explain, with a day of enough free times.
async function choose_days() {
    const free_of_cap = new Set((await server.sql(`select doctor_id from scheduling.schedules where rules->>'max_per_day' is null`)).map((row) => row.doctor_id))
    const found = (await staff.get('/availability?limit=50')).json.data.filter((item) => free_of_cap.has(item.doctor.id))
    const days = []
    for (const { doctor } of found) {
        const slots = await staff.free_slots(doctor.id, 'days=12')
        const dates = [...new Set(slots.map((slot) => slot.local_date))].slice(3)
        const date = dates.find((one) => slots.filter((slot) => slot.local_date === one).length >= 10)
        if (date) days.push(await day_of(doctor.id, date))
        if (days.length === 2) return days
    }
    throw new Error('no two doctors have a day with enough free times')
}

// The operations of the clients, each written into the histories of the days that it touches.
class Run {
    // `patients` are ids for the desk to book for; `holders` clients of patients, of whom each keeps one time at most.
    constructor(days, patients, holders) {
        this.days = days
        this.patients = patients
        this.holders = holders
        this.visits = new Map() // id -> what its last answer said: { id, version, day, start, duration, patient }
        this.counts = {}
        this.lost = 0
    }

    // Runs `request`; the answer, or undefined if nobody knows what happened. `write(day, act)` adds to the history.
    async timed(kind, request) {
        const call = performance.now()
        let answer
        try {
            answer = await request()
        } catch {
            answer = undefined
        }
        const known = answer !== undefined && answer.status < 500
        const end = known ? performance.now() : Infinity
        const name = `${kind} ${known ? answer.status : 'unknown'}`
        this.counts[name] = (this.counts[name] ?? 0) + 1
        const write = (day, act) => day.operations.push({ name, call, end, act, says: answer?.text?.slice(0, 300) })
        return { answer: known ? answer : undefined, write }
    }

    async list(day) {
        const { answer, write } = await this.timed('list', () => staff.get(day.path))
        if (!answer) return
        assert.equal(answer.status, 200, answer.text)
        write(day, list(day.times, new Set(answer.json.days.flatMap((one) => one.slots).map((slot) => minutes(slot.start)))))
    }

    async book(day, random) {
        const patient = this.patients.pop()
        if (!patient) return
        const on_grid = random.below(2) === 0
        const start = random.pick(day.times).start + (on_grid ? 0 : 5 * random.below(6))
        const duration = on_grid ? day.duration : 10 + 5 * random.below(9)
        const more = on_grid ? {} : { duration_minutes: duration, override: ['off_grid'], override_reason: 'race' }
        const { answer, write } = await this.timed('book', () => staff.post('/appointments', { doctor_id: day.doctor_id, start: instant(start), patient_id: patient, ...more }))
        const occupied = day.occupied(start, duration)
        if (!answer) return write(day, book(`lost ${++this.lost}`, occupied))
        if (answer.status === 201) {
            const { id, version } = answer.json
            assert.equal(version, 1)
            this.visits.set(id, { id, version, day, start, duration, patient })
            return write(day, book(id, occupied))
        }
        this.patients.push(patient)
        this.refused(answer, write, day, occupied)
    }

    // Holds a time and then books it or gives it back. Whoever has booked is free again when somebody cancels.
    async hold(day, random) {
        const holder = this.holders.pop()
        if (!holder) return
        const { start } = random.pick(day.times)
        const occupied = day.occupied(start, day.duration)
        const held = await this.timed('hold', () => holder.post('/holds', { doctor_id: day.doctor_id, start: instant(start) }))
        if (!held.answer) return held.write(day, book(`lost ${++this.lost}`, occupied))
        if (held.answer.status !== 201) {
            this.holders.push(holder)
            return this.refused(held.answer, held.write, day, occupied)
        }
        const { id } = held.answer.json
        held.write(day, book(id, occupied))
        if (random.below(3) === 0) {
            const { answer, write } = await this.timed('release', () => holder.delete(`/holds/${id}`))
            if (answer) {
                assert.equal(answer.status, 204, answer.text)
                this.holders.push(holder)
            }
            return write(day, leave(id, 1))
        }
        const { answer, write } = await this.timed('book-hold', () => holder.post('/appointments', { hold_id: id, doctor_id: day.doctor_id, start: instant(start) }))
        write(day, confirm(id, 2))
        if (!answer) return
        assert.deepEqual([answer.status, answer.json.id, answer.json.version], [201, id, 2], answer.text)
        this.visits.set(id, { id, version: 2, day, start, duration: day.duration, holder })
    }

    // Without a place: a booking. A time outside the hours is refused for that only while nobody has it.
    refused(answer, write, day, occupied, ignored) {
        if (answer.status === 409) {
            assert.equal(answer.code, 'slot_taken', answer.text)
            return write(day, refuse(occupied, ignored))
        }
        assert.deepEqual([answer.status, answer.code], [422, 'not_offered'], answer.text)
        write(day, find_free(occupied, ignored))
    }

    // Anybody may move and cancel any visit: moves say which version they mean.
    async move(random) {
        const visit = random.pick([...this.visits.values()])
        if (!visit) return
        const day = random.pick(this.days)
        const { start } = random.pick(day.times)
        if (day === visit.day && start === visit.start) return
        const { id } = visit
        const version = visit.version + 1
        const occupied = day.occupied(start, visit.duration)
        const { answer, write } = await this.timed('move', () =>
            staff.patch(`/appointments/${id}`, { doctor_id: day.doctor_id, start: instant(start) }, { headers: { 'if-match': `"${visit.version}"` } }))
        if (answer?.status === 412) return write(visit.day, miss(id, visit.version))
        if (answer && answer.status !== 200) return this.refused(answer, write, day, occupied, id)
        if (day === visit.day) write(day, move(id, version, occupied))
        else {
            write(visit.day, leave(id, visit.version))
            write(day, arrive(id, version, occupied))
        }
        if (!answer) return this.visits.delete(id)
        assert.deepEqual([answer.json.version, minutes(answer.json.start), answer.json.duration_minutes], [version, start, visit.duration])
        if (this.visits.get(id)?.version === visit.version) this.visits.set(id, { ...visit, version, day, start })
    }

    async cancel(random) {
        const visit = random.pick([...this.visits.values()])
        if (!visit) return
        const { answer, write } = await this.timed('cancel', () => staff.delete(`/appointments/${visit.id}`))
        if (!answer) {
            this.visits.delete(visit.id)
            return this.days.forEach((day) => write(day, (state) => (state.visits.has(visit.id) ? state.without(visit.id) : undefined)))
        }
        assert.deepEqual([answer.status, answer.json.status], [200, 'cancelled'], answer.text)
        write(this.days.find((day) => day.doctor_id === answer.json.doctor_id), cancel(visit.id, answer.json.version))
        // Whoever learns it first gives the patient back; a move that another client still waits for is refused.
        if (!this.visits.delete(visit.id)) return
        if (visit.holder) this.holders.push(visit.holder)
        else this.patients.push(visit.patient)
    }

    was_a_race() {
        const { counts } = this
        return counts['book 201'] > 50 && counts['move 200'] > 10 && counts['list 200'] > 50 && counts['book-hold 201'] > 5 && counts['release 204'] > 5
    }

    async client(index, is_over) {
        const random = dice(seed + index)
        while (!is_over()) {
            const choice = random.below(12)
            if (choice < 3) await this.book(random.pick(this.days), random)
            else if (choice < 6) await this.hold(random.pick(this.days), random)
            else if (choice < 8) await this.list(random.pick(this.days))
            else if (choice < 10) await this.move(random)
            else await this.cancel(random)
        }
    }
}

test('what clients see of a day fits one timeline (A2)', async () => {
    const days = await choose_days()
    // Patients whom no other visit keeps from coming on these days.
    const starts = days.flatMap((day) => day.times.map((time) => time.start))
    const patients = (await server.sql(`
        select id from patients.patients p where not exists (select from scheduling.appointments a
         where a.patient_id = p.id and a.starts_at between '${instant(Math.min(...starts) - 1440)}' and '${instant(Math.max(...starts) + 1440)}')`)).map((row) => row.id)
    assert.ok(patients.length >= 100, `only ${patients.length} patients have time`)
    const holders = []
    for (let i = 0; i < 12; ++i) holders.push(await server.patient())
    const run = new Run(days, patients, holders)
    // A slow machine takes longer until enough has happened.
    const begin = performance.now()
    const is_over = () => performance.now() - begin > (run.was_a_race() ? seconds : 60) * 1000
    await Promise.all(Array.from({ length: clients }, (_, index) => run.client(index, is_over)))
    // What remains at the end is one more observation.
    for (const day of days) await run.list(day)
    console.log(`# seed ${seed}: ${JSON.stringify(run.counts)}`)
    assert.ok(run.was_a_race())
    for (const day of days) {
        const begun = performance.now()
        const result = linearize(day.operations, day.initial)
        console.log(`# ${day.operations.length} operations, ${result.nodes} nodes, ${Math.round(performance.now() - begun)} ms`)
        assert.ok(result.ok, `${result.exceeded ? 'the search was given up' : 'no order explains'}: ${describe(result.stuck)}`)
    }
})

function describe(stuck) {
    if (!stuck) return 'nothing was explained'
    const { name, call, end, says } = stuck.operation
    return `${name} from ${call} to ${end} says ${says}; the day then: ${stuck.state.key}`
}
