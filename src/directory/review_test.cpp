#include "directory/review.hpp"

#include <gtest/gtest.h>

namespace venera::directory {
namespace {

Instant at(std::string_view text) { return *Instant::parse(text); }

TEST(Review, TellsOfItsTimeTheMonthAlone) {
    EXPECT_EQ(month_of(at("2026-05-31T23:59:59Z")), "2026-05");
    EXPECT_EQ(month_of(at("2026-06-01T00:00:00Z")), "2026-06");
    EXPECT_EQ(month_begin(at("2026-05-31T23:59:59Z")), at("2026-05-01T00:00:00Z"));
    EXPECT_EQ(month_begin(at("2028-02-29T12:00:00Z")), at("2028-02-01T00:00:00Z"));
    EXPECT_EQ(month_begin(at("2026-06-01T00:00:00Z")), at("2026-06-01T00:00:00Z"));
}

}  // namespace
}  // namespace venera::directory
