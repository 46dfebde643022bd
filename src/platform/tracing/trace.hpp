// W3C trace context: read from `traceparent`, or begun here, and passed on to answers and events.
#pragma once
#include <string>
#include <string_view>

namespace venera::tracing {

struct Trace {
    std::string trace_id;   // 32 hex digits
    std::string span_id;    // 16 hex digits: this request's span
    std::string parent_id;  // 16 hex digits, or empty
    bool sampled = false;

    // Continues a valid traceparent; an absent or invalid one begins a new trace.
    static Trace from(std::string_view traceparent);
    std::string traceparent() const;
};

}  // namespace venera::tracing
