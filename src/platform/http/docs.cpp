#include "platform/http/docs.hpp"

#include <map>
#include <set>
#include <vector>

#include "platform/http/encoding.hpp"
#include "platform/http/example.hpp"
#include "platform/http/html.hpp"

namespace venera::http {

namespace {

using Records = std::map<std::string, const json::Shape*>;

// A table in a box of its own that scrolls sideways on a narrow screen; focusable, so that keys can scroll
// it.
std::string table(std::string_view label, const std::vector<std::string_view>& heads,
                  const std::string& rows) {
    if (rows.empty()) return {};
    std::string out = "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"" +
                      html_escaped(label) + "\"><table><caption>" + html_escaped(label) +
                      "</caption><thead><tr>";
    for (const std::string_view head : heads) out += "<th scope=\"col\">" + html_escaped(head) + "</th>";
    return out + "</tr></thead><tbody>" + rows + "</tbody></table></div>\n";
}

std::string row(const std::vector<std::string>& cells) {
    std::string out = "<tr>";
    for (const std::string& cell : cells) out += "<td>" + cell + "</td>";
    return out + "</tr>";
}

std::string code(std::string_view text) { return "<code>" + html_escaped(text) + "</code>"; }

// The words of a type, with a link to the record in it.
std::string type_cell(const json::Shape& shape) {
    const json::Shape* record = record_in(shape);
    const std::string words = html_escaped(type_words(shape));
    return record == nullptr ? words
                             : "<a href=\"#schema-" + html_escaped(record->name) + "\">" + words + "</a>";
}

void gather(const json::Shape& shape, Records& records) {
    const json::Shape* record = record_in(shape);
    if (record == nullptr || !records.emplace(record->name, record).second) return;
    for (const json::Member& member : record->members) gather(member.shape(), records);
}

std::string member_rows(const json::Shape& record) {
    std::string rows;
    for (const json::Member& member : record.members) {
        rows +=
            row({code(member.name), type_cell(member.shape()), member.required ? "required" : "optional"});
    }
    return rows;
}

std::string access_words(Access access) {
    if (access == Access::anyone) return "Anyone may call this.";
    if (access == Access::cookie) return "Needs the refresh cookie, from a page of the same origin.";
    std::string words;
    for (const Role role : roles_of(access))
        words.append(words.empty() ? "For: " : ", ").append(name_of(role));
    return words + '.';
}

std::string parameter_table(const Contract& contract) {
    std::string rows;
    for (const Contract::PathParameter& path : contract.path) {
        const std::string format = schema_word(path.schema, "format");
        rows += row({code(path.name), "path", html_escaped(format.empty() ? "text" : format), "required"});
    }
    if (contract.query != nullptr) {
        for (const json::Member& member : contract.query().members) {
            rows += row({code(member.name), "query", type_cell(member.shape()),
                         member.required ? "required" : "optional"});
        }
    }
    if (contract.if_match) rows += row({code("If-Match"), "header", "the ETag that was read", "optional"});
    if (contract.idempotency_key) {
        rows += row({code("Idempotency-Key"), "header", "text of 1 to 255 characters", "optional"});
    }
    if (contract.last_event_id) {
        rows += row({code("Last-Event-ID"), "header", "the id of the last event received", "optional"});
    }
    return table("Parameters", {"Name", "In", "Type", ""}, rows);
}

std::string refusal_table(const Route& route) {
    std::string rows;
    for (const Contract::Declared& declared : refusals_of(route)) {
        const std::string name(declared.refusal.code);
        rows += row({std::to_string(declared.refusal.status), html_link("/problems/" + name, name),
                     html_escaped(declared.refusal.english.detail)});
    }
    return "<details><summary>Refusals</summary>\n" + table("Refusals", {"Status", "Code", "Meaning"}, rows) +
           "</details>\n";
}

std::string answer_line(const Contract& contract) {
    std::string out = "<p>Answer: <strong>" + std::to_string(contract.status) + "</strong> ";
    out += html_escaped(description_of_status(contract.status));
    if (contract.answer_kind == Contract::Answer::json) out += ", " + type_cell(contract.answer());
    if (contract.answer_kind == Contract::Answer::file) out += ", a file";
    if (contract.etag != Contract::Etag::none) out += ", with an <code>ETag</code>";
    return out + ".</p>\n";
}

// In single quotes of a shell: a quote inside closes, escapes and opens again.
std::string shell_quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + '\'';
}

std::string curl_line(const Route& route) {
    std::string out = "curl";
    if (route.method != Method::get) out.append(" -X ").append(name_of(route.method));
    out += " http://127.0.0.1:8080" + route.path;
    if (roles_of(route.access).size() > 0) out += " \\\n  -H \"Authorization: Bearer $TOKEN\"";
    if (route.contract.idempotency_key) out += " \\\n  -H \"Idempotency-Key: $(uuidgen)\"";
    if (route.contract.body != nullptr) {
        out += " \\\n  -H 'Content-Type: application/json' \\\n  -d " +
               shell_quoted(example_json(route.contract.body()));
    }
    return "<pre role=\"group\" tabindex=\"0\" aria-label=\"Example call\"><code>" + html_escaped(out) +
           "</code></pre>\n";
}

std::string operation(const Route& route) {
    const Contract& contract = route.contract;
    const std::string method(name_of(route.method));
    std::string out = "<article id=\"" + html_escaped(operation_id(route)) +
                      "\">\n<h3><span class=\"method " + method + "\">" + method + "</span> " +
                      code(route.path) + "</h3>\n";
    if (!route.summary.empty()) out += "<p class=\"summary\">" + html_escaped(route.summary) + "</p>\n";
    if (!route.description.empty()) out += "<p>" + html_escaped(route.description) + "</p>\n";
    out += "<p class=\"access\">" + access_words(route.access) + "</p>\n";
    out += parameter_table(contract);
    if (contract.body != nullptr) {
        out += "<p>Body: " + type_cell(contract.body()) + (contract.body_optional ? ", optional" : "") +
               ".</p>\n";
        if (const json::Shape* record = record_in(contract.body())) {
            out += table("Body", {"Member", "Type", ""}, member_rows(*record));
        }
    }
    return out + answer_line(contract) + curl_line(route) + refusal_table(route) + "</article>\n";
}

std::string navigation(const std::map<std::string, std::vector<const Route*>>& tags) {
    std::string out =
        "<nav aria-label=\"Operations\">\n<p><a href=\"/openapi.json\">openapi.json</a> "
        "<a href=\"/problems\">Problems</a> <a href=\"#schemas\">Schemas</a></p>\n";
    for (const auto& [tag, routes] : tags) {
        out += "<details><summary>" + html_escaped(tag) + "</summary><ul>\n";
        for (const Route* route : routes) {
            std::string text(name_of(route->method));
            text += ' ' + route->path;
            out += "<li>" + html_link('#' + operation_id(*route), text) + "</li>\n";
        }
        out += "</ul></details>\n";
    }
    return out + "</nav>\n";
}

}  // namespace

