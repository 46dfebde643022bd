// Patients as comma-separated values.
#pragma once
#include <string>

#include "patients/patients.hpp"

namespace venera::patients {

std::string csv_head();
std::string csv_line(const Patient& patient);

}  // namespace venera::patients
