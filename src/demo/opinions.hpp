// What the patients of the demo world say of visits that took place, so that the stars of its doctors are
// counted and not invented. Pure.
#pragma once
#include <optional>

#include "demo/world.hpp"
#include "directory/review_queries.hpp"
#include "scheduling/booking_queries.hpp"

namespace venera::demo {

class Opinions {
public:
    Opinions(const Size& size, Instant now) : dice_(size.seed + 3), now_(now) {}

    // Nothing if they say nothing. Asked in the order of the visits, it says the same for the same world.
    std::optional<directory::ReviewRow> of(const scheduling::AppointmentRow& visit, const DemoDoctor& doctor);

private:
    Dice dice_;
    Instant now_;
};

}  // namespace venera::demo
