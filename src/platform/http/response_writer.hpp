// How an answer looks on the wire: status line, Date, Content-Length always (but for an answer that goes on
// until the connection closes), and no way to split it by a header's text.
#pragma once
#include <array>
#include <ctime>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace venera::http {

// RFC 9110, 8.6 and 6.4.1: these have no body, whatever the handler says.
bool has_body(int status);
std::string_view reason_phrase(int status);

// The Date field's text, made once a second.
class HttpDate {
public:
    std::string_view text(std::time_t now);

private:
    std::time_t second_ = -1;
    std::array<char, 32> text_{};
    std::size_t size_ = 0;
};

enum class Persistence { keep, close };

// Appends the head of the answer to `out`. Fields whose text contains control characters are left out.
void append_head(std::string& out, const Response& response, std::string_view date, Persistence persistence);

}  // namespace venera::http
