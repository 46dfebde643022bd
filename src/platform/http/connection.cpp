#include "platform/http/connection.hpp"

#include <algorithm>
#include <cstring>
#include <exception>

#include "platform/http/chunks.hpp"
#include "platform/http/compression.hpp"
#include "platform/http/outlet.hpp"

namespace venera::http {

namespace {

using fibers::Idle;
using std::chrono::steady_clock;
using Expect = Stream::Expect;

constexpr std::size_t default_body_limit = 1024 * 1024;
constexpr std::chrono::seconds body_start{5};
constexpr std::chrono::seconds linger_time{1};
constexpr std::size_t linger_bytes = 16 * 1024 * 1024;
constexpr std::size_t joined_body = 16 * 1024;    // larger bodies are not copied behind their head
constexpr std::size_t largest_batch = 64 * 1024;  // of answers to pipelined requests

}  // namespace

void InputBuffer::consume(std::size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
}

void InputBuffer::reallocate(std::size_t capacity) {
    const std::size_t used = end_ - begin_;
    std::unique_ptr<char[]> larger(new char[capacity]);
    if (used > 0) std::memcpy(larger.get(), bytes_.get() + begin_, used);
    bytes_ = std::move(larger);
    capacity_ = capacity;
    begin_ = 0;
    end_ = used;
}

void InputBuffer::widen() {
    if (capacity_ < wide_capacity) reallocate(wide_capacity);
}

void InputBuffer::shrink() {
    if (capacity_ <= first_capacity) return;
    bytes_.reset();
    capacity_ = begin_ = end_ = 0;
}

char* InputBuffer::room(std::size_t& size) {
    if (end_ == capacity_) {
        const std::size_t used = end_ - begin_;
        if (used * 2 > capacity_ || capacity_ == 0) {
            reallocate(std::max(first_capacity, capacity_ * 2));
        } else {
            std::memmove(bytes_.get(), bytes_.get() + begin_, used);
            begin_ = 0;
            end_ = used;
        }
    }
    size = capacity_ - end_;
    return bytes_.get() + end_;
}

Connection::Connection(Stream& stream, fibers::Wait& wait, const Surroundings& around, const IpAddress& peer)
    : stream_(stream), wait_(wait), around_(around), peer_(peer), scanner_(around.options.head) {}

void Connection::serve() {
    while (serve_one() == Next::request) {
    }
    flush();
    linger();
}

Connection::Next Connection::serve_one() {
    Fault fault;
    head_only_ = false;
    switch (receive_head(fault)) {
        case Arrived::nothing:
            return Next::close;
        case Arrived::fault:
            refuse(fault);
            return Next::close;
        case Arrived::head:
            break;
    }
    request_.body.clear();
    request_.secure = stream_.secure();
    const std::size_t size = *scanner_.size();
    fault = parse_head(input_.view().substr(0, size), around_.options.head, request_, head_);
    if (fault) {
        refuse(fault);
        return Next::close;
    }
    input_.consume(size);
    scanner_.reset();
    head_only_ = request_.method == "HEAD";
    if (fault = receive_body(); fault) {
        refuse(fault);
        return Next::close;
    }
    identify_peer(request_, peer_, around_.options.trusted_proxies);
    return answer(respond());
}

// Sends what is due first: whoever waits for it may send nothing more until then. False at the end of the
// stream.
bool Connection::fill(Expect expect) {
    flush();
    std::size_t size = 0;
    char* room = input_.room(size);
    const std::size_t count = stream_.read(room, size, expect);
    input_.added(count);
    return count > 0;
}

// False if the connection ends without another request.
bool Connection::await_first_bytes() {
    const auto patience = first_ ? around_.options.header_time : around_.options.idle_time;
    flush();
    input_.shrink();
    wait_.set_deadline(steady_clock::now() + patience);
    wait_.set_idle(Idle::yes);
    try {
        const bool more = fill(first_ ? Expect::bytes : Expect::nothing);
        wait_.set_idle(Idle::no);
        return more;
    } catch (const fibers::Expired&) {
        return false;
    } catch (const fibers::Stopped&) {
        wait_.set_idle(Idle::no);
    }
    // Draining: a request that has already arrived is still answered.
    std::size_t size = 0;
    char* room = input_.room(size);
    const std::size_t count = stream_.read_available(room, size);
    input_.added(count);
    return count > 0;
}

Connection::Arrived Connection::receive_head(Fault& fault) {
    if (input_.empty() && !await_first_bytes()) return Arrived::nothing;
    first_ = false;
    if (fault = scanner_.scan(input_.view()); fault) return Arrived::fault;
    if (scanner_.size()) return Arrived::head;
    wait_.set_deadline(steady_clock::now() + around_.options.header_time);
    try {
        while (!scanner_.size()) {
            if (!fill(Expect::nothing)) return Arrived::nothing;  // gone in the middle: nobody to answer
            if (fault = scanner_.scan(input_.view()); fault) return Arrived::fault;
        }
    } catch (const fibers::Expired&) {
        fault = faults::timeout;
        return Arrived::fault;
    }
    return Arrived::head;
}

Fault Connection::receive_body() {
    if (head_.framing == Framing::none) return faults::none;
    const std::size_t limit = around_.hooks.body_limit
                                  ? around_.hooks.body_limit(request_.method, request_.path)
                                  : default_body_limit;
    try {
        return head_.framing == Framing::length ? receive_length(limit) : receive_chunks(limit);
    } catch (const fibers::Expired&) {
        return faults::timeout;
    }
}

void Connection::send_continue() {
    // A client that has begun to send its body does not wait for it.
    if (!head_.expects_continue || !input_.empty()) return;
    output_ += "HTTP/1.1 100 Continue\r\n\r\n";
}

namespace {

// A body has `body_time` as a whole, and must not come slower than so many bytes a second after a start.
class Pace {
public:
    explicit Pace(const ServerOptions& options) : options_(options) {}
    void expect_more(fibers::Wait& wait, std::size_t received) const {
        const std::chrono::seconds earned{received /
                                          std::max<std::size_t>(1, options_.body_bytes_per_second)};
        wait.set_deadline(start_ + std::min<steady_clock::duration>(body_start + earned, options_.body_time));
    }

private:
    const ServerOptions& options_;
    steady_clock::time_point start_ = steady_clock::now();
};

}  // namespace

Fault Connection::receive_length(std::size_t limit) {
    if (head_.content_length > limit) return faults::too_large;
    send_continue();
    if (head_.content_length > input_.view().size() + 4096) input_.widen();
    const Pace pace(around_.options);
    while (true) {
        const std::size_t count = std::min(head_.content_length - request_.body.size(), input_.view().size());
        request_.body.append(input_.view().substr(0, count));
        input_.consume(count);
        if (request_.body.size() == head_.content_length) return faults::none;
        pace.expect_more(wait_, request_.body.size());
        if (!fill(Expect::bytes)) throw Disconnected();
    }
}

Fault Connection::receive_chunks(std::size_t limit) {
    send_continue();
    const Pace pace(around_.options);
    ChunkDecoder decoder(limit);
    while (true) {
        std::size_t consumed = 0;
        if (const Fault fault = decoder.feed(input_.view(), consumed, request_.body)) return fault;
        input_.consume(consumed);
        if (decoder.done()) return faults::none;
        pace.expect_more(wait_, request_.body.size());
        if (!fill(Expect::bytes)) throw Disconnected();
    }
}

Response Connection::respond() {
    wait_.set_deadline(steady_clock::now() + around_.options.handler_time);
    try {
        return around_.handler(request_, wait_);
    } catch (const fibers::Expired&) {
        return problem(faults::unavailable);
    } catch (const fibers::Stopped&) {
        return problem(faults::unavailable);
    } catch (const std::exception&) {
        if (around_.hooks.escaped) around_.hooks.escaped("handler", std::current_exception());
    }
    return problem(faults::internal);
}

Connection::Next Connection::answer(Response response) {
    compress(response, request_.header("accept-encoding"));
    if (response.tail && !head_only_) return go_on(response);
    const bool close = head_.close || response.close || around_.loop.draining();
    append(response, close ? Persistence::close : Persistence::keep);
    return close ? Next::close : Next::request;
}

Connection::Next Connection::go_on(const Response& response) {
    append(response, Persistence::close);
    flush();
    Outlet outlet(stream_, wait_, around_.loop);
    try {
        response.tail(outlet);
    } catch (const fibers::Stopped&) {
        // Draining: nothing more is owed.
    }
    return Next::close;
}

void Connection::append(const Response& response, Persistence persistence) {
    const auto now = std::chrono::system_clock::to_time_t(around_.clock.now().value);
    append_head(output_, response, around_.date.text(now), persistence);
    if (head_only_ || !has_body(response.status)) return;
    if (response.body.size() > joined_body) return flush(response.body);
    output_ += response.body;
    if (output_.size() > largest_batch) flush();
}

void Connection::flush(std::string_view body) {
    if (output_.empty() && body.empty()) return;
    const auto deadline = wait_.deadline();
    stream_.write(output_, body);
    wait_.set_deadline(deadline);
    output_.clear();
}

Response Connection::problem(Fault fault) const {
    Response response = around_.hooks.problem(fault.status, fault.code);
    if (around_.hooks.finish)
        around_.hooks.finish(response, stream_.secure() ? Transport::tls : Transport::plain);
    return response;
}

void Connection::refuse(Fault fault) {
    Response response = problem(fault);
    if (fault == faults::method) {
        response.headers.push_back({"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"});
    }
    append(response, Persistence::close);
}

// Closing a socket that still has unread bytes resets the connection, and the reset may overtake our last
// answer. So we say that we are done, and read on for a moment until the other end is done too.
void Connection::linger() {
    stream_.finish_writing();
    wait_.set_deadline(steady_clock::now() + linger_time);
    wait_.set_idle(Idle::yes);
    for (std::size_t discarded = 0; discarded < linger_bytes;) {
        input_.consume(input_.view().size());
        std::size_t size = 0;
        char* room = input_.room(size);
        const std::size_t count = stream_.read(room, size, Expect::bytes);
        if (count == 0) return;
        discarded += count;
    }
}

}  // namespace venera::http
