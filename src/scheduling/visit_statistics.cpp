#include "scheduling/visit_statistics.hpp"

#include <algorithm>

#include "scheduling/limits.hpp"
#include "scheduling/visit_statistics_queries.hpp"

namespace venera::scheduling {

namespace {

// What is counted of one of them, and with whom their name is found.
template <class Key>
struct Counted {
    Key key;
    VisitCounts counts;
    Practised shown;
};

template <class Key>
using CountedBy = std::map<Key, Counted<Key>>;

template <class Key>
void add(CountedBy<Key>& all, const Key& key, const CountedRow& row) {
    const Practised shown{*row.doctor_id, *row.specialty_code, *row.clinic_id};
    all.try_emplace(key, Counted<Key>{key, {}, shown}).first->second.counts += row;
}

// The largest, the first first.
template <class Key>
std::vector<Counted<Key>> largest(const CountedBy<Key>& all) {
    std::vector<Counted<Key>> sorted;
    for (const auto& [key, counted] : all) sorted.push_back(counted);
    std::ranges::stable_sort(sorted, std::greater{}, [](const auto& one) { return one.counts.visits; });
    const auto most = static_cast<std::size_t>(limits::statistics_groups);
    if (sorted.size() > most) sorted.resize(most);
    return sorted;
}

struct Groups {
    CountedBy<DoctorId> doctors;
    CountedBy<std::string> specialties;
    CountedBy<ClinicId> clinics;
};

struct Names {
    std::map<DoctorId, std::string> doctors;
    std::map<std::string, std::string> specialties;
    std::map<ClinicId, std::string> clinics;
};

// A group with a name of its kind.
template <class Named>
Named counts_with(const VisitCounts& counts, std::string name) {
    Named named;
    static_cast<VisitCounts&>(named) = counts;
    named.name = std::move(name);
    return named;
}

void add_groups(Context& context, const Groups& groups, VisitStatistics& statistics) {
    const auto doctors = largest(groups.doctors);
    const auto specialties = largest(groups.specialties);
    const auto clinics = largest(groups.clinics);
    std::vector<Practised> shown;
    for (const auto& one : doctors) shown.push_back(one.shown);
    for (const auto& one : specialties) shown.push_back(one.shown);
    for (const auto& one : clinics) shown.push_back(one.shown);
    Names names;
    for (const PractisedNames& one : names_of(context.database(), shown)) {
        names.doctors.emplace(one.doctor_id, one.doctor_name);
        names.specialties.emplace(one.specialty_code, one.specialty_name);
        names.clinics.emplace(one.clinic_id, one.clinic_name);
    }
    for (const auto& [id, counts, with] : doctors) {
        statistics.doctors.push_back(counts_with<DoctorCounts>(counts, names.doctors[id]));
        statistics.doctors.back().id = id;
    }
    for (const auto& [code, counts, with] : specialties) {
        statistics.specialties.push_back(counts_with<SpecialtyCounts>(counts, names.specialties[code]));
        statistics.specialties.back().code.value = code;
    }
    for (const auto& [id, counts, with] : clinics) {
        statistics.clinics.push_back(counts_with<ClinicCounts>(counts, names.clinics[id]));
        statistics.clinics.back().id = id;
    }
}

}  // namespace

Result<VisitStatistics, invalid_input> VisitFigures::statistics(
    Context& context, const http::Query<VisitStatisticsQuery>& query) {
    const Date today = Date::of(std::chrono::local_days{
        std::chrono::floor<std::chrono::days>(context.now().value).time_since_epoch()});
    const auto meant = days_of(*query, today);
    if (const auto* wrong = std::get_if<DaysProblem>(&meant))
        return invalid_parameter(wrong->parameter, wrong->problem);
    const Days days = std::get<Days>(meant);
    VisitStatistics statistics;
    statistics.from = days.from;
    statistics.until = days.until;
    statistics.unit = query->unit.value_or(PeriodUnit::day);
    std::map<Date, VisitCounts> by_day;
    std::map<std::int32_t, std::int64_t> by_lead;
    Groups groups;
    for (const CountedRow& row : count_visits(context.database(), reach_of(context.caller()),
                                              {days, query->clinic_id, query->specialty, query->doctor_id})) {
        if (row.local_date) {
            statistics += row;
            by_day.emplace(*row.local_date, row);
        } else if (row.hour) {
            HourCounts hour;
            static_cast<VisitCounts&>(hour) = row;
            hour.weekday = static_cast<Weekday>(*row.weekday - 1);
            hour.hour = *row.hour;
            statistics.hours.push_back(hour);
        } else if (row.lead_days) {
            by_lead.emplace(*row.lead_days, row.visits);
        } else {
            add(groups.doctors, *row.doctor_id, row);
            add(groups.specialties, *row.specialty_code, row);
            add(groups.clinics, *row.clinic_id, row);
        }
    }
    std::ranges::sort(statistics.hours, {}, [](const HourCounts& one) {
        return std::pair{one.weekday, one.hour};
    });
    statistics.periods = periods_of(days, statistics.unit, by_day);
    statistics.lead_time = lead_time_of(by_lead);
    add_groups(context, groups, statistics);
    return statistics;
}

}  // namespace venera::scheduling
