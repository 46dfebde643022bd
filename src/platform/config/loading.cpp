#include "platform/config/loading.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "platform/config/tree.hpp"
#include "platform/json/shape.hpp"

namespace venera::config {
namespace {

constexpr std::string_view prefix = "VENERA_";
constexpr std::size_t largest_file = 65536;

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
    return text;
}

Tree defaults() {
    std::vector<std::string> none;
    return parse_yaml(json::to_json(Settings{}), "", none);
}

Tree read_file(const std::filesystem::path& file, std::vector<std::string>& problems) {
    std::ifstream in(file, std::ios::binary);
    std::string text;
    if (in && !std::filesystem::is_directory(file)) {
        text.resize(largest_file + 1);
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(in.gcount()));
        if (text.size() <= largest_file) {
            Tree tree = parse_yaml(text, file.string(), problems);
            if (tree.kind == Tree::Kind::nothing || tree.kind == Tree::Kind::map) return tree;
            problems.push_back(file.string() + ": must be a list of names and values");
            return {};
        }
        problems.push_back(file.string() + ": is too large");
        return {};
    }
    problems.push_back(file.string() + ": cannot be read");
    return {};
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + separator.size());
    }
}

// The path of a setting that the variable names, or nothing if it is not meant for us.
std::optional<std::vector<std::string>> path_of(std::string_view variable) {
    if (!variable.starts_with(prefix)) return std::nullopt;
    std::string name(variable.substr(prefix.size()));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    auto path = split(name, "__");
    if (path.size() > 1) return path;
    for (const json::Member& member : json::shape<Settings>().members) {
        if (member.name == name && member.shape().kind != json::Shape::Kind::record) return path;
    }
    return std::nullopt;
}

// A file with a password in it is a secret.
void check_secrecy(const Sources& sources, const Tree& tree, const Settings& settings,
                   std::vector<std::string>& problems) {
    if (!sources.file || !settings.database.url) return;
    const std::string origin = origin_of(tree, "/database/url");
    if (!origin.starts_with(sources.file->string() + ":")) return;
    struct stat status {};
    if (settings.database.url->masked() == settings.database.url->value) return;
    if (::stat(sources.file->c_str(), &status) == 0 && (status.st_mode & S_IRWXO) != 0) {
        problems.push_back(
            origin + ": /database/url: holds a password, so the file must not be open to all: chmod 640");
    }
}

}  // namespace

Invalid::Invalid(std::vector<std::string> all) : std::runtime_error(joined(all)), problems(std::move(all)) {}

Settings load(const Sources& sources) {
    std::vector<std::string> problems;
    Tree tree = defaults();
    if (sources.file) lay_over(tree, read_file(*sources.file, problems));
    for (const auto& [variable, value] : sources.environment) {
        if (const auto path = path_of(variable)) lay_over(tree, single(*path, value, variable));
    }
    for (const auto& [setting, value, flag] : sources.flags)
        lay_over(tree, single(split(setting, "."), value, flag));

    std::string text;
    write_json(json::shape<Settings>(), tree, text);
    json::Issues issues;
    auto settings = json::from_json<Settings>(text, issues);
    for (const json::Issue& issue : issues.all()) {
        const std::string origin = origin_of(tree, issue.pointer);
        problems.push_back(origin + (origin.empty() ? "" : ": ") + issue.pointer + ": " +
                           std::string(issue.detail));
    }
    if (issues.malformed() && issues.all().empty())
        problems.emplace_back("the settings hold text that is not UTF-8");
    if (problems.empty()) check_secrecy(sources, tree, settings, problems);
    if (!problems.empty()) throw Invalid(std::move(problems));
    return settings;
}

std::map<std::string, std::string> environment() {
    std::map<std::string, std::string> found;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const std::size_t equals = text.find('=');
        if (!text.starts_with(prefix) || equals == std::string_view::npos) continue;
        found.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return found;
}

}  // namespace venera::config
