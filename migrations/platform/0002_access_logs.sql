-- All access logs as one: the view platform.access_log, which the audit reads, seals and verifies; the keys that
-- it needs; and the only way in which accesses leave the logs.

-- What a retention time is set for.
create function platform.access_kind(action text, outcome text) returns text
    language sql immutable parallel safe
    return case when outcome = 'denied' then 'denied'
                when split_part(action, ' ', 1) in ('read', 'list', 'search', 'export') then 'read'
                else 'write' end;

-- The contexts that keep an access log.
create view platform.contexts as
    select n.nspname::text as name
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'p' and c.relname = 'access_log';

-- The months that access logs have partitions for.
create view platform.access_months as
    select n.nspname::text as context, to_date(right(c.relname, 6), 'YYYYMM') as month
      from pg_catalog.pg_inherits i
      join pg_catalog.pg_class c on c.oid = i.inhrelid
      join pg_catalog.pg_class p on p.oid = i.inhparent
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where p.relname = 'access_log' and p.relkind = 'p' and c.relname ~ '^access_log_[0-9]{6}$';

-- Rows are sealed in the order (xid, id), in which nothing can come in late, and shown in the order of time.
create function platform.index_access_log(schema_name text) returns void
    language plpgsql as $$
begin
    execute format('alter table %I.access_log drop constraint access_log_pkey', schema_name);
    execute format('alter table %I.access_log add primary key (xid, id, occurred_at)', schema_name);
    execute format('create index access_log_time on %I.access_log (occurred_at, id)', schema_name);
end
$$;

create function platform.join_access_logs() returns void
    language plpgsql as $$
declare
    logs text;
begin
    select string_agg(format('select %1$L::text as context, id, xid, occurred_at, actor_id, actor_role, '
                             'patient_id, action, resource, resource_id, purpose, purpose_reason, request_id, '
                             'outcome, address, platform.access_kind(action, outcome) as kind '
                             'from %1$I.access_log', name), ' union all ' order by name)
      into logs
      from platform.contexts;
    if logs is null then return; end if;
    execute 'create or replace view platform.access_log as ' || logs;
    if not platform.has_application_role() then return; end if;
    revoke all on platform.access_log from venera_app;
    grant select on platform.access_log to venera_app;
end
$$;

alter function platform.create_context_tables(text) rename to create_bare_context_tables;
-- The three tables of a context, and its log among those that the audit reads. Call it first in the context's
-- first migration.
create function platform.create_context_tables(schema_name text) returns void
    language plpgsql as $$
begin
    perform platform.create_bare_context_tables(schema_name);
    perform platform.index_access_log(schema_name);
    perform platform.join_access_logs();
end
$$;

select platform.index_access_log(name) from platform.contexts;
select platform.join_access_logs();

-- Removes accesses of these kinds from one month of a context's log, but none of the patients `kept`: the whole
-- partition if nothing else is in it, else at most `most` rows. True if none is left. Whatever the application
-- asks for, nothing younger than a year goes.
create function platform.drop_accesses(schema_name text, month date, kinds text[], kept uuid[], most integer)
    returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    part text := 'access_log_' || to_char(month, 'YYYYMM');
    is_kept boolean;
    dropped integer;
begin
    if month + interval '1 month' > now() - interval '365 days' then
        raise exception 'accesses of % are too young to be dropped', month using errcode = '42501';
    end if;
    if not exists (select from platform.access_months a where a.context = schema_name and a.month = $2) then
        return true;
    end if;
    if kinds @> array['read', 'write', 'denied'] then
        execute format('select exists (select from %I.%I where patient_id = any ($1))', schema_name, part)
           into is_kept using kept;
        if not is_kept then
            execute format('drop table %I.%I', schema_name, part);
            return true;
        end if;
    end if;
    execute format('delete from %1$I.%2$I where ctid = any (array('
                   'select ctid from %1$I.%2$I where platform.access_kind(action, outcome) = any ($1) '
                   'and (patient_id is null or patient_id <> all ($2)) limit $3))', schema_name, part)
      using kinds, kept, most;
    get diagnostics dropped = row_count;
    return dropped < most;
end
$$;
revoke execute on function platform.drop_accesses(text, date, text[], uuid[], integer) from public;
do $$
begin
    if not platform.has_application_role() then return; end if;
    grant execute on function platform.drop_accesses(text, date, text[], uuid[], integer) to venera_app;
    revoke insert, update, delete on platform.contexts, platform.access_months from venera_app;
end
$$;
