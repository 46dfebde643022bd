// The availability index against the predicate that reads the database, on two replicas: after whatever happens, each lists
// exactly what can be booked; the search is the same answer for many doctors. VENERA_FULL=1: many more rounds. The seed is
// printed; VENERA_SEED replays it.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { dice, seed } from './support/dice.mjs'
import { Practice, clock_change, counted, date_after, day_ms, five_minutes, iso, local, office, random_rules, specialty, starts_of, within_a_minute, zones } from './support/practice.mjs'
import { Server, binary, venera } from './support/server.mjs'

const full = process.env.VENERA_FULL === '1'
console.log(`# seed ${seed}`)

let server, second, one, two, practice
const random = dice(seed)
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

before(async () => {
    server = await venera()
    second = await new Server({ beside: server }).start()
    ;[one, two] = [await office(server), await office(second)]
    practice = new Practice(random, [one, two])
    await practice.open({ doctors: full ? 10 : 6 })
})
after(async () => {
    await second?.stop()
    await server?.close()
})

// next_available is the same wherever it is told.
async function expect_one_next(via) {
    await within_a_minute(async () => {
        const found = (await via.anyone.get(`/availability?specialty=${specialty}&limit=100&days=31`)).json
        assert.equal(found.next_cursor, null)
        for (const doctor of practice.doctors) {
            const [shown, listing] = [(await via.anyone.get(`/doctors/${doctor.id}`)).json, (await via.anyone.get(`/doctors/${doctor.id}/availability?days=31`)).json]
            const slots = listing.days.flatMap((day) => day.slots)
            assert.equal(shown.next_available ?? null, listing.next_available)
            const item = found.data.find((one) => one.doctor.id === doctor.id)
            assert.equal(item?.next_available, slots[0]?.start, doctor.id)
            assert.equal(item?.slots[0].start, slots[0]?.start)
            if (slots.length) assert.equal(listing.next_available, slots[0].start)
            else if (listing.next_available) assert.ok(local(doctor.zone, Date.parse(listing.next_available)).date > listing.days.at(-1).date)
        }
    })
}

// What this replica lists is what the predicate says: around these times in its next answer, then on some day and at the end
// of the horizon.
async function expect_shown(via, doctor, times) {
    for (const time of times) {
        const around = Array.from({ length: 23 }, (_, i) => iso(Date.parse(time) + (i - 14) * five_minutes))
        await within_a_minute(() => practice.expect_predicate(via, doctor, around, { at_once: time === times[0] }))
    }
    const today = local(doctor.zone, practice.now()).date
    const last = date_after(today, doctor.rules.horizon_days)
    const date = random.below(2) ? date_after(today, random.below(20)) : last
    const { slots } = (await via.anyone.get(`/doctors/${doctor.id}/availability?from=${date}&days=1`)).json.days[0]
    const starts = starts_of(doctor.zone, date).filter(() => random.below(32) === 0)
    if (slots.length) starts.push(random.pick(slots).start, slots[0].start, slots.at(-1).start)
    await within_a_minute(() => practice.expect_predicate(via, doctor, starts, { at_once: !times.length }))
    assert.deepEqual(await via.anyone.free_slots(doctor.id, `from=${date_after(last, 1)}&days=3`), [], 'nothing beyond the horizon')
}

const choose = (list, count) => Array.from({ length: count }, () => random.pick(list))
const batches = full ? 40 : 6
const lags = []

