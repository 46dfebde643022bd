-- Whom the practice tells of what happens, over HTTP, and what became of it.
select platform.create_context_tables('webhooks');

create table webhooks.endpoints (
    id                     uuid        primary key,
    url                    text        not null check (length(url) <= 2000),
    -- Types of events: exact, or "appointment.*", or "*".
    events                 text[]      not null check (cardinality(events) between 1 and 50),
    description            text,
    -- Sealed with the webhook key. The former one still signs, beside the new one, until `previous_until`.
    secret_sealed          bytea       not null,
    previous_secret_sealed bytea,
    previous_until         timestamptz,
    disabled_at            timestamptz,
    disabled_because       text check (disabled_because in ('administrator', 'failing', 'gone')),
    -- Since when nothing has been accepted. Null: the last delivery was, or there was none.
    failing_since          timestamptz,
    version                bigint      not null default 1,
    created_at             timestamptz not null,
    updated_at             timestamptz not null,
    check ((disabled_at is null) = (disabled_because is null)),
    check ((previous_secret_sealed is null) = (previous_until is null))
);

-- One row per event and endpoint. `created_at` is the event's (the day of the row); `due_at` is when it is tried next: a lease moves it to
-- its own end, a failure to the next attempt. `place` is the order in which events came: an endpoint is told of one aggregate in it.
create table webhooks.deliveries (
    id           uuid        not null,
    endpoint_id  uuid        not null,
    -- What receivers see as webhook-id: the event's id.
    message_id   uuid        not null,
    place        bigint      generated always as identity,
    type         text        not null,
    aggregate_id uuid        not null,
    -- What is sent, byte by byte.
    body         text        not null,
    created_at   timestamptz not null,
    due_at       timestamptz not null,
    attempts     integer     not null default 0,
    lease        uuid,
    done_at      timestamptz,
    outcome      text check (outcome in ('delivered', 'dead', 'skipped')),
    -- Of the last attempt: the status of the answer, or why there was none.
    status       integer,
    failure      text,
    primary key (id, created_at),
    constraint deliveries_once unique (endpoint_id, message_id, created_at),
    check ((done_at is null) = (outcome is null))
) partition by range (created_at);
create table webhooks.deliveries_default partition of webhooks.deliveries default;
create index deliveries_due on webhooks.deliveries (endpoint_id, due_at) where done_at is null;
create index deliveries_in_order on webhooks.deliveries (endpoint_id, aggregate_id, place) where done_at is null;
create index deliveries_newest on webhooks.deliveries (endpoint_id, created_at desc, id desc);
insert into platform.daily_tables values ('webhooks', 'deliveries', 'created_at', 30, 'done_at is null');

-- What was tried and what came back: `answer` is the beginning of the body.
create table webhooks.attempts (
    delivery_id  uuid        not null,
    attempted_at timestamptz not null,
    number       integer     not null,
    took_ms      integer     not null,
    status       integer,
    failure      text,
    answer       text check (length(answer) <= 1024),
    primary key (delivery_id, attempted_at)
) partition by range (attempted_at);
create table webhooks.attempts_default partition of webhooks.attempts default;
insert into platform.daily_tables values ('webhooks', 'attempts', 'attempted_at', 30, '');
do $$
begin
    if not platform.has_application_role() then return; end if;
    revoke all on webhooks.deliveries_default, webhooks.attempts_default from venera_app;
end
$$;
