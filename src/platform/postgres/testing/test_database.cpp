#include "platform/postgres/testing/test_database.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include "platform/crypto/crypto.hpp"
#include "platform/postgres/cluster.hpp"
#include "platform/postgres/migrations.hpp"

namespace venera::postgres::testing {

namespace {

namespace fs = std::filesystem;

// Never for real data: a crash may lose everything, which is what makes tests fast.
const std::map<std::string, std::string> throw_away_settings{
    {"fsync", "off"},           {"full_page_writes", "off"},   {"synchronous_commit", "off"},
    {"max_connections", "100"}, {"log_lock_waits", "on"},      {"deadlock_timeout", "200ms"},
    {"shared_buffers", "64MB"}, {"autovacuum", "off"},         {"log_min_error_statement", "panic"},
    {"max_wal_size", "256MB"},  {"log_min_messages", "error"}, {"dynamic_shared_memory_type", "mmap"}};

constexpr std::string_view password = "throw-away";

std::string keywords(const Cluster& cluster, const std::string& database) {
    return cluster.socket_keywords() + " user=venera password=" + std::string(password) +
           " dbname=" + database;
}

void execute(const std::string& url, const std::string& sql) {
    fibers::PollWait wait;
    Connection(ConnectionOptions::for_tools(url), wait).script(sql);
}

// Changes with every SQL file, and with the way the template is made.
std::string template_version() {
    std::string all = "3";
    for (const EmbeddedFile& file : embedded_migrations()) all.append(file.path).append(file.sql);
    const crypto::Digest digest = crypto::sha256(all);
    return crypto::hex(std::span(digest).first(8));
}

// A directory of this program alone, gone at its end.
class PrivateDirectory {
public:
    PrivateDirectory(const fs::path& parent, std::optional<Account> account) {
        std::string path = (parent / "run-XXXXXX").string();
        if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("mkdtemp " + path);
        path_ = path;
        if (account) hand_over(path_, *account);
    }
    ~PrivateDirectory() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    PrivateDirectory(const PrivateDirectory&) = delete;
    PrivateDirectory& operator=(const PrivateDirectory&) = delete;

    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

pid_t start_and_wait(const Cluster& cluster) {
    // SIGQUIT: if the test program crashes, its cluster goes too.
    const pid_t postmaster = cluster.start(throw_away_settings, SIGQUIT);
    for (int i = 0; i < 3000 && !cluster.accepts(); ++i) {
        if (const auto status = wait_for(postmaster, std::chrono::milliseconds{10})) {
            throw std::runtime_error("PostgreSQL ended at start; see " + cluster.paths().log.string());
        }
    }
    return postmaster;
}

void stop_and_reap(const Cluster& cluster, pid_t postmaster) {
    cluster.stop(postmaster, std::chrono::seconds{20});
    wait_for(postmaster, std::chrono::seconds{5});
}

// The program's cluster. Lives from the first TestDatabase to the end of all tests.
class TestServer {
public:
    TestServer()
        : account_(account_below_root()),
          home_(make_home(account_)),
          directory_(home_, account_),
          cluster_(cluster_in(directory_.path())) {
        const fs::path ready = home_ / ("template-" + template_version());
        if (!fs::exists(ready)) make_template(ready);
        copy_template(ready);
        postmaster_ = start_and_wait(cluster_);
    }
    ~TestServer() { stop_and_reap(cluster_, postmaster_); }
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    std::string url(const std::string& database) const { return keywords(cluster_, database); }
    std::string fresh_name() { return "test_" + std::to_string(++databases_); }
    const fs::path& log() const { return cluster_.paths().log; }

private:
    // In memory if there is room: what is thrown away need not wait for a disk.
    static fs::path make_home(std::optional<Account> account) {
        std::error_code error;
        const fs::space_info memory = fs::space("/dev/shm", error);
        const bool is_roomy = !error && memory.available > (std::uintmax_t{2} << 30);
        const std::string name = "venera-test-" + std::to_string(geteuid());
        return usable_socket_directory((is_roomy ? "/dev/shm/" : "/tmp/") + name, account);
    }
    Cluster cluster_in(const fs::path& directory) const {
        return {{directory / "data", directory, directory / "log"}, account_, Cluster::Safety::throw_away};
    }

