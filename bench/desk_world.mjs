// A world in which every booking finds its time: doctors open day and night without caps, and nobody booked yet. The rules are
// still checked. bench.doctors, .patients, .moves and .cancels give what pgbench draws by number.
import { load_world } from './venera.mjs'

export const doctors = 2000
export const patients = 4000
const horizon_days = 365
const slot_ms = 1_800_000
const slots = 120 * 48

const opened = `
    update scheduling.schedules set version = version + 1, rules = rules || jsonb_build_object(
        'slot_minutes', 30, 'horizon_days', ${horizon_days}, 'notice_minutes', 0, 'buffer_before_minutes', 0,
        'buffer_after_minutes', 0, 'max_per_day', null,
        'visit_types', jsonb_build_array((rules->'visit_types'->0) || '{"duration_minutes": 30}'),
        'hours', (select jsonb_agg(jsonb_build_object('day_of_week', day, 'start_time', '00:00', 'end_time', '00:00',
                                                      'break_start', null, 'break_end', null, 'clinic_id', null))
                    from unnest(array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']) day));
    delete from scheduling.exceptions;
    delete from scheduling.appointments;
    create schema if not exists bench;
    drop table if exists bench.doctors, bench.patients;
    create table bench.doctors as
        select row_number() over (order by d.id)::int as n, d.id, d.name, d.clinic_id, s.version, c.timezone,
               jsonb_build_object('id', c.id, 'name', c.name, 'address', c.address, 'city', c.city, 'country', c.country,
                                  'timezone', c.timezone) as clinic
          from directory.doctors d
          join scheduling.schedules s on s.doctor_id = d.id
          join directory.clinics c on c.id = d.clinic_id;
    create table bench.patients as select row_number() over (order by id)::int as n, id from patients.patients;
    alter table bench.doctors add primary key (n);
    alter table bench.patients add primary key (n)`

// Half of these visits is moved over HTTP, half by pgbench, each to and fro between days that nobody else uses.
export const moves = 4000
const moved = (first_day) => `
    drop table if exists bench.moves, bench.move_times;
    create table bench.moves as
        select m.n, lpad(to_hex(m.n), 32, '0')::uuid as id, d.n as d, d.version,
               ((m.n - 1) / ${doctors}) * interval '30 min' as shift
          from generate_series(1, ${moves}) m (n) join bench.doctors d on d.n = (m.n - 1) % ${doctors} + 1;
    create table bench.move_times as
        select m.n, day, t.starts_at, tstzrange(t.starts_at, t.starts_at + interval '30 min', '[)') as occupied
          from bench.moves m, generate_series(0, 99) day,
               lateral (select timestamptz '${first_day}' + day * interval '1 day' + m.shift as starts_at) t;
    alter table bench.moves add primary key (n);
    alter table bench.move_times add primary key (n, day);
    insert into scheduling.appointments (id, reference, doctor_id, patient_id, status, starts_at, ends_at, occupied, timezone,
           local_date, doctor_name, specialty_code, specialty_name, clinic_id, clinic, patient_name, mode, visit_type, price_cents,
           currency, payment_status, cancellable_until, created_at, updated_at)
    select m.id, 'VEN-' || upper(right(lpad(to_hex(m.n), 32, '0'), 6)), d.id, p.id, 'booked', t.starts_at,
           t.starts_at + interval '30 min', t.occupied, d.timezone, (t.starts_at at time zone d.timezone)::date, d.name, 'cardiology',
           'Cardiology', d.clinic_id, d.clinic, 'Ana Quispe', 'in_person', 'consultation', 15000, 'PEN', 'unpaid', t.starts_at,
           clock_timestamp(), clock_timestamp()
      from bench.moves m
      join bench.move_times t on t.n = m.n and t.day = 99
      join bench.doctors d on d.n = m.d
      join bench.patients p on p.n = m.n`

