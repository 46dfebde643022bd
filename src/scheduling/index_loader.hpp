// Doctors read again into the availability index. Any thread may ask at any time; of two readings of one
// doctor the one that was begun later stands, whichever ends first.
#pragma once
#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "directory/directory.hpp"
#include "platform/time/clock.hpp"
#include "scheduling/availability_index.hpp"

namespace venera::scheduling {

class IndexLoader {
public:
    // All outlive the loader.
    IndexLoader(AvailabilityIndex& index, directory::Directory& directory, const Clock& clock)
        : index_(index), directory_(directory), clock_(clock) {}

    // Takes over the doctors as the database has them now: facts, hours, and visits that are news.
    void load(postgres::Executor& db, const std::vector<DoctorId>& doctors);
    // The same for an index that is in doubt: what it knows and the database does not is let go as well.
    // Returns those who changed again and again meanwhile; all but their visits is right.
    std::vector<DoctorId> repair(postgres::Executor& db, std::vector<DoctorId> doctors);
    // False if somebody repairs the doctor already.
    bool repair_once(postgres::Executor& db, DoctorId doctor);

private:
    class Reading;
    struct Progress {
        std::uint64_t installed = 0;  // number of the reading
        std::size_t at_work = 0;
        bool repaired = false;
    };

    void install(std::vector<DoctorState> states, std::uint64_t number, Instant now);

    AvailabilityIndex& index_;
    directory::Directory& directory_;
    const Clock& clock_;
    // Held while a reading is installed, never across a wait: between the look whether a later one has come
    // before and the writing nothing may happen.
    std::mutex mutex_;
    std::uint64_t begun_ = 0;
    std::unordered_map<DoctorId, Progress> progress_;
};

}  // namespace venera::scheduling
