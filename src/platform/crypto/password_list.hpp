// Passwords that everybody tries first. The words come from a public list of the most common passwords (some
// 3,500, packaged by Debian as john-data and built in); a password of at most 24 characters is also common if
// it is only such a word repeated, or padded with a few characters or an obvious sequence, or is itself an
// obvious sequence.
#pragma once
#include <string_view>

namespace venera::crypto {

// Upper and lower case do not count.
bool is_common(std::string_view password);

// Common, or equal to the account's e-mail address, its local part or the person's name. Empty parts do not
// count.
struct Person {
    std::string_view email;
    std::string_view first_name;
    std::string_view last_name;
};
bool too_weak(std::string_view password, const Person& person);

}  // namespace venera::crypto
