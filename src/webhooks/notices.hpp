// What administrators are told of by mail: that the program has disabled an endpoint.
#pragma once
#include "notifications/notifications.hpp"

namespace venera::webhooks {

class Notices final : public notifications::Webhooks {
public:
    std::optional<notifications::DisabledWebhook> disabled(Context& context, const Uuid& id) override;
};

}  // namespace venera::webhooks
