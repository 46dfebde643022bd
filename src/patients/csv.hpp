// Patients as comma-separated values (RFC 4180). A cell that a spreadsheet would take for a formula begins
// with an apostrophe instead.
#pragma once
#include <string>
#include <string_view>

#include "patients/patients.hpp"

namespace venera::patients {

std::string csv_cell(std::string_view text);
std::string csv_head();
std::string csv_line(const Patient& patient);

}  // namespace venera::patients
