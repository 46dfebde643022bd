// One connection: reads requests one after the other, strictly, and answers them in order. Nothing that
// follows a refused request is ever looked at.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "platform/fibers/loop.hpp"
#include "platform/http/response_writer.hpp"
#include "platform/http/server.hpp"
#include "platform/http/stream.hpp"

namespace venera::http {

// Bytes that have arrived and are not used yet. Grows when it is full.
class InputBuffer {
public:
    std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }
    void consume(std::size_t count);
    // Room for at least one byte more: where to put it, and how much fits.
    char* room(std::size_t& size);
    void added(std::size_t count) { end_ += count; }
    // For a large body: fewer, larger reads.
    void widen();
    // Requires: empty(). Gives back what widen() took.
    void shrink();

private:
    static constexpr std::size_t first_capacity = 4096;
    static constexpr std::size_t wide_capacity = 32 * 1024;

    void reallocate(std::size_t capacity);

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

// What the connections of one thread share.
struct Surroundings {
    const ServerOptions& options;
    const ServerHooks& hooks;
    const Handler& handler;
    const fibers::Loop& loop;
    const Clock& clock;
    HttpDate& date;
};

class Connection {
public:
    Connection(Stream& stream, fibers::Wait& wait, const Surroundings& around, const IpAddress& peer);

    // Until either side closes. Throws: Disconnected, Expired, Stopped.
    void serve();

private:
    enum class Next { request, close };
    enum class Arrived { head, nothing, fault };

    Next serve_one();
    Arrived receive_head(Fault& fault);
    bool await_first_bytes();
    Fault receive_body();
    Fault receive_length(std::size_t limit);
    Fault receive_chunks(std::size_t limit);
    bool fill(Stream::Expect expect);
    void send_continue();

    Response respond();
    Next answer(Response response);
    Next go_on(const Response& response);
    void refuse(Fault fault);
    Response problem(Fault fault) const;
    void append(const Response& response, Persistence persistence);
    void flush(std::string_view body = {});
    void linger();

    Stream& stream_;
    fibers::Wait& wait_;
    const Surroundings& around_;
    IpAddress peer_;
    InputBuffer input_;
    std::string output_;  // answers not sent yet
    HeadScanner scanner_;
    Head head_;
    Request request_;
    bool first_ = true;
    bool head_only_ = false;
};

}  // namespace venera::http
