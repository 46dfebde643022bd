// The values, the graph and the pure rules of appointments.
#include "scheduling/appointment.hpp"

#include <gtest/gtest.h>

#include "platform/json/shape.hpp"
#include "scheduling/agenda.hpp"
#include "scheduling/booking_rules.hpp"
#include "scheduling/busy_poller.hpp"
#include "scheduling/calendar_examples.hpp"
#include "scheduling/icalendar.hpp"
#include "scheduling/lifecycle.hpp"
#include "scheduling/moving.hpp"
#include "scheduling/trail.hpp"
#include "scheduling/turns.hpp"

namespace venera::scheduling {
namespace {

using examples::at;
using examples::numbered;

TEST(VisitStart, TakesOnlyMultiplesOfFiveMinutesOfOurYears) {
    EXPECT_TRUE(VisitStart::parse("2026-12-01T10:05:00+05:30"));
    for (const char* bad :
         {"2026-12-01T10:01:00Z", "2026-12-01T10:00:01Z", "1999-12-31T23:55:00Z", "2200-01-01T00:00:00Z",
          "9999-12-31T00:00:00Z", "now", "infinity", "-infinity", "", "2026-12-01T23:59:60Z",
          "2026-13-01T10:00:00Z", "2026-12-01 10:00:00Z", "2026-12-01T10:00:00", "0044-03-15T10:00:00Z BC"})
        EXPECT_FALSE(VisitStart::parse(bad)) << bad;
    EXPECT_EQ(VisitStart::parse("2026-12-01T10:01:00Z").problem().code, "off_grid");
}

TEST(OverridableRule, IsNeverAnothersTime) {
    for (const char* good :
         {"closed", "break", "exception", "off_grid", "notice", "horizon", "daily_cap", "buffer"})
        EXPECT_TRUE(OverridableRule::parse(good)) << good;
    for (const char* bad : {"taken", "held", "patient_busy", "doctor_retired"})
        EXPECT_EQ(OverridableRule::parse(bad).problem().code, "not_overridable") << bad;
    EXPECT_FALSE(OverridableRule::parse("everything"));
}

TEST(HolderToken, IsFortyThreeCharactersOfBase64Url) {
    EXPECT_TRUE(HolderToken::parse(std::string(43, 'a')));
    EXPECT_FALSE(HolderToken::parse(std::string(42, 'a')));
    EXPECT_FALSE(HolderToken::parse(std::string(42, 'a') + "+"));
}

std::vector<std::string> problems_of(std::string_view body) {
    json::Issues issues;
    static_cast<void>(json::from_json<BookAppointment>(body, issues));
    std::vector<std::string> pointers;
    for (const auto& issue : issues.all()) pointers.push_back(issue.pointer);
    return pointers;
}

TEST(BookAppointment, NamesEveryProblemAtOnce) {
    EXPECT_EQ(problems_of("{}"), (std::vector<std::string>{"/doctor_id", "/start"}));
    EXPECT_EQ(problems_of(R"({"hold_id":"0192d9b0-0000-7000-8000-000000000000"})"),
              std::vector<std::string>{});
    EXPECT_EQ(problems_of(R"({"hold_id":"0192d9b0-0000-7000-8000-000000000000","override":[]})"),
              std::vector<std::string>{"/override"});
    const auto problems = problems_of(R"({"doctor_id":"0192d9b0-0000-7000-8000-000000000000",
        "start":"2026-12-01T10:00:00Z","duration_minutes":7,"override":["closed"]})");
    EXPECT_EQ(problems, (std::vector<std::string>{"/duration_minutes", "/override_reason"}));
}

TEST(Lifecycle, GoesOnlyAlongItsGraph) {
    const Instant start = at("2026-06-01T10:00:00Z");
    const auto step = [&](Step taken, Status from, Role role = Role::staff,
                          Instant now = at("2026-06-01T11:00:00Z")) {
        return after(taken, {from, start, now, role});
    };
    EXPECT_EQ(step(Step::confirm, Status::pending), Status::booked);
    EXPECT_EQ(step(Step::check_in, Status::booked), Status::arrived);
    EXPECT_EQ(step(Step::undo_check_in, Status::arrived), Status::booked);
    EXPECT_EQ(step(Step::undo_check_in, Status::booked), std::nullopt);
    EXPECT_EQ(step(Step::complete, Status::arrived), Status::fulfilled);
    EXPECT_EQ(step(Step::complete, Status::booked), std::nullopt);
    EXPECT_EQ(step(Step::complete, Status::booked, Role::doctor), Status::fulfilled);
    EXPECT_EQ(step(Step::no_show, Status::booked), Status::noshow);
    EXPECT_EQ(step(Step::no_show, Status::booked, Role::staff, at("2026-06-01T09:59:59Z")), std::nullopt);
    EXPECT_EQ(step(Step::cancel, Status::pending), Status::cancelled);
    for (const Status end : {Status::fulfilled, Status::cancelled, Status::noshow, Status::expired}) {
        for (const Step any : {Step::confirm, Step::check_in, Step::undo_check_in, Step::complete,
                               Step::no_show, Step::cancel})
            EXPECT_EQ(step(any, end, Role::doctor), std::nullopt);
    }
    EXPECT_EQ(step(Step::cancel, Status::arrived), std::nullopt);
}

TEST(Lifecycle, NothingIsOverBeforeItBegins) {
    const Instant start = at("2026-06-01T10:00:00Z");
    const auto completed = [&](Status from, Role role, std::string_view now) {
        const StepQuestion question{from, start, at(now), role};
        EXPECT_EQ(is_too_early(Step::complete, question), !after(Step::complete, question)) << now;
        return after(Step::complete, question).has_value();
    };
    EXPECT_FALSE(completed(Status::booked, Role::doctor, "2026-06-01T09:59:59Z"));
    EXPECT_TRUE(completed(Status::booked, Role::doctor, "2026-06-01T10:00:00Z"));
    for (const Role role : {Role::doctor, Role::staff, Role::admin}) {
        EXPECT_FALSE(completed(Status::arrived, role, "2026-06-01T07:59:59Z"));
        EXPECT_TRUE(completed(Status::arrived, role, "2026-06-01T08:00:00Z")) << "came early";
    }
    const StepQuestion early{Status::booked, start, at("2026-06-01T09:59:59Z"), Role::staff};
    EXPECT_TRUE(is_too_early(Step::no_show, early));
    EXPECT_FALSE(is_too_early(Step::complete, early)) << "the desk never completes it";
    EXPECT_FALSE(is_too_early(Step::check_in, early));
    EXPECT_FALSE(is_too_early(Step::no_show, {Status::cancelled, start, early.now, Role::staff}));
}

TEST(BookingRules, TheStrongestReasonWins) {
    const auto ruling = [](std::initializer_list<Rule> rules) {
        std::vector<Reason> reasons;
        for (const Rule rule : rules) reasons.push_back({rule, ""});
        return ruling_on(reasons);
    };
    EXPECT_EQ(ruling({}), Ruling::free);
    EXPECT_EQ(ruling({Rule::notice, Rule::patient_busy, Rule::held}), Ruling::another_has_it);
    EXPECT_EQ(ruling({Rule::buffer, Rule::closed}), Ruling::another_has_it);
    EXPECT_EQ(ruling({Rule::closed, Rule::notice, Rule::patient_busy}), Ruling::patient_has_another);
    EXPECT_EQ(ruling({Rule::closed, Rule::notice}), Ruling::too_soon);
    EXPECT_EQ(ruling({Rule::closed, Rule::horizon}), Ruling::too_far);
    EXPECT_EQ(ruling({Rule::daily_cap}), Ruling::closed);
}

TEST(BookingRules, NobodySetsAnothersTimeAside) {
    const std::vector<Rule> overridden{Rule::closed, Rule::buffer};
    const auto left = without({{Rule::closed, ""}, {Rule::buffer, ""}, {Rule::notice, ""}}, overridden);
    ASSERT_EQ(left.size(), 2U);
    EXPECT_EQ(left[0].rule, Rule::buffer);
    EXPECT_EQ(left[1].rule, Rule::notice);
    EXPECT_EQ(action_with("book", overridden), "book, overriding closed, buffer");
    EXPECT_EQ(action_with("book", {}), "book");
}

SituationRow row(std::uint8_t id, Status status, std::string_view start, std::string_view end) {
    SituationRow row;
    row.calendar_version = 4;
    row.id = AppointmentId{numbered(id)};
    row.status = status;
    row.starts_at = at(start);
    row.ends_at = at(end);
    row.occupied = Period{at(start), at(end)};
    row.of_doctor = true;
    row.of_patient = false;
    row.own_hold = false;
    return row;
}

TEST(BookingRules, ASituationTellsWhatCountsFromWhatIsInTheWay) {
    const Instant now = at("2026-06-01T06:00:00Z");
    const Period wished{at("2026-06-01T10:00:00Z"), at("2026-06-01T10:30:00Z")};
    auto expired = row(1, Status::held, "2026-06-01T10:00:00Z", "2026-06-01T10:30:00Z");
    expired.hold_until = now;
    auto live = row(2, Status::held, "2026-06-01T11:00:00Z", "2026-06-01T11:30:00Z");
    live.hold_until = now + minutes{1};
    auto own = row(3, Status::held, "2026-06-01T10:15:00Z", "2026-06-01T10:45:00Z");
    own.hold_until = now + minutes{1};
    own.own_hold = true;
    auto own_elsewhere = own;
    own_elsewhere.id = AppointmentId{numbered(4)};
    own_elsewhere.of_doctor = false;
    own_elsewhere.of_patient = true;
    own_elsewhere.own_hold = false;
    auto offered_elsewhere = own_elsewhere;
    offered_elsewhere.id = AppointmentId{numbered(6)};
    offered_elsewhere.own_hold = true;
    auto expired_elsewhere = expired;
    expired_elsewhere.id = AppointmentId{numbered(5)};
    expired_elsewhere.occupied = Period{at("2026-06-01T12:00:00Z"), at("2026-06-01T12:30:00Z")};
    const auto situation =
        situation_of({expired, live, own, own_elsewhere, expired_elsewhere, offered_elsewhere}, wished, now);
    EXPECT_EQ(situation.calendar_version, 4);
    EXPECT_EQ(situation.releasable, (std::vector{AppointmentId{numbered(1)}, AppointmentId{numbered(3)},
                                                 AppointmentId{numbered(6)}}));
    ASSERT_EQ(situation.doctor_busy.size(), 1U);
    EXPECT_EQ(situation.doctor_busy[0].id, live.id);
    ASSERT_EQ(situation.patient_busy.size(), 1U);
    EXPECT_EQ(situation.patient_busy[0].id, own_elsewhere.id);
    EXPECT_EQ(situation_of({SituationRow{}}, wished, now).calendar_version, std::nullopt);
}

TEST(BookingRules, AlternativesAreTheNearestFreeTimes) {
    const auto calendar = examples::calendar("Europe/Madrid", examples::every_day("09:00", "17:00"));
    const auto& type = calendar.rules.visit_types.front();
    const Instant wished = at("2026-06-02T10:00:00Z");
    const std::vector<Busy> busy{
        examples::busy(1, Status::booked, "2026-06-02T10:00:00Z", "2026-06-02T11:00:00Z")};
    const auto found =
        alternatives_near(calendar, busy, {type, minutes{30}, wished, at("2026-06-01T06:00:00Z")});
    ASSERT_EQ(found.alternatives.size(), 3U);
    EXPECT_EQ(found.alternatives[0].start, at("2026-06-02T09:00:00Z"));
    EXPECT_EQ(found.alternatives[1].start, at("2026-06-02T09:30:00Z"));
    EXPECT_EQ(found.alternatives[2].start, at("2026-06-02T11:00:00Z"));
    EXPECT_EQ(found.alternatives[2].local_time.text(), "13:00");
    EXPECT_EQ(found.alternatives[2].end, at("2026-06-02T11:30:00Z"));
    EXPECT_TRUE(alternatives_near(calendar, busy, {type, minutes{30}, wished, at("2027-01-01T06:00:00Z")})
                    .alternatives.empty());
}

TEST(BookingRules, AReferenceIsReadAloudWithoutDoubt) {
    const auto reference = make_reference();
    ASSERT_EQ(reference.size(), 10U);
    EXPECT_EQ(reference.substr(0, 4), "VEN-");
    EXPECT_EQ(reference.find_first_of("ILOU", 4), std::string::npos);
    EXPECT_NE(reference, make_reference());
}

TEST(Agenda, WhatIsOpenAndNotOccupiedIsFree) {
    const auto period = [](int from, int to) {
        return Period{Instant::from_epoch_seconds(from), Instant::from_epoch_seconds(to)};
    };
    EXPECT_EQ(subtract({period(0, 10), period(20, 30)},
                       {period(25, 40), period(2, 4), period(3, 5), period(10, 20)}),
              (std::vector{period(0, 2), period(5, 10), period(20, 25)}));
    EXPECT_EQ(subtract({period(0, 10)}, {period(0, 10)}), std::vector<Period>{});
    EXPECT_EQ(subtract({period(0, 10)}, {}), std::vector{period(0, 10)});
}

TEST(Turns, DifferWithTheirSubject) {
    EXPECT_NE(turn_of("doctor", numbered(1)), turn_of("patient", numbered(1)));
    EXPECT_NE(turn_of("doctor", numbered(1)), turn_of("doctor", numbered(2)));
    EXPECT_NE(turn_of("day of doctor", numbered(1), 1), turn_of("day of doctor", numbered(1), 2));
    EXPECT_EQ(turns_at(DoctorId{numbered(1)}, std::nullopt).size(), 1U);
}

TEST(Reach, IsNothingForStrangers) {
    const auto nobody = reach_of(Caller{});
    EXPECT_EQ(nobody.patient_ids, std::vector<PatientId>{});
    Caller patient;
    patient.kind = Caller::Kind::user;
    patient.role = Role::patient;
    EXPECT_EQ(reach_of(patient).patient_ids, std::vector{PatientId{}})
        << "a patient without a record reaches nobody's";
    patient.role = Role::integrator;
    EXPECT_EQ(reach_of(patient).patient_ids, std::nullopt) << "a program reaches whatever its scopes admit";
    patient.role = Role::staff;
    patient.clinic_ids = {ClinicId{numbered(7)}};
    EXPECT_EQ(reach_of(patient).clinic_ids, (std::vector{ClinicId{numbered(7)}}));
}

TEST(Icalendar, FoldsAtSeventyFiveOctetsBetweenCharacters) {
    const std::string long_line = "SUMMARY:" + std::string(66, 'x') + "ñandú";
    const auto folded = icalendar::folded(long_line);
    std::string unfolded;
    std::size_t from = 0;
    while (from < folded.size()) {
        const auto end = folded.find("\r\n", from);
        ASSERT_LE(end - from, 75U);
        unfolded += folded.substr(from == 0 ? 0 : from + 1, end - from - (from == 0 ? 0 : 1));
        from = end + 2;
    }
    EXPECT_EQ(unfolded, long_line);
    EXPECT_EQ(icalendar::escaped("a,b;c\\d\ne\r"), "a\\,b\\;c\\\\d\\ne");
}

TEST(Lifecycle, OnlyAPriceThatIsDueBeforeTheVisitMakesItWait) {
    using directory::PaymentPolicy;
    EXPECT_EQ(taken_as(PaymentPolicy::at_booking, PaymentStatus::unpaid), Status::pending);
    EXPECT_EQ(taken_as(PaymentPolicy::at_booking, PaymentStatus::refunded), Status::pending);
    EXPECT_EQ(taken_as(PaymentPolicy::at_booking, PaymentStatus::paid), Status::booked);
    EXPECT_EQ(taken_as(PaymentPolicy::at_booking, PaymentStatus::deposit_paid), Status::booked);
    EXPECT_EQ(taken_as(PaymentPolicy::at_booking, PaymentStatus::not_required), Status::booked);
    EXPECT_EQ(taken_as(PaymentPolicy::at_desk, PaymentStatus::unpaid), Status::booked);
    EXPECT_EQ(taken_as(PaymentPolicy::none, PaymentStatus::not_required), Status::booked);
}

TEST(Lifecycle, WhatIsNotPaidWaitsForAsLongAsItsClinicSays) {
    const Instant now = at("2026-06-01T10:00:00Z");
    EXPECT_EQ(pay_until(now, minutes{30}, at("2026-06-02T10:00:00Z")), at("2026-06-01T10:30:00Z"));
    EXPECT_EQ(pay_until(now, minutes{30}, at("2026-06-01T10:05:00Z")), at("2026-06-01T10:05:00Z"));
    EXPECT_EQ(pay_until(now, minutes{30}, at("2026-06-01T09:55:00Z")), at("2026-06-01T10:30:00Z"))
        << "written down afterwards";
}

TEST(Moving, WhatIsPaidCoversNoMoreThanItself) {
    AppointmentRow before;
    before.price_cents = 5000;
    before.currency = examples::value_of<Currency>("EUR");
    AppointmentRow dearer = before;
    dearer.price_cents = 5001;
    AppointmentRow elsewhere = before;
    elsewhere.currency = examples::value_of<Currency>("USD");
    AppointmentRow free = elsewhere;
    free.price_cents = 0;
    AppointmentRow other_clinic = before;
    other_clinic.clinic_id = ClinicId{numbered(9)};
    for (const auto paid : {PaymentStatus::paid, PaymentStatus::partially_refunded}) {
        before.payment_status = paid;
        EXPECT_TRUE(is_covered(before, before));
        EXPECT_TRUE(is_covered(before, free));
        EXPECT_FALSE(is_covered(before, dearer));
        EXPECT_FALSE(is_covered(before, elsewhere));
        EXPECT_FALSE(is_covered(before, other_clinic));
    }
    before.payment_status = PaymentStatus::deposit_paid;
    EXPECT_TRUE(is_covered(before, dearer)) << "the rest is not paid yet";
    EXPECT_FALSE(is_covered(before, elsewhere));
    for (const auto unpaid : {PaymentStatus::unpaid, PaymentStatus::not_required, PaymentStatus::refunded}) {
        before.payment_status = unpaid;
        EXPECT_TRUE(is_covered(before, dearer));
        EXPECT_TRUE(is_covered(before, elsewhere));
        EXPECT_TRUE(is_covered(before, other_clinic));
    }
}

TEST(Icalendar, SaysNothingOfWhatTheVisitIsAbout) {
    AppointmentRow row;
    row.id = AppointmentId{numbered(1)};
    row.starts_at = at("2026-06-01T10:00:00Z");
    row.ends_at = at("2026-06-01T10:30:00Z");
    row.clinic.value.name = "Central";
    row.doctor_name = "Dr House";
    row.specialty_name = "Oncology";
    row.version = 3;
    const auto text = icalendar_of(row);
    EXPECT_NE(text.find("DTSTART:20260601T100000Z\r\n"), std::string::npos);
    EXPECT_NE(text.find("SEQUENCE:2\r\n"), std::string::npos);
    EXPECT_NE(text.find("STATUS:CONFIRMED\r\n"), std::string::npos);
    EXPECT_EQ(text.find("Oncology"), std::string::npos);
    EXPECT_EQ(text.find("House"), std::string::npos);
    row.status = Status::cancelled;
    const auto cancelled = icalendar_of(row);
    EXPECT_NE(cancelled.find("STATUS:CANCELLED\r\n"), std::string::npos);
    EXPECT_EQ(cancelled.find("VALARM"), std::string::npos);
}

TEST(Icalendar, ACalendarThatIsOnlyBusySaysNothingElse) {
    AppointmentRow row;
    row.id = AppointmentId{numbered(1)};
    row.patient_id = PatientId{numbered(10)};
    row.patient_name = "Ana Quispe";
    row.reference = "VEN-ABC123";
    row.status = Status::booked;
    row.clinic.value.name = "Central";
    row.starts_at = at("2026-06-01T10:00:00Z");
    row.ends_at = at("2026-06-01T10:30:00Z");
    Subscription subscription;
    subscription.name = "A, B";
    subscription.own = row.patient_id;
    const auto own = icalendar_of(std::vector{row}, subscription);
    EXPECT_NE(own.find("SUMMARY:Appointment - Central\r\n"), std::string::npos);
    EXPECT_NE(own.find("X-WR-CALNAME:A\\, B\r\n"), std::string::npos);
    subscription.own = PatientId{numbered(11)};
    EXPECT_NE(
        icalendar_of(std::vector{row}, subscription).find("SUMMARY:Appointment - Central (Ana Quispe)\r\n"),
        std::string::npos);
    subscription.of = Subscription::Of::doctor;
    EXPECT_NE(icalendar_of(std::vector{row}, subscription).find("SUMMARY:Ana Quispe - Central\r\n"),
              std::string::npos);
    subscription.shows = Subscription::Shows::busy_only;
    const auto busy = icalendar_of(std::vector{row}, subscription);
    EXPECT_NE(busy.find("SUMMARY:Busy\r\n"), std::string::npos);
    for (const char* word : {"Ana", "Central", "VEN-", "LOCATION", "VALARM"})
        EXPECT_EQ(busy.find(word), std::string::npos) << word;
    row.status = Status::cancelled;
    EXPECT_NE(icalendar_of(std::vector{row}, subscription).find("STATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\n"),
              std::string::npos);
}

TEST(BusyElsewhere, IsRoundedOutwardsToTheGridWithinTheWindow) {
    const Period window{at("2026-06-01T00:00:00Z"), at("2026-06-02T00:00:00Z")};
    const auto shown = [&](std::vector<Period> periods) {
        std::vector<std::string> all;
        for (const Period& period : on_grid(std::move(periods), window))
            all.push_back(period.start.text() + "/" + period.end.text());
        return all;
    };
    using Times = std::vector<std::string>;
    EXPECT_EQ(shown({{at("2026-06-01T10:01:00Z"), at("2026-06-01T10:04:59Z")}}),
              Times{"2026-06-01T10:00:00Z/2026-06-01T10:05:00Z"});
    EXPECT_EQ(shown({{at("2026-06-01T10:00:00Z"), at("2026-06-01T10:05:00Z")}}),
              Times{"2026-06-01T10:00:00Z/2026-06-01T10:05:00Z"});
    EXPECT_EQ(
        shown({{at("2026-06-01T12:00:00Z"), at("2026-06-01T12:30:00Z")},
               {at("2026-05-01T00:00:00Z"), at("2026-06-01T01:00:01Z")},
               {at("2026-06-01T12:28:00Z"), at("2026-07-01T00:00:00Z")},
               {at("2026-08-01T00:00:00Z"), at("2026-08-02T00:00:00Z")}}),
        (Times{"2026-06-01T00:00:00Z/2026-06-01T01:05:00Z", "2026-06-01T12:00:00Z/2026-06-02T00:00:00Z"}));
}

}  // namespace
}  // namespace venera::scheduling
