#include "patients/sealing.hpp"

#include <gtest/gtest.h>

namespace venera::patients {
namespace {

struct SealingTest : ::testing::Test {
    static void SetUpTestSuite() { crypto::initialise(); }

    PatientId ana = PatientId::make(Instant::from_epoch_seconds(1'800'000'000));
    PatientId eve = PatientId::make(Instant::from_epoch_seconds(1'800'000'000));
    crypto::SecretRing ring{crypto::SecretKey::random()};
    Sealing sealing = Sealing::fresh(ana);
};

TEST_F(SealingTest, OpensWhatItSealedAlsoAfterUnwrapping) {
    const auto sealed = sealing.seal("phone", "+51987654321");
    EXPECT_EQ(sealing.open("phone", sealed), "+51987654321");
    EXPECT_EQ(Sealing::unwrap(ring, ana, sealing.wrapped(ring)).open("phone", sealed), "+51987654321");
    EXPECT_NE(sealing.seal("phone", "+51987654321"), sealed) << "the nonce is fresh";
}

TEST_F(SealingTest, BindsACiphertextToItsColumn) {
    EXPECT_THROW(sealing.open("email", sealing.seal("phone", "+51987654321")), crypto::Tampered);
}

TEST_F(SealingTest, BindsADataKeyToItsPatientItsVersionAndItsWrappingKey) {
    auto keys = sealing.wrapped(ring);
    EXPECT_THROW(Sealing::unwrap(ring, eve, keys), crypto::Tampered);
    EXPECT_THROW(Sealing::unwrap(crypto::SecretRing(crypto::SecretKey::random()), ana, keys),
                 crypto::Tampered);
    keys.key_version = 2;
    EXPECT_THROW(Sealing::unwrap(ring, ana, keys), crypto::Tampered);
    keys.key_version = 1;
    keys.kek_version = 2;
    EXPECT_THROW(Sealing::unwrap(ring, ana, keys), crypto::Tampered);
}

TEST_F(SealingTest, RefusesDamage) {
    auto sealed = sealing.seal("phone", "+51987654321");
    sealed.back() ^= 1;
    EXPECT_THROW(sealing.open("phone", sealed), crypto::Tampered);
    EXPECT_THROW(sealing.open("phone", {}), crypto::Tampered);
}

// What a rotation does to one row, step by step: nothing is ever without the key that opens it.
TEST_F(SealingTest, OpensOldAndNewTextsWhileAKeyIsReplaced) {
    const auto old_text = sealing.seal("phone", "+51987654321");
    auto keys = with_next(ring, ana, sealing.wrapped(ring));
    const auto announced = Sealing::unwrap(ring, ana, keys);
    EXPECT_EQ(announced.renewed("phone", old_text), old_text) << "the old version still seals";

    keys.previous_data_key_wrapped = keys.data_key_wrapped;
    keys.data_key_wrapped = keys.next_data_key_wrapped;
    keys.next_data_key_wrapped.reset();
    keys.key_version = 2;
    const auto switched = Sealing::unwrap(ring, ana, keys);
    EXPECT_EQ(switched.open("phone", old_text), "+51987654321");
    const auto new_text = switched.renewed("phone", old_text);
    EXPECT_NE(new_text, old_text);
    EXPECT_EQ(announced.open("phone", *new_text), "+51987654321") << "who read the keys before the switch";

    keys.previous_data_key_wrapped.reset();
    const auto finished = Sealing::unwrap(ring, ana, keys);
    EXPECT_EQ(finished.open("phone", *new_text), "+51987654321");
    EXPECT_THROW(finished.open("phone", old_text), crypto::Tampered) << "an older version put back";
    auto relabelled = old_text;
    relabelled[3] = 2;
    EXPECT_THROW(finished.open("phone", relabelled), crypto::Tampered) << "its version is bound into it";
}

TEST_F(SealingTest, HasNoKeyOfAPersonWhoWasErased) {
    EXPECT_EQ(Sealing::unwrap(ring, ana, {}).data_key(), nullptr);
}

}  // namespace
}  // namespace venera::patients
