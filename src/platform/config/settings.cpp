#include "platform/config/settings.hpp"

#include "platform/json/shape.hpp"

namespace venera::config {
namespace {

// JSON is YAML, so everything but the records' own layout is printed as JSON.
void write_yaml(const json::Shape& record, const void* value, std::size_t depth, std::string& out) {
    for (const json::Member& member : record.members) {
        out.append(depth * 2, ' ');
        out += member.name;
        const json::Shape& shape = member.shape();
        if (shape.kind == json::Shape::Kind::record) {
            out += ":\n";
            write_yaml(shape, member.of(value), depth + 1, out);
        } else {
            out += ": ";
            json::write_value(shape, out, member.of(value));
            out += '\n';
        }
    }
}

}  // namespace

void check(const Http& http, json::Issues& issues) {
    if (http.tls_certificate && !http.tls_key) {
        issues.add("/tls_key", {"required", "is required with tls_certificate"});
    }
    if (http.tls_key && !http.tls_certificate) {
        issues.add("/tls_certificate", {"required", "is required with tls_key"});
    }
}

void check(const Mail& mail, json::Issues& issues) {
    if (mail.smtp_user && !mail.smtp_password_file)
        issues.add("/smtp_password_file", {"required", "is required with smtp_user"});
    if (mail.smtp_user && mail.smtp_security == MailSecurity::none)
        issues.add("/smtp_security", {"insecure", "must not be none with smtp_user"});
}

void check(const Payments& payments, json::Issues& issues) {
    if (payments.provider == PaymentProvider::stripe && !payments.stripe_key_file)
        issues.add("/stripe_key_file", {"required", "is required with provider stripe"});
}

void check(const LanguageModel& language_model, json::Issues& issues) {
    const bool is_plain = language_model.url && !language_model.url->value.starts_with("https://");
    if (is_plain && !language_model.allow_private)
        issues.add("/url", {"insecure", "must be https unless allow_private is set"});
}

std::string to_yaml(const Settings& settings) {
    Settings shown = settings;
    if (shown.database.url) shown.database.url->value = shown.database.url->masked();
    std::string out;
    write_yaml(json::shape<Settings>(), &shown, 0, out);
    return out;
}

}  // namespace venera::config
