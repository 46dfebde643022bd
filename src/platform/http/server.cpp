#include "platform/http/server.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <utility>

#include "platform/http/connection.hpp"

namespace venera::http {

namespace {

using fibers::Idle;
using fibers::Ready;
using std::chrono::steady_clock;

constexpr int backlog = 4096;
constexpr std::chrono::milliseconds pause_without_descriptors{50};

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

class Socket {
public:
    explicit Socket(int fd) : fd_(fd) {}
    Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Socket& operator=(Socket&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Socket() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }

private:
    int fd_;
};

void enable(int socket, int level, int option) {
    const int on = 1;
    if (::setsockopt(socket, level, option, &on, sizeof on) != 0) fail("setsockopt");
}

Socket listen_on(const sockaddr_storage& address, socklen_t size) {
    Socket socket(::socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket.get() < 0) fail("socket");
    enable(socket.get(), SOL_SOCKET, SO_REUSEADDR);
    enable(socket.get(), SOL_SOCKET, SO_REUSEPORT);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0) fail("bind");
    if (::listen(socket.get(), backlog) != 0) fail("listen");
    return socket;
}

// With SO_REUSEPORT a second server would quietly get half of the first one's connections. A plain bind
// tells.
void require_free(const sockaddr_storage& address, socklen_t size, const std::string& name) {
    const std::string refusal = "cannot listen on " + name;
    const Socket probe(::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (probe.get() < 0) fail("socket");
    enable(probe.get(), SOL_SOCKET, SO_REUSEADDR);
    if (::bind(probe.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0) fail(refusal.c_str());
}

// Numeric addresses only: a name would ask a resolver, and might mean several addresses.
std::pair<sockaddr_storage, socklen_t> resolve(const std::string& address, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0 ||
        found == nullptr) {
        throw std::system_error(std::make_error_code(std::errc::address_not_available), address);
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, &::freeaddrinfo);
    sockaddr_storage storage{};
    std::memcpy(&storage, found->ai_addr, found->ai_addrlen);
    return {storage, found->ai_addrlen};
}

std::string name_of(const std::string& address, std::uint16_t port) {
    const bool v6 = address.find(':') != std::string::npos;
    return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

std::uint16_t port_of(int socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) fail("getsockname");
    sockaddr_in6 copy{};  // the port stands at the same place in both families
    std::memcpy(&copy, &address, sizeof copy);
    return ntohs(copy.sin6_port);
}

// A connection is a descriptor, and the usual soft limit is 1,024: takes what the hard limit allows, and
// leaves some for everything else, so that a flood of connections cannot keep us from the database. Returns
// how many connections fit.
std::size_t descriptors_for_connections() {
    constexpr rlim_t others = 256;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) fail("getrlimit");
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) fail("setrlimit");
    }
    return limit.rlim_cur > 2 * others ? limit.rlim_cur - others : others;
}

// Signals are main's business; and a write to a closed TLS connection must give EPIPE, not SIGPIPE.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_BLOCK, &all, &before_);
    }
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

}  // namespace

// A connection that counts, from accept to close, also if its fiber never starts.
struct Server::Admitted {
    Admitted(Socket accepted, std::atomic<std::size_t>& connections)
        : socket(std::move(accepted)), count(connections) {}
    ~Admitted() { count.fetch_sub(1, std::memory_order_relaxed); }
    Admitted(const Admitted&) = delete;
    Admitted& operator=(const Admitted&) = delete;

    Socket socket;
    std::atomic<std::size_t>& count;
};

struct Server::Worker {
    Worker(Socket listening, fibers::Loop::Escaped escaped)
        : socket(std::move(listening)), loop(std::move(escaped)) {}

    Socket socket;
    fibers::Loop loop;
    Handler handler;
    HttpDate date;
};

Server::Server(ServerOptions options, ServerHooks hooks, MakeHandler make_handler, const Clock& clock)
    : options_(std::move(options)),
      hooks_(std::move(hooks)),
      make_handler_(std::move(make_handler)),
      clock_(clock) {}

Server::~Server() {
    stop();
    wait();
}

