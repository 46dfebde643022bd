// What is counted of visits, against counting them one by one.
#include <gtest/gtest.h>

#include <array>

#include "platform/time/zone.hpp"
#include "scheduling/desk_fixture.hpp"
#include "scheduling/visit_statistics_queries.hpp"

namespace venera::scheduling {
namespace {

using testing::as_staff;
using testing::at;
using testing::numbered;
using testing::value_of;

// One visit as it is written, and as it is expected to be counted.
struct Written {
    std::string status;
    Instant starts_at;
    Instant created_at;
    std::string timezone;
    std::uint8_t doctor = 1;
    std::string specialty;
    std::uint8_t clinic = 90;
};

Zone zone_of(const Written& one) { return value_of<Zone>(one.timezone); }

struct VisitStatisticsQueryTest : testing::DeskQuery {
    std::vector<Written> all;

    // As a superuser would import it: what the constraints need, and nothing else.
    void write(const Written& one) {
        const auto local = zone_of(one).date(one.starts_at);
        const std::string start = one.starts_at.text();
        const std::string number = std::to_string(all.size());
        test.owner().script(
            "insert into scheduling.appointments (id, reference, doctor_id, patient_id, status, starts_at, "
            "ends_at, "
            "occupied, timezone, local_date, doctor_name, specialty_code, specialty_name, clinic_id, clinic, "
            "patient_name, mode, visit_type, price_cents, currency, payment_status, cancellable_until, "
            "hold_until, "
            "created_at, updated_at) values (gen_random_uuid(), 'VEN-' || lpad('" +
            number + "', 6, '0'), '" + DoctorId{numbered(one.doctor)}.text() + "', gen_random_uuid(), '" +
            one.status + "', '" + start + "', timestamptz '" + start + "' + interval '30 min', tstzrange('" +
            start + "', timestamptz '" + start + "' + interval '30 min'), '" + one.timezone + "', '" +
            local.text() + "', 'Dr " + std::to_string(one.doctor) + "', '" + one.specialty + "', 'The " +
            one.specialty + "', '" + ClinicId{numbered(one.clinic)}.text() + "', '{\"name\": \"Clinic " +
            std::to_string(one.clinic) + "\"}', 'Ana', 'in_person', 'visit', 0, 'EUR', 'not_required', '" +
            start + "', '" + start + "', '" + one.created_at.text() + "', now())");
        all.push_back(one);
    }

