// What runs beside the requests: every job of Application, by the period that it has.
#include "directory/limits.hpp"
#include "notifications/limits.hpp"
#include "patients/limits.hpp"
#include "payments/limits.hpp"
#include "platform/events/limits.hpp"
#include "platform/jobs/periodic.hpp"
#include "platform/postgres/migrations.hpp"
#include "roles.hpp"
#include "scheduling/cleaning_queries.hpp"
#include "scheduling/index_limits.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/sweeper.hpp"
#include "webhooks/limits.hpp"

namespace venera {

namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

}  // namespace

Context Application::job_context(const std::string& name, postgres::Database& database) {
    Caller caller;
    caller.kind = Caller::Kind::job;
    return {caller, clock_, database, log_, tracing::Trace::from(""), "job-" + name};
}

void Application::every(fibers::Loop& loop, postgres::Pool& pool, std::string name,
                        std::chrono::milliseconds period, Work work, Runs runs) {
    loop.spawn(name, [this, &pool, name, period, work, runs](fibers::Wait& wait) {
        const auto task = [&](fibers::Wait& own_wait) {
            postgres::Database database(pool, own_wait);
            Context context = job_context(name, database);
            work(context);
        };
        jobs::Periodic periodic(name, {period, seconds{5}}, task, log_, metrics_);
        if (runs == Runs::by_the_clock) periodic.only_if([this] { return has_right_clock(); });
        if (runs == Runs::once) periodic.only_if([this] { return leader_->leads(); });
        periodic.run(wait);
    });
}

void Application::start_leading(fibers::Loop& loop, postgres::Pool& pool) {
    leader_.emplace(pool.options(), log_, metrics_);
    loop.spawn("lead", [this](fibers::Wait& wait) {
        const auto watch = [this](fibers::Wait& own_wait) {
            if (has_right_clock())
                leader_->watch(own_wait);
            else
                leader_->resign(own_wait);
        };
        jobs::Periodic("lead", {seconds{1}, seconds{5}}, watch, log_, metrics_).run(wait);
        leader_->resign(wait);
    });
}

void Application::start_index_jobs(fibers::Loop& loop, postgres::Pool& pool) {
    every(loop, pool, "follow_changes", scheduling::limits::feed_interval,
          [this](Context& context) { index_feed_.follow(context); });
    every(loop, pool, "check_index", scheduling::limits::check_interval,
          [this](Context& context) { index_checks_.check(context); });
    every(loop, pool, "roll_index", scheduling::limits::roll_interval, [this](Context& context) {
        background_.run(context.wait(), [&] {
            index_.roll(context.now());
            scheduling::AvailabilityIndex::View(index_, context.now()).warm();
        });
    });
}

void Application::start_audit_jobs(fibers::Loop& loop, postgres::Pool& pool) {
    every(
        loop, pool, "seal_access_logs", seconds{settings_.audit.seal_seconds.value},
        [this](Context& context) { sealer_.seal(context); }, Runs::once);
    every(
        loop, pool, "drop_old_accesses", hours{1}, [this](Context& context) { retention_.drop(context); },
        Runs::once);
}

void Application::start_cleaning_jobs(fibers::Loop& loop, postgres::Pool& pool) {
    every(
        loop, pool, "end_expired_holds", scheduling::limits::sweep_interval,
        [this](Context& context) {
            scheduling::expire_holds(context, occupancy_);
            scheduling::end_unpaid_waits(context, doctors_, occupancy_);
        },
        Runs::once);
    every(
        loop, pool, "finish_erasures", seconds{20}, [this](Context& context) { erasure_.finish(context); },
        Runs::once);
    every(
        loop, pool, "make_partitions", hours{1},
        [](Context& context) {
            postgres::ensure_partitions(context.database(), context.now());
            postgres::drop_old_days(context.database(), context.now());
        },
        Runs::once);
    every(
        loop, pool, "forget_what_is_over", minutes{10},
        [](Context& context) {
            identity::Identity::clean(context);
            scheduling::forget_old_keys(context.database(), context.now());
            scheduling::end_old_waits(context);
            patients::forget_requests(context.database(), context.now() - patients::limits::idempotency);
            payments::forget_requests(context.database(), context.now() - payments::limits::idempotency);
            directory::forget_kept_reviews(context.database(), context.now() - directory::limits::keys_kept);
            notifications::forget_kept_feeds(context.database(),
                                             context.now() - notifications::limits::keys_kept);
        },
        Runs::once);
}

