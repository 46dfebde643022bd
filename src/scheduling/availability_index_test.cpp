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

#include "platform/crypto/crypto.hpp"
#include "scheduling/availability_view.hpp"
#include "scheduling/calendar_examples.hpp"
#include "scheduling/occupations.hpp"

namespace venera::scheduling {
namespace {

using examples::at;
using examples::numbered;
using examples::value_of;
using std::chrono::days;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Uuid wide(std::uint16_t number) {
    Uuid uuid;
    uuid.bytes[14] = static_cast<std::uint8_t>(number >> 8);
    uuid.bytes[15] = static_cast<std::uint8_t>(number);
    return uuid;
}

DoctorId doctor(std::uint16_t number) { return DoctorId{wide(number)}; }

DoctorState state_of(std::uint16_t number, std::string_view zone = "UTC") {
    DoctorState state;
    state.id = doctor(number);
    state.listed.emplace();
    auto& card = state.listed->card;
    card.id = state.id;
    card.specialties = {{value_of<Code>("cardiology"), "Cardiology"}};
    card.clinic.id = ClinicId{numbered(static_cast<std::uint8_t>(number % 3 + 1))};
    card.clinic.city = "Málaga";
    card.clinic.country = value_of<Country>("ES");
    state.listed->city_folded = "malaga";
    state.calendar = examples::calendar(zone, examples::every_day("09:00", "17:00"));
    state.calendar->doctor_id = state.id;
    return state;
}

Occupation visit(std::uint8_t id, std::uint16_t of_doctor, std::string_view start, std::int64_t version = 1,
                 Status status = Status::booked) {
    Occupation made;
    made.id = AppointmentId{numbered(id)};
    made.doctor_id = doctor(of_doctor);
    made.status = status;
    made.visit = {at(start), at(start) + minutes{30}};
    made.occupied = made.visit;
    made.version = version;
    return made;
}

struct AvailabilityIndexTest : ::testing::Test {
    AvailabilityIndexTest() { crypto::initialise(); }

    void put(DoctorState state) {
        std::vector<DoctorState> states;
        states.push_back(std::move(state));
        index->put(std::move(states), now);
    }
    void put(const Occupation& news) { index->put({&news, 1}, now); }
    std::string next(std::uint16_t number) const {
        const auto unit = AvailabilityIndex::View(*index, now).next(doctor(number));
        return unit ? instant_of(*unit).text() : "none";
    }
    std::vector<DoctorId> found(const IndexQuestion& question) const {
        std::vector<DoctorId> ids;
        for (const auto& free : AvailabilityIndex::View(*index, now).earliest(question))
            ids.push_back(free.id);
        return ids;
    }
    static IndexQuestion question(std::size_t limit = 100) {
        IndexQuestion made;
        made.limit = limit;
        made.days = 31;
        return made;
    }

    Instant now = at("2026-06-01T08:58:30Z");
    std::unique_ptr<AvailabilityIndex> index = std::make_unique<AvailabilityIndex>(now);
};

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

// Answers and entity tags are kept for as long as the generation lasts.
TEST_F(AvailabilityIndexTest, OnlyAHoldThatLastsToItsEndIsAChangeThen) {
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

TEST_F(AvailabilityIndexTest, AHoldThatARepairBringsEndsLikeAnyOther) {
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
TEST_F(AvailabilityIndexTest, MidnightIsAStateOfItsOwn) {
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

// Searches go on while somebody edits: what an edit does not touch stays the very same object.
TEST_F(AvailabilityIndexTest, AnEditReplacesOnlyTheListsThatItChanges) {
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
TEST_F(AvailabilityIndexTest, EveryNewWordIsLearned) {
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

TEST_F(AvailabilityIndexTest, ADoctorNamedTwiceIsTheLast) {
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

TEST_F(AvailabilityIndexTest, ALengthThatNoVisitTypeHasIsPlacedByEachDoctorsHours) {
    put(state_of(1));
    auto short_days = state_of(2);
    short_days.calendar->rules.hours = examples::every_day("06:00", "10:00");
    put(std::move(short_days));
    put(visit(1, 1, "2026-06-01T10:00:00Z"));
    auto wanted = question();
    wanted.duration = minutes{75};
    const AvailabilityIndex::View view(*index, now);
    const auto free = view.earliest(wanted);
    ASSERT_EQ(free.size(), 2U);
    EXPECT_EQ(free[0].id, doctor(1));
    EXPECT_EQ(instant_of(free[0].start).text(), "2026-06-01T10:30:00Z");
    EXPECT_EQ(free[1].id, doctor(2));
    EXPECT_EQ(instant_of(free[1].start).text(), "2026-06-02T06:00:00Z");
    EXPECT_EQ(view.again(free, wanted), free);
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
