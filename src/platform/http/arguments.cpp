// How a typed handler's arguments are read from a request and its answer's headers written: the untemplated
// half of router.ipp.
#include <algorithm>
#include <charconv>
#include <cstring>

#include "platform/crypto/crypto.hpp"
#include "platform/http/encoding.hpp"
#include "platform/http/router.hpp"
#include "platform/values/card_numbers.hpp"
#include "platform/values/uuid.hpp"

namespace venera::http::detail {

namespace {

constexpr Problem unknown_parameter{"unknown_parameter", "is not a parameter of this request"};
constexpr Problem bad_entity_tag{"invalid_entity_tag", "must be one entity tag such as \"3\", or *"};
constexpr Problem card_in_key{"card_number", "must not contain the number of a payment card"};
constexpr Problem bad_key{"invalid_key", "must have 1 to 255 visible ASCII characters"};
constexpr Problem body_not_taken{"unexpected_body", "this operation takes no body"};
constexpr std::size_t longest_key = 255;

bool visible(char c) { return c > 0x20 && c < 0x7f; }

// The content of an sf-string (RFC 8941, section 3.3.3): \" and \\ are its only escapes.
std::optional<std::string> unquoted(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') return std::nullopt;
        if (text[i] == '\\') {
            if (++i == text.size() || (text[i] != '"' && text[i] != '\\')) return std::nullopt;
        }
        out += text[i];
    }
    return out;
}

std::optional<std::string> key_of(std::string_view field) {
    std::optional<std::string> key;
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
        key = unquoted(field.substr(1, field.size() - 2));
    } else {
        key = std::string(field);
    }
    if (!key || key->empty() || key->size() > longest_key || !std::ranges::all_of(*key, visible))
        return std::nullopt;
    return key;
}

// Each part is preceded by its length, so that no two different requests have one text.
void append_part(std::string& out, std::string_view part) {
    out += std::to_string(part.size());
    out += ':';
    out += part;
}

}  // namespace

std::string_view path_text(const Call& call, std::size_t index) { return call.parameters[index]; }

void add_path_issue(Call& call, const Route& route, std::size_t index, Problem problem) {
    call.issues.add_parameter(route.contract.path[index].name, problem);
}

std::vector<json::Parameter> query_of(Call& call) {
    auto parameters = decode_query(call.request.query);
    if (!parameters) {
        call.malformed = true;
        return {};
    }
    return *std::move(parameters);
}

void refuse_query(Call& call) {
    if (call.request.query.empty()) return;
    for (const json::Parameter& parameter : query_of(call)) {
        call.issues.add_parameter(parameter.name, unknown_parameter);
    }
}

void refuse_body(Call& call) {
    std::string_view body = call.request.body;
    constexpr std::string_view spaces = " \t\r\n";
    if (body.find_first_not_of(spaces) == std::string_view::npos) return;
    if (!json::is_json(body)) {
        call.issues.mark_malformed();
        return;
    }
    const std::size_t open = body.find_first_not_of(spaces);
    const std::size_t close = body.find_first_not_of(spaces, open + 1);
    const bool empty_object = body[open] == '{' && close != std::string_view::npos && body[close] == '}';
    if (!empty_object) call.issues.add("", body_not_taken);
}

// A weak tag is taken as well: it is what a compressing proxy makes of ours, and our tags are versions, not
// bytes.
IfMatch if_match_of(Call& call) {
    const auto field = call.request.header("if-match");
    if (!field || *field == "*") return {};
    std::string_view tag = *field;
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    std::int64_t version = 0;
    if (tag.size() >= 3 && tag.front() == '"' && tag.back() == '"' && tag[1] >= '0' && tag[1] <= '9') {
        const char* end = tag.data() + tag.size() - 1;
        const auto [stopped, error] = std::from_chars(tag.data() + 1, end, version);
        if (error == std::errc{} && stopped == end) return {version};
    }
    call.issues.add_parameter("If-Match", bad_entity_tag);
    return {};
}

// Whatever it is: what no stream has named is a position that nobody knows.
LastEventId last_event_id_of(Call& call) {
    const auto field = call.request.header("last-event-id");
    return {field ? std::optional<std::string>(*field) : std::nullopt};
}

IdempotencyKey idempotency_key_of(const Route& route, Call& call) {
    IdempotencyKey out{};
    const auto field = call.request.header("idempotency-key");
    if (!field) return out;
    out.key = key_of(*field);
    if (!out.key) {
        call.issues.add_parameter("Idempotency-Key", bad_key);
        return out;
    }
    // Keys are kept. Of random ones some look like a card's number.
    if (holds_card_number(*out.key) && !Uuid::parse(*out.key)) {
        call.issues.add_parameter("Idempotency-Key", card_in_key);
        return out;
    }
    std::string text;
    text.reserve(call.request.body.size() + 256);
    append_part(text, name_of(route.method));
    append_part(text, route.path);
    for (const std::string& parameter : call.parameters) append_part(text, parameter);
    append_part(text, call.request.body);
    out.fingerprint = crypto::sha256(text);
    ::explicit_bzero(text.data(), text.size());  // it may hold a password or a card
    return out;
}

void answer_json(Call& call, const Route& route) {
    call.response.status = route.contract.status;
    call.response.content_type = "application/json";
}

void answer_events(Call& call, EventStream&& events) {
    call.response.content_type = "text/event-stream";
    call.headers.add("X-Accel-Buffering", "no");  // nginx passes each event on as it comes
    call.response.tail = std::move(events.tail);
}

// The name goes out twice: as ASCII for old clients and percent-encoded (RFC 6266, RFC 8187).
void answer_file(Call& call, File&& file) {
    call.response.content_type = std::move(file.media_type);
    call.response.body = std::move(file.bytes);
    if (file.name.empty()) return;
    std::string plain;
    for (const char c : file.name) plain += visible(c) && c != '"' && c != '\\' && c != '%' ? c : '_';
    call.headers.add("Content-Disposition", "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" +
                                                percent_encoded(file.name));
}

void add_etag(Call& call, std::int64_t version) {
    call.headers.add("ETag", '"' + std::to_string(version) + '"');
}

void add_location(Call& call, const std::string& id) {
    call.headers.add("Location", call.request.path + '/' + id);
}

void add_replayed(Call& call) { call.headers.add("Idempotency-Replayed", "true"); }

}  // namespace venera::http::detail
