#include "demo/accounts.hpp"

#include <stdexcept>

#include "identity/queries.hpp"
#include "platform/crypto/crypto.hpp"

namespace venera::demo {

namespace {

using identity::AccountRole;
using identity::AccountRow;

AccountRow account(AccountRole role, std::string_view first_name, std::string_view last_name, Instant now) {
    AccountRow row;
    row.id = UserId::make(now);
    row.role = role;
    row.first_name = first_name;
    row.last_name = last_name;
    row.email_verified = true;
    row.demo = true;
    row.language = Language{"es"};
    row.created_at = row.updated_at = now;
    return row;
}

// "Dra. Ana Soto Rojas": the title, the first name, and the rest.
AccountRow doctor_account(const DemoDoctor& doctor, Instant now) {
    const std::string& name = doctor.card.name.value;
    const auto first = name.find(' ') + 1;
    const auto last = name.find(' ', first);
    auto row = account(AccountRole::doctor, name.substr(first, last - first), name.substr(last + 1), now);
    row.doctor_id = doctor.id;
    return row;
}

AccountRow patient_account(const patients::NewPatient& patient, Instant now) {
    auto row = account(AccountRole::patient, patient.first_name.value, patient.last_name.value, now);
    row.patient_id = patient.id;
    return row;
}

void insert(postgres::Executor& db, std::string_view name, AccountRow row) {
    row.email = std::string(name) + "@venera.example";
    // One by one: a salt of its own for each.
    row.password_hash = crypto::hash_password(passphrase);
    if (!identity::insert_account(db, row, row.email))
        throw std::runtime_error("a demo account exists already");
}

}  // namespace

void insert_accounts(postgres::Executor& db, const World& world, const patients::NewPatient& patient,
                     Instant now) {
    insert(db, "admin", account(AccountRole::admin, "Amalia", "Torres", now));
    insert(db, "staff", account(AccountRole::staff, "Simón", "Rivera", now));
    insert(db, "doctor", doctor_account(world.doctors.front(), now));
    insert(db, "patient", patient_account(patient, now));
}

}  // namespace venera::demo
