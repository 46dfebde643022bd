// Reviews: who may say how a visit was, who reads it, what the stars of a doctor come to, whatever happens at once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dice, seed } from './support/dice.mjs'
import { mails_to } from './support/mail.mjs'
import { unique_email, venera } from './support/server.mjs'

let server, admin, staff, doctor, doctor_id, times
before(async () => {
    server = await venera()
    await sign_in()
    doctor_id = doctor.user.doctor_id
    times = (await staff.free_slots(doctor_id, 'days=31')).reverse().filter((_, index) => index % 3 === 0)
})
after(() => server?.close())

// The desk's sessions end when nobody works for half an hour.
async function sign_in() {
    ;[admin, staff, doctor] = [await server.as('admin'), await server.as('staff'), await server.as('doctor')]
}
// Quoted-printable, undone.
const plain = (mail) => Buffer.from(mail.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8')
const nothing = '0192d9b0-0000-7000-8000-00000000beef'
const month = async () => (await server.client().get('//health')).json.timestamp.slice(0, 7)
const keyed = (key) => ({ headers: { 'idempotency-key': key } })
function ok(answer, status = 201) {
    assert.equal(answer.status, status, answer.text)
    return answer.json
}
const refused = (answer, status, code) => assert.deepEqual([answer.status, answer.code], [status, code], answer.text)
const path = (id = doctor_id) => `/doctors/${id}/reviews`

async function booked(client, more = {}) {
    for (;;) {
        const answer = await client.post('/appointments', { doctor_id, start: times.pop().start, ...more })
        if (answer.status !== 409) return ok(answer)
    }
}
// Somebody's visit that has just taken place.
async function fulfilled(client) {
    const visit = await staff.walk_in(doctor_id, client.patient.id)
    return ok(await doctor.post(`/appointments/${visit.id}/complete`), 200)
}
async function reviewed(client, body = { rating: 4, comment: 'Explains well.' }) {
    const { id } = await fulfilled(client)
    return ok(await client.post(path(), { appointment_id: id, ...body }))
}
const published = async (id = doctor_id, query = '') => (query ? ok(await server.client().get(`${path(id)}${query}`), 200) : { data: await every(server.client(), path(id)) })
// All pages of a list.
async function every(client, list) {
    const data = []
    for (let next = ''; next !== null; ) {
        const page = ok(await client.get(`${list}?limit=100${next && `&cursor=${next}`}`), 200)
        data.push(...page.data)
        next = page.next_cursor
    }
    return data
}
const stars = async (id = doctor_id) => {
    const { rating, review_count } = ok(await server.client().get(`/doctors/${id}`), 200)
    return { rating, review_count }
}
const counted = async (id = doctor_id) => {
    const [row] = await server.sql(`select coalesce(round(avg(rating), 2), 0)::float8 as rating, count(*)::int as review_count from directory.reviews where doctor_id = '${id}' and state = 'published'`)
    return row
}
const events = async (id) => (await server.sql(`select type from directory.outbox where aggregate_id = '${id}' order by version`)).map((event) => event.type)

test('whoever was there says how it was; everybody reads it, without a name and with the month alone', async () => {
    const ana = await server.patient({ first_name: 'Xochitl', last_name: 'Unmistakable' })
    const before_it = await stars()
    const visit = await fulfilled(ana)
    const answer = await ana.post(path(), { appointment_id: visit.id, rating: 2, comment: 'Long wait.\nGood advice.' })
    const { id, created_at, updated_at, ...rest } = ok(answer)
    assert.deepEqual(rest, {
        appointment_id: visit.id, doctor_id, patient_id: ana.patient.id, visit: null, rating: 2, comment: 'Long wait.\nGood advice.', state: 'published', hidden_reason: null, reply: null, version: 1,
    })
    const page = await published()
    assert.deepEqual(page.data.find((one) => one.id === id), { id, rating: 2, comment: 'Long wait.\nGood advice.', month: await month(), reply: null })
    for (const secret of ['Xochitl', 'Unmistakable', ana.patient.id, visit.id, created_at]) assert.ok(!JSON.stringify(page).includes(secret), secret)
    // The first 48 bits of an id are its time: the beginning of the month, to the millisecond.
    assert.equal(new Date(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toISOString(), `${await month()}-01T00:00:00.000Z`)
    const now = await stars()
    assert.equal(now.review_count, before_it.review_count + 1)
    assert.deepEqual(now, await counted())
    assert.deepEqual(await events(id), ['review.published'])
    const [{ payload }] = await server.sql(`select payload from directory.outbox where aggregate_id = '${id}'`)
    assert.deepEqual(Object.keys(payload).sort(), ['clinic_id', 'doctor_id', 'rating', 'review_id', 'status', 'version'])
    assert.deepEqual((await server.sql(`select action, actor_id, patient_id, outcome from directory.access_log where resource_id = '${id}'`)), [{ action: 'write', actor_id: ana.user.id, patient_id: ana.patient.id, outcome: 'allowed' }])
})

test('only of a visit that took place, of this doctor, of one’s own, and once', async () => {
    const ana = await server.patient()
    const luis = await server.patient()
    const visit = await staff.walk_in(doctor_id, ana.patient.id)
    const review = { appointment_id: visit.id, rating: 5 }
    refused(await ana.post(path(), review), 409, 'visit_not_fulfilled')
    ok(await staff.post(`/appointments/${visit.id}/check-in`), 200)
    refused(await ana.post(path(), review), 409, 'visit_not_fulfilled')
    ok(await doctor.post(`/appointments/${visit.id}/complete`), 200)
    refused(await luis.post(path(), review), 404, 'not_found')
    refused(await ana.post(path(), { ...review, appointment_id: nothing }), 404, 'not_found')
    refused(await ana.post(path(nothing), review), 404, 'not_found')
    const other = (await ana.get('/doctors?limit=5')).json.data.find((one) => one.id !== doctor_id)
    const misplaced = await ana.post(path(other.id), review)
    refused(misplaced, 422, 'invalid_input')
    assert.deepEqual(misplaced.json.errors.map((error) => [error.pointer, error.code]), [['/appointment_id', 'another_doctor']])
    ok(await ana.post(path(), review))
    refused(await ana.post(path(), review), 409, 'already_reviewed')
    const missed = await booked(ana)
    await server.execute(`set session_replication_role = replica; update scheduling.appointments set status = 'noshow' where id = '${missed.id}'`)
    refused(await ana.post(path(), { appointment_id: missed.id, rating: 1 }), 409, 'visit_not_fulfilled')
})

test('nothing is over, and nothing is reviewed, before it begins', { timeout: 120_000 }, async () => {
    const ana = await server.patient()
    const ahead = await booked(ana)
    const step = (client, visit, name) => client.post(`/appointments/${visit.id}/${name}`)
    refused(await step(doctor, ahead, 'complete'), 409, 'visit_not_started')
    refused(await step(staff, ahead, 'complete'), 409, 'invalid_transition')
    refused(await step(staff, ahead, 'no-show'), 409, 'visit_not_started')
    ok(await step(doctor, ahead, 'check-in'), 200)
    for (const one of [doctor, staff, admin]) refused(await step(one, ahead, 'complete'), 409, 'visit_not_started')
    assert.equal(ok(await ana.get(`/appointments/${ahead.id}`), 200).status, 'arrived')
    // Came early: seen before the start, and asked how it was from the start on. Whoever has these hours makes room.
    const now = Date.parse((await server.client().get('//health')).json.timestamp)
    const [from, to] = [now, now + 3 * 3_600_000].map((at) => new Date(at).toISOString())
    for (const { id } of ok(await staff.get(`/appointments?doctor_id=${doctor_id}&status=booked&from=${from}&to=${to}&limit=100`), 200).data) ok(await staff.delete(`/appointments/${id}`), 200)
    const early = await staff.walk_in(doctor_id, ana.patient.id, { ahead_minutes: 90 })
    assert.ok(Date.parse(early.start) > now)
    refused(await step(doctor, early, 'complete'), 409, 'visit_not_started')
    ok(await step(staff, early, 'check-in'), 200)
    assert.equal(ok(await step(doctor, early, 'complete'), 200).status, 'fulfilled')
    const review = { appointment_id: early.id, rating: 5 }
    refused(await ana.post(path(), review), 409, 'visit_not_fulfilled')
    await server.advance(91 * 60)
    await sign_in()
    ok(await ana.post(path(), review))
})

test('what is wrong with a review is said at once', async () => {
    const ana = await server.patient()
    const visit = await fulfilled(ana)
    const problems = async (body) => ((await ana.post(path(), { appointment_id: visit.id, ...body })).json.errors ?? []).map((error) => error.pointer)
    assert.deepEqual(await problems({ rating: 0 }), ['/rating'])
    assert.deepEqual(await problems({ rating: 6, comment: '' }), ['/rating', '/comment'])
    assert.deepEqual(await problems({ rating: 3.5 }), ['/rating'])
    assert.deepEqual(await problems({ rating: 3, comment: 'x'.repeat(2001) }), ['/comment'])
    for (const bad of ['\u0000', 'a\u0007b', '\u001b[31m']) assert.deepEqual(await problems({ rating: 3, comment: bad }), ['/comment'], JSON.stringify(bad))
    // Nothing of it is to be seen: bidi controls, joiners, fillers, the blank Braille pattern.
    for (const bad of ['\u202e', '\u2066\u2069', '\u200b', '\u200f \u200e', '\ufeff\n\u00ad', '\u3164', '\u2800', '\u{e0001}']) assert.deepEqual(await problems({ rating: 3, comment: bad }), ['/comment'], JSON.stringify(bad))
    assert.deepEqual(await problems({ rating: 3, state: 'published' }), ['/state'])
    const text = '<script>alert(1)</script> 😀'.padEnd(2000, 'ñ').slice(0, 1999)
    assert.equal(ok(await ana.post(path(), { appointment_id: visit.id, rating: 3, comment: text })).comment, text, 'plain text, as it is')
})

test('a key makes one review, and two at once make one', async () => {
    const ana = await server.patient()
    const { id } = await fulfilled(ana)
    const body = { appointment_id: id, rating: 5 }
    const first = await ana.post(path(), body, keyed('r-1'))
    const again = await ana.post(path(), body, keyed('r-1'))
    assert.deepEqual([ok(first).id, ok(again).id], [first.json.id, first.json.id])
    refused(await ana.post(path(), { ...body, rating: 1 }, keyed('r-1')), 422, 'idempotency_key_reused')
    for (let round = 0; round < 5; ++round) {
        const visit = await fulfilled(ana)
        const before_it = await stars()
        const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => ana.post(path(), { appointment_id: visit.id, rating: 1 + (index % 5) }, index % 2 ? {} : keyed(`race-${round}`))))
        const made = new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.json.id))
        assert.equal(made.size, 1, JSON.stringify(answers.map((answer) => [answer.status, answer.code])))
        for (const answer of answers) assert.ok(answer.status === 201 || ['already_reviewed', 'idempotency_key_reused'].includes(answer.code), answer.text)
        assert.equal((await stars()).review_count, before_it.review_count + 1)
    }
})

