// The ways identity says no. Add, never rename: clients read the codes.
#pragma once
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

}  // namespace venera::identity
