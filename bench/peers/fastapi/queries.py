"""Everything that is asked of PostgreSQL."""


def minutes(column):
    return f'(extract(epoch from {column}) / 60)::int8'


OCCUPYING = "(status in ('pending', 'booked', 'arrived') or (status = 'held' and hold_until > now()))"

DOCTORS = '''
    select d.id, d.name, d.specialties, d.price_cents, d.currency, d.experience_years, d.languages, d.modes, d.rating,
           d.review_count, d.photo_url, c.id as clinic_id, c.name as clinic_name, c.address, c.city, c.country, c.timezone,
           c.payment_policy, s.rules, s.version
      from directory.doctors d
      join directory.clinics c on c.id = d.clinic_id
      join scheduling.schedules s on s.doctor_id = d.id
     where d.retired_at is null'''

FIND_DOCTORS = f'''{DOCTORS}
       and ($1::text is null or d.specialties @> array[$1])
       and ($2::text is null or c.city_folded = platform.fold($2))
       and ($3::text is null or $3 = any (d.languages))
       and ($4::int8 is null or d.price_cents <= $4)
       and ($5::float8 is null or d.rating >= $5)'''

EXCEPTIONS = f'''
    select doctor_id, kind, {minutes('starts_at')} as starts_at, {minutes('ends_at')} as ends_at
      from scheduling.exceptions
     where doctor_id = any ($1) and ends_at > localtimestamp - interval '2 days'
       and starts_at < localtimestamp + ($2::int + 2) * interval '1 day\''''

VISITS = f'''
    select doctor_id, {minutes('starts_at')} as start, {minutes('lower(occupied)')} as busy_from, {minutes('upper(occupied)')} as busy_to
      from scheduling.appointments
     where doctor_id = any ($1) and {OCCUPYING}
       and starts_at > now() - interval '2 days' and starts_at < now() + ($2::int + 2) * interval '1 day\''''

INSERT_APPOINTMENT = '''
    insert into scheduling.appointments as a (id, reference, doctor_id, patient_id, status, starts_at, ends_at, occupied, timezone,
           local_date, doctor_name, specialty_code, specialty_name, clinic_id, clinic, patient_name, mode, visit_type, price_cents,
           currency, payment_status, cancellable_until, created_at, updated_at)
    values ($1, $2, $3, $4, 'booked', $5, $6, tstzrange($7, $8, '[)'), $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            'unpaid', $21, now(), now())
    on conflict do nothing
    returning a.*'''

INSERT_EVENT = '''
    insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, created_at, due_at)
    select gen_random_uuid(), a.id, a.version, 'appointment.booked', a.clinic->>'country', scheduling.event_of(a), now(), now()
      from scheduling.appointments a where a.id = $1'''

INSERT_ACCESS = '''
    insert into scheduling.access_log (occurred_at, actor_role, patient_id, action, resource, resource_id, purpose, request_id,
           outcome, address)
    values (now(), 'staff', $1, 'book', 'appointment', $2, 'treatment', $3, 'allowed', $4)'''


async def find_doctors(db, specialty, city, language, max_price_cents, min_rating):
    return [dict(row) for row in await db.fetch(FIND_DOCTORS, specialty, city, language, max_price_cents, min_rating)]


async def find_doctor(db, doctor_id):
    row = await db.fetchrow(f'{DOCTORS} and d.id = $1', doctor_id)
    return dict(row) if row else None


async def find_patient(db, patient_id):
    return await db.fetchrow("select id, first_name || ' ' || last_name as name from patients.patients where id = $1", patient_id)


async def specialty_names(db):
    return {row['code']: row['name'] for row in await db.fetch('select code, name from directory.specialties')}


async def add_diaries(db, doctors, days):
    """Gives each doctor its exceptions and visits from now until so many days ahead."""
    by_id = {doctor['id']: doctor for doctor in doctors}
    for doctor in doctors:
        doctor['exceptions'], doctor['visits'] = [], []
    for row in await db.fetch(EXCEPTIONS, list(by_id), days):
        by_id[row['doctor_id']]['exceptions'].append(row)
    for row in await db.fetch(VISITS, list(by_id), days):
        by_id[row['doctor_id']]['visits'].append(row)
