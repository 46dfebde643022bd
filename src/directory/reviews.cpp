#include "directory/reviews.hpp"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "directory/limits.hpp"
#include "platform/http/cursor.hpp"

namespace venera::directory {

namespace {

constexpr Problem another_doctor{"another_doctor", "is a visit to another doctor"};
constexpr std::string_view once = "reviews_once";
constexpr std::string_view same_key = "idempotency_pkey";

template <class T>
std::optional<std::string> text_of(const std::optional<T>& text) {
    return text ? std::optional{text->text()} : std::nullopt;
}

std::optional<ReviewReply> reply_of(const ReviewRow& row) {
    if (!row.reply) return std::nullopt;
    return ReviewReply{*row.reply, month_of(*row.replied_at), row.changed_since_reply};
}

Review public_view(const ReviewRow& row) {
    return {row.id, row.rating, row.comment, month_of(row.created_at), reply_of(row)};
}

OwnReview own_view(const ReviewRow& row) {
    return {.id = row.id,
            .appointment_id = row.appointment_id,
            .doctor_id = row.doctor_id,
            .patient_id = row.patient_id,
            .visit = std::nullopt,
            .rating = row.rating,
            .comment = row.comment,
            .state = row.state,
            .hidden_reason = row.hidden_reason,
            .reply = reply_of(row),
            .version = row.version,
            .created_at = row.created_at,
            .updated_at = row.updated_at};
}

PracticeReview practice_view(const ReviewRow& row) {
    return {row.id,    row.doctor_id,     row.clinic_id, row.rating, row.comment, month_of(row.created_at),
            row.state, row.hidden_reason, reply_of(row), row.version};
}

ReviewReach practice_reach(const Caller& caller) {
    ReviewReach reach;
    if (caller.is(Role::doctor)) reach.doctor_id = caller.doctor_id.value_or(DoctorId{});
    if (caller.is(Role::staff) && !caller.clinic_ids.empty()) reach.clinic_ids = caller.clinic_ids;
    return reach;
}

// Whoever has withdrawn a review has done with the practice.
std::vector<ReviewState> moderated(const std::optional<ModeratedState>& state) {
    if (!state) return {ReviewState::published, ReviewState::hidden};
    return {*state == ModeratedState::hidden ? ReviewState::hidden : ReviewState::published};
}

template <class Query>
std::int32_t limit_of(const Query& query) {
    return query.limit ? static_cast<std::int32_t>(query.limit->value) : limits::page;
}

// Which list a cursor is of: it begins a page of no other one.
std::string list_of(DoctorId doctor) { return "of " + doctor.text(); }
std::string list_of(const OwnReviewQuery& query) {
    return "mine " + (query.appointment_id ? query.appointment_id->text() : "");
}
std::string list_of(const PracticeReviewQuery& query) {
    const std::string state = query.state ? boost::describe::enum_to_string(*query.state, "") : "";
    return "practice " + state + " " + (query.doctor_id ? query.doctor_id->text() : "");
}

// Where the page begins; nothing if the cursor is none of this list. Without one: the beginning.
struct Beginning {
    std::optional<ReviewId> after;
};
std::optional<Beginning> beginning_of(std::string_view list, const std::optional<std::string>& given) {
    if (!given) return Beginning{};
    http::CursorReader cursor(*given);
    const bool is_of_list = cursor.text() == list;
    const ReviewId id{cursor.uuid()};
    if (!cursor.complete() || !is_of_list) return std::nullopt;
    return Beginning{id};
}

// Cuts the row that says that there are more.
std::optional<std::string> cursor_after(std::string_view list, std::vector<ReviewRow>& rows,
                                        std::int32_t limit) {
    if (rows.size() <= static_cast<std::size_t>(limit)) return std::nullopt;
    rows.pop_back();
    http::CursorWriter cursor;
    cursor.add(list);
    cursor.add(rows.back().id.value);
    return cursor.text();
}

bool is_stale(const ReviewRow& row, http::IfMatch condition) {
    return condition.version && *condition.version != row.version;
}

void take_reply_away(ReviewRow& row) {
    row.reply = std::nullopt;
    row.replied_at = std::nullopt;
    row.changed_since_reply = false;
}

// Allowed if there is a row, else denied.
void log_access(Context& context, postgres::Executor& db, const std::string& action, ReviewId id,
                const std::optional<ReviewRow>& row) {
    insert_review_access(context, db,
                         {action, id.value, row ? std::vector{row->patient_id} : std::vector<PatientId>{},
                          row ? ReviewAccess::allowed : ReviewAccess::denied});
}

std::vector<PatientId> patients_of(const std::vector<ReviewRow>& rows) {
    std::vector<PatientId> patients;
    for (const ReviewRow& row : rows) patients.push_back(row.patient_id);
    return patients;
}

std::vector<AppointmentId> visits_of(const std::vector<ReviewRow>& rows) {
    std::vector<AppointmentId> visits;
    for (const ReviewRow& row : rows) visits.push_back(row.appointment_id);
    return visits;
}

}  // namespace

std::vector<PatientId> Reviews::own_patients(Context& context) {
    std::vector<PatientId> patients = parts_.relatives.acted_for(context);
    if (const auto own = context.caller().patient_id) {
        for (const PatientId same : parts_.patients.same_person(context, *own)) patients.push_back(same);
    }
    return patients;
}

Result<Page<Review>, not_found, invalid_cursor> Reviews::of_doctor(Context& context,
                                                                   http::Path<DoctorId> doctor,
                                                                   const http::Query<ListQuery>& query) {
    if (!parts_.doctors.exists(context, doctor.value)) return refuse<not_found>;
    const auto list = list_of(doctor.value);
    const auto beginning = beginning_of(list, query->cursor);
    if (!beginning) return invalid_cursor_given();
    const auto limit = limit_of(*query);
    auto rows = list_published(context.database(), doctor.value, beginning->after, limit + 1);
    Page<Review> page;
    page.next_cursor = cursor_after(list, rows, limit);
    for (const ReviewRow& row : rows) page.data.push_back(public_view(row));
    return page;
}

std::optional<Reviews::WriteAnswer> Reviews::before(Context& context, const http::IdempotencyKey& key) {
    if (!key.key) return std::nullopt;
    const auto kept = find_kept_review(context.database(), context.caller().user_id, *key.key);
    if (!kept) return std::nullopt;
    if (!std::ranges::equal(kept->fingerprint, key.fingerprint)) return refuse<idempotency_key_reused>;
    const auto row = find_review(context.database(), kept->id.value_or(ReviewId{}),
                                 {.patient_ids = own_patients(context)});
    insert_review_access(context, context.database(),
                         {"write", kept->id ? std::optional{kept->id->value} : std::nullopt,
                          row ? std::vector{row->patient_id} : std::vector<PatientId>{},
                          row ? ReviewAccess::allowed : ReviewAccess::denied});
    if (!row) return refuse<not_found>;
    return Created<OwnReview>{own_view(*row), Replay::yes};
}

ReviewRow Reviews::insert(Context& context, const scheduling::PastVisit& visit, const NewReview& wish,
                          const http::IdempotencyKey& key) {
    ReviewRow row;
    // An id tells its time, too.
    row.id = ReviewId::make(month_begin(context.now()));
    row.appointment_id = visit.id;
    row.doctor_id = visit.doctor_id;
    row.clinic_id = visit.clinic_id;
    row.patient_id = visit.patient_id;
    row.country = visit.country;
    row.rating = static_cast<std::int32_t>(wish.rating.value);
    row.comment = text_of(wish.comment);
    row.created_at = row.updated_at = context.now();
    in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        keep_review(context, transaction, row.id, key);
        insert_review(transaction, row);
        insert_review_event(context, transaction, row, "review.published");
        insert_review_access(context, transaction, {"write", row.id.value, {row.patient_id}});
        count_ratings(transaction, {row.doctor_id}, context.now());
    });
    parts_.doctors.rated(context, row.doctor_id);
    return row;
}

