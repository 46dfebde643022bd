#include "platform/http/cursor.hpp"
#include "webhooks/endpoints.hpp"
#include "webhooks/limits.hpp"
#include "webhooks/queries.hpp"

namespace venera::webhooks {

namespace {

constexpr const char* resource = "webhook delivery";

}  // namespace

Result<Page<Delivery>, not_found, invalid_cursor> Deliveries::list(Context& context,
                                                                   http::Path<EndpointId> id,
                                                                   const http::Query<DeliveryQuery>& query) {
    std::optional<DeliveryPosition> after;
    if (query->cursor) {
        http::CursorReader cursor(*query->cursor);
        after.emplace();
        after->created_at = cursor.instant();
        after->id = DeliveryId{cursor.uuid()};
        if (!cursor.complete()) return invalid_cursor_given();
    }
    if (!find_endpoint(context.database(), id.value)) return refuse<not_found>;
    const auto limit = query->limit ? static_cast<std::size_t>(query->limit->value) : limits::page;
    Page<Delivery> page{list_deliveries(context.database(), id.value, *query, after), std::nullopt};
    if (page.data.size() > limit) {
        page.data.pop_back();
        http::CursorWriter cursor;
        cursor.add(page.data.back().created_at);
        cursor.add(page.data.back().id.value);
        page.next_cursor = cursor.text();
    }
    insert_access(context, context.database(), {"list", resource, id.value.value});
    return page;
}

Result<DeliveryLog, not_found> Deliveries::get(Context& context, http::Path<EndpointId> id,
                                               http::Path<DeliveryId> delivery) {
    const auto row = find_delivery(context.database(), id.value, delivery.value);
    if (!row || !find_endpoint(context.database(), id.value)) return refuse<not_found>;
    DeliveryLog shown;
    static_cast<Delivery&>(shown) = *row;
    shown.request = row->request;
    shown.log = list_attempts(context.database(), delivery.value);
    insert_access(context, context.database(), {"read", resource, delivery.value.value});
    return shown;
}

Result<Accepted<Delivery>, not_found, webhook_disabled> Deliveries::test(Context& context,
                                                                         http::Path<EndpointId> id) {
    using Answer = Result<Accepted<Delivery>, not_found, webhook_disabled>;
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        const auto endpoint = find_endpoint(transaction, id.value);
        if (!endpoint) return refuse<not_found>;
        if (!endpoint->enabled) return refuse<webhook_disabled>;
        const auto delivery = DeliveryId::make(context.now());
        insert_test(transaction, id.value, delivery, context.now());
        insert_access(context, transaction, {"test", "webhook", id.value.value});
        return Accepted<Delivery>{*find_delivery(transaction, id.value, delivery)};
    });
}

Result<Accepted<Delivery>, not_found, webhook_disabled> Deliveries::replay(Context& context,
                                                                           http::Path<EndpointId> id,
                                                                           http::Path<DeliveryId> delivery) {
    using Answer = Result<Accepted<Delivery>, not_found, webhook_disabled>;
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        const auto endpoint = find_endpoint(transaction, id.value);
        if (!endpoint || !find_delivery(transaction, id.value, delivery.value)) return refuse<not_found>;
        if (!endpoint->enabled) return refuse<webhook_disabled>;
        replay_delivery(transaction, id.value, delivery.value, context.now());
        insert_access(context, transaction, {"replay", resource, delivery.value.value});
        return Accepted<Delivery>{*find_delivery(transaction, id.value, delivery.value)};
    });
}

Result<Accepted<Replayed>, not_found, webhook_disabled, span_too_large> Deliveries::replay_all(
    Context& context, http::Path<EndpointId> id, const Span& span) {
    const auto endpoint = find_endpoint(context.database(), id.value);
    if (!endpoint) return refuse<not_found>;
    if (!endpoint->enabled) return refuse<webhook_disabled>;
    // Not in_transaction(): a refusal must undo it.
    postgres::Transaction transaction(context.database());
    const Replayed replayed{replay_span(transaction, id.value, span, context.now())};
    if (replayed.deliveries > limits::replayed_at_once) return refuse<span_too_large>;
    insert_access(context, transaction, {"replay", "webhook", id.value.value});
    transaction.commit();
    return Accepted<Replayed>{replayed};
}

}  // namespace venera::webhooks
