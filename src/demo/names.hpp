// The word lists of the demo world.
#pragma once
#include <array>
#include <string_view>

namespace venera::demo {

struct Place {
    std::string_view name;
    std::string_view address;
    std::string_view city;
    std::string_view country;
    std::string_view timezone;
    std::string_view currency;
    double latitude;
    double longitude;
    int price;  // of a usual visit, in units of the currency
    std::string_view phone;
};

inline constexpr std::array<Place, 8> places{{
    {"Clínica Miraflores", "Av. Larco 1301", "Lima", "PE", "America/Lima", "PEN", -12.1317, -77.0305, 150,
     "+5116101000"},
    {"Policlínico Yanahuara", "Calle Jerusalén 512", "Arequipa", "PE", "America/Lima", "PEN", -16.3989,
     -71.5350, 110, "+5154201000"},
    {"Centro Médico Qosqo", "Av. El Sol 814", "Cusco", "PE", "America/Lima", "PEN", -13.5226, -71.9673, 100,
     "+5184301000"},
    {"Clínica Providencia", "Av. Nueva Providencia 1860", "Santiago", "CL", "America/Santiago", "CLP",
     -33.4263, -70.6110, 45'000, "+56224101000"},
    {"Hospital Estrecho", "Av. Colón 725", "Punta Arenas", "CL", "America/Punta_Arenas", "CLP", -53.1638,
     -70.9171, 40'000, "+56612501000"},
    {"Posta Hanga Roa", "Calle Simón Paoa s/n", "Hanga Roa", "CL", "Pacific/Easter", "CLP", -27.1500,
     -109.4333, 35'000, "+56322601000"},
    {"Clínica Chamberí", "Calle de Almagro 24", "Madrid", "ES", "Europe/Madrid", "EUR", 40.4314, -3.6925, 80,
     "+34917101000"},
    {"Centro de Salud Triana", "Calle Mayor de Triana 91", "Las Palmas de Gran Canaria", "ES",
     "Atlantic/Canary", "EUR", 28.1068, -15.4165, 65, "+34928801000"},
}};

inline constexpr std::array<std::string_view, 40> female_names{
    "Ana",      "Beatriz",   "Camila",    "Carmen",    "Catalina", "Claudia", "Daniela",   "Elena",
    "Fernanda", "Francisca", "Gabriela",  "Inés",      "Isabel",   "Javiera", "Julia",     "Laura",
    "Lucía",    "Luz",       "Magdalena", "Margarita", "María",    "Marta",   "Milagros",  "Mónica",
    "Natalia",  "Noelia",    "Nuria",     "Paloma",    "Patricia", "Paula",   "Pilar",     "Raquel",
    "Rocío",    "Rosa",      "Sara",      "Silvia",    "Sofía",    "Teresa",  "Valentina", "Yolanda"};

inline constexpr std::array<std::string_view, 40> male_names{
    "Adrián",    "Alejandro", "Álvaro", "Andrés",  "Antonio", "Benjamín", "Carlos",    "César",
    "Cristóbal", "Daniel",    "Diego",  "Eduardo", "Emilio",  "Enrique",  "Esteban",   "Felipe",
    "Fernando",  "Gonzalo",   "Héctor", "Ignacio", "Iván",    "Javier",   "Joaquín",   "Jorge",
    "José",      "Juan",      "Julio",  "Luis",    "Manuel",  "Martín",   "Mateo",     "Matías",
    "Miguel",    "Nicolás",   "Óscar",  "Pablo",   "Rafael",  "Raúl",     "Sebastián", "Vicente"};

inline constexpr std::array<std::string_view, 60> family_names{
    "Aguilar",   "Álvarez",   "Araya",   "Arroyo",    "Benítez", "Bravo",    "Cáceres",   "Calderón",
    "Castillo",  "Castro",    "Chávez",  "Contreras", "Cortés",  "Díaz",     "Domínguez", "Espinoza",
    "Fernández", "Flores",    "Fuentes", "García",    "Gómez",   "González", "Guerrero",  "Gutiérrez",
    "Herrera",   "Huamán",    "Jiménez", "López",     "Mamani",  "Márquez",  "Martínez",  "Medina",
    "Mendoza",   "Molina",    "Morales", "Moreno",    "Muñoz",   "Navarro",  "Núñez",     "Ortega",
    "Ortiz",     "Peña",      "Pérez",   "Quispe",    "Ramírez", "Ramos",    "Reyes",     "Ríos",
    "Rivera",    "Rodríguez", "Rojas",   "Romero",    "Ruiz",    "Salazar",  "Sánchez",   "Silva",
    "Soto",      "Torres",    "Vargas",  "Vega"};

inline constexpr std::array<std::string_view, 8> insurers{
    "Adeslas", "Asisa", "Colmena", "Fonasa", "Mapfre Salud", "Pacífico Salud", "Rímac", "Sanitas"};

inline constexpr std::array<std::string_view, 5> relationships{"madre", "padre", "pareja", "hija", "hermano"};

inline constexpr std::array<std::string_view, 21> specialties{
    "general-medicine", "cardiology",         "dermatology",        "gastroenterology", "neurology",
    "orthopedics",      "pulmonology",        "endocrinology",      "gynecology",       "urology",
    "otolaryngology",   "ophthalmology",      "psychiatry",         "pediatrics",       "rheumatology",
    "nephrology",       "infectious-disease", "allergy-immunology", "hematology",       "oncology",
    "dentistry"};

}  // namespace venera::demo
