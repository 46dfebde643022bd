#include "scheduling/doctor_states.hpp"

#include <string_view>
#include <unordered_map>

#include "scheduling/busy_calendar_queries.hpp"
#include "scheduling/calendar_queries.hpp"
#include "scheduling/index_queries.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/timetable.hpp"

namespace venera::scheduling {

namespace {

// Doctors by their place in the answer.
class States {
public:
    explicit States(const std::vector<DoctorId>& doctors) : states_(doctors.size()) {
        for (std::size_t i = 0; i < doctors.size(); ++i) {
            states_[i].id = doctors[i];
            places_[doctors[i]] = i;
        }
    }
    DoctorState& of(DoctorId doctor) { return states_[places_.at(doctor)]; }
    std::vector<DoctorState> all() && { return std::move(states_); }

private:
    std::vector<DoctorState> states_;
    std::unordered_map<DoctorId, std::size_t> places_;
};

constexpr std::string_view cannot_be_held = "22000";  // of a value that its type refuses

// A row that its type refuses leaves only its own doctor without hours, never all the others.
void read_schedules(postgres::Executor& db, const std::vector<DoctorId>& doctors, States& states) {
    try {
        for (auto& row : find_schedules(db, doctors))
            states.of(row.doctor_id).calendar =
                Calendar{row.doctor_id, false, std::move(row.rules.value), {}, row.version};
    } catch (const postgres::SqlError& error) {
        if (error.sqlstate != cannot_be_held) throw;
        if (doctors.size() == 1) {
            states.of(doctors.front()).is_readable = false;
            return;
        }
        const auto middle = doctors.begin() + std::ssize(doctors) / 2;
        read_schedules(db, {doctors.begin(), middle}, states);
        read_schedules(db, {middle, doctors.end()}, states);
    }
}

// Schedules first: an exception added between the two reads belongs to a newer version, of which an event
// tells.
void read_calendars(postgres::Executor& db, const std::vector<DoctorId>& doctors, Instant since,
                    States& states) {
    read_schedules(db, doctors, states);
    // No zone is two days away from UTC.
    const LocalDateTime before{std::chrono::local_time<minutes>{
        std::chrono::floor<minutes>(since.value.time_since_epoch()) - std::chrono::days{2}}};
    for (const auto& row : find_exceptions(db, doctors, before)) {
        auto& calendar = states.of(row.doctor_id).calendar;
        if (calendar)
            calendar->exceptions.push_back({row.id, row.kind, row.starts_at, row.ends_at, row.reason});
    }
    for (const auto& row : find_busy_times(db, doctors, since - std::chrono::days{2})) {
        if (auto& calendar = states.of(row.doctor_id).calendar)
            calendar->busy_elsewhere.push_back({row.starts_at, row.ends_at});
    }
    for (const DoctorId doctor : doctors) {
        if (auto& calendar = states.of(doctor).calendar) join(calendar->busy_elsewhere);
    }
}

void read_listed(postgres::Executor& db, directory::Directory& directory,
                 const std::vector<DoctorId>& doctors, States& states) {
    for (auto& listed : directory.listed(db, doctors)) {
        auto& state = states.of(listed.card.id);
        state.listed = std::move(listed);
    }
}

}  // namespace

std::vector<DoctorState> read_states(postgres::Executor& db, directory::Directory& directory,
                                     const std::vector<DoctorId>& doctors, Instant now) {
    States states(doctors);
    read_listed(db, directory, doctors, states);
    read_calendars(db, doctors, now, states);
    for (const auto& row : find_occupying(db, doctors, now - limits::past_times_kept))
        states.of(row.doctor_id).occupations.push_back(occupation_of(row));
    return std::move(states).all();
}

std::vector<DoctorState> read_truth(postgres::Executor& db, directory::Directory& directory,
                                    const std::vector<DoctorId>& doctors, const Period& window) {
    States states(doctors);
    read_listed(db, directory, doctors, states);
    read_calendars(db, doctors, window.start, states);
    for (const auto& row : find_busy(db, doctors, window))
        states.of(row.doctor_id).occupations.push_back(occupation_of(row));
    return std::move(states).all();
}

}  // namespace venera::scheduling
