// The statements of payments and refunds. SQL is in queries.cpp, refund_queries.cpp and listing_queries.cpp.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "payments/provider.hpp"
#include "platform/http/router.hpp"
#include "platform/postgres/database.hpp"

namespace venera::payments {

enum class RecoveryPoint : std::uint8_t { started, charged, recorded };
BOOST_DESCRIBE_ENUM(RecoveryPoint, started, charged, recorded)

struct PaymentRow {
    PaymentId id;
    AppointmentId appointment_id;
    PatientId patient_id;
    ClinicId clinic_id;
    std::optional<std::string> country;
    Kind kind = Kind::visit;
    std::int64_t amount_cents = 0;
    Currency currency;
    std::string provider;
    Status status = Status::processing;
    RecoveryPoint recovery_point = RecoveryPoint::started;
    std::int64_t captured_cents = 0;
    std::int64_t refunded_cents = 0;
    std::int64_t returning_cents = 0;
    std::optional<Failure> failure;
    std::optional<std::string> action_url;
    std::optional<std::string> card_last_four;
    std::optional<CardType> card_type;
    std::optional<std::string> transaction_id;
    std::optional<UserId> created_by;
    std::optional<Instant> due_at;
    std::int32_t attempts = 0;
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(PaymentRow, (),
                      (id, appointment_id, patient_id, clinic_id, country, kind, amount_cents, currency,
                       provider, status, recovery_point, captured_cents, refunded_cents, returning_cents,
                       failure, action_url, card_last_four, card_type, transaction_id, created_by, due_at,
                       attempts, version, created_at, updated_at))
Facts facts_of(const PaymentRow& row);
Charge charge_of(const PaymentRow& row);

// Throws: ConstraintViolation payments_once.
void insert_payment(postgres::Executor& db, const PaymentRow& row);
std::optional<PaymentRow> lock_payment(postgres::Executor& db, PaymentId id);
// Writes what can change, at version + 1. Requires: lock_payment() in the same transaction.
void update_payment(postgres::Executor& db, PaymentRow& row, Instant now);
// The earliest payments that nobody has; whoever claims has them until `until`.
std::vector<PaymentRow> claim_payments(postgres::Executor& db, Instant now, Instant until);
// Nobody has found out anything: due again later, unless news have come since it was claimed.
void postpone_payment(postgres::Executor& db, const PaymentRow& claimed, Instant until);

// Somebody says that there is news: due at once, if it is not decided, and unless the request that makes it
// is at work: a provider tells of each step, and what it is asked to close it charges no more.
void wake_payment(postgres::Executor& db, PaymentId id, Instant now);

// What visits have been paid and not given back. Includes what is on its way back as given back.
std::int64_t captured_for(postgres::Executor& db, AppointmentId id);
// The payment of a visit that waits for its payer, if that is `payer`, to come back from their bank.
std::optional<PaymentRow> find_waiting(postgres::Executor& db, AppointmentId visit, UserId payer);

// Whose tries to pay are counted, one after the other until the transaction ends.
void queue_account(postgres::Executor& db, UserId account);
// When there are fewer than the most tries, of the last hour and without success, of a visit and of an
// account; nothing if there are now.
std::optional<Instant> tries_end(postgres::Executor& db, AppointmentId visit, UserId account, Instant now);
// Whether another payment of its visit is not decided yet.
bool is_paid_otherwise(postgres::Executor& db, const PaymentRow& payment);
// Whose payments a caller reaches; absent members do not restrict.
struct Reach {
    std::optional<std::vector<PatientId>> patient_ids;
    std::optional<std::vector<ClinicId>> clinic_ids;
};
std::optional<PaymentRow> find_payment(postgres::Executor& db, PaymentId id, const Reach& reach);
struct Position {
    Instant created_at;
    PaymentId id;
};
struct ListFilter {
    std::vector<Status> statuses;
    std::optional<Instant> from;
    std::optional<Instant> to;
};
std::vector<PaymentRow> list_payments(postgres::Executor& db, const Reach& reach, const ListFilter& filter,
                                      const std::optional<Position>& after, std::int32_t limit);

// The cards of a person who is erased. The number of payments.
std::int64_t forget_cards(postgres::Executor& db, const std::vector<PatientId>& patients);

struct RefundRow {
    RefundId id;
    PaymentId payment_id;
    std::int64_t amount_cents = 0;
    Because because = Because::desk;
    RefundStatus status = RefundStatus::processing;
    std::optional<std::string> transaction_id;
    std::optional<UserId> created_by;
    std::optional<Instant> due_at;
    std::int32_t attempts = 0;
    std::int32_t refusals = 0;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(RefundRow, (),
                      (id, payment_id, amount_cents, because, status, transaction_id, created_by, due_at,
                       attempts, refusals, created_at, updated_at))
// False if there is one for the same cause already.
bool insert_refund(postgres::Executor& db, const RefundRow& row);
std::optional<RefundRow> lock_refund(postgres::Executor& db, RefundId id);
void update_refund(postgres::Executor& db, const RefundRow& row, Instant now);
std::vector<RefundRow> claim_refunds(postgres::Executor& db, Instant now, Instant until);
void postpone_refund(postgres::Executor& db, RefundId id, Instant until);
std::vector<RefundRow> list_refunds(postgres::Executor& db, PaymentId payment);
// Those that can be given back from when their visit ends.
std::vector<PaymentId> payments_of_visit(postgres::Executor& db, AppointmentId id);

enum class LedgerEntry : std::uint8_t { charge, deposit, refund, no_show_fee };
BOOST_DESCRIBE_ENUM(LedgerEntry, charge, deposit, refund, no_show_fee)
struct LedgerRow {
    std::optional<RefundId> refund_id;
    LedgerEntry entry = LedgerEntry::charge;
    std::int64_t amount_cents = 0;
    std::optional<std::string> transaction_id;
};
void insert_ledger(postgres::Executor& db, const PaymentRow& payment, const LedgerRow& row, Instant now);
// What the ledger says of movements from `from` on: fees move nothing.
std::vector<Movement> ledger_movements(postgres::Executor& db, const std::string& provider, Instant from);
// The payments and refunds that are still being worked on.
std::int64_t count_unfinished(postgres::Executor& db);
std::vector<Revenue> read_revenue(postgres::Executor& db, const RevenueQuery& query, std::int32_t limit);

struct PolicyRow {
    std::int32_t deposit_percent = 100;
    std::optional<std::int64_t> no_show_fee_cents;
};
BOOST_DESCRIBE_STRUCT(PolicyRow, (), (deposit_percent, no_show_fee_cents))
ClinicPayments policy_of(postgres::Executor& db, ClinicId clinic);
// The version of the policy that it is now.
std::int64_t set_policy(postgres::Executor& db, ClinicId clinic, const ClinicPayments& policy, Instant now);

// What an earlier request with a key made, and whether it was the same request.
struct KeptRequest {
    std::optional<Uuid> resource_id;
    postgres::Bytes fingerprint;
};
BOOST_DESCRIBE_STRUCT(KeptRequest, (), (resource_id, fingerprint))
struct RequestKey {
    std::string caller;
    std::string key;
    postgres::Bytes fingerprint;
};
std::optional<KeptRequest> find_request(postgres::Executor& db, const RequestKey& key);
// Throws: ConstraintViolation idempotency_pkey if the key was used before.
void keep_request(postgres::Executor& db, const RequestKey& key, const Uuid& resource, Instant now);
std::int64_t forget_requests(postgres::Executor& db, Instant before);

struct QueueState {
    double oldest_due = 0;  // seconds, of payments and refunds
};
BOOST_DESCRIBE_STRUCT(QueueState, (), (oldest_due))
QueueState read_queue_state(postgres::Executor& db, Instant now);

// "payment.succeeded"
void insert_event(Context& context, postgres::Executor& db, const PaymentRow& row, const std::string& type);
void insert_policy_event(Context& context, postgres::Executor& db, ClinicId clinic, std::int64_t version);
enum class Permission : std::uint8_t { allowed, denied };
BOOST_DESCRIBE_ENUM(Permission, allowed, denied)
struct Access {
    std::string action;
    std::string resource = "payment";
    std::optional<Uuid> id{};
    std::optional<PatientId> patient{};
    Permission outcome = Permission::allowed;
    std::optional<std::string> reason{};  // instead of the request's
};
void insert_access(Context& context, postgres::Executor& db, const Access& access);

}  // namespace venera::payments
