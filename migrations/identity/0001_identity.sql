-- Accounts, the sessions that they hold, and the delays that slow down guessing. Accounts are disabled, never removed.
select platform.create_context_tables('identity');

create table identity.users (
    id               uuid primary key,
    email            text not null check (length(email) <= 254),
    -- What makes an account unique: lower case. The constraint decides between two registrations at once.
    email_normalised text not null constraint users_email_taken unique,
    -- Argon2id. NULL: an administrator made the account without a password; nobody can sign in with one.
    password_hash    text check (password_hash like '$argon2id$%'),
    role             text not null check (role in ('patient', 'doctor', 'staff', 'admin')),
    first_name       text not null,
    last_name        text not null,
    patient_id       uuid constraint users_one_per_patient unique,
    doctor_id        uuid constraint users_one_per_doctor unique,
    -- Empty: every clinic.
    clinic_ids       uuid[] not null default '{}',
    status           text not null default 'active' check (status in ('active', 'disabled')),
    email_verified   boolean not null default false,
    demo             boolean not null default false,
    language         text not null,
    version          bigint not null default 1,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    check (role <> 'patient' or patient_id is not null)
);
create index users_by_role on identity.users (role, id);

-- One row per sign-in: a family of refresh tokens of which only the newest counts. Its id is the `sid` of access tokens.
create table identity.session_families (
    id             uuid primary key,
    user_id        uuid not null references identity.users,
    -- The number of the newest token and its SHA-256; the token itself is an HMAC that nobody stores.
    generation     bigint not null default 1,
    token_hash     bytea not null check (length(token_hash) = 32),
    idle_seconds   integer not null check (idle_seconds > 0),
    idle_until     timestamptz not null,
    expires_at     timestamptz not null,
    address        text not null,
    user_agent     text,
    created_at     timestamptz not null,
    rotated_at     timestamptz not null,
    revoked_at     timestamptz,
    revoked_reason text check (revoked_reason in ('logout', 'ended_by_user', 'password_changed', 'token_reused',
                                                  'account_disabled', 'role_changed', 'too_many')),
    check ((revoked_at is null) = (revoked_reason is null))
);
create index session_families_live on identity.session_families (user_id) where revoked_at is null;
create index session_families_revoked on identity.session_families (revoked_at) where revoked_at is not null;
create index session_families_expired on identity.session_families (expires_at);

-- Consecutive wrong passwords under one key (see identity/README.md). Keys are hashes, so that no list of the addresses
-- that somebody tried stands here.
create table identity.login_attempts (
    key        bytea primary key check (length(key) = 32),
    failures   integer not null,
    last_at    timestamptz not null,
    next_at    timestamptz not null
);
create index login_attempts_old on identity.login_attempts (last_at);
