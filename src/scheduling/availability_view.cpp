#include "scheduling/availability_view.hpp"

#include <algorithm>
#include <limits>

namespace venera::scheduling {

namespace {

// How many records ahead the table is fetched: a search meets them in no order of memory.
constexpr std::size_t ahead = 12;

constexpr std::uint8_t all_modes = 0xff;

// In which modes the default visit is what the question is about; a bit for each.
std::uint8_t default_modes_of(const IndexQuestion& question) {
    if (question.visit_type || question.duration || question.part_of_day || question.from) return 0;
    return question.mode ? bit_of(*question.mode) : all_modes;
}

}  // namespace

// What a question comes to, found out once: the days asked for as units for each zone, and the patterns of
// the length asked for.
class AvailabilityIndex::View::Windows {
public:
    Windows(const View& view, const IndexQuestion& question)
        : view_(view), question_(question), default_modes_(default_modes_of(question)) {}

    // True if the first start of the doctor's default visit, in that mode, is the answer.
    bool want_default(std::uint8_t mode) const { return (default_modes_ & mode) != 0; }
    bool want_defaults_only() const { return default_modes_ == all_modes; }

    struct Window {
        Unit from = 0;
        Unit before = -1;  // before from: nothing can be free
    };
    const Window& of(std::uint16_t zone) {
        if (zone >= known_.size()) known_.resize(zone + 1U);
        auto& window = known_[zone];
        if (!window) window = made(view_.days_of(zone));
        return *window;
    }

    ChosenPatterns patterns;

private:
    Window made(const ZoneDays& days) const {
        const auto today = days.day_of(unit_before(view_.moment_.now));
        const auto first = question_.from ? day_number(*question_.from) : today;
        const auto last = first + question_.days - 1;
        if (!days.knows(last) && last < today) return {};
        if (!days.knows(first) && first > today) return {};
        return {days.knows(first) ? days.midnight(first) : 0,
                days.knows(last) ? days.end(last) : std::numeric_limits<Unit>::max()};
    }

