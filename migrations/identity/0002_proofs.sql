-- What proves who somebody is besides the password: links sent by mail, second factors, API keys; and what an account's
-- owner should know about its safety.

alter table identity.users add column second_factor boolean not null default false;

-- Links that prove an address. The token is an HMAC over the id, so that the mail can be written after the commit; only
-- its SHA-256 is here. A link works once.
create table identity.links (
    id         uuid primary key,
    token_hash bytea not null check (length(token_hash) = 32),
    kind       text not null check (kind in ('verify_email', 'reset_password', 'change_email')),
    user_id    uuid not null references identity.users,
    -- The address that the link is sent to, and so proves.
    email      text not null check (length(email) <= 254),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index links_live on identity.links (user_id, kind) where used_at is null;
create index links_expired on identity.links (expires_at);

-- Mails that are not delivered yet, written in the transaction that they tell of and deleted when they are.
create table identity.mails (
    id         uuid primary key,
    kind       text not null,
    recipient  text not null check (length(recipient) <= 254),
    language   text not null,
    link_id    uuid references identity.links,
    created_at timestamptz not null
);
create index mails_in_order on identity.mails (created_at);

-- Who says to have forgotten a password. Worked off apart from the request, so that its time tells nothing about accounts.
create table identity.forgotten_passwords (
    id               uuid primary key,
    email_normalised text not null check (length(email_normalised) <= 254),
    created_at       timestamptz not null
);

-- The secret of an account's authenticator (RFC 6238), sealed; without `confirmed_at` it does not count yet. No code of
-- `last_step` or before is taken again.
create table identity.second_factors (
    user_id       uuid primary key references identity.users,
    secret_sealed bytea not null,
    created_at    timestamptz not null,
    confirmed_at  timestamptz,
    last_step     bigint not null default 0
);
create table identity.recovery_codes (
    user_id   uuid not null references identity.users,
    code_hash bytea not null check (length(code_hash) = 32),
    used_at   timestamptz,
    primary key (user_id, code_hash)
);

-- Keys of programs. Two with one name may live at once: so they are exchanged without a gap.
create table identity.api_keys (
    id           uuid primary key,
    name         text not null,
    key_hash     bytea not null unique check (length(key_hash) = 32),
    scopes       text[] not null check (cardinality(scopes) > 0),
    -- Networks in CIDR notation; empty: from everywhere.
    addresses    text[] not null,
    expires_at   timestamptz,
    created_by   uuid not null references identity.users,
    created_at   timestamptz not null,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

create table identity.security_events (
    id          uuid primary key,
    user_id     uuid not null references identity.users,
    type        text not null,
    occurred_at timestamptz not null,
    address     text
);
create index security_events_of_user on identity.security_events (user_id, id desc);
create index security_events_old on identity.security_events (occurred_at);

alter table identity.session_families drop constraint session_families_revoked_reason_check;
alter table identity.session_families add constraint session_families_revoked_reason_check
    check (revoked_reason in ('logout', 'ended_by_user', 'ended_by_admin', 'password_changed', 'password_reset',
                              'token_reused', 'account_disabled', 'role_changed', 'second_factor_removed', 'too_many'));
