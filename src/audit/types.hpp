// The audit as the API shows it, and its questions.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>

#include "audit/access_row.hpp"
#include "platform/json/json.hpp"
#include "platform/values/text.hpp"

namespace venera::audit {

// One access as administrators see it.
struct AuditEntry {
    std::string id;  // "scheduling-42": the context and its row
    Instant occurred_at;
    std::optional<UserId> actor_id;
    std::string actor_role;
    std::optional<std::string> actor_name;
    std::optional<PatientId> patient_id;
    std::string action;
    std::string resource;
    std::optional<ResourceId> resource_id;
    std::string purpose;
    std::optional<std::string> purpose_reason;
    std::string request_id;
    std::string outcome;
    std::optional<std::string> address;
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (),
                      (id, occurred_at, actor_id, actor_role, actor_name, patient_id, action, resource,
                       resource_id, purpose, purpose_reason, request_id, outcome, address))

// One access as the patient whose data it was, or who acts for them, sees it. Doctors and those who act for
// the patient are named, the practice's other people are shown by their role, and where somebody else sat is
// nobody's business.
struct PatientAccess {
    std::string id;
    Instant occurred_at;
    bool own = false;  // by the account that asks
    std::string actor_role;
    std::optional<std::string> actor_name;
    std::string action;
    std::string resource;
    std::string purpose;
    std::optional<std::string> purpose_reason;
    std::string outcome;
    std::optional<std::string> address;
};
BOOST_DESCRIBE_STRUCT(PatientAccess, (),
                      (id, occurred_at, own, actor_role, actor_name, action, resource, purpose,
                       purpose_reason, outcome, address))

struct AuditQuery {
    std::optional<PatientId> patient_id;
    std::optional<UserId> actor_id;
    std::optional<Text<100>> action;
    std::optional<Text<100>> resource;
    std::optional<Outcome> outcome;
    std::optional<Code> purpose;
    std::optional<Instant> from;
    std::optional<Instant> to;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(AuditQuery, (),
                      (patient_id, actor_id, action, resource, outcome, purpose, from, to, limit, cursor))

enum class ExportFormat : std::uint8_t { csv, ndjson };
BOOST_DESCRIBE_ENUM(ExportFormat, csv, ndjson)

struct ExportQuery {
    std::optional<ExportFormat> format;
    std::optional<PatientId> patient_id;
    std::optional<UserId> actor_id;
    std::optional<Text<100>> action;
    std::optional<Text<100>> resource;
    std::optional<Outcome> outcome;
    std::optional<Code> purpose;
    std::optional<Instant> from;
    std::optional<Instant> to;
    std::optional<Whole<1, 20'000>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ExportQuery, (),
                      (format, patient_id, actor_id, action, resource, outcome, purpose, from, to, limit,
                       cursor))

struct AccessesQuery {
    std::optional<Instant> from;
    std::optional<Instant> to;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(AccessesQuery, (), (from, to, limit, cursor))

}  // namespace venera::audit
