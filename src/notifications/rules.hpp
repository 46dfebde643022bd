// What is said when: pure rules.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "notifications/notifications.hpp"
#include "notifications/types.hpp"
#include "platform/events/consumer.hpp"
#include "platform/time/zone.hpp"

namespace venera::notifications {

// The topic that a person can turn off; none for letters of identity, offers, what concerns the record, and
// what administrators have to know.
std::optional<Topic> topic_of(MessageKind kind);
bool is_letter(MessageKind kind);
bool is_cancellation(MessageKind kind);
bool is_of_payment(MessageKind kind);
// Whether its recipient is a patient; of the others it is an account.
bool is_to_patient(MessageKind kind);
Preferences preferences_without(const std::vector<Topic>& unwanted);
// The kind as its letter of identity is named, if it is one.
std::optional<MessageKind> letter_kind(std::string_view name);

// From 22:00 to 07:00 local nobody is reminded.
struct QuietHours {
    std::chrono::minutes from{22 * 60};
    std::chrono::minutes until{7 * 60};
};
// When to remind of a visit: `hours` before it or, if that is in the quiet hours of its zone, before they
// begin. Nothing if that is not after `now`: who books so late needs no reminder.
std::optional<Instant> reminder_time(Instant start, std::chrono::hours hours, const Zone& zone,
                                     const QuietHours& quiet, Instant now);

// When to ask how a visit was that took place at this moment: the next day at ten in the morning in its zone
// or, if that is in the quiet hours, when they end.
Instant invitation_time(Instant fulfilled, const Zone& zone, const QuietHours& quiet);

// An event of an appointment, as far as messages are concerned.
struct VisitEvent {
    Uuid event_id;
    std::string type;
    AppointmentId appointment_id;
    std::int32_t version = 1;
    std::optional<PatientId> patient_id;
    ClinicId clinic_id;
    Instant start;
    std::string timezone;
    bool is_hold = false;
    std::optional<std::string> by;       // the role of who did it
    std::optional<std::string> because;  // of what the program did by itself
    Instant created_at;
};
BOOST_DESCRIBE_STRUCT(VisitEvent, (),
                      (event_id, type, appointment_id, version, patient_id, clinic_id, start, timezone,
                       is_hold, by, because, created_at))
// The messages that it causes. `reminder_hours` are those of the clinic.
std::vector<Message> messages_of(const VisitEvent& event, const std::vector<std::int32_t>& reminder_hours,
                                 const QuietHours& quiet);

// Of an endpoint of webhooks that the program disabled.
inline constexpr std::string_view webhook_disabled_event = "webhook.disabled";
Message message_to(UserId administrator, const events::Event& disabled);

// That an administrator has broken the glass, as patients tells: the patient hears of each time.
std::optional<Message> message_of(const events::Event& event);

// Money that came or went back, as payments tells: the patient hears of both.
struct PaymentEvent {
    Uuid payment_id;
    PatientId patient_id;
    std::string type;
    std::int32_t version = 1;
    Instant created_at;
};
BOOST_DESCRIBE_STRUCT(PaymentEvent, (), (payment_id, patient_id, type, version, created_at))
Message message_of(const PaymentEvent& event);

// Why a message is not sent, looked at when it would be: a code, or nothing if it is.
std::optional<std::string_view> stale(const Message& message, const std::optional<Visit>& visit, Instant now);

}  // namespace venera::notifications
