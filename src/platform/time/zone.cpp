#include "platform/time/zone.hpp"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace venera {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

// Outside these years a zone keeps the offset that it has at the edge.
constexpr date::sys_days first_day{date::year{1900} / 1 / 1};
constexpr date::sys_days last_day{date::year{2200} / 1 / 1};
// No zone has ever been further than this from UTC, nor changed by more.
constexpr std::int64_t reach = std::int64_t{26} * 3600;

// One stretch of constant offset, which ends where the next begins. In seconds since 1970.
struct Stretch {
    std::int64_t begin;
    std::int64_t offset;
};

// Names of the tzdb that are abbreviations, not places: they look like a zone but follow one region's old
// rules.
constexpr std::array<std::string_view, 14> abbreviations{"CET",     "CST6CDT", "EET", "EST",      "EST5EDT",
                                                         "Factory", "HST",     "MET", "MST",      "MST7MDT",
                                                         "PST8PDT", "UCT",     "WET", "localtime"};

bool may_be_a_name(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '+' || c == '-' || c == '/';
    };
    if (name.empty() || name.size() > 64 || !std::all_of(name.begin(), name.end(), allowed)) return false;
    if (name.starts_with("posix") || name.starts_with("right") || name.starts_with("/")) return false;
    return std::find(abbreviations.begin(), abbreviations.end(), name) == abbreviations.end();
}

std::vector<Stretch> read_stretches(const date::time_zone& zone) {
    std::vector<Stretch> stretches;
    date::sys_seconds at = first_day;
    while (at < last_day) {
        const date::sys_info info = zone.get_info(at);
        const std::int64_t offset = info.offset.count();
        // Stretches that differ only in the abbreviation or the daylight flag are one for us.
        if (stretches.empty() || stretches.back().offset != offset) {
            stretches.push_back({at.time_since_epoch().count(), offset});
        }
        if (info.end <= at) break;
        at = info.end;
    }
    stretches.front().begin = INT64_MIN / 2;
    return stretches;
}

}  // namespace

struct Zone::Table {
    std::string name;
    const date::time_zone* source = nullptr;
    mutable std::once_flag once;
    mutable std::vector<Stretch> read;

    // Requires: parse() has proven that the zone is readable. The flag closes the race of two first users.
    const std::vector<Stretch>& stretches() const {
        std::call_once(once, [this] { read = read_stretches(*source); });
        return read;
    }

    std::size_t index_at(std::int64_t instant) const {
        const auto& all = stretches();
        const auto after = std::upper_bound(all.begin(), all.end(), instant,
                                            [](std::int64_t t, const Stretch& s) { return t < s.begin; });
        return static_cast<std::size_t>(after - all.begin()) - 1;
    }

    std::int64_t end_of(std::size_t index) const {
        const auto& all = stretches();
        return index + 1 < all.size() ? all[index + 1].begin : INT64_MAX / 2;
    }

    // The instants at which the zone's clocks show `wall`: none in a gap, two in a fold. `gap_end` is the
    // first instant whose clocks show a later time.
    struct Found {
        std::optional<std::int64_t> first;
        std::optional<std::int64_t> last;
        std::int64_t gap_end = 0;
    };
    Found find(std::int64_t wall) const {
        const auto& all = stretches();
        Found found;
        for (std::size_t i = index_at(wall - reach); i < all.size() && all[i].begin <= wall + reach; ++i) {
            const std::int64_t instant = wall - all[i].offset;
            if (instant < all[i].begin) {
                if (!found.first) found.gap_end = all[i].begin;
                break;
            }
            if (instant < end_of(i)) {
                if (!found.first) found.first = instant;
                found.last = instant;
            }
        }
        return found;
    }
};

namespace {

using Tables = std::map<std::string_view, std::unique_ptr<Zone::Table>>;

// Every zone of the system's database. Read once and immutable, hence no parameter of anybody.
const Tables& tables() {
    static const Tables all = [] {
        Tables built;
        for (const date::time_zone& zone : date::get_tzdb().zones) {
            if (!may_be_a_name(zone.name())) continue;
            auto table = std::make_unique<Zone::Table>();
            table->name = zone.name();
            table->source = &zone;
            const std::string_view key = table->name;
            built.emplace(key, std::move(table));
        }
        return built;
    }();
    return all;
}

const Zone::Table& utc() {
    static const Zone::Table& table = []() -> const Zone::Table& {
        const auto found = tables().find("UTC");
        if (found == tables().end()) throw std::runtime_error("no time zone database: install tzdata");
        return *found->second;
    }();
    return table;
}

Instant at_second(std::int64_t second) {
    return Instant{std::chrono::sys_time<microseconds>{seconds{second}}};
}

std::int64_t wall_second(LocalDateTime at) { return seconds{at.value.time_since_epoch()}.count(); }

}  // namespace

Parsed<Zone> Zone::parse(std::string_view name) {
    constexpr Problem unknown{"unknown_time_zone",
                              "must be a time zone of the IANA database, such as America/Lima"};
    if (!may_be_a_name(name)) return unknown;
    const auto found = tables().find(name);
    if (found == tables().end()) return unknown;
    try {
        found->second->stretches();
    } catch (const std::exception&) {
        return unknown;  // A file of that name stands in the folder but is not a zone.
    }
    return Zone{found->second.get()};
}

Zone::Zone() : table_(&utc()) {}

std::string Zone::text() const { return table_->name; }

LocalDateTime Zone::local(Instant at) const {
    const std::int64_t second = std::chrono::floor<seconds>(at.value).time_since_epoch().count();
    const std::int64_t offset = table_->stretches()[table_->index_at(second)].offset;
    const std::chrono::local_time<seconds> wall{seconds{second + offset}};
    return {std::chrono::floor<std::chrono::minutes>(wall)};
}

std::optional<Instant> Zone::first(LocalDateTime at) const {
    const auto found = table_->find(wall_second(at));
    if (!found.first) return std::nullopt;
    return at_second(*found.first);
}

Instant Zone::resolve(LocalDateTime at, Edge edge) const {
    const auto found = table_->find(wall_second(at));
    if (!found.first) return at_second(found.gap_end);
    return at_second(edge == Edge::start ? *found.first : *found.last);
}

Period Zone::day(Date date) const {
    const auto midnight = [this](Date of) { return resolve(LocalDateTime{of.days()}, Edge::start); };
    return {midnight(date), midnight(date + std::chrono::days{1})};
}

}  // namespace venera
