#include "roles.hpp"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <thread>

#include "audit/unlogged.hpp"
#include "directory/routes.hpp"
#include "embedded_web.hpp"
#include "identity/queries.hpp"
#include "notifications/limits.hpp"
#include "notifications/maildir.hpp"
#include "notifications/routes.hpp"
#include "notifications/smtp.hpp"
#include "operations/version.hpp"
#include "patients/countries.hpp"
#include "patients/limits.hpp"
#include "payments/sandbox.hpp"
#include "payments/stripe.hpp"
#include "platform/crypto/private_file.hpp"
#include "platform/crypto/secret_file.hpp"
#include "platform/events/limits.hpp"
#include "platform/jobs/periodic.hpp"
#include "platform/postgres/migrations.hpp"
#include "scheduling/cleaning_queries.hpp"
#include "scheduling/index_limits.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/sweeper.hpp"
#include "triage/routes.hpp"
#include "webhooks/limits.hpp"
#include "webhooks/routes.hpp"

namespace venera {

namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

http::ApiInfo api_info() {
    return {"Venera", std::string(operations::version),
            "Healthcare appointments: find a doctor, see the earliest free times, book, move and cancel."};
}

identity::AccountRole account_role_of(config::AccountRole role) {
    switch (role) {
        case config::AccountRole::patient:
            return identity::AccountRole::patient;
        case config::AccountRole::doctor:
            return identity::AccountRole::doctor;
        case config::AccountRole::staff:
            return identity::AccountRole::staff;
        case config::AccountRole::admin:
            return identity::AccountRole::admin;
    }
    std::abort();
}

identity::Options identity_options(const config::Settings& settings) {
    identity::Options options;
    options.names.issuer = settings.identity.issuer.value;
    options.mail.web_origin = settings.identity.web_origin.value;
    // The demo accounts share a published password: a second factor would protect nothing.
    if (!settings.features.demo) {
        for (const auto role : settings.identity.require_second_factor)
            options.second_factor_of.push_back(account_role_of(role));
    }
    options.demo_accounts =
        settings.features.demo ? identity::DemoAccounts::admitted : identity::DemoAccounts::refused;
    if (settings.limits.loopback) options.loopback = identity::Loopback::counted;
    return options;
}

// "https://clinic.example:8443" -> "clinic.example"
std::string host_of(const std::string& origin) {
    const auto begin = origin.find("//") + 2;
    return origin.substr(begin, origin.find(':', begin) - begin);
}

notifications::Sender mail_sender(const config::Settings& settings) {
    const std::string& origin = settings.identity.web_origin.value;
    return {settings.mail.sender_name.value,
            settings.mail.sender ? settings.mail.sender->value : "no-reply@" + host_of(origin), origin};
}

notifications::SmtpSecurity smtp_security_of(config::MailSecurity security) {
    switch (security) {
        case config::MailSecurity::starttls:
            return notifications::SmtpSecurity::starttls;
        case config::MailSecurity::tls:
            return notifications::SmtpSecurity::tls;
        case config::MailSecurity::none:
            return notifications::SmtpSecurity::none;
    }
    std::abort();
}

std::unique_ptr<notifications::Carrier> carrier_of(const config::Settings& settings) {
    const config::Mail& mail = settings.mail;
    if (!mail.smtp_host)
        return std::make_unique<notifications::Maildir>(settings.data_directory.value + "/mail");
    notifications::SmtpServer server{mail.smtp_host->value, static_cast<std::uint16_t>(mail.smtp_port.value),
                                     smtp_security_of(mail.smtp_security)};
    if (mail.smtp_user) {
        server.user = mail.smtp_user->value;
        server.password = crypto::read_private_file(mail.smtp_password_file->value);
        while (!server.password.empty() && server.password.back() == '\n') server.password.pop_back();
    }
    if (mail.smtp_authority_file) server.authority_file = mail.smtp_authority_file->value;
    server.own_name = host_of(settings.identity.web_origin.value);
    return std::make_unique<notifications::Smtp>(std::move(server),
                                                 static_cast<std::size_t>(mail.workers.value));
}

notifications::ReminderTimes reminder_times(const config::Settings& settings) {
    notifications::ReminderTimes times;
    times.hours.clear();
    for (const auto& one : settings.reminders.hours)
        times.hours.push_back(static_cast<std::int32_t>(one.value));
    times.quiet = {hours{settings.reminders.quiet_from.value}, hours{settings.reminders.quiet_until.value}};
    return times;
}

net::Transfers::Options transfer_options(const config::Settings& settings) {
    net::Transfers::Options options;
    if (settings.webhooks.allow_private) options.reach = net::Reach::anywhere;
    options.user_agent = "Venera/" + std::string(operations::version);
    if (settings.webhooks.authority_file) options.authority_file = settings.webhooks.authority_file->value;
    return options;
}

net::Transfers::Options language_model_transfers(const config::Settings& settings) {
    net::Transfers::Options options;
    if (settings.triage.llm.allow_private) options.reach = net::Reach::anywhere;
    options.user_agent = "Venera/" + std::string(operations::version);
    return options;
}

std::unique_ptr<triage::LanguageModel> language_model_of(const config::Settings& settings,
                                                         net::Transfers& transfers,
                                                         metrics::Metrics& metrics) {
    const auto& given = settings.triage.llm;
    if (!given.url) return nullptr;
    triage::LanguageModel::Options options{given.url->value, given.model.value, {}};
    if (given.key_file) options.key = crypto::read_private_file(given.key_file->value);
    while (!options.key.empty() && options.key.back() == '\n') options.key.pop_back();
    const auto send = [&transfers](fibers::Wait& wait, const net::Outgoing& request) {
        return transfers.perform(wait, request);
    };
    return std::make_unique<triage::LanguageModel>(std::move(options), send, metrics);
}

triage::Orientation::Options orientation_options(const config::Settings& settings) {
    triage::Orientation::Options options;
    if (const auto& country = settings.triage.country) options.country = country->value;
    options.emergency_number = [](const std::string& code) -> std::optional<std::string> {
        const auto* const country = patients::find_country(code);
        if (country == nullptr) return std::nullopt;
        return std::string(country->emergency_number);
    };
    return options;
}

http::ResponderOptions responder_options(const config::Settings& settings) {
    http::ResponderOptions options;
    options.per_address.quota = settings.limits.anonymous_per_minute.value;
    options.per_address_at_sign_in.quota = settings.limits.auth_per_minute.value;
    options.per_user.quota = settings.limits.user_per_minute.value;
    options.per_api_key.quota = settings.limits.api_key_per_minute.value;
    if (settings.limits.loopback) options.loopback = http::ResponderOptions::Loopback::limited;
    options.unlogged = audit::log_unlogged;
    for (const auto& origin : settings.http.cors_origins) options.allowed_origins.push_back(origin.value);
    return options;
}

// Streams take no more than half of the connections: the others are for those who do something.
scheduling::StreamLimits stream_limits(const config::Settings& settings) {
    using Loopback = scheduling::StreamLimits::Loopback;
    scheduling::StreamLimits limits;
    limits.per_user = static_cast<std::size_t>(settings.limits.streams_per_user.value);
    limits.per_address = static_cast<std::size_t>(settings.limits.streams_per_address.value);
    limits.in_all = static_cast<std::size_t>(
        std::min(settings.limits.streams.value, (settings.http.max_connections.value + 1) / 2));
    if (settings.limits.loopback) limits.loopback = Loopback::limited;
    return limits;
}

// The lines of a file of secrets; none without a file.
std::vector<std::string> webhook_secrets_of(const config::Payments& payments) {
    if (!payments.stripe_webhook_secrets_file) return {};
    std::istringstream file(crypto::read_private_file(payments.stripe_webhook_secrets_file->value));
    std::vector<std::string> secrets;
    for (std::string line; std::getline(file, line);)
        if (!line.empty()) secrets.push_back(line);
    return secrets;
}

std::filesystem::path private_directory(const config::Settings& settings, const char* name) {
    const std::filesystem::path data = settings.data_directory.value;
    std::filesystem::create_directories(data);
    // Private from its first moment: another replica that starts just now refuses a folder that is open.
    crypto::make_private_directory(data / name);
    return data / name;
}

crypto::SecretKey master_key(const config::Settings& settings, const char* variable, const char* file) {
    if (auto key = crypto::SecretFile::from_environment(variable)) return std::move(*key);
    return crypto::SecretFile::load_or_create(private_directory(settings, "secrets") / file);
}

crypto::SecretRing master_ring(const config::Settings& settings, const char* variable, const char* name) {
    const char* const given = std::getenv(variable);
    if (given == nullptr) return {private_directory(settings, "secrets"), name};
    try {
        return crypto::SecretRing(std::string_view(given));
    } catch (const std::runtime_error& problem) {
        throw std::runtime_error(std::string(variable) + ": " + problem.what());
    }
}

// A router is complete, with its documents rendered, before the responder reads it.
http::Router& prepared(http::Router& router, http::Documents& documents) {
    documents.prepare();
    return router;
}

}  // namespace

