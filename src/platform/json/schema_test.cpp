#include <gtest/gtest.h>

#include "platform/json/testing.hpp"

namespace venera::json::testing {
namespace elsewhere {
struct Slot {
    bool different = false;
};
BOOST_DESCRIBE_STRUCT(Slot, (), (different))
}  // namespace elsewhere

namespace {

template <class T>
struct Page {
    std::vector<T> data;
    std::optional<std::string> next_cursor;
    BOOST_DESCRIBE_CLASS(Page, (), (data, next_cursor), (), ())
};

struct Renamed {
    bool a = false;
};
BOOST_DESCRIBE_STRUCT(Renamed, (), (a))

struct Base {
    bool first = false;
};
BOOST_DESCRIBE_STRUCT(Base, (), (first))
struct Derived : Base {
    bool second = false;
};
BOOST_DESCRIBE_STRUCT(Derived, (Base), (second))

struct Query {
    std::optional<Date> from;
    std::vector<Channel> channels;
    Whole<1, 100> limit;
};
BOOST_DESCRIBE_STRUCT(Query, (), (from, channels, limit))

}  // namespace
}  // namespace venera::json::testing

template <>
struct venera::json::RecordName<venera::json::testing::Renamed> {
    static std::string get() { return "AnotherName"; }
};

namespace venera::json::testing {
namespace {

TEST(Schema, SaysEveryKind) {
    EXPECT_EQ(schema<bool>(), R"({"type":"boolean"})");
    EXPECT_EQ(schema<double>(), R"({"type":"number","format":"double"})");
    EXPECT_EQ(schema<std::string>(), R"({"type":"string"})");
    EXPECT_EQ(schema<std::int64_t>(), R"({"type":"integer","format":"int64"})");
    EXPECT_EQ(schema<std::int32_t>(), R"({"type":"integer","format":"int32"})");
    EXPECT_EQ((schema<Whole<1, 9>>()), R"({"type":"integer","format":"int32","minimum":1,"maximum":9})");
    EXPECT_EQ(schema<Text<9>>(), R"({"type":"string","minLength":1,"maxLength":9})");
    EXPECT_EQ((schema<Text<9, 0>>()), R"({"type":"string","maxLength":9})");
    EXPECT_EQ(schema<Channel>(), R"({"type":"string","enum":["email","sms","push"]})");
    EXPECT_EQ(schema<std::optional<bool>>(), R"({"anyOf":[{"type":"boolean"},{"type":"null"}]})");
    EXPECT_EQ(schema<Patch<bool>>(), R"({"type":"boolean"})");
    EXPECT_EQ((schema<Patch<bool, Clears::yes>>()), R"({"anyOf":[{"type":"boolean"},{"type":"null"}]})");
    EXPECT_EQ(schema<std::vector<Slot>>(),
              R"({"type":"array","items":{"$ref":"#/components/schemas/Slot"}})");
    EXPECT_EQ((schema<std::map<std::string, bool>>()),
              R"({"type":"object","additionalProperties":{"type":"boolean"}})");
    EXPECT_EQ(schema<Json>(), R"({"description":"Any JSON value"})");
    EXPECT_EQ(schema<Tree>(),
              R"({"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":20},)"
              R"("branches":{"type":"array","items":{"$ref":"#/components/schemas/Tree"}}},)"
              R"("required":["name","branches"],"additionalProperties":false})");
    EXPECT_EQ(schema<One<Patch<bool>>>(),
              R"({"type":"object","properties":{"a":{"type":"boolean"}},"additionalProperties":false})");
}

TEST(Schema, OfEveryFieldTypeIsJson) {
    for (const std::string& text :
         {schema<PatientId>(), schema<Instant>(), schema<Date>(), schema<ClockTime>(),
          schema<LocalDateTime>(), schema<Email>(), schema<Password>(), schema<Phone>(), schema<Url>(),
          schema<Country>(), schema<Currency>(), schema<Language>(), schema<Code>(), schema<Prose<9>>(),
          schema<Everything>(), schema<Query>()}) {
        EXPECT_TRUE(is_json(text)) << text;
    }
}

TEST(Schema, NamesRecords) {
    EXPECT_EQ(shape<Slot>().name, "Slot");
    EXPECT_EQ(shape<Page<Slot>>().name, "SlotPage");
    EXPECT_EQ(shape<Page<Page<Slot>>>().name, "SlotPagePage");
    EXPECT_EQ(shape<Renamed>().name, "AnotherName");
    EXPECT_EQ(type_name_in("static std::string X<T>::get() [with T = a::P<a::B, {anonymous}::C>; S = int]"),
              "BCP");
    EXPECT_EQ(
        type_name_in(
            "static std::string X<a::(anonymous namespace)::Q>::get() [T = a::(anonymous namespace)::Q]"),
        "Q");
    EXPECT_EQ(schema_reference(shape<Slot>()), R"({"$ref":"#/components/schemas/Slot"})");
}

TEST(Schema, CollectsEveryRecordOnce) {
    std::map<std::string, std::string> schemas;
    collect_schemas(shape<Page<Everything>>(), schemas);
    std::vector<std::string> names;
    for (const auto& [name, text] : schemas) names.push_back(name);
    EXPECT_EQ(names, (std::vector<std::string>{"Everything", "EverythingPage", "Slot", "Tree"}));
    EXPECT_EQ(schemas.at("Slot"), schema<Slot>());
    collect_schemas(shape<std::optional<Slot>>(), schemas);
    EXPECT_EQ(schemas.size(), 4U);
}

TEST(Schema, RefusesTwoStructsOfOneName) {
    std::map<std::string, std::string> schemas;
    collect_schemas(shape<Slot>(), schemas);
    EXPECT_THROW(collect_schemas(shape<elsewhere::Slot>(), schemas), std::logic_error);
}

TEST(Schema, KnowsInheritedMembers) {
    Issues issues;
    const auto derived = from_json<Derived>(R"({"first":true,"second":true})", issues);
    EXPECT_TRUE(issues.empty());
    EXPECT_TRUE(derived.first && derived.second);
    EXPECT_EQ(to_json(derived), R"({"first":true,"second":true})");
}

TEST(Schema, ListsTheParametersOfAQuery) {
    const auto parameters = parameter_schemas(shape<Query>());
    ASSERT_EQ(parameters.size(), 3U);
    EXPECT_EQ(parameters[0].name, "from");
    EXPECT_EQ(parameters[0].schema, schema<Date>());
    EXPECT_FALSE(parameters[0].required);
    EXPECT_FALSE(parameters[0].list);
    EXPECT_EQ(parameters[1].schema, schema<std::vector<Channel>>());
    EXPECT_FALSE(parameters[1].required);
    EXPECT_TRUE(parameters[1].list);
    EXPECT_TRUE(parameters[2].required);
}

}  // namespace
}  // namespace venera::json::testing
