// GET /patients/{id}/export: everything held of a person, as a FHIR R4 bundle for programs or as a page for
// people.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <string>

#include "patients/keepers.hpp"
#include "patients/patients.hpp"
#include "patients/refusals.hpp"
#include "platform/crypto/secret_ring.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"

namespace venera::patients {

struct PatientRow;

enum class ExportFormat : std::uint8_t { fhir, html };
BOOST_DESCRIBE_ENUM(ExportFormat, fhir, html)

class Export {
public:
    // All outlive this object.
    Export(const crypto::SecretRing& key_encryption, const Keepers& keepers)
        : key_encryption_(key_encryption), keepers_(keepers) {}

    using Answer = Result<std::string, not_found, break_glass_required>;

    // Somebody else's export and that of a patient who does not exist are the same. An administrator breaks
    // the glass, as for the record alone, and the patient is told.
    Answer of(Context& context, PatientId patient, ExportFormat format);

private:
    void add(Context& context, const PatientRow& row, std::vector<fhir::Entry>& entries);

    const crypto::SecretRing& key_encryption_;
    const Keepers& keepers_;
};

}  // namespace venera::patients
