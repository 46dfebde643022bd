#include "platform/http/problem.hpp"

#include <algorithm>
#include <stdexcept>

#include "platform/http/context.hpp"
#include "platform/http/problem_words.hpp"
#include "platform/http/router.hpp"
#include "platform/json/shape.hpp"

namespace venera {

namespace {

InputProblems one(std::optional<std::string> pointer, std::optional<std::string> parameter, Problem problem) {
    return {
        {{std::move(pointer), std::move(parameter), std::string(problem.code), std::string(problem.detail)}}};
}

}  // namespace

Refuse<invalid_input> invalid(std::string_view pointer, Problem problem) {
    return refuse<invalid_input>.with(one(std::string(pointer), std::nullopt, problem));
}

Refuse<invalid_input> invalid_parameter(std::string_view name, Problem problem) {
    return refuse<invalid_input>.with(one(std::nullopt, std::string(name), problem));
}

Refuse<invalid_cursor> invalid_cursor_given() {
    return refuse<invalid_cursor>.with(
        one(std::nullopt, "cursor", {"invalid_cursor", "must be a next_cursor of this list"}));
}

namespace http {

namespace {

void add_member(std::string& out, std::string_view name, std::string_view text) {
    out += ',';
    json::write_string(out, name);
    out += ':';
    json::write_string(out, text);
}

// One of `errors`. A pointer of "" is the whole body, so a missing one is told apart by the parameter.
void add_error(std::string& out, std::string_view pointer, std::string_view parameter, std::string_view code,
               std::string_view detail, Locale locale) {
    out += parameter.empty() ? "{\"pointer\":" : "{\"parameter\":";
    json::write_string(out, parameter.empty() ? pointer : parameter);
    add_member(out, "code", code);
    add_member(out, "detail", locale == Locale::spanish ? in_spanish(code, detail) : detail);
    out += '}';
}

void add_errors(std::string& out, const json::Issues& issues, Locale locale) {
    out += ",\"errors\":[";
    for (const json::Issue& issue : issues.all()) {
        if (&issue != &issues.all().front()) out += ',';
        add_error(out, issue.pointer, issue.parameter, issue.code, issue.detail, locale);
    }
    out += ']';
}

// The problems that a use case found look like those that the reader found.
void add_errors(std::string& out, const InputProblems& problems, Locale locale) {
    out += ",\"errors\":[";
    for (const InputProblem& problem : problems.errors) {
        if (&problem != &problems.errors.front()) out += ',';
        add_error(out, problem.pointer.value_or(""), problem.parameter.value_or(""), problem.code,
                  problem.detail, locale);
    }
    out += ']';
}

std::string begin_document(const RefusalView& refusal, Locale locale, std::string_view request_id) {
    const Words& words = locale == Locale::spanish ? refusal.spanish : refusal.english;
    std::string out;
    out.reserve(512);
    out += "{\"type\":\"/problems/";
    out += refusal.code;
    out += '"';
    add_member(out, "title", words.title);
    out += ",\"status\":" + std::to_string(refusal.status);
    add_member(out, "detail", words.detail);
    add_member(out, "code", refusal.code);
    add_member(out, "request_id", request_id);
    return out;
}

Response answer(const RefusalView& refusal, Locale locale, std::string body) {
    Response response;
    response.status = refusal.status;
    response.content_type = "application/problem+json";
    response.body = std::move(body);
    response.body += '}';
    response.headers.reserve(12);
    response.headers.push_back({"Content-Language", locale == Locale::spanish ? "es" : "en"});
    if (refusal.retry_after_seconds > 0) {
        response.headers.push_back({"Retry-After", std::to_string(refusal.retry_after_seconds)});
    }
    return response;
}

}  // namespace

Response problem(const RefusalView& refusal, Locale locale, std::string_view request_id,
                 const json::Issues* issues) {
    std::string body = begin_document(refusal, locale, request_id);
    if (issues != nullptr && !issues->all().empty()) add_errors(body, *issues, locale);
    if (refusal.extra != nullptr) {
        if (refusal.extra_shape == &json::shape<InputProblems>()) {
            add_errors(body, *static_cast<const InputProblems*>(refusal.extra.get()), locale);
        } else {
            std::string members;
            json::write_members(*refusal.extra_shape, members, refusal.extra.get());
            if (!members.empty()) body += ',' + members;
        }
    }
    return answer(refusal, locale, std::move(body));
}

Response problem_outcome_unknown(Locale locale, std::string_view request_id) {
    RefusalView refusal = view(unavailable);
    refusal.retry_after_seconds = 1;
    std::string body = begin_document(refusal, locale, request_id);
    add_member(body, "outcome", "unknown");
    return answer(refusal, locale, std::move(body));
}

std::string_view problem_schema() {
    return R"({"type":"object","description":"RFC 9457 problem details. Every refusal has this form.",)"
           R"("properties":{)"
           R"("type":{"type":"string","format":"uri-reference","example":"/problems/not_found"},)"
           R"("title":{"type":"string"},"status":{"type":"integer","format":"int32"},)"
           R"("detail":{"type":"string"},)"
           R"("code":{"type":"string","description":"Stable: what programs read"},)"
           R"("request_id":{"type":"string"},)"
           R"("errors":{"type":"array","description":"Every problem of the input","items":{"type":"object",)"
           R"("properties":{"pointer":{"type":"string","format":"json-pointer"},)"
           R"("parameter":{"type":"string"},)"
           R"("code":{"type":"string"},"detail":{"type":"string"}},"required":["code","detail"]}},)"
           R"("outcome":{"type":"string","enum":["unknown"]}},)"
           R"("required":["type","title","status","detail","code","request_id"]})";
}

const std::vector<RefusalView>& platform_refusals() {
    static const std::vector<RefusalView> all = {view(malformed_json),
                                                 view(malformed_request),
                                                 view(unauthenticated),
                                                 view(forbidden),
                                                 view(enrolment_required),
                                                 view(not_found),
                                                 view(method_not_allowed),
                                                 view(not_acceptable),
                                                 view(request_timeout),
                                                 view(request_in_progress),
                                                 view(sealed_data_rejected),
                                                 view(version_mismatch),
                                                 view(payload_too_large),
                                                 view(uri_too_long),
                                                 view(unsupported_media_type),
                                                 view(expectation_failed),
                                                 view(invalid_input),
                                                 view(invalid_cursor),
                                                 view(idempotency_key_reused),
                                                 view(rate_limited),
                                                 view(header_fields_too_large),
                                                 view(internal_error),
                                                 view(not_implemented),
                                                 view(unavailable),
                                                 view(http_version)};
    return all;
}

namespace {

// The weight of a language range such as "es-PE;q=0.8" in thousandths; 1000 without a weight, 0 for a bad
// one.
int weight_of(std::string_view range) {
    const std::size_t at = range.find(";q=");
    if (at == std::string_view::npos) return range.find(';') == std::string_view::npos ? 1000 : 0;
    const std::string_view text = range.substr(at + 3);
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
    if (text.size() > 1 && text[1] != '.') return 0;
    int weight = (text[0] - '0') * 1000;
    int unit = 100;
    for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
        if (text[i] < '0' || text[i] > '9') return 0;
        weight += (text[i] - '0') * unit;
    }
    return std::min(weight, 1000);
}

bool is_language(std::string_view range, char first, char second) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return range.size() >= 2 && lower(range[0]) == first && lower(range[1]) == second &&
           (range.size() == 2 || range[2] == '-' || range[2] == ';' || range[2] == ' ');
}

}  // namespace

