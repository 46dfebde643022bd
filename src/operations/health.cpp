#include "operations/health.hpp"

#include <prometheus/gauge.h>

#include <chrono>

#include "operations/queries.hpp"
#include "operations/version.hpp"
#include "platform/postgres/durability.hpp"

namespace venera::operations {

namespace {

// 12-hour sessions and ten-minute holds forgive two seconds, not more.
constexpr std::chrono::seconds tolerated_skew{2};

std::string_view name_of(Readiness state) {
    switch (state) {
        case Readiness::ready:
            return "ready";
        case Readiness::starting:
            return "starting";
        case Readiness::database_unreachable:
            return "database_unreachable";
        case Readiness::durability_off:
            return "durability_off";
        case Readiness::clock_skew:
            return "clock_skew";
        case Readiness::draining:
            return "draining";
    }
    std::abort();
}

}  // namespace

Health::Health(const Clock& clock, log::Log& log, metrics::Metrics& metrics)
    : clock_(clock),
      log_(log),
      gauge_(metrics.gauge("venera_ready", "1 while the server may be given work")) {}

Alive Health::alive(Context& context) {
    return {Liveness::alive, context.now(), "venera", std::string(version)};
}

Result<Ready, not_ready> Health::ready(Context& context) {
    if (state() != Readiness::ready) return refuse<not_ready>.after_seconds(1);
    Ready ready{Readiness::ready, context.now(), {}};
    for (const Alarm alarm :
         {Alarm::events_behind, Alarm::old_transaction, Alarm::messages_late, Alarm::offers_late}) {
        if (alarms_[static_cast<std::size_t>(alarm)].load()) ready.alarms.push_back(alarm);
    }
    return ready;
}

Readiness Health::look(postgres::Database& database) {
    try {
        const auto unsafe = postgres::unsafe_settings(database);
        if (!unsafe.empty()) {
            if (state() != Readiness::durability_off)
                log_.error("database.durability", {{"setting", log::Label{unsafe.front()}}});
            return Readiness::durability_off;
        }
        const auto before = clock_.now() - clock_.offset();
        const auto theirs = operations::database_time(database);
        const auto after = clock_.now() - clock_.offset();
        if (theirs + tolerated_skew < before || theirs > after + tolerated_skew) return Readiness::clock_skew;
        return Readiness::ready;
    } catch (const postgres::Unavailable&) {
        return Readiness::database_unreachable;
    } catch (const fibers::Expired&) {
        return Readiness::database_unreachable;
    }
}

void Health::watch(postgres::Database& database) { change(look(database)); }

void Health::change(Readiness state) {
    auto before = state_.load();
    while (before != Readiness::draining && !state_.compare_exchange_weak(before, state)) continue;
    gauge_.Set(state == Readiness::ready ? 1 : 0);
    if (before != state) log_.info("health.changed", {{"state", log::Label{name_of(state)}}});
}

}  // namespace venera::operations
