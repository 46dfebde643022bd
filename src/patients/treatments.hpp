// Which patients a doctor treats. A port that scheduling implements, because it knows the visits: the patients
// context asks it before a doctor may see anything of a person.
#pragma once
#include <vector>

#include "platform/http/context.hpp"
#include "platform/values/uuid.hpp"

namespace venera::patients {

class Treatments {
public:
    virtual ~Treatments() = default;

    // Those of these patients with whom the doctor has a visit: one that is still ahead, or that was not longer
    // ago than the configured window. Cancelled visits and holds do not count.
    virtual std::vector<PatientId> treated(Context& context, DoctorId doctor,
                                           const std::vector<PatientId>& patients) = 0;
    // All of them, by id.
    virtual std::vector<PatientId> treated_by(Context& context, DoctorId doctor) = 0;
};

}  // namespace venera::patients
