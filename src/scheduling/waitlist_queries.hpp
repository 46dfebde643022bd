// The statements of waiting: asking, leaving, offering, answering, and the queue of times that came free.
// What changes a wish locks its row first, then its offer, then the hold: all who come at once wait in one
// order.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/events/consumer.hpp"
#include "scheduling/booking_queries.hpp"
#include "scheduling/trail.hpp"
#include "scheduling/waitlist.hpp"

namespace venera::scheduling {

// A wish with the offer that is open for it, if there is one.
struct WaitingRow {
    WaitingId id;
    PatientId patient_id;
    std::optional<DoctorId> doctor_id;
    std::optional<Code> specialty_code;
    std::optional<std::string> city;
    Date from_date;
    Date to_date;
    std::vector<PartOfDay> parts_of_day;
    Priority priority = Priority::routine;
    std::optional<AppointmentId> appointment_id;
    WaitingStatus status = WaitingStatus::waiting;
    std::int64_t offers_made = 0;
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
    std::optional<AppointmentId> offer_id;
    std::optional<DoctorId> offer_doctor_id;
    std::optional<std::string> offer_doctor_name;
    std::optional<postgres::Document<ClinicCard>> offer_clinic;
    std::optional<Instant> offer_start;
    std::optional<Instant> offer_end;
    std::optional<std::string> offer_timezone;
    std::optional<Instant> offer_until;
};
BOOST_DESCRIBE_STRUCT(WaitingRow, (),
                      (id, patient_id, doctor_id, specialty_code, city, from_date, to_date, parts_of_day,
                       priority, appointment_id, status, offers_made, version, created_at, updated_at,
                       offer_id, offer_doctor_id, offer_doctor_name, offer_clinic, offer_start, offer_end,
                       offer_timezone, offer_until))

struct NewWaiting {
    WaitingId id;
    PatientId patient_id;
    const JoinWaitlist& wish;
    std::vector<PartOfDay> parts_of_day;
    std::optional<std::string> city_folded;
    std::optional<PatientId> acting_patient_id;  // who asks for somebody else
};
// False if the patient has `limits::waits_per_patient` wishes already. Requires: the turn "waits of patient",
// because two at once would both see one too few. Throws: ConstraintViolation idempotency_pkey.
bool insert_waiting(postgres::Executor& db, const NewWaiting& waiting, const std::optional<KeptKey>& key,
                    const Trail& trail);

// When an account may join again; nothing if it has not joined `most` times since `since`.
std::optional<Instant> joined_too_often(postgres::Executor& db, UserId account, Instant since,
                                        std::int64_t most);

// Whose wishes a caller reaches: patients their own (and those of whom they act for), the desk all.
using WaitingReach = std::optional<std::vector<PatientId>>;
std::optional<WaitingRow> find_waiting(postgres::Executor& db, WaitingId id, const WaitingReach& reach,
                                       Instant now);
struct WaitingFilter {
    WaitingReach reach{};
    std::optional<WaitingStatus> status{};
    std::optional<DoctorId> doctor_id{};
    std::optional<Code> specialty{};
    std::optional<Priority> priority{};
};
struct WaitingPosition {
    Instant created_at;
    WaitingId id;
};
// The newest first.
std::vector<WaitingRow> list_waiting(postgres::Executor& db, const WaitingFilter& filter,
                                     const std::optional<WaitingPosition>& after, std::int32_t limit,
                                     Instant now);
// One line of the access log for each, in the name of its patient.
void log_waiting(postgres::Executor& db, const std::vector<WaitingRow>& shown, const std::string& action,
                 const Trail& trail);
// Of a wish that is not theirs, or that does not exist.
void log_denied_waiting(postgres::Executor& db, const std::optional<WaitingId>& id, const std::string& action,
                        const Trail& trail);

// Nobody waits any more under this wish. False if that was so already.
bool leave_waiting(postgres::Executor& db, WaitingId id, const WaitingReach& reach, const Trail& trail);
// At most `most` wishes whose last day has passed.
std::vector<WaitingId> list_old_waiting(postgres::Executor& db, std::int32_t most, Instant now);
// At most `most` wishes that ended before `before`.
std::vector<WaitingId> list_ended_waiting(postgres::Executor& db, std::int32_t most, Instant before);
// Those of them that are open end as `over`.
void end_waiting(postgres::Executor& db, const std::vector<WaitingId>& ids, const Trail& trail);
// What events of others have made void: the visit to be moved is gone or as early as the offer, a consent has
// ended, a patient is one no more. In the order of the wishes.
struct VoidWaiting {
    WaitingId waiting_id;
    std::optional<AppointmentId> offer_id;
    bool is_over = false;  // the wish; otherwise only its offer
};
BOOST_DESCRIBE_STRUCT(VoidWaiting, (), (waiting_id, offer_id, is_over))
std::vector<VoidWaiting> list_void_waiting(postgres::Executor& db, const std::vector<events::Event>& events);

struct OfferRow {
    AppointmentId id;
    WaitingId waiting_id;
    PatientId patient_id;
    OfferStatus status = OfferStatus::open;
    Instant starts_at;
    std::optional<AppointmentId> appointment_id;  // to be moved
    std::optional<PatientId> acting_patient_id;
};
BOOST_DESCRIBE_STRUCT(OfferRow, (),
                      (id, waiting_id, patient_id, status, starts_at, appointment_id, acting_patient_id))
std::optional<OfferRow> find_offer_by_token(postgres::Executor& db, const postgres::Bytes& token_hash);
// The open one of a wish, or the one that was accepted.
std::optional<OfferRow> find_offer(postgres::Executor& db, WaitingId waiting);
std::vector<AppointmentId> list_open_offers(postgres::Executor& db, PatientId patient);
struct OfferState {
    OfferStatus status = OfferStatus::open;
    std::optional<UserId> asked_by;  // who put the person on the list
};
BOOST_DESCRIBE_STRUCT(OfferState, (), (status, asked_by))
std::optional<OfferState> find_offer_state(postgres::Executor& db, AppointmentId id);
// The visit that an offer became is booked by whoever put the person on the list: they are told of it.
void adopt_visit(postgres::Executor& db, AppointmentId offer);

// Everything that one person was offered, the oldest first.
struct PastOffer {
    WaitingId waiting_id;
    std::string doctor_name;
    Instant starts_at;
    OfferStatus status = OfferStatus::open;
    Instant offered_at;
};
BOOST_DESCRIBE_STRUCT(PastOffer, (), (waiting_id, doctor_name, starts_at, status, offered_at))
std::vector<PastOffer> list_offers(postgres::Executor& db, PatientId patient);

struct NewOffer {
    WaitingId waiting_id;
    const AppointmentRow& hold;
    postgres::Bytes token_hash;
    std::optional<Instant> former_start;
};
// In the transaction of the hold. False if nobody waits under that wish any more, or the patient has another
// open offer: then the hold must not stay.
bool insert_offer(postgres::Executor& db, const NewOffer& offer, const Trail& trail);
// Ends those of the offers that are open; returns them. An accepted one ends the wish too.
std::vector<AppointmentId> end_offers(postgres::Executor& db, const std::vector<AppointmentId>& ids,
                                      OfferStatus how, const Trail& trail);

struct CandidateRow {
    WaitingId id;
    PatientId patient_id;
    bool waits_for_doctor = false;
    Date from_date;
    Date to_date;
    std::vector<PartOfDay> parts_of_day;
    Priority priority = Priority::routine;
    std::optional<AppointmentId> appointment_id;
    std::optional<Instant> appointment_start;
    std::optional<Code> appointment_type;
    std::optional<std::int64_t> appointment_minutes;
    std::optional<PatientId> acting_patient_id;
    std::int32_t lapsed = 0;
    Instant created_at;
    std::vector<std::int64_t> offered;  // starts of this doctor, in seconds since 1970
    bool has_offer = false;             // an open one, so nothing can be offered now
};
BOOST_DESCRIBE_STRUCT(CandidateRow, (),
                      (id, patient_id, waits_for_doctor, from_date, to_date, parts_of_day, priority,
                       appointment_id, appointment_start, appointment_type, appointment_minutes,
                       acting_patient_id, lapsed, created_at, offered, has_offer))
struct CandidateQuestion {
    DoctorId doctor_id;
    std::vector<std::string> specialties;
    std::string city_folded;
    Date first;
    Date last;
    std::vector<PartOfDay> parts_of_day;  // some of which a start may be in
    Instant earliest;                     // start
    std::vector<Instant> starts;          // of the usual visit; none: too many to ask
    Instant now;
};
// Who waits for this doctor within these dates, had not too many offers lately, and still has the visit that
// is to be moved later than that. Those without an open offer first, and among them urgent and long waiting
// ones.
std::vector<CandidateRow> list_candidates(postgres::Executor& db, const CandidateQuestion& question);

// Puts into the queue what the events freed, if anybody waits at all, and ends offers whose hold has become a
// visit or has ended. Harmless to repeat.
void take_events(postgres::Executor& db, const std::vector<events::Event>& events, const Trail& trail);

bool does_anybody_wait(postgres::Executor& db);
// Hours of a doctor that were opened go into the queue.
void insert_opened(postgres::Executor& db, DoctorId doctor, const std::vector<Period>& periods, Instant now);

struct FreedRow {
    Uuid id;
    DoctorId doctor_id;
    Instant starts_at;
    Instant ends_at;
    std::int32_t attempts = 0;
};
BOOST_DESCRIBE_STRUCT(FreedRow, (), (id, doctor_id, starts_at, ends_at, attempts))
// How the queue is doing; what is blocked is not late.
struct FreedState {
    std::int64_t due = 0;
    std::int64_t blocked = 0;
    double oldest_due = 0;  // seconds
};
BOOST_DESCRIBE_STRUCT(FreedState, (), (due, blocked, oldest_due))
FreedState read_freed_state(postgres::Executor& db, Instant now);
std::vector<FreedRow> list_freed(postgres::Executor& db, Instant now, std::int32_t most);
void delete_freed(postgres::Executor& db, const Uuid& id);
// Until one of these people has answered another offer (take_events), or until `due_at`.
void block_freed(postgres::Executor& db, const Uuid& id, Instant due_at,
                 const std::vector<PatientId>& blocked_by);
void postpone_freed(postgres::Executor& db, const Uuid& id, Instant due_at);

// They go, and what was offered for them.
void forget_waiting(postgres::Executor& db, const std::vector<WaitingId>& ids, const Trail& trail);
// Of one person: all of that in an erasure; in a merge they become the other's. Requires: not both have an
// open offer.
void forget_waiting(postgres::Executor& db, PatientId patient, const Trail& trail);
void give_waiting(postgres::Executor& db, PatientId from, PatientId to, const Trail& trail);

}  // namespace venera::scheduling
