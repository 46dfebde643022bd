// A practice for query tests: a real database, two doctors who work every day from 08:00 to 18:00 UTC, and as
// many patients as a test names. It is Monday, 2026-06-01, 06:00 UTC.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "platform/http/router.hpp"
#include "platform/postgres/testing/test_database.hpp"
#include "scheduling/agenda.hpp"
#include "scheduling/booking.hpp"
#include "scheduling/calendar_examples.hpp"
#include "scheduling/calendar_queries.hpp"
#include "scheduling/cancelling.hpp"
#include "scheduling/day_board.hpp"
#include "scheduling/history.hpp"
#include "scheduling/holds.hpp"
#include "scheduling/lists.hpp"
#include "scheduling/moving.hpp"
#include "scheduling/treatments.hpp"
#include "scheduling/visits.hpp"

namespace venera::scheduling::testing {

using examples::at;
using examples::numbered;
using examples::value_of;

inline const DoctorId first_doctor{numbered(1)};
inline const DoctorId second_doctor{numbered(2)};
inline const ClinicId clinic{numbered(90)};

// Doctors 1 and 2 are in service, 3 is retired, others are unknown.
struct FixedDirectory : directory::Directory {
    directory::PaymentPolicy policy = directory::PaymentPolicy::at_desk;
    std::optional<directory::PaymentPolicy> policy_of_second{};  // absent: the same
    std::int32_t pay_within = 30;

    std::shared_ptr<const directory::DoctorCard> card(Context&, DoctorId doctor) override {
        if (doctor != first_doctor && doctor != second_doctor) return nullptr;
        auto card = card_of(doctor);
        card.payment_policy = doctor == second_doctor ? policy_of_second.value_or(policy) : policy;
        card.pay_within_minutes = pay_within;
        return std::make_shared<directory::DoctorCard>(card);
    }
    static directory::DoctorCard card_of(DoctorId doctor) {
        directory::DoctorCard card;
        card.id = doctor;
        card.name = "Dr Test";
        card.specialties = {{value_of<Code>("cardiology"), "Cardiology"}};
        card.clinic = {clinic, "Central", "Street 1", "Lima", value_of<Country>("PE"), "UTC"};
        card.currency = value_of<Currency>("EUR");
        card.modes = {Mode::in_person, Mode::video};
        return card;
    }
    bool exists(Context&, DoctorId doctor) override { return doctor.value <= numbered(3); }
    std::optional<directory::ClinicCard> clinic(Context&, ClinicId wanted) override {
        if (wanted != testing::clinic) return std::nullopt;
        return card_of(first_doctor).clinic;
    }
    std::vector<ClinicId> unknown(Context&, const std::vector<ClinicId>&) override { return {}; }
    std::vector<std::shared_ptr<const directory::DoctorCard>> matching(
        Context& context, const directory::DoctorFilter& filter) override {
        if (filter.clinic_id && *filter.clinic_id != testing::clinic) return {};
        return {card(context, first_doctor), card(context, second_doctor)};
    }
    std::vector<DoctorId> doctor_ids(postgres::Executor&) override { return {first_doctor, second_doctor}; }
    std::vector<directory::ListedDoctor> listed(postgres::Executor&,
                                                const std::vector<DoctorId>& doctors) override {
        std::vector<directory::ListedDoctor> all;
        for (const DoctorId doctor : doctors) {
            if (doctor == first_doctor || doctor == second_doctor)
                all.push_back({card_of(doctor), "lima", std::nullopt, std::nullopt});
        }
        return all;
    }
    std::vector<DoctorId> changed(postgres::Executor&, const postgres::XidSpan&) override { return {}; }
    std::optional<std::vector<DoctorId>> named(Context&, const directory::Words&, std::size_t) override {
        return std::vector{first_doctor, second_doctor};
    }
    std::vector<DoctorId> named_among(Context&, const directory::Words&,
                                      const std::vector<DoctorId>& doctors) override {
        return doctors;
    }
    std::string folded(Context&, const std::string& text) override { return text; }
};

// Every id is a patient; the key is made of the id.
struct FixedPatients final : patients::Patients {
    void create(Context&, postgres::Executor&, const patients::NewPatient&) override {}
    bool change(Context&, postgres::Executor&, PatientId, const patients::PatientChange&) override {
        return false;
    }
    void replace_email(Context&, postgres::Executor&, PatientId, const patients::EmailReplacement&) override {
    }
    void changed(PatientId) override {}
    std::optional<patients::Patient> find(Context&, PatientId) override { return std::nullopt; }
    std::vector<PatientId> same_person(Context&, PatientId patient) override { return {patient}; }
    std::shared_ptr<const patients::PatientCard> card(Context&, PatientId patient) override {
        const auto key = crypto::sha256(patient.text());
        auto card = std::make_shared<patients::PatientCard>();
        card->id = patient;
        card->name = "Ana Quispe";
        std::vector<patients::DataKey::Version> versions;
        versions.push_back({1, crypto::SecretKey(key)});
        card->data_key = std::make_shared<const patients::DataKey>(1, std::move(versions));
        return card;
    }
    std::vector<std::shared_ptr<const patients::PatientCard>> cards(
        Context& context, const std::vector<PatientId>& ids) override {
        std::vector<std::shared_ptr<const patients::PatientCard>> all;
        for (const PatientId id : ids) all.push_back(card(context, id));
        return all;
    }
};

// Who acts for whom is what a test says.
struct FixedRelatives : patients::Relatives {
    std::vector<PatientId> told;
    std::vector<PatientId> changed(postgres::Executor&, const postgres::XidSpan&) override {
        return std::exchange(told, {});
    }
    std::map<PatientId, std::vector<PatientId>> consents;

