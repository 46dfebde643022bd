-- Calendars of doctors elsewhere, read every quarter of an hour: when they say that the doctor is busy, nothing can be booked.

-- One address that somebody has set. The address may be a secret of its own, so it rests sealed; `host` is what is shown of it.
create table scheduling.busy_calendars (
    id           uuid primary key,
    doctor_id    uuid        not null references scheduling.schedules,
    name         text        not null check (length(name) between 1 and 100),
    host         text        not null,
    url_sealed   bytea       not null,
    version      bigint      not null default 1,
    created_at   timestamptz not null,
    -- When it is to be read next; a lease moves it to its own end.
    due_at       timestamptz not null,
    lease        uuid,
    failures     integer     not null default 0,
    polled_at    timestamptz,
    succeeded_at timestamptz,
    -- When it was last read as a whole, and by which marks its server knows that state.
    read_at      timestamptz,
    etag         text check (length(etag) <= 200),
    modified     text check (length(modified) <= 100),
    error        text check (length(error) <= 40),
    unreadable   integer     not null default 0,
    -- Of the last change: when all bookings that were decided on before it have ended.
    check_at     timestamptz
);
create index busy_calendars_due on scheduling.busy_calendars (due_at);
create index busy_calendars_to_check on scheduling.busy_calendars (check_at) where check_at is not null;
create index busy_calendars_of_doctor on scheduling.busy_calendars (doctor_id, id);

-- Multiples of five minutes; those of one calendar are disjoint. They count as closed exceptions do, and with them the version of
-- the schedule grows.
create table scheduling.busy_times (
    calendar_id uuid        not null references scheduling.busy_calendars on delete cascade,
    doctor_id   uuid        not null,
    starts_at   timestamptz not null,
    ends_at     timestamptz not null,
    primary key (calendar_id, starts_at),
    check (isfinite(starts_at) and isfinite(ends_at) and starts_at < ends_at)
);
create index busy_times_of_doctor on scheduling.busy_times (doctor_id, ends_at);

-- Visits that were there before: each is told of once for as long as it lasts.
create table scheduling.busy_conflicts (
    appointment_id uuid primary key,
    doctor_id      uuid        not null,
    found_at       timestamptz not null
);
create index busy_conflicts_of_doctor on scheduling.busy_conflicts (doctor_id);
