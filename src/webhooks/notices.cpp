#include "webhooks/notices.hpp"

#include "webhooks/endpoint_queries.hpp"
#include "webhooks/rules.hpp"

namespace venera::webhooks {

std::optional<notifications::DisabledWebhook> Notices::disabled(Context& context, const Uuid& id) {
    using notifications::WhyDisabled;
    const auto endpoint = find_endpoint(context.database(), EndpointId{id});
    // What an administrator does needs no telling.
    if (!endpoint || !endpoint->disabled_because ||
        *endpoint->disabled_because == DisabledBecause::administrator)
        return std::nullopt;
    // Of the address only the host: the rest may be a secret.
    return notifications::DisabledWebhook{
        std::string(host_of(endpoint->url)), endpoint->description,
        *endpoint->disabled_because == DisabledBecause::gone ? WhyDisabled::gone : WhyDisabled::failing};
}

}  // namespace venera::webhooks
