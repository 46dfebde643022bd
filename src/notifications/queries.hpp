// The statements of messages: planning, leasing, marking, showing; and what people and clinics want. SQL is
// in queries.cpp (the queue) and listing_queries.cpp (the rest).
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "notifications/rules.hpp"
#include "notifications/types.hpp"
#include "platform/events/consumer.hpp"
#include "platform/postgres/database.hpp"

namespace venera::notifications {

// The appointment events among `events`, with what their payloads say.
std::vector<VisitEvent> visit_events(postgres::Executor& db, const std::vector<events::Event>& events);
// That money came or went back.
std::vector<PaymentEvent> payment_events(postgres::Executor& db, const std::vector<events::Event>& events);
struct LetterEvent {
    Uuid mail_id;
    UserId user_id;
    std::string kind;
    Instant created_at;
};
BOOST_DESCRIBE_STRUCT(LetterEvent, (), (mail_id, user_id, kind, created_at))
std::vector<LetterEvent> letter_events(postgres::Executor& db, const std::vector<events::Event>& events);

// What is there already stays as it is. Due at `planned_for`, but not before `now`.
void insert_messages(postgres::Executor& db, const std::vector<Message>& messages, Instant now);

struct Claim {
    Instant from;  // of jobs::Watermark
    Instant now;
    Instant until;  // the end of the lease
    Uuid lease;
};
struct Claimed : Message {
    Instant was_due;
};
BOOST_DESCRIBE_STRUCT(Claimed, (Message), (was_due))
// The earliest due messages that nobody has, at most limits::claimed_at_once.
std::vector<Claimed> claim_messages(postgres::Executor& db, const Claim& claim);

// The row of a message and the lease that its worker had: without it nothing is marked, because somebody else
// has it now.
struct Leased {
    MessageId id;
    Instant planned_for;
    Uuid lease;
};
// Ends a message. With a patient, also the line of the access log that their address was used.
bool finish_message(Context& context, const Leased& message, Outcome outcome, const std::string& reason,
                    std::optional<PatientId> patient);
struct Retry {
    std::int32_t attempts = 0;
    Instant due_at;
    std::optional<Instant> dead_at;
    std::string reason;
};
bool retry_message(postgres::Executor& db, const Leased& message, const Retry& retry);

// Whether another reminder of the same visit and the same hours takes the place of this one: a newer one,
// since the visit was moved away and back, or one that was sent.
bool is_replaced(postgres::Executor& db, const Message& message);

struct QueueState {
    double oldest_due = 0;  // seconds
    std::int64_t dead = 0;
};
BOOST_DESCRIBE_STRUCT(QueueState, (), (oldest_due, dead))
QueueState read_queue_state(postgres::Executor& db, Instant now);

struct MessagePosition {
    Instant created_at;
    MessageId id;
};
MailQueue read_queue(postgres::Executor& db, Instant now);
std::vector<ShownMessage> list_messages(postgres::Executor& db, const MessageQuery& filter,
                                        const std::optional<MessagePosition>& after, std::int32_t limit);
std::optional<ShownMessage> find_shown(postgres::Executor& db, MessageId id);
std::optional<Message> find_message(postgres::Executor& db, MessageId id);
// A dead one is due again. False if it is not dead.
bool revive_message(postgres::Executor& db, MessageId id, Instant now);
// A dead or waiting one is over.
bool discard_message(postgres::Executor& db, MessageId id, const std::string& reason, Instant now);

std::vector<Topic> unwanted_topics(postgres::Executor& db, UserId user);
void set_unwanted(postgres::Executor& db, UserId user, const std::vector<Topic>& topics);
// Those of `clinics` that have said it themselves.
std::map<ClinicId, std::vector<std::int32_t>> reminder_hours(postgres::Executor& db,
                                                             const std::vector<ClinicId>& clinics);
// Whether the clinic asks after a visit how it was.
bool invites_reviews(postgres::Executor& db, ClinicId clinic);
// `invites` absent: as it is.
void set_reminder_hours(postgres::Executor& db, ClinicId clinic, const std::vector<std::int32_t>& hours,
                        const std::optional<bool>& invites, Instant now);

// Who did what: one line of the access log for each patient, or one without.
enum class Permission : std::uint8_t { allowed, denied };
BOOST_DESCRIBE_ENUM(Permission, allowed, denied)
struct Access {
    std::string action;
    std::string resource;
    std::optional<Uuid> id{};
    std::vector<PatientId> patients{};
    Permission outcome = Permission::allowed;
};
void insert_access(Context& context, postgres::Executor& db, const Access& access);

}  // namespace venera::notifications
