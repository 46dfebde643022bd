// The chain of seals, as pure functions: what of a row is hashed, what a seal holds, and what is wrong with
// rows that do not fit their seal. A seal hashes the one before it, so the newest answers for all.
#pragma once
#include <array>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/access_row.hpp"
#include "platform/crypto/crypto.hpp"

namespace venera::audit {

// Where a row stands in its context's log. Rows are final below the oldest running transaction, so none comes
// in before a place that has been sealed.
struct Place {
    std::int64_t xid = 0;
    std::int64_t id = 0;

    auto operator<=>(const Place&) const = default;
};

// What a seal of rows keeps of each: enough to name the row and to see that it is the same.
struct Leaf {
    static constexpr std::size_t size = 8 + 2 + 1 + 16;

    std::int64_t id = 0;
    std::uint16_t month = 0;  // since 1970, in UTC: of the partition that it may go with
    AccessKind kind = AccessKind::read;
    std::array<std::uint8_t, 16> digest{};  // the first half of SHA-256 of the row's canonical form
};

// Every column with its length before it, so that no two rows have one form. Its order and tags never change.
std::string canonical(const AccessRow& row);
Leaf leaf_of(const AccessRow& row);
crypto::Bytes packed(const std::vector<Leaf>& leaves);
// Nothing if the bytes are no leaves.
std::optional<std::vector<Leaf>> unpacked(const crypto::Bytes& bytes);

enum class SealKind : std::uint8_t { rows, dropped };
BOOST_DESCRIBE_ENUM(SealKind, rows, dropped)

struct Seal {
    std::int64_t number = 0;
    SealKind kind = SealKind::rows;
    std::string context;
    std::int64_t until_xid = 0;
    std::int64_t until_id = 0;
    crypto::Bytes content;
    Instant sealed_at;
    crypto::Bytes hash;
    crypto::Bytes signature;

    Place until() const { return {until_xid, until_id}; }
};
BOOST_DESCRIBE_STRUCT(Seal, (),
                      (number, kind, context, until_xid, until_id, content, sealed_at, hash, signature))

// The hash that `seal` must have after the one with the hash `previous` (empty before the first).
crypto::Digest hash_of(const Seal& seal, const crypto::Bytes& previous);

// What has been dropped of a context's log by its retention times: months since 1970, and kinds.
using Dropped = std::set<std::pair<std::uint16_t, AccessKind>>;
// The content of a seal that notes it, such as "2020-01 read,denied".
crypto::Bytes note_of(std::uint16_t month, const std::vector<AccessKind>& kinds);
// False if the bytes are no note.
bool read_note(const crypto::Bytes& note, Dropped& dropped);

// The first row that differs from what was sealed, and how.
struct BadRow {
    std::int64_t id = 0;
    std::string_view what;  // "was changed", "is missing", "was inserted", "is out of order"
};
// `rows` are those of the log at the places of the seal, in order; one more than it has leaves is enough.
std::optional<BadRow> first_bad_row(const std::vector<Leaf>& leaves, const std::vector<AccessRow>& rows,
                                    const Dropped& dropped);

std::uint16_t month_of(Instant at);
std::string month_text(std::uint16_t month);  // "2020-01"

}  // namespace venera::audit
