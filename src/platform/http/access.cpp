#include "platform/http/access.hpp"

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

}  // namespace venera::http
