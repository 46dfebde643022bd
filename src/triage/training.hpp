// Training: one thread, a fixed seed and a fixed order, so that the same data gives the same file.
#pragma once
#include <vector>

#include "triage/corpus.hpp"
#include "triage/evaluation.hpp"
#include "triage/model.hpp"
#include "triage/red_flags.hpp"

namespace venera::triage {

struct TrainingOptions {
    std::uint64_t seed = 1;
    int epochs = 30;
};

// Multinomial logistic regression by AdaGrad; see docs/triage.md for the recipe. `calibration` fits the
// temperature and nothing else.
Model train(const Corpus& corpus, const RedFlags& rules, const std::vector<Item>& calibration,
            const TrainingOptions& options);

}  // namespace venera::triage
