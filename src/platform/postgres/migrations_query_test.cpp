#include <gtest/gtest.h>

#include <future>

#include "platform/postgres/durability.hpp"
#include "platform/postgres/migrations.hpp"
#include "platform/postgres/statements.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::postgres {
namespace {

const Statement<std::int64_t()> count_things{"test.count_things",
                                             "select count(*) from public.migrated_thing"};
const Statement<std::int64_t(std::string)> partitions{"test.partitions", R"sql(
    select count(*) from pg_inherits where inhparent = $1::regclass)sql"};
const Statement<void(Instant)> log_access{"test.log_access", R"sql(
    insert into sample.access_log (occurred_at, actor_role, action, resource, purpose, request_id, outcome)
    values ($1, 'doctor', 'read', 'record', 'treatment', 'r', 'allowed'))sql"};
const Statement<void()> change_log{"test.change_log", "update sample.access_log set action = 'x'"};
const Statement<void()> erase_log{"test.erase_log", "delete from sample.access_log"};
const Statement<void()> empty_log{"test.empty_log", "truncate sample.access_log"};
const Statement<void()> bypass_log{"test.bypass_log", "delete from sample.access_log_default"};
const Statement<std::int64_t()> defaults{"test.defaults", "select count(*) from sample.access_log_default"};
const Statement<std::int64_t()> accesses{"test.accesses", "select count(*) from sample.access_log"};
const Statement<std::int64_t()> work_day{"test.work_day", "select count(*) from sample.work_20310615"};
const Statement<std::string()> work_left{
    "test.work", "select coalesce(string_agg(id::text, ' ' order by id), '') from sample.work"};
const Statement<std::string(std::string)> fold{"test.fold", "select platform.fold($1)"};

const std::vector<EmbeddedFile> two_files{
    {"sample/0001_thing.sql",
     "create table public.migrated_thing (id int); insert into public.migrated_thing values (1)"},
    {"platform/0001_before.sql", "select 1"}};

std::string problem(const auto& work) {
    try {
        work();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "none";
}

std::string refusal(const auto& work) {
    try {
        work();
    } catch (const SqlError& error) {
        return error.sqlstate;
    }
    return "none";
}

// A database where only `two_files` and the functions they need exist.
struct Empty : ::testing::Test {
    Empty() { connection.script(schema); }

    static constexpr const char* schema = R"sql(
        create schema platform;
        create table platform.migrations (context text, number int, name text, checksum bytea,
                                          applied_at timestamptz default now(),
                                          primary key (context, number));
        create function platform.ensure_partitions(timestamptz) returns void language sql as '')sql";
    fibers::PollWait wait;
    ConnectionOptions options = ConnectionOptions::for_tools(testing::empty_database());
    Connection connection{options, wait};
};

TEST_F(Empty, EachFileRunsOnceInOrderOfContext) {
    const std::vector<std::string> all{"platform/0001_before.sql", "sample/0001_thing.sql"};
    EXPECT_EQ(pending(connection, two_files), all);
    EXPECT_EQ(migrate(connection, two_files), all);
    EXPECT_TRUE(pending(connection, two_files).empty());
    EXPECT_TRUE(migrate(connection, two_files).empty());
    EXPECT_EQ(connection.one(count_things), 1);
}

TEST_F(Empty, AFileThatChangedAfterItRanIsAnError) {
    migrate(connection, two_files);
    auto changed = two_files;
    changed[1].sql = "select 2";
    EXPECT_NE(problem([&] { migrate(connection, changed); }).find("platform/0001_before.sql was changed"),
              std::string::npos);
}

TEST_F(Empty, ANewerDatabaseIsAnError) {
    migrate(connection, two_files);
    EXPECT_NE(problem([&] { pending(connection, {two_files[1]}); }).find("use a newer program"),
              std::string::npos);
}

TEST_F(Empty, AFileThatFailsLeavesNothingBehind) {
    auto broken = two_files;
    broken[0].sql = "create table public.migrated_thing (id int); select 1 / 0";
    EXPECT_NE(problem([&] { migrate(connection, broken); }).find("sample/0001_thing.sql failed"),
              std::string::npos);
    EXPECT_EQ(pending(connection, two_files), std::vector<std::string>{"sample/0001_thing.sql"});
    migrate(connection, two_files);
    EXPECT_EQ(connection.one(count_things), 1);
}

TEST_F(Empty, TwoMigratorsAtOnceRunEachFileOnce) {
    const auto work = [&] {
        fibers::PollWait own;
        Connection session(options, own);
        return migrate(session, two_files).size();
    };
    auto other = std::async(std::launch::async, work);
    const std::size_t ran = work() + other.get();
    EXPECT_EQ(ran, two_files.size());
    EXPECT_EQ(connection.one(count_things), 1);
}

TEST_F(Empty, BadNamesAreRefused) {
    EXPECT_NE(problem([&] { pending(connection, {{"sample/1.sql", ""}}); }).find("NNNN"), std::string::npos);
    EXPECT_NE(problem([&] {
                  pending(connection, {two_files[0], {"sample/0001_other.sql", ""}});
              }).find("same number"),
              std::string::npos);
}

TEST(Migrations, RunAsAnOwnerWithoutTheRightToCreateRoles) {
    fibers::PollWait wait;
    const std::string url = testing::empty_database();
    Connection(ConnectionOptions::for_tools(url), wait).script(R"sql(
        do $$ begin
            create role limited login password 'limited' nosuperuser nocreaterole;
            execute format('alter database %I owner to limited', current_database());
        end $$)sql");
    Connection limited(ConnectionOptions::for_tools(url + " user=limited password=limited"), wait);
    EXPECT_FALSE(migrate(limited).empty());
    EXPECT_EQ(application_role(limited), "") << "it is not a member, so the server must work as the owner";
    limited.script("select platform.create_context_tables('sample')");
    EXPECT_EQ(limited.run(log_access, Instant::from_epoch_seconds(1'900'000'000)), 1);
}

// On the migrated database, with a context of its own.
struct Migrated : ::testing::Test {
    Migrated() { test.owner().script("select platform.create_context_tables('sample')"); }

    testing::TestDatabase test;
    Database& db = test.database();
    const Instant june = *Instant::parse("2031-06-15T12:00:00Z");
};

TEST_F(Migrated, NothingIsPending) {
    EXPECT_TRUE(pending(test.owner()).empty());
    EXPECT_EQ(application_role(test.owner()), "venera_app");
}

TEST_F(Migrated, TheApplicationCannotChangeAnAccessLog) {
    ensure_partitions(db, june);
    db.run(log_access, june);
    db.run(log_access, june + std::chrono::days{4000});
    EXPECT_EQ(db.one(accesses), 2);
    for (const auto* statement : {&change_log, &erase_log, &empty_log, &bypass_log}) {
        EXPECT_EQ(refusal([&] { db.run(*statement); }), "42501") << statement->name();
    }
}

TEST_F(Migrated, PartitionsAreMadeAheadAndTakeOverFromTheDefault) {
    db.run(log_access, june);
    EXPECT_EQ(test.owner().one(defaults), 1) << "without a partition no insert fails";
    ensure_partitions(db, june);
    ensure_partitions(db, june);
    EXPECT_EQ(test.owner().one(partitions, "sample.outbox"), 5 + 1);
    EXPECT_EQ(test.owner().one(partitions, "sample.access_log"), 3 + 1);
    EXPECT_EQ(test.owner().one(defaults), 0);
    EXPECT_EQ(db.one(accesses), 1);
}

TEST_F(Migrated, DaysGoWhenTheyAreOldButNotWhatIsUndone) {
    test.owner().script(
        "create table sample.work (id int, day timestamptz, done boolean) partition by range (day);"
        "create table sample.work_default partition of sample.work default;"
        "insert into platform.daily_tables values ('sample', 'work', 'day', 3, 'not done')");
    ensure_partitions(db, june);
    test.owner().script(
        "insert into sample.work values (1, '2031-06-15 10:00Z', true), (2, '2031-06-15 10:00Z', false)");
    drop_old_days(db, june + std::chrono::days{3});
    EXPECT_EQ(refusal([&] { test.owner().one(work_day); }), "none") << "not old enough";
    EXPECT_EQ(drop_old_days(db, june + std::chrono::days{4}), 1);
    EXPECT_EQ(drop_old_days(db, june + std::chrono::days{4}), 0);
    EXPECT_EQ(refusal([&] { test.owner().one(work_day); }), "42P01");
    EXPECT_EQ(test.owner().one(work_left), "2") << "what is undone outlives its day";
    test.owner().script("update sample.work set done = true");
    drop_old_days(db, june + std::chrono::days{5});
    EXPECT_EQ(test.owner().one(work_left), "") << "and goes when it is done";
}

TEST_F(Migrated, FoldIgnoresCaseAndAccents) { EXPECT_EQ(db.one(fold, "Ñandú ÁRBOL"), "nandu arbol"); }

TEST_F(Migrated, ThrowAwaySettingsAreNamedAsUnsafe) {
    const std::vector<std::string> expected{"fsync = off", "full_page_writes = off",
                                            "synchronous_commit = off"};
    EXPECT_EQ(unsafe_settings(test.owner()), expected);
}

struct Wrong {
    std::string name;
    std::optional<std::int64_t> gone;
};
BOOST_DESCRIBE_STRUCT(Wrong, (), (name, gone))

TEST_F(Migrated, TheStatementsOfTheFolderFitTheDatabase) {
    std::vector<std::string> problems = check_statements(test.owner());
    // Those of the tests need tables of their own.
    std::erase_if(problems, [](const std::string& one) { return one.starts_with("test."); });
    EXPECT_EQ(problems, std::vector<std::string>{});
}

TEST_F(Migrated, TheStatementCheckFindsWhatDoesNotFit) {
    test.owner().script("create table public.migrated_thing (name text, id int not null)");
    const Statement<Wrong()> wrong{"test.wrong", "select name, id from public.migrated_thing"};
    const Statement<std::int64_t(std::string)> mistyped{"test.mistyped", R"sql(
        select count(*) from public.migrated_thing where id = $1)sql"};
    const auto problems = check_statements(test.owner());
    std::string all;
    for (const std::string& one : problems) all += one + "\n";
    EXPECT_NE(all.find("test.wrong: column name may be NULL, the member may not"), std::string::npos) << all;
    EXPECT_NE(all.find("test.wrong: column id has no member"), std::string::npos) << all;
    EXPECT_NE(all.find("test.wrong: not exactly one column for member gone"), std::string::npos) << all;
    EXPECT_NE(all.find("test.mistyped, prepare: 42883"), std::string::npos) << all;
}

}  // namespace
}  // namespace venera::postgres
