#include "scheduling/waitlist_queries.hpp"

#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

using postgres::Bytes;
using postgres::Statement;
using MaybeInstant = std::optional<Instant>;
using MaybeText = std::optional<std::string>;
using MaybeUser = std::optional<UserId>;

// The last eight parameters of every write are the trail, as in booking_queries.cpp.

const Statement<OfferRow(Bytes)> select_by_token{"scheduling.find_offer_by_token", R"sql(
    select o.id, o.waiting_id, o.patient_id, o.status, o.starts_at, w.appointment_id, w.acting_patient_id
      from scheduling.waitlist_offers o join scheduling.waiting w on w.id = o.waiting_id
     where o.token_hash = $1)sql"};

const Statement<OfferRow(WaitingId)> select_of_wish{"scheduling.find_offer", R"sql(
    select o.id, o.waiting_id, o.patient_id, o.status, o.starts_at, w.appointment_id, w.acting_patient_id
      from scheduling.waitlist_offers o join scheduling.waiting w on w.id = o.waiting_id
     where o.waiting_id = $1 and o.status in ('open', 'accepted')
     order by o.status desc limit 1)sql"};

const Statement<AppointmentId(PatientId)> select_open_of_patient{"scheduling.list_open_offers", R"sql(
    select id from scheduling.waitlist_offers where patient_id = $1 and status = 'open')sql"};

const Statement<PastOffer(PatientId)> select_offers{"scheduling.list_offers", R"sql(
    select waiting_id, doctor_name, starts_at, status, offered_at
      from scheduling.waitlist_offers where patient_id = $1 order by offered_at, id)sql"};

const Statement<OfferState(AppointmentId)> select_offer_state{"scheduling.find_offer_state", R"sql(
    select o.status, w.created_by as asked_by
      from scheduling.waitlist_offers o join scheduling.waiting w on w.id = o.waiting_id
     where o.id = $1)sql"};

const Statement<void(AppointmentId)> adopt{"scheduling.adopt_visit", R"sql(
    update scheduling.appointments a
       set created_by = w.created_by
      from scheduling.waitlist_offers o join scheduling.waiting w on w.id = o.waiting_id
     where o.id = $1 and a.id = o.id and a.created_by is null)sql"};

const Statement<bool(WaitingId, AppointmentId, DoctorId, Instant, Instant, std::string, ClinicId, Bytes,
                     MaybeInstant, PatientId, Instant, MaybeUser, std::string, std::string, MaybeText,
                     std::string, MaybeText, std::string)>
    add_offer{"scheduling.insert_offer", R"sql(
    with entry as (
        update scheduling.waiting w
           set version = w.version + 1, updated_at = $11::timestamptz
         where w.id = $1::uuid and w.status = 'waiting' and w.patient_id = $10::uuid
        returning w.id, w.patient_id, w.status, w.version
    ), offered as (
        insert into scheduling.waitlist_offers as o (id, waiting_id, patient_id, doctor_id, starts_at,
               doctor_name, specialty_code, specialty_name, clinic_id, clinic_name, token_hash, former_start,
               offered_at)
        select h.id, e.id, e.patient_id, h.doctor_id, h.starts_at, h.doctor_name, h.specialty_code,
               h.specialty_name, h.clinic_id, h.clinic->>'name', $8::bytea, $9::timestamptz,
               $11::timestamptz
          from entry e join scheduling.appointments h on h.id = $2::uuid
            on conflict do nothing
        returning o.waiting_id
    ), told as (
        select e.id, e.patient_id, e.status, e.version
          from entry e join offered on offered.waiting_id = e.id
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, payload, traceparent, created_at,
                                       due_at)
        select gen_random_uuid(), c.id, c.version, 'waitlist.offered',
               jsonb_build_object('waiting_id', c.id, 'patient_id', c.patient_id, 'status', c.status,
                                  'version', c.version) || jsonb_build_object(
                   'offer_id', $2::uuid, 'doctor_id', $3::uuid, 'clinic_id', $7::uuid,
                   'start', to_char($4::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                   'end', to_char($5::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                   'timezone', $6::text),
               $18::text, $11::timestamptz, $11::timestamptz
          from told c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $11::timestamptz, $12::uuid, $13::text, c.patient_id, 'offer', 'waiting', c.id,
               $14::text, $15::text, $16::text, 'allowed', $17::text
          from told c
    )
    select true as offered from told)sql"};

// The wish is locked before its offer: see the header.
const Statement<AppointmentId(std::vector<AppointmentId>, OfferStatus, Instant, MaybeUser, std::string,
                              std::string, MaybeText, std::string, MaybeText, std::string)>
    end_some{"scheduling.end_offers", R"sql(
    with entries as (
        select id from scheduling.waiting
         where id in (select waiting_id from scheduling.waitlist_offers
                       where id = any($1::uuid[]) and status = 'open')
         order by id for update
    ), ended as (
        update scheduling.waitlist_offers o
           set status = $2::text, ended_at = $3::timestamptz
          from entries
         where o.waiting_id = entries.id and o.id = any($1::uuid[]) and o.status = 'open'
        returning o.id, o.waiting_id, o.doctor_id
    ), changed as (
        update scheduling.waiting w
           set status = case when $2::text = 'accepted' and w.status = 'waiting' then 'booked'
                             else w.status end,
               lapsed = w.lapsed + case when $2::text = 'lapsed' then 1 else 0 end,
               version = w.version + 1, updated_at = $3::timestamptz
          from ended where w.id = ended.waiting_id
        returning w.id, w.patient_id, w.status, w.version, ended.id as offer_id, ended.doctor_id
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, payload, traceparent, created_at,
                                       due_at)
        select gen_random_uuid(), c.id, c.version, 'waitlist.' || $2::text,
               jsonb_build_object('waiting_id', c.id, 'patient_id', c.patient_id, 'status', c.status,
                                  'version', c.version) || jsonb_build_object('offer_id', c.offer_id,
                                                                       'doctor_id', c.doctor_id),
               $10::text, $3::timestamptz, $3::timestamptz
          from changed c
    ),
    logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $3::timestamptz, $4::uuid, $5::text, c.patient_id, 'offer ' || $2::text, 'waiting', c.id,
               $6::text, $7::text, $8::text, 'allowed', $9::text
          from changed c
    )
    select id from ended)sql"};

