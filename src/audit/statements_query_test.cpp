// Every statement of the audit against the schema that the migrations make.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/limits.hpp"
#include "audit/queries.hpp"
#include "audit/sealer.hpp"
#include "audit/seals_file.hpp"
#include "audit/verifier.hpp"
#include "platform/postgres/statements.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(AuditQueries, StatementsAgreeWithTheirTypes) {
    postgres::testing::TestDatabase database;
    EXPECT_THAT(postgres::check_statements(database.owner()), IsEmpty());
}

TEST(AuditQueries, WhatIsStillGoingOnIsNotSealedNorWhatCameAfterIt) {
    postgres::testing::TestDatabase database;
    const auto add = [](std::string_view request) {
        return "insert into patients.access_log (occurred_at, actor_role, action, resource, purpose, "
               "request_id, outcome) values ('2026-03-10Z', 'staff', 'read', 'patient', 'treatment', '" +
               std::string(request) + "', 'allowed')";
    };
    const auto requests = [&] {
        std::vector<std::string> all;
        for (const AccessRow& row : unsealed_rows(database.database(), "patients", {}, 10))
            all.push_back(row.request_id);
        return all;
    };
    database.owner().script(add("first"));
    EXPECT_THAT(requests(), ElementsAre("first"));
    fibers::PollWait wait;
    postgres::Connection slow(postgres::ConnectionOptions::for_tools(database.url()), wait);
    slow.script("begin");
    slow.script(add("slow"));
    database.owner().script(add("quick"));
    EXPECT_THAT(requests(), ElementsAre("first"));
    slow.script("commit");
    EXPECT_THAT(requests(), ElementsAre("first", "slow", "quick"));
    const auto first = unsealed_rows(database.database(), "patients", {}, 1).front();
    EXPECT_THAT(unsealed_rows(database.database(), "patients", {first.xid, first.id}, 10),
                ::testing::SizeIs(2));
}

const postgres::Statement<std::int64_t()> count_old{"test.count_old",
                                                    "select count(*) from patients.access_log"};

