// The patient register: profiles, who may see and change them, the search, the CSV file, the statistics, duplicates and
// merging.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { unique_email, venera } from './support/server.mjs'

let server, admin, staff, doctor, patient
before(async () => {
    server = await venera()
    admin = await server.as('admin')
    staff = await server.as('staff')
    doctor = await server.as('doctor')
    patient = await server.as('patient')
})
after(() => server?.close())

const nowhere = '0192d9b0-0000-7000-8000-00000000beef'
const problems = (answer) => (answer.json.errors ?? []).map((error) => error.pointer ?? error.parameter).sort()
const names = (answer) => answer.json.data.map((one) => `${one.first_name} ${one.last_name}`)
const ids = (answer) => answer.json.data.map((one) => one.id).sort()

let number = 20_000_000
const dni = (given = ++number) => ({ country: 'PE', type: 'dni', number: String(given) })
const profile = (fields = {}) => ({
    first_name: 'Úrsula', last_name: 'Ñandú Vega', birth_date: '1984-07-15', gender: 'female', national_id: dni(), phone: '+51 987 654 321', email: unique_email(),
    address: { line: 'Av. Larco 1301', city: 'Trujillo', state: 'La Libertad', postal_code: '13001', country: 'PE' }, insurance: { provider: 'Rímac', policy_number: 'POL-778899' },
    emergency_contact: { name: 'Luis Vega', phone: '+51911222333', relationship: 'hermano' }, infos: { blood: { type: '0+' }, smoker: false }, language: 'es', ...fields,
})
async function added(fields) {
    const answer = await staff.post('/patients', profile(fields))
    assert.equal(answer.status, 201, answer.text)
    return answer.json
}
const accesses = async (id, action) => (await server.sql(`select actor_role, outcome from patients.access_log where patient_id = '${id}' and action = '${action}' order by id`)).map((row) => `${row.actor_role} ${row.outcome}`)
const events = async (id) => (await server.sql(`select type from patients.outbox where aggregate_id = '${id}' order by version`)).map((row) => row.type)

test('a profile is kept and shown as it was said', async () => {
    const said = profile()
    const made = await staff.post('/patients', said)
    assert.equal(made.status, 201, made.text)
    const { id, reference, version, created_at, updated_at, ...rest } = made.json
    assert.match(reference, /^P-[0-9A-HJKMNP-TV-Z]{6}$/)
    assert.equal(version, 1)
    assert.equal(made.headers.get('etag'), '"1"')
    assert.deepEqual(rest, { ...said, phone: '+51987654321', country: 'PE', active: true, merged_into: null })
    const shown = await staff.get(`/patients/${id}`)
    assert.deepEqual(shown.json, made.json)
    assert.deepEqual(await accesses(id, 'create'), ['staff allowed'])
    assert.deepEqual(await accesses(id, 'read'), ['staff allowed'])
    assert.deepEqual(await events(id), ['patient.created'])
})

test('nothing of what is sealed stands in the tables', async () => {
    const { id } = await added({ address: { line: 'Canario 77', city: 'Cusco', postal_code: 'ZC-4711' }, infos: { note: 'canary-info' }, emergency_contact: { name: 'Canaria Sola', phone: '+51911222444' }, insurance: { provider: 'Asisa', policy_number: 'CAN-1' } })
    const [{ row }] = await server.sql(`select p::text || l::text as row from patients.patients p join patients.listing l on l.patient_id = p.id where p.id = '${id}'`)
    for (const secret of ['Canario', 'ZC-4711', 'canary-info', 'Canaria', '911222444', 'CAN-1', '987654321']) {
        assert.ok(!row.includes(secret), secret)
        assert.ok(!row.includes(Buffer.from(secret).toString('hex')), secret)
    }
    assert.ok(row.includes('Cusco') && row.includes('Asisa'))
})

test('every problem of a profile is named at once', async () => {
    const wrong = await staff.post('/patients', {
        first_name: '', gender: 'f', national_id: { country: 'CL', type: 'rut', number: '12.345.678-6' }, email: 'x', address: { country: 'Peru' }, insurance: {},
        emergency_contact: { name: 'A', phone: '+51287654321' }, role: 'admin', patient_id: nowhere,
    })
    assert.equal(wrong.status, 422)
    assert.deepEqual(problems(wrong), ['/address/country', '/birth_date', '/email', '/emergency_contact/phone', '/first_name', '/gender', '/insurance/provider', '/last_name', '/national_id/number', '/patient_id', '/role'])
    assert.deepEqual(problems(await staff.post('/patients', profile({ birth_date: '2999-01-01' }))), ['/birth_date'])
    assert.deepEqual(problems(await staff.post('/patients', profile({ phone: '+51287654321', infos: [] }))), ['/infos', '/phone'])
    assert.equal((await patient.post('/patients', profile())).status, 403)
    assert.equal((await doctor.post('/patients', profile())).status, 403)
})

