#include "platform/tracing/trace.hpp"

#include <gtest/gtest.h>

#include <set>

namespace venera::tracing {
namespace {

constexpr std::string_view trace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr std::string_view parent = "00f067aa0ba902b7";

bool is_id(std::string_view text, std::size_t digits) {
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
           text.find_first_not_of('0') != std::string_view::npos;
}

TEST(Trace, ContinuesAValidOne) {
    const Trace found = Trace::from("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    EXPECT_EQ(found.trace_id, trace);
    EXPECT_EQ(found.parent_id, parent);
    EXPECT_TRUE(found.sampled);
    EXPECT_TRUE(is_id(found.span_id, 16));
    EXPECT_NE(found.span_id, parent);
    EXPECT_EQ(found.traceparent(), "00-" + std::string(trace) + "-" + found.span_id + "-01");
}

TEST(Trace, OnlyTheLowestFlagSamples) {
    const auto sampled = [](const std::string& flags) {
        return Trace::from("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-" + flags).sampled;
    };
    EXPECT_FALSE(sampled("00"));
    EXPECT_TRUE(sampled("01"));
    EXPECT_FALSE(sampled("02"));
    EXPECT_TRUE(sampled("ff"));
    EXPECT_FALSE(sampled("fe"));
}

TEST(Trace, ReadsLaterVersions) {
    for (const char* later : {"01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                              "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-follows"}) {
        EXPECT_EQ(Trace::from(later).trace_id, trace) << later;
    }
}

TEST(Trace, BeginsAnewForAnythingElse) {
    for (const char* bad : {"", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
                            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                            "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
                            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
                            "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                            " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-001"}) {
        const Trace fresh = Trace::from(bad);
        EXPECT_TRUE(is_id(fresh.trace_id, 32)) << bad;
        EXPECT_TRUE(is_id(fresh.span_id, 16)) << bad;
        EXPECT_NE(fresh.trace_id, trace) << bad;
        EXPECT_EQ(fresh.parent_id, "") << bad;
        EXPECT_FALSE(fresh.sampled) << bad;
    }
}

TEST(Trace, IdsDiffer) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const Trace fresh = Trace::from("");
        seen.insert(fresh.trace_id);
        seen.insert(fresh.span_id);
    }
    EXPECT_EQ(seen.size(), 2000U);
}

}  // namespace
}  // namespace venera::tracing