void Application::watch_queues(Context& context) {
    using operations::Alarm;
    const auto backlog = relay_.watch(context, planner_);
    const auto messages = message_workers_.watch(context);
    const auto webhooks_backlog = relay_.watch(context, webhook_planner_);
    const auto waitlist_backlog = relay_.watch(context, freed_times_);
    const auto freed = freed_times_.watch(context);
    webhook_dispatcher_.watch(context);
    health_.set(Alarm::events_behind,
                std::max({backlog.oldest_event, webhooks_backlog.oldest_event,
                          waitlist_backlog.oldest_event}) > events::limits::oldest_event);
    health_.set(Alarm::old_transaction, backlog.oldest_transaction > events::limits::oldest_transaction);
    health_.set(Alarm::messages_late, messages.oldest_due > notifications::limits::oldest_due);
    health_.set(Alarm::offers_late, freed.oldest_due > scheduling::limits::oldest_freed);
}

void Application::start_message_jobs(fibers::Loop& loop, postgres::Pool& pool) {
    every(loop, pool, "answer_forgotten", seconds{1},
          [this](Context& context) { identity_.answer_forgotten(context); });
    every(
        loop, pool, "plan_messages", events::limits::interval,
        [this](Context& context) {
            if (relay_.deliver(context, planner_) > 0) messages_planned_.ring();
        },
        Runs::by_the_clock);
    every(loop, pool, "watch_queues", events::limits::watch_interval,
          [this](Context& context) { watch_queues(context); });
    for (std::int64_t worker = 0; worker < settings_.mail.workers.value; ++worker) {
        loop.spawn("send_messages", [this, &pool](fibers::Wait& wait) {
            const auto task = [&](fibers::Wait& own_wait) {
                postgres::Database database(pool, own_wait);
                Context context = job_context("send_messages", database);
                message_workers_.work(context);
            };
            // Works for as long as there is something to send; each step of it has its own limit.
            jobs::Periodic("send_messages", {notifications::limits::interval, hours{1}}, task, log_, metrics_)
                .only_if([this] { return has_right_clock(); })
                .wake_by(messages_planned_)
                .run(wait);
        });
    }
}

void Application::start_waitlist_jobs(fibers::Loop& loop, postgres::Pool& pool) {
    every(loop, pool, "free_times", events::limits::interval,
          [this](Context& context) { relay_.deliver(context, freed_times_); });
    every(
        loop, pool, "offer_freed_times", scheduling::limits::offering_interval,
        [this](Context& context) { offering_.work(context); }, Runs::once);
}

void Application::start_webhook_jobs(fibers::Loop& loop, postgres::Pool& pool) {
    every(
        loop, pool, "plan_webhooks", events::limits::interval,
        [this](Context& context) {
            if (relay_.deliver(context, webhook_planner_) > 0) webhook_dispatcher_.bell().ring();
        },
        Runs::by_the_clock);
    every(
        loop, pool, "skip_webhooks", webhooks::limits::skip_interval,
        [](Context& context) {
            while (webhooks::skip_deliveries(context.database(), context.now()) ==
                   webhooks::limits::skipped_at_once) {
            }
        },
        Runs::once);
    const auto spawn = [this, &loop, &pool](std::function<void(Context&)> work) {
        loop.spawn("deliver_webhook", [this, &pool, work = std::move(work)](fibers::Wait& wait) {
            postgres::Database database(pool, wait);
            Context context = job_context("deliver_webhook", database);
            work(context);
        });
    };
    loop.spawn("dispatch_webhooks", [this, &pool, spawn](fibers::Wait& wait) {
        const auto task = [&](fibers::Wait& own_wait) {
            postgres::Database database(pool, own_wait);
            Context context = job_context("dispatch_webhooks", database);
            webhook_dispatcher_.dispatch(context, spawn);
        };
        // Goes on for as long as lanes become free; each step of it has its own limit.
        jobs::Periodic("dispatch_webhooks", {webhooks::limits::interval, hours{1}}, task, log_, metrics_)
            .only_if([this] { return has_right_clock(); })
            .wake_by(webhook_dispatcher_.bell())
            .run(wait);
    });
}

