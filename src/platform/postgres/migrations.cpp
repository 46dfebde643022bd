#include "platform/postgres/migrations.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

#include "platform/crypto/crypto.hpp"
#include "platform/postgres/locks.hpp"
#include "platform/postgres/queries.hpp"

namespace venera::postgres {

namespace {

constexpr std::string_view application_role_name = "venera_app";

struct Migration {
    std::string path;
    std::string context;
    std::int32_t number;
    std::string name;
    std::string sql;
    Bytes checksum;
};

Migration parse_file(const EmbeddedFile& file) {
    const std::string_view path = file.path;
    const std::size_t slash = path.find('/');
    const std::size_t underscore = path.find('_', slash);
    if (slash == std::string_view::npos || underscore != slash + 5 || !path.ends_with(".sql")) {
        throw MigrationError("migration " + std::string(path) +
                             ": the name must be <context>/NNNN_<name>.sql");
    }
    std::int32_t number = 0;
    std::from_chars(path.data() + slash + 1, path.data() + underscore, number);
    const crypto::Digest digest = crypto::sha256(file.sql);
    return {std::string(path),
            std::string(path.substr(0, slash)),
            number,
            std::string(path.substr(underscore + 1, path.size() - underscore - 5)),
            std::string(file.sql),
            {digest.begin(), digest.end()}};
}

std::vector<Migration> in_order(const std::vector<EmbeddedFile>& files) {
    std::vector<Migration> migrations;
    for (const EmbeddedFile& file : files) migrations.push_back(parse_file(file));
    const auto key = [](const Migration& m) {
        return std::tuple(m.context != "platform", m.context, m.number);
    };
    std::sort(migrations.begin(), migrations.end(),
              [&](const auto& a, const auto& b) { return key(a) < key(b); });
    for (std::size_t i = 1; i < migrations.size(); ++i) {
        if (key(migrations[i - 1]) == key(migrations[i])) {
            throw MigrationError("migrations " + migrations[i - 1].path + " and " + migrations[i].path +
                                 " have the same number");
        }
    }
    return migrations;
}

// What of `migrations` has not run. Throws MigrationError if what has run is not what the files say.
std::vector<Migration> not_applied(const std::vector<Migration>& migrations,
                                   const std::vector<AppliedMigration>& applied) {
    std::map<std::pair<std::string, std::int32_t>, const AppliedMigration*> left;
    for (const AppliedMigration& one : applied) left[{one.context, one.number}] = &one;
    std::vector<Migration> result;
    for (const Migration& migration : migrations) {
        const auto found = left.find({migration.context, migration.number});
        if (found == left.end()) {
            result.push_back(migration);
            continue;
        }
        if (found->second->checksum != migration.checksum) {
            throw MigrationError(
                "migration " + migration.path +
                " was changed after it ran on this database: restore the file and add a new one");
        }
        left.erase(found);
    }
    if (!left.empty()) {
        const AppliedMigration& newer = *left.begin()->second;
        throw MigrationError("the database has migration " + std::to_string(newer.number) + " (" +
                             newer.name + ") of " + newer.context +
                             ", which this program does not know: use a newer program");
    }
    return result;
}

void create_migrations_table(Connection& connection) {
    connection.script(R"sql(
        create schema if not exists platform;
        create table if not exists platform.migrations (
            context    text        not null,
            number     integer     not null,
            name       text        not null,
            checksum   bytea       not null,
            applied_at timestamptz not null default now(),
            primary key (context, number)
        ))sql");
}

void apply(Connection& connection, const Migration& migration) {
    connection.script("begin");
    try {
        connection.script(migration.sql);
        connection.run(record_migration, migration.context, migration.number, migration.name,
                       migration.checksum);
        connection.script("commit");
    } catch (const SqlError& error) {
        connection.script("rollback");
        throw MigrationError("migration " + migration.path + " failed: " + error.what());
    }
}

// Held by the session, so it ends with the connection at the latest.
class MigrationLock {
public:
    explicit MigrationLock(Connection& connection) : connection_(connection) {
        // Closes the race of two programs that migrate at once; the second waits as long as the first works.
        connection_.script("set lock_timeout = 0");
        connection_.run(take_session_lock, locks::migrating);
        connection_.script("reset lock_timeout");
    }
    ~MigrationLock() {
        try {
            if (!connection_.broken()) connection_.run(release_session_lock, locks::migrating);
        } catch (const std::exception&) {
            // The connection is lost, and the lock with it.
        }
    }
    MigrationLock(const MigrationLock&) = delete;
    MigrationLock& operator=(const MigrationLock&) = delete;

private:
    Connection& connection_;
};

}  // namespace

std::vector<std::string> migrate(Connection& connection, const std::vector<EmbeddedFile>& files) {
    const std::vector<Migration> migrations = in_order(files);
    const MigrationLock lock(connection);
    if (!connection.one(has_migrations_table)) create_migrations_table(connection);
    std::vector<std::string> ran;
    for (const Migration& migration : not_applied(migrations, connection.all(applied_migrations))) {
        apply(connection, migration);
        ran.push_back(migration.path);
    }
    connection.run(make_partitions_now);
    return ran;
}

std::vector<std::string> pending(Connection& connection, const std::vector<EmbeddedFile>& files) {
    std::vector<AppliedMigration> applied;
    if (connection.one(has_migrations_table)) applied = connection.all(applied_migrations);
    std::vector<std::string> paths;
    for (const Migration& migration : not_applied(in_order(files), applied)) paths.push_back(migration.path);
    return paths;
}

std::string application_role(Connection& connection) {
    return connection.one(may_become_application) ? std::string(application_role_name) : std::string{};
}

void ensure_partitions(Executor& database, Instant now) { database.run(make_partitions, now); }

std::int32_t drop_old_days(Executor& database, Instant now) { return database.one(drop_days, now); }

}  // namespace venera::postgres
