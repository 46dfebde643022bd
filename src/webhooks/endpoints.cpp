#include "webhooks/endpoints.hpp"

#include "platform/http/cursor.hpp"
#include "webhooks/limits.hpp"
#include "webhooks/queries.hpp"
#include "webhooks/rules.hpp"

namespace venera::webhooks {

namespace {

constexpr const char* resource = "webhook";

std::vector<std::string> texts_of(const std::vector<EventPattern>& patterns) {
    std::vector<std::string> texts;
    for (const EventPattern& pattern : patterns) texts.push_back(pattern.value);
    return texts;
}

void set_enabled(Endpoint& endpoint, const Patch<bool>& enabled, Instant now) {
    if (!enabled.given() || enabled.value == endpoint.enabled) return;
    endpoint.enabled = enabled.value;
    endpoint.disabled_at = enabled.value ? std::nullopt : std::optional{now};
    endpoint.disabled_because = enabled.value ? std::nullopt : std::optional{DisabledBecause::administrator};
    if (enabled.value) endpoint.failing_since.reset();
}

}  // namespace

std::optional<Endpoint> reach(Context& context, postgres::Executor& db, EndpointId id, std::string action) {
    auto endpoint = find_endpoint(db, id);
    insert_access(
        context, db,
        {std::move(action), resource, id.value, endpoint ? Permission::allowed : Permission::denied});
    return endpoint;
}

Result<Page<Endpoint>, invalid_cursor> Endpoints::list(Context& context,
                                                       const http::Query<EndpointQuery>& query) {
    std::optional<EndpointId> after;
    if (query->cursor) {
        http::CursorReader cursor(*query->cursor);
        after = EndpointId{cursor.uuid()};
        if (!cursor.complete()) return invalid_cursor_given();
    }
    const auto limit = query->limit ? static_cast<std::int32_t>(query->limit->value) : limits::page;
    Page<Endpoint> page{list_endpoints(context.database(), after, limit + 1), std::nullopt};
    if (page.data.size() > static_cast<std::size_t>(limit)) {
        page.data.pop_back();
        http::CursorWriter cursor;
        cursor.add(page.data.back().id.value);
        page.next_cursor = cursor.text();
    }
    insert_access(context, context.database(), {"list", resource});
    return page;
}

Result<Created<MadeEndpoint>, invalid_input, too_many_webhooks> Endpoints::create(Context& context,
                                                                                  const NewEndpoint& wish) {
    using Answer = Result<Created<MadeEndpoint>, invalid_input, too_many_webhooks>;
    if (const auto problem = problem_of(wish.url, reach_)) return invalid("/url", *problem);
    MadeEndpoint made;
    made.id = EndpointId::make(context.now());
    made.url = wish.url.value;
    made.events = texts_of(wish.events);
    if (wish.description) made.description = wish.description->value;
    made.created_at = made.updated_at = context.now();
    set_enabled(made, {Patch<bool>::State::value, wish.enabled.value_or(true)}, context.now());
    const std::string secret = Secrets::make();
    made.secret = text_of(secret);
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        if (count_endpoints(transaction) >= limits::endpoints) return refuse<too_many_webhooks>;
        insert_endpoint(transaction, {made, secrets_.seal(made.id, secret)});
        insert_event(context, transaction, {made.id, made.version, "webhook.created", {}});
        insert_access(context, transaction, {"create", resource, made.id.value});
        return Created<MadeEndpoint>{made};
    });
}

Result<Endpoint, not_found> Endpoints::get(Context& context, http::Path<EndpointId> id) {
    const auto endpoint = reach(context, context.database(), id.value, "read");
    if (!endpoint) return refuse<not_found>;
    return *endpoint;
}

Result<Endpoint, not_found, invalid_input, version_mismatch> Endpoints::change(Context& context,
                                                                               http::Path<EndpointId> id,
                                                                               const EndpointChange& wish,
                                                                               http::IfMatch condition) {
    using Answer = Result<Endpoint, not_found, invalid_input, version_mismatch>;
    if (wish.url.given()) {
        if (const auto problem = problem_of(wish.url.value, reach_)) return invalid("/url", *problem);
    }
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        auto endpoint = reach(context, transaction, id.value, "change");
        if (!endpoint) return refuse<not_found>;
        if (condition.version && *condition.version != endpoint->version) return refuse<version_mismatch>;
        const auto text = [](const auto& value) { return value.value; };
        wish.url.apply_to(endpoint->url, text);
        wish.events.apply_to(endpoint->events, texts_of);
        wish.description.apply_to(endpoint->description, text);
        set_enabled(*endpoint, wish.enabled, context.now());
        // Of two changes at once the second finds another version.
        if (!update_endpoint(transaction, *endpoint, context.now())) return refuse<version_mismatch>;
        ++endpoint->version;
        endpoint->updated_at = context.now();
        insert_event(context, transaction, {endpoint->id, endpoint->version, "webhook.changed", {}});
        return *endpoint;
    });
}

Result<NoContent, not_found, version_mismatch> Endpoints::remove(Context& context, http::Path<EndpointId> id,
                                                                 http::IfMatch condition) {
    using Answer = Result<NoContent, not_found, version_mismatch>;
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        const auto endpoint = reach(context, transaction, id.value, "delete");
        if (!endpoint) return refuse<not_found>;
        if (!delete_endpoint(transaction, id.value, condition.version)) return refuse<version_mismatch>;
        insert_event(context, transaction, {id.value, endpoint->version + 1, "webhook.deleted", {}});
        return NoContent{};
    });
}

Result<RotatedSecret, not_found> Endpoints::rotate(Context& context, http::Path<EndpointId> id,
                                                   const Rotation& wish) {
    using Answer = Result<RotatedSecret, not_found>;
    const std::string secret = Secrets::make();
    const std::chrono::hours overlap{wish.overlap_hours ? wish.overlap_hours->value : limits::overlap_hours};
    const RotatedSecret rotated{id.value, text_of(secret), context.now() + overlap};
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        if (!reach(context, transaction, id.value, "rotate secret")) return refuse<not_found>;
        const auto version = replace_secret(transaction, id.value, secrets_.seal(id.value, secret),
                                            rotated.previous_secret_until);
        if (!version) return refuse<not_found>;
        insert_event(context, transaction, {id.value, *version, "webhook.secret_rotated", {}});
        return rotated;
    });
}

}  // namespace venera::webhooks
