-- Searches by name among a million: what many are called cannot be put in order by looking at everybody who is.

-- A date of birth is looked up, not only its year.
create or replace function patients.list_patient() returns trigger language plpgsql as $$
begin
    -- Whoever was erased is in no list, search or count.
    if new.merged_into is not null or new.erased_at is not null then
        delete from patients.listing where patient_id = new.id;
        return null;
    end if;
    insert into patients.listing as l (patient_id, sort_name, birth_date, gender, city, insurance_provider,
                                       active, created_at, found_by)
    values (new.id, left(platform.fold(new.last_name || ' ' || new.first_name), 120),
            new.birth_date, new.gender,
            new.city, new.insurance_provider, new.active, new.created_at,
            array_to_tsvector(array_remove(
                patients.words_of(new.first_name || ' ' || new.last_name)
                || array['#active=' || new.active, '#gender=' || new.gender,
                         '#birth=' || to_char(new.birth_date, 'YYYY-MM-DD'),
                         '#born=' || extract(year from new.birth_date), '#city=' || platform.fold(new.city),
                         '#insurer=' || platform.fold(new.insurance_provider)], null)))
        on conflict (patient_id) do update
       set (sort_name, birth_date, gender, city, insurance_provider, active, found_by)
         = (excluded.sort_name, excluded.birth_date, excluded.gender, excluded.city,
            excluded.insurance_provider, excluded.active, excluded.found_by);
    return null;
end
$$;
update patients.listing
   set found_by = found_by || array_to_tsvector(array['#birth=' || to_char(birth_date, 'YYYY-MM-DD')])
 where birth_date is not null;

-- A place of the list is the first two letters of its names: 'qu' of 'quispe mamani ana'. The words of a name with
-- their place, 'qu.ana', say where in the list somebody is called so.
create function patients.placed_words(sort_name text, found_by tsvector) returns tsvector
    language sql immutable parallel safe
    return array_to_tsvector(array(select left(sort_name, 2) || '.' || word
                                     from unnest(tsvector_to_array(found_by)) word
                                    where not starts_with(word, '#')));
create index listing_places on patients.listing using gin (patients.placed_words(sort_name, found_by))
    with (fastupdate = off);

-- What a search looks for: words that begin so, and all of these marks ('!' before one: not this one); of the years one.
create or replace function patients.search_of(words text, marks text[], years integer[]) returns tsquery
    language sql immutable parallel safe
    return (
        select string_agg(part, ' & ')::tsquery
          from (select '''' || word || ''':*' as part from unnest(patients.words_of(words)) word
                union all
                -- Words without a letter or digit: nobody is called that.
                select '''#nobody''' where cardinality(patients.words_of(words)) = 0
                union all
                select case when starts_with(mark, '!') then '!' else '' end || ''''
                       || replace(replace(platform.fold(ltrim(mark, '!')), '\', '\\'), '''', '''''') || ''''
                  from unnest(marks) mark
                union all
                select '(' || string_agg('''#born=' || year || '''', ' | ') || ')'
                  from unnest(years) year
                having count(*) > 0) parts);

-- The first `most` after a position who have words that begin so, and what else is asked for (`wanted`, which says the
-- words too). If they are few, all of them are put in order; otherwise one place is read after the other.
create function patients.find_in_order(words text, wanted tsquery, born_from date, born_to date, after_name text,
                                       after_id uuid, most integer)
    returns table (sort_name text, patient_id uuid) language plpgsql stable as $$
declare
    few constant integer := 3000;
    names text[];
    ids uuid[];
    born date[];
    place text;
    at_place tsquery;
    found_here integer;
begin
    select array_agg(m.sort_name), array_agg(m.patient_id), array_agg(m.birth_date) into names, ids, born
      from (select l.sort_name, l.patient_id, l.birth_date
              from patients.listing l where l.found_by @@ wanted limit few) m;
    if coalesce(cardinality(ids), 0) < few then
        return query
            select m.sort_name, m.patient_id
              from unnest(names, ids, born) m (sort_name, patient_id, birth_date)
             where (m.sort_name collate "C", m.patient_id) > (after_name, after_id)
               and (born_from is null or m.birth_date >= born_from)
               and (born_to is null or m.birth_date <= born_to)
             order by m.sort_name collate "C", m.patient_id
             limit most;
        return;
    end if;
    select left(l.sort_name, 2) into place
      from patients.listing l where l.sort_name >= after_name order by l.sort_name limit 1;
    while place is not null loop
        select string_agg('''' || replace(replace(place, '\', '\\'), '''', '''''') || '.' || word || ''':*',
                          ' & ')::tsquery
          into at_place
          from unnest(patients.words_of(words)) word;
        -- Materialized: the planner must not read in the order of the list in the hope of a match.
        return query
            with found as materialized (
                select l.sort_name, l.patient_id
                  from patients.listing l
                 where patients.placed_words(l.sort_name, l.found_by) @@ at_place
                   -- Not by its index: that would read the whole list's words again for every place.
                   and (l.found_by @@ wanted) is true
                   and (born_from is null or l.birth_date >= born_from)
                   and (born_to is null or l.birth_date <= born_to))
            select f.sort_name, f.patient_id
              from found f
             where (f.sort_name, f.patient_id) > (after_name, after_id)
             order by f.sort_name, f.patient_id
             limit most;
        get diagnostics found_here = row_count;
        most := most - found_here;
        exit when most = 0;
        -- No character is after this one.
        select left(l.sort_name, 2) into place
          from patients.listing l where l.sort_name > place || U&'\+10FFFF' order by l.sort_name limit 1;
    end loop;
end
$$;
