// The newest seal of each run, outside of the database: one JSON object a line. Who cuts the tail of the
// logs, or brings an old dump back, would have to change this file as well; copy it to where the database's
// keepers do not reach. The newest line answers for the whole chain, so a full file is put aside as
// "<file>.1" in place of the one before.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "audit/chain.hpp"

namespace venera::audit {

struct ExportedSeal {
    std::int64_t number = 0;
    Instant sealed_at;
    std::string context;
    std::int64_t last_id = 0;  // the last row of the context that is sealed
    std::string hash;          // hexadecimal
    std::string signature;     // base64url
};
BOOST_DESCRIBE_STRUCT(ExportedSeal, (), (number, sealed_at, context, last_id, hash, signature))

// Creates the file and its folder if they are missing; after a torn line it begins a new one. On the disk
// when it returns. Throws: std::system_error if it cannot be written.
void append_seal(const std::filesystem::path& file, const Seal& seal);

// Of the seal in the last line; nothing if there is none or the line is torn. Then it is to be written again.
std::optional<std::int64_t> last_number(const std::filesystem::path& file);

// Calls `read` for each line; nothing for one that is no seal. Throws: std::system_error if the file cannot
// be read.
void read_seals(const std::filesystem::path& file,
                const std::function<void(const std::optional<ExportedSeal>&)>& read);

}  // namespace venera::audit
