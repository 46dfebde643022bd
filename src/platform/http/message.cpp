#include "platform/http/message.hpp"

namespace venera::http {

std::optional<std::string_view> Request::header(std::string_view lower_case_name) const {
    for (const Header& field : headers) {
        if (field.name == lower_case_name) return field.value;
    }
    return std::nullopt;
}

// RFC 6265, section 4.2: pairs separated by "; ". The first of two cookies with one name wins, as in browsers
// the longer path comes first.
std::optional<std::string_view> Request::cookie(std::string_view name) const {
    const auto field = header("cookie");
    if (!field) return std::nullopt;
    std::string_view rest = *field;
    while (!rest.empty()) {
        const std::size_t end = rest.find(';');
        std::string_view pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
        while (!pair.empty() && pair.back() == ' ') pair.remove_suffix(1);
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
        return pair.substr(equals + 1);
    }
    return std::nullopt;
}

}  // namespace venera::http
