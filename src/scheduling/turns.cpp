#include "scheduling/turns.hpp"

namespace venera::scheduling {

std::int64_t turn_of(std::string_view what, const Uuid& id, std::int64_t part) {
    std::uint64_t hash = 14'695'981'039'346'656'037u;  // FNV-1a
    const auto mix = [&](std::uint8_t byte) { hash = (hash ^ byte) * 1'099'511'628'211u; };
    for (const char c : what) mix(static_cast<std::uint8_t>(c));
    for (const std::uint8_t byte : id.bytes) mix(byte);
    for (int shift = 0; shift < 64; shift += 8)
        mix(static_cast<std::uint8_t>(static_cast<std::uint64_t>(part) >> shift));
    return static_cast<std::int64_t>(hash);
}

std::vector<std::int64_t> turns_at(DoctorId doctor, const std::optional<PatientId>& patient) {
    std::vector<std::int64_t> keys{turn_of("doctor", doctor.value)};
    if (patient) keys.push_back(turn_of("patient", patient->value));
    return keys;
}

}  // namespace venera::scheduling
