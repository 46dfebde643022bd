// Who may call a route, as a template argument of the route: one without it does not compile. Object access
// (whose appointment is it?) is not decided here but by a predicate in the SQL of each statement.
#pragma once
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/values/instant.hpp"
#include "platform/values/uuid.hpp"

namespace venera {

enum class Role : std::uint8_t { patient, doctor, staff, admin, integrator };
BOOST_DESCRIBE_ENUM(Role, patient, doctor, staff, admin, integrator)

namespace http {

// A set of roles of people; `anyone` needs no sign-in (but a valid token is still read if there is one).
enum class Access : std::uint8_t {
    anyone = 0,
    patient = 1,
    doctor = 2,
    staff = 4,
    admin = 8,
    patient_or_staff = 1 | 4 | 8,
    doctor_or_admin = 2 | 8,
    practice = 2 | 4 | 8,  // doctor, staff, admin
    desk = 4 | 8,          // staff, admin
    signed_in = 1 | 2 | 4 | 8,
    cookie = 64,  // no access token: the refresh cookie, POST and same origin
};

// A set that has no name above: `Access::patient | Access::doctor`.
constexpr Access operator|(Access a, Access b) {
    return static_cast<Access>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}

// What a program with an API key may do, on the wire "appointments:read". A route names the one that it
// admits next to its Access; without one it is closed to programs.
enum class Scope : std::uint8_t {
    none,
    availability_read,
    appointments_read,
    appointments_write,
    patients_read,
    patients_write,
};
std::string_view name_of(Scope scope);
// Every scope that a key can have.
const std::vector<Scope>& every_scope();

bool allows(Access access, Role role);
// The roles that a set names, for the contract; empty for `anyone` and `cookie`.
std::vector<Role> roles_of(Access access);
std::string_view name_of(Role role);

}  // namespace http

// Who calls. Never taken from a body: it comes from a verified access token.
struct Caller {
    enum class Kind : std::uint8_t { nobody, user, job } kind = Kind::nobody;
    Role role = Role::patient;  // meaningful only for a user
    UserId user_id;
    SessionId session_id;
    std::optional<PatientId> patient_id;
    std::optional<DoctorId> doctor_id;
    std::vector<ClinicId> clinic_ids;   // empty: every clinic
    std::vector<http::Scope> scopes;    // of a program's API key, whose id is `user_id`
    std::optional<Instant> expires_at;  // of the access token; absent: it does not end by itself
    bool must_enrol = false;            // may do nothing yet but add a second factor
    std::string address;  // the peer's IP address (of X-Forwarded-For only behind a configured proxy)

    bool is(Role wanted) const { return kind == Kind::user && role == wanted; }
    bool signed_in() const { return kind == Kind::user; }
    bool has(http::Scope scope) const;
    // Staff or admin: works at the desk.
    bool at_desk() const { return is(Role::staff) || is(Role::admin); }
    // Acts for the practice and for everybody in it: the desk, or a program, which its scopes confine.
    bool for_practice() const { return at_desk() || is(Role::integrator); }
};

}  // namespace venera
