#include "patients/record.hpp"

namespace venera::patients {

void check(const Medication& medication, json::Issues& issues) {
    if (medication.since && medication.until && *medication.until < *medication.since)
        issues.add("/until", {"before_since", "must not be before since"});
}

}  // namespace venera::patients
