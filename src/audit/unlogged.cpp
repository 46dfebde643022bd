#include "audit/unlogged.hpp"

#include "audit/queries.hpp"

namespace venera::audit {

void log_unlogged(Context& context, const http::Route& route, const std::vector<std::string>& parameters,
                  http::ResponderOptions::Answered answered) {
    using Answered = http::ResponderOptions::Answered;
    const std::string action = std::string(http::name_of(route.method)) + " " + route.path;
    const auto named = parameters.empty() ? std::nullopt : Uuid::parse(parameters.front());
    Reading reading{action, "route", std::nullopt,
                    answered == Answered::allowed ? Outcome::allowed : Outcome::denied};
    if (named) reading.resource_id = ResourceId{*named};
    if (named && route.path.starts_with("/api/v1/patients/{id}")) reading.patient_id = PatientId{*named};
    insert_access(context, reading);
}

}  // namespace venera::audit
