// Where the next claim of a queue's due rows begins. A queue is a table whose rows have a `due_at`: a claim
// takes the earliest of them and moves it to the end of the lease, so what is below the earliest due row is
// done. Rows that are done stay in the index until they are vacuumed, and that is not before the oldest
// snapshot of the database ends: a claim that began at the bottom would walk over all of them, each time.
#pragma once
#include <chrono>
#include <optional>

#include "platform/values/instant.hpp"

namespace venera::jobs {

class Watermark {
public:
    // Below this nothing is due, as far as is known. Now and then it is the beginning of time: for rows that
    // were committed late, or given back by a worker that died.
    Instant from(Instant now);
    // What a claim from there found: the latest `due_at` that it took, and whether it took all that was due.
    void claimed(std::optional<Instant> latest, Instant now, bool took_all);

private:
    Instant from_{};
    std::optional<Instant> swept_at_{};
};

}  // namespace venera::jobs
