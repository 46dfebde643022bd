// Reviews as something that is kept of a person. Implements the port of the patients context.
#pragma once
#include "directory/doctors.hpp"
#include "patients/patients.hpp"

namespace venera::directory {

class KeptReviews final : public patients::Keeper {
public:
    // Both outlive it. Reviews stay with the profile that wrote them when it is merged.
    KeptReviews(Doctors& doctors, patients::Patients& patients) : doctors_(doctors), patients_(patients) {}

    // Nothing here is sealed: what is published is public.
    patients::Resealed reseal(postgres::Database&, const std::vector<patients::PatientKey>&) override {
        return {};
    }
    std::int64_t visits_ahead(Context&, PatientId) override { return 0; }
    // Words and stars go, and so does what was answered.
    std::function<void()> erase(Context& context, postgres::Transaction& transaction,
                                PatientId patient) override;
    std::vector<patients::fhir::Entry> held(Context& context, PatientId patient,
                                            const patients::DataKey* key) override;

private:
    Doctors& doctors_;
    patients::Patients& patients_;
};

}  // namespace venera::directory