std::string docs_page(const Router& router, const ApiInfo& info) {
    std::map<std::string, std::vector<const Route*>> tags;
    Records records;
    for (const Route* route : listed_routes(router)) {
        tags[route->tag].push_back(route);
        if (route->contract.body != nullptr) gather(route->contract.body(), records);
        if (route->contract.answer != nullptr) gather(route->contract.answer(), records);
    }
    std::string body = "<header><h1>" + html_escaped(info.title) + "</h1><p>Version " +
                       html_escaped(info.version) + "</p></header>\n" + navigation(tags) +
                       "<main id=\"content\">\n<p class=\"about\">" + html_escaped(info.description) +
                       "</p>\n";
    for (const auto& [tag, routes] : tags) {
        const std::string id = html_escaped("tag-" + tag);
        body += "<section aria-labelledby=\"" + id + "\">\n<h2 id=\"" + id + "\">" + html_escaped(tag) +
                "</h2>\n";
        for (const Route* route : routes) body += operation(*route);
        body += "</section>\n";
    }
    body += "<section aria-labelledby=\"schemas\">\n<h2 id=\"schemas\">Schemas</h2>\n";
    for (const auto& [name, record] : records) {
        const std::string escaped = html_escaped(name);
        body += "<h3 id=\"schema-" + escaped + "\">" + escaped + "</h3>\n" +
                table(name, {"Member", "Type", ""}, member_rows(*record));
    }
    body += "</section>\n</main>\n";
    return html_page(info.title, body, Sidebar::yes);
}

