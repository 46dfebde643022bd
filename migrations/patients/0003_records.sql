-- The medical record: one document per patient, sealed with their data key and bound to its version, so that an
-- earlier one cannot be put back in its place.
create table patients.records (
    patient_id       uuid primary key references patients.patients (id),
    contents_sealed  bytea not null,
    version          bigint not null check (version > 0),
    updated_at       timestamptz not null
);

-- Who acts for whom, and the consent that it stands on. Rows are never removed: an ended consent stays on record.
create table patients.relatives (
    id            uuid primary key,
    acting_id     uuid not null references patients.patients (id),
    patient_id    uuid not null references patients.patients (id),
    -- What the patient is to the one who acts.
    relationship  text not null check (relationship in ('child', 'parent', 'other')),
    -- A parent declares it for a minor, and it lasts until they come of age; an adult consents themselves.
    basis         text not null check (basis in ('parent_of_minor', 'own_consent')),
    requested_by  uuid not null,
    requested_at  timestamptz not null,
    consented_by  uuid,
    consented_at  timestamptz,
    ended_by      uuid,
    ended_at      timestamptz,
    version       bigint not null default 1,
    check (acting_id <> patient_id),
    check ((consented_by is null) = (consented_at is null)),
    check ((ended_by is null) = (ended_at is null))
);
create unique index relatives_once on patients.relatives (acting_id, patient_id, basis) where ended_at is null;
create index relatives_of_patient on patients.relatives (patient_id) where ended_at is null;
