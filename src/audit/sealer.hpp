// The one writer of the chain: reads what is new in every context's access log, hashes it in batches and
// signs each with the audit key of the installation. It works beside the requests, because a chain within
// their transactions would let only one of them commit at a time.
#pragma once
#include <filesystem>

#include "audit/queries.hpp"
#include "platform/crypto/signatures.hpp"

namespace venera::audit {

class Sealer {
public:
    // `file` is where the newest seal of each run goes, too. `seed` is copied.
    Sealer(const crypto::SecretKey& seed, std::filesystem::path file)
        : signer_(seed), file_(std::move(file)) {}

    // Seals what is new, for a job: a run ends when nothing is left, when its time is over, or when another
    // replica is at it.
    void seal(Context& context);
    // Notes in the chain that rows of a month will go.
    void note(Context& context, const std::string& of_context, std::uint16_t month,
              const std::vector<AccessKind>& kinds);

private:
    enum class Sealed { all, some, not_now };
    Sealed seal_batch(Context& context, const std::string& of_context, std::optional<Seal>& newest);
    // The next of the chain, with its hash and signature, written.
    Seal append(postgres::Executor& transaction, Seal seal);

    crypto::Signer signer_;
    std::filesystem::path file_;
};

}  // namespace venera::audit