test('repeating a request with its key adds nobody', async () => {
    const body = profile()
    const headers = { 'idempotency-key': 'patient-1' }
    const answers = await Promise.all(Array.from({ length: 8 }, () => staff.post('/patients', body, { headers })))
    assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([201]), answers.map((answer) => answer.text).join('\n'))
    assert.equal(new Set(answers.map((answer) => answer.json.id)).size, 1)
    assert.equal(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true').length, 7)
    assert.equal((await staff.post('/patients', profile(), { headers })).code, 'idempotency_key_reused')
    assert.equal((await admin.post('/patients', profile(), { headers })).status, 201, 'keys are per caller')
})

test('one national id, one profile', async () => {
    const first = await added({ national_id: { country: 'CL', type: 'rut', number: '12.345.678-5' } })
    const again = await staff.post('/patients', profile({ national_id: { country: 'CL', type: 'rut', number: '123456785' } }))
    assert.equal(again.code, 'national_id_taken')
    assert.deepEqual(again.json.existing, { id: first.id, reference: first.reference })
    const other = await added()
    const changed = await staff.patch(`/patients/${other.id}`, { national_id: first.national_id })
    assert.equal(changed.code, 'national_id_taken')
    assert.equal((await staff.patch(`/patients/${first.id}`, { national_id: { ...first.national_id, number: '12345678-5' } })).status, 200, 'its own')
    const id = dni()
    const race = await Promise.all(Array.from({ length: 8 }, () => staff.post('/patients', profile({ national_id: id }))))
    assert.equal(race.filter((answer) => answer.status === 201).length, 1)
    assert.equal(race.filter((answer) => answer.code === 'national_id_taken').length, 7)
    // Once the first is gone, the id is free.
    assert.equal((await staff.delete(`/patients/${first.id}`)).status, 204)
    assert.equal((await staff.patch(`/patients/${other.id}`, { national_id: first.national_id })).status, 200)
})

test('who registers learns nothing of others, and the desk finds the two', async () => {
    const known = await added({ first_name: 'Petra', last_name: 'Doble', birth_date: '1970-01-31' })
    const clients = await Promise.all(Array.from({ length: 3 }, () => server.patient({ national_id: known.national_id, birth_date: '1999-09-09' })))
    for (const client of clients) assert.deepEqual(client.patient.national_id, known.national_id)
    const fresh = await server.patient({ national_id: dni() })
    assert.deepEqual(Object.keys(fresh.patient).sort(), Object.keys(clients[0].patient).sort())
    const found = await staff.post('/patients/search', { national_id: known.national_id })
    assert.deepEqual(ids(found), [known.id, ...clients.map((client) => client.patient.id)].sort())
    const own = await clients[0].patch(`/patients/${clients[0].patient.id}`, { national_id: { ...known.national_id, number: ` ${known.national_id.number}`.trim() } })
    assert.equal(own.status, 200, own.text)
    const twins = await staff.get(`/patients/${known.id}/duplicates`)
    assert.deepEqual(ids(twins), clients.map((client) => client.patient.id).sort())
    const wrong = await server.client().post('/auth/register', { email: unique_email(), password: 'correct horse battery', first_name: 'A', last_name: 'B', phone: '+51287654321', national_id: { country: 'ES', type: 'dni', number: '12345678A' } })
    assert.deepEqual(problems(wrong), ['/national_id/number'])
})

test('a profile is changed in parts, by its owner and the desk', async () => {
    const made = await added()
    const changed = await staff.patch(`/patients/${made.id}`, { address: { city: 'Lima' }, insurance: null, email: null, infos: { a: 1 } }, { headers: { 'if-match': '"1"' } })
    assert.equal(changed.status, 200, changed.text)
    assert.deepEqual(changed.json.address, { line: null, city: 'Lima', state: null, postal_code: null, country: 'PE' })
    assert.equal(changed.json.insurance, null)
    assert.equal(changed.json.email, null)
    assert.deepEqual(changed.json.infos, { a: 1 })
    assert.deepEqual(changed.json.emergency_contact, made.emergency_contact)
    assert.equal(changed.json.version, 2)
    assert.deepEqual((await staff.get(`/patients/${made.id}`)).json, changed.json)
    assert.equal((await staff.patch(`/patients/${made.id}`, { infos: {} }, { headers: { 'if-match': '"1"' } })).code, 'version_mismatch')
    assert.deepEqual(await events(made.id), ['patient.created', 'patient.updated'])
    const self = await server.patient()
    assert.equal((await self.patch(`/patients/${self.patient.id}`, { gender: 'other' })).json.gender, 'other')
    assert.deepEqual(problems(await self.patch(`/patients/${self.patient.id}`, { active: false, reference: 'P-000000', merged_into: null, version: 9, first_name: null })), ['/active', '/first_name', '/merged_into', '/reference', '/version'])
})

