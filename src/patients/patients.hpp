// Patients as other contexts see them. One of the program's ports.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "patients/countries.hpp"
#include "patients/data_key.hpp"
#include "patients/keepers.hpp"
#include "platform/http/context.hpp"
#include "platform/postgres/xid_span.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::patients {

enum class Gender : std::uint8_t { female, male, other, unknown };
BOOST_DESCRIBE_ENUM(Gender, female, male, other, unknown)

struct Address {
    std::optional<Text<200>> line;
    std::optional<Text<100>> city;
    std::optional<Text<100>> state;
    std::optional<Text<20>> postal_code;
    std::optional<Country> country;
};
BOOST_DESCRIBE_STRUCT(Address, (), (line, city, state, postal_code, country))

struct Insurance {
    Text<100> provider;
    std::optional<Text<64>> policy_number;
};
BOOST_DESCRIBE_STRUCT(Insurance, (), (provider, policy_number))

struct EmergencyContact {
    Text<100> name;
    Phone phone;
    std::optional<Text<50>> relationship;
};
BOOST_DESCRIBE_STRUCT(EmergencyContact, (), (name, phone, relationship))
void check(const EmergencyContact& contact, json::Issues& issues);

// What is written down of a new patient. Who registers says the first part of themselves.
struct NewPatient {
    PatientId id;
    Text<100> first_name;
    Text<100> last_name;
    std::optional<Date> birth_date;
    std::optional<Gender> gender;
    std::optional<Phone> phone;
    std::optional<Country> country;
    std::optional<NationalId> national_id;
    std::optional<Language> language;
    std::optional<Email> email;
    std::optional<Address> address{};  // its country, if it has one, goes before `country`
    std::optional<Insurance> insurance{};
    std::optional<EmergencyContact> emergency_contact{};
    std::optional<Json> infos{};
};

// What a person or the desk may change of a profile. Absent members stay as they are; those that have parts
// are replaced whole.
struct PatientChange {
    Patch<Text<100>> first_name;
    Patch<Text<100>> last_name;
    Patch<Date, Clears::yes> birth_date;
    Patch<Gender, Clears::yes> gender;
    Patch<Phone, Clears::yes> phone;
    Patch<Language> language;
    Patch<Email, Clears::yes> email{};
    Patch<NationalId, Clears::yes> national_id{};
    Patch<Address, Clears::yes> address{};
    Patch<Insurance, Clears::yes> insurance{};
    Patch<EmergencyContact, Clears::yes> emergency_contact{};
    Patch<Json, Clears::yes> infos{};
};
BOOST_DESCRIBE_STRUCT(PatientChange, (),
                      (first_name, last_name, birth_date, gender, phone, language, email, national_id,
                       address, insurance, emergency_contact, infos))
void check(const PatientChange& change, json::Issues& issues);

// Adds what is wrong with a telephone number by the rules of its country.
void check_phone(const std::optional<Phone>& phone, std::string_view pointer, json::Issues& issues);
// The free object of a profile: an object, not too large and not too deep.
void check_infos(const std::optional<Json>& infos, json::Issues& issues);
// A date of birth may be today's somewhere east of here, but not later.
bool is_after_today(const Date& date, Instant now);

