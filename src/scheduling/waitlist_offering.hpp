// From a time that came free to somebody who is asked. Events put times into a queue (FreedTimes); a job
// (Offering) goes through it and has each free start held for the best-ranked person who wants it, by the
// statements of any hold: the constraint decides, also against whoever books the time meanwhile. The hold and
// its offer are one transaction. An offer that ends unanswered is a hold that ends, so its event brings the
// time back here for the next one.
#pragma once
#include <string>

#include "platform/crypto/crypto.hpp"
#include "platform/events/consumer.hpp"
#include "platform/metrics/metrics.hpp"
#include "scheduling/callers.hpp"
#include "scheduling/placing.hpp"
#include "scheduling/waitlist_queries.hpp"
#include "scheduling/waitlist_rules.hpp"

namespace venera::scheduling {

// What a message of an offer carries: made of its id with a key, so that only the hash is stored.
class OfferTokens {
public:
    explicit OfferTokens(const crypto::SecretKey& master);

    std::string token(AppointmentId offer) const;
    static postgres::Bytes hash_of(std::string_view token);

private:
    crypto::SecretKey key_;
};

class FreedTimes final : public events::Consumer {
public:
    explicit FreedTimes(metrics::Metrics& metrics) : metrics_(metrics) {}

    std::string name() const override { return "waitlist"; }
    void take(Context& context, postgres::Transaction& transaction,
              const std::vector<events::Event>& events) override;
    // Measures how far the queue is behind, and logs when that begins and ends to be too far. For a job.
    FreedState watch(Context& context);

private:
    bool is_late_ = false;
    metrics::Metrics& metrics_;
};

class Offering {
public:
    // All outlive it.
    Offering(Calendars& calendars, directory::Directory& directory, const People& people,
             Occupancy& occupancy, const OfferTokens& tokens)
        : offers_(calendars, directory),
          placing_(offers_, occupancy),
          calendars_(calendars),
          directory_(directory),
          patients_(people.patients),
          relatives_(people.relatives),
          tokens_(tokens) {}

    // Goes through the queue. Several replicas may be at it: nothing is offered twice.
    void work(Context& context);

private:
    struct Span;
    enum class Asked : std::uint8_t { yes, time_is_gone, not_this_one, has_offer };

    void look_at(Context& context, const FreedRow& freed);
    // Returns who would have to answer another offer first, of those who want what nobody else could have.
    std::vector<PatientId> offer(Context& context, const FreedRow& freed);
    void offer_start(Context& context, Span& span, Instant start);
    Asked ask(Context& context, const Span& span, const CandidateRow& candidate, Instant start);

    Offers offers_;
    Placing placing_;
    Calendars& calendars_;
    directory::Directory& directory_;
    patients::Patients& patients_;
    patients::Relatives& relatives_;
    const OfferTokens& tokens_;
};

}  // namespace venera::scheduling
