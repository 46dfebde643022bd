// GET /appointments/board: a clinic's day as its reception sees it, with a column for each doctor who works
// or has visits. It shows who comes when and how far they are, and nothing of why they come.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "directory/directory.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "scheduling/appointment.hpp"
#include "scheduling/calendars.hpp"

namespace venera::scheduling {

struct DayBoardQuery {
    ClinicId clinic_id;
    std::optional<Date> date;  // where the clinic is; today if absent
    std::optional<DoctorId> doctor_id;
};
BOOST_DESCRIBE_STRUCT(DayBoardQuery, (), (clinic_id, date, doctor_id))

struct BoardDoctor {
    DoctorId id;
    std::string name;
    SpecialtyName specialty;
    std::vector<AgendaPeriod> open;  // none for who has visits but does not work that day, or no longer here
};
BOOST_DESCRIBE_STRUCT(BoardDoctor, (), (id, name, specialty, open))

// An Appointment without its words; of a hold nobody's name.
struct BoardVisit {
    AppointmentId id;
    std::string reference;
    DoctorId doctor_id;
    std::optional<PatientId> patient_id;
    std::optional<std::string> patient_name;
    Instant start;
    Instant end;
    std::int64_t duration_minutes = 0;
    Date local_date;
    ClockTime local_time;
    Mode mode = Mode::in_person;
    Code visit_type;
    Status status = Status::booked;
    std::int64_t price_cents = 0;
    Currency currency;
    PaymentStatus payment_status = PaymentStatus::unpaid;
    std::optional<Instant> pay_until;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(BoardVisit, (),
                      (id, reference, doctor_id, patient_id, patient_name, start, end, duration_minutes,
                       local_date, local_time, mode, visit_type, status, price_cents, currency,
                       payment_status, pay_until, version))

struct DayBoard {
    ClinicCard clinic;
    Date date;
    Date today;                        // where the clinic is
    std::vector<BoardDoctor> doctors;  // by name
    std::vector<BoardVisit> visits;    // by start
    bool whole = true;     // false: more visits or doctors than one answer takes; ask for one doctor
    std::string position;  // the Last-Event-ID with which a stream tells what this does not show
};
BOOST_DESCRIBE_STRUCT(DayBoard, (), (clinic, date, today, doctors, visits, whole, position))

class DayBoards {
public:
    DayBoards(Calendars& calendars, directory::Directory& directory)
        : calendars_(calendars), directory_(directory) {}

    using Answer = Result<DayBoard, not_found, invalid_input>;
    // Doctors see their own column, staff the clinics that they work for.
    Answer board(Context& context, const http::Query<DayBoardQuery>& query);

private:
    std::vector<BoardDoctor> at_work(Context& context, const DayBoardQuery& query, Date date);

    Calendars& calendars_;
    directory::Directory& directory_;
};

}  // namespace venera::scheduling
