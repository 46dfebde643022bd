#include "notifications/kept_queries.hpp"

namespace venera::notifications {

namespace {

using postgres::Statement;

const Statement<ShownMessage(std::vector<Uuid>)> select_messages{"notifications.list_messages_of", R"sql(
    select id, kind, case when outcome is not null then outcome
                          when dead_at is not null then 'dead'
                          else 'waiting' end as state,
           subject_id, version as subject_version, recipient_id, created_at, due_at, attempts, reason, done_at
      from notifications.messages
     where recipient_id = any ($1)
     order by created_at, id)sql"};

const Statement<void(std::vector<Uuid>, Instant)> end_messages{"notifications.end_messages_of", R"sql(
    update notifications.messages
       set done_at = coalesce(done_at, $2), outcome = coalesce(outcome, 'skipped'), reason = 'erased',
           lease = null
     where recipient_id = any ($1)
       and (done_at is null and (lease is null or due_at <= $2)
            or outcome = 'discarded' and reason is distinct from 'erased'))sql"};

const Statement<void(UserId)> delete_unwanted{"notifications.forget_unwanted", R"sql(
    delete from notifications.unwanted where user_id = $1)sql"};

}  // namespace

std::vector<ShownMessage> list_messages_of(postgres::Executor& db, const std::vector<Uuid>& recipients) {
    return db.all(select_messages, recipients);
}

std::int64_t end_messages_of(postgres::Executor& db, const std::vector<Uuid>& recipients, Instant now) {
    return db.run(end_messages, recipients, now);
}

std::int64_t forget_account(postgres::Executor& db, UserId user) { return db.run(delete_unwanted, user); }

}  // namespace venera::notifications
