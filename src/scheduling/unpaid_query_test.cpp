// Visits that are to be paid at booking, on a real PostgreSQL: how they end when they are not paid, what a
// payment under way holds up, and moves to another price.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "payments/queries.hpp"
#include "scheduling/desk_fixture.hpp"
#include "scheduling/payment_queries.hpp"
#include "scheduling/sweeper.hpp"

namespace venera::scheduling {
namespace {

using testing::as_patient;
using testing::as_staff;
using testing::at;
using testing::first_doctor;
using testing::numbered;
using testing::second_doctor;
using testing::value_of;

constexpr auto ten = "2026-06-02T10:00:00Z";

struct UnpaidQuery : testing::DeskQuery {
    UnpaidQuery() { replica.directory.policy = directory::PaymentPolicy::at_booking; }

    Appointment pending(std::string_view start = ten, std::uint8_t patient = 10) {
        const auto visit = book(as_patient(patient), wish(start));
        EXPECT_TRUE(visit);
        return visit->value;
    }
    std::int64_t sweep() {
        Caller job;
        job.kind = Caller::Kind::job;
        Context context = replica.as(job);
        return end_unpaid_waits(context, replica.directory, replica.occupancy);
    }
    Appointment shown(AppointmentId id) {
        Context context = replica.as(as_staff());
        return *replica.lists.one(context, {id});
    }
    payments::PaymentRow payment_of(AppointmentId visit) const {
        payments::PaymentRow row;
        row.id = payments::PaymentId::make(clock.now());
        row.appointment_id = visit;
        row.patient_id = PatientId{numbered(10)};
        row.clinic_id = testing::clinic;
        row.amount_cents = 5000;
        row.currency = value_of<Currency>("EUR");
        row.provider = "sandbox";
        row.due_at = row.created_at = row.updated_at = clock.now();
        return row;
    }
    void pay(AppointmentId id) {
        const postgres::Statement<void(AppointmentId)> statement{
            "test.pay", "update scheduling.appointments set payment_status = 'paid' where id = $1"};
        test.owner().run(statement, id);
    }
    void price_of_second(std::int64_t cents, std::string_view currency = "EUR") {
        auto calendar = examples::calendar("UTC", examples::every_day("08:00", "18:00"));
        calendar.rules.visit_types.front().price_cents = {cents};
        calendar.rules.visit_types.front().currency = value_of<Currency>(currency);
        calendar.rules.cancellation_notice_minutes = {60};
        write_schedule(test.database(), second_doctor, calendar.rules, clock.now());
        Context context = replica.as(as_staff());
        replica.offers.renew(context, second_doctor);
    }
    Moving::Answer move_to_second(AppointmentId id) { return move_to(second_doctor, id); }
    Moving::Answer move_to(DoctorId doctor, AppointmentId id) {
        ChangeAppointment change;
        change.doctor_id = {Patch<DoctorId>::State::value, doctor};
        Context ana = replica.as(as_patient(10));
        return replica.moving.change(ana, {id}, change, {});
    }
};

TEST_F(UnpaidQuery, AVisitThatIsNotPaidInTimeIsCancelled) {
    replica.directory.pay_within = 45;
    const auto visit = pending();
    EXPECT_EQ(visit.status, Status::pending);
    EXPECT_EQ(visit.pay_until, visit.created_at + minutes{45});
    set_time("2026-06-01T06:44:00Z");
    EXPECT_EQ(sweep(), 0);
    set_time("2026-06-01T06:46:00Z");
    EXPECT_EQ(sweep(), 1);
    EXPECT_EQ(sweep(), 0);
    const auto ended = shown(visit.id);
    EXPECT_EQ(ended.status, Status::cancelled);
    EXPECT_EQ(ended.pay_until, std::nullopt);
    EXPECT_EQ(ended.version, 2);
    EXPECT_EQ(
        count("select count(*) from scheduling.outbox where type = 'appointment.cancelled' and version = 2 "
              "and payload->>'because' = 'unpaid' and payload->>'by' = 'job'"),
        1);
    EXPECT_EQ(
        count("select count(*) from scheduling.access_log where action = 'cancel unpaid' and actor_role = "
              "'job' and patient_id is not null"),
        1);
    EXPECT_TRUE(book(as_patient(11), wish(ten))) << "the time is free";
}

TEST_F(UnpaidQuery, WhereNothingIsToBePaidFirstAnyMoreItIsBooked) {
    const auto visit = pending();
    const auto other = pending("2026-06-02T11:00:00Z", 11);
    replica.directory.policy = directory::PaymentPolicy::at_desk;
    payments::insert_payment(test.database(), payment_of(other.id));
    EXPECT_EQ(sweep(), 0);
    EXPECT_EQ(shown(visit.id).status, Status::pending) << "it has time to be paid";
    set_time("2026-06-01T07:00:00Z");
    EXPECT_EQ(sweep(), 0);
    const auto booked = shown(visit.id);
    EXPECT_EQ(booked.status, Status::booked);
    EXPECT_EQ(booked.pay_until, std::nullopt);
    EXPECT_EQ(booked.version, 2);
    EXPECT_EQ(shown(other.id).status, Status::pending) << "a payment is under way";
    EXPECT_EQ(
        count("select count(*) from scheduling.outbox where type = 'appointment.booked' and version = 2 "
              "and payload->>'status' = 'booked' and payload->>'by' = 'job'"),
        1);
    EXPECT_EQ(
        count("select count(*) from scheduling.access_log where action = 'book unpaid' and actor_role = "
              "'job' and patient_id is not null"),
        1);
}

TEST_F(UnpaidQuery, ItWaitsUntilItsStartAtTheLatest) {
    const auto visit = pending("2026-06-01T08:00:00Z");
    EXPECT_EQ(visit.pay_until, visit.created_at + minutes{30});
    replica.directory.pay_within = 10'080;
    EXPECT_EQ(pending("2026-06-01T09:00:00Z").pay_until, at("2026-06-01T09:00:00Z"));
}

TEST_F(UnpaidQuery, AHoldThatIsBookedWaitsFromThenOn) {
    Context ana = replica.as(as_patient(10));
    const auto hold = replica.holds.create(ana, hold_wish(ten), no_key(), "");
    ASSERT_TRUE(hold);
    set_time("2026-06-01T06:05:00Z");
    BookAppointment body;
    body.hold_id = hold->value.id;
    const auto visit = book(as_patient(10), body);
    ASSERT_TRUE(visit);
    EXPECT_EQ(visit->value.pay_until, visit->value.updated_at + minutes{30});
    EXPECT_GE(visit->value.pay_until, at("2026-06-01T06:35:00Z"));
    EXPECT_EQ(shown(visit->value.id).pay_until, visit->value.pay_until);
    set_time("2026-06-01T07:00:00Z");
    EXPECT_EQ(sweep(), 1);
}

TEST_F(UnpaidQuery, WhatTheDeskConfirmsWaitsNoMore) {
    const auto visit = pending();
    Context desk = replica.as(as_staff());
    const auto confirmed = replica.visits.confirm(desk, {visit.id}, {});
    ASSERT_TRUE(confirmed);
    EXPECT_EQ(confirmed->pay_until, std::nullopt);
    set_time("2026-06-01T07:00:00Z");
    EXPECT_EQ(sweep(), 0);
    EXPECT_EQ(shown(visit.id).status, Status::booked);
}

TEST_F(UnpaidQuery, WhileAPaymentIsUnderWayItStays) {
    const auto visit = pending();
    const auto other = pending("2026-06-02T11:00:00Z", 11);
    auto payment = payment_of(visit.id);
    payments::insert_payment(test.database(), payment);
    set_time("2026-06-01T07:00:00Z");
    EXPECT_EQ(sweep(), 1) << "the other one";
    EXPECT_EQ(shown(other.id).status, Status::cancelled);
    EXPECT_EQ(shown(visit.id).status, Status::pending);
    payment.status = payments::Status::failed;
    payment.recovery_point = payments::RecoveryPoint::recorded;
    payment.due_at = std::nullopt;
    payments::update_payment(test.database(), payment, clock.now());
    EXPECT_EQ(sweep(), 1);
}

TEST_F(UnpaidQuery, APaymentThatBeginsIsWaitedFor) {
    const auto visit = pending();
    set_time("2026-06-01T07:00:00Z");
    fibers::PollWait wait;
    postgres::Pool pool(test.options(), 1, test.metrics(), test.log());
    postgres::Database own(pool, wait);
    {
        postgres::Transaction transaction(own);
        payments::insert_payment(transaction, payment_of(visit.id));
        ASSERT_TRUE(keep_visit(transaction, visit.id, visit.version, visit.created_at));
        EXPECT_EQ(sweep(), 0) << "nobody sees the payment yet";
        transaction.commit();
    }
    EXPECT_EQ(sweep(), 0);
    EXPECT_FALSE(keep_visit(own, visit.id, visit.version + 1, visit.created_at)) << "it has changed";
    EXPECT_FALSE(keep_visit(own, visit.id, visit.version, clock.now())) << "its time is over";
}

TEST_F(UnpaidQuery, OfPaymentsAndTheSweeperAtOnceOneHasEachVisit) {
    constexpr int visits = 30;
    std::vector<Appointment> all;
    for (int i = 0; i < visits; ++i)
        all.push_back(
            pending((at("2026-06-02T08:00:00Z") + minutes{30 * (i % 20)} + std::chrono::days{i / 20}).text(),
                    static_cast<std::uint8_t>(10 + i)));
    set_time("2026-06-01T07:00:00Z");
    std::atomic<int> begun = 0;
    std::atomic<int> cancelled = 0;
    std::vector<std::thread> threads;
    for (std::size_t number = 0; number < 4; ++number) {
        threads.emplace_back([&, number] {
            fibers::PollWait wait;
            postgres::Pool pool(test.options(), 1, test.metrics(), test.log());
            postgres::Database own(pool, wait);
            testing::Replica here(test, own, clock);
            Caller job;
            job.kind = Caller::Kind::job;
            for (std::size_t i = number; i < all.size(); i += 4) {
                try {
                    postgres::in_transaction(own, [&](postgres::Transaction& transaction) {
                        payments::insert_payment(transaction, payment_of(all[i].id));
                        if (!keep_visit(transaction, all[i].id, 1, all[i].created_at)) throw std::exception();
                        return true;
                    });
                    ++begun;
                } catch (const std::exception&) {
                }
                if (i % 5 == 0) {
                    Context context = here.as(job);
                    cancelled +=
                        static_cast<int>(end_unpaid_waits(context, replica.directory, here.occupancy));
                }
            }
        });
    }
    for (auto& thread : threads) thread.join();
    cancelled += static_cast<int>(sweep());
    EXPECT_EQ(begun + cancelled, visits);
    EXPECT_EQ(
        count("select count(*) from scheduling.appointments a join payments.payments p on p.appointment_id = "
              "a.id where a.status <> 'pending'"),
        0);
}

TEST_F(UnpaidQuery, AMoveKeepsTheTimeToPay) {
    const auto visit = pending();
    ChangeAppointment change;
    change.start = {Patch<VisitStart>::State::value, VisitStart{at("2026-06-03T09:00:00Z")}};
    Context ana = replica.as(as_patient(10));
    const auto moved = replica.moving.change(ana, {visit.id}, change, {});
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->pay_until, visit.pay_until);
    price_of_second(0);
    const auto free = move_to_second(visit.id);
    ASSERT_TRUE(free);
    EXPECT_EQ(free->payment_status, PaymentStatus::not_required);
    set_time("2026-06-01T07:00:00Z");
    EXPECT_EQ(sweep(), 0) << "nothing is to be paid";
}

TEST_F(UnpaidQuery, AMoveToWherePaymentComesFirstWaitsForIt) {
    price_of_second(6000);
    replica.directory.policy = directory::PaymentPolicy::none;
    replica.directory.policy_of_second = directory::PaymentPolicy::at_booking;
    const auto visit = pending();
    ASSERT_EQ(visit.status, Status::booked);
    const auto moved = move_to_second(visit.id);
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->status, Status::pending);
    EXPECT_EQ(moved->payment_status, PaymentStatus::unpaid);
    EXPECT_EQ(moved->pay_until, moved->updated_at + minutes{30});
    EXPECT_EQ(shown(visit.id).pay_until, moved->pay_until);
    const auto count_of = [&](const std::string& type) {
        const auto sql = "select count(*) from scheduling.outbox where version = 2 and type = 'appointment." +
                         type + "' and payload->>'status' = 'pending'";
        return count(sql.c_str());
    };
    EXPECT_EQ(count_of("moved"), 1);
    EXPECT_EQ(count_of("pending"), 1);
    set_time("2026-06-01T07:00:00Z");
    EXPECT_EQ(sweep(), 1);
}

