// The medical record as something that is kept of a person: patients.records.
#pragma once
#include "patients/keepers.hpp"

namespace venera::patients {

class KeptRecord final : public Keeper {
public:
    Resealed reseal(postgres::Database& database, const std::vector<PatientKey>& patients) override;
    std::int64_t visits_ahead(Context&, PatientId) override { return 0; }
    std::function<void()> erase(Context& context, postgres::Transaction& transaction,
                                PatientId patient) override;
    std::vector<fhir::Entry> held(Context& context, PatientId patient, const DataKey* key) override;
};

}  // namespace venera::patients
