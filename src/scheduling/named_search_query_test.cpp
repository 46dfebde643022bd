// Searches for words that find more doctors than are looked through: the earliest of all are asked about
// instead, and the pages must be the same.
#include <gtest/gtest.h>

#include <set>

#include "platform/json/shape.hpp"
#include "scheduling/availability.hpp"
#include "scheduling/desk_fixture.hpp"
#include "scheduling/limits.hpp"

namespace venera::scheduling {
namespace {

using testing::as_nobody;
using testing::at;
using testing::value_of;

constexpr std::uint16_t doctors = 1'500;

DoctorId doctor(std::uint16_t number) {
    Uuid uuid;
    uuid.bytes[14] = static_cast<std::uint8_t>(number >> 8);
    uuid.bytes[15] = static_cast<std::uint8_t>(number);
    return DoctorId{uuid};
}

// The words find whom the test says, and say who they are only if asked about some.
struct ManyNamed final : testing::FixedDirectory {
    std::optional<std::vector<DoctorId>> named(Context&, const directory::Words&, std::size_t) override {
        return std::nullopt;
    }
    std::vector<DoctorId> named_among(Context&, const directory::Words&,
                                      const std::vector<DoctorId>& asked) override {
        most_asked = std::max(most_asked, asked.size());
        std::vector<DoctorId> found;
        for (const DoctorId one : std::set(asked.begin(), asked.end())) {
            if (matching_words.contains(one)) found.push_back(one);
        }
        return found;
    }
    std::set<DoctorId> matching_words;
    std::size_t most_asked = 0;
};

struct NamedSearch : testing::DeskQuery {
    NamedSearch() {
        std::vector<DoctorState> states;
        for (std::uint16_t number = 1; number <= doctors; ++number) {
            DoctorState state;
            state.id = doctor(number);
            state.listed.emplace();
            state.listed->card = testing::FixedDirectory::card_of(state.id);
            // Ten at a time begin five minutes after each other.
            const auto start = ClockTime{static_cast<std::uint16_t>(number / 10 * 5)}.text();
            state.calendar = examples::calendar("UTC", examples::every_day(start, "23:00"));
            states.push_back(std::move(state));
        }
        index.put(std::move(states), clock.now());
    }
    // All pages; nobody's time changes meanwhile.
    std::vector<DoctorId> found() {
        SearchQuery query;
        query.q = value_of<directory::Words>("dr");
        query.days = {{14}};
        query.limit = {{100}};
        std::vector<DoctorId> all;
        do {
            Context context = replica.as(as_nobody());
            const auto answer = availability.search(context, {query});
            if (!answer) throw std::runtime_error(std::string(answer.refusal().code));
            json::Issues issues;
            const auto page = json::from_json<Page<FoundDoctor>>(answer->json, issues);
            for (const auto& one : page.data) all.push_back(one.doctor.id);
            query.cursor = page.next_cursor;
        } while (query.cursor);
        return all;
    }
    std::vector<DoctorId> expected() {
        const AvailabilityIndex::View view(index, clock.now());
        IndexQuestion question;
        question.among = view.ordinals_of({directory.matching_words.begin(), directory.matching_words.end()});
        question.days = 14;
        question.limit = doctors;
        std::vector<DoctorId> all;
        for (const auto& one : view.earliest(question)) all.push_back(one.id);
        return all;
    }

    ManyNamed directory;
    AvailabilityIndex index{clock.now()};
    Availability availability{replica.calendars, directory, index};
};

TEST_F(NamedSearch, FindsTheEarliestOfManyPageByPage) {
    for (std::uint16_t number = 1; number <= doctors; ++number) {
        if (number % 3 != 0) directory.matching_words.insert(doctor(number));
    }
    EXPECT_EQ(found(), expected());
    EXPECT_EQ(expected().size(), 1'000U);
    EXPECT_EQ(directory.most_asked, limits::doctors_asked_about) << "a page is full with the first";
}

TEST_F(NamedSearch, GoesOnUntilItHasLookedAtEverybody) {
    directory.matching_words = {doctor(2), doctor(700), doctor(1'499)};
    EXPECT_EQ(found().size(), 3U);
    EXPECT_EQ(found(), expected());
    EXPECT_GT(directory.most_asked, limits::doctors_asked_about);
    directory.matching_words.clear();
    EXPECT_TRUE(found().empty());
}

}  // namespace
}  // namespace venera::scheduling
