-- What every context stands on: extensions, the application's role, and the three tables that each schema has
-- (outbox, access_log, idempotency), created by platform.create_context_tables(schema).

create extension if not exists btree_gist with schema public;
create extension if not exists unaccent with schema public;
create extension if not exists pg_trgm with schema public;

-- The server works as venera_app, which can neither change an access log nor alter a table. Roles belong to
-- the whole cluster, so it may exist already; without the right to create roles the server works as the
-- owner, and says so.
do $$
begin
    if not exists (select from pg_roles where rolname = 'venera_app') then
        create role venera_app nologin;
    end if;
    if not pg_has_role(current_user, 'venera_app', 'member') then
        execute format('grant venera_app to %I', current_user);
    end if;
exception
    when insufficient_privilege then raise warning 'role venera_app could not be created';
    when duplicate_object or unique_violation then null;  -- another database of the cluster is being migrated
end
$$;

-- Lower case without accents, for search indexes. Immutable because it names its dictionary.
create function platform.fold(input text) returns text
    language sql immutable strict parallel safe
    return lower(public.unaccent('public.unaccent'::regdictionary, input));

create function platform.has_application_role() returns boolean
    language sql stable
    return exists (select from pg_catalog.pg_roles where rolname = 'venera_app');

-- The application may read and add rows, never change or remove them.
create function platform.append_only(relation regclass) returns void
    language plpgsql as $$
begin
    if not platform.has_application_role() then return; end if;
    execute format('revoke all on table %s from venera_app', relation);
    execute format('grant select, insert on table %s to venera_app', relation);
end
$$;

-- Lets the application use what is, and what will be, in a schema.
create function platform.grant_schema(schema_name text) returns void
    language plpgsql as $$
begin
    if not platform.has_application_role() then return; end if;
    execute format('grant usage on schema %I to venera_app', schema_name);
    execute format('grant select, insert, update, delete on all tables in schema %I to venera_app',
                   schema_name);
    execute format('grant usage on all sequences in schema %I to venera_app', schema_name);
    execute format('alter default privileges in schema %I '
                   'grant select, insert, update, delete on tables to venera_app', schema_name);
    execute format('alter default privileges in schema %I grant usage on sequences to venera_app',
                   schema_name);
end
$$;

-- One partition [lower_bound, upper_bound). Built apart and then attached, which blocks no reader or writer
-- of the others; rows that went to the default partition meanwhile move into it.
create function platform.create_partition(schema_name text, table_name text, key text, suffix text,
                                          lower_bound timestamptz, upper_bound timestamptz) returns void
    language plpgsql as $$
declare
    part text := table_name || '_' || suffix;
begin
    if to_regclass(format('%I.%I', schema_name, part)) is not null then return; end if;
    execute format('create table %1$I.%2$I (like %1$I.%3$I including defaults including constraints)',
                   schema_name, part, table_name);
    execute format('with moved as (delete from %1$I.%4$I where %3$I >= $1 and %3$I < $2 returning *) '
                   'insert into %1$I.%2$I select * from moved',
                   schema_name, part, key, table_name || '_default') using lower_bound, upper_bound;
    execute format('alter table %1$I.%3$I attach partition %1$I.%2$I for values from (%4$L) to (%5$L)',
                   schema_name, part, table_name, lower_bound, upper_bound);
    -- Only the partitioned table is granted: its partitions must not be a way around its rules.
    if platform.has_application_role() then
        execute format('revoke all on table %I.%I from venera_app', schema_name, part);
    end if;
end
$$;

-- Partitions from yesterday to two weeks ahead (outbox, by day) and from this month to two months ahead
-- (access_log), in UTC, of every schema. Called by each migration and daily by the application, with the
-- owner's rights.
create function platform.ensure_partitions(at timestamptz) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    parent record;
    first timestamptz;
begin
    perform pg_advisory_xact_lock(7308332246100042);  -- two replicas would create the same partition
    for parent in
        select n.nspname, c.relname
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'p' and c.relname in ('outbox', 'access_log')
           and c.relowner = current_user::regrole
         order by 1, 2
    loop
        if parent.relname = 'outbox' then
            for first in select generate_series(date_trunc('day', at) - interval '1 day',
                                                date_trunc('day', at) + interval '14 days',
                                                interval '1 day') loop
                perform platform.create_partition(parent.nspname, 'outbox', 'created_at',
                                                 to_char(first, 'YYYYMMDD'), first, first + interval '1 day');
            end loop;
        else
            for first in select generate_series(date_trunc('month', at),
                                                date_trunc('month', at) + interval '2 months',
                                                interval '1 month') loop
                perform platform.create_partition(parent.nspname, 'access_log', 'occurred_at',
                                                 to_char(first, 'YYYYMM'), first, first + interval '1 month');
            end loop;
        end if;
    end loop;
