// POST /triage: from what somebody writes to how urgent it is and which specialty helps. Nothing of it is
// kept.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "platform/http/context.hpp"
#include "platform/metrics/metrics.hpp"
#include "triage/assessment.hpp"
#include "triage/language_model.hpp"
#include "triage/types.hpp"

namespace venera::triage {

class Orientation {
public:
    // The number to call in an emergency, by a country's code; nothing for countries that nobody knows.
    using EmergencyNumber = std::function<std::optional<std::string>(const std::string&)>;
    struct Options {
        std::optional<std::string> country;  // where people are who do not say it
        EmergencyNumber emergency_number;
    };

    // `language_model` may be null, and outlives this otherwise.
    Orientation(Triage triage, Options options, LanguageModel* language_model, metrics::Metrics& metrics)
        : triage_(std::move(triage)),
          options_(std::move(options)),
          language_model_(language_model),
          metrics_(metrics) {}

    TriageAnswer orient(Context& context, const TriageRequest& request);

private:
    // Nothing: of a country that nobody knows.
    std::optional<std::string> number_for(const TriageRequest& request) const;
    // Whether it took part.
    bool hear_language_model(Context& context, const TriageRequest& request, Assessment& assessment);
    void count(const TriageAnswer& answer);

    Triage triage_;
    Options options_;
    LanguageModel* language_model_;
    metrics::Metrics& metrics_;
};

}  // namespace venera::triage