std::string problem_page(const Catalogue::Entry& entry) {
    const RefusalView& refusal = entry.refusal;
    std::string body = "<main id=\"content\">\n<p>" + html_link("/problems", "All problems") + "</p>\n<h1>" +
                       html_escaped(refusal.english.title) + "</h1>\n<p>Status <strong>" +
                       std::to_string(refusal.status) + "</strong>, code " + code(refusal.code) +
                       "</p>\n<p>" + html_escaped(refusal.english.detail) +
                       "</p>\n<section lang=\"es\"><h2>" + html_escaped(refusal.spanish.title) +
                       "</h2>\n<p>" + html_escaped(refusal.spanish.detail) + "</p></section>\n";
    if (!entry.operations.empty()) {
        body += "<h2>Where it happens</h2>\n<ul>\n";
        for (const std::string& name : entry.operations) body += "<li>" + code(name) + "</li>\n";
        body += "</ul>\n";
    } else {
        body += "<p>Any operation may answer this.</p>\n";
    }
    return html_page(refusal.english.title, body + "</main>\n");
}

std::string problem_index_page(const Catalogue& catalogue) {
    std::string rows;
    for (const Catalogue::Entry& entry : catalogue.all()) {
        const std::string name(entry.refusal.code);
        rows += row({std::to_string(entry.refusal.status), html_link("/problems/" + name, name),
                     html_escaped(entry.refusal.english.detail)});
    }
    return html_page("Problems", "<main id=\"content\">\n<p>" + html_link("/docs", "API") +
                                     "</p>\n<h1>Problems</h1>\n" +
                                     table("Problems", {"Status", "Code", "Meaning"}, rows) + "</main>\n");
}

namespace {

Response page(std::string_view content_type, std::string_view body) {
    Response response;
    response.content_type = content_type;
    response.body = body;
    return response;
}

constexpr std::string_view html_type = "text/html; charset=utf-8";
constexpr std::string_view public_for_minutes = "public, max-age=300";

}  // namespace

Documents::Documents(Router& router, ApiInfo info) : router_(router), info_(std::move(info)) {
    const auto serve = [&](std::string_view path, RawHandler handler) {
        router.raw(Method::get, path, std::move(handler)).cache(public_for_minutes);
    };
    serve("/openapi.json", [this](Exchange&) { return page("application/json", openapi_); });
    serve("/docs", [this](Exchange&) { return page(html_type, docs_); });
    serve("/docs/style.css", [](Exchange&) { return page("text/css; charset=utf-8", docs_style()); });
    serve("/problems", [this](Exchange&) { return page(html_type, problems_); });
    serve("/problems/{code}", [this](Exchange& exchange) { return problem_page_for(exchange); });
}

void Documents::prepare() {
    catalogue_ = catalogue_of(router_);
    openapi_ = http::openapi(router_, info_);
    docs_ = docs_page(router_, info_);
    problems_ = problem_index_page(catalogue_);
}

Response Documents::problem_page_for(const Exchange& exchange) const {
    const Catalogue::Entry* entry = catalogue_.find(exchange.parameters.front());
    if (entry == nullptr) return problem(view(not_found), exchange.locale, exchange.request_id);
    return page(html_type, problem_page(*entry));
}

}  // namespace venera::http
