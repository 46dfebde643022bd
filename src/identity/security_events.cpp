#include "identity/security_events.hpp"

#include "identity/limits.hpp"
#include "identity/queries.hpp"
#include "platform/http/cursor.hpp"

namespace venera::identity {

void note(Context& context, postgres::Executor& transaction, UserId user, SecurityEventType type) {
    const auto& address = context.caller().address;
    insert_security_event(transaction, {SecurityEventId::make(context.now()), user, type, context.now(),
                                        address.empty() ? std::nullopt : std::optional{address}});
    context.log().info("security.noted", {{"type", log::Label{name_of(type)}}, {"user_id", user}});
}

Result<Page<SecurityEvent>, invalid_cursor> SecurityEvents::list(
    Context& context, const http::Query<SecurityEventQuery>& query) {
    std::optional<SecurityEventId> before;
    if (query->cursor) {
        http::CursorReader cursor(*query->cursor);
        before = SecurityEventId{cursor.uuid()};
        if (!cursor.complete()) return invalid_cursor_given();
    }
    const auto limit = query->limit ? static_cast<std::int32_t>(query->limit->value) : limits::page;
    Page<SecurityEvent> page;
    page.data = list_security_events(context.database(), context.caller().user_id, before, limit + 1);
    if (page.data.size() > static_cast<std::size_t>(limit)) {
        page.data.pop_back();
        http::CursorWriter cursor;
        cursor.add(page.data.back().id.value);
        page.next_cursor = cursor.text();
    }
    insert_access(context, context.database(),
                  {"list", "security_event", std::nullopt, context.caller().patient_id});
    return page;
}

}  // namespace venera::identity