net::Transfers::Options payment_transfer_options() {
    net::Transfers::Options options;
    // Its address is the operator's choice, and nobody else's.
    options.reach = net::Reach::anywhere;
    options.user_agent = "Venera/" + std::string(operations::version);
    return options;
}

std::unique_ptr<payments::Provider> payment_provider_of(const config::Settings& settings,
                                                        net::Transfers& transfers) {
    if (settings.payments.provider == config::PaymentProvider::sandbox)
        return std::make_unique<payments::Sandbox>();
    std::string key = crypto::read_private_file(settings.payments.stripe_key_file.value().value);
    while (!key.empty() && key.back() == '\n') key.pop_back();
    return std::make_unique<payments::Stripe>(
        payments::Stripe::Options{settings.payments.stripe_url.value, std::move(key),
                                  settings.identity.web_origin.value + "/payments"},
        [&transfers](fibers::Wait& wait, const net::Outgoing& request) {
            return transfers.perform(wait, request);
        });
}

MasterKeys load_master_keys(const config::Settings& settings) {
    return {master_ring(settings, "VENERA_KEY_ENCRYPTION_KEY", "key-encryption"),
            master_key(settings, "VENERA_SESSION_KEY", "session.key"),
            master_key(settings, "VENERA_SECOND_FACTOR_KEY", "second-factor.key"),
            master_key(settings, "VENERA_AUDIT_KEY", "audit.key"),
            master_ring(settings, "VENERA_INDEX_KEY", "index"),
            master_key(settings, "VENERA_WEBHOOK_KEY", "webhook.key"),
            master_key(settings, "VENERA_CALENDARS_KEY", "calendars.key"),
            master_key(settings, "VENERA_PAYMENTS_KEY", "payments.key")};
}

