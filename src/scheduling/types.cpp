#include "scheduling/types.hpp"

#include <array>
#include <cstdlib>

namespace venera::scheduling {

namespace {

constexpr std::array<Rule, 12> rules{Rule::closed, Rule::break_,  Rule::exception,    Rule::off_grid,
                                     Rule::notice, Rule::horizon, Rule::daily_cap,    Rule::buffer,
                                     Rule::taken,  Rule::held,    Rule::patient_busy, Rule::doctor_retired};

}  // namespace

std::string_view name_of(Rule rule) {
    switch (rule) {
        case Rule::closed:
            return "closed";
        case Rule::break_:
            return "break";
        case Rule::exception:
            return "exception";
        case Rule::off_grid:
            return "off_grid";
        case Rule::notice:
            return "notice";
        case Rule::horizon:
            return "horizon";
        case Rule::daily_cap:
            return "daily_cap";
        case Rule::buffer:
            return "buffer";
        case Rule::taken:
            return "taken";
        case Rule::held:
            return "held";
        case Rule::patient_busy:
            return "patient_busy";
        case Rule::doctor_retired:
            return "doctor_retired";
    }
    std::abort();
}

Parsed<RuleName> RuleName::parse(std::string_view text) {
    for (const Rule rule : rules) {
        if (name_of(rule) == text) return RuleName{rule};
    }
    return Problem{"not_allowed", "must be the name of a scheduling rule"};
}

bool occupies(Status status) {
    switch (status) {
        case Status::held:
        case Status::pending:
        case Status::booked:
        case Status::arrived:
            return true;
        case Status::fulfilled:
        case Status::cancelled:
        case Status::noshow:
        case Status::expired:
            return false;
    }
    std::abort();
}

}  // namespace venera::scheduling
