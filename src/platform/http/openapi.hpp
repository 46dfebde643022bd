// The contract as an OpenAPI 3.1 document, from the routes and their types alone. The text is the same for
// the same routes, whatever the order of their registration, so a committed copy can be compared with it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"

namespace venera::http {

struct ApiInfo {
    std::string title;
    std::string version;
    std::string description;
};

// The listed routes in order of path and method.
std::vector<const Route*> listed_routes(const Router& router);
// "post_appointments", "get_doctors_by_id_availability".
std::string operation_id(const Route& route);
// What an operation may refuse with: what its type declares and what the platform adds, by status and code.
std::vector<Contract::Declared> refusals_of(const Route& route);
std::string_view description_of_status(int status);

// Throws: std::logic_error if two schemas or operations share a name.
std::string openapi(const Router& router, const ApiInfo& info);

// A JSON text with two spaces of indentation. Requires: valid JSON.
std::string pretty_json(std::string_view json);

}  // namespace venera::http
