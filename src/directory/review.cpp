#include "directory/review.hpp"

namespace venera::directory {

namespace {

std::chrono::year_month_day day_of(Instant at) {
    return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(at.value)};
}

}  // namespace

std::string month_of(Instant at) { return at.text().substr(0, 7); }

Instant month_begin(Instant at) {
    const auto day = day_of(at);
    return {std::chrono::sys_days{day.year() / day.month() / std::chrono::day{1}}};
}

}  // namespace venera::directory
