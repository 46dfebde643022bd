#include "scheduling/calendars.hpp"

#include "scheduling/busy_calendar_queries.hpp"
#include "scheduling/calendar_queries.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/timetable.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::days;

// Exceptions that ended before this are of no use: no zone is two days away from UTC.
LocalDateTime long_ago(Instant now) {
    using namespace std::chrono;
    return {local_time<minutes>{floor<minutes>(now.value.time_since_epoch()) - days{2}}};
}

std::unordered_map<DoctorId, std::shared_ptr<Calendar>> load(postgres::Executor& db,
                                                             const std::vector<DoctorId>& doctors,
                                                             Instant now) {
    // Schedules first: an exception added between the two reads comes with a newer version, which the next
    // check sees.
    std::unordered_map<DoctorId, std::shared_ptr<Calendar>> by_doctor;
    for (const auto& row : find_schedules(db, doctors)) {
        by_doctor[row.doctor_id] =
            std::make_shared<Calendar>(Calendar{row.doctor_id, false, row.rules.value, {}, row.version});
    }
    for (const auto& row : find_exceptions(db, doctors, long_ago(now))) {
        if (const auto found = by_doctor.find(row.doctor_id); found != by_doctor.end())
            found->second->exceptions.push_back({row.id, row.kind, row.starts_at, row.ends_at, row.reason});
    }
    for (const auto& row : find_busy_times(db, doctors, now - days{2})) {
        if (const auto found = by_doctor.find(row.doctor_id); found != by_doctor.end())
            found->second->busy_elsewhere.push_back({row.starts_at, row.ends_at});
    }
    for (const auto& [doctor, calendar] : by_doctor) join(calendar->busy_elsewhere);
    return by_doctor;
}

}  // namespace

std::shared_ptr<const Calendar> read_calendar(postgres::Executor& db, DoctorId doctor, Instant now) {
    const auto loaded = load(db, {doctor}, now);
    return loaded.empty() ? nullptr : loaded.begin()->second;
}

std::shared_ptr<const Calendar> Calendars::find(Context& context, DoctorId doctor) {
    {
        const std::scoped_lock lock(mutex_);
        if (const auto found = calendars_.find(doctor); found != calendars_.end()) return found->second;
    }
    return reload(context, doctor);
}

std::shared_ptr<const Calendar> Calendars::reload(Context& context, DoctorId doctor) {
    return read(context, {doctor}).front();
}

std::vector<std::shared_ptr<const Calendar>> Calendars::current(Context& context,
                                                                const std::vector<DoctorId>& doctors) {
    std::unordered_map<DoctorId, std::int64_t> versions;
    for (const auto& row : find_versions(context.database(), doctors)) versions[row.doctor_id] = row.version;
    std::vector<std::shared_ptr<const Calendar>> calendars(doctors.size());
    std::vector<DoctorId> stale;
    {
        const std::scoped_lock lock(mutex_);
        for (std::size_t i = 0; i < doctors.size(); ++i) {
            const auto version = versions.find(doctors[i]);
            if (version == versions.end()) continue;
            const auto kept = calendars_.find(doctors[i]);
            if (kept != calendars_.end() && kept->second->version == version->second)
                calendars[i] = kept->second;
            else
                stale.push_back(doctors[i]);
        }
    }
    if (stale.empty()) return calendars;
    std::unordered_map<DoctorId, std::shared_ptr<const Calendar>> fresh;
    const auto read_again = read(context, stale);
    for (std::size_t i = 0; i < stale.size(); ++i) fresh[stale[i]] = read_again[i];
    for (std::size_t i = 0; i < doctors.size(); ++i) {
        if (const auto found = fresh.find(doctors[i]); found != fresh.end()) calendars[i] = found->second;
    }
    return calendars;
}

void Calendars::forget(DoctorId doctor) {
    const std::scoped_lock lock(mutex_);
    calendars_.erase(doctor);
}

std::vector<std::shared_ptr<const Calendar>> Calendars::read(Context& context,
                                                             const std::vector<DoctorId>& doctors) {
    const auto by_doctor = load(context.database(), doctors, context.now());
    std::vector<std::shared_ptr<const Calendar>> calendars;
    const std::scoped_lock lock(mutex_);
    if (calendars_.size() > limits::calendars_kept) calendars_.clear();
    for (const auto& doctor : doctors) {
        const auto found = by_doctor.find(doctor);
        calendars.push_back(found == by_doctor.end() ? nullptr : found->second);
        if (!calendars.back()) {
            calendars_.erase(doctor);
            continue;
        }
        // Of two reads at once the older may come last: it must not replace the newer.
        auto& kept = calendars_[doctor];
        if (!kept || kept->version <= calendars.back()->version) kept = calendars.back();
    }
    return calendars;
}

}  // namespace venera::scheduling
