// POST /patients/{id}/erasure: the right to be forgotten. The data key is destroyed, so whatever it has
// sealed stays closed wherever a copy of it lies, and what is plain is removed. What remains is that there
// was a patient with this id and reference, how many visits they had, and who accessed their data. Profiles
// that were merged into the erased one are erased with it.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>

#include "patients/keepers.hpp"
#include "patients/patients.hpp"
#include "patients/refusals.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"

namespace venera::patients {

struct RequestErasure {
    Text<500> reason;
    std::optional<bool> cancel_visits;  // those that are ahead
};
BOOST_DESCRIBE_STRUCT(RequestErasure, (), (reason, cancel_visits))

struct Erased {
    PatientId id;
    std::string reference;
    Instant erased_at;
};
BOOST_DESCRIBE_STRUCT(Erased, (), (id, reference, erased_at))

class Erasure {
public:
    // All outlive this object.
    Erasure(Patients& patients, const Keepers& keepers) : patients_(patients), keepers_(keepers) {}

    // Repeating it is harmless.
    Result<Erased, not_found, visits_ahead> erase(Context& context, http::Path<PatientId> id,
                                                  const RequestErasure& wish);
    // Once more for those who were erased lately: a request that began before may have written what it knew
    // of them. For a job.
    void finish(Context& context);

private:
    // One profile of the person; what is to follow the commit is added to `after`.
    void erase_one(Context& context, postgres::Transaction& transaction, PatientId patient,
                   std::vector<std::function<void()>>& after);

    Patients& patients_;
    const Keepers& keepers_;
};

}  // namespace venera::patients
