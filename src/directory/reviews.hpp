// Reviews: whoever was at a visit says how it was, everybody reads it, the doctor answers, the desk hides
// what has no place there. Stars count from the moment they are published, in the transaction that writes
// them.
#pragma once
#include "directory/doctors.hpp"
#include "directory/refusals.hpp"
#include "directory/review.hpp"
#include "directory/review_queries.hpp"
#include "notifications/notifications.hpp"
#include "patients/patients.hpp"

namespace venera::directory {

class Reviews final : public notifications::Reviews {
public:
    // All outlive it.
    struct Parts {
        Doctors& doctors;
        scheduling::PastVisits& visits;
        patients::Patients& patients;
        patients::Relatives& relatives;
    };
    explicit Reviews(const Parts& parts) : parts_(parts) {}

    Result<Page<Review>, not_found, invalid_cursor> of_doctor(Context& context, http::Path<DoctorId> doctor,
                                                              const http::Query<ListQuery>& query);
    using WriteAnswer = Result<Created<OwnReview>, not_found, invalid_input, visit_not_fulfilled,
                               already_reviewed, idempotency_key_reused>;
    WriteAnswer write(Context& context, http::Path<DoctorId> doctor, const NewReview& wish,
                      const http::IdempotencyKey& key);

    // Of the caller, and of those for whom they act.
    Result<Page<OwnReview>, invalid_cursor> mine(Context& context,
                                                 const http::Query<OwnReviewQuery>& query);
    // What is hidden stays so: whoever hid it looks at it again.
    Result<OwnReview, not_found, review_withdrawn, version_mismatch> change(Context& context,
                                                                            http::Path<ReviewId> id,
                                                                            const ReviewChange& change,
                                                                            http::IfMatch condition);
    // For good; repeating it is harmless.
    Result<NoContent, not_found> withdraw(Context& context, http::Path<ReviewId> id);

    // A doctor's own, those of the clinics of staff, all.
    Result<Page<PracticeReview>, invalid_cursor> list(Context& context,
                                                      const http::Query<PracticeReviewQuery>& query);
    using Moderated = Result<PracticeReview, not_found, version_mismatch>;
    Moderated hide(Context& context, http::Path<ReviewId> id, const Hiding& why, http::IfMatch condition);
    // With a condition: nothing is shown again that its author changed after it was looked at.
    Moderated show(Context& context, http::Path<ReviewId> id, http::IfMatch condition);
    // An answer to words that were changed afterwards says so until it is given anew.
    Moderated reply(Context& context, http::Path<ReviewId> id, const NewReply& reply,
                    http::IfMatch condition);
    Result<NoContent, not_found> remove_reply(Context& context, http::Path<ReviewId> id);

    bool is_reviewed(Context& context, AppointmentId visit) override;

private:
    std::vector<PatientId> own_patients(Context& context);
    std::optional<WriteAnswer> before(Context& context, const http::IdempotencyKey& key);
    ReviewRow insert(Context& context, const scheduling::PastVisit& visit, const NewReview& wish,
                     const http::IdempotencyKey& key);
    static void store(Context& context, postgres::Transaction& transaction, ReviewRow& row,
                      const std::string& event);
    // Writes it if there is something to change, and tells who shows the stars.
    template <class Edit>
    Moderated moderate(Context& context, ReviewId id, http::IfMatch condition, const std::string& event,
                       Edit edit);

    Parts parts_;
};

}  // namespace venera::directory
