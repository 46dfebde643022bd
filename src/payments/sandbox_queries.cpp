#include "payments/sandbox_queries.hpp"

namespace venera::payments::sandbox {

namespace {

using postgres::Statement;
using MaybeFailure = std::optional<Failure>;

const Statement<void(std::string, std::string, std::int64_t, Currency, State, MaybeFailure,
                     std::optional<std::string>, std::optional<CardType>, Instant, Instant)>
    add_charge{"sandbox.insert_charge", R"sql(
    insert into sandbox.charges (key, id, amount_cents, currency, status, failure, card_last_four, card_type,
                                 ready_at, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (key) do nothing)sql"};

// What is ready is captured, whenever somebody looks.
const Statement<ChargeRow(std::string, Instant)> select_charge{"sandbox.find_charge", R"sql(
    with ready as (
        update sandbox.charges set status = 'captured'
         where key = $1 and status = 'processing' and ready_at <= $2
        returning key, id, amount_cents, currency, status, failure, card_last_four, card_type, ready_at
    )
    select key, id, amount_cents, currency, status, failure, card_last_four, card_type, ready_at from ready
    union all
    select key, id, amount_cents, currency, status, failure, card_last_four, card_type, ready_at
      from sandbox.charges where key = $1 and not exists (select from ready))sql"};

const Statement<void(std::string, State, State, MaybeFailure)> update_charge{"sandbox.move_charge", R"sql(
    update sandbox.charges set status = $3, failure = $4 where key = $1 and status = $2)sql"};

// The charge is locked first: two refunds at once would both find enough left.
const Statement<std::string(std::string, std::string, std::string, std::int64_t, Instant)> add_refund{
    "sandbox.insert_refund", R"sql(
    with charge as (
        select id, amount_cents from sandbox.charges where id = $3 and status = 'captured' for update
    ), added as (
        insert into sandbox.refunds (key, id, charge_id, amount_cents, created_at)
        select $1, $2, charge.id, $4, $5 from charge
         where charge.amount_cents >= $4 + (select coalesce(sum(r.amount_cents), 0) from sandbox.refunds r
                                             where r.charge_id = charge.id)
        on conflict (key) do nothing
        returning id
    )
    select id from added
    union all
    select id from sandbox.refunds where key = $1)sql"};

const Statement<Movement(Instant, Instant)> select_movements{"sandbox.list_movements", R"sql(
    select id as transaction_id, amount_cents, currency, created_at as at
      from sandbox.charges
     where created_at >= $1 and (status = 'captured' or status = 'processing' and ready_at <= $2)
    union all
    select r.id, -r.amount_cents, c.currency, r.created_at
      from sandbox.refunds r join sandbox.charges c on c.id = r.charge_id
     where r.created_at >= $1)sql"};

}  // namespace

ChargeRow insert_charge(postgres::Executor& db, const ChargeRow& row, Instant now) {
    db.run(add_charge, row.key, row.id, row.amount_cents, row.currency, row.status, row.failure,
           row.card_last_four, row.card_type, row.ready_at, now);
    return db.one(select_charge, row.key, now);
}

std::optional<ChargeRow> find_charge(postgres::Executor& db, const std::string& key, Instant now) {
    return db.maybe(select_charge, key, now);
}

void move_charge(postgres::Executor& db, const std::string& key, State from, State to,
                 std::optional<Failure> failure) {
    db.run(update_charge, key, from, to, failure);
}

std::optional<std::string> insert_refund(postgres::Executor& db, const NewRefundRow& row, Instant now) {
    return db.maybe(add_refund, row.key, row.id, row.charge_id, row.amount_cents, now);
}

std::vector<Movement> list_movements(postgres::Executor& db, Instant from, Instant now) {
    return db.all(select_movements, from, now);
}

}  // namespace venera::payments::sandbox
