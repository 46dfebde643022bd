// Many patients at once: lists, the search, the CSV file and the statistics. The desk and programs see
// everybody, a doctor only whom they treat; everybody who is shown has their row in the access log before the
// answer leaves.
#pragma once
#include "patients/list_cursors.hpp"
#include "patients/listing_queries.hpp"
#include "patients/patients.hpp"
#include "patients/profiles.hpp"
#include "platform/http/answer.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"

namespace venera::patients {

using Age = Whole<0, 150>;

// The query of GET /patients: nothing that names a person.
struct PatientQuery {
    std::optional<Text<100>> city;
    std::optional<Gender> gender;
    std::optional<Text<100>> insurance_provider;
    std::optional<Age> age_min;
    std::optional<Age> age_max;
    std::optional<bool> active;
    std::optional<PatientSort> sort;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PatientQuery, (),
                      (city, gender, insurance_provider, age_min, age_max, active, sort, limit, cursor))
struct ExportQuery {
    std::optional<Text<100>> city;
    std::optional<Gender> gender;
    std::optional<Text<100>> insurance_provider;
    std::optional<Age> age_min;
    std::optional<Age> age_max;
    std::optional<bool> active;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ExportQuery, (), (city, gender, insurance_provider, age_min, age_max, active, cursor))

// The body of POST /patients/search. `q` looks in names, reference, phone, e-mail and national id.
struct PatientSearch {
    std::optional<Text<100>> q;
    std::optional<Phone> phone;
    std::optional<Email> email;
    std::optional<Json> national_id;  // as in the profile, or its number alone
    std::optional<Text<100>> city;
    std::optional<Gender> gender;
    std::optional<Text<100>> insurance_provider;
    std::optional<Date> birth_date;
    std::optional<Age> age_min;
    std::optional<Age> age_max;
    std::optional<bool> active;
    std::optional<PatientSort> sort;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PatientSearch, (),
                      (q, phone, email, national_id, city, gender, insurance_provider, birth_date, age_min,
                       age_max, active, sort, limit, cursor))
void check(const PatientSearch& wish, json::Issues& issues);

struct Count {
    std::optional<std::string> label;  // null: not known
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Count, (), (label, count))
struct Statistics {
    std::int64_t total = 0;
    std::int64_t active = 0;
    std::vector<Count> by_age_band;
    std::vector<Count> by_gender;
    std::vector<Count> by_city;
    std::vector<Count> by_insurance_provider;
    std::vector<Count> registrations_by_month;
};
BOOST_DESCRIBE_STRUCT(Statistics, (),
                      (total, active, by_age_band, by_gender, by_city, by_insurance_provider,
                       registrations_by_month))

// A CSV file, and where the next one begins if there are more patients.
struct Exported {
    std::string csv;
    std::optional<std::string> next_cursor;
};

class Listing {
public:
    // All outlive this object; `index` as ProfileRows asks for it.
    Listing(const ProfileRows& rows, const crypto::SecretRing& index, Treatments& treatments)
        : rows_(rows), cursors_(index), treatments_(treatments) {}

    Result<Page<Patient>, invalid_cursor> list(Context& context, const http::Query<PatientQuery>& query);
    Result<Page<Patient>, invalid_cursor> search(Context& context, const PatientSearch& wish);
    Result<Exported, invalid_cursor> export_csv(Context& context, const ExportQuery& query);
    Statistics statistics(Context& context);

private:
    using Ids = std::optional<std::vector<PatientId>>;

    // Those who have every value that is asked for exactly; absent if none is asked for.
    Ids found_exactly(Context& context, const PatientSearch& wish);
    std::vector<PatientId> called(Context& context, const Text<100>& q);
    // A page of those among `ids`, if given, whom the caller may see.
    Page<Patient> page(Context& context, const Ids& ids, ListQuestion question, std::string_view action);

    const ProfileRows& rows_;
    ListCursors cursors_;
    Treatments& treatments_;
};

}  // namespace venera::patients
