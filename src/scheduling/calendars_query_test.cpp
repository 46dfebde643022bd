// Schedules, exceptions and free times on a real database: who may edit, what an edit leaves behind, and that
// what is listed is what can be booked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/json/shape.hpp"
#include "scheduling/availability.hpp"
#include "scheduling/desk_fixture.hpp"
#include "scheduling/doctor_states.hpp"
#include "scheduling/schedules.hpp"

namespace venera::scheduling {
namespace {

using testing::as_doctor;
using testing::as_nobody;
using testing::as_patient;
using testing::as_staff;
using testing::at;
using ::testing::ElementsAre;
using testing::first_doctor;
using ::testing::IsEmpty;
using testing::numbered;
using testing::second_doctor;
using ::testing::SizeIs;
using testing::value_of;

struct CalendarsQuery : testing::DeskQuery {
    static Caller as_admin() {
        Caller caller = as_staff();
        caller.role = Role::admin;
        return caller;
    }
    static ScheduleRules rules_with(std::string_view start, std::string_view end) {
        return examples::calendar("UTC", examples::every_day(start, end)).rules;
    }
    static NewException closed(std::string_view start, std::string_view end) {
        return {ExceptionKind::closed, examples::local(start), examples::local(end), std::nullopt};
    }
    auto put(const Caller& caller, const ScheduleRules& rules, std::optional<std::int64_t> version = {}) {
        Context context = replica.as(caller);
        return schedules.put(context, {first_doctor}, rules, {version});
    }
    auto add(const Caller& caller, const NewException& wish, const http::IdempotencyKey& with = no_key()) {
        Context context = replica.as(caller);
        return schedules.add_exception(context, {first_doctor}, wish, with);
    }
    // What was answered: the value that the text says, or the refusal.
    template <class T>
    struct Read {
        std::optional<T> value;
        std::string_view code;
        explicit operator bool() const { return value.has_value(); }
        const T* operator->() const { return &*value; }
    };
    template <class T, class Answer>
    static Read<T> read(const Answer& answer) {
        if (!answer) return {std::nullopt, answer.refusal().code};
        json::Issues issues;
        auto value = json::from_json<T>(answer->json, issues);
        EXPECT_TRUE(issues.empty()) << answer->json;
        EXPECT_EQ(json::to_json(value), answer->json)
            << "what is printed is the contract's text, byte by byte";
        return {std::move(value), {}};
    }
    // The index as it is built from what the database has now.
    void build() {
        index = std::make_unique<AvailabilityIndex>(clock.now());
        index->put(
            read_states(test.database(), replica.directory, {first_doctor, second_doctor}, clock.now()),
            clock.now());
        availability = std::make_unique<Availability>(replica.calendars, replica.directory, *index);
    }
    Read<DoctorAvailability> list(const Caller& caller, const AvailabilityQuery& query,
                                  DoctorId doctor = first_doctor) {
        build();
        Context context = replica.as(caller);
        return read<DoctorAvailability>(availability->of_doctor(context, {doctor}, {query}));
    }
    Read<Page<FoundDoctor>> search_again(const SearchQuery& query, const Caller& caller = as_nobody()) {
        Context context = replica.as(caller);
        return read<Page<FoundDoctor>>(availability->search(context, {query}));
    }
    Read<Page<FoundDoctor>> find(const SearchQuery& query, const Caller& caller = as_nobody()) {
        build();
        return search_again(query, caller);
    }
    std::vector<std::string> explain(std::string_view start, const Caller& caller = as_staff()) {
        Context context = replica.as(caller);
        ExplainQuery query;
        query.start = VisitStart{at(start)};
        const auto answer = availability->explain(context, {first_doctor}, {query});
        if (!answer) return {std::string(answer.refusal().code)};
        std::vector<std::string> rules;
        for (const auto& reason : answer->reasons) rules.push_back(reason.rule.text());
        EXPECT_EQ(answer->available, rules.empty());
        return rules;
    }
    std::string clinic_of_staff(Caller caller) {
        caller.clinic_ids = {ClinicId{numbered(91)}};
        const auto answer = add(caller, closed("2026-06-03T00:00", "2026-06-04T00:00"));
        return answer ? "added" : std::string(answer.refusal().code);
    }

