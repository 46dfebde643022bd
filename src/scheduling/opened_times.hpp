// What a change of a calendar opens for those who wait: the hours after it less those before, at most as far
// ahead as anybody can book. Times of other rules (kinds of visits, notice, horizon) are nobody's that were
// freed.
#pragma once
#include <memory>
#include <vector>

#include "platform/postgres/database.hpp"
#include "scheduling/rules.hpp"

namespace venera::scheduling {

// Ascending. Without a calendar before, everything is opened.
std::vector<Period> opened(const Calendar* before, const Calendar& after, Instant now);

class OpenedTimes {
public:
    // Made before the change, with the schedule locked. Does nothing if nobody waits for anything.
    OpenedTimes(postgres::Transaction& transaction, DoctorId doctor, Instant now);

    // After the change, in its transaction: what it has opened goes into the queue of freed times.
    void queue();

private:
    postgres::Transaction& transaction_;
    DoctorId doctor_;
    Instant now_;
    bool is_waited_for_;
    std::shared_ptr<const Calendar> before_;
};

}  // namespace venera::scheduling
