// The same calendars wanted by many at once, each thread with its own connections: whatever the order, no two
// active visits of a doctor or of a patient overlap, and the one who is told yes is the one who has it.
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "scheduling/desk_fixture.hpp"

namespace venera::scheduling {
namespace {

using testing::as_patient;
using testing::as_staff;
using testing::at;
using testing::first_doctor;
using testing::second_doctor;

struct RacesQuery : testing::DeskQuery {
    // Runs `work(replica, number)` on `threads` threads, each a replica of its own.
    template <class Work>
    void at_once(int threads, const Work& work) {
        std::vector<std::thread> all;
        for (int number = 0; number < threads; ++number) {
            all.emplace_back([&, number] {
                fibers::PollWait wait;
                postgres::Pool pool(test.options(), 1, test.metrics(), test.log());
                postgres::Database database(pool, wait);
                testing::Replica own(test, database, clock);
                work(own, static_cast<std::uint8_t>(number));
            });
        }
        for (auto& thread : all) thread.join();
    }

    std::int64_t overlaps() {
        return count(R"sql(
            select count(*) from scheduling.appointments a join scheduling.appointments b
                on a.id < b.id and (a.doctor_id = b.doctor_id or a.patient_id = b.patient_id)
             where a.status in ('held', 'pending', 'booked', 'arrived')
               and b.status in ('held', 'pending', 'booked', 'arrived')
               and lower(a.occupied) < upper(b.occupied) and lower(b.occupied) < upper(a.occupied))sql");
    }
};

TEST_F(RacesQuery, OfSixteenWhoWantOneTimeOneGetsIt) {
    std::atomic<int> won = 0;
    std::atomic<int> refused = 0;
    at_once(16, [&](testing::Replica& own, std::uint8_t number) {
        Context context = own.as(as_patient(static_cast<std::uint8_t>(100 + number)));
        const auto answer = own.booking.book(context, wish("2026-06-02T10:00:00Z"), {});
        if (answer) ++won;
        if (answer.is<slot_taken>()) ++refused;
    });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(refused, 15);
    EXPECT_EQ(count("select count(*) from scheduling.outbox"), 1);
}

TEST_F(RacesQuery, OneKeyAtOnceIsOneBooking) {
    std::atomic<int> made = 0;
    std::atomic<int> replayed = 0;
    at_once(16, [&](testing::Replica& own, std::uint8_t) {
        Context context = own.as(as_patient(10));
        const auto answer = own.booking.book(context, wish("2026-06-02T10:00:00Z"), key("k", 1));
        ASSERT_TRUE(answer) << answer.refusal().code;
        ++(answer->replay == Replay::yes ? replayed : made);
    });
    EXPECT_EQ(made, 1);
    EXPECT_EQ(replayed, 15);
}

TEST_F(RacesQuery, TheDailyCapHoldsAgainstMany) {
    auto capped = examples::calendar("UTC", examples::every_day("08:00", "18:00"));
    capped.rules.max_per_day = Whole<1, 288>{2};
    write_schedule(test.database(), first_doctor, capped.rules, clock.now());
    std::atomic<int> won = 0;
    at_once(12, [&](testing::Replica& own, std::uint8_t number) {
        Context context = own.as(as_patient(static_cast<std::uint8_t>(100 + number)));
        const Instant start = at("2026-06-02T08:00:00Z") + minutes{30 * number};
        const auto answer = own.booking.book(context, wish(start.text()), {});
        if (answer) ++won;
        EXPECT_TRUE(answer || answer.is<not_offered>()) << answer.refusal().code;
    });
    EXPECT_EQ(won, 2);
}

TEST_F(RacesQuery, OfTwoHoldsTooManyOneIsRefused) {
    std::atomic<int> held = 0;
    at_once(8, [&](testing::Replica& own, std::uint8_t number) {
        Context context = own.as(as_patient(10));
        const Instant start = at("2026-06-02T08:00:00Z") + minutes{30 * number};
        if (own.holds.create(context, hold_wish(start.text()), {}, "")) ++held;
    });
    EXPECT_EQ(held, 3);
}

TEST_F(RacesQuery, OfManyMovesOfOneVersionOneWins) {
    const auto visit = book(as_patient(10), wish("2026-06-02T08:00:00Z"))->value;
    std::atomic<int> won = 0;
    std::atomic<int> stale = 0;
    at_once(8, [&](testing::Replica& own, std::uint8_t number) {
        Context context = own.as(as_staff());
        ChangeAppointment change;
        change.start = {Patch<VisitStart>::State::value,
                        VisitStart{at("2026-06-02T09:00:00Z") + minutes{30 * number}}};
        const auto answer = own.moving.change(context, {visit.id}, change, {visit.version});
        if (answer) ++won;
        if (answer.is<version_mismatch>()) ++stale;
    });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(stale, 7);
}

// One client of the mixed race: books, holds, moves, steps and cancels what it has, by the dice.
void act(testing::Replica& own, std::uint8_t number, std::uint32_t seed) {
    std::mt19937 dice(seed + number);
    const auto below = [&](int most) { return std::uniform_int_distribution<int>(0, most - 1)(dice); };
    const auto some_time = [&] { return VisitStart{at("2026-06-02T08:00:00Z") + minutes{30 * below(8)}}; };
    const auto some_doctor = [&] { return below(2) == 0 ? first_doctor : second_doctor; };
    std::vector<AppointmentId> mine;
    for (int i = 0; i < 60; ++i) {
        Context patient = own.as(as_patient(static_cast<std::uint8_t>(100 + number % 5)));
        Context staff = own.as(as_staff());
        const int choice = mine.empty() ? below(2) : below(6);
        if (choice == 0) {
            BookAppointment wish;
            wish.doctor_id = some_doctor();
            wish.start = some_time();
            if (const auto booked = own.booking.book(patient, wish, {})) mine.push_back(booked->value.id);
        } else if (choice == 1) {
            const NewHold wish{some_doctor(), some_time(), std::nullopt, std::nullopt, std::nullopt};
            const auto held = own.holds.create(patient, wish, {}, "");
            if (!held) continue;
            static_cast<void>(own.holds.extend(patient, held->value.id, std::nullopt));
            BookAppointment book;
            book.hold_id = held->value.id;
            if (const auto booked = own.booking.book(patient, book, {})) mine.push_back(booked->value.id);
        } else if (choice < 4) {
            ChangeAppointment change;
            change.start = {Patch<VisitStart>::State::value, some_time()};
            change.doctor_id = {Patch<DoctorId>::State::value, some_doctor()};
            static_cast<void>(own.moving.change(
                staff, {mine[static_cast<std::size_t>(below(static_cast<int>(mine.size())))]}, change, {}));
        } else if (choice == 4) {
            ChangeAppointment change;
            change.notes = {Patch<Prose<2'000>, Clears::yes>::State::value, {"noted"}};
            static_cast<void>(own.moving.change(staff, {mine.back()}, change, {}));
        } else {
            static_cast<void>(own.cancelling.cancel(staff, {mine.back()}, {}));
            mine.pop_back();
        }
    }
}

TEST_F(RacesQuery, WhateverHappensAtOnceNothingOverlaps) {
    const std::uint32_t seed = std::random_device{}();
    RecordProperty("seed", std::to_string(seed));
    std::cout << "seed " << seed << '\n';
    at_once(10, [&](testing::Replica& own, std::uint8_t number) { act(own, number, seed); });
    EXPECT_EQ(overlaps(), 0);
    EXPECT_GT(count("select count(*) from scheduling.outbox where type = 'appointment.moved'"), 10);
    EXPECT_EQ(count("select count(*) from scheduling.appointments a where not exists (select from "
                    "scheduling.outbox o "
                    "where o.aggregate_id = a.id)"),
              0);
}

}  // namespace
}  // namespace venera::scheduling
