#include "platform/http/stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <optional>

namespace venera::http {

namespace {

using fibers::Ready;
using std::chrono::steady_clock;

constexpr std::chrono::seconds write_start{10};
constexpr std::chrono::minutes write_end{5};
constexpr std::size_t least_bytes_per_second = 1024;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

iovec part(std::string_view text) { return {const_cast<char*>(text.data()), text.size()}; }

}  // namespace

void Stream::FreeTls::operator()(ssl_st* tls) const { ::SSL_free(tls); }

Stream::Stream(int socket, fibers::Wait& wait) : socket_(socket), wait_(wait) {}

Stream::~Stream() {
    tls_.reset();
    wait_.forget(socket_);
    ::close(socket_);
}

void Stream::begin_tls(ssl_ctx_st& context) {
    ::ERR_clear_error();
    tls_.reset(::SSL_new(&context));
    if (!tls_ || ::SSL_set_fd(tls_.get(), socket_) != 1) throw Disconnected();
    ::SSL_set_accept_state(tls_.get());
    while (true) {
        ::ERR_clear_error();
        const Tried tried = tls_result(::SSL_do_handshake(tls_.get()));
        if (tried.end) throw Disconnected();
        if (!tried.again) return;
        wait_.until(socket_, tried.ready);
    }
}

// OpenSSL keeps its errors per thread: nothing may wait between an operation and this.
Stream::Tried Stream::tls_result(int result) {
    if (result > 0) return {.count = static_cast<std::size_t>(result)};
    const int error = ::SSL_get_error(tls_.get(), result);
    if (error == SSL_ERROR_WANT_READ) return {.again = true, .ready = Ready::read};
    if (error == SSL_ERROR_WANT_WRITE) return {.again = true, .ready = Ready::write};
    if (error == SSL_ERROR_ZERO_RETURN) return {.end = true};
    ::ERR_clear_error();
    throw Disconnected();
}

Stream::Tried Stream::try_read(char* into, std::size_t size) {
    if (tls_) {
        ::ERR_clear_error();
        return tls_result(
            ::SSL_read(tls_.get(), into, static_cast<int>(std::min<std::size_t>(size, 1 << 20))));
    }
    const ssize_t count = ::recv(socket_, into, size, 0);
    if (count > 0) return {.count = static_cast<std::size_t>(count)};
    if (count == 0) return {.end = true};
    if (!would_block()) throw Disconnected();
    return {.again = true, .ready = Ready::read};
}

Stream::Tried Stream::try_write(std::string_view head, std::string_view body) {
    if (tls_) {
        ::ERR_clear_error();
        const std::string_view first = head.empty() ? body : head;
        const std::size_t size = std::min<std::size_t>(first.size(), std::numeric_limits<int>::max());
        return tls_result(::SSL_write(tls_.get(), first.data(), static_cast<int>(size)));
    }
    std::array<iovec, 2> parts{part(head), part(body)};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = body.empty() ? 1 : 2;
    const ssize_t count = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
    if (count >= 0) return {.count = static_cast<std::size_t>(count)};
    if (!would_block()) throw Disconnected();
    return {.again = true, .ready = Ready::write};
}

std::size_t Stream::read(char* into, std::size_t size, Expect expect) {
    const bool buffered = tls_ && ::SSL_pending(tls_.get()) > 0;
    if (expect == Expect::nothing && !buffered) wait_.until(socket_, Ready::read);
    while (true) {
        const Tried tried = try_read(into, size);
        if (!tried.again) return tried.count;
        wait_.until(socket_, tried.ready);
    }
}

std::size_t Stream::read_available(char* into, std::size_t size) { return try_read(into, size).count; }

bool Stream::quiet() {
    char byte = 0;
    return try_read(&byte, 1).again;
}

void Stream::keep_unsent(int bytes) { ::setsockopt(socket_, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes); }

void Stream::write(std::string_view head, std::string_view body) {
    // What fits into the kernel's buffers at once says nothing of the peer: the clock starts at the first
    // wait.
    std::optional<steady_clock::time_point> start;
    std::size_t taken = 0;
    while (!head.empty() || !body.empty()) {
        const Tried tried = try_write(head, body);
        if (tried.end) throw Disconnected();
        if (tried.again) {
            if (!start) {
                start = steady_clock::now();
                taken = 0;
            }
            const std::chrono::seconds earned{taken / least_bytes_per_second};
            wait_.set_deadline(*start + std::min<steady_clock::duration>(write_start + earned, write_end));
            wait_.until(socket_, tried.ready);
            continue;
        }
        taken += tried.count;
        const std::size_t of_head = std::min(tried.count, head.size());
        head.remove_prefix(of_head);
        body.remove_prefix(tried.count - of_head);
    }
}

void Stream::finish_writing() {
    if (tls_) {
        ::ERR_clear_error();
        ::SSL_shutdown(tls_.get());  // one try: a client that does not read gets no close_notify
        ::ERR_clear_error();
    }
    ::shutdown(socket_, SHUT_WR);
}

}  // namespace venera::http
