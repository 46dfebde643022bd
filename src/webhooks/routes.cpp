#include "webhooks/routes.hpp"

namespace venera::webhooks {

void add_routes(http::Router& router, Endpoints& endpoints, Deliveries& deliveries) {
    using http::Access;
    router.get<Access::admin>("/api/v1/webhooks", endpoints, &Endpoints::list)
        .summary("The webhooks, without their secrets");
    router.post<Access::admin>("/api/v1/webhooks", endpoints, &Endpoints::create)
        .summary("Make a webhook; its secret is shown this once");
    router.get<Access::admin>("/api/v1/webhooks/{id}", endpoints, &Endpoints::get).summary("One webhook");
    router.patch<Access::admin>("/api/v1/webhooks/{id}", endpoints, &Endpoints::change)
        .summary("Change, disable or enable a webhook");
    router.del<Access::admin>("/api/v1/webhooks/{id}", endpoints, &Endpoints::remove)
        .summary("Delete a webhook");
    router.post<Access::admin>("/api/v1/webhooks/{id}/secret", endpoints, &Endpoints::rotate)
        .summary("Replace the secret; both sign for a time");
    router.post<Access::admin>("/api/v1/webhooks/{id}/test", deliveries, &Deliveries::test)
        .summary("Send the test event, once");
    router.get<Access::admin>("/api/v1/webhooks/{id}/deliveries", deliveries, &Deliveries::list)
        .summary("What was sent and what waits, of the last 30 days, the newest first");
    router.get<Access::admin>("/api/v1/webhooks/{id}/deliveries/{delivery_id}", deliveries, &Deliveries::get)
        .summary("One delivery, with what was sent and what came back");
    router
        .post<Access::admin>("/api/v1/webhooks/{id}/deliveries/{delivery_id}/replay", deliveries,
                             &Deliveries::replay)
        .summary("Send a delivery again, with the same webhook-id");
    router.post<Access::admin>("/api/v1/webhooks/{id}/replay", deliveries, &Deliveries::replay_all)
        .summary("Send again what was given up or skipped in a span of time");
}

}  // namespace venera::webhooks
