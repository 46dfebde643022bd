// Reading appointments: lists by role, one of them, and one of them as a calendar entry. Whatever of a
// patient is shown is in the access log before it is shown.
#pragma once
#include "platform/http/router.hpp"
#include "scheduling/appointment.hpp"
#include "scheduling/callers.hpp"

namespace venera::scheduling {

class Lists {
public:
    explicit Lists(const People& people) : people_(people) {}

    // Without `status`, holds and what became of them are left out.
    Result<Page<Appointment>, invalid_input, invalid_cursor> list(Context& context,
                                                                  const http::Query<AppointmentQuery>& query);
    // The patient's own, without those of relatives: upcoming ones the earliest first, past ones the latest
    // first.
    Result<Page<Appointment>, invalid_cursor> mine(Context& context,
                                                   const http::Query<MyAppointmentQuery>& query);
    Result<Appointment, not_found> one(Context& context, http::Path<AppointmentId> id);
    Result<File, not_found> calendar(Context& context, http::Path<AppointmentId> id);

private:
    struct PageWish {
        const Reach& reach;
        const ListFilter& filter;
        AppointmentSort sort;
        std::int32_t limit;
        const std::optional<std::string>& cursor;
    };
    Result<Page<Appointment>, invalid_cursor> page(Context& context, const PageWish& wish);
    // Shows nothing yet, but logs the access, allowed or denied.
    std::optional<AppointmentRow> read(Context& context, AppointmentId id, const std::string& action);

    People people_;
};

}  // namespace venera::scheduling