test("another person's profile is as good as missing", async () => {
    const self = await server.patient()
    const other = await added()
    const strangers = [self, doctor]
    for (const client of strangers) {
        const bare = ({ json: { request_id, ...rest }, status }) => ({ status, ...rest })
        assert.deepEqual(bare(await client.get(`/patients/${other.id}`)), bare(await client.get(`/patients/${nowhere}`)))
        assert.equal((await client.get(`/patients/${other.id}`)).status, 404)
    }
    assert.equal((await self.patch(`/patients/${other.id}`, { gender: 'other' })).status, 404)
    assert.equal((await self.delete(`/patients/${other.id}`)).status, 404)
    assert.equal((await doctor.patch(`/patients/${other.id}`, { gender: 'other' })).status, 403)
    assert.deepEqual(await accesses(other.id, 'read'), ['patient denied', 'patient denied', 'doctor denied', 'doctor denied'])
    assert.deepEqual(await accesses(other.id, 'update'), ['patient denied'])
    assert.equal((await staff.get(`/patients/${other.id}`)).json.version, 1)
    for (const path of ['/patients', '/patients.csv', '/patients/statistics', `/patients/${other.id}/duplicates`]) assert.equal((await self.get(path)).status, 403, path)
})

test('a doctor reads and finds whom they treat, and nobody else', async () => {
    const self = await server.patient({ first_name: 'Tratada', last_name: 'Zzyx' })
    await added({ first_name: 'Ajena', last_name: 'Zzyx' })
    const search = () => doctor.post('/patients/search', { q: 'zzyx' })
    assert.deepEqual(names(await search()), [])
    const slots = await self.free_slots(doctor.user.doctor_id, 'days=31')
    let booked
    for (const slot of slots.reverse()) {
        booked = await self.post('/appointments', { doctor_id: doctor.user.doctor_id, start: slot.start })
        if (booked.status === 201) break
    }
    assert.equal(booked.status, 201, booked.text)
    assert.deepEqual(names(await search()), ['Tratada Zzyx'])
    assert.equal((await doctor.get(`/patients/${self.patient.id}`)).status, 200)
    assert.deepEqual(await accesses(self.patient.id, 'search'), ['doctor allowed'])
    const all = await doctor.get('/patients?limit=100')
    assert.ok(ids(all).includes(self.patient.id) && ids(all).includes(patient.patient.id))
    const treated = await server.sql(`select distinct patient_id from scheduling.appointments where doctor_id = '${doctor.user.doctor_id}' and patient_id is not null and status not in ('held', 'expired', 'cancelled')`)
    assert.ok(all.json.data.length <= treated.length)
})

test('a patient who is not active cannot be booked', async () => {
    const self = await server.patient()
    assert.equal((await self.delete(`/patients/${self.patient.id}`, { headers: { 'if-match': '"7"' } })).code, 'version_mismatch')
    assert.equal((await self.delete(`/patients/${self.patient.id}`)).status, 204)
    assert.equal((await self.delete(`/patients/${self.patient.id}`)).status, 204, 'repeating it is harmless')
    assert.equal((await staff.get(`/patients/${self.patient.id}`)).json.active, false)
    assert.deepEqual(await events(self.patient.id), ['patient.created', 'patient.deactivated'])
    const { doctor: some, slots } = await staff.doctor_with_times()
    assert.deepEqual(problems(await staff.post('/appointments', { doctor_id: some.id, start: slots[0].start, patient_id: self.patient.id })), ['/patient_id'])
    assert.equal((await staff.delete(`/patients/${nowhere}`)).status, 404)
})

