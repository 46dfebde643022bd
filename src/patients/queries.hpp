// The statements of patients as functions. SQL is in queries.cpp and touches the schema `patients` only.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "patients/patients.hpp"
#include "patients/sealing.hpp"
#include "platform/postgres/database.hpp"

namespace venera::patients {

struct PatientRow : WrappedKeys {
    PatientId id;
    std::string reference;
    std::string first_name;
    std::string last_name;
    std::optional<Date> birth_date;
    std::optional<Gender> gender;
    std::optional<Country> country;
    std::optional<Language> language;
    std::optional<postgres::Bytes> phone_sealed;
    std::optional<postgres::Bytes> email_sealed;
    std::optional<postgres::Bytes> national_id_sealed;
    bool active = true;
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
    std::optional<Instant> erased_at;
};
BOOST_DESCRIBE_STRUCT(PatientRow, (WrappedKeys),
                      (id, reference, first_name, last_name, birth_date, gender, country, language,
                       phone_sealed, email_sealed, national_id_sealed, active, version, created_at,
                       updated_at, erased_at))

// Patients who changed, or whose keys did, at or after `since`.
std::vector<PatientId> changed_patients(postgres::Executor& db, Instant since);

struct CardRow : WrappedKeys {
    PatientId id;
    std::string first_name;
    std::string last_name;
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(CardRow, (WrappedKeys), (id, first_name, last_name, active))

// False if the reference is taken: try another.
bool insert_patient(postgres::Executor& db, const PatientRow& patient);
std::optional<PatientRow> find_patient(postgres::Executor& db, PatientId id);
// Holds the row until the transaction ends.
std::optional<PatientRow> lock_patient(postgres::Executor& db, PatientId id);
// Writes names, birth date, gender, language and phone, and counts the version up.
void update_patient(postgres::Executor& db, const PatientRow& patient);
std::vector<CardRow> find_cards(postgres::Executor& db, const std::vector<PatientId>& ids);

// The event of a change, in the transaction of the change.
void insert_event(postgres::Executor& db, PatientId patient, std::string_view type, std::int64_t version,
                  std::string_view traceparent, Instant now);

enum class Outcome : std::uint8_t { allowed, denied };
BOOST_DESCRIBE_ENUM(Outcome, allowed, denied)
// One access to a patient's data, for the audit: who, whose, what, why.
void insert_access(Context& context, postgres::Executor& db, PatientId patient, std::string_view action,
                   Outcome outcome);

}  // namespace venera::patients
