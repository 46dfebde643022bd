#include "triage/assessment.hpp"

#include <algorithm>
#include <numeric>

#include "triage/limits.hpp"
#include "triage/resources.hpp"
#include "triage/stages.hpp"

namespace venera::triage {

namespace {

constexpr std::size_t gynecology = *find_specialty("gynecology");
constexpr double male_share = 0.1;  // of what gynecology would get

void add_checklist(const Checklist& list, std::vector<std::string>& rules) {
    if (list.chest_pain) rules.emplace_back("checklist.chest_pain");
    if (list.breathing) rules.emplace_back("checklist.breathing");
    if (list.face_arm_speech) rules.emplace_back("checklist.face_arm_speech");
    if (list.heavy_bleeding) rules.emplace_back("checklist.heavy_bleeding");
    if (list.self_harm) rules.emplace_back("checklist.self_harm");
    if (list.infant_fever) rules.emplace_back("checklist.infant_fever");
}

// What the rules have no words for: the model may raise the urgency, never lower it.
void add_urgency(Assessment& assessment) {
    if (assessment.urgency == Urgency::emergency) return;
    if (assessment.scores.emergency >= limits::emergency_probability) {
        assessment.urgency = Urgency::emergency;
        assessment.rules = {"urgency-model"};
    } else if (assessment.urgency == Urgency::routine &&
               assessment.scores.same_day >= limits::same_day_probability) {
        assessment.urgency = Urgency::same_day;
    }
}

// What was not read may be anything: nobody is told that a visit can be any day, and no specialty is sure.
void doubt(Assessment& assessment) {
    assessment.urgency = std::max(assessment.urgency, Urgency::same_day);
    for (auto& probability : assessment.scores.probabilities) probability *= assessment.understood;
}

void weigh_sex(Scores& scores, Complaint::Sex sex) {
    if (sex != Complaint::Sex::male) return;
    scores.probabilities[gynecology] *= male_share;
    const double total = std::accumulate(scores.probabilities.begin(), scores.probabilities.end(), 0.0);
    for (auto& probability : scores.probabilities) probability /= total;
}

}  // namespace

Triage Triage::embedded() {
    RedFlags red_flags;
    for (const auto& resource : embedded_rules()) red_flags.read(resource.name, resource.text);
    red_flags.complete();
    return {Model::read(embedded_model()), std::move(red_flags)};
}

Assessment Triage::assess(const Complaint& complaint) const {
    Words words(complaint.text);
    Assessment assessment;
    assessment.understood = speller_.mend(words);
    assessment.tongue = tongue_of(words);
    add_checklist(complaint.checklist, assessment.rules);
    if (!assessment.rules.empty()) assessment.urgency = Urgency::emergency;
    const Findings findings = red_flags_.find(words, complaint.years);
    for (const Rule* rule : findings.rules) {
        if (rule->urgency > assessment.urgency) assessment.rules.clear();
        assessment.urgency = std::max(assessment.urgency, rule->urgency);
        if (rule->urgency == assessment.urgency) assessment.rules.push_back(rule->id);
    }
    const LifeStage stage = complaint.years >= 0 ? stage_of_age(complaint.years) : stage_of(words);
    assessment.scores = model_.score(features_of(words, stage, findings.signs));
    weigh_sex(assessment.scores, complaint.sex);
    assessment.ranking = assessment.scores.ranking();
    assessment.explanation = model_.explain(words, assessment.ranking[0], limits::explanation_terms);
    add_urgency(assessment);
    if (!assessment.is_understood()) doubt(assessment);
    return assessment;
}

}  // namespace venera::triage
