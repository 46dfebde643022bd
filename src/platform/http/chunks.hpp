// The chunked transfer coding (RFC 9112, 7.1), decoded piece by piece. Chunk extensions and trailer fields
// are refused: nothing of ours uses them, and both have carried smuggled requests and forged headers.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "platform/http/head.hpp"

namespace venera::http {

class ChunkDecoder {
public:
    // Bodies larger than `limit` bytes are refused when the size of the chunk that exceeds it is known.
    explicit ChunkDecoder(std::size_t limit) : limit_(limit) {}

    // Appends the data in `input` to `body` and sets `consumed` to what was used of `input`: all of it, or
    // everything up to the end of the body.
    Fault feed(std::string_view input, std::size_t& consumed, std::string& body);
    bool done() const { return state_ == State::done; }

private:
    enum class State {
        size,
        size_line_feed,
        data,
        data_return,
        data_line_feed,
        end_return,
        end_line_feed,
        done
    };

    Fault step(char c, std::size_t decoded);
    Fault size_octet(char c, std::size_t decoded);

    std::size_t limit_;
    State state_ = State::size;
    std::size_t left_ = 0;  // of the current chunk
    int digits_ = 0;
};

}  // namespace venera::http
