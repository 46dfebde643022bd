#include "platform/http/head.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "platform/http/chunks.hpp"
#include "platform/http/request_cases.hpp"

namespace venera::http {
namespace {

constexpr std::size_t body_limit = 1024 * 1024;
constexpr int incomplete = 0;

// What a connection does with bytes that arrive in pieces of `piece`, without a socket: the status of the
// refusal, 200, or `incomplete`.
struct Reader {
    Request request;
    Head head;

    int read(const std::string& raw, std::size_t piece) {
        HeadScanner scanner{HeadLimits{}};
        std::size_t arrived = 0;
        while (!scanner.size()) {
            if (arrived == raw.size()) return incomplete;
            arrived = std::min(raw.size(), arrived + piece);
            if (const Fault fault = scanner.scan(std::string_view(raw).substr(0, arrived)))
                return fault.status;
        }
        const std::string_view all = raw;
        if (const Fault fault = parse_head(all.substr(0, *scanner.size()), HeadLimits{}, request, head)) {
            return fault.status;
        }
        return body(all.substr(*scanner.size()), piece);
    }

    int body(std::string_view rest, std::size_t piece) {
        if (head.framing == Framing::none) return 200;
        if (head.framing == Framing::length) {
            if (head.content_length > body_limit) return 413;
            return rest.size() < head.content_length ? incomplete : 200;
        }
        ChunkDecoder decoder(body_limit);
        while (!rest.empty()) {
            std::size_t consumed = 0;
            if (const Fault fault = decoder.feed(rest.substr(0, piece), consumed, request.body))
                return fault.status;
            rest.remove_prefix(consumed);
            if (decoder.done()) return 200;
        }
        return incomplete;
    }
};

TEST(HeadTest, JudgesEveryCaseAlikeHoweverItArrives) {
    for (const RequestCase& one : request_cases()) {
        for (const std::size_t piece : {one.raw.size(), std::size_t{1}, std::size_t{7}}) {
            EXPECT_EQ(Reader{}.read(one.raw, piece), one.status) << one.name << ", in pieces of " << piece;
        }
    }
}

TEST(HeadTest, GivesThePartsOfARequest) {
    Reader reader;
    ASSERT_EQ(
        reader.read("POST /a%20b/c?x=1&y HTTP/1.1\r\nHOST: a\r\nX-Thing:  one two \r\nContent-Length: 3\r\n"
                    "Connection: keep-alive, Close\r\nExpect: 100-continue\r\n\r\nabc",
                    1000),
        200);
    EXPECT_EQ(reader.request.method, "POST");
    EXPECT_EQ(reader.request.path, "/a%20b/c");
    EXPECT_EQ(reader.request.query, "x=1&y");
    ASSERT_EQ(reader.request.headers.size(), 5U);
    EXPECT_EQ(reader.request.headers[0].name, "host");
    EXPECT_EQ(reader.request.headers[1].name, "x-thing");
    EXPECT_EQ(reader.request.headers[1].value, "one two");
    EXPECT_EQ(reader.head.framing, Framing::length);
    EXPECT_EQ(reader.head.content_length, 3U);
    EXPECT_TRUE(reader.head.close);
    EXPECT_TRUE(reader.head.expects_continue);
}

// The request object of a connection is used again: nothing of one request may show in the next.
TEST(HeadTest, LeavesNothingOfAnEarlierRequest) {
    Reader reader;
    ASSERT_EQ(
        reader.read("DELETE /long?query HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer secret\r\n\r\n", 1000),
        200);
    ASSERT_EQ(reader.read("GET / HTTP/1.1\r\nHost: b\r\n\r\n", 1000), 200);
    EXPECT_EQ(reader.request.method, "GET");
    EXPECT_EQ(reader.request.path, "/");
    EXPECT_EQ(reader.request.query, "");
    ASSERT_EQ(reader.request.headers.size(), 1U);
    EXPECT_FALSE(reader.head.close);
}

TEST(HeadTest, Http10ClosesAndNeverExpectsContinue) {
    Reader reader;
    ASSERT_EQ(
        reader.read("POST / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n\r\n",
                    1000),
        200);
    EXPECT_TRUE(reader.head.close);
    EXPECT_FALSE(reader.head.expects_continue);
}

// "Early" so that a client need not wait for the time-out to learn that its head can never end.
TEST(HeadTest, RefusesWhatCannotBecomeAHeadBeforeItEnds) {
    EXPECT_EQ(Reader{}.read("GET / HTTP/1.1\n", 1), 400);
    EXPECT_EQ(Reader{}.read("GET / HTTP/1.1\rX", 1), 400);
    EXPECT_EQ(Reader{}.read(std::string("GET /\0", 6), 1), 400);
    EXPECT_EQ(Reader{}.read("GET / HTTP/1.1\r\nHost: a", 1), incomplete);
}

TEST(ChunksTest, StopsAtTheEndOfTheBody) {
    ChunkDecoder decoder(100);
    std::string body;
    std::size_t consumed = 0;
    EXPECT_FALSE(decoder.feed("3\r\nabc\r\n0\r\n\r\nGET /next", consumed, body));
    EXPECT_TRUE(decoder.done());
    EXPECT_EQ(body, "abc");
    EXPECT_EQ(consumed, 13U);
}

TEST(ChunksTest, KnowsItsLimitExactly) {
    for (const auto& [size, status] : {std::pair{"a", 0}, std::pair{"b", 413}}) {
        ChunkDecoder decoder(10);
        std::string body;
        std::size_t consumed = 0;
        EXPECT_EQ(decoder.feed(std::string(size) + "\r\n", consumed, body).status, status);
    }
}

}  // namespace
}  // namespace venera::http
