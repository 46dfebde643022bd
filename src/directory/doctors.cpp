#include "directory/doctors.hpp"

#include <algorithm>

#include "directory/limits.hpp"
#include "platform/http/cursor.hpp"

namespace venera::directory {

namespace {

ClinicCard clinic_of(const DoctorRow& row) {
    return {row.clinic_id,   row.clinic_name,    row.clinic_address,
            row.clinic_city, row.clinic_country, row.clinic_timezone};
}

std::vector<SpecialtyName> specialties_of(const DoctorRow& row) {
    std::vector<SpecialtyName> names;
    for (std::size_t i = 0; i < row.specialty_codes.size(); ++i)
        names.push_back({row.specialty_codes[i], row.specialty_names[i]});
    return names;
}

Doctor view_of(const DoctorRow& row) {
    return {.id = row.id,
            .name = row.name,
            .specialties = specialties_of(row),
            .bio = row.bio,
            .experience_years = row.experience_years,
            .price_cents = row.price_cents,
            .currency = row.currency,
            .languages = row.languages,
            .photo_url = row.photo_url,
            .clinic = clinic_of(row),
            .payment_policy = row.payment_policy,
            .modes = row.modes,
            .rating = row.rating,
            .review_count = row.review_count,
            .distance_km = row.distance_km,
            .next_available = std::nullopt,
            .retired = row.retired,
            .version = row.version};
}

DoctorCard card_with(const DoctorRow& row, const std::optional<double>& distance_km) {
    return {row.id,        row.name,         specialties_of(row), clinic_of(row), row.payment_policy,
            row.languages, row.modes,        row.price_cents,     row.currency,   row.experience_years,
            row.rating,    row.review_count, row.photo_url,       distance_km,    row.pay_within_minutes};
}

std::shared_ptr<const DoctorCard> card_of(const DoctorRow& row) {
    return std::make_shared<const DoctorCard>(card_with(row, row.distance_km));
}

DoctorOrder order_of(const DoctorQuery& query) {
    if (!query.sort) return query.near ? DoctorOrder::distance : DoctorOrder::name;
    switch (*query.sort) {
        case DoctorSort::rating:
            return DoctorOrder::rating;
        case DoctorSort::price:
            return DoctorOrder::price;
        case DoctorSort::experience:
            return DoctorOrder::experience;
        case DoctorSort::name:
            return DoctorOrder::name;
    }
    std::abort();
}

// A cursor is good for the order that it was made in.
std::string cursor_after(const DoctorRow& row, DoctorOrder order) {
    http::CursorWriter cursor;
    cursor.add(static_cast<int>(order));
    cursor.add(row.sort_number.value_or(0));
    cursor.add(std::string_view(row.sort_text.value_or("")));
    cursor.add(row.id.value);
    return cursor.text();
}

std::optional<DoctorPosition> position_of(std::string_view given, DoctorOrder order) {
    http::CursorReader cursor(given);
    const bool same_order = cursor.integer() == static_cast<int>(order);
    DoctorPosition position;
    position.number = cursor.number();
    position.text = cursor.text();
    position.id = DoctorId{cursor.uuid()};
    if (!cursor.complete() || !same_order) return std::nullopt;
    // Anybody can forge one: it must not carry to SQL what PostgreSQL cannot take as text.
    if (!text::code_points(position.text) || position.text.find('\0') != std::string::npos)
        return std::nullopt;
    return position;
}

// Problems that only the database knows: specialties outside the catalogue, a clinic that does not exist.
InputProblems unknown_references(postgres::Executor& db, const std::vector<Code>& specialties,
                                 ClinicId clinic) {
    InputProblems problems;
    const auto known = known_specialties(db, specialties);
    for (std::size_t i = 0; i < specialties.size(); ++i) {
        if (std::ranges::find(known, specialties[i]) == known.end())
            problems.errors.push_back({"/specialties/" + std::to_string(i), std::nullopt, "unknown_specialty",
                                       "is not in the catalogue"});
    }
    if (!find_clinic(db, clinic))
        problems.errors.push_back(
            {"/clinic_id", std::nullopt, "unknown_clinic", "is not one of our clinics"});
    return problems;
}

DoctorRow after_change(DoctorRow row, const DoctorChange& change) {
    const auto text = [](const auto& value) { return value.text(); };
    change.name.apply_to(row.name, text);
    change.specialties.apply_to(row.specialty_codes);
    change.bio.apply_to(row.bio, text);
    change.experience_years.apply_to(
        row.experience_years, [](const auto& years) { return static_cast<std::int32_t>(years.value); });
    change.price_cents.apply_to(row.price_cents, [](const auto& cents) { return cents.value; });
    change.currency.apply_to(row.currency);
    change.languages.apply_to(row.languages);
    change.photo_url.apply_to(row.photo_url);
    change.clinic_id.apply_to(row.clinic_id);
    change.modes.apply_to(row.modes);
    return row;
}

}  // namespace

Result<Page<Doctor>, invalid_cursor> Doctors::list(Context& context, const http::Query<DoctorQuery>& query) {
    std::optional<DoctorPosition> after;
    if (query->cursor) {
        after = position_of(*query->cursor, order_of(*query));
        if (!after) return invalid_cursor_given();
    }
    const int limit = query->limit ? static_cast<int>(query->limit->value) : limits::page;
    auto rows =
        list_doctors(context.database(), doctor_filter_of(*query), order_of(*query), after, limit + 1);
    Page<Doctor> page;
    if (rows.size() > static_cast<std::size_t>(limit)) {
        rows.pop_back();
        page.next_cursor = cursor_after(rows.back(), order_of(*query));
    }
    std::vector<DoctorId> ids;
    for (const auto& row : rows) ids.push_back(row.id);
    const auto next = scheduling_->next_available(context, ids);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        page.data.push_back(view_of(rows[i]));
        page.data.back().next_available = next[i];
    }
    return page;
}

