// What administrators do with webhooks: make, change and delete them, replace their secrets, look at what was
// sent, and send it again. Each leaves a line in the access log and, if it changes something, an event.
#pragma once
#include "platform/http/router.hpp"
#include "platform/net/guarded_address.hpp"
#include "webhooks/endpoint_queries.hpp"
#include "webhooks/refusals.hpp"
#include "webhooks/signing.hpp"

namespace venera::webhooks {

// The endpoint, with the line of the access log that it was reached, or that it was not.
std::optional<Endpoint> reach(Context& context, postgres::Executor& db, EndpointId id, std::string action);

class Endpoints {
public:
    Endpoints(const Secrets& secrets, net::Reach reach) : secrets_(secrets), reach_(reach) {}

    Result<Page<Endpoint>, invalid_cursor> list(Context& context, const http::Query<EndpointQuery>& query);
    Result<Created<MadeEndpoint>, invalid_input, too_many_webhooks> create(Context& context,
                                                                           const NewEndpoint& wish);
    Result<Endpoint, not_found> get(Context& context, http::Path<EndpointId> id);
    Result<Endpoint, not_found, invalid_input, version_mismatch> change(Context& context,
                                                                        http::Path<EndpointId> id,
                                                                        const EndpointChange& wish,
                                                                        http::IfMatch condition);
    Result<NoContent, not_found, version_mismatch> remove(Context& context, http::Path<EndpointId> id,
                                                          http::IfMatch condition);
    Result<RotatedSecret, not_found> rotate(Context& context, http::Path<EndpointId> id,
                                            const Rotation& wish);

private:
    const Secrets& secrets_;
    net::Reach reach_;
};

class Deliveries {
public:
    Result<Page<Delivery>, not_found, invalid_cursor> list(Context& context, http::Path<EndpointId> id,
                                                           const http::Query<DeliveryQuery>& query);
    Result<DeliveryLog, not_found> get(Context& context, http::Path<EndpointId> id,
                                       http::Path<DeliveryId> delivery);
    // The test event, once.
    Result<Accepted<Delivery>, not_found, webhook_disabled> test(Context& context, http::Path<EndpointId> id);
    Result<Accepted<Delivery>, not_found, webhook_disabled> replay(Context& context,
                                                                   http::Path<EndpointId> id,
                                                                   http::Path<DeliveryId> delivery);
    Result<Accepted<Replayed>, not_found, webhook_disabled, span_too_large> replay_all(
        Context& context, http::Path<EndpointId> id, const Span& span);
};

}  // namespace venera::webhooks
