// The availability index as its writers and readers use it: news in any order, pages while things change,
// time that passes, and many threads at once. That its free times are those of the rules is
// rules_property_test.cpp's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "scheduling/index_fixture.hpp"
#include "scheduling/occupations.hpp"

namespace venera::scheduling {
namespace {

using std::chrono::days;
using testing::at;
using testing::doctor;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::numbered;
using testing::state_of;
using testing::value_of;
using testing::visit;
using testing::wide;

struct AvailabilityIndexTest : testing::IndexFixture {};

TEST_F(AvailabilityIndexTest, FollowsBookingsAndCancels) {
    put(state_of(1));
    EXPECT_EQ(next(1), "2026-06-01T09:00:00Z");
    put(visit(1, 1, "2026-06-01T09:00:00Z"));
    EXPECT_EQ(next(1), "2026-06-01T09:30:00Z");
    put(visit(1, 1, "2026-06-01T09:00:00Z", 2, Status::cancelled));
    EXPECT_EQ(next(1), "2026-06-01T09:00:00Z");
    EXPECT_EQ(next(2), "none");
}

TEST_F(AvailabilityIndexTest, LateNewsDoesNotBringAnEndedVisitBack) {
    put(state_of(1));
    put(visit(1, 1, "2026-06-01T09:00:00Z", 2, Status::cancelled));
    put(visit(1, 1, "2026-06-01T09:00:00Z", 1));
    EXPECT_EQ(next(1), "2026-06-01T09:00:00Z");
    const auto generation = index->generation();
    put(visit(1, 1, "2026-06-01T09:00:00Z", 2, Status::cancelled));
    EXPECT_EQ(index->generation(), generation) << "nothing changed";
}

TEST_F(AvailabilityIndexTest, AMoveFreesTheOldTimeAlsoOfAnotherDoctor) {
    put(state_of(1));
    put(state_of(2));
    put(visit(1, 1, "2026-06-01T09:00:00Z"));
    put(visit(1, 1, "2026-06-01T10:00:00Z", 2));
    EXPECT_EQ(next(1), "2026-06-01T09:00:00Z");
    const auto moved = visit(1, 2, "2026-06-01T09:00:00Z", 3);
    put(gone_from(doctor(1), moved));
    put(moved);
    EXPECT_EQ(next(1), "2026-06-01T09:00:00Z");
    EXPECT_EQ(next(2), "2026-06-01T09:30:00Z");
    const AvailabilityIndex::View view(*index, now);
    const auto first = *view.doctor(doctor(1));
    FreeDays free(first.profile, first.busy, placement_of(first.profile.practice->kinds.front()), first.days,
                  view.moment());
    EXPECT_EQ(free.on(free.first_day()).count(), 16);
}

TEST_F(AvailabilityIndexTest, AHoldCountsUntilItEnds) {
    put(state_of(1));
    auto hold = visit(1, 1, "2026-06-01T09:00:00Z", 1, Status::held);
    hold.hold_until = now + std::chrono::seconds{45};
    put(hold);
    const auto generation = index->moment(now).generation;
    EXPECT_EQ(next(1), "2026-06-01T09:30:00Z");
    now = now + std::chrono::seconds{46};
    EXPECT_EQ(next(1), "2026-06-01T09:00:00Z");
    EXPECT_GT(index->moment(now).generation, generation)
        << "an answer made before must not be taken for this one";
}

TEST_F(AvailabilityIndexTest, TimePassesAlsoInLeaps) {
    put(state_of(1, "America/Santiago"));
    EXPECT_EQ(next(1), "2026-06-01T13:00:00Z");
    now = at("2026-06-01T13:00:00Z");
    EXPECT_EQ(next(1), "2026-06-01T13:00:00Z");
    now = at("2026-06-01T13:00:01Z");
    EXPECT_EQ(next(1), "2026-06-01T13:30:00Z");
    now = at("2029-12-31T23:00:00Z");  // summer there
    EXPECT_EQ(next(1), "2030-01-01T12:00:00Z");
    index->roll(now);
    EXPECT_EQ(next(1), "2030-01-01T12:00:00Z");
}

TEST_F(AvailabilityIndexTest, RollingForgetsWhatHasPassedAndLeavesTheRest) {
    const auto times = [&](std::uint16_t number) {
        return &AvailabilityIndex::View(*index, now).doctor(doctor(number))->busy;
    };
    for (std::uint16_t number = 1; number <= 3; ++number) put(state_of(number));
    put(visit(1, 1, "2026-06-01T09:00:00Z"));  // will have passed
    put(visit(2, 1, "2026-06-09T09:00:00Z"));
    put(visit(3, 2, "2026-06-09T09:00:00Z"));  // ends long before
    put(visit(3, 2, "2026-06-09T09:00:00Z", 2, Status::cancelled));
    put(visit(4, 3, "2026-06-09T09:00:00Z"));
    const auto* ahead = times(3);
    index->roll(now);
    EXPECT_EQ(times(1)->times.size(), 2U);
    EXPECT_EQ(times(2)->times.size(), 1U);
    now = at("2026-06-04T09:00:00Z");
    index->roll(now);
    ASSERT_EQ(times(1)->times.size(), 1U);
    EXPECT_EQ(times(1)->times.front().id, AppointmentId{numbered(2)});
    EXPECT_THAT(times(2)->times, IsEmpty());
    EXPECT_EQ(times(3), ahead) << "nothing had passed";
}

// Hours are most of what a doctor takes, if they are nobody else's.
TEST_F(AvailabilityIndexTest, DoctorsShareWhatIsTheSameOfTheirHours) {
    put(state_of(1));
    put(state_of(2));
    auto buffered = state_of(3);
    buffered.calendar->rules.buffer_after_minutes = {5};
    put(std::move(buffered));
    auto later = state_of(4);
    later.calendar->rules.hours = examples::every_day("10:00", "17:00");
    put(std::move(later));
    put(state_of(5, "Europe/Madrid"));
    index->roll(now);
    put(state_of(6));
    const AvailabilityIndex::View view(*index, now);
    const auto practice = [&](std::uint16_t number) { return view.doctor(doctor(number))->profile.practice; };
    EXPECT_EQ(practice(2), practice(1));
    EXPECT_EQ(practice(6), practice(1));
    EXPECT_NE(practice(3), practice(1));
    EXPECT_EQ(practice(3)->roster, practice(1)->roster);
    EXPECT_NE(practice(4)->roster, practice(1)->roster);
    EXPECT_NE(practice(5)->roster, practice(1)->roster);
}

TEST_F(AvailabilityIndexTest, DoctorsComeGoAndChange) {
    put(state_of(1));
    put(state_of(2));
    EXPECT_EQ(index->doctors(), 2U);
    EXPECT_THAT(found(question()), ElementsAre(doctor(1), doctor(2)));
    DoctorState gone;
    gone.id = doctor(1);
    put(std::move(gone));
    EXPECT_EQ(index->doctors(), 1U);
    EXPECT_THAT(found(question()), ElementsAre(doctor(2)));
    auto other = state_of(2);
    other.listed->card.specialties = {{value_of<Code>("oncology"), "Oncology"}};
    other.calendar->version = 2;
    other.calendar->rules.hours = examples::every_day("12:00", "13:00");
    put(std::move(other));
    auto of_cardiology = question();
    of_cardiology.specialty = value_of<Code>("cardiology");
    EXPECT_THAT(found(of_cardiology), IsEmpty());
    EXPECT_EQ(next(2), "2026-06-01T12:00:00Z");
    put(state_of(1));
    EXPECT_THAT(found(of_cardiology), ElementsAre(doctor(1)));
}

TEST_F(AvailabilityIndexTest, ADoctorWithoutHoursIsThereAndNeverFree) {
    auto without_hours = state_of(1);
    without_hours.calendar.reset();
    put(std::move(without_hours));
    const AvailabilityIndex::View view(*index, now);
    ASSERT_EQ(view.dictionary().everybody->size(), 1U);
    EXPECT_EQ(view.id(view.dictionary().everybody->front()), doctor(1));
    EXPECT_FALSE(view.doctor(doctor(1)));
    EXPECT_EQ(next(1), "none");
    EXPECT_THAT(found(question()), IsEmpty());
}

TEST_F(AvailabilityIndexTest, MoreLanguagesThanThereAreBitsFindNobody) {
    std::string tag = "aaa";
    for (std::uint16_t number = 1; number <= 200; ++number) {
        auto state = state_of(number);
        tag[1] = static_cast<char>('a' + number / 26);
        tag[2] = static_cast<char>('a' + number % 26);
        state.listed->card.languages = {value_of<Language>(tag)};
        put(std::move(state));
    }
    directory::DoctorFilter words;
    words.language = value_of<Language>(tag);
    EXPECT_FALSE(AvailabilityIndex::View(*index, now).numbers_of(words, std::nullopt));
    words.language = value_of<Language>("aab");
    auto wanted = question();
    wanted.filter = *AvailabilityIndex::View(*index, now).numbers_of(words, std::nullopt);
    EXPECT_THAT(found(wanted), ElementsAre(doctor(1)));
}

TEST_F(AvailabilityIndexTest, EveryFilterKeepsWhomItShould) {
    auto cheap = state_of(1);
    cheap.listed->card.price_cents = 1'000;
    cheap.listed->card.rating = 4.5;
    cheap.listed->card.languages = {value_of<Language>("es"), value_of<Language>("qu")};
    cheap.listed->latitude = 36.72;
    cheap.listed->longitude = -4.42;
    auto dear = state_of(2);
    dear.listed->card.price_cents = 9'000;
    dear.listed->card.rating = 3.0;
    dear.listed->card.modes = {Mode::video};
    dear.listed->city_folded = "lima";
    dear.listed->card.clinic.country = value_of<Country>("PE");
    put(std::move(cheap));
    put(std::move(dear));
    using Words = directory::DoctorFilter;
    const auto with = [&](const std::function<void(Words&)>& say,
                          std::optional<std::string> city = std::nullopt) {
        Words words;
        say(words);
        const auto filter = AvailabilityIndex::View(*index, now).numbers_of(words, city);
        if (!filter) return std::vector<DoctorId>{};
        auto wanted = question();
        wanted.filter = *filter;
        return found(wanted);
    };
    EXPECT_THAT(with([&](Words& words) { words.max_price_cents = 1'000; }), ElementsAre(doctor(1)));
    EXPECT_THAT(with([&](Words& words) { words.min_rating = 3.0; }), ElementsAre(doctor(1), doctor(2)));
    EXPECT_THAT(with([&](Words& words) { words.min_rating = 3.1; }), ElementsAre(doctor(1)));
    EXPECT_THAT(with([&](Words& words) { words.language = value_of<Language>("qu"); }),
                ElementsAre(doctor(1)));
    EXPECT_THAT(with([&](Words& words) { words.language = value_of<Language>("de"); }), IsEmpty());
    EXPECT_THAT(with([&](Words& words) { words.country = value_of<Country>("PE"); }), ElementsAre(doctor(2)));
    EXPECT_THAT(with([&](Words& words) { words.mode = Mode::video; }), ElementsAre(doctor(2)));
    EXPECT_THAT(with([](Words&) {}, "malaga"), ElementsAre(doctor(1)));
    EXPECT_THAT(with([](Words&) {}, "atlantis"), IsEmpty());
    const directory::Position near{36.7213, -4.4214};
    EXPECT_THAT(with([&](Words& words) {
                    words.near = near;
                    words.radius_km = 2.0;
                }),
                ElementsAre(doctor(1)));
    EXPECT_THAT(with([&](Words& words) {
                    words.near = near;
                    words.radius_km = 0.1;
                }),
                IsEmpty());
}

// Whatever happens between two pages, each doctor who was free at the start comes exactly once.
TEST_F(AvailabilityIndexTest, PagesNeitherRepeatNorSkip) {
    std::mt19937 dice(std::random_device{}());
    const auto roll = [&](int least, int most) {
        return std::uniform_int_distribution<int>(least, most)(dice);
    };
    constexpr int doctors = 200;
    for (std::uint16_t number = 1; number <= doctors; ++number) put(state_of(number));
    std::map<std::uint16_t, Occupation> booked;
    std::int64_t version = 1;
    const auto change_something = [&] {
        const auto number = static_cast<std::uint16_t>(roll(1, doctors));
        auto [place, is_new] = booked.try_emplace(number, visit(1, number, "2026-06-01T09:00:00Z"));
        auto& news = place->second;
        news.id = AppointmentId{wide(number)};
        const auto start = at("2026-06-01T09:00:00Z") + minutes{30 * roll(0, 40)};
        news.visit = news.occupied = {start, start + minutes{30}};
        news.version = ++version;
        news.status = roll(0, 1) == 0 ? Status::booked : Status::cancelled;
        put(news);
    };
    for (int i = 0; i < 300; ++i) change_something();
    const Moment first_page = index->moment(now);
    std::multiset<DoctorId> seen;
    auto wanted = question(7);
    for (;;) {
        const auto page = AvailabilityIndex::View(*index, first_page).earliest(wanted);
        for (const auto& free : page) seen.insert(free.id);
        if (page.size() < wanted.limit) break;
        wanted.after = page.back();
        for (int i = 0; i < 30; ++i) change_something();
        now = now + std::chrono::seconds{20};
    }
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(doctors));
    EXPECT_EQ(std::set<DoctorId>(seen.begin(), seen.end()).size(), seen.size()) << "somebody came twice";
}

// For the thread sanitizer above all; the readers also see that what they read is whole.
TEST_F(AvailabilityIndexTest, ReadersAndWritersAtOnce) {
    constexpr std::uint16_t doctors = 40;
    for (std::uint16_t number = 1; number <= doctors; ++number) put(state_of(number));
    std::atomic<bool> done{false};
    const auto read = [&] {
        while (!done) {
            const AvailabilityIndex::View view(*index, now);
            const auto free = view.earliest(question(10));
            EXPECT_LE(free.size(), 10U);
            EXPECT_TRUE(std::ranges::is_sorted(free));
            EXPECT_LE(view.again(free, question(10)).size(), free.size());
        }
    };
    const auto book = [&](std::uint8_t offset) {
        for (std::int64_t version = 1; version <= 400; ++version) {
            const auto number = static_cast<std::uint16_t>(version % doctors + 1);
            put(visit(static_cast<std::uint8_t>(number + offset), number, "2026-06-01T10:00:00Z", version,
                      version % 3 == 0 ? Status::cancelled : Status::booked));
        }
    };
    const auto edit = [&] {
        for (int i = 0; i < 60; ++i) {
            const auto number = static_cast<std::uint16_t>(i % doctors + 1);
            auto state = state_of(number);
            if (i % 7 == 0) state.listed.reset();
            put(std::move(state));
            put(state_of(static_cast<std::uint16_t>(1'000 + i)));
            index->roll(now);
        }
    };
    std::vector<std::jthread> readers;
    for (int i = 0; i < 3; ++i) readers.emplace_back(read);
    {
        const std::jthread first([&] { book(0); });
        const std::jthread second([&] { book(100); });
        const std::jthread third(edit);
    }
    done = true;
}

}  // namespace
}  // namespace venera::scheduling
