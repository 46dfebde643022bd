#include "patients/profile_rows.hpp"

#include <stdexcept>

#include "platform/json/shape.hpp"

namespace venera::patients {

// What of an address is sealed.
struct SealedAddress {
    std::optional<Text<200>> line;
    std::optional<Text<100>> state;
    std::optional<Text<20>> postal_code;
};
BOOST_DESCRIBE_STRUCT(SealedAddress, (), (line, state, postal_code))

namespace {

using Sealed = std::optional<postgres::Bytes>;

[[noreturn]] void refuse_content() {
    throw std::runtime_error("a sealed column of a patient holds no valid value");
}

template <class T>
std::optional<T> opened(const Sealing& sealing, std::string_view column, const Sealed& bytes) {
    if (!bytes) return std::nullopt;
    const auto parsed = T::parse(sealing.open(column, *bytes));
    if (!parsed) refuse_content();
    return *parsed;
}

template <class T>
T opened_document(const Sealing& sealing, std::string_view column, const postgres::Bytes& bytes) {
    json::Issues issues;
    auto value = json::from_json<T>(sealing.open(column, bytes), issues);
    // Issues of meaning are let be: the rules of a country may be others by now.
    if (issues.malformed()) refuse_content();
    return value;
}

// Neither a country nor a type contains the separator, so the number may.
std::string packed(const NationalId& id) {
    return id.country.value + "|" + id.type.value + "|" + id.number.value;
}

NationalId unpacked(std::string_view text) {
    const std::size_t first = text.find('|');
    const std::size_t second = text.find('|', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) refuse_content();
    return {Country{std::string(text.substr(0, first))},
            Code{std::string(text.substr(first + 1, second - first - 1))},
            Text<32>{std::string(text.substr(second + 1))}};
}

// Writes one part of a profile into the columns that it has.
class Writer {
public:
    Writer(PatientRow& row, const Sealing& sealing) : row_(row), sealing_(sealing) {}

    void phone(const std::optional<Phone>& phone) {
        row_.phone_sealed = phone ? Sealed{sealing_.seal("phone", phone->value)} : std::nullopt;
    }
    void email(const std::optional<Email>& email) {
        row_.email_sealed = email ? Sealed{sealing_.seal("email", email->value)} : std::nullopt;
    }
    void national_id(const std::optional<NationalId>& id) {
        row_.national_id_sealed = id ? Sealed{sealing_.seal("national_id", packed(*id))} : std::nullopt;
    }
    void address(const std::optional<Address>& address) {
        row_.city.reset();
        row_.address_sealed.reset();
        if (!address) return;
        if (address->country) row_.country = address->country;
        if (address->city) row_.city = address->city->value;
        if (address->line || address->state || address->postal_code)
            row_.address_sealed =
                document("address", SealedAddress{address->line, address->state, address->postal_code});
    }
    void insurance(const std::optional<Insurance>& insurance) {
        row_.insurance_provider.reset();
        row_.policy_number_sealed.reset();
        if (!insurance) return;
        row_.insurance_provider = insurance->provider.value;
        if (insurance->policy_number)
            row_.policy_number_sealed = sealing_.seal("policy_number", insurance->policy_number->value);
    }
    void emergency_contact(const std::optional<EmergencyContact>& contact) {
        row_.emergency_contact_sealed =
            contact ? Sealed{document("emergency_contact", *contact)} : std::nullopt;
    }
    void infos(const std::optional<Json>& infos) {
        row_.infos_sealed = infos ? Sealed{sealing_.seal("infos", infos->text_value)} : std::nullopt;
    }

private:
    template <class T>
    postgres::Bytes document(std::string_view column, const T& value) {
        return sealing_.seal(column, json::to_json(value));
    }

