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

struct Compared {
    const void* value;
    const void* by_default;
};

void add_views(const json::Shape& record, const Compared& both, const std::string& prefix,
               std::vector<SettingView>& views) {
    for (const json::Member& member : record.members) {
        const json::Shape& shape = member.shape();
        const Compared part{member.of(both.value), member.of(both.by_default)};
        const std::string name = prefix + std::string(member.name);
        if (shape.kind == json::Shape::Kind::record) {
            add_views(shape, part, name + ".", views);
            continue;
        }
        std::string value;
        std::string by_default;
        json::write_value(shape, value, part.value);
        json::write_value(shape, by_default, part.by_default);
        const bool is_default = value == by_default;
        views.push_back({name, Json{std::move(value)}, is_default});
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
    std::string out;
    write_yaml(json::shape<Settings>(), &settings, 0, out);
    return out;
}

std::vector<SettingView> views_of(const Settings& settings) {
    static const Settings defaults;
    std::vector<SettingView> views;
    add_views(json::shape<Settings>(), {&settings, &defaults}, "", views);
    return views;
}

}  // namespace venera::config
