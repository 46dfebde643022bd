// The directory: finding doctors by every filter, in every order, page by page; and its upkeep by an administrator.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { venera } from './support/server.mjs'

let server, admin, anyone, everybody, clinics
const nowhere = '0192d9b0-0000-7000-8000-00000000beef'

// All pages of a list.
async function all(path, client = anyone) {
    const found = []
    let cursor = ''
    for (let page = 0; page < 1000; ++page) {
        const answer = await client.get(`${path}${path.includes('?') ? '&' : '?'}${cursor && `cursor=${encodeURIComponent(cursor)}`}`.replace(/[?&]$/, ''))
        assert.equal(answer.status, 200, answer.text)
        found.push(...answer.json.data)
        cursor = answer.json.next_cursor
        if (cursor === null) return found
    }
    throw new Error(`${path} does not end`)
}

const ids = (list) => list.map((item) => item.id)
const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const problems = (answer) => (answer.json.errors ?? []).map((error) => error.pointer ?? error.parameter).sort()

// Great-circle distance.
function distance_km(a, b) {
    const rad = (degrees) => (degrees * Math.PI) / 180
    const h = Math.sin(rad(b[0] - a[0]) / 2) ** 2 + Math.cos(rad(a[0])) * Math.cos(rad(b[0])) * Math.sin(rad(b[1] - a[1]) / 2) ** 2
    return 2 * 6371 * Math.asin(Math.sqrt(h))
}

const new_doctor = (fields = {}) => ({
    name: 'Dra. Úrsula Ñandú', specialties: ['cardiology'], bio: 'Corazón', experience_years: 7, price_cents: 12345, currency: 'PEN', languages: ['es', 'en'],
    clinic_id: clinics[0].id, modes: ['in_person'], ...fields,
})

async function published(fields) {
    const made = await admin.post('/doctors', new_doctor(fields))
    assert.equal(made.status, 201, made.text)
    return made.json
}

before(async () => {
    server = await venera()
    admin = await server.as('admin')
    anyone = server.client()
    clinics = await all('/clinics?limit=3')
    everybody = await all('/doctors?limit=100')
})
after(() => server?.close())

test('the demo world can be told apart', () => {
    assert.ok(everybody.length >= 40, String(everybody.length))
    assert.ok(clinics.length >= 3 && new Set(clinics.map((clinic) => clinic.city)).size >= 3)
})

test('every filter finds exactly the doctors that fulfil it', async () => {
    const city = clinics[0].city
    const rated = everybody.map((doctor) => doctor.rating).sort()[Math.floor(everybody.length / 2)]
    const price = everybody.map((doctor) => doctor.price_cents).sort((a, b) => a - b)[Math.floor(everybody.length / 2)]
    const filters = {
        'specialty=cardiology': (doctor) => doctor.specialties.some((specialty) => specialty.code === 'cardiology'),
        [`city=${encodeURIComponent(city)}`]: (doctor) => doctor.clinic.city === city,
        'country=CL': (doctor) => doctor.clinic.country === 'CL',
        [`clinic_id=${clinics[1].id}`]: (doctor) => doctor.clinic.id === clinics[1].id,
        'language=qu': (doctor) => doctor.languages.includes('qu'),
        'language=en': (doctor) => doctor.languages.includes('en'),
        [`min_rating=${rated}`]: (doctor) => doctor.rating >= rated,
        [`max_price_cents=${price}`]: (doctor) => doctor.price_cents <= price,
        'mode=video': (doctor) => doctor.modes.includes('video'),
        'country=PE&language=en&mode=video': (doctor) => doctor.clinic.country === 'PE' && doctor.languages.includes('en') && doctor.modes.includes('video'),
    }
    for (const [filter, fulfils] of Object.entries(filters)) {
        const found = await all(`/doctors?${filter}&limit=100`)
        assert.deepEqual(ids(found), ids(everybody.filter(fulfils)), filter)
        assert.ok(found.length < everybody.length, `${filter} leaves somebody out`)
    }
    for (const filter of ['specialty=cardiology', `clinic_id=${clinics[1].id}`, 'language=en', 'mode=video'])
        assert.ok((await all(`/doctors?${filter}&limit=100`)).length > 0, filter)
    for (const filter of ['specialty=no-such-thing', 'city=Atlantis', `clinic_id=${nowhere}`, 'max_price_cents=0'])
        assert.deepEqual(await all(`/doctors?${filter}`), [], filter)
})

