-- A clinic's day, as its reception reads it.
create index appointments_by_clinic_day on scheduling.appointments (clinic_id, local_date, starts_at);

-- Whoever was checked in by mistake has not arrived.
create or replace function scheduling.check_appointment_step() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) not in (
        ('held', 'pending'), ('held', 'booked'), ('held', 'cancelled'), ('held', 'expired'),
        ('pending', 'booked'), ('pending', 'cancelled'),
        ('booked', 'pending'), ('booked', 'arrived'), ('booked', 'fulfilled'), ('booked', 'noshow'),
        ('booked', 'cancelled'),
        ('arrived', 'booked'), ('arrived', 'fulfilled'), ('expired', 'booked')) then
        raise exception 'appointments do not go from % to %', old.status, new.status
            using errcode = '23514', schema = 'scheduling', table = 'appointments',
            constraint = 'appointment_steps';
    end if;
    return new;
end $$;
