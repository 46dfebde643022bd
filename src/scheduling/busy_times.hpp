// What occupies one doctor, as the availability index keeps it: a short sorted list that is replaced as a
// whole by every change, so that readers need no lock. An entry that ended stays for a while: it keeps late
// news of an older version from bringing it back, and lets a search that goes on page by page see the state
// in which it began.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "scheduling/types.hpp"
#include "scheduling/units.hpp"

namespace venera::scheduling {

// The state of the index that a question is about: its changes are numbered, and holds end by the clock.
struct Moment {
    Instant now;
    std::uint64_t generation = 0;
};

// An appointment as its row says now, as far as free times go.
struct Occupation {
    AppointmentId id;
    DoctorId doctor_id;
    Status status = Status::booked;
    Period visit;
    Period occupied;
    std::optional<Instant> hold_until;
    std::int64_t version = 1;
};

struct BusyTime {
    AppointmentId id;
    std::uint32_t from = 0;  // units; the visit with its buffers
    std::uint32_t to = 0;
    std::uint32_t visit = 0;  // start of the visit
    std::uint32_t version = 0;
    Instant hold_until;          // the epoch: not a hold
    std::uint64_t since = 0;     // generation in which it began to count
    std::uint64_t ended = 0;     // generation in which it ceased to; 0: it counts
    std::uint32_t ended_at = 0;  // unit

    bool counts(const Moment& moment) const {
        if (since > moment.generation || (ended != 0 && ended <= moment.generation)) return false;
        return hold_until == Instant{} || hold_until > moment.now;
    }
};

struct BusyTimes {
    std::vector<BusyTime> times;  // by from

    // The version known of an appointment; nothing if it is not known.
    std::optional<std::uint32_t> version_of(AppointmentId id) const;
    // The end of the hold that runs out first after `now`.
    std::optional<Instant> next_hold_end(Instant now) const;
};

// The list of a doctor who was not known before.
std::unique_ptr<BusyTimes> busy_times_of(std::span<const Occupation> occupations, std::uint64_t generation);
// The list after the news; null if it knows them already.
std::unique_ptr<BusyTimes> with(const BusyTimes& before, const Occupation& news, std::uint64_t generation,
                                Instant now);

// The list that counts exactly `occupations`, whatever was known before.
std::unique_ptr<BusyTimes> reconciled(const BusyTimes& before, std::span<const Occupation> occupations,
                                      std::uint64_t generation, Instant now);

// The list without what nobody asks about any more, and whether it would be a shorter one.
std::unique_ptr<BusyTimes> current(const BusyTimes& before, Instant now);
bool has_passed_times(const BusyTimes& list, Instant now);

}  // namespace venera::scheduling
