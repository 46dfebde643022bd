#include "notifications/rules.hpp"

#include <algorithm>
#include <array>
#include <boost/describe/enum_from_string.hpp>
#include <cstdlib>

namespace venera::notifications {

std::optional<Topic> topic_of(MessageKind kind) {
    switch (kind) {
        case MessageKind::booking_confirmation:
            return Topic::confirmations;
        case MessageKind::moved:
        case MessageKind::cancelled_by_patient:
        case MessageKind::cancelled_by_clinic:
        case MessageKind::cancelled_unpaid:
            return Topic::changes;
        case MessageKind::reminder:
            return Topic::reminders;
        case MessageKind::review_invitation:
            return Topic::reviews;
        // Who is on the list has asked for it; whoever wants no more of them leaves it.
        case MessageKind::waitlist_offer:
        case MessageKind::verify_email:
        case MessageKind::reset_password:
        case MessageKind::invitation:
        case MessageKind::confirm_new_email:
        case MessageKind::email_change_requested:
        case MessageKind::email_changed:
        case MessageKind::password_changed:
        case MessageKind::session_reused:
        case MessageKind::second_factor_added:
        case MessageKind::second_factor_removed:
        case MessageKind::record_opened:
        case MessageKind::receipt:
        case MessageKind::refund:
        case MessageKind::webhook_disabled:
            return std::nullopt;
    }
    std::abort();
}

bool is_cancellation(MessageKind kind) {
    return kind == MessageKind::cancelled_by_patient || kind == MessageKind::cancelled_by_clinic ||
           kind == MessageKind::cancelled_unpaid;
}

bool is_of_payment(MessageKind kind) { return kind == MessageKind::receipt || kind == MessageKind::refund; }

bool is_to_patient(MessageKind kind) {
    return topic_of(kind) || kind == MessageKind::record_opened || kind == MessageKind::waitlist_offer ||
           is_of_payment(kind);
}

bool is_letter(MessageKind kind) { return !is_to_patient(kind) && kind != MessageKind::webhook_disabled; }

Preferences preferences_without(const std::vector<Topic>& unwanted) {
    const auto wants = [&](Topic topic) { return std::ranges::count(unwanted, topic) == 0; };
    return {wants(Topic::confirmations), wants(Topic::changes), wants(Topic::reminders),
            wants(Topic::reviews)};
}

std::optional<MessageKind> letter_kind(std::string_view name) {
    MessageKind kind{};
    if (!boost::describe::enum_from_string(std::string(name).c_str(), kind) || !is_letter(kind))
        return std::nullopt;
    return kind;
}

namespace {

// The hour at which people are asked, the day after, how it was.
constexpr std::chrono::minutes asked_at{10 * 60};

// Where in the quiet hours a time of the day is: before midnight, after it, or not at all. Those that do not
// go over midnight are all evening.
enum class Night : std::uint8_t { none, evening, morning };
Night night_at(std::chrono::minutes minute, const QuietHours& quiet) {
    const bool is_overnight = quiet.from > quiet.until;
    if (is_overnight && minute < quiet.until) return Night::morning;
    const bool is_late = minute >= quiet.from && (is_overnight || minute < quiet.until);
    return is_late ? Night::evening : Night::none;
}

}  // namespace

std::optional<Instant> reminder_time(Instant start, std::chrono::hours hours, const Zone& zone,
                                     const QuietHours& quiet, Instant now) {
    const Instant wished = start - hours;
    const LocalDateTime local = zone.local(wished);
    const Night night = night_at(std::chrono::minutes{local.time().minute_of_day}, quiet);
    std::optional<Instant> time = wished;
    if (night != Night::none) {
        // The evening that the night began with.
        const Date evening = night == Night::morning ? local.date() + std::chrono::days{-1} : local.date();
        time = zone.resolve({evening.days() + quiet.from}, Zone::Edge::start);
    }
    if (*time <= now) return std::nullopt;
    return time;
}

Instant invitation_time(Instant fulfilled, const Zone& zone, const QuietHours& quiet) {
    Date day = zone.local(fulfilled).date() + std::chrono::days{1};
    std::chrono::minutes minute = asked_at;
    const Night night = night_at(minute, quiet);
    if (night != Night::none) minute = quiet.until;
    // Quiet until the morning after.
    if (night == Night::evening && quiet.from > quiet.until) day = day + std::chrono::days{1};
    return zone.resolve({day.days() + minute}, Zone::Edge::start);
}

namespace {

Message message_of(const VisitEvent& event, MessageKind kind) {
    Message message;
    message.kind = kind;
    message.subject_id = event.appointment_id.value;
    message.version = event.version;
    message.recipient_id = event.patient_id->value;
    message.clinic_id = event.clinic_id;
    message.visit_start = event.start;
    message.planned_for = message.created_at = event.created_at;
    return message;
}

}  // namespace

std::optional<Message> message_of(const events::Event& event) {
    if (event.type != "record.break_glass") return std::nullopt;
    Message message;
    message.kind = MessageKind::record_opened;
    message.subject_id = event.id;
    message.recipient_id = event.aggregate_id;
    message.planned_for = message.created_at = event.created_at;
    return message;
}

Message message_of(const PaymentEvent& event) {
    Message message;
    message.kind = event.type == "payment.refunded" ? MessageKind::refund : MessageKind::receipt;
    message.subject_id = event.payment_id;
    message.version = event.version;
    message.recipient_id = event.patient_id.value;
    message.planned_for = message.created_at = event.created_at;
    return message;
}

Message message_to(UserId administrator, const events::Event& disabled) {
    Message message;
    message.kind = MessageKind::webhook_disabled;
    message.subject_id = disabled.aggregate_id;
    message.version = disabled.version;
    message.recipient_id = administrator.value;
    message.planned_for = message.created_at = disabled.created_at;
    return message;
}

std::vector<Message> messages_of(const VisitEvent& event, const std::vector<std::int32_t>& reminder_hours,
                                 const QuietHours& quiet) {
    // A hold that is given up was never a visit.
    if (!event.patient_id || event.is_hold) return {};
    std::vector<Message> messages;
    if (event.type == "waitlist.offered") {
        messages.push_back(message_of(event, MessageKind::waitlist_offer));
        return messages;
    }
    if (event.type == "appointment.fulfilled") {
        const auto zone = Zone::parse(event.timezone);
        messages.push_back(message_of(event, MessageKind::review_invitation));
        messages.back().planned_for = invitation_time(event.created_at, zone ? *zone : Zone(), quiet);
        return messages;
    }
    if (event.type == "appointment.cancelled") {
        if (event.because == "unpaid") {
            messages.push_back(message_of(event, MessageKind::cancelled_unpaid));
            return messages;
        }
        if (event.start <= event.created_at) return {};
        messages.push_back(message_of(event, event.by == "patient" ? MessageKind::cancelled_by_patient
                                                                   : MessageKind::cancelled_by_clinic));
        return messages;
    }
    const bool is_booked = event.type == "appointment.booked";
    if (!is_booked && event.type != "appointment.moved") return {};
    if (event.start <= event.created_at) return {};
    messages.push_back(message_of(event, is_booked ? MessageKind::booking_confirmation : MessageKind::moved));
    const auto zone = Zone::parse(event.timezone);
    if (!zone) return messages;
    for (const std::int32_t hours : reminder_hours) {
        const auto time =
            reminder_time(event.start, std::chrono::hours{hours}, *zone, quiet, event.created_at);
        const bool is_second = std::ranges::any_of(messages, [&](const Message& other) {
            return other.kind == MessageKind::reminder && other.planned_for == time;
        });
        // Two of them in one night would be shifted to one evening.
        if (!time || is_second) continue;
        Message reminder = message_of(event, MessageKind::reminder);
        reminder.planned_for = *time;
        reminder.hours_before = hours;
        messages.push_back(reminder);
    }
    return messages;
}

std::optional<std::string_view> stale(const Message& message, const std::optional<Visit>& visit,
                                      Instant now) {
    if (is_letter(message.kind)) return std::nullopt;
    if (!visit) return "gone";
    if (is_cancellation(message.kind))
        return visit->state == VisitState::cancelled ? std::nullopt
                                                     : std::optional<std::string_view>{"not_cancelled"};
    if (message.kind == MessageKind::review_invitation)
        return visit->state == VisitState::fulfilled ? std::nullopt
                                                     : std::optional<std::string_view>{"not_fulfilled"};
    if (visit->state == VisitState::cancelled) return "cancelled";
    if (visit->state != VisitState::ahead) return "over";
    if (message.visit_start && *message.visit_start != visit->start) return "moved";
    if (visit->start <= now) return "over";
    return std::nullopt;
}

}  // namespace venera::notifications
