// The statements of the audit as functions: the chain of seals, and the access logs of all contexts, read
// through the view that the platform makes of them. SQL is in queries.cpp (the chain) and trail_queries.cpp
// (reading).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "audit/access_row.hpp"
#include "audit/chain.hpp"
#include "platform/http/context.hpp"

namespace venera::audit {

// True for one transaction at a time, until it ends: the seals are numbered one after the other.
bool take_turn(postgres::Executor& transaction);
// The same, waiting for it.
void await_turn(postgres::Executor& transaction);
// Until the transaction's end: rows are read along the logs' key, however many there are.
void read_in_order(postgres::Executor& transaction);
// Until the transaction's end it sees what was committed before, and writes nothing. Requires: it is its
// first statement.
void see_one_state(postgres::Executor& transaction);
std::vector<std::string> find_contexts(postgres::Executor& db);
// The newest of all, or of one context. Whatever is read of a seal is at most a byte longer than what the
// sealer writes: a longer one has been changed.
std::optional<Seal> newest_seal(postgres::Executor& db);
std::optional<Seal> newest_seal(postgres::Executor& db, const std::string& context);
void insert_seal(postgres::Executor& db, const Seal& seal);
// Rows of a context after a place, in the order of places, whose transactions and all before them have ended.
std::vector<AccessRow> unsealed_rows(postgres::Executor& db, const std::string& context, Place after,
                                     std::int32_t limit);
std::int64_t count_unsealed(postgres::Executor& db, const std::string& context, Place after);

// In the order of numbers.
std::vector<Seal> seals_after(postgres::Executor& db, std::int64_t number, std::int32_t limit);
std::vector<Seal> notes_of_dropped(postgres::Executor& db);
struct SealHash {
    std::int64_t number = 0;
    crypto::Bytes hash;
};
BOOST_DESCRIBE_STRUCT(SealHash, (), (number, hash))
std::vector<SealHash> seal_hashes(postgres::Executor& db, const std::vector<std::int64_t>& numbers);
// How far each context's log was sealed when a seal had just been written.
struct SealedPlace {
    std::string context;
    std::int64_t until_xid = 0;
    std::int64_t until_id = 0;
};
BOOST_DESCRIBE_STRUCT(SealedPlace, (), (context, until_xid, until_id))
std::vector<SealedPlace> sealed_places(postgres::Executor& db, std::int64_t number);
// The newest seals up to the number `last` that have no more than so many rows together; the newest of them
// in any case.
struct SealSpan {
    std::int64_t first = 0;
    Instant since;
    Instant until;
};
BOOST_DESCRIBE_STRUCT(SealSpan, (), (first, since, until))
std::optional<SealSpan> newest_span(postgres::Executor& db, std::int64_t last);
// What is not sealed of a context's log: counted up to a limit.
struct Unsealed {
    std::int64_t rows = 0;
    std::optional<Instant> oldest;
};
BOOST_DESCRIBE_STRUCT(Unsealed, (), (rows, oldest))
Unsealed look_at_unsealed(postgres::Executor& db, const std::string& context, Place after);
// Rows of a context after a place, in the order of places, also of transactions that have just ended.
std::vector<AccessRow> rows_after(postgres::Executor& db, const std::string& context, Place after,
                                  std::int32_t limit);

struct Month {
    std::string context;
    Date month;
};
BOOST_DESCRIBE_STRUCT(Month, (), (context, month))
std::vector<Month> months_of_logs(postgres::Executor& db);
// True if no such row is left. Throws: SqlError (42501) for what is too young, or not noted in the chain.
bool drop_accesses(postgres::Executor& db, const Month& month, const std::vector<AccessKind>& kinds);
// Notes in the log, and so in the chain, who has come under a legal hold, and who no longer is.
void record_holds(Context& context, postgres::Executor& db, const std::vector<PatientId>& held);

// How long accesses are kept. Only the database's owner may say so.
struct RetentionTimes {
    std::chrono::days reads;
    std::chrono::days writes;
    std::chrono::days denied;
};
void keep_retention_times(postgres::Executor& owner, const RetentionTimes& times);
// Lets the logs count on after a dump was restored into a cluster whose transaction ids begin anew. Returns
// what is added to them.
std::int64_t continue_transactions(postgres::Executor& owner);

struct Filter {
    std::vector<PatientId> patient_ids;  // one of these; empty: everybody
    std::optional<UserId> actor_id;
    std::optional<std::string> action;
    std::optional<std::string> resource;
    std::optional<Outcome> outcome;
    std::optional<std::string> purpose;
    std::optional<Instant> from;
    std::optional<Instant> to;
};
// A place in the order of time.
struct Moment {
    Instant occurred_at;
    std::int64_t id = 0;
    std::string context;
};
BOOST_DESCRIBE_STRUCT(Moment, (), (occurred_at, id, context))
// The newest first, before `before` and not before `not_before`.
std::vector<AccessRow> find_accesses(postgres::Executor& db, const Filter& filter,
                                     const std::optional<Moment>& before,
                                     const std::optional<Moment>& not_before, std::int32_t limit);
std::vector<AccessRow> accesses_of_patients(postgres::Executor& db, const std::vector<PatientId>& patients,
                                            const Filter& filter, const std::optional<Moment>& before,
                                            std::int32_t limit);
// The row that `count` rows lie before, going back in time; nothing if there are fewer.
std::optional<Moment> moment_back(postgres::Executor& db, const Filter& filter,
                                  const std::optional<Moment>& before, std::int32_t count);

// Reading the audit is an access, too.
struct Reading {
    std::string_view action;
    std::string_view resource;
    std::optional<PatientId> patient_id;
    Outcome outcome = Outcome::allowed;
    std::optional<ResourceId> resource_id{};
};
void insert_access(Context& context, const Reading& reading);

}  // namespace venera::audit
