// What messages say of payments: the port of the context notifications.
#pragma once
#include "notifications/notifications.hpp"

namespace venera::payments {

class MessagePayments final : public notifications::Payments {
public:
    std::optional<notifications::PaidAmount> paid(Context& context, const Uuid& payment) override;
};

}  // namespace venera::payments
