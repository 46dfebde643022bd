#include "payments/limits.hpp"
#include "payments/queries.hpp"

namespace venera::payments {

namespace {

using postgres::Statement;
using MaybeInstant = std::optional<Instant>;
using MaybeText = std::optional<std::string>;

const Statement<void(RefundId, PaymentId, std::int64_t, Because, std::optional<UserId>, MaybeInstant,
                     Instant)>
    add_refund{"payments.insert_refund", R"sql(
    insert into payments.refunds (id, payment_id, amount_cents, because, status, created_by, due_at,
                                  created_at, updated_at)
    values ($1, $2, $3, $4, 'processing', $5, $6, $7, $7)
    on conflict do nothing)sql"};

const Statement<RefundRow(RefundId)> select_locked{"payments.lock_refund", R"sql(
    select id, payment_id, amount_cents, because, status, transaction_id, created_by, due_at, attempts,
           refusals, created_at, updated_at
      from payments.refunds where id = $1 for update)sql"};

const Statement<void(RefundId, RefundStatus, MaybeText, MaybeInstant, std::int32_t, Instant)> write_refund{
    "payments.update_refund", R"sql(
    update payments.refunds set status = $2, transaction_id = $3, due_at = $4, refusals = $5,
           updated_at = $6
     where id = $1)sql"};

const Statement<RefundRow(Instant, Instant, std::int32_t)> claim_some{"payments.claim_refunds", R"sql(
    with due as (
        select id as due_id from payments.refunds
         where due_at <= $1
         order by due_at limit $3 for update skip locked
    )
    update payments.refunds r set due_at = $2, attempts = r.attempts + 1
      from due where r.id = due.due_id
    returning r.id, r.payment_id, r.amount_cents, r.because, r.status, r.transaction_id, r.created_by,
              r.due_at, r.attempts, r.refusals, r.created_at, r.updated_at)sql"};

const Statement<void(RefundId, Instant)> delay_refund{"payments.postpone_refund", R"sql(
    update payments.refunds set due_at = $2 where id = $1 and due_at is not null)sql"};

const Statement<RefundRow(PaymentId)> select_refunds{"payments.list_refunds", R"sql(
    select id, payment_id, amount_cents, because, status, transaction_id, created_by, due_at, attempts,
           refusals, created_at, updated_at
      from payments.refunds where payment_id = $1 order by created_at, id)sql"};

const Statement<PaymentId(AppointmentId)> select_of_visit{"payments.payments_of_visit", R"sql(
    select id from payments.payments where appointment_id = $1 and captured_cents > returning_cents
     order by id)sql"};

const Statement<void(PaymentId, std::optional<RefundId>, AppointmentId, ClinicId, LedgerEntry, std::int64_t,
                     Currency, std::string, MaybeText, Instant)>
    add_ledger{"payments.insert_ledger", R"sql(
    insert into payments.ledger (payment_id, refund_id, appointment_id, clinic_id, entry, amount_cents,
                                 currency, provider, transaction_id, occurred_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))sql"};

const Statement<Movement(std::string, Instant)> select_movements{"payments.ledger_movements", R"sql(
    select coalesce(transaction_id, '') as transaction_id, amount_cents, currency, occurred_at as at
      from payments.ledger
     where provider = $1 and occurred_at >= $2 and entry <> 'no_show_fee')sql"};

const Statement<std::int64_t()> select_unfinished{"payments.count_unfinished", R"sql(
    select (select count(*) from payments.payments where due_at is not null)
           + (select count(*) from payments.refunds where due_at is not null) as unfinished)sql"};

const Statement<Revenue(MaybeInstant, MaybeInstant, std::optional<ClinicId>, std::int32_t)> select_revenue{
    "payments.read_revenue", R"sql(
    select to_char(occurred_at at time zone 'UTC', 'YYYY-MM') as month, currency,
           count(*) filter (where entry in ('charge', 'deposit'))::int8 as payments,
           coalesce(sum(amount_cents) filter (where entry in ('charge', 'deposit')), 0)::int8
           as charged_cents,
           coalesce(sum(amount_cents) filter (where entry = 'deposit'), 0)::int8 as deposit_cents,
           coalesce(-sum(amount_cents) filter (where entry = 'refund'), 0)::int8 as refunded_cents,
           coalesce(sum(amount_cents) filter (where entry = 'no_show_fee'), 0)::int8 as no_show_fee_cents,
           coalesce(sum(amount_cents) filter (where entry <> 'no_show_fee'), 0)::int8 as net_cents
      from payments.ledger
     where ($1::timestamptz is null or occurred_at >= $1) and ($2::timestamptz is null or occurred_at < $2)
       and ($3::uuid is null or clinic_id = $3)
     group by 1, 2 order by 1 desc, 2 limit $4)sql"};

}  // namespace

bool insert_refund(postgres::Executor& db, const RefundRow& row) {
    return db.run(add_refund, row.id, row.payment_id, row.amount_cents, row.because, row.created_by,
                  row.due_at, row.created_at) == 1;
}

std::optional<RefundRow> lock_refund(postgres::Executor& db, RefundId id) {
    return db.maybe(select_locked, id);
}

void update_refund(postgres::Executor& db, const RefundRow& row, Instant now) {
    db.run(write_refund, row.id, row.status, row.transaction_id, row.due_at, row.refusals, now);
}

std::vector<RefundRow> claim_refunds(postgres::Executor& db, Instant now, Instant until) {
    return db.all(claim_some, now, until, limits::claimed_at_once);
}

void postpone_refund(postgres::Executor& db, RefundId id, Instant until) { db.run(delay_refund, id, until); }

std::vector<RefundRow> list_refunds(postgres::Executor& db, PaymentId payment) {
    return db.all(select_refunds, payment);
}

std::vector<PaymentId> payments_of_visit(postgres::Executor& db, AppointmentId id) {
    return db.all(select_of_visit, id);
}

void insert_ledger(postgres::Executor& db, const PaymentRow& payment, const LedgerRow& row, Instant now) {
    db.run(add_ledger, payment.id, row.refund_id, payment.appointment_id, payment.clinic_id, row.entry,
           row.amount_cents, payment.currency, payment.provider, row.transaction_id, now);
}

std::vector<Movement> ledger_movements(postgres::Executor& db, const std::string& provider, Instant from) {
    return db.all(select_movements, provider, from);
}

std::int64_t count_unfinished(postgres::Executor& db) { return db.one(select_unfinished); }

std::vector<Revenue> read_revenue(postgres::Executor& db, const RevenueQuery& query, std::int32_t limit) {
    return db.all(select_revenue, query.from, query.to, query.clinic_id, limit);
}

}  // namespace venera::payments
