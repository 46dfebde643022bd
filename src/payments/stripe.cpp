#include "payments/stripe.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>

#include "payments/limits.hpp"

namespace venera::payments {

namespace {

namespace json = boost::json;

constexpr const char* with_card = "expand[]=latest_charge";

// A broken answer is none.
json::object object_of(const net::Answer& answer) {
    boost::system::error_code error;
    json::value value = json::parse(answer.body, error);
    return !error && value.is_object() ? value.get_object() : json::object{};
}

std::string text_in(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : "";
}

std::int64_t number_in(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    return value && value->is_int64() ? value->get_int64() : 0;
}

json::object part_of(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    return value && value->is_object() ? value->get_object() : json::object{};
}

std::string encoded(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           c == '-' || c == '_' || c == '.' || c == '~';
        const auto byte = static_cast<unsigned char>(c);
        if (plain)
            out += c;
        else
            out += {'%', hex[byte >> 4], hex[byte & 15]};
    }
    return out;
}

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    return text;
}

std::optional<Currency> currency_in(const json::object& object) {
    std::string code = text_in(object, "currency");
    for (char& c : code) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
    const auto currency = Currency::parse(code);
    return currency ? std::optional{*currency} : std::nullopt;
}

Failure failure_of(const json::object& error) {
    const std::string code =
        text_in(error, "decline_code").empty() ? text_in(error, "code") : text_in(error, "decline_code");
    if (code == "insufficient_funds") return Failure::insufficient_funds;
    if (code == "expired_card") return Failure::expired_card;
    if (code == "incorrect_cvc" || code == "invalid_cvc") return Failure::incorrect_cvc;
    if (code == "payment_intent_authentication_failure" || code == "authentication_required")
        return Failure::authentication_failed;
    if (text_in(error, "type") == "invalid_request_error") return Failure::invalid_token;
    return Failure::card_declined;
}

CardType type_of(std::string_view brand) {
    CardType type = CardType::other;
    boost::describe::enum_from_string(std::string(brand).c_str(), type);
    return type;
}

Outcome no_answer() {
    Outcome outcome;
    outcome.answer = Outcome::Answer::unknown;
    return outcome;
}

// What a PaymentIntent says.
Outcome outcome_of(const json::object& intent) {
    Outcome outcome;
    outcome.transaction_id = text_in(intent, "id");
    const auto card = part_of(part_of(part_of(intent, "latest_charge"), "payment_method_details"), "card");
    if (const auto digits = text_in(card, "last4"); digits.size() == 4) {
        outcome.card_last_four = digits;
        outcome.card_type = type_of(text_in(card, "brand"));
    }
    const std::string status = text_in(intent, "status");
    const auto error = part_of(intent, "last_payment_error");
    if (status == "succeeded") {
        outcome.facts.captured_cents = number_in(intent, "amount_received");
    } else if (status == "canceled") {
        outcome.facts.failure = Failure::abandoned;
    } else if (status == "requires_payment_method" && !error.empty()) {
        outcome.facts.failure = failure_of(error);
    } else if (status == "requires_action") {
        outcome.facts.wants_action = true;
        outcome.action_url = text_in(part_of(part_of(intent, "next_action"), "redirect_to_url"), "url");
    }
    return outcome;
}

bool is_answered(const net::Answer& answer) {
    return answer.failure == net::Failure::none && answer.status >= 200 && answer.status < 500 &&
           answer.status != 409 && answer.status != 429;
}

}  // namespace

net::Answer Stripe::post(Context& context, const std::string& path, const Form& form,
                         const std::string& key) {
    net::Outgoing request;
    request.method = net::Outgoing::Method::post;
    request.url = options_.url + path;
    for (const auto& [name, value] : form) {
        if (!request.body.empty()) request.body += '&';
        request.body += encoded(name) + '=' + encoded(value);
    }
    request.headers = {"Authorization: Bearer " + options_.secret_key,
                       "Content-Type: application/x-www-form-urlencoded", "Idempotency-Key: " + key};
    request.time = limits::call_time;
    return send_(context.wait(), request);
}

net::Answer Stripe::get(Context& context, const std::string& path) {
    net::Outgoing request;
    request.url = options_.url + path;
    request.headers = {"Authorization: Bearer " + options_.secret_key};
    request.most_bytes = limits::list_bytes;
    request.time = limits::call_time;
    return send_(context.wait(), request);
}

std::string Stripe::intent_of(Context& context, const Charge& charge) {
    if (charge.transaction_id) return *charge.transaction_id;
    const std::string id = charge.id.text();
    // The same each time, whatever card follows: Stripe repeats its answer to the same key.
    const auto made = post(context, "/v1/payment_intents",
                           {{"amount", std::to_string(charge.amount_cents)},
                            {"currency", lower(charge.currency.value)},
                            {"payment_method_types[]", "card"},
                            {"metadata[payment_id]", id}},
                           id);
    return is_answered(made) ? text_in(object_of(made), "id") : "";
}

