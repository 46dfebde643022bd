#include "platform/http/response_writer.hpp"

#include <gtest/gtest.h>

namespace venera::http {
namespace {

TEST(ResponseWriterTest, WritesAHead) {
    std::string out;
    HttpDate date;
    append_head(out, {201, "application/json", {{"Location", "/a"}}, "{}", false}, date.text(784111777),
                Persistence::close);
    EXPECT_EQ(
        out,
        "HTTP/1.1 201 Created\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\nLocation: /a\r\nConnection: close\r\n\r\n");
}

TEST(ResponseWriterTest, TheDateMovesOn) {
    HttpDate date;
    EXPECT_EQ(date.text(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(date.text(1), "Thu, 01 Jan 1970 00:00:01 GMT");
}

TEST(ResponseWriterTest, OmitsTheLengthWhereThereIsNoBody) {
    std::string out;
    append_head(out, {304, "", {{"ETag", "\"1\""}}, "", false}, "d", Persistence::keep);
    EXPECT_EQ(out, "HTTP/1.1 304 Not Modified\r\nDate: d\r\nETag: \"1\"\r\n\r\n");
}

TEST(ResponseWriterTest, DropsFieldsThatWouldSplitTheAnswer) {
    std::string out;
    append_head(out,
                {200,
                 "text/plain\r\nX: y",
                 {{"A", "b\nc"}, {"D\r\n", "e"}, {"F", std::string("g\0h", 3)}, {"I", "j\tk"}},
                 "",
                 false},
                "d", Persistence::keep);
    EXPECT_EQ(out, "HTTP/1.1 200 OK\r\nDate: d\r\nContent-Length: 0\r\nI: j\tk\r\n\r\n");
}

}  // namespace
}  // namespace venera::http
