#include "patients/listing.hpp"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <chrono>
#include <unordered_map>

#include "patients/csv.hpp"
#include "patients/limits.hpp"
#include "platform/json/shape.hpp"

namespace venera::patients {

namespace {

Date today(Instant now) {
    return Date{std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(now.value)}};
}

// The same day so many years before; on 29 February, if that year has none, the day before 1 March.
Date years_before(Date date, std::int64_t years) {
    const auto then = date.value - std::chrono::years{years};
    return {then.ok() ? then : then.year() / then.month() / std::chrono::last};
}

// Who is `least` to `most` years old today was born between two dates.
void restrict_age(const std::optional<Age>& least, const std::optional<Age>& most, Instant now,
                  ListFilter& filter) {
    const auto later = [](std::optional<Date> a, Date b) { return a ? std::max(*a, b) : b; };
    const auto earlier = [](std::optional<Date> a, Date b) { return a ? std::min(*a, b) : b; };
    if (least) filter.born_to = earlier(filter.born_to, years_before(today(now), least->value));
    if (most)
        filter.born_from =
            later(filter.born_from, years_before(today(now), most->value + 1) + std::chrono::days{1});
}

// Few years, or nothing else to look for: then the years are looked up, and not only compared.
void list_years(Instant now, ListFilter& filter) {
    if (!filter.born_from && !filter.born_to) return;
    const auto year_of = [](Date date) { return static_cast<int>(date.value.year()); };
    const int first = filter.born_from ? std::max(1900, year_of(*filter.born_from)) : 1900;
    const int last = std::min(year_of(filter.born_to.value_or(today(now))), year_of(today(now)) + 1);
    if (last - first >= limits::years_listed && (filter.words || !filter.marks.empty())) return;
    for (int year = first; year <= last; ++year) filter.years.push_back(year);
    // Nobody can have been born in a span that is empty.
    if (filter.years.empty()) filter.years.push_back(0);
}

template <class Wish>
ListFilter filter_of(const Wish& wish, Instant now) {
    ListFilter filter;
    if (wish.city) filter.marks.push_back("#city=" + wish.city->value);
    if (wish.gender)
        filter.marks.push_back(std::string("#gender=") + boost::describe::enum_to_string(*wish.gender, ""));
    if (wish.insurance_provider) filter.marks.push_back("#insurer=" + wish.insurance_provider->value);
    // Almost everybody is active: the index had to go over all of them.
    if (wish.active) filter.marks.push_back(*wish.active ? "!#active=false" : "#active=false");
    if constexpr (requires { wish.q; }) {
        if (wish.q) filter.words = wish.q->value;
        if (wish.birth_date) {
            filter.marks.push_back("#birth=" + wish.birth_date->text());
            filter.born_from = filter.born_to = wish.birth_date;
        }
    }
    restrict_age(wish.age_min, wish.age_max, now, filter);
    list_years(now, filter);
    return filter;
}

std::int32_t limit_of(const std::optional<Whole<1, 100>>& limit) {
    return limit ? static_cast<std::int32_t>(limit->value) : limits::page;
}

// "P-7K3M9Q", however it is typed.
std::optional<std::string> reference_in(std::string_view text) {
    if (text.size() != 8) return std::nullopt;
    std::string reference;
    for (const char c : text) reference += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return reference.starts_with("P-") ? std::optional{reference} : std::nullopt;
}

// Their object, or their number alone, which may be one of several.
std::vector<NationalId> national_ids_in(const Json& given, json::Issues& issues) {
    if (given.text_value.starts_with('{')) {
        json::Issues own;
        const auto id = json::from_json<NationalId>(given.text_value, own);
        for (const auto& issue : own.all())
            issues.add("/national_id" + issue.pointer, {issue.code, issue.detail});
        return {id};
    }
    if (!given.text_value.starts_with('"')) {
        issues.add("/national_id", {"wrong_type", "must be an object or a string"});
        return {};
    }
    json::Issues own;
    const auto number = json::from_json<Text<32>>(given.text_value, own);
    for (const auto& issue : own.all()) issues.add("/national_id", {issue.code, issue.detail});
    return own.empty() ? national_ids_with(number) : std::vector<NationalId>{};
}

template <class Value>
std::vector<postgres::Bytes> indexes_of(const BlindIndexes& indexes, const std::vector<Value>& values) {
    std::vector<postgres::Bytes> all;
    for (const auto& value : values) std::ranges::move(indexes.all_of(value), std::back_inserter(all));
    return all;
}

void keep_common(std::optional<std::vector<PatientId>>& kept, const std::vector<PatientId>& also) {
    if (!kept) {
        kept = also;
    } else {
        std::erase_if(*kept, [&](PatientId id) { return std::ranges::find(also, id) == also.end(); });
    }
}

}  // namespace

void check(const PatientSearch& wish, json::Issues& issues) {
    if (wish.national_id) national_ids_in(*wish.national_id, issues);
}

Result<Page<Patient>, invalid_cursor> Listing::list(Context& context,
                                                    const http::Query<PatientQuery>& query) {
    const auto sort = query->sort.value_or(PatientSort::name);
    const auto after = cursors_.position(query->cursor, sort);
    if (!after) return invalid_cursor_given();
    return page(context, std::nullopt,
                {filter_of(*query, context.now()), sort, *after, limit_of(query->limit)}, "list");
}

Result<Page<Patient>, invalid_cursor> Listing::search(Context& context, const PatientSearch& wish) {
    const auto sort = wish.sort.value_or(PatientSort::name);
    const auto after = cursors_.position(wish.cursor, sort);
    if (!after) return invalid_cursor_given();
    auto ids = found_exactly(context, wish);
    PatientSearch rest = wish;
    if (wish.q) {
        const auto exactly = called(context, *wish.q);
        if (!exactly.empty()) {
            keep_common(ids, exactly);
            rest.q.reset();
        }
    }
    return page(context, ids, {filter_of(rest, context.now()), sort, *after, limit_of(wish.limit)}, "search");
}

