// Files and folders that hold secrets: only their owner may read them, anything else is refused with a
// message that says what to do. Written whole or not at all, so that a crash never leaves half a key.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace venera::crypto {

enum class Existing { replace, keep };

// Creates the folder with mode 0700. Throws std::runtime_error if it exists and others may look into it.
void make_private_directory(const std::filesystem::path& directory);

// The content of a regular file (not a link) of at most 64 kB. Throws std::runtime_error if it cannot be read
// or if group or others have any access to it.
std::string read_private_file(const std::filesystem::path& file);

// Writes `content` with `mode`, owned by the owner of its folder, durable when it returns. With
// Existing::keep the answer is false, and nothing is written, if the file exists: of two processes that
// create it, one wins.
bool write_private_file(const std::filesystem::path& file, std::string_view content, unsigned mode,
                        Existing existing);

// What was created, renamed or removed in it is durable when this returns. Throws: std::runtime_error.
void sync_directory(const std::filesystem::path& directory);

}  // namespace venera::crypto
