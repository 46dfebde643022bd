// Who is told, right after its commit, of everything that changes when doctors are free, so that whoever
// books here finds it in the next search here. Other replicas learn it from the outbox.
#pragma once
#include <span>

#include "platform/http/context.hpp"
#include "scheduling/occupations.hpp"

namespace venera::scheduling {

struct Offer;

class Occupancy {
public:
    virtual ~Occupancy() = default;

    // From any thread. Nothing here throws because of a database that is gone: the change is committed.

    // What appointments have become.
    virtual void changed(std::span<const Occupation> news, Instant now) noexcept = 0;
    // A doctor's hours or exceptions are others.
    virtual void calendar_changed(Context& context, DoctorId doctor) = 0;
    // Somebody was refused this time because another has it.
    virtual void found_taken(Context& context, const Offer& wish) = 0;

    void changed(const Occupation& news, Instant now) noexcept { changed(std::span(&news, 1), now); }
};

// Of a program without an index: nobody is told.
class NoOccupancy final : public Occupancy {
public:
    using Occupancy::changed;
    void changed(std::span<const Occupation>, Instant) noexcept override {}
    void calendar_changed(Context&, DoctorId) override {}
    void found_taken(Context&, const Offer&) override {}
};

}  // namespace venera::scheduling
