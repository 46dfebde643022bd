#include "payments/reconciling.hpp"

#include <gtest/gtest.h>

namespace venera::payments {
namespace {

Movement movement(const char* id, std::int64_t cents) {
    return {id, cents, *Currency::parse("PEN"), *Instant::parse("2026-06-01T10:00:00Z")};
}

TEST(Reconciling, EqualListsHaveNoDifference) {
    EXPECT_TRUE(
        compare({movement("a", 5), movement("b", -5)}, {movement("b", -5), movement("a", 5)}).empty());
}

TEST(Reconciling, NamesWhatIsMissingOnEitherSideAndWhatDiffers) {
    const auto found = compare({movement("a", 5), movement("b", 7)}, {movement("b", 8), movement("c", 1)});
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].what, Difference::What::not_at_provider);
    EXPECT_EQ(found[0].movement.transaction_id, "a");
    EXPECT_EQ(found[1].what, Difference::What::other_amount);
    EXPECT_EQ(found[1].ledger_cents, 7);
    EXPECT_EQ(found[2].what, Difference::What::not_in_ledger);
    EXPECT_EQ(found[2].movement.transaction_id, "c");
}

}  // namespace
}  // namespace venera::payments
