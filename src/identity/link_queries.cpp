#include "identity/link_queries.hpp"

#include "identity/limits.hpp"

namespace venera::identity {

namespace {

using postgres::Statement;

const Statement<void(Uuid, Bytes, LinkKind, UserId, std::string, Instant, Instant, std::int32_t)> add_link{
    "identity.insert_link", R"sql(
    insert into identity.links (id, token_hash, kind, user_id, email, created_at, expires_at)
    select $1, $2, $3, $4, $5, $6, $7
     where (select count(*)
              from identity.links
             where user_id = $4 and kind = $3 and used_at is null and expires_at > $6) < $8::int4)sql"};

const Statement<LinkRow(Uuid, Bytes, Instant)> select_link{"identity.find_link", R"sql(
    select id, user_id, kind, email
      from identity.links
     where id = $1 and token_hash = $2 and used_at is null and expires_at > $3)sql"};

const Statement<void(Uuid, Instant)> spend_link{"identity.use_link", R"sql(
    update identity.links
       set used_at = $2
     where id = $1 and used_at is null and expires_at > $2)sql"};

const Statement<void(UserId, Instant)> spend_links{"identity.end_links", R"sql(
    update identity.links
       set used_at = $2
     where user_id = $1 and used_at is null)sql"};

const Statement<void(Uuid, MailKind, std::string, Language, std::optional<Uuid>, Instant)> add_mail{
    "identity.insert_mail", R"sql(
    insert into identity.mails (id, kind, recipient, language, link_id, created_at)
    values ($1, $2, $3, $4, $5, $6))sql"};

// Two replicas deliver at once: each takes what the other does not hold.
const Statement<Mail(std::int32_t)> select_mails{"identity.hold_mails", R"sql(
    select id, kind, recipient, language, link_id, created_at
      from identity.mails
     order by created_at
     limit $1::int4
       for update skip locked)sql"};

const Statement<void(std::vector<Uuid>)> remove_mails{"identity.delete_mails", R"sql(
    delete from identity.mails where id = any ($1))sql"};

const Statement<void(Uuid, std::string, Instant)> add_forgotten{"identity.insert_forgotten", R"sql(
    insert into identity.forgotten_passwords (id, email_normalised, created_at)
    values ($1, $2, $3))sql"};

const Statement<std::string()> remove_forgotten{"identity.take_forgotten", R"sql(
    delete from identity.forgotten_passwords
     where id = (select id
                   from identity.forgotten_passwords
                  order by id
                  limit 1
                    for update skip locked)
    returning email_normalised)sql"};

const Statement<void(UserId, std::string, Instant)> set_verified{"identity.mark_email_verified", R"sql(
    update identity.users
       set email_verified = true, updated_at = $3, version = version + 1
     where id = $1 and email_normalised = $2 and not email_verified)sql"};

const Statement<void(UserId, std::string, std::string, Instant)> set_email{"identity.update_email", R"sql(
    update identity.users
       set email = $2, email_normalised = $3, email_verified = true, updated_at = $4, version = version + 1
     where id = $1)sql"};

// A link that a mail still waits with is kept.
const Statement<void(Instant, std::int32_t)> delete_links{"identity.delete_old_links", R"sql(
    delete from identity.links
     where id in (select l.id
                    from identity.links l
                   where l.expires_at < $1
                     and not exists (select from identity.mails m where m.link_id = l.id)
                   order by l.expires_at
                   limit $2::int4))sql"};

}  // namespace

bool insert_link(postgres::Executor& db, const NewLink& link, Instant now) {
    return db.run(add_link, link.id, link.token_hash, link.kind, link.user_id, link.email, now,
                  now + limits::link_life, limits::live_links) == 1;
}

std::optional<LinkRow> find_link(postgres::Executor& db, const Uuid& id, const Bytes& token_hash,
                                 Instant now) {
    return db.maybe(select_link, id, token_hash, now);
}

bool use_link(postgres::Executor& db, const Uuid& id, Instant now) {
    return db.run(spend_link, id, now) == 1;
}

void end_links(postgres::Executor& db, UserId user, Instant now) { db.run(spend_links, user, now); }

void insert_mail(postgres::Executor& db, const Mail& mail) {
    db.run(add_mail, mail.id, mail.kind, mail.recipient, mail.language, mail.link_id, mail.created_at);
}

std::vector<Mail> hold_mails(postgres::Executor& db, std::int32_t count) {
    return db.all(select_mails, count);
}

void delete_mails(postgres::Executor& db, const std::vector<Uuid>& ids) { db.run(remove_mails, ids); }

void insert_forgotten(postgres::Executor& db, const std::string& email_normalised, Instant now) {
    db.run(add_forgotten, make_uuid(now), email_normalised, now);
}

std::optional<std::string> take_forgotten(postgres::Executor& db) { return db.maybe(remove_forgotten); }

bool mark_email_verified(postgres::Executor& db, UserId user, const std::string& email_normalised,
                         Instant now) {
    return db.run(set_verified, user, email_normalised, now) == 1;
}

void update_email(postgres::Executor& db, UserId user, const std::string& email,
                  const std::string& email_normalised, Instant now) {
    db.run(set_email, user, email, email_normalised, now);
}

std::int64_t clean_links(postgres::Executor& db, Instant now) {
    return db.run(delete_links, now, limits::rows_per_cleaning);
}

}  // namespace venera::identity
