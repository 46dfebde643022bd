#include "platform/log/log.hpp"

#include <fcntl.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/sink.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <system_error>

#include "platform/json/json.hpp"

namespace venera::log {
namespace {

constexpr std::size_t queue_lines = 8192;
constexpr std::size_t buffer_bytes = 65536;

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

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
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

// Gathers lines while more are waiting, then writes them with one call. Runs on the pool's one thread only,
// but for the atomics.
class FileSink final : public spdlog::sinks::sink {
public:
    explicit FileSink(std::string file) : file_(std::move(file)), fd_(open_file(file_)) {
        buffer_.reserve(buffer_bytes);
    }
    ~FileSink() override {
        write_out();
        ::close(fd_);
    }

    void watch(spdlog::details::thread_pool& pool) { pool_ = &pool; }
    void reopen() { reopen_.store(true, std::memory_order_relaxed); }
    std::uint64_t unwritten() const { return unwritten_.load(std::memory_order_relaxed); }

    void log(const spdlog::details::log_msg& message) override {
        tell_of_dropped();
        buffer_.append(message.payload.data(), message.payload.size());
        buffer_ += '\n';
        ++lines_;
        const bool more = pool_ != nullptr && pool_->queue_size() > 0;
        if (!more || message.level >= spdlog::level::err || buffer_.size() >= buffer_bytes) write_out();
    }
    void flush() override {
        tell_of_dropped();
        write_out();
    }
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

private:
    void tell_of_dropped();
    void write_out();
    void try_reopen();

    std::string file_;
    int fd_;
    spdlog::details::thread_pool* pool_ = nullptr;
    std::string buffer_;
    std::uint64_t lines_ = 0;
    std::uint64_t told_ = 0;
    std::atomic<std::uint64_t> unwritten_{0};
    std::atomic<bool> reopen_{false};
};

void FileSink::tell_of_dropped() {
    const std::uint64_t dropped = pool_ == nullptr ? 0 : pool_->overrun_counter();
    if (dropped == told_) return;
    const auto lost = static_cast<std::int64_t>(dropped - told_);
    told_ = dropped;
    buffer_ += line_of(Level::warning, "log.dropped", {{"lines", lost}});
    buffer_ += '\n';
    ++lines_;
}

void FileSink::write_out() {
    if (reopen_.exchange(false, std::memory_order_relaxed)) try_reopen();
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const ssize_t written = ::write(fd_, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) break;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    // A disk that is full stays full for a while: what it does not take is lost, and counted.
    if (!rest.empty()) unwritten_.fetch_add(lines_, std::memory_order_relaxed);
    buffer_.clear();
    lines_ = 0;
}

void FileSink::try_reopen() {
    try {
        const int fresh = open_file(file_);
        ::close(fd_);
        fd_ = fresh;
    } catch (const std::runtime_error&) {
        // The old file is better than none.
    }
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

struct Log::Writer {
    explicit Writer(const std::string& file)
        : sink(std::make_shared<FileSink>(file)),
          pool(std::make_shared<spdlog::details::thread_pool>(queue_lines, 1)),
          logger(std::make_shared<spdlog::async_logger>("venera", sink, pool,
                                                        spdlog::async_overflow_policy::overrun_oldest)) {
        sink->watch(*pool);
        logger->set_level(spdlog::level::trace);  // Log::write has decided already
        logger->set_error_handler([](const std::string&) {});
    }
    // The pool's end is a message behind all others: it returns when every line is with the sink.
    ~Writer() {
        pool->post_flush(std::shared_ptr(logger), spdlog::async_overflow_policy::block);
        pool.reset();
    }

    std::shared_ptr<FileSink> sink;
    std::shared_ptr<spdlog::details::thread_pool> pool;
    std::shared_ptr<spdlog::async_logger> logger;
};

Log::Log(const std::string& file, Level least) : writer_(std::make_unique<Writer>(file)), least_(least) {}

Log::~Log() = default;

void Log::write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (level < least_) return;
    const std::string line = line_of(level, event, fields);
    writer_->logger->log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

std::uint64_t Log::dropped() const { return writer_->pool->overrun_counter() + writer_->sink->unwritten(); }

void Log::reopen() { writer_->sink->reopen(); }

}  // namespace venera::log
