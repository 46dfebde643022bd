#include "scheduling/appointment_view.hpp"

#include <algorithm>
#include <cstdlib>

#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

std::string_view name_of(SealedColumn column) {
    switch (column) {
        case SealedColumn::reason:
            return "reason";
        case SealedColumn::notes:
            return "notes";
        case SealedColumn::cancel_reason:
            return "cancel_reason";
        case SealedColumn::override_reason:
            return "override_reason";
    }
    std::abort();
}

std::string place_of(SealedColumn column, AppointmentId id, PatientId patient) {
    std::string text = "scheduling.appointments.";
    text += name_of(column);
    text += '|';
    text += id.text();
    text += '|';
    text += patient.text();
    return text;
}

LocalDateTime local_start(const AppointmentRow& row) {
    const auto zone = Zone::parse(row.timezone);
    return (zone ? *zone : Zone()).local(row.starts_at);
}

std::int64_t minutes_of(const AppointmentRow& row) {
    return std::chrono::duration_cast<minutes>(row.ends_at - row.starts_at).count();
}

}  // namespace

postgres::Bytes seal_text(SealedColumn column, AppointmentId id, const patients::PatientCard& patient,
                          std::string_view text) {
    return patient.data_key->seal(text, place_of(column, id, patient.id));
}

std::optional<std::string> open_text(SealedColumn column, AppointmentId id,
                                     const patients::PatientCard* patient,
                                     const std::optional<postgres::Bytes>& sealed) {
    if (!sealed || patient == nullptr || !patient->data_key) return std::nullopt;
    return patient->data_key->open(*sealed, place_of(column, id, patient->id));
}

postgres::Bytes renewed_text(SealedColumn column, AppointmentId id, const patients::PatientKey& patient,
                             const postgres::Bytes& sealed) {
    const std::string place = place_of(column, id, patient.id);
    return patient.key->seal(patient.key->open(sealed, place), place);
}

Appointment view_of(const AppointmentRow& row, const patients::PatientCard* patient) {
    return {.id = row.id,
            .reference = row.reference,
            .doctor_id = row.doctor_id,
            .doctor_name = row.doctor_name,
            .specialty = {row.specialty_code, row.specialty_name},
            .clinic = row.clinic.value,
            .patient_id = row.patient_id,
            .patient_name = row.patient_name,
            .start = row.starts_at,
            .end = row.ends_at,
            .duration_minutes = minutes_of(row),
            .timezone = row.timezone,
            .local_date = row.local_date,
            .local_time = local_start(row).time(),
            .mode = row.mode,
            .visit_type = row.visit_type,
            .status = row.status,
            .reason = open_text(SealedColumn::reason, row.id, patient, row.reason_sealed),
            .notes = open_text(SealedColumn::notes, row.id, patient, row.notes_sealed),
            .price_cents = row.price_cents,
            .currency = row.currency,
            .payment_status = row.payment_status,
            .pay_until = row.status == Status::pending ? row.hold_until : std::nullopt,
            .cancellable_until = row.cancellable_until,
            .version = row.version,
            .created_at = row.created_at,
            .updated_at = row.updated_at};
}

Hold hold_view_of(const AppointmentRow& row) {
    return {.id = row.id,
            .reference = row.reference,
            .status = row.status,
            .expires_at = row.hold_until.value_or(row.updated_at),
            .holder_token = std::nullopt,
            .doctor_id = row.doctor_id,
            .doctor_name = row.doctor_name,
            .specialty = {row.specialty_code, row.specialty_name},
            .clinic = row.clinic.value,
            .patient_id = row.patient_id,
            .start = row.starts_at,
            .end = row.ends_at,
            .duration_minutes = minutes_of(row),
            .timezone = row.timezone,
            .local_date = row.local_date,
            .local_time = local_start(row).time(),
            .mode = row.mode,
            .visit_type = row.visit_type,
            .price_cents = row.price_cents,
            .currency = row.currency,
            .extensions_left = limits::most_extensions - row.hold_extensions,
            .version = row.version};
}

Appointment view(Context& context, patients::Patients& patients, const AppointmentRow& row) {
    const auto card = row.patient_id ? patients.card(context, *row.patient_id) : nullptr;
    return view_of(row, card.get());
}

std::vector<Appointment> views(Context& context, patients::Patients& patients,
                               const std::vector<AppointmentRow>& rows) {
    std::vector<PatientId> ids;
    for (const auto& row : rows) {
        // Only what is sealed needs a key.
        if (row.patient_id && (row.reason_sealed || row.notes_sealed)) ids.push_back(*row.patient_id);
    }
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    auto cards = ids.empty() ? std::vector<std::shared_ptr<const patients::PatientCard>>{}
                             : patients.cards(context, ids);
    std::ranges::sort(cards, {}, [](const auto& card) { return card->id; });
    std::vector<Appointment> shown;
    shown.reserve(rows.size());
    for (const auto& row : rows) {
        const patients::PatientCard* patient = nullptr;
        if (row.patient_id) {
            const auto at = std::ranges::lower_bound(cards, *row.patient_id, {},
                                                     [](const auto& card) { return card->id; });
            if (at != cards.end() && (*at)->id == *row.patient_id) patient = at->get();
        }
        shown.push_back(view_of(row, patient));
    }
    return shown;
}

}  // namespace venera::scheduling
