// The test clock: with --test-clock, a test moves the time forward for every replica. Not routed otherwise.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>

#include "platform/http/router.hpp"

namespace venera::operations {

struct AdvanceClock {
    Whole<0, 31'536'000> advance_seconds;
};
BOOST_DESCRIBE_STRUCT(AdvanceClock, (), (advance_seconds))

struct ClockState {
    Instant now;
    std::int64_t offset_seconds = 0;
};
BOOST_DESCRIBE_STRUCT(ClockState, (), (now, offset_seconds))

class TestClock {
public:
    explicit TestClock(Clock& clock) : clock_(clock) {}

    ClockState advance(Context& context, const AdvanceClock& wish);
    // Takes over what other replicas advanced. For a periodic task.
    void refresh(postgres::Database& database);

private:
    Clock& clock_;
};

}  // namespace venera::operations
