#include <barrier>
#include <deque>
#include <random>
#include <thread>

#include "directory/review_queries.hpp"
#include "directory/testing/fixture.hpp"

namespace venera::directory {
namespace {

using testing::DirectoryQueries;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct ReviewQueries : DirectoryQueries {
    ReviewRow row(std::int32_t stars, PatientId of = {}) {
        ReviewRow review;
        review.id = ReviewId::make(month_begin(clock.now()));
        review.appointment_id = AppointmentId::make(clock.now());
        review.doctor_id = doctor;
        review.clinic_id = lima;
        review.patient_id = of;
        review.country = "PE";
        review.rating = stars;
        review.created_at = review.updated_at = clock.now();
        return review;
    }
    ReviewRow write(std::int32_t stars, PatientId of = {}) {
        const auto review = row(stars, of);
        insert_review(database.database(), review);
        return review;
    }
    // "4.33 3 1": the stars, of how many, and the version of the doctor.
    std::string rating(DoctorId of) {
        return scalar(
            "select rating || ' ' || review_count || ' ' || version from directory.doctors where id = '" +
            of.text() + "'");
    }

    ClinicId lima = add_clinic("Lima", "PE");
    DoctorId doctor = add("Ana", lima);
    PatientId patient = PatientId::make(clock.now());
};

TEST_F(ReviewQueries, CountThePublishedOnesAndNoVersion) {
    auto& db = database.database();
    count_ratings(db, {doctor}, clock.now());
    EXPECT_EQ(rating(doctor), "0 0 1");
    for (const int stars : {5, 4, 4}) write(stars);
    auto worst = write(1);
    worst.state = ReviewState::hidden;
    worst.hidden_reason = "Names somebody";
    update_review(db, worst, clock.now());
    EXPECT_EQ(worst.version, 2);
    count_ratings(db, {doctor, doctor}, clock.now());
    EXPECT_EQ(rating(doctor), "4.33 3 1");
    EXPECT_THAT(changed_doctors(db, clock.now() - std::chrono::seconds{5}), ElementsAre(doctor));
}

TEST_F(ReviewQueries, OneVisitHasOneReviewWhateverBecameOfIt) {
    auto first = write(3);
    first.state = ReviewState::withdrawn;
    update_review(database.database(), first, clock.now());
    auto second = row(5);
    second.appointment_id = first.appointment_id;
    try {
        insert_review(database.database(), second);
        FAIL() << "two reviews of one visit";
    } catch (const postgres::ConstraintViolation& violation) {
        EXPECT_EQ(violation.constraint, "reviews_once");
    }
    EXPECT_TRUE(is_reviewed(database.database(), first.appointment_id));
    EXPECT_FALSE(is_reviewed(database.database(), AppointmentId::make(clock.now())));
}

TEST_F(ReviewQueries, ReachIsPartOfTheStatement) {
    auto& db = database.database();
    const auto mine = write(3, patient);
    const auto stranger = PatientId::make(clock.now());
    EXPECT_TRUE(find_review(db, mine.id, {}));
    EXPECT_TRUE(find_review(db, mine.id, {.patient_ids = {{patient}}}));
    EXPECT_FALSE(find_review(db, mine.id, {.patient_ids = {{stranger}}}));
    EXPECT_FALSE(find_review(db, mine.id, {.patient_ids = std::vector<PatientId>{}}));
    EXPECT_FALSE(find_review(db, mine.id, {.doctor_id = DoctorId{}}));
    EXPECT_FALSE(lock_review(db, mine.id, {.clinic_ids = std::vector<ClinicId>{ClinicId{}}}));
    EXPECT_TRUE(lock_review(db, mine.id, {.doctor_id = doctor, .clinic_ids = {{lima}}}));
    EXPECT_THAT(list_reviews(db, {.patient_ids = {{stranger}}}, {}, std::nullopt, 10), IsEmpty());
    EXPECT_THAT(list_reviews(db, {}, {{ReviewState::hidden}, {}}, std::nullopt, 10), IsEmpty());
    EXPECT_EQ(list_reviews(db, {}, {{ReviewState::published}, doctor}, std::nullopt, 10).size(), 1u);
}

TEST_F(ReviewQueries, PagesGoByMonthAndTellNoOrderWithinIt) {
    auto& db = database.database();
    std::vector<ReviewId> ids;
    for (int i = 0; i < 12; ++i) ids.push_back(write(3, patient).id);
    std::vector<ReviewId> by_time = ids;
    std::ranges::reverse(by_time);
    std::ranges::sort(ids, std::greater{});
    ASSERT_NE(ids, by_time) << "once in 479,001,600 times";
    auto earlier = row(3, patient);
    earlier.id = ReviewId::make(month_begin(clock.now() - std::chrono::days{32}));
    insert_review(db, earlier);
    ids.push_back(earlier.id);
    for (const bool is_public : {true, false}) {
        std::vector<ReviewId> seen;
        std::optional<ReviewId> after;
        for (;;) {
            const auto page = is_public ? list_published(db, doctor, after, 2)
                                        : list_reviews(db, {.patient_ids = {{patient}}}, {}, after, 2);
            if (page.empty()) break;
            for (const auto& review : page) seen.push_back(review.id);
            after = page.back().id;
        }
        EXPECT_EQ(seen, ids);
    }
}

TEST_F(ReviewQueries, APageGoesOnAfterAReviewThatIsNoMore) {
    auto& db = database.database();
    const auto gone = write(1, patient).id;
    for (int i = 0; i < 5; ++i) write(4);
    const auto left = [&] { return list_published(db, doctor, gone, 10).size(); };
    const auto before = left();
    ASSERT_EQ(delete_reviews(db, {patient}).size(), 1u);
    EXPECT_EQ(left(), before);
}

TEST_F(ReviewQueries, AnAnswerThatIsOutdatedIsThere) {
    auto review = write(2);
    review.reply = "Thank you";
    review.replied_at = clock.now();
    review.changed_since_reply = true;
    update_review(database.database(), review, clock.now());
    EXPECT_TRUE(find_review(database.database(), review.id, {})->changed_since_reply);
    review.reply = std::nullopt;
    review.replied_at = std::nullopt;
    EXPECT_THROW(update_review(database.database(), review, clock.now()), postgres::ConstraintViolation);
}

TEST_F(ReviewQueries, WhatIsErasedIsToldByDoctorAndGone) {
    const auto other = add("Luis", lima);
    write(2, patient);
    auto second = row(5, patient);
    second.doctor_id = other;
    insert_review(database.database(), second);
    write(4);
    EXPECT_EQ(delete_reviews(database.database(), {patient}).size(), 2u);
    count_ratings(database.database(), {other, doctor}, clock.now());
    EXPECT_EQ(rating(doctor), "4 1 1");
    EXPECT_EQ(rating(other), "0 0 1");
}

TEST_F(ReviewQueries, TheIndexHearsOfStarsByTheirEvents) {
    const auto review = write(5);
    auto request = context();
    insert_review_event(request, database.database(), review, "review.published");
    const std::int64_t xid =
        std::stoll(scalar("select xid::text from directory.outbox where type = 'review.published'"));
    EXPECT_THAT(doctors_told_of(database.database(), {xid, xid + 1}), ElementsAre(doctor));
}

// In each round all have written before the first counts. Without the lock before the count, one counts what
// others have not committed yet, and commits after them.
TEST_F(ReviewQueries, StarsAreExactAfterManyWriteAtOnce) {
    struct Writer {
        explicit Writer(postgres::testing::TestDatabase& database)
            : pool(database.options(), 1, database.metrics(), database.log()) {}
        fibers::PollWait wait;
        postgres::Pool pool;
        postgres::Database db{pool, wait};
    };
    constexpr int writers = 6;
    std::deque<Writer> all;
    for (int i = 0; i < writers; ++i) all.emplace_back(database);
    std::mt19937 random(7);
    for (int round = 0; round < 10; ++round) {
        std::barrier written(writers);
        std::vector<std::jthread> threads;
        for (Writer& writer : all) {
            threads.emplace_back([&, review = row(1 + static_cast<std::int32_t>(random() % 5))] {
                postgres::Transaction transaction(writer.db);
                insert_review(transaction, review);
                written.arrive_and_wait();
                count_ratings(transaction, {doctor}, clock.now());
                transaction.commit();
            });
        }
        threads.clear();
        const auto counted = rating(doctor);
        count_ratings(database.database(), {doctor}, clock.now());
        ASSERT_EQ(counted, rating(doctor)) << "round " << round;
    }
    EXPECT_TRUE(rating(doctor).ends_with(" 60 1")) << rating(doctor);
}

}  // namespace
}  // namespace venera::directory
