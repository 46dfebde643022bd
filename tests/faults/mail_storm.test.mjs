// A storm of bookings, moves and cancellations while the mail server comes and goes and the process is killed (G1): whatever an
// appointment's events have to say arrives, and twice only where a worker died between the server's answer and its mark, then with the
// same Message-ID. What should arrive is read from the outbox, what did from the mails themselves, by an independent parser.
// Ordinarily for 25 s; VENERA_FULL=1: 10,000 bookings and 20 kills, with one worker and with three.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simpleParser } from 'mailparser'
import { dice, seed } from '../api/support/dice.mjs'
import { venera } from '../api/support/server.mjs'
import { mail_server } from '../api/support/smtp.mjs'
import { pause, until } from './support.mjs'

const full = process.env.VENERA_FULL === '1'
const bookings = full ? 10_000 : Infinity
const seconds = full ? Infinity : 25
const kills = full ? 20 : 3
const crowd = 10
// Visits that each of them has at once, and the rest in between: most live longer than their message takes if mail goes out.
const most_kept = 14
const rest_ms = 100
// After 421 nothing goes out for 10 s, so it comes about every 12 s.
const refusals = [{ at: 'data', code: 451 }, { at: 'rcpt', code: 450 }]
const moods = [...Array.from({ length: 13 }, (_, i) => (i % 2 ? refusals[(i >> 1) % 2] : undefined)), undefined, undefined, { at: 'connect', code: 421 }]
// The kind of message that each event has to become, and how the calendar entry in it calls itself.
const kinds = { 'appointment.booked': 'booking_confirmation', 'appointment.moved': 'moved', 'appointment.cancelled': 'cancelled_by_patient' }
const method_of = (kind) => (kind === 'cancelled_by_patient' ? 'CANCEL' : 'REQUEST')

class Storm {
    constructor(server, mails) {
        Object.assign(this, { server, mails, random: dice(seed), booked: 0, killed: [], over: false, begin: Date.now() })
    }

    get share() {
        return full ? this.booked / bookings : (Date.now() - this.begin) / 1000 / seconds
    }

    // Books one after the other, moves some, and keeps the last few: an older one is cancelled when its time is needed.
    async client(person, doctor, slots) {
        const kept = []
        while (this.share < 1) {
            try {
                if (kept.length >= most_kept) await person.delete(`/appointments/${kept.shift().id}`)
                const free = slots.filter((slot) => !kept.some((visit) => visit.start === slot.start))
                const booked = await person.post('/appointments', { doctor_id: doctor.id, start: free[0].start })
                if (booked.status !== 201) {
                    // Of one whose answer was lost nobody knows the id.
                    const mine = (await person.get('/me/appointments?status=booked&limit=50')).json?.data ?? []
                    for (const visit of mine) await person.delete(`/appointments/${visit.id}`)
                    kept.length = 0
                    continue
                }
                ++this.booked
                const visit = booked.json
                if (this.random.below(10) < 3) {
                    const moved = await person.patch(`/appointments/${visit.id}`, { start: free[1].start })
                    if (moved.status === 200) visit.start = moved.json.start
                }
                kept.push(visit)
                await pause(rest_ms)
            } catch {
                await pause(50)
            }
        }
    }

    async flap() {
        for (let i = 0; !this.over; ++i) {
            this.mails.always = moods[i % moods.length]
            await pause(this.mails.always ? 150 : 1_200)
        }
        this.mails.always = undefined
    }

    async kill() {
        for (let kill = 0; kill < kills; ++kill) {
            while (this.share < (kill + 0.5) / kills) await pause(20)
            this.killed.push(Date.now())
            await this.server.stop('SIGKILL')
            await this.server.start()
        }
    }

    // Pauses pass; but in steps that end no lease while something is sent: what outlives its lease may be sent again.
    async settle(people) {
        const left_of = `select count(*)::int as left from notifications.messages where outcome is null and dead_at is null and kind = any ('{${Object.values(kinds)}}') and recipient_id in (${people})`
        let last
        await until('everything is settled', async () => {
            const [{ left }] = await this.server.sql(left_of)
            if (left === last) await this.server.advance(20)
            last = left
            return left === 0
        }, { limit_ms: 900_000, every_ms: 500 })
    }

    // The mails by what they say of which visit to whom: {key: [{id, at}]}.
    async arrived() {
        const told = new Map()
        for (const mail of this.mails.mails) {
            const parsed = await simpleParser(Buffer.from(mail.raw, 'latin1'))
            const entry = parsed.attachments.find((one) => one.contentType === 'text/calendar')?.content.toString()
            if (!entry) continue
            const value = (name) => new RegExp(`^${name}:(.*)\r$`, 'm').exec(entry)[1]
            const key = `${value('UID').replace('@venera', '')} ${value('SEQUENCE')} ${value('METHOD')} ${mail.to}`
            if (!told.has(key)) told.set(key, [])
            told.get(key).push({ id: parsed.messageId, at: mail.at })
        }
        return told
    }
}

