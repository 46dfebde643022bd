#include "platform/crypto/jwt.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include <set>
#include <stdexcept>
#include <vector>

#include "platform/crypto/crypto.hpp"

namespace venera::crypto {
namespace {

constexpr std::string_view claims = R"({"iss":"https://venera.example","sub":"0190f3c2","exp":4102444800})";
constexpr const char* kid = "key-2026-aaaa";

std::span<const std::uint8_t> octets(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
std::string encode(std::string_view text) { return base64url(octets(text)); }

SigningKey make_key(std::string name) {
    initialise();
    SigningKey key{.kid = std::move(name)};
    crypto_sign_keypair(key.public_key.data(), key.secret_key.data());
    return key;
}

std::string signature(const SigningKey& key, std::string_view content) {
    std::array<std::uint8_t, crypto_sign_BYTES> bytes;
    crypto_sign_detached(bytes.data(), nullptr, octets(content).data(), content.size(),
                         key.secret_key.data());
    return base64url(bytes);
}

class Jwt : public testing::Test {
protected:
    // A token with a header and claims of the forger's choice, signed with the real key: what is left to
    // refuse it is its form.
    std::string signed_with(std::string_view header, std::string_view body = claims) const {
        const std::string content = encode(header) + "." + encode(body);
        return content + "." + signature(key_, content);
    }
    bool accepted(std::string_view token) const { return verify_jwt(keys_, token).has_value(); }

    SigningKey key_ = make_key(kid);
    SigningKey other_ = make_key("key-2026-bbbb");
    std::map<std::string, SigningKey, std::less<>> keys_{{key_.kid, key_}, {other_.kid, other_}};
};

TEST_F(Jwt, RoundTrip) {
    const std::string token = sign_jwt(key_, claims);
    EXPECT_EQ(verify_jwt(keys_, token), claims);
    EXPECT_TRUE(token.starts_with(encode(R"({"alg":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa"})") + "."));
}

TEST_F(Jwt, VerifiesTheVectorOfRfc8037) {
    // RFC 8037, A.1 and A.2: the public key that belongs to the private one (the RFC's token has no typ).
    SigningKey published{.kid = "rfc8037-a"};
    const auto seed = from_base64url("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    ASSERT_TRUE(seed);
    crypto_sign_seed_keypair(published.public_key.data(), published.secret_key.data(), seed->data());
    EXPECT_EQ(base64url(published.public_key), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    EXPECT_EQ(signature(published, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"),
              "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

TEST_F(Jwt, HeaderMembersMayComeInAnyOrder) {
    for (const char* header : {R"({"alg":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa"})",
                               R"({"kid":"key-2026-aaaa","typ":"at+jwt","alg":"EdDSA"})",
                               R"({"typ":"at+jwt","alg":"EdDSA","kid":"key-2026-aaaa"})"}) {
        EXPECT_TRUE(accepted(signed_with(header))) << header;
    }
}

TEST_F(Jwt, TheSizeLimitIsExact) {
    const auto token_of = [this](std::size_t filler) {
        return signed_with(R"({"alg":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa"})",
                           R"({"a":")" + std::string(filler, 'x') + R"("})");
    };
    std::size_t filler = 2000;
    while (token_of(filler + 1).size() <= 4096) ++filler;
    EXPECT_GE(token_of(filler).size(), 4095U);
    EXPECT_TRUE(accepted(token_of(filler)));
    EXPECT_FALSE(accepted(token_of(filler + 1)));
    EXPECT_THROW(sign_jwt(key_, std::string(4000, 'x')), std::length_error);
}

TEST_F(Jwt, OnlyCompleteKeysSign) {
    SigningKey replica = key_;
    replica.secret_key.fill(0);
    EXPECT_THROW(sign_jwt(replica, claims), std::invalid_argument);
    replica = key_;
    replica.kid = "../../etc/passwd";
    EXPECT_THROW(sign_jwt(replica, claims), std::invalid_argument);
}

struct Forged {
    std::string what;
    std::string token;
};

// Headers that say something else, all signed by the real key.
std::vector<std::string> forged_headers() {
    using namespace std::string_literals;
    std::vector<std::string> headers;
    for (const char* alg : {"none", "None", "nOnE", "NONE", "", "HS256", "HS512", "RS256", "ES256", "eddsa",
                            "EDDSA", "EdDSA ", "Ed25519", "ES256K"}) {
        headers.push_back(R"({"alg":")"s + alg + R"(","typ":"at+jwt","kid":"key-2026-aaaa"})");
    }
    for (const char* typ :
         {"JWT", "jwt", "at+JWT", "AT+JWT", "application/at+jwt", "", "id+jwt", "secevent+jwt"}) {
        headers.push_back(R"({"alg":"EdDSA","typ":")"s + typ + R"(","kid":"key-2026-aaaa"})");
    }
    for (const char* name : {"../../../../dev/null", "../../", "' or 1=1 --", "key-2026-aaaa\\u0000",
                             "key-2026-cccc", "", "KEY-2026-AAAA", "key-2026-aaaa ", "file:///etc/passwd",
                             "https://evil.example/jwks", "|id", "key-2026-aaa"}) {
        headers.push_back(R"({"alg":"EdDSA","typ":"at+jwt","kid":")"s + name + R"("})");
    }
    headers.push_back(R"({"alg":"EdDSA","typ":"at+jwt","kid":")"s + std::string(4000, 'a') + R"("})");
    headers.push_back("{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"key-2026-aaaa\0\"}"s);
    for (const char* extra :
         {R"("jku":"https://evil.example/jwks.json")", R"("jwk":{"kty":"OKP","crv":"Ed25519","x":"AAAA"})",
          R"("x5u":"https://evil.example/c.pem")", R"("x5c":["MIIB"])", R"("x5t":"AAAA")",
          R"("crit":["exp"])", R"("crit":[])", R"("b64":false)", R"("zip":"DEF")", R"("cty":"JWT")",
          R"("enc":"A256GCM")", R"("alg":"EdDSA")", R"("kid":"key-2026-aaaa")", R"("typ":"at+jwt")",
          R"("x":"")"}) {
        headers.push_back(R"({"alg":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa",)"s + extra + "}");
        headers.push_back("{"s + extra + R"(,"alg":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa"})");
    }
    for (const char* odd : {"",
                            "{}",
                            "null",
                            "[]",
                            "\"EdDSA\"",
                            R"({"alg":"EdDSA"})",
                            R"({"alg":"EdDSA","typ":"at+jwt"})",
                            R"({"alg":"EdDSA","kid":"key-2026-aaaa"})",
                            R"({"typ":"at+jwt","kid":"key-2026-aaaa"})",
                            R"({"alg":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa"} )",
                            R"( {"alg":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa"})",
                            R"({"alg": "EdDSA","typ":"at+jwt","kid":"key-2026-aaaa"})",
                            R"({"alg":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa",})",
                            R"({"alg":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa"}{})",
                            R"({"ALG":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa"})",
                            R"({"\u0061lg":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa"})",
                            R"({"alg":null,"typ":"at+jwt","kid":"key-2026-aaaa"})",
                            R"({"alg":["EdDSA"],"typ":"at+jwt","kid":"key-2026-aaaa"})",
                            R"({"alg":"EdDSA","typ":"at+jwt","kid":1})",
                            R"({alg:"EdDSA",typ:"at+jwt",kid:"key-2026-aaaa"})",
                            "\xef\xbb\xbf{}",
                            R"({"alg":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa)"}) {
        headers.emplace_back(odd);
    }
    return headers;
}

