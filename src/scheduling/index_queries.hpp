// What the availability index reads of schema scheduling: the events of the outbox in the order of commits,
// and appointments as occupied times.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/postgres/database.hpp"
#include "scheduling/occupations.hpp"

namespace venera::scheduling {

// Every transaction before `ended` has ended; none has begun at or after `next`. In between some may be at
// work.
struct Transactions {
    std::int64_t ended = 0;
    std::int64_t next = 0;
};
BOOST_DESCRIBE_STRUCT(Transactions, (), (ended, next))
Transactions find_transactions(postgres::Executor& db);

struct IndexEvent {
    std::int64_t xid = 0;
    Uuid id;
    std::string type;
    Uuid aggregate_id;
    std::int32_t version = 0;
    std::optional<DoctorId> doctor_id;
    std::optional<DoctorId> previous_doctor_id;  // of a move from another doctor
};
BOOST_DESCRIBE_STRUCT(IndexEvent, (), (xid, id, type, aggregate_id, version, doctor_id, previous_doctor_id))

// Where reading goes on: after this event. Ids order the events of one transaction.
struct OutboxPosition {
    std::int64_t xid = 0;
    Uuid id;

    auto operator<=>(const OutboxPosition&) const = default;
};
BOOST_DESCRIBE_STRUCT(OutboxPosition, (), (xid, id))
// The events after `after` of the transactions before `ended`, at most `most`, in order: each is read once,
// and none is passed by a transaction that commits late. Requires: all of these transactions have ended.
std::vector<IndexEvent> read_events(postgres::Executor& db, const OutboxPosition& after, std::int64_t ended,
                                    std::int32_t most);

// In whatever state they are.
std::vector<OccupationRow> find_occupations(postgres::Executor& db, const std::vector<AppointmentId>& ids);
// What occupies time of the doctors and ends after `after`, by doctor and start.
std::vector<OccupationRow> find_occupying(postgres::Executor& db, const std::vector<DoctorId>& doctors,
                                          Instant after);

// When what occupies a part of `time` was last written, of all the longest ago; nothing if it is free at
// `now`.
std::optional<Instant> find_taken_since(postgres::Executor& db, DoctorId doctor, const Period& time,
                                        Instant now);

// Every statement of the transaction sees the same state. Requires: it is its first.
void keep_one_snapshot(postgres::Transaction& transaction);

}  // namespace venera::scheduling
