#include "notifications/composing.hpp"

#include <algorithm>

#include "notifications/wording.hpp"

namespace venera::notifications {

namespace {

Composed skipped(std::string_view why) { return {.skip = std::string(why)}; }

// Of a patient without an account.
std::optional<Addressee> address_in(const patients::Patient& patient) {
    if (!patient.active || !patient.email) return std::nullopt;
    return Addressee{patient.email->value, patient.language.value_or(Language{"en"}), std::nullopt};
}

Zone zone_of(const Visit& visit) {
    const auto zone = Zone::parse(visit.timezone);
    return zone ? *zone : Zone();
}

}  // namespace

Composed Composing::compose(Context& context, const Message& message) {
    if (message.kind == MessageKind::waitlist_offer) return offer(context, message);
    if (message.kind == MessageKind::record_opened) return of_record(context, message);
    if (is_of_payment(message.kind)) return of_payment(context, message);
    if (message.kind == MessageKind::webhook_disabled) return of_webhook(context, message);
    return is_letter(message.kind) ? letter(context, message) : of_visit(context, message);
}

void Composing::gave_up(Context& context, const Message& message) {
    if (message.kind == MessageKind::waitlist_offer)
        visits_.offer_not_told(context, AppointmentId{message.subject_id});
}

Composed Composing::letter(Context& context, const Message& message) {
    const auto letter = accounts_.letter(context, message.subject_id);
    if (!letter) return skipped("over");
    Composed composed;
    composed.addressee = letter->addressee;
    composed.words = render(message.kind, letter->addressee.language.value, {.link = letter->link});
    return composed;
}

std::optional<Addressee> Composing::addressee_of(Context& context, const Visit& visit) {
    if (auto own = accounts_.of_patient(context, *visit.patient_id)) return own;
    // Of the visits of a person who was erased nobody is told, whoever booked them.
    const auto patient = patients_.find(context, *visit.patient_id);
    if (!patient) return std::nullopt;
    // Who has no account was booked for by a relative, or at the desk.
    if (visit.booked_by) {
        if (auto booker = booker_of(context, *visit.booked_by, *visit.patient_id)) return booker;
    }
    return address_in(*patient);
}

std::optional<Addressee> Composing::own_address(Context& context, PatientId patient) {
    if (auto own = accounts_.of_patient(context, patient)) return own;
    const auto found = patients_.find(context, patient);
    return found ? address_in(*found) : std::nullopt;
}

Composed Composing::of_payment(Context& context, const Message& message) {
    const auto paid = payments_.paid(context, message.subject_id);
    if (!paid) return skipped("gone");
    const auto visit = visits_.visit(context, paid->appointment_id);
    const auto addressee =
        visit && visit->patient_id ? addressee_of(context, *visit) : own_address(context, paid->patient_id);
    if (!addressee) return skipped("no_address");
    const std::string& language = addressee->language.value;
    const Labels& labels = labels_of(language);
    Filling filling;
    filling.values = {{"amount", money(paid->amount_cents, paid->currency)},
                      {"refunded", money(paid->refunded_cents, paid->currency)}};
    if (visit) {
        filling.visit = {{std::string(labels.when), when(visit->start, zone_of(*visit), language)},
                         {std::string(labels.with), visit->doctor_name},
                         {std::string(labels.reference), visit->reference}};
    }
    const auto row = [&](std::string_view label, const std::string& value) {
        if (!value.empty()) filling.visit.emplace_back(label, value);
    };
    row(labels.amount, filling.values["amount"]);
    if (paid->refunded_cents > 0) row(labels.refunded, filling.values["refunded"]);
    row(labels.method, paid->method);
    row(labels.transaction, paid->transaction_id);
    filling.link = sender_.web_origin + "/payments";
    Composed composed;
    composed.addressee = *addressee;
    composed.patient_id = paid->patient_id;
    composed.words = render(message.kind, language, filling);
    return composed;
}

// Only while they still act for the person: a consent ends, and a child comes of age.
std::optional<Addressee> Composing::booker_of(Context& context, UserId booker, PatientId patient) {
    const auto caller = accounts_.subscriber(context, booker);
    if (!caller || !caller->patient_id || !relatives_.acts_for(context, *caller->patient_id, patient))
        return std::nullopt;
    return accounts_.of_booker(context, booker);
}

// Whose record it is, and nobody who acts for them.
Composed Composing::of_record(Context& context, const Message& message) {
    const PatientId id{message.recipient_id};
    const auto addressee = own_address(context, id);
    if (!addressee) return skipped("no_address");
    Composed composed;
    composed.addressee = *addressee;
    composed.patient_id = id;
    composed.words =
        render(message.kind, addressee->language.value, {.link = sender_.web_origin + "/profile/accesses"});
    return composed;
}

Composed Composing::of_webhook(Context& context, const Message& message) {
    const auto webhook = webhooks_.disabled(context, message.subject_id);
    if (!webhook) return skipped("over");
    const auto addressee = accounts_.of_administrator(context, UserId{message.recipient_id});
    if (!addressee) return skipped("no_address");
    const std::string& language = addressee->language.value;
    const std::string name =
        webhook->description ? "\"" + *webhook->description + "\" (" + webhook->host + ")" : webhook->host;
    Composed composed;
    composed.addressee = *addressee;
    composed.words = render(message.kind, language,
                            {.values = {{"webhook", name},
                                        {"why", std::string(why_disabled(webhook->why, language))},
                                        {"log", sender_.web_origin + "/api/v1/webhooks/" +
                                                    message.subject_id.text() + "/deliveries"}}});
    return composed;
}

Composed Composing::of_visit(Context& context, const Message& message) {
    const AppointmentId id{message.subject_id};
    const auto visit = visits_.visit(context, id);
    if (const auto why = stale(message, visit, context.clock().now())) return skipped(*why);
    if (!visit->patient_id) return skipped("gone");
    const auto addressee = addressee_of(context, *visit);
    if (!addressee) return skipped("no_address");
    if (const auto topic = topic_of(message.kind); topic && addressee->user_id) {
        const auto unwanted = unwanted_topics(context.database(), *addressee->user_id);
        if (std::ranges::count(unwanted, *topic) > 0) return skipped("unwanted");
    }
    if (const auto why = unasked(context, message)) return skipped(*why);
    if (message.hours_before && is_replaced(context.database(), message)) return skipped("replaced");
    if (message.hours_before && message.clinic_id) {
        const auto said = reminder_hours(context.database(), {*message.clinic_id});
        const auto hours = said.find(*message.clinic_id);
        if (hours != said.end() && std::ranges::count(hours->second, *message.hours_before) == 0)
            return skipped("clinic_settings");
    }
    Composed composed;
    composed.addressee = *addressee;
    composed.patient_id = visit->patient_id;
    const std::string& language = addressee->language.value;
    composed.words = render(message.kind, language, filling_of(context, message, *visit, language));
    if (message.kind != MessageKind::reminder && message.kind != MessageKind::review_invitation) {
        const bool cancels = is_cancellation(message.kind);
        const auto method = cancels ? CalendarMethod::cancel : CalendarMethod::request;
        composed.calendar =
            Calendar{cancels ? "CANCEL" : "REQUEST",
                     visits_.calendar_entry(context, id, {method, sender_.address, addressee->address})};
    }
    return composed;
}

std::optional<std::string_view> Composing::unasked(Context& context, const Message& message) {
    if (message.kind != MessageKind::review_invitation) return std::nullopt;
    if (reviews_.is_reviewed(context, AppointmentId{message.subject_id})) return "reviewed";
    if (message.clinic_id && !invites_reviews(context.database(), *message.clinic_id))
        return "clinic_settings";
    return std::nullopt;
}

Composed Composing::offer(Context& context, const Message& message) {
    const auto offer = visits_.waitlist_offer(context, AppointmentId{message.subject_id});
    if (!offer || !offer->visit.patient_id) return skipped("over");
    const auto addressee = addressee_of(context, offer->visit);
    if (!addressee) return skipped("no_address");
    Composed composed;
    composed.addressee = *addressee;
    composed.patient_id = offer->visit.patient_id;
    const std::string& language = addressee->language.value;
    Filling filling = filling_of(context, message, offer->visit, language);
    filling.values["until"] = when(offer->until, zone_of(offer->visit), language);
    // The tokens are behind "#", as in letters of identity: they reach no server's log.
    filling.link = sender_.web_origin + "/waitlist/accept#token=" + offer->token;
    filling.other_link = sender_.web_origin + "/waitlist/decline#token=" + offer->token;
    composed.words = render(message.kind, language, filling);
    return composed;
}

Filling Composing::filling_of(Context& context, const Message& message, const Visit& visit,
                              std::string_view language) {
    const Zone zone = zone_of(visit);
    const Labels& labels = labels_of(language);
    Filling filling;
    filling.values = {{"when", when(visit.start, zone, language)},
                      {"cancellable_until", when(visit.cancellable_until, zone, language)}};
    const std::string where =
        visit.is_video ? std::string(labels.video) : visit.clinic_name + ", " + visit.clinic_address;
    filling.visit = {{std::string(labels.when), when(visit.start, zone, language)},
                     {std::string(labels.with), visit.doctor_name},
                     {std::string(labels.where), where},
                     {std::string(labels.reference), visit.reference}};
    filling.link = sender_.web_origin + (is_cancellation(message.kind) ? "/" : "/appointments");
    // Behind "#": which visit it was reaches no server's log.
    if (message.kind == MessageKind::review_invitation)
        filling.link = sender_.web_origin + "/reviews/new#appointment=" + visit.id.text();
    if (message.kind == MessageKind::cancelled_by_clinic) {
        for (const Instant free : visits_.alternatives(context, visit.id))
            filling.alternatives.push_back(when(free, zone, language));
    }
    return filling;
}

Mail Composing::mail_of(const Message& message, const Composed& composed) const {
    const std::string id = message.id.text();
    const Content content{id,
                          sender_.name,
                          sender_.address,
                          composed.addressee.address,
                          composed.words.subject,
                          composed.addressee.language.value,
                          message.planned_for,
                          composed.words.text,
                          composed.words.html,
                          composed.calendar};
    return {std::to_string(message.planned_for.epoch_seconds()) + "." + id, sender_.address,
            composed.addressee.address, message_of(content)};
}

}  // namespace venera::notifications
