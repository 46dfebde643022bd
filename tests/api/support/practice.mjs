// A random practice: doctors in many zones with every kind of rule, and what happens to them, through any replica. For tests
// that compare what is listed with what the rules say.
import assert from 'node:assert/strict'
import { password } from './server.mjs'

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
export const zones = ['America/Lima', 'Europe/Madrid', 'America/Santiago', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']
export const specialty = 'random-medicine'
export const five_minutes = 300_000
export const day_ms = 86_400_000
export const iso = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z')
export const date_after = (date, days) => new Date(Date.parse(date) + days * day_ms).toISOString().slice(0, 10)

// Compares what changes as minutes pass: once more if one has passed meanwhile.
export async function within_a_minute(work) {
    const begun = Math.floor(Date.now() / 60_000)
    try {
        return await work()
    } catch (error) {
        if (Math.floor(Date.now() / 60_000) === begun) throw error
        return work()
    }
}

const formats = new Map()
// The wall clock of a zone.
export function local(zone, instant) {
    if (!formats.has(zone)) formats.set(zone, new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }))
    const [date, time] = formats.get(zone).format(new Date(instant)).split(' ')
    return { date, time }
}

// Every five minutes of a local date, which has 23, 24 or 25 hours.
export function starts_of(zone, date) {
    const noon = Date.parse(`${date}T12:00:00Z`)
    const starts = []
    for (let at = noon - 27 * 3_600_000; at < noon + 27 * 3_600_000; at += five_minutes) if (local(zone, at).date === date) starts.push(iso(at))
    return starts
}

// When a zone's clock shows this (about then, if it never does).
export function instant_of(zone, local_time) {
    const wanted = Date.parse(`${local_time}Z`)
    let at = wanted
    for (let i = 0; i < 2; ++i) {
        const { date, time } = local(zone, at)
        at += wanted - Date.parse(`${date}T${time}Z`)
    }
    return iso(at)
}

// The next local date with a change of clocks; undefined if there is none within 330 days.
export function clock_change(zone, now) {
    const at_noon = (day) => local(zone, Math.floor(now / day_ms) * day_ms + day * day_ms).time
    for (let day = 1; day < 330; ++day) if (at_noon(day) !== at_noon(day + 1)) return local(zone, Math.floor(now / day_ms) * day_ms + day * day_ms + 43_200_000).date
}

