// The ways the directory says no. Add, never rename: clients read the codes.
#pragma once
#include "platform/http/refusal.hpp"

namespace venera::directory {

inline constexpr Refusal specialty_exists{
    409,
    "specialty_exists",
    {"Specialty exists", "There is already a specialty with this code."},
    {"La especialidad existe", "Ya hay una especialidad con este código."}};
inline constexpr Refusal specialty_in_use{
    409,
    "specialty_in_use",
    {"Specialty in use", "Doctors in service practise this specialty. Change or retire them first."},
    {"Especialidad en uso", "Hay médicos activos con esta especialidad. Cámbielos o retírelos primero."}};

}  // namespace venera::directory
