// The routes of payments.
#pragma once
#include "payments/desk.hpp"
#include "payments/refunds.hpp"

namespace venera::payments {

// What stands behind them; lives as long as the router.
struct Routes {
    Paying& paying;
    Desk& desk;
    Refunds& refunds;
};
void add_routes(http::Router& router, const Routes& parts);

}  // namespace venera::payments
