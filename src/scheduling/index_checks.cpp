#include "scheduling/index_checks.hpp"

#include <prometheus/counter.h>

#include <algorithm>
#include <set>

#include "platform/crypto/crypto.hpp"
#include "platform/json/shape.hpp"
#include "scheduling/doctor_states.hpp"
#include "scheduling/index_limits.hpp"
#include "scheduling/index_queries.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::days;

DayNumber last_verified(const DoctorView& doctor, Instant now) {
    return doctor.days.day_of(unit_before(now)) + limits::verified_days - 1;
}

std::vector<Instant> listed_by_index(const DoctorView& doctor, const VisitKind& kind, const Moment& moment) {
    std::vector<Instant> starts;
    FreeDays free(doctor.profile, doctor.busy, placement_of(kind), doctor.days, moment);
    const auto last = std::min(free.last_day(), last_verified(doctor, moment.now));
    for (DayNumber day = free.first_day(); day <= last; ++day) {
        const DayBits bits = free.on(day);
        for (Unit unit = bits.next(0); unit >= 0; unit = bits.next(unit + 1))
            starts.push_back(instant_of(doctor.days.midnight(day) + unit));
    }
    return starts;
}

std::vector<Busy> busy_of(const DoctorState& state) {
    std::vector<Busy> busy;
    for (const Occupation& occupation : state.occupations)
        busy.push_back(
            {occupation.id, occupation.status, occupation.visit, occupation.occupied, occupation.hold_until});
    return busy;
}

// The starts of one kind of visit that only one side lists.
void compare(const DoctorView& doctor, const VisitType& type, const DoctorState& truth, const Moment& moment,
             std::set<Difference>& found) {
    const VisitKind* kind = offered_kind(*doctor.profile.practice, type.code, std::nullopt);
    if (kind == nullptr) {
        found.insert({truth.id, ListedBy::neither, std::nullopt});
        return;
    }
    const auto& zone = truth.calendar->rules.timezone;
    const Date today = zone.local(moment.now).date();
    const Period window{zone.day(today).start,
                        zone.day(date_of(day_number(today) + limits::verified_days - 1)).end};
    const auto busy = busy_of(truth);
    const auto expected = free_starts(*truth.calendar, busy, type, std::nullopt, window, moment.now);
    const auto listed = listed_by_index(doctor, *kind, moment);
    std::vector<Instant> only;
    std::ranges::set_difference(listed, expected, std::back_inserter(only));
    for (const Instant start : only) found.insert({truth.id, ListedBy::index_only, start});
    only.clear();
    std::ranges::set_difference(expected, listed, std::back_inserter(only));
    for (const Instant start : only) found.insert({truth.id, ListedBy::database_only, start});
}

std::size_t random_below(std::size_t bound) {
    std::uint64_t number = 0;
    for (const auto byte : crypto::random_bytes(sizeof number)) number = number << 8 | byte;
    return static_cast<std::size_t>(number % bound);
}

}  // namespace

std::string_view name_of(ListedBy side) {
    switch (side) {
        case ListedBy::index_only:
            return "index";
        case ListedBy::database_only:
            return "database";
        case ListedBy::neither:
            return "neither";
    }
    std::abort();
}

Period verified_window(Instant now) { return {now - days{2}, now + days{limits::verified_days + 2}}; }

std::vector<Difference> differences(const AvailabilityIndex::View& view, const DoctorState& truth) {
    const auto doctor = view.doctor(truth.id);
    const bool expected = truth.listed && truth.calendar && !truth.calendar->rules.visit_types.empty();
    const Difference altogether{truth.id, ListedBy::neither, std::nullopt};
    if (doctor.has_value() != expected) return {altogether};
    if (!expected) return {};
    std::set<Difference> found;
    if (!doctor->profile.card || *doctor->profile.card != json::to_json(truth.listed->card))
        found.insert(altogether);
    for (const VisitType& type : truth.calendar->rules.visit_types)
        compare(*doctor, type, truth, view.moment(), found);
    return {found.begin(), found.end()};
}

