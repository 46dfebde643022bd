#include "payments/queries.hpp"

#include "payments/limits.hpp"

namespace venera::payments {

namespace {

using postgres::Bytes;
using postgres::Statement;
using MaybeInstant = std::optional<Instant>;
using MaybeText = std::optional<std::string>;
using MaybeUser = std::optional<UserId>;

const Statement<void(PaymentId, AppointmentId, PatientId, ClinicId, MaybeText, Kind, std::int64_t, Currency,
                     std::string, MaybeUser, MaybeInstant, Instant)>
    add_payment{"payments.insert_payment", R"sql(
    insert into payments.payments (id, appointment_id, patient_id, clinic_id, country, kind, amount_cents,
                                   currency, provider, created_by, due_at, created_at, updated_at, status,
                                   recovery_point)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, 'processing', 'started'))sql"};

const Statement<PaymentRow(PaymentId)> select_locked{"payments.lock_payment", R"sql(
    select id, appointment_id, patient_id, clinic_id, country, kind, amount_cents, currency, provider, status,
           recovery_point, captured_cents, refunded_cents, returning_cents, failure, action_url,
           card_last_four, card_type, transaction_id, created_by, due_at, attempts, version, created_at,
           updated_at
      from payments.payments where id = $1 for update)sql"};

const Statement<void(PaymentId, Status, RecoveryPoint, std::int64_t, std::int64_t, std::int64_t,
                     std::optional<Failure>, MaybeText, MaybeText, std::optional<CardType>, MaybeText,
                     MaybeInstant, Instant)>
    write_payment{"payments.update_payment", R"sql(
    update payments.payments
       set status = $2, recovery_point = $3, captured_cents = $4, refunded_cents = $5, returning_cents = $6,
           failure = $7, action_url = $8, card_last_four = $9, card_type = $10, transaction_id = $11,
           due_at = $12, updated_at = $13, version = version + 1
     where id = $1)sql"};

const Statement<PaymentRow(Instant, Instant, std::int32_t)> claim_some{"payments.claim_payments", R"sql(
    with due as (
        select id as due_id from payments.payments
         where due_at <= $1
         order by due_at limit $3 for update skip locked
    )
    update payments.payments p set due_at = $2, attempts = p.attempts + 1
      from due where p.id = due.due_id
    returning p.id, p.appointment_id, p.patient_id, p.clinic_id, p.country, p.kind, p.amount_cents,
              p.currency, p.provider, p.status, p.recovery_point, p.captured_cents, p.refunded_cents,
              p.returning_cents, p.failure, p.action_url, p.card_last_four, p.card_type, p.transaction_id,
              p.created_by, p.due_at, p.attempts, p.version, p.created_at, p.updated_at)sql"};

const Statement<void(PaymentId, std::optional<Instant>, Instant)> delay_payment{"payments.postpone_payment",
                                                                                R"sql(
    update payments.payments set due_at = $3 where id = $1 and due_at = $2)sql"};

const Statement<void(PaymentId, Instant)> hasten_payment{"payments.wake_payment", R"sql(
    update payments.payments set due_at = $2
     where id = $1 and due_at > $2 and (status = 'requires_action' or attempts > 0))sql"};

const Statement<std::int64_t(AppointmentId)> sum_captured{"payments.captured_for", R"sql(
    select coalesce(sum(captured_cents - returning_cents), 0)::int8 as cents
      from payments.payments where appointment_id = $1)sql"};

const Statement<AppointmentId(std::vector<AppointmentId>)> select_being_paid{"payments.being_paid", R"sql(
    select distinct appointment_id from payments.payments
     where appointment_id = any ($1) and due_at is not null)sql"};

const Statement<bool(AppointmentId)> select_moving{"payments.is_money_moving", R"sql(
    select exists (select from payments.payments p
                    where p.appointment_id = $1
                      and (p.due_at is not null
                           or exists (select from payments.refunds r
                                       where r.payment_id = p.id and r.due_at is not null))) as moves)sql"};

const Statement<bool(AppointmentId, PaymentId)> select_other{"payments.is_paid_otherwise", R"sql(
    select exists (select from payments.payments
                    where appointment_id = $1 and id <> $2 and due_at is not null) as is_paid)sql"};

const Statement<void(UserId)> lock_account{"payments.queue_account", R"sql(
    select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 7308332246100052)))sql"};

