// The visits of the demo world: each was possible when it was booked, by the one availability predicate, so
// neither a doctor nor a patient is ever in two places. Pure; the same world and day give the same visits,
// and only the states of today's depend on the hour.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "demo/world.hpp"
#include "scheduling/rules.hpp"

namespace venera::demo {

struct DemoVisit {
    AppointmentId id;
    std::string reference;
    std::size_t doctor = 0;      // in World::doctors
    std::size_t patient = 0;     // the first of the world's is 0
    std::size_t visit_type = 0;  // in the doctor's rules
    scheduling::Wish time;
    scheduling::Status status = scheduling::Status::booked;
    std::optional<std::string_view> reason;
    Instant booked_at;
    Instant changed_at;
    std::int64_t version = 1;
};

// The calendar of a doctor of the world, as it is stored.
scheduling::Calendar calendar_of(const DemoDoctor& doctor);

// Books the visits of one patient of the world after the other: about six each, from two months ago to seven
// weeks ahead, for as many patients as the doctors can see. The first patient has some of both and sees the
// first doctor, because both have accounts to look around with.
class VisitBook {
public:
    // Requires: at least one doctor. `world` must outlive this object.
    VisitBook(const World& world, const Size& size, Instant now);

    std::vector<DemoVisit> visits_of_next(const patients::NewPatient& patient);

private:
    // The one whose turn it is.
    struct Visitor {
        std::size_t index;
        std::string country;
        std::vector<Period> busy{};
        std::vector<DemoVisit> visits{};
    };
    enum class Fate : std::uint8_t { any, good };

    // Visits behind and ahead, some of them with the first doctor.
    void book_account(Visitor& visitor);
    std::size_t doctor_for(const Visitor& visitor);
    // One visit in the week from `day` on, if the doctor has a time that the patient has too.
    bool book(Visitor& visitor, std::size_t doctor, int day, Fate fate = Fate::any);
    DemoVisit visit_at(const scheduling::Wish& time, const scheduling::Calendar& calendar, Instant booked_at,
                       int fate);
    Instant changed_at(const DemoVisit& visit, const scheduling::Calendar& calendar);
    std::string free_reference();

    const World& world_;
    std::unordered_map<std::string, std::vector<std::size_t>> doctors_of_;  // by country
    Dice dice_;
    Instant now_;
    Instant today_;
    std::unordered_map<std::size_t, std::vector<scheduling::Busy>> busy_;  // by doctor
    std::unordered_set<std::string> references_;
    std::size_t patients_ = 0;
};

}  // namespace venera::demo
