// E4 by the contract: every operation that touches a person's data leaves exactly one row in the access logs for an allowed
// call and one for a denied call. An operation that this table does not name fails the test.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Contract } from './support/contract.mjs'
import { mails_to, next_mail, subject_of, token_of } from './support/mail.mjs'
import { unique_email, venera } from './support/server.mjs'
import { code_of, enrol, server_time } from './support/totp.mjs'

const secret = 'correct horse battery'
const nobody = '0192d9b0-0000-7000-8000-00000000beef'
const break_glass = { headers: { 'x-purpose': 'break-glass', 'x-purpose-reason': 'Unconscious in the emergency room' } }

// Nobody's data: the practice's own, or the machine's. Who is not allowed to is on record all the same.
const of_nobody = [
    'GET /api/v1/settings', 'GET /health', 'GET /health/ready', 'GET /metrics', 'GET /openapi.json', 'GET /docs', 'GET /.well-known/jwks.json', 'POST /api/v1/test/clock',
    'GET /api/v1/countries', 'GET /api/v1/specialties', 'POST /api/v1/specialties', 'PATCH /api/v1/specialties/{code}', 'DELETE /api/v1/specialties/{code}',
    'GET /api/v1/clinics', 'GET /api/v1/clinics/{id}', 'GET /api/v1/clinics/{id}/reminders', 'POST /api/v1/clinics', 'PATCH /api/v1/clinics/{id}',
    'GET /api/v1/doctors', 'GET /api/v1/doctors/retired', 'GET /api/v1/doctors/{id}', 'GET /api/v1/doctors/{id}/reviews', 'POST /api/v1/doctors', 'PATCH /api/v1/doctors/{id}', 'DELETE /api/v1/doctors/{id}',
    'GET /api/v1/doctors/{id}/busy-calendars', 'POST /api/v1/doctors/{id}/busy-calendars', 'PATCH /api/v1/doctors/{id}/busy-calendars/{calendar_id}', 'DELETE /api/v1/doctors/{id}/busy-calendars/{calendar_id}',
    'POST /api/v1/doctors/{id}/busy-calendars/{calendar_id}/refresh', 'GET /api/v1/doctors/{id}/conflicts',
    'GET /api/v1/doctors/{id}/schedule', 'PUT /api/v1/doctors/{id}/schedule', 'GET /api/v1/doctors/{id}/exceptions', 'POST /api/v1/doctors/{id}/exceptions',
    'POST /api/v1/doctors/{id}/schedule/preview', 'POST /api/v1/doctors/{id}/exceptions/preview',
    'DELETE /api/v1/doctors/{id}/exceptions/{exception_id}', 'GET /api/v1/doctors/{id}/availability', 'GET /api/v1/availability',
    'GET /api/v1/doctors/{id}/availability/explain', 'GET /api/v1/patients/statistics', 'GET /api/v1/waitlist/statistics',
    'GET /api/v1/clinics/{id}/payments', 'GET /api/v1/payments/statistics', 'GET /api/v1/payments/reconciliation', 'GET /api/v1/messages/queue', 'GET /api/v1/appointments/statistics', 'POST /api/v1/payments/webhooks/{provider}',
    'POST /api/v1/triage', 'POST /api/v1/ai/orient',
]

let server, contract, admin, staff, doctor, other_doctor, elsewhere, ana, luis, program, doctor_id, times
before(async () => {
    server = await venera()
    contract = await Contract.of(server)
    ;[admin, staff, doctor] = [await server.as('admin'), await server.as('staff'), await server.as('doctor')]
    ;[ana, luis] = [await server.patient({ first_name: 'Ana' }), await server.patient({ first_name: 'Luis' })]
    doctor_id = doctor.user.doctor_id
    const doctors = (await ana.get('/doctors?limit=100')).json.data
    const clinic = doctors.find((one) => one.id === doctor_id).clinic.id
    other_doctor = await employee({ role: 'doctor', doctor_id: doctors.find((one) => one.id !== doctor_id).id })
    elsewhere = await employee({ role: 'staff', clinic_ids: [(await ana.get('/clinics')).json.data.find((one) => one.id !== clinic).id] })
    const made = await admin.post('/api-keys', { name: 'Availability only', scopes: ['availability:read'] })
    program = Object.assign(server.client(), { key: made.json.key, id: made.json.id })
    // With buffers, neighbours exclude each other.
    times = (await ana.free_slots(doctor_id, 'days=31')).reverse().filter((_, index) => index % 3 === 0).map((slot) => slot.start)
    await visit()
})
after(() => server?.close())

async function employee(body) {
    const email = unique_email()
    const made = await admin.post('/users', { email, first_name: 'Some', last_name: 'One', password: secret, ...body })
    assert.equal(made.status, 201, made.text)
    const client = server.client()
    await client.sign_in(email, secret)
    return Object.assign(client, { id: made.json.id })
}

