#include "audit/sealer.hpp"

#include "audit/limits.hpp"
#include "audit/seals_file.hpp"

namespace venera::audit {

void Sealer::append(postgres::Executor& transaction, Seal seal) {
    const auto before = newest_seal(transaction);
    seal.number = before ? before->number + 1 : 1;
    const crypto::Digest hash = hash_of(seal, before ? before->hash : crypto::Bytes{});
    const crypto::Signature signature = signer_.sign(hash);
    seal.hash.assign(hash.begin(), hash.end());
    seal.signature.assign(signature.begin(), signature.end());
    insert_seal(transaction, seal);
}

// Also what an earlier run could not write, or what another replica has sealed.
void Sealer::export_newest(Context& context) {
    const auto newest = newest_seal(context.database());
    if (!newest) return;
    disk_.run(context.wait(), [&] {
        if (last_number(file_) != newest->number) append_seal(file_, *newest);
    });
}

Sealer::Sealed Sealer::seal_batch(Context& context, const std::string& of_context) {
    postgres::Transaction transaction(context.database());
    // Closes the race of two replicas that seal at once: both would follow the same seal.
    if (!take_turn(transaction)) return Sealed::not_now;
    read_in_order(transaction);
    const auto last = newest_seal(transaction, of_context);
    const auto rows =
        unsealed_rows(transaction, of_context, last ? last->until() : Place{}, limits::sealed_rows);
    if (rows.empty()) return Sealed::all;
    std::vector<Leaf> leaves;
    leaves.reserve(rows.size());
    for (const AccessRow& row : rows) leaves.push_back(leaf_of(row));
    Seal seal;
    seal.kind = SealKind::rows;
    seal.context = of_context;
    seal.until_xid = rows.back().xid;
    seal.until_id = rows.back().id;
    seal.content = packed(leaves);
    seal.sealed_at = context.clock().now();
    append(transaction, std::move(seal));
    transaction.commit();
    return rows.size() < static_cast<std::size_t>(limits::sealed_rows) ? Sealed::all : Sealed::some;
}

void Sealer::seal(Context& context) {
    const Instant until = context.now() + limits::sealing_run;
    Sealed sealed = Sealed::all;
    for (const std::string& name : find_contexts(context.database())) {
        do {
            sealed = seal_batch(context, name);
        } while (sealed == Sealed::some && context.clock().now() < until);
        if (sealed == Sealed::not_now) break;
    }
    export_newest(context);
}

void Sealer::note(Context& context, const std::string& of_context, std::uint16_t month,
                  const std::vector<AccessKind>& kinds) {
    postgres::Transaction transaction(context.database());
    // The same race as of seals of rows.
    await_turn(transaction);
    const auto last = newest_seal(transaction, of_context);
    Seal seal;
    seal.kind = SealKind::dropped;
    seal.context = of_context;
    if (last) std::tie(seal.until_xid, seal.until_id) = std::pair{last->until_xid, last->until_id};
    seal.content = note_of(month, kinds);
    seal.sealed_at = context.clock().now();
    append(transaction, std::move(seal));
    transaction.commit();
    export_newest(context);
}

}  // namespace venera::audit
