#include "triage/advice.hpp"

namespace venera::triage {

namespace {

struct Both {
    std::string_view english;
    std::string_view spanish;
    std::string_view in(Tongue tongue) const { return tongue == Tongue::english ? english : spanish; }
};

constexpr Both routine_advice{
    "Book a visit with this specialty, or with general medicine if you prefer.",
    "Reserve una visita con esta especialidad, o con medicina general si lo prefiere."};
constexpr Both routine_unsure{
    "What you wrote does not point clearly to one specialty. General medicine is the place to begin; "
    "the specialties that fit best are shown beside it.",
    "Lo que escribió no señala con claridad una especialidad. Medicina general es el lugar para empezar; al "
    "lado se muestran las especialidades que mejor encajan."};
constexpr Both unread_advice{
    "Most of what you wrote could not be read. Please write it in English or Spanish, answer the six "
    "questions, "
    "or speak with a person; General medicine is the place to begin, today if you feel ill.",
    "No se pudo leer la mayor parte de lo que escribió. Escríbalo en español o inglés, responda las seis "
    "preguntas, o hable con una persona; Medicina general es el lugar para empezar, hoy mismo si se siente "
    "mal."};
constexpr Both any_local_number{"your local emergency number (112 or 911 in most countries)",
                                "número local de emergencias (112 o 911 en la mayoría de los países)"};
constexpr Both same_day_advice{
    "This should be seen by a doctor today. Take the earliest time there is, or go to an urgent care centre.",
    "Esto debe verlo un médico hoy mismo. Tome la primera hora que haya, o vaya a un servicio de urgencias."};
constexpr Both emergency_advice{"Do not wait for an appointment.", "No espere a una cita."};
constexpr Both emergency_body{
    "This may be an emergency. Call {} now, or have somebody take you to the nearest emergency department. "
    "Do not drive yourself and do not stay alone.",
    "Esto puede ser una emergencia. Llame ahora al {}, o pida que le lleven al servicio de urgencias más "
    "cercano. No conduzca y no se quede a solas."};
constexpr Both emergency_self_harm{
    "You matter, and help is there at this moment. Call {} now, or go to the nearest emergency department. "
    "Stay with somebody you trust, and put away what could do harm.",
    "Usted importa, y hay ayuda en este momento. Llame ahora al {}, o vaya al servicio de urgencias más "
    "cercano. Quédese con alguien de confianza, y aleje lo que pueda hacer daño."};
constexpr Both worse{
    "If it gets worse, or if there is chest pain, trouble breathing, fainting, weakness of one side, "
    "confusion, "
    "heavy bleeding or thoughts of harming yourself, call {} at once.",
    "Si empeora, o si aparece dolor de pecho, dificultad para respirar, desmayo, debilidad de un lado, "
    "confusión, sangrado abundante o ideas de hacerse daño, llame de inmediato al {}."};
constexpr Both not_a_diagnosis{
    "This is orientation by a computer, not a diagnosis, and it can be wrong. It does not replace a doctor.",
    "Esta es una orientación hecha por un ordenador, no un diagnóstico, y puede equivocarse. No reemplaza a "
    "un "
    "médico."};

std::string with_number(std::string_view text, std::string_view call) {
    std::string out(text);
    return out.replace(out.find("{}"), 2, call);
}

}  // namespace

std::string advice(Tongue tongue, Urgency urgency, Certainty certainty) {
    if (certainty == Certainty::unread && urgency != Urgency::emergency)
        return std::string(unread_advice.in(tongue));
    switch (urgency) {
        case Urgency::emergency:
            return std::string(emergency_advice.in(tongue));
        case Urgency::same_day:
            if (certainty == Certainty::enough) return std::string(same_day_advice.in(tongue));
            return std::string(same_day_advice.in(tongue)) + " " + std::string(routine_unsure.in(tongue));
        case Urgency::routine:
            return std::string((certainty == Certainty::low ? routine_unsure : routine_advice).in(tongue));
    }
    std::abort();
}

std::string local_number(Tongue tongue) { return std::string(any_local_number.in(tongue)); }

std::string emergency_message(Tongue tongue, EmergencyKind kind, std::string_view call) {
    return with_number((kind == EmergencyKind::self_harm ? emergency_self_harm : emergency_body).in(tongue),
                       call);
}

std::string if_worse(Tongue tongue, std::string_view call) { return with_number(worse.in(tongue), call); }

std::string disclaimer(Tongue tongue) { return std::string(not_a_diagnosis.in(tongue)); }

std::vector<std::string> all_texts() {
    std::vector<std::string> all;
    for (const auto tongue : {Tongue::english, Tongue::spanish}) {
        for (const auto urgency : {Urgency::routine, Urgency::same_day, Urgency::emergency})
            for (const auto certainty : {Certainty::unread, Certainty::low, Certainty::enough})
                all.push_back(advice(tongue, urgency, certainty));
        for (const auto kind : {EmergencyKind::body, EmergencyKind::self_harm})
            all.push_back(emergency_message(tongue, kind, local_number(tongue)));
        all.push_back(if_worse(tongue, "112"));
        all.push_back(disclaimer(tongue));
    }
    return all;
}

}  // namespace venera::triage
