-- Sealed texts name the version of their key from now on; 0 marks those from before.
update scheduling.appointments
   set reason_sealed = '\x00000000'::bytea || reason_sealed,
       notes_sealed = '\x00000000'::bytea || notes_sealed,
       cancel_reason_sealed = '\x00000000'::bytea || cancel_reason_sealed,
       override_reason_sealed = '\x00000000'::bytea || override_reason_sealed
 where reason_sealed is not null or notes_sealed is not null or cancel_reason_sealed is not null
    or override_reason_sealed is not null;
