#include "platform/http/cursor.hpp"
#include "webhooks/endpoints.hpp"
#include "webhooks/limits.hpp"
#include "webhooks/queries.hpp"

namespace venera::webhooks {

namespace {

// The delivery, with the line of the access log that it was reached, or that it was not.
std::optional<DeliveryRow> reach_delivery(Context& context, postgres::Executor& db, EndpointId endpoint,
                                          DeliveryId id, std::string action) {
    auto row = find_delivery(db, endpoint, id);
    // Those of an endpoint that was deleted are there until their day is dropped, but nobody's any more.
    if (row && !find_endpoint(db, endpoint)) row.reset();
    insert_access(context, db,
                  {std::move(action), "webhook delivery", id.value,
                   row ? Permission::allowed : Permission::denied, row ? row->patient_id : std::nullopt});
    return row;
}

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
    if (!reach(context, context.database(), id.value, "list deliveries")) return refuse<not_found>;
    const auto limit = query->limit ? static_cast<std::size_t>(query->limit->value) : limits::page;
    Page<Delivery> page{list_deliveries(context.database(), id.value, *query, after), std::nullopt};
    if (page.data.size() > limit) {
        page.data.pop_back();
        http::CursorWriter cursor;
        cursor.add(page.data.back().created_at);
        cursor.add(page.data.back().id.value);
        page.next_cursor = cursor.text();
    }
    return page;
}

Result<DeliveryLog, not_found> Deliveries::get(Context& context, http::Path<EndpointId> id,
                                               http::Path<DeliveryId> delivery) {
    postgres::Transaction transaction(context.database());
    keep_one_snapshot(transaction);
    const auto row = reach_delivery(context, transaction, id.value, delivery.value, "read");
    DeliveryLog shown;
    if (row) {
        static_cast<Delivery&>(shown) = *row;
        shown.request = row->request;
        shown.log = list_attempts(transaction, delivery.value);
    }
    transaction.commit();
    if (!row) return refuse<not_found>;
    return shown;
}

Result<Accepted<Delivery>, not_found, webhook_disabled> Deliveries::test(Context& context,
                                                                         http::Path<EndpointId> id) {
    using Answer = Result<Accepted<Delivery>, not_found, webhook_disabled>;
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        const auto endpoint = reach(context, transaction, id.value, "test");
        if (!endpoint) return refuse<not_found>;
        if (!endpoint->enabled) return refuse<webhook_disabled>;
        const auto delivery = DeliveryId::make(context.now());
        insert_test(transaction, id.value, delivery, context.now());
        return Accepted<Delivery>{*find_delivery(transaction, id.value, delivery)};
    });
}

Result<Accepted<Delivery>, not_found, webhook_disabled> Deliveries::replay(Context& context,
                                                                           http::Path<EndpointId> id,
                                                                           http::Path<DeliveryId> delivery) {
    using Answer = Result<Accepted<Delivery>, not_found, webhook_disabled>;
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        if (!reach_delivery(context, transaction, id.value, delivery.value, "replay"))
            return refuse<not_found>;
        const auto endpoint = find_endpoint(transaction, id.value);
        if (!endpoint || !endpoint->enabled) return refuse<webhook_disabled>;
        replay_delivery(transaction, id.value, delivery.value, context.now());
        return Accepted<Delivery>{*find_delivery(transaction, id.value, delivery.value)};
    });
}

Result<Accepted<Replayed>, not_found, webhook_disabled, span_too_large> Deliveries::replay_all(
    Context& context, http::Path<EndpointId> id, const Span& span) {
    // Not in_transaction(): a refusal must undo it, with the line that it was allowed.
    postgres::Transaction transaction(context.database());
    const auto endpoint = reach(context, transaction, id.value, "replay");
    if (!endpoint) {
        transaction.commit();
        return refuse<not_found>;
    }
    if (!endpoint->enabled) return refuse<webhook_disabled>;
    const Replayed replayed{replay_span(transaction, id.value, span, context.now())};
    if (replayed.deliveries > limits::replayed_at_once) return refuse<span_too_large>;
    transaction.commit();
    return Accepted<Replayed>{replayed};
}

}  // namespace venera::webhooks
