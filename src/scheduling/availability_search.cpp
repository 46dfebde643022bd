// The search across doctors: the question in the index's terms, the page, and its text.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "platform/http/cursor.hpp"
#include "platform/json/shape.hpp"
#include "scheduling/availability.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/slot_writer.hpp"

namespace venera::scheduling {

namespace {

// Where a page begins: after this doctor, as things stood when the first page was made.
struct Position {
    std::uint64_t index = 0;
    Moment moment;
    FreeDoctor last;
};

std::optional<Position> position_of(std::string_view text) {
    http::CursorReader cursor(text);
    Position position;
    position.index = static_cast<std::uint64_t>(cursor.integer());
    position.moment.generation = static_cast<std::uint64_t>(cursor.integer());
    position.moment.now = cursor.instant();
    position.last.start = cursor.integer();
    position.last.id = DoctorId{cursor.uuid()};
    if (!cursor.complete()) return std::nullopt;
    return position;
}

std::string cursor_after(const Position& position) {
    http::CursorWriter cursor;
    cursor.add(position.index);
    cursor.add(position.moment.generation);
    cursor.add(position.moment.now);
    cursor.add(position.last.start);
    cursor.add(position.last.id.value);
    return cursor.text();
}

// The state in which a page looks: that of the first page, if this index still knows it.
Moment moment_of(const std::optional<Position>& position, const AvailabilityIndex& index,
                 const Moment& present) {
    if (!position) return present;
    const auto& then = position->moment;
    if (then.now > present.now || then.now < present.now - limits::ended_times_kept) return present;
    if (position->index != index.id() || then.generation > present.generation)
        return {then.now, present.generation};
    return then;
}

// The text of a page of doctors with their times as they are now.
class SearchAnswer {
public:
    SearchAnswer(const AvailabilityIndex::View& view, const SearchQuery& query, const IndexQuestion& question)
        : view_(view), query_(query), question_(question) {
        out_.reserve(2 * 1024 * question.limit);
        out_ = R"({"data":[)";
    }

    void add(Ordinal ordinal) {
        const DoctorView doctor = view_.doctor(ordinal);
        const auto placement = offered(doctor.profile, question_, patterns_);
        if (!placement || !doctor.profile.card) return;
        const auto before = out_.size();
        if (is_any_) out_ += ',';
        if (write(doctor, *placement, ordinal))
            is_any_ = true;
        else
            out_.resize(before);  // taken since
    }

    std::string finish(const std::optional<std::string>& next_cursor) {
        out_ += R"(],"next_cursor":)";
        if (next_cursor)
            json::write_string(out_, *next_cursor);
        else
            out_ += "null";
        out_ += '}';
        return std::move(out_);
    }

private:
    bool write(const DoctorView& doctor, const Placement& placement, Ordinal ordinal) {
        const VisitKind& kind = *offered_kind(*doctor.profile.practice, question_.visit_type, question_.mode);
        write_card(*doctor.profile.card, ordinal);
        out_ += R"(,"timezone":)";
        json::write_string(out_, doctor.days.zone().text());
        out_ += R"(,"visit_type":")";
        out_ += kind.code.text();
        out_ += R"(","next_available":)";
        return write_slots(doctor, placement);
    }

    // The card ends in the distance, which only a search near some place knows.
    void write_card(const std::string& card, Ordinal ordinal) {
        constexpr std::string_view end = "null}";
        out_ += R"({"doctor":)";
        out_ += card;
        if (!question_.filter.near) return;
        const auto distance = view_.distance_km(ordinal, *question_.filter.near);
        if (!distance) return;
        out_.resize(out_.size() - end.size());
        std::array<char, 32> digits;
        out_.append(digits.data(),
                    std::to_chars(digits.data(), digits.data() + digits.size(), *distance).ptr);
        out_ += '}';
    }

    // The earliest slots, at most `per_doctor` and at most three of one local day; false if there is none.
    bool write_slots(const DoctorView& doctor, const Placement& placement) {
        const auto most =
            query_.per_doctor ? static_cast<std::size_t>(query_.per_doctor->value) : limits::slots_per_doctor;
        const ZoneDays& days = doctor.days;
        FreeDays free(doctor.profile, doctor.busy, placement, days, view_.moment(), question_.part_of_day);
        const auto first =
            question_.from ? day_number(*question_.from) : days.day_of(unit_before(view_.moment().now));
        const auto last = std::min(free.last_day(), first + question_.days - 1);
        SlotWriter writer(out_, doctor.profile.id, days, minutes{placement.shape.length * 5},
                          query_.viewer_timezone);
        std::size_t written = 0;
        for (auto day = std::max(free.first_day(), first); day <= last && written < most; ++day) {
            const auto starts = free.on(day);
            std::size_t of_day = 0;
            for (Unit unit = starts.next(0); unit >= 0 && written < most && of_day < limits::slots_per_day;
                 unit = starts.next(unit + 1)) {
                if (written == 0) {
                    append_instant(out_, days.midnight(day) + unit);
                    out_ += R"(,"slots":[)";
                } else {
                    out_ += ',';
                }
                writer.write(day, unit);
                ++written;
                ++of_day;
            }
        }
        out_ += "]}";
        return written > 0;
    }

