// The sessions that ended while access tokens of theirs may still be valid. Every replica reads them from the
// database every two seconds (the periodic job calls refresh()); the replica that ends one knows at once.
#pragma once
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "platform/postgres/database.hpp"
#include "platform/values/instant.hpp"
#include "platform/values/uuid.hpp"

namespace venera::identity {

class RevokedSessions {
public:
    // Call once before serving and then every 2 s. Throws: what the database throws; the set stays as it was.
    void refresh(postgres::Executor& database, Instant now);
    void add(SessionId session, Instant now);
    void add(const std::vector<SessionId>& sessions, Instant now);
    bool contains(SessionId session) const;
    std::size_t size() const;

private:
    // Read by every authenticated request on every thread, written every two seconds.
    mutable std::shared_mutex mutex_;
    std::unordered_map<SessionId, Instant> sessions_;  // with the moment of the end
};

}  // namespace venera::identity