Locale locale_of(std::optional<std::string_view> accept_language) {
    if (!accept_language) return Locale::english;
    Locale best = Locale::english;
    int best_weight = 0;
    std::string_view rest = *accept_language;
    while (!rest.empty()) {
        const std::size_t end = rest.find(',');
        std::string_view range = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        while (!range.empty() && range.front() == ' ') range.remove_prefix(1);
        while (!range.empty() && range.back() == ' ') range.remove_suffix(1);
        const bool spanish = is_language(range, 'e', 's');
        const int weight = spanish || is_language(range, 'e', 'n') ? weight_of(range) : 0;
        if (weight <= best_weight) continue;  // of two equal weights the first wins
        best_weight = weight;
        best = spanish ? Locale::spanish : Locale::english;
    }
    return best;
}

Catalogue::Catalogue() {
    for (const RefusalView& refusal : platform_refusals()) add(refusal);
}

void Catalogue::add(const RefusalView& refusal, std::string_view operation) {
    const auto code = [](const Entry& entry) { return entry.refusal.code; };
    const auto at = std::ranges::lower_bound(entries_, refusal.code, {}, code);
    const bool known = at != entries_.end() && at->refusal.code == refusal.code;
    Entry& entry = known ? *at : *entries_.insert(at, {refusal, {}});
    const RefusalView& other = entry.refusal;
    const bool same = other.status == refusal.status && other.english.title == refusal.english.title &&
                      other.english.detail == refusal.english.detail &&
                      other.spanish.title == refusal.spanish.title &&
                      other.spanish.detail == refusal.spanish.detail;
    if (!same) throw std::logic_error("two refusals share the code " + std::string(refusal.code));
    if (!operation.empty()) entry.operations.emplace_back(operation);
}

const Catalogue::Entry* Catalogue::find(std::string_view code) const {
    const auto at =
        std::ranges::lower_bound(entries_, code, {}, [](const Entry& e) { return e.refusal.code; });
    return at != entries_.end() && at->refusal.code == code ? &*at : nullptr;
}

Catalogue catalogue_of(const Router& router) {
    Catalogue catalogue;
    for (const Route& route : router.routes()) {
        const std::string operation = std::string(name_of(route.method)) + ' ' + route.path;
        for (const Contract::Declared& declared : route.contract.refusals)
            catalogue.add(declared.refusal, operation);
    }
    return catalogue;
}

}  // namespace http
}  // namespace venera
