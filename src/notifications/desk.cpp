#include "notifications/desk.hpp"

#include <algorithm>
#include <set>

#include "notifications/limits.hpp"
#include "platform/events/queries.hpp"
#include "platform/http/cursor.hpp"

namespace venera::notifications {

namespace {

struct Position {
    Instant at;
    Uuid id;
};

std::string cursor_of(const Position& position) {
    http::CursorWriter cursor;
    cursor.add(position.at);
    cursor.add(position.id);
    return cursor.text();
}

std::optional<Position> position_of(std::string_view text) {
    http::CursorReader cursor(text);
    const Position position{cursor.instant(), cursor.uuid()};
    return cursor.complete() ? std::optional{position} : std::nullopt;
}

std::int32_t limit_of(const std::optional<Whole<1, 100>>& limit) {
    return limit ? static_cast<std::int32_t>(limit->value) : limits::page;
}

std::vector<PatientId> patients_of(const std::vector<ShownMessage>& messages) {
    std::vector<PatientId> patients;
    for (const ShownMessage& message : messages)
        if (is_to_patient(message.kind)) patients.emplace_back(message.recipient_id.value);
    return patients;
}

// The message, with the line of the access log that it was reached, or that it was not.
std::optional<ShownMessage> reach(Context& context, postgres::Executor& db, MessageId id,
                                  std::string action) {
    auto message = find_shown(db, id);
    Access access{std::move(action), "message", id.value};
    if (message)
        access.patients = patients_of({*message});
    else
        access.outcome = Permission::denied;
    insert_access(context, db, access);
    return message;
}

Access to_dead_event(std::string action, EventId id, Permission outcome) {
    return {std::move(action), "dead event", id.value, {}, outcome};
}

ShownEvent shown(const events::DeadEvent& event) {
    return {EventId{event.id}, event.consumer, event.type,  AggregateId{event.aggregate_id},
            event.version,     event.attempts, event.error, event.created_at,
            event.dead_at};
}

}  // namespace

Result<Page<ShownMessage>, invalid_cursor> Desk::list(Context& context,
                                                      const http::Query<MessageQuery>& query) {
    const auto after = query->cursor ? position_of(*query->cursor) : std::nullopt;
    if (query->cursor && !after) return invalid_cursor_given();
    const auto limit = limit_of(query->limit);
    const auto place = after ? std::optional{MessagePosition{after->at, MessageId{after->id}}} : std::nullopt;
    Page<ShownMessage> page{list_messages(context.database(), *query, place, limit + 1), std::nullopt};
    if (page.data.size() > static_cast<std::size_t>(limit)) {
        page.data.pop_back();
        page.next_cursor = cursor_of({page.data.back().created_at, page.data.back().id.value});
    }
    insert_access(context, context.database(), {"list", "message", std::nullopt, patients_of(page.data)});
    return page;
}

Result<ShownMessage, not_found> Desk::get(Context& context, http::Path<MessageId> id) {
    const auto message = reach(context, context.database(), id.value, "read");
    if (!message) return refuse<not_found>;
    return *message;
}

Result<Preview, not_found, message_over> Desk::preview(Context& context, http::Path<MessageId> id) {
    if (!reach(context, context.database(), id.value, "read preview")) return refuse<not_found>;
    const auto message = find_message(context.database(), id.value);
    if (!message) return refuse<not_found>;
    auto composed = composing_.compose(context, *message);
    if (!composed.skip.empty()) return refuse<message_over>;
    // The links are the recipient's alone, and so is the address.
    const auto hidden = [](std::string text) {
        constexpr std::string_view mark = "#token=";
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
            at += mark.size();
            text.replace(at, text.find_first_of("\n\"", at) - at, "...");
        }
        return text;
    };
    std::optional<std::string> calendar;
    if (composed.calendar) {
        calendar = composed.calendar->entry;
        // A long address is folded.
        const auto attendee = calendar->find("\r\nATTENDEE");
        if (attendee != std::string::npos) {
            auto end = calendar->find("\r\n", attendee + 2);
            while (end != std::string::npos && calendar->compare(end + 2, 1, " ") == 0)
                end = calendar->find("\r\n", end + 2);
            calendar->erase(attendee, end - attendee);
        }
    }
    return Preview{id.value, composed.words.subject, hidden(composed.words.text), hidden(composed.words.html),
                   std::move(calendar)};
}

Result<ShownMessage, not_found, not_dead> Desk::retry(Context& context, http::Path<MessageId> id) {
    return in_transaction(
        context.database(),
        [&](postgres::Transaction& transaction) -> Result<ShownMessage, not_found, not_dead> {
            const bool revived = revive_message(transaction, id.value, context.now());
            const auto message = reach(context, transaction, id.value, "retry");
            if (!message) return refuse<not_found>;
            if (!revived) return refuse<not_dead>;
            return *message;
        });
}

Result<ShownMessage, not_found, message_over> Desk::discard(Context& context, http::Path<MessageId> id,
                                                            const Discard& why) {
    context.purpose_reason = why.reason.value;
    return in_transaction(
        context.database(),
        [&](postgres::Transaction& transaction) -> Result<ShownMessage, not_found, message_over> {
            const bool discarded = discard_message(transaction, id.value, why.reason.value, context.now());
            const auto message = reach(context, transaction, id.value, "discard");
            if (!message) return refuse<not_found>;
            if (!discarded) return refuse<message_over>;
            return *message;
        });
}

