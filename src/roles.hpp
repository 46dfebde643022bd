// The composition root: which parts the program has, in the order in which they stand on each other, and the
// work that comes back while it runs. There is no other place that knows all contexts.
#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "audit/retention.hpp"
#include "audit/routes.hpp"
#include "audit/sealer.hpp"
#include "directory/catalogue.hpp"
#include "directory/doctors.hpp"
#include "directory/kept_reviews.hpp"
#include "directory/reviews.hpp"
#include "identity/actor_names.hpp"
#include "identity/handover.hpp"
#include "identity/identity.hpp"
#include "identity/routes.hpp"
#include "notifications/desk.hpp"
#include "notifications/feeds.hpp"
#include "notifications/kept_messages.hpp"
#include "notifications/planner.hpp"
#include "notifications/workers.hpp"
#include "operations/routes.hpp"
#include "patients/kept_profile.hpp"
#include "patients/kept_record.hpp"
#include "patients/kept_relatives.hpp"
#include "patients/profiles.hpp"
#include "patients/record_routes.hpp"
#include "patients/right_routes.hpp"
#include "patients/routes.hpp"
#include "payments/completing.hpp"
#include "payments/kept_payments.hpp"
#include "payments/message_payments.hpp"
#include "payments/provider.hpp"
#include "payments/routes.hpp"
#include "platform/config/settings.hpp"
#include "platform/crypto/keys.hpp"
#include "platform/crypto/secret_ring.hpp"
#include "platform/events/relay.hpp"
#include "platform/fibers/loop.hpp"
#include "platform/http/docs.hpp"
#include "platform/http/respond.hpp"
#include "platform/http/web_application.hpp"
#include "platform/jobs/bell.hpp"
#include "platform/jobs/cpu_pool.hpp"
#include "platform/jobs/leader.hpp"
#include "platform/net/transfers.hpp"
#include "platform/postgres/pool.hpp"
#include "scheduling/appointment_routes.hpp"
#include "scheduling/busy_poller.hpp"
#include "scheduling/calendar_routes.hpp"
#include "scheduling/handover.hpp"
#include "scheduling/index_checks.hpp"
#include "scheduling/index_feed.hpp"
#include "scheduling/index_occupancy.hpp"
#include "scheduling/kept_visits.hpp"
#include "scheduling/live_routes.hpp"
#include "scheduling/message_visits.hpp"
#include "scheduling/paid_visits.hpp"
#include "scheduling/reviewed_visits.hpp"
#include "scheduling/treatments.hpp"
#include "scheduling/waitlist_offering.hpp"
#include "scheduling/waitlist_routes.hpp"
#include "triage/orientation.hpp"
#include "webhooks/dispatcher.hpp"
#include "webhooks/endpoints.hpp"
#include "webhooks/notices.hpp"
#include "webhooks/planner.hpp"

namespace venera {

// The long-lived secrets of an installation, below its data directory or in the environment.
struct MasterKeys {
    crypto::SecretRing key_encryption;  // wraps the data keys of patients
    crypto::SecretKey sessions;         // makes refresh tokens
    crypto::SecretKey second_factors;   // seals the secrets of authenticators
    crypto::SecretKey audit;            // signs the seals of the access logs
    crypto::SecretRing index;           // makes the blind indexes of patients
    crypto::SecretKey webhooks;         // seals the secrets of webhooks
    crypto::SecretKey calendars;        // seals the addresses of calendars that are read
    crypto::SecretKey payments;         // makes the fingerprints of requests that pay
};
// Generates what is missing. Throws: std::runtime_error if a key file is open to others or damaged.
MasterKeys load_master_keys(const config::Settings& settings);
std::string token_keys_directory(const config::Settings& settings);
audit::RetentionTimes retention_times(const config::Settings& settings);
// Where the newest seals of the access logs go, beside the database.
std::filesystem::path seals_file(const config::Settings& settings);

// Who moves the money. `transfers` outlives it.
std::unique_ptr<payments::Provider> payment_provider_of(const config::Settings& settings,
                                                        net::Transfers& transfers);
net::Transfers::Options payment_transfer_options();

class Application {
public:
    // All references outlive the application.
    Application(const config::Settings& settings, Clock& clock, crypto::KeyRing& keys,
                const MasterKeys& master, log::Log& log, metrics::Metrics& metrics);

    http::Responder& responder() { return responder_; }
    operations::Health& health() { return health_; }
    const std::string& openapi() const { return documents_.openapi(); }

    // What must be known before the first request: ended sessions, and whether the database is fit.
    void prepare(postgres::Database& database);
    // Fills the availability index, on every core. Throws: postgres::Unavailable.
    void build_index(postgres::Database& database, const postgres::ConnectionOptions& connections);
    // No new work: not ready any more, and requests under way to others have some seconds left.
    void drain();
    // Starts the periodic work on one loop, with its pool.
    void start_jobs(fibers::Loop& loop, postgres::Pool& pool);

private:
    using Work = std::function<void(Context&)>;

