#include "payments/queries.hpp"

namespace venera::payments {

namespace {

using postgres::Statement;
using MaybeInstant = std::optional<Instant>;
using MaybePatients = std::optional<std::vector<PatientId>>;
using MaybeClinics = std::optional<std::vector<ClinicId>>;

const Statement<PaymentRow(PaymentId, MaybePatients, MaybeClinics)> select_one{"payments.find_payment",
                                                                               R"sql(
    select id, appointment_id, patient_id, clinic_id, country, kind, amount_cents, currency, provider, status,
           recovery_point, captured_cents, refunded_cents, returning_cents, failure, action_url,
           card_last_four, card_type, transaction_id, created_by, due_at, attempts, version, created_at,
           updated_at
      from payments.payments
     where id = $1 and ($2::uuid[] is null or patient_id = any ($2))
       and ($3::uuid[] is null or clinic_id = any ($3)))sql"};

const Statement<PaymentRow(AppointmentId, UserId)> select_waiting{"payments.find_waiting", R"sql(
    select id, appointment_id, patient_id, clinic_id, country, kind, amount_cents, currency, provider, status,
           recovery_point, captured_cents, refunded_cents, returning_cents, failure, action_url,
           card_last_four, card_type, transaction_id, created_by, due_at, attempts, version, created_at,
           updated_at
      from payments.payments
     where appointment_id = $1 and created_by = $2 and status = 'requires_action' and due_at is not null
     order by id limit 1)sql"};

const Statement<PaymentRow(MaybePatients, MaybeClinics, std::vector<Status>, MaybeInstant, MaybeInstant,
                           MaybeInstant, std::optional<PaymentId>, std::int32_t)>
    select_page{"payments.list_payments", R"sql(
    select id, appointment_id, patient_id, clinic_id, country, kind, amount_cents, currency, provider, status,
           recovery_point, captured_cents, refunded_cents, returning_cents, failure, action_url,
           card_last_four, card_type, transaction_id, created_by, due_at, attempts, version, created_at,
           updated_at
      from payments.payments
     where ($1::uuid[] is null or patient_id = any ($1)) and ($2::uuid[] is null or clinic_id = any ($2))
       and (cardinality($3::text[]) = 0 or status = any ($3))
       and ($4::timestamptz is null or created_at >= $4) and ($5::timestamptz is null or created_at < $5)
       and ($6::timestamptz is null or (created_at, id) < ($6, $7::uuid))
     order by created_at desc, id desc limit $8)sql"};

const Statement<void(std::vector<PatientId>)> delete_cards{"payments.forget_cards", R"sql(
    update payments.payments set card_last_four = null, card_type = null, action_url = null
     where patient_id = any ($1) and (card_last_four is not null or card_type is not null))sql"};

}  // namespace

std::int64_t forget_cards(postgres::Executor& db, const std::vector<PatientId>& patients) {
    return db.run(delete_cards, patients);
}

std::optional<PaymentRow> find_payment(postgres::Executor& db, PaymentId id, const Reach& reach) {
    return db.maybe(select_one, id, reach.patient_ids, reach.clinic_ids);
}

std::optional<PaymentRow> find_waiting(postgres::Executor& db, AppointmentId visit, UserId payer) {
    return db.maybe(select_waiting, visit, payer);
}

std::vector<PaymentRow> list_payments(postgres::Executor& db, const Reach& reach, const ListFilter& filter,
                                      const std::optional<Position>& after, std::int32_t limit) {
    return db.all(select_page, reach.patient_ids, reach.clinic_ids, filter.statuses, filter.from, filter.to,
                  after ? MaybeInstant{after->created_at} : std::nullopt,
                  after ? std::optional{after->id} : std::nullopt, limit);
}

}  // namespace venera::payments
