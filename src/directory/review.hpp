// A review: what the patient of a visit that took place says of the doctor. Everybody reads it, nobody who
// wrote it: not even the doctor is told, and of its time only the month, also in its id.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/values/instant.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::directory {

using ReviewId = Id<struct ReviewTag>;

// Of a withdrawn one only its rating and the fact that there was one are left.
enum class ReviewState : std::uint8_t { published, hidden, withdrawn };
BOOST_DESCRIBE_ENUM(ReviewState, published, hidden, withdrawn)

using Comment = Prose<2'000>;
using Stars = Whole<1, 5>;

struct NewReview {
    AppointmentId appointment_id;
    Stars rating;
    std::optional<Comment> comment;
};
BOOST_DESCRIBE_STRUCT(NewReview, (), (appointment_id, rating, comment))

// Replaces both: without a comment there is none any more.
struct ReviewChange {
    Stars rating;
    std::optional<Comment> comment;
};
BOOST_DESCRIBE_STRUCT(ReviewChange, (), (rating, comment))

struct ReviewReply {
    std::string text;
    std::string month;            // "2026-05", UTC
    bool review_changed = false;  // since this was said
};
BOOST_DESCRIBE_STRUCT(ReviewReply, (), (text, month, review_changed))

struct Review {
    ReviewId id;
    std::int32_t rating = 0;
    std::optional<std::string> comment;
    std::string month;  // when it was written: "2026-05", UTC
    std::optional<ReviewReply> reply;
};
BOOST_DESCRIBE_STRUCT(Review, (), (id, rating, comment, month, reply))

// The visit that it is about, as whoever wrote it knows it.
struct ReviewedVisit {
    std::string doctor_name;
    Date local_date;
};
BOOST_DESCRIBE_STRUCT(ReviewedVisit, (), (doctor_name, local_date))

// For whoever wrote it.
struct OwnReview {
    ReviewId id;
    AppointmentId appointment_id;
    DoctorId doctor_id;
    PatientId patient_id;
    std::optional<ReviewedVisit> visit;  // in lists
    std::int32_t rating = 0;
    std::optional<std::string> comment;
    ReviewState state = ReviewState::published;
    std::optional<std::string> hidden_reason;
    std::optional<ReviewReply> reply;
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(OwnReview, (),
                      (id, appointment_id, doctor_id, patient_id, visit, rating, comment, state,
                       hidden_reason, reply, version, created_at, updated_at))

// For the doctor and the desk: without the visit, which would say whose it is.
struct PracticeReview {
    ReviewId id;
    DoctorId doctor_id;
    ClinicId clinic_id;
    std::int32_t rating = 0;
    std::optional<std::string> comment;
    std::string month;
    ReviewState state = ReviewState::published;
    std::optional<std::string> hidden_reason;
    std::optional<ReviewReply> reply;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(PracticeReview, (),
                      (id, doctor_id, clinic_id, rating, comment, month, state, hidden_reason, reply,
                       version))

// Those that are withdrawn are no longer the practice's business.
enum class ModeratedState : std::uint8_t { published, hidden };
BOOST_DESCRIBE_ENUM(ModeratedState, published, hidden)

struct OwnReviewQuery {
    std::optional<AppointmentId> appointment_id;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(OwnReviewQuery, (), (appointment_id, limit, cursor))

struct PracticeReviewQuery {
    std::optional<ModeratedState> state;
    std::optional<DoctorId> doctor_id;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PracticeReviewQuery, (), (state, doctor_id, limit, cursor))

struct Hiding {
    Text<500, 3> reason;  // the author reads it
};
BOOST_DESCRIBE_STRUCT(Hiding, (), (reason))

struct NewReply {
    Comment text;
};
BOOST_DESCRIBE_STRUCT(NewReply, (), (text))

// "2026-05", UTC
std::string month_of(Instant at);
// The beginning of that month.
Instant month_begin(Instant at);

}  // namespace venera::directory
