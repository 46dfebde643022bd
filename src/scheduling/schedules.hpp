// A doctor's hours and the exceptions from them: read by everybody, written by the doctor and administrators
// (exceptions also by the desk). An edit never touches a booked visit; it names those that it leaves outside
// the hours.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "directory/directory.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "scheduling/appointment.hpp"
#include "scheduling/calendar_queries.hpp"
#include "scheduling/calendars.hpp"
#include "scheduling/occupancy.hpp"
#include "scheduling/refusals.hpp"

namespace venera::scheduling {

struct Schedule : ScheduleRules {
    DoctorId doctor_id;
    std::int64_t version = 1;
    std::optional<std::vector<OutsideVisit>> outside;  // only in the answer to a change
};
BOOST_DESCRIBE_STRUCT(Schedule, (ScheduleRules), (doctor_id, version, outside))

struct NewException {
    ExceptionKind kind = ExceptionKind::closed;
    LocalDateTime start;
    LocalDateTime end;
    std::optional<Text<200>> reason;
};
BOOST_DESCRIBE_STRUCT(NewException, (), (kind, start, end, reason))
void check(const NewException& wish, json::Issues& issues);

struct ExceptionQuery {
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ExceptionQuery, (), (limit, cursor))

// A new exception, and the booked visits that it leaves outside the hours.
struct AddedException : ScheduleException {
    std::vector<OutsideVisit> outside;
};
BOOST_DESCRIBE_STRUCT(AddedException, (ScheduleException), (outside))

// What POST .../exceptions/preview tries: an exception more, one less, or one in the place of another.
struct ExceptionsPreview {
    std::optional<NewException> add;
    std::optional<ExceptionId> remove;
};
BOOST_DESCRIBE_STRUCT(ExceptionsPreview, (), (add, remove))
void check(const ExceptionsPreview& wish, json::Issues& issues);

// The next two weeks of a calendar as they would be, and the coming visits that would lie outside its hours.
struct SchedulePreview {
    DoctorId doctor_id;
    std::string timezone;
    Date from;
    std::int64_t days = 0;
    std::vector<AgendaPeriod> open;
    std::vector<OutsideVisit> outside;
};
BOOST_DESCRIBE_STRUCT(SchedulePreview, (), (doctor_id, timezone, from, days, open, outside))

class Schedules {
public:
    Schedules(Calendars& calendars, directory::Directory& directory, Occupancy& occupancy)
        : calendars_(calendars), directory_(directory), occupancy_(occupancy) {}

    Result<Schedule, not_found> get(Context& context, http::Path<DoctorId> doctor);
    Result<Schedule, not_found, version_mismatch> put(Context& context, http::Path<DoctorId> doctor,
                                                      const ScheduleRules& rules, http::IfMatch condition);
    // Writes nothing.
    Result<SchedulePreview, not_found> preview(Context& context, http::Path<DoctorId> doctor,
                                               const ScheduleRules& rules);

    // By start, those of the past included.
    Result<Page<ScheduleException>, not_found, invalid_cursor> exceptions(
        Context& context, http::Path<DoctorId> doctor, const http::Query<ExceptionQuery>& query);
    using AddAnswer = Result<Created<AddedException>, not_found, too_many_exceptions, idempotency_key_reused>;
    AddAnswer add_exception(Context& context, http::Path<DoctorId> doctor, const NewException& wish,
                            const http::IdempotencyKey& key);
    Result<NoContent, not_found> remove_exception(Context& context, http::Path<DoctorId> doctor,
                                                  http::Path<ExceptionId> exception);
    // Writes nothing.
    Result<SchedulePreview, not_found> preview_exceptions(Context& context, http::Path<DoctorId> doctor,
                                                          const ExceptionsPreview& wish);

private:
    // After the commit of an edit.
    void has_changed(Context& context, DoctorId doctor);
    bool may_edit(Context& context, DoctorId doctor);
    enum class Inserted : std::uint8_t { yes, no_schedule, too_many, repeated };
    Inserted insert(Context& context, DoctorId doctor, const ScheduleException& exception,
                    const std::optional<KeptKey>& key);
    // What an earlier request with the same key added.
    AddAnswer added_before(Context& context, DoctorId doctor, const KeptKey& key, const KeptAnswer& earlier);
    std::vector<OutsideVisit> left_outside(Context& context, DoctorId doctor);

    Calendars& calendars_;
    directory::Directory& directory_;
    Occupancy& occupancy_;
};

}  // namespace venera::scheduling
