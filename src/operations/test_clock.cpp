#include "operations/test_clock.hpp"

#include "operations/queries.hpp"

namespace venera::operations {

ClockState TestClock::advance(Context& context, const AdvanceClock& wish) {
    const auto offset = add_to_offset(context.database(), std::chrono::seconds{wish.advance_seconds.value});
    clock_.set_offset(offset);
    return {clock_.now(), offset.count()};
}

void TestClock::refresh(postgres::Database& database) { clock_.set_offset(read_offset(database)); }

}  // namespace venera::operations
