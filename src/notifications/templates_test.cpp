// Every message in both languages against the file that somebody has looked at:
// snapshots/<language>/<kind>.eml.txt. After a wanted change, VENERA_WRITE_SNAPSHOTS=1 writes them anew; then
// look at the difference.
#include "notifications/templates.hpp"

#include <gtest/gtest.h>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "notifications/wording.hpp"

namespace venera::notifications {
namespace {

Filling a_filling(std::string_view language) {
    const Zone lima = *Zone::parse("America/Lima");
    const Instant start = *Instant::parse("2026-12-01T14:00:00Z");
    const Labels& labels = labels_of(language);
    Filling filling;
    filling.values = {{"when", when(start, lima, language)},
                      {"cancellable_until", when(start - std::chrono::hours{24}, lima, language)},
                      {"until", when(start - std::chrono::hours{48}, lima, language)},
                      {"webhook", "\"Partner <Vega>\" (hooks.clinic.example)"},
                      {"why", std::string(why_disabled(WhyDisabled::failing, language))},
                      {"log",
                       "https://clinic.example/api/v1/webhooks/"
                       "0192d9b0-0000-7000-8000-00000000beef/deliveries"}};
    filling.visit = {{std::string(labels.when), when(start, lima, language)},
                     {std::string(labels.with), "Dr. Luz <Vega> & Co"},
                     {std::string(labels.where), "Clínica \"Central\", Av. Arequipa 100, Lima"},
                     {std::string(labels.reference), "VEN-4X7K2M"}};
    for (int i = 1; i <= 3; ++i)
        filling.alternatives.push_back(when(start + std::chrono::hours{24 * i}, lima, language));
    filling.link = "https://clinic.example/verify-email#token=abc_123";
    filling.other_link = "https://clinic.example/waitlist/decline#token=abc_123";
    return filling;
}

template <class Each>
void for_each_message(const Each& each) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<MessageKind>>([&](auto kind) {
        for (const char* language : {"en", "es"}) each(kind.value, kind.name, language);
    });
}

TEST(Templates, LookAsTheyDidWhenSomebodyLookedAtThem) {
    const bool writes = std::getenv("VENERA_WRITE_SNAPSHOTS") != nullptr;
    for_each_message([&](MessageKind kind, const char* name, const char* language) {
        const Rendered message = render(kind, language, a_filling(language));
        const std::string shown =
            "Subject: " + message.subject + "\n\n" + message.text + "----\n" + message.html;
        const auto file =
            std::filesystem::path(VENERA_SNAPSHOTS) / language / (std::string(name) + ".eml.txt");
        if (writes) {
            std::filesystem::create_directories(file.parent_path());
            std::ofstream(file) << shown;
        }
        std::ifstream in(file);
        const std::string kept(std::istreambuf_iterator<char>(in), {});
        EXPECT_EQ(shown, kept) << language << " " << name;
    });
}

TEST(Templates, EscapeEveryValueAndKeepLinesShort) {
    for_each_message([](MessageKind kind, const char* name, const char* language) {
        const Rendered message = render(kind, language, a_filling(language));
        EXPECT_EQ(message.html.find("<Vega>"), std::string::npos) << name;
        EXPECT_EQ(message.html.find('{', message.html.find("</style>")), std::string::npos) << name;
        EXPECT_EQ(message.text.find('{'), std::string::npos) << name;
        EXPECT_NE(message.html.find("<html lang=\"" + std::string(language) + "\">"), std::string::npos);
        EXPECT_LE(message.subject.size(), 90U) << name;
        for (std::size_t begin = 0; begin < message.html.size();) {
            const auto end = message.html.find('\n', begin);
            EXPECT_LE(end - begin, 900U) << name;
            begin = end + 1;
        }
    });
}

TEST(Templates, WithoutALinkThereIsNoButton) {
    auto filling = a_filling("en");
    filling.link.clear();
    const Rendered message = render(MessageKind::verify_email, "en", filling);
    EXPECT_EQ(message.html.find("<a "), std::string::npos);
    EXPECT_EQ(message.text.find("Confirm the address"), std::string::npos);
}

TEST(Templates, OtherLanguagesAreEnglishAndRegionsTheirLanguage) {
    EXPECT_EQ(render(MessageKind::password_changed, "pt-BR", {}).subject, "Your password was changed");
    EXPECT_EQ(render(MessageKind::password_changed, "es-PE", {}).subject, "Su contraseña cambió");
}

TEST(Templates, AValueThatIsMissingIsADefect) {
    EXPECT_THROW(render(MessageKind::reminder, "en", {}), std::logic_error);
}

TEST(Wording, SaysDateTimeAndZoneOfTheClinic) {
    const Instant start = *Instant::parse("2026-12-02T03:05:00Z");
    EXPECT_EQ(when(start, *Zone::parse("America/Lima"), "en"), "Tue 1 Dec 2026, 22:05 (America/Lima)");
    EXPECT_EQ(when(start, *Zone::parse("Europe/Madrid"), "es"), "mié 2 dic 2026, 04:05 (Europe/Madrid)");
}

}  // namespace
}  // namespace venera::notifications
