// The ways the patient register says no. Add, never rename: clients read the codes.
#pragma once
#include <boost/describe/class.hpp>
#include <string>

#include "platform/http/refusal.hpp"
#include "platform/values/uuid.hpp"

namespace venera::patients {

struct ExistingPatient {
    PatientId id;
    std::string reference;
};
BOOST_DESCRIBE_STRUCT(ExistingPatient, (), (id, reference))
struct Existing {
    ExistingPatient existing;
};
BOOST_DESCRIBE_STRUCT(Existing, (), (existing))

// For the desk only: nobody else learns who is a patient.
inline constexpr RefusalWith<Existing> national_id_taken{
    409,
    "national_id_taken",
    {"National id taken", "Another profile has this national id; `existing` names it."},
    {"Documento ya registrado", "Otra ficha tiene este documento; `existing` la nombra."}};
inline constexpr Refusal patient_merged{
    409,
    "patient_merged",
    {"Profile merged", "This profile was merged into another one, which `merged_into` names."},
    {"Ficha fusionada", "Esta ficha se fusionó con otra, que `merged_into` nombra."}};
inline constexpr Refusal overlapping_visits{
    409,
    "overlapping_visits",
    {"Overlapping visits", "Both profiles have visits at the same time. Cancel or move one of them first."},
    {"Citas simultáneas", "Ambas fichas tienen citas a la misma hora. Cancele o mueva antes una de ellas."}};
inline constexpr Refusal two_accounts{
    409,
    "two_accounts",
    {"Two accounts", "Both profiles have an account. Disable the one of the profile that is to go first."},
    {"Dos cuentas", "Ambas fichas tienen una cuenta. Desactive antes la de la ficha que desaparece."}};
inline constexpr Refusal records_too_long{
    409,
    "records_too_long",
    {"Records too long",
     "A list of the two medical records together has more than 200 entries. A doctor has "
     "to shorten one of them first."},
    {"Historias demasiado largas",
     "Una lista de las dos historias clínicas tendría más de 200 entradas. Un "
     "médico debe acortar antes una de ellas."}};
inline constexpr Refusal visits_ahead{
    409,
    "visits_ahead",
    {"Visits ahead",
     "The person still has visits ahead. Cancel them first, or ask for it with `cancel_visits`; nothing was "
     "erased."},
    {"Visitas pendientes",
     "La persona aún tiene visitas pendientes. Cancélelas antes o pídalo con `cancel_visits`; no se borró "
     "nada."}};
inline constexpr Refusal break_glass_required{
    403,
    "break_glass_required",
    {"Reason required",
     "Administrators see a medical record or an export only with the headers X-Purpose: break-glass and "
     "X-Purpose-Reason. The access is recorded and the patient is told."},
    {"Hace falta un motivo",
     "La administración ve una historia clínica o una exportación solo con las cabeceras X-Purpose: "
     "break-glass y X-Purpose-Reason. El acceso queda registrado y se avisa al paciente."}};

}  // namespace venera::patients
