#include "identity/sessions.hpp"

#include <algorithm>

#include "identity/limits.hpp"
#include "identity/link_queries.hpp"
#include "identity/security_events.hpp"

namespace venera::identity {

OpenedSession Sessions::open(Context& context, postgres::Executor& transaction, const AccountRow& account,
                             const std::optional<std::string>& user_agent,
                             std::vector<SessionId>& pushed_out) {
    const Instant now = context.now();
    const SessionPolicy policy = session_policy(account.role);
    OpenedSession session;
    session.id = SessionId::make(now);
    session.refresh_token = secrets_.refresh_token(session.id, 1);
    session.ends_at = now + std::min(policy.idle, policy.absolute);
    NewFamily family;
    family.id = session.id;
    family.user_id = account.id;
    family.token_hash = hash_of(session.refresh_token);
    family.idle_seconds = static_cast<std::int32_t>(policy.idle.count());
    family.expires_at = now + policy.absolute;
    family.address = context.caller().address;
    family.user_agent = user_agent;
    insert_family(transaction, family, now);
    pushed_out = end_oldest_families(transaction, account.id, limits::sessions_per_account, now);
    return session;
}

std::vector<SessionId> Sessions::end_all(postgres::Executor& transaction, UserId owner, EndReason reason,
                                         Instant now, const std::optional<SessionId>& spared) {
    end_links(transaction, owner, now);
    return end_families(transaction, owner, spared, reason, now);
}

Page<SessionView> Sessions::page_of(Context& context, UserId owner) {
    Page<SessionView> page;
    for (SessionRow& row : list_sessions(context.database(), owner, context.now())) {
        page.data.push_back({row.id, row.created_at, row.rotated_at, std::min(row.idle_until, row.expires_at),
                             std::move(row.address), std::move(row.user_agent),
                             row.id == context.caller().session_id});
    }
    return page;
}

Page<SessionView> Sessions::list(Context& context) {
    insert_access(context, context.database(),
                  {"list", "session", std::nullopt, context.caller().patient_id});
    return page_of(context, context.caller().user_id);
}

Result<Page<SessionView>, not_found> Sessions::list_of(Context& context, http::Path<UserId> id) {
    const auto account = find_account(context.database(), id.value);
    insert_access(context, context.database(),
                  {"list", "session", id.value.value, account ? account->patient_id : std::nullopt,
                   account ? Outcome::allowed : Outcome::denied});
    if (!account) return refuse<not_found>;
    return page_of(context, id.value);
}

bool Sessions::end_one(Context& context, const Ending& ending, const std::optional<PatientId>& patient) {
    const bool ended = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        const auto version = end_family(transaction, ending.id, ending.owner, ending.reason, context.now());
        if (version) insert_event(context, transaction, {ending.id, ending.owner, "session.ended", *version});
        // Whose session it would have been is not looked up for somebody else.
        insert_access(context, transaction,
                      {"end", "session", ending.id.value, version ? patient : std::nullopt,
                       version ? Outcome::allowed : Outcome::denied});
        return version.has_value();
    });
    if (ended) revoked_.add(ending.id, context.now());
    return ended;
}

Result<NoContent, not_found> Sessions::end(Context& context, http::Path<SessionId> id) {
    const Caller& caller = context.caller();
    if (!end_one(context, {id.value, caller.user_id, EndReason::ended_by_user}, caller.patient_id))
        return refuse<not_found>;
    return NoContent{};
}

Result<NoContent, not_found> Sessions::end_of(Context& context, http::Path<UserId> id,
                                              http::Path<SessionId> session_id) {
    const auto account = find_account(context.database(), id.value);
    const auto patient = account ? account->patient_id : std::nullopt;
    if (!end_one(context, {session_id.value, id.value, EndReason::ended_by_admin}, patient))
        return refuse<not_found>;
    return NoContent{};
}

// False if there is no such account.
bool Sessions::end_everywhere(Context& context, UserId owner, EndReason reason,
                              const std::optional<SessionId>& spared) {
    const auto ended = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        // Held, so that a sign-in that is just happening comes before, and ends, or begins after.
        const auto account = lock_account(transaction, owner);
        insert_access(context, transaction,
                      {"end_all", "session", owner.value, account ? account->patient_id : std::nullopt,
                       account ? Outcome::allowed : Outcome::denied});
        if (!account) return std::optional<std::vector<SessionId>>{};
        auto over = end_all(transaction, owner, reason, context.now(), spared);
        if (!over.empty()) {
            insert_event(context, transaction, owner, "user.signed_out_everywhere", account->version);
            note(context, transaction, owner, SecurityEventType::signed_out_everywhere);
        }
        return std::optional{std::move(over)};
    });
    if (!ended) return false;
    this->ended(*ended, context.now());
    return true;
}

NoContent Sessions::end_others(Context& context) {
    const Caller& caller = context.caller();
    end_everywhere(context, caller.user_id, EndReason::ended_by_user, caller.session_id);
    return {};
}

Result<NoContent, not_found> Sessions::end_all_of(Context& context, http::Path<UserId> id) {
    if (!end_everywhere(context, id.value, EndReason::ended_by_admin, std::nullopt)) return refuse<not_found>;
    return NoContent{};
}

}  // namespace venera::identity
