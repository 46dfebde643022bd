#include "webhooks/rules.hpp"

#include <algorithm>
#include <array>

#include "platform/http/peer.hpp"
#include "webhooks/limits.hpp"

namespace venera::webhooks {

namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view any_type = "*";
constexpr std::string_view any_of_prefix = ".*";

// Standard Webhooks 1.0, "Deliverability and reliability".
constexpr std::array<seconds, 9> pauses{seconds{5}, minutes{5}, minutes{30}, hours{2}, hours{5},
                                        hours{10},  hours{14},  hours{20},   hours{24}};

// "https://[2001:db8::1]:8443/x" -> "[2001:db8::1]:8443"
std::string_view authority_of(std::string_view url) {
    url.remove_prefix(url.find("//") + 2);
    return url.substr(0, url.find_first_of("/?#"));
}

struct Authority {
    std::string_view host;  // without brackets
    std::string_view port;  // empty: the scheme's
};

Authority split(std::string_view authority) {
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        const auto rest = authority.substr(end + 1);
        return {authority.substr(1, end - 1), rest.empty() ? rest : rest.substr(1)};
    }
    const auto colon = authority.find(':');
    if (colon == std::string_view::npos) return {authority, {}};
    return {authority.substr(0, colon), authority.substr(colon + 1)};
}

}  // namespace

const std::vector<std::string_view>& offered_events() {
    static const std::vector<std::string_view> types{
        "appointment.held",
        "appointment.pending",
        "appointment.booked",
        "appointment.moved",
        "appointment.changed",
        "appointment.cancelled",
        "appointment.arrived",
        "appointment.check_in_undone",
        "appointment.fulfilled",
        "appointment.noshow",
        "appointment.expired",
        "patient.created",
        "patient.updated",
        "patient.merged",
        "patient.deactivated",
        "patient.reactivated",
        "patient.erased",
        "doctor.published",
        "doctor.updated",
        "doctor.retired",
        "schedule.changed",
        "clinic.created",
        "clinic.changed",
        "specialty.created",
        "specialty.changed",
        "specialty.retired",
        "waitlist.joined",
        "waitlist.offered",
        "waitlist.accepted",
        "waitlist.declined",
        "waitlist.lapsed",
        "waitlist.withdrawn",
        "waitlist.left",
        "waitlist.over",
        "waitlist.changed",
        "waitlist.erased",
        "payment.succeeded",
        "payment.failed",
        "payment.refunded",
        "review.published",
        "review.changed",
        "review.hidden",
        "review.shown",
        "review.withdrawn",
        "review.reply_removed",
        "review.replied",
        "webhook.disabled",
        test_event,
    };
    return types;
}

bool is_offered(std::string_view type) {
    return std::ranges::find(offered_events(), type) != offered_events().end();
}

const std::vector<std::string>& shown_members() {
    static const std::vector<std::string> names{
        "appointment_id", "patient_id", "doctor_id", "clinic_id",      "endpoint_id",  "previous_doctor_id",
        "start",          "end",        "status",    "previous_start", "version",      "code",
        "because",        "waiting_id", "offer_id",  "payment_id",     "amount_cents", "currency",
        "review_id",      "rating"};
    return names;
}

bool matches(std::string_view pattern, std::string_view type) {
    if (pattern == any_type) return true;
    if (!pattern.ends_with(any_of_prefix)) return pattern == type;
    // With its dot: "appointment.*" is not about "appointments.x".
    return type.starts_with(pattern.substr(0, pattern.size() - 1));
}

bool wants(const std::vector<std::string>& patterns, std::string_view type) {
    return std::ranges::any_of(patterns, [&](const std::string& pattern) { return matches(pattern, type); });
}

std::string_view host_of(std::string_view url) { return split(authority_of(url)).host; }

std::optional<Problem> problem_of(const Url& url, net::Reach reach) {
    if (reach == net::Reach::anywhere) return std::nullopt;
    if (!url.value.starts_with("https://")) return Problem{"not_https", "must be an https URL"};
    const auto [host, port] = split(authority_of(url.value));
    if (!port.empty() && port != "443") return Problem{"port_not_allowed", "must use port 443"};
    if (const auto address = http::IpAddress::parse(host); address && !net::is_public(*address))
        return Problem{"private_address", "must be reachable on the public internet"};
    return std::nullopt;
}

Verdict verdict_of(const net::Answer& answer) {
    if (answer.failure == net::Failure::stopped) return Verdict::unknown;
    if (answer.failure != net::Failure::none) return Verdict::failed;
    if (answer.status >= 200 && answer.status < 300) return Verdict::delivered;
    return answer.status == 410 ? Verdict::gone : Verdict::failed;
}

std::optional<milliseconds> pause_after(const Failed& failed, double chance) {
    // Somebody watches a test and presses again.
    if (failed.type == test_event) return std::nullopt;
    const auto done = static_cast<std::size_t>(failed.attempts);
    if (done > pauses.size()) return std::nullopt;
    const milliseconds planned = pauses.at(done - 1);
    const auto spread =
        milliseconds{static_cast<std::int64_t>(static_cast<double>(planned.count()) * (0.8 + 0.4 * chance))};
    const milliseconds wished = std::min<seconds>(failed.retry_after, limits::longest_retry_after);
    return std::max(spread, wished);
}

std::string excerpt_of(std::string_view answer) {
    std::string text;
    for (const char c : answer.substr(0, limits::excerpt_bytes)) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain = byte >= 0x20 && byte < 0x7f;
        text += is_plain || c == '\n' || c == '\t' ? c : '?';
    }
    return text;
}

}  // namespace venera::webhooks