// A doctor for each of the crowd, whose visits patients may still move and cancel. With buffers, neighbours exclude each other.
async function far_doctors(server) {
    const finder = server.client()
    const from = new Date(Date.now() + 4 * 86_400_000).toISOString().slice(0, 10)
    const doctors = []
    for (const { doctor } of (await finder.get(`/availability?limit=50&from=${from}`)).json.data) {
        const slots = (await finder.free_slots(doctor.id, `from=${from}&days=14`)).filter((_, index) => index % 2 === 0)
        if (slots.length >= most_kept + 4) doctors.push({ doctor, slots })
    }
    assert.ok(doctors.length >= crowd, 'a doctor for each')
    return doctors
}

async function verify(storm, people, workers) {
    const { server } = storm
    const addresses = new Map(people.map((one) => [one.patient.id, one.email]))
    const events = await server.sql(`
        select o.aggregate_id as id, o.version, o.type, o.payload->>'patient_id' as patient, m.kind, m.outcome, m.reason, m.id as message,
               o.version = (select max(version) from scheduling.outbox l where l.aggregate_id = o.aggregate_id) as is_last
          from scheduling.outbox o
          left join notifications.messages m on m.subject_id = o.aggregate_id and m.version = o.version and m.kind <> 'reminder'
                                            and m.recipient_id = (o.payload->>'patient_id')::uuid
         where o.type = any ('{${Object.keys(kinds)}}') and (o.payload->>'patient_id')::uuid in (${[...addresses.keys()].map((id) => `'${id}'`)})`)
    const told = await storm.arrived()
    const expected = new Map() // the message -> what it has to say to whom
    const outcomes = {}
    for (const event of events) {
        assert.equal(event.kind, kinds[event.type], `an event became no message: ${JSON.stringify(event)}`)
        outcomes[`${event.kind} ${event.outcome}`] = (outcomes[`${event.kind} ${event.outcome}`] ?? 0) + 1
        // Not told is only what was over before it went.
        if (event.outcome === 'skipped' && !event.is_last && ['cancelled', 'moved'].includes(event.reason)) continue
        assert.equal(event.outcome, 'sent', JSON.stringify(event))
        expected.set(event.message, `${event.id} ${method_of(event.kind)} ${addresses.get(event.patient)}`)
    }
    const said = new Map()
    const of_kill = storm.killed.map(() => 0)
    for (const [key, mails] of told) {
        assert.equal(new Set(mails.map((mail) => mail.id)).size, 1, `${key}: equal Message-ID on duplicates`)
        said.set(/^<([^@]+)@/.exec(mails[0].id)[1], key.replace(/ \d+ /, ' '))
        const times = mails.map((mail) => mail.at)
        for (let i = 1; i < times.length; ++i) {
            const kill = storm.killed.findIndex((at) => times[i - 1] <= at + 1_000 && at <= times[i])
            assert.ok(kill >= 0, `${key} came twice without a crash: ${times}, kills ${storm.killed}`)
            ++of_kill[kill]
        }
    }
    for (const [id, what] of expected) assert.equal(said.get(id), what, 'marked as sent, and it arrived')
    assert.equal(said.size, told.size, 'what is said twice has one Message-ID')
    assert.ok(of_kill.every((count) => count <= workers), `more than one for each worker that was killed: ${of_kill}`)
    const twice = of_kill.reduce((sum, count) => sum + count, 0)
    console.log(`# ${storm.booked} bookings, ${events.length} events, ${told.size} mails of ${storm.mails.mails.length}, ${storm.killed.length} kills, ${workers} workers, ${twice} came twice; ${Object.entries(outcomes).map(([name, times]) => `${name} ${times}`).join(', ')}; ${Math.round((Date.now() - storm.begin) / 1000)} s`)
    assert.equal(storm.killed.length, kills)
    assert.ok(Object.keys(kinds).every((type) => outcomes[`${kinds[type]} sent`] > 0), 'some of each kind')
}

for (const workers of full ? [1, 3] : [3]) {
    test(`killed while the mail server comes and goes, ${workers} worker(s) tell everything, twice at most once for each (G1)`, { timeout: 3_600_000 }, async () => {
        const mails = await mail_server()
        const server = await venera({ env: mails.env({ VENERA_MAIL__WORKERS: String(workers) }) })
        try {
            const people = await Promise.all(Array.from({ length: crowd }, () => server.patient()))
            for (const one of people) await mails.arrived(one.email)
            server.args[server.args.indexOf('--listen') + 1] = `127.0.0.1:${server.port}`
            mails.delay_ms = 3
            const doctors = await far_doctors(server)
            console.log(`# seed ${seed}`)
            const storm = new Storm(server, mails)
            const flapping = storm.flap()
            await Promise.all([storm.kill(), ...people.map((person, number) => storm.client(person, doctors[number].doctor, doctors[number].slots))])
            storm.over = true
            await flapping
            await storm.settle(people.map((one) => `'${one.patient.id}'`))
            await verify(storm, people, workers)
        } finally {
            await server.close()
            await mails.stop()
        }
    })
}
