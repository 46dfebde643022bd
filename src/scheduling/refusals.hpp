// The ways scheduling says no. Add, never rename: clients read the codes.
#pragma once
#include <boost/describe/class.hpp>
#include <string>
#include <vector>

#include "platform/http/problem.hpp"
#include "platform/http/refusal.hpp"
#include "platform/values/instant.hpp"
#include "scheduling/types.hpp"

namespace venera::scheduling {

// A free time near the one that was refused, in the shape of a slot of the availability.
struct Alternative {
    std::string slot_id;
    Instant start;
    Instant end;
    std::string timezone;
    Date local_date;
    ClockTime local_time;
};
BOOST_DESCRIBE_STRUCT(Alternative, (), (slot_id, start, end, timezone, local_date, local_time))
struct Alternatives {
    std::vector<Alternative> alternatives;
};
BOOST_DESCRIBE_STRUCT(Alternatives, (), (alternatives))

struct ReasonGiven {
    RuleName rule;
    std::string detail;
};
BOOST_DESCRIBE_STRUCT(ReasonGiven, (), (rule, detail))
struct ReasonsGiven {
    std::vector<ReasonGiven> reasons;
};
BOOST_DESCRIBE_STRUCT(ReasonsGiven, (), (reasons))

inline constexpr RefusalWith<Alternatives> slot_taken{
    409,
    "slot_taken",
    {"Time taken", "Somebody else has this time; `alternatives` are free times near it."},
    {"Hora ocupada", "Otra persona tiene esta hora; `alternatives` son horas libres cercanas."}};
inline constexpr Refusal patient_busy{
    409,
    "patient_busy",
    {"Patient busy", "The patient has another appointment or hold at this time."},
    {"Paciente ocupado", "El paciente tiene otra cita o reserva a esta hora."}};
inline constexpr Refusal too_late_to_book{
    422,
    "too_late_to_book",
    {"Too late to book", "This time is too soon: the doctor asks for more notice."},
    {"Demasiado tarde para reservar", "Falta muy poco para esta hora: el médico pide más antelación."}};
inline constexpr Refusal beyond_horizon{
    422,
    "beyond_horizon",
    {"Too far ahead", "The doctor's calendar is not open for this date yet."},
    {"Demasiado lejos", "El calendario del médico aún no está abierto para esa fecha."}};
inline constexpr RefusalWith<ReasonsGiven> not_offered{
    422,
    "not_offered",
    {"Time not offered", "The doctor does not offer this time; `reasons` names every rule against it."},
    {"Hora no ofrecida", "El médico no ofrece esta hora; `reasons` nombra cada regla que lo impide."}};
inline constexpr Refusal hold_expired{
    410,
    "hold_expired",
    {"Hold expired", "This hold has ended; look for the time again."},
    {"Reserva vencida", "Esta reserva ha terminado; busque la hora de nuevo."}};
inline constexpr Refusal too_many_holds{
    409,
    "too_many_holds",
    {"Too many holds", "Book or release one of the holds first."},
    {"Demasiadas reservas", "Confirme o libere primero una de las reservas."}};
inline constexpr Refusal too_many_extensions{
    409,
    "too_many_extensions",
    {"Extended too often", "A hold can be extended ten times; book it or release it."},
    {"Demasiadas prórrogas", "Una reserva se prorroga hasta diez veces; confírmela o libérela."}};
inline constexpr Refusal too_late_to_cancel{
    409,
    "too_late_to_cancel",
    {"Too late to change", "Patients can cancel or move a visit until `cancellable_until`; call the clinic."},
    {"Demasiado tarde para cambiar",
     "El paciente puede cancelar o mover la cita hasta `cancellable_until`; "
     "llame a la clínica."}};
inline constexpr Refusal invalid_transition{
    409,
    "invalid_transition",
    {"Not possible now", "The appointment's status does not allow this step."},
    {"No es posible ahora", "El estado de la cita no permite este paso."}};
inline constexpr Refusal visit_not_started{
    409,
    "visit_not_started",
    {"Not started yet",
     "This is possible from the start of the visit on. A patient who was checked in may have been seen up to "
     "two hours before it."},
    {"Aún no ha empezado",
     "Esto es posible desde el inicio de la cita. Un paciente cuya llegada se registró puede haber sido "
     "atendido hasta dos horas antes."}};

inline constexpr Refusal price_not_covered{
    409,
    "price_not_covered",
    {"Not covered by what is paid",
     "This visit is paid, and would cost more, or in another currency, or be at another clinic. Cancel it, "
     "which pays it back, and book the other one."},
    {"No cubierto por lo pagado",
     "Esta cita está pagada y costaría más, o en otra moneda, o sería en otra clínica. Cancélela, con lo que "
     "se le devuelve el pago, y reserve la otra."}};
// As payments says it.
inline constexpr Refusal payment_in_progress{
    409,
    "payment_in_progress",
    {"Payment in progress", "Another payment for this visit is under way; wait for what becomes of it."},
    {"Pago en curso", "Hay otro pago en curso para esta cita; espere su resultado."}};

inline constexpr Refusal too_many_waits{
    409,
    "too_many_waits",
    {"Waiting often enough", "A person can wait for five things at a time; take one off the list first."},
    {"Demasiadas esperas", "Una persona puede esperar cinco cosas a la vez; quite antes una de la lista."}};
inline constexpr Refusal too_many_joins{
    429,
    "too_many_joins",
    {"Too many wishes today",
     "This account has put so many wishes on the waiting list today: wait for the time in Retry-After."},
    {"Demasiadas solicitudes hoy",
     "Esta cuenta ya puso muchas solicitudes en la lista de espera hoy: espere el tiempo de Retry-After."}};
inline constexpr Refusal offer_over{
    410,
    "offer_over",
    {"Offer over", "This offer has ended or was answered before; you may still be on the waiting list."},
    {"Oferta terminada",
     "Esta oferta ha terminado o ya fue respondida; puede que siga en la lista de espera."}};

inline constexpr Refusal too_many_exceptions{
    409,
    "too_many_exceptions",
    {"Too many exceptions", "This calendar has as many exceptions as it can hold; remove old ones first."},
    {"Demasiadas excepciones", "Este calendario no admite más excepciones; elimine primero las antiguas."}};

inline constexpr Refusal too_many_busy_calendars{
    409,
    "too_many_busy_calendars",
    {"Too many calendars", "This doctor has as many other calendars as can be read; remove one first."},
    {"Demasiados calendarios", "Este médico no admite más calendarios externos; elimine uno primero."}};

inline constexpr Refusal too_many_streams{
    429,
    "too_many_streams",
    {"Too many streams",
     "So many streams of events are open for you, or from your address, already: close one first."},
    {"Demasiadas conexiones",
     "Ya hay demasiadas conexiones de eventos abiertas para usted o desde su dirección: cierre una "
     "primero."}};
inline constexpr Refusal streams_exhausted{
    503,
    "streams_exhausted",
    {"No more streams",
     "This server has as many streams of events as it takes; read the list until one ends."},
    {"No hay más conexiones",
     "Este servidor no admite más conexiones de eventos; consulte la lista hasta que termine alguna."}};

}  // namespace venera::scheduling
