// What counts as a change of the availability index: which lists an edit replaces, when the end of a hold is
// one, and what the clock does by itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "scheduling/index_fixture.hpp"

namespace venera::scheduling {
namespace {

using testing::at;
using testing::doctor;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::numbered;
using testing::state_of;
using testing::value_of;
using testing::visit;

struct IndexChanges : testing::IndexFixture {};

// Answers and entity tags are kept for as long as the generation lasts.
TEST_F(IndexChanges, OnlyAHoldThatLastsToItsEndIsAChangeThen) {
    put(state_of(1));
    const auto held = [&](std::uint8_t id, std::int64_t version, std::chrono::seconds time) {
        auto hold = visit(id, 1, "2026-06-01T10:00:00Z", version, Status::held);
        hold.visit = hold.occupied = {hold.visit.start + id * minutes{30}, hold.visit.end + id * minutes{30}};
        hold.hold_until = now + time;
        return hold;
    };
    constexpr std::chrono::seconds minute{60};
    const auto released = held(1, 1, minute);
    const auto booked = held(2, 1, minute);
    const auto extended = held(3, 1, minute);
    const auto longer = held(3, 2, 3 * minute);
    for (const auto& hold : {released, booked, extended, longer}) put(hold);
    for (const auto& [hold, status] : {std::pair{released, Status::expired}, {booked, Status::booked}}) {
        auto news = hold;
        news.status = status;
        news.hold_until.reset();
        news.version = 2;
        put(news);
    }
    const auto generation = index->moment(now).generation;
    for (const auto& hold : {released, booked, extended, longer}) put(hold);
    EXPECT_EQ(index->moment(now).generation, generation) << "old news";
    now = now + 2 * minute;
    EXPECT_EQ(index->moment(now).generation, generation) << "nothing ends here";
    now = now + 2 * minute;
    EXPECT_GT(index->moment(now).generation, generation) << "the one that was extended has ended";
}

TEST_F(IndexChanges, AHoldThatARepairBringsEndsLikeAnyOther) {
    put(state_of(1));
    auto state = state_of(1);
    state.occupations = {visit(1, 1, "2026-06-01T09:00:00Z", 1, Status::held)};
    state.occupations.front().hold_until = now + minutes{1};
    EXPECT_THAT(index->reconcile({&state, 1}, index->generation(), now), IsEmpty());
    EXPECT_EQ(next(1), "2026-06-01T09:30:00Z");
    const auto generation = index->moment(now).generation;
    now = now + minutes{1};
    EXPECT_GT(index->moment(now).generation, generation);
    EXPECT_EQ(next(1), "2026-06-01T09:00:00Z");
}

// On the stroke of midnight it is another date, and one date more within the horizon; a moment later the
// starts of midnight have passed.
TEST_F(IndexChanges, MidnightIsAStateOfItsOwn) {
    auto state = state_of(1);
    state.calendar->rules.hours = examples::every_day("00:00", "01:00");
    state.calendar->rules.horizon_days = {1};
    put(std::move(state));
    // Tomorrow's visits: nothing is free today or tomorrow.
    put(visit(1, 1, "2026-06-02T00:00:00Z"));
    put(visit(2, 1, "2026-06-02T00:30:00Z"));
    const auto midnight = at("2026-06-02T00:00:00Z");
    constexpr std::chrono::microseconds moment{1};
    std::set<std::string> tags;
    for (const auto& [time, free] : {std::pair{midnight - moment, "none"},
                                     {midnight, "2026-06-03T00:00:00Z"},
                                     {midnight + moment, "2026-06-03T00:00:00Z"}}) {
        now = time;
        EXPECT_EQ(next(1), free) << now.text();
        tags.insert(index->tag(index->moment(now)));
    }
    EXPECT_EQ(tags.size(), 3U);
    now = midnight + std::chrono::seconds{59};
    tags.insert(index->tag(index->moment(now)));
    EXPECT_EQ(tags.size(), 3U) << "within a minute nothing changes";
}

// Searches go on while somebody edits: what an edit does not touch stays the very same object.
TEST_F(IndexChanges, AnEditReplacesOnlyTheListsThatItChanges) {
    const auto with_specialties = [](std::uint16_t number, const std::vector<const char*>& codes) {
        auto state = state_of(number);
        state.listed->card.specialties.clear();
        for (const char* code : codes) state.listed->card.specialties.push_back({value_of<Code>(code), code});
        return state;
    };
    put(with_specialties(1, {"cardiology", "oncology"}));
    put(with_specialties(2, {"cardiology"}));
    put(with_specialties(3, {"urology"}));
    const AvailabilityIndex::View view(*index, now);  // keeps what it has seen alive
    const Dictionary* before = &view.dictionary();

    auto edited = with_specialties(1, {"cardiology", "oncology"});
    edited.calendar->version = 2;
    edited.calendar->rules.hours = examples::every_day("12:00", "13:00");
    edited.listed->card.price_cents = 77;
    put(std::move(edited));
    EXPECT_EQ(&view.dictionary(), before) << "hours and price are no words, and nobody came or went";
    EXPECT_EQ(next(1), "2026-06-01T12:00:00Z");

    put(with_specialties(1, {"cardiology", "pediatrics", "pediatrics"}));
    const Dictionary* moved = &view.dictionary();
    EXPECT_EQ(moved->words, before->words);
    EXPECT_EQ(moved->everybody, before->everybody);
    EXPECT_EQ(moved->specialties.at("cardiology"), before->specialties.at("cardiology"));
    EXPECT_EQ(moved->specialties.at("urology"), before->specialties.at("urology"));
    EXPECT_THAT(*moved->specialties.at("oncology"), IsEmpty());
    EXPECT_THAT(*moved->specialties.at("pediatrics"), ElementsAre(0));
    EXPECT_THAT(*before->specialties.at("oncology"), ElementsAre(0)) << "whoever reads it still may";

    auto elsewhere = with_specialties(2, {"cardiology"});
    elsewhere.listed->card.clinic.city = "Lima";
    elsewhere.listed->city_folded = "lima";
    put(std::move(elsewhere));
    EXPECT_EQ(view.dictionary().specialties, moved->specialties);
    EXPECT_EQ(view.folded_city("Lima"), "lima");
    EXPECT_FALSE(before->words->cities.contains("lima"));

    DoctorState gone;
    gone.id = doctor(1);
    put(std::move(gone));
    EXPECT_THAT(*view.dictionary().everybody, ElementsAre(1, 2));
    EXPECT_THAT(*view.dictionary().specialties.at("cardiology"), ElementsAre(1));
    EXPECT_THAT(*view.dictionary().specialties.at("pediatrics"), IsEmpty());
    EXPECT_EQ(view.dictionary().specialties.at("urology"), before->specialties.at("urology"));
}

// A clinic that spells its city anew, another clinic, another language: each alone is news.
TEST_F(IndexChanges, EveryNewWordIsLearned) {
    put(state_of(1));
    auto of_lima = state_of(2);
    of_lima.listed->card.clinic.city = "Lima";
    of_lima.listed->city_folded = "lima";
    put(std::move(of_lima));
    const auto knows = [&](const std::function<void(directory::DoctorFilter&)>& say) {
        directory::DoctorFilter words;
        say(words);
        return AvailabilityIndex::View(*index, now).numbers_of(words, std::nullopt).has_value();
    };
    auto state = state_of(1);
    state.listed->card.clinic.id = ClinicId{numbered(50)};
    put(state);
    EXPECT_TRUE(knows([](auto& words) { words.clinic_id = ClinicId{numbered(50)}; }));
    state.listed->card.languages = {value_of<Language>("qu")};
    put(state);
    EXPECT_TRUE(knows([](auto& words) { words.language = value_of<Language>("qu"); }));
    state.listed->card.clinic.city = "MALAGA";
    put(state);
    EXPECT_EQ(AvailabilityIndex::View(*index, now).folded_city("MALAGA"), "malaga");
    state.listed->city_folded = "lima";
    put(state);
    EXPECT_EQ(AvailabilityIndex::View(*index, now).folded_city("MALAGA"), "lima");
}

TEST_F(IndexChanges, ADoctorNamedTwiceIsTheLast) {
    DoctorState gone;
    gone.id = doctor(1);
    std::vector<DoctorState> twice;
    twice.push_back(gone);
    twice.push_back(state_of(1));
    index->put(std::move(twice), now);
    put(state_of(2));
    EXPECT_THAT(found(question()), ElementsAre(doctor(1), doctor(2)));
    twice = {state_of(1), gone};
    index->put(std::move(twice), now);
    EXPECT_THAT(found(question()), ElementsAre(doctor(2)));
    EXPECT_EQ(index->doctors(), 1U);
}

}  // namespace
}  // namespace venera::scheduling
