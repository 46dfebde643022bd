// The routes of medical records and of people who act for others.
#pragma once
#include "patients/records.hpp"
#include "patients/relatives.hpp"

namespace venera::patients {

// Both outlive the router.
void add_record_routes(http::Router& router, Records& records, MyRelatives& relatives);

}  // namespace venera::patients