    const AvailabilityIndex::View& view_;
    const SearchQuery& query_;
    const IndexQuestion& question_;
    ChosenPatterns patterns_;
    std::string out_;
    bool is_any_ = false;
};

}  // namespace

std::optional<IndexQuestion> Availability::question_of(Context& context, const SearchQuery& query) {
    // What only the database knows comes first: a view does not outlive a wait.
    std::optional<std::string> city;
    if (query.city) {
        city = AvailabilityIndex::View(index_, context.now()).folded_city(query.city->value);
        if (!city) city = directory_.folded(context, query.city->value);
    }
    std::optional<std::vector<DoctorId>> named;
    if (query.q) named = directory_.named(context, *query.q, limits::named_doctors);

    const AvailabilityIndex::View view(index_, context.now());
    auto filter = view.numbers_of(directory::doctor_filter_of(query), city);
    if (!filter) return std::nullopt;
    IndexQuestion question;
    question.filter = *filter;
    if (named) question.among = view.ordinals_of(*named);
    question.specialty = query.specialty;
    question.visit_type = query.visit_type;
    question.mode = query.mode;
    question.duration = minutes_of(query.duration_minutes);
    question.part_of_day = query.part_of_day;
    question.from = query.from;
    question.days = query.days ? static_cast<int>(query.days->value) : limits::availability_days;
    question.limit = (query.limit ? static_cast<std::size_t>(query.limit->value) : limits::page) + 1;
    return question;
}

Result<Tagged<Page<FoundDoctor>>, invalid_input, invalid_cursor> Availability::search(
    Context& context, const http::Query<SearchQuery>& query) {
    if (query->duration_minutes && !may_choose_duration(context.caller()))
        return invalid_parameter("duration_minutes", duration_is_for_staff);
    std::optional<Position> position;
    if (query->cursor) {
        position = position_of(*query->cursor);
        if (!position) return invalid_cursor_given();
    }
    const Moment present = index_.moment(context.now());
    auto tag = index_.tag(present);
    const auto key = json::to_json(*query);
    if (auto kept = answers_.find(key, tag))
        return Tagged<Page<FoundDoctor>>{std::move(*kept), std::move(tag)};
    auto question = question_of(context, *query);
    if (!question) return Tagged<Page<FoundDoctor>>{R"({"data":[],"next_cursor":null})", {}};
    if (position) question->after = position->last;
    auto text = page(context, *query, *question, present, moment_of(position, index_, present));
    // What the database folds and finds may change without the index.
    if (!query->q) answers_.offer(key, tag, text);
    return Tagged<Page<FoundDoctor>>{std::move(text), std::move(tag)};
}

// Words that so many match, some of the earliest of all match: the database is asked about these, until the
// page is full.
std::vector<FreeDoctor> Availability::earliest_named(Context& context, const directory::Words& words,
                                                     IndexQuestion question, const Moment& moment) {
    const auto wanted = std::exchange(question.limit, limits::doctors_asked_about);
    std::vector<FreeDoctor> found;
    for (;;) {
        const auto earliest = AvailabilityIndex::View(index_, moment).earliest(question);
        std::vector<DoctorId> ids;
        for (const auto& doctor : earliest) ids.push_back(doctor.id);
        const auto named = directory_.named_among(context, words, ids);
        for (const auto& doctor : earliest) {
            if (!std::ranges::binary_search(named, doctor.id)) continue;
            found.push_back(doctor);
            if (found.size() == wanted) return found;
        }
        if (earliest.size() < question.limit) return found;
        question.after = earliest.back();
        question.limit *= 2;
    }
}

std::string Availability::page(Context& context, const SearchQuery& query, const IndexQuestion& question,
                               const Moment& present, const Moment& first_page) {
    std::optional<std::string> next_cursor;
    // One guard after the other: threads that hold one and wait for another could wait for each other.
    auto found = query.q && !question.among ? earliest_named(context, *query.q, question, first_page)
                                            : AvailabilityIndex::View(index_, first_page).earliest(question);
    if (found.size() == question.limit) {
        found.pop_back();
        next_cursor = cursor_after({index_.id(), first_page, found.back()});
    }
    const AvailabilityIndex::View view(index_, present);
    if (question.after) found = view.again(found, question);
    SearchAnswer answer(view, query, question);
    for (const auto& doctor : found) answer.add(doctor.ordinal);
    return answer.finish(next_cursor);
}

}  // namespace venera::scheduling