    VisitStatistics ask(const VisitStatisticsQuery& query, const Caller& caller = as_staff()) {
        Context context = replica.as(caller);
        VisitFigures figures;
        auto answer = figures.statistics(context, {query});
        EXPECT_TRUE(answer);
        return *answer;
    }
};

VisitStatisticsQuery days(std::string_view from, std::string_view until) {
    VisitStatisticsQuery query;
    query.from = *Date::parse(from);
    query.until = *Date::parse(until);
    return query;
}

void add(VisitCounts& counts, const std::string& status) {
    ++counts.visits;
    if (status == "arrived" || status == "fulfilled") ++counts.kept;
    if (status == "cancelled") ++counts.cancelled;
    if (status == "noshow") ++counts.no_show;
    if (status == "pending" || status == "booked") ++counts.open;
}

TEST_F(VisitStatisticsQueryTest, AreWhatCountingOneByOneGives) {
    constexpr std::array<std::string_view, 8> statuses{"held",      "pending",   "booked", "arrived",
                                                       "fulfilled", "cancelled", "noshow", "expired"};
    constexpr std::array<std::string_view, 3> zones{"UTC", "America/Lima", "Pacific/Auckland"};
    constexpr std::array<std::string_view, 2> specialties{"cardiology", "dermatology"};
    std::uint32_t state = 7;
    const auto random = [&](std::size_t below) {
        state = state * 1'664'525 + 1'013'904'223;
        return (state >> 16) % below;
    };
    for (int i = 0; i < 300; ++i) {
        Written one;
        one.status = statuses[random(statuses.size())];
        // Half an hour each, one after the other: none overlaps another of its doctor.
        one.starts_at = at("2026-03-25T00:00:00Z") + std::chrono::minutes{70 * i};
        one.created_at = one.starts_at + -std::chrono::hours{random(24 * 100)};
        one.timezone = zones[random(zones.size())];
        one.doctor = static_cast<std::uint8_t>(1 + random(3));
        one.specialty = specialties[random(specialties.size())];
        one.clinic = static_cast<std::uint8_t>(90 + random(2));
        write(one);
    }
    const Date from = *Date::parse("2026-03-27"), until = *Date::parse("2026-04-05");
    for (const bool is_narrow : {false, true}) {
        auto query = days(from.text(), until.text());
        if (is_narrow) {
            query.clinic_id = ClinicId{numbered(90)};
            query.specialty = value_of<Code>("cardiology");
            query.doctor_id = DoctorId{numbered(2)};
        }
        VisitCounts expected;
        std::map<Date, VisitCounts> by_day;
        std::map<std::pair<Weekday, int>, VisitCounts> by_hour;
        std::map<std::uint8_t, VisitCounts> by_doctor;
        std::map<std::int32_t, std::int64_t> leads;
        for (const Written& one : all) {
            if (one.status == "held" || one.status == "expired") continue;
            if (is_narrow && (one.clinic != 90 || one.specialty != "cardiology" || one.doctor != 2)) continue;
            const Zone zone = zone_of(one);
            const auto local = zone.local(one.starts_at);
            if (local.date() < from || local.date() > until) continue;
            add(expected, one.status);
            add(by_day[local.date()], one.status);
            const auto weekday = std::chrono::weekday{local.date().days()}.iso_encoding() - 1;
            add(by_hour[{static_cast<Weekday>(weekday), local.time().minute_of_day / 60}], one.status);
            add(by_doctor[one.doctor], one.status);
            ++leads[static_cast<std::int32_t>(
                (local.date().days() - zone.date(one.created_at).days()).count())];
        }
        ASSERT_GT(expected.visits, is_narrow ? 5 : 100);
        const auto found = ask(query);
        EXPECT_EQ(static_cast<const VisitCounts&>(found), expected);
        ASSERT_EQ(found.periods.size(), 10U);
        for (const auto& period : found.periods)
            EXPECT_EQ(static_cast<const VisitCounts&>(period), by_day[period.from]) << period.from.text();
        EXPECT_EQ(found.hours.size(), by_hour.size());
        for (const auto& hour : found.hours) {
            const auto key = std::pair{hour.weekday, static_cast<int>(hour.hour)};
            EXPECT_EQ(static_cast<const VisitCounts&>(hour), by_hour[key]) << hour.hour;
        }
        EXPECT_EQ(found.doctors.size(), by_doctor.size());
        for (const auto& doctor : found.doctors) {
            std::uint8_t number = 1;
            while (DoctorId{numbered(number)} != doctor.id) ++number;
            EXPECT_EQ(static_cast<const VisitCounts&>(doctor), by_doctor[number]);
            EXPECT_EQ(doctor.name, "Dr " + std::to_string(number));
        }
        EXPECT_EQ(found.lead_time.median_days, lead_time_of(leads).median_days);
        std::int64_t in_buckets = 0;
        for (const auto& bucket : found.lead_time.buckets) in_buckets += bucket.visits;
        EXPECT_EQ(in_buckets, expected.visits);
        for (const auto& specialty : found.specialties)
            EXPECT_EQ(specialty.name, "The " + specialty.code.value);
    }
}

TEST_F(VisitStatisticsQueryTest, StaffCountTheirClinics) {
    for (const auto clinic : std::vector<std::uint8_t>{90, 91, 91})
        write({"booked", at("2026-06-01T10:00:00Z") + std::chrono::hours{all.size()},
               at("2026-05-01T10:00:00Z"), "UTC", 1, "cardiology", clinic});
    const auto query = days("2026-06-01", "2026-06-01");
    Caller of_one = as_staff();
    of_one.clinic_ids = {ClinicId{numbered(91)}};
    EXPECT_EQ(ask(query).visits, 3);
    const auto found = ask(query, of_one);
    EXPECT_EQ(found.visits, 2);
    ASSERT_EQ(found.clinics.size(), 1U);
    EXPECT_EQ(found.clinics[0].name, "Clinic 91");
    auto elsewhere = query;
    elsewhere.clinic_id = ClinicId{numbered(90)};
    EXPECT_EQ(ask(elsewhere, of_one).visits, 0);
}

// Not a row of the table is fetched: the index has all of it.
TEST_F(VisitStatisticsQueryTest, NeedOnlyTheIndex) {
    test.owner().script(R"(
        insert into scheduling.appointments (id, reference, doctor_id, patient_id, status, starts_at, ends_at,
               occupied, timezone, local_date, doctor_name, specialty_code, specialty_name, clinic_id, clinic,
               patient_name, mode, visit_type, price_cents, currency, payment_status, cancellable_until,
               created_at, updated_at)
        select gen_random_uuid(), 'VEN-' || lpad(n::text, 6, '0'), gen_random_uuid(), gen_random_uuid(),
               'fulfilled',
               s, s + interval '30 min', tstzrange(s, s + interval '30 min'), 'UTC', s::date, 'Dr',
               'cardiology', 'Cardiology', gen_random_uuid(), '{}', 'Ana', 'in_person', 'visit', 0, 'EUR',
               'not_required', s, s, s
          from generate_series(1, 20000) n,
               lateral (select timestamptz '2020-01-01Z' + n * interval '1 hour' as s) t)");
    test.owner().script("vacuum analyze scheduling.appointments");
    const postgres::Statement<std::string()> explain{"test.explain_visit_statistics", R"(
        explain select local_date, count(*) filter (where status = 'noshow'),
               max(starts_at at time zone timezone), max(created_at)
          from scheduling.appointments
         where local_date between '2020-02-01' and '2020-03-01' and status not in ('held', 'expired')
         group by local_date, doctor_id, specialty_code, clinic_id)"};
    std::string plan;
    for (const std::string& line : test.owner().all(explain)) plan += line + '\n';
    EXPECT_NE(plan.find("Index Only Scan using appointments_counted"), std::string::npos) << plan;
}

}  // namespace
}  // namespace venera::scheduling