// Holds of the year 2100, so that the statistics know of holds when they are counted: after a quiet hour the planner believes
// that there are none, and reads all of them for each patient.
const held = `
    insert into scheduling.appointments (id, reference, doctor_id, patient_id, status, starts_at, ends_at, occupied, timezone,
           local_date, doctor_name, specialty_code, specialty_name, clinic_id, clinic, patient_name, mode, visit_type, price_cents,
           currency, payment_status, cancellable_until, hold_until, created_at, updated_at)
    select gen_random_uuid(), 'VEN-' || upper(right(md5(random()::text), 6)), d.id, p.id, 'held', t.starts_at,
           t.starts_at + interval '30 min', tstzrange(t.starts_at, t.starts_at + interval '30 min', '[)'), d.timezone,
           (t.starts_at at time zone d.timezone)::date, d.name, 'cardiology', 'Cardiology', d.clinic_id, d.clinic, 'Ana Quispe',
           'in_person', 'consultation', 15000, 'PEN', 'unpaid', t.starts_at, now() + interval '1 hour', now(), now()
      from bench.doctors d
      join bench.patients p on p.n = d.n
     cross join (select timestamptz '2100-01-01 00:00+00' as starts_at) t
    on conflict do nothing`

export class DeskWorld {
    static async open(binary) {
        const world = new DeskWorld()
        world.venera = await (await load_world(doctors, patients, binary)).start()
        world.first = Math.ceil((Date.now() + 3_600_000) / slot_ms) * slot_ms
        world.first_move_day = new Date(Math.floor(world.first / 86_400_000) * 86_400_000 + 200 * 86_400_000)
        await world.venera.execute(opened)
        await world.venera.execute(moved(world.first_move_day.toISOString()))
        await world.venera.execute('vacuum analyze')
        // What was written behind the server's back is read at its start.
        await world.venera.restart()
        const ids = async (table) => (await world.venera.sql(`select id from bench.${table} order by n`)).map((row) => row.id)
        world.doctor_ids = await ids('doctors')
        world.patient_ids = await ids('patients')
        return world
    }

    // The wish number `number`: doctor, time and patient differ from those of every other number.
    wish(number) {
        const total = doctors * slots
        if (number >= total) throw new Error('out of free times: fewer rounds or seconds')
        const place = (number * 7_919) % total
        const slot = Math.floor(place / doctors)
        const doctor = place % doctors
        const start = new Date(this.first + slot * slot_ms).toISOString().replace('.000Z', 'Z')
        return { doctor_id: this.doctor_ids[doctor], start, patient_id: this.patient_ids[(doctor + slot * 7) % patients] }
    }

    // As wish(), with the patients one after the other.
    hold_wish(number) {
        const slot = Math.floor(number / doctors)
        const start = new Date(this.first + (slots + slot) * slot_ms).toISOString().replace('.000Z', 'Z')
        return { doctor_id: this.doctor_ids[number % doctors], start, patient_id: this.patient_ids[number % patients] }
    }

    // Where the visit `number` of bench.moves goes on a day of the moves.
    move_start(number, day) {
        const shift = Math.floor((number - 1) / doctors) * slot_ms
        return new Date(this.first_move_day.getTime() + day * 86_400_000 + shift).toISOString().replace('.000Z', 'Z')
    }

    // What has been booked waits in bench.cancels, in no order of time.
    async gather_cancels() {
        await this.venera.execute(`
            drop table if exists bench.cancels;
            create table bench.cancels as
                select row_number() over (order by md5(id::text))::int as n, id from scheduling.appointments
                 where status = 'booked' and id not in (select id from bench.moves);
            alter table bench.cancels add primary key (n);
            analyze bench.cancels`)
        return (await this.venera.sql('select id from bench.cancels order by n')).map((row) => row.id)
    }

    // So that the next round may hold again, with statistics that know of holds.
    async end_holds() {
        await this.venera.execute(held)
        await this.venera.execute('analyze scheduling.appointments')
        await this.venera.execute(`update scheduling.appointments set status = 'expired', version = version + 1 where status = 'held'`)
    }
}
