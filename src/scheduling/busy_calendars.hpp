// Calendars that a doctor has elsewhere: addresses of .ics files, set by the doctor or the desk, read by
// busy_poller.hpp. While they say that the doctor is busy, nothing can be booked, as with a closed exception.
// Visits that were there before stay, and are listed here as conflicts until somebody has seen to them.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>

#include "directory/directory.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "platform/net/guarded_address.hpp"
#include "scheduling/busy_calendar_queries.hpp"
#include "scheduling/calendars.hpp"
#include "scheduling/occupancy.hpp"
#include "scheduling/refusals.hpp"

namespace venera::scheduling {

struct NewBusyCalendar {
    Text<100> name;
    Url url;
};
BOOST_DESCRIBE_STRUCT(NewBusyCalendar, (), (name, url))

struct BusyCalendarPatch {
    std::optional<Text<100>> name;
    std::optional<Url> url;
};
BOOST_DESCRIBE_STRUCT(BusyCalendarPatch, (), (name, url))

// Of the address only the host: the rest is often a secret.
struct BusyCalendar {
    BusyCalendarId id;
    std::string name;
    std::string host;
    Instant created_at;
    Instant next_poll_at;
    std::optional<Instant> polled_at;
    std::optional<Instant> succeeded_at;
    std::optional<std::string> last_error;  // of the last poll; absent: it went well
    std::int32_t unreadable_events = 0;
    std::int64_t busy_times = 0;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(BusyCalendar, (),
                      (id, name, host, created_at, next_poll_at, polled_at, succeeded_at, last_error,
                       unreadable_events, busy_times, version))

// The addresses at rest.
class AddressSeal {
public:
    explicit AddressSeal(const crypto::SecretKey& key) : key_(key) {}

    postgres::Bytes seal(BusyCalendarId id, const std::string& url) const;
    // Nothing if it was sealed with another key.
    std::optional<std::string> open(BusyCalendarId id, const postgres::Bytes& sealed) const;

private:
    const crypto::SecretKey& key_;
};

class BusyCalendars {
public:
    BusyCalendars(Calendars& calendars, directory::Directory& directory, Occupancy& occupancy,
                  const AddressSeal& seal, net::Reach reach)
        : calendars_(calendars), directory_(directory), occupancy_(occupancy), seal_(seal), reach_(reach) {}

    // At most limits::busy_calendars_per_doctor: one page.
    Result<Page<BusyCalendar>, not_found> list(Context& context, http::Path<DoctorId> doctor);
    using AddAnswer = Result<Created<BusyCalendar>, not_found, invalid_input, too_many_busy_calendars,
                             idempotency_key_reused>;
    AddAnswer add(Context& context, http::Path<DoctorId> doctor, const NewBusyCalendar& wish,
                  const http::IdempotencyKey& key);
    Result<BusyCalendar, not_found, invalid_input, version_mismatch> change(Context& context,
                                                                            http::Path<DoctorId> doctor,
                                                                            http::Path<BusyCalendarId> id,
                                                                            const BusyCalendarPatch& patch,
                                                                            http::IfMatch condition);
    // Its times are free again.
    Result<NoContent, not_found> remove(Context& context, http::Path<DoctorId> doctor,
                                        http::Path<BusyCalendarId> id);
    // Reads it as soon as possible.
    Result<Accepted<BusyCalendar>, not_found> refresh(Context& context, http::Path<DoctorId> doctor,
                                                      http::Path<BusyCalendarId> id);
    // The earliest limits::conflicts_shown.
    Result<Page<Conflict>, not_found> conflicts(Context& context, http::Path<DoctorId> doctor);

private:
    bool may_edit(Context& context, DoctorId doctor);
    // Nothing is wrong with it as an address of a calendar.
    std::optional<Problem> problem_of(const Url& url) const;
    AddAnswer added_before(Context& context, DoctorId doctor, const KeptKey& key);

    Calendars& calendars_;
    directory::Directory& directory_;
    Occupancy& occupancy_;
    const AddressSeal& seal_;
    net::Reach reach_;
};

}  // namespace venera::scheduling
