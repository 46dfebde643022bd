#include "platform/events/queries.hpp"

#include <algorithm>
#include <map>

#include "platform/events/limits.hpp"

namespace venera::events {

namespace {

using postgres::Statement;
using MaybeInstant = std::optional<Instant>;
using MaybeText = std::optional<std::string>;

// Begins at the present: nobody is told of what was before there was anybody to tell.
const Statement<void(std::string, Instant)> add_position{"events.begin_position", R"sql(
    insert into platform.positions (consumer, xid, id, moved_at)
    values ($1, pg_snapshot_xmin(pg_current_snapshot()), '00000000-0000-0000-0000-000000000000', $2)
        on conflict do nothing)sql"};

const Statement<std::int64_t()> continue_ids{"events.continue", "select platform.continue_events()"};

const Statement<Position(std::string)> select_position{"events.hold_position", R"sql(
    select xid::text::int8 as xid, id
      from platform.positions
     where consumer = $1
       for update skip locked)sql"};

const Statement<void(std::string, std::string, Uuid, Instant)> set_position{"events.move_position", R"sql(
    update platform.positions set xid = $2::text::xid8, id = $3, moved_at = $4 where consumer = $1)sql"};

// Never by id alone: an id is drawn before the commit, and a commit may come seconds late. What began before
// the oldest transaction that still goes on has ended, so nothing can come in among it any more. The limit is
// written out: of a parameter the planner would guess that it is a tenth of the table.
const Statement<Event(std::string, Uuid)> select_events{"events.read", R"sql(
    select xid::text::int8 as xid, id, context, type, aggregate_id, version, country, payload, traceparent,
           created_at
      from platform.events e
     where e.xid >= $1::text::xid8 and e.xid < pg_snapshot_xmin(pg_current_snapshot())
       and (e.xid, e.id) > ($1::text::xid8, $2)
     order by e.xid, e.id
     limit 200)sql"};

// What an event follows has committed before it, so it is seen here, also where its transaction began later.
// The days are named, so that only theirs are looked into.
const Statement<Event(std::vector<Uuid>, std::vector<std::int32_t>, std::string, Uuid, Instant, Instant)>
    select_earlier{"events.read_earlier", R"sql(
    select e.xid::text::int8 as xid, e.id, e.context, e.type, e.aggregate_id, e.version, e.country, e.payload,
           e.traceparent, e.created_at
      from unnest($1::uuid[], $2::int4[]) u (aggregate_id, version)
      join platform.events e on e.aggregate_id = u.aggregate_id and e.version < u.version
     where (e.xid, e.id) > ($3::text::xid8, $4)
       and e.created_at between $5::timestamptz and $6::timestamptz)sql"};

const Statement<Uuid(std::string, std::vector<Uuid>, std::vector<Instant>)> add_to_inbox{
    "events.note_in_inbox", R"sql(
    insert into platform.inbox (consumer, message_id, created_at)
    select $1, id, created_at from unnest($2::uuid[], $3::timestamptz[]) as u (id, created_at)
        on conflict do nothing
    returning message_id)sql"};

const Statement<Uuid(std::string, std::vector<Uuid>)> select_parked_aggregates{"events.parked_aggregates",
                                                                               R"sql(
    select distinct aggregate_id
      from platform.parked_events
     where consumer = $1 and aggregate_id = any ($2) and dead_at is null)sql"};

const Statement<void(std::string, Uuid, std::string, std::string, std::string, Uuid, std::int32_t, MaybeText,
                     Json, MaybeText, Instant, std::int32_t, Instant, MaybeInstant, MaybeText)>
    add_parked{"events.park", R"sql(
    insert into platform.parked_events (consumer, id, xid, context, type, aggregate_id, version, country,
                                        payload, traceparent, created_at, attempts, due_at, dead_at, error)
    values ($1, $2, $3::text::xid8, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        on conflict do nothing)sql"};

struct ParkedRow : Event {
    std::int32_t attempts = 0;
};
BOOST_DESCRIBE_STRUCT(ParkedRow, (Event), (attempts))

const Statement<ParkedRow(std::string, Instant)> select_parked{"events.hold_parked", R"sql(
    select xid::text::int8 as xid, id, context, type, aggregate_id, version, country, payload, traceparent,
           created_at, attempts
      from platform.parked_events p
     where consumer = $1 and due_at <= $2 and dead_at is null
       and not exists (select from platform.parked_events earlier
                        where earlier.consumer = $1 and earlier.aggregate_id = p.aggregate_id
                          and earlier.version < p.version and earlier.dead_at is null)
     order by due_at
     limit 1
       for update skip locked)sql"};

const Statement<void(std::string, Uuid, std::int32_t, Instant, MaybeInstant, MaybeText)> set_failure{
    "events.note_failure", R"sql(
    update platform.parked_events
       set attempts = $3, due_at = $4, dead_at = $5, error = $6
     where consumer = $1 and id = $2)sql"};

const Statement<void(std::string, Uuid)> delete_parked{"events.remove_parked", R"sql(
    delete from platform.parked_events where consumer = $1 and id = $2)sql"};

const Statement<DeadEvent(MaybeInstant, std::optional<Uuid>, std::int32_t)> select_dead{"events.list_dead",
                                                                                        R"sql(
    select consumer, id, type, aggregate_id, version, attempts, error, created_at,
           coalesce(dead_at, due_at) as dead_at
      from platform.parked_events
     where dead_at is not null and ($1::timestamptz is null or (dead_at, id) < ($1, $2::uuid))
     order by dead_at desc, id desc
     limit $3::int4)sql"};

const Statement<std::int64_t(std::int32_t)> select_dead_count{"events.count_dead", R"sql(
    select count(*)
      from (select 1 from platform.parked_events where dead_at is not null limit $1::int4) d)sql"};

const Statement<void(std::string, Uuid, Instant)> set_alive{"events.revive", R"sql(
    update platform.parked_events
       set dead_at = null, attempts = 0, due_at = $3
     where consumer = $1 and id = $2 and dead_at is not null)sql"};

const Statement<void(std::string, Uuid)> delete_dead{"events.discard_dead", R"sql(
    delete from platform.parked_events where consumer = $1 and id = $2 and dead_at is not null)sql"};

const Statement<Backlog(std::string, Instant)> select_backlog{"events.backlog", R"sql(
    select coalesce((select extract(epoch from $2 - e.created_at)
                       from platform.positions p
                       join platform.events e on e.xid >= p.xid and (e.xid, e.id) > (p.xid, p.id)
                      where p.consumer = $1
                      order by e.xid, e.id
                      limit 1), 0)::float8 as oldest_event,
           platform.oldest_transaction() as oldest_transaction,
           (select count(*) from platform.parked_events where consumer = $1 and dead_at is null) as parked,
           (select count(*) from platform.parked_events where consumer = $1 and dead_at is not null) as dead
    )sql"};

}  // namespace

void begin_position(postgres::Executor& db, const std::string& consumer, Instant now) {
    db.run(add_position, consumer, now);
}

std::int64_t continue_events(postgres::Executor& owner) { return owner.one(continue_ids); }

std::optional<Position> hold_position(postgres::Executor& db, const std::string& consumer) {
    return db.maybe(select_position, consumer);
}

void move_position(postgres::Executor& db, const std::string& consumer, const Position& to, Instant now) {
    db.run(set_position, consumer, std::to_string(to.xid), to.id, now);
}

std::vector<Event> read_events(postgres::Executor& db, const Position& after) {
    return db.all(select_events, std::to_string(after.xid), after.id);
}

std::vector<Event> read_earlier(postgres::Executor& db, const std::vector<Event>& events,
                                const Position& after) {
    std::map<Uuid, std::int32_t> versions;
    std::vector<Instant> times;
    for (const Event& event : events) {
        if (event.version < 2) continue;
        auto& version = versions[event.aggregate_id];
        version = std::max(version, event.version);
        times.push_back(event.created_at);
    }
    if (versions.empty()) return {};
    std::vector<Uuid> aggregates;
    std::vector<std::int32_t> latest;
    for (const auto& [aggregate, version] : versions) {
        aggregates.push_back(aggregate);
        latest.push_back(version);
    }
    const auto [first, last] = std::ranges::minmax(times);
    return db.all(select_earlier, aggregates, latest, std::to_string(after.xid), after.id,
                  first - limits::transaction_time, last + limits::transaction_time);
}

std::vector<Uuid> note_in_inbox(postgres::Executor& db, const std::string& consumer,
                                const std::vector<Event>& events) {
    std::vector<Uuid> ids;
    std::vector<Instant> times;
    for (const Event& event : events) {
        ids.push_back(event.id);
        times.push_back(event.created_at);
    }
    return db.all(add_to_inbox, consumer, ids, times);
}

std::vector<Uuid> parked_aggregates(postgres::Executor& db, const std::string& consumer,
                                    const std::vector<Uuid>& aggregates) {
    return db.all(select_parked_aggregates, consumer, aggregates);
}

void park(postgres::Executor& db, const std::string& consumer, const Event& event, const Failure& failure) {
    db.run(add_parked, consumer, event.id, std::to_string(event.xid), event.context, event.type,
           event.aggregate_id, event.version, event.country, event.payload, event.traceparent,
           event.created_at, failure.attempts, failure.due_at, failure.dead_at, failure.error);
}

std::optional<ParkedEvent> hold_parked(postgres::Executor& db, const std::string& consumer, Instant now) {
    const auto row = db.maybe(select_parked, consumer, now);
    if (!row) return std::nullopt;
    return ParkedEvent{*row, row->attempts};
}

void note_failure(postgres::Executor& db, const std::string& consumer, const Uuid& id,
                  const Failure& failure) {
    db.run(set_failure, consumer, id, failure.attempts, failure.due_at, failure.dead_at, failure.error);
}

void remove_parked(postgres::Executor& db, const std::string& consumer, const Uuid& id) {
    db.run(delete_parked, consumer, id);
}

std::vector<DeadEvent> list_dead(postgres::Executor& db, const std::optional<DeadPosition>& after,
                                 std::int32_t limit) {
    return db.all(select_dead, after ? MaybeInstant{after->dead_at} : std::nullopt,
                  after ? std::optional{after->id} : std::nullopt, limit);
}

std::int64_t count_dead(postgres::Executor& db, std::int32_t most) { return db.one(select_dead_count, most); }

bool revive(postgres::Executor& db, const std::string& consumer, const Uuid& id, Instant now) {
    return db.run(set_alive, consumer, id, now) == 1;
}

bool discard_dead(postgres::Executor& db, const std::string& consumer, const Uuid& id) {
    return db.run(delete_dead, consumer, id) == 1;
}

Backlog read_backlog(postgres::Executor& db, const std::string& consumer, Instant now) {
    return db.one(select_backlog, consumer, now);
}

}  // namespace venera::events
