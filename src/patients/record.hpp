// The medical record as the API takes and shows it: three lists, each replaced as a whole, each entry with
// who recorded it and when. One of the kinds of data that nobody sees by their role alone.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "platform/json/json.hpp"
#include "platform/values/instant.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::patients {

enum class Severity : std::uint8_t { mild, moderate, severe };
BOOST_DESCRIBE_ENUM(Severity, mild, moderate, severe)

struct Allergy {
    Text<200> substance;
    Severity severity = Severity::mild;
    std::optional<Prose<500>> reaction;

    bool operator==(const Allergy&) const = default;
};
BOOST_DESCRIBE_STRUCT(Allergy, (), (substance, severity, reaction))

struct Medication {
    Text<200> name;
    std::optional<Text<100>> dose;
    std::optional<Text<200>> frequency;
    std::optional<Date> since;
    std::optional<Date> until;

    bool operator==(const Medication&) const = default;
};
BOOST_DESCRIBE_STRUCT(Medication, (), (name, dose, frequency, since, until))
// An end is not before its beginning.
void check(const Medication& medication, json::Issues& issues);

enum class ConditionStatus : std::uint8_t { active, resolved };
BOOST_DESCRIBE_ENUM(ConditionStatus, active, resolved)

struct Condition {
    Text<200> condition;
    ConditionStatus status = ConditionStatus::active;
    std::optional<Date> since;
    std::optional<Prose<2'000>> note;

    bool operator==(const Condition&) const = default;
};
BOOST_DESCRIBE_STRUCT(Condition, (), (condition, status, since, note))

// Who wrote an entry, and when.
struct Recorded {
    UserId recorded_by;
    std::optional<DoctorId> recorded_by_doctor_id;  // their page in the directory, if a doctor wrote it
    Instant recorded_at;
};
BOOST_DESCRIBE_STRUCT(Recorded, (), (recorded_by, recorded_by_doctor_id, recorded_at))

// An entry as given, and its author.
struct RecordedAllergy : Allergy, Recorded {
    using Given = Allergy;
};
BOOST_DESCRIBE_STRUCT(RecordedAllergy, (Allergy, Recorded), ())
struct RecordedMedication : Medication, Recorded {
    using Given = Medication;
};
BOOST_DESCRIBE_STRUCT(RecordedMedication, (Medication, Recorded), ())
struct RecordedCondition : Condition, Recorded {
    using Given = Condition;
};
BOOST_DESCRIBE_STRUCT(RecordedCondition, (Condition, Recorded), ())

// What is sealed as one document.
struct RecordContents {
    std::vector<RecordedAllergy> allergies;
    std::vector<RecordedMedication> medications;
    std::vector<RecordedCondition> medical_history;
};
BOOST_DESCRIBE_STRUCT(RecordContents, (), (allergies, medications, medical_history))

struct MedicalRecord : RecordContents {
    PatientId patient_id;
    std::int64_t version = 0;  // 0: nothing has been recorded yet
    std::optional<Instant> updated_at;
};
BOOST_DESCRIBE_STRUCT(MedicalRecord, (RecordContents), (patient_id, version, updated_at))

// The list that replaces `before`: an entry that was there already, with the same content, keeps who recorded
// it and when; every other one is new, by `author`.
template <class Entry>
std::vector<Entry> replaced(std::vector<Entry> before, const std::vector<typename Entry::Given>& given,
                            const Recorded& author) {
    std::vector<Entry> entries;
    entries.reserve(given.size());
    for (const typename Entry::Given& content : given) {
        Entry entry{content, author};
        for (auto known = before.begin(); known != before.end(); ++known) {
            if (static_cast<const typename Entry::Given&>(*known) != content) continue;
            entry = *known;
            before.erase(known);  // of two equal entries each is kept once
            break;
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace venera::patients
