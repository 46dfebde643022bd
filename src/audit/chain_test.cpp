// What a seal can tell of the rows under it, by hand-made rows.
#include "audit/chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/retention.hpp"

namespace venera::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Instant at(std::string_view text) { return *Instant::parse(text); }

AccessRow row(std::int64_t id) {
    AccessRow row;
    row.context = "patients";
    row.id = id;
    row.xid = 700 + id;
    row.occurred_at = at("2026-03-10T12:00:00Z");
    row.actor_role = "staff";
    row.action = "read";
    row.resource = "patient";
    row.purpose = "treatment";
    row.request_id = "r" + std::to_string(id);
    row.outcome = "allowed";
    return row;
}

std::vector<AccessRow> rows(const std::vector<std::int64_t>& ids) {
    std::vector<AccessRow> rows;
    for (const auto id : ids) rows.push_back(row(id));
    return rows;
}

std::vector<Leaf> leaves(const std::vector<AccessRow>& rows) {
    std::vector<Leaf> leaves;
    for (const AccessRow& one : rows) leaves.push_back(leaf_of(one));
    return leaves;
}

std::string found(const std::vector<std::int64_t>& ids, const Dropped& dropped = {}) {
    const auto bad = first_bad_row(leaves(rows({1, 2, 3, 4})), rows(ids), dropped);
    return bad ? std::to_string(bad->id) + " " + std::string(bad->what) : "";
}

TEST(Chain, NamesTheFirstRowThatDiffers) {
    EXPECT_EQ(found({1, 2, 3, 4}), "");
    EXPECT_EQ(found({1, 3, 4}), "2 is missing");
    EXPECT_EQ(found({1, 2, 3}), "4 is missing");
    EXPECT_EQ(found({}), "1 is missing");
    EXPECT_EQ(found({1, 2, 9, 3, 4}), "9 was inserted");
    EXPECT_EQ(found({1, 2, 3, 4, 9}), "9 was inserted");
    EXPECT_EQ(found({1, 3, 2, 4}), "2 is out of order");
    EXPECT_EQ(found({2, 1, 4, 3}), "1 is out of order");
}

TEST(Chain, WhatWasDroppedIsNotMissingButWhatWasKeptIsStillLookedAt) {
    const Dropped march{{month_of(at("2026-03-01T00:00:00Z")), AccessKind::read}};
    const Dropped april{{month_of(at("2026-04-01T00:00:00Z")), AccessKind::read}};
    const Dropped writes{{month_of(at("2026-03-01T00:00:00Z")), AccessKind::write}};
    EXPECT_EQ(found({1, 4}, march), "");
    EXPECT_EQ(found({}, march), "");
    EXPECT_EQ(found({1, 4}, april), "2 is missing");
    EXPECT_EQ(found({1, 4}, writes), "2 is missing");
    EXPECT_EQ(found({1, 9, 4}, march), "9 was inserted");
    auto changed = rows({1, 4});
    changed[1].action = "Read";
    EXPECT_EQ(first_bad_row(leaves(rows({1, 2, 3, 4})), changed, march)->id, 4);
}

TEST(Chain, EveryColumnCountsAndNoneCanPassForAnother) {
    std::vector<AccessRow> all(16, row(1));
    all[1].context = "identity";
    all[2].id = 2;
    all[3].xid = 2;
    all[4].occurred_at = all[4].occurred_at + std::chrono::microseconds{1};
    all[5].actor_id = UserId{};
    all[6].actor_role = "admin";
    all[7].patient_id = PatientId{};
    all[8].action = "readpatient";
    all[8].resource = "";
    all[9].resource_id = ResourceId{};
    all[10].purpose = "";
    all[11].purpose_reason = "";
    all[12].request_id += " ";
    all[13].outcome = "denied";
    all[14].address = "";
    all[15].resource = "patient\x01";
    std::set<std::string> forms;
    for (const AccessRow& one : all) forms.insert(canonical(one));
    EXPECT_EQ(forms.size(), all.size());
}

TEST(Chain, LeavesTravelAsBytes) {
    auto some = rows({1, -2, std::numeric_limits<std::int64_t>::max()});
    some[1].kind = AccessKind::denied;
    const auto before = leaves(some);
    const auto after = unpacked(packed(before));
    ASSERT_TRUE(after);
    ASSERT_EQ(after->size(), 3);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ((*after)[i].id, before[i].id);
        EXPECT_EQ((*after)[i].month, before[i].month);
        EXPECT_EQ((*after)[i].kind, before[i].kind);
        EXPECT_EQ((*after)[i].digest, before[i].digest);
    }
    auto bytes = packed(before);
    bytes.pop_back();
    EXPECT_FALSE(unpacked(bytes));
    bytes = packed(before);
    bytes[10] = 3;
    EXPECT_FALSE(unpacked(bytes));
}

TEST(Chain, ASealHashesAllOfItselfAndTheOneBefore) {
    const Seal seal{7, SealKind::rows, "patients", 3, 4, {1, 2}, at("2026-03-10T12:00:00Z"), {}, {}};
    std::vector<Seal> others(7, seal);
    others[0].number = 8;
    others[1].kind = SealKind::dropped;
    others[2].context = "identity";
    others[3].until_xid = 4;
    others[4].until_id = 5;
    others[5].content = {1};
    others[6].sealed_at = at("2026-03-10T12:00:01Z");
    std::set<crypto::Digest> hashes{hash_of(seal, {}), hash_of(seal, {9})};
    for (const Seal& other : others) hashes.insert(hash_of(other, {}));
    EXPECT_EQ(hashes.size(), 9);
}

TEST(Chain, NotesOfDroppedRowsReadBack) {
    Dropped dropped;
    const auto december = month_of(at("2019-12-31T23:59:59Z"));
    EXPECT_EQ(month_text(december), "2019-12");
    EXPECT_TRUE(read_note(note_of(december, {AccessKind::read, AccessKind::denied}), dropped));
    EXPECT_THAT(dropped,
                ElementsAre(std::pair{december, AccessKind::read}, std::pair{december, AccessKind::denied}));
    for (const std::string_view wrong : {"", "2019-12", "2019-12 ", "2019-12 other", "x019-12 read"}) {
        EXPECT_FALSE(read_note({wrong.begin(), wrong.end()}, dropped)) << wrong;
    }
}

TEST(Retention, EachKindHasItsTimeAfterTheEndOfTheMonth) {
    const RetentionTimes times{std::chrono::days{400}, std::chrono::days{800}, std::chrono::days{600}};
    const Instant end = at("2020-02-01T00:00:00Z");
    const auto after = [&](int days) { return expired_kinds(times, end, end + std::chrono::days{days}); };
    EXPECT_THAT(after(399), IsEmpty());
    EXPECT_THAT(after(400), ElementsAre(AccessKind::read));
    EXPECT_THAT(after(600), ElementsAre(AccessKind::read, AccessKind::denied));
    EXPECT_THAT(after(800), ElementsAre(AccessKind::read, AccessKind::write, AccessKind::denied));
}

}  // namespace
}  // namespace venera::audit
