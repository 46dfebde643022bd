#include "platform/crypto/keys.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "platform/crypto/crypto.hpp"
#include "platform/crypto/private_file.hpp"
#include "platform/crypto/secret_file.hpp"

namespace venera::crypto {
namespace {

namespace fs = std::filesystem;

// A private folder that goes when the test ends.
class Folder : public testing::Test {
protected:
    Folder() {
        initialise();
        std::string name = fs::temp_directory_path() / "venera-keys-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = name;
    }
    ~Folder() override { fs::remove_all(path_); }

    static unsigned mode(const fs::path& file) {
        struct stat status {};
        EXPECT_EQ(::stat(file.c_str(), &status), 0);
        return status.st_mode & 07777U;
    }
    static void write(const fs::path& file, std::string_view content, mode_t file_mode) {
        std::ofstream(file, std::ios::binary) << content;
        ASSERT_EQ(::chmod(file.c_str(), file_mode), 0);
    }
    static std::string read(const fs::path& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    fs::path path_;
};

class KeyRingTest : public Folder {
protected:
    static Instant at(std::int64_t minutes) {
        return Instant{
            std::chrono::sys_time<std::chrono::microseconds>{std::chrono::minutes{29'000'000 + minutes}}};
    }
    static KeyState state_of(const KeyRing& ring, const std::string& kid) {
        for (const KeyInfo& key : ring.keys()->list) {
            if (key.kid == kid) return key.state;
        }
        throw std::runtime_error("no such key");
    }
    static bool has(const KeyRing& ring, const std::string& kid) {
        return ring.keys()->verifying.find(kid) != ring.keys()->verifying.end();
    }
    static std::string published_kid(const KeyRing& ring) {
        for (const KeyInfo& key : ring.keys()->list) {
            if (key.state == KeyState::published) return key.kid;
        }
        throw std::runtime_error("no published key");
    }

    fs::path directory_ = path_ / "keys";
    fs::path file_ = directory_ / "signing-keys.json";
};

TEST_F(KeyRingTest, FirstStartGeneratesPrivateKeys) {
    const KeyRing ring(directory_, at(0));
    EXPECT_EQ(mode(directory_), 0700U);
    EXPECT_EQ(mode(file_), 0600U);
    EXPECT_EQ(ring.keys()->list.size(), 2U);
    EXPECT_EQ(state_of(ring, ring.keys()->signing.kid), KeyState::signing);
    EXPECT_NE(published_kid(ring), ring.keys()->signing.kid);
    const std::string token = sign_jwt(ring.keys()->signing, R"({"sub":"x"})");
    EXPECT_TRUE(verify_jwt(ring.keys()->verifying, token));
}

TEST_F(KeyRingTest, TheKeysAreStillThereAfterARestart) {
    const std::string token = sign_jwt(KeyRing(directory_, at(0)).keys()->signing, R"({"sub":"x"})");
    const KeyRing again(directory_, at(5));
    EXPECT_TRUE(verify_jwt(again.keys()->verifying, token));
}

TEST_F(KeyRingTest, RotationWalksThroughTheStates) {
    KeyRing ring(directory_, at(0));
    const std::string first = ring.keys()->signing.kid;
    const std::string second = published_kid(ring);
    const std::string token = sign_jwt(ring.keys()->signing, R"({"sub":"x"})");

    ring.rotate(at(10));
    EXPECT_EQ(ring.keys()->signing.kid, second);
    EXPECT_EQ(state_of(ring, first), KeyState::verify_only);
    EXPECT_TRUE(verify_jwt(ring.keys()->verifying, token));
    const std::string third = published_kid(ring);

    ring.rotate(at(20));  // the first key left signing ten minutes ago: its tokens may still live
    EXPECT_EQ(ring.keys()->signing.kid, third);
    EXPECT_EQ(state_of(ring, second), KeyState::verify_only);
    EXPECT_TRUE(has(ring, first));
    EXPECT_TRUE(verify_jwt(ring.keys()->verifying, token));

    ring.rotate(at(70));  // an hour after it
    EXPECT_FALSE(has(ring, first));
    EXPECT_TRUE(has(ring, second));
    EXPECT_FALSE(verify_jwt(ring.keys()->verifying, token));
    EXPECT_EQ(mode(file_), 0600U);
}

TEST_F(KeyRingTest, ARunningServerNoticesARotationBesideIt) {
    KeyRing server(directory_, at(0));
    EXPECT_FALSE(server.refresh());
    const auto before = server.keys();
    KeyRing(directory_, at(10)).rotate(at(10));
    EXPECT_TRUE(server.refresh());
    EXPECT_NE(server.keys()->signing.kid, before->signing.kid);
    EXPECT_EQ(server.keys()->list.size(), 3U);
    EXPECT_EQ(before->list.size(), 2U);  // a request that began earlier keeps its own set
    EXPECT_FALSE(server.refresh());
}

TEST_F(KeyRingTest, JwksNamesPublicHalvesOnly) {
    const KeyRing ring(directory_, at(0));
    const auto keys = ring.keys();
    std::string expected;
    for (const KeyInfo& info : keys->list) {
        const SigningKey& key = keys->verifying.at(info.kid);
        expected += expected.empty() ? "" : ",";
        expected += R"({"kty":"OKP","crv":"Ed25519","kid":")" + key.kid + R"(","x":")" +
                    base64url(key.public_key) + R"(","use":"sig","alg":"EdDSA"})";
        EXPECT_EQ(key.secret_key, decltype(key.secret_key){});
    }
    EXPECT_EQ(keys->jwks, R"({"keys":[)" + expected + "]}");
}

