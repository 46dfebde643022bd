// What messages and calendars need of other contexts, asked when one is sent or read: whom it goes to and
// what it is about. A port of the program, which identity (letters and addresses), scheduling (visits),
// payments, directory (reviews) and webhooks implement.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/http/context.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::notifications {

// Where mail goes. Personal data: never stored here, never logged.
struct Addressee {
    std::string address;
    Language language;
    std::optional<UserId> user_id;  // whose preferences count
};

// What identity has to say to the owner of an address.
struct Letter {
    Addressee addressee;
    std::string link;  // empty for those without one
};

// The account of a patient, active or not.
struct PatientAccount {
    UserId id;
    bool only_patient = true;  // nobody works with it: it ends with the patient
};

class Accounts {
public:
    virtual ~Accounts() = default;

    // Nothing if it has nothing to say any more: its link is used, replaced or over.
    virtual std::optional<Letter> letter(Context& context, const Uuid& id) = 0;
    // The active account of a patient.
    virtual std::optional<Addressee> of_patient(Context& context, PatientId patient) = 0;
    // An active account, if it is a patient's: who booked for somebody else.
    virtual std::optional<Addressee> of_booker(Context& context, UserId user) = 0;
    // Those in service, as the caller's transaction sees them.
    virtual std::vector<UserId> administrators(postgres::Executor& db) = 0;
    // If it is one, and in service.
    virtual std::optional<Addressee> of_administrator(Context& context, UserId user) = 0;
    // An active account that may have a calendar, a patient's or a doctor's, as the caller that it would be.
    virtual std::optional<Caller> subscriber(Context& context, UserId user) = 0;
    // The secret in the address of a calendar, 32 bytes in base64url: the same each time.
    virtual std::string feed_token(const Uuid& feed) const = 0;
    // As the caller's transaction sees it.
    virtual std::optional<PatientAccount> account_of(postgres::Executor& db, PatientId patient) = 0;
};

// An endpoint of webhooks that the program has disabled.
enum class WhyDisabled : std::uint8_t { failing, gone };
struct DisabledWebhook {
    std::string host;
    std::optional<std::string> description;
    WhyDisabled why = WhyDisabled::failing;
};

class Webhooks {
public:
    virtual ~Webhooks() = default;

    // Nothing if it is enabled again, or deleted.
    virtual std::optional<DisabledWebhook> disabled(Context& context, const Uuid& id) = 0;
};

// RFC 5546: what a calendar entry asks of the calendar that reads it.
enum class CalendarMethod : std::uint8_t { request, cancel };

// fulfilled: it is over, and took place.
enum class VisitState : std::uint8_t { ahead, cancelled, over, fulfilled };

struct Visit {
    AppointmentId id;
    DoctorId doctor_id;
    std::optional<PatientId> patient_id;
    std::optional<UserId> booked_by;
    VisitState state = VisitState::ahead;
    Instant start;
    std::string timezone;
    std::string reference;
    std::string doctor_name;
    std::string clinic_name;
    std::string clinic_address;  // with the city
    bool is_video = false;
    Instant cancellable_until;
};

// A time that is held for somebody on the waiting list, who is asked.
struct WaitlistOffer {
    Visit visit;
    Instant until;
    std::string token;  // with it, and without signing in, the offer is accepted or declined
};

// What a calendar to subscribe to shows. busy_only: when, and nothing else.
enum class CalendarDetail : std::uint8_t { full, busy_only };
enum class CalendarOf : std::uint8_t { own, own_and_relatives };
struct CalendarWish {
    std::string name;
    CalendarDetail detail = CalendarDetail::full;
    CalendarOf whose = CalendarOf::own_and_relatives;
};

class Visits {
public:
    virtual ~Visits() = default;

    // Nothing for a hold, and if there is none.
    virtual std::optional<Visit> visit(Context& context, AppointmentId id) = 0;
    // Nothing if it has been answered or is over.
    virtual std::optional<WaitlistOffer> waitlist_offer(Context& context, AppointmentId id) = 0;
    // Nobody could be told of it: it is withdrawn, and its time goes to the next person.
    virtual void offer_not_told(Context& context, AppointmentId id) = 0;
    // Three free times near the visit's, or fewer.
    virtual std::vector<Instant> alternatives(Context& context, AppointmentId id) = 0;
    // The iCalendar object for a mail from `organizer` to `attendee`; empty if there is no such visit.
    struct Correspondents {
        CalendarMethod method = CalendarMethod::request;
        std::string organizer;
        std::string attendee;
    };
    virtual std::string calendar_entry(Context& context, AppointmentId id, const Correspondents& mail) = 0;
    // The caller's visits, or agenda, as one iCalendar object. It is in the access log before it returns.
    virtual std::string calendar(Context& context, const CalendarWish& wish) = 0;
};

// What was paid, for a receipt.
struct PaidAmount {
    PatientId patient_id;
    AppointmentId appointment_id;
    std::int64_t amount_cents = 0;
    std::int64_t refunded_cents = 0;
    Currency currency;
    std::string method;  // "Visa 4242"; empty: not known
    std::string transaction_id;
};

class Payments {
public:
    virtual ~Payments() = default;

    // Nothing if there is none, or nothing was captured.
    virtual std::optional<PaidAmount> paid(Context& context, const Uuid& payment) = 0;
};

class Reviews {
public:
    virtual ~Reviews() = default;

    // Whether somebody has said how it was, be it withdrawn.
    virtual bool is_reviewed(Context& context, AppointmentId visit) = 0;
};

}  // namespace venera::notifications
