// The rules of a profile's parts.
#include "patients/patients.hpp"

#include <algorithm>

#include "patients/limits.hpp"
#include "platform/values/card_numbers.hpp"

namespace venera::patients {

namespace {

// Braces and brackets inside strings do not nest.
int depth_of(std::string_view json) {
    int depth = 0;
    int deepest = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (quoted && c == '\\') {
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == '{' || c == '[')) {
            deepest = std::max(deepest, ++depth);
        } else if (!quoted && (c == '}' || c == ']')) {
            --depth;
        }
    }
    return deepest;
}

}  // namespace

void check(const EmergencyContact& contact, json::Issues& issues) {
    check_phone(contact.phone, "/phone", issues);
}

void check_infos(const std::optional<Json>& infos, json::Issues& issues) {
    if (!infos) return;
    const std::string& text = infos->text_value;
    if (!text.starts_with('{')) issues.add("/infos", {"wrong_type", "must be an object"});
    if (text.size() > limits::infos_bytes)
        issues.add("/infos", {"too_long", "must have at most 8192 bytes of JSON"});
    if (holds_card_number(text))
        issues.add("/infos", {"card_number", "must not contain the number of a payment card"});
    if (depth_of(text) > limits::infos_depth)
        issues.add("/infos", {"too_deep", "must be nested at most 5 levels deep"});
}

void check(const PatientChange& change, json::Issues& issues) {
    if (change.phone.given() && !change.phone.cleared()) check_phone(change.phone.value, "/phone", issues);
    if (change.infos.given() && !change.infos.cleared()) check_infos(change.infos.value, issues);
}

void check_phone(const std::optional<Phone>& phone, std::string_view pointer, json::Issues& issues) {
    if (!phone) return;
    if (const auto problem = problem_of(*phone)) issues.add(pointer, *problem);
}

bool is_after_today(const Date& date, Instant now) {
    const auto latest = std::chrono::floor<std::chrono::days>(now.value) + std::chrono::days{1};
    return std::chrono::sys_days{date.value} > latest;
}

}  // namespace venera::patients
