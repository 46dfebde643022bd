#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <cstring>

#include "platform/json/testing.hpp"

namespace venera::json::testing {
namespace {

struct Contact {
    Email email;
    std::optional<Phone> phone;
};
BOOST_DESCRIBE_STRUCT(Contact, (), (email, phone))

struct Wish {
    PatientId patient_id;
    Slot slot;
    Contact contact;
    std::vector<Channel> reminders;
    bool first_visit = false;
    Whole<1, 9> priority;
    std::optional<Text<50>> note;
};
BOOST_DESCRIBE_STRUCT(Wish, (), (patient_id, slot, contact, reminders, first_visit, priority, note))

struct Schedule {
    std::vector<Slot> slots;
    std::map<std::string, Slot> named;
};
BOOST_DESCRIBE_STRUCT(Schedule, (), (slots, named))

bool is_malformed(std::string_view body) {
    Issues issues;
    from_json<One<Json>>(body, issues);
    return issues.malformed() && !issues.empty();
}

std::string in_a(std::string_view value) { return R"({"a":)" + std::string(value) + "}"; }

std::string many(std::size_t count, std::string_view piece) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += piece;
    return text;
}

TEST(Reader, ReadsEveryKindOfMember) {
    Issues issues;
    const auto all = from_json<Everything>(R"({
        "patient_id": "018F3B6E-0000-7000-8000-000000000001",
        "slot": {"start": "2026-12-01T15:00:00Z", "end": "2026-12-01T16:00:00+00:30"},
        "reminders": ["push", "email"], "first_visit": true, "priority": 9, "small": -32768,
        "medium": 2147483647, "large": -9223372036854775808, "ratio": 1e-3, "plain": "a\n\u00e9\ud83d\ude00",
        "note": "two\nlines", "other_slot": null, "counts": {"b": 2, "a": 1},
        "infos": {"x" : [1.50, null, "\u0041"]}, "title": "Dr", "email": null,
        "tree": {"name": "root", "branches": [{"name": "leaf", "branches": []}]}})",
                                           issues);
    EXPECT_EQ(text_of(issues), "");
    EXPECT_EQ(all.patient_id.text(), "018f3b6e-0000-7000-8000-000000000001");
    EXPECT_EQ(all.slot.end.text(), "2026-12-01T15:30:00Z");
    EXPECT_EQ(all.reminders, (std::vector{Channel::push, Channel::email}));
    EXPECT_TRUE(all.first_visit);
    EXPECT_EQ(all.priority.value, 9);
    EXPECT_EQ(all.small, std::numeric_limits<std::int16_t>::min());
    EXPECT_EQ(all.medium, std::numeric_limits<std::int32_t>::max());
    EXPECT_EQ(all.large, std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(all.ratio, 0.001);
    EXPECT_EQ(all.plain, "a\n\xc3\xa9\xf0\x9f\x98\x80");
    EXPECT_EQ(all.note->value, "two\nlines");
    EXPECT_FALSE(all.other_slot.has_value());
    EXPECT_EQ(all.counts, (std::map<std::string, std::int64_t>{{"a", 1}, {"b", 2}}));
    EXPECT_EQ(all.infos.text_value, R"({"x":[1.50,null,"A"]})");
    EXPECT_TRUE(all.title.given());
    EXPECT_EQ(all.title.value.value, "Dr");
    EXPECT_TRUE(all.email.cleared());
    EXPECT_EQ(all.tree->branches.at(0).name.value, "leaf");
}

TEST(Reader, ReportsAllProblemsOfOneBody) {
    EXPECT_EQ(problems_of<Wish>(R"({"patient_id": "nobody",
        "slot": {"start": "2026-12-01T15:00:00Z", "start": "2026-12-01T15:00:00Z"},
        "contact": {"email": "ana@example.com", "fax": 1},
        "reminders": ["sms", "pigeon", 3], "first_visit": null, "priority": 10, "a/b~": {}})"),
              "/patient_id not_a_uuid; /slot/start duplicate_member; /slot/end required; "
              "/contact/fax unknown_member; /reminders/1 not_allowed; /reminders/2 wrong_type; "
              "/first_visit wrong_type; /priority out_of_range; /a~1b~0 unknown_member");
}

TEST(Reader, TellsMalformedFromInvalid) {
    Issues duplicate;
    from_json<Slot>(R"({"start":"x","start":"y","end":"z"})", duplicate);
    EXPECT_TRUE(duplicate.malformed());
    Issues invalid;
    from_json<Slot>(R"({"start":"x"})", invalid);
    EXPECT_FALSE(invalid.malformed());
    EXPECT_FALSE(invalid.empty());
}

