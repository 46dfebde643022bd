// Which transactions a reader of an outbox takes at once.
#pragma once
#include <cstdint>

namespace venera::postgres {

// Transactions [from, before) by their xid.
struct XidSpan {
    std::int64_t from = 0;
    std::int64_t before = 0;
};

}  // namespace venera::postgres
