#include "demo/world.hpp"

#include "demo/names.hpp"

namespace venera::demo {

namespace {

using scheduling::ScheduleException;
using scheduling::ScheduleRules;
using scheduling::Weekday;
using scheduling::WeeklyPeriod;

template <class T>
T field(std::string_view text) {
    return *T::parse(text);
}

ClockTime at(int hour, int minute = 0) { return {static_cast<std::uint16_t>(hour * 60 + minute)}; }

Weekday weekday(int index) { return static_cast<Weekday>(index % 7); }

WeeklyPeriod period(int day, ClockTime start, ClockTime end) {
    return {weekday(day), start, end, std::nullopt, std::nullopt, std::nullopt};
}

directory::Clinic clinic_at(const Place& place, Dice& dice, Instant now) {
    return {.id = ClinicId{dice.uuid(now)},
            .name = std::string(place.name),
            .address = std::string(place.address),
            .city = std::string(place.city),
            .country = field<Country>(place.country),
            .timezone = std::string(place.timezone),
            .latitude = place.latitude,
            .longitude = place.longitude,
            .phone = std::string(place.phone),
            .payment_policy = directory::PaymentPolicy::at_desk,
            .version = 1};
}

// Weekdays with a lunch break, as most doctors work.
void add_office_hours(ScheduleRules& rules, Dice& dice) {
    const int opens = dice.between(7, 10);
    const int closes = dice.between(16, 19);
    for (int day = 0; day < 5; ++day) {
        if (dice.chance(15)) continue;
        auto hours = period(day, at(opens), at(closes));
        hours.break_start = at(13);
        hours.break_end = dice.chance(50) ? at(14) : at(13, 45);
        rules.hours.push_back(hours);
    }
}

// A morning and an evening session on some days.
void add_split_days(ScheduleRules& rules, Dice& dice) {
    for (int day = 0; day < 6; ++day) {
        if (dice.chance(25)) continue;
        rules.hours.push_back(period(day, at(8), at(12)));
        if (day < 5) rules.hours.push_back(period(day, at(16), at(20, 30)));
    }
}

// Two night duties a week, over midnight.
void add_nights(ScheduleRules& rules, Dice& dice) {
    const int first = dice.between(0, 6);
    rules.hours.push_back(period(first, at(20), at(2)));
    rules.hours.push_back(period(first + 3, at(20), at(2)));
    rules.hours.push_back(period(first + 1, at(10), at(13)));
}

void add_visit_types(ScheduleRules& rules, const directory::NewDoctor& card) {
    const auto mode = card.modes.front();
    rules.visit_types.push_back({.code = field<Code>("consultation"),
                                 .name = field<Text<100>>("Consultation"),
                                 .duration_minutes = {rules.slot_minutes.value},
                                 .price_cents = card.price_cents,
                                 .currency = card.currency,
                                 .mode = mode,
                                 .buffer_before_minutes = std::nullopt,
                                 .buffer_after_minutes = std::nullopt});
    rules.visit_types.push_back({.code = field<Code>("first-visit"),
                                 .name = field<Text<100>>("First visit"),
                                 .duration_minutes = {rules.slot_minutes.value * 2},
                                 .price_cents = {card.price_cents.value * 3 / 2},
                                 .currency = card.currency,
                                 .mode = mode,
                                 .buffer_before_minutes = std::nullopt,
                                 .buffer_after_minutes = std::nullopt});
    if (card.modes.size() < 2) return;
    rules.visit_types.push_back({.code = field<Code>("video"),
                                 .name = field<Text<100>>("Video visit"),
                                 .duration_minutes = {rules.slot_minutes.value},
                                 .price_cents = {card.price_cents.value * 4 / 5},
                                 .currency = card.currency,
                                 .mode = card.modes[1],
                                 .buffer_before_minutes = std::nullopt,
                                 .buffer_after_minutes = std::nullopt});
}

ScheduleRules rules_of(const directory::NewDoctor& card, std::string_view timezone, Dice& dice) {
    static constexpr std::array slot_minutes{15, 20, 20, 30, 30, 30, 40};
    static constexpr std::array notice_minutes{0, 60, 120, 240};
    ScheduleRules rules;
    rules.timezone = field<Zone>(timezone);
    rules.slot_minutes.value = dice.pick(slot_minutes);
    rules.buffer_after_minutes.value = dice.chance(25) ? 5 : 0;
    rules.notice_minutes.value = dice.pick(notice_minutes);
    rules.cancellation_notice_minutes.value = dice.chance(70) ? 1'440 : 240;
    if (dice.chance(10)) rules.max_per_day = Whole<1, 288>{dice.between(8, 14)};
    const int kind = dice.between(1, 100);
    if (kind <= 70)
        add_office_hours(rules, dice);
    else if (kind <= 94)
        add_split_days(rules, dice);
    else
        add_nights(rules, dice);
    if (rules.hours.empty()) rules.hours.push_back(period(2, at(9), at(17)));
    add_visit_types(rules, card);
    return rules;
}

// Holidays, a congress afternoon, a Saturday opened on purpose.
std::vector<ScheduleException> exceptions_of(Dice& dice, Instant now) {
    using namespace std::chrono;
    const auto today = local_days{floor<days>(now.value).time_since_epoch()};
    std::vector<ScheduleException> exceptions;
    const auto add = [&](scheduling::ExceptionKind kind, auto start, auto end, std::string_view reason) {
        exceptions.push_back({ExceptionId{dice.uuid(now)}, kind, LocalDateTime{start}, LocalDateTime{end},
                              field<Text<200>>(reason)});
    };
    if (dice.chance(30)) {
        const auto first = today + days{dice.between(5, 60)};
        add(scheduling::ExceptionKind::closed, first, first + days{dice.between(3, 14)}, "Holidays");
    }
    if (dice.chance(20)) {
        const auto day = today + days{dice.between(2, 40)};
        add(scheduling::ExceptionKind::closed, day + hours{12}, day + hours{24}, "Congress");
    }
    if (dice.chance(10)) {
        const auto day = today + days{dice.between(3, 30)};
        add(scheduling::ExceptionKind::open, day + hours{6}, day + hours{7}, "Extra hour");
    }
    return exceptions;
}

// Drawn one after the other: the operands of + are evaluated in no particular order.
std::string family_name(Dice& dice) {
    std::string name(dice.pick(family_names));
    name += " ";
    name += dice.pick(family_names);
    return name;
}

std::string first_name(bool female, Dice& dice) {
    return std::string(female ? dice.pick(female_names) : dice.pick(male_names));
}

std::string doctor_name(bool female, Dice& dice) {
    const auto first = first_name(female, dice);
    return (female ? "Dra. " : "Dr. ") + first + " " + family_name(dice);
}

std::string digits(int count, Dice& dice) {
    std::string text;
    for (int i = 0; i < count; ++i) text += static_cast<char>('0' + dice.below(10));
    return text;
}

// Chile's check digit: modulo 11 with weights 2 to 7 from the right.
char rut_check_digit(std::string_view number) {
    int sum = 0;
    int weight = 2;
    for (std::size_t i = number.size(); i-- > 0;) {
        sum += (number[i] - '0') * weight;
        weight = weight == 7 ? 2 : weight + 1;
    }
    constexpr std::string_view symbols = "0K987654321";
    return symbols[static_cast<std::size_t>(sum % 11)];
}

// Spain's check letter: the number modulo 23 in a fixed order of letters.
char dni_check_letter(std::string_view number) {
    std::size_t rest = 0;
    for (const char digit : number) rest = (rest * 10 + static_cast<std::size_t>(digit - '0')) % 23;
    return std::string_view("TRWAGMYFPDXBNJZSQVHLCKE")[rest];
}

patients::NationalId national_id_of(const Country& country, Dice& dice) {
    if (country.value == "CL") {
        const auto number = "1" + digits(7, dice);
        return {country, field<Code>("rut"), field<Text<32>>(number + "-" + rut_check_digit(number))};
    }
    const auto number = digits(8, dice);
    if (country.value == "ES")
        return {country, field<Code>("dni"), field<Text<32>>(number + dni_check_letter(number))};
    return {country, field<Code>("dni"), field<Text<32>>(number)};
}

Phone phone_of(const Country& country, Dice& dice) {
    const std::string prefix = country.value == "CL" ? "+569" : country.value == "ES" ? "+346" : "+519";
    return field<Phone>(prefix + digits(8, dice));
}

DemoDoctor doctor_of(std::size_t index, const directory::Clinic& clinic, const Place& place, Dice& dice,
                     Instant now) {
    const bool female = dice.chance(50);
    directory::NewDoctor card;
    card.name = field<Text<200>>(doctor_name(female, dice));
    card.specialties.push_back(field<Code>(specialties[index % specialties.size()]));
    if (dice.chance(12)) {
        const auto second = field<Code>(dice.pick(specialties));
        if (second != card.specialties.front()) card.specialties.push_back(second);
    }
    card.experience_years.value = dice.between(2, 38);
    card.price_cents.value = std::int64_t{100} * place.price * dice.between(70, 160) / 100;
    if (place.currency == "CLP")
        card.price_cents.value = place.price * std::int64_t{dice.between(7, 16)} / 10;
    card.currency = field<Currency>(place.currency);
    card.languages.push_back(field<Language>("es"));
    if (dice.chance(40)) card.languages.push_back(field<Language>("en"));
    if (place.city == "Cusco" && dice.chance(60)) card.languages.push_back(field<Language>("qu"));
    card.clinic_id = clinic.id;
    card.modes.push_back(directory::Mode::in_person);
    if (dice.chance(45)) card.modes.push_back(directory::Mode::video);
    DemoDoctor doctor{.id = DoctorId{dice.uuid(now)},
                      .card = card,
                      .esteem = dice.chance(90) ? dice.between(34, 50) / 10.0 : 0,
                      .reviewed_percent = 0,
                      .rules = rules_of(card, clinic.timezone, dice),
                      .exceptions = exceptions_of(dice, now)};
    if (doctor.esteem > 0) doctor.reviewed_percent = dice.between(25, 75);
    return doctor;
}

patients::Address address_of(const Place& place, Dice& dice) {
    patients::Address address;
    const std::string street(dice.pick(family_names));
    address.line = field<Text<200>>("Calle " + street + " " + std::to_string(dice.between(1, 2'000)));
    address.city = field<Text<100>>(place.city);
    address.postal_code = field<Text<20>>(digits(5, dice));
    address.country = field<Country>(place.country);
    return address;
}

// An address of nobody: the domain is reserved (RFC 2606).
Email email_of(std::size_t index) { return field<Email>("p" + std::to_string(index) + "@example.org"); }

// Everything but the national id.
patients::NewPatient patient_of(std::size_t index, const Place& place, Dice& dice, Instant now) {
    using namespace std::chrono;
    const bool female = dice.chance(52);
    const auto born = floor<days>(now.value) - days{dice.between(200, 92 * 365)};
    patients::NewPatient patient;
    patient.id = PatientId{dice.uuid(now)};
    patient.first_name = field<Text<100>>(first_name(female, dice));
    patient.last_name = field<Text<100>>(family_name(dice));
    patient.birth_date = Date{year_month_day{born}};
    patient.gender = female ? patients::Gender::female : patients::Gender::male;
    patient.country = field<Country>(place.country);
    if (dice.chance(90)) patient.phone = phone_of(*patient.country, dice);
    patient.language = field<Language>("es");
    if (dice.chance(60)) patient.email = email_of(index);
    patient.address = address_of(place, dice);
    if (dice.chance(70)) {
        patient.insurance = patients::Insurance{field<Text<100>>(dice.pick(insurers)), std::nullopt};
        patient.insurance->policy_number = field<Text<64>>(digits(9, dice));
    }
    if (dice.chance(30)) {
        const auto name = first_name(dice.chance(50), dice);
        patient.emergency_contact = patients::EmergencyContact{
            field<Text<100>>(name + " " + std::string(dice.pick(family_names))),
            phone_of(*patient.country, dice), field<Text<50>>(dice.pick(relationships))};
    }
    return patient;
}

// The hour must not change the world: ids carry the time.
Instant day_of(Instant moment) { return {std::chrono::floor<std::chrono::days>(moment.value)}; }

}  // namespace

Uuid Dice::uuid(Instant at) {
    const auto milliseconds = static_cast<std::uint64_t>(at.epoch_seconds()) * 1'000;
    const std::uint64_t a = engine_();
    const std::uint64_t b = engine_();
    Uuid uuid;
    for (std::size_t i = 0; i < 6; ++i)
        uuid.bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
    for (std::size_t i = 6; i < 8; ++i) uuid.bytes[i] = static_cast<std::uint8_t>(a >> (8 * i));
    for (std::size_t i = 8; i < 16; ++i) uuid.bytes[i] = static_cast<std::uint8_t>(b >> (8 * (i - 8)));
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0f) | 0x70);
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3f) | 0x80);
    return uuid;
}

