#include <gtest/gtest.h>

#include <limits>

#include "platform/postgres/database.hpp"

namespace venera::postgres {
namespace {

enum class Colour : std::uint8_t { red, dark_green };
BOOST_DESCRIBE_ENUM(Colour, red, dark_green)

template <class T>
T round_trip(const T& value) {
    std::string wire;
    Codec<T>::encode(wire, value);
    return Codec<T>::decode(wire);
}

std::string refused(const auto& work) {
    try {
        work();
    } catch (const SqlError& error) {
        return error.sqlstate;
    }
    return "accepted";
}

TEST(Codec, IntegersKeepTheirSignAndReadNarrowerColumns) {
    for (const std::int64_t value :
         {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(),
          std::numeric_limits<std::int64_t>::max()}) {
        EXPECT_EQ(round_trip(value), value);
    }
    std::string narrow;
    Codec<std::int32_t>::encode(narrow, -7);
    EXPECT_EQ(Codec<std::int64_t>::decode(narrow), -7);
    std::string wide;
    Codec<std::int64_t>::encode(wide, 7);
    EXPECT_EQ(refused([&] { Codec<std::int32_t>::decode(wide); }), "22000");
    EXPECT_TRUE(Codec<std::int64_t>::accepts(oid::int2));
    EXPECT_FALSE(Codec<std::int32_t>::accepts(oid::int8));
}

TEST(Codec, WholeRefusesWhatIsOutsideItsBounds) {
    std::string wire;
    Codec<std::int32_t>::encode(wire, 10);
    EXPECT_EQ((Codec<Whole<1, 10>>::decode(wire).value), 10);
    EXPECT_EQ(refused([&] { Codec<Whole<1, 9>>::decode(wire); }), "22000");
}

TEST(Codec, InstantsBeforeAndAfter2000) {
    for (const std::int64_t micros :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'764'547'200'123'456}}) {
        const Instant at{std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds{micros})};
        EXPECT_EQ(round_trip(at), at);
    }
}

TEST(Codec, InfinityIsRefused) {
    std::string wire;
    wire::put(wire, 0x7fff'ffff'ffff'ffffULL, 8);
    EXPECT_EQ(refused([&] { Codec<Instant>::decode(wire); }), "22000");
    std::string date;
    wire::put(date, 0x7fff'ffffULL, 4);
    EXPECT_EQ(refused([&] { Codec<Date>::decode(date); }), "22000");
}

TEST(Codec, PeriodsAreHalfOpen) {
    const Period period{Instant::from_epoch_seconds(1), Instant::from_epoch_seconds(2)};
    EXPECT_EQ(round_trip(period), period);
    std::string closed;
    Codec<Period>::encode(closed, period);
    closed[0] = 6;  // both ends inclusive
    EXPECT_EQ(refused([&] { Codec<Period>::decode(closed); }), "22000");
}

TEST(Codec, ArraysAlsoEmptyAndWithNulls) {
    EXPECT_EQ(round_trip(std::vector<std::string>{}), std::vector<std::string>{});
    EXPECT_EQ(round_trip(std::vector<std::string>{"a", "", "ñ"}), (std::vector<std::string>{"a", "", "ñ"}));
    const std::vector<std::optional<std::int32_t>> holes{1, std::nullopt, 3};
    EXPECT_EQ(round_trip(holes), holes);
    std::string wire;
    Codec<std::vector<std::optional<std::int32_t>>>::encode(wire, holes);
    EXPECT_EQ(refused([&] { Codec<std::vector<std::int32_t>>::decode(wire); }), "22000");
}

TEST(Codec, EnumeratorsTravelByName) {
    std::string wire;
    Codec<Colour>::encode(wire, Colour::dark_green);
    EXPECT_EQ(wire, "dark_green");
    EXPECT_EQ(Codec<Colour>::decode("red"), Colour::red);
    EXPECT_EQ(refused([] { Codec<Colour>::decode("blue"); }), "22000");
}

TEST(Codec, TextWithNulIsRefusedBeforeItIsSent) {
    EXPECT_EQ(refused([] { ParameterList::of(std::string("a\0b", 3)); }), "22021");
}

TEST(Codec, AStoredTextThatItsTypeRefuses) {
    EXPECT_EQ(refused([] { Codec<Country>::decode("Peru"); }), "22000");
}

}  // namespace
}  // namespace venera::postgres
