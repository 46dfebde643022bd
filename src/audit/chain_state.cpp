#include "audit/chain_state.hpp"

#include <algorithm>

#include "audit/limits.hpp"
#include "audit/seals_file.hpp"

namespace venera::audit {

std::vector<ContextChain> ChainState::contexts(postgres::Executor& db) const {
    std::vector<ContextChain> all;
    for (const std::string& name : find_contexts(db)) {
        const auto newest = newest_seal(db, name);
        const auto rest = look_at_unsealed(db, name, newest ? newest->until() : Place{});
        all.push_back(
            {name, newest ? std::optional{newest->sealed_at} : std::nullopt, rest.rows, rest.oldest});
    }
    return all;
}

std::optional<CheckedSpan> ChainState::check(postgres::Executor& db, std::int64_t last) const {
    const auto span = newest_span(db, last);
    if (!span) return std::nullopt;
    const auto verified = Verifier(db, seed_, file_).verify(span->first, last);
    CheckedSpan checked{span->first, last, span->since, span->until, verified.seals, verified.rows, {}};
    if (verified.problem) {
        checked.problem = {verified.bad_seal, std::nullopt, verified.bad_row, *verified.problem};
        if (verified.bad_row) checked.problem->context = verified.bad_context;
    }
    return checked;
}

ChainReport ChainState::look(Context& context, const http::Query<ChainQuery>& query) {
    ChainReport report;
    std::int64_t last = 0;
    report.public_key = crypto::hex(signer_.public_key());
    // Before the database: whatever the file says was committed before that.
    disk_.run(context.wait(), [&] { report.exported_seal = last_number(file_); });
    {
        // One state of the database, whatever is sealed or dropped meanwhile.
        postgres::Transaction transaction(context.database());
        see_one_state(transaction);
        read_in_order(transaction);
        if (const auto newest = newest_seal(transaction)) {
            report.seals = newest->number;
            report.sealed_at = newest->sealed_at;
        }
        report.contexts = contexts(transaction);
        last = query->before ? std::min(query->before->value - 1, report.seals) : report.seals;
        report.checked = check(transaction, last);
        transaction.commit();
    }
    const bool is_cut = report.exported_seal && *report.exported_seal > report.seals;
    const auto late = context.now() - limits::sealed_late;
    // The chain begins with 1: if nothing was there to check, it has been taken away.
    const bool is_bad = report.checked ? report.checked->problem.has_value() : last > 0;
    if (is_cut || is_bad)
        report.status = ChainStatus::broken;
    else if (std::ranges::any_of(report.contexts, [&](const ContextChain& one) {
                 return one.oldest_unsealed_at && *one.oldest_unsealed_at < late;
             }))
        report.status = ChainStatus::behind;
    insert_access(context, {"read", "audit chain", std::nullopt});
    return report;
}

}  // namespace venera::audit