std::string Dice::reference(std::string_view prefix) {
    constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string text(prefix);
    for (int i = 0; i < 6; ++i) text += pick(crockford);
    return text;
}

World make_world(const Size& size, Instant moment) {
    const Instant now = day_of(moment);
    Dice dice(size.seed);
    World world;
    for (const auto& place : places) world.clinics.push_back(clinic_at(place, dice, now));
    for (std::size_t i = 0; i < size.doctors; ++i) {
        // Every specialty in every clinic before any repeats.
        const std::size_t where = (i / specialties.size() + i % specialties.size()) % places.size();
        world.doctors.push_back(doctor_of(i, world.clinics[where], places[where], dice, now));
    }
    return world;
}

Patients::Patients(const Size& size, Instant moment) : dice_(size.seed + 3), now_(day_of(moment)) {}

patients::NewPatient Patients::next() {
    // The first patient has an account and sees the first doctor: they live in one place.
    const auto& place = made_ == 0 ? places.front() : dice_.pick(places);
    auto patient = patient_of(made_++, place, dice_, now_);
    if (dice_.chance(80)) {
        auto id = national_id_of(*patient.country, dice_);
        while (!national_ids_.insert(patients::normalised(id)).second)
            id = national_id_of(*patient.country, dice_);
        patient.national_id = id;
    }
    return patient;
}

}  // namespace venera::demo
