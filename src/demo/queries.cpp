#include "demo/queries.hpp"

namespace venera::demo {

namespace {

// Any constant; the same for every version of the program.
constexpr std::int64_t loading_lock = 7308332246100043;

const postgres::Statement<std::string()> wait_without_end{"demo.wait_without_end", R"sql(
    select set_config('lock_timeout', '0', true))sql"};

const postgres::Statement<void(std::int64_t)> take_lock{"demo.take_lock", R"sql(
    select pg_advisory_xact_lock($1))sql"};

}  // namespace

void take_turn(postgres::Transaction& transaction) {
    transaction.queue(wait_without_end);
    transaction.run(take_lock, loading_lock);
}

}  // namespace venera::demo
