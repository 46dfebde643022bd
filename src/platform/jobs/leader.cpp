#include "platform/jobs/leader.hpp"

#include <prometheus/gauge.h>

#include "platform/jobs/queries.hpp"

namespace venera::jobs {

namespace {

// A number of our own in the database's space of advisory locks.
constexpr std::int64_t lock = 7308332246100046;

}  // namespace

Leader::Leader(postgres::ConnectionOptions options, log::Log& log, metrics::Metrics& metrics)
    : options_(std::move(options)),
      log_(log),
      gauge_(metrics.gauge("venera_leader", "1 while this replica does the work that one is enough for")) {}

Leader::~Leader() = default;

void Leader::watch(fibers::Wait& wait) {
    try {
        if (!session_) session_ = std::make_unique<postgres::Connection>(options_, wait);
        session_->use(&wait);
        change(session_->one(hold_lock, lock));
        session_->use(nullptr);
    } catch (const std::exception&) {
        change(false);
        session_.reset();  // and with it the lock, if there was one
        throw;
    }
}

void Leader::resign(fibers::Wait& wait) noexcept {
    if (session_) session_->use(&wait);  // its socket must be forgotten before it is closed
    session_.reset();
    change(false);
}

void Leader::change(bool leads) {
    gauge_.Set(leads ? 1 : 0);
    if (leads_.exchange(leads) != leads) log_.info("leader.changed", {{"leads", leads}});
}

}  // namespace venera::jobs
