#include "webhooks/signing.hpp"

#include <gtest/gtest.h>

namespace venera::webhooks {
namespace {

// The vector of the specification's reference libraries: secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw.
const std::string reference_secret{
    "\x31\xf2\x90\xf6\xbf\x06\x29\x8a\xab\x4f\x08\xd4\x3c\x3f\x08\x2c\xf6\x48\xa3\x62\xda\x2d\xa4\xb0", 24};
constexpr Signed reference{"msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"};

TEST(Signature, IsThatOfTheReference) {
    EXPECT_EQ(text_of(reference_secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    EXPECT_EQ(signature_of(reference, {reference_secret}), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Signature, OfTwoSecretsIsBoth) {
    const std::string other(32, 'x');
    const auto one = signature_of(reference, {other});
    EXPECT_NE(one, signature_of(reference, {reference_secret}));
    EXPECT_EQ(signature_of(reference, {other, reference_secret}),
              one + " v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Signature, IsOfTheIdTheTimeAndTheBody) {
    const auto all = signature_of(reference, {reference_secret});
    EXPECT_NE(signature_of({"msg_x", reference.timestamp, reference.body}, {reference_secret}), all);
    EXPECT_NE(signature_of({reference.id, reference.timestamp + 1, reference.body}, {reference_secret}), all);
    EXPECT_NE(signature_of({reference.id, reference.timestamp, "{}"}, {reference_secret}), all);
}

TEST(WebhookSecret, IsSealedForItsEndpointAlone) {
    crypto::initialise();
    const auto key = crypto::SecretKey::random();
    const Secrets secrets(key);
    const auto endpoint = EndpointId::make(Instant::from_epoch_seconds(1'800'000'000));
    const std::string secret = Secrets::make();
    EXPECT_EQ(secret.size(), 32U);
    EXPECT_NE(secret, Secrets::make());
    auto sealed = secrets.seal(endpoint, secret);
    EXPECT_EQ(secrets.open(endpoint, sealed), secret);
    EXPECT_EQ(secrets.open(EndpointId::make(Instant::from_epoch_seconds(1'800'000'000)), sealed),
              std::nullopt);
    const auto other = crypto::SecretKey::random();
    EXPECT_EQ(Secrets(other).open(endpoint, sealed), std::nullopt);
    sealed.back() ^= 1;
    EXPECT_EQ(secrets.open(endpoint, sealed), std::nullopt);
}

}  // namespace
}  // namespace venera::webhooks
