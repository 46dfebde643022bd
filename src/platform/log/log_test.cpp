#include "platform/log/log.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <thread>
#include <vector>

#include "platform/json/json.hpp"
#include "platform/values/text.hpp"

namespace venera::log {
namespace {

namespace fs = std::filesystem;

// What carries people's data does not become a value of the log.
static_assert(!std::is_convertible_v<std::string, Value> && !std::is_convertible_v<std::string_view, Value>);
static_assert(!std::is_convertible_v<const char*, Value> && !std::is_convertible_v<char, Value>);
static_assert(!std::is_convertible_v<Email, Value> && !std::is_convertible_v<Text<200>, Value>);
static_assert(!std::is_convertible_v<Phone, Value> && !std::is_convertible_v<Prose<500>, Value>);
static_assert(!std::is_convertible_v<Password, Value> && !std::is_convertible_v<Json, Value>);
static_assert(!std::is_convertible_v<Date, Value>);  // a date of birth
static_assert(std::is_convertible_v<DoctorId, Value> && std::is_convertible_v<unsigned, Value>);
static_assert(!std::is_convertible_v<std::string, Label>);

class LogTest : public testing::Test {
protected:
    LogTest() {
        std::string name = fs::temp_directory_path() / "venera-log-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        folder_ = name;
        file_ = folder_ / "venera.log";
    }
    ~LogTest() override { fs::remove_all(folder_); }

    static std::vector<std::string> lines(const fs::path& file) {
        std::ifstream in(file);
        std::vector<std::string> found;
        for (std::string line; std::getline(in, line);) found.push_back(line);
        return found;
    }
    // The line without its time, which is checked for its form.
    static std::string timeless(const std::string& line) {
        EXPECT_TRUE(line.starts_with(R"({"time":"20)")) << line;
        EXPECT_EQ(line.find(R"(Z",)"), 35U) << line;
        return line.substr(38);
    }

    fs::path folder_;
    fs::path file_;
};

TEST_F(LogTest, WritesOneObjectALine) {
    const DoctorId id = *DoctorId::parse("0190f3c2-7d51-7000-8000-00000000002a");
    {
        Log log(file_);
        log.info("booking.taken", {{"doctor_id", id}, {"waited_ms", 12}, {"late", true}, {"ratio", 0.5}});
        log.warning("plain");
        log.error("odd", {{"at", *Instant::parse("2026-12-01T15:00:00Z")},
                          {"most", std::numeric_limits<std::size_t>::max()},
                          {"least", std::numeric_limits<std::int64_t>::min()},
                          {"nan", std::numeric_limits<double>::quiet_NaN()},
                          {"route", Label("/api/v1/doctors/{id}")},
                          {"literal", "constant"}});
    }
    const auto found = lines(file_);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(timeless(found[0]),
              R"("level":"info","event":"booking.taken","doctor_id":"0190f3c2-7d51-7000-8000-00000000002a",)"
              R"("waited_ms":12,"late":true,"ratio":0.5})");
    EXPECT_EQ(timeless(found[1]), R"("level":"warning","event":"plain"})");
    EXPECT_EQ(
        timeless(found[2]),
        R"("level":"error","event":"odd","at":"2026-12-01T15:00:00Z","most":18446744073709551615,)"
        R"("least":-9223372036854775808,"nan":null,"route":"/api/v1/doctors/{id}","literal":"constant"})");
}

TEST_F(LogTest, NothingForgesALine) {
    {
        Log log(file_);
        log.info("a", {{"b", Label("x\"}\n{\"level\":\"error\",\"c\":\"\x01\\")}});
        log.info("{} {0} %v %s {:n}", {{"{}", Label("{} %n")}});
    }
    const auto found = lines(file_);
    ASSERT_EQ(found.size(), 2U);
    for (const auto& line : found) EXPECT_TRUE(json::is_json(line)) << line;
    EXPECT_EQ(timeless(found[1]), R"("level":"info","event":"{} {0} %v %s {:n}","{}":"{} %n"})");
}

TEST_F(LogTest, LeavesOutWhatIsBelowTheLevel) {
    {
        Log log(file_, Level::warning);
        log.debug("no");
        log.info("no");
        log.warning("yes");
        log.error("yes");
    }
    EXPECT_EQ(lines(file_).size(), 2U);
    {
        Log log(file_, Level::debug);
        log.debug("yes");
    }
    EXPECT_EQ(lines(file_).size(), 3U);  // appended
    struct stat status {};
    ASSERT_EQ(::stat(file_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0007U, 0U);
}

// Whatever the queue had to drop is told, so lines and losses add up.
TEST_F(LogTest, EveryLineIsWrittenOrCounted) {
    constexpr int per_thread = 20'000;
    {
        Log log(file_);
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&log] {
                for (int i = 0; i < per_thread; ++i) log.info("line", {{"i", i}});
            });
        }
        for (auto& thread : threads) thread.join();
    }
    std::int64_t written = 0;
    std::int64_t dropped = 0;
    for (const std::string& line : lines(file_)) {
        ASSERT_TRUE(json::is_json(line)) << line;
        const std::size_t lost = line.find(R"("event":"log.dropped","lines":)");
        if (lost == std::string::npos) {
            ++written;
        } else {
            dropped += std::stoll(line.substr(lost + 30));
        }
    }
    EXPECT_EQ(written + dropped, 4 * per_thread);
    EXPECT_GT(written, 0);
}

TEST_F(LogTest, AFullDiskCostsLinesOnly) {
    Log log("/dev/full");
    for (int i = 0; i < 1000; ++i) log.error("lost", {{"i", i}});
    // The writer is another thread: its count is awaited, with the test's own time limit as the end.
    while (log.dropped() < 1000) std::this_thread::yield();
    EXPECT_EQ(log.dropped(), 1000U);
}

TEST_F(LogTest, ReopensAfterARotation) {
    {
        Log log(file_);
        log.error("before");
        while (lines(file_).empty()) std::this_thread::yield();
        fs::rename(file_, folder_ / "venera.log.1");
        log.reopen();
        log.error("after");
    }
    EXPECT_EQ(lines(folder_ / "venera.log.1").size(), 1U);
    EXPECT_EQ(lines(file_).size(), 1U);
}

TEST_F(LogTest, AFileThatCannotBeOpenedIsToldAtOnce) {
    EXPECT_THROW(Log(folder_ / "missing" / "venera.log"), std::runtime_error);
    EXPECT_THROW(Log(folder_.string()), std::runtime_error);
}

}  // namespace
}  // namespace venera::log
