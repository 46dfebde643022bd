// Writes the demo world into an empty database, all or nothing.
#pragma once
#include <stdexcept>

#include "demo/world.hpp"
#include "patients/profile_rows.hpp"
#include "platform/log/log.hpp"
#include "platform/postgres/database.hpp"

namespace venera::demo {

// The database has somebody's data in it: the demo world must not mix with it.
struct NotEmpty : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Loaded {
    std::size_t clinics = 0;
    std::size_t doctors = 0;
    std::size_t patients = 0;
    std::size_t appointments = 0;
};

// True if there is no clinic, doctor, patient, calendar, appointment or account yet. Specialties come with
// the migrations and do not count.
bool is_empty(postgres::Executor& db);

// Clinics, doctors with their calendars, patients, appointments and the four accounts, in batches of one
// transaction, one loader after the other. The database needs time-outs for tools
// (ConnectionOptions::for_tools) beyond some thousand doctors. Requires: at least one doctor and one patient.
// Throws: NotEmpty; what the database throws.
Loaded load(postgres::Database& database, const patients::ProfileRows& profiles, const Size& size,
            Instant now, log::Log& log);

}  // namespace venera::demo
