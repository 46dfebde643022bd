// Payments as the API shows them and takes them.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "payments/card.hpp"
#include "payments/payments.hpp"
#include "platform/http/answer.hpp"

namespace venera::payments {

using PaymentId = Id<struct PaymentTag>;
using RefundId = Id<struct RefundTag>;

// In the order of rank: a payment only goes up.
enum class Status : std::uint8_t {
    processing,
    requires_action,
    cancelled,
    failed,
    succeeded,
    partially_refunded,
    refunded,
};
BOOST_DESCRIBE_ENUM(Status, processing, requires_action, cancelled, failed, succeeded, partially_refunded,
                    refunded)

// What is paid: the visit, or what the clinic asks for beforehand.
enum class Kind : std::uint8_t { visit, deposit };
BOOST_DESCRIBE_ENUM(Kind, visit, deposit)

enum class CardType : std::uint8_t { visa, mastercard, amex, discover, diners, jcb, unionpay, other };
BOOST_DESCRIBE_ENUM(CardType, visa, mastercard, amex, discover, diners, jcb, unionpay, other)

// Why nothing was charged. `replaced`: the payer took another card instead of going to their bank.
// `abandoned`: nobody went on with it, or the provider never heard of it.
enum class Failure : std::uint8_t {
    card_declined,
    insufficient_funds,
    expired_card,
    incorrect_cvc,
    authentication_failed,
    invalid_token,
    provider_unavailable,
    replaced,
    abandoned,
};
BOOST_DESCRIBE_ENUM(Failure, card_declined, insufficient_funds, expired_card, incorrect_cvc,
                    authentication_failed, invalid_token, provider_unavailable, replaced, abandoned)

// Exactly one of them.
struct PaymentMethod {
    std::optional<Card> card;
    std::optional<Text<200>> token;  // what the provider's own form made of a card
};
BOOST_DESCRIBE_STRUCT(PaymentMethod, (), (card, token))
void check(const PaymentMethod& method, json::Issues& issues);

struct NewPayment {
    std::optional<AppointmentId> appointment_id;
    std::optional<AppointmentId> hold_id;
    std::optional<Text<43, 43>> holder_token;
    std::optional<PatientId> patient_id;
    PaymentMethod method;
    std::optional<Whole<1, 1'000'000'000>> amount_cents;  // only to be told if it is another
};
BOOST_DESCRIBE_STRUCT(NewPayment, (),
                      (appointment_id, hold_id, holder_token, patient_id, method, amount_cents))
void check(const NewPayment& wish, json::Issues& issues);

struct Payment {
    PaymentId id;
    AppointmentId appointment_id;
    PatientId patient_id;
    Kind kind = Kind::visit;
    std::int64_t amount_cents = 0;
    std::int64_t refunded_cents = 0;
    Currency currency;
    Status status = Status::processing;
    std::optional<Failure> failure;
    std::optional<std::string> action_url;  // where the payer goes on, while `requires_action`
    std::optional<std::string> card_last_four;
    std::optional<CardType> card_type;
    std::string provider;
    std::optional<std::string> transaction_id;
    std::optional<PaidVisit> appointment;  // once it is booked
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(Payment, (),
                      (id, appointment_id, patient_id, kind, amount_cents, refunded_cents, currency, status,
                       failure, action_url, card_last_four, card_type, provider, transaction_id, appointment,
                       version, created_at, updated_at))

// What is to be paid of a visit now.
struct DuePayment {
    AppointmentId appointment_id;
    Kind kind = Kind::visit;
    std::int64_t amount_cents = 0;
    Currency currency;
};
BOOST_DESCRIBE_STRUCT(DuePayment, (), (appointment_id, kind, amount_cents, currency))

struct PaymentQuery {
    std::optional<std::vector<Status>> status;
    std::optional<Instant> from;  // made at or after
    std::optional<Instant> to;    // made before
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PaymentQuery, (), (status, from, to, limit, cursor))

struct MyPaymentQuery {
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(MyPaymentQuery, (), (limit, cursor))

enum class RefundStatus : std::uint8_t { processing, succeeded, failed };
BOOST_DESCRIBE_ENUM(RefundStatus, processing, succeeded, failed)

// too_late: the payment came after its hold, and the time was gone. moved: to where it costs less.
enum class Because : std::uint8_t { too_late, cancelled, no_show, desk, moved };
BOOST_DESCRIBE_ENUM(Because, too_late, cancelled, no_show, desk, moved)

// The reason stands in the access log, not beside the money.
struct NewRefund {
    std::optional<Whole<1, 1'000'000'000>> amount_cents;  // absent: all that is left
    Text<200, 3> reason;
};
BOOST_DESCRIBE_STRUCT(NewRefund, (), (amount_cents, reason))

struct Refund {
    RefundId id;
    PaymentId payment_id;
    std::int64_t amount_cents = 0;
    Currency currency;
    RefundStatus status = RefundStatus::processing;
    Because because = Because::desk;
    std::optional<std::string> transaction_id;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(Refund, (),
                      (id, payment_id, amount_cents, currency, status, because, transaction_id, created_at,
                       updated_at))

// What a clinic asks for before a visit, and what it keeps if nobody comes.
struct ClinicPayments {
    Whole<1, 100> deposit_percent{100};
    std::optional<Whole<0, 1'000'000'000>> no_show_fee_cents;
};
BOOST_DESCRIBE_STRUCT(ClinicPayments, (), (deposit_percent, no_show_fee_cents))

struct RevenueQuery {
    std::optional<Instant> from;
    std::optional<Instant> to;
    std::optional<ClinicId> clinic_id;
};
BOOST_DESCRIBE_STRUCT(RevenueQuery, (), (from, to, clinic_id))

// What the ledger says of a month (UTC) in one currency.
struct Revenue {
    std::string month;  // "2026-06"
    Currency currency;
    std::int64_t payments = 0;
    std::int64_t charged_cents = 0;
    std::int64_t deposit_cents = 0;  // of the charged
    std::int64_t refunded_cents = 0;
    std::int64_t no_show_fee_cents = 0;  // of what was charged and kept
    std::int64_t net_cents = 0;
};
BOOST_DESCRIBE_STRUCT(Revenue, (),
                      (month, currency, payments, charged_cents, deposit_cents, refunded_cents,
                       no_show_fee_cents, net_cents))
struct Revenues {
    std::vector<Revenue> data;
};
BOOST_DESCRIBE_STRUCT(Revenues, (), (data))

struct ReconciliationQuery {
    std::optional<Whole<1, 31>> days;  // until now; 7 if absent
};
BOOST_DESCRIBE_STRUCT(ReconciliationQuery, (), (days))

enum class DifferenceKind : std::uint8_t { not_in_ledger, not_at_provider, other_amount };
BOOST_DESCRIBE_ENUM(DifferenceKind, not_in_ledger, not_at_provider, other_amount)

// A movement that the provider's list and the ledger do not both have, or not with one amount.
struct ListedDifference {
    DifferenceKind what = DifferenceKind::not_in_ledger;
    std::string transaction_id;
    std::int64_t amount_cents = 0;  // negative: a refund
    Currency currency;
    Instant at;
    std::optional<std::int64_t> ledger_cents;  // with other_amount
};
BOOST_DESCRIBE_STRUCT(ListedDifference, (), (what, transaction_id, amount_cents, currency, at, ledger_cents))
struct Reconciliation {
    std::string provider;
    Instant from;
    std::int64_t movements = 0;  // of the ledger
    std::int64_t under_way = 0;  // payments and refunds that are not decided yet
    std::vector<ListedDifference> differences;
};
BOOST_DESCRIBE_STRUCT(Reconciliation, (), (provider, from, movements, under_way, differences))

// The answer to a provider's news.
struct Heard {
    bool received = true;
};
BOOST_DESCRIBE_STRUCT(Heard, (), (received))

}  // namespace venera::payments
