#include "platform/http/access.hpp"

#include <algorithm>

namespace venera::http {

namespace {

constexpr Role every_role[] = {Role::patient, Role::doctor, Role::staff, Role::admin, Role::integrator};

}  // namespace

bool allows(Access access, Role role) {
    if (access == Access::anyone) return true;
    if (access == Access::cookie) return false;
    const unsigned bit = 1U << static_cast<unsigned>(role);
    return (static_cast<unsigned>(access) & bit) != 0;
}

std::vector<Role> roles_of(Access access) {
    std::vector<Role> roles;
    if (access == Access::anyone) return roles;
    for (const Role role : every_role) {
        if (allows(access, role)) roles.push_back(role);
    }
    return roles;
}

std::string_view name_of(Role role) {
    switch (role) {
        case Role::patient:
            return "patient";
        case Role::doctor:
            return "doctor";
        case Role::staff:
            return "staff";
        case Role::admin:
            return "admin";
        case Role::integrator:
            return "integrator";
    }
    return "patient";
}

std::string_view name_of(Scope scope) {
    switch (scope) {
        case Scope::none:
            return "";
        case Scope::availability_read:
            return "availability:read";
        case Scope::appointments_read:
            return "appointments:read";
        case Scope::appointments_write:
            return "appointments:write";
        case Scope::patients_read:
            return "patients:read";
        case Scope::patients_write:
            return "patients:write";
    }
    return "";
}

const std::vector<Scope>& every_scope() {
    static const std::vector<Scope> all{Scope::availability_read, Scope::appointments_read,
                                        Scope::appointments_write, Scope::patients_read,
                                        Scope::patients_write};
    return all;
}

}  // namespace venera::http

namespace venera {

bool Caller::has(http::Scope scope) const {
    return scope != http::Scope::none && std::ranges::find(scopes, scope) != scopes.end();
}

}  // namespace venera
