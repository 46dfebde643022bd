-- What an administrator's search looks in, by every three characters of it. Without a pending list, which every search
-- would have to read through.
create index users_by_text on identity.users
 using gin (platform.fold(first_name || ' ' || last_name || ' ' || email_normalised) public.gin_trgm_ops)
  with (fastupdate = off);

-- The LIKE pattern that finds `words` anywhere, whatever wildcards it holds itself.
create function identity.containing(words text) returns text
    language sql immutable parallel safe strict
    return '%' || regexp_replace(platform.fold(words), '([\\%_])', '\\\1', 'g') || '%';