test('a relative who acts for a person reviews their visit, until they no longer do', async () => {
    const [child, parent] = [await server.patient(), await server.patient()]
    const visit = await fulfilled(child)
    const body = { appointment_id: visit.id, rating: 4 }
    refused(await parent.post(path(), body), 404, 'not_found')
    const { id } = ok(await parent.post('/me/relatives', { relationship: 'parent', reference: child.patient.reference }))
    ok(await child.post(`/me/relatives/${id}/accept`), 200)
    const review = ok(await parent.post(path(), body))
    assert.equal(review.patient_id, child.patient.id)
    assert.deepEqual((await child.get('/me/reviews')).json.data.map((one) => one.id), [review.id])
    assert.deepEqual((await parent.get('/me/reviews')).json.data.map((one) => one.id), [review.id])
    assert.equal((await child.delete(`/me/relatives/${id}`)).status, 204)
    assert.deepEqual((await parent.get('/me/reviews')).json.data, [])
    refused(await parent.put(`/me/reviews/${review.id}`, { rating: 1 }), 404, 'not_found')
})

test('who acts for somebody reaches what they wrote before their profiles became one', async () => {
    const [parent, child] = [await server.patient(), await server.patient()]
    const { id } = ok(await parent.post('/me/relatives', { relationship: 'parent', reference: child.patient.reference }))
    ok(await child.post(`/me/relatives/${id}/accept`), 200)
    const review = await reviewed(child)
    const other = ok(await staff.post('/patients', { first_name: 'Luz', last_name: 'Quispe', birth_date: '1990-01-01' }))
    ok(await staff.post(`/patients/${child.patient.id}/merge`, { into: other.id }), 200)
    assert.deepEqual(ok(await parent.get('/me/reviews'), 200).data.map((one) => one.id), [review.id])
    const [listed] = ok(await parent.get(`/me/reviews?appointment_id=${review.appointment_id}`), 200).data
    const seen = ok(await parent.get(`/appointments/${review.appointment_id}`), 200)
    assert.deepEqual([listed.id, listed.visit], [review.id, { doctor_name: seen.doctor_name, local_date: seen.local_date }])
    assert.deepEqual(ok(await parent.get(`/me/reviews?appointment_id=${nothing}`), 200).data, [])
    assert.equal(ok(await parent.put(`/me/reviews/${review.id}`, { rating: 2 }), 200).rating, 2)
})

