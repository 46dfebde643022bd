// The rules of a profile's parts, of CSV cells and of blind indexes.
#include <gtest/gtest.h>

#include <algorithm>

#include "patients/blind_indexes.hpp"
#include "patients/csv.hpp"
#include "patients/register.hpp"
#include "platform/json/shape.hpp"

namespace venera::patients {
namespace {

std::string pointers_of(const std::string& body) {
    json::Issues issues;
    json::from_json<CreatePatient>(body, issues);
    std::string text;
    for (const auto& issue : issues.all()) text += issue.pointer + ":" + std::string(issue.code) + " ";
    return text;
}

std::string with(const std::string& members) {
    return R"({"first_name":"Ana","last_name":"Quispe","birth_date":"1990-02-28")" + members + "}";
}

TEST(ProfileParts, TakeAWholeProfile) {
    EXPECT_EQ(pointers_of(with("")), "");
    EXPECT_EQ(pointers_of(with(R"(,"address":{"line":"Calle 1","city":"Lima","country":"PE"},)"
                               R"("insurance":{"provider":"Rimac"},"infos":{"blood":{"type":"0+"}},)"
                               R"("emergency_contact":{"name":"Luis","phone":"+51987654321"})")),
              "");
}

TEST(ProfileParts, NameEveryProblemWhereItIs) {
    EXPECT_EQ(pointers_of(R"({"first_name":"Ana"})"), "/last_name:required /birth_date:required ");
    EXPECT_EQ(pointers_of(with(R"(,"national_id":{"country":"ES","type":"dni","number":"12345678A"},)"
                               R"("emergency_contact":{"name":"Luis","phone":"+51287654321"})")),
              "/national_id/number:invalid_number /emergency_contact/phone:invalid_number ");
    EXPECT_EQ(pointers_of(with(R"(,"phone":"+51287654321")")), "/phone:invalid_number ");
}

TEST(ProfileParts, BoundTheFreeObject) {
    EXPECT_EQ(pointers_of(with(R"(,"infos":[1])")), "/infos:wrong_type ");
    EXPECT_EQ(pointers_of(with(R"(,"infos":{"a":{"b":{"c":{"d":1}}}})")), "");
    EXPECT_EQ(pointers_of(with(R"(,"infos":{"a":{"b":{"c":{"d":{"e":[1]}}}}})")), "/infos:too_deep ");
    EXPECT_EQ(pointers_of(with(R"(,"infos":{"text":"[[[[[[[[ \" {{{{{{{"})")), "");
    EXPECT_EQ(pointers_of(with(R"(,"infos":{"text":")" + std::string(8'192, 'x') + R"("})")),
              "/infos:too_long ");
}

TEST(Csv, NeutralisesFormulasAndQuotes) {
    EXPECT_EQ(csv_cell("Ana"), "Ana");
    EXPECT_EQ(csv_cell("=cmd|'/c calc'!A0"), "'=cmd|'/c calc'!A0");
    for (const auto* formula : {"=1", "+1", "-1", "@a", "\t=1"})
        EXPECT_EQ(csv_cell(formula), "'" + std::string(formula));
    EXPECT_EQ(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    EXPECT_EQ(csv_cell("=a,b"), "\"'=a,b\"");
}

TEST(Csv, HasACellPerColumn) {
    const auto cells = [](const std::string& line) { return std::count(line.begin(), line.end(), ','); };
    EXPECT_EQ(cells(csv_line(Patient{})), cells(csv_head()));
}

TEST(BlindIndexes, AreTheSameForOneValueAndDifferByFieldAndKey) {
    crypto::initialise();
    const auto key = crypto::SecretKey::random();
    const auto of = [&](const auto& value) { return BlindIndexes::of(value, key); };
    EXPECT_EQ(of(Phone{"+51987654321"}), of(Phone{"+51987654321"}));
    EXPECT_EQ(of(Email{"Ana@example.org"}), of(Email{"ana@example.org"}));
    EXPECT_EQ(of(NationalId{Country{"CL"}, Code{"rut"}, Text<32>{"12.345.678-5"}}),
              of(NationalId{Country{"CL"}, Code{"rut"}, Text<32>{"123456785"}}));
    EXPECT_NE(of(Phone{"x"}), of(Email{"x"})) << "every field has its own key";
    EXPECT_NE(of(Phone{"+51987654321"}),
              BlindIndexes::of(Phone{"+51987654321"}, crypto::SecretKey::random()));
    EXPECT_EQ(of(Phone{"+51987654321"}).size(), 32u);
}

TEST(BlindIndexes, AreWrittenWithTheVersionThatTheDatabaseNamesAndAskedForUnderAll) {
    crypto::initialise();
    const auto random = [] { return crypto::base64url(crypto::random_bytes(32)); };
    const crypto::SecretRing ring("1:" + random() + ",2:" + random());
    BlindIndexes indexes(ring);
    EXPECT_EQ(indexes.writing().number, 1) << "others may not know the second yet";
    indexes.write_with(2);
    EXPECT_EQ(indexes.writing().number, 2);
    indexes.write_with(7);
    EXPECT_EQ(indexes.writing().number, 2) << "a database that moved in from elsewhere";
    const Phone phone{"+51987654321"};
    EXPECT_EQ(indexes.all_of(phone),
              (std::vector{BlindIndexes::of(phone, *ring.find(1)), BlindIndexes::of(phone, *ring.find(2))}));
}

}  // namespace
}  // namespace venera::patients
