#include "platform/values/card_numbers.hpp"

#include <gtest/gtest.h>

#include <string>

#include "platform/values/text.hpp"

namespace venera {
namespace {

TEST(CardNumbers, AreFoundHoweverTheyAreWritten) {
    for (const char* text : {"4242424242424242", "4242 4242 4242 4242", "my card 5555-5555-5555-4444, thanks",
                             "3782 822463 10005", "30 4242 4242 4242 4242 12 30 123",
                             "tel 4000.0000.0000.0002", "(6011111111111117)", "4222222222222"})
        EXPECT_TRUE(holds_card_number(text)) << text;
}

TEST(CardNumbers, OtherNumbersAreLeftAlone) {
    for (const char* text :
         {"4242424242424241", "+51 987 654 321", "1795300000000", "9999999999999995",
          "42424242424242424242424242424242", "4242  4242  4242  4242", "2026-11-21 20:15:33", "VEN-4242", "",
          "0000000000000000", "4242 4242\n4242 4242"})
        EXPECT_FALSE(holds_card_number(text)) << text;
}

TEST(CardNumbers, TakeNoLongerThanTheTextIsLong) {
    const std::string text(200'000, '4');
    EXPECT_FALSE(holds_card_number(text));
    std::string groups;
    for (int i = 0; i < 100'000; ++i) groups += "7 ";
    EXPECT_FALSE(holds_card_number(groups));
}

TEST(CardNumbers, DoNotStandInText) {
    EXPECT_EQ(Text<100>::parse("pay 4242 4242 4242 4242").problem().code, "card_number");
    EXPECT_EQ(Prose<100>::parse("pay\n4242424242424242").problem().code, "card_number");
    EXPECT_TRUE(Text<100>::parse("4242 4242 4242 4241"));
}

}  // namespace
}  // namespace venera
