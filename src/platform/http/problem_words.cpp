#include "platform/http/problem_words.hpp"

#include <array>

namespace venera::http {

namespace {

struct Translation {
    std::string_view english;
    std::string_view spanish;
};

// By the exact text, where it says more than its code.
constexpr std::array details = {
    Translation{"must be a string", "debe ser un texto"},
    Translation{"must be a number", "debe ser un número"},
    Translation{"must be an integer", "debe ser un número entero"},
    Translation{"must be an object", "debe ser un objeto"},
    Translation{"must be an array", "debe ser una lista"},
    Translation{"must be true or false", "debe ser true o false"},
    Translation{"must not be null", "no debe ser null"},
    Translation{"must not be empty", "no debe estar vacío"},
    Translation{"must not contain U+0000", "no debe contener U+0000"},
};

// By the code.
constexpr std::array codes = {
    Translation{"before_from", "no debe ser anterior a from"},
    Translation{"before_since", "no debe ser anterior a since"},
    Translation{"card_number", "no debe contener el número de una tarjeta de pago"},
    Translation{"control_character", "no debe contener caracteres de control"},
    Translation{"duplicate_member", "no debe darse dos veces"},
    Translation{"duplicate_parameter", "no debe darse dos veces"},
    Translation{"in_the_future", "no debe estar en el futuro"},
    Translation{"in_the_past", "debe estar en el futuro"},
    Translation{"inactive", "es el id de un paciente que ya no está activo"},
    Translation{"invalid_cursor", "debe ser un next_cursor de esta lista"},
    Translation{"invalid_entity_tag", "debe ser una etiqueta de entidad como \"3\", o *"},
    Translation{"invalid_key", "debe tener de 1 a 255 caracteres ASCII visibles"},
    Translation{"invalid_purpose", "debe ser treatment, payment, operations, patient-request o break-glass"},
    Translation{"invalid_utf8", "debe ser UTF-8 válido"},
    Translation{"invisible", "debe tener algo visible"},
    Translation{"not_a_choice", "debe ser start o -start"},
    Translation{"not_a_code", "debe tener palabras en minúsculas unidas por guiones"},
    Translation{"not_a_country", "debe ser un código de país ISO 3166-1 en mayúsculas, como PE"},
    Translation{"not_a_currency", "debe ser un código de moneda ISO 4217 en mayúsculas, como PEN"},
    Translation{"not_a_date", "debe ser una fecha que exista, como 2026-12-01"},
    Translation{"not_a_language", "debe ser un idioma como es, pt-BR o es-419"},
    Translation{"not_a_local_date_time", "debe ser fecha y hora locales, como 2026-12-01T09:30"},
    Translation{"not_a_network", "debe ser una dirección IP o una red como 10.0.0.0/8"},
    Translation{"not_a_phone", "debe ser un número de teléfono internacional, como +51987654321"},
    Translation{"not_a_position", "debe ser latitud,longitud en grados"},
    Translation{"not_a_time", "debe ser una hora de 00:00 a 23:59, como 09:30"},
    Translation{"not_a_timezone", "debe ser una zona horaria IANA, como America/Lima"},
    Translation{"not_a_token", "debe ser el holder_token de una reserva"},
    Translation{"not_a_url", "debe ser una URL http o https absoluta"},
    Translation{"not_a_uuid", "debe ser un UUID"},
    Translation{"not_after_from", "debe ser posterior a from"},
    Translation{"not_after_start", "debe ser posterior al inicio"},
    Translation{"not_allowed", "debe ser uno de los valores permitidos"},
    Translation{"not_an_email", "debe ser una dirección de correo, como ana@example.com"},
    Translation{"not_an_instant", "debe ser un instante RFC 3339, como 2026-12-01T15:00:00Z"},
    Translation{"not_overridable", "es una regla que nadie puede pasar por alto"},
    Translation{"not_yours_to_choose", "lo fija el tipo de visita"},
    Translation{"of_age", "es de una persona adulta, que debe aceptar desde su propia cuenta"},
    Translation{"off_grid", "debe ser múltiplo de 5 minutos"},
    Translation{"out_of_range", "está fuera de rango"},
    Translation{"overlaps", "no debe solaparse con otro periodo"},
    Translation{"own_account", "lo dice esa persona desde su propia cuenta"},
    Translation{"own_reference", "es la suya"},
    Translation{"reason_required", "es obligatorio con break-glass"},
    Translation{"repeated", "no debe repetirse"},
    Translation{"required", "es obligatorio"},
    Translation{"staff_only", "lo elige el consultorio; los pacientes eligen un tipo de visita"},
    Translation{"surrounding_space", "no debe empezar ni terminar con espacios"},
    Translation{"syntax", "debe ser un valor JSON en UTF-8"},
    Translation{"too_deep", "debe tener como mucho 32 niveles"},
    Translation{"too_few", "debe tener al menos un elemento"},
    Translation{"too_long", "es demasiado largo"},
    Translation{"too_many", "tiene demasiados elementos"},
    Translation{"too_short", "es demasiado corto"},
    Translation{"unexpected_body", "esta operación no lleva cuerpo"},
    Translation{"unknown_clinic", "no es una de nuestras clínicas"},
    Translation{"unknown_doctor", "no es uno de nuestros médicos"},
    Translation{"unknown_member", "no es un miembro de este objeto"},
    Translation{"unknown_parameter", "no es un parámetro de esta petición"},
    Translation{"unknown_patient", "no es la referencia de un paciente"},
    Translation{"unknown_specialty", "no está en el catálogo"},
    Translation{"unknown_visit_type", "no es un tipo de visita de este médico"},
    Translation{"wrong_type", "no es del tipo esperado"},
};

}  // namespace

std::string_view in_spanish(std::string_view code, std::string_view detail) {
    for (const Translation& entry : details) {
        if (entry.english == detail) return entry.spanish;
    }
    for (const Translation& entry : codes) {
        if (entry.english == code) return entry.spanish;
    }
    return detail;
}

}  // namespace venera::http
