#include "scheduling/treatment_queries.hpp"

namespace venera::scheduling {

namespace {

const postgres::Statement<PatientId(DoctorId, std::vector<PatientId>, Instant)> select_treated{
    "scheduling.find_treated", R"sql(
    select p.id
      from unnest($2::uuid[]) p (id)
     where exists (select from scheduling.appointments a
                    where a.patient_id = p.id and a.doctor_id = $1 and a.starts_at >= $3
                      and a.status in ('pending', 'booked', 'arrived', 'fulfilled', 'noshow')))sql"};

// An expression, because the column may be NULL and these may not.
const postgres::Statement<PatientId(DoctorId, Instant)> select_all_treated{"scheduling.list_treated", R"sql(
    select distinct coalesce(patient_id) as id
      from scheduling.appointments
     where doctor_id = $1 and starts_at >= $2 and patient_id is not null
       and status in ('pending', 'booked', 'arrived', 'fulfilled', 'noshow')
     order by 1)sql"};

}  // namespace

std::vector<PatientId> find_treated(postgres::Executor& db, DoctorId doctor,
                                    const std::vector<PatientId>& patients, Instant since) {
    return db.all(select_treated, doctor, patients, since);
}

std::vector<PatientId> list_treated(postgres::Executor& db, DoctorId doctor, Instant since) {
    return db.all(select_all_treated, doctor, since);
}

}  // namespace venera::scheduling
