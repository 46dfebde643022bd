// When a doctor's default visit is free next, and for how long that is known to be so, in one word: readers
// and writers of the availability index exchange it without a lock. Times count from the start of the index.
#pragma once
#include <cstdint>
#include <optional>

#include "scheduling/units.hpp"

namespace venera::scheduling {

// What is free changes with the time on a minute, when a date begins, and right after one, when a start has
// passed. So a minute itself is one tick, and all that lies between it and the next is another.
constexpr std::int64_t tick_of(Instant now) {
    const auto time = now.value.time_since_epoch();
    const auto minute = std::chrono::floor<minutes>(time);
    return minute.count() * 2 + (time == minute ? 0 : 1);
}

class Outlook {
public:
    static constexpr std::uint64_t unknown_from = (std::uint64_t{1} << 22) - 1;
    static constexpr std::uint64_t none = (std::uint64_t{1} << 20) - 1;
    static constexpr std::int64_t longest = (std::int64_t{1} << 13) - 1;  // ticks

    // Not known; `word` is the one that it replaces. The number in it tells replacements apart.
    static std::uint64_t forgotten(std::uint64_t word) {
        return pack(none, unknown_from, 0, (word >> 55) + 1);
    }
    // As found out from the state behind `word`; nothing if a time is too far from `base` to be kept.
    static std::optional<std::uint64_t> found(std::uint64_t word, Unit base, std::optional<Unit> next,
                                              std::int64_t from, std::int64_t until) {
        const std::int64_t since = from - base * ticks_a_unit;
        const Unit start = next ? *next - base : 0;
        if (since < 0 || since >= static_cast<std::int64_t>(unknown_from) || start < 0 ||
            start >= static_cast<Unit>(none) || until < from)
            return std::nullopt;
        return pack(next ? static_cast<std::uint64_t>(start) : none, static_cast<std::uint64_t>(since),
                    static_cast<std::uint64_t>(std::min(until - from, longest)), word >> 55);
    }

    Outlook(std::uint64_t word, Unit base) : word_(word), base_(base) {}
    bool holds_at(std::int64_t tick) const {
        const auto from = (word_ >> 20) & unknown_from;
        if (from == unknown_from) return false;
        const auto since = tick - base_ * ticks_a_unit - static_cast<std::int64_t>(from);
        return since >= 0 && since <= static_cast<std::int64_t>((word_ >> 42) & longest);
    }
    // True also if there is no next start at all.
    bool is_after(Unit start) const { return base_ + static_cast<Unit>(word_ & none) > start; }
    std::optional<Unit> next() const {
        const auto start = word_ & none;
        if (start == none) return std::nullopt;
        return base_ + static_cast<Unit>(start);
    }

private:
    static constexpr std::int64_t ticks_a_unit = 10;

    // 20 bits of start, 22 of the first tick, 13 of how many more, 9 of number.
    static std::uint64_t pack(std::uint64_t start, std::uint64_t from, std::uint64_t span,
                              std::uint64_t number) {
        return start | from << 20 | span << 42 | number << 55;
    }

    std::uint64_t word_;
    Unit base_;
};

}  // namespace venera::scheduling
