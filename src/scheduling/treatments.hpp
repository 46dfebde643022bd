// The visits as proof that a doctor treats a patient: implements the port of the patients context.
#pragma once
#include <chrono>

#include "patients/patients.hpp"

namespace venera::scheduling {

class Treatments final : public patients::Treatments {
public:
    // A visit counts for `window` after its start.
    explicit Treatments(std::chrono::days window) : window_(window) {}

    std::vector<PatientId> treated(Context& context, DoctorId doctor,
                                   const std::vector<PatientId>& patients) override;
    std::vector<PatientId> treated_by(Context& context, DoctorId doctor) override;

private:
    std::chrono::days window_;
};

}  // namespace venera::scheduling