test('the search finds by words, marks and exact values', async () => {
    const maria = await added({ first_name: 'María José', last_name: "Xanté O'Brien", birth_date: '1950-03-01', phone: '+51 999 000 111', email: 'maria.Xante@example.org', gender: 'female', address: { city: 'Ñuñoa', country: 'CL' }, insurance: { provider: 'Zeta Salud' } })
    const marta = await added({ first_name: 'Marta', last_name: 'Xantil', birth_date: '2015-03-01', gender: 'other', address: { city: 'nunoa' }, insurance: { provider: 'zeta salud' } })
    const found = async (body) => names(await staff.post('/patients/search', body))
    const both = ['Marta Xantil', "María José Xanté O'Brien"].sort()
    for (const q of ['mar xan', 'XAN MAR', 'xant']) assert.deepEqual((await found({ q })).sort(), both, q)
    for (const q of ['jose brien', 'xante o b', 'Maria José Xanté', '+51 999 000 111', '999000111', 'MARIA.xante@example.org', maria.reference, maria.reference.toLowerCase(), maria.national_id.number])
        assert.deepEqual(await found({ q }), ["María José Xanté O'Brien"], q)
    for (const q of ['antil', 'xantz', "'", '%', '\\', '() | & !', '#active=true', 'mar & xan | quispe nobody']) assert.deepEqual(await found({ q }), [], q)
    assert.deepEqual((await found({ city: 'ÑUÑOA', insurance_provider: 'Zeta salud' })).sort(), both)
    assert.deepEqual(await found({ q: 'xan', age_max: 40 }), ['Marta Xantil'])
    assert.deepEqual(await found({ q: 'xan', age_min: 70 }), ["María José Xanté O'Brien"])
    assert.deepEqual(await found({ q: 'xan', gender: 'other' }), ['Marta Xantil'])
    assert.deepEqual(await found({ birth_date: '2015-03-01', q: 'x' }), ['Marta Xantil'])
    assert.deepEqual(await found({ phone: '+51999000111' }), ["María José Xanté O'Brien"])
    assert.deepEqual(await found({ phone: '+51999000111', gender: 'other' }), [])
    assert.deepEqual(await found({ national_id: maria.national_id.number }), ["María José Xanté O'Brien"])
    assert.deepEqual(await found({ email: 'maria.xante@EXAMPLE.org', national_id: marta.national_id }), [])
    assert.deepEqual(problems(await staff.post('/patients/search', { national_id: 7, age_min: -1, sort: 'x', nobody: 1 })), ['/age_min', '/nobody', '/sort'])
    assert.deepEqual(problems(await staff.post('/patients/search', { national_id: { country: 'PE', type: 'dni', number: 'x' } })), ['/national_id/number'])
    await staff.patch(`/patients/${marta.id}`, { last_name: 'Otra' })
    assert.deepEqual(await found({ q: 'xan' }), ["María José Xanté O'Brien"])
    await staff.delete(`/patients/${maria.id}`)
    assert.deepEqual(await found({ q: 'xan', active: true }), [])
    assert.deepEqual(await found({ q: 'xan', active: false }), ["María José Xanté O'Brien"])
    assert.equal((await accesses(marta.id, 'search')).every((row) => row === 'staff allowed'), true)
})

async function pages(client, wish) {
    const found = []
    let cursor
    for (let page = 0; page < 500; ++page) {
        const answer = await client.post('/patients/search', { ...wish, ...(cursor && { cursor }) })
        assert.equal(answer.status, 200, answer.text)
        found.push(...answer.json.data)
        cursor = answer.json.next_cursor
        if (cursor === null) return found
    }
    throw new Error('the list does not end')
}

test('pages show everybody once, in order, and each who is shown is in the log', async () => {
    const rows = await server.sql(`select patient_id, sort_name from patients.listing`)
    for (const sort of ['name', 'newest']) {
        for (const filter of [{}, { q: 'mar' }, { q: 'ra', age_min: 30, age_max: 60 }, { city: 'lima' }]) {
            const found = await pages(admin, { ...filter, sort, limit: 37 })
            assert.equal(new Set(found.map((one) => one.id)).size, found.length)
            const sorted = found.map((one) => (sort === 'name' ? rows.find((row) => row.patient_id === one.id).sort_name : one.id))
            const expected = [...sorted].sort()
            if (sort === 'newest') expected.reverse()
            assert.deepEqual(sorted, expected)
            if (!Object.keys(filter).length) assert.equal(found.length, rows.length)
            else assert.ok(found.length > 5 && found.length < rows.length, JSON.stringify(filter))
        }
    }
    const [{ unlogged }] = await server.sql(`select count(*)::int as unlogged from patients.listing l where (select count(*) from patients.access_log a where a.patient_id = l.patient_id and a.action = 'search' and a.actor_role = 'admin') < 2`)
    assert.equal(unlogged, 0)
    assert.equal((await staff.get('/patients?cursor=nonsense')).code, 'invalid_cursor')
    const first = await staff.get('/patients?limit=1')
    const shown = Buffer.from(Buffer.from(first.json.next_cursor, 'base64url').toString('latin1'), 'base64url').toString('latin1')
    const folded = (await server.sql(`select sort_name from patients.listing where patient_id = '${first.json.data[0].id}'`))[0].sort_name
    for (const text of [first.json.next_cursor, Buffer.from(first.json.next_cursor, 'base64url').toString('latin1'), shown]) assert.ok(!text.includes(folded), 'a name in an address')
    assert.equal((await staff.get(`/patients?limit=1&cursor=${first.json.next_cursor}`)).status, 200)
    assert.equal((await staff.get(`/patients?limit=1&sort=newest&cursor=${first.json.next_cursor}`)).code, 'invalid_cursor')
    assert.equal((await staff.get('/patients?q=maria')).status, 422, 'no names in addresses')
})

