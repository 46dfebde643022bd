-- Patients whose profile was merged into another's: their visits are the other's, and none may come after them.
create table scheduling.merged_patients (patient_id uuid primary key);

-- Serialises bookings with merges, shared by the bookings. One of 256, so that an import of any size holds few.
create function scheduling.merging_turn(patient uuid) returns integer
    language sql immutable parallel safe return hashtext(patient::text) & 255;

-- A replica may still hold the card of a patient who was merged a moment ago. A statement does not see what was
-- committed after it began; a query of this function, after the lock, does.
create function scheduling.refuse_merged_patient() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(730833224, scheduling.merging_turn(new.patient_id));
    if exists (select from scheduling.merged_patients where patient_id = new.patient_id) then
        raise exception 'the profile of this patient was merged into another one'
            using errcode = '23514', schema = 'scheduling', table = 'appointments',
                  constraint = 'patient_is_merged';
    end if;
    return new;
end $$;
create trigger merged_patient_books before insert on scheduling.appointments
    for each row when (new.patient_id is not null) execute function scheduling.refuse_merged_patient();
create trigger merged_patient_takes before update of patient_id on scheduling.appointments
    for each row when (new.patient_id is distinct from old.patient_id and new.patient_id is not null)
    execute function scheduling.refuse_merged_patient();
