// A Maildir: each message is one file, written under tmp/ and moved to new/ when it is whole and durable.
// Whoever sends the mail on takes it from new/.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace venera::identity {

class Maildir {
public:
    explicit Maildir(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Creates what is missing. Throws: std::runtime_error if others may look into it.
    void prepare() const;
    // Durable when it returns; a message delivered again under its name replaces itself.
    // Throws: std::runtime_error, std::filesystem::filesystem_error.
    void deliver(const std::string& name, std::string_view message) const;

private:
    std::filesystem::path folder_;
};

}  // namespace venera::identity
