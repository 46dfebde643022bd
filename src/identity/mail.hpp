// The mails of identity: what each kind says, and how one becomes a message (RFC 5322). They hold no health
// data; nothing that somebody typed but the recipient's address stands in them.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/values/instant.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::identity {

enum class MailKind : std::uint8_t {
    verify_email,
    reset_password,
    invitation,
    confirm_new_email,
    email_change_requested,
    email_changed,
    password_changed,
    session_reused,
    second_factor_added,
    second_factor_removed,
};
BOOST_DESCRIBE_ENUM(MailKind, verify_email, reset_password, invitation, confirm_new_email,
                    email_change_requested, email_changed, password_changed, session_reused,
                    second_factor_added, second_factor_removed)

struct Mail {
    Uuid id;
    MailKind kind = MailKind::verify_email;
    std::string recipient;
    Language language;
    std::optional<Uuid> link_id;
    Instant created_at;
};
BOOST_DESCRIBE_STRUCT(Mail, (), (id, kind, recipient, language, link_id, created_at))

// The page of the web application that a link of this kind opens; empty for kinds without a link.
std::string_view page_of(MailKind kind);

// The whole message with CR LF line ends. `link` is empty for kinds without one; `host` is the domain that it
// is sent from. Requires: no line of `link` is longer than 900 bytes.
std::string message_of(const Mail& mail, std::string_view link, std::string_view host);

// "Name: value" with its line end. Control characters of the value become spaces, so that it stays one
// header; bytes outside ASCII are encoded (RFC 2047).
std::string header_line(std::string_view name, std::string_view value);

}  // namespace venera::identity
