// The directory as other contexts see it: who the doctors are and where they work. One of the program's
// ports: the answers are copies, good for the moment of the call; nobody joins the directory's tables.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/http/context.hpp"
#include "platform/postgres/database.hpp"
#include "platform/postgres/xid_span.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::directory {

enum class Mode : std::uint8_t { in_person, video };
BOOST_DESCRIBE_ENUM(Mode, in_person, video)

// When a clinic's visits are paid: never, at the desk, or before they are booked.
enum class PaymentPolicy : std::uint8_t { none, at_desk, at_booking };
BOOST_DESCRIBE_ENUM(PaymentPolicy, none, at_desk, at_booking)

struct SpecialtyName {
    Code code;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(SpecialtyName, (), (code, name))

struct ClinicCard {
    ClinicId id;
    std::string name;
    std::string address;
    std::string city;
    Country country;
    std::string timezone;
};
BOOST_DESCRIBE_STRUCT(ClinicCard, (), (id, name, address, city, country, timezone))

// What a list of doctors, a booking and a search result show of a doctor.
struct DoctorCard {
    DoctorId id;
    std::string name;
    std::vector<SpecialtyName> specialties;  // at least one; the first is the main one
    ClinicCard clinic;
    PaymentPolicy payment_policy = PaymentPolicy::at_desk;  // of the clinic
    std::vector<Language> languages;
    std::vector<Mode> modes;
    std::int64_t price_cents = 0;
    Currency currency;
    std::int32_t experience_years = 0;
    double rating = 0;  // 0 when there is no review
    std::int32_t review_count = 0;
    std::optional<Url> photo_url;
    std::optional<double> distance_km;  // only in answers to `near`
    // Not shown: how long a visit of the clinic waits for its payment.
    std::int32_t pay_within_minutes = 30;
};
BOOST_DESCRIBE_STRUCT(DoctorCard, (),
                      (id, name, specialties, clinic, payment_policy, languages, modes, price_cents, currency,
                       experience_years, rating, review_count, photo_url, distance_km))

// A doctor in service with what a search filters by besides the card.
struct ListedDoctor {
    DoctorCard card;
    std::string city_folded;  // platform.fold(): lower case without accents
    std::optional<double> latitude;
    std::optional<double> longitude;
};

// `near=lat,lon`: degrees, WGS 84.
struct Position {
    static constexpr std::string_view schema =
        R"({"type":"string","pattern":"^-?[0-9.]+,-?[0-9.]+$","example":"-12.05,-77.04"})";

    double latitude = 0;
    double longitude = 0;

    static Parsed<Position> parse(std::string_view text);
    std::string text() const;
};

// What `q` looks for in names, bios and names of specialties. One letter would find nearly everybody.
using Words = Text<100, 2>;

// The filters that GET /doctors and GET /availability share. Absent = any.
struct DoctorFilter {
    std::optional<Code> specialty;
    std::optional<Text<100>> city;
    std::optional<Country> country;
    std::optional<ClinicId> clinic_id;
    std::optional<Language> language;
    std::optional<Words> q;
    std::optional<double> min_rating;
    std::optional<std::int64_t> max_price_cents;
    std::optional<Position> near;
    std::optional<double> radius_km;
    std::optional<Mode> mode;
};

// The filter that a query with these parameters asks for.
template <class Query>
DoctorFilter doctor_filter_of(const Query& query) {
    const auto& price = query.max_price_cents;
    return {.specialty = query.specialty,
            .city = query.city,
            .country = query.country,
            .clinic_id = query.clinic_id,
            .language = query.language,
            .q = query.q,
            .min_rating = query.min_rating,
            .max_price_cents = price ? std::optional{price->value} : std::nullopt,
            .near = query.near,
            .radius_km = query.radius_km,
            .mode = query.mode};
}

class Directory {
public:
    virtual ~Directory() = default;

    // The card of a doctor in service; nothing for an unknown or retired one. Cached for at most 2 s across
    // replicas and at once on the replica that changed it.
    virtual std::shared_ptr<const DoctorCard> card(Context& context, DoctorId doctor) = 0;
    // True if the doctor exists, retired or not.
    virtual bool exists(Context& context, DoctorId doctor) = 0;
    // Nothing for an unknown one.
    virtual std::optional<ClinicCard> clinic(Context& context, ClinicId clinic) = 0;
    // Those of `clinics` that do not exist.
    virtual std::vector<ClinicId> unknown(Context& context, const std::vector<ClinicId>& clinics) = 0;
    // All doctors in service that pass the filter, in id order.
    virtual std::vector<std::shared_ptr<const DoctorCard>> matching(Context& context,
                                                                    const DoctorFilter& filter) = 0;

    // For whoever keeps a copy of what can be searched.

    // The doctors in service, by main specialty and id: who is searched for together comes together.
    virtual std::vector<DoctorId> doctor_ids(postgres::Executor& db) = 0;
    // Those of `doctors` that are in service, in id order, as the database has them now.
    virtual std::vector<ListedDoctor> listed(postgres::Executor& db,
                                             const std::vector<DoctorId>& doctors) = 0;
    // The doctors, retired ones too, of whom or of whose clinic or specialty these transactions told.
    // Requires: all of them have ended.
    virtual std::vector<DoctorId> changed(postgres::Executor& db, const postgres::XidSpan& transactions) = 0;
    // The doctors in service that the filter `q` finds, in id order; nothing if they are more than `most`.
    virtual std::optional<std::vector<DoctorId>> named(Context& context, const Words& words,
                                                       std::size_t most) = 0;
    // Those of `doctors` that it finds, in id order.
    virtual std::vector<DoctorId> named_among(Context& context, const Words& words,
                                              const std::vector<DoctorId>& doctors) = 0;
    // Lower case without accents, as names and cities are compared.
    virtual std::string folded(Context& context, const std::string& text) = 0;
};

}  // namespace venera::directory
