// Reading appointments: lists by role, one of them, and one of them as a calendar entry. Whatever of a
// patient is shown is in the access log before it is shown.
#pragma once
#include "patients/patients.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "scheduling/appointment.hpp"
#include "scheduling/list_queries.hpp"

namespace venera::scheduling {

class Lists {
public:
    explicit Lists(patients::Patients& patients) : patients_(patients) {}

    // Without `status`, holds and what became of them are left out.
    Result<Page<Appointment>, invalid_input, invalid_cursor> list(Context& context,
                                                                  const http::Query<AppointmentQuery>& query);
    // The patient's own: upcoming ones the earliest first, past ones the latest first.
    Result<Page<Appointment>, invalid_cursor> mine(Context& context,
                                                   const http::Query<MyAppointmentQuery>& query);
    Result<Appointment, not_found> one(Context& context, http::Path<AppointmentId> id);
    Result<File, not_found> calendar(Context& context, http::Path<AppointmentId> id);

private:
    struct PageWish {
        const ListFilter& filter;
        AppointmentSort sort;
        std::int32_t limit;
        const std::optional<std::string>& cursor;
    };
    Result<Page<Appointment>, invalid_cursor> page(Context& context, const PageWish& wish);
    // Shows nothing yet, but logs the access, allowed or denied.
    std::optional<AppointmentRow> read(Context& context, AppointmentId id, const std::string& action);

    patients::Patients& patients_;
};

}  // namespace venera::scheduling
