// The availability index as one question sees it. A view is a guard, so it must not outlive a wait; what it
// hands out lives as long as it does.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scheduling/availability_index.hpp"

namespace venera::scheduling {

// One doctor as the index knows them at the moment of the view.
struct DoctorView {
    const DoctorProfile& profile;
    const BusyTimes& busy;
    const ZoneDays& days;
};

// A doctor found, with the first start that fits.
struct FreeDoctor {
    Unit start = 0;
    Ordinal ordinal = 0;
    DoctorId id;

    auto operator<=>(const FreeDoctor& other) const {
        if (const auto by_start = start <=> other.start; by_start != 0) return by_start;
        return id <=> other.id;
    }
    bool operator==(const FreeDoctor& other) const { return start == other.start && id == other.id; }
};

// What a search is for, besides the columns.
struct IndexQuestion {
    ColumnFilter filter;
    std::optional<std::vector<Ordinal>> among;  // ascending; absent: anybody
    std::optional<Code> specialty;
    std::optional<Code> visit_type;
    std::optional<Mode> mode;
    std::optional<minutes> duration;
    std::optional<PartOfDay> part_of_day;
    std::optional<Date> from;  // of each doctor's zone; today if absent
    int days = 1;
    std::size_t limit = 1;
    std::optional<FreeDoctor> after;  // where the page begins
};

class AvailabilityIndex::View {
public:
    // As of now.
    View(const AvailabilityIndex& index, Instant now) : View(index, index.moment(now)) {}
    // As of an earlier state of this index, not longer ago than limits::ended_times_kept.
    View(const AvailabilityIndex& index, const Moment& moment)
        : guard_(index.epochs_), index_(index), moment_(moment), tick_(tick_of(moment.now)) {}

    const Moment& moment() const { return moment_; }
    const Dictionary& dictionary() const { return *index_.dictionary_.load(); }

    // Nothing if the doctor is unknown or has no hours.
    std::optional<DoctorView> doctor(DoctorId id) const;
    // Requires: the doctor has hours.
    DoctorView doctor(Ordinal ordinal) const;
    DoctorId id(Ordinal ordinal) const { return index_.record(ordinal).id; }
    // The first free start of the default visit.
    std::optional<Unit> next(DoctorId id) const;
    // The doctors with the earliest starts, at most `limit`, in order.
    std::vector<FreeDoctor> earliest(const IndexQuestion& question) const;
    // Doctors found in another state as this one has them: without those that are no longer free, in order.
    std::vector<FreeDoctor> again(const std::vector<FreeDoctor>& found, const IndexQuestion& question) const;

    // The table's numbers for the words; nothing if a word is nobody's. `city` is folded.
    std::optional<ColumnFilter> numbers_of(const directory::DoctorFilter& words,
                                           const std::optional<std::string>& city) const;
    // A city's name without case and accents, if it is written as some clinic's is.
    std::optional<std::string> folded_city(const std::string& name) const;
    std::vector<Ordinal> ordinals_of(const std::vector<DoctorId>& doctors) const;  // ascending
    std::optional<double> distance_km(Ordinal ordinal, const directory::Position& from) const;
    // Finds out everybody's next start, so that no search has to.
    void warm() const;

private:
    class Windows;

    const ZoneDays& days_of(std::uint16_t zone) const;
    std::optional<Unit> next(DoctorRecord& record) const;
    bool is_later(const DoctorRecord& record, Unit start) const;
    std::optional<Unit> found_out(DoctorRecord& record) const;
    std::optional<Unit> start_of(DoctorRecord& record, const IndexQuestion& question, Windows& windows,
                                 Unit before) const;

    Epochs::Guard guard_;
    const AvailabilityIndex& index_;
    Moment moment_;
    std::int64_t tick_;
};

// The visit that a question offers by this doctor; nothing if there is none.
std::optional<Placement> offered(const DoctorProfile& doctor, const IndexQuestion& question,
                                 ChosenPatterns& patterns);

}  // namespace venera::scheduling
