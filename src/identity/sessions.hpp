// Sessions: one family of refresh tokens for each sign-in. Opening, listing and ending them; rotation is in
// signing_in.hpp. Whatever ends a session here also ends its access tokens, at once on this replica.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "identity/queries.hpp"
#include "identity/refusals.hpp"
#include "identity/revoked_sessions.hpp"
#include "identity/secrets.hpp"
#include "platform/http/answer.hpp"
#include "platform/http/router.hpp"

namespace venera::identity {

struct OpenedSession {
    SessionId id;
    std::string refresh_token;
    Instant ends_at;  // if it is not refreshed before
};

class Sessions {
public:
    Sessions(const Secrets& secrets, RevokedSessions& revoked) : secrets_(secrets), revoked_(revoked) {}

    // `pushed_out` are the sessions that had to make room: call ended() with them after the commit.
    OpenedSession open(Context& context, postgres::Executor& transaction, const AccountRow& account,
                       const std::optional<std::string>& user_agent, std::vector<SessionId>& pushed_out);
    // All sessions of an account, or all but one, and its links: who had a session or the password may have
    // asked for them. In the caller's transaction, which must call ended() after its commit.
    std::vector<SessionId> end_all(postgres::Executor& transaction, UserId owner, EndReason reason,
                                   Instant now, const std::optional<SessionId>& spared = std::nullopt);
    void ended(const std::vector<SessionId>& sessions, Instant now) { revoked_.add(sessions, now); }

    // GET /me/sessions and DELETE /me/sessions/{id}.
    Page<SessionView> list(Context& context);
    Result<NoContent, not_found> end(Context& context, http::Path<SessionId> id);
    // DELETE /me/sessions: all but this one. DELETE /users/{id}/sessions: all of somebody else's.
    NoContent end_others(Context& context);
    Result<NoContent, not_found> end_all_of(Context& context, http::Path<UserId> id);
    // GET /users/{id}/sessions and DELETE /users/{id}/sessions/{session_id}.
    Result<Page<SessionView>, not_found> list_of(Context& context, http::Path<UserId> id);
    Result<NoContent, not_found> end_of(Context& context, http::Path<UserId> id,
                                        http::Path<SessionId> session_id);

private:
    struct Ending {
        SessionId id;
        UserId owner;
        EndReason reason;
    };

    Page<SessionView> page_of(Context& context, UserId owner);
    // False if the owner has no such session that goes on. `patient`: whom the access log names.
    bool end_one(Context& context, const Ending& ending, const std::optional<PatientId>& patient);
    bool end_everywhere(Context& context, UserId owner, EndReason reason,
                        const std::optional<SessionId>& spared);

    const Secrets& secrets_;
    RevokedSessions& revoked_;
};

}  // namespace venera::identity
