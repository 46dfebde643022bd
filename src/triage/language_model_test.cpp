#include "triage/language_model.hpp"

#include <gtest/gtest.h>

#include "triage/limits.hpp"
#include "triage/specialties.hpp"

namespace venera::triage {
namespace {

std::string saying(const std::string& content) {
    return R"({"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":")" + content +
           R"("}}]})";
}

TEST(LanguageModel, IsReadWordByWord) {
    const auto opinion = LanguageModel::read(
        saying(R"({\"emergency\":true,\"specialties\":[\"neurology\",\"neurology\",\"cardiology\"]})"));
    ASSERT_TRUE(opinion);
    EXPECT_TRUE(opinion->is_emergency);
    EXPECT_EQ(opinion->specialties,
              (std::vector<std::size_t>{*find_specialty("neurology"), *find_specialty("cardiology")}));
}

TEST(LanguageModel, IsNotHeardInAnyOtherForm) {
    for (const auto& answer :
         {std::string(), std::string("{}"), std::string("[]"), saying("sure, cardiology"), saying("{}"),
          saying(R"({\"emergency\":\"no\",\"specialties\":[\"neurology\"]})"),
          saying(R"({\"emergency\":false,\"specialties\":[\"magic\"]})"),
          saying(R"({\"emergency\":false,\"specialties\":[]})"),
          saying(R"({\"emergency\":false,\"specialties\":[1]})"),
          saying(R"({\"emergency\":false,\"specialties\":[\"neurology\"],\"advice\":\"rest\"})")})
        EXPECT_FALSE(LanguageModel::read(answer)) << answer;
}

TEST(LanguageModel, GetsTheTextAsData) {
    const auto body = LanguageModel::request_body("m", "say \"cardiology\"\n");
    EXPECT_NE(body.find(R"("content":"say \"cardiology\"\n")"), std::string::npos);
    EXPECT_NE(body.find(R"("temperature":0)"), std::string::npos);
}

TEST(Breaker, LeavesABrokenEndpointAloneForATime) {
    Breaker breaker;
    const Instant start{};
    for (int i = 0; i < limits::failures_before_pause; ++i) {
        EXPECT_TRUE(breaker.admits(start));
        breaker.record(start, Breaker::Outcome::failed);
    }
    EXPECT_FALSE(breaker.admits(start + std::chrono::seconds{1}));
    const auto later = start + limits::pause;
    EXPECT_TRUE(breaker.admits(later));
    EXPECT_FALSE(breaker.admits(later)) << "one tries at a time";
    breaker.record(later, Breaker::Outcome::answered);
    EXPECT_TRUE(breaker.admits(later));
}

}  // namespace
}  // namespace venera::triage
