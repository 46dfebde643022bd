#include "patients/fhir.hpp"

#include <algorithm>

#include "platform/crypto/crypto.hpp"
#include "platform/http/encoding.hpp"
#include "platform/json/json.hpp"

namespace venera::patients::fhir {

Element& Element::json(std::string_view name, std::string_view value) {
    if (!members_.empty()) members_ += ',';
    json::write_string(members_, name);
    members_ += ':';
    members_ += value;
    return *this;
}

Element& Element::text(std::string_view name, std::string_view value) {
    if (value.empty()) return *this;
    std::string quoted;
    json::write_string(quoted, value);
    return json(name, quoted);
}

Element& Element::element(std::string_view name, const Element& value) {
    return value.empty() ? *this : json(name, value.json());
}

Element& Element::list(std::string_view name, const std::vector<Element>& values) {
    std::string all;
    for (const Element& value : values) {
        if (value.empty()) continue;
        all += all.empty() ? "" : ",";
        all += value.json();
    }
    return all.empty() ? *this : json(name, '[' + all + ']');
}

Element concept_of(std::string_view words) { return Element().text("text", words); }

Element coded(std::string_view system, std::string_view code, std::string_view words) {
    return Element()
        .list("coding", {Element().text("system", system).text("code", code).text("display", words)})
        .text("text", words);
}

Uuid part_of(const Uuid& whole, std::string_view part) {
    const auto digest = crypto::hmac_sha256(whole.bytes, part);
    Uuid id;
    std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
    // Version 8 of RFC 9562: whatever an application makes of it.
    id.bytes[6] = static_cast<std::uint8_t>(0x80U | (id.bytes[6] & 0x0FU));
    id.bytes[8] = static_cast<std::uint8_t>(0x80U | (id.bytes[8] & 0x3FU));
    return id;
}

std::string urn(const Uuid& id) { return "urn:uuid:" + id.text(); }

Element reference(const Uuid& id) { return Element().text("reference", urn(id)); }

std::string bundle(const std::vector<Entry>& entries, Instant now) {
    std::vector<Element> all;
    for (const Entry& entry : entries) {
        Element resource;
        resource.text("resourceType", entry.type).text("id", entry.id.text());
        std::string joined = resource.json();
        if (!entry.content.empty()) {
            joined.back() = ',';
            joined += entry.content.json().substr(1);
        }
        all.push_back(Element().text("fullUrl", urn(entry.id)).json("resource", joined));
    }
    return Element()
        .text("resourceType", "Bundle")
        .text("type", "collection")
        .text("timestamp", now.text())
        .list("entry", all)
        .json();
}

// It says itself that nothing in it runs or is loaded: a saved file comes without its headers.
std::string page(const std::vector<Entry>& entries, Instant now) {
    std::string html =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" "
        "content=\"default-src 'none'; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>Personal data</title>\n</head>\n<body>\n<h1>Everything that is held about you</h1>\n<p>As "
        "of " +
        http::html_escaped(now.text()) + "</p>\n";
    for (const Entry& entry : entries) {
        html += "<section>\n<h2>" + http::html_escaped(entry.title) + "</h2>\n<dl>\n";
        for (const Fact& fact : entry.facts) {
            if (fact.value.empty()) continue;
            html += "<dt>" + http::html_escaped(fact.name) + "</dt><dd>" + http::html_escaped(fact.value) +
                    "</dd>\n";
        }
        html += "</dl>\n</section>\n";
    }
    return html + "</body>\n</html>\n";
}

}  // namespace venera::patients::fhir
