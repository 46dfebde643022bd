#include "scheduling/answer_cache.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace venera::scheduling {
namespace {

TEST(AnswerCache, KeepsFromTheSecondTimeOn) {
    AnswerCache cache;
    cache.offer("q", "1", "answer");
    EXPECT_FALSE(cache.find("q", "1"));
    cache.offer("q", "1", "answer");
    EXPECT_EQ(cache.find("q", "1"), "answer");
    EXPECT_FALSE(cache.find("other", "1"));
}

TEST(AnswerCache, AnotherStateIsAnotherAnswer) {
    AnswerCache cache;
    for (int i = 0; i < 2; ++i) cache.offer("q", "1", "old");
    EXPECT_FALSE(cache.find("q", "2"));
    for (int i = 0; i < 2; ++i) cache.offer("q", "2", "new");
    EXPECT_EQ(cache.find("q", "2"), "new");
    EXPECT_FALSE(cache.find("q", "1"));
}

TEST(AnswerCache, LeavesHugeAnswersAlone) {
    AnswerCache cache;
    const std::string huge(AnswerCache::largest + 1, 'x');
    for (int i = 0; i < 3; ++i) cache.offer("q", "1", huge);
    EXPECT_FALSE(cache.find("q", "1"));
}

TEST(AnswerCache, ManyThreadsAtOnce) {
    AnswerCache cache;
    const auto work = [&] {
        for (int round = 0; round < 2'000; ++round) {
            const auto tag = std::to_string(round / 100);
            const auto question = std::to_string(round % 7);
            const auto answer = cache.find(question, tag);
            EXPECT_EQ(answer.value_or(question + tag), question + tag);
            cache.offer(question, tag, question + tag);
        }
    };
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back(work);
}

}  // namespace
}  // namespace venera::scheduling
