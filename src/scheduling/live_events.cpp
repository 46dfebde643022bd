#include "scheduling/live_events.hpp"

#include <algorithm>
#include <charconv>

#include "platform/json/shape.hpp"
#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

// The members of the data on the wire.
struct Shown {
    AppointmentId appointment_id;
    DoctorId doctor_id;
    ClinicId clinic_id;
    Status status;
    Instant start;
    Instant end;
    std::int32_t version;
};
BOOST_DESCRIBE_STRUCT(Shown, (), (appointment_id, doctor_id, clinic_id, status, start, end, version))

struct ShownGone {
    AppointmentId appointment_id;
    std::int32_t version;
};
BOOST_DESCRIBE_STRUCT(ShownGone, (), (appointment_id, version))

// A visit's place on boards.
struct Place {
    DoctorId doctor;
    ClinicId clinic;
    Date date;
};

template <class T>
bool has(const std::vector<T>& list, const T& one) {
    return std::ranges::find(list, one) != list.end();
}

bool shows(const LiveScope& scope, const Place& place) {
    const Reach& reach = scope.reach;
    const BoardQuery& board = scope.board;
    return (!reach.doctor_id || *reach.doctor_id == place.doctor) &&
           (!reach.clinic_ids || has(*reach.clinic_ids, place.clinic)) &&
           (!board.doctor_id || *board.doctor_id == place.doctor) &&
           (!board.clinic_id || *board.clinic_id == place.clinic) &&
           (!board.date || *board.date == place.date);
}

void append_message(std::string& out, const OutboxPosition& at, std::string_view type,
                    std::string_view data) {
    out.append("id: ").append(text_of(at)).append("\nevent: ").append(type);
    out.append("\ndata: ").append(data).append("\n\n");
}

}  // namespace

Sight sight_of(const LiveEvent& event, const LiveScope& scope) {
    if (const auto& patients = scope.reach.patient_ids) {
        // That a doctor has something else in a calendar is the practice's to see to.
        if (!event.patient_id || !has(*patients, *event.patient_id) || event.type == "appointment.conflict")
            return Sight::none;
    }
    const Place now{event.doctor_id, event.clinic_id, event.local_date};
    if (shows(scope, now)) return Sight::whole;
    const Place before{event.previous_doctor_id.value_or(now.doctor),
                       event.previous_clinic_id.value_or(now.clinic),
                       event.previous_local_date.value_or(now.date)};
    return shows(scope, before) ? Sight::left : Sight::none;
}

OutboxPosition position_of(const LiveEvent& event) { return {event.xid, event.id}; }

std::string text_of(const OutboxPosition& position) {
    return std::to_string(position.xid) + '-' + position.id.text();
}

std::optional<OutboxPosition> parse_position(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == 0 || dash == std::string_view::npos || text.front() == '0') return std::nullopt;
    OutboxPosition position;
    const char* const end = text.data() + dash;
    const auto [stopped, error] = std::from_chars(text.data(), end, position.xid);
    const auto id = Uuid::parse(text.substr(dash + 1));
    if (error != std::errc{} || stopped != end || position.xid < 0 || !id) return std::nullopt;
    position.id = *id;
    return position;
}

void append_event(std::string& out, const LiveEvent& event, Sight sight) {
    if (sight == Sight::left) {
        append_message(out, position_of(event), "appointment.left",
                       json::to_json(ShownGone{event.appointment_id, event.version}));
        return;
    }
    append_message(out, position_of(event), event.type,
                   json::to_json(Shown{event.appointment_id, event.doctor_id, event.clinic_id, event.status,
                                       event.start, event.end, event.version}));
}

void append_begin(std::string& out, Begin begin, const OutboxPosition& at) {
    out.append("retry: ").append(std::to_string(limits::live_retry.count())).append("\n");
    append_message(out, at, begin == Begin::ready ? "ready" : "reset", "{}");
}

}  // namespace venera::scheduling
