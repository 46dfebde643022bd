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

inline constexpr Refusal visit_not_fulfilled{
    409,
    "visit_not_fulfilled",
    {"Visit did not take place", "Only a visit that took place can be reviewed, once it is over."},
    {"La cita no tuvo lugar", "Solo se puede valorar una cita que tuvo lugar, cuando haya terminado."}};
inline constexpr Refusal already_reviewed{
    409,
    "already_reviewed",
    {"Already reviewed",
     "There is a review of this visit, or one that was withdrawn. Change the one there is."},
    {"Ya valorada", "Esta cita ya tiene una valoración, o una que se retiró. Modifique la que hay."}};
inline constexpr Refusal review_withdrawn{
    409,
    "review_withdrawn",
    {"Review withdrawn", "This review was withdrawn; it can no longer be changed."},
    {"Valoración retirada", "Esta valoración se retiró; ya no se puede modificar."}};

}  // namespace venera::directory
