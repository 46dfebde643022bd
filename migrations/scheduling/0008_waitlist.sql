-- People who wait for a time, what they were offered, and the times that have come free for them.
create table scheduling.waiting (
    id             uuid        primary key,
    patient_id     uuid        not null,
    created_by     uuid,
    -- Either one doctor, or whoever has a specialty in a city.
    doctor_id      uuid,
    specialty_code text,
    city           text,
    city_folded    text,
    -- Local dates of the doctor, both included.
    from_date      date        not null,
    to_date        date        not null,
    parts_of_day   text[]      not null check (cardinality(parts_of_day) between 1 and 3
                                               and parts_of_day <@ array['morning', 'afternoon', 'evening']),
    priority       text        not null check (priority in ('routine', 'urgent')),
    -- A visit of the same patient that is to be moved earlier.
    appointment_id uuid,
    status         text        not null default 'waiting' check (status in ('waiting', 'booked', 'left', 'over')),
    -- Offers that nobody answered.
    lapsed         integer     not null default 0,
    version        bigint      not null default 1,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    check ((doctor_id is null) = (specialty_code is not null)),
    check ((specialty_code is null) = (city is null) and (city is null) = (city_folded is null)),
    check (from_date <= to_date)
);
-- In the order in which people are asked: who is urgent, then who came first.
create index waiting_for_doctor on scheduling.waiting (doctor_id, priority desc, created_at, id)
    where status = 'waiting' and doctor_id is not null;
create index waiting_for_specialty on scheduling.waiting (specialty_code, city_folded, priority desc, created_at, id)
    where status = 'waiting' and specialty_code is not null;
create index waiting_of_patient on scheduling.waiting (patient_id, created_at desc, id desc);
create index waiting_newest on scheduling.waiting (created_at desc, id desc);
create index waiting_until on scheduling.waiting (to_date) where status = 'waiting';

-- One row per offer; its id is that of the hold, which says until when the offer holds and what the time is.
create table scheduling.waitlist_offers (
    id           uuid        primary key,
    waiting_id   uuid        not null references scheduling.waiting (id) on delete cascade,
    patient_id   uuid        not null,
    doctor_id    uuid        not null,
    starts_at    timestamptz not null,
    -- What they were called when it was offered.
    doctor_name    text      not null,
    specialty_code text      not null,
    specialty_name text      not null,
    clinic_id      uuid      not null,
    clinic_name    text      not null,
    -- SHA-256 of what the message carries.
    token_hash   bytea       not null unique check (length(token_hash) = 32),
    status       text        not null default 'open'
                 check (status in ('open', 'accepted', 'declined', 'lapsed', 'withdrawn')),
    -- When the visit was that it would move earlier, if there is one.
    former_start timestamptz,
    offered_at   timestamptz not null,
    ended_at     timestamptz,
    check ((status = 'open') = (ended_at is null))
);
-- Nobody has two offers at once, whoever makes them.
create unique index one_open_offer on scheduling.waitlist_offers (patient_id) where status = 'open';
create index offers_of_waiting on scheduling.waitlist_offers (waiting_id, offered_at);
create index offers_of_patient on scheduling.waitlist_offers (patient_id, offered_at);
create index offers_by_time on scheduling.waitlist_offers (offered_at);

-- A queue: where somebody may be offered something. A row goes when that was looked at.
create table scheduling.freed_times (
    id         uuid        primary key,
    doctor_id  uuid        not null,
    starts_at  timestamptz not null,
    ends_at    timestamptz not null check (starts_at < ends_at),
    due_at     timestamptz not null,
    attempts   integer     not null default 0,
    -- Who would have wanted it but had another offer to answer: when one of them has, it is looked at again.
    blocked_by uuid[],
    created_at timestamptz not null
);
create index freed_times_due on scheduling.freed_times (due_at, id);

create trigger merged_patient_waits before insert or update of patient_id on scheduling.waiting
    for each row execute function scheduling.refuse_merged_patient();