test('two replicas list what the predicate says, whatever happens through either', async () => {
    await practice.agree()
    for (let batch = 0; batch < batches; ++batch) {
        if (batch % 3 === 2) {
            // All at once, through both.
            await Promise.all([one, two, one, two].map(async (via, i) => {
                const worker = practice.worker(dice(seed + 1000 * batch + i))
                for (let work = 0; work < 8; ++work) await worker.happen(via)
            }))
        } else {
            // Each doctor through one replica, which shows the change in its next answer; a move may concern one of the other.
            const through = new Map()
            const unsure = new Set()
            for (let i = 0; i < (full ? 12 : 9); ++i) {
                const doctor = random.pick(practice.doctors)
                if (!through.has(doctor.id)) through.set(doctor.id, random.pick([one, two]))
                const via = through.get(doctor.id)
                const { work, doctors, times } = await practice.happen(via, { doctor, alone: true })
                for (const concerned of doctors) {
                    if (!through.has(concerned.id)) through.set(concerned.id, via)
                    if (through.get(concerned.id) !== via) unsure.add(concerned.id)
                    if (unsure.has(concerned.id)) continue
                    try {
                        await expect_shown(via, concerned, times)
                    } catch (error) {
                        error.message = `batch ${batch}, after ${work}: ${error.message}`
                        throw error
                    }
                }
            }
        }
        if (batch % 2) await practice.advance(random.pick([1, 4, 11, 61, 700, 1440, 3000]))
        lags.push(await practice.agree())
        await practice.expect_days(full ? practice.doctors : choose(practice.doctors, 1))
        await expect_one_next(random.pick([one, two]))
    }
    console.log(`# ${JSON.stringify(practice.counts)}; replicas agreed after at most ${Math.max(...lags)} ms`)
    assert.ok(zones.some((zone) => clock_change(zone, practice.now())), 'a clock changes within the horizon')
    for (const replica of [one, two]) assert.equal(await counted(replica, 'venera_index_mismatches_total'), 0, 'nothing had to be put right')
})

// Its transaction began before others of which the other replica has read already.
test('a cancellation that commits late is not lost', async () => {
    const [doctor] = await busy_doctors(1)
    const slots = (await one.anyone.free_slots(doctor.id, 'days=5')).map((slot) => slot.start)
    const by_two = async () => (await two.anyone.free_slots(doctor.id, 'days=5')).map((slot) => slot.start)
    const until_two = async (what, is_so) => {
        for (const deadline = Date.now() + 3_000; !is_so(await by_two()); await pause(20)) assert.ok(Date.now() < deadline, `the other replica never hears ${what}`)
    }
    const book = async (start) => {
        const booked = await one.staff.post('/appointments', { doctor_id: doctor.id, start, patient_id: practice.patients[0] })
        assert.equal(booked.status, 201, booked.text)
        return booked.json.id
    }
    const ids = await Promise.all(slots.slice(0, 2).map(book))
    await until_two('of the bookings', (listed) => !listed.includes(slots[0]) && !listed.includes(slots[1]))
    await server.execute(`
        create function public.linger() returns trigger language plpgsql as 'begin perform pg_sleep(0.8); return null; end';
        create trigger linger after insert on scheduling.outbox for each row when (new.type = 'appointment.cancelled') execute function public.linger()`)
    try {
        const cancelling = Promise.all(ids.map((id) => one.staff.delete(`/appointments/${id}`)))
        await pause(100)
        await Promise.all(slots.slice(4, 8).map(book))
        for (const answer of await cancelling) assert.equal(answer.status, 200, answer.text)
        await until_two('of the cancellations', (listed) => listed.includes(slots[0]) && listed.includes(slots[1]))
        await until_two('of the bookings', (listed) => slots.slice(4, 8).every((start) => !listed.includes(start)))
    } finally {
        // A dropped trigger leaves the partitions before their parent, readers come the other way: the lock comes first.
        await server.execute('lock table scheduling.outbox; drop trigger linger on scheduling.outbox; drop function public.linger')
    }
    assert.equal((await one.admin.delete(`/doctors/${doctor.id}`)).status, 204)
})

// ---- the search

