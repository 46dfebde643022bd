-- A payment that succeeds after its hold has run out books the time if nobody else has taken it: the exclusion constraints
-- decide that, as everywhere.
create or replace function scheduling.check_appointment_step() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) not in (
        ('held', 'pending'), ('held', 'booked'), ('held', 'cancelled'), ('held', 'expired'),
        ('pending', 'booked'), ('pending', 'cancelled'),
        ('booked', 'arrived'), ('booked', 'fulfilled'), ('booked', 'noshow'), ('booked', 'cancelled'),
        ('arrived', 'fulfilled'), ('expired', 'booked')) then
        raise exception 'appointments do not go from % to %', old.status, new.status
            using errcode = '23514', schema = 'scheduling', table = 'appointments',
            constraint = 'appointment_steps';
    end if;
    return new;
end $$;

-- What a clinic asks for beforehand is paid, the rest is not.
alter table scheduling.appointments drop constraint appointments_payment_status_check;
alter table scheduling.appointments add constraint appointments_payment_status_check
    check (payment_status in ('not_required', 'unpaid', 'deposit_paid', 'paid', 'refunded', 'partially_refunded')) not valid;
alter table scheduling.appointments validate constraint appointments_payment_status_check;
