// Patients as other contexts see them. One of the program's ports.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "patients/data_key.hpp"
#include "patients/keepers.hpp"
#include "platform/http/context.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::patients {

enum class Gender : std::uint8_t { female, male, other, unknown };
BOOST_DESCRIBE_ENUM(Gender, female, male, other, unknown)

struct NationalId {
    Country country;
    Code type;  // dni, rut, nie, cpf, curp, cc, passport
    Text<32> number;
};
BOOST_DESCRIBE_STRUCT(NationalId, (), (country, type, number))

// What a person says of themselves when they register.
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
};

// What a person or the desk may change of a profile. Absent members stay as they are.
struct PatientChange {
    Patch<Text<100>> first_name;
    Patch<Text<100>> last_name;
    Patch<Date, Clears::yes> birth_date;
    Patch<Gender, Clears::yes> gender;
    Patch<Phone, Clears::yes> phone;
    Patch<Language> language;
};

// The patient as the API shows them to themselves and to the desk.
struct Patient {
    PatientId id;
    std::string reference;  // "P-" + 6 of Crockford base32
    std::string first_name;
    std::string last_name;
    std::optional<Date> birth_date;
    std::optional<Gender> gender;
    std::optional<Phone> phone;
    std::optional<Email> email;
    std::optional<Country> country;
    std::optional<NationalId> national_id;
    std::optional<Language> language;
    bool active = true;
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(Patient, (),
                      (id, reference, first_name, last_name, birth_date, gender, phone, email, country,
                       national_id, language, active, version, created_at, updated_at))

// What a booking needs to know of a patient: the name shown on the appointment and the key that seals its
// texts.
struct PatientCard {
    PatientId id;
    std::string name;
    bool active = true;
    std::shared_ptr<const DataKey> data_key;  // null: the person was erased
};

class Patients {
public:
    virtual ~Patients() = default;

    // Inserts in the caller's transaction (both contexts share a database unless roles are split).
    virtual void create(Context& context, postgres::Executor& transaction, const NewPatient& patient) = 0;
    // Changes in the caller's transaction, which must call changed() after its commit. False if there is no
    // such patient.
    virtual bool change(Context& context, postgres::Executor& transaction, PatientId patient,
                        const PatientChange& change) = 0;
    // Forgets what this replica has cached of a patient.
    virtual void changed(PatientId patient) = 0;
    virtual std::optional<Patient> find(Context& context, PatientId patient) = 0;
    // Cached for at most 2 s across replicas and at once on the replica that changed it; null if there is no
    // such patient.
    virtual std::shared_ptr<const PatientCard> card(Context& context, PatientId patient) = 0;
    // Several at once, for lists; missing patients are left out.
    virtual std::vector<std::shared_ptr<const PatientCard>> cards(Context& context,
                                                                  const std::vector<PatientId>& ids) = 0;
};

}  // namespace venera::patients
