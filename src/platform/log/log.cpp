#include "platform/log/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "platform/json/json.hpp"

namespace venera::log {
namespace {

constexpr std::size_t most_waiting_bytes = std::size_t{4} << 20;
// The lines of this long are written with one call and wake the writer once.
constexpr std::chrono::milliseconds gathering{20};

std::string_view name_of(Level level) {
    switch (level) {
        case Level::debug:
            return "debug";
        case Level::info:
            return "info";
        case Level::warning:
            return "warning";
        case Level::error:
            return "error";
    }
    return "error";
}

void append_padded(std::string& out, unsigned value, std::size_t digits) {
    std::array<char, 10> text{};
    for (std::size_t i = digits; i-- > 0; value /= 10) text[i] = static_cast<char>('0' + value % 10);
    out.append(text.data(), digits);
}

// "2026-12-01T15:00:00.123456Z". The log tells the real time, never that of the injected clock.
void append_time(std::string& out) {
    using namespace std::chrono;
    const auto now = time_point_cast<microseconds>(system_clock::now());
    const auto day = floor<days>(now);
    const year_month_day date{day};
    const hh_mm_ss time{now - day};
    const auto number = [](auto count) { return static_cast<unsigned>(count); };
    append_padded(out, number(static_cast<int>(date.year())), 4);
    out += '-';
    append_padded(out, number(unsigned{date.month()}), 2);
    out += '-';
    append_padded(out, number(unsigned{date.day()}), 2);
    out += 'T';
    append_padded(out, number(time.hours().count()), 2);
    out += ':';
    append_padded(out, number(time.minutes().count()), 2);
    out += ':';
    append_padded(out, number(time.seconds().count()), 2);
    out += '.';
    append_padded(out, number(time.subseconds().count()), 6);
    out += 'Z';
}

std::string line_of(Level level, std::string_view event, std::initializer_list<Field> fields) {
    std::string line;
    line.reserve(256);
    line += R"({"time":")";
    append_time(line);
    line += R"(","level":")";
    line += name_of(level);
    line += R"(","event":)";
    json::write_string(line, event);
    for (const Field& field : fields) {
        line += ',';
        json::write_string(line, field.name);
        line += ':';
        line += field.value.json();
    }
    line += '}';
    return line;
}

int open_file(const std::string& file) {
    const int fd = file == "-" ? ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
                               : ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (fd < 0) throw std::runtime_error(file + ": " + std::generic_category().message(errno));
    return fd;
}

// Writes all of `text`; false if the file does not take it.
bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::string quoted(std::string_view text) {
    std::string out;
    json::write_string(out, text);
    return out;
}

}  // namespace

std::string Value::print(double v) {
    if (!std::isfinite(v)) return "null";
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), v).ptr;
    return {text.data(), end};
}
Value::Value(const Label& label) : json_(quoted(label.text)) {}
Value::Value(Instant at) : json_(quoted(at.text())) {}

// Requests append to a buffer; one thread writes it. Waking that thread costs a request more than its line,
// so it is woken for the first line only and then gathers for a moment, unless the line is an error.
class Log::Writer {
public:
    explicit Writer(std::string file)
        : file_(std::move(file)), fd_(open_file(file_)), thread_([this] { run(); }) {}
    ~Writer() {
        {
            const std::scoped_lock lock(mutex_);
            stopping_ = true;
            changed_.notify_one();
        }
        thread_.join();
        ::close(fd_);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    enum class Urgency { usual, urgent };
    void append(std::string_view line, Urgency urgency) {
        const std::scoped_lock lock(mutex_);
        if (waiting_.size() + line.size() > most_waiting_bytes) {
            ++dropped_;
            return;
        }
        const bool wakes = waiting_.empty() || urgency == Urgency::urgent;
        waiting_.append(line).append(1, '\n');
        ++lines_;
        urgent_ = urgent_ || urgency == Urgency::urgent;
        if (wakes) changed_.notify_one();
    }
    void reopen() {
        const std::scoped_lock lock(mutex_);
        reopen_ = true;
    }
    std::uint64_t dropped() const {
        const std::scoped_lock lock(mutex_);
        return dropped_;
    }

private:
    void run();
    void try_reopen();

    std::string file_;
    int fd_;  // of the writer's thread only, but for its opening and closing
    // Threads that log against the one that writes; never held during I/O.
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::string waiting_;
    std::uint64_t lines_ = 0;    // in waiting_
    std::uint64_t dropped_ = 0;  // ever
    std::uint64_t told_ = 0;
    bool urgent_ = false;
    bool reopen_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

void Log::Writer::run() {
    std::string batch;
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
        changed_.wait_for(lock, gathering, [&] { return stopping_ || urgent_; });
        if (waiting_.empty() && dropped_ == told_) return;
        batch.swap(waiting_);
        std::uint64_t lines = std::exchange(lines_, 0);
        urgent_ = false;
        if (dropped_ != told_) {
            const auto lost = static_cast<std::int64_t>(dropped_ - std::exchange(told_, dropped_));
            batch += line_of(Level::warning, "log.dropped", {{"lines", lost}}) + '\n';
            ++lines;
        }
        const bool reopens = std::exchange(reopen_, false);
        lock.unlock();
        if (reopens) try_reopen();
        // A disk that is full stays full for a while: what it does not take is lost, and counted.
        const bool taken = write_all(fd_, batch);
        batch.clear();
        lock.lock();
        if (!taken) told_ = dropped_ += lines;
    }
}

void Log::Writer::try_reopen() {
    try {
        const int fresh = open_file(file_);
        ::close(fd_);
        fd_ = fresh;
    } catch (const std::runtime_error&) {
        // The old file is better than none.
    }
}

Log::Log(const std::string& file, Level least) : writer_(std::make_unique<Writer>(file)), least_(least) {}

Log::~Log() = default;

void Log::write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (level < least_) return;
    writer_->append(line_of(level, event, fields),
                    level == Level::error ? Writer::Urgency::urgent : Writer::Urgency::usual);
}

std::uint64_t Log::dropped() const { return writer_->dropped(); }

void Log::reopen() { writer_->reopen(); }

}  // namespace venera::log