async function pages(client, path) {
    const found = []
    for (let cursor = ''; cursor !== null; ) {
        const answer = await client.get(`${path}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
        assert.equal(answer.status, 200, answer.text)
        found.push(answer.json.data)
        cursor = answer.json.next_cursor
    }
    return found
}

const part_of = (time) => (time < '12:00' ? 'morning' : time < '18:00' ? 'afternoon' : 'evening')
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

// A random question: its parameters for the search, those that GET /doctors takes too, and what is left to filter here.
function random_question(everybody) {
    const some = random.pick(everybody)
    const shared = {}
    const fulfils = []
    const maybe = (odds, name, value, fulfilled) => {
        if (random.below(odds)) return
        shared[name] = value
        if (fulfilled) fulfils.push(fulfilled)
    }
    const code = random.pick(some.specialties).code
    maybe(2, 'specialty', code, (doctor) => doctor.specialties.some((one) => one.code === code))
    const { city, country } = some.clinic
    maybe(4, 'city', random.pick([city, plain(city), city.toUpperCase()]), (doctor) => doctor.clinic.city === city)
    maybe(6, 'country', country, (doctor) => doctor.clinic.country === country)
    const language = random.pick(some.languages)
    maybe(4, 'language', language, (doctor) => doctor.languages.includes(language))
    maybe(4, 'max_price_cents', some.price_cents, (doctor) => doctor.price_cents <= some.price_cents)
    maybe(4, 'min_rating', some.rating, (doctor) => doctor.rating >= some.rating)
    if (random.below(5) === 0) Object.assign(shared, { near: random.pick(['-12.1,-77.03', '40.4,-3.7', '-33.4,-70.6']), ...(random.below(2) ? { radius_km: random.pick([5, 300, 1000]) } : {}) })
    const own = {}
    if (random.below(4) === 0) own.mode = random.pick(['in_person', 'video'])
    if (random.below(3) === 0) own.part_of_day = random.pick(['morning', 'afternoon', 'evening'])
    if (random.below(3) === 0) own.from = date_after(new Date(practice.now()).toISOString().slice(0, 10), random.below(30))
    if (random.below(2)) own.days = random.pick([1, 2, 7, 30, 31])
    if (random.below(4) === 0) own.duration_minutes = 5 * (1 + random.below(24))
    if (random.below(2)) own.per_doctor = 1 + random.below(9)
    if (random.below(3) === 0) own.viewer_timezone = random.pick(zones)
    return { shared, own, fulfils: (doctor) => fulfils.every((fulfilled) => fulfilled(doctor)) }
}

// The slots that the search must show of a doctor, from the doctor's own list.
async function expected_slots(client, doctor, own) {
    const types = (await client.get(`/doctors/${doctor.id}/schedule`)).json?.visit_types ?? []
    const type = types.find((one) => !own.mode || one.mode === own.mode)
    if (!type) return []
    const query = new URLSearchParams({ days: own.days ?? 14, visit_type: type.code })
    for (const name of ['from', 'duration_minutes', 'viewer_timezone']) if (own[name]) query.set(name, own[name])
    const answer = await client.get(`/doctors/${doctor.id}/availability?${query}`)
    assert.equal(answer.status, 200, answer.text)
    return answer.json.days.flatMap((day) => day.slots.filter((slot) => !own.part_of_day || part_of(slot.local_time) === own.part_of_day).slice(0, 3)).slice(0, own.per_doctor ?? 3)
}

const all_doctors = async (query = '') => (await pages(one.staff, `/doctors?limit=100${query}`)).flat()

test('the search finds who passes the filters and is free, earliest first, in pages of any size', async () => {
    const everybody = await all_doctors()
    let hits = 0
    for (let round = 0; round < (full ? 400 : 15); ++round) {
        const { shared, own, fulfils } = random_question(everybody)
        const query = new URLSearchParams({ ...shared, ...own })
        await within_a_minute(async () => {
            let passing = everybody.filter(fulfils)
            if (shared.near || round % 4 === 0) {
                const told = await all_doctors(`&${new URLSearchParams({ ...shared, ...(own.mode ? { mode: own.mode } : {}) })}`)
                if (!shared.near) assert.deepEqual(told.map((doctor) => doctor.id).sort(), passing.filter((doctor) => !own.mode || doctor.modes.includes(own.mode)).map((doctor) => doctor.id).sort())
                passing = told
            }
            if (own.mode) passing = passing.filter((doctor) => doctor.modes.includes(own.mode))
            const expected = new Map()
            for (const doctor of passing) {
                const slots = await expected_slots(one.staff, doctor, own)
                if (slots.length) expected.set(doctor.id, { slots, doctor })
            }
            hits += expected.size
            const all = (await pages(one.staff, `/availability?limit=100&${query}`)).flat()
            assert.deepEqual(all.map((item) => item.doctor.id).sort(), [...expected.keys()].sort(), `${query}`)
            for (const [i, item] of all.entries()) {
                const { slots, doctor } = expected.get(item.doctor.id)
                assert.deepEqual(item.slots, slots, `${query}`)
                assert.equal(item.next_available, slots[0].start)
                assert.ok(i === 0 || all[i - 1].next_available <= item.next_available, 'earliest first')
                const { distance_km, ...card } = item.doctor
                for (const [name, value] of Object.entries(card)) assert.deepEqual(value, doctor[name], `${name} of the card: ${query}`)
                if (shared.near) assert.ok(Math.abs(distance_km - doctor.distance_km) <= 1e-9 * (1 + distance_km), `${distance_km} km, not ${doctor.distance_km}`)
                else assert.equal(distance_km, null)
                if (own.viewer_timezone) {
                    const { date, time } = local(own.viewer_timezone, Date.parse(slots[0].start))
                    assert.deepEqual([slots[0].viewer_local_date, slots[0].viewer_local_time], [date, time])
                }
            }
            const limit = 1 + random.below(7)
            const paged = await pages(one.staff, `/availability?limit=${limit}&${query}`)
            assert.ok(paged.slice(0, -1).every((page) => page.length === limit), 'full pages')
            assert.deepEqual(paged.flat(), all, `${limit} a page: ${query}`)
        })
    }
    assert.ok(hits > 20, `${hits} doctors found in all`)
    const refused = await one.anyone.get('/availability?duration_minutes=30')
    assert.equal(refused.status, 422, 'a duration is for the practice to choose')
    for (const nobody of ['specialty=none', 'city=Atlantis', 'language=tlh', 'max_price_cents=0']) assert.deepEqual((await one.anyone.get(`/availability?${nobody}`)).json, { data: [], next_cursor: null }, nobody)
})

// Doctors with many times: nobody runs out of them during a race.
async function busy_doctors(count, fields = {}) {
    const made = []
    for (let i = 0; i < count; ++i) {
        const doctor = await practice.hire(one, 'America/Lima')
        practice.doctors.pop()
        await practice.set_rules(one, doctor, { ...random_rules(random, 'America/Lima'), hours: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day_of_week) => ({ day_of_week, start_time: '06:00', end_time: '23:00' })),
            slot_minutes: 15, buffer_before_minutes: 0, buffer_after_minutes: 0, notice_minutes: 0, horizon_days: 40, max_per_day: undefined,
            visit_types: [{ code: 'visit', name: 'Visit', duration_minutes: 15, price_cents: 100, currency: 'PEN', mode: 'video' }], ...fields })
        made.push(doctor)
    }
    return made
}

test('pages neither repeat nor skip a doctor while others book and cancel between them', async () => {
    const doctors = await busy_doctors(12)
    const always = new Set((await one.anyone.get(`/availability?specialty=${specialty}&limit=100`)).json.data.filter((item) => doctors.some((doctor) => doctor.id === item.doctor.id)).map((item) => item.doctor.id))
    assert.equal(always.size, doctors.length)
    const tomorrow = date_after(local('America/Lima', practice.now()).date, 1)
    for (const [via, next] of [[one, one], [one, two]]) {
        let over = false
        let changes = 0
        const others = Array.from({ length: 8 }, async (_, i) => {
            const own = dice(seed + 50 + i)
            while (!over) {
                const doctor = own.pick(doctors)
                const slots = await via.anyone.free_slots(doctor.id, `days=2`)
                if (!slots.length) continue
                const booked = await via.staff.post('/appointments', { doctor_id: doctor.id, start: own.pick(slots.slice(0, 3)).start, patient_id: practice.patients[i] })
                if (booked.status !== 201) continue
                assert.equal((await via.staff.delete(`/appointments/${booked.json.id}`)).status, 200)
                changes += 2
            }
        })
        const end = Date.now() + (full ? 15_000 : 1_200)
        let rounds = 0
        try {
            for (; Date.now() < end || rounds < 4 || changes <= 20; ++rounds) {
                const seen = []
                const query = `/availability?specialty=${specialty}&limit=${1 + random.below(4)}${random.below(2) ? '' : `&from=${tomorrow}`}`
                for (let cursor = '', page = 0; cursor !== null; ++page) {
                    const answer = await (page % 2 ? next : via).anyone.get(`${query}${cursor && `&cursor=${cursor}`}`)
                    assert.equal(answer.status, 200, answer.text)
                    seen.push(...answer.json.data.map((item) => item.doctor.id))
                    cursor = answer.json.next_cursor
                    for (const item of answer.json.data) assert.equal(item.next_available, item.slots[0].start)
                    if (random.below(4) === 0) await pause(5)
                }
                if (via !== next) continue
                assert.equal(new Set(seen).size, seen.length, 'nobody twice')
                assert.deepEqual([...always].filter((id) => !seen.includes(id)), [], 'nobody missed')
            }
        } finally {
            over = true
            await Promise.all(others)
        }
        console.log(`# ${rounds} lists during ${changes} bookings and cancellations${via === next ? '' : ', on two replicas in turn'}`)
    }
    for (const doctor of doctors) assert.equal((await one.admin.delete(`/doctors/${doctor.id}`)).status, 204)
})

