-- The outbox is read by (xid, id) now (platform/0003), which also serves those who read by xid alone.
drop index if exists scheduling.outbox_xid;

-- The events also say the zone of the visit, and whether it is still a hold: what a message needs to be planned.
create or replace function scheduling.event_of(a scheduling.appointments) returns jsonb language sql stable parallel safe as $$
    select jsonb_build_object(
        'appointment_id', a.id, 'doctor_id', a.doctor_id, 'patient_id', a.patient_id, 'clinic_id', a.clinic_id,
        'start', to_char(a.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'end', to_char(a.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'timezone', a.timezone, 'is_hold', a.hold_until is not null,
        'status', a.status, 'overrides', a.overrides, 'version', a.version)
$$;
