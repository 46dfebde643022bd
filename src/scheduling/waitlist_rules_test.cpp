// Who is asked first, and until when an offer holds.
#include "scheduling/waitlist_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "scheduling/calendar_examples.hpp"

namespace venera::scheduling {
namespace {

using examples::at;
using examples::numbered;
using examples::value_of;
using std::chrono::days;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Instant now = at("2026-06-01T12:00:00Z");
const FreedTime ten{at("2026-06-10T10:00:00Z"), value_of<Date>("2026-06-10"), value_of<ClockTime>("10:00")};

Candidate waiting(std::uint8_t number, days waited = days{0}) {
    Candidate candidate;
    candidate.id = WaitingId{numbered(number)};
    candidate.patient_id = PatientId{numbered(number)};
    candidate.from = value_of<Date>("2026-06-01");
    candidate.to = value_of<Date>("2026-06-30");
    candidate.parts_of_day = {PartOfDay::morning, PartOfDay::afternoon, PartOfDay::evening};
    candidate.since = now - waited;
    return candidate;
}

std::vector<WaitingId> order(const std::vector<Candidate>& candidates) {
    std::vector<WaitingId> ids;
    for (const Candidate* one : ranked(candidates, ten, now)) ids.push_back(one->id);
    return ids;
}
WaitingId id(std::uint8_t number) { return WaitingId{numbered(number)}; }

TEST(WaitlistRules, WhoWaitsLongerComesFirst) {
    EXPECT_THAT(order({waiting(1, days{2}), waiting(2, days{9}), waiting(3)}),
                ElementsAre(id(2), id(1), id(3)));
}

TEST(WaitlistRules, UrgentComesBeforeEveryWait) {
    auto urgent = waiting(2);
    urgent.priority = Priority::urgent;
    urgent.lapsed = 50;
    EXPECT_THAT(order({waiting(1, days{90}), urgent}), ElementsAre(id(2), id(1)));
}

TEST(WaitlistRules, WhoCameFirstDecidesTies) {
    auto earlier = waiting(2);
    earlier.since = now - std::chrono::hours{3};
    EXPECT_THAT(order({waiting(1), earlier}), ElementsAre(id(2), id(1)));
}

TEST(WaitlistRules, WhomTheTimeFitsBetterComesFirst) {
    auto only_mornings = waiting(2);
    only_mornings.parts_of_day = {PartOfDay::morning};
    auto this_doctor = waiting(3);
    this_doctor.waits_for_doctor = true;
    auto has_a_visit = waiting(4, days{1});
    has_a_visit.appointment_id = AppointmentId{numbered(40)};
    has_a_visit.appointment_start = at("2026-07-01T10:00:00Z");
    EXPECT_THAT(order({waiting(1), only_mornings, this_doctor, has_a_visit}),
                ElementsAre(id(2), id(3), id(1), id(4)));
}

TEST(WaitlistRules, OffersThatNobodyAnsweredCount) {
    auto silent = waiting(1, days{9});
    silent.lapsed = 1;
    EXPECT_THAT(order({silent, waiting(2)}), ElementsAre(id(2), id(1)));
}

TEST(WaitlistRules, OnlyWhoWantsTheTimeIsAsked) {
    auto later = waiting(1);
    later.from = value_of<Date>("2026-06-11");
    auto sooner = waiting(2);
    sooner.to = value_of<Date>("2026-06-09");
    auto evenings = waiting(3);
    evenings.parts_of_day = {PartOfDay::evening};
    auto has_an_earlier = waiting(4);
    has_an_earlier.appointment_start = at("2026-06-10T10:00:00Z");
    auto has_said_no = waiting(5);
    has_said_no.offered = {ten.start};
    EXPECT_THAT(order({later, sooner, evenings, has_an_earlier, has_said_no}), IsEmpty());
    auto that_day = waiting(6);
    that_day.from = that_day.to = ten.local_date;
    auto has_a_later = waiting(7);
    has_a_later.appointment_start = at("2026-06-10T10:05:00Z");
    EXPECT_THAT(order({that_day, has_a_later}), ElementsAre(id(6), id(7)));
}

TEST(WaitlistRules, PartsOfTheDayMeetAtNoonAndSix) {
    EXPECT_EQ(part_of_day(value_of<ClockTime>("11:59")), PartOfDay::morning);
    EXPECT_EQ(part_of_day(value_of<ClockTime>("12:00")), PartOfDay::afternoon);
    EXPECT_EQ(part_of_day(value_of<ClockTime>("17:59")), PartOfDay::afternoon);
    EXPECT_EQ(part_of_day(value_of<ClockTime>("18:00")), PartOfDay::evening);
}

// Nobody is passed over for ever: among equals in urgency, who has waited 90 days loses to nobody who came
// within the last month, whatever else is said of both; and the order does not depend on that of the rows.
TEST(WaitlistRules, WaitingWinsInTheEnd) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 dice(seed);
    for (int round = 0; round < 2'000; ++round) {
        std::vector<Candidate> all{waiting(1, days{90})};
        for (std::uint8_t number = 2; number < 12; ++number) {
            auto other = waiting(number, days{dice() % 31});
            other.waits_for_doctor = dice() % 2 == 0;
            if (dice() % 2 == 0) other.parts_of_day = {PartOfDay::morning};
            other.lapsed = static_cast<std::int32_t>(dice() % 3);
            all.push_back(other);
        }
        const auto before = order(all);
        ASSERT_EQ(before.front(), id(1));
        std::ranges::shuffle(all, dice);
        ASSERT_EQ(order(all), before);
    }
}

TEST(WaitlistRules, AnOfferHoldsForTwoHoursOfTheDay) {
    const Zone utc;
    const Instant far = at("2026-06-20T00:00:00Z");
    EXPECT_EQ(offer_end(at("2026-06-01T12:00:00Z"), far, utc), at("2026-06-01T14:00:00Z"));
    EXPECT_EQ(offer_end(at("2026-06-01T18:59:00Z"), far, utc), at("2026-06-01T20:59:00Z"));
    EXPECT_EQ(offer_end(at("2026-06-01T19:00:00Z"), far, utc), at("2026-06-02T09:00:00Z"));
    EXPECT_EQ(offer_end(at("2026-06-01T23:30:00Z"), far, utc), at("2026-06-02T09:00:00Z"));
    EXPECT_EQ(offer_end(at("2026-06-02T06:59:00Z"), far, utc), at("2026-06-02T09:00:00Z"));
    EXPECT_EQ(offer_end(at("2026-06-02T07:00:00Z"), far, utc), at("2026-06-02T09:00:00Z"));
    // The same moment is 07:00 in Lima.
    EXPECT_EQ(offer_end(at("2026-06-01T12:00:00Z"), far, value_of<Zone>("America/Lima")),
              at("2026-06-01T14:00:00Z"));
    EXPECT_EQ(offer_end(at("2026-06-01T11:00:00Z"), far, value_of<Zone>("America/Lima")),
              at("2026-06-01T14:00:00Z"));
}

TEST(WaitlistRules, AnOfferEndsBeforeItIsTooLateToBook) {
    const Zone utc;
    EXPECT_EQ(offer_end(now, at("2026-06-01T12:45:00Z"), utc), at("2026-06-01T12:45:00Z"));
    EXPECT_EQ(offer_end(now, at("2026-06-01T12:20:00Z"), utc), at("2026-06-01T12:20:00Z"));
    EXPECT_EQ(offer_end(now, at("2026-06-01T12:19:00Z"), utc), std::nullopt);
    EXPECT_EQ(offer_end(now, at("2026-06-01T11:00:00Z"), utc), std::nullopt);
}

}  // namespace
}  // namespace venera::scheduling
