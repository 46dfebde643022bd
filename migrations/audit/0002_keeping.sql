-- How long accesses are kept, by whom they are held, and how they leave: decided here, so that the application,
-- whatever it asks for, can remove only what has been sealed, noted in the chain and kept for its time.

-- The settings audit.retention_days, which the owner brings here whenever the server starts.
create table audit.retention (
    kind text    primary key check (kind in ('read', 'write', 'denied')),
    days integer not null check (days >= 365)
);
insert into audit.retention (kind, days) values ('read', 2190), ('write', 3650), ('denied', 2190);

-- Added to PostgreSQL's transaction ids in every access log (audit.continue_transactions).
create table audit.transactions (
    one   boolean primary key default true check (one),
    shift bigint  not null check (shift >= 0)
);
insert into audit.transactions (shift) values (0);

-- Patients under a legal hold. Each change is a row of the log, and so in the chain.
create index access_log_legal_holds on audit.access_log (patient_id, occurred_at, id) where resource = 'legal hold';
create view audit.held_patients as
    select patient_id
      from (select distinct on (patient_id) patient_id, action
              from audit.access_log
             where resource = 'legal hold'
             order by patient_id, occurred_at desc, id desc) newest
     where action = 'hold';

drop function platform.drop_accesses(text, date, text[], uuid[], integer);

-- Removes accesses of these kinds from one month of a context's log, but none of held patients and none that are
-- not sealed: the whole partition if nothing else is in it, else at most `most` rows. True if none is left.
create function audit.drop_accesses(of_context text, of_month date, kinds text[], most integer) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    part text := 'access_log_' || to_char(of_month, 'YYYYMM');
    wanted text;
    sealed record;
    is_kept boolean;
    dropped integer;
begin
    foreach wanted in array kinds loop
        if not exists (select from audit.retention r
                        where r.kind = wanted and of_month + interval '1 month' + r.days * interval '1 day' <= now()) then
            raise exception 'accesses of % are too young to be dropped', of_month using errcode = '42501';
        end if;
        if not exists (select from audit.seals s, split_part(convert_from(s.content, 'UTF8'), ' ', 1) as month,
                              split_part(convert_from(s.content, 'UTF8'), ' ', 2) as noted
                        where s.kind = 'dropped' and s.context = of_context and month = to_char(of_month, 'YYYY-MM')
                          and wanted = any (string_to_array(noted, ','))) then
            raise exception 'the chain does not note that accesses of % go', of_month using errcode = '42501';
        end if;
    end loop;
    if not exists (select from platform.access_months a where a.context = of_context and a.month = of_month) then
        return true;
    end if;
    select s.until_xid, s.until_id into sealed
      from audit.seals s where s.context = of_context order by s.number desc limit 1;
    if kinds @> array['read', 'write', 'denied'] then
        execute format('select exists (select from %I.%I where (xid, id) > ($1, $2) '
                       'or patient_id in (select patient_id from audit.held_patients))', of_context, part)
           into is_kept using sealed.until_xid, sealed.until_id;
        if not is_kept then
            execute format('drop table %I.%I', of_context, part);
            return true;
        end if;
    end if;
    execute format('delete from %1$I.%2$I where ctid = any (array('
                   'select ctid from %1$I.%2$I where platform.access_kind(action, outcome) = any ($1) '
                   'and (xid, id) <= ($2, $3) and (patient_id is null '
                   'or patient_id not in (select patient_id from audit.held_patients)) limit $4))', of_context, part)
      using kinds, sealed.until_xid, sealed.until_id, most;
    get diagnostics dropped = row_count;
    return dropped < most;
end
$$;

-- A dump that is restored into a fresh cluster comes with transaction ids that this cluster has not got to yet: its
-- new rows would lie among or before those that are sealed. From then on its logs count on from the highest. Called
-- by the owner whenever the server starts; returns what is added.
create function audit.continue_transactions() returns bigint
    language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    name text;
    row_xid xid8;
    seen bigint := 0;
    upcoming bigint;
    added bigint;
    wanted text;
begin
    perform pg_advisory_xact_lock(7308332246100044);  -- two replicas that start at once would both add
    select t.shift into added from audit.transactions t;
    for name in select c.name from platform.contexts c loop
        execute format('select xid from %I.access_log order by xid desc limit 1', name) into row_xid;
        seen := greatest(seen, row_xid::text::bigint);
        select s.until_xid into row_xid from audit.seals s where s.context = name order by s.number desc limit 1;
        seen := greatest(seen, row_xid::text::bigint);
    end loop;
    -- After what was seen: whatever committed meanwhile is below it.
    upcoming := pg_snapshot_xmax(pg_current_snapshot())::text::bigint + added;
    if seen >= upcoming then
        added := added + seen - upcoming + 1;
        update audit.transactions set shift = added;
    end if;
    if added = 0 then return 0; end if;
    wanted := format('((((pg_current_xact_id())::text)::bigint + %s::bigint)::text)::xid8', added);
    for name in
        select c.name
          from platform.contexts c
          join pg_attrdef d on d.adrelid = format('%I.access_log', c.name)::regclass
          join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum and a.attname = 'xid'
         where pg_get_expr(d.adbin, d.adrelid) !~ ('\m' || added || '\M')
    loop
        execute format('alter table %I.access_log alter column xid set default %s', name, wanted);
    end loop;
    return added;
end
$$;

revoke execute on function audit.drop_accesses(text, date, text[], integer) from public;
revoke execute on function audit.continue_transactions() from public;
do $$
begin
    if not platform.has_application_role() then return; end if;
    grant execute on function audit.drop_accesses(text, date, text[], integer) to venera_app;
    revoke insert, update, delete on audit.retention, audit.transactions, audit.held_patients from venera_app;
end
$$;
