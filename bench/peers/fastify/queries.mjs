// Everything that is asked of PostgreSQL.
const minutes = (column) => `(extract(epoch from ${column}) / 60)::float8`
const occupying = `(status in ('pending', 'booked', 'arrived') or (status = 'held' and hold_until > now()))`

const columns = `d.id, d.name, d.specialties, d.price_cents, d.currency, d.experience_years, d.languages, d.modes, d.rating, d.review_count,
    d.photo_url, c.id as clinic_id, c.name as clinic_name, c.address, c.city, c.country, c.timezone, c.payment_policy, s.rules, s.version`
const doctors = `directory.doctors d join directory.clinics c on c.id = d.clinic_id join scheduling.schedules s on s.doctor_id = d.id`

export async function find_doctors(db, { specialty, city, language, max_price_cents, min_rating }) {
    const { rows } = await db.query({
        name: 'find_doctors',
        text: `select ${columns} from ${doctors}
                where d.retired_at is null
                  and ($1::text is null or d.specialties @> array[$1])
                  and ($2::text is null or c.city_folded = platform.fold($2))
                  and ($3::text is null or $3 = any (d.languages))
                  and ($4::int8 is null or d.price_cents <= $4)
                  and ($5::float8 is null or d.rating >= $5)`,
        values: [specialty, city, language, max_price_cents, min_rating],
    })
    return rows
}

export async function find_doctor(db, id) {
    const { rows } = await db.query({
        name: 'find_doctor',
        text: `select ${columns} from ${doctors} where d.retired_at is null and d.id = $1`,
        values: [id],
    })
    return rows[0]
}

export async function specialty_names(db) {
    const { rows } = await db.query({ name: 'specialty_names', text: 'select code, name from directory.specialties' })
    return new Map(rows.map(({ code, name }) => [code, name]))
}

// Gives each doctor its exceptions and visits from now until so many days ahead.
export async function add_diaries(db, found, days) {
    const ids = found.map((doctor) => doctor.id)
    const [exceptions, visits] = await Promise.all([
        db.query({
            name: 'exceptions',
            text: `select doctor_id, kind, ${minutes('starts_at')} as starts_at, ${minutes('ends_at')} as ends_at
                     from scheduling.exceptions
                    where doctor_id = any ($1) and ends_at > localtimestamp - interval '2 days'
                      and starts_at < localtimestamp + ($2::int + 2) * interval '1 day'`,
            values: [ids, days],
        }),
        db.query({
            name: 'visits',
            text: `select doctor_id, ${minutes('starts_at')} as start, ${minutes('lower(occupied)')} as busy_from,
                          ${minutes('upper(occupied)')} as busy_to
                     from scheduling.appointments
                    where doctor_id = any ($1) and ${occupying}
                      and starts_at > now() - interval '2 days' and starts_at < now() + ($2::int + 2) * interval '1 day'`,
            values: [ids, days],
        }),
    ])
    const by_id = new Map(found.map((doctor) => [doctor.id, Object.assign(doctor, { exceptions: [], visits: [] })]))
    for (const row of exceptions.rows) by_id.get(row.doctor_id).exceptions.push(row)
    for (const row of visits.rows) by_id.get(row.doctor_id).visits.push(row)
}

export async function find_patient(db, id) {
    const { rows } = await db.query({
        name: 'patient',
        text: `select id, first_name || ' ' || last_name as name from patients.patients where id = $1`,
        values: [id],
    })
    return rows[0]
}

// The appointment's row, or nothing if somebody else has the time.
export async function insert_appointment(db, values) {
    const { rows } = await db.query({
        name: 'insert_appointment',
        text: `insert into scheduling.appointments as a (id, reference, doctor_id, patient_id, status, starts_at, ends_at, occupied,
                      timezone, local_date, doctor_name, specialty_code, specialty_name, clinic_id, clinic, patient_name, mode, visit_type,
                      price_cents, currency, payment_status, cancellable_until, created_at, updated_at)
               values ($1, $2, $3, $4, 'booked', $5, $6, tstzrange($7, $8, '[)'), $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                       'unpaid', $21, now(), now())
               on conflict do nothing
               returning a.*`,
        values,
    })
    return rows[0]
}

export async function insert_event(db, id) {
    await db.query({
        name: 'insert_event',
        text: `insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, created_at, due_at)
               select gen_random_uuid(), a.id, a.version, 'appointment.booked', a.clinic->>'country', scheduling.event_of(a), now(), now()
                 from scheduling.appointments a where a.id = $1`,
        values: [id],
    })
}

export async function insert_access(db, patient_id, id, request_id, address) {
    await db.query({
        name: 'insert_access',
        text: `insert into scheduling.access_log (occurred_at, actor_role, patient_id, action, resource, resource_id, purpose, request_id,
                      outcome, address)
               values (now(), 'staff', $1, 'book', 'appointment', $2, 'treatment', $3, 'allowed', $4)`,
        values: [patient_id, id, request_id, address],
    })
}
