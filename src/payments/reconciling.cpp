#include "payments/reconciling.hpp"

#include <algorithm>
#include <map>

#include "payments/queries.hpp"

namespace venera::payments {

namespace {

struct Sides {
    const Movement* ledger = nullptr;
    const Movement* provider = nullptr;
};

}  // namespace

std::vector<Difference> compare(const std::vector<Movement>& ledger, const std::vector<Movement>& provider) {
    std::map<std::string, Sides> sides;
    std::vector<Difference> found;
    for (const Movement& one : ledger) sides[one.transaction_id].ledger = &one;
    for (const Movement& one : provider) sides[one.transaction_id].provider = &one;
    for (const auto& [transaction, both] : sides) {
        if (!both.ledger)
            found.push_back({Difference::What::not_in_ledger, *both.provider});
        else if (!both.provider)
            found.push_back({Difference::What::not_at_provider, *both.ledger});
        else if (both.ledger->amount_cents != both.provider->amount_cents ||
                 both.ledger->currency != both.provider->currency)
            found.push_back({Difference::What::other_amount, *both.provider, both.ledger->amount_cents});
    }
    return found;
}

Reconciled reconcile(Context& context, Provider& provider, Instant from) {
    Reconciled result;
    // The provider first: what is recorded meanwhile is then in the ledger.
    const auto theirs = provider.movements(context, from);
    const auto ours = ledger_movements(context.database(), provider.name(), from);
    result.movements = ours.size();
    result.under_way = count_unfinished(context.database());
    result.differences = compare(ours, theirs);
    // What came between the two readings is only in the later one.
    Instant newest = from;
    for (const Movement& one : theirs) newest = std::max(newest, one.at);
    std::erase_if(result.differences, [&](const Difference& one) {
        return one.what == Difference::What::not_at_provider && one.movement.at > newest;
    });
    return result;
}

}  // namespace venera::payments