test('under load every conflict over a listed time is explained by somebody else’s booking', async () => {
    const doctors = await busy_doctors(4, { horizon_days: 2 })
    const people = await Promise.all(Array.from({ length: full ? 16 : 8 }, () => server.patient()))
    const clients = Array.from({ length: 16 }, (_, i) => ({ id: i, patient: people[i % people.length].patient.id, random: dice(seed + 400 + i), mine: [] }))
    const stale_before = await counted(one, 'venera_index_stale_conflicts_total')
    const end = Date.now() + (full ? 30_000 : 2_000)
    const bookings = []
    const conflicts = []
    await Promise.all(clients.map(async (client) => {
        while (Date.now() < end) {
            const doctor = client.random.pick(doctors)
            const asked = performance.now()
            const slots = await one.anyone.free_slots(doctor.id, 'days=2')
            const wish = { client: client.id, doctor: doctor.id, asked, start: client.random.pick(slots.slice(0, 4))?.start }
            if (!wish.start) continue
            wish.sent = performance.now()
            const answer = await one.staff.post('/appointments', { doctor_id: doctor.id, start: wish.start, patient_id: client.patient })
            Object.assign(wish, { answered: performance.now(), cancelled: Infinity })
            if (answer.status === 201) {
                bookings.push(wish)
                client.mine.push({ wish, id: answer.json.id })
            } else {
                assert.ok(['slot_taken', 'patient_busy'].includes(answer.code), `what is listed can only be taken: ${answer.text}`)
                if (answer.code === 'slot_taken') conflicts.push(wish)
            }
            if (client.mine.length > 1 || client.random.below(3) === 0) {
                const visit = client.mine.shift()
                if (!visit) continue
                assert.equal((await one.staff.delete(`/appointments/${visit.id}`)).status, 200)
                visit.wish.cancelled = performance.now()
            }
        }
    }))
    // The other was not yet acknowledged when the list was asked for, but wanted before the refusal, and not given back before.
    const explains = (other, refused) => other.client !== refused.client && other.doctor === refused.doctor && other.start === refused.start && other.answered > refused.asked && other.sent < refused.answered && other.cancelled > refused.asked
    assert.deepEqual(conflicts.filter((refused) => !bookings.some((other) => explains(other, refused))), [], 'conflicts without a reason')
    const stale = (await counted(one, 'venera_index_stale_conflicts_total')) - stale_before
    console.log(`# ${bookings.length} bookings, ${conflicts.length} conflicts over listed times`)
    assert.ok(bookings.length > 50 && conflicts.length > 5, 'there was a race')
    assert.equal(stale, 0, 'conflicts over times taken long before')
    for (const doctor of doctors) await practice.expect_predicate(one, doctor, starts_of('America/Lima', local('America/Lima', practice.now()).date))
    await practice.agree()
    for (const replica of [one, two]) assert.equal(await counted(replica, 'venera_index_mismatches_total'), 0)
    for (const doctor of doctors) assert.equal((await one.admin.delete(`/doctors/${doctor.id}`)).status, 204)
})

