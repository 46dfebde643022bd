// The patient register at the desk, and one's own profile: write down, show, change, deactivate, and make one
// profile of two that are the same person's.
#pragma once
#include "patients/patients.hpp"
#include "patients/profiles.hpp"
#include "patients/refusals.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"

namespace venera::patients {

// The body of POST /patients.
struct CreatePatient {
    Text<100> first_name;
    Text<100> last_name;
    Date birth_date;
    std::optional<Gender> gender;
    std::optional<NationalId> national_id;
    std::optional<Phone> phone;
    std::optional<Email> email;
    std::optional<Address> address;
    std::optional<Insurance> insurance;
    std::optional<EmergencyContact> emergency_contact;
    std::optional<Language> language;
    std::optional<Json> infos;
};
BOOST_DESCRIBE_STRUCT(CreatePatient, (),
                      (first_name, last_name, birth_date, gender, national_id, phone, email, address,
                       insurance, emergency_contact, language, infos))
void check(const CreatePatient& wish, json::Issues& issues);

struct MergePatient {
    PatientId into;
};
BOOST_DESCRIBE_STRUCT(MergePatient, (), (into))

struct Duplicates {
    std::vector<Patient> data;
};
BOOST_DESCRIBE_STRUCT(Duplicates, (), (data))

// Whose profiles a caller may read, of these: all if absent. The desk reaches everybody, a patient
// themselves, a doctor whom they treat.
Reach reach_of(Context& context, Treatments& treatments, const std::vector<PatientId>& patients);

class Register {
public:
    Register(Profiles& profiles, Treatments& treatments, Visits& visits, Accounts& accounts)
        : profiles_(profiles), treatments_(treatments), visits_(visits), accounts_(accounts) {}

    using CreateAnswer =
        Result<Created<Patient>, invalid_input, not_found, national_id_taken, idempotency_key_reused>;
    CreateAnswer create(Context& context, const CreatePatient& wish, const http::IdempotencyKey& key);
    Result<Patient, not_found> get(Context& context, http::Path<PatientId> id);
    using ChangeAnswer =
        Result<Patient, not_found, invalid_input, version_mismatch, national_id_taken, patient_merged>;
    ChangeAnswer change(Context& context, http::Path<PatientId> id, const PatientChange& change,
                        http::IfMatch condition);
    Result<NoContent, not_found, version_mismatch> deactivate(Context& context, http::Path<PatientId> id,
                                                              http::IfMatch condition);

    // Those who are likely the same person: the same national id, or the same date of birth and a first and
    // a last name in common.
    Result<Duplicates, not_found> duplicates(Context& context, http::Path<PatientId> id);
    // Ends the first profile in favour of the second, which gets its visits and its account. -> the second
    using MergeAnswer =
        Result<Patient, not_found, invalid_input, patient_merged, overlapping_visits, two_accounts>;
    MergeAnswer merge(Context& context, http::Path<PatientId> id, const MergePatient& wish);

private:
    using Written = Result<PatientRow, not_found, version_mismatch, patient_merged, national_id_taken>;

    Written write(Context& context, PatientId id, const PatientChange& change, http::IfMatch condition);
    std::optional<CreateAnswer> created_before(Context& context, const http::IdempotencyKey& key);
    void deny(Context& context, PatientId id, std::string_view action);
    Patient merged(Context& context, postgres::Transaction& transaction, PatientRow from, PatientRow into);

    Profiles& profiles_;
    Treatments& treatments_;
    Visits& visits_;
    Accounts& accounts_;
};

}  // namespace venera::patients
