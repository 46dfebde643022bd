#include "scheduling/waitlist_rules.hpp"

#include <algorithm>
#include <tuple>

#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

constexpr std::int64_t most_days_counted = 90;
constexpr std::int64_t for_this_doctor = 5;
constexpr std::int64_t for_each_part_that_does_not_suit = 3;
constexpr std::int64_t without_a_visit = 7;
constexpr std::int64_t for_each_lapsed = -10;

constexpr std::uint16_t noon = 12 * 60;
constexpr std::uint16_t six_in_the_evening = 18 * 60;

}  // namespace

PartOfDay part_of_day(ClockTime time) {
    if (time.minute_of_day < noon) return PartOfDay::morning;
    return time.minute_of_day < six_in_the_evening ? PartOfDay::afternoon : PartOfDay::evening;
}

std::vector<PartOfDay> parts_between(const Period& period, const Zone& zone) {
    std::vector<PartOfDay> parts;
    // No part is shorter than six hours, so no step passes one by.
    const auto add = [&](Instant at) {
        const PartOfDay part = part_of_day(zone.local(at).time());
        if (std::ranges::count(parts, part) == 0) parts.push_back(part);
    };
    for (Instant at = period.start; at < period.end && parts.size() < 3; at = at + std::chrono::hours{1})
        add(at);
    add(period.end - minutes{1});
    return parts;
}

bool wants(const Candidate& candidate, const FreedTime& time) {
    return candidate.from <= time.local_date && time.local_date <= candidate.to &&
           std::ranges::count(candidate.parts_of_day, part_of_day(time.local_time)) > 0 &&
           (!candidate.appointment_start || time.start < *candidate.appointment_start) &&
           std::ranges::count(candidate.offered, time.start) == 0;
}

std::int64_t points_of(const Candidate& candidate, Instant now) {
    const auto waited = std::chrono::floor<std::chrono::days>(now - candidate.since).count();
    const auto parts = static_cast<std::int64_t>(candidate.parts_of_day.size());
    return std::clamp<std::int64_t>(waited, 0, most_days_counted) +
           (candidate.waits_for_doctor ? for_this_doctor : 0) +
           for_each_part_that_does_not_suit * std::max<std::int64_t>(0, 3 - parts) +
           (candidate.appointment_id ? 0 : without_a_visit) + for_each_lapsed * candidate.lapsed;
}

std::vector<const Candidate*> ranked(const std::vector<Candidate>& candidates, const FreedTime& time,
                                     Instant now) {
    std::vector<const Candidate*> all;
    for (const Candidate& candidate : candidates) {
        if (wants(candidate, time)) all.push_back(&candidate);
    }
    std::ranges::sort(all, {}, [&](const Candidate* one) {
        return std::tuple{one->priority == Priority::urgent ? 0 : 1, -points_of(*one, now), one->since,
                          one->id};
    });
    return all;
}

std::optional<Instant> offer_end(Instant now, Instant latest, const Zone& zone) {
    Instant end = now + limits::offer_time;
    const LocalDateTime local = zone.local(end);
    const minutes minute{local.time().minute_of_day};
    if (minute >= limits::answers_until || minute < limits::answers_from) {
        const Date morning = local.date() + std::chrono::days{minute >= limits::answers_until ? 1 : 0};
        end = zone.resolve({morning.days() + limits::answers_from}, Zone::Edge::start);
    }
    end = std::min(end, latest);
    return end - now < limits::shortest_offer ? std::nullopt : std::optional{end};
}

}  // namespace venera::scheduling
