// What goes to people by mail: through a real mail server, read by an independent parser; the calendar entries by another.
import assert from 'node:assert/strict'
import ICAL from 'ical.js'
import { after, before, test } from 'node:test'
import { venera } from './support/server.mjs'
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

// A patient whose letter of welcome has arrived, so that what comes next is about something else.
async function known(fields = {}) {
    const client = await server.patient(fields)
    await mails.arrived(client.email)
    return client
}
const book = async (client, slot, doctor, more = {}) => {
    const answer = await client.post('/appointments', { doctor_id: doctor.id, start: slot.start, ...more })
    assert.equal(answer.status, 201, answer.text)
    return answer.json
}
const rows = (id) => server.sql(`select kind, version, outcome, reason, hours_before, planned_for, due_at, done_at, attempts from notifications.messages where subject_id = '${id}' order by planned_for, kind`)
async function settled(id, kind, patience_ms = 20_000) {
    const until = Date.now() + patience_ms
    for (;;) {
        const found = (await rows(id)).filter((row) => row.kind === kind && row.outcome)
        if (found.length) return found
        assert.ok(Date.now() < until, `${kind} is not settled: ${JSON.stringify(await rows(id))}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
    }
}
function event_of(mail) {
    const attachment = mail.attachments.find((one) => one.contentType === 'text/calendar')
    assert.ok(attachment, 'a calendar entry is attached')
    const text = attachment.content.toString('utf8')
    const calendar = new ICAL.Component(ICAL.parse(text))
    return { method: calendar.getFirstPropertyValue('method'), event: new ICAL.Event(calendar.getFirstSubcomponent('vevent')), status: calendar.getFirstSubcomponent('vevent').getFirstPropertyValue('status'), text }
}

test('a booking is confirmed, a move and a cancellation told, each with the entry that keeps a calendar true', async () => {
    const ana = await known()
    const { doctor, slots } = await ana.doctor_with_times()
    const visit = await book(ana, slots[2], doctor)
    const [, confirmation] = await mails.arrived(ana.email, 2)
    assert.match(confirmation.subject, /^Confirmed: \w{3} \d{1,2} \w{3} \d{4}, \d\d:\d\d \(\w+\/\w+\)$/)
    assert.ok(confirmation.subject.includes(visit.local_time) && confirmation.subject.includes(visit.timezone))
    assert.match(confirmation.text, new RegExp(`Reference: ${visit.reference}`))
    assert.ok(confirmation.html.includes(visit.reference) && confirmation.html.includes('lang="en"'))
    assert.equal(confirmation.headers.get('auto-submitted'), 'auto-generated')
    for (const secret of [visit.specialty.name, 'Ana', 'Quispe']) assert.ok(!`${confirmation.subject} ${confirmation.text}`.includes(secret), secret)
    const first = event_of(confirmation)
    assert.deepEqual([first.method, first.status, first.event.uid], ['REQUEST', 'CONFIRMED', `${visit.id}@venera`])
    assert.equal(first.event.startDate.toJSDate().toISOString().replace('.000', ''), visit.start)
    assert.equal(first.event.attendees.length, 1)
    assert.equal(first.event.attendees[0].getFirstValue(), `mailto:${ana.email}`)
    assert.ok(first.text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75))

    const moved = await ana.patch(`/appointments/${visit.id}`, { start: slots[4].start })
    assert.equal(moved.status, 200, moved.text)
    const [, , told] = await mails.arrived(ana.email, 3)
    assert.match(told.subject, /^New time: /)
    const second = event_of(told)
    assert.equal(second.event.uid, first.event.uid)
    assert.ok(second.event.sequence > first.event.sequence)
    assert.equal(second.event.startDate.toJSDate().toISOString().replace('.000', ''), moved.json.start)

    assert.equal((await ana.delete(`/appointments/${visit.id}`)).status, 200)
    const [, , , cancelled] = await mails.arrived(ana.email, 4)
    assert.match(cancelled.subject, /^Cancelled: /)
    const third = event_of(cancelled)
    assert.deepEqual([third.method, third.status], ['CANCEL', 'CANCELLED'])
    assert.ok(third.event.sequence > second.event.sequence)
    assert.equal(new Set([confirmation, told, cancelled].map((mail) => mail.messageId)).size, 3)
    const accesses = await server.sql(`select action, resource, patient_id from notifications.access_log where patient_id = '${ana.patient.id}'`)
    assert.equal(accesses.length, 3, 'each use of the address leaves a line')
})

test('in Spanish, and by the clinic with three other times', async () => {
    const luz = await known({ language: 'es' })
    const { doctor, slots } = await luz.doctor_with_times()
    const visit = await book(luz, slots[3], doctor)
    const [welcome, confirmation] = await mails.arrived(luz.email, 2)
    assert.equal(welcome.subject, 'Confirme su correo')
    assert.match(confirmation.subject, /^Confirmada: (lun|mar|mié|jue|vie|sáb|dom) /)
    assert.ok(confirmation.html.includes('lang="es"'))
    assert.equal((await staff.post(`/appointments/${visit.id}/cancel`, { reason: 'Doctor is ill' })).status, 200)
    const [, , cancelled] = await mails.arrived(luz.email, 3)
    assert.match(cancelled.subject, /^Cancelada por la clínica: /)
    assert.equal(cancelled.text.split('\n').filter((line) => line.startsWith('- ')).length, 3)
    assert.ok(!cancelled.text.includes('ill'), 'the reason stays in the house')
})

test('a hold that is given up or runs out says nothing', async () => {
    const ana = await known()
    const { doctor, slots } = await ana.doctor_with_times()
    const hold = await ana.post('/holds', { doctor_id: doctor.id, start: slots[1].start })
    assert.equal(hold.status, 201, hold.text)
    assert.ok((await ana.delete(`/holds/${hold.json.id}`)).status < 300)
    const visit = await book(ana, slots[2], doctor)
    await mails.arrived(ana.email, 2)
    assert.deepEqual(await rows(hold.json.id), [])
    assert.ok((await rows(visit.id)).length >= 1)
})

test('what a person does not want is not sent, but what concerns the safety of the account always is', async () => {
    const ana = await known()
    assert.deepEqual((await ana.get('/me/notifications')).json, { confirmations: true, changes: true, reminders: true, reviews: true })
    const wish = { confirmations: false, changes: true, reminders: false, reviews: true }
    assert.deepEqual((await ana.put('/me/notifications', wish)).json, wish)
    assert.deepEqual((await ana.get('/me/notifications')).json, wish)
    assert.equal((await ana.put('/me/notifications', { ...wish, security: false })).status, 422)
    const { doctor, slots } = await ana.doctor_with_times()
    const visit = await book(ana, slots[2], doctor)
    const [row] = await settled(visit.id, 'booking_confirmation')
    assert.deepEqual([row.outcome, row.reason], ['skipped', 'unwanted'])
    await ana.delete(`/appointments/${visit.id}`)
    const [, cancelled] = await mails.arrived(ana.email, 2)
    assert.match(cancelled.subject, /^Cancelled: /)
    const changed = await ana.post('/auth/password/change', { current_password: 'correct horse battery', new_password: 'another long secret' })
    assert.ok(changed.status < 300, changed.text)
    const [, , notice] = await mails.arrived(ana.email, 3)
    assert.equal(notice.subject, 'Your password was changed')
})

test('whose record an administrator opens or exports is told each time, in their language; who acts for them is not', async () => {
    const ana = await known({ language: 'es' })
    const relative = await known()
    const asked = await relative.post('/me/relatives', { relationship: 'parent', reference: ana.patient.reference })
    assert.equal((await ana.post(`/me/relatives/${asked.json.id}/accept`)).status, 200)
    const path = `/patients/${ana.patient.id}`
    const glass = { headers: { 'x-purpose': 'break-glass', 'x-purpose-reason': 'Order of the court of Lima' } }
    assert.equal((await admin.get(`${path}/record`)).status, 403, 'without a reason nothing is opened')
    assert.equal((await admin.get(`${path}/record`, glass)).status, 200)
    assert.equal((await admin.get(`${path}/export`, glass)).status, 200)
    const told = (await mails.arrived(ana.email, 3)).slice(1)
    assert.deepEqual(told.map((mail) => mail.subject), Array(2).fill('Se abrió su historia clínica'))
    assert.ok(told.every((mail) => mail.html.includes('/profile/accesses') && !mail.text.includes('court') && !mail.attachments.length))
    // By now whatever went before it has gone.
    await relative.post('/auth/password/change', { current_password: 'correct horse battery', new_password: 'another long secret' })
    const others = (await mails.arrived(relative.email, 2)).map((mail) => mail.subject)
    assert.ok(!others.some((subject) => /record/.test(subject)), others.join())
    // Somebody without an account has perhaps an address.
    const child = await staff.post('/patients', { first_name: 'Eva', last_name: 'Quispe', birth_date: '1950-05-05', email: 'eva.quispe@example.org' })
    assert.equal((await admin.get(`/patients/${child.json.id}/record`, glass)).status, 200)
    assert.match((await mails.arrived('eva.quispe@example.org'))[0].subject, /^Your medical record was opened$/)
})

test('a clinic says how long before a visit it reminds; nobody else does', async () => {
    const ana = await known()
    const { doctor, slots } = await ana.doctor_with_times()
    const path = `/clinics/${doctor.clinic.id}/reminders`
    assert.deepEqual((await staff.get(path)).json, { reminder_hours: [24, 2], review_invitations: true })
    assert.equal((await staff.put(path, { reminder_hours: [48] })).status, 403)
    assert.equal((await admin.put(path, { reminder_hours: [48, 48] })).status, 422)
    assert.deepEqual((await admin.put(path, { reminder_hours: [3, 48] })).json, { reminder_hours: [48, 3], review_invitations: true })
    const visit = await book(ana, slots[5], doctor)
    await mails.arrived(ana.email, 2)
    const reminders = (await rows(visit.id)).filter((row) => row.kind === 'reminder')
    assert.deepEqual(reminders.map((row) => row.hours_before).sort((a, b) => a - b), [3, 48])
    assert.deepEqual((await admin.put(path, { reminder_hours: [24, 2] })).json, { reminder_hours: [24, 2], review_invitations: true })
})

test('administrators see messages without addresses, look at one, try again and give up; nobody else does', async () => {
    const ana = await known()
    mails.always = { at: 'rcpt', code: 550 }
    const { doctor, slots } = await ana.doctor_with_times()
    const visit = await book(ana, slots[2], doctor)
    let dead
    for (let i = 0; i < 200 && !dead; ++i) {
        const list = (await admin.get('/messages?state=dead')).json.data
        dead = list.find((message) => message.subject_id === visit.id)
        if (!dead) await new Promise((resolve) => setTimeout(resolve, 50))
    }
    mails.always = undefined
    assert.ok(dead, 'a refusal for good is dead at once')
    assert.deepEqual([dead.kind, dead.attempts, dead.reason], ['booking_confirmation', 1, 'smtp 550'])
    assert.ok(!JSON.stringify(dead).includes(ana.email))
    const preview = await admin.get(`/messages/${dead.id}/preview`)
    assert.equal(preview.status, 200, preview.text)
    assert.match(preview.json.subject, /^Confirmed: /)
    assert.ok(!preview.text.includes(ana.email) && preview.json.html.includes('<table') && preview.json.calendar.includes('BEGIN:VEVENT'))
    for (const client of [ana, staff, server.client()]) {
        const status = client.token ? 403 : 401
        assert.equal((await client.get('/messages')).status, status)
        assert.equal((await client.post(`/messages/${dead.id}/retry`)).status, status)
    }
    assert.equal((await admin.post(`/messages/${dead.id}/retry`)).json.state, 'waiting')
    const [, confirmation] = await mails.arrived(ana.email, 2)
    assert.match(confirmation.subject, /^Confirmed: /)
    await settled(visit.id, 'booking_confirmation')
    assert.equal((await admin.post(`/messages/${dead.id}/retry`)).code, 'not_dead')
    assert.equal((await admin.post(`/messages/${dead.id}/discard`, { reason: 'too late' })).code, 'message_over')
    const reminder = (await admin.get('/messages?state=waiting&kind=reminder')).json.data.find((message) => message.subject_id === visit.id)
    assert.equal((await admin.post(`/messages/${reminder.id}/discard`, { reason: 'the patient asked' })).json.state, 'discarded')
    assert.equal((await admin.get('/messages/0192d9b0-0000-7000-8000-00000000beef')).status, 404)
    const logged = await server.sql(`select action, patient_id from notifications.access_log where resource = 'message' and resource_id in ('${dead.id}', '${reminder.id}') and actor_role = 'admin' order by id`)
    assert.deepEqual(logged.map((row) => [row.action, row.patient_id]), ['read preview', 'retry', 'retry', 'discard', 'discard'].map((action) => [action, ana.patient.id]))
})

test('an event that cannot be taken is parked, seen and decided on', async () => {
    const id = '0192d9b0-0000-7000-8000-00000000aaaa'
    await server.execute(`insert into platform.parked_events (consumer, id, xid, context, type, aggregate_id, version, payload, created_at, attempts, due_at, dead_at, error)
        values ('notifications', '${id}', '1', 'scheduling', 'appointment.booked', '${id}', 1, '{}', now(), 12, now(), now(), 'std::runtime_error')`)
    const [event] = (await admin.get('/dead-events')).json.data
    assert.deepEqual([event.id, event.consumer, event.attempts, event.problem], [id, 'notifications', 12, 'std::runtime_error'])
    assert.equal((await staff.get('/dead-events')).status, 403)
    assert.equal((await admin.post(`/dead-events/notifications/${id}/discard`, { reason: 'made by a test' })).status, 204)
    assert.equal((await admin.post(`/dead-events/notifications/${id}/retry`)).status, 404)
    assert.deepEqual((await admin.get('/dead-events')).json.data, [])
})

// The last: it moves the clock by days, and sessions end.
test('of many bookings that are moved and cancelled, each final visit is reminded of once at each time, and no other (G2)', async () => {
    const people = []
    for (let i = 0; i < 4; ++i) people.push(await known())
    const { doctor, slots } = await people[0].doctor_with_times('&part_of_day=afternoon')
    const afternoon = slots.filter((slot) => slot.local_time >= '13:00' && slot.local_time <= '18:00').slice(0, 8)
    assert.ok(afternoon.length >= 8)
    const [kept, moved, cancelled, twice] = await Promise.all(people.map((one, i) => book(one, afternoon[i], doctor)))
    const to = (await people[1].patch(`/appointments/${moved.id}`, { start: afternoon[5].start })).json
    assert.equal(to.start, afternoon[5].start)
    assert.equal((await people[2].delete(`/appointments/${cancelled.id}`)).status, 200)
    for (const slot of [afternoon[6], afternoon[7], afternoon[3]]) assert.equal((await people[3].patch(`/appointments/${twice.id}`, { start: slot.start })).status, 200)
    await settled(twice.id, 'moved')
    const final = new Map([[kept.id, kept.start], [to.id, to.start], [twice.id, afternoon[3].start]])
    const now = async () => Date.parse((await (await fetch(`${server.base}/health`)).json()).timestamp)
    const reminders_of = async (id, hours) => (await rows(id)).filter((row) => row.kind === 'reminder' && row.hours_before === hours && row.outcome === 'sent')
    const due = [...final].flatMap(([id, start]) => [24, 2].map((hours) => ({ id, hours, at: Date.parse(start) - hours * 3_600_000 }))).sort((a, b) => a.at - b.at)
    for (const { id, hours, at } of due) {
        await server.advance(Math.ceil((at - (await now())) / 1000) - 60)
        // Two runs of each worker.
        await new Promise((resolve) => setTimeout(resolve, 600))
        assert.equal((await reminders_of(id, hours)).length, 0, 'not before its time')
        await server.advance(60)
        const until = Date.now() + 20_000
        while ((await reminders_of(id, hours)).length !== 1) {
            assert.ok(Date.now() < until, JSON.stringify(await rows(id)))
            await new Promise((resolve) => setTimeout(resolve, 50))
        }
    }
    for (const { id, hours } of due) assert.equal((await reminders_of(id, hours)).length, 1, 'and once')
    const all = await Promise.all(people.map((one) => mails.arrived(one.email, 1)))
    const reminders = all.map((list) => list.filter((mail) => mail.subject.startsWith('Reminder: ')).length)
    assert.deepEqual(reminders, [2, 2, 0, 2])
    const skipped = (await rows(twice.id)).filter((row) => row.outcome === 'skipped' && row.kind === 'reminder')
    assert.ok(skipped.every((row) => ['moved', 'replaced'].includes(row.reason)), JSON.stringify(skipped))
    assert.ok(skipped.some((row) => row.reason === 'replaced'), 'there and back: one reminder, not two')
    assert.ok((await rows(cancelled.id)).filter((row) => row.kind === 'reminder').every((row) => row.reason === 'cancelled'))

    // A clock that goes back an hour and comes again, and one that is a year ahead, remind nobody once more (B10).
    const waiting = async () => (await server.sql(`select count(*)::int as waiting from notifications.messages where done_at is null and due_at <= now() + interval '400 days'`))[0].waiting
    const sent = mails.mails.filter((mail) => mail.raw.includes('Subject: Reminder')).length
    for (const step of [-3600, 3600, 400 * 86_400]) {
        await server.execute(`update operations.test_clock set offset_seconds = offset_seconds + ${step}`)
        // Read twice a second; then two runs of each worker.
        await new Promise((resolve) => setTimeout(resolve, 1200))
    }
    const until = Date.now() + 20_000
    while ((await waiting()) > 0) {
        assert.ok(Date.now() < until, 'what is over is skipped')
        await new Promise((resolve) => setTimeout(resolve, 50))
    }
    assert.equal(mails.mails.filter((mail) => mail.raw.includes('Subject: Reminder')).length, sent)
})
