#include "demo/visits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace venera::demo {
namespace {

using scheduling::Busy;
using scheduling::Status;

const Instant noon = *Instant::parse("2026-05-20T12:00:00Z");
constexpr Size size{240, 200, 1};

std::vector<DemoVisit> make_visits(const World& world, const Size& of, Instant now) {
    Patients people(of, now);
    VisitBook book(world, of, now);
    std::vector<DemoVisit> all;
    for (std::size_t i = 0; i < of.patients; ++i)
        std::ranges::move(book.visits_of_next(people.next()), std::back_inserter(all));
    std::ranges::sort(all, {}, [](const DemoVisit& one) { return std::tuple(one.time.visit.start, one.id); });
    return all;
}

struct Visits : testing::Test {
    World world = make_world(size, noon);
    std::vector<DemoVisit> all = make_visits(world, size, noon);

    // The visits of others that took their time, by doctor or by patient.
    std::vector<Busy> around(const DemoVisit& visit, std::size_t DemoVisit::*whose) const {
        std::vector<Busy> busy;
        for (const auto& other : all) {
            if (other.*whose == visit.*whose && other.id != visit.id && other.status != Status::cancelled)
                busy.push_back(
                    {other.id, Status::booked, other.time.visit, other.time.occupied, std::nullopt});
        }
        return busy;
    }
};

TEST_F(Visits, WerePossibleWhenTheyWereBooked) {
    for (const auto& visit : all) {
        if (visit.status == Status::cancelled) continue;
        const auto doctor_busy = around(visit, &DemoVisit::doctor);
        const auto patient_busy = around(visit, &DemoVisit::patient);
        for (const auto& reason : scheduling::reasons_against(
                 calendar_of(world.doctors[visit.doctor]),
                 {visit.time, visit.booked_at, doctor_busy, patient_busy, std::nullopt}))
            ADD_FAILURE() << visit.reference << " breaks " << scheduling::name_of(reason.rule);
    }
}

TEST_F(Visits, AreAboutSixAPatientBehindAndAhead) {
    EXPECT_GT(all.size(), size.patients * 5);
    EXPECT_LT(all.size(), size.patients * 8);
    std::size_t behind = 0;
    for (const auto& visit : all) behind += visit.time.visit.start < noon ? 1u : 0u;
    EXPECT_GT(behind, all.size() / 3);
    EXPECT_LT(behind, all.size() * 2 / 3);
}

TEST_F(Visits, HaveStatesThatFitTheirTime) {
    std::map<Status, std::size_t> count;
    for (const auto& visit : all) {
        ++count[visit.status];
        EXPECT_LT(visit.booked_at, visit.time.visit.start);
        EXPECT_LE(visit.booked_at, visit.changed_at);
        EXPECT_LE(visit.changed_at, noon);
        const bool over = visit.status == Status::fulfilled || visit.status == Status::noshow;
        const bool ahead = visit.status == Status::booked || visit.status == Status::pending;
        EXPECT_TRUE(!over || visit.time.visit.end <= noon);
        EXPECT_TRUE(!ahead || visit.time.visit.start > noon);
    }
    for (const auto status :
         {Status::pending, Status::booked, Status::fulfilled, Status::cancelled, Status::noshow})
        EXPECT_GT(count[status], 8u) << static_cast<int>(status);
}

TEST_F(Visits, KeepTheirIdsAndTimesThroughTheDay) {
    const auto later = noon + std::chrono::hours{9};
    const auto evening = make_visits(make_world(size, later), size, later);
    ASSERT_EQ(evening.size(), all.size());
    std::size_t progressed = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(evening[i].id, all[i].id);
        EXPECT_EQ(evening[i].reference, all[i].reference);
        EXPECT_EQ(evening[i].time.visit, all[i].time.visit);
        progressed += evening[i].status != all[i].status ? 1u : 0u;
    }
    EXPECT_GT(progressed, 0u);
    EXPECT_LT(progressed, all.size() / 10);
}

TEST_F(Visits, HaveReferencesOfTheirOwn) {
    std::set<std::string> references;
    for (const auto& visit : all) references.insert(visit.reference);
    EXPECT_EQ(references.size(), all.size());
}

TEST_F(Visits, GiveTheFirstPatientSomethingToLookAt) {
    std::size_t behind = 0;
    std::size_t ahead = 0;
    std::size_t with_the_first_doctor = 0;
    for (const auto& visit : all) {
        if (visit.patient != 0) continue;
        behind += visit.status == Status::fulfilled ? 1u : 0u;
        ahead += visit.status == Status::booked ? 1u : 0u;
        with_the_first_doctor += visit.doctor == 0 ? 1u : 0u;
    }
    EXPECT_GE(behind, 2u);
    EXPECT_GE(ahead, 2u);
    EXPECT_GE(with_the_first_doctor, 1u);
}

TEST(FewDoctors, GetNoMoreVisitsThanTheyCanTake) {
    const Size small{1, 100, 2};
    const auto world = make_world(small, noon);
    const auto visits = make_visits(world, small, noon);
    EXPECT_GT(visits.size(), 100u);
    EXPECT_LT(visits.back().patient, 60u);
    for (std::size_t i = 1; i < visits.size(); ++i) {
        if (visits[i].status == Status::cancelled || visits[i - 1].status == Status::cancelled) continue;
        EXPECT_LE(visits[i - 1].time.visit.end, visits[i].time.visit.start);
    }
}

}  // namespace
}  // namespace venera::demo
