// The documents that the server gives about itself: /openapi.json, the browsable /docs with its style sheet,
// and the pages behind the types of problems. Plain pages without scripts, from the routes' own contracts;
// nothing is fetched from anywhere else.
#pragma once
#include <string>
#include <string_view>

#include "platform/http/openapi.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"

namespace venera::http {

// The pages themselves, all text escaped.
std::string docs_page(const Router& router, const ApiInfo& info);
std::string problem_page(const Catalogue::Entry& entry);
std::string problem_index_page(const Catalogue& catalogue);
std::string_view docs_style();

// Serves them. Must outlive the router's use.
class Documents {
public:
    // Registers GET /openapi.json, /docs, /docs/style.css, /problems and /problems/{code}.
    Documents(Router& router, ApiInfo info);
    Documents(const Documents&) = delete;
    Documents& operator=(const Documents&) = delete;

    // Renders everything, once all routes are registered and before the first request.
    // Throws: std::logic_error if names or codes clash.
    void prepare();

    const std::string& openapi() const { return openapi_; }

private:
    Response problem_page_for(const Exchange& exchange) const;

    const Router& router_;
    ApiInfo info_;
    Catalogue catalogue_;
    std::string openapi_;
    std::string docs_;
    std::string problems_;
};

}  // namespace venera::http
