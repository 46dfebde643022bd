#include "scheduling/cleaning_queries.hpp"

#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

const postgres::Statement<void(Instant, std::int32_t)> delete_keys{"scheduling.forget_old_keys", R"sql(
    delete from scheduling.idempotency
     where (caller, key) in (select caller, key
                               from scheduling.idempotency
                              where created_at < $1
                              order by created_at
                              limit $2::int4))sql"};

}  // namespace

std::int64_t forget_old_keys(postgres::Executor& db, Instant now) {
    return db.run(delete_keys, now - limits::keys_kept, limits::keys_per_cleaning);
}

}  // namespace venera::scheduling
