// The statements of this folder: migrations, settings, and the catalog lookups of the statement check.
#pragma once
#include <boost/describe/class.hpp>
#include <string>

#include "platform/postgres/statement.hpp"

namespace venera::postgres {

struct AppliedMigration {
    std::string context;
    std::int32_t number;
    std::string name;
    Bytes checksum;
};
BOOST_DESCRIBE_STRUCT(AppliedMigration, (), (context, number, name, checksum))

struct Setting {
    std::string name;
    std::string setting;
};
BOOST_DESCRIBE_STRUCT(Setting, (), (name, setting))

extern const Statement<bool()> has_migrations_table;
extern const Statement<AppliedMigration()> applied_migrations;
extern const Statement<void(std::string, std::int32_t, std::string, Bytes)> record_migration;
extern const Statement<void(std::int64_t)> take_session_lock;
extern const Statement<void(std::int64_t)> release_session_lock;
extern const Statement<bool()> may_become_application;
extern const Statement<void()> make_partitions_now;
extern const Statement<void(Instant)> make_partitions;
extern const Statement<std::int32_t(Instant)> drop_days;
extern const Statement<Setting()> durability_settings;
extern const Statement<bool(std::string)> has_database;
extern const Statement<bool(std::int64_t, std::int32_t)> column_is_not_null;

}  // namespace venera::postgres