async function made(answer) {
    const { status, json, text } = await answer
    assert.ok(status < 300, `${status} ${text}`)
    return json
}
// In a state that is named: one that began two months ago.
const visit = (status) => made(ana.post('/appointments', { doctor_id, start: times.shift() })).then(async (booked) => {
    if (status) await server.execute(`set session_replication_role = replica; update scheduling.appointments set status = '${status}', starts_at = starts_at - interval '2 months', ends_at = ends_at - interval '2 months', occupied = tstzrange(lower(occupied) - interval '2 months', upper(occupied) - interval '2 months') where id = '${booked.id}'`)
    return booked
})
// Nobody may have more than three.
const hold = async (send) => {
    const client = await server.patient()
    return send((await made(client.post('/holds', { doctor_id, start: times.shift() }))).id, client)
}
// A hold that somebody has paid for: the payment, and who did it.
const paid = () => hold(async (hold_id, client) => ({ client, id: (await made(client.post('/payments', { hold_id, method: { token: 'tok_visa' } }))).id }))
// What comes about by a job.
async function until(what, ask) {
    const end = Date.now() + 60_000
    for (;;) {
        const found = await ask()
        if (found) return found
        assert.ok(Date.now() < end, `${what}: not within a minute`)
        await new Promise((resolve) => setTimeout(resolve, 50))
    }
}
// The confirmation of a new visit; `dead`: given up.
async function message(state) {
    const { id } = await visit()
    const found = await until('the confirmation', async () => (await server.sql(`select id from notifications.messages where subject_id = '${id}' and kind = 'booking_confirmation'`))[0])
    if (state) await server.execute(`update notifications.messages set done_at = null, outcome = null, dead_at = now(), lease = null where id = '${found.id}'`)
    return found.id
}
async function dead_event() {
    const [{ id }] = await server.sql('select gen_random_uuid() as id')
    await server.execute(`insert into platform.parked_events (consumer, id, xid, context, type, aggregate_id, version, payload, created_at, attempts, due_at, dead_at)
        values ('notifications', '${id}', '3', 'scheduling', 'sample', '${id}', 1, '{}', now(), 12, now(), now())`)
    return id
}
const webhook = async () => (await made(admin.post('/webhooks', { url: 'https://receiver.invalid/hooks', events: ['appointment.booked'] }))).id
// Of a new visit, once it is planned.
async function delivery() {
    const id = await webhook()
    const { id: visited } = await visit()
    const found = await until('the delivery', async () => (await server.sql(`select id from webhooks.deliveries where endpoint_id = '${id}' and aggregate_id = '${visited}'`))[0])
    return `${id}/deliveries/${found.id}`
}
// A wish so far ahead that nothing is offered, and one that has been offered a time, with what the mail carries.
const in_days = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const far = { from: in_days(320), to: in_days(350) }
const waits = async (client) => (await made(client.post('/waitlist', { doctor_id, ...far }))).id
async function offered() {
    const client = await person()
    const freed = await visit()
    const { id } = await made(client.post('/waitlist', { doctor_id, from: freed.local_date, to: freed.local_date }))
    await made(ana.delete(`/appointments/${freed.id}`))
    const mail = await until('the offer', () => mails_to(server, client.email).find((one) => subject_of(one).startsWith('A time is free for you')))
    return { client, id, token: token_of(mail) }
}
const of_wish = (name) => ({
    rows: () => 2 /* the wish, and the visit */,
    allowed: async () => {
        const { client, id } = await offered()
        return client.post(`/waitlist/${id}/${name}`)
    },
    denied: [async () => luis.post(`/waitlist/${await waits(await person())}/${name}`), () => ana.post(`/waitlist/${nobody}/${name}`), async () => {
        const client = await person()
        return client.post(`/waitlist/${await waits(client)}/${name}`)
    }],
})
const of_link = (name) => ({
    rows: () => 2 /* the wish, and the visit */,
    allowed: async () => server.client().post(`/waitlist/offers/${name}`, { token: (await offered()).token }),
    denied: [() => server.client().post(`/waitlist/offers/${name}`, { token: 'x'.repeat(43) })],
})
const span = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }
// One row for the webhook, allowed and denied.
const of_webhook = (send) => ({ allowed: async () => send(await webhook()), denied: [() => send(nobody)] })
const of_delivery = (send) => ({ allowed: async () => send(await delivery()), denied: [async () => send(`${await webhook()}/deliveries/${nobody}`)] })
const profile = (more) => made(staff.post('/patients', { first_name: 'Some', last_name: unique_email(), birth_date: '1990-01-01', ...more }))
const person = () => server.patient()
const asked_by_luis = async () => (await made((await person()).post('/me/relatives', { relationship: 'parent', reference: luis.patient.reference }))).id
const feed = async () => {
    const one = await made(ana.post('/me/calendars', { name: 'At home' }))
    spare.push(one.id)
    // Twenty are the limit.
    if (spare.length > 8) await made(ana.delete(`/me/calendars/${spare.shift()}`))
    return one
}
const spare = []
const session_of = (client) => JSON.parse(Buffer.from(client.token.split('.')[1], 'base64url')).sid

// Of each operation: `allowed`, and `denied` if there is more than a role to fail for. Both give the call's answer; `rows` what is
// expected of the allowed one if it is not one row for one person.
const record = (part, body) => ({
    allowed: () => doctor.put(`/patients/${ana.patient.id}/record/${part}`, body),
    denied: [() => other_doctor.put(`/patients/${ana.patient.id}/record/${part}`, body), () => admin.put(`/patients/${ana.patient.id}/record/${part}`, body), () => doctor.put(`/patients/${nobody}/record/${part}`, body)],
})
const step = (name, status, by) => ({
    allowed: async () => by().post(`/appointments/${(await visit(status)).id}/${name}`),
    denied: [async () => other_doctor.post(`/appointments/${(await visit(status)).id}/${name}`), () => staff.post(`/appointments/${nobody}/${name}`)],
})
const of_visit = (send) => ({ allowed: async () => send(ana, (await visit()).id), denied: [async () => send(luis, (await visit()).id), () => send(ana, nobody)] })
const review = async () => (await made(ana.post(`/doctors/${doctor_id}/reviews`, { appointment_id: (await visit('fulfilled')).id, rating: 4 }))).id
const of_review = (who, stranger, send) => ({ allowed: async () => send(who(), await review()), denied: [async () => send(stranger(), await review()), () => send(who(), nobody)] })
const persons = (list) => [...new Set(list.map((one) => one.patient_id ?? null).filter(Boolean))]
const one_each = (list) => persons(list).length

