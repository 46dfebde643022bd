#include "platform/postgres/errors.hpp"

#include <libpq-fe.h>

#include "platform/postgres/database.hpp"

namespace venera::postgres {

namespace {

std::string_view field(const pg_result* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text == nullptr ? std::string_view{} : std::string_view{text};
}

// Timeouts (57014, 55P03), shutdown and start (57P0x), connections (08), resources (53, 58), standby (25006),
// stale plans (0A000 with its own message), a partition that was made while a row was on its way to the
// default one (23514, a check without a name): trying again later is right, and nothing is wrong with the
// statement.
bool is_environment(std::string_view code, std::string_view message, std::string_view constraint) {
    return code.starts_with("08") || code.starts_with("53") || code.starts_with("57P") ||
           code.starts_with("58") || code == "57014" || code == "55P03" || code == "25006" ||
           code == "25P03" || code == "XX001" || code == "XX002" || (code == "23514" && constraint.empty()) ||
           (code == "0A000" && message.starts_with("cached plan"));
}

}  // namespace

void throw_error(const pg_result* result, std::string_view statement, Outcome outcome) {
    const std::string_view code = field(result, PG_DIAG_SQLSTATE);
    const std::string_view message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (code.empty()) throw_lost(statement, outcome);
    std::string what(statement);
    what.append(": ").append(code).append(" ");
    what += code.starts_with("22") ? std::string_view{"a value that the database refuses"} : message;
    std::string_view constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    if (is_environment(code, message, constraint)) {
        Unavailable error(what);
        // A session that is told to end may have committed just before: the answer to that is what was lost.
        error.outcome_unknown = outcome == Outcome::unknown && code.starts_with("57P");
        throw error;
    }
    if (code.starts_with("23")) {
        if (constraint.empty())
            constraint = field(result, PG_DIAG_COLUMN_NAME);  // not-null has no constraint name
        throw ConstraintViolation(std::string(code), std::string(constraint), what);
    }
    throw SqlError(std::string(code), what);
}

void throw_lost(std::string_view what, Outcome outcome) {
    Unavailable error(std::string(what) + ": the connection to the database was lost");
    error.outcome_unknown = outcome == Outcome::unknown;
    throw error;
}

bool ends_session(const pg_result* result) {
    const std::string_view severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const std::string_view code = field(result, PG_DIAG_SQLSTATE);
    return code.empty() || severity == "FATAL" || severity == "PANIC" || code == "25006" || code == "0A000";
}

}  // namespace venera::postgres
