// The frame that all server-rendered pages share. Inside platform/http only.
#pragma once
#include <string>
#include <string_view>

namespace venera::http {

enum class Sidebar { no, yes };

// A whole page around `body`, which is HTML already; `title` is text.
std::string html_page(std::string_view title, std::string_view body, Sidebar sidebar = Sidebar::no);

// <a href="target">text</a>, both escaped.
std::string html_link(std::string_view target, std::string_view text);

}  // namespace venera::http