    bool may_act_for(Context& context, PatientId patient) override {
        return std::ranges::count(acted_for(context), patient) > 0;
    }
    bool acts_for(Context&, PatientId acting, PatientId patient) override {
        return std::ranges::count(consents[acting], patient) > 0;
    }
    std::vector<PatientId> acted_for(Context& context) override {
        return context.caller().patient_id ? consents[*context.caller().patient_id]
                                           : std::vector<PatientId>{};
    }
};

// The person at the desk has a name.
struct NamedActors final : audit::Actors {
    std::map<UserId, std::string> names(Context&, const std::vector<UserId>& ids) override {
        std::map<UserId, std::string> names;
        if (std::ranges::count(ids, UserId{numbered(200)}) > 0) names[UserId{numbered(200)}] = "Rosa Luna";
        return names;
    }
};

inline Caller as_patient(std::uint8_t number) {
    Caller caller;
    caller.kind = Caller::Kind::user;
    caller.role = Role::patient;
    caller.user_id = UserId{numbered(number)};
    caller.patient_id = PatientId{numbered(number)};
    return caller;
}
inline Caller as_staff() {
    Caller caller;
    caller.kind = Caller::Kind::user;
    caller.role = Role::staff;
    caller.user_id = UserId{numbered(200)};
    return caller;
}
inline Caller as_doctor(DoctorId doctor) {
    Caller caller = as_staff();
    caller.role = Role::doctor;
    caller.doctor_id = doctor;
    return caller;
}
inline Caller as_nobody(std::string_view address = "192.0.2.1") {
    Caller caller;
    caller.address = address;
    return caller;
}

// One replica of the practice: what a thread of the server has.
struct Replica {
    Replica(postgres::testing::TestDatabase& of_test, postgres::Database& of_thread, const Clock& of_all)
        : Replica(of_test, of_thread, of_all, nullptr) {}
    // `told` hears of everything that is committed here.
    Replica(postgres::testing::TestDatabase& of_test, postgres::Database& of_thread, const Clock& of_all,
            Occupancy* told)
        : test(of_test),
          database(of_thread),
          clock(of_all),
          occupancy(told != nullptr ? *told : no_occupancy) {}

    Context as(Caller caller) {
        return {std::move(caller), clock, database, test.log(), tracing::Trace::from(""), "r-1"};
    }

    postgres::testing::TestDatabase& test;
    postgres::Database& database;
    const Clock& clock;
    FixedDirectory directory{};
    FixedPatients patients{};
    FixedRelatives relatives{};
    Treatments treatments{std::chrono::days{365}};
    People people{patients, relatives, treatments};
    NoOccupancy no_occupancy{};
    Occupancy& occupancy;
    Calendars calendars{};
    Offers offers{calendars, directory};
    Placing placing{offers, occupancy};
    Booking booking{directory, placing, people, occupancy};
    Holds holds{placing, people, occupancy};
    Moving moving{offers, people, occupancy};
    Cancelling cancelling{people, occupancy};
    Visits visits{patients, occupancy};
    Lists lists{people};
    AgendaBoard agenda{calendars, directory, patients};
    DayBoards day_boards{calendars, directory};
    NamedActors actors{};
    Histories histories{patients, actors};
};

struct DeskQuery : ::testing::Test {
    DeskQuery() {
        crypto::initialise();
        set_time("2026-06-01T06:00:00Z");
        auto calendar = examples::calendar("UTC", examples::every_day("08:00", "18:00"));
        calendar.rules.cancellation_notice_minutes = {60};
        write_schedule(test.database(), first_doctor, calendar.rules, clock.now());
        write_schedule(test.database(), second_doctor, calendar.rules, clock.now());
    }

    void set_time(std::string_view text) {
        const Clock system;
        clock.set_offset(std::chrono::duration_cast<std::chrono::seconds>(at(text) - system.now()));
    }
    static BookAppointment wish(std::string_view start, DoctorId doctor = first_doctor) {
        BookAppointment wish;
        wish.doctor_id = doctor;
        wish.start = VisitStart{at(start)};
        return wish;
    }
    static NewHold hold_wish(std::string_view start, DoctorId doctor = first_doctor) {
        return {doctor, VisitStart{at(start)}, std::nullopt, std::nullopt, std::nullopt};
    }
    static http::IdempotencyKey no_key() { return {}; }
    static http::IdempotencyKey key(std::string text, std::uint8_t fingerprint) {
        http::IdempotencyKey key{};
        key.key = std::move(text);
        key.fingerprint[0] = fingerprint;
        return key;
    }
    Booking::Answer book(const Caller& caller, const BookAppointment& wish,
                         const http::IdempotencyKey& key = no_key()) {
        Context context = replica.as(caller);
        return replica.booking.book(context, wish, key);
    }
    std::int64_t count(const char* sql) {
        const postgres::Statement<std::int64_t()> statement{"test.count", sql};
        return test.owner().one(statement);
    }

    postgres::testing::TestDatabase test;
    Clock clock;
    Replica replica{test, test.database(), clock};
};

}  // namespace venera::scheduling::testing
