// What may be logged of an exception: its type. Its message may quote data (PostgreSQL's do).
#pragma once
#include <exception>
#include <string>

namespace venera::log {

std::string type_of(const std::exception& problem);

}  // namespace venera::log
