#include "notifications/planner.hpp"

#include <algorithm>

#include "notifications/queries.hpp"

namespace venera::notifications {

void Planner::take(Context& context, postgres::Transaction& transaction,
                   const std::vector<events::Event>& events) {
    const Instant now = context.clock().now();
    std::vector<Message> messages;
    for (const LetterEvent& event : letter_events(transaction, events)) {
        const auto kind = letter_kind(event.kind);
        if (!kind) continue;
        Message message;
        message.kind = *kind;
        message.subject_id = event.mail_id;
        message.recipient_id = event.user_id.value;
        message.planned_for = message.created_at = event.created_at;
        messages.push_back(message);
    }
    for (const events::Event& event : events) {
        if (const auto message = message_of(event)) messages.push_back(*message);
        if (event.type != webhook_disabled_event) continue;
        for (const UserId administrator : accounts_.administrators(transaction))
            messages.push_back(message_to(administrator, event));
    }
    const auto visits = visit_events(transaction, events);
    std::vector<ClinicId> clinics;
    for (const VisitEvent& event : visits) clinics.push_back(event.clinic_id);
    const auto said = clinics.empty() ? std::map<ClinicId, std::vector<std::int32_t>>{}
                                      : reminder_hours(transaction, clinics);
    for (const VisitEvent& event : visits) {
        const auto hours = said.find(event.clinic_id);
        std::ranges::copy(
            messages_of(event, hours == said.end() ? times_.hours : hours->second, times_.quiet),
            std::back_inserter(messages));
    }
    for (Message& message : messages) message.id = MessageId::make(now);
    insert_messages(transaction, messages, now);
}

}  // namespace venera::notifications
