#include "platform/http/html.hpp"

#include "platform/http/encoding.hpp"

namespace venera::http {

std::string html_page(std::string_view title, std::string_view body, Sidebar sidebar) {
    std::string out;
    out.reserve(body.size() + 1024);
    out +=
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>";
    out += html_escaped(title);
    out += "</title>\n<link rel=\"stylesheet\" href=\"/docs/style.css\">\n</head>\n<body";
    out += sidebar == Sidebar::yes ? " class=\"with-sidebar\">\n" : ">\n";
    out += "<a class=\"skip\" href=\"#content\">Skip to the content</a>\n";
    out += body;
    out += "</body>\n</html>\n";
    return out;
}

std::string html_link(std::string_view target, std::string_view text) {
    return "<a href=\"" + html_escaped(target) + "\">" + html_escaped(text) + "</a>";
}

}  // namespace venera::http
