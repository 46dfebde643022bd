#include "platform/postgres/queries.hpp"

namespace venera::postgres {

const Statement<bool()> has_migrations_table{"platform.has_migrations_table", R"sql(
    select to_regclass('platform.migrations') is not null)sql"};

const Statement<AppliedMigration()> applied_migrations{"platform.applied_migrations", R"sql(
    select context, number, name, checksum
      from platform.migrations
     order by context, number)sql"};

const Statement<void(std::string, std::int32_t, std::string, Bytes)> record_migration{
    "platform.record_migration",
    R"sql(
    insert into platform.migrations (context, number, name, checksum)
    values ($1, $2, $3, $4))sql"};

const Statement<void(std::int64_t)> take_session_lock{"platform.take_session_lock", R"sql(
    select pg_advisory_lock($1))sql"};

const Statement<void(std::int64_t)> release_session_lock{"platform.release_session_lock", R"sql(
    select pg_advisory_unlock($1))sql"};

const Statement<bool()> may_become_application{"platform.may_become_application", R"sql(
    select coalesce(bool_or(pg_has_role(current_user, oid, 'member')), false)
      from pg_roles
     where rolname = 'venera_app')sql"};

const Statement<void()> make_partitions_now{"platform.make_partitions_now", R"sql(
    select platform.ensure_partitions(now()))sql"};

const Statement<void(Instant)> make_partitions{"platform.make_partitions", R"sql(
    select platform.ensure_partitions($1))sql"};

const Statement<std::int32_t(Instant)> drop_days{"platform.drop_old_days", R"sql(
    select platform.drop_old_days($1))sql"};

const Statement<Setting()> durability_settings{"platform.durability_settings", R"sql(
    select name, setting
      from pg_settings
     where name in ('fsync', 'full_page_writes', 'synchronous_commit')
     order by name)sql"};

const Statement<bool(std::string)> has_database{"platform.has_database", R"sql(
    select exists (select from pg_database where datname = $1))sql"};

const Statement<bool(std::int64_t, std::int32_t)> column_is_not_null{"platform.column_is_not_null", R"sql(
    select a.attnotnull
      from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relkind in ('r', 'p')  -- a view does not tell
       and a.attrelid = $1::oid and a.attnum = $2)sql"};

}  // namespace venera::postgres
