-- The doctors in service that `words` find in their names, bios and names of specialties. Written so that it becomes part
-- of the statement that calls it. The pattern is a sub-select: it is made once and not for each row, also in a plan that is
-- kept, and only then does the index by trigrams serve it. Two letters have no trigram: the table is faster for them.
create function directory.doctors_named(words text) returns setof directory.doctors
    language sql stable parallel safe
begin atomic
    select d.*
      from directory.doctors d
     where length(words) >= 3 and d.retired_at is null
       and (d.search_folded like (select directory.containing(words))
            or d.specialties && array(select s.code from directory.specialties s
                                       where s.name_folded like (select directory.containing(words))))
     union all
    select d.*
      from directory.doctors d
     where length(words) < 3 and d.retired_at is null
       and (strpos(d.search_folded, (select platform.fold(words))) > 0
            or d.specialties && array(select s.code from directory.specialties s
                                       where s.name_folded like (select directory.containing(words))));
end;