const cases = {
    'GET /api/v1/appointments': { allowed: () => ana.get('/appointments?limit=50'), denied: [() => luis.get(`/appointments?patient_id=${ana.patient.id}`)] },
    'POST /api/v1/appointments': {
        allowed: () => ana.post('/appointments', { doctor_id, start: times.shift() }),
        denied: [() => luis.post('/appointments', { doctor_id, start: times[0], patient_id: ana.patient.id }), () => staff.post('/appointments', { doctor_id, start: times[0], patient_id: nobody }),
            () => ana.post('/appointments', { doctor_id, start: times[0], override: ['off_grid'], override_reason: 'I may' })],
    },
    'GET /api/v1/appointments/events': { allowed: () => staff.get('/appointments/events'), denied: [() => other_doctor.get(`/appointments/events?doctor_id=${doctor_id}`), () => elsewhere.get(`/appointments/events?clinic_id=${nobody}`)] },
    'GET /api/v1/appointments/{id}': of_visit((who, id) => who.get(`/appointments/${id}`)),
    'PATCH /api/v1/appointments/{id}': of_visit((who, id) => who.patch(`/appointments/${id}`, { reason: 'Control' })),
    'DELETE /api/v1/appointments/{id}': of_visit((who, id) => who.delete(`/appointments/${id}`)),
    'GET /api/v1/appointments/{id}/calendar.ics': of_visit((who, id) => who.get(`/appointments/${id}/calendar.ics`)),
    'POST /api/v1/appointments/{id}/cancel': of_visit((who, id) => who.post(`/appointments/${id}/cancel`, { reason: 'A cold' })),
    'POST /api/v1/appointments/{id}/confirm': step('confirm', 'pending', () => staff),
    'POST /api/v1/appointments/{id}/check-in': step('check-in', 'booked', () => staff),
    'DELETE /api/v1/appointments/{id}/check-in': {
        allowed: async () => staff.delete(`/appointments/${(await visit('arrived')).id}/check-in`),
        denied: [async () => other_doctor.delete(`/appointments/${(await visit('arrived')).id}/check-in`), () => staff.delete(`/appointments/${nobody}/check-in`)],
    },
    'GET /api/v1/appointments/{id}/history': {
        allowed: async () => staff.get(`/appointments/${(await visit()).id}/history`),
        denied: [async () => other_doctor.get(`/appointments/${(await visit()).id}/history`), () => staff.get(`/appointments/${nobody}/history`)],
    },
    'GET /api/v1/appointments/board': {
        allowed: async () => {
            const { clinic, local_date } = await visit()
            return staff.get(`/appointments/board?clinic_id=${clinic.id}&date=${local_date}`)
        },
        rows: (json) => one_each(json.visits),
        denied: [async () => elsewhere.get(`/appointments/board?clinic_id=${(await visit()).clinic.id}`), () => staff.get(`/appointments/board?clinic_id=${nobody}`)],
    },
    'POST /api/v1/appointments/{id}/complete': step('complete', 'arrived', () => doctor),
    'POST /api/v1/appointments/{id}/no-show': step('no-show', 'booked', () => staff),
    'GET /api/v1/doctors/{id}/agenda': {
        allowed: () => doctor.get(`/doctors/${doctor_id}/agenda?days=14`), rows: (json) => Math.max(1, one_each(json.appointments)),
        denied: [() => other_doctor.get(`/doctors/${doctor_id}/agenda`), () => elsewhere.get(`/doctors/${doctor_id}/agenda`), () => staff.get(`/doctors/${nobody}/agenda`)],
    },
    'POST /api/v1/holds': { allowed: () => ana.post('/holds', { doctor_id, start: times.shift() }), denied: [() => luis.post('/holds', { doctor_id, start: times[0], patient_id: ana.patient.id }), () => server.client().post('/holds', { doctor_id, start: times[0], patient_id: ana.patient.id })] },
    'POST /api/v1/holds/{id}/extend': { allowed: () => hold((id, client) => client.post(`/holds/${id}/extend`)), denied: [() => hold((id) => luis.post(`/holds/${id}/extend`)), () => ana.post(`/holds/${nobody}/extend`)] },
    'DELETE /api/v1/holds/{id}': { allowed: () => hold((id, client) => client.delete(`/holds/${id}`)), denied: [() => hold((id) => luis.delete(`/holds/${id}`)), () => ana.delete(`/holds/${nobody}`)] },
    'GET /api/v1/me': { allowed: () => ana.get('/me') },
    'PATCH /api/v1/me': { allowed: () => ana.patch('/me', { language: 'es' }), rows: () => 3 /* the account, the profile, and the profile shown */ },
    'GET /api/v1/me/appointments': { allowed: () => ana.get('/me/appointments') },
    'GET /api/v1/me/appointments/events': { allowed: () => ana.get('/me/appointments/events') },
    'POST /api/v1/me/email': { allowed: () => ana.post('/me/email', { current_password: secret, new_email: unique_email() }), denied: [() => ana.post('/me/email', { current_password: 'not the password', new_email: unique_email() })] },
    'GET /api/v1/me/calendars': { allowed: () => ana.get('/me/calendars') },
    'POST /api/v1/me/calendars': { allowed: () => ana.post('/me/calendars', { name: 'At home' }) },
    'PATCH /api/v1/me/calendars/{id}': { allowed: async () => ana.patch(`/me/calendars/${(await feed()).id}`, { name: 'At work' }), denied: [async () => luis.patch(`/me/calendars/${(await feed()).id}`, { name: 'Mine' }), () => ana.patch(`/me/calendars/${nobody}`, { name: 'At work' })] },
    'DELETE /api/v1/me/calendars/{id}': { allowed: async () => ana.delete(`/me/calendars/${(await feed()).id}`), denied: [async () => luis.delete(`/me/calendars/${(await feed()).id}`), () => ana.delete(`/me/calendars/${nobody}`)] },
    'GET /api/v1/calendars/{file}': { allowed: async () => server.client().get(`/calendars/${(await feed()).url.split('/').at(-1)}`), denied: [() => server.client().get(`/calendars/${'A'.repeat(43)}.ics`)] },
    'GET /api/v1/me/relatives': { allowed: async () => (await asked_by_luis(), luis.get('/me/relatives')), rows: (json) => json.data.filter((one) => one.patient_id).length },
    'POST /api/v1/me/relatives': { allowed: () => ana.post('/me/relatives', { relationship: 'child', first_name: 'Eva', last_name: 'Quispe', birth_date: '2020-05-05' }), rows: () => 3 /* the child's new profile, and the consent with both */ },
    'POST /api/v1/me/relatives/{id}/accept': { allowed: async () => luis.post(`/me/relatives/${await asked_by_luis()}/accept`), rows: () => 2 /* both */, denied: [async () => ana.post(`/me/relatives/${await asked_by_luis()}/accept`), () => ana.post(`/me/relatives/${nobody}/accept`)] },
    'DELETE /api/v1/me/relatives/{id}': { allowed: async () => luis.delete(`/me/relatives/${await asked_by_luis()}`), rows: () => 2 /* both */, denied: [async () => ana.delete(`/me/relatives/${await asked_by_luis()}`), () => ana.delete(`/me/relatives/${nobody}`)] },
    'GET /api/v1/me/second-factor': { allowed: () => ana.get('/me/second-factor') },
    'POST /api/v1/me/second-factor': { allowed: async () => (await person()).post('/me/second-factor', { current_password: secret }), denied: [() => ana.post('/me/second-factor', { current_password: 'not the password' })] },
    'POST /api/v1/me/second-factor/confirm': {
        allowed: async () => {
            const client = await person()
            const begun = await made(client.post('/me/second-factor', { current_password: secret }))
            return client.post('/me/second-factor/confirm', { code: code_of(begun.secret, await server_time(server)) })
        },
    },
    'DELETE /api/v1/me/second-factor': {
        allowed: async () => {
            const client = await person()
            const added = await enrol(server, client, secret)
            return client.request('DELETE', '/me/second-factor', { body: { current_password: secret, code: code_of(added.secret, await server_time(server)) } })
        },
        denied: [() => ana.request('DELETE', '/me/second-factor', { body: { current_password: 'not the password', code: '123456' } })],
    },
    'GET /api/v1/me/security-events': { allowed: () => ana.get('/me/security-events') },
    'GET /api/v1/me/sessions': { allowed: () => ana.get('/me/sessions') },
    'DELETE /api/v1/me/sessions': { allowed: async () => (await person()).delete('/me/sessions') },
    'DELETE /api/v1/me/sessions/{id}': {
        allowed: async () => {
            const client = await person()
            return client.delete(`/me/sessions/${session_of(client)}`)
        },
        denied: [() => ana.delete(`/me/sessions/${session_of(luis)}`), () => ana.delete(`/me/sessions/${nobody}`)],
    },
    'GET /api/v1/patients': { allowed: () => staff.get('/patients?limit=7'), rows: () => 7 },
    'POST /api/v1/patients': { allowed: () => staff.post('/patients', { first_name: 'New', last_name: 'Person', birth_date: '1990-01-01' }) },
    'POST /api/v1/patients/search': { allowed: () => staff.post('/patients/search', { q: ana.patient.reference }) },
    'GET /api/v1/patients.csv': { allowed: () => staff.get('/patients.csv'), rows: (_, text) => text.trim().split('\r\n').length - 1 },
    'GET /api/v1/patients/{id}': { allowed: () => doctor.get(`/patients/${ana.patient.id}`), denied: [() => luis.get(`/patients/${ana.patient.id}`), () => other_doctor.get(`/patients/${ana.patient.id}`), () => staff.get(`/patients/${nobody}`)] },
    'PATCH /api/v1/patients/{id}': { allowed: () => staff.patch(`/patients/${ana.patient.id}`, { gender: 'other' }), denied: [() => luis.patch(`/patients/${ana.patient.id}`, { gender: 'other' }), () => staff.patch(`/patients/${nobody}`, { gender: 'other' })] },
    'DELETE /api/v1/patients/{id}': { allowed: async () => staff.delete(`/patients/${(await profile()).id}`), denied: [() => luis.delete(`/patients/${ana.patient.id}`), () => staff.delete(`/patients/${nobody}`)] },
    'GET /api/v1/patients/{id}/accesses': { allowed: () => ana.get(`/patients/${ana.patient.id}/accesses`), denied: [() => luis.get(`/patients/${ana.patient.id}/accesses`), () => admin.get(`/patients/${nobody}/accesses`)] },
    'GET /api/v1/patients/{id}/duplicates': { allowed: async () => staff.get(`/patients/${(await profile()).id}/duplicates`), rows: (json) => 1 + json.data.length, denied: [() => staff.get(`/patients/${nobody}/duplicates`)] },
    'POST /api/v1/patients/{id}/erasure': { allowed: async () => admin.post(`/patients/${(await profile()).id}/erasure`, { reason: 'Asked by letter' }), denied: [() => admin.post(`/patients/${nobody}/erasure`, { reason: 'Asked by letter' })] },
    'GET /api/v1/patients/{id}/export': { allowed: () => ana.get(`/patients/${ana.patient.id}/export`), rows: (json) => 1 + json.entry.filter(({ resource }) => resource.resourceType === 'RelatedPerson').length /* and whoever else is named */, denied: [() => luis.get(`/patients/${ana.patient.id}/export`), () => admin.get(`/patients/${ana.patient.id}/export`), () => admin.get(`/patients/${nobody}/export`, break_glass)] },
    'POST /api/v1/patients/{id}/merge': { allowed: async () => staff.post(`/patients/${(await profile()).id}/merge`, { into: (await profile()).id }), rows: () => 2 /* both */, denied: [() => staff.post(`/patients/${nobody}/merge`, { into: ana.patient.id })], denied_rows: 2 },
    'POST /api/v1/patients/{id}/reactivation': { allowed: async () => staff.post(`/patients/${(await profile()).id}/reactivation`), denied: [() => staff.post(`/patients/${nobody}/reactivation`)] },
    'GET /api/v1/patients/{id}/record': { allowed: () => admin.get(`/patients/${ana.patient.id}/record`, break_glass), denied: [() => luis.get(`/patients/${ana.patient.id}/record`), () => admin.get(`/patients/${ana.patient.id}/record`), () => other_doctor.get(`/patients/${ana.patient.id}/record`), () => doctor.get(`/patients/${nobody}/record`)] },
    'PUT /api/v1/patients/{id}/record/allergies': record('allergies', [{ substance: 'Latex', severity: 'mild' }]),
    'PUT /api/v1/patients/{id}/record/medications': record('medications', [{ name: 'Losartan' }]),
    'PUT /api/v1/patients/{id}/record/medical-history': record('medical-history', [{ condition: 'Asthma', status: 'active' }]),
    'GET /api/v1/users': { allowed: () => admin.get('/users?limit=5'), rows: (json) => Math.max(1, one_each(json.data)) },
    'POST /api/v1/users': { allowed: () => admin.post('/users', { email: unique_email(), role: 'staff', first_name: 'New', last_name: 'One', password: secret }) },
    'POST /api/v1/users/search': { allowed: () => admin.post('/users/search', { q: ana.email }) },
    'GET /api/v1/users/{id}': { allowed: () => admin.get(`/users/${ana.user.id}`), denied: [() => admin.get(`/users/${nobody}`)] },
    'PATCH /api/v1/users/{id}': { allowed: async () => admin.patch(`/users/${elsewhere.id}`, { first_name: 'Other' }), denied: [() => admin.patch(`/users/${nobody}`, { first_name: 'Other' })] },
    'DELETE /api/v1/users/{id}': { allowed: async () => admin.delete(`/users/${(await employee({ role: 'staff' })).id}`), denied: [() => admin.delete(`/users/${nobody}`)] },
    'DELETE /api/v1/users/{id}/second-factor': {
        allowed: async () => {
            const client = await person()
            await enrol(server, client, secret)
            return admin.delete(`/users/${client.user.id}/second-factor`)
        },
        denied: [() => admin.delete(`/users/${nobody}/second-factor`), () => admin.delete(`/users/${admin.user.id}/second-factor`)],
    },
    'GET /api/v1/users/{id}/sessions': { allowed: () => admin.get(`/users/${ana.user.id}/sessions`), denied: [() => admin.get(`/users/${nobody}/sessions`)] },
    'DELETE /api/v1/users/{id}/sessions/{session_id}': {
        allowed: async () => {
            const client = await person()
            return admin.delete(`/users/${client.user.id}/sessions/${session_of(client)}`)
        },
        denied: [() => admin.delete(`/users/${ana.user.id}/sessions/${session_of(luis)}`), () => admin.delete(`/users/${nobody}/sessions/${nobody}`)],
    },
    'DELETE /api/v1/users/{id}/sessions': { allowed: async () => admin.delete(`/users/${(await person()).user.id}/sessions`), denied: [() => admin.delete(`/users/${nobody}/sessions`)] },
    'GET /api/v1/messages': { allowed: () => admin.get('/messages?kind=booking_confirmation&limit=20'), rows: (json) => new Set(json.data.map((one) => one.recipient_id)).size },
    'GET /api/v1/messages/{id}': { allowed: async () => admin.get(`/messages/${await message()}`), denied: [() => admin.get(`/messages/${nobody}`)] },
    'GET /api/v1/messages/{id}/preview': { allowed: async () => admin.get(`/messages/${await message()}/preview`), denied: [() => admin.get(`/messages/${nobody}/preview`)] },
    'POST /api/v1/messages/{id}/retry': { allowed: async () => admin.post(`/messages/${await message('dead')}/retry`), denied: [() => admin.post(`/messages/${nobody}/retry`)] },
    'POST /api/v1/messages/{id}/discard': { allowed: async () => admin.post(`/messages/${await message('dead')}/discard`, { reason: 'Of a test' }), denied: [() => admin.post(`/messages/${nobody}/discard`, { reason: 'Of a test' })] },
    'GET /api/v1/dead-events': { allowed: () => admin.get('/dead-events') },
    'POST /api/v1/dead-events/{consumer}/{id}/retry': { allowed: async () => admin.post(`/dead-events/notifications/${await dead_event()}/retry`), denied: [() => admin.post(`/dead-events/notifications/${nobody}/retry`)] },
    'POST /api/v1/dead-events/{consumer}/{id}/discard': { allowed: async () => admin.post(`/dead-events/notifications/${await dead_event()}/discard`, { reason: 'Of a test' }), denied: [() => admin.post(`/dead-events/notifications/${nobody}/discard`, { reason: 'Of a test' })] },
    'GET /api/v1/me/notifications': { allowed: () => ana.get('/me/notifications') },
    'POST /api/v1/doctors/{id}/reviews': {
        allowed: async () => ana.post(`/doctors/${doctor_id}/reviews`, { appointment_id: (await visit('fulfilled')).id, rating: 4 }),
        denied: [async () => luis.post(`/doctors/${doctor_id}/reviews`, { appointment_id: (await visit('fulfilled')).id, rating: 4 }), async () => ana.post(`/doctors/${nobody}/reviews`, { appointment_id: (await visit('fulfilled')).id, rating: 4 }),
            async () => ana.post(`/doctors/${doctor_id}/reviews`, { appointment_id: (await visit()).id, rating: 4 })],
    },
    'GET /api/v1/me/reviews': { allowed: async () => (await review(), ana.get('/me/reviews')) },
    'PUT /api/v1/me/reviews/{id}': of_review(() => ana, () => luis, (who, id) => who.put(`/me/reviews/${id}`, { rating: 3 })),
    'DELETE /api/v1/me/reviews/{id}': of_review(() => ana, () => luis, (who, id) => who.delete(`/me/reviews/${id}`)),
    'GET /api/v1/reviews': { allowed: async () => (await review(), staff.get(`/reviews?doctor_id=${doctor_id}&limit=1`)) },
    'POST /api/v1/reviews/{id}/hide': of_review(() => staff, () => elsewhere, (who, id) => who.post(`/reviews/${id}/hide`, { reason: 'Control' })),
    'POST /api/v1/reviews/{id}/show': of_review(() => staff, () => elsewhere, (who, id) => who.post(`/reviews/${id}/show`)),
    'PUT /api/v1/reviews/{id}/reply': of_review(() => doctor, () => other_doctor, (who, id) => who.put(`/reviews/${id}/reply`, { text: 'Control' })),
    'DELETE /api/v1/reviews/{id}/reply': of_review(() => doctor, () => other_doctor, (who, id) => who.delete(`/reviews/${id}/reply`)),
    'PUT /api/v1/me/notifications': { allowed: () => ana.put('/me/notifications', { confirmations: true, changes: true, reminders: true }) },
    'PUT /api/v1/clinics/{id}/reminders': { allowed: async () => admin.put(`/clinics/${(await visit()).clinic.id}/reminders`, { reminder_hours: [24, 2] }), denied: [() => admin.put(`/clinics/${nobody}/reminders`, { reminder_hours: [24] })] },
    'PUT /api/v1/clinics/{id}/payments': { allowed: async () => admin.put(`/clinics/${(await visit()).clinic.id}/payments`, { deposit_percent: 100 }), denied: [() => admin.put(`/clinics/${nobody}/payments`, { deposit_percent: 100 })] },
    'GET /api/v1/payments': { allowed: async () => (await paid(), staff.get('/payments?limit=1')) },
    'GET /api/v1/me/payments': { allowed: async () => (await paid()).client.get('/me/payments') },
    'GET /api/v1/appointments/{id}/due': { allowed: async () => staff.get(`/appointments/${(await visit()).id}/due`), denied: [async () => luis.get(`/appointments/${(await visit()).id}/due`), () => staff.get(`/appointments/${nobody}/due`)] },
    'POST /api/v1/payments': {
        rows: () => 2 /* the payment, and the visit */,
        allowed: () => hold((hold_id, client) => client.post('/payments', { hold_id, method: { token: 'tok_visa' } })),
        denied: [() => hold((hold_id) => luis.post('/payments', { hold_id, method: { token: 'tok_visa' } })), () => ana.post('/payments', { appointment_id: nobody, method: { token: 'tok_visa' } })],
    },
    'GET /api/v1/payments/{id}': { allowed: async () => staff.get(`/payments/${(await paid()).id}`), denied: [async () => luis.get(`/payments/${(await paid()).id}`), () => staff.get(`/payments/${nobody}`)] },
    'POST /api/v1/payments/{id}/refresh': { allowed: async () => staff.post(`/payments/${(await paid()).id}/refresh`), denied: [async () => luis.post(`/payments/${(await paid()).id}/refresh`), () => staff.post(`/payments/${nobody}/refresh`)] },
    'GET /api/v1/payments/{id}/refunds': { allowed: async () => staff.get(`/payments/${(await paid()).id}/refunds`), denied: [async () => elsewhere.get(`/payments/${(await paid()).id}/refunds`), () => staff.get(`/payments/${nobody}/refunds`)] },
    'POST /api/v1/payments/{id}/refunds': {
        rows: () => 2 /* the payment, and the visit */,
        allowed: async () => staff.post(`/payments/${(await paid()).id}/refunds`, { reason: 'Control' }),
        denied: [async () => elsewhere.post(`/payments/${(await paid()).id}/refunds`, { reason: 'Control' }), () => staff.post(`/payments/${nobody}/refunds`, { reason: 'Control' })],
    },
    'GET /api/v1/webhooks': { allowed: () => admin.get('/webhooks') },
    'POST /api/v1/webhooks': { allowed: () => admin.post('/webhooks', { url: 'https://receiver.invalid/hooks', events: ['*'] }) },
    'GET /api/v1/webhooks/{id}': of_webhook((id) => admin.get(`/webhooks/${id}`)),
    'PATCH /api/v1/webhooks/{id}': of_webhook((id) => admin.patch(`/webhooks/${id}`, { enabled: false })),
    'DELETE /api/v1/webhooks/{id}': of_webhook((id) => admin.delete(`/webhooks/${id}`)),
    'POST /api/v1/webhooks/{id}/secret': of_webhook((id) => admin.post(`/webhooks/${id}/secret`, {})),
    'POST /api/v1/webhooks/{id}/test': of_webhook((id) => admin.post(`/webhooks/${id}/test`)),
    'GET /api/v1/webhooks/{id}/deliveries': of_webhook((id) => admin.get(`/webhooks/${id}/deliveries`)),
    'POST /api/v1/webhooks/{id}/replay': of_webhook((id) => admin.post(`/webhooks/${id}/replay`, span)),
    'GET /api/v1/webhooks/{id}/deliveries/{delivery_id}': of_delivery((path) => admin.get(`/webhooks/${path}`)),
    'POST /api/v1/webhooks/{id}/deliveries/{delivery_id}/replay': of_delivery((path) => admin.post(`/webhooks/${path}/replay`)),
    'GET /api/v1/me/waitlist': { allowed: async () => (await waits(ana), ana.get('/me/waitlist')) },
    'GET /api/v1/waitlist': { allowed: () => staff.get('/waitlist?limit=3'), rows: (json) => Math.max(1, one_each(json.data)) },
    'POST /api/v1/waitlist': { allowed: async () => (await person()).post('/waitlist', { doctor_id, ...far }), denied: [() => luis.post('/waitlist', { doctor_id, ...far, patient_id: ana.patient.id }), () => staff.post('/waitlist', { doctor_id, ...far, patient_id: nobody })] },
    'DELETE /api/v1/waitlist/{id}': { allowed: async () => luis.delete(`/waitlist/${await waits(luis)}`), denied: [async () => luis.delete(`/waitlist/${await waits(await person())}`), () => ana.delete(`/waitlist/${nobody}`)] },
    'POST /api/v1/waitlist/{id}/accept': of_wish('accept'),
    'POST /api/v1/waitlist/{id}/decline': of_wish('decline'),
    'POST /api/v1/waitlist/offers/accept': of_link('accept'),
    'POST /api/v1/waitlist/offers/decline': of_link('decline'),
    'GET /api/v1/audit': { allowed: () => admin.get('/audit?limit=1') },
    'GET /api/v1/audit/chain': { allowed: () => admin.get('/audit/chain') },
    'GET /api/v1/audit/export': { allowed: () => admin.get('/audit/export?limit=1') },
    'GET /api/v1/api-keys': { allowed: () => admin.get('/api-keys') },
    'POST /api/v1/api-keys': { allowed: () => admin.post('/api-keys', { name: 'Another', scopes: ['availability:read'] }) },
    'DELETE /api/v1/api-keys/{id}': { allowed: async () => admin.delete(`/api-keys/${(await made(admin.post('/api-keys', { name: 'Gone', scopes: ['availability:read'] }))).id}`), denied: [() => admin.delete(`/api-keys/${nobody}`)] },
    'POST /api/v1/auth/register': { allowed: () => server.client().post('/auth/register', { email: unique_email(), password: secret, first_name: 'New', last_name: 'Person' }), rows: () => 3 /* the account, the profile, and the profile shown */ },
    'POST /api/v1/auth/login': { rows: () => 2 /* the session, and the profile shown */, allowed: () => server.client().post('/auth/login', { email: ana.email, password: secret }), denied: [() => server.client().post('/auth/login', { email: luis.email, password: 'not the password' }), () => server.client().post('/auth/login', { email: unique_email(), password: secret })] },
    'POST /api/v1/auth/login/second-factor': {
        rows: () => 2, // the session, and the profile shown
        allowed: async () => {
            const client = await person()
            const added = await enrol(server, client, secret)
            const { challenge } = (await server.client().post('/auth/login', { email: client.email, password: secret })).json
            return server.client().post('/auth/login/second-factor', { challenge, code: code_of(added.secret, await server_time(server)) })
        },
    },
    'POST /api/v1/auth/logout': { allowed: async () => (await person()).post('/auth/logout') },
    'POST /api/v1/auth/refresh': { allowed: async () => (await person()).send('POST', '/auth/refresh', { headers: { authorization: undefined } }) },
    'POST /api/v1/auth/password/change': { allowed: async () => (await person()).post('/auth/password/change', { current_password: secret, new_password: 'another long secret' }), denied: [() => ana.post('/auth/password/change', { current_password: 'not the password', new_password: 'another long secret' })] },
    'POST /api/v1/auth/password/forgot': { allowed: async () => server.client().post('/auth/password/forgot', { email: (await person()).email }), rows: () => 0 /* whose it is only the job finds out, and logs */ },
    'POST /api/v1/auth/password/reset': {
        allowed: async () => {
            const { email } = await person()
            await server.client().post('/auth/password/forgot', { email })
            return server.client().post('/auth/password/reset', { token: token_of(await next_mail(server, email, 'Choose a new password')), new_password: 'another long secret' })
        },
    },
    'POST /api/v1/auth/email/verify': { allowed: async () => server.client().post('/auth/email/verify', { token: token_of(await next_mail(server, (await person()).email, 'Confirm your e-mail address')) }) },
    'POST /api/v1/auth/email/resend': { allowed: async () => (await person()).post('/auth/email/resend') },
}