test('its author changes it, with a condition, and withdraws it for good', async () => {
    const [ana, luis] = [await server.patient(), await server.patient()]
    const review = await reviewed(ana, { rating: 1, comment: 'Angry' })
    const mine = `/me/reviews/${review.id}`
    refused(await luis.put(mine, { rating: 5 }), 404, 'not_found')
    refused(await luis.delete(mine), 404, 'not_found')
    refused(await ana.put(mine, { rating: 5 }, { headers: { 'if-match': '"7"' } }), 412, 'version_mismatch')
    const changed = ok(await ana.put(mine, { rating: 5 }, { headers: { 'if-match': '"1"' } }), 200)
    assert.deepEqual([changed.rating, changed.comment, changed.version], [5, null, 2])
    assert.equal(ok(await ana.put(mine, { rating: 5 }), 200).version, 2, 'once more changes nothing')
    assert.deepEqual(await stars(), await counted())
    ok(await doctor.put(`/reviews/${review.id}/reply`, { text: 'Thank you.' }), 200)
    assert.equal((await ana.delete(mine)).status, 204)
    assert.equal((await ana.delete(mine)).status, 204, 'once more changes nothing')
    assert.ok(!(await published()).data.some((one) => one.id === review.id))
    const [kept] = await server.sql(`select state, comment, reply from directory.reviews where id = '${review.id}'`)
    assert.deepEqual(kept, { state: 'withdrawn', comment: null, reply: null })
    assert.deepEqual(await stars(), await counted())
    refused(await ana.put(mine, { rating: 5 }), 409, 'review_withdrawn')
    refused(await ana.post(path(), { appointment_id: review.appointment_id, rating: 5 }), 409, 'already_reviewed')
    assert.equal((await ana.get('/me/reviews')).json.data[0].state, 'withdrawn')
    refused(await doctor.put(`/reviews/${review.id}/reply`, { text: 'Come back' }), 404, 'not_found')
    assert.deepEqual(await events(review.id), ['review.published', 'review.changed', 'review.replied', 'review.withdrawn'])
})

