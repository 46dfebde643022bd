#include "identity/types.hpp"

#include <algorithm>
#include <cstdlib>

#include "identity/accounts.hpp"
#include "identity/limits.hpp"
#include "platform/crypto/password_list.hpp"

namespace venera::identity {

namespace {

void check_clinics(const std::vector<ClinicId>& clinics, json::Issues& issues) {
    if (clinics.size() > limits::clinics_per_user) {
        issues.add("/clinic_ids", {"too_many", "must have at most 50 elements"});
    }
    auto sorted = clinics;
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) != sorted.end()) {
        issues.add("/clinic_ids", {"repeated", "must not name a clinic twice"});
    }
}

}  // namespace

Role role_of(AccountRole role) {
    switch (role) {
        case AccountRole::patient:
            return Role::patient;
        case AccountRole::doctor:
            return Role::doctor;
        case AccountRole::staff:
            return Role::staff;
        case AccountRole::admin:
            return Role::admin;
    }
    std::abort();
}

Parsed<TriedPassword> TriedPassword::parse(std::string_view text) {
    if (text.empty()) return Problem{"too_short", "must not be empty"};
    if (text.size() > 2'048) return Problem{"too_long", "must have at most 512 characters"};
    return TriedPassword{std::string(text)};
}

Parsed<TriedSecret> TriedSecret::parse(std::string_view text) {
    if (text.empty()) return Problem{"too_short", "must not be empty"};
    if (text.size() > 512) return Problem{"too_long", "must have at most 512 characters"};
    return TriedSecret{std::string(text)};
}

void check(const RegisterUser& wish, json::Issues& issues) {
    if (crypto::too_weak(wish.password.value,
                         {wish.email.value, wish.first_name.value, wish.last_name.value})) {
        issues.add("/password", weak_password);
    }
    patients::check_phone(wish.phone, "/phone", issues);
}

void check(const MeChange& change, json::Issues& issues) {
    if (change.phone.given() && !change.phone.cleared())
        patients::check_phone(change.phone.value, "/phone", issues);
}

void check(const NewUser& wish, json::Issues& issues) {
    if (wish.password && crypto::too_weak(wish.password->value,
                                          {wish.email.value, wish.first_name.value, wish.last_name.value})) {
        issues.add("/password", weak_password);
    }
    if (wish.clinic_ids) check_clinics(*wish.clinic_ids, issues);
    if (wish.doctor_id && wish.role != AccountRole::doctor) {
        issues.add("/doctor_id", doctors_only);
    }
    if (!wish.doctor_id && wish.role == AccountRole::doctor) issues.add("/doctor_id", doctor_needed);
}

void check(const UserChange& change, json::Issues& issues) {
    if (change.clinic_ids.given()) check_clinics(change.clinic_ids.value, issues);
}

}  // namespace venera::identity
