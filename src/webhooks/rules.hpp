// What webhooks decide, without input and output: which events are offered and wanted, where an endpoint may
// be, what an answer means, and when the next attempt is.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/net/transfers.hpp"
#include "platform/values/field.hpp"
#include "webhooks/types.hpp"

namespace venera::webhooks {

// Of the test event, which no other context writes.
inline constexpr std::string_view test_event = "webhook.test";

// What integrators are told of. Not: accounts, sessions, keys, mails, consents, records.
const std::vector<std::string_view>& offered_events();
bool is_offered(std::string_view type);
// The members of an event's payload that leave the system: ids, times and states.
const std::vector<std::string>& shown_members();

// "appointment.*" takes "appointment.booked"; "*" takes everything.
bool matches(std::string_view pattern, std::string_view type);
bool wants(const std::vector<std::string>& patterns, std::string_view type);

// Nothing if an endpoint may be there. https at its own port; a literal address must be public. Names are
// judged when they are connected to.
std::optional<Problem> problem_of(const Url& url, net::Reach reach);

// "https://hooks.example.org:443/x?key=y" -> "hooks.example.org".
std::string_view host_of(std::string_view url);

enum class Verdict : std::uint8_t {
    delivered,
    failed,
    gone,     // 410: never again
    unknown,  // we stopped: nobody's fault
};
Verdict verdict_of(const net::Answer& answer);

// How long to wait after the `attempts`-th attempt failed; nothing: it was the last. 5 s, 5 min, 30 min, 2,
// 5, 10, 14, 20 and 24 h, +- 20 % (`chance` in [0, 1)), and at least what Retry-After says. Requires:
// attempts >= 1.
struct Failed {
    std::string_view type;
    std::int32_t attempts = 1;
    std::chrono::seconds retry_after{0};
};
std::optional<std::chrono::milliseconds> pause_after(const Failed& failed, double chance);

// At most limits::excerpt_bytes of it, as text that a database and a screen take.
std::string excerpt_of(std::string_view answer);

}  // namespace venera::webhooks
