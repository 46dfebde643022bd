// Answers that were asked for again while nothing had changed: the same question in the same state of the
// index has the same text. A fixed number of places, each for the questions whose hash it is; readers take no
// lock.
#pragma once
#include <array>
#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "platform/epochs/epochs.hpp"

namespace venera::scheduling {

class AnswerCache {
public:
    static constexpr std::size_t places = 512;
    static constexpr std::size_t largest = 64 * 1024;  // bytes of an answer that is kept

    AnswerCache() = default;
    ~AnswerCache();
    AnswerCache(const AnswerCache&) = delete;
    AnswerCache& operator=(const AnswerCache&) = delete;

    // The answer to `question` in the state that `tag` names; nothing if it is not kept.
    std::optional<std::string> find(std::string_view question, std::string_view tag) const;
    // Keeps the answer if the question was asked before in this state: while things change all the time,
    // answers are not copied for nothing.
    void offer(std::string_view question, std::string_view tag, const std::string& answer);

private:
    struct Entry {
        std::string question;
        std::string tag;
        std::optional<std::string> answer;  // nothing: it was asked once
    };

    static std::size_t place_of(std::string_view question);

    mutable Epochs epochs_;
    std::array<std::atomic<const Entry*>, places> entries_{};
};

}  // namespace venera::scheduling
