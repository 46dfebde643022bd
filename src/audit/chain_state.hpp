// How far the chain of seals goes, and whether its newest part is what was sealed: a look that takes a
// bounded time, for administrators. The command `venera audit verify` checks all of it.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "audit/queries.hpp"
#include "audit/verifier.hpp"
#include "platform/crypto/signatures.hpp"
#include "platform/http/router.hpp"
#include "platform/jobs/cpu_pool.hpp"

namespace venera::audit {

// behind: rows wait for their seal for longer than they should.
enum class ChainStatus : std::uint8_t { sealed, behind, broken };
BOOST_DESCRIBE_ENUM(ChainStatus, sealed, behind, broken)

struct ContextChain {
    std::string context;
    std::optional<Instant> sealed_at;
    std::int64_t unsealed = 0;  // 10,000: or more
    std::optional<Instant> oldest_unsealed_at;
};
BOOST_DESCRIBE_STRUCT(ContextChain, (), (context, sealed_at, unsealed, oldest_unsealed_at))

// The first that is wrong. Without a row it is the seal itself.
struct ChainProblem {
    std::int64_t seal = 0;
    std::optional<std::string> context;
    std::optional<std::int64_t> row_id;
    std::string detail;  // in English, as the command says it: "scheduling 42 was changed"
};
BOOST_DESCRIBE_STRUCT(ChainProblem, (), (seal, context, row_id, detail))

struct CheckedSpan {
    std::int64_t first_seal = 0;
    std::int64_t last_seal = 0;
    Instant since;  // when the first was sealed
    Instant until;
    std::int64_t seals = 0;  // that were looked at; none after a problem
    std::int64_t rows = 0;
    std::optional<ChainProblem> problem;
};
BOOST_DESCRIBE_STRUCT(CheckedSpan, (), (first_seal, last_seal, since, until, seals, rows, problem))

struct ChainReport {
    ChainStatus status = ChainStatus::sealed;
    std::int64_t seals = 0;  // the number of the newest
    std::optional<Instant> sealed_at;
    std::string public_key;                     // of the audit key, hexadecimal
    std::optional<std::int64_t> exported_seal;  // the newest in the file outside of the database
    std::vector<ContextChain> contexts;
    std::optional<CheckedSpan> checked;  // absent: no seal is before `before`; broken if one should be
};
BOOST_DESCRIBE_STRUCT(ChainReport, (),
                      (status, seals, sealed_at, public_key, exported_seal, contexts, checked))

struct ChainQuery {
    std::optional<Whole<1, std::numeric_limits<std::int64_t>::max()>> before;  // a seal's number
};
BOOST_DESCRIBE_STRUCT(ChainQuery, (), (before))

class ChainState {
public:
    // `file` is the one of the exported seals; it is read on `disk`. `seed` is copied.
    ChainState(const crypto::SecretKey& seed, std::filesystem::path file, jobs::CpuPool& disk)
        : seed_(seed.bytes()), signer_(seed), file_(std::move(file)), disk_(disk) {}

    ChainReport look(Context& context, const http::Query<ChainQuery>& query);

private:
    std::vector<ContextChain> contexts(postgres::Executor& db) const;
    // The newest seals up to the number `last`; nothing if there is none.
    std::optional<CheckedSpan> check(postgres::Executor& db, std::int64_t last) const;

    crypto::SecretKey seed_;
    crypto::Signer signer_;
    std::filesystem::path file_;
    jobs::CpuPool& disk_;
};

}  // namespace venera::audit
