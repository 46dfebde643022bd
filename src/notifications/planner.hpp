// Makes messages of events: the consumer `notifications`.
#pragma once
#include <vector>

#include "notifications/notifications.hpp"
#include "notifications/rules.hpp"
#include "platform/events/consumer.hpp"

namespace venera::notifications {

struct ReminderTimes {
    std::vector<std::int32_t> hours{24, 2};  // of clinics that do not say it themselves
    QuietHours quiet{};
};

class Planner final : public events::Consumer {
public:
    // `accounts` outlives it.
    Planner(ReminderTimes times, Accounts& accounts) : times_(std::move(times)), accounts_(accounts) {}

    std::string name() const override { return "notifications"; }
    void take(Context& context, postgres::Transaction& transaction,
              const std::vector<events::Event>& events) override;

private:
    ReminderTimes times_;
    Accounts& accounts_;
};

}  // namespace venera::notifications