// Who is urgent or has waited longest is among those who are looked at; the rules rank them. Each of the
// first two parts walks an index in the order of its rows and stops when it has enough, however many wait.
const Statement<CandidateRow(DoctorId, std::vector<std::string>, std::string, Date, Date, Instant,
                             std::int64_t, std::int32_t, std::vector<PartOfDay>, Instant,
                             std::vector<Instant>)>
    select_candidates{"scheduling.list_candidates", R"sql(
    with chosen as (
        (select w.id from scheduling.waiting w
          where w.status = 'waiting' and w.doctor_id = $1 and w.to_date >= $4 and w.from_date <= $5
            and not exists (select from scheduling.waitlist_offers o
                             where o.patient_id = w.patient_id and o.status = 'open')
            and (select count(*) from scheduling.waitlist_offers o
                  where o.patient_id = w.patient_id and o.offered_at > $6 - interval '24 hours') < $7::int8
            and w.parts_of_day && $9::text[]
            and (cardinality($11::timestamptz[]) = 0 or not $11::timestamptz[] <@ array(
                 select o.starts_at from scheduling.waitlist_offers o
                  where o.patient_id = w.patient_id and o.doctor_id = $1))
            and (w.appointment_id is null or exists (
                 select from scheduling.appointments a
                  where a.id = w.appointment_id and a.status in ('pending', 'booked')
                    and a.patient_id = w.patient_id and a.cancellable_until > $6
                    and a.starts_at > $10::timestamptz))
          order by w.priority desc, w.created_at, w.id limit $8::int4)
        union all
        select of_one.id from unnest($2::text[]) as s(code), lateral (
         select w.id from scheduling.waiting w
          where w.status = 'waiting' and w.specialty_code = s.code and w.city_folded = $3
            and w.to_date >= $4 and w.from_date <= $5
            and not exists (select from scheduling.waitlist_offers o
                             where o.patient_id = w.patient_id and o.status = 'open')
            and (select count(*) from scheduling.waitlist_offers o
                  where o.patient_id = w.patient_id and o.offered_at > $6 - interval '24 hours') < $7::int8
            and w.parts_of_day && $9::text[]
            and (cardinality($11::timestamptz[]) = 0 or not $11::timestamptz[] <@ array(
                 select o.starts_at from scheduling.waitlist_offers o
                  where o.patient_id = w.patient_id and o.doctor_id = $1))
            and (w.appointment_id is null or exists (
                 select from scheduling.appointments a
                  where a.id = w.appointment_id and a.status in ('pending', 'booked')
                    and a.patient_id = w.patient_id and a.cancellable_until > $6
                    and a.starts_at > $10::timestamptz))
          order by w.priority desc, w.created_at, w.id limit $8::int4) of_one
        union all
        -- Who has another offer to answer: there are no more of them than times that are held.
        (select w.id
           from scheduling.waitlist_offers o join scheduling.waiting w on w.patient_id = o.patient_id
          where o.status = 'open' and w.status = 'waiting' and w.to_date >= $4 and w.from_date <= $5
            and (w.doctor_id = $1 or (w.specialty_code = any($2::text[]) and w.city_folded = $3))
          order by w.priority desc, w.created_at, w.id limit $8::int4)
    )
    select w.id, w.patient_id, w.doctor_id is not null as waits_for_doctor, w.from_date, w.to_date,
           w.parts_of_day, w.priority, w.appointment_id, a.starts_at as appointment_start,
           a.visit_type as appointment_type,
           (extract(epoch from a.ends_at - a.starts_at) / 60)::int8 as appointment_minutes,
           w.acting_patient_id, w.lapsed, w.created_at,
           array(select extract(epoch from o.starts_at)::int8 from scheduling.waitlist_offers o
                  where o.patient_id = w.patient_id and o.doctor_id = $1) as offered,
           b.id is not null as has_offer
      from chosen join scheduling.waiting w on w.id = chosen.id
      left join scheduling.appointments a on a.id = w.appointment_id
      left join scheduling.waitlist_offers b on b.patient_id = w.patient_id and b.status = 'open'
     where w.appointment_id is null or (a.status in ('pending', 'booked') and a.patient_id = w.patient_id
                                        and a.cancellable_until > $6)
     order by has_offer, w.priority desc, w.created_at, w.id)sql"};

