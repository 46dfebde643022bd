// The bounds of identity: lives of tokens and sessions, sizes of caches and lists. Field lengths stand with
// their types.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace venera::identity::limits {

inline constexpr std::chrono::seconds access_token_life{600};
// How far the clocks of replicas and partners may differ.
inline constexpr std::chrono::seconds clock_skew{30};
inline constexpr std::chrono::seconds rotation_grace{10};

inline constexpr std::size_t verified_tokens = 65'536;
// Live sessions of one account; the oldest ends when there would be more.
inline constexpr std::int32_t sessions_per_account = 500;
inline constexpr std::int32_t sessions_listed = 100;
inline constexpr int page = 20;
inline constexpr std::size_t clinics_per_user = 50;

// A search looks at this many accounts before it asks the index.
inline constexpr std::int32_t accounts_walked = 2'000;

// A known device: how long its cookie is kept.
inline constexpr std::chrono::hours device_cookie_life{24 * 180};
// Rows of ended sessions and of old attempts are deleted in batches of this many.
inline constexpr std::int32_t rows_per_cleaning = 10'000;
inline constexpr std::chrono::hours ended_sessions_kept{24 * 30};
inline constexpr std::chrono::hours attempts_kept{24 * 8};  // longer than any count matters (see rules.cpp)
inline constexpr std::chrono::hours requests_kept{48};

// Links that are mailed: how long each works, and how many of a kind an account may have that still do.
inline constexpr std::chrono::minutes link_life{30};
inline constexpr std::int32_t live_links = 5;
// How long what a mail says is kept for those who send it.
inline constexpr std::chrono::days mails_kept{7};

// Between the password and the code.
inline constexpr std::chrono::minutes challenge_life{5};
inline constexpr std::size_t recovery_codes = 10;

inline constexpr std::size_t networks_per_key = 50;
inline constexpr std::chrono::hours longest_key_life{24 * 3653};
// How exactly an administrator learns when a key was last used.
inline constexpr std::chrono::minutes key_use_noted{5};

inline constexpr std::chrono::hours security_events_kept{24 * 365};

}  // namespace venera::identity::limits
