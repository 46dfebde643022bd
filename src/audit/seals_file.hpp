// The newest seal of each run, outside of the database: one JSON object a line. Who cuts the tail of the
// logs, or brings an old dump back, would have to change this file as well; copy it to where the database's
// keepers do not reach. The newest line answers for the whole chain, so a full file is put aside as
// "<file>.1" in place of the one before.
#pragma once
#include <filesystem>
#include <fstream>
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

// The lines that stood in a file when it was opened, whatever is exported after. Each was exported after its
// seal was committed: a state of the database that is looked at later has them all.
class SealsReader {
public:
    explicit SealsReader(const std::filesystem::path& file);

    // Calls `take` for each line; nothing for one that is no seal. Throws: std::system_error if the file
    // could not be opened.
    void read(const std::function<void(const std::optional<ExportedSeal>&)>& take);

private:
    std::filesystem::path file_;
    std::ifstream stream_;
    int error_ = 0;
    std::streamoff size_ = 0;
};

}  // namespace venera::audit