test('an entity tag lasts as long as its answer', async () => {
    const [doctor] = await busy_doctors(1, { slot_minutes: 5, visit_types: [{ code: 'visit', name: 'Visit', duration_minutes: 5, price_cents: 100, currency: 'PEN', mode: 'video' }],
        hours: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day_of_week) => ({ day_of_week, start_time: '00:00', end_time: '00:00' })) })
    const paths = [`/doctors/${doctor.id}/availability?days=2`, `/availability?specialty=${specialty}&days=2&limit=100&per_doctor=9`]
    const ask = (path, tag) => one.anyone.get(path, tag && { headers: { 'if-none-match': tag } })
    const tags = new Map()
    // A minute that passes, or news of another replica, may give a new tag to the same answer, but not again and again.
    const settle = async () => {
        for (const path of paths) {
            for (let attempt = 0; ; ++attempt) {
                const first = await ask(path)
                const tag = first.headers.get('etag')
                assert.ok(first.status === 200 && tag, path)
                const again = await ask(path, tag)
                tags.set(path, { tag, text: first.text })
                if (again.status === 304) {
                    assert.equal(again.text, '')
                    assert.equal(again.headers.get('etag'), tag)
                    break
                }
                assert.ok(attempt < 5, `${path}: ${again.status}`)
                await pause(100)
            }
        }
    }
    const expect_news = async (why) => {
        for (const path of paths) {
            const { tag, text } = tags.get(path)
            const answer = await ask(path, tag)
            assert.equal(answer.status, 200, `${why}: ${path}`)
            assert.notEqual(answer.headers.get('etag'), tag, why)
            assert.notEqual(answer.text, text, why)
        }
        await settle()
    }
    const first_start = async () => (await one.anyone.get(paths[0])).json.next_available
    await settle()
    await one.anyone.free_slots(doctor.id, 'days=2')
    const start = iso(Math.ceil(practice.now() / five_minutes) * five_minutes + 3 * five_minutes)
    const booked = await one.staff.post('/appointments', { doctor_id: doctor.id, start: await first_start(), patient_id: practice.patients[0] })
    assert.equal(booked.status, 201, booked.text)
    await expect_news('a booking')
    assert.equal((await one.staff.delete(`/appointments/${booked.json.id}`)).status, 200)
    await expect_news('a cancellation')
    // A hold that ends in the middle of a minute, and whose end nobody has swept up.
    const second_of_minute = (Date.now() % 60_000) / 1000
    if (second_of_minute < 3 || second_of_minute > 57) await pause(1000 * ((63 - second_of_minute) % 60))
    const held = await one.staff.post('/holds', { doctor_id: doctor.id, start, patient_id: practice.patients[1] })
    assert.equal(held.status, 201, held.text)
    await practice.advance(9, 58)
    await settle()
    assert.ok(!(await one.anyone.free_slots(doctor.id, 'days=2')).some((slot) => slot.start === start))
    await practice.advance(0, 3)
    await expect_news('a hold has run out')
    assert.ok((await one.anyone.free_slots(doctor.id, 'days=2')).some((slot) => slot.start === start))
    await practice.advance(0, 59) // whole minutes again
    // To the minute before the next start, and past it.
    const next = Date.parse(await first_start())
    await practice.advance(Math.max(0, Math.floor((next - practice.now() - 5_000) / 60_000)))
    await settle()
    await practice.advance(2)
    await expect_news('a start has passed')
    assert.ok(Date.parse(await first_start()) > next)
    assert.equal((await one.admin.delete(`/doctors/${doctor.id}`)).status, 204)
})