Reviews::WriteAnswer Reviews::write(Context& context, http::Path<DoctorId> doctor, const NewReview& wish,
                                    const http::IdempotencyKey& key) {
    if (auto earlier = before(context, key)) return *std::move(earlier);
    const auto visit = parts_.visits.reached(context, wish.appointment_id);
    if (!visit || !parts_.doctors.exists(context, doctor.value)) {
        insert_review_access(context, context.database(), {"write", std::nullopt, {}, ReviewAccess::denied});
        return refuse<not_found>;
    }
    if (visit->doctor_id != doctor.value) return invalid("/appointment_id", another_doctor);
    if (!visit->took_place) return refuse<visit_not_fulfilled>;
    try {
        return Created<OwnReview>{own_view(insert(context, *visit, wish, key))};
    } catch (const postgres::ConstraintViolation& violation) {
        if (violation.constraint == same_key) {
            // Another request with the same key was faster by a moment.
            if (auto earlier = before(context, key)) return *std::move(earlier);
        }
        // Of two at once, whoever writes them, the constraint takes one.
        if (violation.constraint == once) return refuse<already_reviewed>;
        throw;
    }
}

Result<Page<OwnReview>, invalid_cursor> Reviews::mine(Context& context,
                                                      const http::Query<OwnReviewQuery>& query) {
    const auto list = list_of(*query);
    const auto beginning = beginning_of(list, query->cursor);
    if (!beginning) return invalid_cursor_given();
    const auto limit = limit_of(*query);
    auto rows = list_reviews(context.database(), {.patient_ids = own_patients(context)},
                             {.appointment_id = query->appointment_id}, beginning->after, limit + 1);
    Page<OwnReview> page;
    page.next_cursor = cursor_after(list, rows, limit);
    const auto visits = parts_.visits.reached(context, visits_of(rows));
    for (const ReviewRow& row : rows) {
        page.data.push_back(own_view(row));
        const auto visit = std::ranges::find(visits, row.appointment_id, &scheduling::PastVisit::id);
        if (visit != visits.end())
            page.data.back().visit = ReviewedVisit{visit->doctor_name, visit->local_date};
    }
    insert_review_access(context, context.database(), {"list", std::nullopt, patients_of(rows)});
    return page;
}