test('the CSV file is complete, neutral and audited', async () => {
    const one = await added({ first_name: '=cmd()', last_name: 'a "b", c', address: { city: 'Csvtown' }, phone: '+51987000111' })
    const file = await staff.get('/patients.csv?city=csvtown')
    assert.equal(file.status, 200)
    assert.match(file.headers.get('content-type'), /^text\/csv/)
    assert.match(file.headers.get('content-disposition'), /attachment; filename="patients.csv"/)
    const [head, line, rest] = file.text.split('\r\n')
    assert.match(head, /^reference,first_name,last_name,/)
    assert.ok(line.startsWith(`${one.reference},'=cmd(),"a ""b"", c",1984-07-15,female,PE,dni,`), line)
    assert.ok(line.includes(",'+51987000111,"), line)
    assert.equal(rest, '')
    assert.deepEqual(await accesses(one.id, 'export'), ['staff allowed'])
    const [{ count }] = await server.sql('select count(*)::int as count from patients.listing')
    assert.equal((await staff.get('/patients.csv')).text.trim().split('\r\n').length, count + 1)
})

test('the statistics add up', async () => {
    const { json } = await staff.get('/patients/statistics')
    const [{ total, active }] = await server.sql('select count(*)::int as total, (count(*) filter (where active))::int as active from patients.patients where merged_into is null')
    assert.equal(json.total, total)
    assert.equal(json.active, active)
    for (const part of ['by_age_band', 'by_gender', 'by_city', 'by_insurance_provider', 'registrations_by_month']) assert.equal(json[part].reduce((sum, one) => sum + one.count, 0), total, part)
    assert.deepEqual(json.by_age_band.slice(1, 3).map((one) => one.label), ['0-9', '10-19'])
})

test('duplicates are listed by national id, and by name and date of birth', async () => {
    const one = await added({ first_name: 'Rosa Elvira', last_name: 'Duplo Paz', birth_date: '1961-02-03' })
    const two = await added({ first_name: 'ROSA', last_name: 'duplo', birth_date: '1961-02-03' })
    await added({ first_name: 'Rosa', last_name: 'Duplo', birth_date: '1961-02-04' })
    await added({ first_name: 'Berta', last_name: 'Duplo', birth_date: '1961-02-03' })
    assert.deepEqual(ids(await staff.get(`/patients/${one.id}/duplicates`)), [two.id])
    assert.deepEqual(await accesses(two.id, 'find duplicates'), ['staff allowed'])
    assert.equal((await staff.get(`/patients/${nowhere}/duplicates`)).status, 404)
})

test('merging hands visits, texts and account over', async () => {
    const self = await server.patient({ first_name: 'Ida', last_name: 'Merge' })
    const kept = await added({ first_name: 'Ida', last_name: 'Merge Completa' })
    const { doctor: some, slots } = await self.doctor_with_times()
    const booked = await self.post('/appointments', { doctor_id: some.id, start: slots[0].start, reason: 'Tos de Ida' })
    assert.equal(booked.status, 201, booked.text)
    const { doctor: another, slots: others } = await staff.doctor_with_times('&specialty=dermatology')
    const same = others.find((slot) => slot.start === slots[0].start)
    if (same && another.id !== some.id) {
        const clash = await staff.post('/appointments', { doctor_id: another.id, start: same.start, patient_id: kept.id })
        assert.equal(clash.status, 201, clash.text)
        const refused = await staff.post(`/patients/${self.patient.id}/merge`, { into: kept.id })
        assert.equal(refused.code, 'overlapping_visits', refused.text)
        assert.equal((await self.get(`/appointments/${booked.json.id}`)).json.reason, 'Tos de Ida')
        assert.equal((await staff.get(`/patients/${self.patient.id}`)).json.active, true)
        assert.equal((await staff.delete(`/appointments/${clash.json.id}`)).status, 200)
    }
    assert.deepEqual(problems(await staff.post(`/patients/${kept.id}/merge`, { into: kept.id })), ['/into'])
    assert.equal((await staff.post(`/patients/${kept.id}/merge`, { into: nowhere })).status, 404)
    assert.equal((await self.post(`/patients/${self.patient.id}/merge`, { into: kept.id })).status, 403)
    const merged = await staff.post(`/patients/${self.patient.id}/merge`, { into: kept.id })
    assert.equal(merged.status, 200, merged.text)
    assert.equal(merged.json.id, kept.id)
    const gone = (await staff.get(`/patients/${self.patient.id}`)).json
    assert.equal(gone.merged_into, kept.id)
    assert.equal(gone.active, false)
    assert.equal((await staff.patch(`/patients/${self.patient.id}`, { gender: 'other' })).code, 'patient_merged')
    assert.equal((await staff.post(`/patients/${self.patient.id}/merge`, { into: kept.id })).code, 'patient_merged')
    const visit = (await staff.get(`/appointments/${booked.json.id}`)).json
    assert.deepEqual([visit.patient_id, visit.patient_name, visit.reason], [kept.id, 'Ida Merge Completa', 'Tos de Ida'])
    assert.deepEqual(names(await staff.post('/patients/search', { q: 'ida merge' })), ['Ida Merge Completa'])
    const again = server.client()
    await again.sign_in(self.email, 'correct horse battery')
    assert.equal(again.patient.id, kept.id)
    assert.equal((await again.get('/me/appointments')).json.data[0].id, booked.json.id)
    assert.deepEqual(await events(self.patient.id), ['patient.created', 'patient.merged'])
    assert.deepEqual(await accesses(self.patient.id, `merge into ${kept.reference}`), ['staff allowed'])
    // With two accounts the desk has to choose: the disabled one stays behind and opens nothing any more.
    const second = await server.patient()
    const refused = () => staff.post(`/patients/${second.patient.id}/merge`, { into: kept.id })
    assert.equal((await refused()).code, 'two_accounts')
    assert.equal((await admin.delete(`/users/${second.user.id}`)).status, 204)
    assert.equal((await refused()).status, 200)
    const [account] = await server.sql(`select u.status, p.merged_into from identity.users u join patients.patients p on p.id = u.patient_id where u.id = '${second.user.id}'`)
    assert.deepEqual(account, { status: 'disabled', merged_into: kept.id })
})