test('the desk hides with a reason that the author reads, and shows again; the stars follow', async () => {
    const ana = await server.patient()
    const review = await reviewed(ana, { rating: 1, comment: 'Names somebody' })
    const before_it = await stars()
    refused(await doctor.post(`/reviews/${review.id}/hide`, { reason: 'I do not like it' }), 403, 'forbidden')
    refused(await ana.post(`/reviews/${review.id}/hide`, { reason: 'Mine' }), 403, 'forbidden')
    refused(await staff.post(`/reviews/${nothing}/hide`, { reason: 'None' }), 404, 'not_found')
    const hidden = ok(await staff.post(`/reviews/${review.id}/hide`, { reason: 'Names a third person' }), 200)
    assert.deepEqual([hidden.state, hidden.hidden_reason, hidden.version], ['hidden', 'Names a third person', 2])
    for (const secret of [ana.patient.id, review.appointment_id]) assert.ok(!JSON.stringify(hidden).includes(secret), 'whose it is stays open')
    assert.ok(!(await published()).data.some((one) => one.id === review.id))
    assert.equal((await stars()).review_count, before_it.review_count - 1)
    assert.deepEqual(await stars(), await counted())
    const own = (await ana.get('/me/reviews')).json.data[0]
    assert.deepEqual([own.state, own.hidden_reason], ['hidden', 'Names a third person'])
    const changed = ok(await ana.put(`/me/reviews/${review.id}`, { rating: 2, comment: 'Names nobody' }), 200)
    assert.equal(changed.state, 'hidden', 'until somebody has looked at it again')
    assert.deepEqual((await staff.get(`/reviews?state=hidden&doctor_id=${doctor_id}`)).json.data.map((one) => [one.id, one.comment]), [[review.id, 'Names nobody']])
    refused(await staff.post(`/reviews/${review.id}/show`, undefined, { headers: { 'if-match': '"2"' } }), 412, 'version_mismatch')
    refused(await staff.post(`/reviews/${review.id}/hide`, { reason: 'Read too early' }, { headers: { 'if-match': '"2"' } }), 412, 'version_mismatch')
    assert.equal(ok(await staff.post(`/reviews/${review.id}/show`, undefined, { headers: { 'if-match': '"3"' } }), 200).hidden_reason, null)
    assert.equal(ok(await staff.post(`/reviews/${review.id}/show`), 200).version, 4, 'once more changes nothing')
    assert.ok((await published()).data.some((one) => one.id === review.id))
    assert.deepEqual(await stars(), await counted())
    assert.deepEqual(await events(review.id), ['review.published', 'review.hidden', 'review.changed', 'review.shown'])
})

