// The statements of handing events over: positions, parked events, the inbox. SQL is in queries.cpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "platform/events/consumer.hpp"
#include "platform/postgres/database.hpp"

namespace venera::events {

// The last event that a consumer was handed; xid 0 and no id: none.
struct Position {
    std::int64_t xid = 0;
    Uuid id;
};
BOOST_DESCRIBE_STRUCT(Position, (), (xid, id))

void begin_position(postgres::Executor& db, const std::string& consumer, Instant now);
// After a dump was restored into a fresh cluster, whose transactions begin anew: puts events and positions
// where new ones come after them. Returns how far they went down; 0: all was well.
std::int64_t continue_events(postgres::Executor& owner);
// Held until the transaction ends. Nothing if another replica holds it, or if there is none.
std::optional<Position> hold_position(postgres::Executor& db, const std::string& consumer);
void move_position(postgres::Executor& db, const std::string& consumer, const Position& to, Instant now);
// Events after a position whose transactions, and all that began before them, have ended.
// At most limits::batch of them.
std::vector<Event> read_events(postgres::Executor& db, const Position& after);
// Events after a position that earlier versions of these aggregates wrote, in no order.
std::vector<Event> read_earlier(postgres::Executor& db, const std::vector<Event>& events,
                                const Position& after);

// Notes the ids and returns those that are new.
std::vector<Uuid> note_in_inbox(postgres::Executor& db, const std::string& consumer,
                                const std::vector<Event>& events);

// Those of `aggregates` that have a parked event, which later ones must wait behind.
std::vector<Uuid> parked_aggregates(postgres::Executor& db, const std::string& consumer,
                                    const std::vector<Uuid>& aggregates);
struct Failure {
    std::int32_t attempts = 0;
    Instant due_at;
    std::optional<Instant> dead_at;
    std::optional<std::string> error;  // the type of the exception: its text may quote data
};
void park(postgres::Executor& db, const std::string& consumer, const Event& event, const Failure& failure);
struct ParkedEvent {
    Event event;
    std::int32_t attempts = 0;
};
// The oldest version of an aggregate that is due, held until the transaction ends.
std::optional<ParkedEvent> hold_parked(postgres::Executor& db, const std::string& consumer, Instant now);
void note_failure(postgres::Executor& db, const std::string& consumer, const Uuid& id,
                  const Failure& failure);
void remove_parked(postgres::Executor& db, const std::string& consumer, const Uuid& id);

// Events that no attempt is made of any more.
struct DeadEvent {
    std::string consumer;
    Uuid id;
    std::string type;
    Uuid aggregate_id;
    std::int32_t version = 0;
    std::int32_t attempts = 0;
    std::optional<std::string> error;
    Instant created_at;
    Instant dead_at;
};
BOOST_DESCRIBE_STRUCT(DeadEvent, (),
                      (consumer, id, type, aggregate_id, version, attempts, error, created_at, dead_at))
struct DeadPosition {
    Instant dead_at;
    Uuid id;
};
// The newest first, after a place in that order.
std::vector<DeadEvent> list_dead(postgres::Executor& db, const std::optional<DeadPosition>& after,
                                 std::int32_t limit);
// All of them, up to so many.
std::int64_t count_dead(postgres::Executor& db, std::int32_t most);
// False if there is no such dead event.
bool revive(postgres::Executor& db, const std::string& consumer, const Uuid& id, Instant now);
bool discard_dead(postgres::Executor& db, const std::string& consumer, const Uuid& id);

// How it stands with one consumer, and with transactions: in seconds.
struct Backlog {
    double oldest_event = 0;        // since when an event waits; parked ones do not count
    double oldest_transaction = 0;  // the oldest snapshot or transaction of any session
    std::int64_t parked = 0;
    std::int64_t dead = 0;
};
BOOST_DESCRIBE_STRUCT(Backlog, (), (oldest_event, oldest_transaction, parked, dead))
Backlog read_backlog(postgres::Executor& db, const std::string& consumer, Instant now);

}  // namespace venera::events