audit::RetentionTimes retention_times(const config::Settings& settings) {
    using std::chrono::days;
    const auto& times = settings.audit.retention_days;
    return {days{times.reads.value}, days{times.writes.value}, days{times.denied.value}};
}

std::filesystem::path seals_file(const config::Settings& settings) {
    if (const auto& given = settings.audit.seals_file) return given->value;
    return std::filesystem::path{settings.data_directory.value} / "audit" / "seals.jsonl";
}

std::string token_keys_directory(const config::Settings& settings) {
    return private_directory(settings, "keys").string();
}

Application::Application(const config::Settings& settings, Clock& clock, crypto::KeyRing& keys,
                         const MasterKeys& master, log::Log& log, metrics::Metrics& metrics)
    : settings_(settings),
      master_(master),
      clock_(clock),
      keys_(keys),
      log_(log),
      metrics_(metrics),
      password_pool_(1, static_cast<std::size_t>(settings.limits.password_queue.value), seconds{5}),
      patients_(master.key_encryption, master.index),
      relatives_(patients_),
      catalogue_(doctors_),
      identity_({master.sessions, master.second_factors}, keys, password_pool_, patients_, doctors_, metrics,
                identity_options(settings)),
      auth_routes_(identity_),
      index_(clock.now()),
      index_loader_(index_, doctors_, clock),
      occupancy_(index_, index_loader_, metrics),
      index_feed_(index_, index_loader_, doctors_, metrics, scheduling::limits::feed_gap),
      index_checks_(index_, index_loader_, doctors_, metrics, scheduling::limits::check_pause),
      background_(1, 2, seconds{30}),
      availability_(calendars_, doctors_, index_),
      schedules_(calendars_, doctors_, occupancy_),
      transfers_(transfer_options(settings)),
      address_seal_(master.calendars),
      busy_calendars_(calendars_, doctors_, occupancy_, address_seal_, transfer_options(settings).reach),
      busy_poller_(calendars_, occupancy_, address_seal_, transfers_, metrics),
      treatments_(std::chrono::days{settings.patients.treating_days.value}),
      desk_(calendars_, doctors_, {patients_, relatives_, treatments_}, actor_names_, occupancy_),
      live_streams_(stream_limits(settings), log, metrics),
      live_feed_(live_streams_, relatives_),
      live_boards_(live_streams_, live_feed_, relatives_),
      offer_tokens_(master.sessions),
      freed_times_(metrics),
      offering_(calendars_, doctors_, {patients_, relatives_, treatments_}, occupancy_, offer_tokens_),
      waitlist_wishes_(doctors_, {patients_, relatives_, treatments_}, occupancy_),
      waitlist_answers_(calendars_, doctors_, {patients_, relatives_, treatments_}, occupancy_),
      audit_({patients_, relatives_, actor_names_}, master.audit, seals_file(settings), background_),
      sealer_(master.audit, seals_file(settings), background_),
      retention_(sealer_, retention_times(settings), settings.audit.held_patients),
      records_(master.key_encryption, treatments_),
      account_handover_(identity_.sessions()),
      register_(patients_, treatments_, relatives_, account_handover_),
      merging_(patients_, records_, visits_handover_, account_handover_),
      listing_(patients_.rows(), master.index, treatments_),
      patient_files_(listing_),
      relay_(metrics),
      planner_(reminder_times(settings), identity_.letters()),
      reviewed_visits_(relatives_),
      reviews_({doctors_, reviewed_visits_, patients_, relatives_}),
      message_visits_(calendars_, doctors_, relatives_, offer_tokens_),
      composing_(identity_.letters(), message_visits_, message_payments_, reviews_, webhook_notices_,
                 patients_, relatives_, mail_sender(settings)),
      carrier_(carrier_of(settings)),
      message_workers_(composing_, *carrier_, metrics,
                       [this] {
                           const auto cores = std::max(1U, std::thread::hardware_concurrency());
                           return responder_.answering() > static_cast<int>(cores);
                       }),
      message_desk_(composing_),
      message_wishes_(doctors_, reminder_times(settings).hours),
      calendar_feeds_(identity_.letters(), message_visits_, settings.identity.web_origin.value),
      webhook_secrets_(master.webhooks),
      webhook_dispatcher_(
          webhook_secrets_,
          [this](fibers::Wait& wait, const net::Outgoing& request) {
              return transfers_.perform(wait, request);
          },
          metrics),
      webhook_endpoints_(webhook_secrets_, transfer_options(settings).reach),
      payment_transfers_(payment_transfer_options()),
      payment_provider_(payment_provider_of(settings, payment_transfers_)),
      payment_news_(payment_provider_->name(), webhook_secrets_of(settings.payments)),
      paid_visits_(doctors_, {patients_, relatives_, treatments_}, occupancy_),
      payment_recording_(paid_visits_, metrics),
      paying_({*payment_provider_, paid_visits_, payment_recording_, patients_, relatives_, master.payments,
               settings.payments.accept_raw_cards && payment_provider_->name() == "sandbox"
                   ? payments::RawCards::accepted
                   : payments::RawCards::refused}),
      payment_completing_(*payment_provider_, payment_recording_, metrics),
      refunds_(*payment_provider_, payment_recording_),
      refund_planner_(paid_visits_, payment_recording_),
      payment_desk_({*payment_provider_, paid_visits_, payment_recording_, patients_, relatives_, doctors_}),
      kept_profile_(patients_.rows()),
      kept_visits_(occupancy_),
      kept_messages_(identity_.letters()),
      kept_payments_(patients_),
      kept_reviews_(doctors_, patients_),
      keepers_{&kept_profile_,  &kept_record_,   &kept_relatives_, &kept_visits_,
               &kept_messages_, &kept_payments_, &kept_reviews_,   &identity_.kept_account()},
      erasure_(patients_, keepers_),
      export_(master.key_encryption, keepers_),
      right_routes_(erasure_, export_),
      language_model_transfers_(language_model_transfers(settings)),
      language_model_(language_model_of(settings, language_model_transfers_, metrics)),
      orientation_(triage::Triage::embedded(), orientation_options(settings), language_model_.get(), metrics),
      health_(clock, log, metrics),
      exposition_(metrics),
      configuration_(settings),
      test_clock_(clock),
      documents_(router_, api_info()),
      web_(embedded_web()),
      responder_((add_routes(), prepared(router_, documents_)), &identity_.authenticator(), rate_limits_,
                 clock, log, metrics, responder_options(settings)) {}

