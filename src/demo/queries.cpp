#include "demo/queries.hpp"

#include "platform/postgres/locks.hpp"

namespace venera::demo {

namespace {

const postgres::Statement<std::string()> wait_without_end{"demo.wait_without_end", R"sql(
    select set_config('lock_timeout', '0', true))sql"};

const postgres::Statement<void(std::int64_t)> take_lock{"demo.take_lock", R"sql(
    select pg_advisory_xact_lock($1))sql"};

}  // namespace

void take_turn(postgres::Transaction& transaction) {
    transaction.queue(wait_without_end);
    transaction.run(take_lock, postgres::locks::loading_demo);
}

}  // namespace venera::demo
