#include "platform/jobs/queries.hpp"

namespace venera::jobs {

// Locks of a session are counted; one that is held already is not taken again.
const postgres::Statement<bool(std::int64_t)> hold_lock{"jobs.hold_lock", R"sql(
    select case when exists (select from pg_locks
                              where locktype = 'advisory' and pid = pg_backend_pid() and granted
                                and ((classid::int8 << 32) | objid::int8) = $1 and objsubid = 1
                                and database = (select oid from pg_database
                                                 where datname = current_database()))
                then true
                else pg_try_advisory_lock($1) end)sql"};

}  // namespace venera::jobs
