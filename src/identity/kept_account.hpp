// The account as something that is kept of a person: their login e-mail, and where they signed in. Implements
// the port of the patients context.
#pragma once
#include "identity/sessions.hpp"
#include "patients/patients.hpp"

namespace venera::identity {

class KeptAccount final : public patients::Keeper {
public:
    // `sessions` outlives this object.
    explicit KeptAccount(Sessions& sessions) : sessions_(sessions) {}

    // Nothing here is sealed with a patient's key.
    patients::Resealed reseal(postgres::Database&, const std::vector<patients::PatientKey>&) override {
        return {};
    }
    std::int64_t visits_ahead(Context&, PatientId) override { return 0; }
    void lock(postgres::Transaction& transaction, PatientId patient) override;
    // A patient's account is disabled and says no more whose it was; one that somebody works with stays, and
    // is no longer a patient's.
    std::function<void()> erase(Context& context, postgres::Transaction& transaction,
                                PatientId patient) override;
    std::vector<patients::fhir::Entry> held(Context& context, PatientId patient,
                                            const patients::DataKey* key) override;

private:
    Sessions& sessions_;
};

}  // namespace venera::identity
