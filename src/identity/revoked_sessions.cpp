#include "identity/revoked_sessions.hpp"

#include "identity/limits.hpp"
#include "identity/queries.hpp"

namespace venera::identity {

namespace {

// An access token outlives its session by at most this; a minute more for commits that come late.
constexpr std::chrono::seconds window =
    limits::access_token_life + 2 * limits::clock_skew + std::chrono::seconds{60};

}  // namespace

void RevokedSessions::refresh(postgres::Executor& database, Instant now) {
    const auto rows = revoked_since(database, now - window);
    const std::lock_guard lock(mutex_);
    // Merged, not replaced: add() may have come after the statement's snapshot and before this line.
    for (const RevokedRow& row : rows) sessions_.insert_or_assign(row.id, row.revoked_at);
    std::erase_if(sessions_, [&](const auto& entry) { return entry.second < now - window; });
}

void RevokedSessions::add(SessionId session, Instant now) {
    const std::lock_guard lock(mutex_);
    sessions_.insert_or_assign(session, now);
}

void RevokedSessions::add(const std::vector<SessionId>& sessions, Instant now) {
    const std::lock_guard lock(mutex_);
    for (const SessionId session : sessions) sessions_.insert_or_assign(session, now);
}

bool RevokedSessions::contains(SessionId session) const {
    const std::shared_lock lock(mutex_);
    return sessions_.contains(session);
}

std::size_t RevokedSessions::size() const {
    const std::shared_lock lock(mutex_);
    return sessions_.size();
}

}  // namespace venera::identity
