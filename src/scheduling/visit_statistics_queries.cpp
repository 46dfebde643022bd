#include "scheduling/visit_statistics_queries.hpp"

namespace venera::scheduling {

namespace {

using postgres::Statement;

// Read from the index appointments_counted alone: it has every column that is named here.
const Statement<CountedRow(Date, Date, std::optional<std::vector<ClinicId>>, std::optional<ClinicId>,
                           std::optional<std::string>, std::optional<DoctorId>)>
    select_counts{"scheduling.count_visits", R"sql(
    with counted as (
        select status, local_date, doctor_id, specialty_code, clinic_id,
               extract(isodow from local_date)::int4 as weekday,
               extract(hour from starts_at at time zone timezone)::int4 as hour,
               greatest(local_date - (created_at at time zone timezone)::date, 0) as lead_days
          from scheduling.appointments
         where local_date between $1::date and $2::date and status not in ('held', 'expired')
           and ($3::uuid[] is null or clinic_id = any($3)) and ($4::uuid is null or clinic_id = $4)
           and ($5::text is null or specialty_code = $5) and ($6::uuid is null or doctor_id = $6)
    )
    select count(*) as visits, count(*) filter (where status in ('arrived', 'fulfilled')) as kept,
           count(*) filter (where status = 'cancelled') as cancelled,
           count(*) filter (where status = 'noshow') as no_show,
           count(*) filter (where status in ('pending', 'booked')) as open,
           local_date, weekday, hour, lead_days, doctor_id, specialty_code, clinic_id
      from counted
     group by grouping sets ((local_date), (weekday, hour), (lead_days),
                             (doctor_id, specialty_code, clinic_id)))sql"};

const Statement<PractisedNames(std::vector<DoctorId>, std::vector<std::string>, std::vector<ClinicId>)>
    select_names{"scheduling.name_counted", R"sql(
    select a.doctor_id, a.doctor_name, a.specialty_code, a.specialty_name, a.clinic_id, a.clinic_name
      from unnest($1::uuid[], $2::text[], $3::uuid[]) as w(doctor_id, specialty_code, clinic_id)
     cross join lateral (
           select s.doctor_id, s.doctor_name, s.specialty_code, s.specialty_name, s.clinic_id,
                  s.clinic->>'name' as clinic_name
             from scheduling.appointments s
            where s.doctor_id = w.doctor_id and s.specialty_code = w.specialty_code
              and s.clinic_id = w.clinic_id
            order by s.starts_at desc, s.id desc limit 1) a)sql"};

}  // namespace

std::vector<CountedRow> count_visits(postgres::Executor& db, const Reach& reach,
                                     const CountedFilter& filter) {
    return db.all(select_counts, filter.days.from, filter.days.until, reach.clinic_ids, filter.clinic_id,
                  filter.specialty ? std::optional{filter.specialty->value} : std::nullopt, filter.doctor_id);
}

std::vector<PractisedNames> names_of(postgres::Executor& db, const std::vector<Practised>& which) {
    std::vector<DoctorId> doctors;
    std::vector<std::string> specialties;
    std::vector<ClinicId> clinics;
    for (const Practised& one : which) {
        doctors.push_back(one.doctor_id);
        specialties.push_back(one.specialty_code);
        clinics.push_back(one.clinic_id);
    }
    return db.all(select_names, doctors, specialties, clinics);
}

}  // namespace venera::scheduling
