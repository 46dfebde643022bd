-- What an administrator's search looks in, by every three characters of it. Without a pending list, which every search
-- would have to read through.
create index users_by_text on identity.users
 using gin (platform.fold(' ' || first_name || ' ' || last_name || ' ' || email_normalised) public.gin_trgm_ops)
  with (fastupdate = off);

-- The LIKE pattern that finds `words` anywhere, whatever wildcards it holds itself; what has no three letters or digits in
-- a row, which the index needs, at the beginning of a word only; and what does not begin with one nowhere.
create function identity.containing(words text) returns text
    language sql immutable parallel safe strict
    return case when platform.fold(words) ~ '[a-z0-9\u0080-\U0010ffff]{3}' then '%'
                when platform.fold(words) ~ '^[a-z0-9\u0080-\U0010ffff]' then '% ' end
           || regexp_replace(platform.fold(words), '([\\%_])', '\\\1', 'g') || '%';
