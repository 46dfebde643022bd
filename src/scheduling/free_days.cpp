#include "scheduling/free_days.hpp"

#include <algorithm>

namespace venera::scheduling {

namespace {

// The longest time that a row may occupy: 12 hours.
constexpr Unit longest_occupied = 144;

}  // namespace

Placement placement_of(const VisitKind& kind) { return {kind.shape, kind.pattern}; }

Placement placement_of(const VisitKind& kind, const Pattern& pattern) {
    return {{units_in(pattern.duration()), kind.shape.before, kind.shape.after}, &pattern};
}

FreeDays::FreeDays(const DoctorProfile& doctor, const BusyTimes& busy, const Placement& placement,
                   const ZoneDays& days, const Moment& moment, const std::optional<PartOfDay>& part)
    : doctor_(doctor),
      busy_(busy),
      placement_(placement),
      days_(days),
      moment_(moment),
      part_(part),
      earliest_(unit_after(moment.now + minutes{doctor.notice_minutes})) {
    const DayNumber today = days.day_of(unit_before(moment.now));
    first_day_ = std::max(today, days.day_of(earliest_));
    last_day_ = today + doctor.horizon_days;
}

DayBits FreeDays::on(DayNumber day) {
    const Unit midnight = days_.midnight(day);
    const Unit end = days_.end(day);
    const auto& shape = placement_.shape;
    auto starts = is_extra(midnight, end)
                      ? starts_by_rules(*doctor_.extra, minutes{shape.length * 5}, days_, day)
                      : placement_.pattern->starts(days_, day);
    if (part_) keep_part(starts, day);
    if (starts.empty()) return starts;
    if (is_full(day)) return {};
    if (earliest_ > midnight) starts.clear(0, earliest_ - midnight);

    const auto& absences = doctor_.absences;
    while (next_absence_ < absences.size() && absences[next_absence_].to <= midnight) ++next_absence_;
    for (auto i = next_absence_; i < absences.size() && absences[i].from < end + shape.length; ++i)
        starts.clear(absences[i].from - shape.length + 1 - midnight, absences[i].to - midnight);

    const auto& times = busy_.times;
    while (next_busy_ < times.size() && times[next_busy_].from + longest_occupied + shape.before < midnight)
        ++next_busy_;
    const Unit reach = end + shape.length + shape.after;
    for (auto i = next_busy_; i < times.size() && times[i].from < reach; ++i) {
        if (times[i].counts(moment_))
            starts.clear(times[i].from - shape.length - shape.after + 1 - midnight,
                         times[i].to + shape.before - midnight);
    }
    return starts;
}

void FreeDays::keep_part(DayBits& starts, DayNumber day) const {
    constexpr Unit noon = 144;
    constexpr Unit evening = 216;
    const Unit from = *part_ == PartOfDay::morning ? 0 : *part_ == PartOfDay::afternoon ? noon : evening;
    const Unit to = *part_ == PartOfDay::morning     ? noon
                    : *part_ == PartOfDay::afternoon ? evening
                                                     : DayBits::size;
    const Unit midnight = days_.midnight(day);
    if (days_.end(day) - midnight == 288) {
        starts.clear(0, from);
        starts.clear(to, DayBits::size);
        return;
    }
    // A clock change: what the clock shows is not the time since midnight.
    for (Unit unit = starts.next(0); unit >= 0; unit = starts.next(unit + 1)) {
        const Unit shown = days_.zone().local(instant_of(midnight + unit)).time().minute_of_day / 5;
        if (shown < from || shown >= to) starts.clear(unit, unit + 1);
    }
}

bool FreeDays::is_full(DayNumber day) const {
    if (doctor_.visits_a_day == 0) return false;
    const Unit midnight = days_.midnight(day);
    const Unit end = days_.end(day);
    std::int32_t visits = 0;
    for (auto i = next_busy_; i < busy_.times.size() && busy_.times[i].from < end; ++i) {
        const auto& time = busy_.times[i];
        if (time.visit >= midnight && time.visit < end && time.counts(moment_)) ++visits;
    }
    return visits >= doctor_.visits_a_day;
}

bool FreeDays::is_extra(Unit midnight, Unit end) const {
    return std::ranges::any_of(doctor_.extra_openings, [&](const UnitPeriod& opening) {
        return opening.from < end && midnight < opening.to;
    });
}

std::optional<Unit> first_start(FreeDays& free, const ZoneDays& days, Unit from, Unit before) {
    auto day = free.first_day();
    if (from > days.midnight(day)) day = std::max(day, days.day_of(from));
    for (; day <= free.last_day() && days.midnight(day) < before; ++day) {
        const Unit midnight = days.midnight(day);
        const Unit found = free.on(day).next(from - midnight);
        if (found < 0) continue;
        if (midnight + found >= before) return std::nullopt;
        return midnight + found;
    }
    return std::nullopt;
}

}  // namespace venera::scheduling