// Whoever was never asked has refused nothing: what was abandoned is no try. What the provider has just now
// may come to one.
const Statement<Instant(AppointmentId, UserId, Instant, Instant, std::int32_t, std::int32_t)>
    select_tries_end{"payments.tries_end", R"sql(
    with tries as (
        select appointment_id, created_by,
               case when status = 'processing' then $3::timestamptz + interval '1 second'
                    else created_at + ($3::timestamptz - $4::timestamptz) end as ends
          from payments.payments
         where (appointment_id = $1::uuid or created_by = $2::uuid) and captured_cents = 0
           and created_at > $4::timestamptz and failure is distinct from 'abandoned'
    )
    select ends from (
        (select ends from tries where appointment_id = $1::uuid
          order by ends desc offset $5::int4 - 1 limit 1)
        union all
        (select ends from tries where created_by = $2::uuid
          order by ends desc offset $6::int4 - 1 limit 1)
    ) limited order by ends desc limit 1)sql"};

const Statement<KeptRequest(std::string, std::string)> select_request{"payments.find_request", R"sql(
    select resource_id, fingerprint from payments.idempotency where caller = $1 and key = $2)sql"};

const Statement<void(std::string, std::string, Bytes, Uuid, Instant)> add_request{"payments.keep_request",
                                                                                  R"sql(
    insert into payments.idempotency (caller, key, fingerprint, resource_id, status, created_at)
    values ($1, $2, $3, $4, 201, $5))sql"};

const Statement<void(Instant)> delete_requests{"payments.forget_requests", R"sql(
    delete from payments.idempotency where created_at < $1)sql"};

const Statement<QueueState(Instant)> select_state{"payments.read_queue_state", R"sql(
    select greatest(0, extract(epoch from $1::timestamptz - least(
               (select min(due_at) from payments.payments where due_at is not null),
               (select min(due_at) from payments.refunds where due_at is not null), $1)))::float8
           as oldest_due)sql"};

const Statement<PolicyRow(ClinicId)> select_policy{"payments.policy_of", R"sql(
    select deposit_percent, no_show_fee_cents from payments.policies where clinic_id = $1)sql"};

const Statement<std::int64_t(ClinicId, std::int32_t, std::optional<std::int64_t>, Instant)> upsert_policy{
    "payments.set_policy", R"sql(
    insert into payments.policies as p (clinic_id, deposit_percent, no_show_fee_cents, updated_at)
    values ($1, $2, $3, $4)
    on conflict (clinic_id) do update
       set deposit_percent = $2, no_show_fee_cents = $3, updated_at = $4, version = p.version + 1
    returning version)sql"};

const Statement<void(Uuid, PaymentId, std::string, std::int64_t, MaybeText, AppointmentId, PatientId,
                     ClinicId, Status, std::int64_t, Currency, MaybeText, Instant)>
    add_event{"payments.insert_event", R"sql(
    insert into payments.outbox (id, aggregate_id, type, version, country, payload, traceparent, created_at,
                                 due_at)
    values ($1, $2, $3, $4::int8, $5,
            jsonb_build_object('payment_id', $2::uuid, 'appointment_id', $6::uuid, 'patient_id', $7::uuid,
                               'clinic_id', $8::uuid, 'status', $9::text, 'amount_cents', $10::int8,
                               'currency', $11::text, 'version', $4::int8), $12, $13, $13))sql"};

const Statement<void(Uuid, ClinicId, std::int64_t, MaybeText, Instant)> add_policy_event{
    "payments.insert_policy_event", R"sql(
    insert into payments.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values ($1, $2::uuid, 'payment_policy.changed', $3::int8,
            jsonb_build_object('clinic_id', $2::uuid, 'version', $3::int8), $4, $5, $5))sql"};

