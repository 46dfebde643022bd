#include "platform/values/csv.hpp"

#include <gtest/gtest.h>

namespace venera {
namespace {

TEST(Csv, QuotesWhatWouldEndACell) {
    EXPECT_EQ(csv_cell(""), "");
    EXPECT_EQ(csv_cell("Ana"), "Ana");
    EXPECT_EQ(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    EXPECT_EQ(csv_cell("a\r\nb"), "\"a\r\nb\"");
    EXPECT_EQ(csv_cell("=a,b"), "\"'=a,b\"");
}

TEST(Csv, NeutralisesFormulas) {
    EXPECT_EQ(csv_cell("=cmd|'/c calc'!A0"), "'=cmd|'/c calc'!A0");
    for (const char* formula : {"+1",
                                "-1",
                                "@SUM(A1)",
                                "\t=1",
                                "\tx",
                                " =1",
                                "   +1",
                                "\u00A0-1",
                                "\u3000@a",
                                "\u200B=1",
                                "\uFEFF=1",
                                "\u200F\u00A0=1",
                                "\uFF1D1",
                                "\uFF0B1",
                                "\uFF0D1",
                                "\uFF20a",
                                " \uFF1D1",
                                "\uFE66"
                                "1",
                                "\uFE62"
                                "1",
                                "\uFE63"
                                "1",
                                "\uFE6B"
                                "a",
                                "\u2212"
                                "1"})
        EXPECT_EQ(csv_cell(formula), "'" + std::string(formula));
    EXPECT_EQ(csv_cell("\r=1"), "\"'\r=1\"");
    EXPECT_EQ(csv_cell(" \n=1"), "\"' \n=1\"");
    for (const char* text : {"a=1", "1-2", " a", "\u00A0a", "José", "a@b.example", "", " "})
        EXPECT_EQ(csv_cell(text), text);
}

}  // namespace
}  // namespace venera
