#include "scheduling/holds.hpp"

#include "platform/http/negotiation.hpp"
#include "scheduling/appointment_view.hpp"
#include "scheduling/lifecycle.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/list_queries.hpp"
#include "scheduling/turns.hpp"
#include "scheduling/waitlist_queries.hpp"

namespace venera::scheduling {

namespace {

postgres::Bytes hash_of(std::string_view text) {
    const auto digest = crypto::sha256(text);
    return {digest.begin(), digest.end()};
}

// Random; with an Idempotency-Key derived from it, so that a repeated request is given the same token
// although only its hash is stored. The id's 74 random bits keep it from being guessed from the key.
std::string token_for(AppointmentId id, const http::IdempotencyKey& key, std::string_view browser) {
    if (!key.key) return crypto::base64url(crypto::random_bytes(32));
    const auto secret = crypto::sha256(*key.key + "\n" + std::string(browser));
    return crypto::base64url(crypto::hmac_sha256(secret, "hold " + id.text()));
}

HoldOwner owner_of(const Caller& caller, const std::optional<HolderToken>& token) {
    return {token ? std::optional{hash_of(token->value)} : std::nullopt,
            caller.is(Role::patient) ? caller.patient_id : std::nullopt,
            caller.signed_in() ? std::optional{caller.user_id} : std::nullopt};
}

}  // namespace

Result<Holds::Card, not_found, invalid_input> Holds::patient_of(Context& context, const NewHold& wish) {
    const Caller& caller = context.caller();
    const bool needs_none = !wish.patient_id && !caller.is(Role::patient);
    if (needs_none) return Card{};
    if (!caller.signed_in()) {
        log_denied_patient(context.database(), *wish.patient_id, "hold", trail_of(context));
        return refuse<not_found>;
    }
    return patient_for(context, people_, wish.patient_id);
}

Holds::CreateAnswer Holds::create(Context& context, const NewHold& wish, const http::IdempotencyKey& key,
                                  std::string_view browser) {
    const Caller& caller = context.caller();
    const auto patient = patient_of(context, wish);
    if (!patient) return CreateAnswer::refused(patient);
    const AppointmentId id = AppointmentId::make(context.now());
    std::optional<AnonymousHolder> anonymous;
    std::optional<std::string> token;
    if (!caller.signed_in()) {
        token = token_for(id, key, browser);
        // One host owns a whole IPv6 network: as for the rate limits, that counts as one address.
        const auto address = http::address_key(caller.address);
        anonymous = AnonymousHolder{hash_of(*token), hash_of("address " + address),
                                    hash_of("browser " + address + "\n" + std::string(browser))};
    }
    const auto duration =
        wish.duration_minutes ? std::optional{minutes{wish.duration_minutes->value}} : std::nullopt;
    const Order order{
        .id = id,
        .question =
            {wish.doctor_id, wish.start.value, wish.visit_type, duration, {}, std::nullopt, std::nullopt},
        .hold_time = anonymous ? limits::anonymous_hold_time : limits::hold_time,
        .patient = *patient,
        .anonymous = anonymous,
        .reason = std::nullopt,
        .override_reason = std::nullopt,
        .key = kept_key(caller, key),
        .action = "hold"};
    const auto placed = placing_.place(context, order);
    if (!placed) return CreateAnswer::refused(placed);
    if (placed->row) {
        Hold hold = hold_view_of(*placed->row);
        hold.holder_token = token;
        return Created<Hold>{std::move(hold)};
    }
    std::optional<HolderToken> repeated;
    if (!caller.signed_in()) repeated = HolderToken{token_for(*placed->replayed, key, browser)};
    const auto row = find_hold(context.database(), *placed->replayed, owner_of(caller, repeated));
    if (!row) return refuse<not_found>;
    Hold hold = hold_view_of(*row);
    if (repeated) hold.holder_token = repeated->value;
    return Created<Hold>{std::move(hold), Replay::yes};
}

Result<Hold, not_found, hold_expired, too_many_extensions, invalid_transition> Holds::extend(
    Context& context, AppointmentId id, const std::optional<HolderToken>& token) {
    // Of two extensions at once the second finds another version and looks again.
    for (int attempt = 0; attempt < limits::step_tries; ++attempt) {
        auto hold = find_hold(context.database(), id, owner_of(context.caller(), token));
        if (!hold) {
            log_denied(context.database(), id, "extend", trail_of(context));
            return refuse<not_found>;
        }
        if (hold->status == Status::expired || hold->status == Status::cancelled) return refuse<hold_expired>;
        if (hold->status != Status::held) return refuse<invalid_transition>;
        if (*hold->hold_until <= context.now()) return refuse<hold_expired>;
        // An offer ends when it was said to: others wait for that time.
        if (hold->hold_extensions >= limits::most_extensions || find_offer_state(context.database(), id))
            return refuse<too_many_extensions>;
        const Instant until = *hold->hold_until + limits::hold_extension;
        const auto version =
            in_turn(context.database(), turns_at(hold->doctor_id, hold->patient_id), [&](auto& transaction) {
                return extend_hold(transaction, *hold, until, limits::most_extensions, trail_of(context));
            });
        if (!version) continue;
        hold->version = *version;
        hold->hold_until = until;
        hold->hold_extensions = static_cast<std::int16_t>(hold->hold_extensions + 1);
        occupancy_.changed(occupation_of(*hold), context.now());
        return hold_view_of(*hold);
    }
    return refuse<invalid_transition>;
}

Result<NoContent, not_found, invalid_transition> Holds::release(Context& context, AppointmentId id,
                                                                const std::optional<HolderToken>& token) {
    for (int attempt = 0; attempt < limits::step_tries; ++attempt) {
        auto hold = find_hold(context.database(), id, owner_of(context.caller(), token));
        if (!hold) {
            log_denied(context.database(), id, "release", trail_of(context));
            return refuse<not_found>;
        }
        if (hold->status == Status::expired || hold->status == Status::cancelled) return NoContent{};
        if (hold->status != Status::held) return refuse<invalid_transition>;
        if (!take_step(context.database(), {id, hold->version, Status::expired, "release", std::nullopt},
                       trail_of(context)))
            continue;
        hold->status = Status::expired;
        hold->version += 1;
        occupancy_.changed(occupation_of(*hold), context.now());
        return NoContent{};
    }
    return refuse<invalid_transition>;
}

}  // namespace venera::scheduling
