// What streams tell of appointments: who hears of an event, where a stream goes on, and how it looks on the
// wire (server-sent events). Pure: no clock, no database. An event names ids, the state and the times of a
// visit, never a person: who shows more reads the list again, which leaves its lines in the access log.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scheduling/index_queries.hpp"
#include "scheduling/trail.hpp"
#include "scheduling/types.hpp"

namespace venera::scheduling {

// An event of one appointment, as the outbox has it. The former doctor, clinic and day are those of a move.
struct LiveEvent {
    std::int64_t xid = 0;
    Uuid id;
    std::string type;
    AppointmentId appointment_id;
    std::int32_t version = 0;
    DoctorId doctor_id;
    ClinicId clinic_id;
    std::optional<PatientId> patient_id;
    Status status = Status::booked;
    Instant start;
    Instant end;
    Date local_date;
    std::optional<DoctorId> previous_doctor_id;
    std::optional<ClinicId> previous_clinic_id;
    std::optional<Date> previous_local_date;
};
BOOST_DESCRIBE_STRUCT(LiveEvent, (),
                      (xid, id, type, appointment_id, version, doctor_id, clinic_id, patient_id, status,
                       start, end, local_date, previous_doctor_id, previous_clinic_id, previous_local_date))

// What a board shows of what its reader may see.
struct BoardQuery {
    std::optional<ClinicId> clinic_id;
    std::optional<DoctorId> doctor_id;
    std::optional<Date> date;  // the visit's, in the zone of its clinic
};
BOOST_DESCRIBE_STRUCT(BoardQuery, (), (clinic_id, doctor_id, date))

struct LiveScope {
    Reach reach;
    BoardQuery board{};
};

// `left`: it was on the board and is no longer. Where it went the reader may not know.
enum class Sight : std::uint8_t { none, left, whole };
Sight sight_of(const LiveEvent& event, const LiveScope& scope);

OutboxPosition position_of(const LiveEvent& event);
// "<xid>-<uuid>", the id of an event on the wire.
std::string text_of(const OutboxPosition& position);
std::optional<OutboxPosition> parse_position(std::string_view text);
// A moment, between all that had ended then and everything else: an answer that was read since shows all that
// comes before it.
inline bool is_moment(const OutboxPosition& position) { return position.id == Uuid{}; }

// Requires: sight is not none.
void append_event(std::string& out, const LiveEvent& event, Sight sight);
// The first thing that a stream says: `ready`, or `reset` when what came before is not known and all must be
// read again. `at` is where it goes on.
enum class Begin : std::uint8_t { ready, reset };
void append_begin(std::string& out, Begin begin, const OutboxPosition& at);

}  // namespace venera::scheduling
