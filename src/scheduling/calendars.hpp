// The calendars of doctors, read once and kept by version. A booking checks the version again in its own
// statement, and availability compares versions first, so a calendar that is kept can be stale but never
// decides.
#pragma once
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "platform/http/context.hpp"
#include "scheduling/rules.hpp"

namespace venera::scheduling {

// As the database has it, or a transaction sees it; null for a doctor without a schedule.
std::shared_ptr<const Calendar> read_calendar(postgres::Executor& db, DoctorId doctor, Instant now);

class Calendars {
public:
    // Whether the doctor is still in service is not known here (`retired` is false): that is the directory's
    // to say. The calendar as it was when somebody last needed it; null for a doctor without a schedule.
    std::shared_ptr<const Calendar> find(Context& context, DoctorId doctor);
    // Read again, now.
    std::shared_ptr<const Calendar> reload(Context& context, DoctorId doctor);
    // The calendars as the database has them now, in the order asked; null for a doctor without a schedule.
    // One statement when nothing changed.
    std::vector<std::shared_ptr<const Calendar>> current(Context& context,
                                                         const std::vector<DoctorId>& doctors);
    // After an edit on this replica.
    void forget(DoctorId doctor);

private:
    std::vector<std::shared_ptr<const Calendar>> read(Context& context, const std::vector<DoctorId>& doctors);

    // Requests on every thread share the calendars; held for a look-up, never across a wait.
    std::mutex mutex_;
    std::unordered_map<DoctorId, std::shared_ptr<const Calendar>> calendars_;
};

}  // namespace venera::scheduling