test('the doctor, or the desk, answers once, publicly', async () => {
    const ana = await server.patient()
    const review = await reviewed(ana)
    const reply = `/reviews/${review.id}/reply`
    const others = (await ana.get('/doctors?limit=100')).json.data.filter((one) => one.id !== doctor_id)
    const colleague = await employee({ role: 'doctor', doctor_id: others[0].id })
    const clinic = (await ana.get(`/doctors/${doctor_id}`)).json.clinic.id
    const branch = await employee({ role: 'staff', clinic_ids: [others.find((one) => one.clinic.id !== clinic).clinic.id] })
    for (const stranger of [colleague, branch]) {
        refused(await stranger.put(reply, { text: 'Not mine' }), 404, 'not_found')
        assert.ok(!(await every(stranger, '/reviews')).some((one) => one.id === review.id))
    }
    const answered = ok(await doctor.put(reply, { text: 'Thank you, come again.' }), 200)
    assert.deepEqual(answered.reply, { text: 'Thank you, come again.', month: await month(), review_changed: false })
    refused(await doctor.put(reply, { text: 'Better' }, { headers: { 'if-match': '"1"' } }), 412, 'version_mismatch')
    ok(await staff.put(reply, { text: 'Thank you!' }), 200)
    assert.deepEqual((await published()).data.find((one) => one.id === review.id).reply.text, 'Thank you!')
    assert.equal((await doctor.delete(reply)).status, 204)
    assert.equal((await doctor.delete(reply)).status, 204)
    assert.equal((await published()).data.find((one) => one.id === review.id).reply, null)
    assert.ok((await every(doctor, '/reviews')).some((one) => one.id === review.id))
    assert.deepEqual(await events(review.id), ['review.published', 'review.replied', 'review.replied', 'review.reply_removed'])
})
async function employee(body) {
    const email = unique_email()
    ok(await admin.post('/users', { email, first_name: 'Some', last_name: 'One', password: 'correct horse battery', ...body }))
    const client = server.client()
    await client.sign_in(email, 'correct horse battery')
    return client
}

test('an answer does not pass for one to words that came after it', async () => {
    const ana = await server.patient()
    const review = await reviewed(ana, { rating: 5, comment: 'Wonderful' })
    const [mine, reply] = [`/me/reviews/${review.id}`, `/reviews/${review.id}/reply`]
    const shown = async () => (await published()).data.find((one) => one.id === review.id).reply
    const thanks = { text: 'Quite so!', month: await month() }
    ok(await doctor.put(reply, { text: 'Quite so!' }), 200)
    ok(await ana.put(mine, { rating: 5, comment: 'Wonderful' }), 200)
    assert.deepEqual(await shown(), { ...thanks, review_changed: false }, 'nothing was changed')
    assert.deepEqual(ok(await ana.put(mine, { rating: 5, comment: 'They take bribes' }), 200).reply, { ...thanks, review_changed: true })
    assert.deepEqual(await shown(), { ...thanks, review_changed: true }, 'it stays: nobody takes an answer away by a change')
    ok(await ana.put(mine, { rating: 5, comment: 'Wonderful' }), 200)
    assert.equal((await shown()).review_changed, true)
    assert.equal(ok(await doctor.put(reply, { text: 'Quite so!' }), 200).reply.review_changed, false, 'given anew')
    ok(await ana.put(mine, { rating: 1, comment: 'Wonderful' }), 200)
    assert.equal((await shown()).review_changed, true, 'the stars count, too')
    assert.equal((await doctor.delete(reply)).status, 204)
    ok(await doctor.put(reply, { text: 'Sorry!' }), 200)
    assert.equal((await shown()).review_changed, false)
})