// A rating comes from reviews, in a transaction with its event.
test('a new rating reaches both replicas', async () => {
    const [doctor] = await busy_doctors(1)
    const query = `/availability?specialty=${specialty}&limit=100&days=31&min_rating=4.5`
    const shown = async (via) => (await via.anyone.get(query)).json.data.find((one) => one.doctor.id === doctor.id)?.doctor.rating
    for (const via of [one, two]) assert.equal(await shown(via), undefined)
    const ana = await server.patient()
    const visit = await one.staff.walk_in(doctor.id, ana.patient.id)
    for (const step of ['check-in', 'complete']) assert.equal((await one.staff.post(`/appointments/${visit.id}/${step}`)).status, 200)
    assert.equal((await ana.post(`/doctors/${doctor.id}/reviews`, { appointment_id: visit.id, rating: 5 })).status, 201)
    assert.equal(await shown(one), 5, 'at once where it was written')
    for (const via of [one, two])
        for (const deadline = Date.now() + 5_000; (await shown(via)) !== 5; await pause(20)) assert.ok(Date.now() < deadline, 'the index never hears of the rating')
    assert.equal((await one.admin.delete(`/doctors/${doctor.id}`)).status, 204)
})

// A visit that no event tells of: the index lists its time until somebody wants it.
test('a conflict over a time that only the index lists is counted and puts the index right', async () => {
    const [doctor] = await busy_doctors(1)
    const slots = await one.anyone.free_slots(doctor.id, 'days=3')
    const conflict_over = async ({ start }) => {
        const booked = await one.staff.post('/appointments', { doctor_id: doctor.id, start, patient_id: practice.patients[0] })
        assert.equal(booked.status, 201, booked.text)
        assert.equal((await one.staff.delete(`/appointments/${booked.json.id}`)).status, 200)
        await practice.expect_predicate(one, doctor, [start])
        const stale = await counted(one, 'venera_index_stale_conflicts_total')
        await server.execute(`insert into scheduling.appointments select (jsonb_populate_record(a, '{"id": "${crypto.randomUUID()}", "reference": "VEN-ZZZZZZ", "status": "booked", "updated_at": "${iso(practice.now() - 60_000)}"}')).*
            from scheduling.appointments a where id = '${booked.json.id}'`)
        const differs = await practice.expect_predicate(one, doctor, [start]).then(() => false, (error) => /taken/.test(error.message))
        const refused = await one.staff.post('/appointments', { doctor_id: doctor.id, start, patient_id: practice.patients[1] })
        assert.equal(refused.code, 'slot_taken', refused.text)
        const counts = (await counted(one, 'venera_index_stale_conflicts_total')) - stale
        if (counts) assert.ok(differs, 'the comparison of this file sees it')
        await practice.expect_predicate(one, doctor, [start])
        await server.execute(`delete from scheduling.appointments where reference = 'VEN-ZZZZZZ'`)
        return counts
    }
    // The doctor is new: news of that may have the index read everything again between the two, and then it knows.
    const counts = []
    for (const slot of slots.slice(-8)) if (counts.push(await conflict_over(slot)) && counts.at(-1) === 1) break
    assert.equal(counts.at(-1), 1, `${counts}`)
    assert.equal((await one.admin.delete(`/doctors/${doctor.id}`)).status, 204)
})

