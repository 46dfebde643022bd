#include "triage/evaluation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "platform/json/shape.hpp"
#include "triage/assessment.hpp"

namespace venera::triage {

namespace {

constexpr std::size_t bins = 10;

struct Bin {
    double confidence = 0;
    std::size_t count = 0;
    std::size_t right = 0;
};

double calibration_error(const std::array<Bin, bins>& all) {
    double error = 0;
    double count = 0;
    for (const auto& bin : all) {
        error += std::abs(bin.confidence - static_cast<double>(bin.right));
        count += static_cast<double>(bin.count);
    }
    return count > 0 ? error / count : 0;
}

bool contains(const Item& item, std::size_t specialty) {
    return std::ranges::find(item.specialty, specialties[specialty].code) != item.specialty.end();
}

}  // namespace

std::vector<Item> read_items(const std::filesystem::path& file) {
    std::ifstream stream(file);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    std::vector<Item> items;
    std::string line;
    for (int number = 1; std::getline(stream, line); ++number) {
        if (line.empty()) continue;
        json::Issues issues;
        auto item = json::from_json<Item>(line, issues);
        const bool is_known = std::ranges::all_of(
            item.specialty, [](const std::string& code) { return find_specialty(code).has_value(); });
        if (!issues.empty() || !is_known)
            throw std::runtime_error(file.string() + ":" + std::to_string(number) +
                                     ": not {text, lang, specialty: [codes], emergency}");
        items.push_back(std::move(item));
    }
    return items;
}

Measured measure(const Triage& triage, const std::vector<Item>& items) {
    Measured measured;
    std::array<Bin, bins> all{};
    for (const auto& item : items) {
        const auto assessment = triage.assess({.text = item.text});
        const bool is_emergency = assessment.urgency == Urgency::emergency;
        ++measured.items;
        ++(item.emergency ? measured.emergencies : measured.others);
        if (is_emergency) ++(item.emergency ? measured.recalled : measured.false_alarms);
        if (item.specialty.empty()) continue;
        ++measured.with_specialty;
        const bool is_right = specialties[assessment.ranking[0]].code == item.specialty.front();
        if (is_right) ++measured.strict;
        if (contains(item, assessment.ranking[0])) ++measured.lenient;
        for (std::size_t i = 0; i < 3; ++i)
            if (specialties[assessment.ranking[i]].code == item.specialty.front()) ++measured.top3;
        const double confidence = assessment.confidence();
        Bin& bin = all[std::min(bins - 1, static_cast<std::size_t>(confidence * bins))];
        bin.confidence += confidence;
        ++bin.count;
        if (is_right) ++bin.right;
    }
    measured.calibration_error = calibration_error(all);
    return measured;
}

std::vector<std::string> mistakes(const Triage& triage, const std::vector<Item>& items) {
    std::vector<std::string> lines;
    for (const auto& item : items) {
        const auto assessment = triage.assess({.text = item.text});
        const bool is_emergency = assessment.urgency == Urgency::emergency;
        std::string rules;
        for (const auto& rule : assessment.rules) rules += " " + rule;
        if (item.emergency && !is_emergency) lines.push_back("missed: " + item.text);
        if (!item.emergency && is_emergency) lines.push_back("false alarm by" + rules + ": " + item.text);
        if (item.specialty.empty() || contains(item, assessment.ranking[0])) continue;
        lines.push_back("not " + item.specialty.front() + " but " +
                        std::string(specialties[assessment.ranking[0]].code) + ": " + item.text);
    }
    return lines;
}

}  // namespace venera::triage
