#include "platform/postgres/embedded.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <future>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "platform/crypto/crypto.hpp"
#include "platform/postgres/cluster.hpp"
#include "platform/postgres/connection.hpp"
#include "platform/postgres/queries.hpp"

namespace venera::postgres {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds start_patience{120};  // a crash recovery may have much to repeat
constexpr std::chrono::seconds stop_patience{15};
constexpr std::chrono::seconds orphan_patience{5};  // how long a server without users waits for a new one

// Owns a file descriptor.
class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

std::string read_password(const fs::path& home) {
    std::string password;
    std::ifstream(home / "password") >> password;
    return password;
}

void write_password(const fs::path& home, std::optional<Account> account) {
    const fs::path file = home / "password";
    const Descriptor opened(open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    const std::string password = crypto::base64url(crypto::random_bytes(24)) + "\n";
    const ssize_t written = opened.get() < 0 ? -1 : write(opened.get(), password.data(), password.size());
    if (written != static_cast<ssize_t>(password.size()) || fsync(opened.get()) != 0) {
        throw std::system_error(errno, std::generic_category(), file.string());
    }
    if (account) hand_over(file, *account);
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '/' || c == '-' || c == '_' || c == '.';
        const auto byte = static_cast<unsigned char>(c);
        out += plain ? std::string(1, c) : std::string{'%', digits[byte >> 4], digits[byte & 15]};
    }
    return out;
}

std::string url(const std::string& password, const fs::path& sockets, std::string_view database) {
    return "postgresql://venera:" + password + "@/" + std::string(database) +
           "?host=" + percent_encoded(sockets.string());
}

fs::path home_of(const fs::path& data) { return fs::absolute(data) / "postgres"; }

fs::path make_home(const fs::path& data, std::optional<Account> account) {
    const fs::path home = home_of(data);
    fs::create_directories(home);
    if (account) hand_over(home, *account);
    return home;
}

Cluster cluster_of(const fs::path& home, std::optional<Account> account) {
    return {{home / "cluster", usable_socket_directory(home / "socket", account), home / "start.log"},
            account,
            Cluster::Safety::durable};
}

// What the guardian process does. It is forked from a program with threads and does not exec, so it uses
// nothing but system calls: any lock of the C++ and C libraries may be held for ever in its copy of the
// memory.
[[noreturn]] void keep_guard(int alive, int postmaster, pid_t process, const char* users) {
    std::array<pollfd, 2> entries{{{postmaster, POLLIN, 0}, {alive, POLLIN, 0}}};
    while (entries[0].revents == 0 && entries[1].revents == 0) poll(entries.data(), entries.size(), -1);
    const int lock = open(users, O_RDWR | O_CLOEXEC);
    // Its starter is gone. Whoever uses the server now holds the lock.
    while (entries[0].revents == 0) {
        poll(entries.data(), 1, static_cast<int>(std::chrono::milliseconds{orphan_patience}.count()));
        if (entries[0].revents != 0 || (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0)) continue;
        kill(process, SIGINT);
        poll(entries.data(), 1, -1);
    }
    _exit(0);
}

// Stops a server whose starter was killed, unless somebody else uses it. It sees the death by the end of a
// pipe.
class Guardian {
public:
    Guardian(pid_t postmaster, const fs::path& users) {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::system_error(errno, std::generic_category(), "pipe");
        alive_ = ends[1];
        const Descriptor process(open_process(postmaster));
        const std::string path = users.string();
        guardian_ = fork();
        if (guardian_ == 0) {
            setsid();
            for (const int one : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) signal(one, SIG_DFL);
            sigset_t none;
            sigemptyset(&none);
            sigprocmask(SIG_SETMASK, &none, nullptr);
            // Nothing of the program's may stay open here: a client would wait for the end of its connection.
            if (dup2(ends[0], 0) < 0 || dup2(process.get(), 1) < 0) _exit(1);
            closefrom(2);
            keep_guard(0, 1, postmaster, path.c_str());
        }
        close(ends[0]);
        if (guardian_ < 0) {
            close(alive_);
            throw std::system_error(errno, std::generic_category(), "fork");
        }
    }
    ~Guardian() {
        close(alive_);
        // It ends with the server; if others still use that, it stays and becomes a child of init.
        wait_for(guardian_, std::chrono::milliseconds{200});
    }
    Guardian(const Guardian&) = delete;
    Guardian& operator=(const Guardian&) = delete;

private:
    int alive_ = -1;
    pid_t guardian_ = -1;
};

std::string megabytes(std::uint64_t bytes) { return std::to_string(bytes >> 20) + "MB"; }

std::uint64_t machine_memory() {
    return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
           static_cast<std::uint64_t>(sysconf(_SC_PAGE_SIZE));
}

}  // namespace

