#include "directory/catalogue.hpp"

#include "directory/limits.hpp"
#include "platform/http/cursor.hpp"

namespace venera::directory {

namespace {

const auto text = [](const auto& value) { return value.text(); };

// Subject is a ClinicId or a specialty's Code.
template <class Subject>
void tell(Context& context, postgres::Executor& transaction, const Subject& subject, std::string_view type) {
    insert_event(transaction, subject, type, context.trace().traceparent(), context.now());
}

}  // namespace

Page<Specialty> Catalogue::specialties(Context& context) {
    return {list_specialties(context.database()), std::nullopt};
}

Result<Created<Specialty>, specialty_exists> Catalogue::add_specialty(Context& context,
                                                                      const NewSpecialty& wish) {
    postgres::Transaction transaction(context.database());
    if (!insert_specialty(transaction, wish, context.now())) return refuse<specialty_exists>;
    tell(context, transaction, wish.code, "specialty.created");
    const auto specialty = find_specialty(transaction, wish.code).value();
    transaction.commit();
    return Created<Specialty>{specialty};
}

Result<Specialty, not_found, version_mismatch> Catalogue::change_specialty(Context& context,
                                                                           http::Path<Code> code,
                                                                           const SpecialtyChange& change,
                                                                           http::IfMatch condition) {
    postgres::Transaction transaction(context.database());
    auto specialty = find_specialty(transaction, code.value);
    if (!specialty) return refuse<not_found>;
    if (condition.version && *condition.version != specialty->version) return refuse<version_mismatch>;
    change.name.apply_to(specialty->name, text);
    change.description.apply_to(specialty->description, text);
    change.name_es.apply_to(specialty->name_es, text);
    change.description_es.apply_to(specialty->description_es, text);
    if (!update_specialty(transaction, *specialty, specialty->version, context.now()))
        return refuse<version_mismatch>;
    tell(context, transaction, code.value, "specialty.changed");
    transaction.commit();
    doctors_.changed_of(context, code.value);
    ++specialty->version;
    return *specialty;
}

Result<NoContent, not_found, specialty_in_use> Catalogue::remove_specialty(Context& context,
                                                                           http::Path<Code> code) {
    postgres::Transaction transaction(context.database());
    if (!retire_specialty(transaction, code.value, context.now())) {
        if (find_specialty(transaction, code.value)) return refuse<specialty_in_use>;
        return refuse<not_found>;
    }
    tell(context, transaction, code.value, "specialty.retired");
    transaction.commit();
    return NoContent{};
}

Result<Page<Clinic>, invalid_cursor> Catalogue::clinics(Context& context,
                                                        const http::Query<ListQuery>& query) {
    std::optional<ClinicId> after;
    if (query->cursor) {
        http::CursorReader cursor(*query->cursor);
        after = ClinicId{cursor.uuid()};
        if (!cursor.complete()) return invalid_cursor_given();
    }
    const int limit = query->limit ? static_cast<int>(query->limit->value) : limits::page;
    Page<Clinic> page{list_clinics(context.database(), after, limit + 1), std::nullopt};
    if (page.data.size() > static_cast<std::size_t>(limit)) {
        page.data.pop_back();
        http::CursorWriter cursor;
        cursor.add(page.data.back().id.value);
        page.next_cursor = cursor.text();
    }
    return page;
}

Result<Clinic, not_found> Catalogue::clinic(Context& context, http::Path<ClinicId> id) {
    if (auto clinic = find_clinic(context.database(), id.value)) return *clinic;
    return refuse<not_found>;
}

Created<Clinic> Catalogue::add_clinic(Context& context, const NewClinic& wish) {
    const Clinic clinic{.id = ClinicId::make(context.now()),
                        .name = wish.name.value,
                        .address = wish.address.value,
                        .city = wish.city.value,
                        .country = wish.country,
                        .timezone = wish.timezone.text(),
                        .latitude = wish.latitude,
                        .longitude = wish.longitude,
                        .phone = wish.phone ? std::optional{wish.phone->value} : std::nullopt,
                        .payment_policy = wish.payment_policy.value_or(PaymentPolicy::at_desk),
                        .pay_within_minutes =
                            static_cast<std::int32_t>(wish.pay_within_minutes.value_or(PayWithin{30}).value),
                        .version = 1};
    postgres::Transaction transaction(context.database());
    insert_clinic(transaction, clinic, context.now());
    tell(context, transaction, clinic.id, "clinic.created");
    transaction.commit();
    return {clinic};
}

Result<Clinic, not_found, version_mismatch> Catalogue::change_clinic(Context& context,
                                                                     http::Path<ClinicId> id,
                                                                     const ClinicChange& change,
                                                                     http::IfMatch condition) {
    postgres::Transaction transaction(context.database());
    auto clinic = find_clinic(transaction, id.value);
    if (!clinic) return refuse<not_found>;
    if (condition.version && *condition.version != clinic->version) return refuse<version_mismatch>;
    change.name.apply_to(clinic->name, text);
    change.address.apply_to(clinic->address, text);
    change.city.apply_to(clinic->city, text);
    change.country.apply_to(clinic->country);
    change.timezone.apply_to(clinic->timezone, text);
    change.latitude.apply_to(clinic->latitude);
    change.longitude.apply_to(clinic->longitude);
    change.phone.apply_to(clinic->phone, text);
    change.payment_policy.apply_to(clinic->payment_policy);
    if (change.pay_within_minutes.given())
        clinic->pay_within_minutes = static_cast<std::int32_t>(change.pay_within_minutes.value.value);
    if (!update_clinic(transaction, *clinic, clinic->version, context.now())) return refuse<version_mismatch>;
    tell(context, transaction, id.value, "clinic.changed");
    transaction.commit();
    doctors_.changed_at(context, id.value);
    ++clinic->version;
    return *clinic;
}

}  // namespace venera::directory
