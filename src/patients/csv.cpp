#include "patients/csv.hpp"

#include "platform/json/shape.hpp"
#include "platform/values/csv.hpp"

namespace venera::patients {

namespace {

template <class T>
std::string text_of(const std::optional<T>& value) {
    return value ? value->text() : std::string();
}

std::string text_of(const std::optional<Gender>& gender) {
    if (!gender) return {};
    const std::string quoted = json::to_json(*gender);
    return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::string csv_head() {
    return "reference,first_name,last_name,birth_date,gender,national_id_country,national_id_type,"
           "national_id_number,phone,email,address_line,city,state,postal_code,country,insurance_provider,"
           "policy_number,active,created_at\r\n";
}

std::string csv_line(const Patient& patient) {
    const auto& id = patient.national_id;
    const Address address = patient.address.value_or(Address{});
    const auto& insurance = patient.insurance;
    std::string line;
    const auto add = [&](std::string_view text) {
        line += csv_cell(text);
        line += ',';
    };
    add(patient.reference);
    add(patient.first_name);
    add(patient.last_name);
    add(text_of(patient.birth_date));
    add(text_of(patient.gender));
    add(id ? id->country.value : "");
    add(id ? id->type.value : "");
    add(id ? id->number.value : "");
    add(text_of(patient.phone));
    add(text_of(patient.email));
    add(text_of(address.line));
    add(text_of(address.city));
    add(text_of(address.state));
    add(text_of(address.postal_code));
    add(text_of(patient.country));
    add(insurance ? insurance->provider.value : "");
    add(insurance ? text_of(insurance->policy_number) : "");
    add(patient.active ? "true" : "false");
    add(patient.created_at.text());
    line.pop_back();
    return line + "\r\n";
}

}  // namespace venera::patients
