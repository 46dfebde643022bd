// Many doctors at once, for the demo world and for moving in from another system. One statement per batch.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "directory/types.hpp"
#include "platform/postgres/database.hpp"

namespace venera::directory {

struct ImportedDoctor {
    DoctorId id;
    std::string name;
    std::vector<Code> specialties;
    std::int32_t experience_years = 0;
    std::int64_t price_cents = 0;
    Currency currency;
    std::vector<Language> languages;
    ClinicId clinic_id;
    std::vector<Mode> modes;
    double rating = 0;
    std::int32_t review_count = 0;
};
BOOST_DESCRIBE_STRUCT(ImportedDoctor, (),
                      (id, name, specialties, experience_years, price_cents, currency, languages, clinic_id,
                       modes, rating, review_count))

// Throws: postgres::ConstraintViolation if an id is taken or a clinic unknown.
void import_doctors(postgres::Executor& db, const std::vector<ImportedDoctor>& doctors, Instant now);

// True if there is any clinic, which every doctor needs.
bool has_clinics(postgres::Executor& db);

}  // namespace venera::directory
