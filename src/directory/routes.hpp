// The directory's routes.
#pragma once
#include "directory/catalogue.hpp"
#include "directory/doctors.hpp"
#include "directory/reviews.hpp"

namespace venera::directory {

void add_routes(http::Router& router, Doctors& doctors, Catalogue& catalogue, Reviews& reviews);

}  // namespace venera::directory