TEST(Reader, RefusesWhatIsNotJson) {
    const std::vector<std::string> texts = {"",
                                            " ",
                                            "{",
                                            "}",
                                            "[",
                                            "nul",
                                            "tru",
                                            "'a'",
                                            "{a:1}",
                                            "[1,]",
                                            "{\"a\":1,}",
                                            "{} {}",
                                            "{}x",
                                            "1 2",
                                            "01",
                                            "+1",
                                            "-",
                                            ".5",
                                            "1.",
                                            "1e",
                                            "0x1",
                                            "NaN",
                                            "Infinity",
                                            "-Infinity",
                                            "// c\n{}",
                                            "/**/{}",
                                            "\xef\xbb\xbf{}",
                                            "\"\t\"",
                                            "\"\n\"",
                                            std::string("\"\0\"", 3),
                                            "\"\\x\"",
                                            "\"\\u12\"",
                                            "\"\\ud800\"",
                                            "\"\\udc00\\ud800\"",
                                            "\"\xff\"",
                                            "\"\xc0\xaf\"",
                                            "\"\xed\xa0\x80\"",
                                            "\"\xf4\x90\x80\x80\"",
                                            "\"\xe2\x82\"",
                                            "\"a",
                                            "{\"a\"}",
                                            "{\"a\":}",
                                            std::string("{}\0", 3),
                                            "\x0c{}",
                                            "\xc2\xa0{}"};
    for (const std::string& text : texts) {
        EXPECT_TRUE(is_malformed(text)) << text;
        EXPECT_FALSE(is_json(text)) << text;
        EXPECT_EQ(problems_of<Slot>(text), " syntax") << text;
    }
}

TEST(Reader, AllowsWhiteSpaceAround) {
    EXPECT_EQ(problems_of<One<bool>>(" \t\r\n{ \"a\"\n:\ttrue } \r\n\t "), "");
}

TEST(Reader, StopsAtThirtyTwoLevels) {
    EXPECT_TRUE(is_json(many(32, "[") + many(32, "]")));
    EXPECT_FALSE(is_json(many(33, "[") + many(33, "]")));
    EXPECT_EQ(problems_of<One<Json>>(many(33, "[") + many(33, "]")), " too_deep");
    EXPECT_EQ(problems_of<One<Json>>(many(1 << 20, "[")), " too_deep");
    EXPECT_EQ(problems_of<One<Json>>(many(1 << 17, "{\"a\":")), " too_deep");
}

TEST(Reader, TakesNullOnlyForWhatMayBeAbsent) {
    EXPECT_EQ(problems_of<One<std::optional<bool>>>(in_a("null")), "");
    EXPECT_EQ(problems_of<One<std::optional<bool>>>("{}"), "");
    EXPECT_EQ(problems_of<One<bool>>(in_a("null")), "/a wrong_type");
    EXPECT_EQ(problems_of<One<bool>>("{}"), "/a required");
    EXPECT_EQ(problems_of<One<Slot>>(in_a("null")), "/a wrong_type");
    EXPECT_EQ(problems_of<One<std::vector<std::int64_t>>>("{}"), "/a required");
    EXPECT_EQ(problems_of<One<std::vector<std::int64_t>>>(in_a("[1,null]")), "/a/1 wrong_type");
    EXPECT_EQ(problems_of<One<Json>>(in_a("null")), "");
    EXPECT_EQ(problems_of<One<Json>>("{}"), "/a required");
}

TEST(Reader, KnowsTheThreeStatesOfAPatch) {
    using Clearable = One<Patch<Text<5>, Clears::yes>>;
    Issues issues;
    EXPECT_FALSE(from_json<Clearable>("{}", issues).a.given());
    EXPECT_TRUE(from_json<Clearable>(in_a("null"), issues).a.cleared());
    EXPECT_EQ(from_json<Clearable>(in_a("\"x\""), issues).a.value.value, "x");
    EXPECT_TRUE(issues.empty());
    EXPECT_EQ(problems_of<One<Patch<Text<5>>>>(in_a("null")), "/a wrong_type");
    EXPECT_EQ(problems_of<One<Patch<Text<5>>>>(in_a("\"too long\"")), "/a too_long");
}

