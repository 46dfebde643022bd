// Many doctors at once, for the demo world and for moving in from another system. One statement per batch.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "directory/review_queries.hpp"
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
};
BOOST_DESCRIBE_STRUCT(ImportedDoctor, (),
                      (id, name, specialties, experience_years, price_cents, currency, languages, clinic_id,
                       modes))

// Throws: postgres::ConstraintViolation if an id is taken or a clinic unknown.
void import_doctors(postgres::Executor& db, const std::vector<ImportedDoctor>& doctors, Instant now);

// Reviews, whose stars are to be counted when all are there. Throws: postgres::ConstraintViolation.
void import_reviews(postgres::Executor& db, const std::vector<ReviewRow>& reviews);

// True if there is any clinic, which every doctor needs.
bool has_clinics(postgres::Executor& db);

}  // namespace venera::directory
