#include "platform/http/outlet.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <optional>

#include "platform/http/raw_client.hpp"
#include "platform/http/server.hpp"

namespace venera::http {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::Client;
using testing::get;
using testing::status_of;

// What a test sees of a stream: it sends "one", then "two" when the bell rings, and ends if it is told to.
struct OutletTest : ::testing::Test {
    OutletTest() {
        options.port = 0;
        options.threads = 2;
        hooks.problem = [](int status, std::string_view) { return Response{status, {}, {}, {}, false}; };
    }
    void start() {
        server.emplace(
            options, hooks,
            [this](fibers::Loop&, std::size_t) {
                return [this](Request&, fibers::Wait&) {
                    Response response{200, "text/event-stream", {}, {}, false};
                    response.tail = [this](Outlet& outlet) { send(outlet); };
                    return response;
                };
            },
            clock);
        server->start();
    }
    void send(Outlet& outlet) {
        const struct Ended {
            OutletTest& test;
            ~Ended() {
                const std::lock_guard lock(test.mutex);
                ++test.ended;
                test.changed.notify_all();
            }
        } told{*this};
        outlet.write("one");
        {
            const std::lock_guard lock(mutex);
            bell = outlet.bell();
            changed.notify_all();
        }
        // Longer than a handler may take.
        while (outlet.await(1h) == Outlet::Awaited::bell) {
            outlet.write("two");
            if (ends) return;
        }
    }
    void await_bell() {
        std::unique_lock lock(mutex);
        ASSERT_TRUE(changed.wait_for(lock, 10s, [this] { return bell != nullptr; }));
    }
    void await_end() {
        std::unique_lock lock(mutex);
        ASSERT_TRUE(changed.wait_for(lock, 10s, [this] { return ended == 1; }));
    }

    ServerOptions options;
    ServerHooks hooks;
    Clock clock;
    std::mutex mutex;
    std::condition_variable changed;
    std::function<void()> bell{};
    std::atomic<bool> ends{false};
    int ended = 0;
    std::optional<Server> server;
};

TEST_F(OutletTest, AnAnswerGoesOnUntilItsTailEnds) {
    options.handler_time = 50ms;
    start();
    Client client(server->port());
    client.send(get("/"));
    await_bell();
    ends = true;
    bell();
    const std::string answer = client.receive_all();
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_EQ(answer.find("Content-Length"), std::string::npos);
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("\r\n\r\nonetwo")) << answer;
    bell();  // for nobody
}

TEST_F(OutletTest, TheHeadAloneStartsNoTail) {
    start();
    Client client(server->port());
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(status_of(client.receive_all()), 200);
    EXPECT_EQ(ended, 0);
    EXPECT_EQ(bell, nullptr);
}

TEST_F(OutletTest, EndsWhenTheClientLeavesOrSpeaksOutOfTurn) {
    start();
    std::optional<Client> client(std::in_place, server->port());
    client->send(get("/"));
    await_bell();
    client.reset();
    await_end();
    {
        const std::lock_guard lock(mutex);
        ended = 0;
        bell = nullptr;
    }
    Client other(server->port());
    other.send(get("/"));
    await_bell();
    other.send(get("/"));
    await_end();
}

TEST_F(OutletTest, ADrainEndsItAtOnce) {
    options.drain_time = 1h;
    start();
    Client client(server->port());
    client.send(get("/"));
    await_bell();
    server->stop();
    server->wait();
    EXPECT_TRUE(client.receive_all().ends_with("one"));
    EXPECT_EQ(ended, 1);
}

}  // namespace
}  // namespace venera::http
