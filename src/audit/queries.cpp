#include "audit/queries.hpp"

#include "audit/limits.hpp"
#include "platform/postgres/locks.hpp"

namespace venera::audit {

namespace {

using postgres::Bytes;
using postgres::Statement;

// What is longer was not written by the sealer. It is cut here, so that it fits neither its hash nor a loop's
// time.
constexpr std::int32_t most_content = limits::sealed_rows * static_cast<std::int32_t>(Leaf::size) + 1;
static_assert(limits::checked_rows >= limits::sealed_rows, "a look takes the newest seal, whatever it has");

const Statement<bool(std::int64_t)> take_lock{"audit.take_turn", R"sql(
    select pg_try_advisory_xact_lock($1))sql"};

const Statement<void(std::int64_t)> await_lock{"audit.await_turn", R"sql(
    select pg_advisory_xact_lock($1))sql"};

// The statistics do not know the newest rows: the planner would take a backlog of millions for a handful, and
// read and sort all of it for each batch. To plan over all partitions takes longer than to read a batch.
const Statement<bool()> follow_key{"audit.read_in_order", R"sql(
    select set_config('enable_sort', 'off', true) = 'off'
       and set_config('jit', 'off', true) = 'off'
       and set_config('plan_cache_mode', 'force_generic_plan', true) is not null)sql"};

const Statement<void()> keep_state{"audit.see_one_state", R"sql(
    set transaction isolation level repeatable read, read only)sql"};

const Statement<std::string()> select_contexts{"audit.find_contexts", R"sql(
    select name from platform.contexts order by name)sql"};

const Statement<Seal(std::int32_t)> select_newest{"audit.newest_seal", R"sql(
    select number, kind, context, until_xid::text::int8 as until_xid, until_id,
           substr(content, 1, $1::int4) as content, sealed_at, hash, signature
      from audit.seals
     order by number desc
     limit 1)sql"};

const Statement<Seal(std::string, std::int32_t)> select_newest_of_context{"audit.newest_seal_of_context",
                                                                          R"sql(
    select number, kind, context, until_xid::text::int8 as until_xid, until_id,
           substr(content, 1, $2::int4) as content, sealed_at, hash, signature
      from audit.seals
     where context = $1
     order by number desc
     limit 1)sql"};

const Statement<void(std::int64_t, SealKind, std::string, std::string, std::int64_t, Bytes, Instant, Bytes,
                     Bytes)>
    add_seal{"audit.insert_seal", R"sql(
    insert into audit.seals (number, kind, context, until_xid, until_id, content, sealed_at, hash, signature)
    values ($1, $2, $3, $4::text::xid8, $5, $6, $7, $8, $9))sql"};

const Statement<AccessRow(std::string, std::string, std::int64_t, std::int32_t)> select_unsealed{
    "audit.unsealed_rows", R"sql(
    select context, id, xid::text::int8 as xid, occurred_at, actor_id, actor_role, patient_id, action,
           resource, resource_id, purpose, purpose_reason, request_id, outcome, address, kind
      from platform.access_log l
     where context = $1 and (l.xid, id) > ($2::text::xid8, $3)
       and l.xid < (select (pg_snapshot_xmin(pg_current_snapshot())::text::int8 + shift)::text::xid8
                      from audit.transactions)
     order by l.xid, id
     limit $4::int4)sql"};

const Statement<std::int64_t(std::string, std::string, std::int64_t)> select_unsealed_count{
    "audit.count_unsealed", R"sql(
    select count(*) from platform.access_log where context = $1 and (xid, id) > ($2::text::xid8, $3))sql"};

const Statement<Seal(std::int64_t, std::int32_t, std::int32_t)> select_seals{"audit.seals_after", R"sql(
    select number, kind, context, until_xid::text::int8 as until_xid, until_id,
           substr(content, 1, $3::int4) as content, sealed_at, hash, signature
      from audit.seals
     where number > $1
     order by number
     limit $2::int4)sql"};

const Statement<Seal(std::int32_t)> select_notes{"audit.notes_of_dropped", R"sql(
    select number, kind, context, until_xid::text::int8 as until_xid, until_id,
           substr(content, 1, $1::int4) as content, sealed_at, hash, signature
      from audit.seals
     where kind = 'dropped'
     order by number)sql"};

const Statement<SealHash(std::vector<std::int64_t>)> select_hashes{"audit.seal_hashes", R"sql(
    select number, hash from audit.seals where number = any ($1))sql"};

const Statement<SealedPlace(std::int64_t)> select_places{"audit.sealed_places", R"sql(
    select s.context, s.until_xid::text::int8 as until_xid, s.until_id
      from platform.contexts c
     cross join lateral (select context, until_xid, until_id from audit.seals
                          where context = c.name and number <= $1 order by number desc limit 1) s)sql"};

// The size of a seal says only how much there is to read: nobody has verified it yet.
const Statement<SealSpan(std::int64_t, std::int32_t, std::int32_t, std::int32_t, std::int32_t)> select_span{
    "audit.newest_span", R"sql(
    with newest as (
        select number, sealed_at,
               case kind when 'rows' then least(octet_length(content) / $4::int4, $5::int4) else 0 end as rows
          from audit.seals where number <= $1 order by number desc limit $3::int4
    ), summed as (
        select number, sealed_at, sum(rows) over (order by number desc) as rows from newest
    )
    select min(number) as first, min(sealed_at) as since, max(sealed_at) as until
      from summed where rows <= $2::int4
    having count(*) > 0)sql"};

const Statement<Unsealed(std::string, std::string, std::int64_t, std::int32_t)> look_unsealed{
    "audit.look_at_unsealed", R"sql(
    select count(*) as rows, min(occurred_at) as oldest
      from (select occurred_at from platform.access_log l
             where context = $1 and (l.xid, id) > ($2::text::xid8, $3)
             order by l.xid, id limit $4::int4) rows)sql"};

const Statement<AccessRow(std::string, std::string, std::int64_t, std::int32_t)> select_after{
    "audit.rows_after", R"sql(
    select context, id, xid::text::int8 as xid, occurred_at, actor_id, actor_role, patient_id, action,
           resource, resource_id, purpose, purpose_reason, request_id, outcome, address, kind
      from platform.access_log l
     where context = $1 and (l.xid, id) > ($2::text::xid8, $3)
     order by l.xid, id
     limit $4::int4)sql"};

const Statement<Month()> select_months{"audit.months_of_logs", R"sql(
    select context, month from platform.access_months order by context, month)sql"};

const Statement<bool(std::string, Date, std::vector<AccessKind>, std::int32_t)> drop_rows{
    "audit.drop_accesses", R"sql(
    select audit.drop_accesses($1, $2, $3, $4::int4))sql"};

const Statement<void(Instant, std::string, std::vector<PatientId>)> add_holds{"audit.record_holds", R"sql(
    insert into audit.access_log (occurred_at, actor_role, patient_id, action, resource, resource_id, purpose,
                                  request_id, outcome)
    select $1::timestamptz, 'system', changed.id, changed.action, 'legal hold', changed.id, 'operations',
           $2::text, 'allowed'
      from (select id, 'hold' as action from unnest($3::uuid[]) id
             where not exists (select from audit.held_patients where patient_id = id)
            union all
            select patient_id, 'release' from audit.held_patients where patient_id <> all ($3)) changed)sql"};

const Statement<void(std::int32_t, std::int32_t, std::int32_t)> set_retention{"audit.keep_retention_times",
                                                                              R"sql(
    update audit.retention
       set days = case kind when 'read' then $1::int4 when 'write' then $2::int4 else $3::int4 end)sql"};

const Statement<std::int64_t()> continue_ids{"audit.continue_transactions", R"sql(
    select audit.continue_transactions())sql"};

}  // namespace

bool take_turn(postgres::Executor& transaction) {
    return transaction.one(take_lock, postgres::locks::sealing_accesses);
}

void await_turn(postgres::Executor& transaction) {
    transaction.run(await_lock, postgres::locks::sealing_accesses);
}

void read_in_order(postgres::Executor& transaction) { transaction.run(follow_key); }

void see_one_state(postgres::Executor& transaction) { transaction.run(keep_state); }

std::vector<std::string> find_contexts(postgres::Executor& db) { return db.all(select_contexts); }

std::optional<Seal> newest_seal(postgres::Executor& db) { return db.maybe(select_newest, most_content); }

std::optional<Seal> newest_seal(postgres::Executor& db, const std::string& context) {
    return db.maybe(select_newest_of_context, context, most_content);
}

void insert_seal(postgres::Executor& db, const Seal& seal) {
    db.run(add_seal, seal.number, seal.kind, seal.context, std::to_string(seal.until_xid), seal.until_id,
           seal.content, seal.sealed_at, seal.hash, seal.signature);
}

std::vector<AccessRow> unsealed_rows(postgres::Executor& db, const std::string& context, Place after,
                                     std::int32_t limit) {
    return db.all(select_unsealed, context, std::to_string(after.xid), after.id, limit);
}

std::int64_t count_unsealed(postgres::Executor& db, const std::string& context, Place after) {
    return db.one(select_unsealed_count, context, std::to_string(after.xid), after.id);
}

std::vector<Seal> seals_after(postgres::Executor& db, std::int64_t number, std::int32_t limit) {
    return db.all(select_seals, number, limit, most_content);
}

std::vector<Seal> notes_of_dropped(postgres::Executor& db) { return db.all(select_notes, most_content); }

std::vector<SealHash> seal_hashes(postgres::Executor& db, const std::vector<std::int64_t>& numbers) {
    return db.all(select_hashes, numbers);
}

std::vector<SealedPlace> sealed_places(postgres::Executor& db, std::int64_t number) {
    return db.all(select_places, number);
}

std::optional<SealSpan> newest_span(postgres::Executor& db, std::int64_t last) {
    return db.maybe(select_span, last, limits::checked_rows, limits::checked_seals,
                    static_cast<std::int32_t>(Leaf::size), limits::sealed_rows);
}

Unsealed look_at_unsealed(postgres::Executor& db, const std::string& context, Place after) {
    return db.one(look_unsealed, context, std::to_string(after.xid), after.id, limits::unsealed_counted);
}

std::vector<AccessRow> rows_after(postgres::Executor& db, const std::string& context, Place after,
                                  std::int32_t limit) {
    return db.all(select_after, context, std::to_string(after.xid), after.id, limit);
}

std::vector<Month> months_of_logs(postgres::Executor& db) { return db.all(select_months); }

bool drop_accesses(postgres::Executor& db, const Month& month, const std::vector<AccessKind>& kinds) {
    return db.one(drop_rows, month.context, month.month, kinds, limits::dropped_rows);
}

void record_holds(Context& context, postgres::Executor& db, const std::vector<PatientId>& held) {
    db.run(add_holds, context.now(), context.request_id(), held);
}

void keep_retention_times(postgres::Executor& owner, const RetentionTimes& times) {
    const auto days = [](std::chrono::days time) { return static_cast<std::int32_t>(time.count()); };
    owner.run(set_retention, days(times.reads), days(times.writes), days(times.denied));
}

std::int64_t continue_transactions(postgres::Executor& owner) { return owner.one(continue_ids); }

}  // namespace venera::audit
