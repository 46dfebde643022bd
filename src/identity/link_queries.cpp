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

const Statement<void(Uuid, MailKind, UserId, std::string, Language, std::optional<Uuid>, Instant,
                     std::string)>
    add_mail{"identity.insert_mail", R"sql(
    with written as (
        insert into identity.mails (id, kind, user_id, recipient, language, link_id, created_at)
        values ($1::uuid, $2::text, $3::uuid, $4::text, $5::text, $6::uuid, $7::timestamptz)
    )
    insert into identity.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values (gen_random_uuid(), $1::uuid, 'mail.requested', 1,
            jsonb_build_object('mail_id', $1::uuid, 'user_id', $3::uuid, 'kind', $2::text), $8::text,
            $7::timestamptz, $7::timestamptz))sql"};

// With a link that is over it has nothing to say any more.
const Statement<Mail(Uuid, Instant)> select_mail{"identity.find_mail", R"sql(
    select m.id, m.kind, m.user_id, m.recipient, m.language, m.link_id, m.created_at
      from identity.mails m
     where m.id = $1
       and (m.link_id is null
            or exists (select from identity.links l
                        where l.id = m.link_id and l.used_at is null and l.expires_at > $2)))sql"};

const Statement<void(Instant, std::int32_t)> delete_old_mails{"identity.delete_old_mails", R"sql(
    delete from identity.mails
     where id in (select id from identity.mails
                   where created_at < $1 order by created_at limit $2::int4))sql"};

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

// With the mails that it was in.
const Statement<void(Instant, std::int32_t)> delete_links{"identity.delete_old_links", R"sql(
    with over as (
        select id from identity.links where expires_at < $1 order by expires_at limit $2::int4
    ), unlinked as (
        delete from identity.mails where link_id in (select id from over)
    )
    delete from identity.links where id in (select id from over))sql"};

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

void insert_mail(postgres::Executor& db, const Mail& mail, const std::string& traceparent) {
    db.run(add_mail, mail.id, mail.kind, mail.user_id, mail.recipient, mail.language, mail.link_id,
           mail.created_at, traceparent);
}

std::optional<Mail> find_mail(postgres::Executor& db, const Uuid& id, Instant now) {
    return db.maybe(select_mail, id, now);
}

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
    db.run(delete_old_mails, now - limits::mails_kept, limits::rows_per_cleaning);
    return db.run(delete_links, now, limits::rows_per_cleaning);
}

}  // namespace venera::identity
