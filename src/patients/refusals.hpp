// The ways the patients context says no. Add, never rename: clients read the codes.
#pragma once
#include "platform/http/problem.hpp"
#include "platform/http/refusal.hpp"

namespace venera::patients {

inline constexpr Refusal visits_ahead{
    409,
    "visits_ahead",
    {"Visits ahead",
     "The person still has visits ahead. Cancel them first, or ask for it with `cancel_visits`; nothing was "
     "erased."},
    {"Visitas pendientes",
     "La persona aún tiene visitas pendientes. Cancélelas antes o pídalo con `cancel_visits`; no se borró "
     "nada."}};

}  // namespace venera::patients