std::map<std::string, std::string> embedded_settings(std::uint64_t memory_bytes,
                                                     const fs::path& log_directory) {
    const std::uint64_t mega = 1U << 20;
    const std::uint64_t buffers = std::clamp(memory_bytes / 16, 64 * mega, 256 * mega);
    return {
        // What is confirmed is kept.
        {"fsync", "on"},
        {"full_page_writes", "on"},
        {"synchronous_commit", "on"},
        // Small enough that a crash recovery takes about a second.
        {"checkpoint_timeout", "2min"},
        {"max_wal_size", "512MB"},
        {"wal_compression", "on"},
        {"shared_buffers", megabytes(buffers)},
        {"effective_cache_size", megabytes(std::max(memory_bytes / 4, 2 * buffers))},
        {"work_mem", "8MB"},
        {"maintenance_work_mem", "64MB"},
        {"random_page_cost", "1.1"},
        {"max_connections", "100"},
        {"jit", "off"},
        {"timezone", "UTC"},
        {"deadlock_timeout", "200ms"},
        {"password_encryption", "scram-sha-256"},
        // A week of logs. No parameters, and terse: a DETAIL line would quote the row that violates a
        // constraint.
        {"logging_collector", "on"},
        {"log_directory", log_directory.string()},
        {"log_filename", "postgresql-%a.log"},
        {"log_truncate_on_rotation", "on"},
        {"log_rotation_age", "1d"},
        {"log_rotation_size", "0"},
        {"log_timezone", "UTC"},
        {"log_lock_waits", "on"},
        {"log_checkpoints", "off"},
        {"log_error_verbosity", "terse"},
        {"log_parameter_max_length", "0"},
        {"log_parameter_max_length_on_error", "0"},
    };
}

struct EmbeddedServer::Supervisor {
    Supervisor(const fs::path& data, log::Log& to)
        : account(account_below_root()),
          home(make_home(data, account)),
          cluster(cluster_of(home, account)),
          log(to),
          users(open_lock("users")) {}
    ~Supervisor() {
        stopping = true;
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t told = write(stop.get(), &one, sizeof one);
        if (thread.joinable()) thread.join();
    }

    void run() noexcept {
        bool is_first = true;
        while (!stopping) {
            try {
                const pid_t postmaster = attach_or_start_once();
                if (is_first) ready.set_value();
                is_first = false;
                const auto since = std::chrono::steady_clock::now();
                watch(postmaster);
                // One that dies at once would be started again without end and without rest.
                if (std::chrono::steady_clock::now() - since < std::chrono::seconds{2}) {
                    pause(std::chrono::milliseconds{500});
                }
            } catch (const std::exception& error) {
                if (is_first) return ready.set_exception(std::current_exception());
                log.error("postgres.not_started", {{"problem", log::Label{error.what()}}});
                pause(std::chrono::seconds{1});
            }
        }
    }

