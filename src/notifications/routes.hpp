// The routes of messages.
#pragma once
#include "notifications/desk.hpp"
#include "notifications/feeds.hpp"

namespace venera::notifications {

void add_routes(http::Router& router, Desk& desk, Wishes& wishes, Feeds& feeds);

}  // namespace venera::notifications
