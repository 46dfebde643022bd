#include "platform/http/negotiation.hpp"

#include <gtest/gtest.h>

#include "platform/http/encoding.hpp"

namespace venera::http {
namespace {

TEST(Negotiation, ReadsBearerTokens) {
    EXPECT_EQ(bearer_token("Bearer abc"), "abc");
    EXPECT_EQ(bearer_token("bearer  abc "), "abc");
    EXPECT_EQ(bearer_token("Basic abc"), std::nullopt);
    EXPECT_EQ(bearer_token("Bearer"), std::nullopt);
    EXPECT_EQ(bearer_token("Bearerabc"), std::nullopt);
}

TEST(Negotiation, WeighsMediaTypes) {
    EXPECT_TRUE(accepts_json(std::nullopt));
    EXPECT_TRUE(accepts_json(""));
    EXPECT_TRUE(accepts_json("application/problem+json"));
    EXPECT_TRUE(accepts_json("text/html,application/json ; q=0.001"));
    EXPECT_FALSE(accepts_json("*/*;q=0.0"));
    EXPECT_FALSE(accepts_json("application/xml"));
}

TEST(Negotiation, ComparesTags) {
    EXPECT_TRUE(matches_etag("*", "\"1\""));
    EXPECT_TRUE(matches_etag("\"0\" , \"1\"", "\"1\""));
    EXPECT_FALSE(matches_etag("\"11\"", "\"1\""));
    EXPECT_FALSE(matches_etag("", "\"1\""));
}

TEST(Negotiation, CountsIpv6AddressesByNetwork) {
    EXPECT_EQ(address_key("2001:db8:1:2::1"), address_key("2001:db8:1:2:ffff::9"));
    EXPECT_NE(address_key("2001:db8:1:2::1"), address_key("2001:db8:1:3::1"));
    EXPECT_NE(address_key("192.0.2.1"), address_key("192.0.2.2"));
    EXPECT_TRUE(is_loopback("127.0.0.1"));
    EXPECT_TRUE(is_loopback("::1"));
    EXPECT_FALSE(is_loopback("128.0.0.1"));
}

TEST(Encoding, AcceptsOnlyTextInUtf8) {
    EXPECT_TRUE(is_text(""));
    EXPECT_TRUE(is_text("a\xC3\xB1\xE2\x82\xAC\xF0\x9F\x98\x80"));
    for (const std::string_view bad :
         {std::string_view("\0", 1), std::string_view("\xC0\x80"), std::string_view("\xE0\x80\x80"),
          std::string_view("\xED\xA0\x80"), std::string_view("\xF4\x90\x80\x80"), std::string_view("\xC3"),
          std::string_view("\x80"), std::string_view("\xE2\x82")}) {
        EXPECT_FALSE(is_text(bad));
    }
}

TEST(Encoding, DecodesQueries) {
    const auto pairs = decode_query("a=1&b=x+y%2B&c&&d=");
    ASSERT_TRUE(pairs);
    ASSERT_EQ(pairs->size(), 4U);
    EXPECT_EQ((*pairs)[1].name, "b");
    EXPECT_EQ((*pairs)[1].value, "x y+");
    EXPECT_EQ((*pairs)[2].name, "c");
    EXPECT_EQ((*pairs)[2].value, "");
    EXPECT_FALSE(decode_query("a=%4"));
    EXPECT_FALSE(decode_query("%ff=1"));
    std::string many;
    for (int i = 0; i < 101; ++i) many += "a=1&";
    EXPECT_FALSE(decode_query(many));
}

TEST(Encoding, EncodesForUrlsAndHtml) {
    EXPECT_EQ(percent_encoded("a b/ñ~"), "a%20b%2F%C3%B1~");
    EXPECT_EQ(percent_decoded("a%20b+"), "a b+");
    EXPECT_EQ(html_escaped("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

}  // namespace
}  // namespace venera::http
