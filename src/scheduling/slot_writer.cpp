#include "scheduling/slot_writer.hpp"

#include <charconv>

namespace venera::scheduling {

namespace {

constexpr std::int64_t minutes_a_day = 24 * 60;

void append_number(std::string& out, std::int64_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

}  // namespace

SlotWriter::SlotWriter(std::string& out, DoctorId doctor, const ZoneDays& days, minutes duration,
                       const std::optional<Zone>& viewer)
    : out_(out),
      days_(days),
      minutes_(duration.count()),
      viewer_(viewer),
      opening_(R"({"slot_id":")" + doctor.value.hex() + '.'),
      closing_('.' + std::to_string(duration.count()) + R"(","start":)") {}

std::string_view SlotWriter::DateText::of(DayNumber wanted) {
    if (day != wanted) {
        std::string fresh;
        date_of(wanted).append_text(fresh);
        fresh.copy(text.data(), text.size());
        day = wanted;
    }
    return {text.data(), text.size()};
}

void SlotWriter::write(DayNumber day, Unit unit) {
    const Unit at = days_.midnight(day) + unit;
    out_ += opening_;
    append_number(out_, at * 5);
    out_ += closing_;
    write_instant(at);
    out_ += R"(,"end":)";
    write_instant(at + minutes_ / 5);
    write_local(day, unit, at);
    write_viewer(at);
    out_ += '}';
}

void SlotWriter::write_instant(Unit unit) {
    out_ += '"';
    out_ += utc_.of(static_cast<DayNumber>(unit / 288));
    out_ += 'T';
    append_clock(unit % 288 * 5);
    out_ += R"(:00Z")";
}

void SlotWriter::write_local(DayNumber day, Unit unit, Unit at) {
    // On a date without a clock change the clock shows the time since midnight.
    const bool runs_evenly = days_.end(day) - days_.midnight(day) == minutes_a_day / 5;
    const auto shown = runs_evenly ? unit * 5 : days_.zone().local(instant_of(at)).time().minute_of_day;
    out_ += R"(,"local_date":")";
    out_ += local_.of(day);
    out_ += R"(","local_time":")";
    append_clock(shown);
    out_ += '"';
}

void SlotWriter::write_viewer(Unit at) {
    if (!viewer_) {
        out_ += R"(,"viewer_local_date":null,"viewer_local_time":null)";
        return;
    }
    const auto local = viewer_->local(instant_of(at));
    out_ += R"(,"viewer_local_date":")";
    out_ += theirs_.of(day_number(local.date()));
    out_ += R"(","viewer_local_time":")";
    append_clock(local.time().minute_of_day);
    out_ += '"';
}

void SlotWriter::append_clock(std::int64_t minute_of_day) {
    const auto digit = [](std::int64_t value) { return static_cast<char>('0' + value); };
    const auto hour = minute_of_day / 60;
    const auto minute = minute_of_day % 60;
    const std::array<char, 5> text{digit(hour / 10), digit(hour % 10), ':', digit(minute / 10),
                                   digit(minute % 10)};
    out_.append(text.data(), text.size());
}

}  // namespace venera::scheduling
