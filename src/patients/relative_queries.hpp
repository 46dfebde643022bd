// The statements of consents to act for others. Each party reaches the consents that name them, and no
// others.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "patients/relative.hpp"
#include "platform/http/router.hpp"
#include "platform/postgres/database.hpp"

namespace venera::patients {

struct RelativeRow {
    RelativeId id;
    PatientId acting_id;
    PatientId patient_id;
    Relationship relationship = Relationship::child;
    Basis basis = Basis::own_consent;
    UserId requested_by;
    Instant requested_at;
    std::optional<UserId> consented_by;
    std::optional<Instant> consented_at;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(RelativeRow, (),
                      (id, acting_id, patient_id, relationship, basis, requested_by, requested_at,
                       consented_by, consented_at, version))

// A consent beside the names of the other party.
struct RelativeListed : RelativeRow {
    std::string first_name;
    std::string last_name;
    std::optional<Date> birth_date;
};
BOOST_DESCRIBE_STRUCT(RelativeListed, (RelativeRow), (first_name, last_name, birth_date))

// In all of these a parent's consent counts only while the child was born after `born_after`.

// Consents and requests in force that name this patient, the earliest first.
std::vector<RelativeListed> list_relatives(postgres::Executor& db, PatientId party, Date born_after);
std::optional<RelativeListed> find_relative(postgres::Executor& db, RelativeId id, PatientId party,
                                            Date born_after);
bool may_act(postgres::Executor& db, PatientId acting, PatientId patient, Date born_after);
std::vector<PatientId> list_acted_for(postgres::Executor& db, PatientId acting, Date born_after);
// How many are in force or asked for, by whom and of whom.
std::int64_t count_acting(postgres::Executor& db, PatientId acting, Date born_after);
std::int64_t count_of_patient(postgres::Executor& db, PatientId patient, Date born_after);

std::optional<PatientId> find_by_reference(postgres::Executor& db, std::string_view reference);
// Throws: ConstraintViolation relatives_once.
void insert_relative(postgres::Executor& db, const RelativeRow& row);
// Both return what is now, or nothing if there is no such consent of this party to accept or to end.
std::optional<RelativeRow> accept_relative(postgres::Executor& db, RelativeId id, PatientId patient,
                                           UserId by, Instant now);
std::optional<RelativeRow> end_relative(postgres::Executor& db, RelativeId id, PatientId party, UserId by,
                                        Instant now);

// Consents and requests in force of any of these, whatever the age of a child; held until the transaction
// ends, in the order of ids, so that two merges wait for each other, not in a circle.
std::vector<RelativeRow> lock_relatives(postgres::Executor& db, const std::vector<PatientId>& parties);
// Writes the parties of the row. -> what is now
RelativeRow move_relative(postgres::Executor& db, const RelativeRow& row);

// Who acts by the consents of which these transactions told.
std::vector<PatientId> changed_actors(postgres::Executor& db, const postgres::XidSpan& transactions);

// The event of a change of a consent, and a line in the access log of both: each of them can see who acts,
// and since when. In the transaction of the change.
void log_relative_change(Context& context, postgres::Executor& db, const RelativeRow& row,
                         std::string_view action, std::string_view event_type);
// One line of the access log for each of these patients, of the consents shown.
void insert_relative_reads(Context& context, postgres::Executor& db, const std::vector<PatientId>& patients,
                           const std::vector<RelativeId>& shown);
// Somebody asked for a consent that does not name them, or that does not exist.
void insert_relative_denied(Context& context, postgres::Executor& db, RelativeId id, std::string_view action);

struct KeptRelative {
    std::optional<RelativeId> resource_id;
    postgres::Bytes fingerprint;
};
BOOST_DESCRIBE_STRUCT(KeptRelative, (), (resource_id, fingerprint))
std::optional<KeptRelative> find_kept_relative(postgres::Executor& db, UserId caller, const std::string& key);
// Throws: ConstraintViolation idempotency_pkey.
void keep_relative(postgres::Executor& db, UserId caller, const http::IdempotencyKey& key, RelativeId id,
                   Instant now);

}  // namespace venera::patients
