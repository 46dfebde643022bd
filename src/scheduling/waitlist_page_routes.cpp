#include "scheduling/waitlist_page_routes.hpp"

namespace venera::scheduling {

namespace {

enum class Answering : std::uint8_t { accept, decline };

struct Wording {
    std::string_view language;
    std::string_view title, question, button, other;
    std::string_view done, over, broken, failed, busy;
};

constexpr std::string_view over_en =
    "This offer is over: it was answered before, or its time has run out. If you still wait, you will hear "
    "from "
    "us when another time is free.";
constexpr std::string_view over_es =
    "Esta oferta ha terminado: ya se respondió o venció su plazo. Si sigue en la lista de espera, le "
    "avisaremos "
    "cuando se libere otra hora.";
constexpr std::string_view broken_en =
    "This link is not complete. Please open it once more from the message, as a whole.";
constexpr std::string_view broken_es =
    "Este enlace no está completo. Ábralo otra vez, entero, desde el mensaje.";
constexpr std::string_view failed_en = "That did not work. Please try again in a moment.";
constexpr std::string_view failed_es = "No se pudo completar. Inténtelo de nuevo en un momento.";

constexpr Wording accept_en{"en",
                            "A time has come free",
                            "We hold this time for you until the moment that the message says.",
                            "Book this time",
                            "I do not want it",
                            "It is yours. You get a confirmation by e-mail.",
                            over_en,
                            broken_en,
                            failed_en,
                            "One moment…"};
constexpr Wording decline_en{"en",
                             "Leave this time to somebody else",
                             "You stay on the waiting list.",
                             "Do not book this time",
                             "I want it after all",
                             "Thank you: the time goes to the next person. You stay on the waiting list.",
                             over_en,
                             broken_en,
                             failed_en,
                             "One moment…"};
constexpr Wording accept_es{"es",
                            "Se ha liberado una hora",
                            "Le reservamos esta hora hasta el momento que indica el mensaje.",
                            "Reservar esta hora",
                            "No la quiero",
                            "Es suya. Recibirá una confirmación por correo.",
                            over_es,
                            broken_es,
                            failed_es,
                            "Un momento…"};
constexpr Wording decline_es{
    "es",
    "Dejar esta hora a otra persona",
    "Usted sigue en la lista de espera.",
    "No reservar esta hora",
    "La quiero después de todo",
    "Gracias: la hora pasa a la siguiente persona. Usted sigue en la lista de espera.",
    over_es,
    broken_es,
    failed_es,
    "Un momento…"};

const Wording& wording(Answering what, Locale locale) {
    if (locale == Locale::spanish) return what == Answering::accept ? accept_es : decline_es;
    return what == Answering::accept ? accept_en : decline_en;
}

constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

// Without the token there is nothing to send, and without the button nothing is sent.
constexpr std::string_view script = R"js('use strict'
const main = document.querySelector('main')
const state = document.querySelector('[role=status]')
const button = document.querySelector('button')
const other = document.querySelector('main a')
const token = new URLSearchParams(location.hash.slice(1)).get('token')
const say = (what) => { state.textContent = main.dataset[what] }
const time_of = (offer) => `${offer.local_date} ${offer.local_time} (${offer.timezone})`
const details = (offer) => [time_of(offer), offer.doctor_name, offer.clinic.name].join(' · ')
other.hash = location.hash
if (token) button.hidden = other.hidden = false
else say('broken')
button.addEventListener('click', async () => {
    button.disabled = true
    say('busy')
    try {
        const answer = await fetch(`/api/v1/waitlist/offers/${main.dataset.answer}`, {
            method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }),
            credentials: 'omit', referrerPolicy: 'no-referrer',
        })
        const is_final = answer.ok || answer.status === 404 || answer.status === 410
        button.hidden = other.hidden = is_final
        button.disabled = is_final
        say(answer.ok ? 'done' : is_final ? 'over' : 'failed')
        if (answer.status === 200) state.append(document.createElement('br'), details(await answer.json()))
    } catch {
        button.disabled = false
        say('failed')
    }
})
)js";

constexpr std::string_view style = R"css(:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 34rem; padding: 2rem 1rem; font: 1.125rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; }
button { display: block; width: 100%; min-height: 3rem; margin: 1.5rem 0; padding: 0.5rem 1rem; font: inherit;
  font-weight: 600; color: #ffffff; background: #0b57b5; border: 2px solid transparent; border-radius: 8px; }
button[hidden], a[hidden] { display: none; }
button:disabled { opacity: 0.6; }
a { display: inline-block; padding: 0.5rem 0; color: LinkText; }
button:focus-visible, a:focus-visible { outline: 3px solid currentColor; outline-offset: 3px; }
[role=status] { font-weight: 600; min-height: 1.5em; }
)css";

std::string attribute(std::string_view name, std::string_view value) {
    return " data-" + std::string(name) + "=\"" + std::string(value) + "\"";
}

// Its words are constants without markup.
std::string document(Answering what, const Wording& words) {
    const bool accepts = what == Answering::accept;
    std::string out =
        "<!doctype html>\n<html lang=\"" + std::string(words.language) +
        "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta "
        "name=\"robots\" content=\"noindex\">\n<title>";
    out.append(words.title)
        .append(
            "</title>\n<link rel=\"stylesheet\" href=\"/waitlist/page.css\">\n<script "
            "src=\"/waitlist/page.js\" "
            "defer></script>\n</head>\n<body>\n<main");
    out += attribute("answer", accepts ? "accept" : "decline") + attribute("done", words.done) +
           attribute("over", words.over) + attribute("broken", words.broken) +
           attribute("failed", words.failed) + attribute("busy", words.busy) + ">\n<h1>";
    out.append(words.title).append("</h1>\n<p>").append(words.question);
    out.append("</p>\n<button type=\"button\" hidden>")
        .append(words.button)
        .append("</button>\n<p role=\"status\"></p>\n");
    out.append("<a href=\"/waitlist/")
        .append(accepts ? "decline" : "accept")
        .append("\" hidden>")
        .append(words.other);
    out.append("</a>\n<noscript><p>")
        .append(words.failed)
        .append(" (JavaScript)</p></noscript>\n</main>\n</body>\n</html>\n");
    return out;
}

http::Response answer_with(std::string_view content_type, std::string body) {
    http::Response response;
    response.content_type = content_type;
    response.body = std::move(body);
    response.headers.push_back({"Content-Security-Policy", std::string(policy)});
    return response;
}

}  // namespace

void add_waitlist_page(http::Router& router) {
    const auto page = [&](std::string_view path, Answering what) {
        router.raw(http::Method::get, path, [what](http::Exchange& exchange) {
            const Wording& words = wording(what, exchange.locale);
            auto response = answer_with("text/html; charset=utf-8", document(what, words));
            response.headers.push_back({"Content-Language", std::string(words.language)});
            response.headers.push_back({"Vary", "Accept-Language"});
            return response;
        });
    };
    page("/waitlist/accept", Answering::accept);
    page("/waitlist/decline", Answering::decline);
    router.raw(http::Method::get, "/waitlist/page.js", [](http::Exchange&) {
        return answer_with("text/javascript; charset=utf-8", std::string(script));
    });
    router.raw(http::Method::get, "/waitlist/page.css",
               [](http::Exchange&) { return answer_with("text/css; charset=utf-8", std::string(style)); });
}

}  // namespace venera::scheduling
