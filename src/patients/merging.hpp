// Two profiles that are one person's become one: nothing in force stays with the one that goes, which is kept
// as a sign to the other. Visits and the account are handed over by the contexts that have them, behind
// ports.
#pragma once
#include "patients/patients.hpp"
#include "patients/profiles.hpp"
#include "patients/records.hpp"
#include "patients/refusals.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"

namespace venera::patients {

struct MergePatient {
    PatientId into;
};
BOOST_DESCRIBE_STRUCT(MergePatient, (), (into))

class Merging {
public:
    // All must outlive this object.
    Merging(Profiles& profiles, const Records& records, Visits& visits, Accounts& accounts)
        : profiles_(profiles), records_(records), visits_(visits), accounts_(accounts) {}

    // Ends the first profile in favour of the second, which gets its visits, record, consents and account,
    // and what it lacks of the profile itself. -> the second
    using Answer = Result<Patient, not_found, invalid_input, patient_merged, overlapping_visits, two_accounts,
                          records_too_long>;
    Answer merge(Context& context, http::Path<PatientId> id, const MergePatient& wish);

private:
    Answer merge_locked(Context& context, postgres::Transaction& transaction, PatientId goes,
                        PatientId stays);
    Patient write(Context& context, postgres::Transaction& transaction, PatientRow goes, PatientRow stays);
    static void unite_consents(Context& context, postgres::Transaction& transaction, PatientId goes,
                               PatientId stays);

    Profiles& profiles_;
    const Records& records_;
    Visits& visits_;
    Accounts& accounts_;
};

}  // namespace venera::patients
