#include "platform/crypto/crypto.hpp"

#include <gtest/gtest.h>

#include <set>

namespace venera::crypto {
namespace {

std::span<const std::uint8_t> octets(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

class Crypto : public testing::Test {
protected:
    Crypto() { initialise(); }
};

TEST_F(Crypto, Sha256OfThePublishedVectors) {
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(Crypto, HmacOfRfc4231) {
    EXPECT_EQ(hex(hmac_sha256(octets("Jefe"), "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    const std::string long_key(131, '\xaa');
    EXPECT_EQ(hex(hmac_sha256(octets(long_key), "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_F(Crypto, Base64UrlOfRfc4648) {
    const char* const pairs[][2] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : pairs) {
        EXPECT_EQ(base64url(octets(plain)), encoded);
        const auto decoded = from_base64url(encoded);
        ASSERT_TRUE(decoded) << encoded;
        EXPECT_EQ(std::string(decoded->begin(), decoded->end()), plain);
    }
    EXPECT_EQ(base64url(octets("\xfb\xff\xfe")), "-__-");
}

TEST_F(Crypto, Base64UrlIsCanonicalOnly) {
    using namespace std::string_view_literals;
    for (const auto text : {"Zg=="sv, "Zg="sv, "Zh"sv, "Zm9"sv, "Z"sv, "Zm9vY"sv, "+/+/"sv, "Zm 9v"sv,
                            "Zm9v\n"sv, "Zg\0"sv, "\0"sv, "Zm9v\0\0\0\0"sv, "Zm\xc3\xb1v"sv}) {
        EXPECT_FALSE(from_base64url(text)) << text;
    }
}

// Every text of two characters decodes if and only if encoding the result gives it back.
TEST_F(Crypto, NoTwoTextsDecodeToTheSameBytes) {
    int accepted = 0;
    for (int a = 0; a < 256; ++a) {
        for (int b = 0; b < 256; ++b) {
            const std::string text{static_cast<char>(a), static_cast<char>(b)};
            const auto decoded = from_base64url(text);
            if (!decoded) continue;
            ++accepted;
            ASSERT_EQ(base64url(*decoded), text);
        }
    }
    EXPECT_EQ(accepted, 256);
}

TEST_F(Crypto, EqualComparesSizeAndContent) {
    EXPECT_TRUE(equal(octets("same"), octets("same")));
    EXPECT_FALSE(equal(octets("same"), octets("sama")));
    EXPECT_FALSE(equal(octets("same"), octets("sam")));
    EXPECT_TRUE(equal({}, {}));
}

TEST_F(Crypto, RandomBytesDiffer) {
    std::set<Bytes> seen;
    for (int i = 0; i < 100; ++i) seen.insert(random_bytes(16));
    EXPECT_EQ(seen.size(), 100U);
}

TEST_F(Crypto, PasswordHashNamesItsParameters) {
    const std::string hash = hash_password("correct horse battery");
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
    EXPECT_TRUE(verify_password(hash, "correct horse battery"));
    EXPECT_FALSE(verify_password(hash, "correct horse batterY"));
    EXPECT_FALSE(verify_password(hash, ""));
    EXPECT_NE(hash, hash_password("correct horse battery"));
}

TEST_F(Crypto, PasswordIsTakenExactlyAsTyped) {
    using namespace std::string_view_literals;
    const std::string hash = hash_password(
        " contrase\xc3\xb1"
        "a\0larga "sv);
    EXPECT_TRUE(verify_password(hash,
                                " contrase\xc3\xb1"
                                "a\0larga "sv));
    EXPECT_FALSE(verify_password(hash,
                                 "contrase\xc3\xb1"
                                 "a\0larga "sv));
    EXPECT_FALSE(verify_password(hash,
                                 " contrase\xc3\xb1"
                                 "a"sv));
}

TEST_F(Crypto, StrangeHashesNeverVerify) {
    const std::string good = hash_password("correct horse battery");
    std::string heavy = good;
    heavy.replace(heavy.find("m=19456"), 7, "m=4194304");
    for (const std::string& hash :
         {std::string(), std::string("$"), std::string(1000, '$'), heavy, good + '\0',
          good.substr(0, good.size() - 1), std::string("$2b$12$abcdefghijklmnopqrstuv")}) {
        EXPECT_FALSE(verify_password(hash, "correct horse battery")) << hash;
    }
}

TEST_F(Crypto, SealedTextOpensWithItsKeyAndPlaceOnly) {
    const SecretKey key = SecretKey::random();
    const SecretKey other = SecretKey::random();
    const std::string place = "patients.phone 0190 0191 1";
    const Bytes sealed = seal(key, "+51987654321", place);
    EXPECT_EQ(sealed.size(), 24 + 12 + 16U);
    EXPECT_EQ(open(key, sealed, place), "+51987654321");
    EXPECT_EQ(open(other, sealed, place), std::nullopt);
    for (const char* wrong : {"", "patients.email 0190 0191 1", "patients.phone 0190 0191 2",
                              "patients.phone 0190 0192 1", "patients.phone 0190 0191 1 "}) {
        EXPECT_EQ(open(key, sealed, wrong), std::nullopt) << wrong;
    }
}

TEST_F(Crypto, EveryChangedOctetBreaksTheSeal) {
    const SecretKey key = SecretKey::random();
    const Bytes sealed = seal(key, "secret", "place");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        Bytes changed = sealed;
        changed[i] ^= 1U;
        EXPECT_EQ(open(key, changed, "place"), std::nullopt) << i;
        EXPECT_EQ(open(key, std::span(sealed).first(i), "place"), std::nullopt) << i;
    }
}

TEST_F(Crypto, SealsAreFreshAndMayBeEmpty) {
    const SecretKey key = SecretKey::random();
    EXPECT_NE(seal(key, "same", "place"), seal(key, "same", "place"));
    EXPECT_EQ(open(key, seal(key, "", "place"), "place"), "");
}

TEST_F(Crypto, SecretKeysAreMovedNotCopied) {
    static_assert(!std::is_copy_constructible_v<SecretKey> && !std::is_copy_assignable_v<SecretKey>);
    SecretKey key = SecretKey::random();
    const Bytes before(key.bytes().begin(), key.bytes().end());
    const SecretKey moved = std::move(key);
    EXPECT_TRUE(equal(moved.bytes(), before));
    EXPECT_THROW(SecretKey(std::span(before).first(31)), std::invalid_argument);
}

}  // namespace
}  // namespace venera::crypto
