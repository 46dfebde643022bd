// The patient register at the desk, and one's own profile: write down, show, change, deactivate and
// reactivate. Who acts for another person sees their profile and corrects how they are reached and insured;
// who they are is for themselves and the desk to say.
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

struct Duplicates {
    std::vector<Patient> data;
};
BOOST_DESCRIBE_STRUCT(Duplicates, (), (data))

class Register {
public:
    // All must outlive this object.
    Register(Profiles& profiles, Treatments& treatments, Relatives& relatives, Accounts& accounts)
        : profiles_(profiles), treatments_(treatments), relatives_(relatives), accounts_(accounts) {}

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
    // Harmless to repeat. Refuses if somebody else has the national id by now.
    using ReactivateAnswer = Result<Patient, not_found, version_mismatch, national_id_taken, patient_merged>;
    ReactivateAnswer reactivate(Context& context, http::Path<PatientId> id, http::IfMatch condition);

    // Those who are likely the same person: the same national id, or the same date of birth and a first and
    // a last name in common.
    Result<Duplicates, not_found> duplicates(Context& context, http::Path<PatientId> id);

private:
    using Written = Result<PatientRow, not_found, version_mismatch, patient_merged, national_id_taken>;
    // Whose profile a caller may read, of this one: the desk everybody's, a patient their own and that of
    // whom they act for, a doctor that of whom they treat.
    Reach reach_of(Context& context, PatientId patient);

    Written write(Context& context, PatientId id, const PatientChange& change, http::IfMatch condition);
    std::optional<CreateAnswer> created_before(Context& context, const http::IdempotencyKey& key);
    void deny(Context& context, PatientId id, std::string_view action);

    Profiles& profiles_;
    Treatments& treatments_;
    Relatives& relatives_;
    Accounts& accounts_;
};

}  // namespace venera::patients
