// The visits of one patient become another's, when their profiles are merged: implements a port of the
// patients context.
#pragma once
#include "patients/patients.hpp"

namespace venera::scheduling {

class Handover final : public patients::Visits {
public:
    void hand_over(Context& context, postgres::Transaction& transaction, const patients::PatientCard& from,
                   const patients::PatientCard& to) override;
};

}  // namespace venera::scheduling
