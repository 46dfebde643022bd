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
    std::optional<std::string> city;
    std::optional<std::string> insurance_provider;
    std::optional<postgres::Bytes> address_sealed;
    std::optional<postgres::Bytes> policy_number_sealed;
    std::optional<postgres::Bytes> emergency_contact_sealed;
    std::optional<postgres::Bytes> infos_sealed;
    std::optional<postgres::Bytes> phone_index;
    std::optional<postgres::Bytes> email_index;
    std::optional<postgres::Bytes> national_id_index;
    std::int32_t index_key_version = 0;  // of the three above
    bool active = true;
    std::optional<PatientId> merged_into;
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
    std::optional<Instant> erased_at;
    // The national id under every live version of the index key; no column.
    std::vector<postgres::Bytes> national_id_values;
};
BOOST_DESCRIBE_STRUCT(PatientRow, (WrappedKeys),
                      (id, reference, first_name, last_name, birth_date, gender, country, language,
                       phone_sealed, email_sealed, national_id_sealed, city, insurance_provider,
                       address_sealed, policy_number_sealed, emergency_contact_sealed, infos_sealed,
                       phone_index, email_index, national_id_index, index_key_version, active, merged_into,
                       version, created_at, updated_at, erased_at))

// What happens to a national id that another profile has: the desk is refused, a person who says it of
// themselves is not told.
enum class TakenId : std::uint8_t { refused, contested };

// Patients who changed, or whose keys did, at or after `since`.
std::vector<PatientId> changed_patients(postgres::Executor& db, Instant since);

struct CardRow : WrappedKeys {
    PatientId id;
    std::string first_name;
    std::string last_name;
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(CardRow, (WrappedKeys), (id, first_name, last_name, active))

// False if the reference is taken: try another. So is the national id, if it is refused: see holder_of.
bool insert_patient(postgres::Executor& db, const PatientRow& patient, TakenId taken);

// Whose data a caller may reach: everybody's if absent.
using Reach = std::optional<std::vector<PatientId>>;
std::optional<PatientRow> find_patient(postgres::Executor& db, PatientId id, const Reach& reach = {});
// In no particular order.
std::vector<PatientRow> find_patients(postgres::Executor& db, const std::vector<PatientId>& ids);

struct Holder {
    PatientId id;
    std::string reference;
};
BOOST_DESCRIBE_STRUCT(Holder, (), (id, reference))
// The profile that the national id belongs to, if it is another one than `but`; the id under every live
// version of the index key.
std::optional<Holder> holder_of(postgres::Executor& db, const std::vector<postgres::Bytes>& national_id,
                                PatientId but);
// While there are two versions of the index key, the unique index alone does not keep two profiles from one
// national id: whoever writes one that this row has waits here for the others until the transaction ends.
void take_national_id_turn(postgres::Executor& db, const PatientRow& patient);
// Of the index key, the version to write with.
std::int32_t index_version(postgres::Executor& db);
// Everybody with this reference or with one of these values; for profiles that were merged, the one that
// stays.
struct ExactValues {
    std::optional<std::string> reference{};
    std::vector<postgres::Bytes> phones{};
    std::vector<postgres::Bytes> emails{};
    std::vector<postgres::Bytes> national_ids{};
};
std::vector<PatientId> find_exactly(postgres::Executor& db, const ExactValues& values);
// Holds the row until the transaction ends.
std::optional<PatientRow> lock_patient(postgres::Executor& db, PatientId id, const Reach& reach = {});
// Writes what a change may change, and counts the version up.
// Throws: ConstraintViolation patients_national_id.
void update_patient(postgres::Executor& db, const PatientRow& patient, TakenId taken);
// Counts the version up, to that of the row plus one.
void deactivate_patient(postgres::Executor& db, const PatientRow& patient);
// The same. Throws: ConstraintViolation patients_national_id.
void reactivate_patient(postgres::Executor& db, const PatientRow& patient);

// Both profiles, if they exist. Held until the transaction ends, and so are those that were merged into them:
// in the order of ids, so that two merges wait for each other, not in a circle.
std::vector<PatientRow> lock_for_merge(postgres::Executor& db, PatientId goes, PatientId stays);
struct Sign {
    PatientId id;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Sign, (), (id, version))
// The profile, and those that were merged into it before, point to `into` from now on. -> all of them
std::vector<Sign> merge_patient(postgres::Executor& db, const PatientRow& patient, PatientId into);
// The profile and those that were merged into it; nothing if it does not exist.
std::vector<PatientId> same_person(postgres::Executor& db, PatientId patient);
std::vector<CardRow> find_cards(postgres::Executor& db, const std::vector<PatientId>& ids);

// The event of a change, in the transaction of the change.
void insert_event(postgres::Executor& db, PatientId patient, std::string_view type, std::int64_t version,
                  std::string_view traceparent, Instant now);

enum class Outcome : std::uint8_t { allowed, denied };
BOOST_DESCRIBE_ENUM(Outcome, allowed, denied)
// One access to a patient's data, for the audit: who, whose, what, why.
void insert_access(Context& context, postgres::Executor& db, PatientId patient, std::string_view action,
                   Outcome outcome);
// The same of something else than the profile.
struct Access {
    PatientId patient;
    std::string_view action;
    std::string_view resource;
    Uuid resource_id;
};
void insert_access(Context& context, postgres::Executor& db, const Access& access, Outcome outcome);
// The same of many at once, which were allowed.
void insert_accesses(Context& context, postgres::Executor& db, const std::vector<PatientId>& patients,
                     std::string_view action);

struct KeptRequest {
    PatientId resource_id;
    postgres::Bytes fingerprint;
};
BOOST_DESCRIBE_STRUCT(KeptRequest, (), (resource_id, fingerprint))
std::optional<KeptRequest> find_request(postgres::Executor& db, UserId caller, const std::string& key);
// False if the key was used before: by a request that has committed, which is waited for.
bool keep_request(postgres::Executor& db, UserId caller, const std::string& key, const KeptRequest& request,
                  Instant now);
// Forgets the keys of requests before then.
void forget_requests(postgres::Executor& db, Instant before);

}  // namespace venera::patients
