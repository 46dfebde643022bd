// The statements of payments on a real PostgreSQL, and what the tables refuse whoever writes.
#include <gtest/gtest.h>

#include <functional>

#include "payments/limits.hpp"
#include "payments/queries.hpp"
#include "payments/sandbox.hpp"
#include "payments/sandbox_queries.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/postgres/statements.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::payments {
namespace {

using postgres::ConstraintViolation;
using postgres::Statement;
using std::chrono::seconds;

Uuid numbered(std::uint8_t number) {
    Uuid id{};
    id.bytes[15] = number;
    return id;
}

struct PaymentsQuery : ::testing::Test {
    PaymentsQuery() { crypto::initialise(); }

    Context context() {
        Caller caller;
        caller.kind = Caller::Kind::job;
        return {caller, clock, test.database(), test.log(), tracing::Trace::from(""), "job-test"};
    }
    PaymentRow payment(std::uint8_t number, std::uint8_t visit = 1) const {
        PaymentRow row;
        row.id = PaymentId{numbered(number)};
        row.appointment_id = AppointmentId{numbered(visit)};
        row.patient_id = PatientId{numbered(50)};
        row.clinic_id = ClinicId{numbered(60)};
        row.amount_cents = 5000;
        row.currency = *Currency::parse("PEN");
        row.provider = "sandbox";
        row.due_at = now;
        row.created_at = row.updated_at = now;
        return row;
    }
    PaymentRow captured(std::uint8_t number) {
        auto row = payment(number);
        insert_payment(test.database(), row);
        row.status = Status::succeeded;
        row.recovery_point = RecoveryPoint::recorded;
        row.captured_cents = row.amount_cents;
        row.transaction_id = "ch_1";
        row.due_at = std::nullopt;
        update_payment(test.database(), row, now);
        return row;
    }
    std::string violated(const std::function<void()>& work) {
        try {
            work();
        } catch (const ConstraintViolation& violation) {
            return violation.constraint;
        }
        return "";
    }

    postgres::testing::TestDatabase test;
    Clock clock;
    Instant now = clock.now();
};

TEST_F(PaymentsQuery, EveryStatementFitsTheTables) {
    EXPECT_EQ(postgres::check_statements(test.owner()), std::vector<std::string>{});
}

TEST_F(PaymentsQuery, OfTwoPaymentsForOneThingTheSecondIsRefused) {
    insert_payment(test.database(), payment(1));
    EXPECT_EQ(violated([&] { insert_payment(test.database(), payment(2)); }), "payments_once");
    insert_payment(test.database(), payment(3, 2));
    // One that has failed leaves the place to another.
    auto row = *lock_payment(test.database(), PaymentId{numbered(1)});
    row.status = Status::failed;
    row.recovery_point = RecoveryPoint::recorded;
    row.due_at = std::nullopt;
    update_payment(test.database(), row, now);
    insert_payment(test.database(), payment(4));
}

TEST_F(PaymentsQuery, WhatGoesBackWholeMakesWay) {
    auto row = captured(1);
    EXPECT_EQ(violated([&] { insert_payment(test.database(), payment(2)); }), "payments_once");
    row.returning_cents = row.captured_cents;
    update_payment(test.database(), row, now);
    insert_payment(test.database(), payment(2));
}

TEST_F(PaymentsQuery, NewsDoNotTakeAPaymentFromTheRequestThatMakesIt) {
    auto row = payment(1);
    row.due_at = now + limits::lease;
    insert_payment(test.database(), row);
    wake_payment(test.database(), row.id, now);
    EXPECT_TRUE(claim_payments(test.database(), now, now + limits::lease).empty());
    row.status = Status::requires_action;
    row.due_at = now + limits::action_time;
    update_payment(test.database(), row, now);
    wake_payment(test.database(), row.id, now);
    EXPECT_EQ(claim_payments(test.database(), now, now + limits::lease).size(), 1U);
    // The completer has it, and found out nothing.
    wake_payment(test.database(), row.id, now);
    EXPECT_EQ(claim_payments(test.database(), now, now + limits::lease).size(), 1U);
}

TEST_F(PaymentsQuery, VisitsAreBeingPaidUntilItIsDecided) {
    const AppointmentId visit{numbered(1)};
    auto row = payment(1);
    insert_payment(test.database(), row);
    const AppointmentId other{numbered(9)};
    EXPECT_EQ(being_paid(test.database(), {visit, other}), std::vector{visit});
    row.status = Status::cancelled;
    row.recovery_point = RecoveryPoint::recorded;
    row.due_at = std::nullopt;
    update_payment(test.database(), row, now);
    EXPECT_TRUE(being_paid(test.database(), {visit, other}).empty());
}

TEST_F(PaymentsQuery, MoneyMovesWhileAPaymentOrARefundIsUnderWay) {
    const auto row = captured(1);
    EXPECT_FALSE(is_money_moving(test.database(), row.appointment_id));
    auto other = payment(2);
    other.kind = Kind::deposit;
    EXPECT_FALSE(is_paid_otherwise(test.database(), other));
    insert_payment(test.database(), other);
    EXPECT_TRUE(is_money_moving(test.database(), row.appointment_id));
    EXPECT_TRUE(is_paid_otherwise(test.database(), row));
    EXPECT_FALSE(is_paid_otherwise(test.database(), other));
    other.status = Status::failed;
    other.recovery_point = RecoveryPoint::recorded;
    other.due_at = std::nullopt;
    update_payment(test.database(), other, now);
    EXPECT_FALSE(is_money_moving(test.database(), row.appointment_id));
    RefundRow refund;
    refund.id = RefundId{numbered(3)};
    refund.payment_id = row.id;
    refund.amount_cents = 100;
    refund.due_at = refund.created_at = refund.updated_at = now;
    ASSERT_TRUE(insert_refund(test.database(), refund));
    EXPECT_TRUE(is_money_moving(test.database(), row.appointment_id));
    refund.status = RefundStatus::succeeded;
    refund.due_at = std::nullopt;
    update_refund(test.database(), refund, now);
    EXPECT_FALSE(is_money_moving(test.database(), row.appointment_id));
}

TEST_F(PaymentsQuery, AVisitCanBeMovedToALowerPriceTwice) {
    auto row = captured(1);
    for (const std::uint8_t number : {std::uint8_t{1}, std::uint8_t{2}}) {
        RefundRow refund;
        refund.id = RefundId{numbered(number)};
        refund.payment_id = row.id;
        refund.amount_cents = 100;
        refund.because = Because::moved;
        refund.due_at = refund.created_at = refund.updated_at = now;
        EXPECT_TRUE(insert_refund(test.database(), refund));
    }
    EXPECT_EQ(list_refunds(test.database(), row.id).size(), 2U);
}

TEST_F(PaymentsQuery, AStatusNeverGoesBack) {
    auto row = captured(1);
    row.status = Status::processing;
    EXPECT_EQ(violated([&] { update_payment(test.database(), row, now); }), "payment_steps");
}

TEST_F(PaymentsQuery, NoMoreGoesBackThanWasCaptured) {
    auto row = captured(1);
    row.returning_cents = 5001;
    EXPECT_EQ(violated([&] { update_payment(test.database(), row, now); }),
              "payments_refund_at_most_captured");
}

TEST_F(PaymentsQuery, AMovementIsInTheLedgerOnceAndStays) {
    const auto row = captured(1);
    insert_ledger(test.database(), row, {std::nullopt, LedgerEntry::charge, 5000, "ch_1"}, now);
    EXPECT_EQ(violated([&] {
                  insert_ledger(test.database(), row, {std::nullopt, LedgerEntry::charge, 5000, "ch_1"}, now);
              }),
              "ledger_once");
    const Statement<void()> change{"test.change_ledger", "update payments.ledger set amount_cents = 1"};
    const Statement<void()> remove{"test.remove_ledger", "delete from payments.ledger"};
    EXPECT_THROW(test.database().run(change), postgres::SqlError);
    EXPECT_THROW(test.database().run(remove), postgres::SqlError);
}

TEST_F(PaymentsQuery, WhoClaimsHasItUntilTheLeaseEnds) {
    insert_payment(test.database(), payment(1));
    EXPECT_EQ(claim_payments(test.database(), now, now + limits::lease).size(), 1U);
    EXPECT_TRUE(claim_payments(test.database(), now, now + limits::lease).empty());
    const auto again = claim_payments(test.database(), now + limits::lease, now + 2 * limits::lease);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].attempts, 2);
}

