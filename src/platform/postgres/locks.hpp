// Every advisory lock of the program by its number: one database has one space of them, and two uses of a
// number wait for each other. A new lock takes the next. tests/tidy holds that they are distinct and that
// nothing else is locked; migrations and statements write those that they cannot take as a parameter.
//
// Beside these, with keys that are computed: scheduling/turns.hpp (one int8 of hashed names) and
// scheduling.merging_turn (two int4: a space of its own).
#pragma once
#include <cstdint>

namespace venera::postgres::locks {

inline constexpr std::int64_t migrating = 7308332246100041;
inline constexpr std::int64_t adding_partitions = 7308332246100042;  // in migrations/platform
inline constexpr std::int64_t sealing_accesses = 7308332246100043;
inline constexpr std::int64_t continuing_transactions = 7308332246100044;  // in migrations/audit
inline constexpr std::int64_t rotating_keys = 7308332246100045;
inline constexpr std::int64_t loading_demo = 7308332246100046;
inline constexpr std::int64_t taking_national_ids = 7308332246100047;  // the seed of hashed numbers
inline constexpr std::int64_t leading = 7308332246100048;
inline constexpr std::int64_t continuing_events = 7308332246100049;  // in migrations/platform
inline constexpr std::int64_t merging_patients = 7308332246100050;
inline constexpr std::int64_t adding_feeds = 7308332246100051;  // the seed of hashed accounts
inline constexpr std::int64_t trying_cards = 7308332246100052;  // the seed of hashed accounts

}  // namespace venera::postgres::locks
