-- Patient profiles. What identifies or reaches a person beyond their name is sealed with a key of their own, which is
-- wrapped with the installation's key-encryption key: dropping the wrapped key erases them.
select platform.create_context_tables('patients');

create table patients.patients (
    id                  uuid primary key,
    reference           text not null constraint patients_reference unique check (reference ~ '^P-[0-9A-HJKMNP-TV-Z]{6}$'),
    first_name          text not null,
    last_name           text not null,
    birth_date          date,
    gender              text check (gender in ('female', 'male', 'other', 'unknown')),
    country             text check (country ~ '^[A-Z]{2}$'),
    language            text,
    phone_sealed        bytea,
    email_sealed        bytea,
    national_id_sealed  bytea,
    data_key_wrapped    bytea not null,
    key_version         integer not null default 1,
    active              boolean not null default true,
    version             bigint not null default 1,
    created_at          timestamptz not null,
    updated_at          timestamptz not null
);
create index patients_by_change on patients.patients (updated_at);
