// The refusals of the platform itself, and how any refusal becomes an application/problem+json answer (RFC
// 9457). Contexts add their own in <context>/refusals.hpp and use these where the meaning is the same:
// not_found is one answer for what is missing and for what is another person's.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.hpp"
#include "platform/http/refusal.hpp"
#include "platform/values/field.hpp"

namespace venera {

enum class Locale : std::uint8_t;

// One thing that is wrong with the input, found by a use case: where it is, and one of the constant texts.
struct InputProblem {
    std::optional<std::string> pointer;    // into the body: "/start"
    std::optional<std::string> parameter;  // or the name of a query or path parameter or of a header
    std::string code;
    std::string detail;
};
BOOST_DESCRIBE_STRUCT(InputProblem, (), (pointer, parameter, code, detail))
struct InputProblems {
    std::vector<InputProblem> errors;
};
BOOST_DESCRIBE_STRUCT(InputProblems, (), (errors))

inline constexpr Refusal malformed_json{
    400,
    "malformed_json",
    {"Malformed JSON", "The body is not one valid JSON document, or it names a member twice."},
    {"JSON mal formado", "El cuerpo no es un documento JSON válido, o nombra dos veces un miembro."}};
inline constexpr Refusal malformed_request{
    400,
    "malformed_request",
    {"Malformed request", "The request does not follow the rules of HTTP or of URLs."},
    {"Petición mal formada", "La petición no cumple las reglas de HTTP o de las URL."}};
inline constexpr Refusal unauthenticated{
    401,
    "unauthenticated",
    {"Sign-in required", "Sign in and send a valid access token or API key."},
    {"Debe iniciar sesión", "Inicie sesión y envíe un token de acceso o una clave de API válidos."}};
inline constexpr Refusal forbidden{403,
                                   "forbidden",
                                   {"Not allowed", "Your role may not do this."},
                                   {"No permitido", "Su rol no puede hacer esto."}};
inline constexpr Refusal enrolment_required{
    403,
    "enrolment_required",
    {"Second factor required",
     "Your role needs a second factor. Add one at /me/second-factor, then refresh the session."},
    {"Segundo factor necesario",
     "Su rol necesita un segundo factor. Añádalo en /me/second-factor y renueve la sesión."}};
inline constexpr Refusal not_found{404,
                                   "not_found",
                                   {"Not found", "There is nothing here, or it is not yours to see."},
                                   {"No encontrado", "Aquí no hay nada, o no le corresponde verlo."}};
inline constexpr Refusal method_not_allowed{
    405,
    "method_not_allowed",
    {"Method not allowed",
     "This address does not take this method; the Allow header names those that it takes."},
    {"Método no permitido",
     "Esta dirección no admite este método; la cabecera Allow nombra los que admite."}};
inline constexpr Refusal not_acceptable{
    406,
    "not_acceptable",
    {"Not acceptable", "The answer is not available in any media type that the Accept header allows."},
    {"No aceptable", "La respuesta no existe en ningún tipo de contenido que permita la cabecera Accept."}};
inline constexpr Refusal request_timeout{408,
                                         "request_timeout",
                                         {"Request timed out", "The request did not arrive in time."},
                                         {"Tiempo agotado", "La petición no llegó a tiempo."}};
inline constexpr Refusal request_in_progress{
    409,
    "request_in_progress",
    {"Request in progress",
     "The first request with this Idempotency-Key is still running; try again shortly."},
    {"Petición en curso",
     "La primera petición con esta Idempotency-Key sigue en curso; reintente en breve."}};
inline constexpr Refusal version_mismatch{
    412,
    "version_mismatch",
    {"Changed meanwhile", "Somebody changed this since you read it; read it again and repeat your change."},
    {"Ha cambiado", "Alguien lo modificó desde que lo leyó; léalo de nuevo y repita el cambio."}};
inline constexpr Refusal payload_too_large{
    413,
    "payload_too_large",
    {"Body too large", "The body is larger than this operation takes."},
    {"Cuerpo demasiado grande", "El cuerpo supera lo que admite esta operación."}};
inline constexpr Refusal uri_too_long{
    414,
    "uri_too_long",
    {"Address too long", "The target of the request is longer than 4,096 bytes."},
    {"Dirección demasiado larga", "El destino de la petición supera los 4096 bytes."}};
inline constexpr Refusal unsupported_media_type{
    415,
    "unsupported_media_type",
    {"Unsupported media type", "Send the body as application/json in UTF-8, without a Content-Encoding."},
    {"Tipo de contenido no admitido",
     "Envíe el cuerpo como application/json en UTF-8, sin Content-Encoding."}};
inline constexpr Refusal sealed_data_rejected{
    409,
    "sealed_data_rejected",
    {"Stored data rejected",
     "What is stored failed its integrity check and is not shown; the operators have been alerted."},
    {"Datos guardados rechazados",
     "Lo guardado no superó su control de integridad y no se muestra; se ha alertado a los responsables."}};
inline constexpr Refusal expectation_failed{
    417,
    "expectation_failed",
    {"Expectation failed", "The only expectation that the server meets is 100-continue."},
    {"Expectativa no cumplida", "La única expectativa que el servidor cumple es 100-continue."}};
inline constexpr RefusalWith<InputProblems> invalid_input{
    422,
    "invalid_input",
    {"Invalid input", "Some of the input breaks its rules; `errors` lists every problem."},
    {"Datos no válidos", "Parte de los datos incumple sus reglas; `errors` enumera todos los problemas."}};
inline constexpr RefusalWith<InputProblems> invalid_cursor{
    422,
    "invalid_cursor",
    {"Invalid cursor", "The cursor does not come from this list; start again without one."},
    {"Cursor no válido", "El cursor no procede de esta lista; empiece de nuevo sin él."}};
inline constexpr Refusal idempotency_key_reused{
    422,
    "idempotency_key_reused",
    {"Idempotency-Key reused", "This Idempotency-Key was used with another request; use a new one."},
    {"Idempotency-Key reutilizada", "Esta Idempotency-Key ya se usó con otra petición; use una nueva."}};
inline constexpr Refusal rate_limited{
    429,
    "rate_limited",
    {"Too many requests", "Wait for the time in Retry-After, then try again."},
    {"Demasiadas peticiones", "Espere el tiempo que indica Retry-After y reintente."}};
inline constexpr Refusal header_fields_too_large{
    431,
    "header_fields_too_large",
    {"Headers too large", "The header has more than 64 fields or 16 kB."},
    {"Cabeceras demasiado grandes", "La cabecera supera los 64 campos o los 16 kB."}};
inline constexpr Refusal internal_error{
    500,
    "internal_error",
    {"Internal error", "Something broke on our side; it has been recorded under the request id."},
    {"Error interno", "Algo falló de nuestro lado; quedó registrado con el id de la petición."}};
inline constexpr Refusal not_implemented{
    501,
    "not_implemented",
    {"Not implemented", "The server does not know this method or transfer coding."},
    {"No implementado", "El servidor no conoce este método o esta codificación de transferencia."}};
inline constexpr Refusal unavailable{
    503,
    "unavailable",
    {"Temporarily unavailable",
     "The service cannot answer right now; try again after the time in Retry-After. "
     "With `outcome: unknown` the change may have happened: repeat it with its "
     "Idempotency-Key, or look first."},
    {"No disponible por ahora",
     "El servicio no puede responder ahora; reintente tras el tiempo de Retry-After. "
     "Con `outcome: unknown` el cambio pudo haberse hecho: repítalo con su "
     "Idempotency-Key, o compruébelo antes."}};
inline constexpr Refusal http_version{
    505,
    "http_version",
    {"HTTP version not supported", "The server speaks HTTP/1.1 (and answers HTTP/1.0)."},
    {"Versión de HTTP no admitida", "El servidor habla HTTP/1.1 (y responde a HTTP/1.0)."}};

// `return invalid("/start", {"off_grid", "must be a multiple of 5 minutes"});`
Refuse<invalid_input> invalid(std::string_view pointer, Problem problem);
Refuse<invalid_input> invalid_parameter(std::string_view name, Problem problem);
Refuse<invalid_cursor> invalid_cursor_given();

namespace http {

// Every refusal of the platform, in order of status.
const std::vector<RefusalView>& platform_refusals();

// The language of the texts: Spanish if Accept-Language weighs it above English, else English.
Locale locale_of(std::optional<std::string_view> accept_language);

// The whole problem document. `issues` are the problems of the input, if that is why; the members of the
// refusal's extra are added at the end. Content-Language and Retry-After are set; the other headers are the
// edge's.
Response problem(const RefusalView& refusal, Locale locale, std::string_view request_id,
                 const json::Issues* issues = nullptr);
// As above, with `"outcome":"unknown"`: the answer of a commit was lost.
Response problem_outcome_unknown(Locale locale, std::string_view request_id);

// What the Problem schema of the contract says.
std::string_view problem_schema();

// All refusals that the program can give, by code: the platform's and those that the routes declare.
class Catalogue {
public:
    struct Entry {
        RefusalView refusal;
        std::vector<std::string> operations;  // "POST /api/v1/appointments"
    };

    Catalogue();
    // Throws: std::logic_error if the code is known with another status or other words.
    void add(const RefusalView& refusal, std::string_view operation = {});
    const Entry* find(std::string_view code) const;
    const std::vector<Entry>& all() const { return entries_; }  // in order of code

private:
    std::vector<Entry> entries_;
};

}  // namespace http
}  // namespace venera
