#include "platform/http/request_cases.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <set>

namespace venera::http {
namespace {

using std::string_literals::operator""s;

// A GET with these fields besides Host.
std::string get(const std::string& fields) { return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"; }
// A POST with these fields besides Host, and what follows the head.
std::string post(const std::string& fields, const std::string& rest) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + rest;
}
std::string chunked(const std::string& rest) { return post("Transfer-Encoding: chunked\r\n", rest); }
std::string with_target(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
}
std::string with_line(const std::string& line) { return line + "\r\nHost: a\r\n\r\n"; }
std::string with_host(const std::string& host) { return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"; }
std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

std::vector<RequestCase> framing_cases() {
    const std::string smuggled = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    return {
        {"length", post("Content-Length: 2\r\n", "{}"), 200},
        {"length zero", post("Content-Length: 0\r\n", ""), 200},
        {"length leading zero", post("Content-Length: 02\r\n", "{}"), 200},
        {"body on GET", get("Content-Length: 2\r\n") + "{}", 200},
        {"length twice, equal", post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"), 400},
        {"length twice, different", post("Content-Length: 2\r\nContent-Length: 5\r\n", "{}"), 400},
        {"length list", post("Content-Length: 2, 2\r\n", "{}"), 400},
        {"length plus", post("Content-Length: +2\r\n", "{}"), 400},
        {"length minus", post("Content-Length: -2\r\n", "{}"), 400},
        {"length hexadecimal", post("Content-Length: 0x2\r\n", "{}"), 400},
        {"length empty", post("Content-Length:\r\n", ""), 400},
        {"length with space inside", post("Content-Length: 2 2\r\n", "{}"), 400},
        {"length fraction", post("Content-Length: 2.0\r\n", "{}"), 400},
        {"length exponent", post("Content-Length: 1e1\r\n", "{}"), 400},
        {"length underscore digits", post("Content-Length: 1_0\r\n", "{}"), 400},
        {"length beyond 64 bits", post("Content-Length: 18446744073709551618\r\n", "{}"), 400},
        {"length of 18 nines", post("Content-Length: 999999999999999999\r\n", "{}"), 413},
        {"length over the limit", post("Content-Length: 1048577\r\n", ""), 413},
        {"length and chunked", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", smuggled), 400},
        {"chunked and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", smuggled), 400},
        {"chunked and length zero", post("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", smuggled),
         400},
        {"xchunked", post("Transfer-Encoding: xchunked\r\n", smuggled), 501},
        {"chunked twice in a list", post("Transfer-Encoding: chunked, chunked\r\n", smuggled), 501},
        {"two transfer encodings",
         post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", smuggled), 400},
        {"chunked then identity",
         post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", smuggled), 400},
        {"gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", smuggled), 501},
        {"identity", post("Transfer-Encoding: identity\r\n", smuggled), 501},
        {"chunked with parameter", post("Transfer-Encoding: chunked;q=1\r\n", smuggled), 501},
        {"chunked in quotes", post("Transfer-Encoding: \"chunked\"\r\n", smuggled), 501},
        {"transfer encoding empty", post("Transfer-Encoding:\r\n", smuggled), 400},
        {"chunked with vertical tab",
         post("Transfer-Encoding: \x0b"
              "chunked\r\n",
              smuggled),
         400},
        {"chunked with NUL", post("Transfer-Encoding: chunked\0\r\n"s, smuggled), 400},
        {"chunked folded", post("Transfer-Encoding:\r\n chunked\r\n", smuggled), 400},
        {"space before colon", post("Transfer-Encoding : chunked\r\n", smuggled), 400},
        {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + smuggled,
         400},
        {"chunked in upper case", post("Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n"), 200},
        {"chunked with trailing tab", post("Transfer-Encoding: chunked\t\r\n", "0\r\n\r\n"), 400},
        {"length after a tab", post("Content-Length:\t2\r\n", "{}"), 400},
    };
}

std::vector<RequestCase> chunk_cases() {
    return {
        {"one chunk", chunked("5\r\nhello\r\n0\r\n\r\n"), 200},
        {"two chunks", chunked("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"), 200},
        {"hexadecimal size", chunked("A\r\n0123456789\r\n0\r\n\r\n"), 200},
        {"leading zeros", chunked("0005\r\nhello\r\n000\r\n\r\n"), 200},
        {"extension", chunked("5;a=b\r\nhello\r\n0\r\n\r\n"), 400},
        {"extension on the last", chunked("5\r\nhello\r\n0;x\r\n\r\n"), 400},
        {"extension with bare LF", chunked("5;\n\r\nhello\r\n0\r\n\r\n"), 400},
        {"space after size", chunked("5 \r\nhello\r\n0\r\n\r\n"), 400},
        {"space before size", chunked(" 5\r\nhello\r\n0\r\n\r\n"), 400},
        {"tab after size", chunked("5\t\r\nhello\r\n0\r\n\r\n"), 400},
        {"size with prefix", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400},
        {"negative size", chunked("-5\r\nhello\r\n0\r\n\r\n"), 400},
        {"plus size", chunked("+5\r\nhello\r\n0\r\n\r\n"), 400},
        {"no size", chunked("\r\nhello\r\n0\r\n\r\n"), 400},
        {"size not a number", chunked("G\r\nhello\r\n0\r\n\r\n"), 400},
        {"size overflow", chunked("FFFFFFFFFFFFFFFF1\r\nhello\r\n0\r\n\r\n"), 400},
        {"size of nine digits", chunked("000000005\r\nhello\r\n0\r\n\r\n"), 400},
        {"size over the limit", chunked("FFFFFFFF\r\n"), 413},
        {"sum over the limit", chunked("1\r\na\r\n100000\r\n"), 413},
        {"bare LF after size", chunked("5\nhello\r\n0\r\n\r\n"), 400},
        {"bare CR after size", chunked("5\rhello\r\n0\r\n\r\n"), 400},
        {"data longer than its size", chunked("3\r\nhello\r\n0\r\n\r\n"), 400},
        {"bare LF after data", chunked("5\r\nhello\n0\r\n\r\n"), 400},
        {"two bytes instead of CRLF after data", chunked("5\r\nhelloXX0\r\n\r\n"), 400},
        {"bare LF at the end", chunked("0\r\n\n"), 400},
        {"trailer", chunked("0\r\nX-Trailer: 1\r\n\r\n"), 400},
        {"trailer Authorization", chunked("0\r\nAuthorization: Bearer x\r\n\r\n"), 400},
        {"trailer Content-Length", chunked("0\r\nContent-Length: 10\r\n\r\n"), 400},
        {"trailer X-Forwarded-For", chunked("0\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n"), 400},
        {"underscore in size", chunked("1_0\r\n0123456789abcdef\r\n0\r\n\r\n"), 400},
    };
}

std::vector<RequestCase> host_cases() {
    return {
        {"host name", with_host("www.example.com"), 200},
        {"host name with port", with_host("www.example.com:8080"), 200},
        {"host with trailing dot", with_host("example.com."), 200},
        {"host with underscore", with_host("venera_web:80"), 200},
        {"host IPv4", with_host("127.0.0.1:80"), 200},
        {"host IPv6", with_host("[::1]:80"), 200},
        {"host missing", "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n", 400},
        {"no field at all", "GET / HTTP/1.1\r\n\r\n", 400},
        {"host missing in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", 400},
        {"host twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"host twice, equal", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 400},
        {"host empty", with_host(""), 400},
        {"host with comma", with_host("a,b"), 400},
        {"host with space", with_host("a b"), 400},
        {"host with user info", with_host("user@a"), 400},
        {"host with path", with_host("a/b"), 400},
        {"host with scheme", with_host("http://a"), 400},
        {"host with query", with_host("a?b"), 400},
        {"host with backslash", with_host("a\\b"), 400},
        {"host port empty", with_host("a:"), 400},
        {"host port not a number", with_host("a:x"), 400},
        {"host port too large", with_host("a:65536"), 400},
        {"host port twice", with_host("a:1:2"), 400},
        {"host IPv6 without brackets", with_host("::1"), 400},
        {"host IPv6 unclosed", with_host("[::1"), 400},
        {"host IPv6 with zone", with_host("[fe80::1%25eth0]"), 400},
        {"host bad IPv4", with_host("256.0.0.1"), 400},
        {"host of digits", with_host("2130706433"), 400},
        {"host empty label", with_host("a..b"), 400},
        {"host label with dash first", with_host("-a"), 400},
        {"host not ASCII", with_host("ex\xc3\xa4mple"), 400},
        {"host percent-encoded", with_host("a%2eb"), 400},
        {"host of 254 bytes", with_host(repeated("abcdefghi.", 25) + "abcd"), 400},
    };
}

std::vector<RequestCase> line_cases() {
    return {
        {"plain", get(""), 200},
        {"HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 200},
        {"HTTP/0.9", "GET /\r\n\r\n", 400},
        {"HTTP/1.2", with_line("GET / HTTP/1.2"), 505},
        {"HTTP/2.0", with_line("GET / HTTP/2.0"), 505},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"HTTP/3.0", with_line("GET / HTTP/3.0"), 505},
        {"version in lower case", with_line("GET / http/1.1"), 400},
        {"version of two digits", with_line("GET / HTTP/1.10"), 400},
        {"version without minor", with_line("GET / HTTP/1"), 400},
        {"version of spaces", with_line("GET / HTTP/ 1.1"), 400},
        {"other protocol", with_line("GET / HTTPS/1.1"), 400},
        {"two spaces before target", with_line("GET  / HTTP/1.1"), 400},
        {"two spaces before version", with_line("GET /  HTTP/1.1"), 400},
        {"tab as separator", with_line("GET\t/\tHTTP/1.1"), 400},
        {"trailing space", with_line("GET / HTTP/1.1 "), 400},
        {"leading space", with_line(" GET / HTTP/1.1"), 400},
        {"leading CRLF", "\r\n" + get(""), 400},
        {"bare LF line ends", "GET / HTTP/1.1\nHost: a\n\n", 400},
        {"bare LF after request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
        {"bare LF in the head", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400},
        {"bare CR in the head", "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", 400},
        {"NUL in the line", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s, 400},
        {"TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
        {"unknown method", with_line("BREW / HTTP/1.1"), 501},
        {"WebDAV method", with_line("PROPFIND / HTTP/1.1"), 501},
        {"method in lower case", with_line("get / HTTP/1.1"), 501},
        {"method with slash", with_line("GE/T / HTTP/1.1"), 400},
        {"TRACE", with_line("TRACE / HTTP/1.1"), 405},
        {"CONNECT", with_line("CONNECT a:443 HTTP/1.1"), 405},
        {"OPTIONS", with_line("OPTIONS / HTTP/1.1"), 200},
    };
}

std::vector<RequestCase> target_cases() {
    return {
        {"query", with_target("/a?b=c&d=e"), 200},
        {"query of FHIR", with_target("/a?code=http://x.y|1"), 200},
        {"percent-encoded", with_target("/a%20b?c=%C3%A9"), 200},
        {"encoded slash", with_target("/a%2Fb"), 200},
        {"dots inside a segment", with_target("/a..b/.well-known/...?x=../y"), 200},
        {"absolute target", with_target("http://a/"), 400},
        {"asterisk", with_line("OPTIONS * HTTP/1.1"), 400},
        {"authority target", with_target("a:80"), 400},
        {"relative target", with_target("a/b"), 400},
        {"fragment", with_target("/a#b"), 400},
        {"percent alone", with_target("/a%"), 400},
        {"percent cut", with_target("/a%2"), 400},
        {"percent with bad digit", with_target("/a%2g"), 400},
        {"percent NUL", with_target("/a%00b"), 400},
        {"percent cut in query", with_target("/a?b=%"), 400},
        {"percent NUL in query", with_target("/a?b=%00"), 400},
        {"dot segment", with_target("/a/./b"), 400},
        {"dot dot segment", with_target("/a/../b"), 400},
        {"dot dot at the end", with_target("/a/.."), 400},
        {"dot dot encoded", with_target("/a/%2e%2E/b"), 400},
        {"dot dot half encoded", with_target("/a/.%2e/b"), 400},
        {"backslash", with_target("/a\\b"), 400},
        {"quote", with_target("/a\"b"), 400},
        {"angle brackets", with_target("/a?<b>"), 400},
        {"not ASCII", with_target("/\xc3\xa9"), 400},
        {"DEL", with_target("/a\x7f"), 400},
        {"target of 4096", with_target("/" + std::string(4095, 'a')), 200},
        {"target of 4097", with_target("/" + std::string(4096, 'a')), 414},
        {"target without end", "GET /" + std::string(5000, 'a'), 414},
        {"target and head too long", with_target("/" + std::string(20000, 'a')), 414},
    };
}

std::vector<RequestCase> field_cases() {
    return {
        {"tab and spaces around a value", get("X: \t y \t\r\n"), 200},
        {"empty value", get("X:\r\n"), 200},
        {"UTF-8 in a value", get("X: \xc3\xa9\r\n"), 200},
        {"colon in a value", get("X: a:b\r\n"), 200},
        {"list field twice", get("Accept: a\r\nAccept: b\r\n"), 200},
        {"obs-fold with space", get("X: a\r\n b\r\n"), 400},
        {"obs-fold with tab", get("X: a\r\n\tb\r\n"), 400},
        {"fold before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
        {"space in a name", get("X Y: a\r\n"), 400},
        {"tab before colon", get("X\t: a\r\n"), 400},
        {"no name", get(": a\r\n"), 400},
        {"no colon", get("X\r\n"), 400},
        {"name not ASCII", get("X\xc3\xa9: a\r\n"), 400},
        {"name with parenthesis", get("X(: a\r\n"), 400},
        {"NUL in a value", get("X: a\0b\r\n"s), 400},
        {"control in a value", get("X: a\x01\r\n"), 400},
        {"DEL in a value", get("X: a\x7f\r\n"), 400},
        {"escape in a value", get("X: \x1b[0m\r\n"), 400},
        {"two Authorization", get("Authorization: a\r\nAuthorization: b\r\n"), 400},
        {"two Content-Type", get("Content-Type: a\r\ncontent-type: a\r\n"), 400},
        {"two Cookie", get("Cookie: a=b\r\nCookie: c=d\r\n"), 400},
        {"two Idempotency-Key", get("Idempotency-Key: a\r\nIdempotency-Key: b\r\n"), 400},
        {"two If-Match", get("If-Match: \"1\"\r\nIf-Match: \"2\"\r\n"), 400},
        {"two Origin", get("Origin: http://a\r\nOrigin: http://b\r\n"), 400},
        {"two X-API-Key", get("X-API-Key: a\r\nX-API-Key: b\r\n"), 400},
        {"Content-Encoding gzip", post("Content-Encoding: gzip\r\nContent-Length: 2\r\n", "{}"), 415},
        {"Content-Encoding br chunked",
         post("Content-Encoding: br\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 415},
        {"Expect continue", post("Expect: 100-Continue\r\nContent-Length: 2\r\n", "{}"), 200},
        {"Expect other", post("Expect: 200-ok\r\nContent-Length: 2\r\n", "{}"), 417},
        {"64 fields", get(repeated("X: y\r\n", 63)), 200},
        {"65 fields", get(repeated("X: y\r\n", 64)), 431},
        {"field too large", get("X: " + std::string(16384, 'a') + "\r\n"), 431},
        {"head without end", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(17000, 'a'), 431},
        {"many small fields", "GET / HTTP/1.1\r\nHost: a\r\n" + repeated("X: y\r\n", 3000), 431},
    };
}

}  // namespace

std::vector<RequestCase> request_cases() {
    std::vector<RequestCase> all;
    for (auto* part : {&framing_cases, &chunk_cases, &host_cases, &line_cases, &target_cases, &field_cases}) {
        std::vector<RequestCase> cases = part();
        std::move(cases.begin(), cases.end(), std::back_inserter(all));
    }
    return all;
}

TEST(RequestCasesTest, AreManyAndNamedApart) {
    std::set<std::string> names;
    for (const RequestCase& one : request_cases()) EXPECT_TRUE(names.insert(one.name).second) << one.name;
    EXPECT_GE(names.size(), 120U);
}

}  // namespace venera::http
