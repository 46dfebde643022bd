// The statements of lists and searches: they read the narrow rows of patients.listing and give ids in order.
// A page is first looked for by reading rows in the order of the list, which is fast for whatever many have
// who stand together; what few have is found by the inverted index, and put in order; names that many have,
// but not here, place by place of the list. So none reads more than some thousand rows, however words are
// spread.
#pragma once
#include <boost/describe/enum.hpp>

#include "patients/queries.hpp"

namespace venera::patients {

enum class PatientSort : std::uint8_t { name, newest };
BOOST_DESCRIBE_ENUM(PatientSort, name, newest)

// Absent members do not restrict.
struct ListFilter {
    std::optional<std::string> words;   // a name has, for each, a word that begins so
    std::vector<std::string> marks{};   // "#city=Lima", "!#active=false": all of them
    std::vector<std::int32_t> years{};  // of birth: one of them
    std::optional<Date> born_from{};
    std::optional<Date> born_to{};

    bool empty() const { return !words && marks.empty() && years.empty() && !born_from && !born_to; }
};

// The place of a row in the list; a page begins after it.
struct ListPosition {
    std::string sort_name;
    PatientId patient_id;
};
BOOST_DESCRIBE_STRUCT(ListPosition, (), (sort_name, patient_id))
// Before all others.
ListPosition first_position(PatientSort sort);

struct ListQuestion {
    ListFilter filter;
    PatientSort sort = PatientSort::name;
    ListPosition after;
    std::int32_t limit = 0;
};
std::vector<ListPosition> list_patients(postgres::Executor& db, const ListQuestion& question);
// Of these only.
std::vector<ListPosition> list_among(postgres::Executor& db, const std::vector<PatientId>& ids,
                                     const ListQuestion& question);

// Likely the same person as `patient`, by id. Requires: its blind indexes have just been made.
std::vector<PatientId> find_duplicates(postgres::Executor& db, const PatientRow& patient, std::int32_t most);

// One number of the statistics: of what, which, how many.
struct CountRow {
    std::string kind;  // total, active, age_band, gender, city, insurance_provider, month
    std::optional<std::string> label;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(CountRow, (), (kind, label, count))
std::vector<CountRow> count_patients(postgres::Executor& db, Date today);

}  // namespace venera::patients