const rows_of = (answer) => server.sql(`select context, action, resource, patient_id, actor_id, outcome, purpose, purpose_reason from platform.access_log where request_id = '${answer.headers.get('x-request-id')}'`)
const told = (rows) => rows.map((row) => `${row.outcome} ${row.context} ${row.action}`).join(', ') || 'none'

test('each operation of the contract is decided upon', () => {
    const listed = contract.operations.map(({ method, path }) => `${method} ${path}`)
    assert.deepEqual(listed.filter((name) => !(name in cases) && !of_nobody.includes(name)), [], 'nobody has said whose data these are')
    assert.deepEqual(Object.keys(cases).filter((name) => !listed.includes(name)), [], 'no such operation')
})

test('what is allowed leaves one row for each person, before the answer', async () => {
    const wrong = []
    for (const [name, { allowed, rows = () => 1 }] of Object.entries(cases)) {
        const answer = await allowed()
        const found = await rows_of(answer)
        const expected = answer.status < 300 ? rows(answer.json, answer.text) : 'an answer'
        if (found.length !== expected || found.some((row) => row.outcome !== 'allowed')) wrong.push(`${name} ${answer.status} ${answer.code ?? ''}: ${told(found)}; expected ${expected}`)
    }
    assert.deepEqual(wrong, [])
})

