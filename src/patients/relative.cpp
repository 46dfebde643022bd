#include "patients/relative.hpp"

namespace venera::patients {

using std::chrono::year_month_day;

void check(const NewRelative& wish, json::Issues& issues) {
    if (wish.reference || wish.relationship != Relationship::child) {
        if (!wish.reference) issues.add("/reference", {"required", "is required"});
        const auto unless_absent = [&](bool given, std::string_view pointer) {
            if (given) issues.add(pointer, {"own_account", "is for them to say, from their own account"});
        };
        unless_absent(wish.first_name.has_value(), "/first_name");
        unless_absent(wish.last_name.has_value(), "/last_name");
        unless_absent(wish.birth_date.has_value(), "/birth_date");
        unless_absent(wish.gender.has_value(), "/gender");
        unless_absent(wish.language.has_value(), "/language");
        return;
    }
    if (!wish.first_name) issues.add("/first_name", {"required", "is required"});
    if (!wish.last_name) issues.add("/last_name", {"required", "is required"});
    if (!wish.birth_date) issues.add("/birth_date", {"required", "is required"});
}

Date comes_of_age(Date birth_date) {
    const year_month_day day = birth_date.value + age_of_majority;
    if (day.ok()) return Date{day};
    return Date{std::chrono::sys_days{day.year() / day.month() / std::chrono::last} + std::chrono::days{1}};
}

Date minors_born_after(Date today) {
    const year_month_day day = today.value - age_of_majority;
    if (day.ok()) return Date{day};
    return Date{std::chrono::sys_days{day.year() / day.month() / std::chrono::last}};
}

}  // namespace venera::patients
