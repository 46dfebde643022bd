// What is held of a person as HL7 FHIR R4 resources, and the same as facts that people read. The resources of
// a bundle refer to each other as urn:uuid:<id>, as they have no address of their own.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "platform/values/instant.hpp"
#include "platform/values/uuid.hpp"

namespace venera::patients::fhir {

// A JSON object; empty values are left out, because FHIR knows neither null nor "".
class Element {
public:
    Element& text(std::string_view name, std::string_view value);
    Element& json(std::string_view name, std::string_view value);
    Element& element(std::string_view name, const Element& value);
    // [value], or nothing.
    Element& list(std::string_view name, const std::vector<Element>& values);
    bool empty() const { return members_.empty(); }
    std::string json() const { return '{' + members_ + '}'; }

private:
    std::string members_;
};

// {"coding":[{system, code, display}], "text": ...}: one with a code, or with words alone.
Element concept_of(std::string_view words);
Element coded(std::string_view system, std::string_view code, std::string_view words);
// The same for the same part of the same thing: entries of a list have no id of their own.
Uuid part_of(const Uuid& whole, std::string_view part);
std::string urn(const Uuid& id);
Element reference(const Uuid& id);

struct Fact {
    std::string name;
    std::string value;
};

struct Entry {
    std::string type;  // "Patient"
    Uuid id;
    Element content;    // without resourceType and id
    std::string title;  // for people: "Appointment VEN-0A1B2C"
    std::vector<Fact> facts;
};

// A Bundle of type collection.
std::string bundle(const std::vector<Entry>& entries, Instant now);
// A page without scripts, styles or links.
std::string page(const std::vector<Entry>& entries, Instant now);

}  // namespace venera::patients::fhir
