#include "patients/countries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace venera::patients {
namespace {

std::string problem_with(const std::string& country, const std::string& type, const std::string& number) {
    json::Issues issues;
    check(NationalId{Country{country}, Code{type}, Text<32>{number}}, issues);
    return issues.empty() ? "" : issues.all().front().pointer + " " + std::string(issues.all().front().code);
}

using Numbers = std::vector<std::string>;
void expect(const std::string& country, const std::string& type, const Numbers& good, const Numbers& bad) {
    for (const auto& number : good) EXPECT_EQ(problem_with(country, type, number), "") << country << number;
    for (const auto& number : bad)
        EXPECT_EQ(problem_with(country, type, number), "/number invalid_number") << country << number;
}

// Published examples, or numbers worked out by hand.
TEST(NationalIds, Peru) {
    expect("PE", "dni", {"45678912", "00000001"}, {"4567891", "456789123", "4567891A"});
}

TEST(NationalIds, ChileHasACheckDigit) {
    expect("CL", "rut", {"12.345.678-5", "123456785", "11.111.111-1", "10.000.013-K"},
           {"12.345.678-6", "12.345.678-K", "11111111", "12.34A.678-5", "0-0"});
}

TEST(NationalIds, SpainHasALetter) {
    expect("ES", "dni", {"12345678Z", "12345678-z", "00000000T", "00000001R", "99999999R"},
           {"12345678A", "12345678", "1234567Z", "X1234567L", "12345678ZZ"});
    expect("ES", "nie", {"X1234567L", "X0000000T", "Y1234567X", "Z1234567R", "x-1234567-l"},
           {"X1234567M", "12345678Z", "A1234567L", "X123456L"});
}

TEST(NationalIds, Argentina) {
    expect("AR", "dni", {"30.123.456", "5123456"}, {"123456", "030123456", "3012345A"});
}

TEST(NationalIds, BrazilHasTwoCheckDigits) {
    expect("BR", "cpf", {"529.982.247-25", "111.444.777-35", "12345678909"},
           {"529.982.247-26", "529.982.247-35", "111.111.111-11", "000.000.000-00", "5299822472"});
}

TEST(NationalIds, MexicoHasADateAndACheckDigit) {
    expect("MX", "curp", {"HEGG560427MVZRRL04", "BEML920313HCMLNS09", "hegg560427mvzrrl04"},
           {"HEGG560427MVZRRL05", "HEGG561327MVZRRL04", "HEGG560432MVZRRL04", "HEGG560427AVZRRL04",
            "HEGG560427MVZRRL0", "HE1G560427MVZRRL04"});
}

TEST(NationalIds, Colombia) {
    expect("CO", "cc", {"1020304050", "79.123.456"}, {"12345", "12345678901", "0123456"});
}

TEST(NationalIds, APassportOfAnyCountry) {
    expect("PE", "passport", {"AB123456", "123456789"}, {"AB12", "ABCDEFG", "AB 12 _3", "A123456789012345"});
    EXPECT_EQ(problem_with("JP", "passport", "TK1234567"), "");
}

TEST(NationalIds, ATypeMustBeOfItsCountry) {
    EXPECT_EQ(problem_with("US", "dni", "45678912"), "/type not_of_country");
    EXPECT_EQ(problem_with("PE", "rut", "12345678-5"), "/type not_of_country");
    EXPECT_EQ(problem_with("JP", "dni", "45678912"), "/type not_of_country");
    EXPECT_EQ(problem_with("PE", "ssn", "45678912"), "/type not_allowed");
}

// Of one digit changed, every check digit tells (except where another number has the same remainder).
TEST(NationalIds, OneWrongDigitIsFound) {
    const std::map<std::pair<std::string, std::string>, std::string> numbers{
        {{"CL", "rut"}, "123456785"}, {{"ES", "dni"}, "12345678Z"}, {{"BR", "cpf"}, "52998224725"}};
    for (const auto& [id, number] : numbers) {
        for (std::size_t i = 0; i + 1 < number.size(); ++i) {
            auto wrong = number;
            wrong[i] = static_cast<char>('0' + (wrong[i] - '0' + 1) % 10);
            EXPECT_NE(problem_with(id.first, id.second, wrong), "") << wrong;
        }
    }
}

TEST(NationalIds, EveryExampleOfTheTableIsValid) {
    for (const auto& country : countries()) {
        EXPECT_TRUE(Country::parse(country.code));
        EXPECT_TRUE(Currency::parse(country.currency));
        for (const auto language : country.languages) EXPECT_TRUE(Language::parse(language)) << language;
        EXPECT_EQ(country.national_ids.back().type, "passport");
        for (const auto& rule : country.national_ids)
            EXPECT_EQ(
                problem_with(std::string(country.code), std::string(rule.type), std::string(rule.example)),
                "");
    }
}

TEST(NationalIds, AreOneHoweverTheyAreWritten) {
    const auto id = [](const char* number) {
        return normalised({Country{"CL"}, Code{"rut"}, Text<32>{number}});
    };
    EXPECT_EQ(id("12.345.678-5"), id("123456785"));
    EXPECT_EQ(id("10.000.013-k"), "CL|rut|10000013K");
    EXPECT_NE(normalised({Country{"PE"}, Code{"dni"}, Text<32>{"45678912"}}),
              normalised({Country{"AR"}, Code{"dni"}, Text<32>{"45678912"}}));
}

TEST(NationalIds, AreGuessedFromTheirNumberAlone) {
    std::vector<std::string> types;
    for (const auto& id : national_ids_with(Text<32>{"12.345.678-5"}))
        if (id.type.value != "passport") types.push_back(id.country.value + " " + id.type.value);
    EXPECT_THAT(types, ::testing::ElementsAre("CL rut", "CO cc"));
    EXPECT_TRUE(national_ids_with(Text<32>{"maria"}).empty());
}

TEST(Phones, FollowThePlanOfTheirCountry) {
    for (const auto* good :
         {"+51987654321", "+5116101000", "+56912345678", "+34600111222", "+5491123456789", "+5511987654321",
          "+525512345678", "+573101234567", "+12125550123", "+4915112345678"})
        EXPECT_FALSE(problem_of(Phone{good})) << good;
    for (const auto* bad :
         {"+5198765432", "+51287654321", "+5612345678", "+34100111222", "+5411234567", "+551198765432109",
          "+52551234567", "+57410123456", "+11125550123", "+1212555012"})
        EXPECT_TRUE(problem_of(Phone{bad})) << bad;
}

TEST(Phones, AreGuessedFromTheirDigits) {
    EXPECT_EQ(phones_with("+51 987 654 321").front().value, "+51987654321");
    std::vector<std::string> found;
    for (const auto& phone : phones_with("987 654 321")) found.push_back(phone.value);
    EXPECT_THAT(found, ::testing::ElementsAre("+56987654321", "+34987654321", "+51987654321"));
    EXPECT_TRUE(phones_with("maria").empty());
}

}  // namespace
}  // namespace venera::patients
