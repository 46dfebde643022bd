// The model: a multinomial logistic regression over hashed features, with two more columns that tell
// what should be seen the same day and what may be an emergency. Weights are 8 bits with a scale for each
// column. A file of it says what it was made of, and ends with a SHA-256 of all before.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "triage/features.hpp"
#include "triage/specialties.hpp"

namespace venera::triage {

inline constexpr std::size_t same_day_column = specialties.size();
inline constexpr std::size_t emergency_column = specialties.size() + 1;
inline constexpr std::size_t column_count = specialties.size() + 2;

struct Scores {
    std::array<double, specialties.size()> probabilities{};  // they sum up to 1
    double same_day = 0;                                     // a probability, like the next
    double emergency = 0;
    // Specialties, the most probable first.
    std::array<std::size_t, specialties.size()> ranking() const;
};

struct TermWeight {
    std::string term;
    double weight;  // what the term adds to the specialty's score beyond what it adds to all
};

class Model {
public:
    struct Weights {
        std::array<float, column_count> biases{};
        std::vector<float> columns;  // feature_count rows of column_count
        std::vector<float> rarities;
    };
    // Rounds the weights. `data_digest`: of what it was trained on, 64 hexadecimal digits. `vocabulary`: what
    // Speller reads.
    Model(const Weights& weights, double temperature, std::string data_digest, std::string vocabulary);

    // Throws: std::runtime_error if the file is cut, changed, or of another form.
    static Model read(std::string_view file);
    std::string write() const;

    Scores score(std::vector<Feature> features) const;
    // Weighted by rarity, and of length one.
    void weigh(std::vector<Feature>& features) const;
    // The terms that speak most for the specialty.
    std::vector<TermWeight> explain(const Words& words, std::size_t specialty, std::size_t most) const;

    // The version names the whole contents; while a temperature is looked for it may stay as it was.
    enum class Version : std::uint8_t { as_it_was, anew };
    void set_temperature(double temperature, Version version);
    double temperature() const { return temperature_; }
    const std::string& version() const { return version_; }
    const std::string& data_digest() const { return data_digest_; }
    const std::string& vocabulary() const { return vocabulary_; }

private:
    Model() = default;
    std::array<float, column_count> sums_of(const std::vector<Feature>& features) const;
    std::string body() const;

    float temperature_ = 1;
    std::string data_digest_;
    std::string vocabulary_;
    std::string version_;
    std::array<float, column_count> biases_{};
    std::array<float, column_count> scales_{};
    std::vector<std::uint16_t> rarities_;  // by 4096
    std::vector<std::int8_t> weights_;     // feature_count rows of column_count
};

}  // namespace venera::triage
