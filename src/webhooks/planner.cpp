#include "webhooks/planner.hpp"

#include "webhooks/queries.hpp"
#include "webhooks/rules.hpp"

namespace venera::webhooks {

void Planner::take(Context& context, postgres::Transaction& transaction,
                   const std::vector<events::Event>& events) {
    const auto subscriptions = read_subscriptions(transaction);
    std::vector<Planned> planned;
    for (const events::Event& event : events) {
        if (!is_offered(event.type)) continue;
        for (const Subscription& one : subscriptions) {
            // Also for a disabled one: what it misses is skipped when it is due, and can be sent later.
            if (wants(one.events, event.type)) planned.push_back({one.id, &event});
        }
    }
    insert_deliveries(transaction, planned, context.clock().now());
}

}  // namespace venera::webhooks
