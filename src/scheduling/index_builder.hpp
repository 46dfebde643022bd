// The availability index from the database, at start: batches of doctors, on several threads with a
// connection each, with its progress in the log.
#pragma once
#include <cstddef>

#include "directory/directory.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "platform/postgres/pool.hpp"
#include "platform/time/clock.hpp"
#include "scheduling/availability_index.hpp"

namespace venera::scheduling {

struct IndexBuilder {
    postgres::ConnectionOptions connections;  // of the server; its limit of a statement's time does not count
    directory::Directory& directory;
    const Clock& clock;
    log::Log& log;
    metrics::Metrics& metrics;
    std::size_t threads = 2;

    // Throws: postgres::Unavailable; the index is then not to be used.
    void build(AvailabilityIndex& index) const;

private:
    class Work;
};

}  // namespace venera::scheduling