Outcome Stripe::charge(Context& context, const Charge& charge, const PaymentMethod& method) {
    const std::string intent = intent_of(context, charge);
    if (intent.empty()) return no_answer();
    const auto answer = post(context, "/v1/payment_intents/" + intent + "/confirm",
                             {{"payment_method", method.token.value().value},
                              {"return_url", options_.return_url},
                              {"expand[]", "latest_charge"}},
                             charge.id.text() + "-confirm");
    if (!is_answered(answer)) return no_answer();
    const auto body = object_of(answer);
    const auto error = part_of(body, "error");
    if (error.empty()) return outcome_of(body);
    Outcome outcome = outcome_of(part_of(error, "payment_intent"));
    outcome.transaction_id = intent;
    outcome.facts.failure = failure_of(error);
    return outcome;
}

Outcome Stripe::ask(Context& context, const Charge& charge) {
    const std::string intent = intent_of(context, charge);
    if (intent.empty()) return no_answer();
    const auto answer = get(context, "/v1/payment_intents/" + intent + "?" + with_card);
    const auto body = object_of(answer);
    return is_answered(answer) && !text_in(body, "status").empty() ? outcome_of(body) : no_answer();
}

Outcome Stripe::close(Context& context, const Charge& charge) {
    const std::string intent = intent_of(context, charge);
    if (intent.empty()) return no_answer();
    Charge known = charge;
    known.transaction_id = intent;
    const Outcome now = ask(context, known);
    if (now.answer == Outcome::Answer::unknown || now.facts.captured_cents > 0) return now;
    // One that has failed, too: whoever has its secret could still confirm it. Once it is charged, Stripe
    // refuses; while the bank decides as well, and would say so again later to the same key.
    if (now.facts.failure != Failure::abandoned)
        post(context, "/v1/payment_intents/" + intent + "/cancel", {},
             make_uuid(context.clock().now()).text());
    Outcome last = ask(context, known);
    if (last.answer == Outcome::Answer::known && now.facts.failure)
        last.facts = merged(last.facts, now.facts);
    return last;
}

RefundOutcome Stripe::refund(Context& context, const RefundOrder& order) {
    const auto answer =
        post(context, "/v1/refunds",
             {{"payment_intent", order.transaction_id},
              {"amount", std::to_string(order.amount_cents)},
              {"metadata[refund_id]", order.id.text()}},
             order.id.text() + (order.refusals > 0 ? "-" + std::to_string(order.refusals) : ""));
    if (!is_answered(answer)) return {};
    const auto body = object_of(answer);
    const std::string status = text_in(body, "status");
    // `pending` is on its way, and Stripe tells nobody to wait for it.
    if (status == "succeeded" || status == "pending")
        return {RefundOutcome::Answer::done, text_in(body, "id")};
    return {answer.status >= 400 || status == "failed" || status == "canceled"
                ? RefundOutcome::Answer::refused
                : RefundOutcome::Answer::unknown,
            {}};
}

void Stripe::list(Context& context, const std::string& kind, Instant from, std::vector<Movement>& into) {
    std::string after;
    for (int page = 0; page < limits::list_pages; ++page) {
        std::string path = "/v1/" + kind + "?limit=100&created[gte]=" + std::to_string(from.epoch_seconds());
        if (!after.empty()) path += "&starting_after=" + after;
        const auto answer = get(context, path);
        const auto body = object_of(answer);
        const auto* const data = body.if_contains("data");
        if (answer.status != 200 || !data || !data->is_array()) throw NoList("Stripe does not list " + kind);
        after.clear();
        for (const json::value& one : data->get_array()) {
            const json::object object = one.is_object() ? one.get_object() : json::object{};
            after = text_in(object, "id");
            const auto currency = currency_in(object);
            const bool is_refund = kind == "refunds";
            const std::string status = text_in(object, "status");
            const bool counts = status == "succeeded" || (is_refund && status == "pending");
            if (!counts || !currency) continue;
            const std::int64_t cents =
                is_refund ? -number_in(object, "amount") : number_in(object, "amount_received");
            into.push_back(
                {after, cents, *currency, Instant::from_epoch_seconds(number_in(object, "created"))});
        }
        if (!body.contains("has_more") || body.at("has_more") != true) return;
        if (after.empty()) throw NoList("Stripe does not list " + kind);
    }
    throw LongList("Stripe lists too many " + kind + ": ask for fewer days");
}

std::vector<Movement> Stripe::movements(Context& context, Instant from) {
    std::vector<Movement> all;
    list(context, "payment_intents", from, all);
    list(context, "refunds", from, all);
    return all;
}

std::optional<PaymentId> payment_of_event(std::string_view body) {
    net::Answer text;
    text.body = body;
    const auto object = part_of(part_of(object_of(text), "data"), "object");
    const auto id = PaymentId::parse(text_in(part_of(object, "metadata"), "payment_id"));
    return id ? std::optional{*id} : std::nullopt;
}

}  // namespace venera::payments
