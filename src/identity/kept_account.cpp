#include "identity/kept_account.hpp"

#include "identity/handover_queries.hpp"
#include "identity/kept_queries.hpp"
#include "identity/queries.hpp"

namespace venera::identity {

void KeptAccount::lock(postgres::Transaction& transaction, PatientId patient) {
    if (const auto id = find_account_of(transaction, patient)) lock_account(transaction, *id);
}

std::function<void()> KeptAccount::erase(Context& context, postgres::Transaction& transaction,
                                         PatientId patient) {
    const auto id = find_account_of(transaction, patient);
    const auto account = id ? lock_account(transaction, *id) : std::nullopt;
    // Between the two statements it may have become another's.
    if (!account || account->patient_id != patient) return [] {};
    const bool only_patient = account->role == AccountRole::patient;
    if (only_patient) forget_proofs(transaction, account->id);
    // Anonymised before: this time it was only for what came late.
    if (account->email.ends_with("@erased.invalid")) return [] {};
    const auto ended = sessions_.end_all(transaction, account->id,
                                         only_patient ? EndReason::account_disabled : EndReason::role_changed,
                                         context.now());
    if (only_patient)
        anonymise_account(transaction, account->id, context.now());
    else
        detach_patient(transaction, account->id, context.now());
    insert_event(context, transaction, account->id, only_patient ? "user.disabled" : "user.updated",
                 account->version + 1);
    insert_access(context, transaction, {"erase", "user", account->id.value, patient});
    return [this, ended, now = context.now()] { sessions_.ended(ended, now); };
}

// FHIR R4 has no resource for accounts of a login; a Basic says what it is in words.
std::vector<patients::fhir::Entry> KeptAccount::held(Context& context, PatientId patient,
                                                     const patients::DataKey*) {
    const auto id = find_account_of(context.database(), patient);
    const auto account = id ? find_account(context.database(), *id) : std::nullopt;
    if (!account) return {};
    patients::fhir::Element resource;
    resource.element("code", patients::fhir::coded("urn:venera:resource", "account", "Login account"))
        .element("subject", patients::fhir::reference(patient.value))
        .text("created", account->created_at.text().substr(0, 10))
        .list("identifier", {patients::fhir::Element()
                                 .text("system", "urn:venera:login-email")
                                 .text("value", account->email)});
    return {{"Basic",
             account->id.value,
             resource,
             "Account",
             {{"E-mail", account->email},
              {"Language", account->language.value},
              {"Created", account->created_at.text()}}}};
}

}  // namespace venera::identity
