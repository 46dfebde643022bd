#include "scheduling/index_loader.hpp"

#include <utility>

#include "scheduling/doctor_states.hpp"
#include "scheduling/index_limits.hpp"

namespace venera::scheduling {

// The number of a reading, given before it reads: whatever caused the readings begun before, it sees.
class IndexLoader::Reading {
public:
    Reading(IndexLoader& loader, const std::vector<DoctorId>& doctors) : loader_(loader), doctors_(doctors) {
        const std::scoped_lock lock(loader_.mutex_);
        number_ = ++loader_.begun_;
        for (const DoctorId doctor : doctors_) ++loader_.progress_[doctor].at_work;
    }
    ~Reading() {
        const std::scoped_lock lock(loader_.mutex_);
        for (const DoctorId doctor : doctors_) {
            const auto found = loader_.progress_.find(doctor);
            if (--found->second.at_work == 0) loader_.progress_.erase(found);
        }
    }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

    std::uint64_t number() const { return number_; }

private:
    IndexLoader& loader_;
    std::vector<DoctorId> doctors_;
    std::uint64_t number_ = 0;
};

void IndexLoader::load(postgres::Executor& db, const std::vector<DoctorId>& doctors) {
    const Reading reading(*this, doctors);
    const Instant now = clock_.now();
    install(read_states(db, directory_, doctors, now), reading.number(), now);
}

std::vector<DoctorId> IndexLoader::repair(postgres::Executor& db, std::vector<DoctorId> doctors) {
    for (int attempt = 0; attempt < limits::repair_tries && !doctors.empty(); ++attempt) {
        const Reading reading(*this, doctors);
        const Instant now = clock_.now();
        // Before the reading: news that come after it may be of a later state than what is read.
        const auto generation = index_.generation();
        auto states = read_states(db, directory_, doctors, now);
        auto busy = index_.reconcile(states, generation, now);
        install(std::move(states), reading.number(), now);
        doctors = std::move(busy);
    }
    return doctors;
}

bool IndexLoader::repair_once(postgres::Executor& db, DoctorId doctor) {
    const std::vector<DoctorId> one{doctor};
    const Reading reading(*this, one);
    {
        const std::scoped_lock lock(mutex_);
        if (std::exchange(progress_.at(doctor).repaired, true)) return false;
    }
    repair(db, one);
    return true;
}

void IndexLoader::install(std::vector<DoctorState> states, std::uint64_t number, Instant now) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(states,
                  [&](const DoctorState& state) { return progress_.at(state.id).installed > number; });
    for (const DoctorState& state : states) progress_.at(state.id).installed = number;
    if (!states.empty()) index_.put(std::move(states), now);
}

}  // namespace venera::scheduling