test('words have two letters at least, in the list and in the search', async () => {
    for (const path of ['/doctors', '/availability'])
        for (const [q, code] of [['a', 'too_short'], ['%', 'too_short'], ['', 'too_short'], ['ó', 'too_short'], [' a', 'surrounding_space'], ['x'.repeat(101), 'too_long']]) {
            const answer = await server.client().get(`${path}?q=${encodeURIComponent(q)}`)
            assert.equal(answer.status, 422, `${path} ${q}`)
            assert.deepEqual(answer.json.errors.map(({ parameter, code }) => [parameter, code]), [['q', code]])
        }
    const short = await published({ name: 'Dr. Wu Li' })
    for (const q of ['Wu', 'LI', 'wú', 'u ']) {
        const { status, json } = await server.client().get(`/doctors?q=${encodeURIComponent(q)}&limit=100`)
        if (q === 'u ') assert.equal(status, 422)
        else assert.ok(ids(json.data).includes(short.id), q)
    }
    assert.equal((await admin.delete(`/doctors/${short.id}`)).status, 204)
})

test('words are found without their accents and in any case', async () => {
    const made = await published({ name: 'Dra. Íñiga Çelebi Zúñiga' })
    for (const q of ['Íñiga', 'iniga', 'INIGA', 'íÑIGA', 'zuniga', 'ZÚÑIGA', 'celebi', 'Íñiga'.normalize('NFD'), 'niga'])
        assert.ok(ids(await all(`/doctors?q=${encodeURIComponent(q)}&limit=100`)).includes(made.id), q)
    assert.ok(ids(await all('/doctors?q=CARDIO&limit=100')).includes(made.id), 'the name of the specialty')
    for (const q of ['%%', '__', '\\\\', '%25', `' or 1=1 --`, 'zzzz'])
        assert.ok(!ids(await all(`/doctors?q=${encodeURIComponent(q)}&limit=100`)).includes(made.id), q)
    const city = clinics.find((clinic) => /[^\x20-\x7e]/.test(clinic.city)) ?? clinics[0]
    const expected = ids(await all(`/doctors?clinic_id=${city.id}&limit=100`))
    for (const spelling of [city.city, city.city.toUpperCase(), fold(city.city)])
        assert.deepEqual(ids(await all(`/doctors?city=${encodeURIComponent(spelling)}&limit=100`)), expected, spelling)
    assert.equal((await admin.delete(`/doctors/${made.id}`)).status, 204)
})

test('every order holds over all pages, without repeats or gaps', async () => {
    const orders = {
        'sort=rating': (a, b) => a.rating >= b.rating,
        'sort=price': (a, b) => a.price_cents <= b.price_cents,
        'sort=experience': (a, b) => a.experience_years >= b.experience_years,
        'sort=name': (a, b) => fold(a.name) <= fold(b.name),
    }
    for (const [order, in_order] of Object.entries(orders)) {
        for (const limit of [1, 7, 100]) {
            if (limit === 1 && order !== 'sort=rating') continue
            const found = await all(`/doctors?${order}&limit=${limit}`)
            assert.equal(new Set(ids(found)).size, found.length, `${order} repeats nobody`)
            assert.deepEqual(ids(found).sort(), ids(everybody).sort(), `${order} leaves nobody out`)
            for (let i = 1; i < found.length; ++i) assert.ok(in_order(found[i - 1], found[i]), `${order}: ${found[i - 1].name}, ${found[i].name}`)
        }
    }
})

test('a list stays stable while doctors come and go between its pages', async () => {
    const first = (await anyone.get('/doctors?sort=price&limit=10')).json
    const cheap = await published({ name: 'Dr. Antes Del Cursor', price_cents: 1 })
    const dear = await published({ name: 'Dr. Al Final', price_cents: 999_999_999 })
    assert.equal((await anyone.get('/doctors?sort=price&limit=1')).json.data[0].id, cheap.id, 'a new list sees the newcomer')
    const seen = [...first.data]
    for (let cursor = first.next_cursor; cursor !== null; ) {
        const page = (await anyone.get(`/doctors?sort=price&limit=10&cursor=${encodeURIComponent(cursor)}`)).json
        seen.push(...page.data)
        cursor = page.next_cursor
    }
    assert.equal(new Set(ids(seen)).size, seen.length, 'nobody twice')
    assert.deepEqual(ids(everybody).filter((id) => !ids(seen).includes(id)), [], 'nobody missed')
    assert.ok(!ids(seen).includes(cheap.id) && ids(seen).at(-1) === dear.id)
    for (const doctor of [cheap, dear]) assert.equal((await admin.delete(`/doctors/${doctor.id}`)).status, 204)
})

