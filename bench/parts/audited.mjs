// Part g, the price of the audit: what reading a patient and a record costs beside reading an appointment, all by one doctor; and
// with --reference the bookings of this build beside those of another, in turn, each on a world of its own. Then a million rows are
// added to a log, sealed and verified.
import { Client, password } from '../../tests/api/support/server.mjs'
import { DeskWorld, doctors } from '../desk_world.mjs'
import { run, until } from '../commands.mjs'
import { line, load } from '../load.mjs'
import { options } from '../options.mjs'
import { median, rounds, row } from '../rounds.mjs'

const connections = 16
const most = options.seconds * 20_000
const read_patients = 100
const added_rows = 1_000_000
const api = '/api/v1'

// A doctor with visits of a hundred patients, each with a record.
class Treating {
    static async open(world) {
        const treating = Object.assign(new Treating(), { venera: world.venera, visits: [] })
        const [{ doctor_id }] = await world.venera.sql(`select doctor_id from identity.users where email = 'doctor@venera.example'`)
        const token = await world.venera.staff_token()
        treating.doctor = new Client(world.venera)
        await treating.doctor.sign_in('doctor@venera.example', password)
        for (let number = 0; number < read_patients; ++number) {
            const patient_id = world.patient_ids[number]
            const body = { doctor_id, patient_id, start: world.hold_wish(number * doctors).start }
            const booked = await treating.send('POST', '/appointments', body, token)
            await treating.send('PUT', `/patients/${patient_id}/record/allergies`, [{ substance: 'Penicillin', severity: 'severe' }], treating.doctor.token)
            await treating.send('PUT', `/patients/${patient_id}/record/medications`, [{ name: 'Losartan', dose: '50 mg' }], treating.doctor.token)
            treating.visits.push({ id: booked.id, patient_id })
        }
        return treating
    }

    async send(method, path, body, token) {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
        const answer = await fetch(`${this.venera.base}${api}${path}`, { method, headers, body: JSON.stringify(body) })
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
        return answer.json()
    }

    async read(path_of) {
        await this.doctor.sign_in('doctor@venera.example', password)
        const lines = this.visits.map((visit) => line('GET', `${api}${path_of(visit)}`))
        return load(this.venera, lines, { connections, token: this.doctor.token })
    }
}

const titles = {
    appointment: 'GET /appointments/{id}',
    patient: 'GET /patients/{id}',
    record: 'GET /patients/{id}/record',
}

const note = (results) => `PostgreSQL ${median(results.map((result) => result.database_us)).toFixed(0)} us/request`

// As row(), but the ratio is of the server's CPU for each request.
function cpu_row(what, results, reference) {
    const ratios = reference?.results.map((other, round) => results[round].cpu_us / other.cpu_us)
    const extra = ratios ? { ratio: median(ratios), ratios, reference: reference.name } : {}
    return row('g', what, results, undefined, { ...extra, note: note(results) })
}

async function reads(world) {
    const treating = await Treating.open(world)
    const results = await rounds({
        appointment: () => treating.read(({ id }) => `/appointments/${id}`),
        patient: () => treating.read(({ patient_id }) => `/patients/${patient_id}`),
        record: () => treating.read(({ patient_id }) => `/patients/${patient_id}/record`),
    })
    const both = results.patient.map((patient, round) => ({
        cpu_us: patient.cpu_us + results.record[round].cpu_us,
        database_us: patient.database_us + results.record[round].database_us,
    }))
    const reference = { name: 'CPU of the appointment', results: results.appointment }
    return [
        cpu_row(titles.appointment, results.appointment),
        cpu_row(titles.patient, results.patient, reference),
        cpu_row(titles.record, results.record, reference),
        cpu_row('both of them', both, reference),
    ]
}

// Of the other world only when there is something to compare with.
async function bookings(world) {
    if (!options.reference) return []
    const worlds = { this: world, reference: await DeskWorld.open(options.reference) }
    const used = { this: 0, reference: 0 }
    const book = (name) => async () => {
        const { venera } = worlds[name]
        const lines = Array.from({ length: most }, (_, index) => line('POST', `${api}/appointments`, worlds[name].wish(used[name] + index)))
        const result = await load(venera, lines, { connections, token: await venera.staff_token(), once: true })
        used[name] += result.requests + connections
        return result
    }
    // A round before that counts for nothing: in a server that has just started every doctor and every patient is new.
    for (const name of Object.keys(worlds)) await book(name)()
    const results = await rounds({ this: book('this'), reference: book('reference') })
    await worlds.reference.venera.stop()
    return [
        row('g', 'POST /appointments', results.this, { name: 'the same of --reference', results: results.reference }, { note: note(results.this) }),
        row('g', 'POST /appointments of --reference', results.reference, undefined, { note: note(results.reference) }),
    ]
}

async function verification({ venera }) {
    await venera.execute(`
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource, resource_id, purpose,
               request_id, outcome, address)
        select now(), gen_random_uuid(), 'doctor', gen_random_uuid(), 'read', 'appointment', gen_random_uuid(), 'treatment',
               gen_random_uuid()::text, 'allowed', '127.0.0.1' from generate_series(1, ${added_rows})`)
    const begun = performance.now()
    const unsealed = `select max(id) > (select until_id from audit.seals where context = 'scheduling' order by number desc limit 1) as some from scheduling.access_log`
    await until('all rows sealed', async () => !(await venera.sql(unsealed))[0].some, { timeout_ms: 600_000 })
    const seconds = (performance.now() - begun) / 1000
    const verify = async () => {
        const verifying = performance.now()
        const text = await run(venera.binary, ['audit', 'verify', '--data', venera.data])
        return { rate: Number(/^(\d+) rows/.exec(text)[1]) / ((performance.now() - verifying) / 1000) }
    }
    return [
        row('g', `sealing ${added_rows} rows`, [{ rate: added_rows / seconds }], undefined, { note: 'rows a second' }),
        row('g', 'venera audit verify', (await rounds({ verify })).verify, undefined, { note: 'rows a second' }),
    ]
}

export async function measure() {
    const world = await DeskWorld.open()
    const rows = [...(await reads(world)), ...(await bookings(world)), ...(await verification(world))]
    await world.venera.stop()
    return rows
}
