// Who keeps data of a person: the profiles themselves, and through this port every other part of the program
// that has texts sealed with a patient's key, copies of their name, or an account of theirs. Rotation,
// erasure and export go over all of them.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "patients/data_key.hpp"
#include "patients/fhir.hpp"
#include "platform/http/context.hpp"
#include "platform/postgres/database.hpp"
#include "platform/values/uuid.hpp"

namespace venera::patients {

struct PatientKey {
    PatientId id;
    std::shared_ptr<const DataKey> key;
};

struct Resealed {
    std::int64_t texts = 0;
    std::vector<PatientId> rejected;  // with a text that does not open: theirs stay as they are
};

class Keeper {
public:
    virtual ~Keeper() = default;

    // Seals again whatever of these patients an older version of their key has sealed. Writers go on
    // meanwhile: nobody is refused, and no version of a row is counted up.
    virtual Resealed reseal(postgres::Database& database, const std::vector<PatientKey>& patients) = 0;
    // Visits that are still ahead, which an erasure would end.
    virtual std::int64_t visits_ahead(Context& context, PatientId patient) = 0;
    // Takes what others hold before they take the row of the patient, so that an erasure does not wait for
    // them in a circle: a change of the own account does.
    virtual void lock(postgres::Transaction&, PatientId) {}
    // Removes what says who the person is, in the transaction of an erasure; what is returned is to be called
    // after its commit.
    virtual std::function<void()> erase(Context& context, postgres::Transaction& transaction,
                                        PatientId patient) = 0;
    // Everything kept of the person, for themselves.
    virtual std::vector<fhir::Entry> held(Context& context, PatientId patient, const DataKey* key) = 0;
};

// In the order in which they are to be asked.
using Keepers = std::vector<Keeper*>;

}  // namespace venera::patients
