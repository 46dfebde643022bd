// `venera serve`: starts the parts in order, says that it is ready, and drains when it is told to stop.
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <system_error>
#include <thread>

#include "commands.hpp"
#include "demo/loader.hpp"
#include "installation.hpp"
#include "platform/events/queries.hpp"
#include "platform/http/server.hpp"
#include "roles.hpp"

namespace venera {

namespace {

using config::Settings;

// Blocks the signals that main waits for, in this thread and in all that it starts.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

http::ServerOptions server_options(const Settings& settings) {
    http::ServerOptions options;
    options.address = settings.listen.address.value;
    options.port = static_cast<std::uint16_t>(settings.listen.port.value);
    const auto cores = std::max(1U, std::thread::hardware_concurrency());
    options.threads =
        settings.http.threads.value > 0 ? static_cast<std::size_t>(settings.http.threads.value) : cores;
    options.max_connections = static_cast<std::size_t>(settings.http.max_connections.value);
    if (settings.http.tls_certificate) options.certificate_file = settings.http.tls_certificate->value;
    if (settings.http.tls_key) options.key_file = settings.http.tls_key->value;
    for (const auto& proxy : settings.http.trusted_proxies) {
        if (const auto network = http::Network::parse(proxy.value))
            options.trusted_proxies.push_back(*network);
    }
    return options;
}

// Loads the demo world into an empty database; one with data in it is left as it is, also if it is another
// replica that is filling it just now.
void fill_for_demo(Installation& installation, const MasterKeys& master, const Clock& clock,
                   metrics::Metrics& metrics) {
    fibers::PollWait wait;
    postgres::Pool pool(installation.tool_options(), 1, metrics, installation.log());
    postgres::Database database(pool, wait);
    if (!demo::is_empty(database)) return;
    try {
        demo::load(database, {master.key_encryption, master.index}, {}, clock.now(), installation.log());
    } catch (const demo::NotEmpty&) {
        installation.log().info("demo.loaded_by_another");
    }
}

// What only the owner of the database may do for the audit.
void prepare_audit(Installation& installation, const Settings& settings) {
    fibers::PollWait wait;
    postgres::Connection owner(installation.tool_options(), wait);
    audit::keep_retention_times(owner, retention_times(settings));
    if (const auto added = audit::continue_transactions(owner); added > 0)
        installation.log().info("audit.transactions_go_on", {{"added", added}});
}

// The same for events.
void prepare_events(Installation& installation) {
    fibers::PollWait wait;
    postgres::Connection owner(installation.tool_options(), wait);
    if (const auto lowered = events::continue_events(owner); lowered > 0)
        installation.log().warning("events.transactions_go_on", {{"lowered", lowered}});
}

void greet(const Settings& settings, std::uint16_t port) {
    const bool tls = settings.http.tls_certificate.has_value();
    const auto& address = settings.listen.address.value;
    const bool v6 = address.find(':') != std::string::npos;
    const auto base = std::string(tls ? "https://" : "http://") + (v6 ? "[" + address + "]" : address) + ":" +
                      std::to_string(port);
    if (settings.features.demo) {
        std::printf(
            "The demo world is loaded. Sign in as patient@, doctor@, staff@ or admin@venera.example\n"
            "with the password venera-demo-passphrase. Browse %s/docs, or try\n"
            "  curl '%s/api/v1/availability?specialty=cardiology&limit=3'\n",
            base.c_str(), base.c_str());
    }
    std::printf("venera is ready on %s\n", base.c_str());
    std::fflush(stdout);
}

// Returns when the server was told to stop and has drained.
void run_until_stopped(http::Server& server, Application& application, log::Log& log,
                       const sigset_t& signals) {
    for (;;) {
        int signal = 0;
        sigwait(&signals, &signal);
        if (signal != SIGHUP) break;
        log.reopen();
        try {
            server.reload_tls();
        } catch (const std::exception&) {
            log.error("tls.reload_failed");
        }
    }
    log.info("server.draining");
    application.drain();
    server.stop();
    server.wait();
}

// The memory of a server holds keys and what people told in confidence: a crash must not write it to a file.
// The embedded PostgreSQL inherits the limit.
void keep_memory_off_disk() {
    const rlimit no_core{0, 0};
    if (::setrlimit(RLIMIT_CORE, &no_core) != 0)
        throw std::system_error(errno, std::generic_category(), "setrlimit");
}

}  // namespace

int serve(const Settings& settings) {
    keep_memory_off_disk();
    Installation installation(settings);
    const auto signals = block_signals();
    const auto role = installation.migrate();
    if (role.empty()) installation.log().warning("database.works_as_owner");
    prepare_audit(installation, settings);
    prepare_events(installation);
    Clock clock;
    metrics::Metrics metrics;
    const auto master = load_master_keys(settings);
    crypto::KeyRing keys(token_keys_directory(settings), clock.now());
    if (settings.features.demo) fill_for_demo(installation, master, clock, metrics);

    Application application(settings, clock, keys, master, installation.log(), metrics);
    const postgres::ConnectionOptions options{.url = installation.database_url(), .role = role};
    {
        // Nobody waits for an answer yet: on a busy machine a start takes its time and does not give up.
        postgres::ConnectionOptions unhurried = installation.tool_options();
        unhurried.role = role;
        fibers::PollWait wait;
        postgres::Pool pool(unhurried, 1, metrics, installation.log());
        postgres::Database database(pool, wait);
        application.prepare(database);
        application.build_index(database, unhurried);
    }
    const auto make_handler = [&](fibers::Loop& loop, std::size_t thread) -> http::Handler {
        const auto size = static_cast<std::size_t>(settings.database.pool_size.value);
        auto pool = std::make_shared<postgres::Pool>(options, size, metrics, installation.log());
        if (thread == 0) application.start_jobs(loop, *pool);
        return [pool, handle = application.responder().handler(pool.get())](
                   http::Request& request, fibers::Wait& wait) { return handle(request, wait); };
    };
    http::Server server(server_options(settings), http::server_hooks(application.responder()), make_handler,
                        clock);
    server.start();
    greet(settings, server.port());
    run_until_stopped(server, application, installation.log(), signals);
    return 0;
}

}  // namespace venera