test('so does what is denied for whose it is, and what does not exist', async () => {
    const wrong = []
    for (const [name, { denied = [], denied_rows = 1 }] of Object.entries(cases)) {
        for (const [index, call] of denied.entries()) {
            const answer = await call()
            const found = await rows_of(answer)
            // Who only wanted to look is not said to have wanted to do something.
            const is_blamed = name.startsWith('GET ') && found.some((row) => !/^(read|list|search|export|find|GET)\b/.test(row.action))
            if (found.length !== denied_rows || found.some((row) => row.outcome !== 'denied') || is_blamed) wrong.push(`${name} (${index}) ${answer.status} ${answer.code ?? ''}: ${told(found)}`)
        }
    }
    assert.deepEqual(wrong, [])
})

test('what is refused for another reason than whose it is, and what names nobody, leaves one row as well', async () => {
    const stale = (headers) => ({ headers: { 'if-match': '"77"', ...headers } })
    const [first, second] = [await profile(), await profile()]
    await made(staff.post(`/patients/${first.id}/merge`, { into: second.id }))
    const booked = await visit()
    const key = { headers: { 'idempotency-key': `relative-${Date.now()}` } }
    const wish = { relationship: 'parent', reference: luis.patient.reference }
    const friend = await person()
    const asked = await made(friend.post('/me/relatives', wish, key))
    await made(luis.post(`/me/relatives/${asked.id}/accept`))
    const number = { country: 'PE', type: 'dni', number: '70809011' }
    const register_key = { headers: { 'idempotency-key': `profile-${Date.now()}` } }
    const registered = { first_name: 'Twice', last_name: 'Sent', birth_date: '1990-01-01' }
    const twice = await made(staff.post('/patients', registered, register_key))
    const booking_key = { headers: { 'idempotency-key': `booking-${Date.now()}` } }
    const booking = { doctor_id, start: times.shift() }
    const booked_at_once = await ana.post('/appointments', booking, booking_key)
    assert.equal((await rows_of(booked_at_once)).length, 1, 'the row of the booking itself: nothing is added to it')
    const taken = (await ana.get(`/appointments/${(await visit()).id}`)).json.start
    const wrong = []
    for (const [name, status, call, outcome = 'denied', whose = null] of [
        ['a replay that names who has accepted', 201, () => friend.post('/me/relatives', wish, key), 'allowed', luis.patient.id],
        ['a booking sent again', 201, () => ana.post('/appointments', booking, booking_key), 'allowed', ana.patient.id],
        ['a profile sent again', 201, () => staff.post('/patients', registered, register_key), 'allowed', twice.id],
        ['a booking of a time that is taken', 409, () => luis.post('/appointments', booking)],
        ['a list without a match', 200, () => staff.get('/patients?city=Nowhere'), 'allowed'],
        ['a national id that nobody has', 200, () => staff.post('/patients/search', { national_id: number }), 'allowed'],
        ['a list of visits without any', 200, () => friend.get('/appointments'), 'allowed'],
        ['DELETE of a profile', 412, () => ana.send('DELETE', `/patients/${ana.patient.id}`, stale()), 'denied', ana.patient.id],
        ['PATCH of a user', 412, () => admin.send('PATCH', `/users/${ana.user.id}`, { body: { first_name: 'Other' }, ...stale() })],
        ['PATCH of a merged profile', 409, () => staff.patch(`/patients/${first.id}`, { gender: 'other' }), 'denied', first.id],
        ['merge of a merged profile', 409, () => staff.post(`/patients/${first.id}/merge`, { into: ana.patient.id }), 'denied', first.id],
        ['PUT of a record', 412, () => doctor.send('PUT', `/patients/${ana.patient.id}/record/allergies`, { body: [], ...stale() }), 'denied', ana.patient.id],
        ['PATCH of a visit', 412, () => ana.send('PATCH', `/appointments/${booked.id}`, { body: { reason: 'x' }, ...stale() })],
        ['PATCH of a visit to a time that is taken', 409, () => ana.patch(`/appointments/${booked.id}`, { start: taken })],
        ['DELETE of a visit', 412, () => ana.send('DELETE', `/appointments/${booked.id}`, stale())],
        ['PUT of a review', 412, async () => ana.send('PUT', `/me/reviews/${await review()}`, { body: { rating: 1 }, ...stale() })],
        ['an answer to a review', 412, async () => doctor.send('PUT', `/reviews/${await review()}/reply`, { body: { text: 'To what?' }, ...stale() })],
        ['the statistics', 200, () => staff.get('/patients/statistics'), 'allowed'],
        ['an export without a match', 200, () => staff.get('/patients.csv?city=Nowhere'), 'allowed'],
        ['a search without a match', 200, () => staff.post('/patients/search', { q: 'Nobodywhoiscalledso' }), 'allowed'],
        ["a doctor's search for a stranger", 200, () => other_doctor.post('/patients/search', { email: ana.email }), 'allowed'],
        ['an e-mail that is taken', 409, () => admin.post('/users', { email: ana.email, role: 'staff', first_name: 'New', last_name: 'One', password: secret })],
    ]) {
        const answer = await call()
        const found = await rows_of(answer)
        const fits = answer.status === status && found.length === 1 && found[0].outcome === outcome && found[0].patient_id === whose
        if (!fits) wrong.push(`${name} ${answer.status} ${answer.code ?? ''}: ${told(found)} ${found[0]?.patient_id}`)
    }
    assert.deepEqual(wrong, [])
    const of_route = await rows_of(await admin.post('/clinics', {}))
    assert.deepEqual(of_route, [], "the practice's own")
})

