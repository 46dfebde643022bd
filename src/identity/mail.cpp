#include "identity/mail.hpp"

#include <cstdlib>

namespace venera::identity {

std::string_view page_of(MailKind kind) {
    switch (kind) {
        case MailKind::verify_email:
        case MailKind::confirm_new_email:
            return "/verify-email";
        case MailKind::reset_password:
        case MailKind::invitation:
            return "/reset-password";
        case MailKind::email_change_requested:
        case MailKind::email_changed:
        case MailKind::password_changed:
        case MailKind::session_reused:
        case MailKind::second_factor_added:
        case MailKind::second_factor_removed:
            return "";
    }
    std::abort();
}

}  // namespace venera::identity
