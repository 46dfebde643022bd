// Is the process alive, and may it be given work? Alive never asks anybody. Ready is watched in the
// background, twice a second, so a probe answers at once: the database accepts writes, keeps what it
// acknowledges, and agrees on the time.
#pragma once
#include <array>
#include <atomic>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "platform/fibers/wait.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "platform/postgres/pool.hpp"

namespace venera::operations {

enum class Liveness : std::uint8_t { alive };
BOOST_DESCRIBE_ENUM(Liveness, alive)

struct Alive {
    Liveness status = Liveness::alive;
    Instant timestamp;
    std::string service;
    std::string version;
};
BOOST_DESCRIBE_STRUCT(Alive, (), (status, timestamp, service, version))

// What keeps the server from being ready. The order is that of their gravity.
enum class Readiness : std::uint8_t {
    ready,
    starting,
    database_unreachable,
    durability_off,
    clock_skew,
    draining
};
BOOST_DESCRIBE_ENUM(Readiness, ready, starting, database_unreachable, durability_off, clock_skew, draining)

// What somebody should look at although work goes on. The metrics say how bad it is.
enum class Alarm : std::uint8_t { events_behind, old_transaction, messages_late, offers_late };
BOOST_DESCRIBE_ENUM(Alarm, events_behind, old_transaction, messages_late, offers_late)

struct Ready {
    Readiness status = Readiness::ready;
    Instant timestamp;
    std::vector<Alarm> alarms;
};
BOOST_DESCRIBE_STRUCT(Ready, (), (status, timestamp, alarms))

inline constexpr Refusal not_ready{
    503,
    "not_ready",
    {"Not ready", "A part that the service needs is missing; the log says which."},
    {"No está listo", "Falta una parte que el servicio necesita; el registro dice cuál."}};

class Health {
public:
    Health(const Clock& clock, log::Log& log, metrics::Metrics& metrics);

    Alive alive(Context& context);
    Result<Ready, not_ready> ready(Context& context);

    // Looks once, and logs a change. For a periodic task.
    void watch(postgres::Database& database);
    // For a periodic task that looks.
    void set(Alarm alarm, bool is_on) { alarms_[static_cast<std::size_t>(alarm)].store(is_on); }
    void drain() { state_.store(Readiness::draining); }
    Readiness state() const { return state_.load(); }

private:
    Readiness look(postgres::Database& database);
    void change(Readiness state);

    const Clock& clock_;
    log::Log& log_;
    prometheus::Gauge& gauge_;
    std::atomic<Readiness> state_{Readiness::starting};
    std::array<std::atomic<bool>, 4> alarms_{};
};

}  // namespace venera::operations
