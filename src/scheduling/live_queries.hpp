// The statements behind streams of events: what the outbox tells of appointments, and who follows whose.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "platform/postgres/database.hpp"
#include "scheduling/live_events.hpp"

namespace venera::scheduling {

// The event before the newest `kept` of those whose transactions, and all that began before them, have ended;
// nothing if there are not so many.
std::optional<OutboxPosition> find_live_start(postgres::Executor& db, std::int32_t kept);
// The events of appointments after `after`, of transactions before `ended`, at most `most`, in order.
// Requires: all of these transactions have ended.
std::vector<LiveEvent> read_live_events(postgres::Executor& db, const OutboxPosition& after,
                                        std::int64_t ended, std::int32_t most);
// The moment now, as the id of an event: whoever reads next and then opens a stream with it misses nothing.
std::string live_position(postgres::Executor& db);
// One line of the access log per patient whose visits somebody begins to follow.
void log_following(postgres::Executor& db, const std::vector<PatientId>& patients, const Trail& trail);

}  // namespace venera::scheduling
