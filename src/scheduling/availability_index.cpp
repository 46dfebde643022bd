#include "scheduling/availability_index.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "platform/crypto/crypto.hpp"
#include "platform/json/shape.hpp"

namespace venera::scheduling {

namespace {

constexpr std::size_t first_places = 1'024;

std::uint64_t random_number() {
    std::uint64_t number = 0;
    for (const auto byte : crypto::random_bytes(sizeof number)) number = number << 8 | byte;
    return number;
}

std::unique_ptr<DoctorProfile> profile_of(const DoctorState& state, Practices& practices) {
    auto profile = std::make_unique<DoctorProfile>();
    profile->id = state.id;
    if (state.calendar) apply(*state.calendar, practices, *profile);
    if (state.listed) {
        // There are as many cards as doctors: each takes what it needs and no more.
        auto card = json::to_json(state.listed->card);
        card.shrink_to_fit();
        profile->card = std::move(card);
    }
    return profile;
}

// The same words if they have all that the doctors say.
std::shared_ptr<const Words> with_words_of(std::span<const DoctorState> doctors,
                                           const std::shared_ptr<const Words>& before) {
    const auto is_new = [&](const DoctorState& state) {
        return state.listed && !before->have(*state.listed);
    };
    if (std::ranges::none_of(doctors, is_new)) return before;
    auto words = std::make_shared<Words>(*before);
    for (const DoctorState& state : doctors) {
        if (state.listed) words->learn(*state.listed);
    }
    return words;
}

// Who is found by a specialty, after some came and some left. Only the lists in which something changes are
// written anew: most edits of a doctor change none.
class Roll {
public:
    using Specialties = std::vector<directory::SpecialtyName>;

    explicit Roll(const Dictionary& before) : before_(before) {}
    // Null: the doctor is not in service. Requires: `specialties` outlive the roll.
    void set(Ordinal ordinal, const Specialties* specialties) { doctors_[ordinal] = specialties; }

    // The dictionary as it is now; null if it is as before.
    std::unique_ptr<Dictionary> after(std::shared_ptr<const Words> words) {
        for (const auto& [ordinal, specialties] : doctors_) note(ordinal, specialties);
        if (words == before_.words && everybody_.empty() && by_specialty_.empty()) return nullptr;
        auto dictionary = std::make_unique<Dictionary>(before_);
        dictionary->words = std::move(words);
        for (const auto& [code, change] : by_specialty_) {
            auto& list = dictionary->specialties[code];
            list = after(list.get(), change);
        }
        if (!everybody_.empty()) dictionary->everybody = after(before_.everybody.get(), everybody_);
        return dictionary;
    }

private:
    using Ordinals = Dictionary::Ordinals;
    struct Change {
        Ordinals come;
        Ordinals gone;
        bool empty() const { return come.empty() && gone.empty(); }
    };

    void note(Ordinal ordinal, const Specialties* specialties) {
        const bool was_there = has(*before_.everybody, ordinal);
        if (was_there != (specialties != nullptr))
            (was_there ? everybody_.gone : everybody_.come).push_back(ordinal);
        for (const auto& [code, list] : before_.specialties) {
            if (has(*list, ordinal) && !has(specialties, code)) by_specialty_[code].gone.push_back(ordinal);
        }
        if (specialties == nullptr) return;
        for (const auto& specialty : *specialties) {
            const auto list = before_.specialties.find(specialty.code.text());
            if (list != before_.specialties.end() && has(*list->second, ordinal)) continue;
            auto& come = by_specialty_[specialty.code.text()].come;
            if (come.empty() || come.back() != ordinal) come.push_back(ordinal);
        }
    }
    static bool has(const Ordinals& list, Ordinal ordinal) {
        // Whoever is new comes after all others.
        return !list.empty() && ordinal <= list.back() && std::ranges::binary_search(list, ordinal);
    }
    static bool has(const Specialties* specialties, const std::string& code) {
        return specialties != nullptr && std::ranges::any_of(*specialties, [&](const auto& specialty) {
                   return specialty.code.text() == code;
               });
    }
    static std::shared_ptr<const Ordinals> after(const Ordinals* before, const Change& change) {
        Ordinals stay;
        if (before != nullptr) std::ranges::set_difference(*before, change.gone, std::back_inserter(stay));
        auto all = std::make_shared<Ordinals>();
        all->reserve(stay.size() + change.come.size());
        std::ranges::merge(stay, change.come, std::back_inserter(*all));
        return all;
    }