MailQueue Desk::queue(Context& context) {
    MailQueue queue = read_queue(context.database(), context.now());
    queue.dead_events = events::count_dead(context.database(), limits::queue_counted);
    return queue;
}

Result<Page<ShownEvent>, invalid_cursor> Desk::dead_events(Context& context,
                                                           const http::Query<EventQuery>& query) {
    const auto after = query->cursor ? position_of(*query->cursor) : std::nullopt;
    if (query->cursor && !after) return invalid_cursor_given();
    const auto limit = limit_of(query->limit);
    const auto place = after ? std::optional{events::DeadPosition{after->at, after->id}} : std::nullopt;
    Page<ShownEvent> page;
    for (const auto& event : events::list_dead(context.database(), place, limit + 1))
        page.data.push_back(shown(event));
    if (page.data.size() > static_cast<std::size_t>(limit)) {
        page.data.pop_back();
        page.next_cursor = cursor_of({page.data.back().dead_at, page.data.back().id.value});
    }
    insert_access(context, context.database(), {"list", "dead event"});
    return page;
}

Result<NoContent, not_found> Desk::retry_event(Context& context, http::Path<Code> consumer,
                                               http::Path<EventId> id) {
    return in_transaction(
        context.database(), [&](postgres::Transaction& transaction) -> Result<NoContent, not_found> {
            const bool revived =
                events::revive(transaction, consumer.value.value, id.value.value, context.now());
            insert_access(
                context, transaction,
                to_dead_event("retry", id.value, revived ? Permission::allowed : Permission::denied));
            if (!revived) return refuse<not_found>;
            return NoContent{};
        });
}

Result<NoContent, not_found> Desk::discard_event(Context& context, http::Path<Code> consumer,
                                                 http::Path<EventId> id, const Discard& why) {
    context.purpose_reason = why.reason.value;
    return in_transaction(
        context.database(), [&](postgres::Transaction& transaction) -> Result<NoContent, not_found> {
            const bool discarded = events::discard_dead(transaction, consumer.value.value, id.value.value);
            insert_access(
                context, transaction,
                to_dead_event("discard", id.value, discarded ? Permission::allowed : Permission::denied));
            if (!discarded) return refuse<not_found>;
            return NoContent{};
        });
}

Preferences Wishes::preferences(Context& context) {
    const auto unwanted = unwanted_topics(context.database(), context.caller().user_id);
    insert_access(context, context.database(), {"read", "preferences", context.caller().user_id.value});
    return preferences_without(unwanted);
}

Preferences Wishes::set_preferences(Context& context, const Preferences& wish) {
    Preferences kept = wish;
    std::vector<Topic> unwanted;
    if (!wish.confirmations) unwanted.push_back(Topic::confirmations);
    if (!wish.changes) unwanted.push_back(Topic::changes);
    if (!wish.reminders) unwanted.push_back(Topic::reminders);
    if (!wish.reviews)
        kept.reviews =
            preferences_without(unwanted_topics(context.database(), context.caller().user_id)).reviews;
    if (!*kept.reviews) unwanted.push_back(Topic::reviews);
    in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        set_unwanted(transaction, context.caller().user_id, unwanted);
        insert_access(context, transaction, {"change", "preferences", context.caller().user_id.value});
    });
    return kept;
}

Result<ClinicReminders, not_found> Wishes::reminders(Context& context, http::Path<ClinicId> id) {
    if (!directory_.unknown(context, {id.value}).empty()) return refuse<not_found>;
    const auto said = reminder_hours(context.database(), {id.value});
    ClinicReminders shown;
    for (const std::int32_t hours : said.empty() ? hours_ : said.begin()->second)
        shown.reminder_hours.push_back({hours});
    shown.review_invitations = invites_reviews(context.database(), id.value);
    return shown;
}

Result<ClinicReminders, not_found, invalid_input> Wishes::set_reminders(Context& context,
                                                                        http::Path<ClinicId> id,
                                                                        const ClinicReminders& wish) {
    std::set<std::int32_t, std::greater<>> hours;
    for (const auto& one : wish.reminder_hours) hours.insert(static_cast<std::int32_t>(one.value));
    if (hours.size() != wish.reminder_hours.size())
        return invalid("/reminder_hours", Problem{"repeated", "must not repeat a value"});
    if (hours.size() > limits::reminders_per_clinic)
        return invalid("/reminder_hours", Problem{"too_many", "must be at most 4"});
    if (!directory_.unknown(context, {id.value}).empty()) {
        insert_access(context, context.database(),
                      {"change", "clinic reminders", id.value.value, {}, Permission::denied});
        return refuse<not_found>;
    }
    ClinicReminders shown;
    in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        set_reminder_hours(transaction, id.value, {hours.begin(), hours.end()}, wish.review_invitations,
                           context.now());
        shown.review_invitations = invites_reviews(transaction, id.value);
        insert_access(context, transaction, {"change", "clinic reminders", id.value.value});
    });
    for (const std::int32_t one : hours) shown.reminder_hours.push_back({one});
    return shown;
}

}  // namespace venera::notifications
