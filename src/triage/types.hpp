// What POST /triage takes and answers. The symptoms are health data: their type has no way into a log, and
// nothing keeps them.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/json/json.hpp"
#include "platform/values/text.hpp"
#include "triage/limits.hpp"
#include "triage/red_flags.hpp"

namespace venera::triage {

BOOST_DESCRIBE_ENUM(Urgency, routine, same_day, emergency)

struct Symptoms {
    static inline const std::string schema = text::schema_of(3, limits::symptom_characters);

    std::string value;

    static Parsed<Symptoms> parse(std::string_view input) {
        const Problem problem = text::problem_of<3, limits::symptom_characters>(input, text::Lines::many);
        if (!problem.code.empty()) return problem;
        return Symptoms{std::string(input)};
    }
    std::string text() const { return value; }
};

enum class Sex : std::uint8_t { female, male, other, unknown };
BOOST_DESCRIBE_ENUM(Sex, female, male, other, unknown)

struct ChecklistAnswers {
    std::optional<bool> chest_pain;
    std::optional<bool> breathing;
    std::optional<bool> face_arm_speech;
    std::optional<bool> heavy_bleeding;
    std::optional<bool> self_harm;
    std::optional<bool> infant_fever;
};
BOOST_DESCRIBE_STRUCT(ChecklistAnswers, (),
                      (chest_pain, breathing, face_arm_speech, heavy_bleeding, self_harm, infant_fever))

struct TriageRequest {
    Symptoms symptoms;
    std::optional<Language> language;  // of the answer; absent: that of the symptoms
    std::optional<Whole<0, 130>> age;
    std::optional<Sex> sex;
    std::optional<ChecklistAnswers> checklist;
    std::optional<Country> country;  // where the person is: whom to call
    // Whether the text may be sent to the language model, if this installation has one.
    std::optional<bool> language_model_consent;
};
BOOST_DESCRIBE_STRUCT(TriageRequest, (),
                      (symptoms, language, age, sex, checklist, country, language_model_consent))

struct Emergency {
    std::string message;
    std::string call;  // the number
    std::vector<std::string> rules;
};
BOOST_DESCRIBE_STRUCT(Emergency, (), (message, call, rules))

struct SpecialtyView {
    Code code;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(SpecialtyView, (), (code, name))

struct OtherSpecialty {
    SpecialtyView specialty;
    double confidence = 0;
};
BOOST_DESCRIBE_STRUCT(OtherSpecialty, (), (specialty, confidence))

struct ExplainedTerm {
    std::string term;
    double weight = 0;
};
BOOST_DESCRIBE_STRUCT(ExplainedTerm, (), (term, weight))

struct TriageAnswer {
    Urgency urgency = Urgency::routine;
    std::optional<Emergency> emergency;
    SpecialtyView specialty;
    double confidence = 0;
    bool low_confidence = false;
    std::vector<OtherSpecialty> alternatives;
    std::vector<ExplainedTerm> explanation;
    std::string advice;
    std::string if_worse;
    std::string disclaimer;
    std::string language;  // of the texts
    std::string model_version;
    bool language_model_used = false;
    std::optional<std::string> find_url;  // none in an emergency: no time to book helps then
};
BOOST_DESCRIBE_STRUCT(TriageAnswer, (),
                      (urgency, emergency, specialty, confidence, low_confidence, alternatives, explanation,
                       advice, if_worse, disclaimer, language, model_version, language_model_used, find_url))

}  // namespace venera::triage
