-- The search across doctors as SQL alone: bench.search(...) computes the earliest free times from the tables that Venera has.
-- Outside the hours in which a clock changes it answers as Venera does.
create schema if not exists bench;

-- The first `most` free starts of a doctor on `days` local dates from `first_day` on.
create or replace function bench.free_starts(doctor uuid, rules jsonb, first_day date, days int, most int, moment timestamptz)
    returns timestamptz[] language sql stable as $$
    with rule as (
        select rules->>'timezone' as zone,
               (rules->>'slot_minutes')::int * interval '1 min' as step,
               (kind->>'duration_minutes')::int * interval '1 min' as length,
               coalesce(kind->>'buffer_before_minutes', rules->>'buffer_before_minutes')::int * interval '1 min' as before,
               coalesce(kind->>'buffer_after_minutes', rules->>'buffer_after_minutes')::int * interval '1 min' as behind,
               moment + (rules->>'notice_minutes')::int * interval '1 min' as earliest,
               (moment at time zone (rules->>'timezone'))::date + (rules->>'horizon_days')::int as last_day,
               (rules->>'max_per_day')::int as cap
          from (select rules->'visit_types'->0 as kind) v
    ), opening as (
        select day + h.start_time as anchor,
               day + h.end_time + case when h.end_time <= h.start_time then interval '1 day' else interval '0' end as closes,
               day + h.break_start + case when h.break_start < h.start_time then interval '1 day' else interval '0' end as pause_start,
               day + h.break_end + case when h.break_end < h.start_time then interval '1 day' else interval '0' end as pause_end
          from generate_series((first_day - 1)::timestamp, (first_day + days - 1)::timestamp, interval '1 day') day
          join jsonb_to_recordset(rules->'hours') h (day_of_week text, start_time time, end_time time, break_start time, break_end time)
            on h.day_of_week = trim(to_char(day, 'day'))
         union all
        select e.starts_at, e.ends_at, null, null
          from scheduling.exceptions e
         where e.doctor_id = doctor and e.kind = 'open' and e.ends_at > first_day and e.starts_at < first_day + days
    ), start as (
        select distinct at, at at time zone r.zone as instant
          from rule r, opening o, generate_series(o.anchor, o.closes - r.length, r.step) at
         where at >= first_day and at < first_day + days and at::date <= r.last_day
           and not coalesce(o.pause_start < at + r.length and at < o.pause_end, false)
    )
    select array(
        select s.instant
          from start s, rule r
         where s.instant >= r.earliest
           and not exists (select from scheduling.exceptions e
                            where e.doctor_id = doctor and e.kind = 'closed' and e.starts_at < s.at + r.length and s.at < e.ends_at)
           and not exists (select from scheduling.appointments a
                            where a.doctor_id = doctor
                              and (a.status in ('pending', 'booked', 'arrived') or (a.status = 'held' and a.hold_until > moment))
                              and a.occupied && tstzrange(s.instant - r.before, s.instant + r.length + r.behind, '[)')
                              and a.status in ('held', 'pending', 'booked', 'arrived'))
           and (r.cap is null or r.cap > (select count(*) from scheduling.appointments a
                                           where a.doctor_id = doctor and (a.status in ('pending', 'booked', 'arrived')
                                                  or (a.status = 'held' and a.hold_until > moment))
                                             and a.starts_at >= s.at::date::timestamp at time zone r.zone
                                             and a.starts_at < (s.at::date + 1)::timestamp at time zone r.zone))
         order by s.instant
         limit most)
$$;

-- Most doctors have free times soon: only those that have too few in the first three days are looked at in full.
create or replace function bench.search(specialty text, city text, language text, max_price bigint, min_rating float8, most int,
                                        moment timestamptz default now())
    returns jsonb language sql stable as $$
    with found as (
        select d.*, c.id as c_id, c.name as c_name, c.address, c.city, c.country, c.timezone, c.payment_policy, s.rules, times.starts
          from directory.doctors d
          join directory.clinics c on c.id = d.clinic_id
          join scheduling.schedules s on s.doctor_id = d.id
         cross join lateral (select (moment at time zone (s.rules->>'timezone'))::date as today) t
         cross join lateral (select bench.free_starts(d.id, s.rules, t.today, 3, 3, moment) as starts offset 0) soon
         cross join lateral (select case when cardinality(soon.starts) = 3 then soon.starts
                                         else bench.free_starts(d.id, s.rules, t.today, 14, 3, moment) end as starts offset 0) times
         where d.retired_at is null
           and (search.specialty is null or d.specialties @> array[search.specialty])
           and (search.city is null or c.city_folded = platform.fold(search.city))
           and (search.language is null or search.language = any (d.languages))
           and (max_price is null or d.price_cents <= max_price)
           and (search.min_rating is null or d.rating >= search.min_rating)
           and cardinality(times.starts) > 0
         order by times.starts[1], d.id
         limit most
    )
    select coalesce(jsonb_agg(jsonb_build_object(
               'doctor', jsonb_build_object('id', f.id, 'name', f.name,
                   'specialties', (select jsonb_agg(jsonb_build_object('code', p.code, 'name', p.name))
                                     from directory.specialties p where p.code = any (f.specialties)),
                   'clinic', jsonb_build_object('id', f.c_id, 'name', f.c_name, 'address', f.address, 'city', f.city, 'country', f.country,
                                                'timezone', f.timezone),
                   'payment_policy', f.payment_policy, 'languages', f.languages, 'modes', f.modes, 'price_cents', f.price_cents,
                   'currency', f.currency, 'experience_years', f.experience_years, 'rating', f.rating, 'review_count', f.review_count,
                   'photo_url', f.photo_url),
               'timezone', f.rules->>'timezone', 'visit_type', f.rules->'visit_types'->0->>'code',
               'next_available', to_char(f.starts[1] at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'slots', (select jsonb_agg(jsonb_build_object('start', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                                                             'local_date', (at at time zone (f.rules->>'timezone'))::date,
                                                             'local_time', to_char(at at time zone (f.rules->>'timezone'), 'HH24:MI')))
                           from unnest(f.starts) at)) order by f.starts[1], f.id), '[]')
      from found f
$$;
