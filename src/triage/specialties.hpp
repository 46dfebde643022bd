// The specialties that triage knows, in the order of the model's columns. Their codes are those of the
// directory's first specialties; the words are for whoever asks.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace venera::triage {

struct SpecialtyWords {
    std::string_view code;
    std::string_view english;
    std::string_view spanish;
};

inline constexpr std::array<SpecialtyWords, 21> specialties{{
    {"general-medicine", "General medicine", "Medicina general"},
    {"cardiology", "Cardiology", "Cardiología"},
    {"dermatology", "Dermatology", "Dermatología"},
    {"gastroenterology", "Gastroenterology", "Gastroenterología"},
    {"neurology", "Neurology", "Neurología"},
    {"orthopedics", "Orthopedics", "Traumatología y ortopedia"},
    {"pulmonology", "Pulmonology", "Neumología"},
    {"endocrinology", "Endocrinology", "Endocrinología"},
    {"gynecology", "Gynecology", "Ginecología"},
    {"urology", "Urology", "Urología"},
    {"otolaryngology", "Otolaryngology", "Otorrinolaringología"},
    {"ophthalmology", "Ophthalmology", "Oftalmología"},
    {"psychiatry", "Psychiatry", "Psiquiatría"},
    {"pediatrics", "Pediatrics", "Pediatría"},
    {"rheumatology", "Rheumatology", "Reumatología"},
    {"nephrology", "Nephrology", "Nefrología"},
    {"infectious-disease", "Infectious disease", "Infectología"},
    {"allergy-immunology", "Allergy and immunology", "Alergología e inmunología"},
    {"hematology", "Hematology", "Hematología"},
    {"oncology", "Oncology", "Oncología"},
    {"dentistry", "Dentistry", "Odontología"},
}};

inline constexpr std::size_t general_medicine = 0;

constexpr std::optional<std::size_t> find_specialty(std::string_view code) {
    for (std::size_t i = 0; i < specialties.size(); ++i)
        if (specialties[i].code == code) return i;
    return std::nullopt;
}

}  // namespace venera::triage
