// Identifiers. Every id is a UUIDv7 (RFC 9562) on the wire in lower case and 16 bytes in memory and SQL.
// Id<Tag> makes the ids of different things different types, so that a doctor's id cannot stand for a
// patient's.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "platform/values/field.hpp"
#include "platform/values/instant.hpp"

namespace venera {

struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const Uuid&) const = default;
    // Accepts exactly the 36-character form, in either case.
    static std::optional<Uuid> parse(std::string_view text);
    std::string text() const;  // 36 characters, lower case
    std::string hex() const;   // 32 characters, lower case
    void append_text(std::string& out) const;
};

// A new UUIDv7: 48 bits of milliseconds from `now`, the rest from the system's random source.
Uuid make_uuid(Instant now);

template <class Tag>
struct Id {
    static constexpr std::string_view schema = R"({"type":"string","format":"uuid"})";

    Uuid value{};

    auto operator<=>(const Id&) const = default;
    static Parsed<Id> parse(std::string_view text) {
        if (const auto uuid = Uuid::parse(text)) return Id{*uuid};
        return Problem{"not_a_uuid", "must be a UUID"};
    }
    static Id make(Instant now) { return Id{make_uuid(now)}; }
    std::string text() const { return value.text(); }
    void append_text(std::string& out) const { value.append_text(out); }
};

// The ids that travel in access tokens and between contexts. An id of one context only is declared there.
using UserId = Id<struct UserTag>;
using SessionId = Id<struct SessionTag>;
using PatientId = Id<struct PatientTag>;
using DoctorId = Id<struct DoctorTag>;
using ClinicId = Id<struct ClinicTag>;
using AppointmentId = Id<struct AppointmentTag>;
using ExceptionId = Id<struct ExceptionTag>;

}  // namespace venera

template <>
struct std::hash<venera::Uuid> {
    // The tail of a UUIDv7 is random, so it is its own hash.
    std::size_t operator()(const venera::Uuid& uuid) const noexcept {
        std::size_t h = 0;
        for (std::size_t i = 8; i < 16; ++i) h = (h << 8) | uuid.bytes[i];
        return h;
    }
};
template <class Tag>
struct std::hash<venera::Id<Tag>> {
    std::size_t operator()(const venera::Id<Tag>& id) const noexcept {
        return std::hash<venera::Uuid>{}(id.value);
    }
};
