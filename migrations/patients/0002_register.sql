-- The full profile, exact look-ups in what is sealed, and what lists and searches read.
alter table patients.patients
    add column city                     text,
    add column insurance_provider       text,
    add column address_sealed           bytea,
    add column policy_number_sealed     bytea,
    add column emergency_contact_sealed bytea,
    add column infos_sealed             bytea,
    -- Blind indexes: HMAC-SHA-256 of the normalised value, with a key per field derived from the index key of
    -- that version. 0: the row is older than the indexes and waits for `venera keys rotate-index`.
    add column phone_index              bytea,
    add column email_index              bytea,
    add column national_id_index        bytea,
    add column index_key_version        integer not null default 0,
    -- Somebody said of themselves that they have a national id that another profile has already. They are
    -- not told; the desk finds it among the duplicates.
    add column national_id_contested    boolean not null default false,
    add column merged_into              uuid references patients.patients,
    add constraint merged_is_inactive check (merged_into is null or not active);

create index patients_by_phone on patients.patients (phone_index) where phone_index is not null;
create index patients_by_email on patients.patients (email_index) where email_index is not null;
create index patients_by_national_id on patients.patients (national_id_index)
    where national_id_index is not null;
-- One person, one profile: of two requests at once one finds the other's row.
create unique index patients_national_id on patients.patients (national_id_index)
    where national_id_index is not null and active and merged_into is null and not national_id_contested;

-- The words of a name as the search compares them: lower case, without accents, split at whatever is neither
-- letter nor digit. Beyond ASCII everything counts as a letter.
create function patients.words_of(input text) returns text[]
    language sql immutable parallel safe
    return array_remove(regexp_split_to_array(platform.fold(input), '[^a-z0-9\u0080-\U0010ffff]+'), '');

-- One narrow row per patient who is not merged away, with nothing sealed in it: whoever pages through a million
-- of them reads no wide rows, and changes of sealed columns do not touch these indexes.
create table patients.listing (
    patient_id         uuid primary key references patients.patients on delete cascade,
    sort_name          text collate "C" not null,  -- cut, so that a cursor can hold it
    birth_date         date,
    gender             text,
    city               text,
    insurance_provider text,
    active             boolean not null,
    created_at         timestamptz not null,
    -- The words of the names, and what else a filter may name as words of their own: '#city=lima'.
    found_by           tsvector not null
);
create index listing_by_name on patients.listing (sort_name, patient_id);
-- Without a pending list, which every search would have to read through.
create index listing_found_by on patients.listing using gin (found_by) with (fastupdate = off);

-- What a search looks for: words that begin so, and all of these marks; of the years one.
create function patients.search_of(words text, marks text[], years integer[]) returns tsquery
    language sql immutable parallel safe
    return (
        select string_agg(part, ' & ')::tsquery
          from (select '''' || word || ''':*' as part from unnest(patients.words_of(words)) word
                union all
                -- Words without a letter or digit: nobody is called that.
                select '''#nobody''' where cardinality(patients.words_of(words)) = 0
                union all
                select '''' || replace(replace(platform.fold(mark), '\', '\\'), '''', '''''') || ''''
                  from unnest(marks) mark
                union all
                select '(' || string_agg('''#born=' || year || '''', ' | ') || ')'
                  from unnest(years) year
                having count(*) > 0) parts);

create function patients.list_patient() returns trigger language plpgsql as $$
begin
    if new.merged_into is not null then
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
                         '#born=' || extract(year from new.birth_date), '#city=' || platform.fold(new.city),
                         '#insurer=' || platform.fold(new.insurance_provider)], null)))
        on conflict (patient_id) do update
       set (sort_name, birth_date, gender, city, insurance_provider, active, found_by)
         = (excluded.sort_name, excluded.birth_date, excluded.gender, excluded.city,
            excluded.insurance_provider, excluded.active, excluded.found_by);
    return null;
end
$$;
create trigger list_patient after insert or update of first_name, last_name, birth_date, gender, city,
                                                      insurance_provider, active, merged_into
    on patients.patients for each row execute function patients.list_patient();

-- Those who are there already.
update patients.patients set active = active;
