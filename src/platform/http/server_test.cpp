#include "platform/http/server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>

#include "platform/http/raw_client.hpp"
#include "platform/http/request_cases.hpp"

namespace venera::http {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::Client;
using testing::get;
using testing::status_of;

std::size_t occurrences(std::string_view text, std::string_view wanted) {
    std::size_t count = 0;
    for (std::size_t at = text.find(wanted); at != text.npos; at = text.find(wanted, at + 1)) ++count;
    return count;
}

class ServerTest : public ::testing::Test {
protected:
    ServerTest() {
        options.port = 0;
        options.threads = 2;
        hooks.problem = [](int status, std::string_view code) {
            return Response{
                status, "application/problem+json", {}, "{\"code\":\"" + std::string(code) + "\"}", false};
        };
        hooks.finish = [](Response& response, Transport) {
            response.headers.push_back({"X-Finished", "yes"});
        };
        hooks.escaped = [this](std::string_view where, const std::exception_ptr&) {
            const std::lock_guard lock(mutex);
            escaped.emplace_back(where);
        };
    }
    void start() {
        server.emplace(
            options, hooks, [this](fibers::Loop&, std::size_t) { return handler(); }, clock);
        server->start();
    }
    Handler handler() {
        return [this](Request& request, fibers::Wait& wait) {
            {
                const std::lock_guard lock(mutex);
                seen.insert(request.path);
                changed.notify_all();
            }
            Response response{200, "text/plain", {}, request.path, false};
            if (request.path == "/echo") response.body = request.body;
            if (request.path == "/peer")
                response.body = request.peer_address + (request.secure ? " secure" : " plain");
            if (request.path == "/throw") throw std::runtime_error("handler");
            if (request.path == "/late") wait.sleep(1h);
            if (request.path == "/long") response.body.assign(300'000, 'x');
            if (request.path == "/none") response.status = 204;
            if (request.path == "/split") response.headers.push_back({"X-Split", "a\r\nSet-Cookie: b=c"});
            if (request.path == "/held")
                wait.suspend([this](std::function<void()> resume) { hold(std::move(resume)); });
            return response;
        };
    }
    void hold(std::function<void()> resume) {
        const std::lock_guard lock(mutex);
        held = std::move(resume);
        changed.notify_all();
    }
    std::function<void()> take_held() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return held != nullptr; });
        return std::move(held);
    }

    ServerOptions options;
    ServerHooks hooks;
    Clock clock;
    std::mutex mutex;
    std::condition_variable changed;
    std::set<std::string> seen;
    std::vector<std::string> escaped;
    std::function<void()> held;
    std::optional<Server> server;
};

