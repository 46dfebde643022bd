-- What statistics count of a visit, by the day of its clinic: they read a year of visits from here alone, without the
-- rows.
create index appointments_counted on scheduling.appointments (local_date)
    include (status, starts_at, created_at, timezone, doctor_id, specialty_code, clinic_id)
    where status not in ('held', 'expired');