void Reviews::store(Context& context, postgres::Transaction& transaction, ReviewRow& row,
                    const std::string& event) {
    update_review(transaction, row, context.now());
    insert_review_event(context, transaction, row, event);
    // The doctor after the review, as in every transaction.
    count_ratings(transaction, {row.doctor_id}, context.now());
}

Result<OwnReview, not_found, review_withdrawn, version_mismatch> Reviews::change(Context& context,
                                                                                 http::Path<ReviewId> id,
                                                                                 const ReviewChange& change,
                                                                                 http::IfMatch condition) {
    using Answer = Result<OwnReview, not_found, review_withdrawn, version_mismatch>;
    const ReviewReach reach{.patient_ids = own_patients(context)};
    auto answer = in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        // Held to the end: of two who write at once the second sees what the first has made.
        auto row = lock_review(transaction, id.value, reach);
        if (row && row->state == ReviewState::withdrawn) return refuse<review_withdrawn>;
        if (row && is_stale(*row, condition)) return refuse<version_mismatch>;
        log_access(context, transaction, "change", id.value, row);
        if (!row) return refuse<not_found>;
        const auto stars = static_cast<std::int32_t>(change.rating.value);
        const auto words = text_of(change.comment);
        if (row->rating == stars && row->comment == words) return own_view(*row);
        // The answer stays, so that nobody takes it away by a comma; it was not about these words.
        row->changed_since_reply = row->reply.has_value();
        row->rating = stars;
        row->comment = words;
        store(context, transaction, *row, "review.changed");
        return own_view(*row);
    });
    if (answer) parts_.doctors.rated(context, answer->doctor_id);
    return answer;
}

