// HTTP requests to places that somebody else chose, by libcurl: many at once, on one thread. Each is bounded
// in size and time, follows no redirect, and goes only where its guard allows: libcurl asks it with the very
// address that a socket is about to be opened to, so it does not matter what a name says a moment later.
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/fibers/wait.hpp"
#include "platform/net/guarded_address.hpp"

namespace venera::net {

struct Outgoing {
    enum class Method : std::uint8_t { get, post };

    Method method = Method::get;
    std::string url;                   // https; http only with Reach::anywhere
    std::vector<std::string> headers;  // "name: value"
    std::string body;
    std::size_t most_bytes = 64 * 1024;      // of the answer's body: the rest is not read
    std::chrono::milliseconds time{15'000};  // from the look-up of the name to the last byte
};

enum class Failure : std::uint8_t {
    none,        // there is an answer, whatever its status
    address,     // the guard refused every address
    name,        // no such name
    connection,  // nobody listens, or it ended early
    tls,         // no trusted certificate of that name
    timeout,
    protocol,  // not HTTP
    stopped,   // the program ends
};
const char* name_of(Failure failure);

struct Answer {
    Failure failure = Failure::none;
    int status = 0;
    std::string body;  // at most Outgoing::most_bytes
    bool is_cut = false;
    std::chrono::milliseconds took{0};
    std::chrono::seconds retry_after{0};  // the header, in either form; 0: none
    std::string etag{};                   // the headers as they came; empty: none
    std::string last_modified{};
};

class Transfers {
public:
    struct Options {
        Reach reach = Reach::public_only;
        std::string user_agent;
        std::optional<std::string> authority_file{};  // certificates to trust instead of the system's
    };
    explicit Transfers(Options options);
    ~Transfers();

    // Suspends the fiber, not the loop, for at most `request.time`. Does not throw for what a network does.
    Answer perform(fibers::Wait& wait, const Outgoing& request);
    // From now on nothing begins, and what runs has `grace` left. From any thread.
    void stop(std::chrono::milliseconds grace);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace venera::net
