#include "notifications/templates.hpp"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <stdexcept>

namespace venera::notifications {

namespace {

std::string html_of(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string filled(std::string_view text, const Filling& filling) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto open = text.find('{', at);
        out += text.substr(at, open - at);
        if (open == std::string_view::npos) break;
        const auto close = text.find('}', open);
        const auto value = filling.values.find(text.substr(open + 1, close - open - 1));
        if (value == filling.values.end())
            throw std::logic_error("a template names a value that is not there");
        out += value->second;
        at = close + 1;
    }
    return out;
}

std::string_view after(std::string_view line, std::string_view prefix) {
    return line.starts_with(prefix) ? line.substr(prefix.size()) : std::string_view{};
}

// Inline styles, because mail programs drop style sheets; colours that also hold on a dark ground, which most
// programs make by turning light grounds dark. The only style sheet says the same to those that ask. Words
// that are wider than a telephone (addresses, names of hosts) are broken: one would widen the whole table.
constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>
@media (prefers-color-scheme: dark) {
.page { background-color: #10151b !important; }
.card { background-color: #1b232c !important; }
.words, .value { color: #e6ebf0 !important; }
.label { color: #a4b1be !important; }
.link { color: #5cc5cd !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#eef2f5;">
<div style="display:none;max-height:0;overflow:hidden;">{preheader}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0"
 style="background-color:#eef2f5;">
<tr><td align="center" style="padding:24px 12px;">
<table role="presentation" class="card" width="600" cellpadding="0" cellspacing="0" border="0"
 style="width:100%;max-width:600px;background-color:#ffffff;border-radius:8px;">
<tr><td style="padding:28px 24px 12px;
 font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:24px;
 overflow-wrap:anywhere;word-break:break-word;">
)";
constexpr std::string_view foot = R"(</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
)";

void add_visit(Rendered& out, const Filling& filling) {
    out.html +=
        "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\"\n"
        " style=\"margin:0 0 16px;\">\n";
    for (const auto& [label, value] : filling.visit) {
        out.text += label + ": " + value + "\n";
        out.html +=
            "<tr><td class=\"label\" valign=\"top\" style=\"padding:4px 16px 4px 0;color:#55636f;"
            "white-space:nowrap;\">" +
            html_of(label) +
            "</td>\n<td class=\"value\" width=\"100%\" style=\"padding:4px 0;color:#17202a;\">" +
            html_of(value) + "</td></tr>\n";
    }
    out.text += "\n";
    out.html += "</table>\n";
}

void add_paragraph(Rendered& out, std::string_view words) {
    out.text.append(words).append("\n\n");
    out.html +=
        "<p class=\"words\" style=\"margin:0 0 16px;color:#17202a;\">\n" + html_of(words) + "\n</p>\n";
}

void add_alternatives(Rendered& out, std::string_view words, const Filling& filling) {
    if (filling.alternatives.empty()) return;
    out.text.append(words).append("\n");
    out.html += "<p class=\"words\" style=\"margin:0 0 4px;color:#17202a;\">\n" + html_of(words) +
                "</p>\n<ul style=\"margin:0 0 16px;padding-left:20px;\">\n";
    for (const std::string& time : filling.alternatives) {
        out.text += "- " + time + "\n";
        out.html += "<li class=\"value\" style=\"color:#17202a;\">" + html_of(time) + "</li>\n";
    }
    out.text += "\n";
    out.html += "</ul>\n";
}

void add_button(Rendered& out, std::string_view label, const Filling& filling) {
    if (filling.link.empty()) return;
    out.text.append(label).append(":\n").append(filling.link).append("\n\n");
    out.html +=
        "<p style=\"margin:8px 0 24px;\">\n<a href=\"" + html_of(filling.link) +
        "\"\n style=\"display:inline-block;padding:12px 20px;border-radius:6px;background-color:#0b6e75;"
        "color:#ffffff;text-decoration:none;\">" +
        html_of(label) + "</a>\n</p>\n";
}

void add_link(Rendered& out, std::string_view label, const Filling& filling) {
    if (filling.other_link.empty()) return;
    out.text.append(label).append(":\n").append(filling.other_link).append("\n\n");
    out.html += "<p style=\"margin:0 0 24px;\">\n<a class=\"link\" href=\"" + html_of(filling.other_link) +
                "\"\n style=\"display:inline-block;padding:12px 0;color:#0b6e75;\">" + html_of(label) +
                "</a>\n</p>\n";
}

void add_block(Rendered& out, std::string_view line, const Filling& filling) {
    if (line == "@visit")
        add_visit(out, filling);
    else if (line.starts_with("@button "))
        add_button(out, after(line, "@button "), filling);
    else if (line.starts_with("@link "))
        add_link(out, after(line, "@link "), filling);
    else if (line.starts_with("@alternatives "))
        add_alternatives(out, after(line, "@alternatives "), filling);
    else
        add_paragraph(out, filled(line, filling));
}

const EmbeddedTemplate& template_of(MessageKind kind, std::string_view language) {
    const std::string_view name = boost::describe::enum_to_string(kind, "");
    const auto found = std::ranges::find_if(embedded_templates(), [&](const EmbeddedTemplate& one) {
        return one.kind == name && one.language == language;
    });
    if (found == embedded_templates().end()) throw std::logic_error("a message without a template");
    return *found;
}

}  // namespace

Rendered render(MessageKind kind, std::string_view language, const Filling& filling) {
    const std::string_view spoken = language.starts_with("es") ? "es" : "en";
    std::string_view rest = template_of(kind, spoken).text;
    Rendered out;
    std::string preheader;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.empty()) continue;
        if (line.starts_with("subject: "))
            out.subject = filled(after(line, "subject: "), filling);
        else if (line.starts_with("preheader: "))
            preheader = filled(after(line, "preheader: "), filling);
        else
            add_block(out, line, filling);
    }
    std::string top(head);
    for (const auto& [place, value] : {std::pair{std::string_view{"{language}"}, std::string(spoken)},
                                       {"{subject}", html_of(out.subject)},
                                       {"{preheader}", html_of(preheader)}})
        top.replace(top.find(place), place.size(), value);
    out.html = top + out.html + std::string(foot);
    return out;
}

}  // namespace venera::notifications