void Application::start_payment_jobs(fibers::Loop& loop, postgres::Pool& pool) {
    every(loop, pool, "plan_refunds", events::limits::interval,
          [this](Context& context) { relay_.deliver(context, refund_planner_); });
    every(loop, pool, "complete_payments", payments::limits::interval,
          [this](Context& context) { payment_completing_.work(context); });
    every(loop, pool, "watch_payments", payments::limits::watch_interval, [this](Context& context) {
        relay_.watch(context, refund_planner_);
        payment_completing_.watch(context);
    });
}

void Application::start_calendar_jobs(fibers::Loop& loop, postgres::Pool& pool) {
    for (std::size_t poller = 0; poller < scheduling::limits::busy_pollers; ++poller) {
        loop.spawn("read_busy_calendars", [this, &pool](fibers::Wait& wait) {
            const auto task = [&](fibers::Wait& own_wait) {
                postgres::Database database(pool, own_wait);
                Context context = job_context("read_busy_calendars", database);
                busy_poller_.work(context);
            };
            // Works for as long as something is due; each step of it has its own limit.
            jobs::Periodic("read_busy_calendars", {scheduling::limits::busy_look_interval, hours{1}}, task,
                           log_, metrics_)
                .only_if([this] { return leader_->leads(); })
                .run(wait);
        });
    }
    every(
        loop, pool, "check_conflicts", scheduling::limits::busy_look_interval,
        [this](Context& context) { busy_poller_.check(context); }, Runs::once);
    every(
        loop, pool, "watch_busy_calendars", minutes{1},
        [this](Context& context) { busy_poller_.watch(context); }, Runs::once);
}

void Application::start_live_jobs(fibers::Loop& loop, postgres::Pool& pool) {
    live_feed_.wake_by([this, &loop] { loop.post([this] { live_news_.ring(); }); });
    loop.spawn("follow_events", [this, &pool](fibers::Wait& wait) {
        const auto task = [&](fibers::Wait& own_wait) {
            postgres::Database database(pool, own_wait);
            Context context = job_context("follow_events", database);
            live_feed_.work(context);
        };
        // Goes on for as long as there are commits; each round of it has its own limit.
        jobs::Periodic("follow_events", {scheduling::limits::live_interval, hours{1}}, task, log_, metrics_)
            .wake_by(live_news_)
            .run(wait);
    });
    every(loop, pool, "watch_streams", scheduling::limits::live_watch_interval, [this](Context& context) {
        live_streams_.watch(context.now(),
                            [this](SessionId session) { return identity_.revoked().contains(session); });
    });
}

void Application::start_jobs(fibers::Loop& loop, postgres::Pool& pool) {
    start_leading(loop, pool);
    start_index_jobs(loop, pool);
    start_audit_jobs(loop, pool);
    start_cleaning_jobs(loop, pool);
    start_waitlist_jobs(loop, pool);
    start_message_jobs(loop, pool);
    start_webhook_jobs(loop, pool);
    start_calendar_jobs(loop, pool);
    start_payment_jobs(loop, pool);
    start_live_jobs(loop, pool);
    every(loop, pool, "watch_health", milliseconds{500}, [this](Context& context) {
        // A probe must learn soon that the database hangs: longer than this is unreachable.
        context.wait().set_deadline(std::chrono::steady_clock::now() + seconds{1});
        health_.watch(context.database());
    });
    every(loop, pool, "read_ended_sessions", seconds{2},
          [this](Context& context) { identity_.revoked().refresh(context.database(), context.now()); });
    every(loop, pool, "watch_cards", seconds{1}, [this](Context& context) {
        doctors_.watch(context);
        patients_.watch(context);
    });
    every(loop, pool, "read_keys", seconds{2}, [this](Context&) {
        keys_.refresh();
        master_.key_encryption.refresh();
        master_.index.refresh();
    });
    if (settings_.features.test_clock)
        every(loop, pool, "read_test_clock", milliseconds{500},
              [this](Context& context) { test_clock_.refresh(context.database()); });
}

}  // namespace venera