    Schedules schedules{replica.calendars, replica.directory, replica.occupancy};
    std::unique_ptr<AvailabilityIndex> index = std::make_unique<AvailabilityIndex>(clock.now());
    std::unique_ptr<Availability> availability =
        std::make_unique<Availability>(replica.calendars, replica.directory, *index);
};

AvailabilityQuery one_day(std::string_view date) {
    AvailabilityQuery query;
    query.from = value_of<Date>(date);
    query.days = Whole<1, 31>{1};
    return query;
}

TEST_F(CalendarsQuery, ExplainsATimeAsTheDoctorsClockShowsIt) {
    Context context = replica.as(as_staff());
    ExplainQuery query;
    query.local_start = value_of<LocalDateTime>("2026-06-02T19:05");
    const auto answer = availability->explain(context, {first_doctor}, {query});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->start, at("2026-06-02T19:05:00Z"));
    EXPECT_EQ(answer->end, at("2026-06-02T19:35:00Z"));
    EXPECT_EQ(answer->local_time.text(), "19:05");
    ASSERT_EQ(answer->reasons.size(), 1U);
    EXPECT_EQ(answer->reasons[0].rule.text(), "closed");
    query.local_start = value_of<LocalDateTime>("2026-06-02T09:01");
    EXPECT_TRUE(availability->explain(context, {first_doctor}, {query}).is<invalid_input>());
    query.local_start = value_of<LocalDateTime>("2200-01-01T00:00");
    EXPECT_TRUE(availability->explain(context, {first_doctor}, {query}).is<invalid_input>());
}

TEST_F(CalendarsQuery, ScheduleIsReadAsItWasWritten) {
    ScheduleRules rules = rules_with("09:00", "17:00");
    rules.max_per_day = Whole<1, 288>{7};
    rules.hours.front().break_start = examples::clock_time("12:00");
    rules.hours.front().break_end = examples::clock_time("13:00");
    const auto written = put(as_doctor(first_doctor), rules);
    ASSERT_TRUE(written);
    EXPECT_EQ(written->version, 2);
    Context context = replica.as(as_nobody());
    const auto read = schedules.get(context, {first_doctor});
    ASSERT_TRUE(read);
    EXPECT_EQ(json::to_json(static_cast<const ScheduleRules&>(*read)), json::to_json(rules));
    EXPECT_EQ(read->version, 2);
    EXPECT_FALSE(read->outside);
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'schedule.changed' and version = 2"),
              1);
    EXPECT_TRUE(schedules.get(context, {DoctorId{numbered(3)}}).is<not_found>());
}

TEST_F(CalendarsQuery, OnlyTheDoctorAndTheAdministratorReplaceHours) {
    const auto rules = rules_with("09:00", "17:00");
    EXPECT_TRUE(put(as_admin(), rules));
    EXPECT_TRUE(put(as_doctor(second_doctor), rules).is<not_found>());
    EXPECT_EQ(count("select version as count from scheduling.schedules where "
                    "doctor_id = '00000000-0000-0000-0000-000000000001'"),
              2);
}

TEST_F(CalendarsQuery, AStaleVersionChangesNothing) {
    const auto rules = rules_with("09:00", "17:00");
    EXPECT_TRUE(put(as_admin(), rules, 1));
    EXPECT_TRUE(put(as_admin(), rules_with("10:00", "11:00"), 1).is<version_mismatch>());
    Context context = replica.as(as_nobody());
    EXPECT_EQ(schedules.get(context, {first_doctor})->hours.front().start_time,
              examples::clock_time("09:00"));
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'schedule.changed'"), 1);
}

