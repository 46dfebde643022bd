// Messages and wishes as something that is kept of a person. Implements the port of the patients context.
#pragma once
#include "notifications/notifications.hpp"
#include "patients/patients.hpp"

namespace venera::notifications {

// To be asked before the account: an erasure takes some away from their patient.
class KeptMessages final : public patients::Keeper {
public:
    // `accounts` outlives this object.
    explicit KeptMessages(Accounts& accounts) : accounts_(accounts) {}

    // Nothing here is sealed with a patient's key.
    patients::Resealed reseal(postgres::Database&, const std::vector<patients::PatientKey>&) override {
        return {};
    }
    std::int64_t visits_ahead(Context&, PatientId) override { return 0; }
    // Ends what has not gone out, and forgets the wishes. What is on its way at this moment is not tried
    // again: who composes it finds nobody any more. The rows stay as a log: ids, kinds and times.
    std::function<void()> erase(Context& context, postgres::Transaction& transaction,
                                PatientId patient) override;
    std::vector<patients::fhir::Entry> held(Context& context, PatientId patient,
                                            const patients::DataKey* key) override;

private:
    Accounts& accounts_;
};

}  // namespace venera::notifications