test('a cursor of another order, or none, is refused', async () => {
    const { next_cursor } = (await anyone.get('/doctors?sort=rating&limit=2')).json
    const other = await anyone.get(`/doctors?sort=price&limit=2&cursor=${encodeURIComponent(next_cursor)}`)
    assert.equal(other.status, 422, other.text)
    for (const cursor of ['', 'x', next_cursor.slice(0, -2), next_cursor + 'AA', encodeURIComponent("' or 1=1"), 'A'.repeat(3000)]) {
        const answer = await anyone.get(`/doctors?sort=rating&cursor=${cursor}`)
        assert.equal(answer.status, 422, cursor)
        assert.deepEqual(problems(answer), ['cursor'])
    }
    assert.equal((await anyone.get('/doctors?cursor=%00')).status, 400, 'NUL is no text')
})

test('distance: nearest first, cut by the radius, with the kilometres', async () => {
    const lima = clinics.find((clinic) => clinic.city === 'Lima')
    const place_of = new Map(clinics.map((clinic) => [clinic.id, [clinic.latitude, clinic.longitude]]))
    const here = [lima.latitude, lima.longitude]
    const near = `near=${here}`
    const found = await all(`/doctors?${near}&limit=9`)
    assert.deepEqual(ids(found).sort(), ids(everybody).sort(), 'without a radius everybody, paged')
    for (let i = 1; i < found.length; ++i) assert.ok(found[i - 1].distance_km <= found[i].distance_km)
    for (const doctor of found) {
        const expected = distance_km(here, place_of.get(doctor.clinic.id))
        assert.ok(Math.abs(doctor.distance_km - expected) <= 1 + expected * 0.005, `${doctor.clinic.city}: ${doctor.distance_km}, not ${expected}`)
    }
    for (const radius of [5, 700, 1000]) {
        const within = await all(`/doctors?${near}&radius_km=${radius}&limit=100`)
        assert.deepEqual(ids(within), ids(found.filter((doctor) => doctor.distance_km <= radius)), `${radius} km`)
    }
    const by_price = await all(`/doctors?${near}&radius_km=5&sort=price&limit=4`)
    for (let i = 1; i < by_price.length; ++i) assert.ok(by_price[i - 1].price_cents <= by_price[i].price_cents)
    assert.ok(everybody.every((doctor) => doctor.distance_km === undefined || doctor.distance_km === null), 'no distance unless asked')
})

test('bad parameters are named, all at once', async () => {
    const answer = await anyone.get('/doctors?min_rating=6&max_price_cents=-1&near=91,0&radius_km=0&sort=age&limit=101&clinic_id=x&country=Peru&colour=red')
    assert.equal(answer.status, 422, answer.text)
    assert.equal(answer.code, 'invalid_input')
    for (const name of ['clinic_id', 'colour', 'country', 'limit', 'max_price_cents', 'near', 'sort']) assert.ok(problems(answer).includes(name), `${name}: ${answer.text}`)
    const ranges = await anyone.get('/doctors?min_rating=6&near=0,0&radius_km=1001')
    assert.deepEqual(problems(ranges), ['min_rating', 'radius_km'])
    assert.deepEqual(problems(await anyone.get('/doctors?radius_km=5')), ['near'])
    assert.deepEqual(problems(await anyone.get('/doctors?limit=5&limit=6')), ['limit'])
})

