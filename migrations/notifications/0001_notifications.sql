-- What goes to people by mail, and what they and the clinics want of it.
select platform.create_context_tables('notifications');

-- One row per (subject, version, kind, recipient): what is to be said, when, and what became of it. No name, no address and no text: they
-- are looked up when it is sent. `planned_for` never changes (it is the day of the row); `due_at` is when it is looked at
-- next: a lease moves it to its own end, a failure to the next attempt.
create table notifications.messages (
    id             uuid        not null,
    kind           text        not null,
    -- An appointment, or a letter of identity.
    subject_id     uuid        not null,
    version        integer     not null,
    -- The patient, or for a letter the account.
    recipient_id   uuid        not null,
    clinic_id      uuid,
    -- When the visit is, as the event said: a message about another time is not sent.
    visit_start    timestamptz,
    -- Of a reminder: how many hours before the visit it is meant for.
    hours_before   integer,
    planned_for    timestamptz not null,
    created_at     timestamptz not null,
    due_at         timestamptz not null,
    attempts       integer     not null default 0,
    lease          uuid,
    done_at        timestamptz,
    dead_at        timestamptz,
    -- What became of it: sent, skipped, discarded.
    outcome        text check (outcome in ('sent', 'skipped', 'discarded')),
    -- Why it was skipped or is not sent yet: a code, or the status of the mail server. Of a discarded one what the administrator said.
    reason         text check (length(reason) <= 200),
    traceparent    text,
    primary key (id, planned_for),
    constraint messages_once unique (subject_id, version, kind, recipient_id, planned_for),
    check ((done_at is null) = (outcome is null))
) partition by range (planned_for);
create table notifications.messages_default partition of notifications.messages default;
create index messages_due on notifications.messages (due_at) where done_at is null and dead_at is null;
create index messages_newest on notifications.messages (created_at desc, id desc);
create index messages_dead on notifications.messages (dead_at desc, id desc) where dead_at is not null and done_at is null;
insert into platform.daily_tables values ('notifications', 'messages', 'planned_for', 90, 'done_at is null');

-- How many hours before a visit its clinic reminds; a clinic without a row does as the settings say.
create table notifications.clinic_settings (
    clinic_id      uuid primary key,
    reminder_hours integer[]   not null check (cardinality(reminder_hours) <= 4),
    version        bigint      not null default 1,
    updated_at     timestamptz not null
);

-- What an account does not want to be told. Security has no row.
create table notifications.unwanted (
    user_id uuid not null,
    topic   text not null check (topic in ('confirmations', 'changes', 'reminders')),
    primary key (user_id, topic)
);
do $$
begin
    if not platform.has_application_role() then return; end if;
    revoke all on notifications.messages_default from venera_app;
end
$$;
