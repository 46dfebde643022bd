// What identity has to say to the owner of an address: rows that are written with what they tell of. The
// context notifications turns them into messages.
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

// Each has a template of its name there.
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
    UserId user_id;
    std::string recipient;
    Language language;
    std::optional<Uuid> link_id;
    Instant created_at;
};
BOOST_DESCRIBE_STRUCT(Mail, (), (id, kind, user_id, recipient, language, link_id, created_at))

// The page of the web application that a link of this kind opens; empty for kinds without a link.
std::string_view page_of(MailKind kind);

}  // namespace venera::identity