const Statement<void(Instant, MaybeUser, std::string, std::string, std::string, std::optional<Uuid>,
                     std::string, MaybeText, std::string, MaybeText, Permission, std::optional<PatientId>)>
    add_access{"payments.insert_access", R"sql(
    insert into payments.access_log (occurred_at, actor_id, actor_role, action, resource, resource_id,
                                     purpose, purpose_reason, request_id, address, outcome, patient_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql"};

}  // namespace

Facts facts_of(const PaymentRow& row) {
    return {row.captured_cents, row.refunded_cents, row.failure, row.status == Status::requires_action};
}

Charge charge_of(const PaymentRow& row) {
    return {row.id, row.amount_cents, row.currency, row.transaction_id};
}

void insert_payment(postgres::Executor& db, const PaymentRow& row) {
    db.run(add_payment, row.id, row.appointment_id, row.patient_id, row.clinic_id, row.country, row.kind,
           row.amount_cents, row.currency, row.provider, row.created_by, row.due_at, row.created_at);
}

std::optional<PaymentRow> lock_payment(postgres::Executor& db, PaymentId id) {
    return db.maybe(select_locked, id);
}

void update_payment(postgres::Executor& db, PaymentRow& row, Instant now) {
    db.run(write_payment, row.id, row.status, row.recovery_point, row.captured_cents, row.refunded_cents,
           row.returning_cents, row.failure, row.action_url, row.card_last_four, row.card_type,
           row.transaction_id, row.due_at, now);
    ++row.version;
    row.updated_at = now;
}

std::vector<PaymentRow> claim_payments(postgres::Executor& db, Instant now, Instant until) {
    return db.all(claim_some, now, until, limits::claimed_at_once);
}

void postpone_payment(postgres::Executor& db, const PaymentRow& claimed, Instant until) {
    db.run(delay_payment, claimed.id, claimed.due_at, until);
}

void wake_payment(postgres::Executor& db, PaymentId id, Instant now) { db.run(hasten_payment, id, now); }

std::int64_t captured_for(postgres::Executor& db, AppointmentId id) { return db.one(sum_captured, id); }

std::vector<AppointmentId> being_paid(postgres::Executor& db, const std::vector<AppointmentId>& visits) {
    return db.all(select_being_paid, visits);
}

bool is_money_moving(postgres::Executor& db, AppointmentId visit) { return db.one(select_moving, visit); }

bool is_paid_otherwise(postgres::Executor& db, const PaymentRow& payment) {
    return db.one(select_other, payment.appointment_id, payment.id);
}

void queue_account(postgres::Executor& db, UserId account) { db.run(lock_account, account); }

std::optional<Instant> tries_end(postgres::Executor& db, AppointmentId visit, UserId account, Instant now) {
    return db.maybe(select_tries_end, visit, account, now, now - limits::tries_time, limits::tries_per_visit,
                    limits::tries_per_account);
}

std::optional<KeptRequest> find_request(postgres::Executor& db, const RequestKey& key) {
    return db.maybe(select_request, key.caller, key.key);
}

void keep_request(postgres::Executor& db, const RequestKey& key, const Uuid& resource, Instant now) {
    db.run(add_request, key.caller, key.key, key.fingerprint, resource, now);
}

std::int64_t forget_requests(postgres::Executor& db, Instant before) {
    return db.run(delete_requests, before);
}

QueueState read_queue_state(postgres::Executor& db, Instant now) { return db.one(select_state, now); }

ClinicPayments policy_of(postgres::Executor& db, ClinicId clinic) {
    const auto row = db.maybe(select_policy, clinic);
    ClinicPayments policy;
    if (!row) return policy;
    policy.deposit_percent.value = row->deposit_percent;
    if (row->no_show_fee_cents) policy.no_show_fee_cents.emplace(*row->no_show_fee_cents);
    return policy;
}

std::int64_t set_policy(postgres::Executor& db, ClinicId clinic, const ClinicPayments& policy, Instant now) {
    return db.one(upsert_policy, clinic, static_cast<std::int32_t>(policy.deposit_percent.value),
                  policy.no_show_fee_cents ? std::optional{policy.no_show_fee_cents->value} : std::nullopt,
                  now);
}

void insert_event(Context& context, postgres::Executor& db, const PaymentRow& row, const std::string& type) {
    db.run(add_event, make_uuid(context.now()), row.id, type, row.version, row.country, row.appointment_id,
           row.patient_id, row.clinic_id, row.status, row.amount_cents, row.currency,
           context.trace().traceparent(), context.now());
}

void insert_policy_event(Context& context, postgres::Executor& db, ClinicId clinic, std::int64_t version) {
    db.run(add_policy_event, make_uuid(context.now()), clinic, version, context.trace().traceparent(),
           context.now());
}

void insert_access(Context& context, postgres::Executor& db, const Access& access) {
    const Caller& caller = context.caller();
    const bool is_job = caller.kind == Caller::Kind::job;
    std::string role = is_job ? "system" : "anonymous";
    if (caller.signed_in()) role = http::name_of(caller.role);
    db.run(add_access, context.now(), caller.signed_in() ? std::optional{caller.user_id} : std::nullopt, role,
           access.action, access.resource, access.id, is_job ? "payment" : context.purpose,
           access.reason ? access.reason : context.purpose_reason, context.request_id(),
           caller.address.empty() ? std::nullopt : std::optional{caller.address}, access.outcome,
           access.patient);
}

}  // namespace venera::payments