TEST_F(CalendarsQuery, AnEditNamesTheVisitsThatItLeavesOutside) {
    ASSERT_TRUE(book(as_patient(10), wish("2026-06-02T10:00:00Z")));
    const auto late = book(as_patient(11), wish("2026-06-02T16:30:00Z"));
    ASSERT_TRUE(late);
    const auto changed = put(as_admin(), rules_with("08:00", "16:45"));
    ASSERT_TRUE(changed && changed->outside);
    ASSERT_THAT(*changed->outside, SizeIs(1));
    EXPECT_EQ(changed->outside->front().reference, late->value.reference);
    const auto added = add(as_staff(), closed("2026-06-02T10:15", "2026-06-02T12:00"));
    ASSERT_TRUE(added);
    EXPECT_THAT(added->value.outside, SizeIs(2));
}

TEST_F(CalendarsQuery, APreviewSaysWhatAnEditWouldAndWritesNothing) {
    ASSERT_TRUE(book(as_patient(10), wish("2026-06-02T10:00:00Z")));
    const auto late = book(as_patient(11), wish("2026-06-02T16:30:00Z"));
    ASSERT_TRUE(late);
    Context admin = replica.as(as_admin());
    const auto before = json::to_json(*schedules.get(admin, {first_doctor}));
    const auto tried = schedules.preview(admin, {first_doctor}, rules_with("08:00", "16:45"));
    ASSERT_TRUE(tried);
    ASSERT_THAT(tried->outside, SizeIs(1));
    EXPECT_EQ(tried->outside.front().reference, late->value.reference);
    EXPECT_EQ(tried->outside.front().local_time.text(), "16:30");
    ASSERT_THAT(tried->open, SizeIs(14));
    EXPECT_EQ(tried->open.front().local_date, tried->from);
    EXPECT_EQ(tried->open.front().local_time.text(), "08:00");
    EXPECT_EQ(tried->open.front().local_end_time.text(), "16:45");
    EXPECT_EQ(json::to_json(*schedules.get(admin, {first_doctor})), before);
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'schedule.changed'"), 0);
    const auto saved = put(as_admin(), rules_with("08:00", "16:45"));
    ASSERT_TRUE(saved);
    EXPECT_EQ(json::to_json(*saved->outside), json::to_json(tried->outside));
}

TEST_F(CalendarsQuery, APreviewTriesAnExceptionMoreOrLess) {
    const auto late = book(as_patient(11), wish("2026-06-02T16:30:00Z"));
    ASSERT_TRUE(late);
    const auto absence = add(as_staff(), closed("2026-06-02T16:00", "2026-06-02T17:00"));
    ASSERT_TRUE(absence);
    Context context = replica.as(as_doctor(first_doctor));
    const auto outside = [&](const ExceptionsPreview& wish) {
        const auto tried = schedules.preview_exceptions(context, {first_doctor}, wish);
        return tried ? static_cast<int>(tried->outside.size()) : -1;
    };
    EXPECT_EQ(outside({.add = {}, .remove = absence->value.id}), 0);
    EXPECT_EQ(outside({.add = closed("2026-06-02T16:30", "2026-06-02T16:35"), .remove = absence->value.id}),
              1);
    EXPECT_EQ(outside({.add = {}, .remove = ExceptionId{numbered(5)}}), -1);
    EXPECT_EQ(count("select count(*) from scheduling.exceptions"), 1);
    Context stranger = replica.as(as_doctor(second_doctor));
    EXPECT_TRUE(schedules.preview(stranger, {first_doctor}, rules_with("08:00", "09:00")).is<not_found>());
    EXPECT_TRUE(
        schedules.preview_exceptions(stranger, {first_doctor}, {{}, absence->value.id}).is<not_found>());
}

TEST_F(CalendarsQuery, ExceptionsTakeEffectAtOnceAndCanBeRemoved) {
    const auto before = list(as_nobody(), one_day("2026-06-03"))->days.front().free;
    const auto added = add(as_doctor(first_doctor), closed("2026-06-03T00:00", "2026-06-03T12:00"));
    ASSERT_TRUE(added);
    EXPECT_EQ(list(as_nobody(), one_day("2026-06-03"))->days.front().free, before - 8);
    EXPECT_THAT(explain("2026-06-03T11:00:00Z"), ElementsAre("exception"));
    Context context = replica.as(as_staff());
    EXPECT_TRUE(schedules.remove_exception(context, {second_doctor}, {added->value.id}).is<not_found>());
    EXPECT_TRUE(schedules.remove_exception(context, {first_doctor}, {added->value.id}));
    EXPECT_TRUE(schedules.remove_exception(context, {first_doctor}, {added->value.id}).is<not_found>());
    EXPECT_EQ(list(as_nobody(), one_day("2026-06-03"))->days.front().free, before);
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'schedule.changed'"), 2);
}