TEST_F(ServerTest, AnswersEveryCaseAndNeverReadsPastARefusedRequest) {
    start();
    for (const RequestCase& one : request_cases()) {
        Client client(server->port());
        client.send(one.raw);
        if (one.status == 200) {
            EXPECT_EQ(status_of(client.receive(one.raw.starts_with("HEAD"))), 200) << one.name;
            continue;
        }
        client.send("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
        const std::string answer = client.receive_all();
        EXPECT_EQ(status_of(answer), one.status) << one.name;
        EXPECT_EQ(occurrences(answer, "HTTP/1.1 "), 1U) << one.name;
        EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos) << one.name;
        EXPECT_NE(answer.find("X-Finished: yes\r\n"), std::string::npos) << one.name;
        EXPECT_EQ(answer.find("Server:"), std::string::npos) << one.name;
    }
    const std::lock_guard lock(mutex);
    EXPECT_FALSE(seen.contains("/smuggled"));
    EXPECT_TRUE(escaped.empty());
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
    start();
    Client client(server->port());
    client.send(get("/1") + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody" + get("/long") +
                get("/3") + get("/4", "Connection: close\r\n") + get("/smuggled"));
    EXPECT_TRUE(client.receive().ends_with("\r\n\r\n/1"));
    EXPECT_TRUE(client.receive().ends_with("\r\n\r\nbody"));
    EXPECT_GT(client.receive().size(), 300'000U);
    EXPECT_TRUE(client.receive().ends_with("\r\n\r\n/3"));
    const std::string last = client.receive_all();
    EXPECT_NE(last.find("Connection: close\r\n"), std::string::npos);
    EXPECT_TRUE(last.ends_with("\r\n\r\n/4"));
}

TEST_F(ServerTest, SuppressesBodiesOfHeadAndOfNoContent) {
    start();
    Client client(server->port());
    client.send("HEAD /thing HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_NE(client.receive(true).find("Content-Length: 6\r\n"), std::string::npos);
    const std::string none = client.ask(get("/none"));
    EXPECT_EQ(status_of(none), 204);
    EXPECT_EQ(none.find("Content-Length"), std::string::npos);
    EXPECT_TRUE(client.ask(get("/next")).ends_with("\r\n\r\n/next"));
}

TEST_F(ServerTest, TakesBodiesUpToTheLimitOfTheRoute) {
    hooks.body_limit = [](std::string_view method, std::string_view path) -> std::size_t {
        return method == "POST" && path == "/echo" ? 500'000 : 10;
    };
    start();
    const std::string body(500'000, 'b');
    Client client(server->port());
    EXPECT_TRUE(client.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n" + body)
                    .ends_with("b" + body.substr(1)));
    EXPECT_TRUE(client
                    .ask("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7a120\r\n" +
                         body + "\r\n0\r\n\r\n")
                    .ends_with("b" + body.substr(1)));
    EXPECT_EQ(status_of(client.ask("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n")), 413);
    // The answer arrives although the client goes on sending what nobody will read.
    Client stubborn(server->port());
    stubborn.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 600000\r\n\r\n" + body);
    EXPECT_EQ(status_of(stubborn.receive_all()), 413);
}

TEST_F(ServerTest, SendsContinueOnlyIfTheBodyWillBeTaken) {
    start();
    const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
    Client client(server->port());
    EXPECT_EQ(client.ask(head + "2\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_TRUE(client.ask("hi").ends_with("\r\n\r\nhi"));
    client.send(head + "2000000\r\n\r\n");
    EXPECT_EQ(status_of(client.receive_all()), 413);
}

TEST_F(ServerTest, SurvivesHandlersThatThrow) {
    start();
    Client client(server->port());
    EXPECT_EQ(status_of(client.ask(get("/throw"))), 500);
    EXPECT_EQ(status_of(client.ask(get("/fine"))), 200);
    const std::lock_guard lock(mutex);
    EXPECT_EQ(escaped, std::vector<std::string>{"handler"});
}

TEST_F(ServerTest, EndsHandlersAtTheirDeadline) {
    options.handler_time = 1ms;
    start();
    Client client(server->port());
    EXPECT_EQ(status_of(client.ask(get("/late"))), 503);
    EXPECT_EQ(status_of(client.ask(get("/fine"))), 200);
}

TEST_F(ServerTest, GivesUpOnSlowClients) {
    options.header_time = 1ms;
    options.body_time = 1ms;
    start();
    Client silent(server->port());
    EXPECT_EQ(silent.receive_all(), "");
    Client in_head(server->port());
    in_head.send("GET / HTTP/1.1\r\nHo");
    const std::string answer =
        in_head.receive_all();  // 408, or nothing if the bytes came too late even for that
    EXPECT_TRUE(answer.empty() || status_of(answer) == 408);
    options.header_time = 10s;
    start();
    Client in_body(server->port());
    in_body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
    EXPECT_EQ(status_of(in_body.receive_all()), 408);
}

TEST_F(ServerTest, ClosesIdleConnections) {
    options.idle_time = 1ms;
    start();
    Client client(server->port());
    EXPECT_EQ(status_of(client.ask(get("/"))), 200);
    EXPECT_EQ(client.receive_all(), "");
}

TEST_F(ServerTest, ASlowClientDoesNotHoldUpOthers) {
    options.threads = 1;
    start();
    Client slow(server->port());
    slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
    Client held_up(server->port());
    held_up.send(get("/held"));
    const auto resume = take_held();
    Client quick(server->port());
    EXPECT_EQ(status_of(quick.ask(get("/"))), 200);
    resume();
    EXPECT_EQ(status_of(held_up.receive()), 200);
    slow.send("cde");
    EXPECT_EQ(status_of(slow.receive()), 200);
}

TEST_F(ServerTest, TurnsAwayTooManyConnections) {
    options.max_connections = 1;
    start();
    Client first(server->port());
    EXPECT_EQ(status_of(first.ask(get("/"))), 200);
    Client second(server->port());
    const std::string answer = second.receive_all();
    EXPECT_EQ(status_of(answer), 503);
    EXPECT_NE(answer.find("X-Finished: yes"), std::string::npos);
    EXPECT_EQ(status_of(first.ask(get("/"))), 200);
}

TEST_F(ServerTest, DrainsGracefully) {
    start();
    Client idle(server->port());
    EXPECT_EQ(status_of(idle.ask(get("/"))), 200);
    Client busy(server->port());
    busy.send(get("/held"));
    const auto resume = take_held();
    server->stop();
    EXPECT_EQ(idle.receive_all(), "");
    resume();
    const std::string answer = busy.receive_all();
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
    server->wait();
    EXPECT_THROW(Client{server->port()}, std::runtime_error);
    EXPECT_EQ(server->connections(), 0U);
}

TEST_F(ServerTest, LeavesNoDescriptorsBehind) {
    const auto open_descriptors = [] {
        const std::filesystem::directory_iterator all("/proc/self/fd");
        return std::distance(begin(all), end(all));
    };
    const auto before = open_descriptors();
    start();
    for (int i = 0; i < 20; ++i) {
        Client client(server->port());
        client.send(i % 2 == 0 ? get("/") : "BAD\n");
        client.receive();
    }
    server.reset();
    EXPECT_EQ(open_descriptors(), before);
}

TEST_F(ServerTest, RefusesToShareAPortWithAnotherServer) {
    start();
    ServerOptions same = options;
    same.port = server->port();
    Server other(
        same, hooks, [this](fibers::Loop&, std::size_t) { return handler(); }, clock);
    EXPECT_THROW(other.start(), std::system_error);
}

TEST_F(ServerTest, BelievesForwardedHeadersOfTrustedProxiesOnly) {
    const std::string request =
        get("/peer", "X-Forwarded-For: 6.6.6.6, 203.0.113.7\r\nX-Forwarded-Proto: https\r\n");
    start();
    EXPECT_TRUE(Client(server->port()).ask(request).ends_with("127.0.0.1 plain"));
    options.trusted_proxies = {*Network::parse("127.0.0.0/8")};
    start();
    EXPECT_TRUE(Client(server->port()).ask(request).ends_with("203.0.113.7 secure"));
}

TEST_F(ServerTest, CompressesLongText) {
    start();
    Client client(server->port());
    const std::string answer = client.ask(get("/long", "Accept-Encoding: gzip\r\n"));
    EXPECT_NE(answer.find("Content-Encoding: gzip\r\n"), std::string::npos);
    EXPECT_NE(answer.find("Vary: Accept-Encoding\r\n"), std::string::npos);
    EXPECT_LT(answer.size(), 10'000U);
}

TEST_F(ServerTest, NeverSplitsAnAnswer) {
    start();
    Client client(server->port());
    const std::string answer = client.ask(get("/split"));
    EXPECT_EQ(answer.find("Set-Cookie"), std::string::npos);
    EXPECT_EQ(status_of(answer), 200);
}

TEST_F(ServerTest, RunsJobsBesideTheConnections) {
    std::atomic<int> rounds{0};
    server.emplace(
        options, hooks,
        [&](fibers::Loop& loop, std::size_t) {
            loop.spawn("job", [&](fibers::Wait& wait) {
                while (true) {
                    ++rounds;
                    wait.sleep(1h);
                }
            });
            return handler();
        },
        clock);
    server->start();
    EXPECT_EQ(status_of(Client(server->port()).ask(get("/"))), 200);
    server->stop();
    server->wait();
    EXPECT_EQ(rounds, 2);  // one per thread
}

}  // namespace
}  // namespace venera::http
