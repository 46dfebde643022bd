// Triage without a server: a sentence, and 60 kB at once. `ninja venera_triage_bench`, not part of `all`.
#include <benchmark/benchmark.h>

#include <string>

#include "platform/crypto/crypto.hpp"
#include "triage/assessment.hpp"

namespace {

using venera::triage::Speller;
using venera::triage::Triage;
using venera::triage::Words;

const Triage& triage() {
    static const Triage own = [] {
        venera::crypto::initialise();
        return Triage::embedded();
    }();
    return own;
}

const Speller& speller() {
    static const Speller own(triage().model().vocabulary());
    return own;
}

constexpr std::string_view sentence =
    "my chest has been tight since breakfast and I am sweating, no fever, my father had a heart attack in "
    "2015. ";

std::string repeated(std::string_view text) {
    std::string all;
    while (all.size() < 60'000) all += text;
    return all;
}

void match_rules(benchmark::State& state, const std::string& text) {
    for (auto _ : state) {
        Words words(text);
        benchmark::DoNotOptimize(speller().mend(words));
        benchmark::DoNotOptimize(triage().red_flags().find(words, -1));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void assess(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(triage().assess({.text = sentence}));
}

BENCHMARK(assess);
BENCHMARK_CAPTURE(match_rules, sentence, std::string(sentence));
BENCHMARK_CAPTURE(match_rules, 60kB_of_sentences, repeated(sentence));
// The words that most patterns wait for.
BENCHMARK_CAPTURE(match_rules, 60kB_of_no_pain, repeated("no pain in the chest and "));
// Each word is wrong, and near to words that are known.
BENCHMARK_CAPTURE(match_rules, 60kB_of_slips, repeated("stomcah vomtiing swolen braething "));

}  // namespace

BENCHMARK_MAIN();