TEST_F(CalendarsQuery, AnotherReplicaSeesAnEditToo) {
    testing::Replica other{test, replica.database, clock};
    Schedules elsewhere{other.calendars, other.directory, other.occupancy};
    Context context = other.as(as_nobody());
    ASSERT_TRUE(elsewhere.get(context, {first_doctor}));
    ASSERT_TRUE(put(as_doctor(first_doctor), rules_with("11:00", "12:00")));
    EXPECT_EQ(elsewhere.get(context, {first_doctor})->hours.front().start_time,
              examples::clock_time("11:00"));
}

TEST_F(CalendarsQuery, ExceptionsAreOnlyForThePracticeOfTheDoctor) {
    const auto wish = closed("2026-06-03T00:00", "2026-06-04T00:00");
    EXPECT_TRUE(add(as_doctor(second_doctor), wish).is<not_found>());
    EXPECT_EQ(clinic_of_staff(as_staff()), "not_found");
    EXPECT_EQ(count("select count(*) from scheduling.exceptions"), 0);
}

TEST_F(CalendarsQuery, TheSameKeyAddsOneException) {
    const auto wish = closed("2026-06-03T00:00", "2026-06-04T00:00");
    const auto first = add(as_staff(), wish, key("k", 1));
    const auto again = add(as_staff(), wish, key("k", 1));
    ASSERT_TRUE(first) << first.refusal().code;
    ASSERT_TRUE(again) << again.refusal().code;
    EXPECT_EQ(first->replay, Replay::no);
    EXPECT_EQ(again->replay, Replay::yes);
    EXPECT_EQ(json::to_json(again->value), json::to_json(first->value));
    EXPECT_TRUE(add(as_staff(), wish, key("k", 2)).is<idempotency_key_reused>());
    EXPECT_EQ(count("select count(*) from scheduling.exceptions"), 1);
}

TEST_F(CalendarsQuery, ExceptionsArePagedByStart) {
    ASSERT_TRUE(add(as_staff(), closed("2026-06-05T00:00", "2026-06-06T00:00")));
    ASSERT_TRUE(add(as_staff(), closed("2026-06-03T00:00", "2026-06-04T00:00")));
    ASSERT_TRUE(add(as_staff(), closed("2026-06-04T00:00", "2026-06-05T00:00")));
    Context context = replica.as(as_staff());
    ExceptionQuery query;
    query.limit = Whole<1, 100>{2};
    const auto page = schedules.exceptions(context, {first_doctor}, {query});
    ASSERT_TRUE(page && page->next_cursor);
    ASSERT_THAT(page->data, SizeIs(2));
    EXPECT_EQ(page->data.front().start, examples::local("2026-06-03T00:00"));
    query.cursor = page->next_cursor;
    const auto rest = schedules.exceptions(context, {first_doctor}, {query});
    ASSERT_TRUE(rest);
    ASSERT_THAT(rest->data, SizeIs(1));
    EXPECT_EQ(rest->data.front().start, examples::local("2026-06-05T00:00"));
    EXPECT_FALSE(rest->next_cursor);
    query.cursor = "nonsense";
    EXPECT_TRUE(schedules.exceptions(context, {first_doctor}, {query}).is<invalid_cursor>());
}