IndexChecks::IndexChecks(AvailabilityIndex& index, IndexLoader& loader, directory::Directory& directory,
                         metrics::Metrics& metrics, std::chrono::milliseconds pause)
    : index_(index),
      loader_(loader),
      directory_(directory),
      pause_(pause),
      checked_(metrics.counter("venera_index_checked_doctors_total", "Doctors compared with the database")),
      mismatches_(metrics.counter("venera_index_mismatches_total",
                                  "Doctors of whom the index was wrong and has been put right")) {}

std::vector<DoctorId> IndexChecks::some(Instant now) const {
    const AvailabilityIndex::View view(index_, now);
    const auto& everybody = *view.dictionary().everybody;
    std::set<DoctorId> chosen;
    for (std::size_t i = 0; i < limits::checked_doctors && !everybody.empty(); ++i)
        chosen.insert(view.id(everybody[random_below(everybody.size())]));
    return {chosen.begin(), chosen.end()};
}

std::vector<Difference> IndexChecks::look(Context& context, const std::vector<DoctorId>& doctors) const {
    const Instant now = context.clock().now();
    postgres::Transaction transaction(context.database());
    keep_one_snapshot(transaction);
    const auto truth = read_truth(transaction, directory_, doctors, verified_window(now));
    transaction.commit();
    std::vector<Difference> all;
    const AvailabilityIndex::View view(index_, now);
    for (const DoctorState& state : truth)
        std::ranges::move(differences(view, state), std::back_inserter(all));
    return all;
}

void IndexChecks::check(Context& context) { check(context, some(context.now())); }

std::vector<Difference> IndexChecks::check(Context& context, std::vector<DoctorId> doctors) {
    checked_.Increment(static_cast<double>(doctors.size()));
    std::vector<Difference> lasting;
    // A change that one side has and the other has not yet differs for a moment; what lasts is wrong.
    for (int attempt = 0; !doctors.empty(); ++attempt) {
        const auto found = look(context, doctors);
        if (attempt == 0) lasting = found;
        std::erase_if(lasting,
                      [&](const Difference& one) { return !std::ranges::binary_search(found, one); });
        doctors.clear();
        for (const Difference& one : lasting) {
            if (doctors.empty() || doctors.back() != one.doctor) doctors.push_back(one.doctor);
        }
        if (attempt + 1 == limits::check_tries) break;
        if (!doctors.empty()) context.wait().sleep(pause_);
    }
    if (lasting.empty()) return lasting;
    mismatches_.Increment(static_cast<double>(doctors.size()));
    for (std::size_t i = 0; i < std::min(lasting.size(), limits::differences_logged); ++i) {
        const Difference& one = lasting[i];
        context.log().error("index.mismatch", {{"doctor_id", one.doctor},
                                               {"listed_by", log::Label{name_of(one.by)}},
                                               {"start", one.start.value_or(Instant{})}});
    }
    loader_.repair(context.database(), doctors);
    return lasting;
}

Verification verify_index(postgres::Database& database, directory::Directory& directory, const Clock& clock,
                          std::size_t most) {
    const Instant now = clock.now();
    AvailabilityIndex index(now);
    auto all = directory.doctor_ids(database);
    Verification verification;
    const std::size_t step = std::max<std::size_t>(1, all.size() / std::max<std::size_t>(1, most));
    for (std::size_t at = 0; at < all.size() && verification.doctors < most;) {
        std::vector<DoctorId> batch;
        for (; at < all.size() && batch.size() < limits::verify_batch &&
               verification.doctors + batch.size() < most;
             at += step)
            batch.push_back(all[at]);
        postgres::Transaction transaction(database);
        keep_one_snapshot(transaction);
        index.put(read_states(transaction, directory, batch, now), now);
        const auto truth = read_truth(transaction, directory, batch, verified_window(now));
        transaction.commit();
        const AvailabilityIndex::View view(index, now);
        for (const DoctorState& state : truth)
            std::ranges::move(differences(view, state), std::back_inserter(verification.differences));
        verification.doctors += batch.size();
    }
    return verification;
}

}  // namespace venera::scheduling
