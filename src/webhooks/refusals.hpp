// Ways to say no about webhooks.
#pragma once
#include "platform/http/problem.hpp"

namespace venera::webhooks {

inline constexpr Refusal too_many_webhooks{
    409,
    "too_many_webhooks",
    {"Too many webhooks", "There are 100 already; delete one that is not needed."},
    {"Demasiados webhooks", "Ya hay 100; elimine alguno que no haga falta."}};
inline constexpr Refusal webhook_disabled{
    409,
    "webhook_disabled",
    {"Webhook disabled", "Nothing is sent to a disabled webhook; enable it first."},
    {"Webhook desactivado", "No se envía nada a un webhook desactivado; actívelo primero."}};
inline constexpr Refusal span_too_large{
    409,
    "span_too_large",
    {"Span too large", "More than 10,000 deliveries are in it, and none was changed; choose a shorter one."},
    {"Intervalo demasiado grande",
     "Contiene más de 10.000 entregas y ninguna se modificó; elija uno más corto."}};

}  // namespace venera::webhooks
