#include "identity/access_tokens.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "identity/limits.hpp"

namespace venera::identity {
namespace {

using std::chrono::seconds;

const Instant now = Instant::from_epoch_seconds(1'800'000'000);

struct Folder {
    Folder() {
        std::string name = std::filesystem::temp_directory_path() / "venera-tokens-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path = name;
    }
    ~Folder() { std::filesystem::remove_all(path); }

    std::filesystem::path path;
};

AccountRow some_doctor() {
    AccountRow account;
    account.id = UserId::make(now);
    account.role = AccountRole::doctor;
    account.doctor_id = DoctorId::make(now);
    account.patient_id = PatientId::make(now);
    account.clinic_ids = {ClinicId::make(now), ClinicId::make(now)};
    return account;
}

struct AccessTokensTest : ::testing::Test {
    static void SetUpTestSuite() { crypto::initialise(); }

    std::string claims(std::string_view iss, std::string_view aud, std::int64_t nbf, std::int64_t exp,
                       std::string_view more = "") const {
        std::string text = R"({"iss":")";
        text.append(iss).append(R"(","aud":")").append(aud).append(R"(","sub":")").append(account.id.text());
        text.append(R"(","sid":")").append(session.text()).append(R"(","role":"admin","iat":)");
        text.append(std::to_string(nbf)).append(R"(,"nbf":)").append(std::to_string(nbf));
        text.append(R"(,"exp":)").append(std::to_string(exp)).append(R"(,"jti":")").append(session.text());
        return text.append("\"").append(more).append("}");
    }
    bool accepts(const std::string& claims_json) {
        return tokens.authenticate(crypto::sign_jwt(keys.keys()->signing, claims_json), now).has_value();
    }

    Folder folder;
    crypto::KeyRing keys{folder.path / "keys", now};
    RevokedSessions revoked;
    AccessTokens tokens{keys, revoked, {"https://clinic.example", "venera"}};
    AccountRow account = some_doctor();
    SessionId session = SessionId::make(now);
    std::int64_t at = now.epoch_seconds();
};

TEST_F(AccessTokensTest, SayWhoCalls) {
    const auto caller = tokens.authenticate(tokens.sign(account, session, now), now);
    ASSERT_TRUE(caller);
    EXPECT_TRUE(caller->is(Role::doctor));
    EXPECT_EQ(caller->user_id, account.id);
    EXPECT_EQ(caller->session_id, session);
    EXPECT_EQ(caller->doctor_id, account.doctor_id);
    EXPECT_FALSE(caller->patient_id) << "a doctor does not act as the patient that they once were";
    EXPECT_EQ(caller->clinic_ids, account.clinic_ids);
}

TEST_F(AccessTokensTest, LiveForTenMinutesAndTheSkew) {
    const std::string token = tokens.sign(account, session, now);
    for (int round = 0; round < 2; ++round) {  // fresh, and then remembered
        EXPECT_TRUE(tokens.authenticate(token, now - seconds{30}));
        EXPECT_FALSE(tokens.authenticate(token, now - seconds{31}));
        EXPECT_TRUE(tokens.authenticate(token, now + seconds{629}));
        EXPECT_FALSE(tokens.authenticate(token, now + seconds{630}));
    }
}

TEST_F(AccessTokensTest, DieWithTheirSession) {
    const std::string token = tokens.sign(account, session, now);
    ASSERT_TRUE(tokens.authenticate(token, now));
    revoked.add(session, now);
    EXPECT_FALSE(tokens.authenticate(token, now));
}

TEST_F(AccessTokensTest, HaveExpiredWhenOnlyTheirTimeIsOver) {
    const std::string token = tokens.sign(account, session, now);
    EXPECT_FALSE(tokens.is_expired(token, now - seconds{31})) << "not yet valid";
    EXPECT_FALSE(tokens.is_expired(token, now + seconds{629}));
    EXPECT_TRUE(tokens.is_expired(token, now + seconds{630}));
    revoked.add(session, now);
    EXPECT_FALSE(tokens.is_expired(token, now)) << "revoked";
    EXPECT_TRUE(tokens.is_expired(token, now + seconds{630}));
    std::string changed = token;
    changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(tokens.is_expired(changed, now + seconds{630}));
}

TEST_F(AccessTokensTest, AreRefusedWithWrongClaims) {
    const auto good = claims("https://clinic.example", "venera", at, at + 600);
    EXPECT_TRUE(accepts(good));
    EXPECT_FALSE(accepts(claims("https://other.example", "venera", at, at + 600)));
    EXPECT_FALSE(accepts(claims("https://clinic.example", "other", at, at + 600)));
    EXPECT_FALSE(accepts(claims("https://clinic.example", "venera", at, at + 601)))
        << "longer than our tokens live";
    EXPECT_FALSE(accepts(claims("https://clinic.example", "venera", at + 31, at + 600))) << "not yet";
    EXPECT_FALSE(accepts(claims("https://clinic.example", "venera", at - 700, at - 100))) << "expired";
    EXPECT_FALSE(accepts(claims("https://clinic.example", "venera", at, at))) << "never valid";
    EXPECT_FALSE(accepts(claims("https://clinic.example", "venera", -600, 0)));
    EXPECT_FALSE(accepts(claims("https://clinic.example", "venera", INT64_MIN, INT64_MAX)));
    EXPECT_FALSE(accepts(claims("https://clinic.example", "venera", at, at + 600, R"(,"scope":"all")")));
    EXPECT_FALSE(accepts(claims("https://clinic.example", "venera", at, at + 600, R"(,"role":"staff")")));
    EXPECT_FALSE(accepts("{}"));
    EXPECT_FALSE(accepts("[]"));
    std::string integrator = good;
    integrator.replace(integrator.find("admin"), 5, "integrator");
    EXPECT_FALSE(accepts(integrator));
}

TEST_F(AccessTokensTest, OfAnotherKeyAreRefused) {
    Folder elsewhere;
    const crypto::KeyRing others(elsewhere.path / "keys", now);
    EXPECT_FALSE(tokens.authenticate(
        AccessTokens(others, revoked, {"https://clinic.example", "venera"}).sign(account, session, now),
        now));
}

TEST_F(AccessTokensTest, AreRefusedWithAnyChangedCharacter) {
    const std::string token = tokens.sign(account, session, now);
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(tokens.authenticate(changed, now)) << i;
    }
    EXPECT_FALSE(tokens.authenticate(token + "A", now));
    EXPECT_FALSE(tokens.authenticate(token.substr(0, token.rfind('.') + 1), now)) << "no signature";
    EXPECT_FALSE(tokens.authenticate("", now));
    EXPECT_FALSE(tokens.authenticate("..", now));
    EXPECT_FALSE(tokens.authenticate(std::string(100'000, 'A'), now));
}

}  // namespace
}  // namespace venera::identity
