#include "triage/training.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "triage/speller.hpp"
#include "triage/stages.hpp"

namespace venera::triage {

namespace {

constexpr float learning_rate = 0.3F;
constexpr float decay = 1e-5F;
constexpr float smallest = 1e-8F;

struct Example {
    std::vector<Feature> features;  // weighed
    std::optional<std::size_t> specialty;
    std::optional<bool> is_same_day;
    std::optional<bool> is_emergency;
    float weight;
};

// ln((1 + rows) / (1 + rows with it)) + 1, of at most 15.
std::vector<float> rarities_of(const std::vector<std::vector<Feature>>& rows) {
    std::vector<std::uint32_t> counts(feature_count, 0);
    for (const auto& row : rows)
        for (const auto& feature : row) ++counts[feature.index];
    std::vector<float> rarities(feature_count);
    const auto all = static_cast<float>(rows.size());
    for (std::size_t i = 0; i < rarities.size(); ++i)
        rarities[i] = std::min(15.0F, std::log((1 + all) / (1 + static_cast<float>(counts[i]))) + 1);
    return rarities;
}

// (rows / specialties / rows of this one) ^ 0.5: rare specialties count more, but not fully.
std::array<float, specialties.size()> class_weights(const Corpus& corpus) {
    std::array<float, specialties.size()> counts{};
    float all = 0;
    for (const auto& row : corpus.rows)
        if (row.specialty) {
            counts[*row.specialty] += 1;
            all += 1;
        }
    for (auto& count : counts)
        count = std::sqrt(all / static_cast<float>(specialties.size()) / std::max(count, 1.0F));
    return counts;
}

class Trainer {
public:
    Trainer(const Corpus& corpus, const RedFlags& rules, const TrainingOptions& options) : options_(options) {
        std::vector<std::vector<Feature>> features;
        for (const auto& row : corpus.rows) {
            const Words words(row.text);
            features.push_back(features_of(words, stage_of(words), rules.find(words, -1).signs));
        }
        weights_.rarities = rarities_of(features);
        weights_.columns.assign(feature_count * column_count, 0);
        squares_.assign(feature_count * column_count, 0);
        const Model scale(weights_, 1, {}, {});
        const auto of_class = class_weights(corpus);
        for (std::size_t i = 0; i < features.size(); ++i) {
            const Row& row = corpus.rows[i];
            scale.weigh(features[i]);
            const float weight = row.weight * (row.specialty ? of_class[*row.specialty] : 1);
            examples_.push_back(
                {std::move(features[i]), row.specialty, row.is_same_day, row.is_emergency, weight});
        }
    }

    Model::Weights run() {
        std::vector<std::size_t> order(examples_.size());
        std::iota(order.begin(), order.end(), 0U);
        std::mt19937_64 random(options_.seed);
        for (int epoch = 0; epoch < options_.epochs; ++epoch) {
            // Written out: std::shuffle may differ from library to library.
            for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
            for (const auto i : order) learn(examples_[i]);
        }
        return std::move(weights_);
    }

private:
    void learn(const Example& example) {
        std::array<float, column_count> sums = weights_.biases;
        for (const auto& feature : example.features) {
            const float* const row = &weights_.columns[feature.index * column_count];
            for (std::size_t c = 0; c < column_count; ++c) sums[c] += feature.value * row[c];
        }
        std::array<float, column_count> errors{};
        if (example.specialty) learn_specialty(sums, *example.specialty, errors);
        const auto learn_whether = [&](std::size_t column, const std::optional<bool>& is) {
            if (is) errors[column] = 1 / (1 + std::exp(-sums[column])) - (*is ? 1.0F : 0.0F);
        };
        learn_whether(same_day_column, example.is_same_day);
        learn_whether(emergency_column, example.is_emergency);
        const std::size_t begin = example.specialty ? 0 : specialties.size();
        for (std::size_t c = begin; c < column_count; ++c) errors[c] *= example.weight;
        for (const auto& feature : example.features) {
            const std::size_t row = feature.index * column_count;
            for (std::size_t c = begin; c < column_count; ++c)
                if (errors[c] != 0)
                    step(weights_.columns[row + c], squares_[row + c],
                         errors[c] * feature.value + decay * weights_.columns[row + c]);
        }
        for (std::size_t c = begin; c < column_count; ++c)
            if (errors[c] != 0) step(weights_.biases[c], bias_squares_[c], errors[c]);
    }

    static void learn_specialty(const std::array<float, column_count>& sums, std::size_t right,
                                std::array<float, column_count>& errors) {
        const float largest = *std::max_element(sums.begin(), sums.begin() + specialties.size());
        float total = 0;
        for (std::size_t c = 0; c < specialties.size(); ++c) total += errors[c] = std::exp(sums[c] - largest);
        for (std::size_t c = 0; c < specialties.size(); ++c) errors[c] /= total;
        errors[right] -= 1;
    }

    static void step(float& weight, float& square, float gradient) {
        square += gradient * gradient;
        weight -= learning_rate * gradient / (std::sqrt(square) + smallest);
    }

    TrainingOptions options_;
    std::vector<Example> examples_;
    Model::Weights weights_;
    std::vector<float> squares_;
    std::array<float, column_count> bias_squares_{};
};

// The temperature of a grid that makes the right answers most probable.
double fitted_temperature(Model& model, const RedFlags& rules, const std::vector<Item>& calibration) {
    const Speller speller(model.vocabulary());
    std::vector<std::pair<std::vector<Feature>, std::size_t>> known;
    for (const auto& item : calibration) {
        if (item.specialty.empty()) continue;
        Words words(item.text);
        speller.mend(words);
        if (const auto right = find_specialty(item.specialty.front()))
            known.emplace_back(features_of(words, stage_of(words), rules.find(words, -1).signs), *right);
    }
    double best = 1;
    double lowest = 1e30;
    for (double temperature = 0.2; temperature < 4; temperature *= 1.05) {
        model.set_temperature(temperature, Model::Version::as_it_was);
        double loss = 0;
        for (const auto& [features, right] : known)
            loss -= std::log(model.score(features).probabilities[right] + 1e-9);
        if (loss < lowest) {
            lowest = loss;
            best = temperature;
        }
    }
    return best;
}

}  // namespace

Model train(const Corpus& corpus, const RedFlags& rules, const std::vector<Item>& calibration,
            const TrainingOptions& options) {
    Model model(Trainer(corpus, rules, options).run(), 1, corpus.data_digest, corpus.vocabulary);
    model.set_temperature(fitted_temperature(model, rules, calibration), Model::Version::anew);
    return model;
}

}  // namespace venera::triage
