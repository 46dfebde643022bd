#include "notifications/queries.hpp"

#include <boost/describe/enum_to_string.hpp>

#include "notifications/limits.hpp"

namespace venera::notifications {

namespace {

using postgres::Statement;
using MaybeInstant = std::optional<Instant>;

const Statement<ShownMessage(std::optional<MessageState>, std::optional<MessageKind>, MaybeInstant,
                             std::optional<MessageId>, std::int32_t)>
    select_messages{"notifications.list_messages", R"sql(
    select id, kind, state, subject_id, version as subject_version, recipient_id, created_at, due_at,
           attempts, reason, done_at
      from (select *, case when outcome is not null then outcome
                           when dead_at is not null then 'dead'
                           else 'waiting' end as state
              from notifications.messages) m
     where ($1::text is null or state = $1)
       and ($2::text is null or kind = $2)
       and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
     order by created_at desc, id desc
     limit $5::int4)sql"};

const Statement<MailQueue(Instant, std::int32_t)> select_queue{"notifications.read_queue", R"sql(
    select (select count(*)
              from (select 1 from notifications.messages
                     where done_at is null and dead_at is null and due_at <= $1 limit $2::int4) m) as due,
           (select min(due_at) from notifications.messages
             where done_at is null and dead_at is null and due_at <= $1) as oldest_due_at,
           (select count(*)
              from (select 1 from notifications.messages
                     where done_at is null and dead_at is not null limit $2::int4) m) as dead,
           0::int8 as dead_events)sql"};

const Statement<ShownMessage(MessageId)> select_shown{"notifications.find_shown_message", R"sql(
    select id, kind, case when outcome is not null then outcome
                          when dead_at is not null then 'dead'
                          else 'waiting' end as state,
           subject_id, version as subject_version, recipient_id, created_at, due_at, attempts, reason, done_at
      from notifications.messages
     where id = $1)sql"};

const Statement<Message(MessageId)> select_message{"notifications.find_message", R"sql(
    select id, kind, subject_id, version, recipient_id, clinic_id, visit_start, hours_before, planned_for,
           created_at, attempts
      from notifications.messages
     where id = $1)sql"};

const Statement<void(MessageId, Instant)> set_alive{"notifications.revive_message", R"sql(
    update notifications.messages
       set dead_at = null, attempts = 0, due_at = $2, reason = null
     where id = $1 and dead_at is not null and done_at is null)sql"};

const Statement<void(MessageId, std::string, Instant)> set_discarded{"notifications.discard_message", R"sql(
    update notifications.messages
       set done_at = $3, outcome = 'discarded', reason = $2, lease = null
     where id = $1 and done_at is null)sql"};

const Statement<Topic(UserId)> select_unwanted{"notifications.unwanted_topics", R"sql(
    select topic from notifications.unwanted where user_id = $1)sql"};

const Statement<void(UserId, std::vector<std::string>)> put_unwanted{"notifications.set_unwanted", R"sql(
    with wanted as (
        delete from notifications.unwanted where user_id = $1::uuid and topic <> all ($2::text[])
    )
    insert into notifications.unwanted (user_id, topic)
    select $1::uuid, topic from unnest($2::text[]) as u (topic)
        on conflict do nothing)sql"};

struct ClinicHours {
    ClinicId clinic_id;
    std::vector<std::int32_t> reminder_hours;
};
BOOST_DESCRIBE_STRUCT(ClinicHours, (), (clinic_id, reminder_hours))

const Statement<ClinicHours(std::vector<ClinicId>)> select_hours{"notifications.reminder_hours", R"sql(
    select clinic_id, reminder_hours from notifications.clinic_settings where clinic_id = any ($1))sql"};

const Statement<bool(ClinicId)> select_invites{"notifications.invites_reviews", R"sql(
    select coalesce((select invites_reviews from notifications.clinic_settings where clinic_id = $1), true)
           as invites_reviews)sql"};

const Statement<void(ClinicId, std::vector<std::int32_t>, std::optional<bool>, Instant)> put_hours{
    "notifications.set_reminder_hours",
    R"sql(
    insert into notifications.clinic_settings as c (clinic_id, reminder_hours, invites_reviews, updated_at)
    values ($1, $2, coalesce($3, true), $4)
        on conflict (clinic_id) do update
           set reminder_hours = excluded.reminder_hours,
               invites_reviews = coalesce($3, c.invites_reviews), version = c.version + 1,
               updated_at = excluded.updated_at
    )sql"};

const Statement<void(Instant, std::optional<UserId>, std::string, std::string, std::string,
                     std::optional<Uuid>, std::vector<PatientId>, std::string, std::optional<std::string>,
                     std::string, Permission, std::optional<std::string>)>
    add_access{"notifications.insert_access", R"sql(
    insert into notifications.access_log (occurred_at, actor_id, actor_role, action, resource, resource_id,
                                          patient_id, purpose, purpose_reason, request_id, outcome, address)
    select $1::timestamptz, $2::uuid, $3::text, $4::text, $5::text, $6::uuid, patient_id, $8::text, $9::text,
           $10::text, $11::text, $12::text
      from (select distinct unnest($7::uuid[]) as patient_id
            union all
            select null where cardinality($7::uuid[]) = 0) p)sql"};

std::vector<std::string> names_of(const std::vector<Topic>& topics) {
    std::vector<std::string> names;
    for (const Topic topic : topics) names.emplace_back(boost::describe::enum_to_string(topic, ""));
    return names;
}

std::string actor_role(const Caller& caller) {
    return caller.kind == Caller::Kind::job ? "system" : std::string(http::name_of(caller.role));
}

}  // namespace

MailQueue read_queue(postgres::Executor& db, Instant now) {
    return db.one(select_queue, now, limits::queue_counted);
}

std::vector<ShownMessage> list_messages(postgres::Executor& db, const MessageQuery& filter,
                                        const std::optional<MessagePosition>& after, std::int32_t limit) {
    return db.all(select_messages, filter.state, filter.kind,
                  after ? MaybeInstant{after->created_at} : std::nullopt,
                  after ? std::optional{after->id} : std::nullopt, limit);
}

std::optional<ShownMessage> find_shown(postgres::Executor& db, MessageId id) {
    return db.maybe(select_shown, id);
}

std::optional<Message> find_message(postgres::Executor& db, MessageId id) {
    return db.maybe(select_message, id);
}

bool revive_message(postgres::Executor& db, MessageId id, Instant now) {
    return db.run(set_alive, id, now) == 1;
}

bool discard_message(postgres::Executor& db, MessageId id, const std::string& reason, Instant now) {
    return db.run(set_discarded, id, reason, now) == 1;
}

std::vector<Topic> unwanted_topics(postgres::Executor& db, UserId user) {
    return db.all(select_unwanted, user);
}

void set_unwanted(postgres::Executor& db, UserId user, const std::vector<Topic>& topics) {
    db.run(put_unwanted, user, names_of(topics));
}

std::map<ClinicId, std::vector<std::int32_t>> reminder_hours(postgres::Executor& db,
                                                             const std::vector<ClinicId>& clinics) {
    std::map<ClinicId, std::vector<std::int32_t>> hours;
    for (const ClinicHours& one : db.all(select_hours, clinics)) hours[one.clinic_id] = one.reminder_hours;
    return hours;
}

bool invites_reviews(postgres::Executor& db, ClinicId clinic) { return db.one(select_invites, clinic); }

void set_reminder_hours(postgres::Executor& db, ClinicId clinic, const std::vector<std::int32_t>& hours,
                        const std::optional<bool>& invites, Instant now) {
    db.run(put_hours, clinic, hours, invites, now);
}

void insert_access(Context& context, postgres::Executor& db, const Access& access) {
    const Caller& caller = context.caller();
    db.run(add_access, context.now(), caller.signed_in() ? std::optional{caller.user_id} : std::nullopt,
           actor_role(caller), access.action, access.resource, access.id, access.patients, context.purpose,
           context.purpose_reason, context.request_id(), access.outcome,
           caller.address.empty() ? std::nullopt : std::optional{caller.address});
}

}  // namespace venera::notifications