Result<NoContent, not_found> Reviews::withdraw(Context& context, http::Path<ReviewId> id) {
    const ReviewReach reach{.patient_ids = own_patients(context)};
    const auto row = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        auto found = lock_review(transaction, id.value, reach);
        log_access(context, transaction, "withdraw", id.value, found);
        if (!found || found->state == ReviewState::withdrawn) return found;
        found->state = ReviewState::withdrawn;
        // What was answered may quote what was said.
        found->comment = found->hidden_reason = std::nullopt;
        take_reply_away(*found);
        store(context, transaction, *found, "review.withdrawn");
        return found;
    });
    if (!row) return refuse<not_found>;
    parts_.doctors.rated(context, row->doctor_id);
    return NoContent{};
}

Result<Page<PracticeReview>, invalid_cursor> Reviews::list(Context& context,
                                                           const http::Query<PracticeReviewQuery>& query) {
    const auto list = list_of(*query);
    const auto beginning = beginning_of(list, query->cursor);
    if (!beginning) return invalid_cursor_given();
    const auto limit = limit_of(*query);
    auto rows = list_reviews(context.database(), practice_reach(context.caller()),
                             {moderated(query->state), query->doctor_id}, beginning->after, limit + 1);
    Page<PracticeReview> page;
    page.next_cursor = cursor_after(list, rows, limit);
    for (const ReviewRow& row : rows) page.data.push_back(practice_view(row));
    insert_review_access(context, context.database(), {"list", std::nullopt, patients_of(rows)});
    return page;
}

template <class Edit>
Reviews::Moderated Reviews::moderate(Context& context, ReviewId id, http::IfMatch condition,
                                     const std::string& event, Edit edit) {
    const std::string action = event.substr(event.find('.') + 1);
    auto answer = in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Moderated {
        auto row = lock_review(transaction, id, practice_reach(context.caller()));
        // Whoever has withdrawn a review has done with the practice.
        if (row && row->state == ReviewState::withdrawn) row = std::nullopt;
        if (row && is_stale(*row, condition)) return refuse<version_mismatch>;
        log_access(context, transaction, action, id, row);
        if (!row) return refuse<not_found>;
        if (edit(*row)) store(context, transaction, *row, event);
        return practice_view(*row);
    });
    if (answer) parts_.doctors.rated(context, answer->doctor_id);
    return answer;
}

Reviews::Moderated Reviews::hide(Context& context, http::Path<ReviewId> id, const Hiding& why,
                                 http::IfMatch condition) {
    context.purpose_reason = why.reason.value;
    return moderate(context, id.value, condition, "review.hidden", [&](ReviewRow& review) {
        if (review.state == ReviewState::hidden && review.hidden_reason == why.reason.value) return false;
        review.state = ReviewState::hidden;
        review.hidden_reason = why.reason.value;
        return true;
    });
}

Reviews::Moderated Reviews::show(Context& context, http::Path<ReviewId> id, http::IfMatch condition) {
    return moderate(context, id.value, condition, "review.shown", [](ReviewRow& review) {
        if (review.state == ReviewState::published) return false;
        review.state = ReviewState::published;
        review.hidden_reason = std::nullopt;
        return true;
    });
}

Reviews::Moderated Reviews::reply(Context& context, http::Path<ReviewId> id, const NewReply& reply,
                                  http::IfMatch condition) {
    return moderate(context, id.value, condition, "review.replied", [&](ReviewRow& review) {
        if (review.reply == reply.text.value && !review.changed_since_reply) return false;
        review.reply = reply.text.value;
        review.replied_at = context.now();
        review.changed_since_reply = false;
        return true;
    });
}

Result<NoContent, not_found> Reviews::remove_reply(Context& context, http::Path<ReviewId> id) {
    const auto done = moderate(context, id.value, {}, "review.reply_removed", [](ReviewRow& review) {
        const bool had_one = review.reply.has_value();
        take_reply_away(review);
        return had_one;
    });
    if (!done) return refuse<not_found>;
    return NoContent{};
}

bool Reviews::is_reviewed(Context& context, AppointmentId visit) {
    return directory::is_reviewed(context.database(), visit);
}

}  // namespace venera::directory
