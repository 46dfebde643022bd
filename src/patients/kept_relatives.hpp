// Consents to act for others as something that is kept of a person: patients.relatives.
#pragma once
#include "patients/keepers.hpp"

namespace venera::patients {

class KeptRelatives final : public Keeper {
public:
    // Nothing here is sealed.
    Resealed reseal(postgres::Database&, const std::vector<PatientKey>&) override { return {}; }
    std::int64_t visits_ahead(Context&, PatientId) override { return 0; }
    // What was consented stays on record, without names; nobody acts any more.
    std::function<void()> erase(Context& context, postgres::Transaction& transaction,
                                PatientId patient) override;
    std::vector<fhir::Entry> held(Context& context, PatientId patient, const DataKey* key) override;
};

}  // namespace venera::patients
