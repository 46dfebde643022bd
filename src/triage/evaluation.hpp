// How well triage does on labelled texts: `venera triage evaluate`.
#pragma once
#include <boost/describe/class.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "platform/values/text.hpp"

namespace venera::triage {

class Triage;

// A line of an evaluation file.
struct Item {
    std::string text;
    std::string lang;
    std::vector<std::string> specialty;  // the first is the best answer, the others are right too
    bool emergency = false;
};
BOOST_DESCRIBE_STRUCT(Item, (), (text, lang, specialty, emergency))

// Throws: std::runtime_error, naming the line.
std::vector<Item> read_items(const std::filesystem::path& file);

struct Measured {
    std::size_t items = 0;
    std::size_t with_specialty = 0;
    std::size_t strict = 0;        // the first specialty of the item is the answer
    std::size_t lenient = 0;       // any of the item's is
    std::size_t top3 = 0;          // the first specialty is among the first three answers
    double calibration_error = 0;  // expected, of ten bins, of the strict answers
    std::size_t emergencies = 0;
    std::size_t recalled = 0;
    std::size_t others = 0;
    std::size_t false_alarms = 0;
};

Measured measure(const Triage& triage, const std::vector<Item>& items);
// What went wrong, a line each: for whoever improves the phrases and rules.
std::vector<std::string> mistakes(const Triage& triage, const std::vector<Item>& items);

}  // namespace venera::triage
