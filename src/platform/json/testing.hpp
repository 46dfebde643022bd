// What the tests of platform/json share: a struct with a member of every kind, and problems as readable text.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "platform/json/shape.hpp"
#include "platform/values/instant.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::json::testing {

enum class Channel { email, sms, push };
BOOST_DESCRIBE_ENUM(Channel, email, sms, push)

struct Slot {
    Instant start;
    Instant end;
};
BOOST_DESCRIBE_STRUCT(Slot, (), (start, end))
inline void check(const Slot& slot, Issues& issues) {
    if (slot.end <= slot.start) issues.add("/end", {"not_after_start", "must be after the start"});
}

struct Tree {
    Text<20> name;
    std::vector<Tree> branches;
    BOOST_DESCRIBE_CLASS(Tree, (), (name, branches), (), ())
};

// A member of every kind.
struct Everything {
    PatientId patient_id;
    Slot slot;
    std::vector<Channel> reminders;
    bool first_visit = false;
    Whole<0, 9> priority;
    std::int16_t small = 0;
    std::int32_t medium = 0;
    std::int64_t large = 0;
    double ratio = 0;
    std::string plain;
    std::optional<Prose<100>> note;
    std::optional<Slot> other_slot;
    std::map<std::string, std::int64_t> counts;
    Json infos;
    Patch<Text<20>> title;
    Patch<Email, Clears::yes> email;
    std::optional<Tree> tree;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (patient_id, slot, reminders, first_visit, priority, small, medium, large, ratio, plain,
                       note, other_slot, counts, infos, title, email, tree))

template <class T>
struct One {
    T a{};
    BOOST_DESCRIBE_CLASS(One, (), (a), (), ())
};

inline std::string text_of(const Issues& issues) {
    std::string text;
    for (const Issue& issue : issues.all()) {
        if (!text.empty()) text += "; ";
        text += issue.parameter.empty() ? issue.pointer : "?" + issue.parameter;
        text += ' ';
        text += issue.code;
    }
    return text;
}

// The problems of `body` as a T: "/a required; /b wrong_type".
template <class T>
std::string problems_of(std::string_view body) {
    Issues issues;
    from_json<T>(body, issues);
    return text_of(issues);
}

// A random source whose seed is printed, and can be given again in VENERA_TEST_SEED.
inline std::mt19937_64 seeded_random() {
    const char* const given = std::getenv("VENERA_TEST_SEED");
    const std::uint64_t seed = given != nullptr ? std::stoull(given) : std::random_device{}();
    std::cout << "VENERA_TEST_SEED=" << seed << '\n';
    return std::mt19937_64(seed);
}

}  // namespace venera::json::testing