    PatientRow& row_;
    const Sealing& sealing_;
};

template <class T>
std::optional<T> value_of(const Patch<T, Clears::yes>& patch) {
    return patch.cleared() ? std::nullopt : std::optional{patch.value};
}

std::optional<Address> address_of(const PatientRow& row, const Sealing& sealing) {
    if (!row.city && !row.address_sealed) return std::nullopt;
    SealedAddress sealed;
    if (row.address_sealed) sealed = opened_document<SealedAddress>(sealing, "address", *row.address_sealed);
    return Address{sealed.line, row.city ? std::optional{Text<100>{*row.city}} : std::nullopt, sealed.state,
                   sealed.postal_code, row.country};
}

std::optional<NationalId> national_id_of(const PatientRow& row, const Sealing& sealing) {
    if (!row.national_id_sealed) return std::nullopt;
    return unpacked(sealing.open("national_id", *row.national_id_sealed));
}

std::optional<Insurance> insurance_of(const PatientRow& row, const Sealing& sealing) {
    if (!row.insurance_provider) return std::nullopt;
    return Insurance{Text<100>{*row.insurance_provider},
                     opened<Text<64>>(sealing, "policy_number", row.policy_number_sealed)};
}

}  // namespace

PatientRow ProfileRows::made(const NewPatient& patient, const Sealing& sealing, Instant now) const {
    PatientRow row;
    row.id = patient.id;
    row.first_name = patient.first_name.value;
    row.last_name = patient.last_name.value;
    row.birth_date = patient.birth_date;
    row.gender = patient.gender;
    row.country = patient.country;
    row.language = patient.language;
    Writer writer(row, sealing);
    writer.phone(patient.phone);
    writer.email(patient.email);
    writer.national_id(patient.national_id);
    writer.address(patient.address);
    writer.insurance(patient.insurance);
    writer.emergency_contact(patient.emergency_contact);
    writer.infos(patient.infos);
    index(row, sealing);
    static_cast<WrappedKeys&>(row) = sealing.wrapped(key_encryption_);
    row.created_at = row.updated_at = now;
    return row;
}

void ProfileRows::apply(const PatientChange& change, PatientRow& row) const {
    const auto text = [](const Text<100>& value) { return value.value; };
    change.first_name.apply_to(row.first_name, text);
    change.last_name.apply_to(row.last_name, text);
    change.birth_date.apply_to(row.birth_date);
    change.gender.apply_to(row.gender);
    change.language.apply_to(row.language);
    const Sealing sealing = sealing_of(row.id, row);
    Writer writer(row, sealing);
    if (change.phone.given()) writer.phone(value_of(change.phone));
    if (change.email.given()) writer.email(value_of(change.email));
    if (change.national_id.given()) writer.national_id(value_of(change.national_id));
    if (change.address.given()) writer.address(value_of(change.address));
    if (change.insurance.given()) writer.insurance(value_of(change.insurance));
    if (change.emergency_contact.given()) writer.emergency_contact(value_of(change.emergency_contact));
    if (change.infos.given()) writer.infos(value_of(change.infos));
    index(row, sealing);
}

void ProfileRows::index(PatientRow& row, const Sealing& sealing) const {
    const auto version = indexes_.writing();
    row.index_key_version = version.number;
    const auto of = [&](const auto& value) {
        return value ? Sealed{BlindIndexes::of(*value, *version.key)} : std::nullopt;
    };
    row.phone_index = of(opened<Phone>(sealing, "phone", row.phone_sealed));
    row.email_index = of(opened<Email>(sealing, "email", row.email_sealed));
    const auto id = national_id_of(row, sealing);
    row.national_id_index = of(id);
    row.national_id_values = id ? indexes_.all_of(*id) : std::vector<postgres::Bytes>{};
}

Patient ProfileRows::shown(const PatientRow& row) const {
    const Sealing sealing = sealing_of(row.id, row);
    Patient patient;
    patient.id = row.id;
    patient.reference = row.reference;
    patient.first_name = row.first_name;
    patient.last_name = row.last_name;
    patient.birth_date = row.birth_date;
    patient.gender = row.gender;
    patient.phone = opened<Phone>(sealing, "phone", row.phone_sealed);
    patient.email = opened<Email>(sealing, "email", row.email_sealed);
    patient.country = row.country;
    patient.national_id = national_id_of(row, sealing);
    patient.language = row.language;
    patient.address = address_of(row, sealing);
    patient.insurance = insurance_of(row, sealing);
    if (row.emergency_contact_sealed)
        patient.emergency_contact =
            opened_document<EmergencyContact>(sealing, "emergency_contact", *row.emergency_contact_sealed);
    if (row.infos_sealed) patient.infos = Json{sealing.open("infos", *row.infos_sealed)};
    patient.active = row.active;
    patient.merged_into = row.merged_into;
    patient.version = row.version;
    patient.created_at = row.created_at;
    patient.updated_at = row.updated_at;
    return patient;
}

}  // namespace venera::patients
