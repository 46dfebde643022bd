#include "webhooks/rules.hpp"

#include <gtest/gtest.h>

#include "webhooks/limits.hpp"

namespace venera::webhooks {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(EventPattern, TakesATypeAWholeContextOrEverything) {
    for (const char* text : {"appointment.booked", "appointment.*", "*", "webhook.test", "doctor.*"})
        EXPECT_TRUE(EventPattern::parse(text)) << text;
    for (const char* text : {"",
                             ".",
                             ".*",
                             "**",
                             "appointment",
                             "appointment.",
                             "appointment*",
                             "appointment.b*",
                             "app*",
                             "appointment.book",
                             "appointment.booked.*",
                             "*.booked",
                             "user.registered",
                             "user.*",
                             "session.*",
                             "record.updated",
                             "mail.*",
                             "relative.ended",
                             "Appointment.*",
                             "appointment.* "})
        EXPECT_FALSE(EventPattern::parse(text)) << text;
}

TEST(EventFilter, MatchesByTypeOrByPrefixWithItsDot) {
    EXPECT_TRUE(matches("appointment.booked", "appointment.booked"));
    EXPECT_FALSE(matches("appointment.booked", "appointment.moved"));
    EXPECT_TRUE(matches("appointment.*", "appointment.moved"));
    EXPECT_FALSE(matches("appointment.*", "appointments.moved"));
    EXPECT_FALSE(matches("appointment.*", "appointment"));
    EXPECT_TRUE(matches("*", "doctor.retired"));
    EXPECT_TRUE(wants({"doctor.*", "appointment.booked"}, "appointment.booked"));
    EXPECT_FALSE(wants({"doctor.*", "appointment.booked"}, "appointment.moved"));
    EXPECT_FALSE(wants({}, "appointment.moved"));
}

TEST(EventFilter, WhatConcernsAccountsAndRecordsIsNotOffered) {
    EXPECT_TRUE(is_offered("appointment.cancelled"));
    for (const char* type : {"user.registered", "session.started", "mail.requested", "api_key.created",
                             "record.updated", "record.break_glass", "relative.requested", "webhook.created"})
        EXPECT_FALSE(is_offered(type)) << type;
}

std::string code_of(const char* url, net::Reach reach = net::Reach::public_only) {
    const auto parsed = Url::parse(url);
    if (!parsed) return "not_a_url";
    const auto problem = problem_of(*parsed, reach);
    return problem ? std::string(problem->code) : "";
}

TEST(WebhookUrl, IsHttpsOnItsPortAndOnThePublicInternet) {
    for (const char* url : {"https://example.com", "https://example.com/hooks?a=b",
                            "https://example.com:443/", "https://8.8.8.8/", "https://[2606:4700::1]/x"})
        EXPECT_EQ(code_of(url), "") << url;
    EXPECT_EQ(code_of("http://example.com/"), "not_https");
    for (const char* url :
         {"https://example.com:22/", "https://example.com:8443", "https://[2606:4700::1]:80/"})
        EXPECT_EQ(code_of(url), "port_not_allowed") << url;
    for (const char* url :
         {"https://127.0.0.1/", "https://10.1.2.3", "https://169.254.169.254/latest/meta-data",
          "https://[::1]/", "https://[::ffff:7f00:1]/", "https://[fd00::1]:443/", "https://0.0.0.0/?x"})
        EXPECT_EQ(code_of(url), "private_address") << url;
    for (const char* url :
         {"https://user@example.com/", "https://example.com@127.0.0.1/", "https://0x7f.1/", "https://0/",
          "https://2130706433/", "https://017700000001/", "ftp://example.com/", "gopher://example.com/",
          "https://exa mple.com/", "https://example.com/\r\nx: y", "https://[fe80::1%25eth0]/"})
        EXPECT_EQ(code_of(url), "not_a_url") << url;
    EXPECT_EQ(code_of("http://127.0.0.1:8080/x", net::Reach::anywhere), "");
}

net::Answer with(int status, net::Failure failure = net::Failure::none) {
    net::Answer answer;
    answer.status = status;
    answer.failure = failure;
    return answer;
}

TEST(WebhookUrl, NamesItsHostWithoutWhatMayBeASecret) {
    EXPECT_EQ(host_of("https://hooks.example.org/in?key=secret"), "hooks.example.org");
    EXPECT_EQ(host_of("http://127.0.0.1:8080"), "127.0.0.1");
    EXPECT_EQ(host_of("https://[2001:db8::1]:8443/x"), "2001:db8::1");
}

TEST(Verdict, OnlyTwoHundredsAreAcceptedAndARedirectIsAFailure) {
    for (const int status : {200, 201, 202, 204, 299})
        EXPECT_EQ(verdict_of(with(status)), Verdict::delivered);
    for (const int status : {0, 100, 199, 300, 301, 302, 307, 308, 400, 401, 404, 409, 429, 500, 503})
        EXPECT_EQ(verdict_of(with(status)), Verdict::failed) << status;
    EXPECT_EQ(verdict_of(with(410)), Verdict::gone);
    EXPECT_EQ(verdict_of(with(200, net::Failure::timeout)), Verdict::failed) << "its end never came";
    EXPECT_EQ(verdict_of(with(0, net::Failure::stopped)), Verdict::unknown);
}

TEST(Retries, FollowTheScheduleAndTheTenthAttemptIsTheLast) {
    const double middle = 0.5;
    const std::vector<seconds> expected{seconds{5}, minutes{5}, minutes{30}, hours{2}, hours{5},
                                        hours{10},  hours{14},  hours{20},   hours{24}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const Failed failed{"appointment.booked", static_cast<std::int32_t>(i + 1)};
        EXPECT_EQ(pause_after(failed, middle), milliseconds{expected[i]}) << i + 1;
    }
    EXPECT_EQ(pause_after({"appointment.booked", 10}, middle), std::nullopt);
    EXPECT_EQ(pause_after({"appointment.booked", 11}, middle), std::nullopt);
    EXPECT_EQ(pause_after({test_event, 1}, middle), std::nullopt) << "a test is sent once";
}

TEST(Retries, SpreadByAFifthAndHonourRetryAfterUpToADay) {
    EXPECT_EQ(pause_after({"x.y", 1}, 0.0), milliseconds{4'000});
    EXPECT_EQ(pause_after({"x.y", 1}, 1.0), milliseconds{6'000});
    EXPECT_EQ(pause_after({"x.y", 1, seconds{120}}, 0.5), milliseconds{120'000});
    EXPECT_EQ(pause_after({"x.y", 2, seconds{120}}, 0.5), milliseconds{300'000})
        << "not earlier than planned";
    EXPECT_EQ(pause_after({"x.y", 1, hours{1'000}}, 0.5), milliseconds{hours{24}});
}

TEST(Excerpt, IsPlainTextOfAKilobyte) {
    EXPECT_EQ(excerpt_of("fine\n\tthanks"), "fine\n\tthanks");
    EXPECT_EQ(excerpt_of(std::string("a\0b\x1b[2J\xff\xc3\xa9", 10)), "a?b?[2J???");
    EXPECT_EQ(excerpt_of(std::string(5'000, 'x')).size(), limits::excerpt_bytes);
}

}  // namespace
}  // namespace venera::webhooks
