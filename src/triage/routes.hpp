// The routes of triage: public, limited like everything that nobody signs in for.
#pragma once
#include "platform/http/router.hpp"
#include "triage/orientation.hpp"

namespace venera::triage {

void add_routes(http::Router& router, Orientation& orientation);

}  // namespace venera::triage
