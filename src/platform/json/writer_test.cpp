#include <gtest/gtest.h>

#include <limits>

#include "platform/json/testing.hpp"

namespace venera::json::testing {
namespace {

struct PatchFirst {
    Patch<Text<5>> a;
    bool b = true;
};
BOOST_DESCRIBE_STRUCT(PatchFirst, (), (a, b))

std::string literal(std::string_view text) {
    std::string out;
    write_string(out, text);
    return out;
}

TEST(Writer, EscapesWhatMustBeEscaped) {
    EXPECT_EQ(literal(""), R"("")");
    EXPECT_EQ(literal("a\"b\\c/d"), R"("a\"b\\c/d")");
    EXPECT_EQ(literal("\b\f\n\r\t"), R"("\b\f\n\r\t")");
    EXPECT_EQ(literal(std::string_view("\0\x1f\x7f", 3)), R"("\u0000\u001f\u007f")");
    EXPECT_EQ(literal("x\xe2\x80\xa8y\xe2\x80\xa9"), R"("x\u2028y\u2029")");
    EXPECT_EQ(literal("\xe2\x82\xac \xe2\x80\xaa \xf0\x9f\x98\x80 \xc3\xb1"),
              "\"\xe2\x82\xac \xe2\x80\xaa \xf0\x9f\x98\x80 \xc3\xb1\"");
}

TEST(Writer, PrintsNumbersInTheirShortestForm) {
    EXPECT_EQ(to_json(0.1), "0.1");
    EXPECT_EQ(to_json(5.0), "5");
    EXPECT_EQ(to_json(1e300), "1e+300");
    EXPECT_EQ(to_json(-0.0), "-0");
    EXPECT_EQ(to_json(std::numeric_limits<double>::infinity()), "null");
    EXPECT_EQ(to_json(std::numeric_limits<double>::quiet_NaN()), "null");
    EXPECT_EQ(to_json(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(to_json(std::int16_t{-7}), "-7");
    EXPECT_EQ(to_json(Whole<1, 9>{4}), "4");
}

TEST(Writer, PrintsEveryKind) {
    Everything all;
    all.patient_id = *PatientId::parse("018f3b6e-0000-7000-8000-000000000001");
    all.slot.end = Instant::from_epoch_seconds(61);
    all.reminders = {Channel::sms, Channel::push};
    all.plain = "\"";
    all.note = Prose<100>{"one\ntwo"};
    all.counts = {{"b", 2}, {"a\n", 1}};
    all.infos.text_value = R"({"x":[1.50]})";
    all.email.state = Patch<Email, Clears::yes>::State::null;
    all.tree = Tree{{"root"}, {Tree{{"leaf"}, {}}}};
    EXPECT_EQ(to_json(all),
              R"({"patient_id":"018f3b6e-0000-7000-8000-000000000001",)"
              R"("slot":{"start":"1970-01-01T00:00:00Z","end":"1970-01-01T00:01:01Z"},)"
              R"("reminders":["sms","push"],"first_visit":false,"priority":0,"small":0,"medium":0,"large":0,)"
              R"("ratio":0,"plain":"\"","note":"one\ntwo","other_slot":null,"counts":{"a\n":1,"b":2},)"
              R"("infos":{"x":[1.50]},"email":null,)"
              R"("tree":{"name":"root","branches":[{"name":"leaf","branches":[]}]}})");
}

TEST(Writer, PrintsMembersWithoutBraces) {
    std::string out = "{\"x\":1,";
    write_members(out, One<bool>{true});
    EXPECT_EQ(out, "{\"x\":1,\"a\":true");
}

TEST(Writer, OmitsAPatchThatIsNotGivenAlsoWhenItIsFirst) {
    EXPECT_EQ(to_json(PatchFirst{}), R"({"b":true})");
}

TEST(Writer, NeverPrintsAPassword) {
    EXPECT_EQ(to_json(One<Password>{{"correct horse battery"}}), R"({"a":"***"})");
}

}  // namespace
}  // namespace venera::json::testing
