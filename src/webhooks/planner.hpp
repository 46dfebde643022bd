// Makes deliveries of events: the consumer `webhooks`.
#pragma once
#include "platform/events/consumer.hpp"

namespace venera::webhooks {

class Planner final : public events::Consumer {
public:
    std::string name() const override { return "webhooks"; }
    void take(Context& context, postgres::Transaction& transaction,
              const std::vector<events::Event>& events) override;
};

}  // namespace venera::webhooks