    void add_routes();
    Context job_context(const std::string& name, postgres::Database& database);
    void start_audit_jobs(fibers::Loop& loop, postgres::Pool& pool);
    void start_index_jobs(fibers::Loop& loop, postgres::Pool& pool);
    // Who runs a task that comes back: each replica, each whose clock is right, or of those the one that
    // leads.
    enum class Runs : std::uint8_t { everywhere, by_the_clock, once };
    // Whether its clock is the database's. By another one the leases of others are over too early, and so are
    // holds and the waiting of reminders.
    bool has_right_clock() const { return health_.state() != operations::Readiness::clock_skew; }
    void start_leading(fibers::Loop& loop, postgres::Pool& pool);
    void start_cleaning_jobs(fibers::Loop& loop, postgres::Pool& pool);
    void start_waitlist_jobs(fibers::Loop& loop, postgres::Pool& pool);
    void start_message_jobs(fibers::Loop& loop, postgres::Pool& pool);
    void start_webhook_jobs(fibers::Loop& loop, postgres::Pool& pool);
    void start_payment_jobs(fibers::Loop& loop, postgres::Pool& pool);
    void start_live_jobs(fibers::Loop& loop, postgres::Pool& pool);
    void start_calendar_jobs(fibers::Loop& loop, postgres::Pool& pool);
    void watch_queues(Context& context);
    void every(fibers::Loop& loop, postgres::Pool& pool, std::string name, std::chrono::milliseconds period,
               Work work, Runs runs = Runs::everywhere);

    const config::Settings& settings_;
    const MasterKeys& master_;
    Clock& clock_;
    crypto::KeyRing& keys_;
    log::Log& log_;
    metrics::Metrics& metrics_;

    std::optional<jobs::Leader> leader_;  // from start_jobs() on
    jobs::CpuPool password_pool_;
    patients::Profiles patients_;
    patients::MyRelatives relatives_;
    directory::Doctors doctors_;
    directory::Catalogue catalogue_;
    identity::Identity identity_;
    identity::AuthRoutes auth_routes_;
    scheduling::AvailabilityIndex index_;
    scheduling::IndexLoader index_loader_;
    scheduling::IndexOccupancy occupancy_;
    scheduling::IndexFeed index_feed_;
    scheduling::IndexChecks index_checks_;
    jobs::CpuPool background_;  // too long for a loop: rolling goes over all doctors, seals wait for the disk
    scheduling::Calendars calendars_;
    scheduling::Availability availability_;
    scheduling::Schedules schedules_;
    net::Transfers transfers_;  // requests to addresses that others choose
    scheduling::AddressSeal address_seal_;
    scheduling::BusyCalendars busy_calendars_;
    scheduling::BusyPoller busy_poller_;
    scheduling::Treatments treatments_;
    identity::ActorNames actor_names_;
    scheduling::Desk desk_;
    scheduling::LiveStreams live_streams_;
    scheduling::LiveFeed live_feed_;
    scheduling::LiveBoards live_boards_;
    jobs::Bell live_news_;
    scheduling::OfferTokens offer_tokens_;
    scheduling::FreedTimes freed_times_;
    scheduling::Offering offering_;
    scheduling::WaitlistWishes waitlist_wishes_;
    scheduling::WaitlistAnswers waitlist_answers_;
    audit::Routes audit_;
    audit::Sealer sealer_;
    audit::Retention retention_;
    patients::Records records_;
    scheduling::Handover visits_handover_;
    identity::Handover account_handover_;
    patients::Register register_;
    patients::Merging merging_;
    patients::Listing listing_;
    patients::FileRoutes patient_files_;
    events::Relay relay_;
    notifications::Planner planner_;
    scheduling::ReviewedVisits reviewed_visits_;
    directory::Reviews reviews_;
    scheduling::MessageVisits message_visits_;
    payments::MessagePayments message_payments_;
    webhooks::Notices webhook_notices_;
    notifications::Composing composing_;
    std::unique_ptr<notifications::Carrier> carrier_;
    notifications::Workers message_workers_;
    notifications::Desk message_desk_;
    notifications::Wishes message_wishes_;
    notifications::Feeds calendar_feeds_;
    jobs::Bell messages_planned_;
    webhooks::Secrets webhook_secrets_;
    webhooks::Planner webhook_planner_;
    webhooks::Dispatcher webhook_dispatcher_;
    webhooks::Endpoints webhook_endpoints_;
    webhooks::Deliveries webhook_deliveries_;
    net::Transfers payment_transfers_;  // to the provider of payments only
    std::unique_ptr<payments::Provider> payment_provider_;
    payments::ProviderNews payment_news_;
    scheduling::PaidVisits paid_visits_;
    payments::Recording payment_recording_;
    payments::Paying paying_;
    payments::Completing payment_completing_;
    payments::Refunds refunds_;
    payments::RefundPlanner refund_planner_;
    payments::Desk payment_desk_;
    patients::KeptProfile kept_profile_;
    patients::KeptRecord kept_record_;
    patients::KeptRelatives kept_relatives_;
    scheduling::KeptVisits kept_visits_;
    notifications::KeptMessages kept_messages_;
    payments::KeptPayments kept_payments_;
    directory::KeptReviews kept_reviews_;
    patients::Keepers keepers_;  // the profile first: in an export it is what the others refer to
    patients::Erasure erasure_;
    patients::Export export_;
    patients::RightRoutes right_routes_;
    net::Transfers language_model_transfers_;  // to an address that the operator chose
    std::unique_ptr<triage::LanguageModel> language_model_;
    triage::Orientation orientation_;
    operations::Health health_;
    operations::Exposition exposition_;
    operations::Configuration configuration_;
    operations::TestClock test_clock_;

    http::Router router_;
    http::Documents documents_;
    http::WebApplication web_;
    http::RateLimits rate_limits_;
    http::Responder responder_;
};

}  // namespace venera
