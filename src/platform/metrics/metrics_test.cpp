#include "platform/metrics/metrics.hpp"

#include <gtest/gtest.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <chrono>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace venera::metrics {
namespace {

// The value of the line that begins with `name` (labels included) and a space.
double value_of(const std::string& text, const std::string& name) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(name + " ")) return std::stod(line.substr(name.size() + 1));
    }
    throw std::runtime_error("no line for " + name + " in\n" + text);
}

TEST(Metrics, TheSameNameAndLabelsAreTheSameObject) {
    Metrics metrics;
    auto& first = metrics.counter("venera_requests_total", "Requests", {{"route", "/a"}});
    auto& same = metrics.counter("venera_requests_total", "Requests", {{"route", "/a"}});
    auto& other = metrics.counter("venera_requests_total", "Requests", {{"route", "/b"}});
    EXPECT_EQ(&first, &same);
    EXPECT_NE(&first, &other);
    first.Increment();
    first.Increment(2);
    other.Increment();
    const std::string text = metrics.text();
    EXPECT_EQ(value_of(text, R"(venera_requests_total{route="/a"})"), 3);
    EXPECT_EQ(value_of(text, R"(venera_requests_total{route="/b"})"), 1);
    EXPECT_EQ(text.find("# TYPE venera_requests_total counter"), text.rfind("# TYPE venera_requests_total"));
}

TEST(Metrics, ANameHasOneType) {
    Metrics metrics;
    metrics.counter("venera_things_total", "Things");
    EXPECT_THROW(metrics.gauge("venera_things_total", "Things"), std::invalid_argument);
}

TEST(Metrics, GaugesAndHistograms) {
    Metrics metrics;
    metrics.gauge("venera_queue_waiting", "Waiting").Set(7);
    auto& seconds = metrics.seconds("venera_wait_seconds", "Waited", {{"pool", "cpu"}});
    seconds.Observe(0.0004);
    seconds.Observe(0.3);
    seconds.Observe(60);
    const std::string text = metrics.text();
    EXPECT_EQ(value_of(text, "venera_queue_waiting"), 7);
    EXPECT_EQ(value_of(text, R"(venera_wait_seconds_bucket{pool="cpu",le="0.0005"})"), 1);
    EXPECT_EQ(value_of(text, R"(venera_wait_seconds_bucket{pool="cpu",le="0.5"})"), 2);
    EXPECT_EQ(value_of(text, R"(venera_wait_seconds_bucket{pool="cpu",le="10"})"), 2);
    EXPECT_EQ(value_of(text, R"(venera_wait_seconds_count{pool="cpu"})"), 3);
}

TEST(Metrics, ThreadsLoseNoCount) {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&metrics] {
            for (int i = 0; i < 1000; ++i) metrics.counter("venera_total", "All").Increment();
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(value_of(metrics.text(), "venera_total"), 4000);
}

TEST(Metrics, TellsOfTheProcess) {
    const Metrics metrics;
    const std::string text = metrics.text();
    EXPECT_GT(value_of(text, "process_resident_memory_bytes"), 1e6);
    EXPECT_GE(value_of(text, "process_virtual_memory_bytes"),
              value_of(text, "process_resident_memory_bytes"));
    EXPECT_GE(value_of(text, "process_open_fds"), 3);
    EXPECT_GE(value_of(text, "process_max_fds"), value_of(text, "process_open_fds"));
    EXPECT_GE(value_of(text, "process_threads"), 1);
    EXPECT_GE(value_of(text, "process_cpu_seconds_total"), 0);
    EXPECT_NE(text.find("# TYPE process_cpu_seconds_total counter"), std::string::npos);
    const auto now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    EXPECT_LE(value_of(text, "process_start_time_seconds"), now + 1);
    EXPECT_GT(value_of(text, "process_start_time_seconds"), now - 3600);
}

}  // namespace
}  // namespace venera::metrics
