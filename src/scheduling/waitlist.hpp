// Waiting for a time: what people ask for, what they are shown of it, and what they answer. A patient waits
// for one doctor, or for anybody of a specialty in a city. When a time comes free (waitlist_offering.hpp) the
// best-ranked one (waitlist_rules.hpp) has it held, and is asked.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "scheduling/appointment.hpp"

namespace venera::scheduling {

using WaitingId = Id<struct WaitingTag>;

// FHIR's words. Only the desk says that somebody is urgent.
enum class Priority : std::uint8_t { routine, urgent };
BOOST_DESCRIBE_ENUM(Priority, routine, urgent)

// booked: an offer was accepted. over: the last day has passed, or what the wish rests on is gone: the visit
// to be moved, the patient, the right of the relative who asked.
enum class WaitingStatus : std::uint8_t { waiting, booked, left, over };
BOOST_DESCRIBE_ENUM(WaitingStatus, waiting, booked, left, over)

// lapsed: not answered in time. withdrawn: the wish ended, or the visit to be moved is as early by now.
enum class OfferStatus : std::uint8_t { open, accepted, declined, lapsed, withdrawn };
BOOST_DESCRIBE_ENUM(OfferStatus, open, accepted, declined, lapsed, withdrawn)

// With `appointment_id` that visit is moved to the earlier time; its doctor is then the usual wish.
struct JoinWaitlist {
    std::optional<DoctorId> doctor_id;
    std::optional<Code> specialty;
    std::optional<Text<100>> city;
    Date from;  // local dates of the doctor, both included
    Date to;
    std::optional<std::vector<PartOfDay>> parts_of_day;  // absent: any
    std::optional<AppointmentId> appointment_id;
    std::optional<PatientId> patient_id;
    std::optional<Priority> priority;
};
BOOST_DESCRIBE_STRUCT(JoinWaitlist, (),
                      (doctor_id, specialty, city, from, to, parts_of_day, appointment_id, patient_id,
                       priority))
void check(const JoinWaitlist& wish, json::Issues& issues);

// A time that is held for whoever waits, until `expires_at`.
struct WaitlistOffer {
    AppointmentId id;  // of the hold, and of the appointment that it becomes
    DoctorId doctor_id;
    std::string doctor_name;
    ClinicCard clinic;
    Instant start;
    Instant end;
    std::string timezone;
    Date local_date;
    ClockTime local_time;
    Instant expires_at;
};
BOOST_DESCRIBE_STRUCT(WaitlistOffer, (),
                      (id, doctor_id, doctor_name, clinic, start, end, timezone, local_date, local_time,
                       expires_at))

struct Waiting {
    WaitingId id;
    PatientId patient_id;
    std::optional<std::string> patient_name;  // for the desk
    std::optional<DoctorId> doctor_id;
    std::optional<Code> specialty;
    std::optional<std::string> city;
    Date from;
    Date to;
    std::vector<PartOfDay> parts_of_day;
    std::optional<AppointmentId> appointment_id;
    Priority priority = Priority::routine;
    WaitingStatus status = WaitingStatus::waiting;
    std::optional<WaitlistOffer> offer;  // that waits for an answer
    std::int64_t offers_made = 0;
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(Waiting, (),
                      (id, patient_id, patient_name, doctor_id, specialty, city, from, to, parts_of_day,
                       appointment_id, priority, status, offer, offers_made, version, created_at, updated_at))

struct WaitlistQuery {
    std::optional<WaitingStatus> status;
    std::optional<DoctorId> doctor_id;
    std::optional<Code> specialty;
    std::optional<Priority> priority;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(WaitlistQuery, (), (status, doctor_id, specialty, priority, limit, cursor))

struct MyWaitlistQuery {
    std::optional<WaitingStatus> status;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(MyWaitlistQuery, (), (status, limit, cursor))

// What the message carries; whoever has it answers for the patient.
struct OfferAnswer {
    HolderToken token;
};
BOOST_DESCRIBE_STRUCT(OfferAnswer, (), (token))

// The visit that an accepted offer has become. It names nobody: a link may be passed on.
struct AcceptedOffer {
    AppointmentId appointment_id;
    std::string reference;
    Status status = Status::booked;
    std::string doctor_name;
    ClinicCard clinic;
    Instant start;
    Instant end;
    std::string timezone;
    Date local_date;
    ClockTime local_time;
};
BOOST_DESCRIBE_STRUCT(AcceptedOffer, (),
                      (appointment_id, reference, status, doctor_name, clinic, start, end, timezone,
                       local_date, local_time))

enum class StatisticsBy : std::uint8_t { doctor, specialty, clinic };
BOOST_DESCRIBE_ENUM(StatisticsBy, doctor, specialty, clinic)

struct WaitlistStatisticsQuery {
    std::optional<Whole<1, 366>> days;  // until now; 30 if absent
    std::optional<StatisticsBy> by;     // whose offers are counted one by one; doctor if absent
};
BOOST_DESCRIBE_STRUCT(WaitlistStatisticsQuery, (), (days, by))

// How the offers of some days ended. A time is filled when somebody accepts it, however many were asked
// before.
struct OfferCounts {
    std::int64_t times_offered = 0;
    std::int64_t times_filled = 0;
    std::int64_t offers = 0;
    std::int64_t accepted = 0;
    std::int64_t declined = 0;
    std::int64_t lapsed = 0;
    std::int64_t withdrawn = 0;
    std::int64_t people_offered = 0;
    std::optional<double> median_minutes_to_fill;  // from its first offer to its acceptance
    std::optional<double> median_days_sooner;      // of visits that were moved
    std::optional<double> median_days_waited;      // of those who accepted
};
BOOST_DESCRIBE_STRUCT(OfferCounts, (),
                      (times_offered, times_filled, offers, accepted, declined, lapsed, withdrawn,
                       people_offered, median_minutes_to_fill, median_days_sooner, median_days_waited))

struct OfferGroup : OfferCounts {
    std::string id;  // of a doctor or a clinic; the code of a specialty
    std::string name;
};
BOOST_DESCRIBE_STRUCT(OfferGroup, (OfferCounts), (id, name))

// How fair that is: of those who wait now, and of those who were offered something.
struct WaitingFairness {
    std::int64_t waiting = 0;
    std::int64_t waiting_without_offer = 0;  // who have never been offered anything for this wish
    std::optional<double> longest_days_waiting;
    std::optional<double> longest_days_without_offer;
    std::int64_t most_offers_of_one = 0;
    std::optional<double> mean_offers_of_one;
};
BOOST_DESCRIBE_STRUCT(WaitingFairness, (),
                      (waiting, waiting_without_offer, longest_days_waiting, longest_days_without_offer,
                       most_offers_of_one, mean_offers_of_one))

struct WaitlistStatistics : OfferCounts {
    WaitingFairness fairness;
    StatisticsBy by = StatisticsBy::doctor;
    std::vector<OfferGroup> groups;  // those with most offers, the first first
};
BOOST_DESCRIBE_STRUCT(WaitlistStatistics, (OfferCounts), (fairness, by, groups))

}  // namespace venera::scheduling
