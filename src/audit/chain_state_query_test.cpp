// The look at the chain, when somebody with the database in their hands tries to blind it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/chain_state.hpp"
#include "audit/limits.hpp"
#include "audit/sealer.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::audit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct ChainStateQuery : ::testing::Test {
    ~ChainStateQuery() override { std::filesystem::remove_all(folder); }

    void seal(int seals) {
        Sealer sealer(key, file, disk);
        for (int i = 0; i < seals; ++i) {
            database.owner().script(
                "insert into patients.access_log (occurred_at, actor_role, action, resource, purpose, "
                "request_id, outcome) values (now(), 'staff', 'read', 'patient', 'treatment', 'r', "
                "'allowed')");
            sealer.seal(context);
        }
    }
    ChainReport look(std::optional<std::int64_t> before = {}) {
        ChainQuery query;
        if (before) query.before = {*before};
        return ChainState(key, file, disk).look(context, {query});
    }
    Verified verified() {
        postgres::Transaction transaction(database.database());
        see_one_state(transaction);
        return Verifier(transaction, key, file).verify();
    }

    postgres::testing::TestDatabase database;
    crypto::SecretKey key = crypto::SecretKey::random();
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("seals-" + make_uuid(Instant{}).text());
    std::filesystem::path file = folder / "seals.jsonl";
    jobs::CpuPool disk{1, 1, std::chrono::seconds{30}};
    log::Log log{"/dev/null"};
    Clock clock;
    Context context{{}, clock, database.database(), log, tracing::Trace::from(""), "test"};
};

TEST_F(ChainStateQuery, ASealThatWasBlownUpDoesNotBlindIt) {
    seal(4);
    database.owner().script(
        "update audit.seals set content = content || decode(repeat('00', 1500000), 'hex') where number = 3");
    for (const auto before : {std::optional<std::int64_t>{}, std::optional<std::int64_t>{4}}) {
        const auto report = look(before);
        EXPECT_EQ(report.status, ChainStatus::broken);
        ASSERT_TRUE(report.checked && report.checked->problem);
        EXPECT_EQ(report.checked->problem->detail, "seal 3 was changed");
        EXPECT_EQ(report.checked->first_seal, 1);
    }
    EXPECT_EQ(look(3).status, ChainStatus::sealed);
    EXPECT_EQ(verified().problem, "seal 3 was changed");
}

TEST_F(ChainStateQuery, ANoteThatWasBlownUpIsNotReadWhole) {
    seal(1);
    Sealer(key, file, disk).note(context, "patients", 482, {AccessKind::read});
    seal(1);
    database.owner().script(
        "update audit.seals set content = content || convert_to(repeat(',read', 300000), 'UTF8') "
        "where number = 2");
    EXPECT_EQ(look().checked->problem->detail, "seal 2 was changed");
    for (const Seal& note : notes_of_dropped(database.database()))
        EXPECT_LT(note.content.size(), std::size_t{30'000});
    for (const Seal& one : seals_after(database.database(), 0, 10))
        EXPECT_LT(one.content.size(), std::size_t{30'000});
}

TEST_F(ChainStateQuery, TheHighestNumberThereIsIsNoNumberTooHigh) {
    seal(2);
    database.owner().script("update audit.seals set number = 9223372036854775807 where number = 2");
    EXPECT_EQ(look().status, ChainStatus::broken);
    EXPECT_EQ(look().checked->problem->detail, "seal 2 is missing");
}

TEST_F(ChainStateQuery, SealsThatAreGoneAreNotSealed) {
    EXPECT_EQ(look().status, ChainStatus::sealed) << "there is none yet";
    seal(5);
    EXPECT_EQ(look(1).status, ChainStatus::sealed) << "none before the first";
    database.owner().script("delete from audit.seals where number = 3");
    EXPECT_EQ(look(4).status, ChainStatus::broken);
    EXPECT_EQ(look(4).checked->problem->detail, "seal 3 is missing");
    EXPECT_EQ(look(3).status, ChainStatus::sealed);
    database.owner().script("delete from audit.seals where number < 3");
    EXPECT_EQ(look(4).status, ChainStatus::broken) << "nothing could be checked";
    EXPECT_EQ(look(1'000'000).checked->problem->detail, "seal 3 is missing");
}

// With the statistics of an empty log, a plan that sorts would read a backlog of any size.
TEST_F(ChainStateQuery, WhatWaitsIsReadAlongItsKey) {
    seal(1);
    look();
    // The pool's newest connection is the one that looked.
    const postgres::Statement<std::int64_t()> custom{"test.custom_plans_of_look", R"sql(
        select coalesce(sum(custom_plans - generic_plans), 1)::int8 from pg_prepared_statements
         where statement like '%limit $4::int4) rows%')sql"};
    EXPECT_LT(database.database().one(custom), 0) << "planned before the order was set";

    const auto& all = postgres::StatementBase::all();
    const auto looking = std::ranges::find_if(
        all, [](const auto* statement) { return statement->name() == "audit.look_at_unsealed"; });
    ASSERT_NE(looking, all.end());
    postgres::Connection& owner = database.owner();
    owner.script("prepare looking (text, text, int8, int4) as " + std::string((*looking)->sql()));
    owner.script("begin");
    read_in_order(owner);
    const postgres::Statement<std::string()> explain{"test.explain_look",
                                                     "explain execute looking ('patients', '0', 0, 10000)"};
    std::string plan;
    for (const std::string& line : owner.all(explain)) plan += line + '\n';
    owner.script("rollback");
    EXPECT_THAT(plan, HasSubstr("Index"));
    EXPECT_THAT(plan, Not(HasSubstr("Sort  ")));
    EXPECT_THAT(plan, Not(HasSubstr("Seq Scan")));
}

}  // namespace
}  // namespace venera::audit