test('what was refused is no access to a review that was allowed', async () => {
    const ana = await server.patient()
    const review = await reviewed(ana)
    const [mine, reply] = [`/me/reviews/${review.id}`, `/reviews/${review.id}/reply`]
    const rows = async () => (await server.sql(`select action || ' ' || outcome as row from directory.access_log where resource_id = '${review.id}' order by occurred_at, id`)).map((one) => one.row)
    const stale = { headers: { 'if-match': '"7"' } }
    refused(await ana.put(mine, { rating: 1 }, stale), 412, 'version_mismatch')
    refused(await doctor.put(reply, { text: 'To what?' }, stale), 412, 'version_mismatch')
    assert.deepEqual(await rows(), ['write allowed'])
    assert.equal((await ana.delete(mine)).status, 204)
    refused(await ana.put(mine, { rating: 1 }), 409, 'review_withdrawn')
    refused(await staff.post(`/reviews/${review.id}/hide`, { reason: 'Too late' }), 404, 'not_found')
    assert.deepEqual(await rows(), ['write allowed', 'withdraw allowed', 'hidden denied'])
})

test('pages go from month to month and tell no order within one; each cursor is of its list', async () => {
    const ana = await server.patient()
    const made = []
    for (let i = 0; i < 12; ++i) made.push((await reviewed(ana, { rating: 1 + (i % 5) })).id)
    const all = (await published()).data.map((one) => one.id)
    assert.deepEqual(all, [...all].sort().reverse(), 'the month, and chance')
    assert.notDeepEqual(made.toReversed(), [...made].sort().reverse(), 'once in 479,001,600 times')
    const paged = []
    for (let cursor; ; ) {
        const page = await published(doctor_id, `?limit=3${cursor ? `&cursor=${cursor}` : ''}`)
        paged.push(...page.data.map((one) => one.id))
        if (!(cursor = page.next_cursor)) break
        assert.ok(page.data.length === 3)
    }
    assert.deepEqual(paged, all)
    refused(await server.client().get(`${path()}?cursor=AAAA`), 422, 'invalid_cursor')
    refused(await server.client().get(path(nothing)), 404, 'not_found')
    const own = ok(await ana.get('/me/reviews?limit=2'), 200)
    assert.deepEqual(own.data.map((one) => one.id), [...made].sort().reverse().slice(0, 2))
    const others = ok(await doctor.get('/reviews?limit=2'), 200)
    assert.deepEqual(others.data.map((one) => one.id).sort().reverse(), others.data.map((one) => one.id))
    const ours = (await published(doctor_id, '?limit=2')).next_cursor
    const other = ok(await ana.get('/doctors?limit=5'), 200).data.find((one) => one.id !== doctor_id)
    const anyone = server.client()
    for (const [client, list, cursor] of [
        [anyone, path(other.id), ours], [anyone, path(), own.next_cursor], [anyone, path(), others.next_cursor], [ana, '/me/reviews', ours],
        [doctor, '/reviews', ours], [doctor, '/reviews?state=hidden', others.next_cursor], [doctor, `/reviews?doctor_id=${doctor_id}`, others.next_cursor],
    ]) refused(await client.get(`${list}${list.includes('?') ? '&' : '?'}cursor=${cursor}`), 422, 'invalid_cursor')
    ok(await doctor.get(`/reviews?limit=2&cursor=${others.next_cursor}`), 200)
    // What a page ended with may be gone by the time somebody goes on.
    const eve = await server.patient()
    const gone = [(await reviewed(eve)).id, (await reviewed(eve)).id]
    const now = (await published()).data.map((one) => one.id)
    const last = now.findIndex((id) => gone.includes(id))
    const { next_cursor } = await published(doctor_id, `?limit=${last + 1}`)
    assert.ok((await admin.post(`/patients/${eve.patient.id}/erasure`, { reason: 'They asked for it', cancel_visits: true })).status < 300)
    assert.deepEqual((await published(doctor_id, `?limit=100&cursor=${next_cursor}`)).data.map((one) => one.id), now.slice(last + 1).filter((id) => !gone.includes(id)))
})

