#include "scheduling/busy_times.hpp"

#include <algorithm>
#include <iterator>

#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

std::uint32_t narrow(Unit unit) { return static_cast<std::uint32_t>(unit); }

BusyTime time_of(const Occupation& news, std::uint64_t generation) {
    BusyTime time;
    time.id = news.id;
    time.from = narrow(unit_before(news.occupied.start));
    time.to = narrow(unit_after(news.occupied.end));
    time.visit = narrow(unit_before(news.visit.start));
    time.version = static_cast<std::uint32_t>(news.version);
    if (news.status == Status::held && news.hold_until) time.hold_until = *news.hold_until;
    time.since = generation;
    return time;
}

void end(BusyTime& time, std::uint64_t generation, Instant now) {
    if (time.ended != 0) return;
    time.ended = generation;
    time.ended_at = narrow(unit_before(now));
}

void insert(BusyTimes& list, const BusyTime& time) {
    const auto place = std::ranges::upper_bound(list.times, time.from, {}, &BusyTime::from);
    list.times.insert(place, time);
}

bool same_time(const BusyTime& a, const BusyTime& b) {
    return a.from == b.from && a.to == b.to && a.visit == b.visit;
}

// What nobody asks about any more.
auto passed_at(Instant now) {
    return [forgotten = narrow(unit_before(now - limits::ended_times_kept)),
            past = narrow(unit_before(now - limits::past_times_kept))](const BusyTime& time) {
        return time.to < past || (time.ended != 0 && time.ended_at < forgotten);
    };
}

}  // namespace

std::optional<std::uint32_t> BusyTimes::version_of(AppointmentId id) const {
    std::optional<std::uint32_t> version;
    for (const BusyTime& time : times) {
        if (time.id == id && (!version || time.version > *version)) version = time.version;
    }
    return version;
}

std::optional<Instant> BusyTimes::next_hold_end(Instant now) const {
    std::optional<Instant> earliest;
    for (const BusyTime& time : times) {
        if (time.ended != 0 || time.hold_until <= now) continue;
        if (!earliest || time.hold_until < *earliest) earliest = time.hold_until;
    }
    return earliest;
}

std::unique_ptr<BusyTimes> busy_times_of(std::span<const Occupation> occupations, std::uint64_t generation) {
    auto list = std::make_unique<BusyTimes>();
    for (const Occupation& occupation : occupations) {
        if (occupies(occupation.status)) list->times.push_back(time_of(occupation, generation));
    }
    list->times.shrink_to_fit();
    std::ranges::sort(list->times, {}, &BusyTime::from);
    return list;
}

std::unique_ptr<BusyTimes> with(const BusyTimes& before, const Occupation& news, std::uint64_t generation,
                                Instant now) {
    const auto known = before.version_of(news.id);
    if (known && *known >= static_cast<std::uint64_t>(news.version)) return nullptr;
    const bool counts = occupies(news.status);
    auto after = current(before, now);
    BusyTime fresh = time_of(news, generation);
    bool is_noted = false;
    for (BusyTime& time : after->times) {
        if (time.id != news.id) continue;
        time.version = fresh.version;
        if (counts && time.ended == 0 && same_time(time, fresh)) {
            // The same time under another status: nothing changes for anybody who looks for a free one.
            time.hold_until = fresh.hold_until;
            is_noted = true;
        } else {
            // What ends now stays for long enough to hold the version of the news that ended it.
            if (!counts && time.ended == 0) is_noted = true;
            end(time, generation, now);
        }
    }
    if (is_noted) return after;
    if (!counts) end(fresh, generation, now);
    insert(*after, fresh);
    return after;
}

std::unique_ptr<BusyTimes> reconciled(const BusyTimes& before, std::span<const Occupation> occupations,
                                      std::uint64_t generation, Instant now) {
    auto after = current(before, now);
    std::vector<BusyTime> wanted;
    for (const Occupation& occupation : occupations) {
        if (occupies(occupation.status)) wanted.push_back(time_of(occupation, generation));
    }
    for (BusyTime& time : after->times) {
        const auto same = std::ranges::find(wanted, time.id, &BusyTime::id);
        if (same != wanted.end()) time.version = same->version;
        if (time.ended != 0) continue;
        if (same == wanted.end() || !same_time(*same, time)) {
            end(time, generation, now);
            continue;
        }
        time.hold_until = same->hold_until;
        wanted.erase(same);
    }
    for (const BusyTime& time : wanted) insert(*after, time);
    return after;
}

std::unique_ptr<BusyTimes> current(const BusyTimes& before, Instant now) {
    auto copy = std::make_unique<BusyTimes>();
    copy->times.reserve(before.times.size() + 1);
    std::ranges::remove_copy_if(before.times, std::back_inserter(copy->times), passed_at(now));
    return copy;
}

bool has_passed_times(const BusyTimes& list, Instant now) {
    return std::ranges::any_of(list.times, passed_at(now));
}

}  // namespace venera::scheduling