TEST(AuditQueries, OnlyWhatIsNotedSealedNotHeldAndPastItsTimeGoes) {
    postgres::testing::TestDatabase database;
    auto& owner = database.owner();
    owner.script(R"(
        select platform.create_partition('patients', 'access_log', 'occurred_at', '201003', '2010-03-01Z',
                                         '2010-04-01Z');
        insert into patients.access_log (occurred_at, actor_role, patient_id, action, resource, purpose,
                                         request_id, outcome)
        select '2010-03-10Z', 'staff', ('00000000-0000-0000-0000-00000000000' || n)::uuid, action, 'patient',
               'treatment', 'r', 'allowed'
          from generate_series(1, 3) n, unnest(array['read', 'update']) action)");
    const Month march{"patients", *Date::parse("2010-03-01")};
    const std::vector reads{AccessKind::read};
    const std::vector all{AccessKind::read, AccessKind::write, AccessKind::denied};
    const auto refused = [&](const std::vector<AccessKind>& kinds) {
        try {
            drop_accesses(database.database(), march, kinds);
            return std::string("nothing");
        } catch (const postgres::SqlError& error) {
            return error.sqlstate;
        }
    };
    const auto left = [&] { return owner.one(count_old); };
    const auto note = [&](const std::string& kinds) {
        owner.script(
            "insert into audit.seals select coalesce(max(number), 0) + 1, 'dropped', 'patients', "
            "coalesce(max(until_xid::text)::xid8, '0'), coalesce(max(until_id), 0), '2010-03 " +
            kinds + "', now(), sha256(''), sha512('') from audit.seals");
    };
    EXPECT_EQ(refused(reads), "42501") << "not noted";
    note("read");
    EXPECT_EQ(refused(all), "42501") << "the others are not noted";
    note("read,write,denied");
    EXPECT_TRUE(drop_accesses(database.database(), march, all));
    EXPECT_EQ(left(), 6) << "nothing is sealed";
    owner.script(
        "insert into audit.seals select 3, 'rows', 'patients', xid, id, '', now(), sha256(''), "
        "sha512('') from patients.access_log order by xid desc, id desc limit 1");
    keep_retention_times(owner, {std::chrono::days{365}, std::chrono::days{36'500}, std::chrono::days{365}});
    EXPECT_EQ(refused(all), "42501") << "writes are kept for a hundred years";
    log::Log log("/dev/null");
    Clock clock;
    Context context({}, clock, database.database(), log, tracing::Trace::from(""), "test");
    record_holds(context, database.database(), {*PatientId::parse("00000000-0000-0000-0000-000000000001")});
    EXPECT_TRUE(drop_accesses(database.database(), march, reads));
    EXPECT_EQ(left(), 4) << "of the held patient both, of the others what was written";
    keep_retention_times(owner, {std::chrono::days{365}, std::chrono::days{365}, std::chrono::days{365}});
    EXPECT_TRUE(drop_accesses(database.database(), march, all));
    EXPECT_EQ(left(), 2);
    record_holds(context, database.database(), {});
    EXPECT_TRUE(drop_accesses(database.database(), march, all));
    EXPECT_EQ(left(), 0);
    for (const Month& month : months_of_logs(owner)) EXPECT_NE(month.month, march.month);
}

TEST(SealsFile, IsPutAsideWhenItIsFull) {
    const auto folder = std::filesystem::temp_directory_path() / ("seals-" + make_uuid(Instant{}).text());
    const auto file = folder / "seals.jsonl";
    const auto lines = [&] {
        int count = 0;
        SealsReader(file).read([&](const auto& seal) { count += seal ? 1 : 0; });
        return count;
    };
    append_seal(file, {});
    append_seal(file, {});
    EXPECT_EQ(lines(), 2);
    std::filesystem::resize_file(file, limits::seals_file + 1);
    append_seal(file, {});
    EXPECT_EQ(lines(), 1);
    EXPECT_EQ(std::filesystem::file_size(file.string() + ".1"), limits::seals_file + 1);
    std::filesystem::remove_all(folder);
}

// As a crash or a full disk leaves it, and as somebody else may.
TEST(SealsFile, GoesOnAfterATornLine) {
    const auto folder = std::filesystem::temp_directory_path() / ("seals-" + make_uuid(Instant{}).text());
    const auto file = folder / "seals.jsonl";
    const auto lines = [&] {
        std::string found;
        SealsReader(file).read([&](const auto& seal) { found += seal ? std::to_string(seal->number) : "?"; });
        return found;
    };
    const auto append = [&](std::int64_t number) {
        Seal seal;
        seal.number = number;
        append_seal(file, seal);
    };
    EXPECT_EQ(last_number(file), std::nullopt);
    EXPECT_THROW(lines(), std::system_error);
    append(1);
    append(2);
    EXPECT_EQ(last_number(file), 2);
    const auto whole = std::filesystem::file_size(file);
    for (const std::uintmax_t cut : {std::uintmax_t{1}, std::uintmax_t{60}}) {
        std::filesystem::resize_file(file, whole - cut);
        EXPECT_EQ(last_number(file), std::nullopt) << "torn: to be written again";
        append(3);
        EXPECT_EQ(lines(), cut == 1 ? "123" : "1?3");
        EXPECT_EQ(last_number(file), 3);
        std::filesystem::resize_file(file, 0);
        EXPECT_EQ(last_number(file), std::nullopt);
        append(1);
        append(2);
    }
    std::filesystem::remove_all(folder);
}

TEST(SealsFile, SaysThatTheDiskIsFull) {
    EXPECT_EQ(last_number("/dev/full"), std::nullopt);
    try {
        append_seal("/dev/full", {});
        FAIL() << "nothing was written";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code().value(), ENOSPC);
    }
}

TEST(Verifier, WhatIsSealedBesideItIsNotMissing) {
    postgres::testing::TestDatabase database;
    const auto folder = std::filesystem::temp_directory_path() / ("seals-" + make_uuid(Instant{}).text());
    const auto file = folder / "seals.jsonl";
    const auto key = crypto::SecretKey::random();
    jobs::CpuPool disk(1, 1, std::chrono::seconds{30});
    log::Log log("/dev/null");
    Clock clock;
    Context context({}, clock, database.database(), log, tracing::Trace::from(""), "test");
    Sealer sealer(key, file, disk);
    const auto access = [&] {
        database.owner().script(
            "insert into patients.access_log (occurred_at, actor_role, action, resource, purpose, "
            "request_id, "
            "outcome) values ('2026-03-10Z', 'staff', 'read', 'patient', 'treatment', 'r', 'allowed')");
        sealer.seal(context);
    };
    access();
    fibers::PollWait wait;
    postgres::Connection connection(postgres::ConnectionOptions::for_tools(database.url()), wait);
    connection.script("begin transaction isolation level repeatable read, read only");
    Verifier verifier(connection, key, file);
    connection.script("select count(*) from audit.seals");
    access();
    const auto verified = verifier.verify();
    EXPECT_EQ(verified.problem, std::nullopt);
    EXPECT_EQ(verified.file_problem, std::nullopt);
    EXPECT_EQ(verified.seals, 1);
    EXPECT_EQ(verified.exported, 1);
    std::filesystem::remove_all(folder);
}

TEST(AuditQueries, OneReplicaAtATimeSeals) {
    postgres::testing::TestDatabase database;
    postgres::Transaction first(database.database()), second(database.database());
    EXPECT_TRUE(take_turn(first));
    EXPECT_FALSE(take_turn(second));
    first.commit();
    EXPECT_TRUE(take_turn(second));
}

}  // namespace
}  // namespace venera::audit
