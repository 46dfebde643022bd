// What payments need of visits: the port of the context payments.
#pragma once
#include "payments/payments.hpp"
#include "scheduling/callers.hpp"
#include "scheduling/occupancy.hpp"

namespace venera::scheduling {

class PaidVisits final : public payments::Visits {
public:
    PaidVisits(directory::Directory& directory, const People& people, Occupancy& occupancy)
        : directory_(directory), people_(people), occupancy_(occupancy) {}

    std::optional<payments::Payable> payable(Context& context, const payments::VisitWish& wish) override;
    bool keep(Context& context, postgres::Transaction& transaction, const payments::Payable& visit) override;
    std::optional<std::int64_t> price(postgres::Transaction& transaction, AppointmentId id) override;
    std::optional<std::int64_t> settle(Context& context, postgres::Transaction& transaction,
                                       const Payment& payment) override;
    void note(Context& context, postgres::Transaction& transaction, AppointmentId id,
              payments::Paid paid) override;
    void changed(Context& context, AppointmentId id) override;
    std::optional<payments::PaidVisit> shown(Context& context, AppointmentId id) override;
    std::vector<payments::PaidVisit> shown(Context& context, const std::vector<AppointmentId>& ids) override;

private:
    std::optional<AppointmentRow> held(Context& context, const payments::VisitWish& wish);

    directory::Directory& directory_;
    People people_;
    Occupancy& occupancy_;
};

}  // namespace venera::scheduling
