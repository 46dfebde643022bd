// Every statement of the audit against the schema that the migrations make.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/queries.hpp"
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