const Statement<void(std::vector<std::string>, std::vector<std::string>, Instant)> add_freed{
    "scheduling.insert_freed", R"sql(
    insert into scheduling.freed_times (id, doctor_id, starts_at, ends_at, due_at, created_at)
    select gen_random_uuid(), f.doctor_id, f.starts_at, f.ends_at, $3, $3
      from (select distinct
                   case when e.type = 'appointment.moved' then (e.payload->>'previous_doctor_id')::uuid
                        else (e.payload->>'doctor_id')::uuid end as doctor_id,
                   case e.type when 'appointment.moved' then (e.payload->>'previous_start')::timestamptz
                        else (e.payload->>'start')::timestamptz end as starts_at,
                   case e.type when 'appointment.moved' then (e.payload->>'previous_start')::timestamptz
                             + ((e.payload->>'end')::timestamptz - (e.payload->>'start')::timestamptz)
                        else (e.payload->>'end')::timestamptz end as ends_at
              from (select type, payload::jsonb as payload
                      from unnest($1::text[], $2::text[]) as u (type, payload)) e) f
     where f.ends_at > $3 and f.starts_at < f.ends_at and f.doctor_id is not null
       and exists (select from scheduling.waiting where status = 'waiting'))sql"};

const Statement<bool()> select_anybody{"scheduling.does_anybody_wait", R"sql(
    select exists (select from scheduling.waiting where status = 'waiting') as anybody)sql"};

const Statement<void(DoctorId, std::vector<Instant>, std::vector<Instant>, Instant)> add_opened{
    "scheduling.insert_opened", R"sql(
    insert into scheduling.freed_times (id, doctor_id, starts_at, ends_at, due_at, created_at)
    select gen_random_uuid(), $1, p.starts_at, p.ends_at, $4, $4
      from unnest($2::timestamptz[], $3::timestamptz[]) as p(starts_at, ends_at))sql"};

// A hold that somebody gave back says by whom; one that ran out was not answered.
const Statement<AppointmentId(std::vector<AppointmentId>, std::vector<std::string>)> select_given_back{
    "scheduling.list_given_back", R"sql(
    select u.id from unnest($1::uuid[], $2::text[]) as u(id, payload)
     where u.payload::jsonb ? 'by')sql"};

const Statement<FreedState(Instant)> select_freed_state{"scheduling.read_freed_state", R"sql(
    select count(*) filter (where is_due) as due,
           count(*) filter (where blocked_by is not null) as blocked,
           coalesce(extract(epoch from $1 - min(due_at) filter (where is_due)), 0)::float8 as oldest_due
      from (select due_at, blocked_by, blocked_by is null and due_at <= $1 as is_due
              from scheduling.freed_times) f)sql"};

const Statement<FreedRow(Instant, std::int32_t)> select_freed{"scheduling.list_freed", R"sql(
    select id, doctor_id, starts_at, ends_at, attempts
      from scheduling.freed_times where due_at <= $1 order by due_at, id limit $2::int4)sql"};

const Statement<void(Uuid)> remove_freed{"scheduling.delete_freed", R"sql(
    delete from scheduling.freed_times where id = $1)sql"};

const Statement<void(Uuid, Instant, std::vector<PatientId>)> keep_blocked{"scheduling.block_freed", R"sql(
    update scheduling.freed_times set due_at = $2, blocked_by = $3 where id = $1)sql"};

const Statement<void(std::vector<std::string>, Instant)> unblock_freed{"scheduling.unblock_freed", R"sql(
    update scheduling.freed_times f
       set due_at = $2, blocked_by = null
     where f.blocked_by && array(select (u.payload::jsonb->>'patient_id')::uuid
                                   from unnest($1::text[]) as u(payload)))sql"};

