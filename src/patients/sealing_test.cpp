#include "patients/sealing.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace venera::patients {
namespace {

struct SealingTest : ::testing::Test {
    static void SetUpTestSuite() { crypto::initialise(); }

    PatientId ana = PatientId::make(Instant::from_epoch_seconds(1'800'000'000));
    PatientId eve = PatientId::make(Instant::from_epoch_seconds(1'800'000'000));
    crypto::SecretKey key = crypto::SecretKey::random();
    Sealing sealing = Sealing::fresh(ana);
};

TEST_F(SealingTest, OpensWhatItSealedAlsoAfterUnwrapping) {
    const auto sealed = sealing.seal("phone", "+51987654321");
    EXPECT_EQ(sealing.open("phone", sealed), "+51987654321");
    EXPECT_EQ(Sealing::unwrap(key, ana, sealing.wrapped(key)).open("phone", sealed), "+51987654321");
    EXPECT_NE(sealing.seal("phone", "+51987654321"), sealed) << "the nonce is fresh";
}

TEST_F(SealingTest, BindsACiphertextToItsColumn) {
    EXPECT_THROW(sealing.open("email", sealing.seal("phone", "+51987654321")), std::runtime_error);
}

TEST_F(SealingTest, BindsADataKeyToItsPatientAndItsWrappingKey) {
    const auto wrapped = sealing.wrapped(key);
    EXPECT_THROW(Sealing::unwrap(key, eve, wrapped), std::runtime_error);
    EXPECT_THROW(Sealing::unwrap(crypto::SecretKey::random(), ana, wrapped), std::runtime_error);
}

TEST_F(SealingTest, RefusesDamage) {
    auto sealed = sealing.seal("phone", "+51987654321");
    sealed.back() ^= 1;
    EXPECT_THROW(sealing.open("phone", sealed), std::runtime_error);
    EXPECT_THROW(sealing.open("phone", {}), std::runtime_error);
}

}  // namespace
}  // namespace venera::patients
