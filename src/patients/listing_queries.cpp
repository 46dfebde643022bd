#include "patients/listing_queries.hpp"

#include <algorithm>
#include <limits>

#include "patients/limits.hpp"

namespace venera::patients {

namespace {

using postgres::Statement;
using MaybeDate = std::optional<Date>;
using MaybeText = std::optional<std::string>;
using Marks = std::vector<std::string>;
using Years = std::vector<std::int32_t>;

const Statement<ListPosition(MaybeText, Marks, Years, MaybeDate, MaybeDate, std::string, PatientId,
                             std::int32_t, std::int32_t)>
    walk_by_name{"patients.walk_by_name", R"sql(
    select sort_name, patient_id
      from (select sort_name, patient_id, birth_date, found_by
              from patients.listing
             where (sort_name, patient_id) > ($6, $7)
             order by sort_name, patient_id
             limit $8::int4) near
     where coalesce(found_by @@ (select patients.search_of($1, $2, $3)), true)
       and ($4::date is null or birth_date >= $4) and ($5::date is null or birth_date <= $5)
     order by sort_name, patient_id
     limit $9::int4)sql"};

const Statement<ListPosition(MaybeText, Marks, Years, MaybeDate, MaybeDate, PatientId, std::int32_t,
                             std::int32_t)>
    walk_newest{"patients.walk_newest", R"sql(
    select sort_name, patient_id
      from (select sort_name, patient_id, birth_date, found_by
              from patients.listing
             where patient_id < $6
             order by patient_id desc
             limit $7::int4) near
     where coalesce(found_by @@ (select patients.search_of($1, $2, $3)), true)
       and ($4::date is null or birth_date >= $4) and ($5::date is null or birth_date <= $5)
     order by patient_id desc
     limit $8::int4)sql"};

const Statement<ListPosition(std::string, Marks, Years, MaybeDate, MaybeDate, std::string, PatientId,
                             std::int32_t)>
    find_by_name{"patients.find_in_order", R"sql(
    select coalesce(sort_name) as sort_name, coalesce(patient_id) as patient_id
      from patients.find_in_order($1, patients.search_of($1, $2, $3), $4, $5, $6, $7, $8))sql"};

// Materialized: the planner must not read in the order of the list in the hope of a match.
const Statement<ListPosition(MaybeText, Marks, Years, MaybeDate, MaybeDate, PatientSort, std::string,
                             PatientId, std::int32_t)>
    select_found{"patients.list_found", R"sql(
    with found as materialized (
        select sort_name, patient_id
          from patients.listing
         where found_by @@ (select patients.search_of($1, $2, $3))
           and ($4::date is null or birth_date >= $4) and ($5::date is null or birth_date <= $5)
    )
    select sort_name, patient_id
      from found
     where case $6 when 'name' then (sort_name, patient_id) > ($7, $8) else patient_id < $8 end
     order by case when $6 = 'name' then sort_name end, case when $6 = 'newest' then patient_id end desc,
              patient_id
     limit $9::int4)sql"};

const Statement<ListPosition(std::vector<PatientId>, MaybeText, Marks, Years, MaybeDate, MaybeDate,
                             PatientSort, std::string, PatientId, std::int32_t)>
    select_among{"patients.list_among", R"sql(
    with found as materialized (
        select sort_name, patient_id
          from patients.listing
         where patient_id = any ($1)
           and coalesce(found_by @@ (select patients.search_of($2, $3, $4)), true)
           and ($5::date is null or birth_date >= $5) and ($6::date is null or birth_date <= $6)
    )
    select sort_name, patient_id
      from found
     where case $7 when 'name' then (sort_name, patient_id) > ($8, $9) else patient_id < $9 end
     order by case when $7 = 'name' then sort_name end, case when $7 = 'newest' then patient_id end desc,
              patient_id
     limit $10::int4)sql"};

// By the national id, whoever it belongs to; or by one word of the first and one of the last name on one date
// of birth.
const Statement<PatientId(PatientId, std::string, std::string, MaybeDate, std::vector<postgres::Bytes>,
                          std::int32_t)>
    select_duplicates{"patients.find_duplicates", R"sql(
    with mark as (
        select '''#born=' || extract(year from $4::date) || ''' & ('
               || (select string_agg('''' || word || '''', ' | ') from unnest(patients.words_of($2)) word)
               || ') & ('
               || (select string_agg('''' || word || '''', ' | ') from unnest(patients.words_of($3)) word)
               || ')' as text
    )
    select patient_id as id
      from patients.listing
     where found_by @@ (select text::tsquery from mark) and birth_date = $4 and patient_id <> $1
    union
    select id
      from patients.patients
     where national_id_index = any ($5) and merged_into is null and id <> $1
     order by 1 limit $6::int4)sql"};

const Statement<CountRow(Date)> count_all{"patients.count_patients", R"sql(
    with people as (
        select case when birth_date is null then null
                    else least(extract(year from age($1::date, birth_date))::int / 10, 9) end as decade,
               gender, city, insurance_provider, active,
               to_char(created_at at time zone 'UTC', 'YYYY-MM') as month
          from patients.listing
    ), counted as (
        select grouping(decade, gender, city, insurance_provider, active, month) as one_of,
               decade, gender, city, insurance_provider, active, month, count(*) as people
          from people
         group by grouping sets ((decade), (gender), (city), (insurance_provider), (active), (month))
    )
    select case one_of when 31 then 'age_band' when 47 then 'gender' when 55 then 'city'
                       when 59 then 'insurance_provider' when 61 then 'active' else 'month' end as kind,
           case one_of when 31 then case decade when 9 then '90+'
                                                else decade * 10 || '-' || decade * 10 + 9 end
                       when 47 then gender when 55 then city when 59 then insurance_provider
                       when 61 then active::text else month end as label,
           coalesce(people, 0) as count
      from counted
     order by kind, people desc, label)sql"};

}  // namespace

ListPosition first_position(PatientSort sort) {
    ListPosition position;
    if (sort == PatientSort::newest) position.patient_id.value.bytes.fill(0xff);
    return position;
}

std::vector<ListPosition> list_patients(postgres::Executor& db, const ListQuestion& question) {
    const ListFilter& filter = question.filter;
    const ListPosition& after = question.after;
    auto near =
        question.sort == PatientSort::name
            ? db.all(walk_by_name, filter.words, filter.marks, filter.years, filter.born_from, filter.born_to,
                     after.sort_name, after.patient_id, limits::rows_walked, question.limit)
            : db.all(walk_newest, filter.words, filter.marks, filter.years, filter.born_from, filter.born_to,
                     after.patient_id, limits::rows_walked, question.limit);
    if (filter.empty() || near.size() == static_cast<std::size_t>(question.limit)) return near;
    if (filter.words && question.sort == PatientSort::name)
        return db.all(find_by_name, *filter.words, filter.marks, filter.years, filter.born_from,
                      filter.born_to, after.sort_name, after.patient_id, question.limit);
    return db.all(select_found, filter.words, filter.marks, filter.years, filter.born_from, filter.born_to,
                  question.sort, after.sort_name, after.patient_id, question.limit);
}

std::vector<ListPosition> list_among(postgres::Executor& db, const std::vector<PatientId>& ids,
                                     const ListQuestion& question) {
    const ListFilter& filter = question.filter;
    return db.all(select_among, ids, filter.words, filter.marks, filter.years, filter.born_from,
                  filter.born_to, question.sort, question.after.sort_name, question.after.patient_id,
                  question.limit);
}

std::vector<PatientId> find_duplicates(postgres::Executor& db, const PatientRow& patient, std::int32_t most) {
    return db.all(select_duplicates, patient.id, patient.first_name, patient.last_name, patient.birth_date,
                  patient.national_id_values, most);
}

std::vector<CountRow> count_patients(postgres::Executor& db, Date today) { return db.all(count_all, today); }

}  // namespace venera::patients
