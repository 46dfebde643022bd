#include "demo/loader.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "demo/accounts.hpp"
#include "demo/opinions.hpp"
#include "demo/queries.hpp"
#include "demo/visits.hpp"
#include "directory/import_queries.hpp"
#include "directory/queries.hpp"
#include "identity/queries.hpp"
#include "patients/import_queries.hpp"
#include "scheduling/appointment_view.hpp"
#include "scheduling/import_queries.hpp"
#include "scheduling/offers.hpp"

namespace venera::demo {

namespace {

constexpr std::size_t batch_size = 1'000;
constexpr std::size_t batches_between_lines = 10;

// Calls `write(first, last)` for one stretch of indexes after the other, and says how far it is.
template <class Write>
void in_batches(std::size_t count, log::Log& log, const log::Label& what, Write write) {
    std::size_t batches = 0;
    for (std::size_t first = 0; first < count; first += batch_size) {
        const auto last = std::min(first + batch_size, count);
        write(first, last);
        if (++batches % batches_between_lines == 0 || last == count)
            log.info("demo.loading", {{"what", what}, {"done", last}, {"of", count}});
    }
}

directory::ImportedDoctor imported(const DemoDoctor& doctor) {
    return {.id = doctor.id,
            .name = doctor.card.name.value,
            .specialties = doctor.card.specialties,
            .experience_years = static_cast<std::int32_t>(doctor.card.experience_years.value),
            .price_cents = doctor.card.price_cents.value,
            .currency = doctor.card.currency,
            .languages = doctor.card.languages,
            .clinic_id = doctor.card.clinic_id,
            .modes = doctor.card.modes};
}

void load_doctors(postgres::Executor& db, const World& world, Instant now, log::Log& log) {
    in_batches(world.doctors.size(), log, log::Label{"doctors"}, [&](std::size_t first, std::size_t last) {
        std::vector<directory::ImportedDoctor> doctors;
        std::vector<scheduling::Calendar> calendars;
        for (std::size_t i = first; i < last; ++i) {
            doctors.push_back(imported(world.doctors[i]));
            calendars.push_back(calendar_of(world.doctors[i]));
        }
        directory::import_doctors(db, doctors, now);
        scheduling::import_calendars(db, calendars, now);
    });
}

// What a booking would have written.
class Rows {
public:
    Rows(postgres::Executor& db, const World& world) : world_(world) {
        for (const auto& specialty : directory::list_specialties(db))
            specialties_[specialty.code.value] = specialty.name;
        for (const auto& clinic : world.clinics)
            clinics_[clinic.id] = {clinic.id,   clinic.name,    clinic.address,
                                   clinic.city, clinic.country, clinic.timezone};
    }

    scheduling::AppointmentRow row_of(const DemoVisit& visit, const patients::PatientCard& patient) const {
        const auto calendar =
            std::make_shared<const scheduling::Calendar>(calendar_of(world_.doctors[visit.doctor]));
        const auto& type = calendar->rules.visit_types[visit.visit_type];
        scheduling::AppointmentRow row;
        row.id = visit.id;
        row.reference = visit.reference;
        row.status = visit.status;
        scheduling::fill_from(
            {card_of(visit.doctor), calendar, type, minutes{type.duration_minutes.value}, visit.time}, row);
        row.patient_id = patient.id;
        row.patient_name = patient.name;
        if (visit.reason)
            row.reason_sealed = seal_text(scheduling::SealedColumn::reason, row.id, patient, *visit.reason);
        row.version = visit.version;
        row.created_at = visit.booked_at;
        row.updated_at = visit.changed_at;
        return row;
    }

private:
    std::shared_ptr<const directory::DoctorCard> card_of(std::size_t index) const {
        const auto& doctor = world_.doctors[index];
        directory::DoctorCard card;
        card.id = doctor.id;
        card.name = doctor.card.name.value;
        for (const auto& code : doctor.card.specialties)
            card.specialties.push_back({code, specialties_.at(code.value)});
        card.clinic = clinics_.at(doctor.card.clinic_id);
        return std::make_shared<const directory::DoctorCard>(std::move(card));
    }

