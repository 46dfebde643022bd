// Properties: what is printed is read back as it was, and no mutated document crashes the reader or changes
// on the way.
#include <gtest/gtest.h>

#include <cmath>

#include "platform/json/testing.hpp"

namespace venera::json::testing {
namespace {

class Generator {
public:
    explicit Generator(std::mt19937_64& random) : random_(random) {}

    std::uint64_t below(std::uint64_t count) { return random_() % count; }
    bool flip() { return below(2) == 0; }

    Everything everything() {
        Everything all;
        all.patient_id = {uuid()};
        all.slot = slot();
        for (std::uint64_t i = below(4); i > 0; --i) all.reminders.push_back(static_cast<Channel>(below(3)));
        all.first_visit = flip();
        all.priority = {static_cast<std::int64_t>(below(10))};
        all.small = static_cast<std::int16_t>(random_());
        all.medium = static_cast<std::int32_t>(random_());
        all.large = static_cast<std::int64_t>(random_());
        all.ratio = number();
        all.plain = string(30);
        if (flip()) all.note = Prose<100>{"x" + line(90) + "y"};
        if (flip()) all.other_slot = slot();
        for (std::uint64_t i = below(4); i > 0; --i)
            all.counts[string(5)] = static_cast<std::int64_t>(random_());
        all.infos.text_value = free_value(4);
        if (flip()) all.title = {Patch<Text<20>>::State::value, {"x" + line(18) + "y"}};
        if (flip()) all.email.state = Patch<Email, Clears::yes>::State::null;
        if (flip()) all.tree = tree(3);
        return all;
    }

private:
    Uuid uuid() {
        Uuid made;
        for (auto& byte : made.bytes) byte = static_cast<std::uint8_t>(random_());
        return made;
    }
    Slot slot() {
        const auto start = static_cast<std::int64_t>(below(253402300799));
        return {Instant::from_epoch_seconds(start), Instant::from_epoch_seconds(start + 1)};
    }
    double number() {
        const double value = std::bit_cast<double>(random_());
        return std::isnormal(value) ? value : 0.0;
    }
    Tree tree(int depth) {
        Tree made{{"x" + line(18) + "y"}, {}};
        if (depth == 0) return made;
        for (std::uint64_t i = below(3); i > 0; --i) made.branches.push_back(tree(depth - 1));
        return made;
    }
    // Any code points but U+0000.
    std::string string(std::uint64_t longest) {
        static constexpr std::array<std::string_view, 12> pieces = {
            "a",    "\"",       "\\",           "\n",           "\x01",
            "\x7f", "\xc3\xa9", "\xe2\x80\xa8", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
            "/",    "~"};
        std::string made;
        for (std::uint64_t i = below(longest + 1); i > 0; --i) made += pieces[below(pieces.size())];
        return made;
    }
    // Code points that one line of text may hold.
    std::string line(std::uint64_t longest) {
        static constexpr std::array<std::string_view, 6> pieces = {
            "a", "\"", "\\", "\xd7\x90", "\xe2\x80\xa8", "\xf0\x9f\x98\x80"};
        std::string made;
        for (std::uint64_t i = below(longest + 1); i > 0; --i) made += pieces[below(pieces.size())];
        return made;
    }
    std::string free_value(int depth) {
        std::string made;
        switch (below(depth > 0 ? 6 : 4)) {
            case 0:
                return "null";
            case 1:
                return to_json(static_cast<std::int64_t>(random_()));
            case 2:
                return to_json(number());
            case 3:
                return to_json(string(10));
            case 4:
                for (std::uint64_t i = below(4); i > 0; --i)
                    made += free_value(depth - 1) + (i > 1 ? "," : "");
                return "[" + made + "]";
            default:
                for (std::uint64_t i = below(4); i > 0; --i) {
                    made += to_json(std::to_string(i) + string(3)) + ":" + free_value(depth - 1) +
                            (i > 1 ? "," : "");
                }
                return "{" + made + "}";
        }
    }

    std::mt19937_64& random_;
};

std::string mutated(std::string text, Generator& generate) {
    static constexpr std::array<std::string_view, 24> pieces = {"{",
                                                                "}",
                                                                "[",
                                                                "]",
                                                                ",",
                                                                ":",
                                                                "\"",
                                                                "\\",
                                                                "\\u0000",
                                                                "\\ud83d",
                                                                "null",
                                                                "true",
                                                                "-",
                                                                "1e400",
                                                                "0",
                                                                ".",
                                                                "\xff",
                                                                "\xc3",
                                                                "\n",
                                                                "{\"a\":1,\"a\":2}",
                                                                "9223372036854775808",
                                                                "\"\"",
                                                                "/",
                                                                " "};
    for (std::uint64_t edits = 1 + generate.below(4); edits > 0 && !text.empty(); --edits) {
        const std::size_t at = generate.below(text.size());
        const std::size_t length = std::min<std::size_t>(generate.below(12), text.size() - at);
        switch (generate.below(5)) {
            case 0:
                text.erase(at, length);
                break;
            case 1:
                text.insert(at, pieces[generate.below(pieces.size())]);
                break;
            case 2:
                text[at] = static_cast<char>(generate.below(256));
                break;
            case 3:
                text.insert(generate.below(text.size()), text.substr(at, length));
                break;
            default:
                text.replace(at, length, pieces[generate.below(pieces.size())]);
                break;
        }
    }
    return text;
}

TEST(RoundTrip, ReadsBackWhatItPrints) {
    auto random = seeded_random();
    Generator generate(random);
    for (int i = 0; i < 3000; ++i) {
        const std::string text = to_json(generate.everything());
        Issues issues;
        const std::string again = to_json(from_json<Everything>(text, issues));
        ASSERT_EQ(text_of(issues), "") << text;
        ASSERT_EQ(again, text);
    }
}

TEST(RoundTrip, SurvivesMutants) {
    auto random = seeded_random();
    Generator generate(random);
    std::string seed_text;
    int accepted = 0;
    int json = 0;
    for (int i = 0; i < 50'000; ++i) {
        if (i % 50 == 0) seed_text = to_json(generate.everything());
        const std::string text = mutated(seed_text, generate);
        Issues issues;
        const std::string printed = to_json(from_json<Everything>(text, issues));
        const bool valid = is_json(text);
        json += valid ? 1 : 0;
        ASSERT_LE(issues.all().size(), Issues::limit);
        if (!issues.empty()) continue;
        ++accepted;
        ASSERT_TRUE(valid) << text;
        Issues none;
        ASSERT_EQ(to_json(from_json<Everything>(printed, none)), printed) << text;
        ASSERT_EQ(text_of(none), "") << text;
    }
    EXPECT_GT(accepted, 100);  // or the mutants are too wild to test anything behind the parser
    EXPECT_GT(json, accepted);
}

TEST(RoundTrip, KeepsFreeJsonStable) {
    auto random = seeded_random();
    Generator generate(random);
    for (int i = 0; i < 10'000; ++i) {
        const std::string text = mutated(generate.everything().infos.text_value, generate);
        Issues issues;
        const Json once = from_json<Json>(text, issues);
        ASSERT_EQ(issues.empty(), is_json(text)) << text;
        if (!issues.empty()) continue;
        Issues none;
        ASSERT_EQ(from_json<Json>(once.text_value, none).text_value, once.text_value);
        ASSERT_TRUE(none.empty()) << once.text_value;
    }
}

}  // namespace
}  // namespace venera::json::testing