test('merging leaves nothing in force behind', async () => {
    const [goes, other, parent] = [await server.patient({ first_name: 'Gea', last_name: 'Vieja' }), await server.patient(), await server.patient()]
    const stays = await added({ first_name: 'Gea', last_name: 'Nueva', birth_date: '2016-02-03', national_id: null, phone: null, email: null, insurance: null })
    const national_id = dni()
    assert.equal((await goes.patch(`/patients/${goes.patient.id}`, { national_id, phone: '+51987111222' })).status, 200)
    const asked = await goes.post('/me/relatives', { relationship: 'parent', reference: other.patient.reference })
    assert.equal((await other.post(`/me/relatives/${asked.json.id}/accept`)).status, 200)
    const request = await other.post('/me/relatives', { relationship: 'other', reference: goes.patient.reference })
    const child = await parent.post('/me/relatives', { relationship: 'child', first_name: 'Gea', last_name: 'N', birth_date: '2016-02-03' })
    assert.equal((await staff.post(`/patients/${child.json.patient_id}/merge`, { into: goes.patient.id })).status, 200)

    const { reference } = goes.patient
    const merged = await staff.post(`/patients/${goes.patient.id}/merge`, { into: stays.id })
    assert.equal(merged.status, 200, merged.text)
    assert.deepEqual([merged.json.national_id, merged.json.phone, merged.json.birth_date, merged.json.first_name, merged.json.last_name], [national_id, '+51987111222', '2016-02-03', 'Gea', 'Nueva'])
    assert.equal((await staff.post('/patients', profile({ national_id }))).json.existing?.id, stays.id, 'the national id is still somebody\'s')
    const left = await server.sql(`select 'visit' as what from scheduling.appointments where patient_id = '${goes.patient.id}' union all
        select 'consent' from patients.relatives where ended_at is null and '${goes.patient.id}' in (acting_id, patient_id) union all
        select 'record' from patients.records where patient_id = '${goes.patient.id}' union all
        select 'account' from identity.users where patient_id = '${goes.patient.id}' union all
        select 'sign' from patients.patients where merged_into = '${goes.patient.id}' union all
        select 'listing' from patients.listing where patient_id = '${goes.patient.id}'`)
    assert.deepEqual(left, [])
    assert.equal((await staff.get(`/patients/${child.json.patient_id}`)).json.merged_into, stays.id, 'an earlier one points to the last')

    const [{ sessions }] = await server.sql(`select count(*)::int as sessions from identity.session_families where user_id = '${goes.user.id}' and revoked_at is null`)
    assert.equal(sessions, 0)
    await goes.sign_in(goes.email, 'correct horse battery')
    assert.equal(goes.patient.id, stays.id)
    assert.deepEqual([goes.user.first_name, goes.user.last_name], ['Gea', 'Nueva'])
    const consents = (await goes.get('/me/relatives')).json.data
    assert.deepEqual(consents.map((one) => [one.direction, one.status]).sort(), [['for_me', 'active'], ['for_me', 'requested'], ['for_relative', 'active']])
    assert.equal((await goes.post(`/me/relatives/${request.json.id}/accept`)).status, 200, 'what was asked of the other is asked of this one')
    const { doctor: some, slots } = await parent.doctor_with_times()
    assert.equal((await parent.post('/appointments', { doctor_id: some.id, start: slots[3].start, patient_id: stays.id })).status, 201)
    assert.equal((await parent.post('/appointments', { doctor_id: some.id, start: slots[5].start, patient_id: child.json.patient_id })).status, 404)
    assert.deepEqual(await events(asked.json.id), ['relative.requested', 'relative.accepted', 'relative.moved'])
    assert.ok((await accesses(stays.id, 'take over')).length >= 3)

    // Whoever looked at what was merged is still known to the patient.
    const seen = (await goes.get(`/patients/${stays.id}/accesses?limit=100`)).json.data
    assert.ok(seen.some((one) => one.action === `merge into ${stays.reference}`), 'of the one that went')
    assert.ok(seen.some((one) => one.action === `merge with ${reference}`), 'of the one that stayed')
    assert.deepEqual(seen.map((one) => one.occurred_at), seen.map((one) => one.occurred_at).sort().reverse())
})

