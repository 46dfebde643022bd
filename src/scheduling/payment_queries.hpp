// The statements by which a payment changes an appointment, in the payment's transaction.
#pragma once
#include "payments/payments.hpp"
#include "platform/postgres/database.hpp"
#include "scheduling/trail.hpp"

namespace venera::scheduling {

// It is paid, and booked if it waited for that: held, run out or pending. Whoever gave a hold back wants it
// no more, and what has begun is over. False if there is nothing to book. Throws: ConstraintViolation
// no_doctor_overlap, no_patient_overlap.
bool settle_payment(postgres::Executor& db, const payments::Visits::Payment& payment,
                    const std::string& patient_name, const Trail& trail);
// Of a visit, whatever has become of it; of a hold nothing is noted.
void note_payment(postgres::Executor& db, AppointmentId id, payments::Paid paid, const Trail& trail);

}  // namespace venera::scheduling
