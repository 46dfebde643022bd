#include "identity/access_tokens.hpp"

#include <algorithm>
#include <boost/describe/class.hpp>
#include <cstring>

#include "identity/limits.hpp"
#include "platform/json/shape.hpp"

namespace venera::identity {

// The claims of our tokens. A token with any other member is not ours.
struct Claims {
    std::string iss;
    std::string aud;
    UserId sub;
    SessionId sid;
    AccountRole role = AccountRole::patient;
    std::optional<PatientId> patient_id;
    std::optional<DoctorId> doctor_id;
    std::optional<std::vector<ClinicId>> clinic_ids;
    std::int64_t iat = 0;
    std::int64_t nbf = 0;
    std::int64_t exp = 0;
    Id<struct TokenTag> jti;
    std::optional<bool> must_enrol;  // only where it is so
};
BOOST_DESCRIBE_STRUCT(Claims, (),
                      (iss, aud, sub, sid, role, patient_id, doctor_id, clinic_ids, iat, nbf, exp, jti,
                       must_enrol))

AccessTokens::AccessTokens(const crypto::KeyRing& keys, const RevokedSessions& revoked, TokenNames names,
                           std::vector<AccountRole> second_factor_of)
    : keys_(keys),
      revoked_(revoked),
      names_(std::move(names)),
      second_factor_of_(std::move(second_factor_of)) {}

std::string AccessTokens::sign(const AccountRow& account, SessionId session, Instant now) const {
    Claims claims;
    claims.iss = names_.issuer;
    claims.aud = names_.audience;
    claims.sub = account.id;
    claims.sid = session;
    claims.role = account.role;
    // Only what the role acts as: a doctor who once was a patient does not act as that patient.
    if (account.role == AccountRole::patient) claims.patient_id = account.patient_id;
    if (account.role == AccountRole::doctor) claims.doctor_id = account.doctor_id;
    if (!account.clinic_ids.empty()) claims.clinic_ids = account.clinic_ids;
    if (!account.second_factor &&
        std::ranges::find(second_factor_of_, account.role) != second_factor_of_.end())
        claims.must_enrol = true;
    claims.iat = claims.nbf = now.epoch_seconds();
    claims.exp = claims.iat + limits::access_token_life.count();
    claims.jti = Id<TokenTag>::make(now);
    return crypto::sign_jwt(keys_.keys()->signing, json::to_json(claims));
}

std::optional<AccessTokens::Verified> AccessTokens::verify(std::string_view token) const {
    const auto text = crypto::verify_jwt(keys_.keys()->verifying, token);
    if (!text) return std::nullopt;
    json::Issues issues;
    const auto claims = json::from_json<Claims>(*text, issues);
    if (!issues.empty() || claims.iss != names_.issuer || claims.aud != names_.audience) return std::nullopt;
    // Moments far outside any token's life would overflow an Instant.
    constexpr std::int64_t year_9999 = 253'402'300'799;
    for (const std::int64_t at : {claims.iat, claims.nbf, claims.exp}) {
        if (at < 0 || at > year_9999) return std::nullopt;
    }
    if (claims.exp <= claims.nbf || claims.exp - claims.iat > limits::access_token_life.count())
        return std::nullopt;
    Verified verified;
    verified.caller.kind = Caller::Kind::user;
    verified.caller.role = role_of(claims.role);
    verified.caller.user_id = claims.sub;
    verified.caller.session_id = claims.sid;
    verified.caller.patient_id = claims.patient_id;
    verified.caller.doctor_id = claims.doctor_id;
    verified.caller.clinic_ids = claims.clinic_ids.value_or(std::vector<ClinicId>{});
    verified.caller.must_enrol = claims.must_enrol.value_or(false);
    verified.not_before = Instant::from_epoch_seconds(std::max(claims.nbf, claims.iat)) - limits::clock_skew;
    verified.expires_at = Instant::from_epoch_seconds(claims.exp) + limits::clock_skew;
    verified.caller.expires_at = verified.expires_at;
    return verified;
}

std::optional<Caller> AccessTokens::authenticate(std::string_view bearer_token, Instant now) {
    const crypto::Digest digest = crypto::sha256(bearer_token);
    auto verified = remembered(digest);
    if (!verified) {
        verified = verify(bearer_token);
        if (!verified) return std::nullopt;
        if (now < verified->expires_at) remember(digest, *verified, now);
    }
    if (now < verified->not_before || now >= verified->expires_at) return std::nullopt;
    if (revoked_.contains(verified->caller.session_id)) return std::nullopt;
    return std::move(verified->caller);
}

bool AccessTokens::is_expired(std::string_view bearer_token, Instant now) {
    const auto verified = verify(bearer_token);
    return verified && now >= verified->expires_at;
}

std::size_t AccessTokens::HashOfDigest::operator()(const crypto::Digest& digest) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
}

std::optional<AccessTokens::Verified> AccessTokens::remembered(const crypto::Digest& digest) {
    Part& part = parts_[digest.back() % parts_.size()];
    const std::lock_guard lock(part.mutex);
    const auto at = part.tokens.find(digest);
    return at == part.tokens.end() ? std::nullopt : std::optional{at->second};
}

void AccessTokens::remember(const crypto::Digest& digest, const Verified& verified, Instant now) {
    Part& part = parts_[digest.back() % parts_.size()];
    const std::size_t most = limits::verified_tokens / parts_.size();
    const std::lock_guard lock(part.mutex);
    if (part.tokens.size() >= most) {
        std::erase_if(part.tokens, [&](const auto& entry) { return entry.second.expires_at <= now; });
        if (part.tokens.size() >= most) part.tokens.clear();
    }
    part.tokens.insert_or_assign(digest, verified);
}

}  // namespace venera::identity
