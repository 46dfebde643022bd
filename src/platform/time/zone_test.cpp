#include "platform/time/zone.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

namespace venera {
namespace {

using std::chrono::local_days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;

// An oracle that shares nothing with the code under test: it reads the compiled TZif file (RFC 8536) itself
// and finds the instants of a wall-clock time by walking over the minutes of UTC.
class Oracle {
public:
    explicit Oracle(const std::string& name) {
        std::ifstream file("/usr/share/zoneinfo/" + name, std::ios::binary);
        data_.assign(std::istreambuf_iterator<char>(file), {});
        if (data_.size() < 44 || data_.substr(0, 4) != "TZif") throw std::runtime_error("not TZif: " + name);
        read(skip_first_block());
    }

    const std::string& file() const { return data_; }
    std::int64_t offset(std::int64_t at) const {
        const auto after = std::upper_bound(times_.begin(), times_.end(), at);
        if (after == times_.begin()) return offsets_.front();
        return offsets_[types_[static_cast<std::size_t>(after - times_.begin()) - 1]];
    }
    std::vector<std::int64_t> transitions(std::int64_t from, std::int64_t to) const {
        std::vector<std::int64_t> found;
        for (const std::int64_t at : times_) {
            if (at >= from && at < to && offset(at) != offset(at - 1)) found.push_back(at);
        }
        return found;
    }

private:
    std::int64_t number(std::size_t at, std::size_t bytes) const {
        std::uint64_t value = (static_cast<unsigned char>(data_[at]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
        for (std::size_t i = 0; i < bytes; ++i)
            value = (value << 8) | static_cast<unsigned char>(data_[at + i]);
        return static_cast<std::int64_t>(value);
    }
    std::size_t count(std::size_t at) const { return static_cast<std::size_t>(number(at, 4)); }
    std::size_t skip_first_block() const {
        return 44 + count(32) * 5 + count(36) * 6 + count(40) + count(28) * 8 + count(24) + count(20);
    }
    void read(std::size_t head) {
        const std::size_t times = count(head + 32);
        std::size_t at = head + 44;
        for (std::size_t i = 0; i < times; ++i) times_.push_back(number(at + 8 * i, 8));
        at += 8 * times;
        for (std::size_t i = 0; i < times; ++i) types_.push_back(static_cast<unsigned char>(data_[at + i]));
        at += times;
        for (std::size_t i = 0; i < count(head + 36); ++i) offsets_.push_back(number(at + 6 * i, 4));
    }

    std::string data_;
    std::vector<std::int64_t> times_;
    std::vector<std::size_t> types_;
    std::vector<std::int64_t> offsets_;
};

// The canonical names and the links of the database's own source.
std::vector<std::string> names_of_tzdata() {
    std::ifstream file("/usr/share/zoneinfo/tzdata.zi");
    std::vector<std::string> names;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string kind, first, second;
        words >> kind >> first >> second;
        if (kind == "Z") names.push_back(first);
        if (kind == "L") names.push_back(second);
    }
    return names;
}

Zone zone(std::string_view name) {
    const auto parsed = Zone::parse(name);
    if (!parsed) throw std::runtime_error("no zone " + std::string(name));
    return *parsed;
}

std::int64_t second_of(int y, unsigned m, unsigned d) {
    return seconds{sys_days{year{y} / static_cast<int>(m) / static_cast<int>(d)}.time_since_epoch()}.count();
}

Instant instant(std::int64_t second) {
    return Instant{std::chrono::sys_time<std::chrono::microseconds>{seconds{second}}};
}

LocalDateTime wall(std::int64_t second) {
    return {std::chrono::local_time<std::chrono::minutes>{
        std::chrono::floor<std::chrono::minutes>(seconds{second})}};
}

LocalDateTime wall(std::string_view date, int hour, int minute) {
    int y = 0, m = 0, d = 0;
    if (std::sscanf(std::string(date).c_str(), "%d-%d-%d", &y, &m, &d) != 3) throw std::runtime_error("date");
    return {local_days{year{y} / m / d} + std::chrono::hours{hour} + std::chrono::minutes{minute}};
}

// The differences between the zone and the oracle over [middle - 3 h 30, middle + 3 h 30], minute by minute.
int differences(const Zone& tested, const Oracle& oracle, std::int64_t middle) {
    constexpr std::int64_t side = 7 * 1800;
    int wrong = 0;
    std::map<std::int64_t, std::vector<std::int64_t>>
        shown;  // wall-clock minute -> the instants that show it
    for (std::int64_t at = middle - side; at <= middle + side; at += 60) {
        const std::int64_t local = at + oracle.offset(at);
        shown[local].push_back(at);
        if (tested.local(instant(at)) != wall(local)) ++wrong;
        if (tested.local(instant(at + 59)) != wall(local)) ++wrong;
    }
    // Only wall-clock times whose every showing lies inside the walk: the largest jump of 2024-2030 is one
    // hour.
    for (std::int64_t local = shown.begin()->first + 2 * 3600; local <= shown.rbegin()->first - 2 * 3600;
         local += 60) {
        const auto found = shown.find(local);
        const auto first = tested.first(wall(local));
        const Instant start = tested.resolve(wall(local), Zone::Edge::start);
        const Instant end = tested.resolve(wall(local), Zone::Edge::end);
        if (found == shown.end()) {
            std::int64_t after = middle - side;
            while (after + oracle.offset(after) < local) after += 60;
            if (first || start != instant(after) || end != instant(after)) ++wrong;
        } else {
            const auto& at = found->second;
            if (!first || *first != instant(at.front())) ++wrong;
            if (start != instant(at.front()) || end != instant(at.back())) ++wrong;
        }
    }
    return wrong;
}

TEST(Zone, AgreesWithAnIndependentReaderAtEveryTransitionOf2024To2030) {
    int zones = 0;
    int transitions = 0;
    std::set<std::string> files;
    for (const std::string& name : names_of_tzdata()) {
        const auto parsed = Zone::parse(name);
        if (!parsed) continue;
        ++zones;
        const Oracle oracle(name);
        // A summer and a winter moment for all; of the links to one file, only the first walks all its
        // transitions.
        std::vector<std::int64_t> moments{second_of(2027, 1, 17), second_of(2027, 7, 17)};
        if (files.insert(oracle.file()).second) {
            const auto changes = oracle.transitions(second_of(2024, 1, 1), second_of(2031, 1, 1));
            moments.insert(moments.end(), changes.begin(), changes.end());
            transitions += static_cast<int>(changes.size());
        }
        for (const std::int64_t at : moments)
            ASSERT_EQ(differences(*parsed, oracle, at), 0) << name << " at " << at;
    }
    EXPECT_GT(zones, 400);
    EXPECT_GT(transitions, 1000);
}

TEST(Zone, DaysTileTimeAndLast23To25Hours) {
    for (const char* name :
         {"Europe/Madrid", "America/Santiago", "America/Sao_Paulo", "America/New_York", "America/Havana",
          "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu", "America/Lima"}) {
        const Zone tested = zone(name);
        std::set<std::int64_t> lengths;
        Date date{year{2024} / 1 / 1};
        for (; date < Date{year{2031} / 1 / 1}; date = date + std::chrono::days{1}) {
            const Period day = tested.day(date);
            ASSERT_EQ(day.end, tested.day(date + std::chrono::days{1}).start) << name;
            ASSERT_EQ(tested.date(day.start), date) << name;
            lengths.insert(std::chrono::duration_cast<std::chrono::minutes>(day.end - day.start).count());
        }
        for (const std::int64_t length : lengths) {
            EXPECT_TRUE(length >= 23 * 60 && length <= 25 * 60)
                << name << " has a day of " << length << " minutes";
        }
    }
}

TEST(Zone, KnowsTheGapAndTheFoldOfMadrid) {
    const Zone madrid = zone("Europe/Madrid");
    // 2026-03-29: 02:00 becomes 03:00 at 01:00 UTC.
    EXPECT_FALSE(madrid.first(wall("2026-03-29", 2, 30)));
    EXPECT_EQ(madrid.resolve(wall("2026-03-29", 2, 30), Zone::Edge::start),
              instant(second_of(2026, 3, 29) + 3600));
    EXPECT_EQ(madrid.resolve(wall("2026-03-29", 2, 30), Zone::Edge::end),
              instant(second_of(2026, 3, 29) + 3600));
    // 2026-10-25: 03:00 becomes 02:00 at 01:00 UTC.
    EXPECT_EQ(madrid.first(wall("2026-10-25", 2, 30)), instant(second_of(2026, 10, 25) + 1800));
    EXPECT_EQ(madrid.resolve(wall("2026-10-25", 2, 30), Zone::Edge::end),
              instant(second_of(2026, 10, 25) + 5400));
}

TEST(Zone, SkipsTheDayThatSamoaSkipped) {
    const Zone apia = zone("Pacific/Apia");
    EXPECT_FALSE(apia.first(wall("2011-12-30", 12, 0)));
    EXPECT_EQ(apia.day(Date{year{2011} / 12 / 30}).start, apia.day(Date{year{2011} / 12 / 30}).end);
}

TEST(Zone, WorksFarFromTheTable) {
    const Zone lima = zone("America/Lima");
    const auto far = lima.first(wall("2300-07-01", 12, 0));
    ASSERT_TRUE(far);
    EXPECT_EQ(lima.local(*far), wall("2300-07-01", 12, 0));
    const auto long_ago = lima.first(wall("1850-07-01", 12, 0));
    ASSERT_TRUE(long_ago);
    EXPECT_EQ(lima.local(*long_ago), wall("1850-07-01", 12, 0));
}

TEST(Zone, RoundsDownBeforeTheEpoch) {
    const Zone utc;
    EXPECT_EQ(utc.text(), "UTC");
    EXPECT_EQ(
        utc.local(Instant{std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{-1}}}),
        wall("1969-12-31", 23, 59));
}

TEST(Zone, ParsesNamesAndLinks) {
    for (const char* name : {"America/Lima", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "Asia/Calcutta",
                             "UTC", "America/Port-au-Prince", "Japan"}) {
        const auto parsed = Zone::parse(name);
        ASSERT_TRUE(parsed) << name;
        EXPECT_EQ(parsed->text(), name);
    }
    EXPECT_EQ(zone("America/Lima"), zone("America/Lima"));
    EXPECT_NE(zone("America/Lima"), zone("America/Bogota"));
}

TEST(Zone, RefusesWhatIsNotAName) {
    using namespace std::string_view_literals;
    const std::string_view names[] = {"",
                                      "america/lima",
                                      "America",
                                      "America/",
                                      "/America/Lima",
                                      "America//Lima",
                                      "America/Lima ",
                                      "America/Lima\0"sv,
                                      "../../etc/passwd",
                                      "America/../America/Lima",
                                      "/etc/passwd",
                                      "posix/America/Lima",
                                      "right/America/Lima",
                                      "posixrules",
                                      "localtime",
                                      "leapseconds",
                                      "tzdata.zi",
                                      "zone.tab",
                                      "Factory",
                                      "EST",
                                      "CET",
                                      "MST7MDT",
                                      "EST5EDT,M3.2.0,M11.1.0",
                                      "UTC+3",
                                      "America/L\xC3\xADma"};
    for (const auto name : names) EXPECT_FALSE(Zone::parse(name)) << name;
    EXPECT_FALSE(Zone::parse(std::string(65, 'A')));
    EXPECT_FALSE(Zone::parse(std::string(1'000'000, 'A')));
}

}  // namespace
}  // namespace venera