test('an administrator publishes, changes and retires a doctor', async () => {
    const made = await admin.post('/doctors', new_doctor())
    assert.equal(made.status, 201, made.text)
    const id = made.json.id
    assert.equal(made.headers.get('location'), `/api/v1/doctors/${id}`)
    assert.equal(made.headers.get('etag'), '"1"')
    assert.equal(made.json.clinic.id, clinics[0].id)
    assert.deepEqual(made.json.specialties.map((specialty) => specialty.code), ['cardiology'])
    assert.deepEqual([made.json.rating, made.json.review_count, made.json.retired], [0, 0, false])
    assert.deepEqual((await anyone.get(`/doctors/${id}`)).json, made.json)

    const changed = await admin.patch(`/doctors/${id}`, { bio: null, price_cents: 1, specialties: ['neurology', 'cardiology'], clinic_id: clinics[2].id }, { headers: { 'if-match': '"1"' } })
    assert.equal(changed.status, 200, changed.text)
    assert.equal(changed.headers.get('etag'), '"2"')
    const read = (await anyone.get(`/doctors/${id}`)).json
    assert.deepEqual(read, changed.json)
    assert.ok(read.bio === null || read.bio === undefined)
    assert.equal(read.name, made.json.name, 'what is absent stays')
    assert.equal(read.clinic.id, clinics[2].id)
    assert.deepEqual(read.specialties.map((specialty) => specialty.code), ['neurology', 'cardiology'])

    const stale = await admin.patch(`/doctors/${id}`, { bio: 'x' }, { headers: { 'if-match': '"1"' } })
    assert.equal(stale.status, 412)
    assert.equal(stale.code, 'version_mismatch')
    for (const member of ['name', 'specialties', 'price_cents', 'currency', 'clinic_id', 'modes', 'languages'])
        assert.equal((await admin.patch(`/doctors/${id}`, { [member]: null })).status, 422, `${member} cannot be cleared`)
    for (const body of [{ rating: 5 }, { retired: false }, { version: 9 }, { id: nowhere }]) assert.equal((await admin.patch(`/doctors/${id}`, body)).status, 422, JSON.stringify(body))

    const races = await Promise.all([1, 2, 3, 4, 5].map((years) => admin.patch(`/doctors/${id}`, { experience_years: years }, { headers: { 'if-match': '"2"' } })))
    assert.deepEqual(races.map((answer) => answer.status).sort(), [200, 412, 412, 412, 412])

    assert.equal((await admin.delete(`/doctors/${id}`)).status, 204)
    assert.equal((await admin.delete(`/doctors/${id}`)).status, 204, 'repeating it is harmless')
    const retired = await anyone.get(`/doctors/${id}`)
    assert.equal(retired.status, 200, 'appointments of the past lead here')
    assert.equal(retired.json.retired, true)
    assert.ok(!ids(await all('/doctors?limit=100')).includes(id))
    assert.equal((await admin.patch(`/doctors/${id}`, { bio: 'x' })).status, 404)
    for (const [method, body] of [['GET'], ['PATCH', { bio: 'x' }], ['DELETE']]) assert.equal((await admin.request(method, `/doctors/${nowhere}`, { body })).status, 404, method)
    const events = await server.sql(`select type from directory.outbox where aggregate_id = '${id}' order by version, created_at`)
    assert.deepEqual(events.map((event) => event.type), ['doctor.published', 'doctor.updated', 'doctor.updated', 'doctor.retired'])
})

test('references to nothing are 422, all named', async () => {
    const made = await admin.post('/doctors', new_doctor({ specialties: ['cardiology', 'phrenology', 'astrology'], clinic_id: nowhere }))
    assert.equal(made.status, 422, made.text)
    assert.deepEqual(problems(made), ['/clinic_id', '/specialties/1', '/specialties/2'])
    const doctor = await published()
    const changed = await admin.patch(`/doctors/${doctor.id}`, { specialties: ['phrenology'], clinic_id: nowhere })
    assert.equal(changed.status, 422)
    assert.deepEqual(problems(changed), ['/clinic_id', '/specialties/0'])
    assert.equal((await anyone.get(`/doctors/${doctor.id}`)).json.version, 1)
    const wrong = await admin.post('/doctors', { ...new_doctor(), name: '', specialties: [], experience_years: -1, price_cents: 1.5, currency: 'soles', languages: ['es', 'es'], photo_url: 'javascript:alert(1)', modes: ['phone'], extra: 1 })
    assert.equal(wrong.status, 422, wrong.text)
    for (const pointer of ['/name', '/experience_years', '/price_cents', '/currency', '/photo_url', '/modes/0', '/extra']) assert.ok(problems(wrong).includes(pointer), `${pointer}: ${wrong.text}`)
    const lists = await admin.post('/doctors', new_doctor({ specialties: [], languages: ['es', 'es'], modes: [] }))
    assert.deepEqual(problems(lists), ['/languages', '/modes', '/specialties'])
    assert.equal((await admin.delete(`/doctors/${doctor.id}`)).status, 204)
})