test('stars are exact whatever happens at once, an administrator’s If-Match holds, and the search hears of them', { timeout: 120_000 }, async () => {
    const random = dice(seed)
    const people = await Promise.all(Array.from({ length: 8 }, () => server.patient()))
    const [erased, merged] = people
    const other = ok(await staff.post('/patients', { first_name: 'Luz', last_name: 'Quispe', birth_date: '1990-01-01' }))
    const visits = []
    for (const person of people) for (let i = 0; i < 2; ++i) visits.push({ person, visit: await fulfilled(person) })
    const { version } = ok(await admin.get(`/doctors/${doctor_id}`), 200)
    const made = await Promise.all(visits.map(async ({ person, visit }) => ({ person, id: ok(await person.post(path(), { appointment_id: visit.id, rating: 1 + random.below(5) })).id })))
    // Beside it all one of them is erased, and the profile of another becomes a third one's.
    const beside = [admin.post(`/patients/${erased.patient.id}/erasure`, { reason: 'They asked for it', cancel_visits: true }), staff.post(`/patients/${merged.patient.id}/merge`, { into: other.id })]
    await Promise.all(made.map(async ({ person, id }) => {
        for (let i = 0; i < 6; ++i) {
            const work = random.below(10)
            if (work < 5) await person.put(`/me/reviews/${id}`, { rating: 1 + random.below(5) })
            else if (work < 7) await staff.post(`/reviews/${id}/hide`, { reason: 'At random' })
            else if (work < 9) await admin.post(`/reviews/${id}/show`)
            else await person.delete(`/me/reviews/${id}`)
        }
    }))
    for (const answer of await Promise.all(beside)) assert.ok(answer.status < 300, answer.text)
    assert.deepEqual(await server.sql(`select id from directory.reviews where patient_id = '${erased.patient.id}'`), [])
    assert.deepEqual(await stars(), await counted(), `seed ${seed}`)
    const { rating, review_count } = await stars()
    const card = (await staff.get(`/availability?clinic_id=${(await staff.get(`/doctors/${doctor_id}`)).json.clinic.id}&limit=100&days=31`)).json.data.find((one) => one.doctor.id === doctor_id)?.doctor
    if (card) assert.deepEqual({ rating: card.rating, review_count: card.review_count }, { rating, review_count })
    const found = async (least) => (await staff.get(`/doctors?limit=100&min_rating=${least}`)).json.data.some((one) => one.id === doctor_id)
    assert.equal(await found(rating), true)
    if (rating < 5) assert.equal(await found(Math.min(5, rating + 0.01).toFixed(2)), false)
    ok(await admin.patch(`/doctors/${doctor_id}`, { bio: 'Still as it was' }, { headers: { 'if-match': `"${version}"` } }), 200)
})

test('an export holds what somebody has said, and an erasure takes it away with its stars', async () => {
    const ana = await server.patient()
    const review = await reviewed(ana, { rating: 3, comment: 'To be forgotten' })
    const bundle = ok(await ana.get(`/patients/${ana.patient.id}/export`), 200)
    const entry = bundle.entry.map((one) => one.resource).find((one) => one.id === review.id)
    assert.deepEqual([entry.resourceType, entry.payload.map((one) => one.contentString)], ['Communication', ['3 of 5', 'To be forgotten']])
    const before_it = await stars()
    const erased = await admin.post(`/patients/${ana.patient.id}/erasure`, { reason: 'They asked for it', cancel_visits: true })
    assert.ok(erased.status < 300, erased.text)
    assert.deepEqual(await server.sql(`select id from directory.reviews where id = '${review.id}'`), [])
    assert.equal((await stars()).review_count, before_it.review_count - 1)
    assert.deepEqual(await stars(), await counted())
    assert.ok(!JSON.stringify(await published()).includes('To be forgotten'))
})

