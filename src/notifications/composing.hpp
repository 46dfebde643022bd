// From the row of a message to what goes out: looks at the visit or the letter as it is now, at the address
// as it is now, and at what the person wants.
#pragma once
#include <optional>
#include <string>

#include "notifications/delivery.hpp"
#include "notifications/mime.hpp"
#include "notifications/notifications.hpp"
#include "notifications/queries.hpp"
#include "notifications/templates.hpp"
#include "patients/patients.hpp"

namespace venera::notifications {

struct Sender {
    std::string name{"Venera"};
    std::string address{"no-reply@localhost"};
    std::string web_origin{"http://localhost:8080"};  // where the buttons lead
};

struct Composed {
    std::string skip{};  // why nothing goes out; empty: it does
    Rendered words{};
    std::optional<Calendar> calendar{};
    Addressee addressee{};
    std::optional<PatientId> patient_id{};  // whose address was used
};

class Composing {
public:
    // All outlive it.
    Composing(Accounts& accounts, Visits& visits, Payments& payments, Reviews& reviews, Webhooks& webhooks,
              patients::Patients& patients, patients::Relatives& relatives, Sender sender)
        : accounts_(accounts),
          visits_(visits),
          payments_(payments),
          reviews_(reviews),
          webhooks_(webhooks),
          patients_(patients),
          relatives_(relatives),
          sender_(std::move(sender)) {}

    Composed compose(Context& context, const Message& message);
    // It will never be sent: whoever counts on it must know.
    void gave_up(Context& context, const Message& message);
    Mail mail_of(const Message& message, const Composed& composed) const;

private:
    Composed letter(Context& context, const Message& message);
    Composed of_visit(Context& context, const Message& message);
    // Why nobody is asked how it was; nothing if somebody is.
    std::optional<std::string_view> unasked(Context& context, const Message& message);
    Composed of_payment(Context& context, const Message& message);
    // Where a person has mail themselves.
    std::optional<Addressee> own_address(Context& context, PatientId patient);
    Composed offer(Context& context, const Message& message);
    Composed of_record(Context& context, const Message& message);
    Composed of_webhook(Context& context, const Message& message);
    std::optional<Addressee> addressee_of(Context& context, const Visit& visit);
    std::optional<Addressee> booker_of(Context& context, UserId booker, PatientId patient);
    Filling filling_of(Context& context, const Message& message, const Visit& visit,
                       std::string_view language);

    Accounts& accounts_;
    Visits& visits_;
    Payments& payments_;
    Reviews& reviews_;
    Webhooks& webhooks_;
    patients::Patients& patients_;
    patients::Relatives& relatives_;
    Sender sender_;
};

}  // namespace venera::notifications
