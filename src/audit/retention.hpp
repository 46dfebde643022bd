// What leaves the access logs when its time is over: by the month, each kind of access after its own time,
// and noted in the chain before anything goes, so that the logs still verify.
#pragma once
#include <chrono>
#include <vector>

#include "audit/sealer.hpp"

namespace venera::audit {

struct RetentionTimes {
    std::chrono::days reads;
    std::chrono::days writes;
    std::chrono::days denied;
    std::vector<PatientId> held;  // under a legal hold: of these patients nothing goes
};

// The kinds whose time is over in a month that ended at `end`.
std::vector<AccessKind> expired_kinds(const RetentionTimes& times, Instant end, Instant now);

class Retention {
public:
    Retention(Sealer& sealer, RetentionTimes times) : sealer_(sealer), times_(std::move(times)) {}

    // For a job: what a run does not finish, the next does.
    void drop(Context& context);

private:
    Sealer& sealer_;
    RetentionTimes times_;
};

}  // namespace venera::audit