TEST(Reader, RefusesValuesOfAnotherType) {
    for (const char* value : {"null", "true", "1", "1.5", "[]", "{}"}) {
        EXPECT_EQ(problems_of<One<Text<9>>>(in_a(value)), "/a wrong_type") << value;
        EXPECT_EQ(problems_of<One<std::string>>(in_a(value)), "/a wrong_type") << value;
        EXPECT_EQ(problems_of<One<Channel>>(in_a(value)), "/a wrong_type") << value;
    }
    for (const char* value : {"null", "true", "\"1\"", "1.0", "1e2", "[]", "{}"}) {
        EXPECT_EQ(problems_of<One<std::int64_t>>(in_a(value)), "/a wrong_type") << value;
    }
    for (const char* value : {"null", "true", "\"1\"", "[]", "{}"}) {
        EXPECT_EQ(problems_of<One<double>>(in_a(value)), "/a wrong_type") << value;
    }
    for (const char* value : {"null", "0", "\"true\"", "[]", "{}"}) {
        EXPECT_EQ(problems_of<One<bool>>(in_a(value)), "/a wrong_type") << value;
    }
    for (const char* value : {"null", "0", "\"\"", "[]"}) {
        EXPECT_EQ(problems_of<One<Slot>>(in_a(value)), "/a wrong_type") << value;
        EXPECT_EQ((problems_of<One<std::map<std::string, bool>>>(in_a(value))), "/a wrong_type") << value;
    }
    for (const char* value : {"null", "0", "\"\"", "{}"}) {
        EXPECT_EQ(problems_of<One<std::vector<Slot>>>(in_a(value)), "/a wrong_type") << value;
    }
    EXPECT_EQ(problems_of<Slot>("[]"), " wrong_type");
    EXPECT_EQ(problems_of<Slot>("null"), " wrong_type");
}

TEST(Reader, KeepsIntegersInTheirRange) {
    EXPECT_EQ(problems_of<One<std::int16_t>>(in_a("32768")), "/a out_of_range");
    EXPECT_EQ(problems_of<One<std::int32_t>>(in_a("-2147483649")), "/a out_of_range");
    EXPECT_EQ(problems_of<One<std::int64_t>>(in_a("9223372036854775807")), "");
    EXPECT_EQ(problems_of<One<std::int64_t>>(in_a("9223372036854775808")), "/a out_of_range");
    EXPECT_EQ(problems_of<One<std::int64_t>>(in_a("-9223372036854775809")), "/a out_of_range");
    EXPECT_EQ(problems_of<One<std::int64_t>>(in_a("1" + many(400, "0"))), "/a out_of_range");
    EXPECT_EQ((problems_of<One<Whole<2, 4>>>(in_a("1"))), "/a out_of_range");
    EXPECT_EQ((problems_of<One<Whole<2, 4>>>(in_a("5"))), "/a out_of_range");
    EXPECT_EQ((problems_of<One<Whole<2, 4>>>(in_a("4"))), "");
    EXPECT_EQ((problems_of<One<Whole<-5, 0>>>(in_a("-0"))), "");
}

TEST(Reader, RefusesNumbersThatADoubleCannotHold) {
    for (const char* value : {"1e400", "-1e400", "1e-400"}) {
        EXPECT_EQ(problems_of<One<double>>(in_a(value)), "/a out_of_range") << value;
    }
    EXPECT_EQ(problems_of<One<Json>>(in_a("[1e400]")), "/a/0 out_of_range");
}

TEST(Reader, ReadsDoublesExactly) {
    auto random = seeded_random();
    for (int i = 0; i < 20'000; ++i) {
        const double expected = std::bit_cast<double>(random());
        if (!std::isnormal(expected)) continue;
        std::array<char, 64> text;
        const auto end = std::to_chars(text.data(), text.data() + text.size(), expected).ptr;
        Issues issues;
        const auto read = from_json<One<double>>(in_a({text.data(), end}), issues);
        ASSERT_TRUE(issues.empty()) << std::string_view(text.data(), end);
        ASSERT_EQ(read.a, expected) << std::string_view(text.data(), end);
    }
}

TEST(Reader, ChecksRecordsAtAnyDepthWithPrefixedPointers) {
    constexpr std::string_view bad = R"({"start":"2026-12-01T15:00:00Z","end":"2026-12-01T15:00:00Z"})";
    EXPECT_EQ(problems_of<Slot>(bad), "/end not_after_start");
    EXPECT_EQ(problems_of<One<std::optional<Slot>>>(in_a(bad)), "/a/end not_after_start");
    const std::string schedule =
        R"({"slots":[)" + std::string(bad) + R"(],"named":{"x/y":)" + std::string(bad) + "}}";
    EXPECT_EQ(problems_of<Schedule>(schedule),
              "/slots/0/end not_after_start; /named/x~1y/end not_after_start");
}

