-- Wishes end when what they rest on is gone: the visit to be moved, or the right of the relative who asked.
-- Who asked for somebody else, as a patient: what they may do is asked again before every offer and answer.
alter table scheduling.waiting add column acting_patient_id uuid;

create index waiting_to_move on scheduling.waiting (appointment_id)
    where status = 'waiting' and appointment_id is not null;

-- What ended long ago goes; what an account asked for lately is counted.
create index waiting_ended on scheduling.waiting (updated_at) where status <> 'waiting';
create index waiting_of_account on scheduling.waiting (created_by, created_at) where created_by is not null;
