// The availability index: who is free when, in memory, for search and availability without the database. It
// is a read model and never the truth: what it lists is tried against PostgreSQL by every booking. Readers
// take no lock (but for the first who meets the end of a hold or of the dates known): they follow pointers
// under a guard and read cells that are atomics. Writers take turns.
#pragma once
#include <atomic>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/epochs/epochs.hpp"
#include "scheduling/doctor_columns.hpp"
#include "scheduling/free_days.hpp"

namespace venera::scheduling {

// All that the index is told of one doctor at once, when it is built or a doctor is read again.
struct DoctorState {
    DoctorId id;
    std::optional<directory::ListedDoctor> listed;  // nothing: not in service
    std::optional<Calendar> calendar;               // nothing: no hours yet
    std::vector<Occupation> occupations;
    bool is_readable = true;  // false: there are hours in the database, but none that can be understood
};

class AvailabilityIndex {
public:
    explicit AvailabilityIndex(Instant now);
    ~AvailabilityIndex();
    AvailabilityIndex(const AvailabilityIndex&) = delete;
    AvailabilityIndex& operator=(const AvailabilityIndex&) = delete;

    // Changes, from any thread. What is older than what is known is passed over.

    // Takes the doctors in; those that are known are replaced, but for times that are known to be newer.
    void put(std::vector<DoctorState> doctors, Instant now);
    // What appointments have become.
    void put(std::span<const Occupation> occupations, Instant now);
    // Makes the visits of the doctors exactly those given, and returns the doctors of whom there was news
    // after generation `since`, from before the reading of `doctors`: these stay as they are. Unknown ones
    // are left out.
    std::vector<DoctorId> reconcile(std::span<const DoctorState> doctors, std::uint64_t since, Instant now);
    // Lets go of days that have passed and of what ended long ago.
    void roll(Instant now);

    // Reading. A View is a guard: it must not outlive a wait for anything.

    class View;

    std::uint64_t generation() const { return generation_.load(); }
    Moment moment(Instant now) const;
    // The same text for as long as every answer is the same: an entity tag.
    std::string tag(const Moment& moment) const;
    std::size_t doctors() const { return doctors_.load(); }  // in service
    std::uint64_t id() const {
        return id_;
    }  // tells two indexes apart: of two replicas, before and after a start

private:
    static constexpr std::size_t chunk_size = 4'096;
    static constexpr std::size_t chunk_count = 2'048;
    static constexpr std::size_t zone_count = 1'024;

    // Open addressing from a doctor to a record; zero is free, else the ordinal plus one.
    struct Places {
        explicit Places(std::size_t size) : cells(size) {}
        std::vector<std::atomic<Ordinal>> cells;  // a power of two
    };
    // When a hold will end if nothing becomes of it before.
    struct HoldEnd {
        Instant until;
        Ordinal doctor = 0;
        AppointmentId hold;
        bool operator>(const HoldEnd& other) const { return until > other.until; }
    };
    using Chunk = std::array<DoctorRecord, chunk_size>;

    DoctorRecord& record(Ordinal ordinal) const {
        return (*chunks_[ordinal / chunk_size].load(std::memory_order_acquire))[ordinal % chunk_size];
    }
    std::optional<Ordinal> find(DoctorId id) const;
    // What follows requires the writer's turn.
    Ordinal found_or_made(DoctorId id);
    void remember(Ordinal ordinal);
    void expect_end(const Occupation& news, Ordinal doctor);
    void end_holds(Instant now) const;
    // False if the hold was released, booked or extended meanwhile: then nothing ends.
    bool is_held(const HoldEnd& end) const;
    void put_doctor(const DoctorState& state, std::unique_ptr<DoctorProfile> profile, Ordinal ordinal,
                    Instant now, std::uint64_t generation);
    std::uint16_t number_of_zone(const Zone& zone, Instant now);
    void install(std::unique_ptr<DoctorProfile> profile, DoctorRecord& record, std::uint64_t generation);
    void install(std::unique_ptr<BusyTimes> busy, DoctorRecord& record, std::uint64_t generation);
    bool put_occupation(const Occupation& news, Instant now, std::uint64_t generation);
    void renew_zone(std::uint16_t number, Instant now) const;
    void forget_passed(DoctorRecord& record, Instant now);

    std::uint64_t id_;
    Unit base_;  // of outlooks
    mutable Epochs epochs_;
    mutable std::atomic<std::uint64_t> generation_{1};
    mutable std::atomic<std::int64_t> ended_until_{0};  // us since 1970: holds that ended by then are over
    mutable std::atomic<std::int64_t> next_hold_end_{
        std::numeric_limits<std::int64_t>::max()};  // us since 1970
    std::atomic<std::size_t> doctors_{0};
    std::atomic<const Dictionary*> dictionary_;
    std::atomic<Places*> places_;
    std::array<std::atomic<Chunk*>, chunk_count> chunks_{};
    mutable std::array<std::atomic<const ZoneDays*>, zone_count> zones_{};

    Practices practices_;
    mutable std::mutex writing_;
    std::unordered_map<std::string, std::uint16_t> zone_numbers_;
    Ordinal records_ = 0;
    mutable std::priority_queue<HoldEnd, std::vector<HoldEnd>, std::greater<>> hold_ends_;
};

}  // namespace venera::scheduling
