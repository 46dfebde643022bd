// The directory's statements as functions. SQL is in queries.cpp and touches the schema `directory` only.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "directory/types.hpp"
#include "platform/postgres/database.hpp"

namespace venera::directory {

struct DoctorRow {
    DoctorId id;
    std::string name;
    std::vector<Code> specialty_codes;
    std::vector<std::string> specialty_names;
    std::optional<std::string> bio;
    std::int32_t experience_years = 0;
    std::int64_t price_cents = 0;
    Currency currency;
    std::vector<Language> languages;
    std::optional<Url> photo_url;
    ClinicId clinic_id;
    std::string clinic_name;
    std::string clinic_address;
    std::string clinic_city;
    Country clinic_country;
    std::string clinic_timezone;
    PaymentPolicy payment_policy = PaymentPolicy::at_desk;
    std::int32_t pay_within_minutes = 30;
    std::vector<Mode> modes;
    double rating = 0;
    std::int32_t review_count = 0;
    std::optional<double> distance_km;
    bool retired = false;
    std::int64_t version = 1;
    std::optional<double> sort_number;  // the key of keyset paging: one of the two, by the sort asked
    std::optional<std::string> sort_text;
};
BOOST_DESCRIBE_STRUCT(DoctorRow, (),
                      (id, name, specialty_codes, specialty_names, bio, experience_years, price_cents,
                       currency, languages, photo_url, clinic_id, clinic_name, clinic_address, clinic_city,
                       clinic_country, clinic_timezone, payment_policy, pay_within_minutes, modes, rating,
                       review_count, distance_km, retired, version, sort_number, sort_text))

// A doctor in service with what a search filters by besides the card.
struct ListedRow : DoctorRow {
    std::string city_folded;
    std::optional<double> latitude;
    std::optional<double> longitude;
};
BOOST_DESCRIBE_STRUCT(ListedRow, (DoctorRow), (city_folded, latitude, longitude))

// Where a page of doctors begins: after this row. Of long names only the beginning sorts, so that a cursor
// can hold it.
struct DoctorPosition {
    double number = 0;
    std::string text;
    DoctorId id;
};
enum class DoctorOrder : std::uint8_t { id, rating, price, experience, name, distance };

// In service only, after `after` in `order`, at most `limit`.
std::vector<DoctorRow> list_doctors(postgres::Executor& db, const DoctorFilter& filter, DoctorOrder order,
                                    const std::optional<DoctorPosition>& after, std::int32_t limit);
std::optional<DoctorRow> find_doctor(postgres::Executor& db, DoctorId id);  // retired ones too
// The last retired first, after `after`, at most `limit`.
std::vector<DoctorRow> list_retired_doctors(postgres::Executor& db, const std::optional<DoctorId>& after,
                                            std::int32_t limit);
void insert_doctor(postgres::Executor& db, DoctorId id, const NewDoctor& doctor, Instant now);
// False if the row is no longer at `version`.
bool update_doctor(postgres::Executor& db, const DoctorRow& doctor, std::int64_t version, Instant now);
// The version after it; nothing if the doctor does not exist or is retired already.
std::optional<std::int64_t> retire_doctor(postgres::Executor& db, DoctorId id, Instant now);

std::vector<Specialty> list_specialties(postgres::Executor& db);
std::optional<Specialty> find_specialty(postgres::Executor& db, const Code& code);
// False if the code is taken.
bool insert_specialty(postgres::Executor& db, const NewSpecialty& specialty, Instant now);
bool update_specialty(postgres::Executor& db, const Specialty& specialty, std::int64_t version, Instant now);
bool retire_specialty(postgres::Executor& db, const Code& code, Instant now);  // false while doctors use it
// Those of `codes` that are in the catalogue.
std::vector<Code> known_specialties(postgres::Executor& db, const std::vector<Code>& codes);

std::vector<Clinic> list_clinics(postgres::Executor& db, const std::optional<ClinicId>& after,
                                 std::int32_t limit);
std::optional<Clinic> find_clinic(postgres::Executor& db, ClinicId id);
// Those of `ids` that are no clinic.
std::vector<ClinicId> unknown_clinics(postgres::Executor& db, const std::vector<ClinicId>& ids);
void insert_clinic(postgres::Executor& db, const Clinic& clinic, Instant now);
bool update_clinic(postgres::Executor& db, const Clinic& clinic, std::int64_t version, Instant now);

// Doctors who changed, or whose clinic or specialty did, at or after `since`.
std::vector<DoctorId> changed_doctors(postgres::Executor& db, Instant since);

// Those of `doctors` that are in service, without their bios, in id order.
std::vector<ListedRow> find_listed(postgres::Executor& db, const std::vector<DoctorId>& doctors);
// All in service, in id order.
std::vector<DoctorId> list_doctor_ids(postgres::Executor& db);
// At most `most` of those in service that the filter `q` finds, in id order; of many, any.
std::vector<DoctorId> find_named(postgres::Executor& db, const Words& words, std::int32_t most);
// Those of `doctors` that it finds, in id order.
std::vector<DoctorId> find_named_among(postgres::Executor& db, const Words& words,
                                       const std::vector<DoctorId>& doctors);
std::string fold(postgres::Executor& db, const std::string& text);
// At most `most` doctors in service of a clinic, or of a specialty.
std::vector<DoctorId> doctors_at(postgres::Executor& db, ClinicId clinic, std::int32_t most);
std::vector<DoctorId> doctors_of(postgres::Executor& db, const Code& specialty, std::int32_t most);
// The doctors, retired ones too, whom the events of these transactions concern.
std::vector<DoctorId> doctors_told_of(postgres::Executor& db, const postgres::XidSpan& transactions);

// The event of a change, in the transaction of the change.
void insert_event(postgres::Executor& db, DoctorId doctor, std::string_view type, std::int64_t version,
                  std::string_view traceparent, Instant now);
void insert_event(postgres::Executor& db, ClinicId clinic, std::string_view type,
                  std::string_view traceparent, Instant now);
void insert_event(postgres::Executor& db, const Code& specialty, std::string_view type,
                  std::string_view traceparent, Instant now);

}  // namespace venera::directory
