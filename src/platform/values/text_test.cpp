#include "platform/values/text.hpp"

#include <gtest/gtest.h>

#include "platform/values/utf8.hpp"

namespace venera {
namespace {

template <class T>
std::string problem_of(std::string_view text) {
    const auto parsed = T::parse(text);
    return parsed ? "" : std::string(parsed.problem().code);
}

std::string encoded(char32_t c) {
    std::string out;
    const auto add = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) {
        add(c);
    } else if (c < 0x800) {
        add(0xc0 | c >> 6);
        add(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        add(0xe0 | c >> 12);
        add(0x80 | (c >> 6 & 0x3f));
        add(0x80 | (c & 0x3f));
    } else {
        add(0xf0 | c >> 18);
        add(0x80 | (c >> 12 & 0x3f));
        add(0x80 | (c >> 6 & 0x3f));
        add(0x80 | (c & 0x3f));
    }
    return out;
}

TEST(Utf8, DecodesEveryCodePointAndNoSurrogate) {
    for (char32_t c = 0; c <= 0x10ffff; ++c) {
        const std::string text = encoded(c);
        std::string_view rest = text;
        char32_t read = 0;
        const bool surrogate = c >= 0xd800 && c <= 0xdfff;
        ASSERT_EQ(text::take_code_point(rest, read), !surrogate) << std::hex << static_cast<unsigned>(c);
        if (surrogate) continue;
        ASSERT_EQ(read, c);
        ASSERT_TRUE(rest.empty());
    }
}

TEST(Utf8, RefusesWhatIsNotUtf8) {
    for (const char* bad : {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x80\x80",
                            "\xe0\x9f\xbf", "\xe2\x82", "\xed\xa0\x80", "\xf0\x80\x80\x80",
                            "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xfe"}) {
        EXPECT_EQ(problem_of<Text<9>>(bad), "invalid_utf8");
        EXPECT_EQ(problem_of<Password>("correct horse " + std::string(bad)), "invalid_utf8");
        EXPECT_FALSE(text::code_points(bad).has_value());
    }
}

TEST(Text, CountsCodePoints) {
    EXPECT_EQ(problem_of<Text<3>>("abc"), "");
    EXPECT_EQ(problem_of<Text<3>>("abcd"), "too_long");
    EXPECT_EQ(problem_of<Text<3>>("\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80"), "");
    EXPECT_EQ(problem_of<Text<3>>("\xc3\xb1\xc3\xb1\xc3\xb1\xc3\xb1"), "too_long");
    EXPECT_EQ(problem_of<Text<3>>(""), "too_short");
    EXPECT_EQ((problem_of<Text<3, 0>>("")), "");
    EXPECT_EQ((problem_of<Text<3, 2>>("a")), "too_short");
}

TEST(Text, SaysItsLimits) {
    EXPECT_EQ(Text<3>::parse("abcd").problem().detail, "must have at most 3 characters");
    EXPECT_EQ((Text<3, 2>::parse("a").problem().detail), "must have at least 2 characters");
    EXPECT_EQ(Text<3>::parse("").problem().detail, "must not be empty");
    EXPECT_EQ(Prose<4>::parse("abcde").problem().detail, "must have at most 4 characters");
}

TEST(Text, RefusesControlsAndNoncharacters) {
    for (const char32_t c : {0x00U, 0x07U, 0x09U, 0x0aU, 0x0dU, 0x1bU, 0x1fU, 0x7fU, 0x80U, 0x85U, 0x9fU,
                             0xfdd0U, 0xfdefU, 0xfffeU, 0xffffU, 0x1fffeU, 0x10ffffU}) {
        EXPECT_EQ(problem_of<Text<9>>("a" + encoded(c) + "b"), "control_character")
            << static_cast<unsigned>(c);
    }
}

TEST(Text, KeepsEveryScriptAsSent) {
    for (const std::string text :
         {"Jos\xc3\xa9 \xc3\x91u\xc3\xb1o", "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7",
          "a\xe2\x80\xae"
          "b",
          "\xe2\x80\x8f\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "\xe2\x81\xa7x\xe2\x81\xa9",
          "\xf0\x9f\x91\xa9\xe2\x80\x8d\xe2\x9a\x95", "e\xcc\x81", "O'Brien; drop table--<b>"}) {
        const auto parsed = Text<40>::parse(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(parsed->text(), text);
    }
}

TEST(Text, RefusesSurroundingSpace) {
    for (const char* text : {" a", "a ", " ",
                             "\xc2\xa0"
                             "a",
                             "a\xe3\x80\x80", "a\xe2\x80\x83"}) {
        EXPECT_EQ(problem_of<Text<9>>(text), "surrounding_space") << text;
    }
    EXPECT_EQ(problem_of<Text<9>>("a b"), "");
}

TEST(Text, HasSomethingToBeSeen) {
    for (const char32_t c : {0xadU, 0x34fU, 0x1160U, 0x200bU, 0x200eU, 0x200fU, 0x202eU, 0x2066U, 0x2800U,
                             0x3164U, 0xfe0fU, 0xfeffU, 0xffa0U, 0xe0001U, 0xe0100U}) {
        const std::string one = encoded(c);
        EXPECT_EQ(problem_of<Text<9>>(one), "invisible") << static_cast<unsigned>(c);
        EXPECT_EQ(problem_of<Prose<9>>(one + " \n" + one), "invisible") << static_cast<unsigned>(c);
        EXPECT_EQ(problem_of<Text<9>>(one + "a"), "") << static_cast<unsigned>(c);
    }
    for (const char32_t c : {0x21U, 0xa9U, 0x627U, 0x2801U, 0x1100U, 0x1f600U, 0x2ceb0U})
        EXPECT_EQ(problem_of<Text<9>>(encoded(c)), "") << static_cast<unsigned>(c);
}

TEST(Prose, MayHaveSeveralLines) {
    EXPECT_EQ(problem_of<Prose<20>>("a\nb\tc\r\nd"), "");
    EXPECT_EQ(problem_of<Prose<20>>("a\rb"), "control_character");
    EXPECT_EQ(problem_of<Prose<20>>("a\x0b"
                                    "b"),
              "control_character");
    EXPECT_EQ(problem_of<Prose<20>>("a\n"), "surrounding_space");
    EXPECT_EQ(problem_of<Prose<20>>("\r\na"), "surrounding_space");
    EXPECT_EQ(problem_of<Prose<20>>(""), "too_short");
}

TEST(Password, HasTwelveTo128CodePoints) {
    EXPECT_EQ(problem_of<Password>("12345678901"), "too_short");
    EXPECT_EQ(problem_of<Password>("123456789012"), "");
    EXPECT_EQ(problem_of<Password>(" spaces \t kept "), "");
    EXPECT_EQ(Password::parse(" spaces \t kept ")->value, " spaces \t kept ");
    EXPECT_EQ(problem_of<Password>(std::string(128, 'a')), "");
    EXPECT_EQ(problem_of<Password>(std::string(129, 'a')), "too_long");
    EXPECT_EQ(problem_of<Password>(std::string("123456789012\0", 13)), "control_character");
    std::string emoji;
    for (int i = 0; i < 12; ++i) emoji += "\xf0\x9f\x98\x80";
    EXPECT_EQ(problem_of<Password>(emoji), "");
    EXPECT_EQ(Password::parse(emoji)->text(), "***");
}

TEST(Phone, KeepsOnlyTheDigits) {
    EXPECT_EQ(Phone::parse("+51987654321")->text(), "+51987654321");
    EXPECT_EQ(Phone::parse("+51 (987) 654-321")->text(), "+51987654321");
    EXPECT_EQ(Phone::parse("+1.202.555.0143")->text(), "+12025550143");
    for (const char* text : {"", "+", "987654321", "0051987654321", "+1234567", "+1234567890123456",
                             "+0123456789", "+51 987 654 32x", "+51+987654321", "+51987654321 ext 4",
                             "+51                          987654321"}) {
        EXPECT_EQ(problem_of<Phone>(text), "not_a_phone") << text;
    }
}

TEST(Code, IsWordsJoinedByDashes) {
    for (const char* text : {"cardiology", "general-medicine", "a", "3d-scan-2"})
        EXPECT_EQ(problem_of<Code>(text), "") << text;
    EXPECT_EQ(problem_of<Code>(std::string(64, 'a')), "");
    EXPECT_EQ(problem_of<Code>(std::string(65, 'a')), "not_a_code");
    for (const char* text : {"", "-", "-a", "a-", "a--b", "A", "a_b", "a b", "\xc3\xb1"}) {
        EXPECT_EQ(problem_of<Code>(text), "not_a_code") << text;
    }
}

}  // namespace
}  // namespace venera