    int open_lock(const char* name) const {
        const fs::path path = home / name;
        const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0) throw std::system_error(errno, std::generic_category(), path.string());
        if (account) hand_over(path, *account);
        return fd;
    }
    void lock(const Descriptor& file, int how) const {
        while (flock(file.get(), how) != 0) {
            if (errno != EINTR)
                throw std::system_error(errno, std::generic_category(), "flock " + home.string());
        }
    }

    // `lock`: one program at a time decides whether to start a server; two would fight for the data
    // directory. `users`: shared by all that use the server; who stops it holds it alone, so nobody attaches
    // to what is ending.
    pid_t attach_or_start_once() {
        const Descriptor deciding(open_lock("lock"));
        lock(deciding, LOCK_EX);
        lock(users, LOCK_SH);
        const std::optional<pid_t> found = await_other();
        own = !found;
        const pid_t postmaster = found ? *found : start();
        create_database();  // who started the server may have been killed before it did this
        return postmaster;
    }

    // A server that another program runs, once it accepts; nothing if there is none or it ends.
    std::optional<pid_t> await_other() {
        const auto until = std::chrono::steady_clock::now() + start_patience;
        while (const auto found = cluster.running()) {
            if (cluster.accepts()) return found;
            if (stopping || std::chrono::steady_clock::now() > until) {
                throw std::runtime_error("another PostgreSQL works in " + cluster.paths().data.string() +
                                         " and accepts no connections");
            }
            gone_within(*found, std::chrono::milliseconds{50});
        }
        return std::nullopt;
    }

    pid_t start() {
        if (!cluster.initialised()) initialise();
        cluster.clean_up();
        const pid_t postmaster = cluster.start(embedded_settings(machine_memory(), home / "log"), 0);
        guardian.emplace(postmaster, home / "users");
        const auto until = std::chrono::steady_clock::now() + start_patience;
        while (!cluster.accepts()) {
            const bool late = stopping || std::chrono::steady_clock::now() > until;
            if (late) cluster.stop(postmaster, stop_patience);
            if (wait_for(postmaster, std::chrono::milliseconds{20}) || late) {
                throw std::runtime_error("PostgreSQL did not start; see " + cluster.paths().log.string() +
                                         " and " + (home / "log").string());
            }
        }
        return postmaster;
    }

    void initialise() {
        log.info("postgres.initialising");
        if (read_password(home).empty()) write_password(home, account);
        cluster.initialise(home / "password");
    }

    void create_database() {
        fibers::PollWait wait;
        wait.set_deadline(std::chrono::steady_clock::now() + std::chrono::seconds{30});
        const std::string maintenance = url(read_password(home), cluster.paths().sockets, "postgres");
        Connection connection(ConnectionOptions::for_tools(maintenance), wait);
        if (!connection.one(has_database, "venera")) connection.script("create database venera");
    }

    // Returns when the server has ended, or has been stopped because this object ends.
    void watch(pid_t postmaster) {
        const Descriptor process(open_process(postmaster));
        std::array<pollfd, 2> entries{{{process.get(), POLLIN, 0}, {stop.get(), POLLIN, 0}}};
        while (process.get() >= 0 && !stopping && (entries[0].revents & POLLIN) == 0) {
            if (poll(entries.data(), entries.size(), -1) < 0 && errno != EINTR) break;
        }
        if (!stopping) {
            log.warning("postgres.ended", {{"started_here", bool{own}}});
        } else if (flock(users.get(), LOCK_EX | LOCK_NB) == 0) {
            cluster.stop(postmaster, stop_patience);
        }
        // Else it would stay as a zombie. A server that others still use goes on, with its guardian.
        if (own) wait_for(postmaster, std::chrono::milliseconds{0});
        guardian.reset();
    }

    void pause(std::chrono::milliseconds time) {
        pollfd entry{stop.get(), POLLIN, 0};
        poll(&entry, 1, static_cast<int>(time.count()));
    }

    std::optional<Account> account;
    fs::path home;
    Cluster cluster;
    log::Log& log;
    Descriptor users;
    std::optional<Guardian> guardian;
    std::string owner_url;
    Descriptor stop{eventfd(0, EFD_CLOEXEC)};
    std::atomic<bool> stopping{false};
    std::atomic<bool> own{false};
    std::promise<void> ready;
    std::thread thread;
};

EmbeddedServer::EmbeddedServer(std::unique_ptr<Supervisor> supervisor) : supervisor_(std::move(supervisor)) {}

EmbeddedServer::~EmbeddedServer() = default;

std::unique_ptr<EmbeddedServer> EmbeddedServer::attach_or_start(const fs::path& data, log::Log& log) {
    auto supervisor = std::make_unique<Supervisor>(data, log);
    supervisor->thread = std::thread([s = supervisor.get()] { s->run(); });
    supervisor->ready.get_future().get();
    supervisor->owner_url =
        url(read_password(supervisor->home), supervisor->cluster.paths().sockets, "venera");
    return std::unique_ptr<EmbeddedServer>(new EmbeddedServer(std::move(supervisor)));
}

const std::string& EmbeddedServer::database_url() const { return supervisor_->owner_url; }

bool EmbeddedServer::started_here() const { return supervisor_->own; }

std::string embedded_database_url(const fs::path& data) {
    const fs::path home = home_of(data);
    const std::string password = read_password(home);
    if (password.empty())
        throw std::runtime_error("no embedded database in " + data.string() + ", or not readable");
    return url(password, usable_socket_directory(home / "socket", account_below_root()), "venera");
}

void drop_privileges(const fs::path& data) {
    const std::optional<Account> account = account_below_root();
    if (!account) return;
    const fs::path directory = fs::weakly_canonical(fs::absolute(data));
    for (const char* system :
         {"/",    "/bin",  "/boot", "/dev", "/etc", "/home", "/lib",       "/opt", "/proc",    "/root",
          "/run", "/sbin", "/srv",  "/sys", "/tmp", "/usr",  "/usr/local", "/var", "/var/lib", "/var/tmp"}) {
        if (directory == system)
            throw std::runtime_error(directory.string() + " cannot be the data directory");
    }
    fs::create_directories(directory);
    hand_over(directory, *account);
    if (setgroups(0, nullptr) != 0 || setresgid(account->group, account->group, account->group) != 0 ||
        setresuid(account->user, account->user, account->user) != 0) {
        throw std::system_error(errno, std::generic_category(), "giving up root");
    }
    if (setuid(0) == 0) throw std::runtime_error("root could not be given up");
    if (access(directory.c_str(), W_OK | X_OK) != 0) {
        throw std::runtime_error("the user that the server drops to cannot reach " + directory.string() +
                                 ": put the data directory elsewhere");
    }
}

}  // namespace venera::postgres
