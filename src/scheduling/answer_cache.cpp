#include "scheduling/answer_cache.hpp"

#include <functional>
#include <memory>

namespace venera::scheduling {

AnswerCache::~AnswerCache() {
    for (const auto& entry : entries_) delete entry.load();
}

std::size_t AnswerCache::place_of(std::string_view question) {
    return std::hash<std::string_view>{}(question) % places;
}

std::optional<std::string> AnswerCache::find(std::string_view question, std::string_view tag) const {
    const Epochs::Guard guard(epochs_);
    const Entry* entry = entries_[place_of(question)].load();
    if (entry == nullptr || entry->tag != tag || entry->question != question) return std::nullopt;
    return entry->answer;
}

void AnswerCache::offer(std::string_view question, std::string_view tag, const std::string& answer) {
    if (answer.size() > largest) return;
    auto& place = entries_[place_of(question)];
    auto fresh = std::make_unique<Entry>(Entry{std::string(question), std::string(tag), std::nullopt});
    {
        const Epochs::Guard guard(epochs_);
        const Entry* entry = place.load();
        const bool is_taken = entry != nullptr && entry->tag == tag && entry->answer;
        if (is_taken) return;
        const bool was_asked = entry != nullptr && entry->tag == tag && entry->question == question;
        if (was_asked) fresh->answer = answer;
    }
    epochs_.retire(place.exchange(fresh.release()));
}

}  // namespace venera::scheduling
