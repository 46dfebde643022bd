// Whether the access logs are what was sealed: every row against its seal, every seal against the one before
// it and the audit key, and the exported seals against the chain.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "audit/queries.hpp"
#include "audit/seals_file.hpp"
#include "platform/crypto/signatures.hpp"

namespace venera::audit {

struct Verified {
    std::int64_t seals = 0;
    std::int64_t rows = 0;
    std::int64_t unsealed = 0;           // too new to be sealed yet
    std::int64_t exported = 0;           // seals in the file, each counted once
    std::optional<std::string> problem;  // the first: "scheduling 42 was changed"
    // Where it is: the seal, and if the seal itself is right, the row of its context.
    std::int64_t bad_seal = 0;
    std::optional<std::int64_t> bad_row;
    std::string bad_context;
    // Why the file does not say all that it should, although nothing that it says is wrong: then a cut tail
    // may not be found. The first: "seals.jsonl is missing".
    std::optional<std::string> file_problem;
};

class Verifier {
public:
    // Opens the file of exported seals. Requires: `db` is in a transaction of isolation level repeatable read
    // that has run no statement yet: then it sees one state of the database, which has every seal of the
    // file.
    Verifier(postgres::Executor& db, const crypto::SecretKey& seed, const std::filesystem::path& exported)
        : db_(db), signer_(seed), file_(exported), exported_(exported) {}

    Verified verify();
    // Only the seals from `first` to `last` with their rows, without the file: each against the one before
    // it, and the first against the one that stands there. Requires: as for all of them, and that the first
    // is a seal.
    Verified verify(std::int64_t first, std::int64_t last);

private:
    // The rows of one context along its seals, read ahead.
    struct Rows {
        std::vector<AccessRow> read;
        std::size_t next = 0;
        Place until;  // of the last that was read
        bool over = false;
    };
    // Those up to a place that no seal before it had; at most `most`.
    std::vector<AccessRow> rows_up_to(const std::string& context, Place place, std::size_t most);
    std::optional<std::string> begin_after(std::int64_t number);
    std::optional<std::string> check_chain(std::int64_t last);
    std::optional<std::string> check_seal(const Seal& seal);
    std::optional<std::string> check_rows(const Seal& seal);
    std::optional<std::string> check_exported();
    std::optional<std::string> check_lines(const std::vector<ExportedSeal>& lines);
    std::optional<std::string> read_notes();

    postgres::Executor& db_;
    crypto::Signer signer_;
    std::filesystem::path file_;
    SealsReader exported_;
    Verified verified_;
    std::int64_t number_ = 0;  // of the last seal that was checked
    crypto::Bytes previous_;
    std::map<std::string, Place> sealed_until_;
    std::map<std::string, Rows> rows_;
    std::map<std::string, Dropped> dropped_;
};

}  // namespace venera::audit
