#include "identity/mail.hpp"

#include <date/date.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace venera::identity {

namespace {

struct Texts {
    std::string_view subject;
    std::string_view body;
};
struct Kind {
    MailKind kind;
    std::string_view page;  // of the web application; empty: without a link
    Texts english;
    Texts spanish;
};

constexpr std::array<Kind, 10> kinds{{
    {MailKind::verify_email,
     "/verify-email",
     {"Confirm your e-mail address",
      "Please confirm that this address is yours. The link works once, for 30 minutes:"},
     {"Confirme su correo",
      "Confirme que esta dirección es suya. El enlace sirve una vez, durante 30 minutos:"}},
    {MailKind::reset_password,
     "/reset-password",
     {"Choose a new password",
      "Somebody asked for a new password for your account. If it was you, choose one here. The link\n"
      "works once, for 30 minutes. If it was not you, do nothing: your password stays as it is.\n"},
     {"Elija una contraseña nueva",
      "Alguien pidió una contraseña nueva para su cuenta. Si fue usted, elíjala aquí. El enlace\n"
      "sirve una vez, durante 30 minutos. Si no fue usted, no haga nada: su contraseña no cambia.\n"}},
    {MailKind::invitation,
     "/reset-password",
     {"Your account is ready",
      "An account was made for you. Choose its password here. The link works once, for 30 minutes;\n"
      "later, ask for another one under \"Forgot your password?\".\n"},
     {"Su cuenta está lista",
      "Se creó una cuenta para usted. Elija aquí su contraseña. El enlace sirve una vez, durante\n"
      "30 minutos; después, pida otro en \"¿Olvidó su contraseña?\".\n"}},
    {MailKind::confirm_new_email,
     "/verify-email",
     {"Confirm your new e-mail address",
      "Please confirm that you want to sign in with this address from now on. The link works once,\n"
      "for 30 minutes:"},
     {"Confirme su correo nuevo",
      "Confirme que desde ahora quiere iniciar sesión con esta dirección. El enlace sirve una vez,\n"
      "durante 30 minutos:"}},
    {MailKind::email_change_requested,
     "",
     {"Another e-mail address was asked for",
      "Somebody signed in to your account asked to exchange this e-mail address for another one, which\n"
      "happens once the other one is confirmed. If it was not you, choose a new password at once: that\n"
      "ends the request."},
     {"Se pidió otro correo",
      "Alguien con sesión en su cuenta pidió cambiar este correo por otro, lo que ocurre cuando se\n"
      "confirme el otro. Si no fue usted, elija de inmediato una contraseña nueva: así termina la\n"
      "petición."}},
    {MailKind::email_changed,
     "",
     {"Your e-mail address was changed",
      "Your account has another e-mail address now, and this one no longer signs in. If you did not\n"
      "change it, call us at once."},
     {"Su correo cambió",
      "Su cuenta tiene ahora otro correo, y con este ya no se inicia sesión. Si no lo cambió usted,\n"
      "llámenos de inmediato."}},
    {MailKind::password_changed,
     "",
     {"Your password was changed",
      "The password of your account is another one now, and other devices were signed out. If it was\n"
      "not you, choose a new one under \"Forgot your password?\" and call us."},
     {"Su contraseña cambió",
      "La contraseña de su cuenta es otra ahora, y se cerró la sesión en otros dispositivos. Si no fue\n"
      "usted, elija otra en \"¿Olvidó su contraseña?\" y llámenos."}},
    {MailKind::session_reused,
     "",
     {"A session of yours was ended",
      "An old proof of one of your sessions was used again. Somebody may have copied it, so that\n"
      "session was ended. Sign in again, and change your password if you do not know why."},
     {"Se cerró una sesión suya",
      "Se usó otra vez una prueba antigua de una sesión suya. Quizá alguien la copió, y por eso se\n"
      "cerró esa sesión. Inicie sesión de nuevo y, si no sabe la causa, cambie su contraseña."}},
    {MailKind::second_factor_added,
     "",
     {"A second factor was added", "Your account now asks for a code after the password."},
     {"Se añadió un segundo factor", "Su cuenta pide ahora un código después de la contraseña."}},
    {MailKind::second_factor_removed,
     "",
     {"The second factor was removed",
      "Your account no longer asks for a code after the password. If it was not you, call us at once."},
     {"Se quitó el segundo factor",
      "Su cuenta ya no pide un código después de la contraseña. Si no fue usted, llámenos de inmediato."}},
}};

const Kind& kind_of(MailKind kind) { return *std::ranges::find(kinds, kind, &Kind::kind); }

bool is_plain(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// RFC 2047, "Q". Our subjects are short enough for one word each.
std::string encoded_word(std::string_view text) {
    std::string out = "=?utf-8?Q?";
    for (const char c : text) {
        if (is_plain(c)) {
            out += c;
        } else if (c == ' ') {
            out += '_';
        } else {
            constexpr std::string_view digits = "0123456789ABCDEF";
            const auto byte = static_cast<unsigned char>(c);
            out += '=';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out + "?=";
}

// RFC 5322, section 3.3, in UTC.
std::string date_of(Instant at) {
    return date::format("%a, %d %b %Y %T +0000", std::chrono::floor<std::chrono::seconds>(at.value));
}

void append_lines(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    out += "\r\n";
}

}  // namespace

std::string_view page_of(MailKind kind) { return kind_of(kind).page; }

std::string header_line(std::string_view name, std::string_view value) {
    std::string one_line(value);
    bool is_ascii = true;
    for (char& c : one_line) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) c = ' ';
        is_ascii = is_ascii && byte < 0x80;
    }
    return std::string(name) + ": " + (is_ascii ? one_line : encoded_word(one_line)) + "\r\n";
}

std::string message_of(const Mail& mail, std::string_view link, std::string_view host) {
    const Kind& kind = kind_of(mail.kind);
    const Texts& texts = mail.language.value.starts_with("es") ? kind.spanish : kind.english;
    std::string out = header_line("From", "Venera <no-reply@" + std::string(host) + ">");
    out += header_line("To", "<" + mail.recipient + ">");
    out += header_line("Subject", texts.subject);
    out += header_line("Date", date_of(mail.created_at));
    out += header_line("Message-ID", "<" + mail.id.text() + "@" + std::string(host) + ">");
    out += header_line("MIME-Version", "1.0");
    out += header_line("Content-Type", "text/plain; charset=utf-8");
    out += header_line("Content-Transfer-Encoding", "8bit");
    out += header_line("Content-Language", mail.language.value);
    out += header_line("Auto-Submitted", "auto-generated");
    out += "\r\n";
    append_lines(out, texts.body);
    if (!link.empty()) out.append("\r\n").append(link).append("\r\n");
    return out;
}

}  // namespace venera::identity