TEST_F(Jwt, RefusesEveryOtherHeaderThoughTheSignatureHolds) {
    const auto headers = forged_headers();
    EXPECT_GE(headers.size(), 80U);
    for (const std::string& header : headers) EXPECT_FALSE(accepted(signed_with(header))) << header;
}

TEST_F(Jwt, RefusesForeignAndMissingSignatures) {
    using namespace std::string_literals;
    const std::string token = sign_jwt(key_, claims);
    const std::string content = token.substr(0, token.rfind('.'));
    const std::string seal = token.substr(token.rfind('.') + 1);
    const auto hs256 = hmac_sha256(key_.public_key, content);
    const auto hs256_text = hmac_sha256(octets(base64url(key_.public_key)), content);
    const SigningKey stranger = make_key(kid);
    const std::vector<Forged> table = {
        {"no signature", content + "."},
        {"two parts", content},
        {"signed by a stranger", sign_jwt(stranger, claims)},
        {"signed by another key of ours", content + "." + signature(other_, content)},
        {"HMAC with the public key", content + "." + base64url(hs256)},
        {"HMAC with the public key's text", content + "." + base64url(hs256_text)},
        {"signature of something else", content + "." + signature(key_, "something else")},
        {"signature of the claims only", content + "." + signature(key_, claims)},
        {"signature cut", token.substr(0, token.size() - 1)},
        {"signature cut by an octet group", token.substr(0, token.size() - 4)},
        {"signature extended", token + "A"},
        {"signature extended by a group", token + "AAAA"},
        {"padding", token + "=="},
        {"signature twice", content + "." + seal + seal},
        {"zero signature", content + "." + base64url(Bytes(64))},
        {"white space before", " " + token},
        {"white space after", token + " "},
        {"new line after", token + "\n"},
        {"NUL after", token + "\0"s},
        {"NUL inside", content + "\0"s + "." + seal},
        {"Bearer twice", "Bearer " + token},
        {"four parts", token + ".AAAA"},
        {"five parts, as JWE", content + "." + seal + ".AAAA.AAAA"},
        {"empty parts", ".."},
        {"only dots", "...."},
        {"nothing", ""},
        {"empty header", "." + encode(claims) + "." + seal},
        {"empty claims", content.substr(0, content.find('.')) + ".." + seal},
        {"standard alphabet", content + "." + "+/" + seal.substr(2)},
        {"two tokens", token + "." + token},
        {"4 kB of the letter A", std::string(4096, 'A')},
        {"4 kB of dots", std::string(4096, '.')},
        {"1 MB", token + std::string(1'000'000, 'A')},
    };
    for (const auto& [what, forged] : table) EXPECT_FALSE(accepted(forged)) << what;
}

