#include "scheduling/kept_visits.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <cstdlib>
#include <iterator>
#include <unordered_map>

#include "scheduling/appointment_view.hpp"
#include "scheduling/kept_queries.hpp"
#include "scheduling/lifecycle.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/list_queries.hpp"
#include "scheduling/turns.hpp"
#include "scheduling/waitlist_queries.hpp"

namespace venera::scheduling {

namespace {

using patients::fhir::Element;

// Those of which the exclusion constraints keep others away.
const std::vector<Status>& active() {
    static const std::vector<Status> statuses{Status::held, Status::pending, Status::booked, Status::arrived};
    return statuses;
}

const std::vector<Status>& all() {
    static const std::vector<Status> statuses{Status::held,    Status::pending,   Status::booked,
                                              Status::arrived, Status::fulfilled, Status::cancelled,
                                              Status::noshow,  Status::expired};
    return statuses;
}

// Whoever asks: this is about all of the person's visits.
std::vector<AppointmentRow> rows_of(postgres::Executor& db, PatientId patient,
                                    const std::vector<Status>& statuses,
                                    const std::optional<Instant>& ends_after = std::nullopt) {
    ListFilter filter;
    filter.statuses = statuses;
    filter.patient_id = patient;
    filter.ends_after = ends_after;
    return list_appointments(db, Reach{}, filter, AppointmentSort{}, std::nullopt, limits::most_kept);
}

// The erasure updates active visits, and other updates may want their times: see turns.hpp.
void take_turns(postgres::Transaction& transaction, const std::vector<AppointmentRow>& visits) {
    std::vector<std::int64_t> turns;
    for (const AppointmentRow& visit : visits)
        std::ranges::copy(turns_at(visit.doctor_id, visit.patient_id), std::back_inserter(turns));
    std::ranges::sort(turns);
    turns.erase(std::ranges::unique(turns).begin(), turns.end());
    if (!turns.empty()) queue_turns(transaction, turns);
}

// True if every text opened; the row is sealed anew with the newest key.
bool renew(SealedTexts& row, const patients::PatientKey& patient) {
    const auto renewed = [&](SealedColumn column, std::optional<postgres::Bytes>& sealed) {
        if (!sealed || patient.key->is_newest(*sealed)) return;
        sealed = renewed_text(column, row.id, patient, *sealed);
    };
    try {
        renewed(SealedColumn::reason, row.reason_sealed);
        renewed(SealedColumn::notes, row.notes_sealed);
        renewed(SealedColumn::cancel_reason, row.cancel_reason_sealed);
        renewed(SealedColumn::override_reason, row.override_reason_sealed);
        return true;
    } catch (const crypto::Tampered&) {
        return false;
    }
}

std::int64_t differences(const SealedTexts& before, const SealedTexts& after) {
    return static_cast<std::int64_t>(before.reason_sealed != after.reason_sealed) +
           static_cast<std::int64_t>(before.notes_sealed != after.notes_sealed) +
           static_cast<std::int64_t>(before.cancel_reason_sealed != after.cancel_reason_sealed) +
           static_cast<std::int64_t>(before.override_reason_sealed != after.override_reason_sealed);
}

// http://hl7.org/fhir/R4/valueset-appointmentstatus.html has neither holds nor what became of them.
std::string_view fhir_status(Status status) {
    switch (status) {
        case Status::held:
            return "proposed";
        case Status::pending:
            return "pending";
        case Status::booked:
            return "booked";
        case Status::arrived:
            return "arrived";
        case Status::fulfilled:
            return "fulfilled";
        case Status::cancelled:
        case Status::expired:
            return "cancelled";
        case Status::noshow:
            return "noshow";
    }
    std::abort();
}

Element participant(const Element& actor) {
    return Element().element("actor", actor).text("status", "accepted");
}

using MaybeText = std::optional<std::string>;

Element resource_of(const AppointmentRow& row, const Appointment& visit, const MaybeText& cancel_reason) {
    Element resource;
    resource.list(
        "identifier",
        {Element().text("system", "urn:venera:appointment-reference").text("value", visit.reference)});
    resource.text("status", fhir_status(row.status))
        .element("cancelationReason", patients::fhir::concept_of(cancel_reason.value_or("")))
        .list("specialty", {patients::fhir::coded("urn:venera:specialty", visit.specialty.code.value,
                                                  visit.specialty.name)});
    if (visit.reason) resource.list("reasonCode", {patients::fhir::concept_of(*visit.reason)});
    resource.text("description", visit.visit_type.value)
        .text("start", visit.start.text())
        .text("end", visit.end.text())
        .json("minutesDuration", std::to_string(visit.duration_minutes))
        .text("created", visit.created_at.text());
    if (visit.notes) resource.text("comment", *visit.notes);
    Element patient = patients::fhir::reference(row.patient_id->value);
    patient.text("display", visit.patient_name.value_or(""));
    resource.list("participant",
                  {participant(patient), participant(Element().text("display", visit.doctor_name)),
                   participant(Element().text("display", visit.clinic.name))});
    return resource;
}

patients::fhir::Entry entry_of(const AppointmentRow& row, const Appointment& visit,
                               const MaybeText& cancel_reason) {
    return {"Appointment",
            row.id.value,
            resource_of(row, visit, cancel_reason),
            "Appointment " + visit.reference,
            {{"Doctor", visit.doctor_name},
             {"Specialty", visit.specialty.name},
             {"Clinic", visit.clinic.name},
             {"Start", visit.start.text()},
             {"End", visit.end.text()},
             {"Time zone", visit.timezone},
             {"Status", std::string(fhir_status(row.status))},
             {"Reason", visit.reason.value_or("")},
             {"Notes", visit.notes.value_or("")},
             {"Cancelled because", cancel_reason.value_or("")},
             {"Booked", visit.created_at.text()}}};
}

// http://hl7.org/fhir/R4/servicerequest.html: somebody asks for a visit, at a time that is not agreed on yet.
std::string_view fhir_status(WaitingStatus status) {
    switch (status) {
        case WaitingStatus::waiting:
            return "active";
        case WaitingStatus::booked:
            return "completed";
        case WaitingStatus::left:
        case WaitingStatus::over:
            return "revoked";
    }
    std::abort();
}

std::string words_of(const PastOffer& offer) {
    return "Offered " + offer.starts_at.text() + ", " + offer.doctor_name + ": " +
           boost::describe::enum_to_string(offer.status, "");
}

patients::fhir::Entry entry_of(const WaitingRow& row, const std::vector<PastOffer>& offers) {
    std::vector<std::string> parts;
    for (const PartOfDay part : row.parts_of_day)
        parts.emplace_back(boost::describe::enum_to_string(part, ""));
    const std::string priority = boost::describe::enum_to_string(row.priority, "");
    patients::fhir::Entry entry{"ServiceRequest",
                                row.id.value,
                                {},
                                "Waiting list",
                                {{"From", row.from_date.text()},
                                 {"To", row.to_date.text()},
                                 {"Parts of the day", boost::algorithm::join(parts, ", ")},
                                 {"Doctor", row.doctor_id ? row.doctor_id->text() : ""},
                                 {"Specialty", row.specialty_code ? row.specialty_code->value : ""},
                                 {"City", row.city.value_or("")},
                                 {"Priority", priority},
                                 {"Status", std::string(fhir_status(row.status))},
                                 {"Asked", row.created_at.text()}}};
    std::vector<Element> notes;
    for (const PastOffer& offer : offers) {
        if (offer.waiting_id != row.id) continue;
        notes.push_back(Element().text("time", offer.offered_at.text()).text("text", words_of(offer)));
        entry.facts.push_back({"Offer", words_of(offer)});
    }
    entry.content.text("status", fhir_status(row.status))
        .text("intent", "proposal")
        .text("priority", priority)
        .element("subject", patients::fhir::reference(row.patient_id.value))
        .element("occurrencePeriod",
                 Element().text("start", row.from_date.text()).text("end", row.to_date.text()))
        .text("authoredOn", row.created_at.text());
    if (row.specialty_code)
        entry.content.element("code",
                              patients::fhir::coded("urn:venera:specialty", row.specialty_code->value, ""));
    if (row.doctor_id)
        entry.content.list(
            "performer",
            {Element().element(
                "identifier",
                Element().text("system", "urn:venera:doctor").text("value", row.doctor_id->text()))});
    if (row.city) entry.content.list("locationCode", {patients::fhir::concept_of(*row.city)});
    if (!notes.empty()) entry.content.list("note", notes);
    return entry;
}

}  // namespace

patients::Resealed KeptVisits::reseal(postgres::Database& database,
                                      const std::vector<patients::PatientKey>& patients) {
    std::unordered_map<PatientId, const patients::PatientKey*> keys;
    std::vector<PatientId> ids;
    for (const auto& patient : patients) {
        keys[patient.id] = &patient;
        ids.push_back(patient.id);
    }
    patients::Resealed resealed;
    AppointmentId after{};
    for (;;) {
        const auto rows = list_sealed_texts(database, ids, after, limits::reseal_batch);
        if (rows.empty()) return resealed;
        after = rows.back().id;
        std::vector<SealedTexts> renewed;
        for (const SealedTexts& row : rows) {
            SealedTexts anew = row;
            if (!renew(anew, *keys.at(row.patient_id))) resealed.rejected.push_back(row.patient_id);
            const std::int64_t texts = differences(row, anew);
            resealed.texts += texts;
            if (texts == 0) continue;
            if (std::ranges::find(active(), row.status) == active().end()) {
                renewed.push_back(std::move(anew));
                continue;
            }
            // One at a time: updates of active visits take turns, and who moves one must not wait for long.
            in_turn(database, turns_at(row.doctor_id, row.patient_id),
                    [&](postgres::Transaction& transaction) { write_sealed_texts(transaction, {anew}); });
        }
        if (!renewed.empty()) write_sealed_texts(database, renewed);
    }
}

std::int64_t KeptVisits::visits_ahead(Context& context, PatientId patient) {
    return std::ssize(rows_of(context.database(), patient, active(), context.now()));
}

std::function<void()> KeptVisits::erase(Context& context, postgres::Transaction& transaction,
                                        PatientId patient) {
    std::vector<Occupation> news;
    take_turns(transaction, rows_of(transaction, patient, active()));
    // Before the holds: whoever answers an offer locks the wish first, too.
    forget_waiting(transaction, patient, trail_of(context));
    for (AppointmentRow& row : rows_of(transaction, patient, active(), context.now())) {
        // Who has arrived is being seen: that visit goes on without a name.
        const auto to = after(Step::cancel, {row.status, row.starts_at, context.now(), Role::admin});
        if (!to) continue;
        if (!take_step(transaction,
                       {row.id, row.version, *to, std::string(action_of(Step::cancel)), std::nullopt},
                       trail_of(context)))
            continue;
        row.status = *to;
        row.version += 1;
        news.push_back(occupation_of(row));
    }
    forget_patient(transaction, patient, context.now());
    return [this, news, now = context.now()] { occupancy_.changed(news, now); };
}

std::vector<patients::fhir::Entry> KeptVisits::held(Context& context, PatientId patient,
                                                    const patients::DataKey* key) {
    patients::PatientCard card;
    card.id = patient;
    // The key is the caller's for as long as this takes.
    if (key != nullptr) card.data_key = {std::shared_ptr<const void>{}, key};
    std::unordered_map<AppointmentId, postgres::Bytes> cancel_reasons;
    for (const SealedTexts& row : list_sealed_texts(context.database(), {patient}, {}, limits::most_kept)) {
        if (row.cancel_reason_sealed) cancel_reasons[row.id] = *row.cancel_reason_sealed;
    }
    std::vector<patients::fhir::Entry> entries;
    for (const AppointmentRow& row : rows_of(context.database(), patient, all())) {
        const auto sealed = cancel_reasons.find(row.id);
        const auto reason = sealed == cancel_reasons.end()
                                ? std::nullopt
                                : open_text(SealedColumn::cancel_reason, row.id, &card, sealed->second);
        entries.push_back(entry_of(row, view_of(row, &card), reason));
    }
    const auto offers = list_offers(context.database(), patient);
    for (const WaitingRow& row : list_waiting(context.database(), {.reach = {{patient}}}, std::nullopt,
                                              limits::most_kept, context.now()))
        entries.push_back(entry_of(row, offers));
    return entries;
}

}  // namespace venera::scheduling
