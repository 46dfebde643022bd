// From PostgreSQL's error fields to our exceptions. What an exception says may be logged, so it quotes no
// values: never DETAIL, and not the message of class 22 (data exceptions), which repeats the input.
#pragma once
#include <string>
#include <string_view>

struct pg_result;

namespace venera::postgres {

// Whether the effect of the work is known to be absent when its connection is lost.
enum class Outcome { none, unknown };

// Throws: ConstraintViolation for class 23; Unavailable for what passes by itself or is the environment's
// fault (lost connection, timeouts, no resources, a read-only standby); otherwise SqlError.
[[noreturn]] void throw_error(const pg_result* result, std::string_view statement, Outcome outcome);
[[noreturn]] void throw_lost(std::string_view what, Outcome outcome);

// After these the session is useless: it ends, it is on a standby, or its plans no longer fit the tables.
bool ends_session(const pg_result* result);

}  // namespace venera::postgres