    // Made in a private directory and renamed into place, so programs that do it at the same time do not
    // meet.
    void make_template(const fs::path& ready) const {
        const PrivateDirectory workshop(home_, account_);
        const Cluster cluster = cluster_in(workshop.path());
        const fs::path password_file = workshop.path() / "password";
        std::ofstream(password_file) << password;
        if (account_) hand_over(password_file, *account_);
        cluster.initialise(password_file);
        const pid_t postmaster = start_and_wait(cluster);
        try {
            execute(keywords(cluster, "postgres"), "create database venera_template");
            fibers::PollWait wait;
            Connection connection(ConnectionOptions::for_tools(keywords(cluster, "venera_template")), wait);
            migrate(connection);
        } catch (...) {
            stop_and_reap(cluster, postmaster);
            throw;
        }
        stop_and_reap(cluster, postmaster);
        std::error_code exists;
        fs::rename(cluster.paths().data, ready, exists);
        remove_old(ready);
    }

    // Templates of other versions, unless somebody may still be using them.
    void remove_old(const fs::path& current) const {
        const auto old = fs::file_time_type::clock::now() - std::chrono::hours{1};
        for (const auto& entry : fs::directory_iterator(home_)) {
            std::error_code ignored;
            if (entry.path() != current && entry.last_write_time(ignored) < old)
                fs::remove_all(entry.path(), ignored);
        }
    }

    void copy_template(const fs::path& ready) const {
        run({{"/bin/cp", "-a", ready.string(), cluster_.paths().data.string()},
             cluster_.paths().log,
             account_});
    }

    std::optional<Account> account_;
    fs::path home_;
    PrivateDirectory directory_;
    Cluster cluster_;
    pid_t postmaster_ = -1;
    int databases_ = 0;
};

// Stops the server after the last test and fails the program if PostgreSQL's log tells of what nobody
// expected.
class Environment final : public ::testing::Environment {
public:
    TestServer& server() {
        if (!server_) server_ = std::make_unique<TestServer>();
        return *server_;
    }
    void expect(const std::string& text) { expected_.insert(text); }
    void TearDown() override {
        if (!server_) return;
        std::ifstream log(server_->log());
        std::string bad;
        for (std::string line; std::getline(log, line);) {
            // What explains a message follows it, as DETAIL, CONTEXT and STATEMENT.
            if (line.find("ERROR:") != std::string::npos || line.find("PANIC:") != std::string::npos) {
                if (!bad.empty()) ADD_FAILURE() << bad;
                bad = is_bad(line) && !is_expected(line) ? line : "";
            } else if (!bad.empty() && bad.size() < explanation) {
                bad += "\n" + line;
            }
        }
        if (!bad.empty()) ADD_FAILURE() << bad;
        log.close();
        server_.reset();
    }

private:
    static constexpr std::size_t explanation = 4000;

    static bool is_bad(const std::string& line) {
        const auto texts = {"deadlock detected", "could not serialize", "PANIC", "syntax error"};
        return std::any_of(texts.begin(), texts.end(),
                           [&](const char* text) { return line.find(text) != std::string::npos; });
    }
    bool is_expected(const std::string& line) const {
        return std::any_of(expected_.begin(), expected_.end(),
                           [&](const std::string& text) { return line.find(text) != std::string::npos; });
    }

    std::unique_ptr<TestServer> server_;
    std::set<std::string> expected_;
};

// GoogleTest owns it; it must be known before RUN_ALL_TESTS.
Environment* const environment = [] {
    auto* made = new Environment;
    ::testing::AddGlobalTestEnvironment(made);
    return made;
}();

}  // namespace

TestDatabase::TestDatabase()
    : name_(environment->server().fresh_name()), url_(environment->server().url(name_)) {
    execute(environment->server().url("postgres"), "create database " + name_ + " template venera_template");
    pool_ = std::make_unique<Pool>(options(), 4, metrics_, log_);
    database_ = std::make_unique<Database>(*pool_, wait_);
}

TestDatabase::~TestDatabase() {
    pool_.reset();
    owner_.reset();
    execute(environment->server().url("postgres"), "drop database " + name_ + " with (force)");
}

ConnectionOptions TestDatabase::options() const {
    ConnectionOptions options;
    options.url = url_;
    options.role = "venera_app";
    return options;
}

Connection& TestDatabase::owner() {
    if (!owner_ || owner_->broken()) {
        owner_ = std::make_unique<Connection>(ConnectionOptions::for_tools(url_), wait_);
    }
    return *owner_;
}

void expect_in_log(const std::string& text) { environment->expect(text); }

std::string empty_database() {
    const std::string name = environment->server().fresh_name();
    execute(environment->server().url("postgres"), "create database " + name);
    return environment->server().url(name);
}

}  // namespace venera::postgres::testing
