#include "scheduling/slot_writer.hpp"

namespace venera::scheduling {

namespace {

constexpr std::string_view no_date = "0000-00-00";
constexpr std::string_view no_clock = "00:00";
// Minutes since 1970 have eight digits from 1989 to 2160.
constexpr std::string_view no_minutes = "00000000";

}  // namespace

SlotWriter::SlotWriter(std::string& out, DoctorId doctor, const ZoneDays& days, minutes duration,
                       const std::optional<Zone>& viewer)
    : out_(out), days_(days), viewer_(viewer), length_(units_in(duration)) {
    text_.reserve(256);
    text_ += R"({"slot_id":")";
    text_ += doctor.value.hex();
    text_ += '.';
    minutes_ = text_.size();
    text_ += no_minutes;
    text_ += '.';
    text_ += std::to_string(duration.count());
    text_ += '"';
    start_ = add_instant("start");
    end_ = add_instant("end");
    const auto add_local = [this](std::string_view date, std::string_view clock, DatePlace& date_place) {
        text_ += date;
        date_place.at = text_.size();
        text_ += no_date;
        text_ += clock;
        const auto clock_place = text_.size();
        text_ += no_clock;
        text_ += '"';
        return clock_place;
    };
    local_clock_ = add_local(R"(,"local_date":")", R"(","local_time":")", local_date_);
    if (viewer_)
        viewer_clock_ = add_local(R"(,"viewer_local_date":")", R"(","viewer_local_time":")", viewer_date_);
    else
        text_ += R"(,"viewer_local_date":null,"viewer_local_time":null)";
    text_ += '}';
}

SlotWriter::InstantPlace SlotWriter::add_instant(std::string_view name) {
    text_ += ",\"";
    text_ += name;
    text_ += R"(":")";
    InstantPlace place{{text_.size()}, text_.size() + no_date.size() + 1};
    text_ += no_date;
    text_ += 'T';
    text_ += no_clock;
    text_ += R"(:00Z")";
    return place;
}

void SlotWriter::write(DayNumber day, Unit unit) {
    const Unit at = days_.midnight(day) + unit;
    auto left = at * 5;
    for (std::size_t i = no_minutes.size(); i-- > 0; left /= 10)
        text_[minutes_ + i] = static_cast<char>('0' + left % 10);
    set(start_, at);
    set(end_, at + length_);
    set(local_date_, day);
    // On a date without a clock change the clock shows the time since midnight.
    const bool runs_evenly = days_.end(day) - days_.midnight(day) == 288;
    set_clock(local_clock_, runs_evenly ? unit * 5 : days_.zone().local(instant_of(at)).time().minute_of_day);
    if (viewer_) {
        const auto local = viewer_->local(instant_of(at));
        set(viewer_date_, day_number(local.date()));
        set_clock(viewer_clock_, local.time().minute_of_day);
    }
    out_ += text_;
}

void SlotWriter::set(DatePlace& place, DayNumber day) {
    if (place.written == day) return;
    if (days_.knows(day))
        days_.text(day).copy(text_.data() + place.at, no_date.size());
    else
        date_of(day).text().copy(text_.data() + place.at, no_date.size());
    place.written = day;
}

void SlotWriter::set(InstantPlace& place, Unit unit) {
    set(place.date, static_cast<DayNumber>(unit / 288));
    set_clock(place.clock, unit % 288 * 5);
}

void SlotWriter::set_clock(std::size_t at, std::int64_t minute_of_day) {
    const auto put = [&](std::size_t offset, std::int64_t two) {
        text_[at + offset] = static_cast<char>('0' + two / 10);
        text_[at + offset + 1] = static_cast<char>('0' + two % 10);
    };
    put(0, minute_of_day / 60);
    put(3, minute_of_day % 60);
}

void append_instant(std::string& out, Unit unit) {
    out += '"';
    instant_of(unit).append_text(out);
    out += '"';
}

}  // namespace venera::scheduling
