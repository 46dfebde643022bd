#include "notifications/kept_messages.hpp"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <cstdlib>

#include "notifications/feed_queries.hpp"
#include "notifications/kept_queries.hpp"
#include "notifications/queries.hpp"
#include "notifications/rules.hpp"

namespace venera::notifications {

namespace {

using patients::fhir::Element;
using patients::fhir::Entry;

// http://hl7.org/fhir/R4/valueset-event-status.html
std::string_view fhir_status(MessageState state) {
    switch (state) {
        case MessageState::waiting:
            return "preparation";
        case MessageState::dead:
            return "on-hold";
        case MessageState::sent:
            return "completed";
        case MessageState::skipped:
            return "not-done";
        case MessageState::discarded:
            return "stopped";
    }
    std::abort();
}

Entry entry_of(const ShownMessage& message, PatientId patient) {
    const std::string kind = boost::describe::enum_to_string(message.kind, "");
    std::string words = kind;
    std::ranges::replace(words, '_', ' ');
    const bool is_sent = message.state == MessageState::sent;
    const std::string sent_at = is_sent && message.done_at ? message.done_at->text() : "";
    // A letter of the account, or an access to the record, is no resource.
    Element about;
    if (topic_of(message.kind))
        about.element(
            "identifier",
            Element().text("system", "urn:venera:appointment").text("value", message.subject_id.text()));
    Element resource;
    resource.text("status", fhir_status(message.state))
        .element("statusReason", patients::fhir::concept_of(message.reason.value_or("")))
        .list("category", {patients::fhir::coded("urn:venera:message", kind, words)})
        .list("medium", {patients::fhir::coded("http://terminology.hl7.org/CodeSystem/v3-ParticipationMode",
                                               "EMAILWRIT", "email")})
        .element("subject", patients::fhir::reference(patient.value))
        .list("about", {about})
        .text("sent", sent_at);
    return {"Communication",
            message.id.value,
            resource,
            "Message: " + words,
            {{"Channel", "E-mail"},
             {"State", boost::describe::enum_to_string(message.state, "")},
             {"Reason", message.reason.value_or("")},
             {"Planned", message.created_at.text()},
             {"Sent", sent_at}}};
}

// FHIR R4 has no resource for what somebody wants to be told of; a Basic says it in extensions.
Entry entry_of(const Preferences& wanted, UserId user, PatientId patient) {
    const auto wish = [](const std::string& topic, bool is_wanted) {
        return Element()
            .text("url", "urn:venera:wanted-messages:" + topic)
            .json("valueBoolean", is_wanted ? "true" : "false");
    };
    const auto answer = [](bool is_wanted) { return std::string(is_wanted ? "yes" : "no"); };
    Element resource;
    resource
        .list("extension",
              {wish("confirmations", wanted.confirmations), wish("changes", wanted.changes),
               wish("reminders", wanted.reminders), wish("reviews", wanted.reviews.value_or(true))})
        .element("code", patients::fhir::coded("urn:venera:resource", "wanted-messages", "Wanted messages"))
        .element("subject", patients::fhir::reference(patient.value));
    return {"Basic",
            patients::fhir::part_of(user.value, "wanted messages"),
            resource,
            "Wanted messages",
            {{"Confirmations", answer(wanted.confirmations)},
             {"Changes", answer(wanted.changes)},
             {"Reminders", answer(wanted.reminders)},
             {"Invitations to a review", answer(wanted.reviews.value_or(true))}}};
}

std::int64_t revoke_feeds(Context& context, postgres::Transaction& transaction, UserId user) {
    std::int64_t revoked = 0;
    for (const FeedRow& feed : list_feeds(transaction, user)) {
        auto row = lock_feed(transaction, feed.id, user);
        if (!row) continue;
        delete_feed(transaction, row->id);
        ++row->version;
        insert_feed_event(context, transaction, *row, "calendar_feed.revoked");
        ++revoked;
    }
    return revoked;
}

}  // namespace

std::function<void()> KeptMessages::erase(Context& context, postgres::Transaction& transaction,
                                          PatientId patient) {
    std::vector<Uuid> recipients{patient.value};
    std::int64_t changed = 0;
    if (const auto account = accounts_.account_of(transaction, patient)) {
        changed += forget_account(transaction, account->id);
        if (account->only_patient) {
            recipients.push_back(account->id.value);
            changed += revoke_feeds(context, transaction, account->id);
        }
    }
    changed += end_messages_of(transaction, recipients, context.now());
    if (changed > 0) insert_access(context, transaction, {"erase", "message", std::nullopt, {patient}});
    return [] {};
}

std::vector<Entry> KeptMessages::held(Context& context, PatientId patient, const patients::DataKey*) {
    std::vector<Entry> entries;
    std::vector<Uuid> recipients{patient.value};
    if (const auto account = accounts_.account_of(context.database(), patient)) {
        recipients.push_back(account->id.value);
        const auto wanted = preferences_without(unwanted_topics(context.database(), account->id));
        entries.push_back(entry_of(wanted, account->id, patient));
    }
    for (const ShownMessage& message : list_messages_of(context.database(), recipients))
        entries.push_back(entry_of(message, patient));
    return entries;
}

}  // namespace venera::notifications
