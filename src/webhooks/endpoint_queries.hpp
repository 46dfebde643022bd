// The statements of administrators: endpoints, and the log of their deliveries.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "platform/postgres/database.hpp"
#include "webhooks/types.hpp"

namespace venera::webhooks {

struct NewRow {
    Endpoint endpoint;
    postgres::Bytes secret_sealed;
};
void insert_endpoint(postgres::Executor& db, const NewRow& row);
// Two administrators who make the last one at once: the second waits here, until the transaction ends.
std::int64_t count_endpoints(postgres::Executor& db);
std::vector<Endpoint> list_endpoints(postgres::Executor& db, std::optional<EndpointId> after,
                                     std::int32_t limit);
std::optional<Endpoint> find_endpoint(postgres::Executor& db, EndpointId id);
// The next version. False if it is not the expected one any more.
bool update_endpoint(postgres::Executor& db, const Endpoint& endpoint, Instant now);
// Nothing if there is none.
std::optional<std::int64_t> replace_secret(postgres::Executor& db, EndpointId id,
                                           const postgres::Bytes& sealed, Instant previous_until);
bool delete_endpoint(postgres::Executor& db, EndpointId id, std::optional<std::int64_t> version);

struct DeliveryPosition {
    Instant created_at;
    DeliveryId id;
};
// The newest first.
std::vector<Delivery> list_deliveries(postgres::Executor& db, EndpointId endpoint,
                                      const DeliveryQuery& filter,
                                      const std::optional<DeliveryPosition>& after);
struct DeliveryRow : Delivery {
    Json request;
    std::optional<PatientId> patient_id;  // whom it tells of
};
BOOST_DESCRIBE_STRUCT(DeliveryRow, (Delivery), (request, patient_id))
std::optional<DeliveryRow> find_delivery(postgres::Executor& db, EndpointId endpoint, DeliveryId id);
// What the transaction reads is of one moment. Before anything else in it.
void keep_one_snapshot(postgres::Transaction& transaction);
std::vector<Attempt> list_attempts(postgres::Executor& db, DeliveryId id);

// Due now, with all attempts before it; one that is on its way stays as it is.
void replay_delivery(postgres::Executor& db, EndpointId endpoint, DeliveryId id, Instant now);
// At most limits::replayed_at_once and one more, by which the caller sees that they are too many.
std::int64_t replay_span(postgres::Executor& db, EndpointId endpoint, const Span& span, Instant now);

void insert_test(postgres::Executor& db, EndpointId endpoint, DeliveryId id, Instant now);

}  // namespace venera::webhooks
