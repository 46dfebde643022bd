// What the availability index knows of one doctor besides visits: hours, absences and kinds of visit in
// compiled form, and the card as it is printed. Immutable; an edit makes a new one.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/crypto.hpp"
#include "scheduling/roster.hpp"

namespace venera::scheduling {

// How much time a visit takes, in units.
struct VisitShape {
    Unit length = 0;
    Unit before = 0;  // buffers
    Unit after = 0;
};

// A visit type as far as free times go.
struct VisitKind {
    Code code;
    Mode mode = Mode::in_person;
    VisitShape shape;
    const Pattern* pattern = nullptr;  // of the roster
};

// The hours and the kinds of visit of all doctors that have the same ones.
struct Practice {
    std::shared_ptr<const Roster> roster;
    std::vector<VisitKind> kinds;  // at least one; the first is the default
};

// Practices by their content: each is made once. For any number of threads. There may be almost as many as
// doctors, and their content as text is longer than they are: so it is its digest by which they are found.
class Practices {
public:
    // Null for rules without a visit type.
    std::shared_ptr<const Practice> of(const ScheduleRules& rules);
    // Lets go of those that no doctor has any more.
    void tidy();

private:
    std::mutex mutex_;
    std::map<crypto::Digest, std::shared_ptr<Roster>> rosters_;
    std::map<crypto::Digest, std::shared_ptr<const Practice>> practices_;
};

struct DoctorProfile {
    DoctorId id;
    std::shared_ptr<const Practice> practice;  // null: no hours yet
    std::int64_t calendar_version = 0;
    std::uint16_t zone = 0;  // of the index
    std::int32_t notice_minutes = 0;
    std::int32_t horizon_days = 0;
    std::int32_t visits_a_day = 0;          // 0: any number
    std::vector<UnitPeriod> absences;       // ascending, disjoint
    std::shared_ptr<const Calendar> extra;  // with extra openings only: dates they touch go by the rules
    std::vector<UnitPeriod> extra_openings;
    std::optional<std::string> card;  // the doctor's card as JSON; absent: not in service
};

// Takes the rules and exceptions of `calendar` over into `profile`.
void apply(const Calendar& calendar, Practices& practices, DoctorProfile& profile);

// The kind that a search offers: the one asked for, else the first in the mode asked for, else the first.
const VisitKind* offered_kind(const Practice& practice, const std::optional<Code>& code,
                              const std::optional<Mode>& mode);

}  // namespace venera::scheduling