    const View& view_;
    const IndexQuestion& question_;
    std::uint8_t default_modes_;
    std::vector<std::optional<Window>> known_;
};

const ZoneDays& AvailabilityIndex::View::days_of(std::uint16_t zone) const {
    const ZoneDays* days = index_.zones_[zone].load();
    if (days->covers(moment_.now)) return *days;
    index_.renew_zone(zone, moment_.now);
    return *index_.zones_[zone].load();
}

DoctorView AvailabilityIndex::View::doctor(Ordinal ordinal) const {
    const DoctorRecord& record = index_.record(ordinal);
    const DoctorProfile& profile = *record.profile.load();
    return {profile, *record.busy.load(), days_of(profile.zone)};
}

std::optional<DoctorView> AvailabilityIndex::View::doctor(DoctorId id) const {
    const auto ordinal = index_.find(id);
    if (!ordinal) return std::nullopt;
    const DoctorRecord& record = index_.record(*ordinal);
    if (!record.in_service.load()) return std::nullopt;
    const DoctorProfile& profile = *record.profile.load();
    if (!profile.practice) return std::nullopt;
    return DoctorView{profile, *record.busy.load(), days_of(profile.zone)};
}

std::optional<Unit> AvailabilityIndex::View::next(DoctorId id) const {
    const auto ordinal = index_.find(id);
    if (!ordinal || !index_.record(*ordinal).in_service.load()) return std::nullopt;
    return next(index_.record(*ordinal));
}

std::optional<Unit> AvailabilityIndex::View::next(DoctorRecord& record) const {
    const Outlook outlook(record.outlook.load(std::memory_order_acquire), index_.base_);
    const bool is_known =
        outlook.holds_at(tick_) && record.changed.load(std::memory_order_acquire) <= moment_.generation;
    return is_known ? outlook.next() : found_out(record);
}

// Most doctors are out at this look: their next start is known, and later than all that were found.
bool AvailabilityIndex::View::is_later(const DoctorRecord& record, Unit start) const {
    const Outlook outlook(record.outlook.load(std::memory_order_acquire), index_.base_);
    return outlook.is_after(start) && outlook.holds_at(tick_) &&
           record.changed.load(std::memory_order_acquire) <= moment_.generation;
}

std::optional<Unit> AvailabilityIndex::View::found_out(DoctorRecord& record) const {
    // The word comes first: if a change comes in between, the word is another, and what was found is not
    // kept.
    std::uint64_t word = record.outlook.load();
    const DoctorProfile& profile = *record.profile.load();
    if (!profile.practice) return std::nullopt;
    const BusyTimes& busy = *record.busy.load();
    const ZoneDays& days = days_of(profile.zone);
    FreeDays free(profile, busy, placement_of(profile.practice->kinds.front()), days, moment_);
    const auto next = first_start(free, days);

    // Without a free time the next day brings one more day within the horizon.
    std::int64_t until = next ? tick_of(instant_of(*next) - minutes{profile.notice_minutes})
                              : tick_of(instant_of(days.end(days.day_of(unit_before(moment_.now))))) - 1;
    if (const auto end = busy.next_hold_end(moment_.now)) until = std::min(until, tick_of(*end) - 1);
    const bool is_latest = record.changed.load() <= moment_.generation;
    if (const auto found = Outlook::found(word, index_.base_, next, tick_, until); found && is_latest)
        record.outlook.compare_exchange_strong(word, *found);
    return next;
}

std::optional<Placement> offered(const DoctorProfile& doctor, const IndexQuestion& question,
                                 ChosenPatterns& patterns) {
    if (!doctor.practice) return std::nullopt;
    const VisitKind* kind = offered_kind(*doctor.practice, question.visit_type, question.mode);
    if (kind == nullptr) return std::nullopt;
    if (question.duration)
        return placement_of(*kind, patterns.of(*doctor.practice->roster, *question.duration));
    return placement_of(*kind);
}

std::optional<Unit> AvailabilityIndex::View::start_of(DoctorRecord& record, const IndexQuestion& question,
                                                      Windows& windows, Unit before) const {
    constexpr auto relaxed = std::memory_order_relaxed;
    if (windows.want_default(record.default_mode.load(relaxed))) {
        const auto start = next(record);
        if (!start || *start >= before) return std::nullopt;
        return *start < windows.of(record.zone.load(relaxed)).before ? start : std::nullopt;
    }
    const DoctorProfile& profile = *record.profile.load();
    const auto placement = offered(profile, question, windows.patterns);
    if (!placement) return std::nullopt;
    const auto& window = windows.of(profile.zone);
    const ZoneDays& days = days_of(profile.zone);
    FreeDays free(profile, *record.busy.load(), *placement, days, moment_, question.part_of_day);
    return first_start(free, days, window.from, std::min(window.before, before));
}

std::vector<FreeDoctor> AvailabilityIndex::View::earliest(const IndexQuestion& question) const {
    const Dictionary& words = dictionary();
    const Dictionary::Ordinals* ordinals = words.everybody.get();
    const Dictionary::Ordinals* specialists = nullptr;
    if (question.specialty) {
        const auto found = words.specialties.find(question.specialty->text());
        if (found == words.specialties.end()) return {};
        ordinals = specialists = found->second.get();
    }
    if (question.among) ordinals = &*question.among;
    Windows windows(*this, question);
    std::vector<FreeDoctor> best;  // a heap: the latest of the earliest is in front
    best.reserve(question.limit + 1);
    for (std::size_t i = 0; i < ordinals->size(); ++i) {
        if (i + ahead < ordinals->size()) __builtin_prefetch(&index_.record((*ordinals)[i + ahead]));
        const Ordinal ordinal = (*ordinals)[i];
        DoctorRecord& record = index_.record(ordinal);
        const bool is_full = best.size() == question.limit;
        if (is_full && windows.want_defaults_only() && is_later(record, best.front().start)) continue;
        if (!question.filter.passes(record)) continue;
        if (question.among && specialists && !std::ranges::binary_search(*specialists, ordinal)) continue;
        const Unit before = is_full ? best.front().start + 1 : std::numeric_limits<Unit>::max();
        const auto start = start_of(record, question, windows, before);
        if (!start) continue;
        const FreeDoctor found{*start, ordinal, record.id};
        if (question.after && found <= *question.after) continue;
        if (is_full && best.front() < found) continue;
        if (is_full) {
            std::ranges::pop_heap(best);
            best.pop_back();
        }
        best.push_back(found);
        std::ranges::push_heap(best);
    }
    std::ranges::sort_heap(best);
    return best;
}

std::optional<ColumnFilter> AvailabilityIndex::View::numbers_of(
    const directory::DoctorFilter& words, const std::optional<std::string>& city) const {
    const Words& known = *dictionary().words;
    ColumnFilter filter;
    if (city) {
        const auto found = known.cities.find(*city);
        if (found == known.cities.end()) return std::nullopt;
        filter.city = found->second;
    }
    if (words.clinic_id) {
        const auto found = known.clinics.find(*words.clinic_id);
        if (found == known.clinics.end()) return std::nullopt;
        filter.clinic = found->second;
    }
    if (words.language) {
        const auto found = known.languages.find(words.language->text());
        if (found == known.languages.end() || found->second >= DoctorRecord::most_languages)
            return std::nullopt;
        filter.language = found->second;
    }
    if (words.country) filter.country = number_of(*words.country);
    if (words.min_rating) filter.min_rating = static_cast<float>(*words.min_rating);
    filter.max_price_cents = words.max_price_cents;
    if (words.mode) filter.mode = bit_of(*words.mode);
    filter.near = words.near;
    filter.radius_km = words.radius_km;
    return filter;
}

std::vector<FreeDoctor> AvailabilityIndex::View::again(const std::vector<FreeDoctor>& found,
                                                       const IndexQuestion& question) const {
    Windows windows(*this, question);
    std::vector<FreeDoctor> free;
    for (const auto& doctor : found) {
        DoctorRecord& record = index_.record(doctor.ordinal);
        if (!record.in_service.load()) continue;
        const auto start = start_of(record, question, windows, std::numeric_limits<Unit>::max());
        if (start) free.push_back({*start, doctor.ordinal, doctor.id});
    }
    std::ranges::sort(free);
    return free;
}

std::optional<std::string> AvailabilityIndex::View::folded_city(const std::string& name) const {
    const Words& words = *dictionary().words;
    if (const auto found = words.city_spellings.find(name); found != words.city_spellings.end())
        return found->second;
    if (words.cities.contains(name)) return name;
    return std::nullopt;
}

std::vector<Ordinal> AvailabilityIndex::View::ordinals_of(const std::vector<DoctorId>& doctors) const {
    std::vector<Ordinal> ordinals;
    for (const auto& doctor : doctors) {
        if (const auto ordinal = index_.find(doctor)) ordinals.push_back(*ordinal);
    }
    std::ranges::sort(ordinals);
    return ordinals;
}

std::optional<double> AvailabilityIndex::View::distance_km(Ordinal ordinal,
                                                           const directory::Position& from) const {
    const DoctorRecord& record = index_.record(ordinal);
    if (!record.has_position.load()) return std::nullopt;
    return scheduling::distance_km(from, record.latitude.load(), record.longitude.load());
}

void AvailabilityIndex::View::warm() const {
    for (const Ordinal ordinal : *dictionary().everybody) next(index_.record(ordinal));
}

}  // namespace venera::scheduling
