#include "patients/erasure_queries.hpp"

namespace venera::patients {

namespace {

// Neither name may be missing, so they say what has become of them.
const postgres::Statement<void(PatientId, Instant)> erase_one{"patients.erase_patient", R"sql(
    update patients.patients
       set first_name = 'Erased', last_name = 'patient', birth_date = null, gender = null, country = null,
           language = null, city = null, insurance_provider = null, phone_sealed = null, email_sealed = null,
           national_id_sealed = null, address_sealed = null, policy_number_sealed = null,
           emergency_contact_sealed = null, infos_sealed = null, phone_index = null, email_index = null,
           national_id_index = null, national_id_contested = false,
           data_key_wrapped = null, next_data_key_wrapped = null, previous_data_key_wrapped = null,
           active = false, version = version + 1, updated_at = $2, rekeyed_at = $2, erased_at = $2
     where id = $1 and erased_at is null)sql"};

const postgres::Statement<Erasable(PatientId)> lock_one{"patients.lock_for_erasure", R"sql(
    select id, reference, version, erased_at from patients.patients where id = $1 for no key update)sql"};

const postgres::Statement<PatientId(Instant)> select_erased{"patients.erased_since", R"sql(
    select id from patients.patients where erased_at >= $1)sql"};

}  // namespace

std::optional<Erasable> lock_for_erasure(postgres::Executor& db, PatientId patient) {
    return db.maybe(lock_one, patient);
}

void erase_patient(postgres::Executor& db, PatientId patient, Instant now) {
    db.run(erase_one, patient, now);
}

std::vector<PatientId> erased_since(postgres::Executor& db, Instant since) {
    return db.all(select_erased, since);
}

}  // namespace venera::patients