TEST_F(UnpaidQuery, APaidVisitIsBookedWhereverItMoves) {
    replica.directory.policy = directory::PaymentPolicy::at_desk;
    replica.directory.policy_of_second = directory::PaymentPolicy::at_booking;
    const auto visit = pending();
    pay(visit.id);
    const auto moved = move_to_second(visit.id);
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->status, Status::booked);
}

TEST_F(UnpaidQuery, APendingVisitIsBookedWhereNothingIsToBePaidFirst) {
    const auto visit = pending();
    for (const auto policy : {directory::PaymentPolicy::none, directory::PaymentPolicy::at_desk}) {
        replica.directory.policy_of_second = policy;
        const auto moved = move_to_second(visit.id);
        ASSERT_TRUE(moved);
        EXPECT_EQ(moved->status, Status::booked);
        EXPECT_EQ(moved->pay_until, std::nullopt);
        const auto booked =
            "select count(*) from scheduling.outbox where type = 'appointment.booked' and version = " +
            std::to_string(moved->version);
        EXPECT_EQ(count(booked.c_str()), 1);
        const auto back = move_to(first_doctor, visit.id);
        ASSERT_TRUE(back);
        EXPECT_EQ(back->status, Status::pending);
        EXPECT_EQ(back->payment_status, PaymentStatus::unpaid);
        EXPECT_EQ(back->pay_until, back->updated_at + minutes{30});
    }
    set_time("2026-06-01T07:00:00Z");
    EXPECT_EQ(sweep(), 1);
}

