#include "platform/tracing/trace.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace venera::tracing {
namespace {

// Offsets in "00-<32 hex>-<16 hex>-<2 hex>".
constexpr std::size_t trace_at = 3;
constexpr std::size_t parent_at = 36;
constexpr std::size_t flags_at = 53;
constexpr std::size_t length = 55;

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}
bool is_zero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

// W3C Trace Context, 3.2: lower case only, no zero ids, version ff forbidden, and what a later version
// appends to the fields of version 00 follows a dash.
bool is_valid(std::string_view text) {
    if (text.size() < length) return false;
    const std::string_view version = text.substr(0, 2);
    if (!is_hex(version) || version == "ff") return false;
    if (text.size() > length && (version == "00" || text[length] != '-')) return false;
    if (text[2] != '-' || text[parent_at - 1] != '-' || text[flags_at - 1] != '-') return false;
    const std::string_view trace = text.substr(trace_at, 32);
    const std::string_view parent = text.substr(parent_at, 16);
    return is_hex(trace) && !is_zero(trace) && is_hex(parent) && !is_zero(parent) &&
           is_hex(text.substr(flags_at, 2));
}

std::string hex_of(const std::uint8_t* bytes, std::size_t count) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(count * 2);
    for (std::size_t i = 0; i < count; ++i) {
        text += digits[bytes[i] >> 4];
        text += digits[bytes[i] & 15U];
    }
    return text;
}

// One system call for both ids. The last octet is never zero, so that no id is.
std::array<std::uint8_t, 24> random_ids() {
    std::array<std::uint8_t, 24> bytes;
    randombytes_buf(bytes.data(), bytes.size());
    bytes[15] |= 1U;
    bytes[23] |= 1U;
    return bytes;
}

bool is_sampled(std::string_view flags) {
    const char low = flags[1];
    return ((low >= 'a' ? low - 'a' + 10 : low - '0') & 1) != 0;
}

}  // namespace

Trace Trace::from(std::string_view traceparent) {
    const auto random = random_ids();
    Trace trace;
    trace.span_id = hex_of(random.data() + 16, 8);
    if (is_valid(traceparent)) {
        trace.trace_id = traceparent.substr(trace_at, 32);
        trace.parent_id = traceparent.substr(parent_at, 16);
        trace.sampled = is_sampled(traceparent.substr(flags_at, 2));
    } else {
        trace.trace_id = hex_of(random.data(), 16);
    }
    return trace;
}

std::string Trace::traceparent() const {
    std::string text;
    text.reserve(length);
    text += "00-";
    text += trace_id;
    text += '-';
    text += span_id;
    text += sampled ? "-01" : "-00";
    return text;
}

}  // namespace venera::tracing
