// The visits as something that is kept of a person: their texts are sealed with the patient's key, and each
// shows a copy of the name. Implements the port of the patients context.
#pragma once
#include "patients/patients.hpp"
#include "scheduling/occupancy.hpp"

namespace venera::scheduling {

class KeptVisits final : public patients::Keeper {
public:
    // `occupancy` outlives this object.
    explicit KeptVisits(Occupancy& occupancy) : occupancy_(occupancy) {}

    patients::Resealed reseal(postgres::Database& database,
                              const std::vector<patients::PatientKey>& patients) override;
    std::int64_t visits_ahead(Context& context, PatientId patient) override;
    // Cancels what is ahead and can still be cancelled, and takes name and texts out of all.
    std::function<void()> erase(Context& context, postgres::Transaction& transaction,
                                PatientId patient) override;
    std::vector<patients::fhir::Entry> held(Context& context, PatientId patient,
                                            const patients::DataKey* key) override;

private:
    Occupancy& occupancy_;
};

}  // namespace venera::scheduling