    const World& world_;
    std::unordered_map<std::string, std::string> specialties_;
    std::unordered_map<ClinicId, directory::ClinicCard> clinics_;
};

struct LoadedPatients {
    patients::NewPatient first;
    std::size_t appointments = 0;
    std::unordered_set<DoctorId> reviewed{};
};

// Each batch with its visits: so no more of them than that are in memory.
LoadedPatients load_patients(postgres::Executor& db, const World& world, const Size& size,
                             const patients::ProfileRows& profiles, Instant now, log::Log& log) {
    Dice dice(size.seed + 2);
    std::unordered_set<std::string> references;
    Patients people(size, now);
    VisitBook book(world, size, now);
    const Rows rows(db, world);
    Opinions opinions(size, now);
    LoadedPatients loaded;
    in_batches(size.patients, log, log::Label{"patients"}, [&](std::size_t first, std::size_t last) {
        std::vector<patients::ImportedPatient> batch;
        std::vector<DemoVisit> visits;
        for (std::size_t i = first; i < last; ++i) {
            auto reference = dice.reference("P-");
            while (!references.insert(reference).second) reference = dice.reference("P-");
            batch.push_back({people.next(), reference});
            std::ranges::move(book.visits_of_next(batch.back().patient), std::back_inserter(visits));
        }
        if (first == 0) loaded.first = batch.front().patient;
        const auto cards = patients::import_patients(db, batch, profiles, now);
        std::vector<scheduling::AppointmentRow> appointments;
        std::vector<directory::ReviewRow> reviews;
        for (const auto& visit : visits) {
            appointments.push_back(rows.row_of(visit, *cards[visit.patient - first]));
            if (auto review = opinions.of(appointments.back(), world.doctors[visit.doctor])) {
                loaded.reviewed.insert(review->doctor_id);
                reviews.push_back(*std::move(review));
            }
        }
        if (!appointments.empty()) scheduling::import_appointments(db, appointments, now);
        if (!reviews.empty()) directory::import_reviews(db, reviews);
        loaded.appointments += appointments.size();
    });
    return loaded;
}

void count_stars(postgres::Executor& db, const std::vector<DoctorId>& doctors, Instant now, log::Log& log) {
    in_batches(doctors.size(), log, log::Label{"ratings"}, [&](std::size_t first, std::size_t last) {
        directory::count_ratings(db,
                                 {doctors.begin() + static_cast<std::ptrdiff_t>(first),
                                  doctors.begin() + static_cast<std::ptrdiff_t>(last)},
                                 now);
    });
}

}  // namespace

bool is_empty(postgres::Executor& db) {
    return !directory::has_clinics(db) && !patients::has_patients(db) && !scheduling::has_calendars(db) &&
           identity::list_accounts(db, {}, 1).empty();
}

Loaded load(postgres::Database& database, const patients::ProfileRows& profiles, const Size& size,
            Instant now, log::Log& log) {
    const World world = make_world(size, now);
    // One transaction: a world that broke off half-way could neither be used nor be loaded again.
    postgres::Transaction transaction(database);
    // Two replicas that start at once would both find the database empty: the second waits for the first, and
    // then finds its world.
    take_turn(transaction);
    if (!is_empty(transaction))
        throw NotEmpty("the database is not empty: the demo world needs one of its own");
    for (const auto& clinic : world.clinics) directory::insert_clinic(transaction, clinic, now);
    load_doctors(transaction, world, now, log);
    const auto loaded = load_patients(transaction, world, size, profiles, now, log);
    count_stars(transaction, {loaded.reviewed.begin(), loaded.reviewed.end()}, now, log);
    insert_accounts(transaction, world, loaded.first, now);
    transaction.commit();
    return {world.clinics.size(), world.doctors.size(), size.patients, loaded.appointments};
}

}  // namespace venera::demo
