// A booking is answered only after its commit is on disk (B3): the system calls of PostgreSQL's backends, watched by strace
// (as root), show an fdatasync between each booking's arrival and its answer. One client, so nobody else syncs for it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { venera } from '../api/support/server.mjs'
import { Trace } from '../api/support/trace.mjs'

const bookings = process.env.VENERA_FULL === '1' ? 200 : 40
let server
before(async () => {
    server = await venera({ clock: false, env: { VENERA_HTTP__THREADS: '1', VENERA_DATABASE__POOL_SIZE: '1' } })
})
after(() => server?.close())

test('fdatasync comes before every answer to a booking', async () => {
    const patient = await server.patient()
    const staff = await server.as('staff')
    const { doctor, slots } = await patient.doctor_with_times()
    const [{ pid }] = await server.sql(`select pid from pg_stat_activity where application_name like 'venera%' and usename is not null and backend_type = 'client backend' and pid <> pg_backend_pid() order by query_start desc nulls last limit 1`)
    const watch = await Trace.of(pid, 'recvfrom,sendto,fdatasync')
    for (let i = 0; i < bookings; ++i) {
        const booked = await staff.post('/appointments', { doctor_id: doctor.id, start: slots[i % slots.length].start, patient_id: patient.patient.id })
        assert.equal(booked.status, 201, booked.text)
        assert.equal((await staff.delete(`/appointments/${booked.json.id}`)).status, 200)
    }
    const calls = (await watch.end()).map((line) => line.replace(/^\d+ +/, ''))
    let synced = false
    let seen = 0
    for (const call of calls) {
        if (call.startsWith('recvfrom') && !/EAGAIN/.test(call)) synced = false
        if (call.startsWith('fdatasync')) synced = true
        // The row that the booking's statement returns comes with its CommandComplete.
        if (call.startsWith('sendto') && /SELECT 1\\0|INSERT 0 1\\0|UPDATE 1\\0/.test(call) && synced) ++seen
    }
    assert.ok(calls.filter((call) => call.startsWith('fdatasync')).length >= 2 * bookings, `${calls.length} calls`)
    assert.ok(seen >= 2 * bookings, `${seen} answers after a sync of ${2 * bookings} commits`)
})
