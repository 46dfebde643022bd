#include "directory/review_queries.hpp"

namespace venera::directory {

namespace {

using postgres::Bytes;
using postgres::Statement;
using MaybeText = std::optional<std::string>;
using MaybeInstant = std::optional<Instant>;
using MaybePatients = std::optional<std::vector<PatientId>>;
using MaybeClinics = std::optional<std::vector<ClinicId>>;

const Statement<void(ReviewId, AppointmentId, DoctorId, ClinicId, PatientId, MaybeText, std::int32_t,
                     MaybeText, Instant)>
    add_review{"directory.insert_review", R"sql(
    insert into directory.reviews (id, appointment_id, doctor_id, clinic_id, patient_id, country, rating,
                                   comment, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9))sql"};

const Statement<ReviewRow(ReviewId, MaybePatients, std::optional<DoctorId>, MaybeClinics)> select_one{
    "directory.find_review", R"sql(
    select id, appointment_id, doctor_id, clinic_id, patient_id, country, rating, comment, state,
           hidden_reason, reply, replied_at, changed_since_reply, version, created_at, updated_at
      from directory.reviews
     where id = $1 and ($2::uuid[] is null or patient_id = any ($2))
       and ($3::uuid is null or doctor_id = $3) and ($4::uuid[] is null or clinic_id = any ($4)))sql"};

const Statement<ReviewRow(ReviewId, MaybePatients, std::optional<DoctorId>, MaybeClinics)> select_locked{
    "directory.lock_review", R"sql(
    select id, appointment_id, doctor_id, clinic_id, patient_id, country, rating, comment, state,
           hidden_reason, reply, replied_at, changed_since_reply, version, created_at, updated_at
      from directory.reviews
     where id = $1 and ($2::uuid[] is null or patient_id = any ($2))
       and ($3::uuid is null or doctor_id = $3) and ($4::uuid[] is null or clinic_id = any ($4))
       for update)sql"};

const Statement<void(ReviewId, std::int32_t, MaybeText, ReviewState, MaybeText, MaybeText, MaybeInstant, bool,
                     Instant)>
    write_review{"directory.update_review", R"sql(
    update directory.reviews
       set rating = $2, comment = $3, state = $4, hidden_reason = $5, reply = $6, replied_at = $7,
           changed_since_reply = $8, updated_at = $9, version = version + 1
     where id = $1)sql"};

const Statement<bool(AppointmentId)> select_reviewed{"directory.is_reviewed", R"sql(
    select exists (select from directory.reviews where appointment_id = $1) as is_reviewed)sql"};

const Statement<ReviewRow(DoctorId, std::optional<ReviewId>, std::int32_t)> select_published{
    "directory.list_published", R"sql(
    select id, appointment_id, doctor_id, clinic_id, patient_id, country, rating, comment, state,
           hidden_reason, reply, replied_at, changed_since_reply, version, created_at, updated_at
      from directory.reviews
     where doctor_id = $1 and state = 'published'
       and ($2::uuid is null or id < $2)
     order by id desc limit $3)sql"};

const Statement<ReviewRow(MaybePatients, std::optional<DoctorId>, MaybeClinics, std::vector<ReviewState>,
                          std::optional<DoctorId>, std::optional<AppointmentId>, std::optional<ReviewId>,
                          std::int32_t)>
    select_page{"directory.list_reviews", R"sql(
    select id, appointment_id, doctor_id, clinic_id, patient_id, country, rating, comment, state,
           hidden_reason, reply, replied_at, changed_since_reply, version, created_at, updated_at
      from directory.reviews
     where ($1::uuid[] is null or patient_id = any ($1)) and ($2::uuid is null or doctor_id = $2)
       and ($3::uuid[] is null or clinic_id = any ($3))
       and (cardinality($4::text[]) = 0 or state = any ($4)) and ($5::uuid is null or doctor_id = $5)
       and ($6::uuid is null or appointment_id = $6) and ($7::uuid is null or id < $7)
     order by id desc limit $8)sql"};

const Statement<ReviewRow(std::vector<PatientId>)> remove_reviews{"directory.delete_reviews", R"sql(
    with gone as (
        delete from directory.reviews where patient_id = any ($1)
        returning id, appointment_id, doctor_id, clinic_id, patient_id, country, rating, comment, state,
                  hidden_reason, reply, replied_at, changed_since_reply, version, created_at, updated_at
    )
    select * from gone order by doctor_id, id)sql"};

// In one order, so that no two who count wait for each other in a circle.
const Statement<DoctorId(std::vector<DoctorId>)> lock_doctors{"directory.lock_ratings", R"sql(
    select id from directory.doctors where id = any ($1) order by id for no key update)sql"};

// A statement of its own, after the lock: it sees what those who had the lock before have committed.
const Statement<void(std::vector<DoctorId>, Instant)> write_ratings{"directory.count_ratings", R"sql(
    update directory.doctors d
       set review_count = c.reviews, rating = c.rating, updated_at = $2
      from (select asked.id, count(r.id)::int4 as reviews,
                   coalesce(round(avg(r.rating), 2), 0)::float8 as rating
              from (select distinct unnest($1::uuid[]) as id) asked
              left join directory.reviews r on r.doctor_id = asked.id and r.state = 'published'
             group by asked.id) c
     where d.id = c.id and (d.review_count, d.rating) is distinct from (c.reviews, c.rating))sql"};

const Statement<KeptReview(std::string, std::string)> select_kept{"directory.find_kept_review", R"sql(
    select resource_id as id, fingerprint from directory.idempotency where caller = $1 and key = $2)sql"};

const Statement<void(std::string, std::string, Bytes, ReviewId, Instant)> add_kept{"directory.keep_review",
                                                                                   R"sql(
    insert into directory.idempotency (caller, key, fingerprint, resource_id, status, created_at)
    values ($1, $2, $3, $4, 201, $5))sql"};

const Statement<void(Instant)> delete_kept{"directory.forget_kept_reviews", R"sql(
    delete from directory.idempotency where created_at < $1)sql"};

const Statement<void(Uuid, ReviewId, std::string, std::int64_t, DoctorId, ClinicId, std::int32_t, ReviewState,
                     MaybeText, MaybeText, Instant)>
    add_event{"directory.insert_review_event", R"sql(
    insert into directory.outbox (id, aggregate_id, type, version, payload, country, traceparent, created_at,
                                  due_at)
    values ($1, $2::uuid, $3, $4::int8,
            jsonb_build_object('review_id', $2::uuid, 'doctor_id', $5::uuid, 'clinic_id', $6::uuid,
                               'rating', $7::int4, 'status', $8::text, 'version', $4::int8),
            $9, $10, $11, $11))sql"};

const Statement<void(Instant, std::optional<UserId>, std::string, std::string, std::optional<Uuid>,
                     std::vector<PatientId>, std::string, MaybeText, std::string, ReviewAccess, MaybeText)>
    add_access{"directory.insert_review_access", R"sql(
    insert into directory.access_log (occurred_at, actor_id, actor_role, action, resource, resource_id,
                                      patient_id, purpose, purpose_reason, request_id, outcome, address)
    select $1::timestamptz, $2::uuid, $3::text, $4::text, 'review', $5::uuid, patient_id, $7::text, $8::text,
           $9::text, $10::text, $11::text
      from (select distinct unnest($6::uuid[]) as patient_id
            union all
            select null where cardinality($6::uuid[]) = 0) p)sql"};

}  // namespace

void insert_review(postgres::Executor& db, const ReviewRow& row) {
    db.run(add_review, row.id, row.appointment_id, row.doctor_id, row.clinic_id, row.patient_id, row.country,
           row.rating, row.comment, row.created_at);
}

std::optional<ReviewRow> find_review(postgres::Executor& db, ReviewId id, const ReviewReach& reach) {
    return db.maybe(select_one, id, reach.patient_ids, reach.doctor_id, reach.clinic_ids);
}

std::optional<ReviewRow> lock_review(postgres::Executor& db, ReviewId id, const ReviewReach& reach) {
    return db.maybe(select_locked, id, reach.patient_ids, reach.doctor_id, reach.clinic_ids);
}

void update_review(postgres::Executor& db, ReviewRow& row, Instant now) {
    db.run(write_review, row.id, row.rating, row.comment, row.state, row.hidden_reason, row.reply,
           row.replied_at, row.changed_since_reply, now);
    row.updated_at = now;
    ++row.version;
}

bool is_reviewed(postgres::Executor& db, AppointmentId visit) { return db.one(select_reviewed, visit); }

std::vector<ReviewRow> list_published(postgres::Executor& db, DoctorId doctor,
                                      const std::optional<ReviewId>& after, std::int32_t limit) {
    return db.all(select_published, doctor, after, limit);
}

std::vector<ReviewRow> list_reviews(postgres::Executor& db, const ReviewReach& reach,
                                    const ReviewFilter& filter, const std::optional<ReviewId>& after,
                                    std::int32_t limit) {
    return db.all(select_page, reach.patient_ids, reach.doctor_id, reach.clinic_ids, filter.states,
                  filter.doctor_id, filter.appointment_id, after, limit);
}

std::vector<ReviewRow> delete_reviews(postgres::Executor& db, const std::vector<PatientId>& patients) {
    return db.all(remove_reviews, patients);
}

void count_ratings(postgres::Executor& db, const std::vector<DoctorId>& doctors, Instant now) {
    db.all(lock_doctors, doctors);
    db.run(write_ratings, doctors, now);
}

std::optional<KeptReview> find_kept_review(postgres::Executor& db, UserId caller, const std::string& key) {
    return db.maybe(select_kept, caller.text(), key);
}

void keep_review(Context& context, postgres::Executor& db, ReviewId id, const http::IdempotencyKey& key) {
    if (!key.key) return;
    db.run(add_kept, context.caller().user_id.text(), *key.key,
           Bytes(key.fingerprint.begin(), key.fingerprint.end()), id, context.now());
}

void forget_kept_reviews(postgres::Executor& db, Instant before) { db.run(delete_kept, before); }

void insert_review_event(Context& context, postgres::Executor& db, const ReviewRow& row,
                         const std::string& type) {
    db.run(add_event, make_uuid(context.now()), row.id, type, row.version, row.doctor_id, row.clinic_id,
           row.rating, row.state, row.country, MaybeText{context.trace().traceparent()}, context.now());
}

void insert_review_access(Context& context, postgres::Executor& db, const AccessToReview& access) {
    const Caller& caller = context.caller();
    const std::string role =
        caller.kind == Caller::Kind::job ? "system" : std::string(http::name_of(caller.role));
    db.run(add_access, context.now(), caller.signed_in() ? std::optional{caller.user_id} : std::nullopt, role,
           access.action, access.id, access.patients, context.purpose, context.purpose_reason,
           context.request_id(), access.outcome,
           caller.address.empty() ? std::nullopt : MaybeText{caller.address});
}

}  // namespace venera::directory
