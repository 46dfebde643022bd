// What leaves the access logs when its time is over: by the month, each kind of access after its own time,
// and noted in the chain before anything goes, so that the logs still verify.
#pragma once
#include <chrono>
#include <vector>

#include "audit/sealer.hpp"

namespace venera::audit {

// The kinds whose time is over in a month that ended at `end`.
std::vector<AccessKind> expired_kinds(const RetentionTimes& times, Instant end, Instant now);

class Retention {
public:
    // `held`: patients under a legal hold, of whom nothing goes.
    Retention(Sealer& sealer, const RetentionTimes& times, std::vector<PatientId> held)
        : sealer_(sealer), times_(times), held_(std::move(held)) {}

    // For a job: what a run does not finish, the next does.
    void drop(Context& context);

private:
    void note_holds(Context& context);

    Sealer& sealer_;
    RetentionTimes times_;
    std::vector<PatientId> held_;
};

}  // namespace venera::audit
