#include "platform/http/web_application.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

#include "platform/crypto/crypto.hpp"
#include "platform/http/compression.hpp"
#include "platform/http/negotiation.hpp"
#include "platform/http/problem.hpp"

namespace venera::http {

namespace {

constexpr std::string_view page_name = "index.html";
constexpr std::string_view preloads_name = "preloads.txt";
constexpr std::string_view assets_folder = "assets/";
// What Vite leaves of the first lines of web/index.html.
constexpr std::string_view opening = R"(<!doctype html>
<html lang="en" data-theme="system">)";

constexpr std::string_view kept_for_ever = "public, max-age=31536000, immutable";

std::string_view type_of(std::string_view path) {
    struct Type {
        std::string_view ending, media_type;
    };
    constexpr std::array<Type, 5> types{{{".js", "text/javascript; charset=utf-8"},
                                         {".css", "text/css; charset=utf-8"},
                                         {".svg", "image/svg+xml"},
                                         {".png", "image/png"},
                                         {".json", "application/json"}}};
    for (const Type& type : types)
        if (path.ends_with(type.ending)) return type.media_type;
    return "application/octet-stream";
}

std::string_view language_of(const Request& request, Locale accepted) {
    const auto chosen = request.cookie("venera_language").value_or("");
    if (chosen == "es" || (chosen != "en" && accepted == Locale::spanish)) return "es";
    return "en";
}

std::string_view theme_of(const Request& request) {
    const auto chosen = request.cookie("venera_theme").value_or("");
    if (chosen == "light") return "light";
    return chosen == "dark" ? "dark" : "system";
}

Response missing(const Exchange& exchange) {
    return problem(view(not_found), exchange.locale, exchange.request_id);
}

}  // namespace

bool wants_page(std::optional<std::string_view> accept) {
    return accept && accept->find("text/html") != std::string_view::npos;
}

WebApplication::WebApplication(const std::vector<WebFile>& files) {
    for (const WebFile& file : files) {
        if (file.path.starts_with(assets_folder))
            assets_.emplace(file.path.substr(assets_folder.size()), file);
        if (file.path == preloads_name) preloads_ = preloads_of(file.identity);
        if (file.path != page_name) continue;
        if (!file.identity.starts_with(opening)) throw std::logic_error("index.html begins otherwise");
        after_opening_ = file.identity.substr(opening.size());
        tag_ = crypto::hex(crypto::sha256(file.identity)).substr(0, 16);
    }
}

std::vector<WebApplication::Preload> WebApplication::preloads_of(std::string_view text) {
    std::vector<Preload> preloads;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        Preload preload;
        words >> preload.prefix;
        for (std::string file; words >> file;)
            preload.link += (preload.link.empty() ? "</" : ", </") + file + ">; rel=modulepreload";
        if (!preload.link.empty()) preloads.push_back(std::move(preload));
    }
    return preloads;
}

void WebApplication::add_routes(Router& router) const {
    router.raw(Method::get, "/assets/{path...}",
               [this](Exchange& exchange) { return asset(exchange.parameters.front(), exchange); });
    router.raw(Method::get, "/", [this](Exchange& exchange) {
        return after_opening_.empty() ? missing(exchange) : page(exchange.request, exchange.locale);
    });
    router.raw(Method::get, "/{path...}", [this](Exchange& exchange) { return fallback(exchange); });
}

Response WebApplication::page(const Request& request, Locale accepted) const {
    const std::string language(language_of(request, accepted));
    const std::string theme(theme_of(request));
    const std::string etag = '"' + tag_ + '-' + language + '-' + theme + '"';
    Response response;
    response.headers = {
        {"ETag", etag}, {"Cache-Control", "no-cache"}, {"Vary", "Cookie, Accept-Language, Accept"}};
    if (matches_etag(request.header("if-none-match").value_or(""), etag)) {
        response.status = 304;
        return response;
    }
    response.content_type = "text/html; charset=utf-8";
    response.headers.push_back({"Content-Language", language});
    const auto preload = std::ranges::find_if(
        preloads_, [&](const Preload& one) { return request.path.starts_with(one.prefix); });
    if (preload != preloads_.end()) response.headers.push_back({"Link", preload->link});
    response.body = "<!doctype html>\n<html lang=\"" + language + "\" data-theme=\"" + theme + "\">";
    response.body += after_opening_;
    return response;
}

Response WebApplication::asset(std::string_view name, const Exchange& exchange) const {
    const auto found = assets_.find(name);
    if (found == assets_.end()) return missing(exchange);
    const WebFile& file = found->second;
    Response response;
    response.content_type = type_of(name);
    response.headers = {{"Cache-Control", std::string(kept_for_ever)}};
    // An identity is left to the edge, which then finds nothing to compress for this reader but says Vary.
    const Coding coding = preferred_coding(exchange.request.header("accept-encoding"));
    const bool brotli = coding == Coding::brotli && !file.brotli.empty();
    const bool gzip = coding == Coding::gzip && !file.gzip.empty();
    response.body = brotli ? file.brotli : gzip ? file.gzip : file.identity;
    if (brotli || gzip) {
        response.headers.push_back({"Content-Encoding", brotli ? "br" : "gzip"});
        response.headers.push_back({"Vary", "Accept-Encoding"});
    }
    return response;
}

Response WebApplication::fallback(const Exchange& exchange) const {
    const std::string_view path = exchange.request.path;
    const bool is_of_programs = path == "/api" || path.starts_with("/api/") || path == "/fhir" ||
                                path.starts_with("/fhir/") || path.starts_with("/.well-known/");
    if (after_opening_.empty() || is_of_programs || !wants_page(exchange.request.header("accept")))
        return missing(exchange);
    return page(exchange.request, exchange.locale);
}

}  // namespace venera::http
