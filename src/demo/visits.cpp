#include "demo/visits.hpp"

#include <algorithm>
#include <array>

namespace venera::demo {

namespace {

using scheduling::Busy;
using scheduling::Calendar;
using scheduling::Status;
using std::chrono::days;

// Of this many free times one is chosen.
constexpr std::size_t most_choices = 150;
// Who comes later finds no time: with six visits each, these fill a third of the four months.
constexpr std::size_t most_patients_per_doctor = 60;

constexpr std::array<std::string_view, 16> reasons{"Control anual",
                                                   "Dolor de cabeza desde hace una semana",
                                                   "Resultados de los análisis de sangre",
                                                   "Segunda opinión antes de operarme",
                                                   "Molestias después de comer",
                                                   "Renovar la receta",
                                                   "Me canso al subir escaleras",
                                                   "Revisión después del tratamiento",
                                                   "Manchas en la piel desde el verano",
                                                   "Tos que no se me pasa",
                                                   "Mareos por la mañana",
                                                   "Dolor en la rodilla al caminar",
                                                   "Certificado médico para el trabajo",
                                                   "Duermo mal desde hace dos meses",
                                                   "Me lo recomendó mi médico de cabecera",
                                                   "Consulta por un familiar con diabetes"};

// How a visit went. The dice decide once, whatever the hour; `now` only says how far it got.
Status status_of(const Period& visit, int fate, Instant now) {
    if (fate <= 10) return Status::cancelled;
    if (visit.end <= now) return fate <= 18 ? Status::noshow : Status::fulfilled;
    if (visit.start <= now) return Status::arrived;
    return fate <= 15 ? Status::pending : Status::booked;
}

// The steps that led to a state, counted as the versions of the row.
std::int64_t version_of(Status status) {
    switch (status) {
        case Status::held:
        case Status::pending:
        case Status::booked:
            return 1;
        case Status::arrived:
        case Status::cancelled:
        case Status::noshow:
        case Status::expired:
            return 2;
        case Status::fulfilled:
            return 3;
    }
    std::abort();
}

}  // namespace

VisitBook::VisitBook(const World& world, const Size& size, Instant now)
    : world_(world), dice_(size.seed + 1), now_(now), today_{std::chrono::floor<days>(now.value)} {
    std::unordered_map<ClinicId, std::string> country_of;
    for (const auto& clinic : world.clinics) country_of[clinic.id] = clinic.country.value;
    for (std::size_t i = 0; i < world.doctors.size(); ++i)
        doctors_of_[country_of[world.doctors[i].card.clinic_id]].push_back(i);
}

std::vector<DemoVisit> VisitBook::visits_of_next(const patients::NewPatient& patient) {
    Visitor visitor{patients_++, patient.country ? patient.country->value : std::string()};
    if (visitor.index >= most_patients_per_doctor * world_.doctors.size()) return {};
    if (visitor.index == 0) book_account(visitor);
    const int wanted = dice_.between(3, 9);
    for (int i = 0; i < wanted; ++i) {
        const int day = dice_.chance(55) ? -dice_.between(1, 60) : dice_.between(0, 42);
        for (int tries = 0; tries < 4; ++tries)
            if (book(visitor, doctor_for(visitor), day)) break;
    }
    return std::move(visitor.visits);
}

void VisitBook::book_account(Visitor& visitor) {
    for (const int day : {-50, -30, -12, 3, 9, 20}) {
        for (int tries = 0; tries < 4; ++tries) {
            const auto doctor = tries == 0 ? 0 : doctor_for(visitor);
            if (book(visitor, doctor, day, Fate::good)) break;
        }
    }
}

// One of their country. Some doctors are in demand: the first of each country.
std::size_t VisitBook::doctor_for(const Visitor& visitor) {
    const auto found = doctors_of_.find(visitor.country);
    if (found == doctors_of_.end()) return dice_.below(world_.doctors.size());
    const auto& doctors = found->second;
    const bool in_demand = dice_.chance(15);
    return doctors[dice_.below(in_demand ? std::min<std::size_t>(doctors.size(), 6) : doctors.size())];
}

bool VisitBook::book(Visitor& visitor, std::size_t doctor, int day, Fate fate) {
    const Calendar calendar = calendar_of(world_.doctors[doctor]);
    const auto& types = calendar.rules.visit_types;
    const auto type = dice_.chance(70) ? 0 : dice_.below(types.size());
    const Period week{today_ + days{day}, today_ + days{day + 7}};
    const int days_before = dice_.between(1, 20);
    const int minute = dice_.between(0, 1'439);
    const Instant booked_at = std::min(week.start - days{days_before} + minutes{minute},
                                       today_ - minutes{dice_.between(10, 3'000)});
    auto& busy = busy_[doctor];
    const auto free =
        scheduling::free_starts(calendar, busy, types[type], std::nullopt, week, booked_at, most_choices);
    if (free.empty()) return false;
    const auto time = scheduling::wish_for(calendar, types[type], dice_.pick(free), std::nullopt);
    if (std::ranges::any_of(visitor.busy, [&](const Period& other) { return other.overlaps(time.occupied); }))
        return false;
    auto visit = visit_at(time, calendar, booked_at, fate == Fate::good ? 100 : dice_.between(1, 100));
    visit.doctor = doctor;
    visit.patient = visitor.index;
    visit.visit_type = type;
    if (visit.status != Status::cancelled) {
        visitor.busy.push_back(time.occupied);
        busy.push_back({visit.id, Status::booked, time.visit, time.occupied, std::nullopt});
    }
    visitor.visits.push_back(std::move(visit));
    return true;
}

DemoVisit VisitBook::visit_at(const scheduling::Wish& time, const Calendar& calendar, Instant booked_at,
                              int fate) {
    DemoVisit visit;
    visit.id = AppointmentId{dice_.uuid(booked_at)};
    visit.reference = free_reference();
    visit.time = time;
    visit.status = status_of(time.visit, fate, now_);
    if (dice_.chance(60)) visit.reason = dice_.pick(reasons);
    visit.booked_at = booked_at;
    visit.changed_at = changed_at(visit, calendar);
    visit.version = version_of(visit.status);
    return visit;
}

Instant VisitBook::changed_at(const DemoVisit& visit, const Calendar& calendar) {
    const auto notice = minutes{calendar.rules.cancellation_notice_minutes.value};
    const auto latest =
        std::max(std::min(today_, visit.time.visit.start - notice), visit.booked_at + minutes{5});
    const auto span = std::chrono::floor<minutes>(latest - visit.booked_at).count();
    const auto after = minutes{dice_.below(static_cast<std::size_t>(span) + 1)};
    switch (visit.status) {
        case Status::held:
        case Status::expired:
        case Status::pending:
        case Status::booked:
            return visit.booked_at;
        case Status::cancelled:
            return visit.booked_at + after;
        case Status::arrived:
            return visit.time.visit.start;
        case Status::noshow:
        case Status::fulfilled:
            return visit.time.visit.end;
    }
    std::abort();
}

std::string VisitBook::free_reference() {
    for (;;) {
        auto reference = dice_.reference("VEN-");
        if (references_.insert(reference).second) return reference;
    }
}

Calendar calendar_of(const DemoDoctor& doctor) {
    return {.doctor_id = doctor.id,
            .retired = false,
            .rules = doctor.rules,
            .exceptions = doctor.exceptions,
            .version = 1};
}

}  // namespace venera::demo
