-- How many live holds a patient has is asked for every hold: without this index that reads all live holds.
create index appointments_held_by_patient on scheduling.appointments (patient_id)
    where status = 'held' and patient_id is not null;
