// The routes of messages.
#pragma once
#include "notifications/desk.hpp"

namespace venera::notifications {

void add_routes(http::Router& router, Desk& desk, Wishes& wishes);

}  // namespace venera::notifications