test('administrators find retired doctors, the last retired first, page by page', async () => {
    const before = ids(await all('/doctors/retired', admin))
    const made = []
    for (const name of ['Dr. Uno', 'Dr. Dos', 'Dr. Tres']) made.push((await published({ name })).id)
    for (const id of made) assert.equal((await admin.delete(`/doctors/${id}`)).status, 204)
    const retired = await all('/doctors/retired?limit=2', admin)
    assert.deepEqual(ids(retired), [...made.toReversed(), ...before])
    assert.ok(retired.every((doctor) => doctor.retired && !doctor.next_available))
    assert.equal((await admin.get('/doctors/retired?cursor=x')).code, 'invalid_cursor')
    for (const who of ['staff', 'doctor', 'patient']) assert.equal((await (await server.as(who)).get('/doctors/retired')).status, 403, who)
    assert.equal((await anyone.get('/doctors/retired')).status, 401)
})

test('a specialty has words in English and in Spanish', async () => {
    const { data } = (await anyone.get('/specialties')).json
    assert.ok(data.every(({ name_es, description_es }) => name_es && description_es), 'those of the beginning have both')
    const code = 'travel-medicine'
    const made = await admin.post('/specialties', { code, name: 'Sleep medicine', name_es: 'Medicina del sueño' })
    assert.equal(made.status, 201, made.text)
    assert.deepEqual([made.json.name_es, made.json.description_es ?? null], ['Medicina del sueño', null])
    const changed = await admin.patch(`/specialties/${code}`, { name_es: 'Sueño', description_es: 'Dormir bien' }, { headers: { 'if-match': '"1"' } })
    assert.deepEqual([changed.json.name, changed.json.name_es, changed.json.description_es, changed.json.version], ['Sleep medicine', 'Sueño', 'Dormir bien', 2])
    const cleared = await admin.patch(`/specialties/${code}`, { name_es: null, description_es: null })
    assert.deepEqual([cleared.json.name_es ?? null, cleared.json.description_es ?? null], [null, null])
    assert.equal((await admin.patch(`/specialties/${code}`, { name_es: 'x'.repeat(101) })).status, 422)
    assert.equal((await admin.delete(`/specialties/${code}`)).status, 204)
})

test('a retired doctor takes no visits: 422 doctor_retired; visits that are booked stay', async () => {
    const patient = await server.patient()
    const { doctor, slots } = await patient.doctor_with_times()
    const visit = await patient.post('/appointments', { doctor_id: doctor.id, start: slots.at(-1).start })
    assert.equal(visit.status, 201, visit.text)
    assert.equal((await admin.delete(`/doctors/${doctor.id}`)).status, 204)
    for (const [path, body] of [['/appointments', {}], ['/holds', {}]]) {
        const refused = await patient.post(path, { doctor_id: doctor.id, start: slots[0].start, ...body })
        assert.equal(refused.status, 422, refused.text)
        assert.equal(refused.code, 'not_offered')
        assert.deepEqual(refused.json.reasons.map((reason) => reason.rule), ['doctor_retired'])
    }
    assert.ok(!(await all(`/availability?clinic_id=${doctor.clinic.id}&limit=100`)).some((found) => found.doctor.id === doctor.id))
    assert.equal((await patient.get(`/appointments/${visit.json.id}`)).json.status, 'booked')
    const moved = await patient.patch(`/appointments/${visit.json.id}`, { start: slots[0].start })
    assert.equal(moved.status, 422, moved.text)
    const cancelled = await patient.delete(`/appointments/${visit.json.id}`)
    assert.equal(cancelled.status, 200, cancelled.text)
    everybody = everybody.filter((item) => item.id !== doctor.id)
})

