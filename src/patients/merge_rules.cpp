#include "patients/merge_rules.hpp"

#include <algorithm>
#include <tuple>

#include "patients/limits.hpp"

namespace venera::patients {

namespace {

template <class T, Clears clears>
void gain(Patch<T, clears>& change, const std::optional<T>& stays, const std::optional<T>& goes) {
    if (stays || !goes) return;
    change.state = Patch<T, clears>::State::value;
    change.value = *goes;
}

template <class Entry>
bool append(std::vector<Entry>& list, const std::vector<Entry>& more) {
    list.insert(list.end(), more.begin(), more.end());
    return list.size() <= limits::record_entries;
}

// Of two that say the same, the one that was agreed to, and first.
bool counts_before(const RelativeRow& a, const RelativeRow& b) {
    return std::tuple(!a.consented_at, a.requested_at, a.id) <
           std::tuple(!b.consented_at, b.requested_at, b.id);
}

bool says_the_same(const RelativeRow& a, const RelativeRow& b) {
    return a.acting_id == b.acting_id && a.patient_id == b.patient_id && a.basis == b.basis;
}

}  // namespace

PatientChange gained(const Patient& stays, const Patient& goes) {
    PatientChange change;
    gain(change.birth_date, stays.birth_date, goes.birth_date);
    gain(change.gender, stays.gender, goes.gender);
    gain(change.phone, stays.phone, goes.phone);
    gain(change.language, stays.language, goes.language);
    gain(change.email, stays.email, goes.email);
    gain(change.national_id, stays.national_id, goes.national_id);
    gain(change.address, stays.address, goes.address);
    gain(change.insurance, stays.insurance, goes.insurance);
    gain(change.emergency_contact, stays.emergency_contact, goes.emergency_contact);
    gain(change.infos, stays.infos, goes.infos);
    return change;
}

std::optional<RecordContents> united(RecordContents stays, const RecordContents& goes) {
    const bool fits = append(stays.allergies, goes.allergies) &&
                      append(stays.medications, goes.medications) &&
                      append(stays.medical_history, goes.medical_history);
    return fits ? std::optional{std::move(stays)} : std::nullopt;
}

UnitedConsents united(std::vector<RelativeRow> consents, PatientId stays, PatientId goes) {
    std::ranges::sort(consents, counts_before);
    UnitedConsents result;
    std::vector<RelativeRow> kept;
    for (const RelativeRow& before : consents) {
        RelativeRow after = before;
        if (after.acting_id == goes) after.acting_id = stays;
        if (after.patient_id == goes) after.patient_id = stays;
        const bool is_said =
            std::ranges::any_of(kept, [&](const RelativeRow& other) { return says_the_same(other, after); });
        if (is_said || after.acting_id == after.patient_id) {
            result.ended.push_back(before);
            continue;
        }
        kept.push_back(after);
        if (!says_the_same(before, after)) result.moved.push_back(after);
    }
    return result;
}

}  // namespace venera::patients