TEST(Reader, ChecksOnlyRecordsWithoutProblemsOfTheirOwn) {
    EXPECT_EQ(problems_of<Slot>(R"({"start":"2026-12-01T15:00:00Z","end":"2026-12-01T15:00:00Z","x":1})"),
              "/x unknown_member");
}

TEST(Reader, FindsDuplicatesWhereverTheyHide) {
    EXPECT_EQ(problems_of<One<Json>>(in_a(R"([{"x":{"y":1,"z":2,"y":3}}])")), "/a/0/x/y duplicate_member");
    EXPECT_EQ(problems_of<One<bool>>(R"({"a":true,"b":{"x":1,"x":2}})"),
              "/b unknown_member; /b/x duplicate_member");
    EXPECT_EQ(problems_of<One<bool>>(R"({"a":true,"b":1,"b":2})"),
              "/b unknown_member; /b unknown_member; /b duplicate_member");
    EXPECT_EQ(problems_of<One<bool>>(R"({"a":{"x":1,"x":2}})"), "/a wrong_type; /a/x duplicate_member");
    EXPECT_EQ(problems_of<One<bool>>(R"({"a":true,"\u0061":true})"), "/a duplicate_member");
    EXPECT_EQ((problems_of<One<std::map<std::string, bool>>>(in_a(R"({"k":true,"k":false})"))),
              "/a/k duplicate_member");
    EXPECT_EQ(problems_of<One<Json>>(in_a(R"({"":1,"":2})")), "/a/ duplicate_member");
}

TEST(Reader, RefusesTheNulCharacterByField) {
    EXPECT_EQ(problems_of<One<Text<9>>>(in_a(R"("a\u0000b")")), "/a control_character");
    EXPECT_EQ(problems_of<One<std::string>>(in_a(R"("a\u0000b")")), "/a control_character");
    EXPECT_EQ(problems_of<One<Json>>(in_a(R"(["a\u0000b"])")), "/a/0 control_character");
    EXPECT_FALSE(is_json(R"({"a\u0000":1})"));
    EXPECT_FALSE(is_json(R"("\u0000")"));
}

TEST(Reader, JoinsLongStringsWithEscapes) {
    const std::string plain = many(3000, "0123456789");
    Issues issues;
    const auto read = from_json<One<std::vector<std::string>>>(
        in_a("[\"" + plain + "\\n" + plain + "\",\"\\u0041\",\"\",\"" + plain + "\"]"), issues);
    ASSERT_EQ(text_of(issues), "");
    EXPECT_EQ(read.a, (std::vector<std::string>{plain + "\n" + plain, "A", "", plain}));
}

TEST(Reader, ListsAtMostOneHundredProblems) {
    Issues issues;
    from_json<One<std::vector<std::int64_t>>>(in_a("[" + many(5000, "true,") + "1]"), issues);
    EXPECT_EQ(issues.all().size(), Issues::limit);
    EXPECT_GE(issues.count(), Issues::limit);
    Issues unknown;
    std::string body = "{\"a\":true";
    for (int i = 0; i < 5000; ++i) body += ",\"u" + std::to_string(i) + "\":1";
    from_json<One<bool>>(body + "}", unknown);
    EXPECT_EQ(unknown.all().size(), Issues::limit);
    EXPECT_EQ(unknown.count(), 5000U);
}

TEST(Reader, LimitsListsOfDescribedTypes) {
    using List = One<std::vector<One<std::optional<bool>>>>;
    EXPECT_EQ(problems_of<List>(in_a("[" + many(list_limit - 1, "{},") + "{}]")), "");
    EXPECT_EQ(problems_of<List>(in_a("[" + many(list_limit, "{},") + "{}]")), "/a too_many");
    EXPECT_TRUE(is_json("[" + many(list_limit, "{},") + "{}]"));
}

TEST(Reader, EscapesPointers) {
    EXPECT_EQ(problems_of<One<bool>>(R"({"a":true,"~/~1":1,"é\n":1})"),
              "/~0~1~01 unknown_member; /\xc3\xa9\n unknown_member");
}

}  // namespace
}  // namespace venera::json::testing
