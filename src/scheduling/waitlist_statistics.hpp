// What became of the offers of the waiting list, as a whole and by doctor, specialty or clinic, and how fair
// that is. Nobody's data is in it: numbers only.
#pragma once
#include "platform/postgres/database.hpp"
#include "scheduling/waitlist.hpp"

namespace venera::scheduling {

WaitlistStatistics read_waitlist_statistics(postgres::Executor& db, Instant since, Instant now,
                                            StatisticsBy by);

}  // namespace venera::scheduling
