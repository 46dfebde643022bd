// Mutated requests through our parser and through llhttp in its strict mode: whatever ours accepts must be
// accepted by llhttp too, with the same end, the same body and the same fields. Two readers that agree cannot
// be played off.
#ifdef VENERA_LLHTTP
#include <gtest/gtest.h>
#include <llhttp.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "platform/http/chunks.hpp"
#include "platform/http/head.hpp"
#include "platform/http/request_cases.hpp"

namespace venera::http {
namespace {

struct Reading {
    bool accepted = false;
    std::size_t end = 0;  // where the next request begins
    std::string target;
    std::string body;
    std::vector<std::string> fields;  // "name:value"
};

Reading ours(const std::string& raw) {
    Reading result;
    HeadScanner scanner{HeadLimits{}};
    Request request;
    Head head;
    if (scanner.scan(raw) || !scanner.size()) return result;
    std::string_view rest = raw;
    if (parse_head(rest.substr(0, *scanner.size()), HeadLimits{}, request, head)) return result;
    rest.remove_prefix(*scanner.size());
    std::size_t used = head.content_length;
    if (head.framing == Framing::length) {
        if (rest.size() < used) return result;
        result.body = rest.substr(0, used);
    } else if (head.framing == Framing::chunked) {
        ChunkDecoder decoder(1 << 20);
        if (decoder.feed(rest, used, result.body) || !decoder.done()) return result;
    }
    result.accepted = true;
    result.end = *scanner.size() + used;
    result.target = request.path + (request.query.empty() ? "" : "?" + request.query);
    for (const Header& field : request.headers) result.fields.push_back(field.name + ":" + field.value);
    return result;
}

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.pop_back();
    return text;
}

struct Oracle {
    Reading reading;
    std::string name;
    std::string value;
    bool complete = false;

    static Oracle& of(llhttp_t* parser) { return *static_cast<Oracle*>(parser->data); }
    static llhttp_settings_t settings() {
        llhttp_settings_t s;
        llhttp_settings_init(&s);
        s.on_url = [](llhttp_t* p, const char* at, std::size_t n) {
            return of(p).reading.target.append(at, n), 0;
        };
        s.on_header_field = [](llhttp_t* p, const char* at, std::size_t n) {
            return of(p).name.append(at, n), 0;
        };
        s.on_header_value = [](llhttp_t* p, const char* at, std::size_t n) {
            return of(p).value.append(at, n), 0;
        };
        s.on_header_value_complete = [](llhttp_t* p) { return of(p).end_of_field(), 0; };
        s.on_body = [](llhttp_t* p, const char* at, std::size_t n) {
            return of(p).reading.body.append(at, n), 0;
        };
        s.on_message_complete = [](llhttp_t* p) {
            return of(p).complete = true, static_cast<int>(HPE_PAUSED);
        };
        return s;
    }
    void end_of_field() {
        for (char& c : name) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        }
        reading.fields.push_back(name + ":" + trimmed(value));
        name.clear();
        value.clear();
    }
};

Reading llhttps(const std::string& raw) {
    Oracle oracle;
    const llhttp_settings_t settings = Oracle::settings();
    llhttp_t parser;
    llhttp_init(&parser, HTTP_REQUEST, &settings);
    parser.data = &oracle;
    const llhttp_errno_t error = llhttp_execute(&parser, raw.data(), raw.size());
    oracle.reading.accepted =
        oracle.complete && (error == HPE_PAUSED || error == HPE_PAUSED_UPGRADE || error == HPE_OK);
    if (oracle.reading.accepted) {
        const char* end = error == HPE_OK ? raw.data() + raw.size() : llhttp_get_error_pos(&parser);
        oracle.reading.end = static_cast<std::size_t>(end - raw.data());
    }
    return oracle.reading;
}

std::string mutated(std::string raw, const std::vector<RequestCase>& seeds, std::mt19937_64& random) {
    static const std::vector<std::string> pieces{"\r\n",
                                                 "\n",
                                                 "\r",
                                                 " ",
                                                 "\t",
                                                 ":",
                                                 ";",
                                                 ",",
                                                 std::string(1, '\0'),
                                                 "0",
                                                 "1",
                                                 "f",
                                                 "%",
                                                 "\r\n\r\n",
                                                 "chunked",
                                                 "Content-Length: 3\r\n",
                                                 "Transfer-Encoding: chunked\r\n",
                                                 "Host: b\r\n",
                                                 "HTTP/1.1",
                                                 "\x80",
                                                 "0\r\n\r\n",
                                                 "/"};
    const auto below = [&random](std::size_t limit) {
        return static_cast<std::size_t>(random() % std::max<std::size_t>(1, limit));
    };
    for (std::size_t changes = 1 + below(3); changes > 0; --changes) {
        const std::size_t at = below(raw.size() + 1);
        switch (below(5)) {
            case 0:
                raw.insert(at, pieces[below(pieces.size())]);
                break;
            case 1:
                raw.erase(at, 1 + below(4));
                break;
            case 2:
                if (at < raw.size()) raw[at] = static_cast<char>(below(256));
                break;
            case 3:
                raw.insert(at, raw.substr(below(raw.size()), below(20)));
                break;
            case 4: {
                const std::string& other = seeds[below(seeds.size())].raw;
                raw = raw.substr(0, at) + other.substr(std::min(at, other.size()));
                break;
            }
        }
    }
    return raw;
}

// VENERA_SEED replays a run; VENERA_MUTANTS makes it longer.
TEST(HeadOracleTest, WhatWeAcceptLlhttpReadsAlike) {
    const char* given = std::getenv("VENERA_SEED");
    const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    const char* wanted = std::getenv("VENERA_MUTANTS");
    const std::uint64_t mutants = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 100'000;
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    std::vector<RequestCase> seeds = request_cases();
    std::erase_if(seeds, [](const RequestCase& one) { return one.raw.size() > 2000; });
    std::mt19937_64 random(seed);
    std::uint64_t accepted = 0;
    for (std::uint64_t i = 0; i < mutants; ++i) {
        const std::string raw = mutated(seeds[random() % seeds.size()].raw, seeds, random);
        const Reading mine = ours(raw);
        if (!mine.accepted) continue;
        ++accepted;
        const Reading theirs = llhttps(raw);
        ASSERT_TRUE(theirs.accepted) << "seed " << seed << ", mutant " << i << ": "
                                     << testing::PrintToString(raw);
        ASSERT_EQ(mine.end, theirs.end) << testing::PrintToString(raw);
        ASSERT_EQ(mine.body, theirs.body) << testing::PrintToString(raw);
        ASSERT_EQ(mine.fields, theirs.fields) << testing::PrintToString(raw);
    }
    EXPECT_GT(accepted, mutants / 50) << "the mutants are too wild to test anything";
}

TEST(HeadOracleTest, TheOracleItselfReads) {
    const Reading reading =
        llhttps("POST /x?y HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
    EXPECT_TRUE(reading.accepted);
    EXPECT_EQ(reading.body, "hi");
    EXPECT_EQ(reading.target, "/x?y");
    EXPECT_EQ(reading.fields, (std::vector<std::string>{"host:a", "transfer-encoding:chunked"}));
}

}  // namespace
}  // namespace venera::http
#endif
