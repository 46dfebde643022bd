// Figures of visits: they are what an independent count gives, within the clinics of whoever asks, and name no patient.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { unique_email, venera } from './support/server.mjs'

let server, admin, staff, branch, doctor, program, ana, clinic
before(async () => {
    server = await venera()
    ;[admin, staff, doctor, ana] = [await server.as('admin'), await server.as('staff'), await server.as('doctor'), await server.patient()]
    const [{ clinic_id }] = await server.sql('select clinic_id from scheduling.appointments group by 1 order by count(*) desc limit 1')
    clinic = clinic_id
    const email = unique_email()
    const made = await admin.post('/users', { email, role: 'staff', first_name: 'Luz', last_name: 'Rey', password: 'correct horse battery', clinic_ids: [clinic] })
    assert.equal(made.status, 201, made.text)
    branch = server.client()
    await branch.sign_in(email, 'correct horse battery')
    const { json } = await admin.post('/api-keys', { name: 'Figures', scopes: ['appointments:read'] })
    program = Object.assign(server.client(), { key: json.key })
})
after(() => server?.close())

async function ask(query, client = admin) {
    const answer = await client.get(`/appointments/statistics?${query}`)
    assert.equal(answer.status, 200, answer.text)
    return answer.json
}
const counts = `count(*)::int as visits, count(*) filter (where status in ('arrived', 'fulfilled'))::int as kept, count(*) filter (where status = 'cancelled')::int as cancelled,
    count(*) filter (where status = 'noshow')::int as no_show, count(*) filter (where status in ('pending', 'booked'))::int as open`
const sum = ({ visits, kept, cancelled, no_show, open }) => ({ visits, kept, cancelled, no_show, open })
// Counted from the instants, by the zone of the visit: not from the columns that the program keeps for it.
const counted = (by, where) => server.sql(`select ${by}, ${counts} from (select a.*, (starts_at at time zone timezone) as wall from scheduling.appointments a) a
    where status not in ('held', 'expired') and ${where} group by 1 order by 1`)
async function span() {
    const [{ first, last }] = await server.sql(`select min((starts_at at time zone timezone)::date)::text as first, max((starts_at at time zone timezone)::date)::text as last from scheduling.appointments where status not in ('held', 'expired')`)
    const earliest = new Date(Date.parse(`${last}T00:00:00Z`) - 365 * 86_400_000).toISOString().slice(0, 10)
    return { from: first > earliest ? first : earliest, until: last }
}

test('figures are what counting gives: in all, by day, hour, specialty, doctor and clinic', async () => {
    const { from, until } = await span()
    const found = await ask(`from=${from}&until=${until}`)
    const within = `wall::date between '${from}' and '${until}'`
    const [all] = await counted('1 as one', within)
    assert.ok(all.visits > 100, `the demo world has visits: ${all.visits}`)
    assert.deepEqual(sum(found), sum(all))
    const days = await counted('wall::date::text as day', within)
    assert.deepEqual(found.periods.filter((one) => one.visits).map((one) => [one.from, sum(one)]), days.map((one) => [one.day, sum(one)]))
    const names = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
    const hours = await counted(`extract(isodow from wall) * 100 + extract(hour from wall) as at`, within)
    assert.deepEqual(found.hours.map((one) => [(names.indexOf(one.weekday) + 1) * 100 + one.hour, sum(one)]), hours.map((one) => [one.at, sum(one)]))
    for (const [member, column, id] of [['specialties', 'specialty_code', 'code'], ['doctors', 'doctor_id', 'id'], ['clinics', 'clinic_id', 'id']]) {
        const groups = await counted(`${column}::text as id`, within)
        const expected = Object.fromEntries(groups.map((one) => [one.id, sum(one)]))
        assert.equal(found[member].length, Math.min(groups.length, 100), member)
        for (const one of found[member]) assert.deepEqual(sum(one), expected[one[id]], `${member} ${one.name}`)
        assert.deepEqual(found[member].map((one) => one.visits), found[member].map((one) => one.visits).sort((a, b) => b - a), 'the largest first')
        assert.ok(found[member].every((one) => one.name), 'each has its name')
    }
    const [lead] = await server.sql(`select percentile_disc(0.5) within group (order by days) as median, count(*) filter (where days = 0)::int as same_day from (
        select greatest((starts_at at time zone timezone)::date - (created_at at time zone timezone)::date, 0) as days from scheduling.appointments
         where status not in ('held', 'expired') and (starts_at at time zone timezone)::date between '${from}' and '${until}') l`)
    assert.equal(found.lead_time.median_days, lead.median)
    assert.equal(found.lead_time.buckets[0].visits, lead.same_day)
    assert.equal(found.lead_time.buckets.reduce((total, one) => total + one.visits, 0), all.visits)
})

