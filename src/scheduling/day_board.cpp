#include "scheduling/day_board.hpp"

#include <algorithm>

#include "scheduling/agenda.hpp"
#include "scheduling/appointment_view.hpp"
#include "scheduling/board_queries.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/list_queries.hpp"
#include "scheduling/live_queries.hpp"

namespace venera::scheduling {

namespace {

bool may_see(const Caller& caller, ClinicId clinic) {
    const auto clinics = reach_of(caller).clinic_ids;
    return !clinics || std::ranges::find(*clinics, clinic) != clinics->end();
}

BoardVisit board_visit_of(const AppointmentRow& row) {
    // Its words stay sealed.
    const Appointment visit = view_of(row, nullptr);
    const bool is_named = row.status != Status::held;
    return {.id = visit.id,
            .reference = visit.reference,
            .doctor_id = visit.doctor_id,
            .patient_id = is_named ? visit.patient_id : std::nullopt,
            .patient_name = is_named ? visit.patient_name : std::nullopt,
            .start = visit.start,
            .end = visit.end,
            .duration_minutes = visit.duration_minutes,
            .local_date = visit.local_date,
            .local_time = visit.local_time,
            .mode = visit.mode,
            .visit_type = visit.visit_type,
            .status = visit.status,
            .price_cents = visit.price_cents,
            .currency = visit.currency,
            .payment_status = visit.payment_status,
            .pay_until = visit.pay_until,
            .version = visit.version};
}

// Who has visits but no hours: on leave, retired, or at another clinic by now.
void add_visited(std::vector<BoardDoctor>& doctors, const std::vector<AppointmentRow>& rows) {
    for (const AppointmentRow& row : rows) {
        if (std::ranges::find(doctors, row.doctor_id, &BoardDoctor::id) != doctors.end()) continue;
        doctors.push_back({row.doctor_id, row.doctor_name, {row.specialty_code, row.specialty_name}, {}});
    }
}

}  // namespace

std::vector<BoardDoctor> DayBoards::at_work(Context& context, const DayBoardQuery& query, Date date) {
    directory::DoctorFilter filter;
    filter.clinic_id = query.clinic_id;
    auto cards = directory_.matching(context, filter);
    const auto own = reach_of(context.caller()).doctor_id;
    std::erase_if(cards, [&](const auto& card) {
        return (own && card->id != *own) || (query.doctor_id && card->id != *query.doctor_id);
    });
    std::vector<DoctorId> ids;
    for (const auto& card : cards) ids.push_back(card->id);
    const auto calendars = calendars_.current(context, ids);
    std::vector<BoardDoctor> doctors;
    for (std::size_t i = 0; i < cards.size(); ++i) {
        if (!calendars[i]) continue;
        const Zone& zone = calendars[i]->rules.timezone;
        auto open = shown(open_periods(*calendars[i], zone.day(date)), zone);
        if (!open.empty())
            doctors.push_back({cards[i]->id, cards[i]->name, cards[i]->specialties.front(), std::move(open)});
    }
    return doctors;
}

DayBoards::Answer DayBoards::board(Context& context, const http::Query<DayBoardQuery>& query) {
    const Reach reach = reach_of(context.caller());
    const auto clinic = may_see(context.caller(), query->clinic_id)
                            ? directory_.clinic(context, query->clinic_id)
                            : std::nullopt;
    if (!clinic) {
        log_denied_board(context.database(), query->clinic_id, trail_of(context));
        return refuse<not_found>;
    }
    const auto zone = Zone::parse(clinic->timezone);
    const Date today = (zone ? *zone : Zone()).date(context.now());
    const Date date = query->date.value_or(today);
    if (date.value.year() < std::chrono::year{2000} || date.value.year() >= std::chrono::year{2200})
        return invalid_parameter("date", {"out_of_range", "must lie in the years 2000 to 2199"});
    std::string position = live_position(context.database());
    auto rows = list_board(context.database(), reach, {clinic->id, date, query->doctor_id}, context.now(),
                           limits::board_visits + 1);
    DayBoard board{.clinic = *clinic,
                   .date = date,
                   .today = today,
                   .doctors = {},
                   .visits = {},
                   .position = std::move(position)};
    if (rows.size() > static_cast<std::size_t>(limits::board_visits)) {
        rows.pop_back();
        board.whole = false;
    }
    std::vector<AppointmentRow> named;
    std::ranges::copy_if(rows, std::back_inserter(named),
                         [](const AppointmentRow& row) { return row.status != Status::held; });
    log_reads(context.database(), named, "read board", trail_of(context));
    board.doctors = at_work(context, *query, date);
    add_visited(board.doctors, rows);
    std::ranges::sort(board.doctors, {}, &BoardDoctor::name);
    if (board.doctors.size() > limits::board_doctors) {
        board.doctors.resize(limits::board_doctors);
        board.whole = false;
    }
    for (const AppointmentRow& row : rows) board.visits.push_back(board_visit_of(row));
    return board;
}

}  // namespace venera::scheduling
