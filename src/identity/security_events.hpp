// What the owner of an account should know about its safety: a row that GET /me/security-events shows for a
// year, and a line of the log. The README lists the types.
#pragma once
#include <optional>
#include <string>

#include "identity/proof_queries.hpp"
#include "platform/http/context.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"

namespace venera::identity {

// In the transaction of what happened. The log line may precede a commit that then fails.
void note(Context& context, postgres::Executor& transaction, UserId user, SecurityEventType type);

struct SecurityEventQuery {
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(SecurityEventQuery, (), (limit, cursor))

class SecurityEvents {
public:
    // GET /me/security-events, newest first.
    Result<Page<SecurityEvent>, invalid_cursor> list(Context& context,
                                                     const http::Query<SecurityEventQuery>& query);
};

}  // namespace venera::identity
