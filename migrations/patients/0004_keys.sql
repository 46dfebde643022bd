-- Keys in versions. A data key that is being replaced stands beside its successor or predecessor, all of them
-- wrapped with version kek_version of the key-encryption key; a person who was erased has none.
alter table patients.patients
    alter column data_key_wrapped drop not null,
    add column kek_version               integer not null default 1,
    add column next_data_key_wrapped     bytea,
    add column previous_data_key_wrapped bytea,
    -- The last rotation of data keys that gave this patient a new one.
    add column data_key_rotation         bigint not null default 0,
    -- When the keys last changed: replicas forget what they keep of the patient, while their version stays.
    add column rekeyed_at                timestamptz,
    add column erased_at                 timestamptz,
    add constraint erased_has_no_key check ((erased_at is null) = (data_key_wrapped is not null)),
    add constraint one_key_at_a_time check (next_data_key_wrapped is null or previous_data_key_wrapped is null);
create index patients_rekeyed on patients.patients (rekeyed_at) where rekeyed_at is not null;
create index patients_with_next_key on patients.patients (id) where next_data_key_wrapped is not null;
create index patients_with_previous_key on patients.patients (id) where previous_data_key_wrapped is not null;
create index patients_erased on patients.patients (erased_at) where erased_at is not null;

-- What was sealed before names its key's version from now on.
update patients.patients
   set phone_sealed = '\x00000001'::bytea || phone_sealed,
       email_sealed = '\x00000001'::bytea || email_sealed,
       national_id_sealed = '\x00000001'::bytea || national_id_sealed,
       address_sealed = '\x00000001'::bytea || address_sealed,
       policy_number_sealed = '\x00000001'::bytea || policy_number_sealed,
       emergency_contact_sealed = '\x00000001'::bytea || emergency_contact_sealed,
       infos_sealed = '\x00000001'::bytea || infos_sealed
 where num_nonnulls(phone_sealed, email_sealed, national_id_sealed, address_sealed, policy_number_sealed,
                    emergency_contact_sealed, infos_sealed) > 0;
update patients.records set contents_sealed = '\x00000001'::bytea || contents_sealed;

-- Rotations, so that one that was interrupted goes on where it was.
create table patients.key_rotations (
    id          bigint generated always as identity primary key,
    kind        text not null check (kind in ('key_encryption', 'data', 'index')),
    version     integer,
    started_at  timestamptz not null,
    -- Of the index key: since when new values are made with this version.
    switched_at timestamptz,
    finished_at timestamptz
);
create unique index key_rotations_unfinished on patients.key_rotations (kind) where finished_at is null;
