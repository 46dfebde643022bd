-- What people pay for their visits, what goes back to them, and the ledger of both. No number of a card is ever here: of a card
-- the last four digits and the brand stay.
select platform.create_context_tables('payments');

create table payments.payments (
    -- Also the key by which the provider knows this attempt: it charges a key once, however often it is asked.
    id             uuid        primary key,
    -- The hold that it books has the same id.
    appointment_id uuid        not null,
    patient_id     uuid        not null,
    clinic_id      uuid        not null,
    country        text,
    kind           text        not null check (kind in ('visit', 'deposit')),
    amount_cents   bigint      not null check (amount_cents > 0),
    currency       text        not null check (currency ~ '^[A-Z]{3}$'),
    provider       text        not null,
    status         text        not null check (status in ('processing', 'requires_action', 'failed', 'cancelled', 'succeeded',
                                                          'partially_refunded', 'refunded')),
    -- How far we came: started (the provider may have been asked), charged (it has the money, and we know),
    -- recorded (ledger, visit and status say it too, or nothing was charged).
    recovery_point text        not null check (recovery_point in ('started', 'charged', 'recorded')),
    -- What the provider has said so far.
    captured_cents bigint      not null default 0 check (captured_cents between 0 and amount_cents),
    refunded_cents bigint      not null default 0,
    -- Refunds that are done or on their way.
    returning_cents bigint     not null default 0,
    failure        text,
    action_url     text,
    card_last_four text        check (card_last_four ~ '^[0-9]{4}$'),
    card_type      text,
    transaction_id text,
    created_by     uuid,
    -- Whoever works on it has it until then; then the completer takes it up. Null: nothing is left to do.
    due_at         timestamptz,
    attempts       integer     not null default 0,
    version        bigint      not null default 1,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    constraint payments_refund_at_most_captured check (
        refunded_cents between 0 and returning_cents and returning_cents <= captured_cents),
    check ((recovery_point = 'recorded') = (due_at is null))
);
-- Of two payments for one thing at once the second is refused, whatever keys they carry. One that goes back whole makes way.
create unique index payments_once on payments.payments (appointment_id, kind)
    where status in ('processing', 'requires_action', 'succeeded', 'partially_refunded')
      and (captured_cents = 0 or returning_cents < captured_cents);
create index payments_of_appointment on payments.payments (appointment_id);
create index payments_of_patient on payments.payments (patient_id, created_at desc, id desc);
create index payments_newest on payments.payments (created_at desc, id desc);
create index payments_due on payments.payments (due_at) where due_at is not null;

-- A status only goes up: what the provider says late, twice or in another order changes nothing that it has said before.
create function payments.rank_of(status text) returns integer language sql immutable strict parallel safe
    return array_position(array['processing', 'requires_action', 'cancelled', 'failed', 'succeeded', 'partially_refunded',
                                'refunded'], status);
create function payments.check_step() returns trigger language plpgsql as $$
begin
    if payments.rank_of(new.status) < payments.rank_of(old.status) then
        raise exception 'payments do not go from % to %', old.status, new.status
            using errcode = '23514', schema = 'payments', table = 'payments', constraint = 'payment_steps';
    end if;
    return new;
end $$;
create trigger payment_steps before update of status on payments.payments
    for each row when (old.status is distinct from new.status) execute function payments.check_step();

create table payments.refunds (
    id             uuid        primary key,  -- also the provider's idempotency key
    payment_id     uuid        not null references payments.payments (id),
    amount_cents   bigint      not null check (amount_cents > 0),
    because        text        not null check (because in ('too_late', 'cancelled', 'no_show', 'desk')),
    status         text        not null check (status in ('processing', 'succeeded', 'failed')),
    transaction_id text,
    created_by     uuid,
    due_at         timestamptz,
    attempts       integer     not null default 0,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    check ((status = 'processing') = (due_at is not null))
);
create index refunds_of_payment on payments.refunds (payment_id, created_at);
create index refunds_due on payments.refunds (due_at) where due_at is not null;
-- What we give back by ourselves we give back once.
create unique index refunds_once on payments.refunds (payment_id, because) where because <> 'desk' and status <> 'failed';

-- Every movement of money, once, in the order in which we learnt of it. A no-show fee moves nothing: it says how much of what was
-- captured is kept although the visit did not take place.
create table payments.ledger (
    id             bigint      generated always as identity primary key,
    payment_id     uuid        not null references payments.payments (id),
    refund_id      uuid        references payments.refunds (id),
    appointment_id uuid        not null,
    clinic_id      uuid        not null,
    entry          text        not null check (entry in ('charge', 'deposit', 'refund', 'no_show_fee')),
    amount_cents   bigint      not null,
    currency       text        not null,
    provider       text        not null,
    transaction_id text,
    occurred_at    timestamptz not null,
    check ((entry = 'refund') = (refund_id is not null)),
    check ((entry = 'refund') = (amount_cents < 0)),
    check ((entry = 'no_show_fee') = (transaction_id is null))
);
create unique index ledger_once on payments.ledger (payment_id, entry, coalesce(refund_id, payment_id));
create index ledger_by_time on payments.ledger (occurred_at, id);
select platform.append_only('payments.ledger');

-- What a clinic asks for before a visit, and what it keeps if nobody comes.
create table payments.policies (
    clinic_id         uuid        primary key,
    -- Of the price, paid at booking; the rest is paid at the desk. 100: all of it.
    deposit_percent   integer     not null default 100 check (deposit_percent between 1 and 100),
    -- Of what was paid, kept when the patient did not come; the rest goes back. Null: all is kept.
    no_show_fee_cents bigint      check (no_show_fee_cents >= 0),
    version           bigint      not null default 1,
    updated_at        timestamptz not null
);
