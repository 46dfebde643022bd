// One row of an access log, whoever's context it belongs to, with all its columns.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "platform/values/instant.hpp"
#include "platform/values/uuid.hpp"

namespace venera::audit {

using ResourceId = Id<struct ResourceTag>;

// What a retention time is set for (platform.access_kind).
enum class AccessKind : std::uint8_t { read, write, denied };
BOOST_DESCRIBE_ENUM(AccessKind, read, write, denied)

enum class Outcome : std::uint8_t { allowed, denied };
BOOST_DESCRIBE_ENUM(Outcome, allowed, denied)

struct AccessRow {
    std::string context;
    std::int64_t id = 0;
    std::int64_t xid = 0;
    Instant occurred_at;
    std::optional<UserId> actor_id;
    std::string actor_role;
    std::optional<PatientId> patient_id;
    std::string action;
    std::string resource;
    std::optional<ResourceId> resource_id;
    std::string purpose;
    std::optional<std::string> purpose_reason;
    std::string request_id;
    std::string outcome;  // as it is: who tampers may write anything
    std::optional<std::string> address;
    AccessKind kind = AccessKind::read;
};
BOOST_DESCRIBE_STRUCT(AccessRow, (),
                      (context, id, xid, occurred_at, actor_id, actor_role, patient_id, action, resource,
                       resource_id, purpose, purpose_reason, request_id, outcome, address, kind))

}  // namespace venera::audit
