// The routes of webhooks.
#pragma once
#include "webhooks/endpoints.hpp"

namespace venera::webhooks {

void add_routes(http::Router& router, Endpoints& endpoints, Deliveries& deliveries);

}  // namespace venera::webhooks
