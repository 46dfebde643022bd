// The table of appointments and what writes it, one caller at a time: what the constraints refuse, and what
// each act leaves behind. Races are in races_query_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/postgres/statements.hpp"
#include "scheduling/desk_fixture.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/sweeper.hpp"

namespace venera::scheduling {
namespace {

using testing::as_doctor;
using testing::as_nobody;
using testing::as_patient;
using testing::as_staff;
using testing::at;
using testing::first_doctor;
using testing::numbered;
using testing::second_doctor;
using testing::value_of;

using AppointmentsQuery = testing::DeskQuery;

constexpr auto ten = "2026-06-02T10:00:00Z";
constexpr auto half_past_ten = "2026-06-02T10:30:00Z";

TEST_F(AppointmentsQuery, StatementsAgreeWithTheTables) {
    EXPECT_THAT(postgres::check_statements(test.owner()), ::testing::IsEmpty());
}

std::string insert_with(const std::string& occupied, const std::string& starts = "2026-06-02 10:00+00",
                        const std::string& ends = "2026-06-02 10:30+00") {
    return "insert into scheduling.appointments (id, reference, doctor_id, patient_id, patient_name, status, "
           "starts_at, "
           "ends_at, occupied, timezone, local_date, doctor_name, specialty_code, specialty_name, clinic_id, "
           "clinic, mode, "
           "visit_type, price_cents, currency, payment_status, cancellable_until, created_at, updated_at) "
           "values "
           "(gen_random_uuid(), 'VEN-000000', gen_random_uuid(), gen_random_uuid(), 'A', 'booked', '" +
           starts + "', '" + ends + "', " + occupied +
           ", 'UTC', '2026-06-02', 'D', 'c', 'C', gen_random_uuid(), '{}', 'video', 'visit', 0, 'EUR', "
           "'unpaid', now(), "
           "now(), now())";
}

TEST_F(AppointmentsQuery, TheTableRefusesRangesThatAreNoTime) {
    const auto sqlstate = [&](const std::string& sql) {
        try {
            test.owner().script(sql);
            return std::string("none");
        } catch (const postgres::SqlError& error) {
            return error.sqlstate;
        }
    };
    EXPECT_EQ(sqlstate(insert_with("'[2026-06-02 10:00+00,2026-06-02 10:30+00)'")), "none");
    for (const char* bad :
         {"'empty'", "'(,2026-06-02 10:30+00)'", "'[2026-06-02 10:00+00,)'",
          "'[-infinity,2026-06-02 10:30+00)'", "'[2026-06-02 10:00+00,infinity)'",
          "'(2026-06-02 09:59+00,2026-06-02 10:30+00]'", "'[2026-06-02 10:00+00,2026-06-02 10:30+00]'",
          "'[2026-06-02 10:00+00,2026-06-02 10:00:00.000001+00)'",
          "'[2026-06-02 00:00+00,2026-06-03 01:00+00)'", "'[2026-06-02 10:05+00,2026-06-02 10:30+00)'"}) {
        EXPECT_EQ(sqlstate(insert_with(bad)), "23514") << bad;
    }
    const std::string good = "'[2026-06-02 09:00+00,2026-06-02 11:00+00)'";
    EXPECT_EQ(sqlstate(insert_with(good, "2026-06-02 10:30+00", "2026-06-02 10:00+00")), "23514");
    EXPECT_EQ(sqlstate(insert_with(good, "2026-06-02 10:01+00")), "23514");
    EXPECT_EQ(sqlstate(insert_with("'[1026-06-02 10:00+00,1026-06-02 10:30+00)'", "1026-06-02 10:00+00",
                                   "1026-06-02 10:30+00")),
              "23514");
    EXPECT_EQ(sqlstate("update scheduling.appointments set status = 'held'"), "23514");
    EXPECT_EQ(sqlstate("update scheduling.appointments set status = 'arrived'"), "none");
    EXPECT_EQ(sqlstate("update scheduling.appointments set status = 'noshow'"), "23514");
    EXPECT_EQ(sqlstate("update scheduling.appointments set status = 'booked'"), "none");
    EXPECT_EQ(sqlstate("update scheduling.appointments set status = 'fulfilled'"), "none");
    EXPECT_EQ(sqlstate("update scheduling.appointments set status = 'booked'"), "23514");
}

TEST_F(AppointmentsQuery, ABookingLeavesItsRowItsEventAndItsLineOfTheLog) {
    auto body = wish(ten);
    body.reason = value_of<Prose<500>>("secret cough");
    const auto booked = book(as_patient(10), body, key("k-1", 1));
    ASSERT_TRUE(booked) << booked.refusal().code;
    EXPECT_EQ(booked->value.status, Status::booked);
    EXPECT_EQ(booked->value.reason, "secret cough");
    EXPECT_EQ(booked->value.end, at(half_past_ten));
    EXPECT_EQ(booked->value.cancellable_until, at("2026-06-02T09:00:00Z"));
    EXPECT_EQ(
        count("select count(*) from scheduling.outbox where type = 'appointment.booked' and country = 'PE' "
              "and payload->>'start' = '2026-06-02T10:00:00Z' and not payload::text like '%Ana%'"),
        1);
    EXPECT_EQ(
        count("select count(*) from scheduling.access_log where action = 'book' and outcome = 'allowed' "
              "and actor_role = 'patient' and patient_id is not null and request_id = 'r-1'"),
        1);
    EXPECT_EQ(count("select count(*) from scheduling.idempotency where status = 201"), 1);
    EXPECT_EQ(count("select count(*) from scheduling.appointments where position('secret'::bytea in "
                    "reason_sealed) > 0"),
              0);
    Context context = replica.as(as_patient(10));
    const auto seen = replica.lists.one(context, {booked->value.id});
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->reason, "secret cough");
    EXPECT_EQ(seen->local_time.text(), "10:00");
}

TEST_F(AppointmentsQuery, ABookingWhoseEventCannotBeWrittenDoesNotHappen) {
    test.owner().script(
        "alter table scheduling.outbox add constraint planted check (type <> 'appointment.booked') not "
        "valid");
    EXPECT_THROW(static_cast<void>(book(as_patient(10), wish(ten), key("k-1", 1))),
                 postgres::ConstraintViolation);
    EXPECT_EQ(count("select count(*) from scheduling.appointments"), 0);
    EXPECT_EQ(count("select count(*) from scheduling.idempotency"), 0);
    EXPECT_EQ(count("select count(*) from scheduling.access_log"), 0);
}

TEST_F(AppointmentsQuery, ATakenTimeIsRefusedWithAlternatives) {
    ASSERT_TRUE(book(as_patient(10), wish(ten)));
    const auto refused = book(as_patient(11), wish(ten));
    ASSERT_TRUE(refused.is<slot_taken>()) << refused.refusal().code;
    const auto& extra = *static_cast<const Alternatives*>(refused.refusal().extra.get());
    ASSERT_EQ(extra.alternatives.size(), 3U);
    for (const auto& other : extra.alternatives) EXPECT_NE(other.start, at(ten));
    EXPECT_TRUE(book(as_patient(11), wish(extra.alternatives[0].start.text())));
    EXPECT_TRUE(book(as_patient(10), wish(ten, second_doctor)).is<patient_busy>());
    EXPECT_EQ(count("select count(*) from scheduling.appointments"), 2);
}

TEST_F(AppointmentsQuery, EveryRuleHasItsRefusal) {
    EXPECT_TRUE(book(as_patient(10), wish("2026-06-02T10:05:00Z")).is<not_offered>());
    EXPECT_TRUE(book(as_patient(10), wish("2026-06-01T05:00:00Z")).is<too_late_to_book>());
    EXPECT_TRUE(book(as_patient(10), wish("2028-06-02T10:00:00Z")).is<beyond_horizon>());
    EXPECT_TRUE(book(as_patient(10), wish(ten, DoctorId{numbered(3)})).is<not_offered>());
    EXPECT_TRUE(book(as_patient(10), wish(ten, DoctorId{numbered(9)})).is<not_found>());
    EXPECT_TRUE(book(as_staff(), wish(ten)).is<invalid_input>());
    auto other = wish(ten);
    other.patient_id = PatientId{numbered(11)};
    EXPECT_TRUE(book(as_patient(10), other).is<not_found>());
    EXPECT_TRUE(book(as_doctor(second_doctor), other).is<not_found>());
    Caller elsewhere = as_staff();
    elsewhere.clinic_ids = {ClinicId{numbered(91)}};
    EXPECT_TRUE(book(elsewhere, other).is<not_found>());
    auto longer = wish(ten);
    longer.duration_minutes = Duration{60};
    EXPECT_TRUE(book(as_patient(10), longer).is<invalid_input>());
    EXPECT_EQ(count("select count(*) from scheduling.access_log where outcome = 'denied'"), 2);
    EXPECT_EQ(count("select count(*) from scheduling.appointments"), 0);
}

// Whoever has a visit is treated, and their record is open: doctors must not open it to themselves.
TEST_F(AppointmentsQuery, DoctorsBookForThoseWhomTheyTreat) {
    auto next = wish("2026-06-03T10:00:00Z");
    next.patient_id = PatientId{numbered(10)};
    auto held = hold_wish("2026-06-03T10:00:00Z");
    held.patient_id = next.patient_id;
    Context doctor = replica.as(as_doctor(first_doctor));
    EXPECT_TRUE(book(as_doctor(first_doctor), next).is<not_found>());
    EXPECT_TRUE(replica.holds.create(doctor, held, no_key(), {}).is<not_found>());
    EXPECT_EQ(count("select count(*) from scheduling.access_log where outcome = 'denied'"), 2);
    ASSERT_TRUE(book(as_patient(10), wish(ten)));
    EXPECT_TRUE(book(as_doctor(first_doctor), next));
}

TEST_F(AppointmentsQuery, StaffSetsRulesAsideButNotTheConstraint) {
    auto body = wish("2026-06-02T06:05:00Z");
    body.patient_id = PatientId{numbered(10)};
    body.override = {{OverridableRule{Rule::closed}, OverridableRule{Rule::off_grid}}};
    body.override_reason = value_of<Text<200>>("emergency");
    EXPECT_TRUE(book(as_patient(10), body).is<forbidden>());
    ASSERT_TRUE(book(as_staff(), body));
    body.patient_id = PatientId{numbered(11)};
    EXPECT_TRUE(book(as_staff(), body).is<slot_taken>());
    EXPECT_EQ(
        count(
            "select count(*) from scheduling.access_log where action = 'book, overriding closed, off_grid'"),
        1);
    EXPECT_EQ(count("select count(*) from scheduling.outbox where payload->'overrides' = '[\"closed\", "
                    "\"off_grid\"]'"),
              1);
}

TEST_F(AppointmentsQuery, ARepeatedRequestIsAnsweredFromWhatItMade) {
    const auto first = book(as_patient(10), wish(ten), key("k", 1));
    ASSERT_TRUE(first);
    const auto again = book(as_patient(10), wish(ten), key("k", 1));
    ASSERT_TRUE(again) << again.refusal().code;
    EXPECT_EQ(again->replay, Replay::yes);
    EXPECT_EQ(again->value.id, first->value.id);
    EXPECT_TRUE(book(as_patient(10), wish(half_past_ten), key("k", 2)).is<idempotency_key_reused>());
    EXPECT_TRUE(book(as_patient(10), wish("2026-06-02T10:05:00Z"), key("k", 3)).is<idempotency_key_reused>());
    EXPECT_TRUE(book(as_patient(11), wish(half_past_ten), key("k", 2))) << "keys are per caller";
    set_time("2026-06-03T10:00:00Z");
    EXPECT_EQ(book(as_patient(10), wish(ten), key("k", 1))->replay, Replay::yes)
        << "also when the time is past";
    EXPECT_EQ(count("select count(*) from scheduling.appointments"), 2);
}

TEST_F(AppointmentsQuery, AStaleCalendarIsReadAgain) {
    ASSERT_TRUE(book(as_patient(10), wish(ten)));
    auto shorter = examples::calendar("UTC", examples::every_day("08:00", "12:00"));
    write_schedule(test.database(), first_doctor, shorter.rules, clock.now());
    const auto refused = book(as_patient(11), wish("2026-06-02T15:00:00Z"));
    EXPECT_TRUE(refused.is<not_offered>());
    auto longer = examples::calendar("UTC", examples::every_day("08:00", "20:00"));
    write_schedule(test.database(), first_doctor, longer.rules, clock.now());
    EXPECT_TRUE(book(as_patient(11), wish("2026-06-02T19:00:00Z")));
}

TEST_F(AppointmentsQuery, AHoldKeepsTheTimeUntilItRunsOut) {
    Context ana = replica.as(as_patient(10));
    const auto hold = replica.holds.create(ana, hold_wish(ten), no_key(), "browser");
    ASSERT_TRUE(hold);
    EXPECT_EQ(hold->value.expires_at, ana.now() + limits::hold_time);
    EXPECT_FALSE(hold->value.holder_token);
    EXPECT_TRUE(book(as_patient(11), wish(ten)).is<slot_taken>());
    set_time("2026-06-01T06:10:05Z");
    EXPECT_TRUE(book(as_patient(11), wish(ten))) << "a hold that has run out blocks nobody";
    auto late = wish(ten);
    late.hold_id = hold->value.id;
    EXPECT_TRUE(book(as_patient(10), late).is<hold_expired>());
    Context later = replica.as(as_patient(10));
    EXPECT_TRUE(replica.holds.extend(later, hold->value.id, std::nullopt).is<hold_expired>());
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'appointment.expired'"), 1);
}

TEST_F(AppointmentsQuery, BookingAHoldKeepsItsId) {
    Context ana = replica.as(as_patient(10));
    const auto hold = replica.holds.create(ana, hold_wish(ten), no_key(), "browser");
    ASSERT_TRUE(hold);
    auto body = wish(ten);
    body.hold_id = hold->value.id;
    EXPECT_TRUE(book(as_patient(11), body).is<not_found>());
    auto wrong = body;
    wrong.start = VisitStart{at(half_past_ten)};
    EXPECT_TRUE(book(as_patient(10), wrong).is<invalid_input>());
    const auto booked = book(as_patient(10), body, key("k", 1));
    ASSERT_TRUE(booked) << booked.refusal().code;
    EXPECT_EQ(booked->value.id, hold->value.id);
    EXPECT_EQ(booked->value.version, 2);
    EXPECT_EQ(book(as_patient(10), body, key("k", 1))->replay, Replay::yes);
    EXPECT_TRUE(book(as_patient(10), body).is<invalid_transition>());
}

TEST_F(AppointmentsQuery, TheHoldersOwnHoldHidesNothingFromThem) {
    Context ana = replica.as(as_patient(10));
    ASSERT_TRUE(replica.holds.create(ana, hold_wish(ten), no_key(), ""));
    EXPECT_TRUE(book(as_patient(10), wish(ten, second_doctor)).is<patient_busy>());
    EXPECT_TRUE(book(as_patient(10), wish(ten)));
    EXPECT_EQ(count("select count(*) from scheduling.appointments where status = 'expired'"), 1);
}

TEST_F(AppointmentsQuery, APatientHoldsThreeTimesAtMost) {
    Context ana = replica.as(as_patient(10));
    for (const char* start : {"2026-06-02T08:00:00Z", "2026-06-02T09:00:00Z", ten})
        ASSERT_TRUE(replica.holds.create(ana, hold_wish(start), no_key(), ""));
    EXPECT_TRUE(
        replica.holds.create(ana, hold_wish("2026-06-02T11:00:00Z"), no_key(), "").is<too_many_holds>());
    EXPECT_EQ(count("select count(*) from scheduling.appointments"), 3);
}

TEST_F(AppointmentsQuery, AStrangersHoldIsBookedWithItsToken) {
    Context visitor = replica.as(as_nobody());
    const auto older = replica.holds.create(visitor, hold_wish(half_past_ten), no_key(), "browser");
    ASSERT_TRUE(older);
    const auto hold = replica.holds.create(visitor, hold_wish(ten), key("k", 1), "browser");
    ASSERT_TRUE(hold) << hold.refusal().code;
    EXPECT_EQ(count("select count(*) from scheduling.appointments where status = 'held'"), 1)
        << "one per browser";
    EXPECT_EQ(hold->value.expires_at, visitor.now() + limits::anonymous_hold_time);
    const auto repeated = replica.holds.create(visitor, hold_wish(ten), key("k", 1), "browser");
    ASSERT_TRUE(repeated) << repeated.refusal().code;
    EXPECT_EQ(repeated->replay, Replay::yes);
    EXPECT_EQ(repeated->value.holder_token, hold->value.holder_token);
    const HolderToken token{*hold->value.holder_token};
    EXPECT_TRUE(replica.holds.extend(visitor, hold->value.id, std::nullopt).is<not_found>());
    EXPECT_EQ(replica.holds.extend(visitor, hold->value.id, token)->expires_at,
              visitor.now() + limits::anonymous_hold_time + limits::hold_extension);
    auto body = wish(ten);
    body.hold_id = hold->value.id;
    EXPECT_TRUE(book(as_patient(10), body).is<not_found>());
    body.holder_token = token;
    const auto booked = book(as_patient(10), body);
    ASSERT_TRUE(booked) << booked.refusal().code;
    EXPECT_EQ(booked->value.patient_name, "Ana Quispe");
}

TEST_F(AppointmentsQuery, AStrangersHoldCannotPutThePatientInTwoPlaces) {
    Context visitor = replica.as(as_nobody());
    const auto hold = replica.holds.create(visitor, hold_wish(ten), no_key(), "browser");
    ASSERT_TRUE(hold);
    ASSERT_TRUE(book(as_patient(10), wish(ten, second_doctor)));
    auto body = wish(ten);
    body.hold_id = hold->value.id;
    body.holder_token = HolderToken{*hold->value.holder_token};
    EXPECT_TRUE(book(as_patient(10), body).is<patient_busy>());
    EXPECT_TRUE(book(as_patient(11), body));
}

TEST_F(AppointmentsQuery, AHoldIsExtendedTenTimesAndReleasedOnce) {
    Context ana = replica.as(as_patient(10));
    const auto id = replica.holds.create(ana, hold_wish(ten), no_key(), "")->value.id;
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(replica.holds.extend(ana, id, std::nullopt));
    EXPECT_TRUE(replica.holds.extend(ana, id, std::nullopt).is<too_many_extensions>());
    Context luis = replica.as(as_patient(11));
    EXPECT_TRUE(replica.holds.release(luis, id, std::nullopt).is<not_found>());
    EXPECT_TRUE(replica.holds.release(ana, id, std::nullopt));
    EXPECT_TRUE(replica.holds.release(ana, id, std::nullopt));
    EXPECT_TRUE(book(as_patient(11), wish(ten)));
}

TEST_F(AppointmentsQuery, TheSweeperEndsWhatHasRunOut) {
    Context ana = replica.as(as_patient(10));
    ASSERT_TRUE(replica.holds.create(ana, hold_wish(ten), no_key(), ""));
    Caller job;
    job.kind = Caller::Kind::job;
    Context now = replica.as(job);
    EXPECT_EQ(expire_holds(now, replica.occupancy), 0);
    set_time("2026-06-01T07:00:00Z");
    Context later = replica.as(job);
    EXPECT_EQ(expire_holds(later, replica.occupancy), 1);
    EXPECT_EQ(expire_holds(later, replica.occupancy), 0);
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'appointment.expired'"), 1);
}

ChangeAppointment to(std::string_view start) {
    ChangeAppointment change;
    change.start = {Patch<VisitStart>::State::value, VisitStart{at(start)}};
    return change;
}

TEST_F(AppointmentsQuery, AMoveHappensAtOnceOrNotAtAll) {
    const auto visit = book(as_patient(10), wish(ten))->value;
    ASSERT_TRUE(book(as_patient(11), wish(half_past_ten)));
    Context ana = replica.as(as_patient(10));
    const auto refused = replica.moving.change(ana, {visit.id}, to(half_past_ten), {});
    EXPECT_TRUE(refused.is<slot_taken>());
    EXPECT_EQ(static_cast<const Alternatives*>(refused.refusal().extra.get())->alternatives.size(), 3U);
    EXPECT_EQ(replica.lists.one(ana, {visit.id})->version, 1);
    EXPECT_TRUE(replica.moving.change(ana, {visit.id}, to("2026-06-02T09:05:00Z"), {}).is<not_offered>());
    const auto moved = replica.moving.change(ana, {visit.id}, to("2026-06-03T09:00:00Z"), {1});
    ASSERT_TRUE(moved) << moved.refusal().code;
    EXPECT_EQ(moved->version, 2);
    EXPECT_EQ(moved->start, at("2026-06-03T09:00:00Z"));
    EXPECT_TRUE(replica.moving.change(ana, {visit.id}, to(ten), {1}).is<version_mismatch>());
    EXPECT_TRUE(book(as_patient(12), wish(ten))) << "the old time is free";
    ChangeAppointment other;
    other.doctor_id = {Patch<DoctorId>::State::value, second_doctor};
    EXPECT_EQ(replica.moving.change(ana, {visit.id}, other, {})->doctor_id, second_doctor);
    Context luis = replica.as(as_patient(11));
    EXPECT_TRUE(replica.moving.change(luis, {visit.id}, to(ten), {}).is<not_found>());
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'appointment.moved'"), 2);
    EXPECT_EQ(count("select count(*) from scheduling.access_log where outcome = 'denied'"), 1);
}

TEST_F(AppointmentsQuery, AVisitMayMoveOverItsOwnOldTime) {
    ChangeAppointment change = to("2026-06-02T10:15:00Z");
    change.override = {{OverridableRule{Rule::off_grid}}};
    change.override_reason = value_of<Text<200>>("late train");
    const auto visit = book(as_patient(10), wish(ten))->value;
    Context staff = replica.as(as_staff());
    const auto moved = replica.moving.change(staff, {visit.id}, change, {});
    EXPECT_TRUE(moved) << moved.refusal().code;
}

TEST_F(AppointmentsQuery, TextsChangeWithoutAMove) {
    const auto visit = book(as_patient(10), wish(ten))->value;
    ChangeAppointment change;
    change.notes = {Patch<Prose<2'000>, Clears::yes>::State::value,
                    value_of<Prose<2'000>>("bring the X-ray")};
    Context ana = replica.as(as_patient(10));
    EXPECT_TRUE(replica.moving.change(ana, {visit.id}, change, {}).is<forbidden>());
    Context staff = replica.as(as_staff());
    EXPECT_EQ(replica.moving.change(staff, {visit.id}, change, {})->notes, "bring the X-ray");
    change.notes = {Patch<Prose<2'000>, Clears::yes>::State::null, {}};
    EXPECT_EQ(replica.moving.change(staff, {visit.id}, change, {})->notes, std::nullopt);
    EXPECT_EQ(
        count("select count(*) from scheduling.outbox where type = 'appointment.changed' and version in "
              "(2, 3) and payload::text not like '%X-ray%'"),
        2);
}

TEST_F(AppointmentsQuery, CancellingFreesTheTimeAndIsHarmlessToRepeat) {
    const auto visit = book(as_patient(10), wish(ten))->value;
    Context ana = replica.as(as_patient(10));
    EXPECT_TRUE(replica.cancelling.cancel(ana, {visit.id}, {7}).is<version_mismatch>());
    const auto first = replica.cancelling.cancel(ana, {visit.id}, {1});
    ASSERT_TRUE(first);
    EXPECT_EQ(first->status, Status::cancelled);
    const auto again = replica.cancelling.cancel_because(ana, {visit.id}, CancelAppointment{}, {1});
    ASSERT_TRUE(again);
    EXPECT_EQ(again->version, 2);
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'appointment.cancelled'"), 1);
    EXPECT_TRUE(book(as_patient(11), wish(ten)));
    set_time("2026-06-02T09:30:00Z");
    Context luis = replica.as(as_patient(11));
    const auto mine = replica.lists.mine(luis, {});
    ASSERT_EQ(mine->data.size(), 1U);
    EXPECT_TRUE(replica.cancelling.cancel(luis, {mine->data[0].id}, {}).is<too_late_to_cancel>());
    EXPECT_TRUE(replica.moving.change(luis, {mine->data[0].id}, to("2026-06-03T09:00:00Z"), {})
                    .is<too_late_to_cancel>());
}

http::Query<MyAppointmentQuery> scoped(Scope scope) {
    http::Query<MyAppointmentQuery> query;
    query.value.scope = scope;
    return query;
}

TEST_F(AppointmentsQuery, ListsShowWhatTheCallerMaySee) {
    const auto first = book(as_patient(10), wish(ten))->value.id;
    const auto second = book(as_patient(10), wish("2026-06-02T11:00:00Z", second_doctor))->value.id;
    const auto third = book(as_patient(11), wish("2026-06-02T12:00:00Z"))->value.id;
    const auto ids = [](const auto& answer) {
        std::vector<AppointmentId> all;
        for (const auto& appointment : answer->data) all.push_back(appointment.id);
        return all;
    };
    const auto list = [&](const Caller& caller, const AppointmentQuery& query) {
        Context context = replica.as(caller);
        return ids(replica.lists.list(context, {query}));
    };
    EXPECT_EQ(list(as_patient(10), {}), (std::vector{first, second}));
    EXPECT_EQ(list(as_doctor(first_doctor), {}), (std::vector{first, third}));
    EXPECT_EQ(list(as_staff(), {}), (std::vector{first, second, third}));
    Caller elsewhere = as_staff();
    elsewhere.clinic_ids = {ClinicId{numbered(91)}};
    EXPECT_EQ(list(elsewhere, {}), std::vector<AppointmentId>{});
    EXPECT_EQ(list(as_nobody(), {}), std::vector<AppointmentId>{});
    AppointmentQuery query;
    query.sort = AppointmentSort{true};
    query.limit = Whole<1, 100>{2};
    EXPECT_EQ(list(as_staff(), query), (std::vector{third, second}));
    Context staff = replica.as(as_staff());
    query.cursor = replica.lists.list(staff, {query})->next_cursor;
    EXPECT_EQ(list(as_staff(), query), std::vector{first});
    query.cursor = "nonsense";
    EXPECT_TRUE(replica.lists.list(staff, {query}).is<invalid_cursor>());
    set_time("2026-06-02T11:45:00Z");
    Context ana = replica.as(as_patient(10));
    EXPECT_EQ(ids(replica.lists.mine(ana, scoped(Scope::past))), (std::vector{second, first}));
    Context luis = replica.as(as_patient(11));
    EXPECT_EQ(ids(replica.lists.mine(luis, scoped(Scope::upcoming))), std::vector{third});
}

TEST_F(AppointmentsQuery, TheAgendaShowsVisitsAndWhatIsLeft) {
    ASSERT_TRUE(book(as_patient(10), wish(ten)));
    const auto gone = book(as_patient(11), wish("2026-06-02T12:00:00Z"))->value.id;
    Context staff = replica.as(as_staff());
    ASSERT_TRUE(replica.cancelling.cancel(staff, {gone}, {}));
    http::Query<AgendaQuery> query;
    query.value.from = value_of<Date>("2026-06-02");
    const auto board = replica.agenda.agenda(staff, {first_doctor}, query);
    ASSERT_TRUE(board);
    ASSERT_EQ(board->appointments.size(), 1U);
    EXPECT_EQ(board->appointments[0].start, at(ten));
    ASSERT_EQ(board->free.size(), 2U);
    EXPECT_EQ(board->free[0].end, at(ten));
    EXPECT_EQ(board->free[1].start, at(half_past_ten));
    ASSERT_EQ(board->closed.size(), 2U);
    EXPECT_EQ(board->closed[0].start, at("2026-06-02T00:00:00Z"));
    EXPECT_EQ(board->closed[1].end, at("2026-06-03T00:00:00Z"));
    Context stranger = replica.as(as_doctor(second_doctor));
    EXPECT_TRUE(replica.agenda.agenda(stranger, {first_doctor}, query).is<not_found>());
    query.value.from = value_of<Date>("9999-12-31");
    EXPECT_TRUE(replica.agenda.agenda(staff, {first_doctor}, query).is<invalid_input>());
}

TEST_F(AppointmentsQuery, EveryReadIsInTheLogOncePerPatient) {
    const auto id = book(as_patient(10), wish(ten))->value.id;
    ASSERT_TRUE(book(as_patient(10), wish("2026-06-02T12:00:00Z")));
    ASSERT_TRUE(book(as_patient(11), wish("2026-06-02T13:00:00Z")));
    Context staff = replica.as(as_staff());
    ASSERT_TRUE(replica.lists.list(staff, {}));
    EXPECT_EQ(count("select count(*) from scheduling.access_log where action = 'list'"), 2);
    Context luis = replica.as(as_patient(11));
    EXPECT_TRUE(replica.lists.one(luis, {id}).is<not_found>());
    EXPECT_TRUE(replica.lists.calendar(luis, {id}).is<not_found>());
    EXPECT_EQ(
        count(
            "select count(*) from scheduling.access_log where outcome = 'denied' and patient_id is not null"),
        2);
    Context ana = replica.as(as_patient(10));
    EXPECT_EQ(replica.lists.calendar(ana, {id})->bytes.substr(0, 17), "BEGIN:VCALENDAR\r\n");
}

}  // namespace
}  // namespace venera::scheduling
