#include <gtest/gtest.h>

#include "platform/postgres/codec_document.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::postgres {
namespace {

enum class Colour : std::uint8_t { red, dark_green };
BOOST_DESCRIBE_ENUM(Colour, red, dark_green)

struct Shelf {
    std::optional<std::int64_t> height;
    std::vector<std::int64_t> widths;
};
BOOST_DESCRIBE_STRUCT(Shelf, (), (height, widths))

struct Everything {
    bool flag = false;
    std::int16_t small = 0;
    std::int32_t medium = 0;
    std::int64_t large = 0;
    double real = 0;
    Uuid id;
    Instant at;
    Date day;
    Period period;
    std::string words;
    Bytes bytes;
    Json free;
    Colour colour = Colour::red;
    Country country;
    std::vector<Uuid> ids;
    std::vector<std::string> names;
    std::optional<std::string> absent;
    Document<Shelf> shelf;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (flag, small, medium, large, real, id, at, day, period, words, bytes, free, colour,
                       country, ids, names, absent, shelf))

// The columns come in another order than the members: they are matched by name.
const Statement<Everything(bool, std::int16_t, std::int32_t, std::int64_t, double, Uuid, Instant, Date,
                           Period, std::string, Bytes, Json, Colour, Country, std::vector<Uuid>,
                           std::vector<std::string>, std::optional<std::string>, Document<Shelf>)>
    echo{"test.echo", R"sql(
    select $18 as shelf, $17 as absent, $16 as names, $15 as ids, $14 as country, $13 as colour, $12 as free,
           $11 as bytes, $10 as words, $9 as period, $8 as day, $7 as at, $6 as id, $5 as real, $4 as large,
           $3 as medium, $2 as small, $1 as flag)sql"};
const Statement<Instant()> infinite{"test.infinite", "select 'infinity'::timestamptz"};
const Statement<std::string()> null_text{"test.null_text", "select null::text"};
const Statement<std::optional<std::string>()> maybe_text{"test.maybe_text", "select null::text"};
const Statement<std::int32_t()> wide{"test.wide", "select 1::int8"};
const Statement<std::int64_t(std::vector<std::int32_t>)> sum{"test.sum", R"sql(
    select coalesce(sum(x), 0)::int8 from unnest($1) x)sql"};

struct Partial {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Partial, (), (name))
const Statement<Partial()> extra_column{"test.extra_column", "select 'a'::text as name, 1 as more"};
const Statement<Partial()> missing_column{"test.missing_column", "select 'a'::text as title"};

struct CodecQuery : ::testing::Test {
    testing::TestDatabase test;
    Database& db = test.database();
};

std::string refused(const auto& work) {
    try {
        work();
    } catch (const SqlError& error) {
        return error.sqlstate;
    }
    return "accepted";
}

TEST_F(CodecQuery, EveryTypeGoesThereAndBack) {
    const Instant at = Instant::from_epoch_seconds(1'800'000'000);
    const Uuid id = make_uuid(at);
    const Period period{at, at + std::chrono::minutes{30}};
    const Everything row =
        db.one(echo, true, std::int16_t{-2}, -3, std::int64_t{1} << 40, 0.1, id, at,
               Date{std::chrono::year{1960} / 2 / 29}, period, "línea\n'; drop table", Bytes{0, 255, 7},
               Json{R"({"a": [1, null]})"}, Colour::dark_green, Country{"PE"}, std::vector<Uuid>{id, Uuid{}},
               std::vector<std::string>{}, std::nullopt, Document<Shelf>{{std::nullopt, {3, 4}}});
    EXPECT_TRUE(row.flag);
    EXPECT_EQ(row.small, -2);
    EXPECT_EQ(row.medium, -3);
    EXPECT_EQ(row.large, std::int64_t{1} << 40);
    EXPECT_EQ(row.real, 0.1);
    EXPECT_EQ(row.id, id);
    EXPECT_EQ(row.at, at);
    EXPECT_EQ(row.day.text(), "1960-02-29");
    EXPECT_EQ(row.period, period);
    EXPECT_EQ(row.words, "línea\n'; drop table");
    EXPECT_EQ(row.bytes, (Bytes{0, 255, 7}));
    EXPECT_EQ(row.free.text_value, R"({"a": [1, null]})");
    EXPECT_EQ(row.colour, Colour::dark_green);
    EXPECT_EQ(row.country.value, "PE");
    EXPECT_EQ(row.ids, (std::vector<Uuid>{id, Uuid{}}));
    EXPECT_TRUE(row.names.empty());
    EXPECT_FALSE(row.absent);
    EXPECT_FALSE(row.shelf.value.height);
    EXPECT_EQ(row.shelf.value.widths, (std::vector<std::int64_t>{3, 4}));
}

TEST_F(CodecQuery, ArraysBecomeSqlArrays) {
    EXPECT_EQ(db.one(sum, std::vector<std::int32_t>{1, 2, 39}), 42);
    EXPECT_EQ(db.one(sum, std::vector<std::int32_t>{}), 0);
}

TEST_F(CodecQuery, WhatATypeCannotHoldIsAnError) {
    EXPECT_EQ(refused([&] { db.one(infinite); }), "22000");
    EXPECT_EQ(refused([&] { db.one(null_text); }), "22000");
    EXPECT_EQ(db.one(maybe_text), std::nullopt);
    EXPECT_EQ(refused([&] { db.one(wide); }), "42804");
}

TEST_F(CodecQuery, ColumnsAndMembersMustBeTheSame) {
    EXPECT_EQ(refused([&] { db.one(extra_column); }), "42804");
    EXPECT_EQ(refused([&] { db.one(missing_column); }), "42804");
}

}  // namespace
}  // namespace venera::postgres