// The patient as the API shows them to themselves and to the practice.
struct Patient {
    PatientId id;
    std::string reference;  // "P-" + 6 of Crockford base32
    std::string first_name;
    std::string last_name;
    std::optional<Date> birth_date;
    std::optional<Gender> gender;
    std::optional<Phone> phone;
    std::optional<Email> email;
    std::optional<Country> country;  // that of the address
    std::optional<NationalId> national_id;
    std::optional<Language> language;
    std::optional<Address> address;
    std::optional<Insurance> insurance;
    std::optional<EmergencyContact> emergency_contact;
    std::optional<Json> infos;
    bool active = true;
    std::optional<PatientId> merged_into;  // the profile that has taken the place of this one
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(Patient, (),
                      (id, reference, first_name, last_name, birth_date, gender, phone, email, country,
                       national_id, language, address, insurance, emergency_contact, infos, active,
                       merged_into, version, created_at, updated_at))

// What a booking needs to know of a patient: the name shown on the appointment and the key that seals its
// texts.
struct PatientCard {
    PatientId id;
    std::string name;
    bool active = true;
    std::shared_ptr<const DataKey> data_key;  // null: the person was erased
};

// What other contexts do when a profile changes or is merged into another. Both act in the transaction of the
// change; if they throw, nothing has changed. Ports that scheduling and identity implement.
struct VisitsOverlap : std::runtime_error {
    VisitsOverlap() : std::runtime_error("both patients have visits at one time") {}
};
class Visits {
public:
    virtual ~Visits() = default;
    // The visits of one patient become another's, their texts sealed anew. Throws: VisitsOverlap.
    virtual void hand_over(Context& context, postgres::Transaction& transaction, const PatientCard& from,
                           const PatientCard& to) = 0;
};
struct AccountsCollide : std::runtime_error {
    AccountsCollide() : std::runtime_error("both patients have an account") {}
};
class Accounts {
public:
    virtual ~Accounts() = default;
    // Locks the accounts of these profiles. Whoever changes both locks the account before the profile, so
    // that no two wait for each other in a circle.
    virtual void hold(postgres::Executor& transaction, const std::vector<PatientId>& patients) = 0;
    // The account of this profile, if there is one, takes its names and language from the change of the
    // profile. Requires: hold().
    virtual void follow(Context& context, postgres::Executor& transaction, PatientId patient,
                        const PatientChange& change) = 0;
    // The account of one profile becomes the other's; whoever is signed in there must sign in again. A
    // disabled one stays if the other profile has its own. Requires: hold(). Throws: AccountsCollide.
    virtual void hand_over(Context& context, postgres::Transaction& transaction, PatientId from,
                           PatientId to) = 0;
};

struct EmailReplacement {
    Email before;
    Email after;
};

class Patients {
public:
    virtual ~Patients() = default;

    // Inserts in the caller's transaction (both contexts share a database unless roles are split). Whether
    // another profile has the national id already shows neither in the outcome nor in the profile: who
    // registers must not learn who is a patient here.
    virtual void create(Context& context, postgres::Executor& transaction, const NewPatient& patient) = 0;
    // Changes in the caller's transaction, which must call changed() after its commit. False if there is no
    // such patient.
    virtual bool change(Context& context, postgres::Executor& transaction, PatientId patient,
                        const PatientChange& change) = 0;
    // Puts one e-mail address in the place of another in the caller's transaction; leaves any third one.
    virtual void replace_email(Context& context, postgres::Executor& transaction, PatientId patient,
                               const EmailReplacement& emails) = 0;
    // Forgets what this replica has cached of a patient.
    virtual void changed(PatientId patient) = 0;
    virtual std::optional<Patient> find(Context& context, PatientId patient) = 0;
    // The profile and those that were merged into it; nothing if it does not exist.
    virtual std::vector<PatientId> same_person(Context& context, PatientId patient) = 0;
    // Cached for at most 2 s across replicas and at once on the replica that changed it; null if there is no
    // such patient.
    virtual std::shared_ptr<const PatientCard> card(Context& context, PatientId patient) = 0;
    // Several at once, for lists; missing patients are left out.
    virtual std::vector<std::shared_ptr<const PatientCard>> cards(Context& context,
                                                                  const std::vector<PatientId>& ids) = 0;
};

// Who may act for another person: book for a child or a parent, and look after their profile. Both parties
// may end it at any time, and a parent's right ends when the child comes of age; asked anew for every
// request.
class Relatives {
public:
    virtual ~Relatives() = default;

    // Whether the caller, who is a patient, may act for this other one at this moment.
    virtual bool may_act_for(Context& context, PatientId patient) = 0;
    // The same of another patient than the caller, for what was asked for earlier.
    virtual bool acts_for(Context& context, PatientId acting, PatientId patient) = 0;
    // All those for whom the caller may act, without themselves, with the profiles that were merged into
    // theirs; none for anybody but patients.
    virtual std::vector<PatientId> acted_for(Context& context) = 0;
    // Who may act for others than before, by these transactions. Requires: all of them have ended.
    virtual std::vector<PatientId> changed(postgres::Executor& db, const postgres::XidSpan& transactions) = 0;
};

// Which patients a doctor treats. Scheduling implements it, because it knows the visits: the patients context
// asks it before a doctor may see anything of a person.
class Treatments {
public:
    virtual ~Treatments() = default;

    // Those of these patients with whom the doctor has a visit: one that is still ahead, or that was not
    // longer ago than the configured window. Cancelled visits and holds do not count.
    virtual std::vector<PatientId> treated(Context& context, DoctorId doctor,
                                           const std::vector<PatientId>& patients) = 0;
    // All of them, by id.
    virtual std::vector<PatientId> treated_by(Context& context, DoctorId doctor) = 0;
};

}  // namespace venera::patients