TEST_F(CalendarsQuery, ListsTheDaysWithTheirFreeTimes) {
    ASSERT_TRUE(book(as_patient(10), wish("2026-06-02T10:00:00Z")));
    auto query = one_day("2026-06-02");
    query.days = Whole<1, 31>{2};
    query.viewer_timezone = value_of<Zone>("America/Lima");
    const auto answer = list(as_nobody(), query);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->timezone, "UTC");
    EXPECT_EQ(answer->slot_minutes, 30);
    EXPECT_EQ(answer->next_available, at("2026-06-01T08:00:00Z"));
    ASSERT_THAT(answer->days, SizeIs(2));
    EXPECT_EQ(answer->days[0].free, 19);
    EXPECT_EQ(answer->days[1].free, 20);
    const Slot& slot = answer->days[0].slots.front();
    EXPECT_EQ(slot.slot_id, slot_id(first_doctor, at("2026-06-02T08:00:00Z"), minutes{30}));
    EXPECT_EQ(slot.end, at("2026-06-02T08:30:00Z"));
    EXPECT_EQ(slot.local_time, examples::clock_time("08:00"));
    EXPECT_EQ(slot.viewer_local_time, examples::clock_time("03:00"));
}

TEST_F(CalendarsQuery, TodayIsTheDefaultAndTheFirstSlotIsNext) {
    set_time("2026-06-01T10:10:00Z");
    const auto answer = list(as_nobody(), {});
    ASSERT_TRUE(answer);
    ASSERT_THAT(answer->days, SizeIs(14));
    EXPECT_EQ(answer->days.front().date, value_of<Date>("2026-06-01"));
    EXPECT_EQ(answer->days.front().slots.front().start, at("2026-06-01T10:30:00Z"));
    EXPECT_EQ(answer->next_available, at("2026-06-01T10:30:00Z"));
}

TEST_F(CalendarsQuery, WhatIsListedCanBeBookedAndWhatIsNotCannot) {
    ScheduleRules rules = rules_with("08:00", "12:00");
    rules.slot_minutes = {20};
    rules.buffer_before_minutes = {10};
    rules.max_per_day = Whole<1, 288>{4};
    rules.hours[1].break_start = examples::clock_time("10:00");
    rules.hours[1].break_end = examples::clock_time("10:30");
    ASSERT_TRUE(put(as_admin(), rules));
    ASSERT_TRUE(book(as_patient(10), wish("2026-06-02T09:20:00Z")));
    std::uint8_t patient = 20;
    for (Instant start = at("2026-06-02T07:45:00Z"); start < at("2026-06-02T12:15:00Z");
         start = start + minutes{5}) {
        const auto day = list(as_nobody(), one_day("2026-06-02"))->days.front();
        const bool listed =
            std::ranges::any_of(day.slots, [&](const Slot& slot) { return slot.start == start; });
        const bool explained = explain(start.text()).empty();
        const bool booked = static_cast<bool>(book(as_patient(++patient), wish(start.text())));
        EXPECT_EQ(listed, booked) << start.text();
        EXPECT_EQ(explained, booked) << start.text();
    }
    EXPECT_EQ(list(as_nobody(), one_day("2026-06-02"))->days.front().free, 0);
}

TEST_F(CalendarsQuery, OnlyThePracticeChoosesADuration) {
    auto query = one_day("2026-06-02");
    query.duration_minutes = Duration{120};
    EXPECT_EQ(list(as_nobody(), query).code, "invalid_input");
    EXPECT_EQ(list(as_patient(10), query).code, "invalid_input");
    EXPECT_EQ(list(as_staff(), query)->days.front().free, 17);
    SearchQuery search;
    search.duration_minutes = Duration{120};
    EXPECT_EQ(find(search).code, "invalid_input");
}

TEST_F(CalendarsQuery, UnknownDoctorsAndVisitTypesAreRefused) {
    EXPECT_EQ(list(as_nobody(), {}, DoctorId{numbered(9)}).code, "not_found");
    auto query = one_day("2026-06-02");
    query.visit_type = value_of<Code>("surgery");
    EXPECT_EQ(list(as_nobody(), query).code, "invalid_input");
    // Retired: known, but with nothing free.
    const auto retired = list(as_nobody(), {}, DoctorId{numbered(3)});
    ASSERT_TRUE(retired);
    EXPECT_FALSE(retired->next_available);
}

