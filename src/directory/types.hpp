// The nouns of the directory as the API shows them and takes them.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "directory/directory.hpp"
#include "platform/json/json.hpp"
#include "platform/time/zone.hpp"
#include "platform/values/text.hpp"

namespace venera::directory {

struct Specialty {
    Code code;
    std::string name;  // English, as the whole contract
    std::optional<std::string> description;
    std::optional<std::string> name_es;
    std::optional<std::string> description_es;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Specialty, (), (code, name, description, name_es, description_es, version))

struct NewSpecialty {
    Code code;
    Text<100> name;
    std::optional<Text<500>> description;
    std::optional<Text<100>> name_es{};
    std::optional<Text<500>> description_es{};
};
BOOST_DESCRIBE_STRUCT(NewSpecialty, (), (code, name, description, name_es, description_es))

struct SpecialtyChange {
    Patch<Text<100>> name;
    Patch<Text<500>, Clears::yes> description;
    Patch<Text<100>, Clears::yes> name_es;
    Patch<Text<500>, Clears::yes> description_es;
};
BOOST_DESCRIBE_STRUCT(SpecialtyChange, (), (name, description, name_es, description_es))

struct Clinic {
    ClinicId id;
    std::string name;
    std::string address;
    std::string city;
    Country country;
    std::string timezone;
    std::optional<double> latitude;
    std::optional<double> longitude;
    std::optional<std::string> phone;
    PaymentPolicy payment_policy = PaymentPolicy::at_desk;
    std::int32_t pay_within_minutes = 30;  // what is to be paid at booking, and is not, ends then
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Clinic, (),
                      (id, name, address, city, country, timezone, latitude, longitude, phone, payment_policy,
                       pay_within_minutes, version))

// From five minutes to a week.
using PayWithin = Whole<5, 10'080>;

struct NewClinic {
    Text<200> name;
    Text<300> address;
    Text<100> city;
    Country country;
    Zone timezone;
    std::optional<double> latitude;
    std::optional<double> longitude;
    std::optional<Phone> phone;
    std::optional<PaymentPolicy> payment_policy;
    std::optional<PayWithin> pay_within_minutes;
};
BOOST_DESCRIBE_STRUCT(NewClinic, (),
                      (name, address, city, country, timezone, latitude, longitude, phone, payment_policy,
                       pay_within_minutes))
void check(const NewClinic& clinic, json::Issues& issues);

struct ClinicChange {
    Patch<Text<200>> name;
    Patch<Text<300>> address;
    Patch<Text<100>> city;
    Patch<Country> country;
    Patch<Zone> timezone;
    Patch<double, Clears::yes> latitude;
    Patch<double, Clears::yes> longitude;
    Patch<Phone, Clears::yes> phone;
    Patch<PaymentPolicy> payment_policy;
    Patch<PayWithin> pay_within_minutes;
};
BOOST_DESCRIBE_STRUCT(ClinicChange, (),
                      (name, address, city, country, timezone, latitude, longitude, phone, payment_policy,
                       pay_within_minutes))
void check(const ClinicChange& change, json::Issues& issues);

// A doctor as GET /doctors and GET /doctors/{id} answer.
struct Doctor {
    DoctorId id;
    std::string name;
    std::vector<SpecialtyName> specialties;
    std::optional<std::string> bio;
    std::int32_t experience_years = 0;
    std::int64_t price_cents = 0;
    Currency currency;
    std::vector<Language> languages;
    std::optional<Url> photo_url;
    ClinicCard clinic;
    PaymentPolicy payment_policy = PaymentPolicy::at_desk;
    std::vector<Mode> modes;
    double rating = 0;
    std::int32_t review_count = 0;
    std::optional<double> distance_km;
    std::optional<Instant> next_available;
    bool retired = false;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Doctor, (),
                      (id, name, specialties, bio, experience_years, price_cents, currency, languages,
                       photo_url, clinic, payment_policy, modes, rating, review_count, distance_km,
                       next_available, retired, version))

struct NewDoctor {
    Text<200> name;
    std::vector<Code> specialties;
    std::optional<Prose<2'000>> bio;
    Whole<0, 80> experience_years;
    Whole<0, 1'000'000'000> price_cents;
    Currency currency;
    std::vector<Language> languages;
    std::optional<Url> photo_url;
    ClinicId clinic_id;
    std::vector<Mode> modes;
};
BOOST_DESCRIBE_STRUCT(NewDoctor, (),
                      (name, specialties, bio, experience_years, price_cents, currency, languages, photo_url,
                       clinic_id, modes))
void check(const NewDoctor& doctor, json::Issues& issues);

struct DoctorChange {
    Patch<Text<200>> name;
    Patch<std::vector<Code>> specialties;
    Patch<Prose<2'000>, Clears::yes> bio;
    Patch<Whole<0, 80>> experience_years;
    Patch<Whole<0, 1'000'000'000>> price_cents;
    Patch<Currency> currency;
    Patch<std::vector<Language>> languages;
    Patch<Url, Clears::yes> photo_url;
    Patch<ClinicId> clinic_id;
    Patch<std::vector<Mode>> modes;
};
BOOST_DESCRIBE_STRUCT(DoctorChange, (),
                      (name, specialties, bio, experience_years, price_cents, currency, languages, photo_url,
                       clinic_id, modes))
void check(const DoctorChange& change, json::Issues& issues);

enum class DoctorSort : std::uint8_t { rating, price, experience, name };
BOOST_DESCRIBE_ENUM(DoctorSort, rating, price, experience, name)

// The query of GET /doctors. `rating` and `experience` sort from high to low; without a sort, `near` sorts by
// distance.
struct DoctorQuery {
    std::optional<Code> specialty;
    std::optional<Text<100>> city;
    std::optional<Country> country;
    std::optional<ClinicId> clinic_id;
    std::optional<Language> language;
    std::optional<Words> q;
    std::optional<double> min_rating;
    std::optional<Whole<0, 1'000'000'000>> max_price_cents;
    std::optional<Position> near;
    std::optional<double> radius_km;
    std::optional<Mode> mode;
    std::optional<DoctorSort> sort;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(DoctorQuery, (),
                      (specialty, city, country, clinic_id, language, q, min_rating, max_price_cents, near,
                       radius_km, mode, sort, limit, cursor))
void check(const DoctorQuery& query, json::Issues& issues);

struct ListQuery {
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListQuery, (), (limit, cursor))

}  // namespace venera::directory