TEST_F(Jwt, RefusesClaimsThatAreNotOneUnambiguousObject) {
    using namespace std::string_literals;
    const std::string header = R"({"alg":"EdDSA","typ":"at+jwt","kid":"key-2026-aaaa"})";
    for (const std::string& body :
         {""s, "null"s, "[]"s, "\"x\""s, "{"s, R"({"a":1,"a":2})"s, R"({"sub":"a","\u0073ub":"b"})"s,
          R"({"a":{"b":1,"b":2}})"s, R"({"a":1}{})"s, "{\"a\":\"\\u0000\"}"s, "{\"a\":\"\xff\"}"s,
          R"({"a":1,})"s, R"({"a":NaN})"s}) {
        EXPECT_FALSE(accepted(signed_with(header, body))) << body;
    }
}

TEST_F(Jwt, EveryChangedCharacterIsRefused) {
    const std::string token = sign_jwt(key_, claims);
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(accepted(changed)) << i;
    }
}

// The last character of 64 octets carries four bits that must be zero.
TEST_F(Jwt, NonCanonicalSignaturesAreRefused) {
    const std::string token = sign_jwt(key_, claims);
    int accepted_spellings = 0;
    for (const char c : std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")) {
        std::string spelling = token;
        spelling.back() = c;
        if (accepted(spelling)) ++accepted_spellings;
    }
    EXPECT_EQ(accepted_spellings, 1);
}

// Ed25519 signatures are malleable without the check that S is below the group's order: S + L verifies as
// well.
TEST_F(Jwt, TheSignaturesScalarMustBeReduced) {
    const std::string token = sign_jwt(key_, claims);
    auto bytes = from_base64url(token.substr(token.rfind('.') + 1));
    ASSERT_TRUE(bytes);
    const std::uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                    0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
    unsigned carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        carry += static_cast<unsigned>((*bytes)[32 + i]) + order[i];
        (*bytes)[32 + i] = static_cast<std::uint8_t>(carry & 0xFFU);
        carry >>= 8;
    }
    EXPECT_FALSE(accepted(token.substr(0, token.rfind('.') + 1) + base64url(*bytes)));
}

TEST_F(Jwt, AKeyThatIsGoneVerifiesNothing) {
    const std::string token = sign_jwt(key_, claims);
    EXPECT_TRUE(accepted(token));
    keys_.erase(key_.kid);
    EXPECT_FALSE(accepted(token));
    keys_.clear();
    EXPECT_FALSE(accepted(token));
}

}  // namespace
}  // namespace venera::crypto
