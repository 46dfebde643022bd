-- Calendars that a person subscribes to: whoever has the address reads them without signing in. Of its token only the hash is
-- stored; a feed that is revoked is gone.
create table notifications.calendar_feeds (
    id                uuid primary key,
    user_id           uuid        not null,
    name              text        not null check (length(name) between 1 and 100),
    busy_only         boolean     not null,
    include_relatives boolean     not null,
    token_hash        bytea       not null unique check (length(token_hash) = 32),
    version           bigint      not null default 1,
    created_at        timestamptz not null,
    last_read_at      timestamptz
);
create index calendar_feeds_of_user on notifications.calendar_feeds (user_id, id);