TEST_F(CalendarsQuery, SearchGivesTheEarliestFirst) {
    ASSERT_TRUE(add(as_staff(), closed("2026-06-01T00:00", "2026-06-02T09:00")));
    const auto page = find({});
    ASSERT_TRUE(page);
    ASSERT_THAT(page->data, SizeIs(2));
    EXPECT_EQ(page->data[0].doctor.id, second_doctor);
    EXPECT_EQ(page->data[0].next_available, at("2026-06-01T08:00:00Z"));
    EXPECT_EQ(page->data[1].doctor.id, first_doctor);
    EXPECT_EQ(page->data[1].next_available, at("2026-06-02T09:00:00Z"));
    EXPECT_THAT(page->data[1].slots, SizeIs(3));
    EXPECT_FALSE(page->next_cursor);
}

TEST_F(CalendarsQuery, SearchPagesWithoutRepeating) {
    SearchQuery query;
    query.limit = Whole<1, 100>{1};
    const auto first = find(query);
    ASSERT_TRUE(first && first->next_cursor);
    query.cursor = first->next_cursor;
    const auto second = search_again(query);
    ASSERT_TRUE(second);
    ASSERT_THAT(second->data, SizeIs(1));
    EXPECT_EQ(first->data.front().doctor.id, first_doctor);
    EXPECT_EQ(second->data.front().doctor.id, second_doctor);
    EXPECT_FALSE(second->next_cursor);
    query.cursor = "AAAA";
    EXPECT_EQ(find(query).code, "invalid_cursor");
}

TEST_F(CalendarsQuery, SearchKeepsToThePartOfTheDayAndThreeOfOneDay) {
    SearchQuery query;
    query.part_of_day = PartOfDay::afternoon;
    query.per_doctor = Whole<1, 9>{5};
    const auto page = find(query);
    ASSERT_TRUE(page);
    std::vector<std::string> starts;
    for (const Slot& slot : page->data.front().slots) starts.push_back(slot.start.text());
    EXPECT_THAT(starts, ElementsAre("2026-06-01T12:00:00Z", "2026-06-01T12:30:00Z", "2026-06-01T13:00:00Z",
                                    "2026-06-02T12:00:00Z", "2026-06-02T12:30:00Z"));
    query.part_of_day = PartOfDay::evening;
    EXPECT_THAT(find(query)->data, IsEmpty());
}

TEST_F(CalendarsQuery, SearchOffersOnlyTheModeAskedFor) {
    ScheduleRules rules = rules_with("08:00", "18:00");
    rules.visit_types.push_back(examples::visit_type("video-visit", 20));
    rules.visit_types.back().mode = Mode::video;
    ASSERT_TRUE(put(as_admin(), rules));
    SearchQuery query;
    query.mode = Mode::video;
    const auto page = find(query);
    ASSERT_TRUE(page);
    ASSERT_THAT(page->data, SizeIs(1));
    EXPECT_EQ(page->data.front().visit_type, value_of<Code>("video-visit"));
    const Slot& slot = page->data.front().slots.front();
    EXPECT_EQ(slot.end - slot.start, minutes{20});
}

TEST_F(CalendarsQuery, ExplainGivesEveryReason) {
    ASSERT_TRUE(book(as_patient(10), wish("2026-06-02T10:00:00Z")));
    EXPECT_THAT(explain("2026-06-02T10:30:00Z"), IsEmpty());
    EXPECT_THAT(explain("2026-06-02T10:05:00Z"), ElementsAre("off_grid", "taken"));
    EXPECT_THAT(explain("2026-06-01T05:00:00Z"), ElementsAre("closed", "notice"));
    EXPECT_THAT(explain("2026-06-02T10:30:00Z", as_doctor(second_doctor)), ElementsAre("not_found"));
}

TEST_F(CalendarsQuery, NextAvailableFollowsTheOrderAsked) {
    ASSERT_TRUE(add(as_staff(), closed("2026-06-01T00:00", "2026-07-20T00:00")));
    build();
    Context context = replica.as(as_nobody());
    EXPECT_THAT(availability->next_available(context, {second_doctor, DoctorId{numbered(9)}, first_doctor}),
                ElementsAre(at("2026-06-01T08:00:00Z"), std::nullopt, at("2026-07-20T08:00:00Z")));
    EXPECT_THAT(availability->next_available(context, {}), IsEmpty());
}

}  // namespace
}  // namespace venera::scheduling