const Statement<void(Uuid, Instant)> delay_freed{"scheduling.postpone_freed", R"sql(
    update scheduling.freed_times set attempts = attempts + 1, due_at = $2 where id = $1)sql"};

}  // namespace

std::optional<OfferRow> find_offer_by_token(postgres::Executor& db, const Bytes& token_hash) {
    return db.maybe(select_by_token, token_hash);
}

std::optional<OfferRow> find_offer(postgres::Executor& db, WaitingId waiting) {
    return db.maybe(select_of_wish, waiting);
}

std::vector<AppointmentId> list_open_offers(postgres::Executor& db, PatientId patient) {
    return db.all(select_open_of_patient, patient);
}

std::vector<PastOffer> list_offers(postgres::Executor& db, PatientId patient) {
    return db.all(select_offers, patient);
}

std::optional<OfferState> find_offer_state(postgres::Executor& db, AppointmentId id) {
    return db.maybe(select_offer_state, id);
}

void adopt_visit(postgres::Executor& db, AppointmentId offer) { db.run(adopt, offer); }

bool insert_offer(postgres::Executor& db, const NewOffer& offer, const Trail& trail) {
    const AppointmentRow& hold = offer.hold;
    return db
        .maybe(add_offer, offer.waiting_id, hold.id, hold.doctor_id, hold.starts_at, hold.ends_at,
               hold.timezone, hold.clinic_id, offer.token_hash, offer.former_start, hold.patient_id.value(),
               trail.now, trail.actor_id, trail.actor_role, trail.purpose, trail.purpose_reason,
               trail.request_id, trail.address, trail.traceparent)
        .has_value();
}

std::vector<AppointmentId> end_offers(postgres::Executor& db, const std::vector<AppointmentId>& ids,
                                      OfferStatus how, const Trail& trail) {
    return db.all(end_some, ids, how, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
                  trail.purpose_reason, trail.request_id, trail.address, trail.traceparent);
}

std::vector<CandidateRow> list_candidates(postgres::Executor& db, const CandidateQuestion& question) {
    return db.all(select_candidates, question.doctor_id, question.specialties, question.city_folded,
                  question.first, question.last, question.now, limits::offers_per_day, limits::candidates,
                  question.parts_of_day, question.earliest, question.starts);
}

void take_events(postgres::Executor& db, const std::vector<events::Event>& events, const Trail& trail) {
    std::vector<std::string> types, payloads, answered, endings;
    std::vector<AppointmentId> ended, booked;
    for (const events::Event& event : events) {
        const bool has_ended = event.type == "appointment.expired" || event.type == "appointment.cancelled";
        if (has_ended || event.type == "appointment.moved") {
            types.push_back(event.type);
            payloads.push_back(event.payload.text_value);
        }
        if (has_ended) {
            ended.push_back(AppointmentId{event.aggregate_id});
            endings.push_back(event.payload.text_value);
        }
        for (const std::string_view how : {"accepted", "declined", "lapsed", "withdrawn", "erased"}) {
            if (event.type == "waitlist." + std::string(how)) answered.push_back(event.payload.text_value);
        }
        if (event.type == "appointment.booked" || event.type == "appointment.pending")
            booked.push_back(AppointmentId{event.aggregate_id});
    }
    if (!booked.empty()) end_offers(db, booked, OfferStatus::accepted, trail);
    if (!ended.empty()) {
        end_offers(db, db.all(select_given_back, ended, endings), OfferStatus::declined, trail);
        end_offers(db, ended, OfferStatus::lapsed, trail);
    }
    if (!answered.empty()) db.run(unblock_freed, answered, trail.now);
    if (!types.empty()) db.run(add_freed, types, payloads, trail.now);
}

bool does_anybody_wait(postgres::Executor& db) { return db.one(select_anybody); }

void insert_opened(postgres::Executor& db, DoctorId doctor, const std::vector<Period>& periods, Instant now) {
    if (periods.empty()) return;
    std::vector<Instant> starts, ends;
    for (const Period& period : periods) {
        starts.push_back(period.start);
        ends.push_back(period.end);
    }
    db.run(add_opened, doctor, starts, ends, now);
}

FreedState read_freed_state(postgres::Executor& db, Instant now) { return db.one(select_freed_state, now); }

std::vector<FreedRow> list_freed(postgres::Executor& db, Instant now, std::int32_t most) {
    return db.all(select_freed, now, most);
}

void delete_freed(postgres::Executor& db, const Uuid& id) { db.run(remove_freed, id); }

void block_freed(postgres::Executor& db, const Uuid& id, Instant due_at,
                 const std::vector<PatientId>& blocked_by) {
    db.run(keep_blocked, id, due_at, blocked_by);
}

void postpone_freed(postgres::Executor& db, const Uuid& id, Instant due_at) {
    db.run(delay_freed, id, due_at);
}

}  // namespace venera::scheduling