test('and what is denied to a role, for every operation that has roles', async () => {
    const people = { patient: ana, doctor, staff, admin, integrator: program }
    const wrong = []
    let tried = 0
    for (const { method, path, 'x-access': access } of contract.operations.filter((one) => Array.isArray(one['x-access']))) {
        const outsider = Object.keys(people).find((role) => !access.includes(role) || (role === 'integrator' && !/availability|exceptions/.test(path)))
        if (!outsider) continue
        const target = path.includes('/patients/') ? ana.patient.id : nobody
        const answer = await people[outsider].send(method, path.slice(7).replace('{code}', 'none').replace(/\{\w+\}/g, target), { body: method === 'GET' || method === 'DELETE' ? undefined : {}, headers: { 'x-purpose': 'payment' } })
        const [row, ...more] = await rows_of(answer)
        ++tried
        const expected = { context: 'audit', action: `${method} ${path}`, resource: 'route', patient_id: path.includes('/patients/{id}') ? ana.patient.id : null, actor_id: outsider === 'integrator' ? program.id : people[outsider].user.id, outcome: 'denied', purpose: 'payment', purpose_reason: null }
        if (answer.status !== 403 || more.length || JSON.stringify(row) !== JSON.stringify(expected)) wrong.push(`${outsider}: ${method} ${path} ${answer.status}: ${JSON.stringify(row)}`)
    }
    assert.ok(tried > 50)
    assert.deepEqual(wrong, [])
})
