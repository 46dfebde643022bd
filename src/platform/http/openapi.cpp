#include "platform/http/openapi.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

#include "platform/json/shape.hpp"

namespace venera::http {

namespace {

// One object or array under construction. Text goes in ready made; names and strings are escaped here.
class Object {
public:
    Object& raw(std::string_view name, std::string_view json) {
        text_ += text_.empty() ? "" : ",";
        json::write_string(text_, name);
        text_ += ':';
        text_ += json;
        return *this;
    }
    Object& string(std::string_view name, std::string_view value) {
        std::string json;
        json::write_string(json, value);
        return raw(name, json);
    }
    bool empty() const { return text_.empty(); }
    std::string text() const { return '{' + text_ + '}'; }

private:
    std::string text_;
};

class Array {
public:
    Array& raw(std::string_view json) {
        text_ += text_.empty() ? "" : ",";
        text_ += json;
        return *this;
    }
    Array& string(std::string_view value) {
        std::string json;
        json::write_string(json, value);
        return raw(json);
    }
    bool empty() const { return text_.empty(); }
    std::string text() const { return '[' + text_ + ']'; }

private:
    std::string text_;
};

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return out;
}

constexpr std::string_view file_schema = R"({"type":"string"})";

// Of one media type, or of several with ", " between them.
std::string content(std::string_view media_types, std::string_view schema) {
    Object object;
    while (!media_types.empty()) {
        const std::string_view one = media_types.substr(0, media_types.find(", "));
        // A file in JSON: what stands in it is its standard's, not ours.
        const bool document = schema == file_schema && one.ends_with("+json");
        object.raw(one, Object().raw("schema", document ? R"({"type":"object"})" : schema).text());
        media_types.remove_prefix(std::min(media_types.size(), one.size() + 2));
    }
    return object.text();
}

std::string parameter(std::string_view name, std::string_view in, std::string_view schema,
                      std::string_view required, std::string_view description = {}) {
    Object object;
    object.string("name", name).string("in", in).raw("required", required);
    if (!description.empty()) object.string("description", description);
    return object.raw("schema", schema).text();
}

std::string parameters_of(const Contract& contract) {
    Array array;
    for (const Contract::PathParameter& path : contract.path) {
        const std::string_view schema = path.schema.empty() ? R"({"type":"string"})" : path.schema;
        array.raw(parameter(path.name, "path", schema, "true"));
    }
    if (contract.query != nullptr) {
        for (const json::ParameterSchema& query : json::parameter_schemas(contract.query())) {
            Object object;
            object.string("name", query.name)
                .string("in", "query")
                .raw("required", query.required ? "true" : "false");
            if (query.list) object.string("style", "form").raw("explode", "false");
            array.raw(object.raw("schema", query.schema).text());
        }
    }
    if (contract.if_match) {
        array.raw(parameter("If-Match", "header", R"({"type":"string","example":"\"3\""})", "false",
                            "The ETag that was read; refused with 412 if the resource has changed since"));
    }
    if (contract.idempotency_key) {
        array.raw(parameter(
            "Idempotency-Key", "header", R"({"type":"string","minLength":1,"maxLength":255})", "false",
            "Makes repeating safe: the same key with the same request gives the stored answer"));
    }
    if (contract.last_event_id) {
        array.raw(parameter("Last-Event-ID", "header", R"({"type":"string"})", "false",
                            "The id of the last event that the client has: the stream goes on after it"));
    }
    return array.empty() ? std::string{} : array.text();
}

std::string access_of(const Route& route) {
    if (route.access == Access::anyone) return "\"anyone\"";
    if (route.access == Access::cookie) return "\"cookie\"";
    Array roles;
    for (const Role role : roles_of(route.access)) roles.string(name_of(role));
    if (route.scope != Scope::none) roles.string(name_of(Role::integrator));
    return roles.text();
}

std::string security_of(const Route& route) {
    if (route.access == Access::cookie) return R"([{"cookie":[]}])";
    Array schemes;
    if (route.access == Access::anyone) {
        if (route.scope == Scope::none) return "[]";
        schemes.raw("{}");
    }
    schemes.raw(R"({"bearer":[]})");
    if (route.scope != Scope::none) {
        schemes.raw(Object().raw("api_key", Array().string(name_of(route.scope)).text()).text());
    }
    return schemes.text();
}

std::string success_of(const Route& route) {
    const Contract& contract = route.contract;
    Object response;
    response.string("description", description_of_status(contract.status));
    if (contract.etag == Contract::Etag::version) {
        response.raw("headers",
                     R"({"ETag":{"description":"The version, for If-Match","schema":{"type":"string"}}})");
    } else if (contract.etag == Contract::Etag::state) {
        response.raw("headers",
                     R"({"ETag":{"description":"The state, for If-None-Match","schema":{"type":"string"}}})");
    }
    switch (contract.answer_kind) {
        case Contract::Answer::json:
            response.raw("content", content("application/json", json::schema_reference(contract.answer())));
            break;
        case Contract::Answer::file:
            response.raw("content",
                         content(route.media_type.empty() ? "application/octet-stream" : route.media_type,
                                 file_schema));
            break;
        case Contract::Answer::empty:
            break;
    }
    return response.text();
}

