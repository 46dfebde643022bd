// The look at the chain, when somebody with the database in their hands tries to blind it.
#include <gtest/gtest.h>

#include "audit/chain_state.hpp"
#include "audit/limits.hpp"
#include "audit/sealer.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::audit {
namespace {

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

}  // namespace
}  // namespace venera::audit
