#include "triage/model.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <stdexcept>

#include "platform/crypto/crypto.hpp"

namespace venera::triage {

namespace {

constexpr std::string_view magic = "venera triage model 2\n";
constexpr std::size_t digest_digits = 64;
constexpr std::size_t digest_bytes = 32;
constexpr float rarity_unit = 4096;
constexpr std::size_t version_digits = 12;

// Little-endian, as all machines are that the program is built for; the digest would tell.
template <class T>
void put(std::string& out, const T* values, std::size_t count) {
    out.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

template <class T>
void take(std::string_view& rest, T* values, std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (rest.size() < bytes) throw std::runtime_error("the triage model is cut");
    std::memcpy(values, rest.data(), bytes);
    rest.remove_prefix(bytes);
}

std::string digest_of(std::string_view text) {
    const auto digest = crypto::sha256(text);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// The codes of the columns, so that a model of other specialties is not taken for one of these.
std::string columns_text() {
    std::string text;
    for (const auto& specialty : specialties) text.append(specialty.code).append("\n");
    return text + "same-day\nemergency\n";
}

}  // namespace

std::array<std::size_t, specialties.size()> Scores::ranking() const {
    std::array<std::size_t, specialties.size()> order{};
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return probabilities[i]; });
    return order;
}

Model::Model(const Weights& weights, double temperature, std::string data_digest, std::string vocabulary)
    : temperature_(static_cast<float>(temperature)),
      data_digest_(std::move(data_digest)),
      vocabulary_(std::move(vocabulary)),
      biases_(weights.biases),
      rarities_(feature_count),
      weights_(feature_count * column_count) {
    for (std::size_t c = 0; c < column_count; ++c) {
        float largest = 1e-6F;
        for (std::size_t i = c; i < weights.columns.size(); i += column_count)
            largest = std::max(largest, std::abs(weights.columns[i]));
        scales_[c] = largest / 127;
    }
    for (std::size_t i = 0; i < weights.columns.size(); ++i)
        weights_[i] = static_cast<std::int8_t>(std::lround(weights.columns[i] / scales_[i % column_count]));
    for (std::size_t i = 0; i < feature_count; ++i)
        rarities_[i] = static_cast<std::uint16_t>(std::lround(weights.rarities[i] * rarity_unit));
    set_temperature(temperature, Version::anew);
}

void Model::set_temperature(double temperature, Version version) {
    temperature_ = static_cast<float>(temperature);
    if (version == Version::anew) version_ = crypto::hex(crypto::sha256(body())).substr(0, version_digits);
}

std::string Model::body() const {
    std::string out(magic);
    out += columns_text();
    out += data_digest_;
    put(out, &temperature_, 1);
    put(out, biases_.data(), biases_.size());
    put(out, scales_.data(), scales_.size());
    put(out, rarities_.data(), rarities_.size());
    put(out, weights_.data(), weights_.size());
    return out + vocabulary_;
}

std::string Model::write() const {
    std::string out = body();
    return out + digest_of(out);
}

Model Model::read(std::string_view file) {
    const std::string head = std::string(magic) + columns_text();
    if (!file.starts_with(head)) throw std::runtime_error("this is no triage model, or one of another form");
    if (file.size() < head.size() + digest_digits + digest_bytes)
        throw std::runtime_error("the triage model is cut");
    const auto all = file.substr(0, file.size() - digest_bytes);
    if (digest_of(all) != file.substr(all.size())) throw std::runtime_error("the triage model is damaged");
    Model model;
    model.rarities_.resize(feature_count);
    model.weights_.resize(feature_count * column_count);
    auto rest = all.substr(head.size());
    model.data_digest_ = rest.substr(0, digest_digits);
    rest.remove_prefix(digest_digits);
    take(rest, &model.temperature_, 1);
    take(rest, model.biases_.data(), model.biases_.size());
    take(rest, model.scales_.data(), model.scales_.size());
    take(rest, model.rarities_.data(), model.rarities_.size());
    take(rest, model.weights_.data(), model.weights_.size());
    model.vocabulary_ = rest;
    if (!(model.temperature_ > 0)) throw std::runtime_error("the triage model is damaged");
    model.version_ = crypto::hex(crypto::sha256(all)).substr(0, version_digits);
    return model;
}

void Model::weigh(std::vector<Feature>& features) const {
    float squares = 0;
    for (auto& feature : features) {
        feature.value *= static_cast<float>(rarities_[feature.index]) / rarity_unit;
        squares += feature.value * feature.value;
    }
    const float length = std::sqrt(std::max(squares, 1e-12F));
    for (auto& feature : features) feature.value /= length;
}

std::array<float, column_count> Model::sums_of(const std::vector<Feature>& features) const {
    std::array<float, column_count> sums{};
    for (const auto& feature : features) {
        const std::int8_t* const row = &weights_[feature.index * column_count];
        for (std::size_t c = 0; c < column_count; ++c) sums[c] += feature.value * static_cast<float>(row[c]);
    }
    for (std::size_t c = 0; c < column_count; ++c) sums[c] = sums[c] * scales_[c];
    return sums;
}

Scores Model::score(std::vector<Feature> features) const {
    weigh(features);
    const auto sums = sums_of(features);
    Scores scores;
    double largest = -1e30;
    for (std::size_t c = 0; c < specialties.size(); ++c)
        largest = std::max(largest, static_cast<double>(sums[c] + biases_[c]));
    double total = 0;
    for (std::size_t c = 0; c < specialties.size(); ++c) {
        scores.probabilities[c] = std::exp((static_cast<double>(sums[c] + biases_[c]) - largest) /
                                           static_cast<double>(temperature_));
        total += scores.probabilities[c];
    }
    for (auto& probability : scores.probabilities) probability /= total;
    const auto probability_of = [&](std::size_t column) {
        return 1 / (1 + std::exp(-static_cast<double>(sums[column] + biases_[column])));
    };
    scores.same_day = probability_of(same_day_column);
    scores.emergency = probability_of(emergency_column);
    return scores;
}

std::vector<TermWeight> Model::explain(const Words& words, std::size_t specialty, std::size_t most) const {
    std::vector<TermWeight> all;
    for (auto& term : terms_of(words)) {
        for (auto& feature : term.features)
            feature.value *= static_cast<float>(rarities_[feature.index]) / rarity_unit;
        const auto sums = sums_of(term.features);
        const double mean = std::accumulate(sums.begin(), sums.begin() + specialties.size(), 0.0) /
                            static_cast<double>(specialties.size());
        const double weight = static_cast<double>(sums[specialty]) - mean;
        const bool is_known =
            std::ranges::any_of(all, [&](const auto& one) { return one.term == term.text; });
        if (weight > 0 && !is_known) all.push_back({std::move(term.text), weight});
    }
    std::ranges::stable_sort(all, std::greater{}, &TermWeight::weight);
    if (all.size() > most) all.resize(most);
    // Shares of what is shown are easier to read than logits.
    double total = 0;
    for (const auto& one : all) total += one.weight;
    for (auto& one : all) one.weight = std::round(one.weight / total * 100) / 100;
    return all;
}

}  // namespace venera::triage