// The members of an extra are added to the problem itself, so they are described in place: a record's own
// schema allows no others.
std::string problem_schema_with(const json::Shape& extra) {
    Object properties;
    Array required;
    for (const json::Member& member : extra.members) {
        properties.raw(member.name, json::schema_reference(member.shape()));
        if (member.required) required.string(member.name);
    }
    Object own;
    own.string("type", "object").raw("properties", properties.text());
    if (!required.empty()) own.raw("required", required.text());
    return Object()
        .raw("allOf", Array().raw(R"({"$ref":"#/components/schemas/Problem"})").raw(own.text()).text())
        .text();
}

std::string refusal_response(const std::vector<const Contract::Declared*>& refusals) {
    constexpr std::string_view plain = R"({"$ref":"#/components/schemas/Problem"})";
    std::string description;
    Array codes;
    std::set<std::string> schemas;
    for (const Contract::Declared* declared : refusals) {
        if (!description.empty()) description += "\n\n";
        description.append("`")
            .append(declared->refusal.code)
            .append("`: ")
            .append(declared->refusal.english.detail);
        codes.string(declared->refusal.code);
        const bool has_extra =
            declared->extra != nullptr && &declared->extra() != &json::shape<InputProblems>();
        schemas.insert(has_extra ? problem_schema_with(declared->extra()) : std::string(plain));
    }
    Array any;
    for (const std::string& schema : schemas) any.raw(schema);
    return Object()
        .string("description", description)
        .raw("x-codes", codes.text())
        .raw("content",
             content("application/problem+json",
                     schemas.size() == 1 ? *schemas.begin() : Object().raw("anyOf", any.text()).text()))
        .text();
}

// The name under which operations share an answer that only the platform gives; empty for any other.
std::string shared_name(const std::vector<const Contract::Declared*>& refusals) {
    std::string name;
    for (const Contract::Declared* declared : refusals) {
        const std::string_view code = declared->refusal.code;
        if (std::ranges::find(platform_refusals(), code, &RefusalView::code) == platform_refusals().end())
            return {};
        name.append(name.empty() ? "" : "_or_").append(code);
    }
    return name;
}

// A status that only the platform gives is a reference: most operations share those.
std::string responses_of(const Route& route, std::map<std::string, std::string>& shared) {
    std::map<int, std::vector<const Contract::Declared*>> by_status;
    const std::vector<Contract::Declared> refusals = refusals_of(route);
    for (const Contract::Declared& declared : refusals)
        by_status[declared.refusal.status].push_back(&declared);
    Object responses;
    responses.raw(std::to_string(route.contract.status), success_of(route));
    if (route.contract.etag != Contract::Etag::none && route.method == Method::get)
        responses.raw("304", R"({"description":"Unchanged since the version in If-None-Match"})");
    for (const auto& [status, declared] : by_status) {
        const std::string name = shared_name(declared);
        std::string response = refusal_response(declared);
        if (!name.empty()) {
            shared.emplace(name, std::move(response));
            response = Object().string("$ref", "#/components/responses/" + name).text();
        }
        responses.raw(std::to_string(status), response);
    }
    return responses.text();
}

std::string operation_of(const Route& route, std::map<std::string, std::string>& shared) {
    const Contract& contract = route.contract;
    Object operation;
    operation.raw("tags", Array().string(route.tag).text());
    if (!route.summary.empty()) operation.string("summary", route.summary);
    if (!route.description.empty()) operation.string("description", route.description);
    operation.string("operationId", operation_id(route));
    operation.raw("x-access", access_of(route)).raw("security", security_of(route));
    const std::string parameters = parameters_of(contract);
    if (!parameters.empty()) operation.raw("parameters", parameters);
    if (contract.body != nullptr) {
        operation.raw("requestBody", Object()
                                         .raw("required", contract.body_optional ? "false" : "true")
                                         .raw("content", content("application/json",
                                                                 json::schema_reference(contract.body())))
                                         .text());
    }
    return operation.raw("responses", responses_of(route, shared)).text();
}

void collect(const Contract& contract, std::map<std::string, std::string>& schemas) {
    if (contract.body != nullptr) json::collect_schemas(contract.body(), schemas);
    if (contract.answer != nullptr) json::collect_schemas(contract.answer(), schemas);
    for (const Contract::Declared& declared : contract.refusals) {
        if (declared.extra == nullptr || &declared.extra() == &json::shape<InputProblems>()) continue;
        for (const json::Member& member : declared.extra().members)
            json::collect_schemas(member.shape(), schemas);
    }
}

std::string security_schemes() {
    return R"({"bearer":{"type":"http","scheme":"bearer","bearerFormat":"JWT"},)"
           R"("api_key":{"type":"apiKey","in":"header","name":"X-API-Key"},)"
           R"("cookie":{"type":"apiKey","in":"cookie","name":"__Host-venera_refresh",)"
           R"("description":"venera_refresh over plain HTTP on a loopback address"}})";
}

}  // namespace

std::vector<const Route*> listed_routes(const Router& router) {
    std::vector<const Route*> routes;
    for (const Route& route : router.routes()) {
        if (route.listed) routes.push_back(&route);
    }
    std::ranges::sort(routes, {}, [](const Route* route) { return std::tie(route->path, route->method); });
    return routes;
}

std::string operation_id(const Route& route) {
    std::string_view path = route.path;
    if (path.starts_with("/api/v1/")) path.remove_prefix(std::string_view("/api/v1").size());
    std::string id = lower(name_of(route.method));
    for (const char c : path) {
        if (c == '/' || c == '-' || c == '.') {
            id += '_';
        } else if (c == '{') {
            id += "by_";
        } else if (c != '}') {
            id += c;
        }
    }
    return id;
}

std::vector<Contract::Declared> refusals_of(const Route& route) {
    const Contract& contract = route.contract;
    std::vector<Contract::Declared> all = contract.refusals;
    const auto imply = [&](bool when, const RefusalView& refusal) {
        if (when) all.push_back({refusal, nullptr});
    };
    const bool has_body = contract.body != nullptr;
    const bool is_json = contract.answer_kind != Contract::Answer::file;
    // What the edge may say of any request, whatever the operation takes: a parameter or a body that it does
    // not know, a path that is no text, too much of something.
    for (const RefusalView& refusal :
         {view(malformed_request), view(payload_too_large), view(uri_too_long), view(unsupported_media_type),
          view(invalid_input), view(header_fields_too_large)}) {
        imply(!route.raw, refusal);
    }
    imply(has_body, view(malformed_json));
    imply(route.access != Access::cookie && !route.raw, view(unauthenticated));
    imply(route.access != Access::anyone, view(forbidden));
    imply(!roles_of(route.access).empty() && !route.while_enrolling, view(enrolment_required));
    imply(is_json, view(not_acceptable));
    imply(contract.idempotency_key, view(request_in_progress));
    imply(contract.if_match, view(version_mismatch));
    imply(contract.idempotency_key, view(idempotency_key_reused));
    imply(route.rate != RateClass::none, view(rate_limited));
    imply(!route.raw, view(sealed_data_rejected));
    imply(!route.raw, view(internal_error));
    imply(!route.raw, view(unavailable));
    const auto order = [](const Contract::Declared& declared) {
        return std::pair(declared.refusal.status, declared.refusal.code);
    };
    std::ranges::stable_sort(all, {}, order);
    const auto same = [&](const auto& one, const auto& other) { return order(one) == order(other); };
    all.erase(std::unique(all.begin(), all.end(), same), all.end());
    return all;
}

std::string_view description_of_status(int status) {
    switch (status) {
        case 200:
            return "Done";
        case 201:
            return "Created";
        case 202:
            return "Accepted: it will be done";
        case 204:
            return "Done; there is nothing to return";
    }
    return "Answer";
}

std::string openapi(const Router& router, const ApiInfo& info) {
    std::map<std::string, std::string> schemas{{"Problem", std::string(problem_schema())}};
    std::map<std::string, std::string> shared;
    std::set<std::string> ids;
    Object paths;
    Object operations;
    const std::vector<const Route*> routes = listed_routes(router);
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const Route& route = *routes[i];
        if (!ids.insert(operation_id(route)).second)
            throw std::logic_error("two operations are " + operation_id(route));
        collect(route.contract, schemas);
        operations.raw(lower(name_of(route.method)), operation_of(route, shared));
        if (i + 1 < routes.size() && routes[i + 1]->path == route.path) continue;
        paths.raw(route.path, operations.text());
        operations = {};
    }
    Object components;
    Object definitions;
    for (const auto& [name, schema] : schemas) definitions.raw(name, schema);
    Object responses;
    for (const auto& [name, response] : shared) responses.raw(name, response);
    components.raw("schemas", definitions.text()).raw("responses", responses.text());
    components.raw("securitySchemes", security_schemes());
    const std::string about = Object()
                                  .string("title", info.title)
                                  .string("version", info.version)
                                  .string("description", info.description)
                                  .text();
    return pretty_json(Object()
                           .string("openapi", "3.1.0")
                           .raw("info", about)
                           .raw("paths", paths.text())
                           .raw("components", components.text())
                           .text());
}

std::string pretty_json(std::string_view json) {
    std::string out;
    out.reserve(json.size() * 2);
    std::size_t depth = 0;
    const auto new_line = [&] { out.append("\n").append(depth * 2, ' '); };
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '"') {
            const std::size_t begin = i++;
            while (json[i] != '"') i += json[i] == '\\' ? 2U : 1U;
            out += json.substr(begin, i + 1 - begin);
        } else if (c == '{' || c == '[') {
            out += c;
            if (json[i + 1] == '}' || json[i + 1] == ']') {
                out += json[++i];
                continue;
            }
            ++depth;
            new_line();
        } else if (c == '}' || c == ']') {
            --depth;
            new_line();
            out += c;
        } else if (c == ',') {
            out += c;
            new_line();
        } else if (c == ':') {
            out += ": ";
        } else if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
            out += c;
        }
    }
    out += '\n';
    return out;
}

}  // namespace venera::http
