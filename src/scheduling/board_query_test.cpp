// The day board of a clinic and the history of a visit, on a real database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scheduling/desk_fixture.hpp"
#include "scheduling/limits.hpp"

namespace venera::scheduling {
namespace {

using testing::as_doctor;
using testing::as_nobody;
using testing::as_patient;
using testing::as_staff;
using testing::at;
using testing::clinic;
using ::testing::ElementsAre;
using testing::first_doctor;
using ::testing::IsEmpty;
using testing::numbered;
using testing::second_doctor;

struct DayBoardTest : testing::DeskQuery {
    DayBoards::Answer board(const Caller& by, DayBoardQuery query) {
        Context context = replica.as(by);
        return replica.day_boards.board(context, http::Query<DayBoardQuery>{query});
    }
    static DayBoardQuery on(std::string_view date) {
        return {clinic, testing::value_of<Date>(date), std::nullopt};
    }
    AppointmentId booked(std::string_view start, std::uint8_t patient = 10, DoctorId doctor = first_doctor) {
        const auto answer = book(as_patient(patient), wish(start, doctor));
        if (!answer) throw std::runtime_error(std::string(answer.refusal().code));
        return answer->value.id;
    }
    static Caller at_clinic(std::uint8_t number) {
        Caller caller = as_staff();
        caller.clinic_ids = {ClinicId{numbered(number)}};
        return caller;
    }
};

std::vector<AppointmentId> ids_of(const DayBoard& board) {
    std::vector<AppointmentId> ids;
    for (const BoardVisit& visit : board.visits) ids.push_back(visit.id);
    return ids;
}

TEST_F(DayBoardTest, ShowsTheDayOfAllDoctorsByTime) {
    const auto late = booked("2026-06-02T16:00:00Z");
    const auto early = booked("2026-06-02T09:00:00Z", 11, second_doctor);
    booked("2026-06-03T09:00:00Z");
    const auto shown = board(as_staff(), on("2026-06-02"));
    ASSERT_TRUE(shown);
    EXPECT_THAT(ids_of(*shown), ElementsAre(early, late));
    EXPECT_EQ(shown->clinic.id, clinic);
    EXPECT_EQ(shown->date.text(), "2026-06-02");
    EXPECT_EQ(shown->today.text(), "2026-06-01");
    EXPECT_TRUE(shown->whole);
    ASSERT_EQ(shown->doctors.size(), 2U);
    ASSERT_EQ(shown->doctors[0].open.size(), 1U);
    EXPECT_EQ(shown->doctors[0].open[0].local_time.text(), "08:00");
    EXPECT_EQ(shown->doctors[0].open[0].local_end_time.text(), "18:00");
    const BoardVisit& visit = shown->visits.front();
    EXPECT_EQ(visit.patient_name, "Ana Quispe");
    EXPECT_EQ(visit.local_time.text(), "09:00");
    EXPECT_EQ(visit.status, Status::booked);
    EXPECT_EQ(board(as_staff(), {clinic, std::nullopt, std::nullopt})->date.text(), "2026-06-01");
}

TEST_F(DayBoardTest, OneLineOfTheLogForEachPatient) {
    booked("2026-06-02T09:00:00Z");
    booked("2026-06-02T11:00:00Z");
    booked("2026-06-02T10:00:00Z", 11, second_doctor);
    ASSERT_TRUE(board(as_staff(), on("2026-06-02")));
    EXPECT_EQ(count("select count(*) from scheduling.access_log where action = 'read board' "
                    "and outcome = 'allowed' and patient_id is not null"),
              2);
}

TEST_F(DayBoardTest, AHoldIsNobodys) {
    Context context = replica.as(as_patient(10));
    ASSERT_TRUE(replica.holds.create(context, hold_wish("2026-06-02T09:00:00Z"), no_key(), "browser"));
    const auto shown = board(as_staff(), on("2026-06-02"));
    ASSERT_EQ(shown->visits.size(), 1U);
    EXPECT_EQ(shown->visits[0].status, Status::held);
    EXPECT_EQ(shown->visits[0].patient_id, std::nullopt);
    EXPECT_EQ(shown->visits[0].patient_name, std::nullopt);
    set_time("2026-06-01T06:11:00Z");
    EXPECT_THAT(board(as_staff(), on("2026-06-02"))->visits, IsEmpty()) << "it has run out";
}

TEST_F(DayBoardTest, EachSeesTheirs) {
    const auto own = booked("2026-06-02T09:00:00Z");
    booked("2026-06-02T10:00:00Z", 11, second_doctor);
    const auto of_doctor = board(as_doctor(first_doctor), on("2026-06-02"));
    EXPECT_THAT(ids_of(*of_doctor), ElementsAre(own));
    ASSERT_EQ(of_doctor->doctors.size(), 1U);
    EXPECT_EQ(of_doctor->doctors[0].id, first_doctor);
    EXPECT_EQ(board(at_clinic(90), on("2026-06-02"))->visits.size(), 2U);
    EXPECT_TRUE(board(at_clinic(91), on("2026-06-02")).is<not_found>());
    DayBoardQuery elsewhere = on("2026-06-02");
    elsewhere.clinic_id = ClinicId{numbered(91)};
    EXPECT_TRUE(board(as_staff(), elsewhere).is<not_found>());
    EXPECT_EQ(count("select count(*) from scheduling.access_log where action = 'read board' "
                    "and outcome = 'denied' and resource = 'board'"),
              2);
    DayBoardQuery one = on("2026-06-02");
    one.doctor_id = second_doctor;
    const auto narrowed = board(as_staff(), one);
    EXPECT_EQ(narrowed->visits.size(), 1U);
    ASSERT_EQ(narrowed->doctors.size(), 1U);
    EXPECT_EQ(narrowed->doctors[0].id, second_doctor);
    EXPECT_THAT(board(as_doctor(first_doctor), one)->visits, IsEmpty());
}

TEST_F(DayBoardTest, WhoHasVisitsIsShownWithoutHours) {
    const auto id = booked("2026-06-02T09:00:00Z");
    test.owner().run(postgres::Statement<void()>{
        "test.retire",
        "update scheduling.appointments set doctor_id = '00000000-0000-0000-0000-000000000077', "
        "doctor_name = 'Dr Gone'"});
    const auto shown = board(as_staff(), on("2026-06-02"));
    EXPECT_THAT(ids_of(*shown), ElementsAre(id));
    ASSERT_EQ(shown->doctors.size(), 3U);
    EXPECT_EQ(shown->doctors[0].name, "Dr Gone");
    EXPECT_THAT(shown->doctors[0].open, IsEmpty());
}

TEST_F(DayBoardTest, DatesBeyondTheCalendarAreRefused) {
    EXPECT_TRUE(board(as_staff(), on("1999-12-31")).is<invalid_input>());
    EXPECT_TRUE(board(as_staff(), on("2200-01-01")).is<invalid_input>());
    EXPECT_THAT(board(as_staff(), on("2199-12-31"))->visits, IsEmpty());
}

TEST_F(DayBoardTest, TheHistorySaysWhoDidWhat) {
    const auto id = booked("2026-06-02T09:00:00Z");
    Context staff = replica.as(as_staff());
    ASSERT_TRUE(replica.visits.check_in(staff, {id}, {}));
    ASSERT_TRUE(replica.lists.one(staff, {id}));
    ASSERT_TRUE(replica.visits.undo_check_in(staff, {id}, {}));
    ChangeAppointment change;
    change.start = {Patch<VisitStart>::State::value, VisitStart{at("2026-06-02T20:00:00Z")}};
    change.override = {{OverridableRule{Rule::closed}, OverridableRule{Rule::off_grid}}};
    change.override_reason = testing::value_of<Text<200>>("She asked for it");
    ASSERT_TRUE(replica.moving.change(staff, {id}, change, {}));
    const auto history = replica.histories.history(staff, {id});
    ASSERT_TRUE(history);
    std::vector<std::string> told;
    for (const HistoryStep& step : history->data)
        told.push_back(step.action + " by " + step.name.value_or(step.role));
    EXPECT_THAT(told, ElementsAre("book by patient", "check-in by Rosa Luna", "undo check-in by Rosa Luna",
                                  "move by Rosa Luna"));
    EXPECT_THAT(history->data.back().overridden, ElementsAre("closed", "off_grid"));
    EXPECT_EQ(count("select count(*) from scheduling.access_log where action = 'read history' "
                    "and outcome = 'allowed'"),
              1);
    Context colleague = replica.as(as_doctor(second_doctor));
    EXPECT_TRUE(replica.histories.history(colleague, {id}).is<not_found>());
    EXPECT_EQ(count("select count(*) from scheduling.access_log where action = 'read history' "
                    "and outcome = 'denied'"),
              1);
}

TEST_F(DayBoardTest, NobodyPushesAStepOutOfTheHistory) {
    const auto id = booked("2026-06-02T09:00:00Z");
    Context staff = replica.as(as_staff());
    const auto add = [&](const std::string& action, int first, int last) {
        test.owner().script(
            "insert into scheduling.access_log (occurred_at, actor_role, patient_id, action, resource, "
            "resource_id, purpose, request_id, outcome) "
            "select created_at + n * interval '1 second', 'staff', patient_id, '" +
            action + "', 'appointment', id, 'treatment', 'r', 'allowed' from scheduling.appointments, " +
            "generate_series(" + std::to_string(first) + ", " + std::to_string(last) + ") n");
    };
    add("check-in", 1, limits::history_steps - 1);
    const auto whole = replica.histories.history(staff, {id});
    EXPECT_EQ(whole->data.front().action, "book");
    EXPECT_TRUE(whole->complete);
    add("cancel", limits::history_steps, limits::history_steps);
    const auto history = replica.histories.history(staff, {id});
    EXPECT_EQ(history->data.size(), static_cast<std::size_t>(limits::history_steps));
    EXPECT_EQ(history->data.back().action, "cancel");
    EXPECT_EQ(history->data.front().action, "check-in") << "the earliest is left out, and it is said";
    EXPECT_FALSE(history->complete);
    EXPECT_TRUE(std::ranges::is_sorted(history->data, {}, &HistoryStep::at));
}

TEST(History, AnActionSaysWhatItSetAside) {
    const auto parts = parts_of_action("book, overriding closed, off_grid");
    EXPECT_EQ(parts.action, "book");
    EXPECT_THAT(parts.overridden, ElementsAre("closed", "off_grid"));
    EXPECT_EQ(parts_of_action("undo check-in").action, "undo check-in");
    EXPECT_THAT(parts_of_action("undo check-in").overridden, IsEmpty());
}

}  // namespace
}  // namespace venera::scheduling
