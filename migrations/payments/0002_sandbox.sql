-- The embedded provider of payments: what another company would have. Nothing joins it with the schema payments; reconciliation
-- compares both from outside.
create schema sandbox;

create table sandbox.charges (
    -- The idempotency key of whoever asked.
    key            text        primary key,
    id             text        not null unique,
    amount_cents   bigint      not null,
    currency       text        not null,
    -- processing becomes captured at ready_at; closed: it never came to a charge, and never will.
    status         text        not null check (status in ('processing', 'requires_action', 'captured', 'failed', 'closed')),
    failure        text,
    card_last_four text,
    card_type      text,
    ready_at       timestamptz not null,
    created_at     timestamptz not null
);
create index charges_by_time on sandbox.charges (created_at, id);

create table sandbox.refunds (
    key          text        primary key,
    id           text        not null unique,
    charge_id    text        not null references sandbox.charges (id),
    amount_cents bigint      not null check (amount_cents > 0),
    created_at   timestamptz not null
);
create index refunds_by_charge on sandbox.refunds (charge_id);
create index refunds_by_time on sandbox.refunds (created_at, id);
select platform.grant_schema('sandbox');
