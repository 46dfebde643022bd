#include <gtest/gtest.h>

#include "platform/values/text.hpp"

namespace venera {
namespace {

TEST(Country, KnowsAllOfIso3166) {
    int known = 0;
    for (char first = 'A'; first <= 'Z'; ++first) {
        for (char second = 'A'; second <= 'Z'; ++second)
            known += Country::parse(std::string{first, second}) ? 1 : 0;
    }
    EXPECT_EQ(known, 249);
    for (const char* code : {"AD", "PE", "CL", "MX", "ES", "BR", "CO", "AR", "US", "GB", "ZW"}) {
        EXPECT_TRUE(Country::parse(code)) << code;
    }
    for (const char* code : {"", "P", "pe", "Pe", "PER", "XX", "UK", "EU", "ZZ", "P ", " P", "PE "}) {
        ASSERT_FALSE(Country::parse(code)) << code;
        EXPECT_EQ(Country::parse(code).problem().code, "not_a_country");
    }
}

TEST(Currency, KnowsWhatAPriceCanBeIn) {
    int known = 0;
    for (char a = 'A'; a <= 'Z'; ++a) {
        for (char b = 'A'; b <= 'Z'; ++b) {
            for (char c = 'A'; c <= 'Z'; ++c) known += Currency::parse(std::string{a, b, c}) ? 1 : 0;
        }
    }
    EXPECT_EQ(known, 165);
    for (const char* code :
         {"AED", "PEN", "CLP", "CLF", "MXN", "EUR", "BRL", "COP", "USD", "XAF", "XOF", "ZWG"}) {
        EXPECT_TRUE(Currency::parse(code)) << code;
    }
    for (const char* code : {"", "PE", "pen", "XXX", "XTS", "XAU", "HRK", "ZZZ", "PEN ", "PENX", "EN "}) {
        ASSERT_FALSE(Currency::parse(code)) << code;
        EXPECT_EQ(Currency::parse(code).problem().code, "not_a_currency");
    }
}

TEST(Language, HasACanonicalForm) {
    for (const char* tag : {"es", "en", "pt-BR", "es-419", "quz", "quz-PE"})
        EXPECT_TRUE(Language::parse(tag)) << tag;
    for (const char* tag :
         {"", "e", "ES", "es-", "es-pe", "es_PE", "es-PER", "es-41", "spanish", "es-PE-x", "-PE", "es "}) {
        ASSERT_FALSE(Language::parse(tag)) << tag;
        EXPECT_EQ(Language::parse(tag).problem().code, "not_a_language");
    }
}

}  // namespace
}  // namespace venera
