-- When doctors work: their rules and the exceptions from them. The version of a schedule grows with every edit of either, so
-- that a booking can tell whether the calendar it was decided on still holds.
select platform.create_context_tables('scheduling');

create table scheduling.schedules (
    doctor_id  uuid primary key,
    rules      jsonb not null check (jsonb_typeof(rules) = 'object'),
    version    bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- Local date-times in the doctor's zone: an absence from Monday to Friday stays that when the zone's rules change.
create table scheduling.exceptions (
    id         uuid primary key,
    doctor_id  uuid not null references scheduling.schedules,
    kind       text not null check (kind in ('closed', 'open')),
    starts_at  timestamp not null,
    ends_at    timestamp not null,
    reason     text check (length(reason) <= 200),
    created_at timestamptz not null,
    check (isfinite(starts_at) and isfinite(ends_at) and starts_at < ends_at)
);
create index exceptions_of_doctor on scheduling.exceptions (doctor_id, ends_at);
