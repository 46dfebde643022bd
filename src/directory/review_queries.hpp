// The statements of reviews. Whose review a caller reaches is a predicate of each statement.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "directory/review.hpp"
#include "platform/http/router.hpp"
#include "platform/postgres/database.hpp"

namespace venera::directory {

struct ReviewRow {
    ReviewId id;
    AppointmentId appointment_id;
    DoctorId doctor_id;
    ClinicId clinic_id;
    PatientId patient_id;
    std::optional<std::string> country;
    std::int32_t rating = 0;
    std::optional<std::string> comment;
    ReviewState state = ReviewState::published;
    std::optional<std::string> hidden_reason;
    std::optional<std::string> reply;
    std::optional<Instant> replied_at;
    bool changed_since_reply = false;  // the stars or the words
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(ReviewRow, (),
                      (id, appointment_id, doctor_id, clinic_id, patient_id, country, rating, comment, state,
                       hidden_reason, reply, replied_at, changed_since_reply, version, created_at,
                       updated_at))

// A member that is absent does not restrict.
struct ReviewReach {
    std::optional<std::vector<PatientId>> patient_ids{};
    std::optional<DoctorId> doctor_id{};
    std::optional<std::vector<ClinicId>> clinic_ids{};
};

// Throws: ConstraintViolation reviews_once.
void insert_review(postgres::Executor& db, const ReviewRow& row);
std::optional<ReviewRow> find_review(postgres::Executor& db, ReviewId id, const ReviewReach& reach);
// Held until the transaction ends.
std::optional<ReviewRow> lock_review(postgres::Executor& db, ReviewId id, const ReviewReach& reach);
// Writes what can change, at version + 1. Requires: lock_review() in the same transaction.
void update_review(postgres::Executor& db, ReviewRow& row, Instant now);
bool is_reviewed(postgres::Executor& db, AppointmentId visit);

// By their ids, so that pages tell no more of time than they: from the newest month on, within a month at
// random. `after`: beyond this id, whether there still is such a review or not.
std::vector<ReviewRow> list_published(postgres::Executor& db, DoctorId doctor,
                                      const std::optional<ReviewId>& after, std::int32_t limit);
struct ReviewFilter {
    std::vector<ReviewState> states{};  // none: all
    std::optional<DoctorId> doctor_id{};
    std::optional<AppointmentId> appointment_id{};
};
std::vector<ReviewRow> list_reviews(postgres::Executor& db, const ReviewReach& reach,
                                    const ReviewFilter& filter, const std::optional<ReviewId>& after,
                                    std::int32_t limit);

// Those of a person who is erased, by doctor.
std::vector<ReviewRow> delete_reviews(postgres::Executor& db, const std::vector<PatientId>& patients);

// Counts the published reviews of these doctors, to the end of the transaction alone: whoever counts next
// sees what this one has written. No version of a doctor is counted up: nobody edits a rating.
void count_ratings(postgres::Executor& db, const std::vector<DoctorId>& doctors, Instant now);

struct KeptReview {
    std::optional<ReviewId> id;
    postgres::Bytes fingerprint;
};
BOOST_DESCRIBE_STRUCT(KeptReview, (), (id, fingerprint))
std::optional<KeptReview> find_kept_review(postgres::Executor& db, UserId caller, const std::string& key);
// Nothing without a key. Throws: ConstraintViolation idempotency_pkey if it was used before.
void keep_review(Context& context, postgres::Executor& db, ReviewId id, const http::IdempotencyKey& key);
void forget_kept_reviews(postgres::Executor& db, Instant before);

// "review.hidden", with ids, stars and state, and no words.
void insert_review_event(Context& context, postgres::Executor& db, const ReviewRow& row,
                         const std::string& type);
enum class ReviewAccess : std::uint8_t { allowed, denied };
BOOST_DESCRIBE_ENUM(ReviewAccess, allowed, denied)
struct AccessToReview {
    std::string action;
    std::optional<Uuid> id{};
    std::vector<PatientId> patients{};  // one line for each; none: one line
    ReviewAccess outcome = ReviewAccess::allowed;
};
void insert_review_access(Context& context, postgres::Executor& db, const AccessToReview& access);

}  // namespace venera::directory
