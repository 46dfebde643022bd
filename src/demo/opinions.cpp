#include "demo/opinions.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace venera::demo {

namespace {

using std::chrono::hours;

constexpr std::array<std::string_view, 10> praise{"Muy buena atención, explica todo con calma.",
                                                  "Puntual y amable. Volveré.",
                                                  "Me escuchó y resolvió todas mis dudas.",
                                                  "Excelente profesional, lo recomiendo.",
                                                  "Trato cercano y diagnóstico claro.",
                                                  "Por fin alguien que explica sin prisas.",
                                                  "Todo el equipo fue muy atento.",
                                                  "Salí sabiendo qué tengo que hacer.",
                                                  "Very thorough and kind.",
                                                  "La videollamada funcionó muy bien."};
constexpr std::array<std::string_view, 5> mixed{
    "Bien, aunque esperé media hora.", "Correcto, pero algo rápido.",
    "Buena atención, la sala de espera estaba llena.", "Resolvió el problema a la segunda visita.",
    "Amable; me habría gustado más tiempo."};
constexpr std::array<std::string_view, 4> blame{"Esperé una hora y la visita duró cinco minutos.",
                                                "No me sentí escuchado.", "Demasiada prisa.",
                                                "Me costó entender las indicaciones."};
constexpr std::array<std::string_view, 4> answers{
    "Gracias por su opinión. Nos ayuda a mejorar.", "Muchas gracias por su confianza.",
    "Lamentamos la espera; estamos ajustando los horarios.", "Gracias. Quedamos a su disposición."};

// Around what people think of the doctor on average.
std::int32_t stars_of(double esteem, Dice& dice) {
    const int rounded = static_cast<int>(std::floor(esteem + dice.between(0, 99) / 100.0));
    const int moved = dice.chance(15) ? dice.between(-2, 1) : 0;
    return std::clamp(rounded + moved, 1, 5);
}

std::string_view words_for(std::int32_t stars, Dice& dice) {
    if (stars >= 4) return dice.pick(praise);
    return stars == 3 ? dice.pick(mixed) : dice.pick(blame);
}

}  // namespace

std::optional<directory::ReviewRow> Opinions::of(const scheduling::AppointmentRow& visit,
                                                 const DemoDoctor& doctor) {
    if (visit.status != scheduling::Status::fulfilled || doctor.esteem == 0) return std::nullopt;
    const Instant written = visit.ends_at + hours{dice_.between(2, 70)};
    if (!dice_.chance(doctor.reviewed_percent) || written > now_) return std::nullopt;
    directory::ReviewRow row;
    row.id = directory::ReviewId{dice_.uuid(directory::month_begin(written))};
    row.appointment_id = visit.id;
    row.doctor_id = visit.doctor_id;
    row.clinic_id = visit.clinic_id;
    row.patient_id = visit.patient_id.value();
    row.country = visit.clinic.value.country.value;
    row.rating = stars_of(doctor.esteem, dice_);
    if (dice_.chance(65)) row.comment = words_for(row.rating, dice_);
    const Instant answered = written + hours{dice_.between(3, 90)};
    if (row.comment && dice_.chance(20) && answered <= now_) {
        row.reply = row.rating < 3 ? answers[2] : dice_.pick(answers);
        row.replied_at = answered;
    }
    row.created_at = row.updated_at = written;
    return row;
}

}  // namespace venera::demo
