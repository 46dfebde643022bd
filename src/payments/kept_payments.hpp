// Payments as something that is kept of a person. Implements the port of the patients context.
#pragma once
#include "patients/patients.hpp"
#include "payments/queries.hpp"

namespace venera::payments {

class KeptPayments final : public patients::Keeper {
public:
    // `patients` outlives this object: payments stay with the profile that made them when it is merged.
    explicit KeptPayments(patients::Patients& patients) : patients_(patients) {}

    // Nothing here is sealed with a patient's key.
    patients::Resealed reseal(postgres::Database&, const std::vector<patients::PatientKey>&) override {
        return {};
    }
    std::int64_t visits_ahead(Context&, PatientId) override { return 0; }
    // What the books must keep stays: amounts, times and ids. Of the card nothing does.
    std::function<void()> erase(Context& context, postgres::Transaction& transaction,
                                PatientId patient) override;
    std::vector<patients::fhir::Entry> held(Context& context, PatientId patient,
                                            const patients::DataKey* key) override;

private:
    patients::Patients& patients_;
};

}  // namespace venera::payments
