#include "scheduling/index_feed.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

#include <utility>

#include "scheduling/availability_view.hpp"
#include "scheduling/index_limits.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::steady_clock;

bool knows(const std::optional<DoctorView>& doctor, AppointmentId id, std::int64_t version) {
    const auto known = doctor ? doctor->busy.version_of(id) : std::nullopt;
    return known && static_cast<std::int64_t>(*known) >= version;
}

}  // namespace

std::vector<DoctorId> IndexFeed::Waiting::take(std::size_t most) {
    std::vector<DoctorId> taken;
    while (!order_.empty() && taken.size() < most) {
        taken.push_back(order_.front());
        known_.erase(order_.front());
        order_.pop_front();
    }
    return taken;
}

IndexFeed::IndexFeed(AvailabilityIndex& index, IndexLoader& loader, directory::Directory& directory,
                     metrics::Metrics& metrics, std::chrono::milliseconds gap)
    : index_(index),
      loader_(loader),
      directory_(directory),
      gap_(gap),
      lag_(metrics.gauge("venera_index_lag_seconds", "Age of the oldest change that the index may lack")),
      waiting_(metrics.gauge("venera_index_doctors_waiting", "Doctors whom the index is to read again")),
      events_(metrics.counter("venera_index_events_total", "Events read by the index")),
      changes_(metrics.counter("venera_index_changes_total",
                               "Appointments and doctors taken into the index from events")) {}

void IndexFeed::begin(postgres::Executor& db) {
    const auto transactions = find_transactions(db);
    ended_ = transactions.ended;
    position_ = {transactions.ended, {}};
    directory_from_ = transactions.ended;
    read_at_ = moved_at_ = steady_clock::now();
}

void IndexFeed::follow(Context& context) {
    try {
        read(context);
    } catch (const std::exception&) {
        note_lag(context, steady_clock::now() - read_at_);
        throw;
    }
}

void IndexFeed::read(Context& context) {
    const auto transactions = find_transactions(context.database());
    if (steady_clock::now() - read_at_ > gap_)
        doubt(context, "gap");
    else if (transactions.ended < position_.xid)
        doubt(context, "another_database");  // restored from a copy: its transactions are counted anew
    read_appointments(context, transactions.ended);
    if (directory_from_ < transactions.ended) {
        for (const DoctorId doctor :
             directory_.changed(context.database(), {directory_from_, transactions.ended}))
            changed_.add(doctor);
        directory_from_ = transactions.ended;
    }
    reload(context, changed_);
    reload(context, doubted_);
    note(context, transactions);
}

void IndexFeed::read_appointments(Context& context, std::int64_t ended) {
    while (position_.xid < ended) {
        const auto events = read_events(context.database(), position_, ended, limits::feed_batch);
        take(context, news_of(events, context.now()));
        events_.Increment(static_cast<double>(events.size()));
        if (std::ssize(events) < limits::feed_batch)
            position_ = {ended, {}};
        else
            position_ = {events.back().xid, events.back().id};
    }
}

IndexFeed::News IndexFeed::news_of(const std::vector<IndexEvent>& events, Instant now) {
    News news;
    const AvailabilityIndex::View view(index_, now);
    for (const IndexEvent& event : events) {
        // Only its words, or what the desk is to see to; of the waiting list the holds tell for themselves.
        if (!event.doctor_id || event.type == "appointment.changed" || event.type == "appointment.conflict" ||
            event.type.starts_with("waitlist."))
            continue;
        const DoctorId doctor = *event.doctor_id;
        const auto found = view.doctor(doctor);
        if (event.type == "schedule.changed") {
            if (!found || found->profile.calendar_version < event.version) changed_.add(doctor);
            continue;
        }
        // New, or retired with visits left: only a reading tells.
        if (!found) changed_.add(doctor);
        const AppointmentId id{event.aggregate_id};
        const auto former = event.previous_doctor_id.value_or(doctor);
        if (knows(found, id, event.version) &&
            (former == doctor || knows(view.doctor(former), id, event.version)))
            continue;
        news[id].insert({doctor, former});
    }
    return news;
}

void IndexFeed::take(Context& context, const News& news) {
    if (news.empty()) return;
    std::vector<AppointmentId> ids;
    for (const auto& [id, doctors] : news) ids.push_back(id);
    // As they are now: later than their events, perhaps, and then the next of them brings no news.
    std::vector<Occupation> occupations;
    for (const auto& row : find_occupations(context.database(), ids)) {
        const auto occupation = occupation_of(row);
        for (const DoctorId doctor : news.at(row.id)) {
            if (doctor != row.doctor_id) occupations.push_back(gone_from(doctor, occupation));
        }
        occupations.push_back(occupation);
    }
    index_.put(occupations, context.now());
    changes_.Increment(static_cast<double>(ids.size()));
}

void IndexFeed::reload(Context& context, Waiting& waiting) {
    const bool in_doubt = &waiting == &doubted_;
    for (std::size_t round = 0; round < limits::feed_reload_rounds && !waiting.empty(); ++round) {
        const auto doctors = waiting.take(limits::feed_reload_batch);
        try {
            if (in_doubt) {
                // Whoever changed again and again meanwhile is in doubt as before.
                for (const DoctorId doctor : loader_.repair(context.database(), doctors)) waiting.add(doctor);
            } else {
                loader_.load(context.database(), doctors);
            }
        } catch (const std::exception&) {
            for (const DoctorId doctor : doctors) waiting.add(doctor);
            throw;
        }
        changes_.Increment(static_cast<double>(doctors.size()));
    }
}

void IndexFeed::doubt(Context& context, std::string_view why) {
    context.log().warning("index.doubted", {{"why", log::Label{why}}});
    begin(context.database());
    for (const DoctorId doctor : directory_.doctor_ids(context.database())) doubted_.add(doctor);
    const AvailabilityIndex::View view(index_, context.now());
    for (const Ordinal ordinal : *view.dictionary().everybody) doubted_.add(view.id(ordinal));
}

void IndexFeed::note(Context& context, const Transactions& transactions) {
    const auto now = steady_clock::now();
    read_at_ = now;
    // A transaction that goes on and on keeps all later ones from being read.
    if (transactions.ended != ended_ || transactions.ended == transactions.next) moved_at_ = now;
    ended_ = transactions.ended;
    waiting_.Set(static_cast<double>(changed_.size() + doubted_.size()));
    if (changed_.empty() && doubted_.empty())
        waiting_since_.reset();
    else if (!waiting_since_)
        waiting_since_ = now;
    note_lag(context, now - std::min(moved_at_, waiting_since_.value_or(now)));
}

void IndexFeed::note_lag(Context& context, std::chrono::duration<double> lag) {
    lag_.Set(lag.count());
    const bool was_behind = std::exchange(is_behind_, lag > limits::feed_lag_to_log);
    if (is_behind_ && !was_behind) context.log().warning("index.behind", {{"seconds", lag.count()}});
    if (!is_behind_ && was_behind) context.log().info("index.caught_up");
}

}  // namespace venera::scheduling
