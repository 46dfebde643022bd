// What administrators do with messages and with events that nobody could take: see them, look at one as it
// would go out, try again, give up. Each leaves a line in the access log.
#pragma once
#include <string>

#include "directory/directory.hpp"
#include "notifications/composing.hpp"
#include "notifications/refusals.hpp"
#include "platform/http/router.hpp"

namespace venera::notifications {

class Desk {
public:
    explicit Desk(Composing& composing) : composing_(composing) {}

    Result<Page<ShownMessage>, invalid_cursor> list(Context& context, const http::Query<MessageQuery>& query);
    Result<ShownMessage, not_found> get(Context& context, http::Path<MessageId> id);
    Result<Preview, not_found, message_over> preview(Context& context, http::Path<MessageId> id);
    Result<ShownMessage, not_found, not_dead> retry(Context& context, http::Path<MessageId> id);
    Result<ShownMessage, not_found, message_over> discard(Context& context, http::Path<MessageId> id,
                                                          const Discard& why);

    // What waits and what was given up, counted: nobody's message is looked at.
    MailQueue queue(Context& context);
    Result<Page<ShownEvent>, invalid_cursor> dead_events(Context& context,
                                                         const http::Query<EventQuery>& query);
    Result<NoContent, not_found> retry_event(Context& context, http::Path<Code> consumer,
                                             http::Path<EventId> id);
    Result<NoContent, not_found> discard_event(Context& context, http::Path<Code> consumer,
                                               http::Path<EventId> id, const Discard& why);

private:
    Composing& composing_;
};

// What people and clinics want to be told of.
class Wishes {
public:
    // `hours`: of clinics that do not say it themselves. The directory outlives it.
    Wishes(directory::Directory& directory, std::vector<std::int32_t> hours)
        : directory_(directory), hours_(std::move(hours)) {}

    Preferences preferences(Context& context);
    Preferences set_preferences(Context& context, const Preferences& wish);
    Result<ClinicReminders, not_found> reminders(Context& context, http::Path<ClinicId> id);
    Result<ClinicReminders, not_found, invalid_input> set_reminders(Context& context, http::Path<ClinicId> id,
                                                                    const ClinicReminders& wish);

private:
    directory::Directory& directory_;
    std::vector<std::int32_t> hours_;
};

}  // namespace venera::notifications
