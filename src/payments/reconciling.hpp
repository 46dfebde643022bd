// The ledger beside the provider's list: `venera payments reconcile`.
#pragma once
#include <string>
#include <vector>

#include "payments/provider.hpp"

namespace venera::payments {

struct Difference {
    using What = DifferenceKind;
    What what;
    Movement movement;              // as the provider has it, or else the ledger
    std::int64_t ledger_cents = 0;  // with other_amount
};
struct Reconciled {
    std::size_t movements = 0;  // of the ledger
    std::vector<Difference> differences{};
    std::int64_t under_way = 0;  // payments and refunds that are not decided yet
};

// By transaction.
std::vector<Difference> compare(const std::vector<Movement>& ledger, const std::vector<Movement>& provider);
Reconciled reconcile(Context& context, Provider& provider, Instant from);

}  // namespace venera::payments
