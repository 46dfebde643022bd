// `venera triage train` and `venera triage evaluate`: neither reads settings nor a database.
#include <cstdio>
#include <fstream>
#include <map>

#include "commands.hpp"
#include "platform/crypto/crypto.hpp"
#include "triage/data_folder.hpp"
#include "triage/evaluation.hpp"
#include "triage/training.hpp"

namespace venera {

namespace {

double percent(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void print(const std::string& language, const triage::Measured& measured) {
    std::printf("%-4s %6zu %8.1f %8.1f %8.1f %12.3f %10.1f (%zu/%zu) %8.1f (%zu/%zu)\n", language.c_str(),
                measured.items, percent(measured.strict, measured.with_specialty),
                percent(measured.lenient, measured.with_specialty),
                percent(measured.top3, measured.with_specialty), measured.calibration_error,
                percent(measured.recalled, measured.emergencies), measured.recalled, measured.emergencies,
                percent(measured.false_alarms, measured.others), measured.false_alarms, measured.others);
}

}  // namespace

int train_triage(const TriageTraining& wish) {
    crypto::initialise();
    const std::filesystem::path data = wish.data;
    const auto corpus = triage::read_corpus(data, wish.open, wish.seed);
    const auto calibration = triage::read_items(data / "calibration.jsonl");
    const auto model = triage::train(corpus, triage::read_rules(data), calibration, {.seed = wish.seed});
    const auto file = wish.output.empty() ? data / "model.bin" : std::filesystem::path(wish.output);
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream << model.write();
    if (!stream.flush()) {
        std::fprintf(stderr, "venera: cannot write %s\n", file.c_str());
        return 1;
    }
    std::printf("%zu rows, temperature %.2f, version %s, written to %s\n", corpus.rows.size(),
                model.temperature(), model.version().c_str(), file.c_str());
    return 0;
}

int evaluate_triage(const TriageEvaluation& wish) {
    crypto::initialise();
    const auto triage = wish.data.empty() ? triage::Triage::embedded() : triage::read_triage(wish.data);
    const auto items = triage::read_items(wish.file);
    std::map<std::string, std::vector<triage::Item>> by_language;
    for (const auto& item : items) by_language[item.lang].push_back(item);
    std::printf(
        "model %s\nlang  items   strict  lenient    top-3  calibration  emergency recall  false alarms\n",
        triage.model().version().c_str());
    for (const auto& [language, some] : by_language) print(language, triage::measure(triage, some));
    print("all", triage::measure(triage, items));
    if (wish.report == TriageReport::mistakes)
        for (const auto& line : triage::mistakes(triage, items)) std::printf("%s\n", line.c_str());
    return 0;
}

}  // namespace venera
