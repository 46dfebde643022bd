// The statements of links and of mails. SQL is in link_queries.cpp.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "identity/mail.hpp"
#include "platform/postgres/database.hpp"

namespace venera::identity {

using postgres::Bytes;

// What a link proves when it comes back.
enum class LinkKind : std::uint8_t { verify_email, reset_password, change_email };
BOOST_DESCRIBE_ENUM(LinkKind, verify_email, reset_password, change_email)

struct NewLink {
    Uuid id;
    LinkKind kind = LinkKind::verify_email;
    UserId user_id;
    Bytes token_hash;
    std::string email;
};
// False, and nothing is written, if the account has as many live links of the kind as it may have.
bool insert_link(postgres::Executor& db, const NewLink& link, Instant now);

struct LinkRow {
    Uuid id;
    UserId user_id;
    LinkKind kind = LinkKind::verify_email;
    std::string email;
};
BOOST_DESCRIBE_STRUCT(LinkRow, (), (id, user_id, kind, email))
// A link that still works.
std::optional<LinkRow> find_link(postgres::Executor& db, const Uuid& id, const Bytes& token_hash,
                                 Instant now);
// False if another request was faster.
bool use_link(postgres::Executor& db, const Uuid& id, Instant now);
// None of the account's links works any more.
void end_links(postgres::Executor& db, UserId user, Instant now);

// With its event.
void insert_mail(postgres::Executor& db, const Mail& mail, const std::string& traceparent);
// Nothing if it is over.
std::optional<Mail> find_mail(postgres::Executor& db, const Uuid& id, Instant now);

void insert_forgotten(postgres::Executor& db, const std::string& email_normalised, Instant now);
// Takes the oldest out; it comes back if the transaction fails.
std::optional<std::string> take_forgotten(postgres::Executor& db);

// False if that is not the account's address any more or was verified before.
bool mark_email_verified(postgres::Executor& db, UserId user, const std::string& email_normalised,
                         Instant now);
// Throws: ConstraintViolation `users_email_taken`.
void update_email(postgres::Executor& db, UserId user, const std::string& email,
                  const std::string& email_normalised, Instant now);

// Returns how many rows.
std::int64_t clean_links(postgres::Executor& db, Instant now);

}  // namespace venera::identity
