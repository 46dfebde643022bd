// The ways identity says no. Add, never rename: clients read the codes.
#pragma once
#include <string>

#include "platform/http/problem.hpp"
#include "platform/http/refusal.hpp"

namespace venera::identity {

inline constexpr Refusal email_taken{
    409,
    "email_taken",
    {"E-mail taken", "There is already an account with this e-mail address. Sign in instead."},
    {"Correo en uso", "Ya existe una cuenta con este correo. Inicie sesión."}};
inline constexpr Refusal invalid_credentials{
    401,
    "invalid_credentials",
    {"Not signed in", "The e-mail address or the password is wrong."},
    {"No se inició sesión", "El correo o la contraseña no son correctos."}};
inline constexpr Refusal too_many_attempts{
    429,
    "too_many_attempts",
    {"Too many attempts",
     "There were too many wrong passwords. Wait for the time in Retry-After, then try again."},
    {"Demasiados intentos",
     "Hubo demasiadas contraseñas erróneas. Espere el tiempo de Retry-After y reintente."}};
inline constexpr Refusal session_ended{
    401,
    "session_ended",
    {"Session ended", "This session is over or was never yours. Sign in again."},
    {"Sesión terminada", "Esta sesión terminó o nunca fue suya. Inicie sesión de nuevo."}};
inline constexpr Refusal wrong_password{
    403,
    "wrong_password",
    {"Wrong password", "The current password is not correct; nothing was changed."},
    {"Contraseña errónea", "La contraseña actual no es correcta; no se cambió nada."}};
inline constexpr Refusal last_admin{
    409,
    "last_admin",
    {"Last administrator", "This is the only active administrator. Make another one first."},
    {"Última administración", "Es la única cuenta de administración activa. Cree otra primero."}};
inline constexpr Refusal doctor_has_account{
    409,
    "doctor_has_account",
    {"Doctor has an account", "Another account belongs to this doctor already."},
    {"El médico ya tiene cuenta", "Otra cuenta pertenece ya a este médico."}};

inline constexpr Refusal link_over{
    410,
    "link_over",
    {"Link no longer valid", "This link was used, is too old, or is not ours. Ask for a new one."},
    {"Enlace no válido", "Este enlace ya se usó, es demasiado antiguo o no es nuestro. Pida otro."}};

struct Challenge {
    std::string challenge;
};
BOOST_DESCRIBE_STRUCT(Challenge, (), (challenge))
inline constexpr RefusalWith<Challenge> second_factor_required{
    401,
    "second_factor_required",
    {"Second factor required",
     "The password is right. Send `challenge` with a code to /auth/login/second-factor within 5 minutes."},
    {"Segundo factor necesario",
     "La contraseña es correcta. Envíe `challenge` con un código a /auth/login/second-factor en 5 minutos."}};
inline constexpr Refusal invalid_code{
    401,
    "invalid_code",
    {"Not signed in", "The code is wrong or was used before, or the sign-in took too long."},
    {"No se inició sesión", "El código es erróneo o ya se usó, o se tardó demasiado."}};
inline constexpr Refusal wrong_code{
    403,
    "wrong_code",
    {"Wrong code", "The code is wrong or was used before; nothing was changed."},
    {"Código erróneo", "El código es erróneo o ya se usó; no se cambió nada."}};
inline constexpr Refusal second_factor_exists{
    409,
    "second_factor_exists",
    {"Second factor exists", "The account has a second factor. Remove it before you add another."},
    {"Ya hay segundo factor", "La cuenta tiene un segundo factor. Quítelo antes de añadir otro."}};
inline constexpr Refusal own_second_factor{
    403,
    "own_second_factor",
    {"Your own second factor",
     "This is for others. Remove your own with DELETE /me/second-factor, with your password and a code."},
    {"Su propio segundo factor",
     "Esto es para otras personas. Quite el suyo con DELETE /me/second-factor, con contraseña y código."}};
inline constexpr Refusal no_second_factor{
    409,
    "no_second_factor",
    {"No second factor", "The account has no second factor, or none that waits to be confirmed."},
    {"Sin segundo factor", "La cuenta no tiene segundo factor, o ninguno por confirmar."}};

}  // namespace venera::identity
