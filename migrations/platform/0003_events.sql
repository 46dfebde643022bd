-- How events leave an outbox, and how tables whose rows are done lose them by the day. An event is not marked: each consumer
-- has a position in the order (xid, id) instead, so that any number of them read the same events, and the outbox is never
-- updated.

-- The tables that have a partition for each day, the column that says which day, and for how long a day is kept. `undone`
-- is the predicate of rows that outlive their day; empty: none.
create table platform.daily_tables (
    schema_name text    not null,
    table_name  text    not null,
    key         text    not null,
    days_kept   integer not null check (days_kept >= 1),
    undone      text    not null default '',
    primary key (schema_name, table_name)
);

-- Everything of a consumer's events before (xid, id) is handed over or parked. xid = 0: nothing is.
create table platform.positions (
    consumer text        primary key,
    xid      xid8        not null,
    id       uuid        not null,
    moved_at timestamptz not null
);

-- Events that a consumer could not take, with all later ones of the same aggregate waiting behind them. Few, so they are deleted
-- when they are taken.
create table platform.parked_events (
    consumer     text        not null,
    id           uuid        not null,
    xid          xid8        not null,
    context      text        not null,
    type         text        not null,
    aggregate_id uuid        not null,
    version      integer     not null,
    country      text,
    payload      jsonb       not null,
    traceparent  text,
    created_at   timestamptz not null,
    attempts     integer     not null default 0,
    due_at       timestamptz not null,
    dead_at      timestamptz,
    error        text,
    primary key (consumer, id)
);
create index parked_events_due on platform.parked_events (consumer, due_at) where dead_at is null;
create index parked_events_in_order on platform.parked_events (consumer, aggregate_id, version) where dead_at is null;

-- What a consumer has taken, written in its own transaction: an event that comes once more changes nothing. The day is the
-- event's, so that the key holds over all partitions.
create table platform.inbox (
    consumer   text        not null,
    message_id uuid        not null,
    created_at timestamptz not null,
    primary key (consumer, message_id, created_at)
) partition by range (created_at);
create table platform.inbox_default partition of platform.inbox default;
insert into platform.daily_tables values ('platform', 'inbox', 'created_at', 14);

-- Makes the table's partitions from yesterday to two weeks ahead.
create function platform.make_days(daily platform.daily_tables, at timestamptz) returns void
    language plpgsql set timezone = 'UTC' as $$
declare
    first timestamptz;
begin
    for first in select generate_series(date_trunc('day', at) - interval '1 day', date_trunc('day', at) + interval '14 days',
                                        interval '1 day') loop
        perform platform.create_partition(daily.schema_name, daily.table_name, daily.key, to_char(first, 'YYYYMMDD'), first,
                                         first + interval '1 day');
    end loop;
end
$$;

create or replace function platform.ensure_partitions(at timestamptz) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    daily platform.daily_tables;
    parent record;
    first timestamptz;
begin
    perform pg_advisory_xact_lock(7308332246100042);  -- two replicas would create the same partition
    for daily in select * from platform.daily_tables order by 1, 2 loop
        perform platform.make_days(daily, at);
    end loop;
    for parent in
        select n.nspname, c.relname
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'p' and c.relname = 'access_log' and c.relowner = current_user::regrole
         order by 1, 2
    loop
        for first in select generate_series(date_trunc('month', at), date_trunc('month', at) + interval '2 months',
                                            interval '1 month') loop
            perform platform.create_partition(parent.nspname, 'access_log', 'occurred_at', to_char(first, 'YYYYMM'), first,
                                             first + interval '1 month');
        end loop;
    end loop;
end
$$;

-- Takes one day out of a table. Rows that are not done move to the default partition: a dead letter must not keep the
-- thousands of its day. False, and nothing happens, if a consumer has not read an outbox so far, or if more rows than that
-- are undone.
create function platform.drop_day(daily platform.daily_tables, part text) returns boolean
    language plpgsql as $$
declare
    is_needed boolean := false;
    moved bigint;
begin
    if daily.table_name = 'outbox' then
        execute format('select exists (select from %I.%I where xid >= '
                       '(select xid from platform.positions order by xid limit 1))', daily.schema_name, part)
           into is_needed;
    elsif daily.undone <> '' then
        execute format('select count(*) > 10000 from (select from %I.%I where %s limit 10001) u', daily.schema_name, part,
                       daily.undone)
           into is_needed;
    end if;
    if is_needed then return false; end if;
    execute format('alter table %1$I.%2$I detach partition %1$I.%3$I', daily.schema_name, daily.table_name, part);
    if daily.undone <> '' then
        execute format('insert into %1$I.%2$I select * from %1$I.%3$I where %4$s', daily.schema_name,
                       daily.table_name || '_default', part, daily.undone);
        get diagnostics moved = row_count;
        if moved > 0 then raise log 'kept % undone rows of %.%', moved, daily.schema_name, part; end if;
        -- What outlived its day before and is done since then goes now.
        execute format('delete from %1$I.%2$I where not (%3$s) and %4$I < $1', daily.schema_name,
                       daily.table_name || '_default', daily.undone, daily.key)
          using to_date(right(part, 8), 'YYYYMMDD')::timestamptz;
    end if;
    execute format('drop table %I.%I', daily.schema_name, part);
    return true;
