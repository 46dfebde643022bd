#include "operations/queries.hpp"

namespace venera::operations {

namespace {

using postgres::Statement;

// The one statement that reads the database's clock: its purpose is to find out whether that clock is wrong.
const Statement<Instant()> select_time{"operations.database_time", "select clock_timestamp() as now"};

const Statement<std::int64_t(std::int64_t)> update_offset{"operations.add_to_offset", R"sql(
    update operations.test_clock set offset_seconds = offset_seconds + $1 returning offset_seconds)sql"};

const Statement<std::int64_t()> select_offset{"operations.read_offset",
                                              "select offset_seconds from operations.test_clock"};

}  // namespace

Instant database_time(postgres::Executor& db) { return db.one(select_time); }

std::chrono::seconds add_to_offset(postgres::Executor& db, std::chrono::seconds by) {
    return std::chrono::seconds{db.one(update_offset, std::int64_t{by.count()})};
}

std::chrono::seconds read_offset(postgres::Executor& db) {
    return std::chrono::seconds{db.one(select_offset)};
}

}  // namespace venera::operations