const verify = () => promisify(execFile)(binary, ['index', 'verify', '--data', join(server.data, 'venera')]).then(({ stdout }) => ({ code: 0, stdout }), ({ code, stdout, stderr }) => ({ code, stdout, stderr }))

test('index verify agrees after all of this, and says so where the two differ', async () => {
    const good = await verify()
    assert.equal(good.code, 0, good.stdout)
    assert.match(good.stdout, /^\d{2,} doctors, 0 differences\n$/)
    // An opening at two minutes past the hour, which no request can make and an index of five-minute units cannot show.
    const [doctor] = await busy_doctors(1)
    const date = date_after(local('America/Lima', Date.now()).date, 3)
    const opened = await one.staff.post(`/doctors/${doctor.id}/exceptions`, { kind: 'open', start: `${date}T01:00`, end: `${date}T03:00` })
    assert.equal(opened.status, 201, opened.text)
    await server.execute(`update scheduling.exceptions set starts_at = starts_at + interval '2 minutes' where id = '${opened.json.id}'`)
    const bad = await verify()
    assert.equal(bad.code, 1, JSON.stringify(bad))
    assert.match(bad.stdout, new RegExp(`^${doctor.id} \\S+Z listed by (index|database)$`, 'm'))
    assert.match(bad.stdout, /\n\d+ doctors, [1-9]\d* differences\n$/)
    assert.ok(bad.stdout.split('\n').slice(0, -2).every((line) => line.startsWith(doctor.id)), 'of nobody else')
})
