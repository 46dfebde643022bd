-- A visit that is moved to where it is to be paid first waits for its payment there.
create or replace function scheduling.check_appointment_step() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) not in (
        ('held', 'pending'), ('held', 'booked'), ('held', 'cancelled'), ('held', 'expired'),
        ('pending', 'booked'), ('pending', 'cancelled'),
        ('booked', 'pending'), ('booked', 'arrived'), ('booked', 'fulfilled'), ('booked', 'noshow'),
        ('booked', 'cancelled'),
        ('arrived', 'fulfilled'), ('expired', 'booked')) then
        raise exception 'appointments do not go from % to %', old.status, new.status
            using errcode = '23514', schema = 'scheduling', table = 'appointments',
            constraint = 'appointment_steps';
    end if;
    return new;
end $$;
