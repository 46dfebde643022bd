#include "triage/data_folder.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace venera::triage {

namespace {

std::string contents(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

std::vector<std::filesystem::path> rule_files(const std::filesystem::path& data) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(data / "red-flags"))
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

RedFlags read_rules(const std::filesystem::path& data) {
    RedFlags rules;
    for (const auto& file : rule_files(data)) rules.read(file.filename().string(), contents(file));
    rules.complete();
    return rules;
}

Triage read_triage(const std::filesystem::path& data) {
    return {Model::read(contents(data / "model.bin")), read_rules(data)};
}

}  // namespace venera::triage
