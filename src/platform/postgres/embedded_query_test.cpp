// The embedded server through what happens to it: first start, restart, kill -9, several programs.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include "platform/postgres/cluster.hpp"
#include "platform/postgres/connection.hpp"
#include "platform/postgres/durability.hpp"
#include "platform/postgres/embedded.hpp"
#include "platform/postgres/migrations.hpp"

namespace venera::postgres {
namespace {

namespace fs = std::filesystem;

const Statement<std::int32_t()> postmaster_of{"test.postmaster_of", R"sql(
    select split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int4)sql"};
const Statement<std::int64_t()> kept{"test.kept", "select count(*) from kept"};
const Statement<std::string(std::string)> show{"test.show", "select current_setting($1)"};

struct Embedded : ::testing::Test {
    Embedded() {
        std::string made = "/tmp/venera-embedded-XXXXXX";
        data = mkdtemp(made.data());
        fs::permissions(data, fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
    }
    ~Embedded() override { fs::remove_all(data); }

    std::unique_ptr<EmbeddedServer> start() { return EmbeddedServer::attach_or_start(data, log); }

    // Tries until the supervisor has brought the server back.
    std::unique_ptr<Connection> connect(const std::string& url) {
        wait.set_deadline(std::chrono::steady_clock::now() + std::chrono::seconds{30});
        while (true) {
            try {
                return std::make_unique<Connection>(ConnectionOptions::for_tools(url), wait);
            } catch (const Unavailable&) {
                wait.sleep(std::chrono::milliseconds{20});
            }
        }
    }

    fs::path data;
    log::Log log{"/dev/null"};
    fibers::PollWait wait;
};

TEST_F(Embedded, StartsDurablyStopsAndKeepsItsData) {
    std::string url;
    pid_t postmaster = 0;
    {
        const auto server = start();
        EXPECT_TRUE(server->started_here());
        url = server->database_url();
        EXPECT_EQ(embedded_database_url(data), url);
        const auto connection = connect(url);
        EXPECT_EQ(unsafe_settings(*connection), std::vector<std::string>{});
        EXPECT_EQ(connection->one(show, "listen_addresses"), "");
        EXPECT_EQ(connection->one(show, "log_parameter_max_length_on_error"), "0");
        connection->script("create table kept (id int); insert into kept values (1)");
        postmaster = connection->one(postmaster_of);
    }
    EXPECT_TRUE(gone_within(postmaster, std::chrono::milliseconds{0}));
    const auto server = start();
    EXPECT_EQ(server->database_url(), url);
    EXPECT_EQ(connect(url)->one(kept), 1);
}

TEST_F(Embedded, ThePasswordIsPrivateAndNecessary) {
    const auto server = start();
    struct stat info {};
    ASSERT_EQ(stat((data / "postgres" / "password").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    std::string wrong = server->database_url();
    wrong.replace(wrong.find("venera:") + 7, 4, "xxxx");
    EXPECT_THROW(Connection(ConnectionOptions::for_tools(wrong), wait), Unavailable);
}

TEST_F(Embedded, SurvivesTheDeathOfItsPostmaster) {
    const auto server = start();
    auto connection = connect(server->database_url());
    connection->script("create table kept (id int); insert into kept values (1)");
    const pid_t before = connection->one(postmaster_of);
    kill(before, SIGKILL);
    ASSERT_TRUE(gone_within(before, std::chrono::seconds{10}));
    const auto use_it_until_it_breaks = [&] {
        while (true) connection->one(kept);  // the deadline of connect() still stands
    };
    EXPECT_THROW(use_it_until_it_breaks(), Unavailable);
    connection = connect(server->database_url());
    EXPECT_EQ(connection->one(kept), 1);
    EXPECT_NE(connection->one(postmaster_of), before);
}

TEST_F(Embedded, TheLastUserStopsIt) {
    auto first = start();
    auto second = start();
    EXPECT_FALSE(second->started_here());
    EXPECT_EQ(second->database_url(), first->database_url());
    const pid_t postmaster = connect(second->database_url())->one(postmaster_of);
    first.reset();
    EXPECT_EQ(connect(second->database_url())->one(postmaster_of), postmaster) << "the second still uses it";
    second.reset();
    EXPECT_TRUE(gone_within(postmaster, std::chrono::milliseconds{0}));
}

TEST_F(Embedded, WhoAttachedAlsoRestartsIt) {
    auto first = start();
    const auto second = start();
    const pid_t postmaster = connect(second->database_url())->one(postmaster_of);
    first.reset();
    kill(postmaster, SIGKILL);
    ASSERT_TRUE(gone_within(postmaster, std::chrono::seconds{10}));
    EXPECT_NE(connect(second->database_url())->one(postmaster_of), postmaster);
}

TEST_F(Embedded, ALongPathGetsAShortSocket) {
    data = data / std::string(90, 'x');
    fs::create_directories(data);
    const auto server = start();
    EXPECT_NO_THROW(connect(server->database_url()));
    EXPECT_TRUE(server->database_url().find("host=/tmp/venera-") != std::string::npos);
    const std::string& url = server->database_url();
    fs::remove_all(url.substr(url.find("host=") + 5));
    data = data.parent_path();
}

TEST_F(Embedded, MigratesAndHasTheApplicationsRole) {
    const auto server = start();
    const auto connection = connect(server->database_url());
    migrate(*connection);
    ConnectionOptions options{.url = server->database_url()};
    options.role = application_role(*connection);
    EXPECT_EQ(options.role, "venera_app");
    EXPECT_NO_THROW(Connection(options, wait));
}

TEST_F(Embedded, SystemDirectoriesAreNotGivenAway) {
    if (geteuid() != 0) GTEST_SKIP() << "only root gives directories away";
    EXPECT_THROW(drop_privileges("/"), std::runtime_error);
    EXPECT_THROW(drop_privileges("/var/lib/../lib"), std::runtime_error);
}

TEST(EmbeddedSettings, AreModestOnAnyMachine) {
    EXPECT_EQ(embedded_settings(1ULL << 30, "/x").at("shared_buffers"), "64MB");
    EXPECT_EQ(embedded_settings(1ULL << 37, "/x").at("shared_buffers"), "256MB");
}

}  // namespace
}  // namespace venera::postgres
