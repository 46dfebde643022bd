// What opens when somebody taps a link in the message of an offer: GET /waitlist/accept and
// /waitlist/decline. Opening it changes nothing, because mail scanners open links, too; its one button does,
// by POST. The token is behind "#", as in the links of identity: it reaches no server but in the body of that
// POST, so a small script of this origin sends it. The page itself is the same for everybody.
#pragma once
#include "platform/http/router.hpp"

namespace venera::scheduling {

void add_waitlist_page(http::Router& router);

}  // namespace venera::scheduling