void Application::add_routes() {
    doctors_.connect(availability_);
    doctors_.tell(occupancy_);
    identity::add_routes(router_, auth_routes_, identity_);
    directory::add_routes(router_, doctors_, catalogue_, reviews_);
    patients::add_routes(router_, register_, merging_, listing_, patient_files_);
    scheduling::add_calendar_routes(router_, schedules_, availability_);
    scheduling::add_busy_calendar_routes(router_, busy_calendars_);
    desk_.add_routes(router_);
    live_boards_.add_routes(router_);
    occupancy_.then([this] { live_feed_.notice(); });
    scheduling::add_waitlist_routes(router_, waitlist_wishes_, waitlist_answers_);
    audit_.add_to(router_);
    patients::add_record_routes(router_, records_, relatives_);
    notifications::add_routes(router_, message_desk_, message_wishes_, calendar_feeds_);
    webhooks::add_routes(router_, webhook_endpoints_, webhook_deliveries_);
    payments::add_routes(router_, {paying_, payment_desk_, refunds_, payment_news_});
    right_routes_.add_routes(router_);
    triage::add_routes(router_, orientation_);
    operations::add_routes(router_, health_, exposition_, configuration_);
    if (settings_.features.test_clock) operations::add_test_routes(router_, test_clock_);
    web_.add_routes(router_);
}

