#include "platform/values/card_numbers.hpp"

#include <gtest/gtest.h>

#include <string>

#include "platform/values/text.hpp"

namespace venera {
namespace {

TEST(CardNumbers, AreFoundHoweverTheyAreWritten) {
    for (const char* text : {"4242424242424242",
                             "4242 4242 4242 4242",
                             "my card 5555-5555-5555-4444, thanks",
                             "3782 822463 10005",
                             "30 4242 4242 4242 4242 12 30 123",
                             "tel 4000.0000.0000.0002",
                             "(6011111111111117)",
                             "4222222222222",
                             "4242/4242/4242/4242",
                             "4242,4242,4242,4242",
                             "4242, 4242, 4242, 4242",
                             "4242_4242_4242_4242",
                             "4242  4242  4242  4242",
                             "3782 / 822463 / 10005",
                             "4242\u00A04242\u00A04242\u00A04242",
                             "4242\n4242\n4242\n4242",
                             "4242 4242\n4242 4242",
                             "4242\r\n4242\r\n4242\r\n4242",
                             "4242 - 4242 - 4242 - 4242",
                             "42\u200B424242424242"
                             "\u200B42",
                             "4242\u200B4242\u200B4242\u200B4242",
                             "4242\u20134242\u20134242\u20134242",
                             "(4242)(4242)(4242)(4242)",
                             "\xff 4242424242424242",
                             "no: 1, card: 4242,4242,4242,4242.",
                             "\uFF14\uFF12\uFF14\uFF12\u3000\uFF14\uFF12\uFF14\uFF12\u3000\uFF14\uFF12"
                             "\uFF14\uFF12\u3000\uFF14\uFF12\uFF14\uFF12",
                             "\u0664\u0662\u0664\u0662\u0664\u0662\u0664\u0662\u0664\u0662\u0664\u0662"
                             "\u0664\u0662\u0664\u0662"})
        EXPECT_TRUE(holds_card_number(text)) << text;
}

TEST(CardNumbers, OtherNumbersAreLeftAlone) {
    for (const char* text :
         {"4242424242424241", "+51 987 654 321", "1795300000000", "9999999999999995",
          "42424242424242424242424242424242", "2026-11-21 20:15:33", "VEN-4242", "", "0000000000000000"})
        EXPECT_FALSE(holds_card_number(text)) << text;
}

// Each of them, read without what stands between its digits, would pass as a card.
TEST(CardNumbers, WhatIsGroupedOtherwiseIsLeftAlone) {
    for (const char* text :
         {"tel. 424242424, 242424242/4242", "+4242 +4242 +4242 +4242", "4242:4242:4242:4242",
          "4242a4242b4242c4242", "4242-4242 / 4242-4242", "42424242\n42424242", "4242, 4242/4242 4242",
          "4242\n\n\n\n\n\n4242 4242 4242", "42/42/4242, 42/42/4242", "4,242,424,242,424,242",
          "4242.42, 4242.42, 4242.42", "4242424, 242424242", "one 4242, two 4242, three 4242, four 4242"})
        EXPECT_FALSE(holds_card_number(text)) << text;
}

TEST(CardNumbers, TakeNoLongerThanTheTextIsLong) {
    const std::string text(200'000, '4');
    EXPECT_FALSE(holds_card_number(text));
    std::string groups;
    for (int i = 0; i < 100'000; ++i) groups += "7 ";
    EXPECT_FALSE(holds_card_number(groups));
    std::string hidden;
    for (int i = 0; i < 100'000; ++i) hidden += "7\u200B";
    EXPECT_FALSE(holds_card_number(hidden));
    EXPECT_FALSE(holds_card_number("4242" + std::string(200'000, '\n')));
}

TEST(CardNumbers, DoNotStandInText) {
    EXPECT_EQ(Text<100>::parse("pay 4242 4242 4242 4242").problem().code, "card_number");
    EXPECT_EQ(Prose<100>::parse("pay\n4242424242424242").problem().code, "card_number");
    EXPECT_TRUE(Text<100>::parse("4242 4242 4242 4241"));
}

}  // namespace
}  // namespace venera
