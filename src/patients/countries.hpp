// What differs from country to country, in one table: national ids with their check digits, telephone
// numbers, currency, the number to call in an emergency, languages. A passport may come from any country,
// also from one that the table does not have.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/json/json.hpp"
#include "platform/values/text.hpp"

namespace venera::patients {

struct NationalId {
    Country country;
    Code type;  // dni, rut, nie, cpf, curp, cc, passport
    Text<32> number;
};
BOOST_DESCRIBE_STRUCT(NationalId, (), (country, type, number))
// The type must exist in the country, and the number must be one with a right check digit.
void check(const NationalId& id, json::Issues& issues);

struct NationalIdRule {
    std::string_view type;
    std::string_view example;
    bool (*is_valid)(std::string_view number);  // of a number without separators, in upper case
};

// A number as it follows the calling code.
struct PhoneRule {
    std::string_view first_digits;  // with which it may begin
    std::size_t least_digits;
    std::size_t most_digits;
};

struct CountryRules {
    std::string_view code;
    std::string_view calling_code;
    std::span<const PhoneRule> phones;
    std::string_view currency;
    std::string_view emergency_number;
    std::span<const std::string_view> languages;
    std::span<const NationalIdRule> national_ids;
};
std::span<const CountryRules> countries();
// Null if the table does not have it.
const CountryRules* find_country(std::string_view code);

// The form in which two writings of one id are the same text: "CL|rut|123456785".
std::string normalised(const NationalId& id);
// Every id that this number may be, without knowing its country and type.
std::vector<NationalId> national_ids_with(const Text<32>& number);

// Nothing, or what is wrong: the number is of a country of the table and breaks its rules. Numbers of other
// countries are valid by their form.
std::optional<Problem> problem_of(const Phone& phone);
// Every number that these digits may mean: as they are if they begin with "+", else in each country.
std::vector<Phone> phones_with(std::string_view digits);

// GET /countries.
struct NationalIdView {
    std::string type;
    std::string example;
};
BOOST_DESCRIBE_STRUCT(NationalIdView, (), (type, example))
struct CountryView {
    std::string country;
    std::string calling_code;
    std::string currency;
    std::string emergency_number;
    std::vector<std::string> languages;
    std::vector<NationalIdView> national_ids;
};
BOOST_DESCRIBE_STRUCT(CountryView, (),
                      (country, calling_code, currency, emergency_number, languages, national_ids))
std::vector<CountryView> country_views();

}  // namespace venera::patients
