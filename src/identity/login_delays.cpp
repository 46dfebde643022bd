#include "identity/login_delays.hpp"

#include <algorithm>

#include "platform/http/negotiation.hpp"

namespace venera::identity {

namespace {

Counts sorted(std::vector<Counts::Count> counts) {
    std::ranges::sort(counts, {}, &Counts::Count::key);
    return {std::move(counts)};
}

// No e-mail address has a space in it.
std::string whose(std::string_view email_normalised, Guessed guessed) {
    return (guessed == Guessed::code ? "code of " : "") + std::string(email_normalised);
}

AttemptKind kind_of(const Counts& counts, const Bytes& key) {
    return std::ranges::find(counts.all, key, &Counts::Count::key)->kind;
}

}  // namespace

Counts LoginDelays::counts(std::string_view email_normalised, const std::optional<Uuid>& device,
                           std::string_view address, Guessed guessed) const {
    const auto count = [&](AttemptKind kind, std::string_view who, std::string_view where) {
        return Counts::Count{kind, secrets_.attempts_key(kind, who, where)};
    };
    const std::string account = whose(email_normalised, guessed);
    if (device) return sorted({count(AttemptKind::device, account, device->text())});
    std::vector<Counts::Count> all{count(AttemptKind::account_on_address, account, address),
                                   count(AttemptKind::account, account, "")};
    if (loopback_ == Loopback::counted || !http::is_loopback(address)) {
        all.push_back(count(AttemptKind::address, "", address));
    }
    return sorted(std::move(all));
}

Counts LoginDelays::counts(std::string_view email_normalised, SessionId session, Guessed guessed) const {
    const std::string account = whose(email_normalised, guessed);
    return {{{AttemptKind::device, secrets_.attempts_key(AttemptKind::device, account, session.text())}}};
}

std::chrono::seconds LoginDelays::take(Context& context, const Counts& counts) const {
    std::vector<Bytes> keys;
    for (const auto& count : counts.all) keys.push_back(count.key);
    const Instant now = context.now();
    // The rows stay locked from the look to the count: of many attempts at once, no two see the same count.
    // Counted before the password is checked, because the check takes long enough to slip in a thousand
    // others.
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        auto rows = lock_attempts(transaction, keys, now);
        std::chrono::seconds wait{0};
        for (const AttemptsRow& row : rows) {
            wait = std::max(wait, wait_before({row.failures, row.last_at, row.next_at}, now));
        }
        if (wait > std::chrono::seconds{0}) return wait;
        for (AttemptsRow& row : rows) {
            const auto next =
                after_attempt(kind_of(counts, row.key), {row.failures, row.last_at, row.next_at}, now);
            row = {row.key, next.failures, next.last_at, next.next_at};
        }
        save_attempts(transaction, rows);
        return wait;
    });
}

void LoginDelays::settle(postgres::Executor& db, const Counts& counts) const {
    std::vector<Bytes> cleared;
    std::vector<Bytes> lowered;
    for (const auto& count : counts.all) {
        // An address is lowered, not cleared: else one good account would pay for guessing at all others.
        (count.kind == AttemptKind::address ? lowered : cleared).push_back(count.key);
    }
    settle_attempts(db, cleared, lowered);
}

}  // namespace venera::identity
