// The routes of the waiting list.
#pragma once
#include "platform/http/router.hpp"
#include "scheduling/waitlist_answers.hpp"
#include "scheduling/waitlist_wishes.hpp"

namespace venera::scheduling {

void add_waitlist_routes(http::Router& router, WaitlistWishes& wishes, WaitlistAnswers& answers);

}  // namespace venera::scheduling