struct SandboxQuery : PaymentsQuery {
    Outcome pay(std::uint8_t number, const char* token) {
        Context job = context();
        PaymentMethod method;
        method.token = Text<200>{token};
        return sandbox.charge(job, charge(number), method);
    }
    Charge charge(std::uint8_t number) const {
        return {PaymentId{numbered(number)}, 5000, *Currency::parse("PEN")};
    }
    Outcome close(std::uint8_t number) {
        Context job = context();
        return sandbox.close(job, charge(number));
    }

    Sandbox sandbox;
};

TEST_F(SandboxQuery, ChargesAKeyOnce) {
    const auto first = pay(1, "tok_visa");
    const auto second = pay(1, "tok_visa");
    EXPECT_EQ(first.facts.captured_cents, 5000);
    EXPECT_EQ(first.transaction_id, second.transaction_id);
    Context job = context();
    EXPECT_EQ(sandbox.movements(job, now - seconds{9}).size(), 1U);
}

TEST_F(SandboxQuery, WhatIsClosedIsNeverCharged) {
    EXPECT_EQ(close(1).facts.failure, Failure::abandoned);
    EXPECT_EQ(pay(1, "tok_visa").facts.captured_cents, 0) << "a request that was still on its way";
    pay(2, "tok_three_d_secure");
    EXPECT_EQ(close(2).facts.failure, Failure::abandoned);
    Context job = context();
    EXPECT_EQ(sandbox.ask(job, charge(2)).facts.captured_cents, 0);
    EXPECT_EQ(pay(3, "tok_visa").facts.captured_cents, 5000);
    EXPECT_EQ(close(3).facts.captured_cents, 5000) << "what was charged stays charged";
}

TEST_F(SandboxQuery, RefundsAKeyOnceAndNoMoreThanTheCharge) {
    const auto charged = pay(1, "tok_visa");
    Context job = context();
    const auto order = [&](std::uint8_t number, std::int64_t cents) {
        return sandbox.refund(job, {RefundId{numbered(number)}, PaymentId{numbered(1)},
                                    *charged.transaction_id, cents, *Currency::parse("PEN")});
    };
    const auto first = order(1, 3000);
    EXPECT_EQ(first.answer, RefundOutcome::Answer::done);
    EXPECT_EQ(order(1, 3000).transaction_id, first.transaction_id);
    EXPECT_EQ(order(2, 2001).answer, RefundOutcome::Answer::refused);
    EXPECT_EQ(order(3, 2000).answer, RefundOutcome::Answer::done);
}

}  // namespace
}  // namespace venera::payments
