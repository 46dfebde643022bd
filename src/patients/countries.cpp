#include "patients/countries.hpp"

#include <algorithm>
#include <array>

namespace venera::patients {

namespace {

constexpr std::string_view capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
int value_of(char digit) { return digit - '0'; }

bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

bool digits_between(std::string_view text, std::size_t least, std::size_t most) {
    return text.size() >= least && text.size() <= most && all_digits(text);
}

// Numbers of zeros only, or of one digit repeated, pass most check sums but are nobody's.
bool one_repeated(std::string_view text) {
    return std::ranges::all_of(text, [&](char c) { return c == text.front(); });
}

bool is_peruvian_dni(std::string_view number) { return digits_between(number, 8, 8) && number != "00000000"; }
bool is_argentine_dni(std::string_view number) { return digits_between(number, 7, 8) && number[0] != '0'; }
bool is_colombian_cc(std::string_view number) { return digits_between(number, 6, 10) && number[0] != '0'; }

// Modulo 11 with the weights 2 to 7 from the right; 10 is written K and 11 is 0.
bool is_rut(std::string_view number) {
    if (number.size() < 7 || number.size() > 9) return false;
    const std::string_view body = number.substr(0, number.size() - 1);
    if (!all_digits(body) || body[0] == '0') return false;
    int sum = 0;
    int weight = 2;
    for (std::size_t i = body.size(); i-- > 0;) {
        sum += value_of(body[i]) * weight;
        weight = weight == 7 ? 2 : weight + 1;
    }
    constexpr std::string_view symbols = "0K987654321";
    return number.back() == symbols[static_cast<std::size_t>(sum % 11)];
}

// Eight digits modulo 23 in a fixed order of letters.
bool is_spanish_dni(std::string_view number) {
    if (number.size() != 9 || !all_digits(number.substr(0, 8))) return false;
    std::size_t rest = 0;
    for (const char digit : number.substr(0, 8))
        rest = (rest * 10 + static_cast<std::size_t>(value_of(digit))) % 23;
    return number[8] == std::string_view("TRWAGMYFPDXBNJZSQVHLCKE")[rest];
}

// The same with X, Y or Z in place of a first digit 0, 1 or 2.
bool is_nie(std::string_view number) {
    if (number.size() != 9 || number[0] < 'X' || number[0] > 'Z') return false;
    std::string dni(number);
    dni[0] = static_cast<char>('0' + (number[0] - 'X'));
    return is_spanish_dni(dni);
}

// Two digits modulo 11, each over all that stands before it.
bool is_cpf(std::string_view number) {
    if (!digits_between(number, 11, 11) || one_repeated(number)) return false;
    for (std::size_t length = 9; length <= 10; ++length) {
        int sum = 0;
        for (std::size_t i = 0; i < length; ++i)
            sum += value_of(number[i]) * static_cast<int>(length + 1 - i);
        if (sum * 10 % 11 % 10 != value_of(number[length])) return false;
    }
    return true;
}

bool is_month_and_day(std::string_view text) {
    const int month = value_of(text[0]) * 10 + value_of(text[1]);
    const int day = value_of(text[2]) * 10 + value_of(text[3]);
    constexpr std::array<int, 12> longest{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month >= 1 && month <= 12 && day >= 1 && day <= longest[static_cast<std::size_t>(month - 1)];
}

// Four letters, a date of birth, sex, state, three consonants, one character against equal ones, and a digit
// over all: the places in an alphabet with Ñ, weighted from 18 down. (RENAPO, Instructivo normativo.)
bool is_curp(std::string_view number) {
    if (number.size() != 18 || !is_digit(number[17])) return false;
    if (!std::ranges::all_of(number.substr(0, 4), is_capital)) return false;
    if (!all_digits(number.substr(4, 6)) || !is_month_and_day(number.substr(6, 4))) return false;
    if (std::string_view("HMX").find(number[10]) == std::string_view::npos) return false;
    if (!std::ranges::all_of(number.substr(11, 5), is_capital)) return false;
    if (!is_digit(number[16]) && !is_capital(number[16])) return false;
    int sum = 0;
    for (int i = 0; i < 17; ++i) {
        const char c = number[static_cast<std::size_t>(i)];
        const int letter = 10 + (c - 'A') + (c > 'N' ? 1 : 0);
        sum += (is_digit(c) ? value_of(c) : letter) * (18 - i);
    }
    return (10 - sum % 10) % 10 == value_of(number[17]);
}

// There is no world-wide check digit; ICAO 9303 has nine places, some countries print more.
bool is_passport(std::string_view number) {
    return number.size() >= 5 && number.size() <= 15 &&
           std::ranges::all_of(number, [](char c) { return is_digit(c) || is_capital(c); }) &&
           std::ranges::any_of(number, is_digit);
}

constexpr NationalIdRule passport{"passport", "AB123456", is_passport};

constexpr std::array ids_ar{NationalIdRule{"dni", "30123456", is_argentine_dni}, passport};
constexpr std::array ids_br{NationalIdRule{"cpf", "529.982.247-25", is_cpf}, passport};
constexpr std::array ids_cl{NationalIdRule{"rut", "12.345.678-5", is_rut}, passport};
constexpr std::array ids_co{NationalIdRule{"cc", "1020304050", is_colombian_cc}, passport};
constexpr std::array ids_es{NationalIdRule{"dni", "12345678Z", is_spanish_dni},
                            NationalIdRule{"nie", "X1234567L", is_nie}, passport};
constexpr std::array ids_mx{NationalIdRule{"curp", "HEGG560427MVZRRL04", is_curp}, passport};
constexpr std::array ids_pe{NationalIdRule{"dni", "45678912", is_peruvian_dni}, passport};
constexpr std::array ids_us{passport};

// After the national numbering plans as ITU-T publishes them (E.164, national notifications).
constexpr std::array phones_ar{PhoneRule{"123456780", 10, 10}, PhoneRule{"9", 11, 11}};
constexpr std::array phones_br{PhoneRule{"123456789", 10, 11}};
constexpr std::array phones_cl{PhoneRule{"23456789", 9, 9}};
constexpr std::array phones_co{PhoneRule{"36", 10, 10}};
constexpr std::array phones_es{PhoneRule{"56789", 9, 9}};
constexpr std::array phones_mx{PhoneRule{"23456789", 10, 10}};
constexpr std::array phones_pe{PhoneRule{"9", 9, 9}, PhoneRule{"1", 8, 8}, PhoneRule{"45678", 8, 8}};
constexpr std::array phones_us{PhoneRule{"23456789", 10, 10}};  // all of the North American plan

constexpr std::array<std::string_view, 1> spanish{"es"};
constexpr std::array<std::string_view, 1> portuguese{"pt"};
constexpr std::array<std::string_view, 2> of_us{"en", "es"};
constexpr std::array<std::string_view, 3> of_peru{"es", "qu", "ay"};
constexpr std::array<std::string_view, 4> of_spain{"es", "ca", "gl", "eu"};

constexpr std::array<CountryRules, 8> table{{
    {"AR", "54", phones_ar, "ARS", "107", spanish, ids_ar},
    {"BR", "55", phones_br, "BRL", "192", portuguese, ids_br},
    {"CL", "56", phones_cl, "CLP", "131", spanish, ids_cl},
    {"CO", "57", phones_co, "COP", "123", spanish, ids_co},
    {"ES", "34", phones_es, "EUR", "112", of_spain, ids_es},
    {"MX", "52", phones_mx, "MXN", "911", spanish, ids_mx},
    {"PE", "51", phones_pe, "PEN", "106", of_peru, ids_pe},
    {"US", "1", phones_us, "USD", "911", of_us, ids_us},
}};

const NationalIdRule* rule_for(const NationalId& id) {
    const auto* country = find_country(id.country.value);
    if (country == nullptr) return id.type.value == passport.type ? &passport : nullptr;
    const auto found = std::ranges::find(country->national_ids, id.type.value, &NationalIdRule::type);
    return found == country->national_ids.end() ? nullptr : &*found;
}

// Without what people write between the parts, in upper case.
std::string bare(std::string_view number) {
    std::string out;
    for (const char c : number) {
        if (c == ' ' || c == '.' || c == '-' || c == '/') continue;
        out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

bool matches(const PhoneRule& rule, std::string_view number) {
    return number.size() >= rule.least_digits && number.size() <= rule.most_digits &&
           rule.first_digits.find(number.front()) != std::string_view::npos;
}

bool is_number_of(const CountryRules& country, std::string_view number) {
    return !number.empty() &&
           std::ranges::any_of(country.phones, [&](const auto& rule) { return matches(rule, number); });
}

}  // namespace

std::span<const CountryRules> countries() { return table; }

const CountryRules* find_country(std::string_view code) {
    const auto* found = std::ranges::find(table, code, &CountryRules::code);
    return found == table.end() ? nullptr : found;
}

void check(const NationalId& id, json::Issues& issues) {
    constexpr std::array<std::string_view, 7> types{"dni", "rut", "nie", "cpf", "curp", "cc", "passport"};
    if (std::ranges::find(types, id.type.value) == types.end()) {
        issues.add("/type", {"not_allowed", "must be dni, rut, nie, cpf, curp, cc or passport"});
        return;
    }
    const auto* rule = rule_for(id);
    if (rule == nullptr) {
        issues.add("/type", {"not_of_country", "is not a type of id of this country"});
    } else if (!rule->is_valid(bare(id.number.value))) {
        issues.add("/number", {"invalid_number", "is not a valid number of this type of id"});
    }
}

std::string normalised(const NationalId& id) {
    return id.country.value + "|" + id.type.value + "|" + bare(id.number.value);
}

std::vector<NationalId> national_ids_with(const Text<32>& number) {
    const std::string digits = bare(number.value);
    std::vector<NationalId> ids;
    for (const auto& country : table) {
        for (const auto& rule : country.national_ids) {
            if (rule.type != passport.type && rule.is_valid(digits))
                ids.push_back({Country{std::string(country.code)}, Code{std::string(rule.type)}, number});
        }
    }
    if (!is_passport(digits)) return ids;
    for (const char first : capitals) {
        for (const char second : capitals) {
            if (const auto country = Country::parse(std::string{first, second}))
                ids.push_back({*country, Code{std::string(passport.type)}, number});
        }
    }
    return ids;
}

std::optional<Problem> problem_of(const Phone& phone) {
    const std::string_view digits = std::string_view(phone.value).substr(1);
    for (const auto& country : table) {
        if (!digits.starts_with(country.calling_code)) continue;
        if (is_number_of(country, digits.substr(country.calling_code.size()))) return std::nullopt;
        return Problem{"invalid_number", "is not a telephone number of the country of its calling code"};
    }
    return std::nullopt;
}

std::vector<Phone> phones_with(std::string_view digits) {
    std::vector<Phone> phones;
    if (digits.starts_with('+')) {
        if (const auto phone = Phone::parse(digits)) phones.push_back(*phone);
        return phones;
    }
    const std::string number = bare(digits);
    if (!all_digits(number)) return phones;
    for (const auto& country : table) {
        if (is_number_of(country, number))
            phones.push_back(Phone{"+" + std::string(country.calling_code) + number});
    }
    return phones;
}

std::vector<CountryView> country_views() {
    std::vector<CountryView> views;
    for (const auto& country : table) {
        CountryView view{std::string(country.code),
                         "+" + std::string(country.calling_code),
                         std::string(country.currency),
                         std::string(country.emergency_number),
                         {country.languages.begin(), country.languages.end()},
                         {}};
        for (const auto& rule : country.national_ids)
            view.national_ids.push_back({std::string(rule.type), std::string(rule.example)});
        views.push_back(std::move(view));
    }
    return views;
}

}  // namespace venera::patients
