// The account of one profile becomes another's, when the profiles are merged: implements a port of the
// patients context.
#pragma once
#include "identity/sessions.hpp"
#include "patients/patients.hpp"

namespace venera::identity {

class Handover final : public patients::Accounts {
public:
    explicit Handover(Sessions& sessions) : sessions_(sessions) {}

    void hand_over(Context& context, postgres::Transaction& transaction, PatientId from,
                   PatientId to) override;

private:
    Sessions& sessions_;
};

}  // namespace venera::identity
