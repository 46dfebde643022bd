#include "triage/orientation.hpp"

#include <prometheus/counter.h>

#include <algorithm>
#include <cmath>

#include "triage/advice.hpp"
#include "triage/limits.hpp"

namespace venera::triage {

namespace {

// To dial where the country is not known: the number of GSM networks connects to the emergency service of
// most.
constexpr const char* number_of_most_countries = "112";
constexpr const char* language_model_rule = "language-model";

Complaint complaint_of(const TriageRequest& request) {
    Complaint complaint{.text = request.symptoms.value};
    if (request.age) complaint.years = static_cast<double>(request.age->value);
    if (request.sex == Sex::male) complaint.sex = Complaint::Sex::male;
    if (request.sex == Sex::female) complaint.sex = Complaint::Sex::female;
    if (const auto& list = request.checklist) {
        complaint.checklist = {list->chest_pain.value_or(false),      list->breathing.value_or(false),
                               list->face_arm_speech.value_or(false), list->heavy_bleeding.value_or(false),
                               list->self_harm.value_or(false),       list->infant_fever.value_or(false)};
    }
    return complaint;
}

Tongue tongue_for(const TriageRequest& request, Tongue detected) {
    if (!request.language) return detected;
    const auto& language = request.language->value;
    if (language.starts_with("es")) return Tongue::spanish;
    return language.starts_with("en") ? Tongue::english : detected;
}

SpecialtyView view_of(std::size_t specialty, Tongue tongue) {
    const auto& words = specialties[specialty];
    return {Code{std::string(words.code)},
            std::string(tongue == Tongue::english ? words.english : words.spanish)};
}

double rounded(double probability) { return std::round(probability * 1000) / 1000; }

bool is_self_harm(const std::vector<std::string>& rules) {
    return std::ranges::any_of(rules, [](const std::string& rule) {
        return rule == "suicide" || rule == "overdose" || rule == "checklist.self_harm";
    });
}

const char* name_of(Urgency urgency) {
    switch (urgency) {
        case Urgency::routine:
            return "routine";
        case Urgency::same_day:
            return "same_day";
        case Urgency::emergency:
            return "emergency";
    }
    std::abort();
}

}  // namespace

std::optional<std::string> Orientation::number_for(const TriageRequest& request) const {
    if (request.country) return options_.emergency_number(request.country->value);
    return options_.country ? options_.emergency_number(*options_.country) : std::nullopt;
}

bool Orientation::hear_language_model(Context& context, const TriageRequest& request,
                                      Assessment& assessment) {
    if (language_model_ == nullptr || !request.language_model_consent.value_or(false)) return false;
    // An emergency that is known needs no second opinion, and cannot wait for one.
    if (assessment.urgency == Urgency::emergency) return false;
    const auto opinion = language_model_->ask(context, request.symptoms.value);
    if (!opinion) return false;
    if (opinion->is_emergency) {
        assessment.urgency = Urgency::emergency;
        assessment.rules = {language_model_rule};
    }
    // Its order first, ours after it.
    auto next = assessment.ranking.begin();
    for (const auto specialty : opinion->specialties) {
        const auto found = std::find(next, assessment.ranking.end(), specialty);
        std::rotate(next, found, found + 1);
        ++next;
    }
    return true;
}

TriageAnswer Orientation::orient(Context& context, const TriageRequest& request) {
    auto assessment = triage_.assess(complaint_of(request));
    TriageAnswer answer;
    answer.language_model_used = hear_language_model(context, request, assessment);
    const Tongue tongue = tongue_for(request, assessment.tongue);
    const auto number = number_for(request);
    answer.urgency = assessment.urgency;
    answer.specialty = view_of(assessment.ranking[0], tongue);
    answer.confidence = rounded(assessment.confidence());
    answer.low_confidence = answer.confidence < limits::low_confidence || !assessment.is_understood();
    for (std::size_t i = 1; i <= limits::alternatives; ++i)
        answer.alternatives.push_back({view_of(assessment.ranking[i], tongue),
                                       rounded(assessment.scores.probabilities[assessment.ranking[i]])});
    for (auto& term : assessment.explanation)
        answer.explanation.push_back({std::move(term.term), term.weight});
    const auto certainty = !assessment.is_understood() ? Certainty::unread
                           : answer.low_confidence     ? Certainty::low
                                                       : Certainty::enough;
    answer.advice = advice(tongue, answer.urgency, certainty);
    const auto whom = number.value_or(local_number(tongue));
    answer.if_worse = if_worse(tongue, whom);
    answer.disclaimer = disclaimer(tongue);
    answer.language = tongue == Tongue::english ? "en" : "es";
    answer.model_version = triage_.model().version();
    if (answer.urgency == Urgency::emergency) {
        const auto kind = is_self_harm(assessment.rules) ? EmergencyKind::self_harm : EmergencyKind::body;
        answer.emergency = {emergency_message(tongue, kind, whom), number.value_or(number_of_most_countries),
                            std::move(assessment.rules)};
    } else {
        answer.find_url = "/api/v1/availability?specialty=" + answer.specialty.code.value;
        if (request.country) *answer.find_url += "&country=" + request.country->value;
    }
    count(answer);
    return answer;
}

void Orientation::count(const TriageAnswer& answer) {
    metrics_
        .counter("venera_triage_answers_total", "Answers of triage",
                 {{"urgency", name_of(answer.urgency)},
                  {"language", answer.language},
                  {"confidence", answer.low_confidence ? "low" : "enough"}})
        .Increment();
}

}  // namespace venera::triage