test('two profiles that are of relatives of each other end their consents', async () => {
    const [one, two] = [await server.patient(), await server.patient()]
    const asked = await one.post('/me/relatives', { relationship: 'other', reference: two.patient.reference })
    assert.equal((await two.post(`/me/relatives/${asked.json.id}/accept`)).status, 200)
    assert.equal((await admin.delete(`/users/${one.user.id}`)).status, 204)
    assert.equal((await staff.post(`/patients/${one.patient.id}/merge`, { into: two.patient.id })).status, 200)
    assert.deepEqual((await two.get('/me/relatives')).json.data, [])
    assert.deepEqual(await events(asked.json.id), ['relative.requested', 'relative.accepted', 'relative.ended'])
})

test('merges of the same two at once, while they are changed and booked for, leave one', async () => {
    for (let round = 0; round < 6; ++round) {
        const [one, two] = await Promise.all([server.patient(), added({ national_id: null })])
        const { doctor: some, slots } = await staff.doctor_with_times('&specialty=oncology')
        const book = (patient_id, slot) => staff.post('/appointments', { doctor_id: some.id, start: slot.start, patient_id })
        const at_once = [
            staff.post(`/patients/${one.patient.id}/merge`, { into: two.id }),
            ...slots.slice(0, 5).map((slot) => book(one.patient.id, slot)),
            staff.post(`/patients/${two.id}/merge`, { into: one.patient.id }),
            one.patch('/me', { first_name: 'Otra' }),
            staff.patch(`/patients/${one.patient.id}`, { last_name: 'Más' }),
            one.post('/me/relatives', { relationship: 'child', first_name: 'Luz', last_name: 'R', birth_date: '2016-04-09' }),
            ...slots.slice(5, 10).map((slot) => book(two.id, slot)),
        ]
        const answers = await Promise.all(at_once)
        const merges = [answers[0], answers[6]]
        assert.ok(answers.every((answer) => answer.status < 500), answers.map((answer) => answer.text).join('\n'))
        assert.equal(merges.filter((answer) => answer.status === 200).length, 1, merges.map((answer) => answer.text).join('\n'))
        assert.equal(merges.filter((answer) => answer.code === 'patient_merged').length, 1)
        const [goes, stays] = answers[0].status === 200 ? [one.patient.id, two.id] : [two.id, one.patient.id]
        const [left] = await server.sql(`select (select count(*)::int from scheduling.appointments where patient_id = '${goes}') as visits,
            (select count(*)::int from patients.relatives where '${goes}' in (acting_id, patient_id) and ended_at is null) as consents,
            (select count(*)::int from identity.users where patient_id = '${goes}') as accounts,
            (select count(*)::int from scheduling.appointments where patient_id = '${stays}') as kept`)
        assert.deepEqual({ ...left, kept: 0 }, { visits: 0, consents: 0, accounts: 0, kept: 0 })
        assert.equal(left.kept, answers.filter((answer) => answer.status === 201 && answer.json.doctor_id).length)
        const [{ same }] = await server.sql(`select bool_and((u.first_name, u.last_name) = (p.first_name, p.last_name)) as same from identity.users u join patients.patients p on p.id = u.patient_id where p.id = '${stays}'`)
        assert.equal(same, true)
    }
})

test('a patient who was deactivated is taken back', async () => {
    const self = await server.patient({ national_id: dni() })
    const path = `/patients/${self.patient.id}/reactivation`
    assert.equal((await staff.delete(`/patients/${self.patient.id}`)).status, 204)
    assert.equal((await self.post(path)).status, 403)
    assert.equal((await staff.post(path, undefined, { headers: { 'if-match': '"1"' } })).code, 'version_mismatch')
    const back = await staff.post(path)
    assert.equal(back.status, 200, back.text)
    assert.deepEqual([back.json.active, back.json.version], [true, 3])
    assert.deepEqual((await staff.get(`/patients/${self.patient.id}`)).json, back.json)
    assert.equal((await staff.post(path)).json.version, 3, 'repeating it is harmless')
    assert.deepEqual(await events(self.patient.id), ['patient.created', 'patient.deactivated', 'patient.reactivated'])
    assert.deepEqual(await accesses(self.patient.id, 'reactivate'), ['staff allowed', 'staff allowed'])
    const { doctor: some, slots } = await self.doctor_with_times()
    assert.equal((await self.post('/appointments', { doctor_id: some.id, start: slots[0].start })).status, 201)
    assert.equal((await staff.post(`/patients/${nowhere}/reactivation`)).status, 404)

    // Meanwhile somebody else got the national id.
    assert.equal((await staff.delete(`/patients/${self.patient.id}`)).status, 204)
    const other = await added({ national_id: self.patient.national_id })
    const taken = await staff.post(path)
    assert.equal(taken.code, 'national_id_taken')
    assert.deepEqual(taken.json.existing, { id: other.id, reference: other.reference })
    assert.equal((await staff.post(`/patients/${self.patient.id}/merge`, { into: other.id })).status, 200)
    assert.equal((await staff.post(path)).code, 'patient_merged')
})