Listing::Ids Listing::found_exactly(Context& context, const PatientSearch& wish) {
    const auto& indexes = rows_.indexes();
    Ids ids;
    if (wish.phone)
        keep_common(ids, find_exactly(context.database(), {.phones = indexes.all_of(*wish.phone)}));
    if (wish.email)
        keep_common(ids, find_exactly(context.database(), {.emails = indexes.all_of(*wish.email)}));
    if (wish.national_id) {
        json::Issues issues;
        const auto national_ids = national_ids_in(*wish.national_id, issues);
        keep_common(ids,
                    find_exactly(context.database(), {.national_ids = indexes_of(indexes, national_ids)}));
    }
    return ids;
}

// Whoever has this as reference, phone, e-mail or national id.
std::vector<PatientId> Listing::called(Context& context, const Text<100>& q) {
    const auto& indexes = rows_.indexes();
    ExactValues values;
    values.reference = reference_in(q.value);
    values.phones = indexes_of(indexes, phones_with(q.value));
    if (const auto email = Email::parse(q.value)) values.emails = indexes.all_of(*email);
    if (const auto number = Text<32>::parse(q.value))
        values.national_ids = indexes_of(indexes, national_ids_with(*number));
    if (!values.reference && values.phones.empty() && values.emails.empty() && values.national_ids.empty())
        return {};
    return find_exactly(context.database(), values);
}

Page<Patient> Listing::page(Context& context, const Ids& ids, ListQuestion question,
                            std::string_view action) {
    const Caller& caller = context.caller();
    Ids among = ids;
    if (!caller.for_practice())
        keep_common(among, caller.doctor_id ? treatments_.treated_by(context, *caller.doctor_id)
                                            : std::vector<PatientId>{});
    const auto limit = static_cast<std::size_t>(question.limit++);
    auto found = among ? list_among(context.database(), *among, question)
                       : list_patients(context.database(), question);
    Page<Patient> page;
    if (found.size() > limit) {
        found.resize(limit);
        page.next_cursor = cursors_.after(found.back(), question.sort);
    }
    std::vector<PatientId> shown;
    for (const auto& position : found) shown.push_back(position.patient_id);
    const auto rows = find_patients(context.database(), shown);
    std::unordered_map<PatientId, const PatientRow*> by_id;
    for (const auto& row : rows) by_id[row.id] = &row;
    insert_accesses(context, context.database(), shown, action);
    for (const PatientId id : shown) {
        if (const auto row = by_id.find(id); row != by_id.end())
            page.data.push_back(rows_.shown(*row->second));
    }
    return page;
}

Result<Exported, invalid_cursor> Listing::export_csv(Context& context, const ExportQuery& query) {
    const auto filter = filter_of(query, context.now());
    std::optional<std::string> cursor = query.cursor;
    Exported exported{csv_head(), std::nullopt};
    // In batches, so that other requests of this loop are not kept waiting by all the opening.
    for (std::int32_t rows = 0; rows < limits::export_rows; rows += limits::export_batch) {
        const auto after = cursors_.position(cursor, PatientSort::newest);
        if (!after) return invalid_cursor_given();
        const auto batch = page(context, std::nullopt,
                                {filter, PatientSort::newest, *after, limits::export_batch}, "export");
        for (const auto& patient : batch.data) exported.csv += csv_line(patient);
        cursor = batch.next_cursor;
        if (!cursor) break;
    }
    exported.next_cursor = cursor;
    return exported;
}

std::optional<Statistics> Listing::kept_or_claimed(Context& context) {
    for (;; context.wait().sleep(limits::statistics_look)) {
        const std::lock_guard lock(mutex_);
        if (statistics_ && std::chrono::abs(context.now() - statistics_->as_of) < limits::statistics_age)
            return statistics_;
        if (!is_counting_) {
            is_counting_ = true;
            return std::nullopt;
        }
    }
}

Statistics Listing::statistics(Context& context) {
    if (auto kept = kept_or_claimed(context)) return *std::move(kept);
    try {
        Statistics counted = count(context);
        const std::lock_guard lock(mutex_);
        statistics_ = counted;
        is_counting_ = false;
        return counted;
    } catch (...) {
        const std::lock_guard lock(mutex_);
        is_counting_ = false;
        throw;
    }
}

Statistics Listing::count(Context& context) {
    Statistics statistics;
    statistics.as_of = context.now();
    const auto add = [](std::vector<Count>& counts, const CountRow& row) {
        if (counts.size() < static_cast<std::size_t>(limits::statistics_groups))
            counts.push_back({row.label, row.count});
    };
    for (const auto& row : count_patients(context.database(), today(context.now()))) {
        if (row.kind == "active") {
            statistics.total += row.count;
            if (row.label == "true") statistics.active = row.count;
        } else if (row.kind == "age_band") {
            add(statistics.by_age_band, row);
        } else if (row.kind == "gender") {
            add(statistics.by_gender, row);
        } else if (row.kind == "city") {
            add(statistics.by_city, row);
        } else if (row.kind == "insurance_provider") {
            add(statistics.by_insurance_provider, row);
        } else {
            statistics.registrations_by_month.push_back({row.label, row.count});
        }
    }
    const auto by_label = [](const Count& a, const Count& b) { return a.label < b.label; };
    std::ranges::sort(statistics.by_age_band, by_label);
    std::ranges::sort(statistics.registrations_by_month, by_label);
    return statistics;
}

}  // namespace venera::patients