Result<Page<Doctor>, invalid_cursor> Doctors::retired(Context& context, const http::Query<ListQuery>& query) {
    std::optional<DoctorId> after;
    if (query->cursor) {
        http::CursorReader cursor(*query->cursor);
        after = DoctorId{cursor.uuid()};
        if (!cursor.complete()) return invalid_cursor_given();
    }
    const int limit = query->limit ? static_cast<int>(query->limit->value) : limits::page;
    auto rows = list_retired_doctors(context.database(), after, limit + 1);
    Page<Doctor> page;
    if (rows.size() > static_cast<std::size_t>(limit)) {
        rows.pop_back();
        http::CursorWriter cursor;
        cursor.add(rows.back().id.value);
        page.next_cursor = cursor.text();
    }
    for (const auto& row : rows) page.data.push_back(view_of(row));
    return page;
}

Doctor Doctors::with_next_time(Context& context, const DoctorRow& row) {
    Doctor doctor = view_of(row);
    if (!row.retired) doctor.next_available = scheduling_->next_available(context, {row.id}).front();
    return doctor;
}

Result<Doctor, not_found> Doctors::get(Context& context, http::Path<DoctorId> id) {
    const auto row = find_doctor(context.database(), id.value);
    if (!row) return refuse<not_found>;
    return with_next_time(context, *row);
}

Result<Created<Doctor>, invalid_input> Doctors::create(Context& context, const NewDoctor& wish) {
    postgres::Transaction transaction(context.database());
    const auto problems = unknown_references(transaction, wish.specialties, wish.clinic_id);
    if (!problems.errors.empty()) return refuse<invalid_input>.with(problems);
    const auto id = DoctorId::make(context.now());
    insert_doctor(transaction, id, wish, context.now());
    insert_event(transaction, id, "doctor.published", 1, context.trace().traceparent(), context.now());
    const auto row = find_doctor(transaction, id);
    transaction.commit();
    has_changed(context, id);
    return Created<Doctor>{view_of(*row)};
}

Result<Doctor, not_found, invalid_input, version_mismatch> Doctors::change(Context& context,
                                                                           http::Path<DoctorId> id,
                                                                           const DoctorChange& change,
                                                                           http::IfMatch condition) {
    postgres::Transaction transaction(context.database());
    const auto before = find_doctor(transaction, id.value);
    if (!before || before->retired) return refuse<not_found>;
    if (condition.version && *condition.version != before->version) return refuse<version_mismatch>;
    const auto row = after_change(*before, change);
    const auto problems = unknown_references(transaction, row.specialty_codes, row.clinic_id);
    if (!problems.errors.empty()) return refuse<invalid_input>.with(problems);
    // Two editors at once: the second finds another version and must look again.
    if (!update_doctor(transaction, row, before->version, context.now())) return refuse<version_mismatch>;
    insert_event(transaction, id.value, "doctor.updated", before->version + 1, context.trace().traceparent(),
                 context.now());
    const auto after = find_doctor(transaction, id.value);
    transaction.commit();
    has_changed(context, id.value);
    return with_next_time(context, *after);
}

Result<NoContent, not_found> Doctors::retire(Context& context, http::Path<DoctorId> id) {
    postgres::Transaction transaction(context.database());
    const auto before = find_doctor(transaction, id.value);
    if (!before) return refuse<not_found>;
    if (const auto version = retire_doctor(transaction, id.value, context.now()))
        insert_event(transaction, id.value, "doctor.retired", *version, context.trace().traceparent(),
                     context.now());
    transaction.commit();
    has_changed(context, id.value);
    return NoContent{};
}

