// An optional fifth voice: a language model behind an OpenAI-compatible endpoint. It is asked only with the
// person's consent, answers from a closed list, and may add an emergency or put the specialties into another
// order; it never takes an emergency away. The text is data for it, never an instruction. Whatever it answers
// that is not exactly what was asked for counts as no answer.
#pragma once
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/http/context.hpp"
#include "platform/metrics/metrics.hpp"
#include "platform/net/transfers.hpp"

namespace venera::triage {

struct Opinion {
    bool is_emergency = false;
    std::vector<std::size_t> specialties;  // the best first, each once, at least one
};

// Leaves a broken endpoint alone for a time, so that nobody waits for it: after some failures in a row, one
// request in each pause tries again.
class Breaker {
public:
    bool admits(Instant now);
    enum class Outcome : std::uint8_t { answered, failed };
    void record(Instant now, Outcome outcome);

private:
    std::mutex mutex_;  // loops of several cores share it
    int failures_ = 0;
    Instant closed_until_{};
};

class LanguageModel {
public:
    struct Options {
        std::string url;  // ".../v1/chat/completions"
        std::string model;
        std::string key;  // empty: none is sent
    };
    // Sends a request while the fiber waits: net::Transfers, or a test.
    using Send = std::function<net::Answer(fibers::Wait&, const net::Outgoing&)>;

    LanguageModel(Options options, Send send, metrics::Metrics& metrics)
        : options_(std::move(options)), send_(std::move(send)), metrics_(metrics) {}

    // Nothing if it did not answer in time, or not in the agreed form.
    std::optional<Opinion> ask(Context& context, const std::string& symptoms);

    // For tests: what is sent, and how an answer is read.
    static std::string request_body(const std::string& model, const std::string& symptoms);
    static std::optional<Opinion> read(const std::string& answer);

private:
    void count(const char* outcome);

    Options options_;
    Send send_;
    metrics::Metrics& metrics_;
    Breaker breaker_{};
};

}  // namespace venera::triage
