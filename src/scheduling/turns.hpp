// Taking turns. PostgreSQL checks the exclusion constraints of an UPDATE after it has written the row, so two
// updates that keep their rows active and want each other's time wait in a circle. A move is such an update
// of any time; every other step that leaves a visit active may be the second one. So all of them take their
// turn at the calendars that they touch, in one order. Plain bookings need no turn: ON CONFLICT waits before
// it writes.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/postgres/database.hpp"
#include "platform/values/uuid.hpp"

namespace venera::scheduling {

// The key of a turn for pg_advisory_xact_lock. Different things with one number only wait without need.
std::int64_t turn_of(std::string_view what, const Uuid& id, std::int64_t part = 0);

// The turns at a doctor's and at a patient's calendar.
std::vector<std::int64_t> turns_at(DoctorId doctor, const std::optional<PatientId>& patient);

// Travels with the next statement of the transaction. Requires: ascending keys.
void queue_turns(postgres::Transaction& transaction, const std::vector<std::int64_t>& keys);

// postgres::in_transaction, with the turns taken first.
template <class Work>
auto in_turn(postgres::Database& database, std::vector<std::int64_t> keys, Work&& work) {
    std::ranges::sort(keys);
    keys.erase(std::ranges::unique(keys).begin(), keys.end());
    return postgres::in_transaction(database, [&](postgres::Transaction& transaction) {
        if (!keys.empty()) queue_turns(transaction, keys);
        return work(transaction);
    });
}

}  // namespace venera::scheduling
