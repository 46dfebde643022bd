// The one writer of the chain: reads what is new in every context's access log, hashes it in batches and
// signs each with the audit key of the installation. It works beside the requests, because a chain within
// their transactions would let only one of them commit at a time.
#pragma once
#include <filesystem>

#include "audit/queries.hpp"
#include "platform/crypto/signatures.hpp"
#include "platform/jobs/cpu_pool.hpp"

namespace venera::audit {

class Sealer {
public:
    // `file` is where the newest seal of each run goes, too; it is written on `disk`. `seed` is copied.
    Sealer(const crypto::SecretKey& seed, std::filesystem::path file, jobs::CpuPool& disk)
        : signer_(seed), file_(std::move(file)), disk_(disk) {}

    // Seals what is new, for a job: a run ends when nothing is left, when its time is over, or when another
    // replica is at it. Throws: std::system_error if the file cannot be written; what is sealed stays so,
    // and the next run writes it.
    void seal(Context& context);
    // Notes in the chain that rows of a month will go.
    void note(Context& context, const std::string& of_context, std::uint16_t month,
              const std::vector<AccessKind>& kinds);

private:
    enum class Sealed { all, some, not_now };
    Sealed seal_batch(Context& context, const std::string& of_context);
    void export_newest(Context& context);
    // The next of the chain, with its hash and signature, written.
    void append(postgres::Executor& transaction, Seal seal);

    crypto::Signer signer_;
    std::filesystem::path file_;
    jobs::CpuPool& disk_;
};

}  // namespace venera::audit