TEST_F(UnpaidQuery, WhoMovesHasNoLongerToPay) {
    price_of_second(6000);
    const auto visit = pending();
    set_time("2026-06-01T06:20:00Z");
    const auto moved = move_to_second(visit.id);
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->status, Status::pending);
    EXPECT_EQ(moved->pay_until, visit.pay_until);
}

TEST_F(UnpaidQuery, AMoveToAnotherPriceNeedsWhatIsPaid) {
    const auto visit = pending();
    price_of_second(6000);
    pay(visit.id);
    EXPECT_TRUE(move_to_second(visit.id).is<price_not_covered>());
    price_of_second(4000, "USD");
    EXPECT_TRUE(move_to_second(visit.id).is<price_not_covered>());
    price_of_second(4000);
    payments::insert_payment(test.database(), payment_of(visit.id));
    EXPECT_TRUE(move_to_second(visit.id).is<payment_in_progress>());
    EXPECT_EQ(shown(visit.id).version, 1) << "nothing is left of it";
    EXPECT_EQ(count("select count(*) from payments.payments"), 1);
    const postgres::Statement<void()> decide{
        "test.decide",
        "update payments.payments set due_at = null, recovery_point = 'recorded', status = 'failed'"};
    test.owner().run(decide);
    const auto moved = move_to_second(visit.id);
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->price_cents, 4000);
    EXPECT_EQ(moved->payment_status, PaymentStatus::paid);
}

}  // namespace
}  // namespace venera::scheduling
