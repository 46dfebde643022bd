// Accounts follow the profiles that they stand for: implements a port of the patients context. An account's
// names and language are the profile's; whoever changes either changes both.
#pragma once
#include "identity/sessions.hpp"
#include "patients/patients.hpp"

namespace venera::identity {

class Handover final : public patients::Accounts {
public:
    explicit Handover(Sessions& sessions) : sessions_(sessions) {}

    void hold(postgres::Executor& transaction, const std::vector<PatientId>& patients) override;
    void follow(Context& context, postgres::Executor& transaction, PatientId patient,
                const patients::PatientChange& change) override;
    void hand_over(Context& context, postgres::Transaction& transaction, PatientId from,
                   PatientId to) override;

private:
    Sessions& sessions_;
};

}  // namespace venera::identity