TEST_F(KeyRingTest, RefusesKeysThatOthersCanRead) {
    { const KeyRing ring(directory_, at(0)); }
    for (const mode_t open : {0640U, 0604U, 0660U, 0644U, 0601U}) {
        ASSERT_EQ(::chmod(file_.c_str(), open), 0);
        EXPECT_THROW(KeyRing(directory_, at(1)), std::runtime_error) << open;
    }
    ASSERT_EQ(::chmod(file_.c_str(), 0600), 0);
    EXPECT_NO_THROW(KeyRing(directory_, at(1)));
    ASSERT_EQ(::chmod(directory_.c_str(), 0755), 0);
    EXPECT_THROW(KeyRing(directory_, at(1)), std::runtime_error);
}

TEST_F(KeyRingTest, RefusesDamagedKeysAndKeepsTheOldOnes) {
    KeyRing ring(directory_, at(0));
    const std::string good = read(file_);
    const std::string kid = ring.keys()->signing.kid;
    std::string two_signing = good;
    two_signing.replace(two_signing.find("published"), 9, "signing");
    for (const std::string& bad : {std::string(), std::string("{}"), std::string(R"({"keys":[]})"),
                                   good.substr(0, 80), two_signing, good + "x"}) {
        write_private_file(file_, bad, 0600, Existing::replace);
        EXPECT_THROW(ring.refresh(), std::runtime_error) << bad.size();
        EXPECT_EQ(ring.keys()->signing.kid, kid);
        EXPECT_THROW(KeyRing(directory_, at(1)), std::runtime_error);
    }
    write_private_file(file_, good, 0600, Existing::replace);
    EXPECT_TRUE(ring.refresh());
    fs::remove(file_);
    fs::create_symlink("/etc/hostname", file_);
    EXPECT_THROW(KeyRing(directory_, at(1)), std::runtime_error);
}

class SecretFileTest : public Folder {};

TEST_F(SecretFileTest, CreatesOnceAndReadsAgain) {
    const fs::path file = path_ / "key-encryption.key";
    const SecretKey first = SecretFile::load_or_create(file);
    EXPECT_EQ(mode(file), 0400U);
    EXPECT_EQ(fs::file_size(file), 32U);
    EXPECT_TRUE(equal(first.bytes(), SecretFile::load_or_create(file).bytes()));
    EXPECT_TRUE(equal(first.bytes(), SecretFile::load(file).bytes()));
    EXPECT_FALSE(equal(first.bytes(), SecretFile::load_or_create(path_ / "other.key").bytes()));
    EXPECT_THROW(SecretFile::load(path_ / "missing.key"), std::runtime_error);
    EXPECT_FALSE(fs::exists(path_ / "missing.key"));
    for (const auto& entry : fs::directory_iterator(path_))
        EXPECT_EQ(entry.path().extension(), ".key") << entry.path();
}

TEST_F(SecretFileTest, RefusesOpenShortAndDefaultSecrets) {
    const std::string good = "0f3a9c71e25d8b46f0a1b2c3d4e5f607";
    const fs::path file = path_ / "a.key";
    write(file, good, 0400);
    EXPECT_NO_THROW(SecretFile::load_or_create(file));
    for (const mode_t open : {0440U, 0404U, 0644U, 0604U}) {
        ASSERT_EQ(::chmod(file.c_str(), open), 0);
        EXPECT_THROW(SecretFile::load_or_create(file), std::runtime_error) << open;
    }
    std::string counting;
    for (char c = 0; c < 32; ++c) counting += c;
    for (const std::string& bad : {std::string(), good.substr(1), good + "\n", std::string(32, '\0'),
                                   std::string(32, 'x'), counting, std::string(100'000, 'k')}) {
        fs::remove(file);
        write(file, bad, 0400);
        EXPECT_THROW(SecretFile::load_or_create(file), std::runtime_error) << bad.size();
    }
    fs::remove(file);
    fs::create_directory(file);
    EXPECT_THROW(SecretFile::load_or_create(file), std::runtime_error);
}

TEST_F(SecretFileTest, ReadsBase64OfEitherAlphabet) {
    const Bytes bytes = *from_base64url("-_8DBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA");
    for (const char* text :
         {"-_8DBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA", "+/8DBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="}) {
        EXPECT_TRUE(equal(SecretFile::from_base64(text).bytes(), bytes)) << text;
    }
    EXPECT_THROW(SecretFile::from_base64(""), std::runtime_error);
    EXPECT_THROW(SecretFile::from_base64("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), std::runtime_error);
    EXPECT_THROW(SecretFile::from_base64("not base64 at all, but some words that are long enough"),
                 std::runtime_error);

    EXPECT_FALSE(SecretFile::from_environment("VENERA_TEST_SECRET"));
    ASSERT_EQ(::setenv("VENERA_TEST_SECRET", "-_8DBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA", 1), 0);
    const auto found = SecretFile::from_environment("VENERA_TEST_SECRET");
    ASSERT_TRUE(found);
    EXPECT_TRUE(equal(found->bytes(), bytes));
    ASSERT_EQ(::setenv("VENERA_TEST_SECRET", "changeme", 1), 0);
    EXPECT_THROW(SecretFile::from_environment("VENERA_TEST_SECRET"), std::runtime_error);
    ::unsetenv("VENERA_TEST_SECRET");
}

}  // namespace
}  // namespace venera::crypto
