// The profile as something that is kept of a person: the columns of patients.patients.
#pragma once
#include "patients/keepers.hpp"
#include "patients/profile_rows.hpp"

namespace venera::patients {

class KeptProfile final : public Keeper {
public:
    // `rows` outlives this object.
    explicit KeptProfile(const ProfileRows& rows) : rows_(rows) {}

    Resealed reseal(postgres::Database& database, const std::vector<PatientKey>& patients) override;
    std::int64_t visits_ahead(Context&, PatientId) override { return 0; }
    // The row itself is the erasure's.
    std::function<void()> erase(Context&, postgres::Transaction&, PatientId) override {
        return [] {};
    }
    std::vector<fhir::Entry> held(Context& context, PatientId patient, const DataKey* key) override;

private:
    const ProfileRows& rows_;
};

}  // namespace venera::patients