test('clinics: read by all, added and changed by an administrator', async () => {
    const wish = { name: 'Posta Ñuñoa', address: 'Av. Irarrázaval 1', city: 'Ñuñoa', country: 'CL', timezone: 'America/Santiago', latitude: -33.4543, longitude: -70.593, phone: '+56 2 2410 1000' }
    const made = await admin.post('/clinics', wish)
    assert.equal(made.status, 201, made.text)
    assert.equal(made.json.phone, '+56224101000')
    assert.equal(made.json.payment_policy, 'at_desk')
    assert.deepEqual((await anyone.get(`/clinics/${made.json.id}`)).json, made.json)
    assert.ok(ids(await all('/clinics?limit=2')).includes(made.json.id))
    const changed = await admin.patch(`/clinics/${made.json.id}`, { phone: null, name: 'Posta' }, { headers: { 'if-match': '"1"' } })
    assert.equal(changed.status, 200, changed.text)
    assert.equal((await admin.patch(`/clinics/${made.json.id}`, { name: 'Otra' }, { headers: { 'if-match': '"1"' } })).status, 412)
    assert.deepEqual(problems(await admin.patch(`/clinics/${made.json.id}`, { latitude: 1 })), ['/longitude'])
    const wrong = await admin.post('/clinics', { ...wish, country: 'Chile', timezone: 'America/Atlantis', latitude: 91, longitude: 181, phone: 'call me' })
    assert.equal(wrong.status, 422)
    for (const pointer of ['/country', '/timezone', '/phone']) assert.ok(problems(wrong).includes(pointer), wrong.text)
    assert.equal((await anyone.get(`/clinics/${nowhere}`)).status, 404)
    assert.equal((await admin.patch(`/clinics/${nowhere}`, { name: 'x' })).status, 404)
    const events = await server.sql(`select type, version, country, payload from directory.outbox where aggregate_id = '${made.json.id}' order by version`)
    assert.deepEqual(events.map(({ type, version, country }) => `${type} ${version} ${country}`), ['clinic.created 1 CL', 'clinic.changed 2 CL'])
    assert.deepEqual(events[1].payload, { clinic_id: made.json.id, version: 2 })
})

test('a changed clinic or specialty is seen at once on the replica that changed it, and within two seconds on every other', async () => {
    const other = await venera({ beside: server })
    try {
        const doctor = await server.as('doctor')
        const shown = async (replica) => {
            const client = replica.client()
            client.token = doctor.token
            return (await client.get('/me')).json.doctor
        }
        const { clinic, specialties } = await shown(server)
        await shown(other)
        const within_two_seconds = async (seen) => {
            const end = Date.now() + 2_000 + 500
            while (!seen(await shown(other))) assert.ok(Date.now() < end, 'the other replica shows what was')
        }
        for (const name of ['Clínica de una sola vez', 'Clínica de otra vez']) {
            assert.equal((await admin.patch(`/clinics/${clinic.id}`, { name })).status, 200)
            assert.equal((await shown(server)).clinic.name, name)
            await within_two_seconds((card) => card.clinic.name === name)
        }
        const [{ code }] = specialties
        for (const name of ['Del corazón', specialties[0].name]) {
            assert.equal((await admin.patch(`/specialties/${code}`, { name })).status, 200)
            assert.equal((await shown(server)).specialties[0].name, name)
            await within_two_seconds((card) => card.specialties[0].name === name)
        }
        await admin.patch(`/clinics/${clinic.id}`, { name: clinic.name })
        const events = await server.sql(`select type from directory.outbox where payload->>'code' = '${code}'`)
        assert.deepEqual(events.map((event) => event.type), ['specialty.changed', 'specialty.changed'])
    } finally {
        await other.close()
    }
})

test('specialties: a code once; removed only when nobody practises it; it may come back', async () => {
    const made = await admin.post('/specialties', { code: 'sleep-medicine', name: 'Sleep medicine' })
    assert.equal(made.status, 201, made.text)
    const again = await admin.post('/specialties', { code: 'sleep-medicine', name: 'Other' })
    assert.equal(again.status, 409)
    assert.equal(again.code, 'specialty_exists')
    const changed = await admin.patch('/specialties/sleep-medicine', { description: 'Nights' }, { headers: { 'if-match': '"1"' } })
    assert.equal(changed.status, 200, changed.text)
    assert.equal(changed.json.name, 'Sleep medicine')
    assert.equal((await admin.patch('/specialties/sleep-medicine', { name: 'x' }, { headers: { 'if-match': '"1"' } })).status, 412)
    const doctor = await published({ specialties: ['sleep-medicine'] })
    const used = await admin.delete('/specialties/sleep-medicine')
    assert.equal(used.status, 409)
    assert.equal(used.code, 'specialty_in_use')
    assert.equal((await admin.delete(`/doctors/${doctor.id}`)).status, 204)
    assert.equal((await admin.delete('/specialties/sleep-medicine')).status, 204)
    assert.ok(!(await all('/specialties')).some((specialty) => specialty.code === 'sleep-medicine'))
    assert.equal((await admin.delete('/specialties/sleep-medicine')).status, 404)
    assert.equal((await admin.post('/doctors', new_doctor({ specialties: ['sleep-medicine'] }))).status, 422)
    assert.equal((await admin.post('/specialties', { code: 'sleep-medicine', name: 'Sleep again' })).status, 201)
})
