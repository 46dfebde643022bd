#include "payments/stripe_signature.hpp"

#include <gtest/gtest.h>

namespace venera::payments {
namespace {

constexpr std::string_view body = R"({"id":"evt_1"})";
const Instant now = Instant::from_epoch_seconds(1'800'000'000);
// printf '1800000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
constexpr std::string_view signature = "45705be2a45ab5acdd1395cc695e9e7073125385ec24194921c401dff44176f8";

bool passes(const std::string& header, Instant at = now,
            const std::vector<std::string>& secrets = {"whsec_test"}, std::string_view of = body) {
    return is_signed({header, of}, secrets, at);
}

TEST(StripeSignature, IsThatOfTheSecretTheTimeAndTheBytes) {
    const std::string good = "t=1800000000,v1=" + std::string(signature);
    EXPECT_TRUE(passes(good));
    EXPECT_TRUE(passes("t=1800000000,v1=00,v0=x,v1=" + std::string(signature)));
    EXPECT_FALSE(passes(good, now, {"whsec_other"}));
    EXPECT_FALSE(passes(good, now, {"whsec_test"}, R"({"id": "evt_1"})")) << "the same JSON in other bytes";
    EXPECT_FALSE(passes("t=1800000001,v1=" + std::string(signature)));
    for (const char* wrong : {"", "t=", "v1=", "t=x,v1=", "t=1800000000", "t=1800000000,v1="})
        EXPECT_FALSE(passes(wrong));
}

TEST(StripeSignature, TwoSecretsHoldWhileOneTakesThePlaceOfTheOther) {
    EXPECT_TRUE(passes("t=1800000000,v1=" + std::string(signature), now, {"whsec_new", "whsec_test"}));
}

TEST(StripeSignature, IsGoodForFiveMinutesEitherWay) {
    const std::string good = "t=1800000000,v1=" + std::string(signature);
    using std::chrono::seconds;
    EXPECT_TRUE(passes(good, now + seconds{300}));
    EXPECT_FALSE(passes(good, now + seconds{301}));
    EXPECT_TRUE(passes(good, now - seconds{300}));
    EXPECT_FALSE(passes(good, now - seconds{301}));
    for (const char* far : {"-9223372036854775808", "9223372036854775807", "9223372036854775808"})
        EXPECT_FALSE(passes("t=" + std::string(far) + ",v1=" + std::string(signature)));
}

}  // namespace
}  // namespace venera::payments
