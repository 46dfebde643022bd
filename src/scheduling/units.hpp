// Time as the availability index counts it: five-minute units, since 1970-01-01T00:00Z or since the midnight
// of a local date. Every start, end and buffer of a schedule or a visit lies on one.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdint>

#include "platform/values/instant.hpp"

namespace venera::scheduling {

using Unit = std::int64_t;
using UnitLength = std::chrono::duration<std::int64_t, std::ratio<300>>;

constexpr Unit unit_before(Instant at) {
    return std::chrono::floor<UnitLength>(at.value.time_since_epoch()).count();
}
constexpr Unit unit_after(Instant at) {
    return std::chrono::ceil<UnitLength>(at.value.time_since_epoch()).count();
}
constexpr Instant instant_of(Unit unit) { return {Instant{}.value + UnitLength{unit}}; }
constexpr Unit units_in(std::chrono::minutes length) { return std::chrono::ceil<UnitLength>(length).count(); }

// [from, to) in units since 1970.
struct UnitPeriod {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
};

// A set of units of one local date, counted from its midnight. No local date of a zone in use is longer than
// 25 hours; there is room for 26 hours and 40 minutes.
class DayBits {
public:
    static constexpr Unit size = 320;

    void set(Unit unit) { words_[word(unit)] |= bit(unit); }
    bool has(Unit unit) const { return (words_[word(unit)] & bit(unit)) != 0; }
    // Takes [from, to) out; what lies outside of the date does not matter.
    void clear(Unit from, Unit to) {
        from = from < 0 ? 0 : from;
        to = to > size ? size : to;
        while (from < to) {
            const Unit end = std::min(to, (from / 64 + 1) * 64);
            const std::uint64_t above = ~std::uint64_t{0} << (from % 64);
            const std::uint64_t below = end % 64 == 0 ? ~std::uint64_t{0} : bit(end) - 1;
            words_[word(from)] &= ~(above & below);
            from = end;
        }
    }
    // The first unit at or after `from`; -1 if there is none.
    Unit next(Unit from) const {
        if (from < 0) from = 0;
        if (from >= size) return -1;
        std::size_t at = word(from);
        std::uint64_t left = words_[at] & (~std::uint64_t{0} << (from % 64));
        while (left == 0) {
            if (++at == words_.size()) return -1;
            left = words_[at];
        }
        return static_cast<Unit>(at * 64) + std::countr_zero(left);
    }
    bool empty() const { return next(0) < 0; }
    int count() const {
        int units = 0;
        for (const auto word : words_) units += std::popcount(word);
        return units;
    }

private:
    static constexpr std::size_t word(Unit unit) { return static_cast<std::size_t>(unit / 64); }
    static constexpr std::uint64_t bit(Unit unit) { return std::uint64_t{1} << (unit % 64); }

    std::array<std::uint64_t, 5> words_{};
};

}  // namespace venera::scheduling
