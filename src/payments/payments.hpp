// What payments need of visits: what is to be paid for, and that it is paid. A port of the program, which
// scheduling implements. A payment of a hold knows it by the id that the appointment will have.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "directory/directory.hpp"
#include "platform/http/context.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::payments {

// The visit or the hold that somebody wants to pay for, as they named it.
struct VisitWish {
    AppointmentId id;
    enum class As : std::uint8_t { appointment, hold } as = As::appointment;
    std::optional<std::string> holder_token;  // of somebody who held it before they signed in
    std::optional<PatientId> patient_id;      // for whom a hold is booked; absent: the caller
    std::string action = "pay";               // what is logged as denied if they may not
};

struct Payable {
    enum class State : std::uint8_t { held, ahead, over, expired, ended };

    AppointmentId id;
    PatientId patient_id;
    ClinicId clinic_id;
    std::optional<std::string> country;
    std::int64_t price_cents = 0;  // of the moment when it was held or booked
    Currency currency;
    State state = State::ahead;
    bool waits_for_payment = false;  // a hold, or pending: it is booked when it is paid
    directory::PaymentPolicy policy = directory::PaymentPolicy::at_desk;
    std::int64_t version = 1;  // of the visit that was looked at
};

// A visit as a payment shows it.
struct PaidVisit {
    AppointmentId id;
    std::string reference;
    std::string status;
    DoctorId doctor_id;
    std::string doctor_name;
    std::optional<std::string> patient_name;
    Instant start;
    Instant end;
    std::string timezone;
    Date local_date;
    ClockTime local_time;
    std::string payment_status;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(PaidVisit, (),
                      (id, reference, status, doctor_id, doctor_name, patient_name, start, end, timezone,
                       local_date, local_time, payment_status, version))

// How much of a visit is paid: the words of `payment_status`.
enum class Paid : std::uint8_t { unpaid, deposit_paid, paid, refunded, partially_refunded };
BOOST_DESCRIBE_ENUM(Paid, unpaid, deposit_paid, paid, refunded, partially_refunded)

class Visits {
public:
    virtual ~Visits() = default;

    // Nothing if the caller may not pay for it: missing and another person's are alike, and the attempt is in
    // the access log.
    virtual std::optional<Payable> payable(Context& context, const VisitWish& wish) = 0;
    // In the caller's transaction: it is still as it was looked at, and stays so until the transaction ends.
    virtual bool keep(Context& context, postgres::Transaction& transaction, const Payable& visit) = 0;
    // What it costs, which stays so until the caller's transaction ends. Requires: payments are locked first.
    virtual std::optional<std::int64_t> price(postgres::Transaction& transaction, AppointmentId id) = 0;
    // In the caller's transaction: as much of it is paid, and it is booked if it waited for that. A hold that
    // has run out is booked if its time is still free; the constraints decide. What it costs; nothing if
    // there is nothing to book any more. Throws: ConstraintViolation no_doctor_overlap, no_patient_overlap:
    // somebody else has the time.
    struct Payment {
        AppointmentId id;
        PatientId patient_id;
        std::int64_t kept_cents = 0;  // of all its payments
    };
    virtual std::optional<std::int64_t> settle(Context& context, postgres::Transaction& transaction,
                                               const Payment& payment) = 0;
    // In the caller's transaction: what has become of the money. Of a visit that does not exist: nothing.
    virtual void note(Context& context, postgres::Transaction& transaction, AppointmentId id, Paid paid) = 0;
    // After the commit of either: whoever keeps times in mind is told.
    virtual void changed(Context& context, AppointmentId id) = 0;
    // Nothing for a hold, for what never became more, and beyond the caller's reach.
    virtual std::optional<PaidVisit> shown(Context& context, AppointmentId id) = 0;
    // Likewise of several, in no order.
    virtual std::vector<PaidVisit> shown(Context& context, const std::vector<AppointmentId>& ids) = 0;
};

// Whether a payment or a refund of the visit is not decided yet, as the caller's transaction sees it. Whoever
// has locked the visit knows that none begins meanwhile.
bool is_money_moving(postgres::Executor& db, AppointmentId visit);
// Which of these visits have a payment that is not decided yet, as the caller's transaction sees it. Whoever
// has locked a visit knows that none begins meanwhile.
std::vector<AppointmentId> being_paid(postgres::Executor& db, const std::vector<AppointmentId>& visits);

}  // namespace venera::payments