const clock = (minutes) => `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

function hours_of(random, day_of_week) {
    const between = (first, last) => first + 5 * random.below((last - first) / 5 + 1)
    const period = (start, end, more) => ({ day_of_week, start_time: clock(start), end_time: clock(end), ...more })
    const opens = between(360, 540)
    switch (random.below(6)) {
        case 0:
            return []
        case 1:
            return [period(opens, between(900, 1140), { break_start: clock(between(720, 780)), break_end: clock(between(800, 860)) })]
        case 2:
            return [period(opens, between(600, 720)), period(between(840, 900), between(960, 1080))]
        case 3:
            return [period(between(1080, 1320), between(0, 300))] // over midnight, where clocks change
        case 4:
            return [period(opens, between(600, 720)), period(between(1080, 1260), between(0, 300), {})]
        default:
            return [period(opens, between(800, 1200))]
    }
}

export function random_rules(random, timezone) {
    const visit = (code) => ({
        code, name: code, duration_minutes: random.pick([10, 15, 20, 30, 45, 60]), price_cents: 5000, currency: 'PEN', mode: random.pick(['in_person', 'video']),
        ...(random.below(3) ? {} : { buffer_before_minutes: random.pick([0, 5, 20]), buffer_after_minutes: random.pick([0, 10]) }),
    })
    return {
        timezone, hours: weekdays.flatMap((day) => hours_of(random, day)), slot_minutes: random.pick([10, 15, 20, 30, 40, 60]),
        buffer_before_minutes: random.pick([0, 0, 5, 15]), buffer_after_minutes: random.pick([0, 0, 5, 10]), notice_minutes: random.pick([0, 0, 45, 120, 1440, 4321]),
        horizon_days: random.pick([12, 25, 60, 340, 340]), cancellation_notice_minutes: 0, ...(random.below(3) ? {} : { max_per_day: 1 + random.below(4) }),
        visit_types: ['first', 'second', 'third'].slice(0, 1 + random.below(3)).map(visit),
    }
}

function random_exception(random, today) {
    const at = (date, minutes) => `${date_after(date, Math.floor(minutes / 1440))}T${clock(minutes % 1440)}`
    const kind = random.pick(['closed', 'closed', 'open'])
    const date = date_after(today, random.below(30))
    const start = 5 * random.below(288)
    const minutes = kind === 'open' ? 30 + 5 * random.below(60) : 5 + 5 * random.below(random.pick([20, 300, 900]))
    return { kind, start: at(date, start), end: at(date, start + minutes) }
}

// One replica as the practice sees it: somebody at the desk, an administrator, and anybody.
export async function office(server) {
    return { server, staff: await server.as('staff'), admin: await server.as('admin'), anyone: server.client() }
}

export async function counted(replica, name) {
    const { text } = await replica.anyone.get('//metrics')
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0)
}

export class Practice {
    constructor(random, replicas) {
        Object.assign(this, { random, replicas, doctors: [], visits: [], holds: [], counts: {}, offset_ms: 0 })
    }

    async open({ doctors = 6, patients = 8 } = {}) {
        const { admin } = this.replicas[0]
        await admin.post('/specialties', { code: specialty, name: 'Random medicine' })
        this.clinics = []
        for (const [city, timezone] of [['Ñuñoa', 'America/Santiago'], ['Ávila', 'Europe/Madrid']]) {
            const made = await admin.post('/clinics', { name: `Clínica ${city}`, address: 'Calle 1', city, country: 'CL', timezone, latitude: -33, longitude: -70 })
            assert.equal(made.status, 201, made.text)
            this.clinics.push(made.json.id)
        }
        this.patients = await Promise.all(Array.from({ length: patients }, async () => (await this.replicas[0].server.patient()).patient.id))
        for (let i = 0; i < doctors; ++i) await this.hire(this.replicas[0], zones[i % zones.length])
    }

    now() {
        return Date.now() + this.offset_ms
    }

    // The clock of all replicas; what is compared within a minute wants it by whole minutes in the end.
    async advance(minutes, more_seconds = 0) {
        let seconds = minutes * 60 + more_seconds
        for (const { server } of this.replicas) {
            await server.advance(seconds)
            this.offset_ms += seconds * 1000
            seconds = 0
        }
        // Tokens have run out, perhaps sessions too.
        for (const { staff, admin } of this.replicas)
            for (const client of [staff, admin]) {
                if ((await client.get('/me')).status !== 401) continue
                client.token = undefined
                client.cookies.clear()
                await client.sign_in(client.email, password)
            }
    }

    async hire(via, zone) {
        const made = await via.admin.post('/doctors', {
            name: `Dra. Azar ${this.doctors.length}`, specialties: [specialty], experience_years: 3, price_cents: 1000 * (1 + this.random.below(20)), currency: 'PEN',
            languages: ['es'], clinic_id: this.random.pick(this.clinics), modes: ['in_person', 'video'],
        })
        assert.equal(made.status, 201, made.text)
        const doctor = { id: made.json.id, zone, exceptions: [] }
        await this.set_rules(via, doctor, random_rules(this.random, zone))
        this.doctors.push(doctor)
        return doctor
    }

    async set_rules(via, doctor, rules) {
        const answer = await via.admin.put(`/doctors/${doctor.id}/schedule`, rules)
        assert.equal(answer.status, 200, `${answer.text} ${JSON.stringify(rules)}`)
        Object.assign(doctor, { rules, zone: rules.timezone, change: clock_change(rules.timezone, this.now()) })
    }

    // One random thing that happens through a replica: the doctors that it concerns and the times that it is about. While
    // nobody else is at work (`alone`) a listed time must be had.
    async happen(via, { doctor = this.random.pick(this.doctors), alone = false } = {}) {
        for (let attempt = 0; attempt < 20; ++attempt) {
            const work = this.next_work()
            const done = await this[work](via, doctor, alone)
            if (!done) continue
            const outcome = `${work} ${done.status}`
            this.counts[outcome] = (this.counts[outcome] ?? 0) + 1
            return { work, doctors: done.doctors ?? [doctor], times: done.times ?? (done.start ? [done.start] : []) }
        }
        throw new Error('nothing is possible')
    }

    // Everything in turn, in random order.
    next_work() {
        this.deck ??= []
        if (!this.deck.length) this.deck = ['rules', 'close', 'close', 'reopen', 'book', 'book', 'book', 'book', 'off_grid', 'hold', 'hold', 'extend', 'release', 'confirm', 'move', 'move', 'move', 'cancel', 'cancel', 'step', 'details', 'replace']
        return this.deck.splice(this.random.below(this.deck.length), 1)[0]
    }

    // The same practice for one of many at work: what they do is by dice of their own.
    worker(random) {
        return Object.assign(Object.create(this), { random, deck: [] })
    }

    // A time that this replica lists.
    async listed(via, doctor) {
        const today = local(doctor.zone, this.now()).date
        const near_change = doctor.change && this.random.below(4) === 0
        const from = near_change ? date_after(doctor.change, -1) : date_after(today, this.random.below(25))
        let slots = await via.anyone.free_slots(doctor.id, `from=${from}&days=3`)
        if (!slots.length) slots = await via.anyone.free_slots(doctor.id, 'days=31')
        return slots.length ? this.random.pick(slots).start : undefined
    }

    expect(answer, allowed, codes) {
        assert.ok(allowed.includes(answer.status) && (answer.status < 300 || !codes || codes.includes(answer.code)), `${answer.status} ${answer.text}`)
        return answer
    }

    async rules(via, doctor) {
        const zone = this.random.below(4) ? doctor.zone : this.random.pick(zones)
        await this.set_rules(via, doctor, random_rules(this.random, zone))
        return { status: 200 }
    }

    async close(via, doctor) {
        const { random } = this
        let wish = random_exception(random, local(doctor.zone, this.now()).date)
        const slot = random.below(3) ? await this.listed(via, doctor) : undefined
        if (slot) {
            // An absence that takes this time by its last or first five minutes, or misses it by none.
            const { duration_minutes } = doctor.rules.visit_types[0]
            const clock_at = (minutes) => Object.values(local(doctor.zone, Date.parse(slot) + minutes * 60_000)).join('T')
            const [from, to] = random.below(2) ? [-5 - 5 * random.below(30), 5 * random.below(2)] : [duration_minutes - 5 * random.below(2), duration_minutes + 5 + 5 * random.below(30)]
            const aimed = { kind: 'closed', start: clock_at(from), end: clock_at(to) }
            if (aimed.start < aimed.end) wish = aimed
        }
        const { status, json } = this.expect(await via.staff.post(`/doctors/${doctor.id}/exceptions`, wish), [201])
        doctor.exceptions.push(json.id)
        return { status, times: [instant_of(doctor.zone, wish.start), instant_of(doctor.zone, wish.end)] }
    }

    async reopen(via, doctor) {
        const id = doctor.exceptions.shift()
        if (!id) return undefined
        return { status: this.expect(await via.staff.delete(`/doctors/${doctor.id}/exceptions/${id}`), [204]).status }
    }

    async book(via, doctor, alone) {
        const start = await this.listed(via, doctor)
        if (!start) return undefined
        const answer = await via.staff.post('/appointments', { doctor_id: doctor.id, start, patient_id: this.random.pick(this.patients) })
        this.expect(answer, [201, 409, ...(alone ? [] : [422])], alone ? ['patient_busy'] : undefined)
        if (answer.status === 201) this.visits.push({ id: answer.json.id, doctor })
        return { status: answer.status, start }
    }

    async off_grid(via, doctor) {
        const start = await this.listed(via, doctor)
        if (!start) return undefined
        const answer = await via.staff.post('/appointments', {
            doctor_id: doctor.id, start: iso(Date.parse(start) + five_minutes * this.random.below(5)), patient_id: this.random.pick(this.patients), duration_minutes: 5 + 5 * this.random.below(20),
            override: ['off_grid', 'closed', 'break', 'exception', 'notice', 'buffer', 'daily_cap'], override_reason: 'at random',
        })
        this.expect(answer, [201, 409, 422])
        if (answer.status === 201) this.visits.push({ id: answer.json.id, doctor })
        return { status: answer.status, start }
    }

    async hold(via, doctor, alone) {
        const start = await this.listed(via, doctor)
        if (!start) return undefined
        const patient_id = this.random.pick(this.patients)
        const answer = await via.staff.post('/holds', { doctor_id: doctor.id, start, patient_id })
        this.expect(answer, [201, 409, ...(alone ? [] : [422])])
        if (alone) assert.notEqual(answer.code, 'slot_taken', answer.text)
        if (answer.status === 201) this.holds.push({ id: answer.json.id, doctor, start, patient_id })
        return { status: answer.status, start }
    }

    // One of a list, of this doctor if there is any.
    one_of(list, doctor) {
        const own = list.filter((one) => one.doctor === doctor)
        return list.length ? this.random.pick(own.length ? own : list) : undefined
    }

    take_from(list, doctor) {
        const one = this.one_of(list, doctor)
        if (one) list.splice(list.indexOf(one), 1)
        return one
    }

    async extend(via, doctor) {
        const hold = this.one_of(this.holds, doctor)
        if (!hold) return undefined
        const answer = this.expect(await via.staff.post(`/holds/${hold.id}/extend`), [200, 404, 409, 410])
        return { status: answer.status, doctors: [hold.doctor], start: hold.start }
    }

    async release(via, doctor) {
        const hold = this.take_from(this.holds, doctor)
        if (!hold) return undefined
        const answer = this.expect(await via.staff.delete(`/holds/${hold.id}`), [204, 404, 409, 410])
        return { status: answer.status, doctors: [hold.doctor], start: hold.start }
    }

    async confirm(via, doctor) {
        const hold = this.take_from(this.holds, doctor)
        if (!hold) return undefined
        const answer = this.expect(await via.staff.post('/appointments', { hold_id: hold.id, doctor_id: hold.doctor.id, start: hold.start, patient_id: hold.patient_id }), [201, 404, 409, 410, 422])
        if (answer.status === 201) this.visits.push({ id: answer.json.id, doctor: hold.doctor })
        return { status: answer.status, doctors: [hold.doctor], start: hold.start }
    }

    async move(via, doctor, alone) {
        if (!this.visits.length) return undefined
        const visit = this.random.pick(this.visits)
        const former = visit.doctor
        const start = await this.listed(via, doctor)
        if (!start) return undefined
        const answer = await via.staff.patch(`/appointments/${visit.id}`, { doctor_id: doctor.id, start })
        this.expect(answer, [200, 409, 412, 422])
        if (alone) assert.notEqual(answer.code, 'slot_taken', answer.text)
        if (answer.status === 200) visit.doctor = doctor
        return { status: answer.status, doctors: former === doctor ? [doctor] : [doctor, former], start }
    }

    async cancel(via, doctor) {
        const visit = this.take_from(this.visits, doctor)
        if (!visit) return undefined
        const answer = this.expect(await via.staff.delete(`/appointments/${visit.id}`), [200, 409, 412])
        return { status: answer.status, doctors: [visit.doctor], start: answer.json.start }
    }

    async step(via, doctor) {
        const visit = this.one_of(this.visits, doctor)
        if (!visit) return undefined
        const answer = this.expect(await via.staff.post(`/appointments/${visit.id}/${this.random.pick(['confirm', 'check-in', 'complete', 'no-show'])}`), [200, 409, 412, 422])
        return { status: answer.status, doctors: [visit.doctor], start: answer.json?.start }
    }

    async details(via, doctor, alone) {
        const { random } = this
        const change = random.pick([{ price_cents: 100 * (1 + random.below(500)) }, { clinic_id: random.pick(this.clinics) }, { languages: random.pick([['es'], ['qu', 'es'], ['en']]) }, { name: `Dr. Otro ${random.below(1000)}` }])
        if (this.expect(await via.admin.patch(`/doctors/${doctor.id}`, change), alone ? [200] : [200, 412]).status === 412) return { status: 412 }
        const place = random.pick([{ timezone: random.pick(zones) }, { name: `Clínica ${random.below(1000)}` }, { city: random.pick(['Ávila', 'Ñuñoa', 'Cuzco']) }, { latitude: -33, longitude: -70 + random.below(20) }])
        const clinic = random.pick(this.clinics)
        const { status } = this.expect(await via.admin.patch(`/clinics/${clinic}`, place), [200, 412])
        if (!alone) return { status }
        const found = (await via.anyone.get(`/availability?specialty=${specialty}&limit=100&days=31`)).json.data.map((item) => item.doctor)
        const { clinic_id, ...shown } = change
        for (const card of found.filter((one) => one.id === doctor.id)) {
            if (clinic_id) assert.equal(card.clinic.id, clinic_id, 'the search shows the change')
            else assert.deepEqual({ ...card, ...shown }, card, 'the search shows the change')
        }
        // Who left the clinic or retired through another replica may still be listed as they were.
        const there = (await via.anyone.get(`/doctors?clinic_id=${clinic}&limit=100`)).json.data.map((one) => one.id)
        for (const card of found.filter((one) => one.clinic.id === clinic && there.includes(one.id)))
            for (const [name, value] of Object.entries(place)) if (name in card.clinic) assert.equal(card.clinic[name], value, 'the search shows the clinic’s change')
        return { status }
    }

    // One doctor retires, another begins.
    async replace(via, doctor, alone) {
        if (!alone || this.random.below(2)) return undefined
        this.expect(await via.admin.delete(`/doctors/${doctor.id}`), [204])
        assert.deepEqual(await via.anyone.free_slots(doctor.id, 'days=31'), [], 'who has retired offers nothing')
        this.doctors.splice(this.doctors.indexOf(doctor), 1)
        return { status: 204, doctors: [await this.hire(via, this.random.pick(zones))] }
    }

    // The questions of whose answers all replicas must give the same.
    questions(doctor) {
        const last = doctor.rules.visit_types.at(-1).code
        return ['days=31', `days=31&visit_type=${last}`, 'days=31&duration_minutes=50', ...(doctor.change ? [`from=${date_after(doctor.change, -3)}&days=10`] : [])]
    }

    // Whether each of these starts is listed if and only if the predicate, which reads the database, says so: in the next
    // answer (`at_once`), or else what is wrong must be wrong before and after, since the notice and holds run out meanwhile.
    async expect_predicate(via, doctor, starts, { visit = '', at_once = false } = {}) {
        if (!starts.length) return
        const dates = starts.map((start) => local(doctor.zone, Date.parse(start)).date).sort()
        const days = Math.round((Date.parse(dates.at(-1)) - Date.parse(dates[0])) / day_ms) + 1
        assert.ok(days <= 31, `${days} days of ${doctor.zone}`)
        const list = async () => {
            const answer = await via.staff.get(`/doctors/${doctor.id}/availability?from=${dates[0]}&days=${days}${visit}`)
            assert.equal(answer.status, 200, answer.text)
            return new Set(answer.json.days.flatMap((day) => day.slots.map((slot) => slot.start)))
        }
        const before = await list()
        const reasons = await Promise.all(starts.map(async (start) => {
            const answer = await via.staff.get(`/doctors/${doctor.id}/availability/explain?start=${start}${visit}`)
            assert.equal(answer.status, 200, answer.text)
            return answer.json.reasons.map((reason) => reason.rule)
        }))
        const after = at_once ? before : await list()
        const wrong = starts
            .map((start, i) => ({ start, reasons: reasons[i].join(), listed: before.has(start), still: after.has(start) }))
            .filter((one) => one.listed === one.still && one.listed !== (one.reasons === ''))
        assert.deepEqual(wrong, [], `doctor ${doctor.id} in ${doctor.zone}, ${visit || 'default visit'}: ${JSON.stringify(doctor.rules)}`)
    }

    paths() {
        const of_one = (doctor) => [`/doctors/${doctor.id}`, ...this.questions(doctor).map((question) => `/doctors/${doctor.id}/availability?${question}`)]
        return [...this.doctors.flatMap(of_one), `/availability?specialty=${specialty}&limit=100&days=31&per_doctor=9`]
    }

    // What a replica answers to everything that all are asked.
    answers(replica) {
        return Promise.all(this.paths().map(async (path) => [path, (await replica.staff.get(path)).text]))
    }

    // Every answer of all replicas is the same once the feed has had its time; returns how long that took.
    agree(limit_ms = 3_000) {
        return within_a_minute(async () => {
            const begun = Date.now()
            for (const path of this.paths()) {
                for (;;) {
                    const [here, there] = await Promise.all(this.replicas.map((replica) => replica.staff.get(path)))
                    assert.equal(here.status, 200, `${path} ${here.text}`)
                    if (here.text === there.text) break
                    if (Date.now() - begun > limit_ms) {
                        assert.deepEqual(there.json, here.json, path)
                        assert.equal(there.text, here.text, path)
                    }
                    await new Promise((resolve) => setTimeout(resolve, 20))
                }
            }
            return Date.now() - begun
        })
    }

    // All five-minute starts of a day, often that of a clock change, of the horizon or of the notice, for the default visit,
    // another one, or another duration.
    async expect_days(doctors, via = this.random.pick(this.replicas)) {
        for (const doctor of doctors) {
            const today = local(doctor.zone, this.now()).date
            const { horizon_days, notice_minutes } = doctor.rules
            const edges = [date_after(today, horizon_days + this.random.below(2)), date_after(today, Math.floor(notice_minutes / 1440) + this.random.below(2))]
            if (doctor.change) edges.push(date_after(doctor.change, this.random.below(2) - 1))
            const date = this.random.below(2) ? this.random.pick(edges) : date_after(today, this.random.below(31))
            const visit = this.random.pick(['', `&visit_type=${doctor.rules.visit_types.at(-1).code}`, `&duration_minutes=${5 + 5 * this.random.below(20)}`])
            await this.expect_predicate(via, doctor, starts_of(doctor.zone, date), { visit })
        }
    }
}
