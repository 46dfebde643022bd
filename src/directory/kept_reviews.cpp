#include "directory/kept_reviews.hpp"

#include <boost/describe/enum_to_string.hpp>

#include "directory/limits.hpp"
#include "directory/review_queries.hpp"

namespace venera::directory {

namespace {

using patients::fhir::Element;
using patients::fhir::Entry;

// http://hl7.org/fhir/R4/communication.html
Entry entry_of(const ReviewRow& row) {
    const std::string stars = std::to_string(row.rating) + " of 5";
    std::vector<Element> said{Element().text("contentString", stars)};
    if (row.comment) said.push_back(Element().text("contentString", *row.comment));
    Element resource;
    resource.text("status", "completed")
        .element("subject", patients::fhir::reference(row.patient_id.value))
        .list(
            "about",
            {Element().element(
                "identifier",
                Element().text("system", "urn:venera:appointment").text("value", row.appointment_id.text()))})
        .text("sent", row.created_at.text())
        .list("payload", said);
    if (row.reply)
        resource.list("note",
                      {Element().text("time", row.replied_at->text()).text("text", "Reply: " + *row.reply)});
    return {"Communication",
            row.id.value,
            resource,
            "Review",
            {{"Rating", stars},
             {"Comment", row.comment.value_or("")},
             {"State", boost::describe::enum_to_string(row.state, "")},
             {"Hidden because", row.hidden_reason.value_or("")},
             {"Reply", row.reply.value_or("")},
             {"Doctor", row.doctor_id.text()},
             {"Written", row.created_at.text()}}};
}

}  // namespace

std::function<void()> KeptReviews::erase(Context& context, postgres::Transaction& transaction,
                                         PatientId patient) {
    auto rows = delete_reviews(transaction, patients_.same_person(context, patient));
    if (rows.empty()) return [] {};
    std::vector<DoctorId> doctors;
    for (ReviewRow& row : rows) {
        row.state = ReviewState::withdrawn;
        ++row.version;
        insert_review_event(context, transaction, row, "review.withdrawn");
        doctors.push_back(row.doctor_id);
    }
    insert_review_access(context, transaction, {"erase", std::nullopt, {patient}});
    count_ratings(transaction, doctors, context.now());
    return [this, &context, doctors] {
        for (const DoctorId doctor : doctors) doctors_.rated(context, doctor);
    };
}

std::vector<Entry> KeptReviews::held(Context& context, PatientId patient, const patients::DataKey*) {
    std::vector<Entry> entries;
    const ReviewReach own{.patient_ids = patients_.same_person(context, patient)};
    for (const ReviewRow& row : list_reviews(context.database(), own, {}, std::nullopt, limits::most_kept))
        entries.push_back(entry_of(row));
    return entries;
}

}  // namespace venera::directory
