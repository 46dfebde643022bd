-- Every occupied time is a row of this table, holds included. That two visits of one doctor, or of one
-- patient, never
-- overlap is not a promise of the code: the two exclusion constraints refuse it on every path of writing.
create table scheduling.appointments (
    id                uuid primary key,
    reference         text not null constraint appointments_reference unique
                      check (reference ~ '^VEN-[0-9A-HJKMNP-TV-Z]{6}$'),
    doctor_id         uuid not null,
    -- NULL: a hold of somebody who has not signed in. The constraint on patients does not see it.
    patient_id        uuid,
    status            text not null check (status in ('held', 'pending', 'booked', 'arrived', 'fulfilled',
    'cancelled',
                                                      'noshow', 'expired')),
    starts_at         timestamptz not null,
    ends_at           timestamptz not null,
    -- The visit plus its buffers, half-open.
    occupied          tstzrange not null,
    -- The zone of the doctor when it was booked, and the date there: a later change of zone does not touch
    -- the past.
    timezone          text not null,
    local_date        date not null,
    -- What the appointment shows of others, as it was when it was booked: no context reads another's
    -- tables.
    doctor_name       text not null,
    specialty_code    text not null,
    specialty_name    text not null,
    clinic_id         uuid not null,
    clinic            jsonb not null,
    patient_name      text,
    mode              text not null check (mode in ('in_person', 'video')),
    visit_type        text not null,
    price_cents       bigint not null check (price_cents >= 0),
    currency          text not null check (currency ~ '^[A-Z]{3}$'),
    payment_status    text not null check (payment_status in ('not_required', 'unpaid', 'paid', 'refunded',
                                                              'partially_refunded')),
    cancellable_until timestamptz not null,
    hold_until        timestamptz,
    hold_extensions   smallint not null default 0 check (hold_extensions between 0 and 10),
    -- SHA-256 of the token that an anonymous holder shows, of their address, and of their address and
    -- browser.
    holder_hash       bytea check (length(holder_hash) = 32),
    address_hash      bytea check (length(address_hash) = 32),
    browser_hash      bytea check (length(browser_hash) = 32),
    -- Sealed with the patient's key.
    reason_sealed          bytea,
    notes_sealed           bytea,
    cancel_reason_sealed   bytea,
    override_reason_sealed bytea,
    overrides         text[] not null default '{}',
    created_by        uuid,
    version           bigint not null default 1 check (version >= 1),
    created_at        timestamptz not null,
    updated_at        timestamptz not null,

    -- A CHECK that yields NULL passes, so the infinite ends are asked for by name.
    constraint occupied_is_a_time check (
        not isempty(occupied) and not lower_inf(occupied) and not upper_inf(occupied)
        and lower_inc(occupied) and not upper_inc(occupied)
        and isfinite(lower(occupied)) and isfinite(upper(occupied))
        and upper(occupied) - lower(occupied) between interval '5 minutes' and interval '12 hours'),
    constraint visit_is_a_time check (
        isfinite(starts_at) and isfinite(ends_at) and starts_at < ends_at
        and lower(occupied) <= starts_at and ends_at <= upper(occupied)),
    constraint visit_on_five_minutes check (
        extract(epoch from starts_at) % 300 = 0 and extract(epoch from ends_at) % 300 = 0),
    constraint visit_in_years check (
        starts_at >= timestamptz '2000-01-01 00:00:00+00' and starts_at < timestamptz '2200-01-01
        00:00:00+00'),
    constraint hold_has_an_end check ((status = 'held') <= (hold_until is not null and
    isfinite(hold_until))),
    constraint visit_has_a_patient check (
        status in ('held', 'expired',
        'cancelled') or (patient_id is not null and patient_name is not null)),
    constraint override_has_a_reason check ((cardinality(overrides) > 0) = (override_reason_sealed is not
    null)),

    constraint no_doctor_overlap exclude using gist (doctor_id with =, occupied with &&)
        where (status in ('held', 'pending', 'booked', 'arrived')),
    constraint no_patient_overlap exclude using gist (patient_id with =, occupied with &&)
        where (status in ('held', 'pending', 'booked', 'arrived'))
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02,
        autovacuum_vacuum_insert_scale_factor = 0.05);

create index appointments_by_doctor on scheduling.appointments (doctor_id, starts_at, id);
create index appointments_by_patient on scheduling.appointments (patient_id, starts_at,
id) where patient_id is not null;
create index appointments_by_start on scheduling.appointments (starts_at, id);
create index appointments_held on scheduling.appointments (hold_until) where status = 'held';
create index appointments_held_by_address on scheduling.appointments (address_hash)
    where status = 'held' and address_hash is not null;
create index appointments_held_by_browser on scheduling.appointments (browser_hash)
    where status = 'held' and browser_hash is not null;

-- The graph of an appointment's life, once more beneath the code: whoever writes, no other step is
-- possible.
create function scheduling.check_appointment_step() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) not in (
        ('held', 'pending'), ('held', 'booked'), ('held', 'cancelled'), ('held', 'expired'),
        ('pending', 'booked'), ('pending', 'cancelled'),
        ('booked', 'arrived'), ('booked', 'fulfilled'), ('booked', 'noshow'), ('booked', 'cancelled'),
        ('arrived', 'fulfilled')) then
        raise exception 'appointments do not go from % to %', old.status, new.status
            using errcode = '23514', schema = 'scheduling', table = 'appointments',
            constraint = 'appointment_steps';
    end if;
    return new;
end $$;
create trigger appointment_steps before update of status on scheduling.appointments
    for each row when (old.status is distinct from new.status) execute function
    scheduling.check_appointment_step();

-- What the events of an appointment say: ids, times, status and version, and nothing of a person.
create function scheduling.event_of(a scheduling.appointments) returns jsonb language sql stable parallel
safe as $$
    select jsonb_build_object(
        'appointment_id', a.id, 'doctor_id', a.doctor_id, 'patient_id', a.patient_id, 'clinic_id',
        a.clinic_id,
        'start', to_char(a.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'end', to_char(a.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'status', a.status, 'overrides', a.overrides, 'version', a.version)
$$;