void Server::start() {
    if (!options_.certificate_file.empty()) {
        certificate_ = std::make_unique<TlsCertificate>(options_.certificate_file, options_.key_file);
    }
    options_.max_connections = std::min(options_.max_connections, descriptors_for_connections());
    port_ = options_.port;
    for (std::size_t i = 0; i < std::max<std::size_t>(1, options_.threads); ++i) {
        // The first decides what port 0 means; the others share it.
        const auto [address, size] = resolve(options_.address, port_);
        if (i == 0) require_free(address, size, name_of(options_.address, port_));
        workers_.push_back(std::make_unique<Worker>(
            listen_on(address, size),
            [this](std::string_view where, const std::exception_ptr& error) { report(where, error); }));
        port_ = port_of(workers_.back()->socket.get());
    }
    const SignalsBlocked inherited_by_the_threads;
    for (std::size_t i = 0; i < workers_.size(); ++i) {
        threads_.emplace_back([this, i] { run(*workers_[i], i); });
    }
}

void Server::run(Worker& worker, std::size_t index) {
    try {
        worker.handler = make_handler_(worker.loop, index);
        worker.loop.spawn("accept", [this, &worker](fibers::Wait& wait) { accept(worker, wait); });
        worker.loop.run();
    } catch (const std::exception&) {
        report("worker", std::current_exception());
    }
    worker.handler = nullptr;
}

void Server::accept(Worker& worker, fibers::Wait& wait) {
    const int listening = worker.socket.get();
    wait.set_idle(Idle::yes);
    try {
        while (true) {
            wait.until(listening, Ready::read);
            Accepted accepted = Accepted::one;
            while (accepted == Accepted::one) accepted = accept_one(worker);
            // Out of descriptors: others must close some first, and until then the queue stays readable.
            if (accepted == Accepted::no_descriptor) wait.sleep(pause_without_descriptors);
        }
    } catch (const fibers::Stopped&) {
        wait.forget(listening);
    }
    // Those already in the queue would be reset by the close: they are still served.
    while (accept_one(worker) == Accepted::one) {
    }
    worker.socket = Socket(-1);
}

Server::Accepted Server::accept_one(Worker& worker) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    Socket socket(::accept4(worker.socket.get(), reinterpret_cast<sockaddr*>(&address), &size,
                            SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.get() < 0) {
        if (errno == ECONNABORTED || errno == EINTR) return Accepted::one;
        const bool exhausted = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
        return exhausted ? Accepted::no_descriptor : Accepted::none;
    }
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // A client that does not read its answers holds at most this much of them in the kernel, beside what is
    // in flight.
    const int unsent = 128 * 1024;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
    if (connections_.fetch_add(1, std::memory_order_relaxed) >= options_.max_connections) {
        connections_.fetch_sub(1, std::memory_order_relaxed);
        turn_away(socket.get());
        return Accepted::one;
    }
    // Shared only because a std::function must be copyable.
    const auto admitted = std::make_shared<Admitted>(std::move(socket), connections_);
    worker.loop.spawn("connection", [this, &worker, admitted, peer = IpAddress::of(address)](
                                        fibers::Wait& own) { serve(worker, *admitted, peer, own); });
    return Accepted::one;
}

void Server::serve(Worker& worker, Admitted& admitted, const IpAddress& peer, fibers::Wait& wait) {
    const Surroundings around{options_, hooks_, worker.handler, worker.loop, clock_, worker.date};
    try {
        Stream stream(admitted.socket.release(), wait);
        if (certificate_) {
            wait.set_deadline(steady_clock::now() + options_.header_time);
            stream.begin_tls(*certificate_->current());
        }
        Connection(stream, wait, around, peer).serve();
    } catch (const Disconnected&) {
    } catch (const fibers::Expired&) {
    }
}

// Too many connections: one try to say so, without a fiber. In TLS nothing can be said before the handshake.
void Server::turn_away(int socket) {
    if (certificate_) return;
    Response response = hooks_.problem(faults::unavailable.status, faults::unavailable.code);
    if (hooks_.finish) hooks_.finish(response, Transport::plain);
    HttpDate date;
    std::string out;
    append_head(out, response, date.text(std::chrono::system_clock::to_time_t(clock_.now().value)),
                Persistence::close);
    out += response.body;
    [[maybe_unused]] const auto sent = ::send(socket, out.data(), out.size(), MSG_NOSIGNAL);
    ::shutdown(socket, SHUT_WR);
}

void Server::stop() {
    const auto last = steady_clock::now() + options_.drain_time;
    for (const auto& worker : workers_) worker->loop.drain(last);
}

void Server::wait() {
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void Server::reload_tls() {
    if (certificate_) certificate_->reload();
}

void Server::report(std::string_view where, const std::exception_ptr& error) const {
    if (hooks_.escaped) hooks_.escaped(where, error);
}

}  // namespace venera::http
