// Free times: of one doctor day by day, across doctors earliest first, and why a time is not free. The first
// two are answered from the availability index, without the database; it lists what the one predicate in
// rules.hpp allows, so a time is listed if and only if booking it succeeds.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "directory/directory.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "scheduling/answer_cache.hpp"
#include "scheduling/appointment.hpp"
#include "scheduling/availability_view.hpp"
#include "scheduling/calendars.hpp"
#include "scheduling/refusals.hpp"
#include "scheduling/scheduling.hpp"

namespace venera::scheduling {

// A time that can be booked. The viewer's own wall clock is told only to those who named their zone.
struct Slot {
    std::string slot_id;
    Instant start;
    Instant end;
    Date local_date;
    ClockTime local_time;
    std::optional<Date> viewer_local_date;
    std::optional<ClockTime> viewer_local_time;
};
BOOST_DESCRIBE_STRUCT(Slot, (),
                      (slot_id, start, end, local_date, local_time, viewer_local_date, viewer_local_time))

struct FreeDay {
    Date date;
    std::int64_t free = 0;
    std::vector<Slot> slots;
};
BOOST_DESCRIBE_STRUCT(FreeDay, (), (date, free, slots))

struct DoctorAvailability {
    DoctorId doctor_id;
    std::string timezone;
    std::int64_t slot_minutes = 0;
    std::optional<Code> visit_type;
    std::optional<Instant> next_available;
    std::vector<FreeDay> days;
};
BOOST_DESCRIBE_STRUCT(DoctorAvailability, (),
                      (doctor_id, timezone, slot_minutes, visit_type, next_available, days))

struct AvailabilityQuery {
    std::optional<Date> from;  // of the doctor's zone; today if absent
    std::optional<Whole<1, 31>> days;
    std::optional<Code> visit_type;
    std::optional<Duration> duration_minutes;
    std::optional<Zone> viewer_timezone;
};
BOOST_DESCRIBE_STRUCT(AvailabilityQuery, (), (from, days, visit_type, duration_minutes, viewer_timezone))
void check(const AvailabilityQuery& query, json::Issues& issues);

struct SearchQuery {
    std::optional<Code> specialty;
    std::optional<Text<100>> city;
    std::optional<Country> country;
    std::optional<ClinicId> clinic_id;
    std::optional<Language> language;
    std::optional<directory::Words> q;
    std::optional<double> min_rating;
    std::optional<Whole<0, 1'000'000'000>> max_price_cents;
    std::optional<directory::Position> near;
    std::optional<double> radius_km;
    std::optional<Mode> mode;
    std::optional<Date> from;  // of each doctor's zone; today if absent
    std::optional<Whole<1, 31>> days;
    std::optional<PartOfDay> part_of_day;
    std::optional<Code> visit_type;
    std::optional<Duration> duration_minutes;
    std::optional<Whole<1, 9>> per_doctor;
    std::optional<Zone> viewer_timezone;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(SearchQuery, (),
                      (specialty, city, country, clinic_id, language, q, min_rating, max_price_cents, near,
                       radius_km, mode, from, days, part_of_day, visit_type, duration_minutes, per_doctor,
                       viewer_timezone, limit, cursor))
void check(const SearchQuery& query, json::Issues& issues);

struct FoundDoctor {
    directory::DoctorCard doctor;
    std::string timezone;
    Code visit_type;
    Instant next_available;  // the first of the slots
    std::vector<Slot> slots;
};
BOOST_DESCRIBE_STRUCT(FoundDoctor, (), (doctor, timezone, visit_type, next_available, slots))

// A time as an instant, or as the doctor's clock shows it: one of the two.
struct ExplainQuery {
    std::optional<VisitStart> start;
    std::optional<LocalDateTime> local_start;
    std::optional<Code> visit_type;
    std::optional<Duration> duration_minutes;
};
BOOST_DESCRIBE_STRUCT(ExplainQuery, (), (start, local_start, visit_type, duration_minutes))
void check(const ExplainQuery& query, json::Issues& issues);

struct Explanation {
    bool available = false;
    std::vector<ReasonGiven> reasons;
    Instant start;
    Instant end;
    Date local_date;
    ClockTime local_time;
};
BOOST_DESCRIBE_STRUCT(Explanation, (), (available, reasons, start, end, local_date, local_time))

class Availability final : public Scheduling {
public:
    Availability(Calendars& calendars, directory::Directory& directory, const AvailabilityIndex& index)
        : calendars_(calendars), directory_(directory), index_(index) {}

    Result<Tagged<DoctorAvailability>, not_found, invalid_input> of_doctor(
        Context& context, http::Path<DoctorId> doctor, const http::Query<AvailabilityQuery>& query);
    // Pages go on in the state in which the first one was made, so that bookings in between neither repeat
    // nor skip a doctor; the times shown are those free now.
    Result<Tagged<Page<FoundDoctor>>, invalid_input, invalid_cursor> search(
        Context& context, const http::Query<SearchQuery>& query);
    Result<Explanation, not_found, invalid_input> explain(Context& context, http::Path<DoctorId> doctor,
                                                          const http::Query<ExplainQuery>& query);

    std::vector<std::optional<Instant>> next_available(Context& context,
                                                       const std::vector<DoctorId>& doctors) override;

private:
    // The answer for a doctor without hours, or who is no longer in service.
    Result<Tagged<DoctorAvailability>, not_found, invalid_input> without_hours(
        Context& context, DoctorId doctor, const AvailabilityQuery& query);
    // The question in the index's numbers; nothing if no doctor can pass.
    std::optional<IndexQuestion> question_of(Context& context, const SearchQuery& query);
    // The text of a page: doctors chosen as things stood at the first page, their times as they are at
    // present.
    std::string page(Context& context, const SearchQuery& query, const IndexQuestion& question,
                     const Moment& present, const Moment& first_page);
    // The earliest whom the words find, when more than are looked through do.
    std::vector<FreeDoctor> earliest_named(Context& context, const directory::Words& words,
                                           IndexQuestion question, const Moment& moment);

    Calendars& calendars_;
    directory::Directory& directory_;
    const AvailabilityIndex& index_;
    AnswerCache answers_;
};

// Only the practice chooses how long a visit takes.
bool may_choose_duration(const Caller& caller);
std::optional<minutes> minutes_of(const std::optional<Duration>& duration);
inline constexpr Problem duration_is_for_staff{"staff_only",
                                               "is for the practice to choose; patients choose a visit type"};

}  // namespace venera::scheduling