end
$$;

-- Drops the day partitions of outbox that end before `before` and have no event left to deliver. Returns
-- their number.
create function platform.drop_done_partitions(before timestamptz) returns integer
    language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    part record;
    is_done boolean;
    dropped integer := 0;
begin
    perform pg_advisory_xact_lock(7308332246100042);
    for part in
        select n.nspname, c.relname
          from pg_inherits i
          join pg_class c on c.oid = i.inhrelid
          join pg_class p on p.oid = i.inhparent
          join pg_namespace n on n.oid = c.relnamespace
         where p.relname = 'outbox' and p.relkind = 'p' and p.relowner = current_user::regrole
           and c.relname ~ '^outbox_[0-9]{8}$'
           and to_date(right(c.relname, 8), 'YYYYMMDD') + 1 <= before::date
    loop
        execute format('select not exists (select from %I.%I where done_at is null)',
                       part.nspname, part.relname)
           into is_done;
        if is_done then
            execute format('drop table %I.%I', part.nspname, part.relname);
            dropped := dropped + 1;
        end if;
    end loop;
    return dropped;
end
$$;

-- The three tables of a context. Call it first in the context's first migration: it creates the schema if it
-- is missing and grants the application its rights on everything that is created there afterwards.
create function platform.create_context_tables(schema_name text) returns void
    language plpgsql as $$
begin
    execute format('create schema if not exists %I', schema_name);
    -- Events, written in the transaction of the change that they tell of. An ordered reader follows xid,
    -- never id.
    execute format($sql$
        create table %1$I.outbox (
            id           uuid        not null,
            xid          xid8        not null default pg_current_xact_id(),
            aggregate_id uuid        not null,
            version      integer     not null,
            type         text        not null,
            country      text,
            payload      jsonb       not null,
            traceparent  text,
            created_at   timestamptz not null,
            due_at       timestamptz not null,
            attempts     integer     not null default 0,
            locked_until timestamptz,
            done_at      timestamptz,
            last_error   text,
            primary key (id, created_at)
        ) partition by range (created_at)$sql$, schema_name);
    execute format('create index outbox_due on %I.outbox (due_at) where done_at is null', schema_name);
    execute format('create index outbox_aggregate on %I.outbox (aggregate_id, version)', schema_name);
    execute format('create table %1$I.outbox_default partition of %1$I.outbox default', schema_name);
    -- Who touched whose data. Append-only for the application.
    execute format($sql$
        create table %1$I.access_log (
            id             bigint      generated always as identity,
            xid            xid8        not null default pg_current_xact_id(),
            occurred_at    timestamptz not null,
            actor_id       uuid,
            actor_role     text        not null,
            patient_id     uuid,
            action         text        not null,
            resource       text        not null,
            resource_id    uuid,
            purpose        text        not null,
            purpose_reason text,
            request_id     text        not null,
            outcome        text        not null check (outcome in ('allowed', 'denied')),
            address        text,
            primary key (id, occurred_at)
        ) partition by range (occurred_at)$sql$, schema_name);
    execute format('create index access_log_patient on %I.access_log (patient_id, occurred_at)', schema_name);
    execute format('create table %1$I.access_log_default partition of %1$I.access_log default', schema_name);
    -- What a repeated request with an Idempotency-Key is answered with. A row without a status is still being
    -- worked on.
    execute format($sql$
        create table %1$I.idempotency (
            caller      text        not null,
            key         text        not null,
            fingerprint bytea       not null,
            resource_id uuid,
            status      integer,
            created_at  timestamptz not null,
            primary key (caller, key)
        )$sql$, schema_name);
    execute format('create index idempotency_age on %I.idempotency (created_at)', schema_name);
    perform platform.grant_schema(schema_name);
    perform platform.append_only(format('%I.access_log', schema_name)::regclass);
    if platform.has_application_role() then
        execute format('revoke all on table %1$I.access_log_default, %1$I.outbox_default from venera_app',
                       schema_name);
    end if;
end
$$;

select platform.grant_schema('platform');
do $$
begin
    if not platform.has_application_role() then return; end if;
    revoke insert, update, delete on platform.migrations from venera_app;
end
$$;
revoke execute on function platform.ensure_partitions(timestamptz) from public;
revoke execute on function platform.drop_done_partitions(timestamptz) from public;
do $$
begin
    if not platform.has_application_role() then return; end if;
    grant execute on function platform.ensure_partitions(timestamptz) to venera_app;
    grant execute on function platform.drop_done_partitions(timestamptz) to venera_app;
end
$$;