    const Dictionary& before_;
    std::map<Ordinal, const Specialties*> doctors_;  // of a doctor who is named twice the last word counts
    Change everybody_;
    std::unordered_map<std::string, Change> by_specialty_;
};

}  // namespace

AvailabilityIndex::AvailabilityIndex(Instant now)
    : id_(random_number()),
      base_(unit_before(now - std::chrono::days{1})),
      dictionary_(new Dictionary),
      places_(new Places(first_places)) {}

AvailabilityIndex::~AvailabilityIndex() {
    delete dictionary_.load();
    delete places_.load();
    for (const auto& chunk : chunks_) delete chunk.load();
    for (const auto& zone : zones_) delete zone.load();
}

std::optional<Ordinal> AvailabilityIndex::find(DoctorId id) const {
    const auto& cells = places_.load()->cells;
    for (std::size_t at = std::hash<DoctorId>{}(id);; ++at) {
        const Ordinal found = cells[at & (cells.size() - 1)].load(std::memory_order_acquire);
        if (found == 0) return std::nullopt;
        if (record(found - 1).id == id) return found - 1;
    }
}

Ordinal AvailabilityIndex::found_or_made(DoctorId id) {
    if (const auto known = find(id)) return *known;
    const Ordinal ordinal = records_;
    auto& chunk = chunks_.at(ordinal / chunk_size);
    if (chunk.load() == nullptr) chunk = new Chunk;
    record(ordinal).id = id;
    ++records_;
    remember(ordinal);
    return ordinal;
}

void AvailabilityIndex::remember(Ordinal ordinal) {
    const auto insert = [this](Places& places, Ordinal which) {
        auto& cells = places.cells;
        for (std::size_t at = std::hash<DoctorId>{}(record(which).id);; ++at) {
            auto& cell = cells[at & (cells.size() - 1)];
            if (cell.load() != 0) continue;
            cell.store(which + 1, std::memory_order_release);
            return;
        }
    };
    Places* places = places_.load();
    // At most half full, so that a search ends soon.
    if (records_ * 2 <= places->cells.size()) return insert(*places, ordinal);
    auto larger = std::make_unique<Places>(places->cells.size() * 4);
    for (Ordinal which = 0; which < records_; ++which) insert(*larger, which);
    places_ = larger.release();
    epochs_.retire(places);
}

Moment AvailabilityIndex::moment(Instant now) const {
    if (now.value.time_since_epoch().count() >= next_hold_end_.load()) end_holds(now);
    // Whoever was slow must not see a hold that the generation says has ended. So the generation comes first:
    // whoever reads that of after an end then reads the time of the end as well. (Whoever reads that of
    // before and the time makes an answer of after, under a generation that is over: nobody asks for that
    // again.)
    const auto current = generation();
    const Instant ended{Instant{}.value + std::chrono::microseconds{ended_until_.load()}};
    return {std::max(now, ended), current};
}

std::string AvailabilityIndex::tag(const Moment& moment) const {
    std::array<char, 64> text;
    auto* at = text.data();
    for (const auto part : {id_, moment.generation, static_cast<std::uint64_t>(tick_of(moment.now))}) {
        at = std::to_chars(at, text.data() + text.size(), part, 36).ptr;
        *at++ = '.';
    }
    return {text.data(), at - 1};
}

// The end of a hold changes what is free without anybody doing anything: it counts as a change. The reader
// who meets it waits for the writer at work, and that is soon over: a booking or an edit takes microseconds,
// and the longest turn while there are readers, fifty doctors whom the feed reads again, less than two
// milliseconds among a million (venera_engine_bench). Only a table that outgrows its places takes longer,
// which it does once for four times as many doctors.
void AvailabilityIndex::end_holds(Instant now) const {
    const std::scoped_lock lock(writing_);
    bool changed = false;
    for (; !hold_ends_.empty() && hold_ends_.top().until <= now; hold_ends_.pop())
        changed = changed || is_held(hold_ends_.top());
    next_hold_end_ = hold_ends_.empty() ? std::numeric_limits<std::int64_t>::max()
                                        : hold_ends_.top().until.value.time_since_epoch().count();
    if (!changed) return;
    ended_until_ = now.value.time_since_epoch().count();
    ++generation_;
}

bool AvailabilityIndex::is_held(const HoldEnd& end) const {
    return std::ranges::any_of(record(end.doctor).busy.load()->times, [&](const BusyTime& time) {
        return time.id == end.hold && time.ended == 0 && time.hold_until == end.until;
    });
}

void AvailabilityIndex::expect_end(const Occupation& news, Ordinal doctor) {
    if (news.status != Status::held || !news.hold_until) return;
    hold_ends_.push({*news.hold_until, doctor, news.id});
    next_hold_end_ = hold_ends_.top().until.value.time_since_epoch().count();
}

std::uint16_t AvailabilityIndex::number_of_zone(const Zone& zone, Instant now) {
    const auto [known, is_new] =
        zone_numbers_.try_emplace(zone.text(), static_cast<std::uint16_t>(zone_numbers_.size()));
    if (is_new) zones_.at(known->second) = new ZoneDays(zone, now);
    return known->second;
}

void AvailabilityIndex::put(std::vector<DoctorState> doctors, Instant now) {
    // The costly part first, so that others get their turn meanwhile.
    std::vector<std::unique_ptr<DoctorProfile>> profiles;
    for (const auto& state : doctors) profiles.push_back(profile_of(state, practices_));

    const std::scoped_lock lock(writing_);
    const std::uint64_t generation = generation_.load() + 1;
    const Dictionary& before = *dictionary_.load();
    const auto words = with_words_of(doctors, before.words);
    Roll roll(before);
    for (std::size_t i = 0; i < doctors.size(); ++i) {
        const auto& state = doctors[i];
        const Ordinal ordinal = found_or_made(state.id);
        if (state.listed) write_columns(*state.listed, *words, record(ordinal));
        roll.set(ordinal, state.listed ? &state.listed->card.specialties : nullptr);
        put_doctor(state, std::move(profiles[i]), ordinal, now, generation);
    }
    if (auto after = roll.after(words)) epochs_.retire(dictionary_.exchange(after.release()));
    generation_ = generation;
}

void AvailabilityIndex::put_doctor(const DoctorState& state, std::unique_ptr<DoctorProfile> profile,
                                   Ordinal ordinal, Instant now, std::uint64_t generation) {
    auto& place = record(ordinal);
    if (state.calendar) profile->zone = number_of_zone(state.calendar->rules.timezone, now);
    place.zone = profile->zone;
    if (profile->practice) place.default_mode = bit_of(profile->practice->kinds.front().mode);
    install(std::move(profile), place, generation);
    if (place.busy.load() == nullptr) {
        place.busy = busy_times_of(state.occupations, generation).release();
        for (const auto& occupation : state.occupations) expect_end(occupation, ordinal);
    } else {
        for (const auto& occupation : state.occupations) put_occupation(occupation, now, generation);
    }
    // Last: whoever is in service has all of it.
    const bool was_in_service = place.in_service.exchange(state.listed.has_value());
    doctors_ += static_cast<std::size_t>(state.listed.has_value()) - static_cast<std::size_t>(was_in_service);
}

void AvailabilityIndex::put(std::span<const Occupation> occupations, Instant now) {
    const std::scoped_lock lock(writing_);
    const std::uint64_t generation = generation_.load() + 1;
    bool changed = false;
    for (const auto& occupation : occupations)
        changed = put_occupation(occupation, now, generation) || changed;
    if (changed) generation_ = generation;
}

bool AvailabilityIndex::put_occupation(const Occupation& news, Instant now, std::uint64_t generation) {
    const auto found = find(news.doctor_id);
    if (!found) return false;  // not known yet: the directory's news will bring the visits, too
    auto after = with(*record(*found).busy.load(), news, generation, now);
    if (!after) return false;
    install(std::move(after), record(*found), generation);
    expect_end(news, *found);
    return true;
}

void AvailabilityIndex::install(std::unique_ptr<DoctorProfile> profile, DoctorRecord& record,
                                std::uint64_t generation) {
    epochs_.retire(record.profile.exchange(profile.release()));
    record.changed = generation;
    record.outlook = Outlook::forgotten(record.outlook.load());
}

void AvailabilityIndex::install(std::unique_ptr<BusyTimes> busy, DoctorRecord& record,
                                std::uint64_t generation) {
    epochs_.retire(record.busy.exchange(busy.release()));
    record.changed = generation;
    // Last: whoever finds out an outlook from the old state notices that this word is another.
    record.outlook = Outlook::forgotten(record.outlook.load());
}

void AvailabilityIndex::renew_zone(std::uint16_t number, Instant now) const {
    const std::scoped_lock lock(writing_);
    const ZoneDays* days = zones_[number].load();
    if (days->covers(now)) return;
    zones_[number] = new ZoneDays(days->zone(), now);
    epochs_.retire(days);
}

void AvailabilityIndex::roll(Instant now) {
    practices_.tidy();
    Ordinal records = 0;
    {
        const std::scoped_lock lock(writing_);
        records = records_;
    }
    {
        const Epochs::Guard guard(epochs_);
        for (std::uint16_t zone = 0; zone < zone_count; ++zone) {
            const ZoneDays* days = zones_[zone].load();
            if (days != nullptr && !days->covers(now)) renew_zone(zone, now);
        }
    }
    const auto has_passed = [&](Ordinal ordinal) {
        const Epochs::Guard guard(epochs_);
        return has_passed_times(*record(ordinal).busy.load(), now);
    };
    for (Ordinal ordinal = 0; ordinal < records; ++ordinal) {
        if (!has_passed(ordinal)) continue;
        // A turn for each who has something to forget, so that bookings go on in between.
        const std::scoped_lock lock(writing_);
        forget_passed(record(ordinal), now);
    }
}

void AvailabilityIndex::forget_passed(DoctorRecord& record, Instant now) {
    epochs_.retire(record.busy.exchange(current(*record.busy.load(), now).release()));
}

}  // namespace venera::scheduling