test('a review stays with the person when their profiles become one', async () => {
    const ana = await server.patient()
    const review = await reviewed(ana)
    const other = ok(await staff.post('/patients', { first_name: 'Ana', last_name: 'Quispe', birth_date: '1990-01-01' }))
    ok(await staff.post(`/patients/${ana.patient.id}/merge`, { into: other.id }), 200)
    const again = server.client()
    await again.sign_in(ana.email, 'correct horse battery')
    assert.deepEqual((await again.get('/me/reviews')).json.data.map((one) => one.id), [review.id])
    assert.equal(ok(await again.put(`/me/reviews/${review.id}`, { rating: 2 }), 200).rating, 2)
    const bundle = ok(await again.get(`/patients/${other.id}/export`), 200)
    assert.ok(bundle.entry.some((one) => one.resource.id === review.id), 'in the export')
    ok(await admin.post(`/patients/${other.id}/erasure`, { reason: 'They asked for it', cancel_visits: true }), 200)
    assert.deepEqual(await server.sql(`select id from directory.reviews where id = '${review.id}'`), [])
    assert.deepEqual(await stars(), await counted())
})

test('the day after, at ten, people are asked how it was: once, and not if they have said it or want no such mail', { timeout: 120_000 }, async () => {
    const [asked, quick, silent] = await Promise.all([server.patient({ language: 'es' }), server.patient(), server.patient()])
    const visits = [await fulfilled(asked), await fulfilled(quick), await fulfilled(silent)]
    ok(await quick.post(path(), { appointment_id: visits[1].id, rating: 5 }))
    const wishes = { confirmations: true, changes: true, reminders: true }
    assert.deepEqual(ok(await silent.put('/me/notifications', { ...wishes, reviews: false }), 200), { ...wishes, reviews: false })
    assert.deepEqual(ok(await silent.put('/me/notifications', wishes), 200), { ...wishes, reviews: false }, 'who says nothing of it leaves it')
    const row = async (visit) => (await server.sql(`select planned_for, due_at, outcome, reason from notifications.messages where subject_id = '${visit.id}' and kind = 'review_invitation'`))[0]
    const until = async (what, check) => {
        for (const end = Date.now() + 20_000; !(await check()); await new Promise((resolve) => setTimeout(resolve, 50))) assert.ok(Date.now() < end, what)
    }
    await until('planned', async () => (await Promise.all(visits.map(row))).every(Boolean))
    const { planned_for } = await row(visits[0])
    const local = new Intl.DateTimeFormat('sv-SE', { timeZone: visits[0].timezone, hour: '2-digit', minute: '2-digit' }).format(new Date(planned_for))
    assert.equal(local, '10:00')
    const now = Date.parse((await server.client().get('//health')).json.timestamp)
    await server.advance(Math.ceil((Date.parse(planned_for) - now) / 1000) + 1)
    await until('settled', async () => (await Promise.all(visits.map(row))).every((one) => one.outcome))
    assert.deepEqual((await Promise.all(visits.map(row))).map((one) => [one.outcome, one.reason]), [['sent', null], ['skipped', 'reviewed'], ['skipped', 'unwanted']])
    const mails = mails_to(server, asked.email).map(plain).filter((mail) => mail.includes('Escribir una valoración'))
    assert.equal(mails.length, 1)
    assert.ok(mails[0].includes(`/reviews/new#appointment=${visits[0].id}`), mails[0])
    await sign_in()
})

test('a clinic that does not want it asks nobody', { timeout: 120_000 }, async () => {
    const ana = await server.patient()
    const visit = await fulfilled(ana)
    const clinic = `/clinics/${visit.clinic.id}/reminders`
    const said = ok(await admin.get(clinic), 200)
    assert.equal(said.review_invitations, true)
    assert.deepEqual(ok(await admin.put(clinic, { ...said, review_invitations: false }), 200), { ...said, review_invitations: false })
    assert.deepEqual(ok(await admin.put(clinic, { reminder_hours: said.reminder_hours }), 200), { ...said, review_invitations: false })
    const row = async () => (await server.sql(`select outcome, reason from notifications.messages where subject_id = '${visit.id}' and kind = 'review_invitation'`))[0]
    for (const end = Date.now() + 20_000; !(await row()); await new Promise((resolve) => setTimeout(resolve, 50))) assert.ok(Date.now() < end)
    await server.advance(2 * 86_400)
    for (const end = Date.now() + 20_000; !(await row()).outcome; await new Promise((resolve) => setTimeout(resolve, 50))) assert.ok(Date.now() < end)
    assert.deepEqual(await row(), { outcome: 'skipped', reason: 'clinic_settings' })
    await sign_in()
    ok(await admin.put(clinic, said), 200)
})
