// The statements by which a payment changes an appointment, in the payment's transaction.
#pragma once
#include "payments/payments.hpp"
#include "platform/postgres/database.hpp"
#include "scheduling/occupations.hpp"
#include "scheduling/trail.hpp"

namespace venera::scheduling {

// It is paid, and booked if it waited for that: held, run out or pending. Whoever gave a hold back wants it
// no more, and what has begun is over. Its price; nothing if there is nothing to book. Throws:
// ConstraintViolation no_doctor_overlap, no_patient_overlap.
std::optional<std::int64_t> settle_payment(postgres::Executor& db, const payments::Visits::Payment& payment,
                                           const std::string& patient_name, const Trail& trail);
// Of a visit, whatever has become of it; of a hold nothing is noted, nor what is so already.
void note_payment(postgres::Executor& db, AppointmentId id, payments::Paid paid, const Trail& trail);

// True if it is at that version, and its time to be held or paid is not over: and so it stays until the
// transaction ends.
bool keep_visit(postgres::Executor& db, AppointmentId id, std::int64_t version, Instant now);

// Locked until the transaction ends.
std::optional<std::int64_t> price_of(postgres::Executor& db, AppointmentId id);

struct UnpaidVisit {
    std::optional<Instant> hold_until;
    AppointmentId id;
    DoctorId doctor_id;
};
BOOST_DESCRIBE_STRUCT(UnpaidVisit, (), (hold_until, id, doctor_id))
// Visits whose time to be paid is over, the earliest after `last`; rows that somebody is working on are left
// to them.
std::vector<UnpaidVisit> lock_unpaid(postgres::Executor& db, const std::optional<UnpaidVisit>& last,
                                     std::int32_t most, Instant now);
// Cancels those that are pending. What they occupied, to be told after the commit.
std::vector<Occupation> end_unpaid(postgres::Executor& db, const std::vector<AppointmentId>& ids,
                                   const Trail& trail);

}  // namespace venera::scheduling
