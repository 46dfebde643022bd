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

// A message about a visit is its patient's; a letter is an account's.
Access access_to(const ShownMessage& message, std::string action) {
    const PatientId patient{message.recipient_id.value};
    return {std::move(action), "message", message.id.value,
            is_letter(message.kind) ? std::nullopt : std::optional{patient}};
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
    insert_access(context, context.database(), {"list", "message"});
    return page;
}

Result<ShownMessage, not_found> Desk::get(Context& context, http::Path<MessageId> id) {
    const auto message = find_shown(context.database(), id.value);
    if (!message) return refuse<not_found>;
    insert_access(context, context.database(), access_to(*message, "read"));
    return *message;
}

Result<Preview, not_found, message_over> Desk::preview(Context& context, http::Path<MessageId> id) {
    const auto shown = find_shown(context.database(), id.value);
    const auto message = shown ? find_message(context.database(), id.value) : std::nullopt;
    if (!message) return refuse<not_found>;
    insert_access(context, context.database(), access_to(*shown, "read preview"));
    auto composed = composing_.compose(context, *message);
    if (!composed.skip.empty()) return refuse<message_over>;
    // The link is the recipient's alone, and so is the address.
    const auto hidden = [&](std::string text) {
        const auto at = text.find("#token=");
        if (at != std::string::npos) text.replace(at + 7, text.find_first_of("\n\"", at) - at - 7, "...");
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
            const auto message = find_shown(transaction, id.value);
            if (!message) return refuse<not_found>;
            if (!revived) return refuse<not_dead>;
            insert_access(context, transaction, access_to(*message, "retry"));
            return *message;
        });
}

Result<ShownMessage, not_found, message_over> Desk::discard(Context& context, http::Path<MessageId> id,
                                                            const Discard& why) {
    return in_transaction(
        context.database(),
        [&](postgres::Transaction& transaction) -> Result<ShownMessage, not_found, message_over> {
            const bool discarded = discard_message(transaction, id.value, why.reason.value, context.now());
            const auto message = find_shown(transaction, id.value);
            if (!message) return refuse<not_found>;
            if (!discarded) return refuse<message_over>;
            context.purpose_reason = why.reason.value;
            insert_access(context, transaction, access_to(*message, "discard"));
            return *message;
        });
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
            if (!events::revive(transaction, consumer.value.value, id.value.value, context.now()))
                return refuse<not_found>;
            insert_access(context, transaction, {"retry", "dead event", id.value.value});
            return NoContent{};
        });
}

Result<NoContent, not_found> Desk::discard_event(Context& context, http::Path<Code> consumer,
                                                 http::Path<EventId> id, const Discard& why) {
    return in_transaction(context.database(),
                          [&](postgres::Transaction& transaction) -> Result<NoContent, not_found> {
                              if (!events::discard_dead(transaction, consumer.value.value, id.value.value))
                                  return refuse<not_found>;
                              context.purpose_reason = why.reason.value;
                              insert_access(context, transaction, {"discard", "dead event", id.value.value});
                              return NoContent{};
                          });
}

Preferences Wishes::preferences(Context& context) {
    Preferences wanted;
    for (const Topic topic : unwanted_topics(context.database(), context.caller().user_id)) {
        if (topic == Topic::confirmations) wanted.confirmations = false;
        if (topic == Topic::changes) wanted.changes = false;
        if (topic == Topic::reminders) wanted.reminders = false;
    }
    return wanted;
}

Preferences Wishes::set_preferences(Context& context, const Preferences& wish) {
    std::vector<Topic> unwanted;
    if (!wish.confirmations) unwanted.push_back(Topic::confirmations);
    if (!wish.changes) unwanted.push_back(Topic::changes);
    if (!wish.reminders) unwanted.push_back(Topic::reminders);
    in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        set_unwanted(transaction, context.caller().user_id, unwanted);
        insert_access(context, transaction, {"change", "preferences", context.caller().user_id.value});
    });
    return wish;
}

Result<ClinicReminders, not_found> Wishes::reminders(Context& context, http::Path<ClinicId> id) {
    if (!directory_.has_clinic(context, id.value)) return refuse<not_found>;
    const auto said = reminder_hours(context.database(), {id.value});
    ClinicReminders shown;
    for (const std::int32_t hours : said.empty() ? hours_ : said.begin()->second)
        shown.reminder_hours.push_back({hours});
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
    if (!directory_.has_clinic(context, id.value)) return refuse<not_found>;
    in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        set_reminder_hours(transaction, id.value, {hours.begin(), hours.end()}, context.now());
        insert_access(context, transaction, {"change", "clinic reminders", id.value.value});
    });
    ClinicReminders shown;
    for (const std::int32_t one : hours) shown.reminder_hours.push_back({one});
    return shown;
}

}  // namespace venera::notifications
