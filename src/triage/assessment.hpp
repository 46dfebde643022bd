// The four layers together, without the language model: checklist, red flags, urgency, specialty. Pure: a
// text and what was said beside it in, an assessment out.
#pragma once
#include <array>
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "triage/limits.hpp"
#include "triage/model.hpp"
#include "triage/red_flags.hpp"
#include "triage/speller.hpp"
#include "triage/tongue.hpp"

namespace venera::triage {

// The six questions that are asked before any text is read.
struct Checklist {
    bool chest_pain = false;
    bool breathing = false;
    bool face_arm_speech = false;
    bool heavy_bleeding = false;
    bool self_harm = false;
    bool infant_fever = false;
};

struct Complaint {
    std::string_view text;
    double years = -1;  // the age; negative: not said
    enum class Sex : std::uint8_t { unknown, female, male } sex = Sex::unknown;
    Checklist checklist{};
};

struct Assessment {
    Urgency urgency = Urgency::routine;
    std::vector<std::string> rules;  // "checklist.breathing", ids of rules, or "urgency-model"
    Scores scores;
    std::array<std::size_t, specialties.size()> ranking{};
    std::vector<TermWeight> explanation;
    Tongue tongue = Tongue::english;
    double understood = 1;  // how much of the text, from 0 to 1

    bool is_understood() const { return understood >= limits::understood; }
    double confidence() const { return scores.probabilities[ranking[0]]; }
};

class Triage {
public:
    Triage(Model model, RedFlags red_flags)
        : model_(std::move(model)), speller_(model_.vocabulary()), red_flags_(std::move(red_flags)) {}
    // With what the program carries. Throws: std::runtime_error if it is damaged.
    static Triage embedded();

    Assessment assess(const Complaint& complaint) const;
    const Model& model() const { return model_; }
    const RedFlags& red_flags() const { return red_flags_; }

private:
    Model model_;
    Speller speller_;
    RedFlags red_flags_;
};

}  // namespace venera::triage
