#include "platform/http/chunks.hpp"

#include <algorithm>

namespace venera::http {

namespace {

constexpr int most_digits = 8;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

Fault ChunkDecoder::feed(std::string_view input, std::size_t& consumed, std::string& body) {
    consumed = 0;
    while (consumed < input.size() && state_ != State::done) {
        if (state_ == State::data) {
            const std::size_t count = std::min(left_, input.size() - consumed);
            body.append(input, consumed, count);
            consumed += count;
            left_ -= count;
            if (left_ == 0) state_ = State::data_return;
            continue;
        }
        if (const Fault fault = step(input[consumed], body.size())) return fault;
        ++consumed;
    }
    return faults::none;
}

Fault ChunkDecoder::step(char c, std::size_t decoded) {
    const auto expect = [&](char wanted, State next) {
        if (c != wanted) return faults::malformed;
        state_ = next;
        return faults::none;
    };
    switch (state_) {
        case State::size:
            return size_octet(c, decoded);
        case State::size_line_feed:
            digits_ = 0;
            return expect('\n', left_ == 0 ? State::end_return : State::data);
        case State::data_return:
            return expect('\r', State::data_line_feed);
        case State::data_line_feed:
            return expect('\n', State::size);
        // Anything else here would be a trailer field.
        case State::end_return:
            return expect('\r', State::end_line_feed);
        case State::end_line_feed:
            return expect('\n', State::done);
        case State::data:
        case State::done:
            break;
    }
    return faults::malformed;
}

Fault ChunkDecoder::size_octet(char c, std::size_t decoded) {
    if (c == '\r' && digits_ > 0) {
        if (left_ > limit_ - std::min(decoded, limit_)) return faults::too_large;
        state_ = State::size_line_feed;
        return faults::none;
    }
    const int digit = hex_digit(c);
    if (digit < 0 || digits_ == most_digits) return faults::malformed;
    ++digits_;
    left_ = left_ * 16 + static_cast<std::size_t>(digit);
    return faults::none;
}

}  // namespace venera::http