test('weeks and months cover the days, and filters narrow', async () => {
    const { from, until } = await span()
    const found = await ask(`from=${from}&until=${until}`)
    for (const unit of ['week', 'month']) {
        const { periods } = await ask(`from=${from}&until=${until}&unit=${unit}`)
        assert.deepEqual([periods[0].from, periods.at(-1).until], [from, until])
        for (const [index, one] of periods.entries()) {
            const days = found.periods.filter((day) => day.from >= one.from && day.from <= one.until)
            assert.equal(one.visits, days.reduce((total, day) => total + day.visits, 0))
            if (index > 0) assert.equal(Date.parse(one.from) - Date.parse(periods[index - 1].until), 86_400_000)
            if (index > 0) assert.ok(unit === 'week' ? new Date(one.from).getUTCDay() === 1 : one.from.endsWith('-01'), one.from)
        }
    }
    const [first] = found.doctors
    const narrow = await ask(`from=${from}&until=${until}&doctor_id=${first.id}`)
    assert.deepEqual([sum(narrow), narrow.doctors.map((one) => one.id)], [sum(first), [first.id]])
    const of_clinic = await ask(`from=${from}&until=${until}&clinic_id=${clinic}&specialty=${found.specialties[0].code}`)
    const [expected] = await counted('1 as one', `wall::date between '${from}' and '${until}' and clinic_id = '${clinic}' and specialty_code = '${found.specialties[0].code}'`)
    assert.deepEqual(sum(of_clinic), sum(expected ?? { visits: 0, kept: 0, cancelled: 0, no_show: 0, open: 0 }))
    const without = await ask('')
    assert.equal(without.periods.length, 30)
    assert.equal((await ask(`from=${from}&until=${until}&doctor_id=0192d9b0-0000-7000-8000-00000000beef`)).visits, 0)
})

test('staff of a clinic count its visits only; programs count all; others may not', async () => {
    const { from, until } = await span()
    const query = `from=${from}&until=${until}`
    const all = await ask(query)
    const own = all.clinics.find((one) => one.id === clinic)
    assert.ok(own.visits < all.visits, 'there is another clinic')
    assert.deepEqual(sum(await ask(query, branch)), sum(own))
    const other = all.clinics.find((one) => one.id !== clinic)
    assert.equal((await ask(`${query}&clinic_id=${other.id}`, branch)).visits, 0)
    assert.deepEqual(sum(await ask(query, staff)), sum(all))
    assert.deepEqual(sum(await ask(query, program)), sum(all))
    for (const client of [doctor, ana]) assert.equal((await client.get(`/appointments/statistics?${query}`)).status, 403)
    assert.equal((await server.client().get(`/appointments/statistics?${query}`)).status, 401)
})

test('wrong values are refused by their name', async () => {
    for (const [query, parameter] of [
        ['from=2026-02-30', 'from'], ['from=today', 'from'], ['from=2026-01-01T00:00:00Z', 'from'], ['until=infinity', 'until'], ['from=2026-02-02&until=2026-02-01', 'until'],
        ['from=2024-01-01&until=2025-01-01', 'until'], ['from=2000-01-01&until=2199-12-31', 'until'], ['from=0001-01-01', 'from'], ['from=9999-12-31', 'from'], ['from=2199-12-31&until=2200-01-01', 'until'], ['until=1999-12-31', 'until'], ['unit=year', 'unit'], ['clinic_id=1', 'clinic_id'], ['doctor_id=%27', 'doctor_id'],
        ['specialty=Cardiology%00', 'specialty'], ["specialty=x'%3B--", 'specialty'], ['patient_id=0192d9b0-0000-7000-8000-00000000beef', 'patient_id'], ['from=2026-01-01&from=2026-01-02', 'from'],
    ]) {
        const answer = await admin.get(`/appointments/statistics?${query}`)
        assert.ok([400, 422].includes(answer.status), `${query}: ${answer.status} ${answer.text}`)
        if (answer.status === 422) assert.equal(answer.json.errors[0].parameter, parameter, query)
    }
    assert.equal((await ask('from=2024-01-01&until=2024-12-31')).periods.length, 366)
    assert.equal((await ask('from=2199-12-31')).visits, 0)
    assert.equal((await ask('until=2000-01-01')).visits, 0)
})

test('nobody’s data is in it, and nobody’s visit is looked at for it', async () => {
    const { from, until } = await span()
    const answer = await admin.get(`/appointments/statistics?from=${from}&until=${until}`)
    const people = await server.sql(`select patient_id as id, patient_name as name from scheduling.appointments where patient_id is not null limit 500`)
    for (const { id, name } of people) assert.ok(!answer.text.includes(id) && !answer.text.includes(`"${name}"`))
    assert.equal((await server.sql(`select 1 from scheduling.access_log where request_id = '${answer.headers.get('x-request-id')}'`)).length, 0)
})
