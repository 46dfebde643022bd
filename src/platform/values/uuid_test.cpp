#include "platform/values/uuid.hpp"

#include <gtest/gtest.h>

#include <set>

namespace venera {
namespace {

constexpr std::string_view sample = "0190a6b1-2c3d-7e4f-8a5b-6c7d8e9f0a1b";

TEST(Uuid, PrintsWhatItParses) {
    const auto uuid = Uuid::parse(sample);
    ASSERT_TRUE(uuid.has_value());
    EXPECT_EQ(uuid->text(), sample);
    EXPECT_EQ(uuid->hex(), "0190a6b12c3d7e4f8a5b6c7d8e9f0a1b");
    EXPECT_EQ(uuid->bytes[0], 0x01);
    EXPECT_EQ(uuid->bytes[15], 0x1b);
}

TEST(Uuid, AcceptsUpperCaseAndPrintsLowerCase) {
    EXPECT_EQ(Uuid::parse("0190A6B1-2C3D-7E4F-8A5B-6C7D8E9F0A1B")->text(), sample);
}

TEST(Uuid, RefusesEveryOtherForm) {
    const std::string text(sample);
    for (const std::string& bad :
         {std::string(), text.substr(1), text + "0", "{" + text + "}", text.substr(0, 35) + "g",
          text.substr(0, 35) + " ", std::string("0190a6b12c3d7e4f8a5b6c7d8e9f0a1b"),
          std::string("0190a6b1-2c3d-7e4f-8a5b6c7d8e9f0a1b0"),
          std::string("0190a6b1_2c3d-7e4f-8a5b-6c7d8e9f0a1b"),
          std::string("-190a6b1-2c3d-7e4f-8a5b-6c7d8e9f0a1b"),
          std::string("0190a6b1-2c3d-7e4f-8a5b-6c7d8e9f0a-b")}) {
        EXPECT_FALSE(Uuid::parse(bad).has_value()) << bad;
        EXPECT_EQ(DoctorId::parse(bad).problem().code, "not_a_uuid") << bad;
    }
}

TEST(Uuid, MadeNowIsVersionSevenWithTheTimeInFront) {
    const Instant now{
        std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{1'645'557'742'000'999}}};
    const Uuid uuid = make_uuid(now);
    // RFC 9562, A.6: the time of its example in milliseconds.
    EXPECT_EQ(uuid.hex().substr(0, 12), "017f22e279b0");
    EXPECT_EQ(uuid.bytes[6] >> 4, 7);
    EXPECT_EQ(uuid.bytes[8] >> 6, 2);
}

TEST(Uuid, MadeAtOneMomentAreAllDifferent) {
    std::set<Uuid> seen;
    for (int i = 0; i < 10'000; ++i) seen.insert(make_uuid(Instant{}));
    EXPECT_EQ(seen.size(), 10'000U);
}

TEST(Uuid, SortsByTime) {
    EXPECT_LT(make_uuid(Instant::from_epoch_seconds(1000)), make_uuid(Instant::from_epoch_seconds(1001)));
}

}  // namespace
}  // namespace venera
