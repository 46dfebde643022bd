// Ways to say no about messages.
#pragma once
#include "platform/http/problem.hpp"

namespace venera::notifications {

inline constexpr Refusal not_dead{
    409,
    "not_dead",
    {"Not given up", "It is still being tried, or it is over: only what was given up can be tried again."},
    {"No abandonado", "Aún se está intentando, o ya terminó: solo se reintenta lo que se abandonó."}};
inline constexpr Refusal message_over{
    409,
    "message_over",
    {"Message over", "The message was sent, skipped or discarded already."},
    {"Mensaje terminado", "El mensaje ya se envió, se omitió o se descartó."}};

}  // namespace venera::notifications
