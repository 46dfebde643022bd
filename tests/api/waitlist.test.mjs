// The waiting list: who waits is offered what comes free, one after the other, and answers by a link or signed in.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { apart, Server, venera } from './support/server.mjs'
import { mail_server } from './support/smtp.mjs'

let mails, server, admin, staff
before(async () => {
    mails = await mail_server()
    server = await venera({ env: mails.env() })
    admin = await server.as('admin')
    staff = await server.as('staff')
})
after(async () => {
    await server?.close()
    await mails?.stop()
})

const nobody = '00000000-0000-7000-8000-000000000000'
async function made(answer) {
    const { status, json, text } = await answer
    assert.ok(status < 300, `${status} ${text}`)
    return json
}
async function until(what, look, patience_ms = 20_000) {
    const end = Date.now() + patience_ms
    for (;;) {
        const found = await look()
        if (found) return found
        assert.ok(Date.now() < end, `${what}, not in time`)
        await new Promise((resolve) => setTimeout(resolve, 40))
    }
}
// A doctor of the test's own: nobody else waits for them.
const used = new Set()
async function doctor_of_ones_own() {
    const client = server.client()
    const from = new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10)
    for (const { doctor } of (await made(client.get(`/availability?limit=100&from=${from}`))).data) {
        if (used.has(doctor.id)) continue
        // Of days that are whole where the doctor is, and none so near another that both cannot be booked.
        const free = apart(await client.free_slots(doctor.id, `from=${from}&days=14`), 30)
        const slots = free.filter((slot) => slot.local_date > free[0].local_date)
        if (slots.filter((slot) => slot.local_date === slots[0].local_date).length < 4) continue
        used.add(doctor.id)
        return { doctor, slots }
    }
    throw new Error('no doctor is left')
}
const day = (slot, by = 0) => new Date(Date.parse(`${slot.local_date}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10)
// That day only, unless said otherwise.
const wish = (doctor, slot, more = {}) => ({ doctor_id: doctor.id, from: day(slot), to: day(slot), ...more })
const wait = (client, doctor, slot, more) => made(client.post('/waitlist', wish(doctor, slot, more)))
const book = (client, doctor, slot) => made(client.post('/appointments', { doctor_id: doctor.id, start: slot.start }))
const entry_of = async (client, id) => (await made(client.get('/me/waitlist'))).data.find((one) => one.id === id)
const offered = (client, id) => until('offered', async () => (await entry_of(client, id)).offer)
const offers_of = (id) => server.sql(`select id, status from scheduling.waitlist_offers where waiting_id = '${id}' order by offered_at`)
// Nothing in the queue, and every event so far taken over: what was to be offered has been.
const quiet = () => until('quiet', async () => {
    const [{ behind }] = await server.sql(`select (select count(*) from scheduling.freed_times where blocked_by is null) + (select count(*) from platform.events e, platform.positions p
        where p.consumer = 'waitlist' and (e.xid::text::int8, e.id) > (p.xid::text::int8, p.id)) as behind`)
    return behind === 0
})
const token_of = (mail, answer) => new RegExp(`/waitlist/${answer}#token=([A-Za-z0-9_-]{43})`).exec(mail.text)[1]
const offer_mail = (client) => until('mail', async () => (await mails.arrived(client.email)).findLast((mail) => /^(A time is free|Hay una hora libre)/.test(mail.subject)))

test('what is cancelled is held for who waits, and one tap on the mail books it', async () => {
    const { doctor, slots } = await doctor_of_ones_own()
    const [luis, ana] = [await server.patient(), await server.patient()]
    const visit = await book(luis, doctor, slots[2])
    const entry = await wait(ana, doctor, slots[2])
    assert.deepEqual([entry.status, entry.offer, entry.offers_made, entry.priority, entry.patient_id], ['waiting', null, 0, 'routine', ana.patient.id])
    assert.deepEqual(entry.parts_of_day, ['morning', 'afternoon', 'evening'])

    await made(luis.delete(`/appointments/${visit.id}`))
    const offer = await offered(ana, entry.id)
    assert.deepEqual([offer.start, offer.doctor_id, offer.local_date], [visit.start, doctor.id, visit.local_date])
    const taken = await luis.post('/appointments', { doctor_id: doctor.id, start: visit.start })
    assert.deepEqual([taken.status, taken.code], [409, 'slot_taken'])

    const mail = await offer_mail(ana)
    assert.ok(mail.subject.includes(visit.local_time))
    assert.ok(!`${mail.subject}${mail.text}`.includes(visit.specialty.name))
    const token = token_of(mail, 'accept')
    assert.equal(token_of(mail, 'decline'), token)
    const [{ stored }] = await server.sql(`select encode(token_hash, 'escape') as stored from scheduling.waitlist_offers where id = '${offer.id}'`)
    assert.ok(!stored.includes(token))
    const told = (await made(admin.get('/messages?kind=waitlist_offer'))).data.find((one) => one.subject_id === offer.id)
    const preview = await made(admin.get(`/messages/${told.id}/preview`))
    assert.deepEqual([...`${preview.text}${preview.html}`.matchAll(/#token=([^\s"]*)/g)].map((found) => found[1]), ['...', '...', '...', '...'], 'the token is of who was asked')

    const stranger = server.client()
    const accepted = await stranger.post('/waitlist/offers/accept', { token })
    assert.equal(accepted.status, 200, accepted.text)
    assert.deepEqual([accepted.json.appointment_id, accepted.json.start, accepted.json.status], [offer.id, visit.start, 'booked'])
    assert.ok(!accepted.text.includes('Quispe'), 'a link may be passed on')
    assert.equal((await made(ana.get(`/appointments/${offer.id}`))).status, 'booked')
    assert.deepEqual([(await entry_of(ana, entry.id)).status, (await entry_of(ana, entry.id)).offer], ['booked', null])
    const again = await stranger.post('/waitlist/offers/accept', { token })
    assert.deepEqual([again.status, again.json], [200, accepted.json], 'yes is still yes')
    assert.deepEqual((await made(ana.post(`/waitlist/${entry.id}/accept`))), accepted.json)
    const no = await stranger.post('/waitlist/offers/decline', { token })
    assert.deepEqual([no.status, no.code], [410, 'offer_over'])
    await until('confirmed', async () => (await mails.arrived(ana.email)).some((one) => /^Confirmed/.test(one.subject)))
    const spanish = await stranger.post('/waitlist/offers/decline', { token }, { headers: { 'accept-language': 'es' } })
    assert.equal(spanish.json.title, 'Oferta terminada')
})

test('who waits longest is asked first; a no and a silence pass the time on, and nobody is asked twice for it', async () => {
    const { doctor, slots } = await doctor_of_ones_own()
    const [luis, first, second, third] = [await server.patient(), await server.patient(), await server.patient(), await server.patient()]
    const visit = await book(luis, doctor, slots[1])
    const waits = []
    for (const one of [first, second, third]) waits.push(await wait(one, doctor, slots[1]))
    await made(luis.delete(`/appointments/${visit.id}`))

    await offered(first, waits[0].id)
    assert.equal((await entry_of(second, waits[1].id)).offer, null)
    const token = token_of(await offer_mail(first), 'decline')
    assert.equal((await server.client().post('/waitlist/offers/decline', { token })).status, 204)
    assert.equal((await server.client().post('/waitlist/offers/decline', { token })).status, 204, 'no is still no')
    assert.equal((await server.client().post('/waitlist/offers/accept', { token })).status, 410)

    const silent = await offered(second, waits[1].id)
    await server.advance(Math.ceil((Date.parse(silent.expires_at) - Date.parse((await made(server.client().get('//health'))).timestamp)) / 1000) + 1)
    // Those who work here were away for longer than their sessions live.
    admin = await server.as('admin')
    staff = await server.as('staff')
    const last = await offered(third, waits[2].id)
    assert.equal(last.start, visit.start)
    assert.deepEqual((await offers_of(waits[1].id)).map((one) => one.status), ['lapsed'])
    assert.equal((await made(third.post(`/waitlist/${waits[2].id}/decline`)) ?? null), null)
    await quiet()
    for (const [one, id] of [[first, waits[0].id], [second, waits[1].id], [third, waits[2].id]]) {
        const now = await entry_of(one, id)
        assert.deepEqual([now.status, now.offer, now.offers_made], ['waiting', null, 1])
    }
    assert.ok((await luis.free_slots(doctor.id, `from=${day(slots[1])}&days=1`)).some((slot) => slot.start === visit.start), 'it is everybody\'s again')
})

test('an appointment is moved earlier, and its former time goes to the next', async () => {
    const { doctor, slots } = await doctor_of_ones_own()
    const [luis, ana, eva] = [await server.patient(), await server.patient(), await server.patient()]
    const late = slots.find((slot) => slot.local_date > slots[0].local_date)
    const visit = await book(luis, doctor, slots[0])
    const mine = await book(ana, doctor, late)
    const entry = await wait(ana, doctor, slots[0], { to: day(late), appointment_id: mine.id })
    const next = await wait(eva, doctor, late)
    await made(luis.delete(`/appointments/${visit.id}`))
    const offer = await offered(ana, entry.id)
    assert.equal(offer.start, visit.start)
    const accepted = await made(ana.post(`/waitlist/${entry.id}/accept`))
    assert.deepEqual([accepted.appointment_id, accepted.start, accepted.reference], [mine.id, visit.start, mine.reference])
    const moved = await made(ana.get(`/appointments/${mine.id}`))
    assert.deepEqual([moved.start, moved.status, moved.price_cents], [visit.start, 'booked', mine.price_cents])
    assert.equal((await made(ana.get('/me/appointments'))).data.filter((one) => one.status === 'booked').length, 1)
    assert.equal((await offered(eva, next.id)).start, mine.start)
})

test('who leaves the list while an offer is under way gives it to the next', async () => {
    const { doctor, slots } = await doctor_of_ones_own()
    const [luis, ana, eva] = [await server.patient(), await server.patient(), await server.patient()]
    const visit = await book(luis, doctor, slots[3])
    const entry = await wait(ana, doctor, slots[3])
    const next = await wait(eva, doctor, slots[3])
    await made(luis.delete(`/appointments/${visit.id}`))
    await offered(ana, entry.id)
    const token = token_of(await offer_mail(ana), 'accept')
    assert.equal((await luis.delete(`/waitlist/${entry.id}`)).status, 404)
    assert.equal((await ana.delete(`/waitlist/${entry.id}`)).status, 204)
    assert.equal((await ana.delete(`/waitlist/${entry.id}`)).status, 204)
    assert.equal((await server.client().post('/waitlist/offers/accept', { token })).status, 410)
    assert.equal((await entry_of(ana, entry.id)).status, 'left')
    assert.equal((await offered(eva, next.id)).start, visit.start)
    assert.deepEqual((await offers_of(entry.id)).map((one) => one.status), ['withdrawn'])
})

test('nobody has two offers at once, whatever comes free', async () => {
    const { doctor, slots } = await doctor_of_ones_own()
    const [luis, ana] = [await server.patient(), await server.patient()]
    const of_day = slots.filter((slot) => slot.local_date === slots[0].local_date).slice(0, 4)
    const visits = []
    for (const slot of of_day) visits.push(await book(luis, doctor, slot))
    const entry = await wait(ana, doctor, slots[0])
    const other = await wait(ana, doctor, slots[0], { parts_of_day: ['morning', 'afternoon'] })
    await Promise.all(visits.map((visit) => made(luis.delete(`/appointments/${visit.id}`))))
    await until('an offer', async () => (await offers_of(entry.id)).length + (await offers_of(other.id)).length > 0)
    await quiet()
    assert.equal((await offers_of(entry.id)).length + (await offers_of(other.id)).length, 1)
})

test('twenty race for what comes free: each time is one person\'s, and each answer counts once', async () => {
    const { doctor, slots } = await doctor_of_ones_own()
    const of_day = slots.filter((slot) => slot.local_date === slots[0].local_date).slice(0, 4)
    const luis = await server.patient()
    const visits = []
    for (const slot of of_day) visits.push(await book(luis, doctor, slot))
    const people = await Promise.all(Array.from({ length: 10 }, () => server.patient()))
    const waits = await Promise.all(people.map((one) => wait(one, doctor, slots[0])))
    const rivals = await Promise.all(Array.from({ length: 10 }, () => server.patient()))
    // Others try to book the same times all along.
    let done = false
    const racing = rivals.map(async (rival, at) => {
        while (!done) await rival.post('/appointments', { doctor_id: doctor.id, start: of_day[at % of_day.length].start })
    })
    await Promise.all(visits.map((visit) => made(luis.delete(`/appointments/${visit.id}`))))
    const seen = new Map()
    await until('all answered', async () => {
        for (const [at, one] of people.entries()) {
            const { offer } = await entry_of(one, waits[at].id)
            if (!offer || seen.has(offer.id)) continue
            // Twice at once: by any of two, one of them or both say what became of it, and it is booked once.
            const answers = await Promise.all([one.post(`/waitlist/${waits[at].id}/accept`), one.post(`/waitlist/${waits[at].id}/accept`)])
            assert.deepEqual(answers.map((answer) => answer.status), [200, 200], answers.map((answer) => answer.text).join())
            assert.deepEqual(answers[0].json, answers[1].json)
            seen.set(offer.id, offer.start)
        }
        const booked = await server.sql(`select starts_at from scheduling.appointments where doctor_id = '${doctor.id}' and local_date = '${day(slots[0])}' and status = 'booked'`)
        return booked.length >= of_day.length
    })
    done = true
    await Promise.all(racing)
    await quiet()
    const twice = await server.sql(`select patient_id from scheduling.appointments where id in (select id from scheduling.waitlist_offers where doctor_id = '${doctor.id}') and status = 'booked' group by 1 having count(*) > 1`)
    assert.deepEqual(twice, [])
    const [{ overlaps }] = await server.sql(`select count(*) as overlaps from scheduling.appointments a join scheduling.appointments b on a.doctor_id = b.doctor_id and a.occupied && b.occupied and a.id < b.id
        where a.doctor_id = '${doctor.id}' and a.status in ('held', 'booked') and b.status in ('held', 'booked')`)
    assert.equal(overlaps, 0)
})

test('twenty times come free at once for thirty people, in two processes: every time finds its person, and nobody has two', async () => {
    const second = await new Server({ beside: server, env: mails.env() }).start()
    try {
        const { doctor, slots } = await doctor_of_ones_own()
        const luis = await server.patient()
        const visits = []
        for (const slot of slots) {
            if (visits.length === 20) break
            const booked = await luis.post('/appointments', { doctor_id: doctor.id, start: slot.start })
            // A pause between two visits takes the next start away.
            if (booked.status === 201) visits.push(booked.json)
        }
        assert.equal(visits.length, 20)
        const people = await Promise.all(Array.from({ length: 30 }, (_, at) => (at % 2 ? server : second).patient()))
        const waits = await Promise.all(people.map((one) => wait(one, doctor, visits[0], { to: day(visits.at(-1)) })))
        const elsewhere = second.client()
        elsewhere.token = luis.token
        await Promise.all(visits.map((visit, at) => made((at % 2 ? luis : elsewhere).delete(`/appointments/${visit.id}`))))
        const ids = waits.map((one) => `'${one.id}'`).join()
        const refused = new Set()
        let two_at_once = 0
        await until('all are booked', async () => {
            const open = await server.sql(`select waiting_id, starts_at from scheduling.waitlist_offers where waiting_id in (${ids}) and status = 'open'`)
            if (new Set(open.map((one) => one.starts_at)).size !== open.length || new Set(open.map((one) => one.waiting_id)).size !== open.length) ++two_at_once
            // Every third says no once; all of them at the same time, and some twice.
            await Promise.all(open.map(async ({ waiting_id }) => {
                const at = waits.findIndex((one) => one.id === waiting_id)
                const says_no = at % 3 === 0 && !refused.has(at)
                if (says_no) refused.add(at)
                const said = await people[at].post(`/waitlist/${waiting_id}/${says_no ? 'decline' : 'accept'}`)
                assert.ok([200, 204].includes(said.status), said.text)
            }))
            const [{ booked }] = await server.sql(`select count(*) as booked from scheduling.waiting where id in (${ids}) and status = 'booked'`)
            return booked >= visits.length
        }, 60_000)
        assert.equal(two_at_once, 0)
        assert.ok(refused.size > 0)
        const accepted = await server.sql(`select a.starts_at, a.patient_id from scheduling.waitlist_offers o join scheduling.appointments a on a.id = o.id where o.waiting_id in (${ids}) and o.status = 'accepted' and a.status = 'booked'`)
        assert.ok(accepted.length >= visits.length)
        for (const of of [(one) => Date.parse(one.starts_at), (one) => one.patient_id]) assert.equal(new Set(accepted.map(of)).size, accepted.length)
        const twice = await server.sql(`select patient_id from scheduling.waitlist_offers where waiting_id in (${ids}) group by patient_id, starts_at having count(*) > 1`)
        assert.deepEqual(twice, [], 'nobody is asked twice for a time')
        const times = await server.sql(`select starts_at from scheduling.appointments where doctor_id = '${doctor.id}' and status in ('held', 'booked')`)
        for (const visit of visits) assert.ok(times.some((one) => Date.parse(one.starts_at) === Date.parse(visit.start)), `${visit.start} is lost`)
    } finally {
        await second.stop()
    }
})

test('a wish for a specialty in a city is met by any doctor of it, and an absence that is taken back frees times too', async () => {
    const { doctor, slots } = await doctor_of_ones_own()
    const ana = await server.patient()
    const date = day(slots[0])
    const closed = await made(admin.post(`/doctors/${doctor.id}/exceptions`, { kind: 'closed', start: `${date}T00:00`, end: `${day(slots[0], 1)}T00:00` }))
    const entry = await wait(ana, doctor, slots[0])
    await made(admin.delete(`/doctors/${doctor.id}/exceptions/${closed.id}`))
    const offer = await offered(ana, entry.id)
    assert.deepEqual([offer.doctor_id, offer.local_date], [doctor.id, date])
    await made(ana.delete(`/waitlist/${entry.id}`))

    const eva = await server.patient()
    const luis = await server.patient()
    const other = await doctor_of_ones_own()
    const visit = await book(luis, other.doctor, other.slots[0])
    const broad = await made(eva.post('/waitlist', { specialty: other.doctor.specialties[0].code, city: other.doctor.clinic.city.toUpperCase(), from: day(other.slots[0]), to: day(other.slots[0]) }))
    await made(luis.delete(`/appointments/${visit.id}`))
    assert.equal((await offered(eva, broad.id)).doctor_id, other.doctor.id)
    await made(eva.delete(`/waitlist/${broad.id}`))
})

test('the desk puts people on the list, says who is urgent, sees all, and answers for them', async () => {
    const { doctor, slots } = await doctor_of_ones_own()
    const [luis, ana, eva] = [await server.patient(), await server.patient(), await server.patient({ last_name: 'Mamani' })]
    const visit = await book(luis, doctor, slots[0])
    await wait(ana, doctor, slots[0])
    const urgent = await wait(staff, doctor, slots[0], { patient_id: eva.patient.id, priority: 'urgent' })
    assert.equal((await ana.post('/waitlist', wish(doctor, slots[1], { priority: 'urgent' }))).status, 403)
    await made(luis.delete(`/appointments/${visit.id}`))
    await offered(eva, urgent.id)
    const listed = await made(staff.get(`/waitlist?doctor_id=${doctor.id}&status=waiting`))
    assert.deepEqual(listed.data.map((one) => [one.patient_name, one.priority, one.offer !== null]), [['Ana Mamani', 'urgent', true], ['Ana Quispe', 'routine', false]])
    const page = await made(staff.get(`/waitlist?doctor_id=${doctor.id}&limit=1`))
    const rest = await made(staff.get(`/waitlist?doctor_id=${doctor.id}&limit=1&cursor=${page.next_cursor}`))
    assert.deepEqual([page.data[0].id, rest.data.length, rest.next_cursor], [urgent.id, 1, null])
    assert.equal((await made(staff.get(`/waitlist?priority=urgent&doctor_id=${doctor.id}`))).data.length, 1)
    assert.equal((await made(staff.post(`/waitlist/${urgent.id}/accept`))).appointment_id, listed.data[0].offer.id)
    assert.equal((await made(eva.get('/me/appointments'))).data.length, 1)
    assert.equal((await luis.get('/waitlist')).status, 403)
})

test('refuses what can never be met, and more than five wishes of one person', async () => {
    const { doctor, slots } = await doctor_of_ones_own()
    const [ana, luis] = [await server.patient(), await server.patient()]
    const problems = async (body) => {
        const answer = await ana.post('/waitlist', body)
        assert.equal(answer.status, 422, answer.text)
        return answer.json.errors.map((one) => one.pointer).sort()
    }
    assert.deepEqual(await problems({ from: '2030-01-02', to: '2030-01-01' }), ['/city', '/specialty', '/to'])
    assert.deepEqual(await problems(wish(doctor, slots[0], { city: 'Lima', parts_of_day: [] })), ['/city', '/parts_of_day'])
    assert.deepEqual(await problems({ ...wish(doctor, slots[0]), from: '2020-01-01', to: '2020-02-01' }), ['/to'])
    const far = day(slots[0], 400)
    assert.deepEqual(await problems({ ...wish(doctor, slots[0]), from: far, to: far }), ['/from'])
    assert.deepEqual(await problems({ ...wish(doctor, slots[0]), from: day(slots[0], 60), to: far }), ['/to'])
    assert.deepEqual(await problems({ ...wish(doctor, slots[0]), doctor_id: nobody }), ['/doctor_id'])
    assert.deepEqual(await problems({ specialty: 'cardiology', city: 'Atlantis', from: day(slots[0]), to: day(slots[0]) }), ['/specialty'])
    const his = await book(luis, doctor, slots[0])
    const before = await problems(wish(doctor, slots[0], { appointment_id: his.id }))
    assert.deepEqual(before, ['/appointment_id'])
    assert.deepEqual(await problems(wish(doctor, slots[0], { appointment_id: nobody })), before)

    const key = { headers: { 'idempotency-key': 'waiting-1' } }
    const once = await ana.post('/waitlist', wish(doctor, slots[0]), key)
    const twice = await ana.post('/waitlist', wish(doctor, slots[0]), key)
    assert.deepEqual([once.status, twice.status, twice.json.id, twice.headers.get('idempotency-replayed')], [201, 201, once.json.id, 'true'])
    const more = await Promise.all(Array.from({ length: 8 }, () => ana.post('/waitlist', wish(doctor, slots[0]))))
    assert.deepEqual(more.map((answer) => answer.status).sort(), [201, 201, 201, 201, 409, 409, 409, 409])
    assert.equal(more.find((answer) => answer.status === 409).code, 'too_many_waits')
    assert.equal((await ana.post('/waitlist/offers/accept', { token: 'x'.repeat(43) })).status, 404)
    assert.equal((await ana.post(`/waitlist/${once.json.id}/accept`)).status, 410)
    assert.equal((await luis.post(`/waitlist/${once.json.id}/accept`)).status, 404)
})

test('the hold of an offer booked by its owner in the usual way is an accepted offer', async () => {
    const { doctor, slots } = await doctor_of_ones_own()
    const [luis, ana] = [await server.patient(), await server.patient()]
    const visit = await book(luis, doctor, slots[0])
    const entry = await wait(ana, doctor, slots[0])
    await made(luis.delete(`/appointments/${visit.id}`))
    const offer = await offered(ana, entry.id)
    await made(ana.post('/appointments', { hold_id: offer.id }))
    await until('accepted', async () => (await entry_of(ana, entry.id)).status === 'booked')
    assert.deepEqual((await offers_of(entry.id)).map((one) => one.status), ['accepted'])
})

test('statistics say what was filled, and every step left its event and its line of the access log', async () => {
    const statistics = await made(admin.get('/waitlist/statistics?days=7'))
    assert.ok(statistics.accepted >= 4 && statistics.times_filled === statistics.accepted, JSON.stringify(statistics))
    assert.equal(statistics.offers, statistics.accepted + statistics.declined + statistics.lapsed + statistics.withdrawn
        + Number((await server.sql("select count(*) as open from scheduling.waitlist_offers where status = 'open'"))[0].open))
    assert.ok(statistics.median_days_sooner > 0 && statistics.times_offered <= statistics.offers)
    assert.ok(statistics.median_minutes_to_fill >= 0 && statistics.median_days_waited >= 0)
    for (const by of ['doctor', 'specialty', 'clinic']) {
        const parted = await made(staff.get(`/waitlist/statistics?days=7&by=${by}`))
        assert.equal(parted.by, by)
        for (const member of ['offers', 'accepted', 'declined', 'lapsed', 'withdrawn', 'times_offered', 'times_filled']) assert.equal(parted.groups.reduce((sum, one) => sum + one[member], 0), statistics[member], `${by}: ${member}`)
        assert.ok(parted.groups.every((one) => one.name && one.id))
        assert.deepEqual(parted.groups.map((one) => one.offers), parted.groups.map((one) => one.offers).sort((a, b) => b - a))
    }
    const [facts] = await server.sql(`select (select count(*) from scheduling.waiting where status = 'waiting') as waiting,
        (select count(*) from scheduling.waiting w where status = 'waiting' and not exists (select from scheduling.waitlist_offers where waiting_id = w.id)) as without,
        (select max(n) from (select count(*) as n from scheduling.waitlist_offers group by patient_id) s) as most`)
    const { fairness } = statistics
    assert.deepEqual([fairness.waiting, fairness.waiting_without_offer, fairness.most_offers_of_one], [facts.waiting, facts.without, facts.most])
    assert.ok(fairness.mean_offers_of_one >= 1 && fairness.longest_days_without_offer <= fairness.longest_days_waiting)
    assert.equal((await staff.get('/waitlist/statistics?by=patient')).status, 422)
    const types = (await server.sql("select distinct type from scheduling.outbox where type like 'waitlist.%'")).map((one) => one.type).sort()
    assert.deepEqual(types, ['accepted', 'declined', 'joined', 'lapsed', 'left', 'offered', 'withdrawn'].map((one) => `waitlist.${one}`))
    const [{ unlogged }] = await server.sql(`select count(*) as unlogged from scheduling.outbox o where type like 'waitlist.%' and not exists (
        select from scheduling.access_log l where l.resource = 'waiting' and l.resource_id = o.aggregate_id and l.occurred_at = o.created_at)`)
    assert.equal(unlogged, 0)
    assert.match((await server.client().get('//metrics')).text, /venera_waitlist_events_total\{event="accepted"\} \d/)
})

test('the waiting list is in a person\'s export and gone with an erasure, and its hold with it', async () => {
    const { doctor, slots } = await doctor_of_ones_own()
    const [luis, ana] = [await server.patient(), await server.patient()]
    const visit = await book(luis, doctor, slots[0])
    const entry = await wait(ana, doctor, slots[0], { parts_of_day: ['morning', 'afternoon', 'evening'] })
    await made(luis.delete(`/appointments/${visit.id}`))
    const offer = await offered(ana, entry.id)
    const bundle = await made(ana.get(`/patients/${ana.patient.id}/export`))
    const asked = bundle.entry.map((one) => one.resource).filter((one) => one.resourceType === 'ServiceRequest')
    assert.deepEqual(asked.map((one) => [one.id, one.status, one.intent, one.priority, one.subject.reference, one.occurrencePeriod]), [[entry.id, 'active', 'proposal', 'routine', `urn:uuid:${ana.patient.id}`, { start: entry.from, end: entry.to }]])
    assert.deepEqual([asked[0].performer[0].identifier.value, asked[0].note.length], [doctor.id, 1])
    assert.ok(asked[0].note[0].text.includes(visit.start) && asked[0].note[0].text.endsWith(': open'), asked[0].note[0].text)
    const page = await ana.get(`/patients/${ana.patient.id}/export?format=html`)
    assert.ok(page.text.includes('Waiting list') && page.text.includes(asked[0].note[0].text))

    admin = await server.as('admin')
    await made(admin.post(`/patients/${ana.patient.id}/erasure`, { reason: 'Asked by letter', cancel_visits: true }))
    const [{ left }] = await server.sql(`select (select count(*) from scheduling.waiting where patient_id = '${ana.patient.id}') + (select count(*) from scheduling.waitlist_offers where patient_id = '${ana.patient.id}') as left`)
    assert.equal(left, 0)
    const events = await server.sql(`select payload->>'patient_id' as patient_id from scheduling.outbox where type = 'waitlist.erased' and aggregate_id = '${entry.id}'`)
    assert.deepEqual(events, [{ patient_id: ana.patient.id }])
    const [{ status }] = await server.sql(`select status from scheduling.appointments where id = '${offer.id}'`)
    assert.ok(['expired', 'cancelled'].includes(status), status)
    assert.ok((await luis.free_slots(doctor.id, `from=${day(slots[0])}&days=1`)).some((slot) => slot.start === visit.start), 'the time is everybody\'s again')
})

test('the queue of freed times has metrics, and webhooks can be told of the waiting list', async () => {
    await quiet()
    const metrics = (await server.client().get('//metrics')).text
    for (const name of ['venera_freed_times_due', 'venera_freed_times_blocked', 'venera_freed_times_oldest_due_seconds']) assert.match(metrics, new RegExp(`^${name} \\d`, 'm'))
    const made_for = await admin.post('/webhooks', { url: 'https://example.org/hook', events: ['waitlist.*', 'waitlist.offered'], description: 'waiting' })
    assert.equal(made_for.status, 201, made_for.text)
    assert.equal((await admin.post('/webhooks', { url: 'https://example.org/hook', events: ['waitlist.none'] })).status, 422)
    await made(admin.delete(`/webhooks/${made_for.json.id}`))
})
