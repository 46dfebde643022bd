#include "platform/postgres/cluster.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "platform/crypto/crypto.hpp"

namespace venera::postgres {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view port = "5432";  // only a part of the socket's name
constexpr std::size_t longest_socket_path = 107;

void make_directory(const fs::path& path, mode_t mode, std::optional<Account> account) {
    fs::create_directories(path.parent_path());
    if (mkdir(path.c_str(), mode) == 0) {
        if (account) hand_over(path, *account);
    } else if (errno != EEXIST) {
        throw std::system_error(errno, std::generic_category(), path.string());
    }
}

void sync_file_system(const fs::path& path) {
    const int directory = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = directory >= 0 && syncfs(directory) == 0;
    if (directory >= 0) close(directory);
    if (!synced) throw std::system_error(errno, std::generic_category(), path.string());
}

// The processes that still work in a data directory: a postmaster's children survive it for a moment.
std::vector<pid_t> processes_in(const fs::path& data) {
    const fs::path wanted = fs::canonical(data);
    std::vector<pid_t> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (!std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; })) continue;
        std::error_code error;
        const fs::path directory = fs::read_symlink(entry.path() / "cwd", error);
        if (!error && directory == wanted) found.push_back(static_cast<pid_t>(std::stol(name)));
    }
    return found;
}

}  // namespace

Cluster::Cluster(Paths paths, std::optional<Account> account, Safety safety)
    : paths_(std::move(paths)), account_(account), safety_(safety) {}

fs::path Cluster::programs(const fs::path& data) {
    std::string wanted;
    std::ifstream(data / "PG_VERSION") >> wanted;
    fs::path best;
    long best_version = 14;  // 15 is the oldest that the migrations are written for
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
        const std::string version = entry.path().filename();
        if (!fs::exists(entry.path() / "bin" / "postgres")) continue;
        if (version == wanted) return entry.path() / "bin";
        const long number = std::strtol(version.c_str(), nullptr, 10);
        if (number > best_version) {
            best_version = number;
            best = entry.path() / "bin";
        }
    }
    if (!wanted.empty())
        throw std::runtime_error("install postgresql-" + wanted + ", which made " + data.string());
    if (best.empty())
        throw std::runtime_error("install PostgreSQL 15 (package postgresql-15) or give --database URL");
    return best;
}

bool Cluster::initialised() const { return fs::exists(paths_.data / "PG_VERSION"); }

void Cluster::initialise(const fs::path& password_file) const {
    // Made beside its place and renamed into it: a cluster that was interrupted half-way must not look like a
    // whole one.
    const fs::path fresh = paths_.data.string() + ".new";
    fs::remove_all(fresh);
    make_directory(fresh, 0700, account_);
    // Without sync, because one syncfs() is several times faster than initdb's thousand fsync().
    run({{programs(paths_.data) / "initdb", "--pgdata=" + fresh.string(), "--username=venera", "--no-locale",
          "--encoding=UTF8", "--data-checksums", "--auth=scram-sha-256", "--pwfile=" + password_file.string(),
          "--no-instructions", "--no-sync"},
         paths_.log,
         account_});
    std::ofstream(fresh / "postgresql.conf", std::ios::app)
        << "\n# Rewritten at each start; put your own settings into local.conf, which is read last.\n"
           "include_if_exists = 'venera.conf'\ninclude_if_exists = 'local.conf'\n";
    if (safety_ == Safety::durable) sync_file_system(fresh);
    fs::rename(fresh, paths_.data);
    if (safety_ == Safety::durable) sync_file_system(paths_.data);
}

void Cluster::write_settings(const std::map<std::string, std::string>& settings) const {
    std::ofstream file(paths_.data / "venera.conf", std::ios::trunc);
    file << "# Written by venera at each start. Your own settings belong into local.conf.\n";
    std::map<std::string, std::string> all = settings;
    all["listen_addresses"] = "";
    all["port"] = port;
    all["unix_socket_directories"] = paths_.sockets.string();
    for (const auto& [name, value] : all) {
        std::string quoted;
        for (const char c : value) quoted += c == '\'' ? std::string("''") : std::string(1, c);
        file << name << " = '" << quoted << "'\n";
    }
    file.close();
    if (!file) throw std::runtime_error("cannot write " + (paths_.data / "venera.conf").string());
    if (account_) hand_over(paths_.data / "venera.conf", *account_);
}

pid_t Cluster::start(const std::map<std::string, std::string>& settings, int on_parent_death) const {
    write_settings(settings);
    const Command command{
        {programs(paths_.data) / "postgres", "-D", paths_.data}, paths_.log, account_, on_parent_death};
    return postgres::start(command);
}

std::string Cluster::socket_keywords() const {
    return "host='" + paths_.sockets.string() + "' port=" + std::string(port);
}

bool Cluster::accepts() const {
    const std::string keywords = socket_keywords() + " user=venera dbname=postgres connect_timeout=2";
    return PQping(keywords.c_str()) == PQPING_OK;
}

std::optional<pid_t> Cluster::running() const {
    std::ifstream file(paths_.data / "postmaster.pid");
    pid_t process = 0;
    if (!(file >> process) || process <= 1) return std::nullopt;
    // The number may have gone to another program since; a postmaster works in its data directory.
    std::error_code error;
    const fs::path directory = fs::read_symlink("/proc/" + std::to_string(process) + "/cwd", error);
    if (error || directory != fs::canonical(paths_.data, error)) return std::nullopt;
    return process;
}

void Cluster::clean_up() const {
    for (const pid_t process : processes_in(paths_.data)) {
        if (gone_within(process, std::chrono::milliseconds{500})) continue;
        kill(process, SIGKILL);
        gone_within(process, std::chrono::seconds{5});
    }
    if (!processes_in(paths_.data).empty()) {
        throw std::runtime_error("processes of a former PostgreSQL still work in " + paths_.data.string());
    }
    std::error_code ignored;
    fs::remove(paths_.data / "postmaster.pid", ignored);
    const fs::path socket = paths_.sockets / (".s.PGSQL." + std::string(port));
    fs::remove(socket, ignored);
    fs::remove(socket.string() + ".lock", ignored);
}

void Cluster::stop(pid_t postmaster, std::chrono::milliseconds patience) const {
    if (kill(postmaster, SIGINT) != 0) return;  // gone already, or somebody else's
    if (gone_within(postmaster, patience)) return;
    kill(postmaster, SIGQUIT);
    if (gone_within(postmaster, std::chrono::seconds{5})) return;
    kill(postmaster, SIGKILL);
    gone_within(postmaster, std::chrono::seconds{5});
}

fs::path usable_socket_directory(const fs::path& wished, std::optional<Account> account) {
    const std::string name = "/.s.PGSQL." + std::string(port) + ".lock";
    fs::path directory = fs::absolute(wished);
    mode_t mode = 0755;  // what guards it is the directory above and SCRAM
    if (directory.string().size() + name.size() > longest_socket_path) {
        const crypto::Digest digest = crypto::sha256(directory.string());
        directory = "/tmp/venera-" + crypto::hex(std::span(digest).first(8));
        mode = 0700;
    }
    make_directory(directory, mode, account);
    struct stat info {};
    const uid_t owner = account ? account->user : geteuid();
    if (lstat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != owner) {
        throw std::runtime_error(directory.string() + " belongs to somebody else");
    }
    return directory;
}

}  // namespace venera::postgres
