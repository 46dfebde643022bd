#include "audit/limits.hpp"
#include "audit/queries.hpp"

namespace venera::audit {

namespace {

using postgres::Statement;
using MaybeInstant = std::optional<Instant>;
using MaybeNumber = std::optional<std::int64_t>;
using MaybeOutcome = std::optional<Outcome>;
using MaybeText = std::optional<std::string>;
using MaybeUser = std::optional<UserId>;

// An action may say more after a comma: "book, overriding closed" is a "book".
const Statement<AccessRow(MaybeUser, MaybeText, MaybeText, MaybeOutcome, MaybeText, MaybeInstant,
                          MaybeInstant, MaybeInstant, MaybeNumber, MaybeText, MaybeInstant, MaybeNumber,
                          MaybeText, std::int32_t)>
    select_accesses{"audit.find_accesses", R"sql(
    select context, id, xid::text::int8 as xid, occurred_at, actor_id, actor_role, patient_id, action,
           resource, resource_id, purpose, purpose_reason, request_id, outcome, address, kind
      from platform.access_log
     where ($1::uuid is null or actor_id = $1)
       and ($2::text is null or split_part(action, ',', 1) = $2)
       and ($3::text is null or resource = $3)
       and ($4::text is null or outcome = $4)
       and ($5::text is null or purpose = $5)
       and occurred_at >= coalesce($6::timestamptz, '-infinity')
       and occurred_at < coalesce($7::timestamptz, 'infinity')
       and occurred_at <= coalesce($8::timestamptz, 'infinity')
       and ($8::timestamptz is null or (occurred_at, id, context) < ($8, $9::int8, $10::text))
       and occurred_at >= coalesce($11::timestamptz, '-infinity')
       and ($11::timestamptz is null or (occurred_at, id, context) >= ($11, $12::int8, $13::text))
     order by occurred_at desc, id desc, context desc
     limit $14::int4)sql"};

// One patient after the other, each by the index in the order of time. Expressions, because a plain column of
// a join may be NULL and these may not.
const Statement<AccessRow(std::vector<PatientId>, MaybeUser, MaybeText, MaybeText, MaybeOutcome, MaybeText,
                          MaybeInstant, MaybeInstant, MaybeInstant, MaybeNumber, MaybeText, std::int32_t)>
    select_of_patients{"audit.accesses_of_patients", R"sql(
    select a.*
      from unnest($1::uuid[]) as whose (id)
     cross join lateral (
    select context, id, xid::text::int8 as xid, occurred_at, actor_id, actor_role, patient_id, action,
           resource, resource_id, purpose, purpose_reason, request_id, outcome, address, kind
      from platform.access_log
     where patient_id = whose.id
       and ($2::uuid is null or actor_id = $2)
       and ($3::text is null or split_part(action, ',', 1) = $3)
       and ($4::text is null or resource = $4)
       and ($5::text is null or outcome = $5)
       and ($6::text is null or purpose = $6)
       and occurred_at >= coalesce($7::timestamptz, '-infinity')
       and occurred_at < coalesce($8::timestamptz, 'infinity')
       and occurred_at <= coalesce($9::timestamptz, 'infinity')
       and ($9::timestamptz is null or (occurred_at, id, context) < ($9, $10::int8, $11::text))
     order by occurred_at desc, id desc, context desc
     limit $12::int4) a
     order by a.occurred_at desc, a.id desc, a.context desc
     limit $12::int4)sql"};

const Statement<Moment(MaybeInstant, MaybeInstant, MaybeInstant, MaybeNumber, MaybeText, std::int32_t)>
    select_moment{"audit.moment_back", R"sql(
    select occurred_at, id, context
      from platform.access_log
     where occurred_at >= coalesce($1::timestamptz, '-infinity')
       and occurred_at < coalesce($2::timestamptz, 'infinity')
       and occurred_at <= coalesce($3::timestamptz, 'infinity')
       and ($3::timestamptz is null or (occurred_at, id, context) < ($3, $4::int8, $5::text))
     order by occurred_at desc, id desc, context desc
    offset $6::int4
     limit 1)sql"};

const Statement<void(Instant, MaybeUser, std::string, std::optional<PatientId>, std::string, std::string,
                     std::optional<ResourceId>, std::string, MaybeText, std::string, Outcome, MaybeText)>
    add_access{"audit.insert_access", R"sql(
    insert into audit.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                  resource_id, purpose, purpose_reason, request_id, outcome, address)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql"};

struct Parts {
    MaybeInstant at;
    MaybeNumber id;
    MaybeText context;
};
Parts parts_of(const std::optional<Moment>& moment) {
    if (!moment) return {};
    return {moment->occurred_at, moment->id, moment->context};
}

}  // namespace

std::vector<AccessRow> find_accesses(postgres::Executor& db, const Filter& filter,
                                     const std::optional<Moment>& before,
                                     const std::optional<Moment>& not_before, std::int32_t limit) {
    const Parts end = parts_of(before), begin = parts_of(not_before);
    return db.all(select_accesses, filter.actor_id, filter.action, filter.resource, filter.outcome,
                  filter.purpose, filter.from, filter.to, end.at, end.id, end.context, begin.at, begin.id,
                  begin.context, limit);
}

std::vector<AccessRow> accesses_of_patients(postgres::Executor& db, const std::vector<PatientId>& patients,
                                            const Filter& filter, const std::optional<Moment>& before,
                                            std::int32_t limit) {
    const Parts end = parts_of(before);
    return db.all(select_of_patients, patients, filter.actor_id, filter.action, filter.resource,
                  filter.outcome, filter.purpose, filter.from, filter.to, end.at, end.id, end.context, limit);
}

std::optional<Moment> moment_back(postgres::Executor& db, const Filter& filter,
                                  const std::optional<Moment>& before, std::int32_t count) {
    const Parts end = parts_of(before);
    return db.maybe(select_moment, filter.from, filter.to, end.at, end.id, end.context, count);
}

void insert_access(Context& context, const Reading& reading) {
    const Caller& caller = context.caller();
    const auto address = caller.address.empty() ? std::nullopt : std::optional{caller.address};
    context.database().run(add_access, context.now(), caller.user_id, std::string(http::name_of(caller.role)),
                           reading.patient_id, std::string(reading.action), std::string(reading.resource),
                           reading.resource_id, context.purpose, context.purpose_reason, context.request_id(),
                           reading.outcome, address);
}

}  // namespace venera::audit
