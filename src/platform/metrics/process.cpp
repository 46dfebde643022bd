#include "platform/metrics/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace venera::metrics {
namespace {

prometheus::MetricFamily one(const char* name, const char* help, prometheus::MetricType type, double value) {
    prometheus::ClientMetric metric;
    if (type == prometheus::MetricType::Counter) {
        metric.counter.value = value;
    } else {
        metric.gauge.value = value;
    }
    prometheus::MetricFamily family;
    family.name = name;
    family.help = help;
    family.type = type;
    family.metric.push_back(metric);
    return family;
}

double cpu_seconds() {
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) != 0) return 0;
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double open_descriptors() {
    double count = 0;
    std::error_code ignored;
    for (auto entry = std::filesystem::directory_iterator("/proc/self/fd", ignored);
         entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
        ++count;
    }
    return count > 0 ? count - 1 : 0;  // without the one that reads the folder
}

double most_descriptors() {
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<double>(limit.rlim_cur) : 0;
}

double boot_time() {
    std::ifstream file("/proc/stat");
    for (std::string word; file >> word;) {
        double seconds = 0;
        if (word == "btime" && file >> seconds) return seconds;
    }
    return 0;
}

// Fields 20, 22, 23 and 24 of proc(5)'s stat.
struct Status {
    double threads = 0;
    double start_seconds = 0;  // since boot
    double virtual_bytes = 0;
    double resident_bytes = 0;
};

Status status() {
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    // The program's name stands in brackets and may hold anything, so the fields are counted from the last
    // bracket.
    std::istringstream fields(line.substr(line.rfind(')') + 1));
    Status found;
    std::string skipped;
    for (int i = 3; i < 20; ++i) fields >> skipped;
    fields >> found.threads >> skipped >> found.start_seconds >> found.virtual_bytes >> found.resident_bytes;
    found.start_seconds /= static_cast<double>(::sysconf(_SC_CLK_TCK));
    found.resident_bytes *= static_cast<double>(::sysconf(_SC_PAGESIZE));
    return found;
}

}  // namespace

std::vector<prometheus::MetricFamily> process_metrics() {
    using Type = prometheus::MetricType;
    const Status now = status();
    return {
        one("process_cpu_seconds_total", "User and system CPU time spent", Type::Counter, cpu_seconds()),
        one("process_open_fds", "Open file descriptors", Type::Gauge, open_descriptors()),
        one("process_max_fds", "Limit of open file descriptors", Type::Gauge, most_descriptors()),
        one("process_resident_memory_bytes", "Resident memory", Type::Gauge, now.resident_bytes),
        one("process_virtual_memory_bytes", "Virtual memory", Type::Gauge, now.virtual_bytes),
        one("process_threads", "Threads", Type::Gauge, now.threads),
        one("process_start_time_seconds", "Start of the process, since the epoch", Type::Gauge,
            boot_time() + now.start_seconds),
    };
}

}  // namespace venera::metrics
