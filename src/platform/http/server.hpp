// The HTTP server: one event loop per thread, each with its own listening socket on the same port
// (SO_REUSEPORT), one fiber per connection. It hands whole, checked requests to the handler of the thread and
// sends what that returns.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "platform/fibers/loop.hpp"
#include "platform/http/head.hpp"
#include "platform/http/message.hpp"
#include "platform/http/peer.hpp"
#include "platform/http/tls.hpp"
#include "platform/time/clock.hpp"

namespace venera::http {

// Answers one request, within wait.deadline(). An exception that leaves it becomes a 500 (503 if it is
// Expired).
using Handler = std::function<Response(Request&, fibers::Wait&)>;

enum class Transport { plain, tls };

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any free one
    std::size_t threads = 1;
    std::size_t max_connections = 10'000;
    HeadLimits head;
    std::chrono::milliseconds header_time{10'000};
    std::chrono::milliseconds body_time{30'000};
    std::size_t body_bytes_per_second = 1024;  // after the first five seconds
    std::chrono::milliseconds idle_time{60'000};
    std::chrono::milliseconds handler_time{5'000};
    std::chrono::milliseconds drain_time{15'000};  // then even busy connections are closed
    std::string certificate_file;                  // empty: no TLS
    std::string key_file;
    std::vector<Network> trusted_proxies;
};

// What the server asks of the layer above. Called on the loop threads: must be thread-safe.
struct ServerHooks {
    // The answer to a request that the edge itself refuses; `code` as in faults::.
    std::function<Response(int status, std::string_view code)> problem;
    // Adds the headers that every answer carries to such an answer. May be empty.
    std::function<void(Response&, Transport)> finish;
    // The largest body of a route, in bytes. May be empty: 1 MiB for all.
    std::function<std::size_t(std::string_view method, std::string_view path)> body_limit;
    // An exception that left a handler, a connection or a job of a loop. May be empty.
    std::function<void(std::string_view where, const std::exception_ptr&)> escaped;
};

class Server {
public:
    // Makes the handler of one thread, on that thread, before it accepts: the place to open the thread's
    // database connections and to spawn its periodic jobs. The handler is destroyed there too, after the last
    // fiber has ended.
    using MakeHandler = std::function<Handler(fibers::Loop&, std::size_t thread)>;

    Server(ServerOptions options, ServerHooks hooks, MakeHandler make_handler, const Clock& clock);
    ~Server();  // stops and waits

    // Listens and starts the threads. Throws: std::system_error if the address cannot be bound, TlsError.
    void start();
    std::uint16_t port() const { return port_; }

    // Begins the drain: no new connections, idle ones and jobs end, requests in flight are answered with
    // `Connection: close`. Returns at once. From any thread.
    void stop();
    // Until all threads have ended, at most drain_time after stop().
    void wait();

    // Reads certificate and key again. Throws: TlsError; the old ones stay in use. From any thread.
    void reload_tls();

    std::size_t connections() const { return connections_.load(std::memory_order_relaxed); }

private:
    struct Worker;
    struct Admitted;

    void run(Worker& worker, std::size_t index);
    void accept(Worker& worker, fibers::Wait& wait);
    enum class Accepted { one, none, no_descriptor };
    Accepted accept_one(Worker& worker);
    void serve(Worker& worker, Admitted& admitted, const IpAddress& peer, fibers::Wait& wait);
    void turn_away(int socket);
    void report(std::string_view where, const std::exception_ptr& error) const;

    ServerOptions options_;
    ServerHooks hooks_;
    MakeHandler make_handler_;
    const Clock& clock_;
    std::unique_ptr<TlsCertificate> certificate_;
    std::uint16_t port_ = 0;
    std::atomic<std::size_t> connections_{0};
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<std::thread> threads_;
};

}  // namespace venera::http
