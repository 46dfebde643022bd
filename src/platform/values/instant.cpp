#include "platform/values/instant.hpp"

#include <array>
#include <optional>

namespace venera {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::year_month_day;

constexpr Problem not_an_instant{"not_an_instant",
                                 "must be an RFC 3339 date and time of the years 1970 to 9999, in whole "
                                 "seconds and with an offset, such as "
                                 "2026-12-01T15:00:00Z"};
constexpr Problem not_a_date{"not_a_date", "must be a date that exists, such as 2026-12-01, from 1900 on"};
constexpr Problem not_a_time{"not_a_time", "must be a time of day from 00:00 to 23:59, such as 09:30"};
constexpr Problem not_a_local_date_time{
    "not_a_local_date_time",
    "must be a date and time without an offset, of the years 1970 to 9999, such as 2026-12-01T09:30"};

// Reads fixed-width fields from the front of a text; after the first failure everything fails.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    // A number of exactly `width` digits from `least` to `most`.
    unsigned number(std::size_t width, unsigned least, unsigned most) {
        unsigned value = 0;
        if (rest_.size() < width) ok_ = false;
        for (std::size_t i = 0; ok_ && i < width; ++i) {
            if (rest_[i] < '0' || rest_[i] > '9') ok_ = false;
            value = value * 10 + static_cast<unsigned>(rest_[i] - '0');
        }
        if (value < least || value > most) ok_ = false;
        if (!ok_) return least;
        rest_.remove_prefix(width);
        return value;
    }
    void expect(char c) {
        if (!take(c)) ok_ = false;
    }
    bool take(char c) {
        if (!ok_ || rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void fail() { ok_ = false; }
    bool ok() const { return ok_; }
    bool done() const { return ok_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool ok_ = true;
};

year_month_day scan_date(Scanner& scanner, unsigned first_year) {
    const unsigned year = scanner.number(4, first_year, 9999);
    scanner.expect('-');
    const unsigned month = scanner.number(2, 1, 12);
    scanner.expect('-');
    const unsigned day = scanner.number(2, 1, 31);
    const year_month_day date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{month},
                              std::chrono::day{day}};
    if (!date.ok()) scanner.fail();
    return date;
}

std::chrono::minutes scan_clock(Scanner& scanner) {
    const unsigned hour = scanner.number(2, 0, 23);
    scanner.expect(':');
    return hours{hour} + std::chrono::minutes{scanner.number(2, 0, 59)};
}

// A fraction of a second that is zero: JavaScript's toISOString() always writes one.
void scan_zero_fraction(Scanner& scanner) {
    if (!scanner.take('.')) return;
    scanner.expect('0');
    for (int digit = 1; digit < 9 && scanner.take('0'); ++digit) continue;
}

std::chrono::minutes scan_offset(Scanner& scanner) {
    if (scanner.take('Z')) return {};
    const bool west = scanner.take('-');
    if (!west) scanner.expect('+');
    const std::chrono::minutes offset = scan_clock(scanner);
    // RFC 3339, 4.3: "-00:00" means that the offset is unknown.
    if (west && offset == std::chrono::minutes{0}) scanner.fail();
    return west ? -offset : offset;
}

void append_number(std::string& out, unsigned value, unsigned width) {
    std::array<char, 10> text;
    for (std::size_t i = width; i-- > 0; value /= 10) text[i] = static_cast<char>('0' + value % 10);
    out.append(text.data(), width);
}

void append_date(std::string& out, year_month_day date) {
    append_number(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    out += '-';
    append_number(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    append_number(out, static_cast<unsigned>(date.day()), 2);
}

void append_clock(std::string& out, std::chrono::minutes since_midnight) {
    const auto minutes = static_cast<unsigned>(since_midnight.count());
    append_number(out, minutes / 60, 2);
    out += ':';
    append_number(out, minutes % 60, 2);
}

template <class T>
std::string text_of(const T& value) {
    std::string out;
    value.append_text(out);
    return out;
}

}  // namespace

Parsed<Instant> Instant::parse(std::string_view text) {
    Scanner scanner(text);
    const year_month_day date = scan_date(scanner, 1969);  // 1969-12-31T23:00:00-01:00 is 1970 in UTC
    scanner.expect('T');
    const std::chrono::minutes clock = scan_clock(scanner);
    scanner.expect(':');
    const Seconds second{scanner.number(2, 0, 59)};
    scan_zero_fraction(scanner);
    const std::chrono::minutes offset = scan_offset(scanner);
    if (!scanner.done()) return not_an_instant;
    const auto at = std::chrono::sys_days{date} + clock + second - offset;
    constexpr std::chrono::sys_days first{std::chrono::year{1970} / 1 / 1};
    constexpr std::chrono::sys_days end{std::chrono::year{10000} / 1 / 1};
    if (at < first || at >= end) return not_an_instant;
    return Instant{at};
}

void Instant::append_text(std::string& out) const {
    const auto day = std::chrono::floor<days>(value);
    const auto since_midnight = std::chrono::floor<Seconds>(value - day);
    const auto clock = std::chrono::floor<std::chrono::minutes>(since_midnight);
    append_date(out, year_month_day{day});
    out += 'T';
    append_clock(out, clock);
    out += ':';
    append_number(out, static_cast<unsigned>((since_midnight - clock).count()), 2);
    out += 'Z';
}

std::string Instant::text() const { return text_of(*this); }

std::int64_t Instant::epoch_seconds() const {
    return std::chrono::floor<Seconds>(value.time_since_epoch()).count();
}

Instant Instant::from_epoch_seconds(std::int64_t seconds) {
    return {std::chrono::sys_time<microseconds>{Seconds{seconds}}};
}

Parsed<Date> Date::parse(std::string_view text) {
    Scanner scanner(text);
    const year_month_day date = scan_date(scanner, 1900);
    if (!scanner.done()) return not_a_date;
    return Date{date};
}

void Date::append_text(std::string& out) const { append_date(out, value); }
std::string Date::text() const { return text_of(*this); }

Parsed<ClockTime> ClockTime::parse(std::string_view text) {
    Scanner scanner(text);
    const std::chrono::minutes clock = scan_clock(scanner);
    if (!scanner.done()) return not_a_time;
    return ClockTime{static_cast<std::uint16_t>(clock.count())};
}

void ClockTime::append_text(std::string& out) const {
    append_clock(out, std::chrono::minutes{minute_of_day});
}
std::string ClockTime::text() const { return text_of(*this); }

Parsed<LocalDateTime> LocalDateTime::parse(std::string_view text) {
    Scanner scanner(text);
    const year_month_day date = scan_date(scanner, 1970);
    scanner.expect('T');
    const std::chrono::minutes clock = scan_clock(scanner);
    if (!scanner.done()) return not_a_local_date_time;
    return LocalDateTime{std::chrono::local_days{date} + clock};
}

void LocalDateTime::append_text(std::string& out) const {
    append_date(out, date().value);
    out += 'T';
    time().append_text(out);
}
std::string LocalDateTime::text() const { return text_of(*this); }

ClockTime LocalDateTime::time() const {
    return {static_cast<std::uint16_t>((value - std::chrono::floor<days>(value)).count())};
}

}  // namespace venera