test('who acts for a patient sees the profile and corrects how they are reached', async () => {
    const parent = await server.patient()
    const stranger = await server.patient()
    const { json: child } = await parent.post('/me/relatives', { relationship: 'child', first_name: 'Luz', last_name: 'Quispe', birth_date: '2016-04-09' })
    const path = `/patients/${child.patient_id}`
    const shown = await parent.get(path)
    assert.equal(shown.status, 200, shown.text)
    assert.equal(shown.json.first_name, 'Luz')
    assert.equal((await stranger.get(path)).status, 404)
    const reached = { phone: '+51987222333', email: 'luz@example.org', address: { city: 'Lima' }, insurance: { provider: 'Rímac' }, emergency_contact: { name: 'Rosa', phone: '+51987222334' }, language: 'es' }
    const changed = await parent.patch(path, reached)
    assert.equal(changed.status, 200, changed.text)
    assert.equal(changed.json.phone, '+51987222333')
    const who = { first_name: 'L', last_name: 'Q', birth_date: '2017-01-01', national_id: dni(), gender: 'other', infos: {} }
    for (const [member, value] of Object.entries(who)) {
        const refused = await parent.patch(path, { ...reached, [member]: value })
        assert.deepEqual([refused.status, ...problems(refused)], [422, `/${member}`], member)
        assert.equal((await stranger.patch(path, { [member]: value })).status, 404, 'a stranger learns nothing')
    }
    assert.deepEqual(problems(await parent.patch(path, who)), Object.keys(who).map((member) => `/${member}`).sort())
    assert.equal((await parent.delete(path)).status, 404)
    assert.equal((await staff.patch(path, { birth_date: '2017-01-01' })).json.birth_date, '2017-01-01')
    const rows = await server.sql(`select action, outcome, actor_id from patients.access_log where patient_id = '${child.patient_id}' and actor_role = 'patient' and resource = 'patient' order by id`)
    const of_parent = rows.filter((row) => row.actor_id === parent.user.id).map((row) => `${row.action} ${row.outcome}`)
    assert.deepEqual(of_parent, ['create allowed', 'read allowed', 'update allowed', 'deactivate denied'])
    assert.ok(rows.filter((row) => row.actor_id !== parent.user.id).every((row) => row.outcome === 'denied'))
    assert.equal((await parent.delete(`/me/relatives/${child.id}`)).status, 204)
    assert.equal((await parent.get(path)).status, 404, 'nothing after the end')
    assert.equal((await parent.patch(path, { phone: null })).status, 404)
})

test("an account has its profile's names and language, whoever changes them", async () => {
    const self = await server.patient()
    const names = async () => (await server.sql(`select u.first_name, u.last_name, u.language, p.first_name as first, p.last_name as last, p.language as spoken from identity.users u join patients.patients p on p.id = u.patient_id where u.id = '${self.user.id}'`))[0]
    const same = async (...expected) => assert.deepEqual(Object.values(await names()), [...expected, ...expected])
    await self.patch(`/patients/${self.patient.id}`, { first_name: 'Uno', last_name: 'Dos', language: 'en' })
    await same('Uno', 'Dos', 'en')
    await staff.patch(`/patients/${self.patient.id}`, { last_name: 'Tres' })
    await same('Uno', 'Tres', 'en')
    await self.patch('/me', { first_name: 'Cuatro', language: 'es' })
    await same('Cuatro', 'Tres', 'es')
    await admin.patch(`/users/${self.user.id}`, { last_name: 'Cinco' })
    await same('Cuatro', 'Cinco', 'es')
    const [{ version }] = await server.sql(`select version from identity.users where id = '${self.user.id}'`)
    await self.patch(`/patients/${self.patient.id}`, { first_name: 'Cuatro', phone: '+51987222333' })
    assert.deepEqual(await server.sql(`select version from identity.users where id = '${self.user.id}'`), [{ version }], 'no change, no version')
})

test('the countries are public', async () => {
    const { json } = await server.client().get('/countries')
    assert.deepEqual(json.data.map((one) => one.country), ['AR', 'BR', 'CL', 'CO', 'ES', 'MX', 'PE', 'US'])
    assert.deepEqual(json.data[4], {
        country: 'ES', calling_code: '+34', currency: 'EUR', emergency_number: '112', languages: ['es', 'ca', 'gl', 'eu'],
        national_ids: [{ type: 'dni', example: '12345678Z' }, { type: 'nie', example: 'X1234567L' }, { type: 'passport', example: 'AB123456' }],
    })
})
