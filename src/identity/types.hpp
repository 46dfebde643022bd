// The nouns of identity as the API shows them and takes them.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "directory/directory.hpp"
#include "patients/patients.hpp"
#include "platform/http/access.hpp"
#include "platform/json/json.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::identity {

// The roles that an account may have; integrators have API keys instead.
enum class AccountRole : std::uint8_t { patient, doctor, staff, admin };
BOOST_DESCRIBE_ENUM(AccountRole, patient, doctor, staff, admin)
Role role_of(AccountRole role);

enum class AccountStatus : std::uint8_t { active, disabled };
BOOST_DESCRIBE_ENUM(AccountStatus, active, disabled)

// A password that somebody tries: any text, because rules are for new passwords. Never printed.
struct TriedPassword {
    static constexpr std::string_view schema =
        R"({"type":"string","format":"password","maxLength":512,"writeOnly":true})";

    std::string value;

    static Parsed<TriedPassword> parse(std::string_view text);
    std::string text() const { return "***"; }
};

// A code, a challenge or the token of a link, as somebody sends it. Never printed.
struct TriedSecret {
    static constexpr std::string_view schema =
        R"({"type":"string","minLength":1,"maxLength":512,"writeOnly":true})";

    std::string value;

    static Parsed<TriedSecret> parse(std::string_view text);
    std::string text() const { return "***"; }
};

// The body of POST /auth/register.
struct RegisterUser {
    Email email;
    Password password;
    Text<100> first_name;
    Text<100> last_name;
    std::optional<Date> birth_date;
    std::optional<patients::Gender> gender;
    std::optional<Phone> phone;
    std::optional<Country> country;
    std::optional<patients::NationalId> national_id;
    std::optional<Language> language;
};
BOOST_DESCRIBE_STRUCT(RegisterUser, (),
                      (email, password, first_name, last_name, birth_date, gender, phone, country,
                       national_id, language))
void check(const RegisterUser& wish, json::Issues& issues);

struct LoginUser {
    Email email;
    TriedPassword password;
};
BOOST_DESCRIBE_STRUCT(LoginUser, (), (email, password))

struct CompleteLogin {
    TriedSecret challenge;
    TriedSecret code;  // of the authenticator, or a recovery code
};
BOOST_DESCRIBE_STRUCT(CompleteLogin, (), (challenge, code))

struct ForgotPassword {
    Email email;
};
BOOST_DESCRIBE_STRUCT(ForgotPassword, (), (email))

struct ResetPassword {
    TriedSecret token;
    Password new_password;
};
BOOST_DESCRIBE_STRUCT(ResetPassword, (), (token, new_password))

struct VerifyEmail {
    TriedSecret token;
};
BOOST_DESCRIBE_STRUCT(VerifyEmail, (), (token))

struct ChangeEmail {
    TriedPassword current_password;
    Email new_email;
};
BOOST_DESCRIBE_STRUCT(ChangeEmail, (), (current_password, new_email))

struct ChangePassword {
    TriedPassword current_password;
    Password new_password;
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (current_password, new_password))

// An account as its owner and administrators see it.
struct UserView {
    UserId id;
    std::string email;
    AccountRole role = AccountRole::patient;
    std::string first_name;
    std::string last_name;
    std::optional<PatientId> patient_id;
    std::optional<DoctorId> doctor_id;
    std::vector<ClinicId> clinic_ids;  // empty: every clinic
    AccountStatus status = AccountStatus::active;
    bool email_verified = false;
    bool second_factor = false;
    Language language;
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(UserView, (),
                      (id, email, role, first_name, last_name, patient_id, doctor_id, clinic_ids, status,
                       email_verified, second_factor, language, version, created_at, updated_at))

// The answer of register, login and refresh; the refresh token is in a cookie only.
struct SignedIn {
    UserView user;
    std::optional<patients::Patient> patient;
    std::string access_token;
    std::string token_type = "Bearer";
    std::int32_t expires_in = 0;  // seconds
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (user, patient, access_token, token_type, expires_in))

// GET /me. The version is the account's.
struct Me {
    UserView user;
    std::optional<patients::Patient> patient;
    std::optional<directory::DoctorCard> doctor;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Me, (), (user, patient, doctor, version))

// PATCH /me. Birth date, gender and phone belong to the patient's profile.
struct MeChange {
    Patch<Text<100>> first_name;
    Patch<Text<100>> last_name;
    Patch<Language> language;
    Patch<Phone, Clears::yes> phone;
    Patch<Date, Clears::yes> birth_date;
    Patch<patients::Gender, Clears::yes> gender;
};
BOOST_DESCRIBE_STRUCT(MeChange, (), (first_name, last_name, language, phone, birth_date, gender))
void check(const MeChange& change, json::Issues& issues);

struct SessionView {
    SessionId id;
    Instant created_at;
    Instant last_used_at;
    Instant expires_at;
    std::string address;
    std::optional<std::string> user_agent;
    bool current = false;
};
BOOST_DESCRIBE_STRUCT(SessionView, (),
                      (id, created_at, last_used_at, expires_at, address, user_agent, current))

// The body of POST /users. Without a password nobody can sign in with one yet.
struct NewUser {
    Email email;
    AccountRole role = AccountRole::patient;
    Text<100> first_name;
    Text<100> last_name;
    std::optional<Password> password;
    std::optional<DoctorId> doctor_id;
    std::optional<std::vector<ClinicId>> clinic_ids;
    std::optional<Language> language;
};
BOOST_DESCRIBE_STRUCT(NewUser, (),
                      (email, role, first_name, last_name, password, doctor_id, clinic_ids, language))
void check(const NewUser& wish, json::Issues& issues);

struct UserChange {
    Patch<AccountRole> role;
    Patch<AccountStatus> status;
    Patch<Text<100>> first_name;
    Patch<Text<100>> last_name;
    Patch<DoctorId, Clears::yes> doctor_id;
    Patch<std::vector<ClinicId>> clinic_ids;
    Patch<Language> language;
};
BOOST_DESCRIBE_STRUCT(UserChange, (), (role, status, first_name, last_name, doctor_id, clinic_ids, language))
void check(const UserChange& change, json::Issues& issues);

// The query of GET /users: nothing that names a person, because addresses are kept in histories and logs.
struct UserQuery {
    std::optional<AccountRole> role;
    std::optional<AccountStatus> status;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(UserQuery, (), (role, status, limit, cursor))

// The body of POST /users/search; `q` looks in names and e-mail addresses.
struct UserSearch {
    std::optional<Text<100>> q;
    std::optional<AccountRole> role;
    std::optional<AccountStatus> status;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(UserSearch, (), (q, role, status, limit, cursor))

// RFC 7517 and RFC 8037: the public halves of the keys that sign access tokens.
struct Jwk {
    std::string kty;
    std::string crv;
    std::string kid;
    std::string x;
    std::string alg;
    std::string use;
};
BOOST_DESCRIBE_STRUCT(Jwk, (), (kty, crv, kid, x, alg, use))
struct Jwks {
    std::vector<Jwk> keys;
};
BOOST_DESCRIBE_STRUCT(Jwks, (), (keys))

}  // namespace venera::identity
