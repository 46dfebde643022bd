#include "platform/events/relay.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

#include <algorithm>
#include <set>
#include <utility>

#include "platform/events/limits.hpp"
#include "platform/jobs/backoff.hpp"
#include "platform/log/problem.hpp"

namespace venera::events {

namespace {

// Hands over what the inbox does not have yet.
void hand_over(Context& context, Consumer& consumer, postgres::Transaction& transaction,
               const std::vector<Event>& events) {
    if (events.empty()) return;
    const auto fresh = note_in_inbox(transaction, consumer.name(), events);
    const std::set<Uuid> is_fresh(fresh.begin(), fresh.end());
    std::vector<Event> news;
    std::ranges::copy_if(events, std::back_inserter(news),
                         [&](const Event& event) { return is_fresh.contains(event.id); });
    std::ranges::stable_sort(news, {}, [](const Event& event) { return event.version; });
    if (!news.empty()) consumer.take(context, transaction, news);
}

// Events behind a parked one of their aggregate wait with it; returns the others.
std::vector<Event> not_blocked(postgres::Transaction& transaction, const std::string& consumer,
                               const std::vector<Event>& events, Instant now) {
    std::vector<Uuid> aggregates;
    for (const Event& event : events) aggregates.push_back(event.aggregate_id);
    const auto parked = parked_aggregates(transaction, consumer, aggregates);
    if (parked.empty()) return events;
    std::vector<Event> others;
    for (const Event& event : events) {
        if (std::ranges::count(parked, event.aggregate_id) > 0)
            park(transaction, consumer, event, {0, now, std::nullopt, std::nullopt});
        else
            others.push_back(event);
    }
    return others;
}

Failure failure_of(std::int32_t attempts, const std::exception& problem, Instant now) {
    Failure failure{attempts, now + jobs::backoff(attempts, jobs::chance()), std::nullopt,
                    log::type_of(problem)};
    if (attempts >= jobs::most_attempts) failure.dead_at = now;
    return failure;
}

void log_failure(Context& context, const std::string& consumer, const Event& event, const Failure& failure) {
    context.log().warning(failure.dead_at ? "event.dead" : "event.failed",
                          {{"consumer", log::Label{consumer}},
                           {"event_id", log::Label{event.id.text()}},
                           {"type", log::Label{event.type}},
                           {"attempts", failure.attempts},
                           {"problem", log::Label{*failure.error}}});
}

}  // namespace

bool is_poison(const std::exception& problem) {
    if (dynamic_cast<const postgres::Unavailable*>(&problem) != nullptr ||
        dynamic_cast<const fibers::Expired*>(&problem) != nullptr ||
        dynamic_cast<const fibers::Stopped*>(&problem) != nullptr)
        return false;
    const auto* error = dynamic_cast<const postgres::SqlError*>(&problem);
    return error == nullptr || !(error->sqlstate == "40001" || error->sqlstate == "40P01");
}

void Relay::subscribe(Context& context, const Consumer& consumer) {
    begin_position(context.database(), consumer.name(), context.now());
}

std::int64_t Relay::deliver(Context& context, Consumer& consumer) {
    retry_parked(context, consumer);
    std::int64_t passed = 0;
    for (int round = 0; round < limits::batches_per_run; ++round) {
        std::int64_t now = 0;
        try {
            now = pass(context, consumer, Portion::batch);
        } catch (const std::exception& problem) {
            if (!is_poison(problem)) throw;
            // One of them is to blame: one by one, the others go on and this one is parked.
            for (int i = 0; i < limits::batch; ++i) {
                const auto one = pass(context, consumer, Portion::one);
                if (one == 0) break;
                now += one;
            }
        }
        passed += now;
        if (now < limits::batch) break;
    }
    metrics_
        .counter("venera_events_handed_over_total", "Events that a consumer was handed",
                 {{"consumer", consumer.name()}})
        .Increment(static_cast<double>(passed));
    return passed;
}

std::int64_t Relay::pass(Context& context, Consumer& consumer, Portion portion) {
    const std::string name = consumer.name();
    const auto held_events = [&](postgres::Transaction& transaction) {
        // Held: two replicas would hand the same events over, and one of them would do it in vain.
        const auto position = hold_position(transaction, name);
        auto events = position ? read_events(transaction, *position) : std::vector<Event>{};
        if (portion == Portion::one && events.size() > 1) events.resize(1);
        return events;
    };
    const auto finish = [&](postgres::Transaction& transaction, const Event& last) {
        move_position(transaction, name, {last.xid, last.id}, context.clock().now());
        transaction.commit();
    };
    std::optional<Event> poison;
    Failure failure;
    {
        postgres::Transaction transaction(context.database());
        const auto events = held_events(transaction);
        if (events.empty()) return 0;
        try {
            auto taken = not_blocked(transaction, name, events, context.clock().now());
            // Two transactions may have written two versions in the reverse order of their ids. What comes
            // after this position is taken before it is read: the inbox knows it then.
            std::ranges::move(read_earlier(transaction, taken, {events.back().xid, events.back().id}),
                              std::back_inserter(taken));
            hand_over(context, consumer, transaction, taken);
            finish(transaction, events.back());
            return std::ssize(events);
        } catch (const std::exception& problem) {
            if (portion == Portion::batch || !is_poison(problem)) throw;
            poison = events.front();
            failure = failure_of(1, problem, context.clock().now());
        }
    }
    postgres::Transaction transaction(context.database());
    const auto events = held_events(transaction);
    // Another replica may have been here between the two transactions.
    if (events.empty() || events.front().id != poison->id) return 0;
    park(transaction, name, *poison, failure);
    finish(transaction, *poison);
    log_failure(context, name, *poison, failure);
    return 1;
}

void Relay::retry_parked(Context& context, Consumer& consumer) {
    const std::string name = consumer.name();
    for (int i = 0; i < limits::retries_per_run; ++i) {
        const Instant now = context.clock().now();
        std::optional<ParkedEvent> parked;
        Failure failure;
        {
            postgres::Transaction transaction(context.database());
            parked = hold_parked(transaction, name, now);
            if (!parked) return;
            try {
                hand_over(context, consumer, transaction, {parked->event});
                remove_parked(transaction, name, parked->event.id);
                transaction.commit();
                continue;
            } catch (const std::exception& problem) {
                if (!is_poison(problem)) throw;
                failure = failure_of(parked->attempts + 1, problem, now);
            }
        }
        // Its own transaction: the one that failed leaves nothing behind. Who else failed meanwhile counts
        // the same.
        note_failure(context.database(), name, parked->event.id, failure);
        log_failure(context, name, parked->event, failure);
    }
}

Backlog Relay::watch(Context& context, const Consumer& consumer) {
    const std::string name = consumer.name();
    const Backlog backlog = read_backlog(context.database(), name, context.now());
    const metrics::Labels labels{{"consumer", name}};
    metrics_
        .gauge("venera_events_oldest_seconds", "Age of the oldest event that a consumer was not handed",
               labels)
        .Set(backlog.oldest_event);
    metrics_.gauge("venera_events_parked", "Events that a consumer could not take yet", labels)
        .Set(static_cast<double>(backlog.parked));
    metrics_.gauge("venera_events_dead", "Events that a consumer could not take, given up", labels)
        .Set(static_cast<double>(backlog.dead));
    metrics_
        .gauge("venera_oldest_transaction_seconds", "Age of the database's oldest transaction or snapshot")
        .Set(backlog.oldest_transaction);
    note_lag(context, name, backlog);
    return backlog;
}

void Relay::note_lag(Context& context, const std::string& consumer, const Backlog& backlog) {
    const bool is_behind = backlog.oldest_event > limits::oldest_event ||
                           backlog.oldest_transaction > limits::oldest_transaction;
    if (std::exchange(is_behind_[consumer], is_behind) == is_behind) return;
    if (is_behind)
        context.log().warning("events.behind", {{"consumer", log::Label{consumer}},
                                                {"oldest_event_seconds", backlog.oldest_event},
                                                {"oldest_transaction_seconds", backlog.oldest_transaction}});
    else
        context.log().info("events.caught_up", {{"consumer", log::Label{consumer}}});
}

}  // namespace venera::events