end
$$;

-- Drops the days that have been kept for long enough. Returns their number.
create function platform.drop_old_days(at timestamptz) returns integer
    language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    daily platform.daily_tables;
    part text;
    dropped integer := 0;
begin
    perform pg_advisory_xact_lock(7308332246100042);
    for daily in select * from platform.daily_tables order by 1, 2 loop
        for part in
            select c.relname
              from pg_inherits i
              join pg_class c on c.oid = i.inhrelid
             where i.inhparent = format('%I.%I', daily.schema_name, daily.table_name)::regclass
               and c.relname ~ ('^' || daily.table_name || '_[0-9]{8}$')
               and to_date(right(c.relname, 8), 'YYYYMMDD') + 1 + daily.days_kept <= at::date
             order by 1
        loop
            if platform.drop_day(daily, part) then dropped := dropped + 1; end if;
        end loop;
    end loop;
    return dropped;
end
$$;
drop function platform.drop_done_partitions(timestamptz);

-- The view platform.events: all outboxes as one.
create function platform.join_outboxes() returns void
    language plpgsql as $$
declare
    outboxes text;
begin
    select string_agg(format('select xid, id, %1$L::text as context, type, aggregate_id, version, country, payload, '
                             'traceparent, created_at from %1$I.outbox', schema_name), ' union all ' order by schema_name)
      into outboxes
      from platform.daily_tables
     where table_name = 'outbox';
    if outboxes is null then return; end if;
    execute 'create or replace view platform.events as ' || outboxes;
    if not platform.has_application_role() then return; end if;
    revoke all on platform.events from venera_app;
    grant select on platform.events to venera_app;
end
$$;

-- Gives an outbox the order in which it is read, and takes from it what a position makes needless: marks, and an index that every
-- event stayed in.
create function platform.follow_outbox(schema_name text) returns void
    language plpgsql as $$
begin
    execute format('drop index if exists %I.outbox_due', schema_name);
    execute format('alter table %I.outbox drop column attempts, drop column locked_until, drop column done_at, '
                   'drop column last_error', schema_name);
    execute format('drop index if exists %I.outbox_xid', schema_name);
    execute format('create index outbox_position on %I.outbox (xid, id)', schema_name);
    insert into platform.daily_tables values (schema_name, 'outbox', 'created_at', 7);
end
$$;
select platform.follow_outbox(name) from platform.contexts;
select platform.join_outboxes();

alter function platform.create_context_tables(text) rename to create_logged_context_tables;
-- The three tables of a context, its log among those that the audit reads and its events among those that consumers read. Call it
-- first in the context's first migration.
create function platform.create_context_tables(schema_name text) returns void
    language plpgsql as $$
begin
    perform platform.create_logged_context_tables(schema_name);
    perform platform.follow_outbox(schema_name);
    perform platform.join_outboxes();
end
$$;

-- A dump that is restored into a fresh cluster comes with transaction ids that this cluster has not got to yet: new events
-- would lie before those that were handed over, and those that were not would wait for the cluster to get there. The ids of events
-- and positions go down together then, the highest to the last one that this cluster has given out. What falls below the
-- first becomes one; a position there begins anew, and the inbox tells what was taken. Called by the owner whenever the server
-- starts; returns how far they went down.
create function platform.continue_events() returns bigint
    language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    last bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1;
    name text;
    row_xid xid8;
    seen bigint;
begin
    perform pg_advisory_xact_lock(7308332246100049);
    select coalesce(max(xid::text::bigint), 0) into seen from platform.positions;
    for name in select schema_name from platform.daily_tables where table_name = 'outbox' loop
        execute format('select xid from %I.outbox order by xid desc, id desc limit 1', name) into row_xid;
        seen := greatest(seen, row_xid::text::bigint);
    end loop;
    if seen <= last then return 0; end if;
    for name in select schema_name from platform.daily_tables where table_name = 'outbox' loop
        execute format('update %I.outbox set xid = greatest(3, xid::text::bigint - $1)::text::xid8', name)
          using seen - last;
    end loop;
    update platform.positions
       set id = case when xid::text::bigint - (seen - last) > 3 then id
                     else '00000000-0000-0000-0000-000000000000'::uuid end,
           xid = greatest(3, xid::text::bigint - (seen - last))::text::xid8;
    return seen - last;
end
$$;

-- For how many seconds the oldest transaction or snapshot has been going on: nothing that began after a transaction is handed
-- over before it ends, and no dead row after a snapshot is removed. With the owner's rights, because other sessions are not the
-- application's to see; by the clock of the database, which is what measured their beginnings.
create function platform.oldest_transaction() returns double precision
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float8
      from pg_stat_activity
     where (backend_xmin is not null or backend_xid is not null) and pid <> pg_backend_pid()
       and backend_type = 'client backend'
$$;

revoke execute on function platform.drop_old_days(timestamptz) from public;
revoke execute on function platform.oldest_transaction() from public;
revoke execute on function platform.continue_events() from public;
do $$
begin
    if not platform.has_application_role() then return; end if;
    grant execute on function platform.drop_old_days(timestamptz) to venera_app;
    grant execute on function platform.oldest_transaction() to venera_app;
    revoke insert, update, delete on platform.daily_tables from venera_app;
    revoke all on platform.inbox_default from venera_app;
end
$$;
