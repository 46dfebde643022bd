// The routes of payments.
#pragma once
#include "payments/desk.hpp"
#include "payments/refunds.hpp"

namespace venera::payments {

// What a provider tells us of itself. It is never believed, only heard: a payment that it names is asked for
// soon, so that news that come twice, late or in another order change nothing.
class ProviderNews {
public:
    // `secrets`: those that sign; none: there are no news to hear.
    ProviderNews(std::string provider, std::vector<std::string> secrets)
        : provider_(std::move(provider)), secrets_(std::move(secrets)) {}

    Result<Heard, not_found, signature_rejected> hear(Context& context, http::Path<Code> provider,
                                                      const http::Request& request);

private:
    std::string provider_;
    std::vector<std::string> secrets_;
};

// What stands behind them; lives as long as the router.
struct Routes {
    Paying& paying;
    Desk& desk;
    Refunds& refunds;
    ProviderNews& news;
};
void add_routes(http::Router& router, const Routes& parts);

}  // namespace venera::payments
