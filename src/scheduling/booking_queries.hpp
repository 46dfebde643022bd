// The statements that write appointments, and what they need to read first. Each write is one statement: the
// row, its event, its line of the access log and the idempotency key stand or fall together.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/crypto/crypto.hpp"
#include "platform/http/router.hpp"
#include "platform/postgres/database.hpp"
#include "scheduling/appointment.hpp"
#include "scheduling/occupations.hpp"
#include "scheduling/rules.hpp"
#include "scheduling/trail.hpp"

namespace venera::scheduling {

// A row of scheduling.appointments as everybody reads it.
struct AppointmentRow {
    AppointmentId id;
    std::string reference;
    DoctorId doctor_id;
    std::optional<PatientId> patient_id;
    Status status = Status::booked;
    Instant starts_at;
    Instant ends_at;
    Period occupied;
    std::string timezone;
    Date local_date;
    std::string doctor_name;
    Code specialty_code;
    std::string specialty_name;
    ClinicId clinic_id;
    postgres::Document<ClinicCard> clinic;
    std::optional<std::string> patient_name;
    Mode mode = Mode::in_person;
    Code visit_type;
    std::int64_t price_cents = 0;
    Currency currency;
    PaymentStatus payment_status = PaymentStatus::unpaid;
    Instant cancellable_until;
    std::optional<Instant> hold_until;
    std::int16_t hold_extensions = 0;
    std::optional<postgres::Bytes> reason_sealed;
    std::optional<postgres::Bytes> notes_sealed;
    std::optional<postgres::Bytes> override_reason_sealed;
    std::vector<std::string> overrides;
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(AppointmentRow, (),
                      (id, reference, doctor_id, patient_id, status, starts_at, ends_at, occupied, timezone,
                       local_date, doctor_name, specialty_code, specialty_name, clinic_id, clinic,
                       patient_name, mode, visit_type, price_cents, currency, payment_status,
                       cancellable_until, hold_until, hold_extensions, reason_sealed, notes_sealed,
                       override_reason_sealed, overrides, version, created_at, updated_at))

// What the row occupies, for those who keep it in mind.
Occupation occupation_of(const AppointmentRow& row);

// What only an anonymous hold has: SHA-256 of its token, of the caller's address, and of address and browser.
struct AnonymousHolder {
    postgres::Bytes token_hash;
    postgres::Bytes address_hash;
    postgres::Bytes browser_hash;
};

// The key of a request under which its answer is found again; absent members: the request has none.
struct KeptKey {
    std::string caller;
    std::string key;
    postgres::Bytes fingerprint;
};
// Keys are kept per user, and per address of those who have not signed in.
std::optional<KeptKey> kept_key(const Caller& caller, const http::IdempotencyKey& key);

struct Insertion {
    const AppointmentRow& row;
    std::int64_t calendar_version;
    const std::optional<AnonymousHolder>& anonymous;
    const std::optional<KeptKey>& key;
    std::string action;
};
// False if the calendar's version is another by now, or if the time (or the reference) is taken: nothing was
// written. Throws: ConstraintViolation idempotency_pkey if the key was used before.
bool insert_appointment(postgres::Executor& db, const Insertion& insertion, const Trail& trail);

// One row of the times around a wish; without any there is still one, for the version of the calendar.
struct SituationRow {
    std::optional<std::int64_t> calendar_version;  // nothing: no such calendar
    std::optional<AppointmentId> id;
    std::optional<Status> status;
    std::optional<Instant> starts_at;
    std::optional<Instant> ends_at;
    std::optional<Period> occupied;
    std::optional<Instant> hold_until;
    std::optional<bool> of_doctor;
    std::optional<bool> of_patient;
    std::optional<bool> own_hold;  // makes way: held by this patient or this user
};
BOOST_DESCRIBE_STRUCT(SituationRow, (),
                      (calendar_version, id, status, starts_at, ends_at, occupied, hold_until, of_doctor,
                       of_patient, own_hold))
struct SituationQuestion {
    DoctorId doctor_id;
    std::optional<PatientId> patient_id;
    std::optional<UserId> user_id;
    Period around;    // in which the doctor's times are wanted
    Period occupied;  // which the wish would occupy
};
std::vector<SituationRow> read_situation(postgres::Executor& db, const SituationQuestion& question);

struct KeptAnswer {
    std::optional<AppointmentId> resource_id;
    postgres::Bytes fingerprint;
};
BOOST_DESCRIBE_STRUCT(KeptAnswer, (), (resource_id, fingerprint))
std::optional<KeptAnswer> find_kept_answer(postgres::Executor& db, const KeptKey& key);

// These three return what they ended: to be told of after the commit.

// Ends those of `ids` that are holds and that have run out, or are the patient's or the user's own.
std::vector<Occupation> release_holds(postgres::Executor& db, const std::vector<AppointmentId>& ids,
                                      const std::optional<PatientId>& patient, const Trail& trail);
// Ends the live holds of a browser that has not signed in.
std::vector<Occupation> release_browser_holds(postgres::Executor& db, const postgres::Bytes& browser_hash,
                                              const Trail& trail);
// Ends at most `most` holds that have run out.
std::vector<Occupation> expire_due_holds(postgres::Executor& db, std::int32_t most, const Trail& trail);

std::int64_t count_patient_holds(postgres::Executor& db, PatientId patient, Instant now);
std::int64_t count_address_holds(postgres::Executor& db, const postgres::Bytes& address_hash, Instant now);

// Who may act on a hold: who shows its token, its patient, or the user who made it.
struct HoldOwner {
    std::optional<postgres::Bytes> token_hash;
    std::optional<PatientId> patient_id;
    std::optional<UserId> user_id;
};
std::optional<AppointmentRow> find_hold(postgres::Executor& db, AppointmentId id, const HoldOwner& owner);
// Turns the hold into the appointment `row`, which says what it becomes; its version is that of the hold.
// False if the hold has run out or changed meanwhile. Throws: ConstraintViolation no_patient_overlap,
// idempotency_pkey.
bool book_hold(postgres::Executor& db, const AppointmentRow& row, const std::optional<KeptKey>& key,
               const Trail& trail);
// The hold's new version, or nothing if it has run out, has had `most` extensions or changed meanwhile.
std::optional<std::int64_t> extend_hold(postgres::Executor& db, const AppointmentRow& hold, Instant until,
                                        std::int16_t most, const Trail& trail);

struct Move {
    const AppointmentRow& before;
    const AppointmentRow& row;  // where it is to be; at the version of `before`
    std::int64_t calendar_version;
    std::string action;
};
// False if it is no longer at row.version or the calendar at `calendar_version`. Its event names the doctor
// and the start of before. Throws: ConstraintViolation no_doctor_overlap, no_patient_overlap.
bool move_appointment(postgres::Executor& db, const Move& move, const Trail& trail);
// Changes reason and notes only; its event tells that they changed, never what they say. False if it is no
// longer at row.version.
bool change_texts(postgres::Executor& db, const AppointmentRow& row, const Trail& trail);

struct StepTaken {
    AppointmentId id;
    std::int64_t version;  // before
    Status to;
    std::string action;
    std::optional<postgres::Bytes> cancel_reason_sealed{};
    std::optional<std::string> event{};  // its type, if it is not that of reaching the status
};
// False if it is no longer at that version.
bool take_step(postgres::Executor& db, const StepTaken& step, const Trail& trail);

}  // namespace venera::scheduling
