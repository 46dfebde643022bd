// Messages: their kinds, their rows, and how the API shows them.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::notifications {

using MessageId = Id<struct MessageTag>;
using EventId = Id<struct EventTag>;
// Of things of several kinds: shown, and nothing else.
using SubjectId = Id<struct SubjectTag>;
using RecipientId = Id<struct RecipientTag>;
using AggregateId = Id<struct AggregateTag>;

enum class MessageKind : std::uint8_t {
    verify_email,
    reset_password,
    invitation,
    confirm_new_email,
    email_change_requested,
    email_changed,
    password_changed,
    session_reused,
    second_factor_added,
    second_factor_removed,
    booking_confirmation,
    moved,
    cancelled_by_patient,
    cancelled_by_clinic,
    cancelled_unpaid,
    reminder,
    waitlist_offer,
    record_opened,
    receipt,
    refund,
    webhook_disabled,
    review_invitation,
};
BOOST_DESCRIBE_ENUM(MessageKind, verify_email, reset_password, invitation, confirm_new_email,
                    email_change_requested, email_changed, password_changed, session_reused,
                    second_factor_added, second_factor_removed, booking_confirmation, moved,
                    cancelled_by_patient, cancelled_by_clinic, cancelled_unpaid, reminder, waitlist_offer,
                    record_opened, webhook_disabled, receipt, refund, review_invitation)

// What a person may do without. What concerns money, the safety of an account or a record, or the work
// of an administrator, has no topic: it always goes.
enum class Topic : std::uint8_t { confirmations, changes, reminders, reviews };
BOOST_DESCRIBE_ENUM(Topic, confirmations, changes, reminders, reviews)

enum class Outcome : std::uint8_t { sent, skipped, discarded };
BOOST_DESCRIBE_ENUM(Outcome, sent, skipped, discarded)

// A message on its way, as its workers see it.
struct Message {
    MessageId id;
    MessageKind kind = MessageKind::verify_email;
    Uuid subject_id;
    std::int32_t version = 1;
    Uuid recipient_id;
    std::optional<ClinicId> clinic_id;
    std::optional<Instant> visit_start;
    std::optional<std::int32_t> hours_before;
    Instant planned_for;
    Instant created_at;
    std::int32_t attempts = 0;
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (id, kind, subject_id, version, recipient_id, clinic_id, visit_start, hours_before,
                       planned_for, created_at, attempts))

enum class MessageState : std::uint8_t { waiting, dead, sent, skipped, discarded };
BOOST_DESCRIBE_ENUM(MessageState, waiting, dead, sent, skipped, discarded)

// How it stands with all of them; at most 1,000 of each are counted.
struct MailQueue {
    std::int64_t due = 0;  // and not sent yet
    std::optional<Instant> oldest_due_at;
    std::int64_t dead = 0;
    std::int64_t dead_events = 0;
};
BOOST_DESCRIBE_STRUCT(MailQueue, (), (due, oldest_due_at, dead, dead_events))

// For administrators: ids and times, no address and no text.
struct ShownMessage {
    MessageId id;
    MessageKind kind = MessageKind::verify_email;
    MessageState state = MessageState::waiting;
    SubjectId subject_id;
    std::int32_t subject_version = 1;
    RecipientId recipient_id;
    Instant created_at;
    Instant due_at;
    std::int32_t attempts = 0;
    std::optional<std::string> reason;
    std::optional<Instant> done_at;
};
BOOST_DESCRIBE_STRUCT(ShownMessage, (),
                      (id, kind, state, subject_id, subject_version, recipient_id, created_at, due_at,
                       attempts, reason, done_at))

struct MessageQuery {
    std::optional<MessageState> state;
    std::optional<MessageKind> kind;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(MessageQuery, (), (state, kind, limit, cursor))

// A message as it would go out now, without the address.
struct Preview {
    MessageId id;
    std::string subject;
    std::string text;
    std::string html;
    std::optional<std::string> calendar;
};
BOOST_DESCRIBE_STRUCT(Preview, (), (id, subject, text, html, calendar))

struct Discard {
    Text<200, 3> reason;
};
BOOST_DESCRIBE_STRUCT(Discard, (), (reason))

// Which topics a person wants to be told of.
struct Preferences {
    bool confirmations = true;
    bool changes = true;
    bool reminders = true;
    std::optional<bool> reviews;  // to be asked how a visit was; absent from a wish: as it is
};
BOOST_DESCRIBE_STRUCT(Preferences, (), (confirmations, changes, reminders, reviews))

// How many hours before a visit its clinic reminds (empty: never), and whether it asks afterwards how it was
// (absent from a wish: as it is).
struct ClinicReminders {
    std::vector<Whole<1, 168>> reminder_hours;
    std::optional<bool> review_invitations;
};
BOOST_DESCRIBE_STRUCT(ClinicReminders, (), (reminder_hours, review_invitations))

// An event that a consumer could not take, after the last attempt.
struct ShownEvent {
    EventId id;
    std::string consumer;
    std::string type;
    AggregateId aggregate_id;
    std::int32_t aggregate_version = 0;
    std::int32_t attempts = 0;
    std::optional<std::string> problem;
    Instant created_at;
    Instant dead_at;
};
BOOST_DESCRIBE_STRUCT(ShownEvent, (),
                      (id, consumer, type, aggregate_id, aggregate_version, attempts, problem, created_at,
                       dead_at))

struct EventQuery {
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(EventQuery, (), (limit, cursor))

}  // namespace venera::notifications
