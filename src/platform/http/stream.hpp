// The bytes of one connection, plain or in TLS, over a non-blocking socket that a fiber waits for.
#pragma once
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "platform/fibers/wait.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace venera::http {

// The other end is gone, or does not speak TLS: there is nobody to answer.
struct Disconnected : std::runtime_error {
    Disconnected() : std::runtime_error("disconnected") {}
};

class Stream {
public:
    // Owns `socket`, which must be non-blocking.
    Stream(int socket, fibers::Wait& wait);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    // Performs the server's side of the TLS handshake. Throws: Disconnected, Expired, Stopped.
    void begin_tls(ssl_ctx_st& context);
    bool secure() const { return tls_ != nullptr; }

    // What to assume of a socket before the first try: after an answer the client's next bytes are rarely
    // there yet.
    enum class Expect { bytes, nothing };
    // Waits for bytes; 0 = the other end has sent its last. Throws: Disconnected, Expired, Stopped.
    std::size_t read(char* into, std::size_t size, Expect expect);
    // What is there already, without waiting; 0 = nothing.
    std::size_t read_available(char* into, std::size_t size);

    // True if the other end has neither sent anything more nor ended what it sends. Throws: Disconnected.
    bool quiet();
    // For an answer that goes on: of what the client does not read the kernel keeps this much.
    void keep_unsent(int bytes);
    int socket() const { return socket_; }

    // Sends both texts, in one packet if they fit. Sets the deadline: a peer that takes less than 1 kB a
    // second, after a start of 10 s, is not waited for. Throws: Disconnected, Expired, Stopped.
    void write(std::string_view head, std::string_view body);
    // Says that nothing more will come (close_notify in TLS).
    void finish_writing();

private:
    // How many bytes moved; or, if `again`, what to wait for; or that the other end has sent its last.
    struct Tried {
        std::size_t count = 0;
        bool end = false;
        bool again = false;
        fibers::Ready ready = fibers::Ready::read;
    };
    Tried try_read(char* into, std::size_t size);
    Tried try_write(std::string_view head, std::string_view body);
    Tried tls_result(int result);

    struct FreeTls {
        void operator()(ssl_st* tls) const;
    };

    int socket_;
    fibers::Wait& wait_;
    std::unique_ptr<ssl_st, FreeTls> tls_;
};

}  // namespace venera::http
