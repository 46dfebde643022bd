#include <gtest/gtest.h>

#include "platform/values/text.hpp"

namespace venera {
namespace {

TEST(Email, AcceptsDotAtomsAtHostNames) {
    for (const char* text :
         {"ana@example.com", "a.b+tag@mail.example.co", "o'brien@example.ie", "x@a.io",
          "!#$%&'*+-/=?^_`{|}~@example.com", "1@2.com", "admin@venera.example", "a@xn--nxasmq6b.com"}) {
        EXPECT_TRUE(Email::parse(text)) << text;
    }
    const std::string longest = std::string(64, 'a') + "@" + std::string(63, 'b') + "." +
                                std::string(63, 'c') + "." + std::string(57, 'd') + ".com";
    EXPECT_EQ(longest.size(), 254U);
    EXPECT_TRUE(Email::parse(longest));
    EXPECT_FALSE(Email::parse(longest + "m"));
}

TEST(Email, RefusesEverythingElse) {
    for (const char* text : {"",
                             "@",
                             "ana",
                             "ana@",
                             "@example.com",
                             "ana@localhost",
                             "ana@example.",
                             "ana@.com",
                             "ana@exa..mple.com",
                             "ana@-a.com",
                             "ana@a-.com",
                             "ana@127.0.0.1",
                             "ana@[127.0.0.1]",
                             "a b@example.com",
                             " ana@example.com",
                             "ana@example.com ",
                             "ana@example.com\n",
                             ".ana@example.com",
                             "ana.@example.com",
                             "a..b@example.com",
                             "a@b@example.com",
                             "\"a b\"@example.com",
                             "ana@ex_ample.com",
                             "\xc3\xb1@example.com",
                             "ana@\xc3\xb1.com",
                             "ana@example.com\r\nBcc: x@example.com",
                             "<ana@example.com>",
                             "ana@example.com,b@example.com"}) {
        ASSERT_FALSE(Email::parse(text)) << text;
        EXPECT_EQ(Email::parse(text).problem().code, "not_an_email");
    }
    EXPECT_FALSE(Email::parse(std::string(65, 'a') + "@example.com"));
    EXPECT_FALSE(Email::parse("a@" + std::string(64, 'b') + ".com"));
}

TEST(Email, LowersTheHostAndNormalisesAll) {
    const auto email = Email::parse("Ana.Perez@Example.COM");
    EXPECT_EQ(email->text(), "Ana.Perez@example.com");
    EXPECT_EQ(email->normalised(), "ana.perez@example.com");
}

TEST(Url, AcceptsAbsoluteWebAddresses) {
    for (const char* text :
         {"https://example.com", "http://example.com/", "https://a.example.com:8443/x/y?q=1&r=%20#top",
          "https://localhost/hook", "http://127.0.0.1:8080/", "https://[::1]/", "https://[2001:db8::1]:443",
          "https://[1:2:3:4:5:6:7:8]/", "https://example.com?x", "https://example.com#x"}) {
        EXPECT_TRUE(Url::parse(text)) << text;
    }
    EXPECT_TRUE(Url::parse("https://example.com/" + std::string(1980, 'a')));
}

TEST(Url, RefusesEverythingElse) {
    for (const char* text : {"",
                             "example.com",
                             "//example.com",
                             "/x",
                             "ftp://example.com",
                             "javascript:alert(1)",
                             "https:/example.com",
                             "https://",
                             "https:///x",
                             "https://user@example.com",
                             "https://user:pw@example.com",
                             "https://exa mple.com",
                             "https://example.com/a b",
                             "https://example.com/\xc3\xb1",
                             "https://example.com/%2",
                             "https://example.com/%zz",
                             "https://example.com:0/",
                             "https://example.com:65536/",
                             "https://example.com:",
                             "https://example.com:x",
                             "https://1.2.3",
                             "https://1.2.3.256",
                             "https://01.2.3.4",
                             "https://[::1",
                             "https://[::1]x",
                             "https://[:::]",
                             "https://[1:2:3:4:5:6:7]/",
                             "https://[1::2::3]/",
                             "https://[12345::]/",
                             "https://[1:2:3:4:5:6:7:8:9]/",
                             "https://-a.com",
                             "https://a..b",
                             "https://example.com/<b>",
                             "https://example.com/#a#b",
                             " https://example.com",
                             "https://example.com\n",
                             "https://example.com/\\"}) {
        EXPECT_FALSE(Url::parse(text)) << text;
    }
    EXPECT_EQ(Url::parse("https://example.com/" + std::string(1981, 'a')).problem().code, "too_long");
}

}  // namespace
}  // namespace venera