void Application::prepare(postgres::Database& database) {
    if (settings_.features.test_clock) test_clock_.refresh(database);
    identity_.revoked().refresh(database, clock_.now());
    Context context = job_context("prepare", database);
    patients_.watch(context);
    health_.watch(database);
    live_feed_.begin(database);
    relay_.subscribe(context, planner_);
    relay_.subscribe(context, freed_times_);
    relay_.subscribe(context, webhook_planner_);
    relay_.subscribe(context, refund_planner_);
}

void Application::build_index(postgres::Database& database, const postgres::ConnectionOptions& connections) {
    index_feed_.begin(database);
    const auto threads = std::max<std::size_t>(2, std::thread::hardware_concurrency());
    scheduling::IndexBuilder{connections, doctors_, clock_, log_, metrics_, threads}.build(index_);
    // What others have committed while it was being built; the rest comes when the server follows.
    Context context = job_context("follow_changes", database);
    index_feed_.follow(context);
    scheduling::AvailabilityIndex::View(index_, clock_.now()).warm();
}

void Application::drain() {
    health_.drain();
    transfers_.stop(webhooks::limits::grace);
    payment_transfers_.stop(webhooks::limits::grace);
    language_model_transfers_.stop(webhooks::limits::grace);
}

}  // namespace venera
