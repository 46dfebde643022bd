// An availability index for unit tests, and doctors of it who work every day from 09:00 to 17:00 of their
// zone. It is Monday, 2026-06-01, 08:58:30 UTC.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "platform/crypto/crypto.hpp"
#include "scheduling/availability_view.hpp"
#include "scheduling/calendar_examples.hpp"

namespace venera::scheduling::testing {

using examples::at;
using examples::numbered;
using examples::value_of;

inline Uuid wide(std::uint16_t number) {
    Uuid uuid;
    uuid.bytes[14] = static_cast<std::uint8_t>(number >> 8);
    uuid.bytes[15] = static_cast<std::uint8_t>(number);
    return uuid;
}

inline DoctorId doctor(std::uint16_t number) { return DoctorId{wide(number)}; }

inline DoctorState state_of(std::uint16_t number, std::string_view zone = "UTC") {
    DoctorState state;
    state.id = doctor(number);
    state.listed.emplace();
    auto& card = state.listed->card;
    card.id = state.id;
    card.specialties = {{value_of<Code>("cardiology"), "Cardiology"}};
    card.clinic.id = ClinicId{numbered(static_cast<std::uint8_t>(number % 3 + 1))};
    card.clinic.city = "Málaga";
    card.clinic.country = value_of<Country>("ES");
    state.listed->city_folded = "malaga";
    state.calendar = examples::calendar(zone, examples::every_day("09:00", "17:00"));
    state.calendar->doctor_id = state.id;
    return state;
}

inline Occupation visit(std::uint8_t id, std::uint16_t of_doctor, std::string_view start,
                        std::int64_t version = 1, Status status = Status::booked) {
    Occupation made;
    made.id = AppointmentId{numbered(id)};
    made.doctor_id = doctor(of_doctor);
    made.status = status;
    made.visit = {at(start), at(start) + minutes{30}};
    made.occupied = made.visit;
    made.version = version;
    return made;
}

struct IndexFixture : ::testing::Test {
    IndexFixture() { crypto::initialise(); }

    void put(DoctorState state) {
        std::vector<DoctorState> states;
        states.push_back(std::move(state));
        index->put(std::move(states), now);
    }
    void put(const Occupation& news) { index->put({&news, 1}, now); }
    std::string next(std::uint16_t number) const {
        const auto unit = AvailabilityIndex::View(*index, now).next(doctor(number));
        return unit ? instant_of(*unit).text() : "none";
    }
    std::vector<DoctorId> found(const IndexQuestion& question) const {
        std::vector<DoctorId> ids;
        for (const auto& free : AvailabilityIndex::View(*index, now).earliest(question))
            ids.push_back(free.id);
        return ids;
    }
    static IndexQuestion question(std::size_t limit = 100) {
        IndexQuestion made;
        made.limit = limit;
        made.days = 31;
        return made;
    }

    Instant now = at("2026-06-01T08:58:30Z");
    std::unique_ptr<AvailabilityIndex> index = std::make_unique<AvailabilityIndex>(now);
};

}  // namespace venera::scheduling::testing
