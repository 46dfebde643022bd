#include "identity/secrets.hpp"

#include <gtest/gtest.h>

#include <set>

namespace venera::identity {
namespace {

struct SecretsTest : ::testing::Test {
    static void SetUpTestSuite() { crypto::initialise(); }

    crypto::SecretKey master = crypto::SecretKey::random();
    crypto::SecretKey factors = crypto::SecretKey::random();
    Secrets secrets{{master, factors}};
    const Instant now = Instant::from_epoch_seconds(1'800'000'000);
    SessionId family = SessionId::make(now);
};

TEST_F(SecretsTest, MakesTheSameRefreshTokenAgain) {
    EXPECT_EQ(secrets.refresh_token(family, 7), Secrets({master, factors}).refresh_token(family, 7));
    EXPECT_NE(secrets.refresh_token(family, 7), secrets.refresh_token(family, 8));
}

TEST_F(SecretsTest, ReadsItsOwnRefreshTokens) {
    const auto token = secrets.read_refresh_token(secrets.refresh_token(family, 300));
    ASSERT_TRUE(token);
    EXPECT_EQ(token->family, family);
    EXPECT_EQ(token->generation, 300);
}

TEST_F(SecretsTest, RefusesEveryChangedCharacter) {
    const std::string token = secrets.refresh_token(family, 1);
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(secrets.read_refresh_token(changed)) << i;
    }
    EXPECT_FALSE(secrets.read_refresh_token(""));
    EXPECT_FALSE(secrets.read_refresh_token(token + "A"));
    EXPECT_FALSE(secrets.read_refresh_token(token.substr(1)));
    EXPECT_FALSE(secrets.read_refresh_token(std::string(10'000, 'A')));
}

TEST_F(SecretsTest, RefusesTokensOfAnotherKey) {
    const Secrets other({crypto::SecretKey::random(), factors});
    EXPECT_FALSE(secrets.read_refresh_token(other.refresh_token(family, 1)));
}

TEST_F(SecretsTest, KnowsADeviceForOneAccountAndPasswordOnly) {
    const Uuid device = make_uuid(Instant::from_epoch_seconds(1'800'000'000));
    const UserId ana = UserId::make(now);
    const std::string token = secrets.device_token(device, ana, "hash");
    EXPECT_EQ(secrets.read_device_token(token, ana, "hash"), device);
    EXPECT_FALSE(secrets.read_device_token(token, UserId::make(now), "hash"));
    EXPECT_FALSE(secrets.read_device_token(token, ana, "another hash"));
    EXPECT_FALSE(secrets.read_device_token(secrets.refresh_token(family, 1), ana, "hash"));
}

TEST_F(SecretsTest, CountsUnderDifferentKeys) {
    std::set<crypto::Bytes> keys;
    for (const auto kind : {AttemptKind::device, AttemptKind::account_on_address, AttemptKind::account}) {
        keys.insert(secrets.attempts_key(kind, "ana@example.org", "192.0.2.1"));
        keys.insert(secrets.attempts_key(kind, "ana@example.org1", "92.0.2.1"));
    }
    EXPECT_EQ(keys.size(), 6U);
    for (const auto& key : keys) EXPECT_EQ(key.size(), 32U);
}

TEST_F(SecretsTest, KnowsItsOwnLinksOnly) {
    const Uuid id = make_uuid(now);
    const std::string token = secrets.link_token(id);
    EXPECT_EQ(secrets.read_link_token(token), id);
    EXPECT_EQ(token, secrets.link_token(id)) << "a mail that is written again has the same link";
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(secrets.read_link_token(changed)) << i;
    }
    EXPECT_FALSE(Secrets({crypto::SecretKey::random(), factors}).read_link_token(token));
    EXPECT_FALSE(secrets.read_link_token(secrets.device_token(id, UserId::make(now), "hash")));
}

TEST_F(SecretsTest, AChallengeIsOfOnePasswordAndForAWhile) {
    const UserId ana = UserId::make(now);
    const Instant until = now + std::chrono::minutes{5};
    const std::string text = secrets.challenge(ana, until, "hash");
    EXPECT_EQ(Secrets::account_of_challenge(text), ana);
    EXPECT_TRUE(secrets.is_challenge(text, ana, now, "hash"));
    EXPECT_FALSE(secrets.is_challenge(text, ana, until, "hash")) << "over";
    EXPECT_FALSE(secrets.is_challenge(text, ana, now, "other hash")) << "another password";
    EXPECT_FALSE(secrets.is_challenge(text, UserId::make(now), now, "hash"));
    EXPECT_FALSE(Secrets({crypto::SecretKey::random(), factors}).is_challenge(text, ana, now, "hash"));
    EXPECT_FALSE(Secrets::account_of_challenge(text + "A"));
}

TEST_F(SecretsTest, ASecondFactorCannotBeMovedToAnotherAccount) {
    const UserId ana = UserId::make(now);
    const auto sealed = secrets.seal_second_factor(ana, "secret");
    EXPECT_EQ(secrets.open_second_factor(ana, sealed), "secret");
    EXPECT_FALSE(secrets.open_second_factor(UserId::make(now), sealed));
    EXPECT_NE(secrets.recovery_code_hash(ana, "code"), secrets.recovery_code_hash(UserId::make(now), "code"));
}

TEST_F(SecretsTest, ASecondFactorOutlivesTheKeyOfSessionsAndNotItsOwn) {
    const UserId ana = UserId::make(now);
    const auto sealed = secrets.seal_second_factor(ana, "secret");
    const auto code = secrets.recovery_code_hash(ana, "code");
    const auto other = crypto::SecretKey::random();
    EXPECT_EQ(Secrets({other, factors}).open_second_factor(ana, sealed), "secret");
    EXPECT_EQ(Secrets({other, factors}).recovery_code_hash(ana, "code"), code);
    EXPECT_FALSE(Secrets({other, factors}).read_refresh_token(secrets.refresh_token(family, 1)));
    EXPECT_FALSE(Secrets({master, other}).open_second_factor(ana, sealed));
    EXPECT_NE(Secrets({master, other}).recovery_code_hash(ana, "code"), code);
}

}  // namespace
}  // namespace venera::identity
