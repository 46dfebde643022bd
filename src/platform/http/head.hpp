// The head of a request: request line and fields, by a strict parser of our own. Whatever two parsers could
// read two ways is refused, since that is how requests are smuggled past proxies: bare LF, obs-fold, doubtful
// lengths, several framings, repeated Host. The grammar is RFC 9110 and 9112 without their leniency. llhttp
// is the oracle of its tests.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "platform/http/message.hpp"

namespace venera::http {

// Why the edge itself refuses a request; the connection closes after the answer. Status 0 means that nothing
// is wrong.
struct Fault {
    int status = 0;
    std::string_view code;

    explicit operator bool() const { return status != 0; }
    bool operator==(const Fault&) const = default;
};

namespace faults {
inline constexpr Fault none{};
inline constexpr Fault malformed{400, "malformed_request"};
inline constexpr Fault method{405, "method_not_allowed"};
inline constexpr Fault timeout{408, "request_timeout"};
inline constexpr Fault too_large{413, "payload_too_large"};
inline constexpr Fault target_too_long{414, "uri_too_long"};
inline constexpr Fault content_encoding{415, "unsupported_media_type"};
inline constexpr Fault expectation{417, "expectation_failed"};
inline constexpr Fault head_too_large{431, "header_fields_too_large"};
inline constexpr Fault internal{500, "internal_error"};
inline constexpr Fault not_implemented{501, "not_implemented"};
inline constexpr Fault unavailable{503, "unavailable"};
inline constexpr Fault version{505, "http_version"};
}  // namespace faults

struct HeadLimits {
    std::size_t bytes = 16 * 1024;
    std::size_t fields = 64;
    std::size_t target = 4 * 1024;
};

// Finds the end of a head in bytes that arrive piece by piece, and refuses early what can only be wrong, so
// that nobody has to wait for a time-out.
class HeadScanner {
public:
    explicit HeadScanner(const HeadLimits& limits) : limits_(limits) {}

    // Requires: `received` begins with the bytes of the earlier calls since reset().
    Fault scan(std::string_view received);
    // The size of the head with its empty line, once it is whole.
    std::optional<std::size_t> size() const { return size_; }
    void reset();

private:
    Fault scan_incomplete(std::string_view received);

    HeadLimits limits_;
    std::size_t scanned_ = 0;
    std::size_t target_end_ = 0;  // of the request line, once seen
    std::optional<std::size_t> size_;
};

enum class Framing { none, length, chunked };

// What the head decides about the rest of the exchange. Decided once: nothing that follows can change it.
struct Head {
    Framing framing = Framing::none;
    std::size_t content_length = 0;
    bool close = false;             // no further request on this connection
    bool expects_continue = false;  // the client waits for "100 Continue"
};

// Fills method, path, query and headers of `request`. Requires: `head` ends with its empty line.
Fault parse_head(std::string_view head, const HeadLimits& limits, Request& request, Head& out);

// A DNS name, an IPv4 address or an IPv6 address in brackets, with an optional port.
bool is_host(std::string_view host);

}  // namespace venera::http
