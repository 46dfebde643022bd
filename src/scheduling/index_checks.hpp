// The availability index against the database: the free times that it lists and those that the one predicate
// (free_starts in rules.hpp) computes from rows. They must be the same, to the slot.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "platform/metrics/metrics.hpp"
#include "scheduling/availability_view.hpp"
#include "scheduling/index_builder.hpp"
#include "scheduling/index_loader.hpp"

namespace venera::scheduling {

enum class ListedBy : std::uint8_t { index_only, database_only, neither };
std::string_view name_of(ListedBy side);

struct Difference {
    DoctorId doctor;
    ListedBy by = ListedBy::neither;  // neither: the doctor's card or the hours differ
    std::optional<Instant> start;     // nothing: the doctor altogether

    auto operator<=>(const Difference&) const = default;
};

// What differs over limits::verified_days, ascending, each once. `truth` is read_truth() of these days.
std::vector<Difference> differences(const AvailabilityIndex::View& view, const DoctorState& truth);
// The window in which read_truth() must look for them.
Period verified_window(Instant now);

// A few doctors at random, again and again, beside everything else; for a job. What still differs when
// nothing is under way any more is logged, counted and put right.
class IndexChecks {
public:
    // `pause` lies between two looks at what differs: long enough for a change to reach both sides.
    IndexChecks(AvailabilityIndex& index, IndexLoader& loader, directory::Directory& directory,
                metrics::Metrics& metrics, std::chrono::milliseconds pause);

    void check(Context& context);
    // These doctors; returns what was put right.
    std::vector<Difference> check(Context& context, std::vector<DoctorId> doctors);

private:
    std::vector<DoctorId> some(Instant now) const;
    std::vector<Difference> look(Context& context, const std::vector<DoctorId>& doctors) const;

    AvailabilityIndex& index_;
    IndexLoader& loader_;
    directory::Directory& directory_;
    std::chrono::milliseconds pause_;
    prometheus::Counter& checked_;
    prometheus::Counter& mismatches_;
};

struct Verification {
    std::size_t doctors = 0;
    std::vector<Difference> differences;
};
// Builds an index of its own and compares it, doctor by doctor, with rows of the same snapshot. At most
// `most` doctors, spread over all.
Verification verify_index(postgres::Database& database, directory::Directory& directory, const Clock& clock,
                          std::size_t most);

}  // namespace venera::scheduling
