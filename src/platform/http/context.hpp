// What a use case is given besides its input: who calls, since when and until when, and the means to act. It
// is the explicit first parameter of every use case; there are no globals and no thread-locals behind it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "platform/fibers/wait.hpp"
#include "platform/http/access.hpp"
#include "platform/log/log.hpp"
#include "platform/postgres/database.hpp"
#include "platform/time/clock.hpp"
#include "platform/tracing/trace.hpp"

namespace venera {

enum class Locale : std::uint8_t { english, spanish };

class Context {
public:
    Context(Caller caller, const Clock& clock, postgres::Database& database, log::Log& log,
            tracing::Trace trace, std::string request_id)
        : caller_(std::move(caller)),
          clock_(clock),
          database_(database),
          log_(log),
          trace_(std::move(trace)),
          request_id_(std::move(request_id)),
          now_(clock.now()) {}

    const Caller& caller() const { return caller_; }
    void set_caller(Caller caller) { caller_ = std::move(caller); }
    // The time of the request: read once, so that all its decisions agree.
    Instant now() const { return now_; }
    const Clock& clock() const { return clock_; }
    postgres::Database& database() { return database_; }
    fibers::Wait& wait() { return database_.wait(); }
    log::Log& log() { return log_; }
    const tracing::Trace& trace() const { return trace_; }
    const std::string& request_id() const { return request_id_; }

    std::string purpose = "treatment";          // X-Purpose, for the access log
    std::optional<std::string> purpose_reason;  // X-Purpose-Reason
    Locale locale = Locale::english;

private:
    Caller caller_;
    const Clock& clock_;
    postgres::Database& database_;
    log::Log& log_;
    tracing::Trace trace_;
    std::string request_id_;
    Instant now_;
};

}  // namespace venera