std::shared_ptr<const DoctorCard> Doctors::card(Context& context, DoctorId doctor) {
    const auto now = std::chrono::steady_clock::now();
    std::uint64_t changes_before = 0;
    {
        const std::scoped_lock lock(mutex_);
        const auto found = cards_.find(doctor);
        if (found != cards_.end() && is_current(found->second, now)) return found->second.card;
        changes_before = changes_;
    }
    const auto row = find_doctor(context.database(), doctor);
    auto card = row && !row->retired ? card_of(*row) : nullptr;
    const std::scoped_lock lock(mutex_);
    // Closes the race with forget(): what was read before a change must not be kept after it.
    if (changes_ != changes_before) return card;
    if (cards_.size() >= limits::cached_cards) cards_.clear();
    cards_.insert_or_assign(doctor, CachedCard{card, now});
    return card;
}

bool Doctors::exists(Context& context, DoctorId doctor) {
    return card(context, doctor) || find_doctor(context.database(), doctor);
}

std::optional<ClinicCard> Doctors::clinic(Context& context, ClinicId clinic) {
    const auto found = find_clinic(context.database(), clinic);
    if (!found) return std::nullopt;
    return ClinicCard{found->id, found->name, found->address, found->city, found->country, found->timezone};
}

std::vector<ClinicId> Doctors::unknown(Context& context, const std::vector<ClinicId>& clinics) {
    return unknown_clinics(context.database(), clinics);
}

std::vector<std::shared_ptr<const DoctorCard>> Doctors::matching(Context& context,
                                                                 const DoctorFilter& filter) {
    const auto everything = std::numeric_limits<std::int32_t>::max();
    std::vector<std::shared_ptr<const DoctorCard>> cards;
    for (const auto& row :
         list_doctors(context.database(), filter, DoctorOrder::id, std::nullopt, everything))
        cards.push_back(card_of(row));
    return cards;
}

bool Doctors::is_current(const CachedCard& card, std::chrono::steady_clock::time_point now) const {
    const bool watching = now - watched_at_ < limits::card_age;
    return now - card.loaded_at < (watching ? limits::watched_card_age : limits::card_age);
}

void Doctors::watch(Context& context) {
    const auto changed = changed_doctors(context.database(), context.now() - limits::watch_overlap);
    const auto now = std::chrono::steady_clock::now();
    const std::scoped_lock lock(mutex_);
    for (const auto& doctor : changed) cards_.erase(doctor);
    // After a gap the statement may have looked back too little: nothing kept from before it counts.
    const bool gap = now - watched_at_ >= limits::card_age;
    if (gap) cards_.clear();
    if (gap || !changed.empty()) ++changes_;
    watched_at_ = now;
}

void Doctors::changed_at(Context& context, ClinicId clinic) {
    {
        const std::scoped_lock lock(mutex_);
        ++changes_;
        std::erase_if(cards_, [&](const auto& entry) {
            const auto& card = entry.second.card;
            return card && card->clinic.id == clinic;
        });
    }
    tell_of(context, doctors_at(context.database(), clinic, limits::doctors_told_at_once));
}

void Doctors::changed_of(Context& context, const Code& specialty) {
    {
        const std::scoped_lock lock(mutex_);
        ++changes_;
        std::erase_if(cards_, [&](const auto& entry) {
            const auto& card = entry.second.card;
            return card && std::ranges::find(card->specialties, specialty, &SpecialtyName::code) !=
                               card->specialties.end();
        });
    }
    tell_of(context, doctors_of(context.database(), specialty, limits::doctors_told_at_once));
}

void Doctors::has_changed(Context& context, DoctorId doctor) {
    {
        const std::scoped_lock lock(mutex_);
        ++changes_;
        cards_.erase(doctor);
    }
    tell_of(context, {doctor});
}

void Doctors::tell_of(Context& context, const std::vector<DoctorId>& doctors) {
    if (watcher_ != nullptr && !doctors.empty()) watcher_->doctors_changed(context, doctors);
}

std::vector<DoctorId> Doctors::doctor_ids(postgres::Executor& db) { return list_doctor_ids(db); }

std::vector<ListedDoctor> Doctors::listed(postgres::Executor& db, const std::vector<DoctorId>& doctors) {
    std::vector<ListedDoctor> all;
    all.reserve(doctors.size());
    for (const auto& row : find_listed(db, doctors))
        all.push_back({card_with(row, std::nullopt), row.city_folded, row.latitude, row.longitude});
    return all;
}

std::vector<DoctorId> Doctors::changed(postgres::Executor& db, const postgres::XidSpan& transactions) {
    return doctors_told_of(db, transactions);
}

std::optional<std::vector<DoctorId>> Doctors::named(Context& context, const Words& words, std::size_t most) {
    auto found = find_named(context.database(), words, static_cast<std::int32_t>(most) + 1);
    if (found.size() > most) return std::nullopt;
    return found;
}

std::vector<DoctorId> Doctors::named_among(Context& context, const Words& words,
                                           const std::vector<DoctorId>& doctors) {
    return find_named_among(context.database(), words, doctors);
}

std::string Doctors::folded(Context& context, const std::string& text) {
    return fold(context.database(), text);
}

}  // namespace venera::directory
