#include "identity/totp.hpp"

#include <gtest/gtest.h>

namespace venera::identity::totp {
namespace {

constexpr std::string_view secret = "12345678901234567890";

Instant at(std::int64_t seconds) { return Instant::from_epoch_seconds(seconds); }

// RFC 6238, appendix B, the last six of its eight digits.
TEST(Totp, GivesTheCodesOfTheStandard) {
    EXPECT_EQ(code_at(secret, 59 / 30), "287082");
    EXPECT_EQ(code_at(secret, 1'111'111'109 / 30), "081804");
    EXPECT_EQ(code_at(secret, 1'111'111'111 / 30), "050471");
    EXPECT_EQ(code_at(secret, 1'234'567'890 / 30), "005924");
    EXPECT_EQ(code_at(secret, 2'000'000'000 / 30), "279037");
    EXPECT_EQ(code_at(secret, 20'000'000'000 / 30), "353130");
}

TEST(Totp, TakesOneStepBeforeAndAfter) {
    const Instant now = at(1'234'567'890);
    const std::int64_t step = 1'234'567'890 / 30;
    EXPECT_EQ(step_of(secret, code_at(secret, step), now), step);
    EXPECT_EQ(step_of(secret, code_at(secret, step - 1), now), step - 1);
    EXPECT_EQ(step_of(secret, code_at(secret, step + 1), now), step + 1);
    EXPECT_FALSE(step_of(secret, code_at(secret, step - 2), now));
    EXPECT_FALSE(step_of(secret, code_at(secret, step + 2), now));
    EXPECT_FALSE(step_of("98765432109876543210", code_at(secret, step), now));
    for (const char* wrong : {"", "00592", "0059244", "00592x"}) EXPECT_FALSE(step_of(secret, wrong, now));
}

TEST(Totp, ShowsTheSecretAsAppsReadIt) {
    EXPECT_EQ(base32(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    EXPECT_EQ(base32("1234567890"), "GEZDGNBVGY3TQOJQ");
    EXPECT_EQ(uri(secret, "ana+x@example.org"),
              "otpauth://totp/Venera:ana%2bx%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
              "&issuer=Venera&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace venera::identity::totp
