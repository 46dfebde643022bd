// The words of messages. One file per language and kind (templates/<language>/<kind>.txt), carried by the
// binary, becomes both the text and the HTML of a message:
//   subject: ...         preheader: ...        then paragraphs, with an empty line between them
//   {when} and other names in braces stand for values; @visit, @button <label>, @link <label> and
//   @alternatives <words> for parts.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "notifications/types.hpp"

namespace venera::notifications {

struct EmbeddedTemplate {
    std::string_view language;
    std::string_view kind;
    std::string_view text;
};
// As the files were when the binary was built.
const std::vector<EmbeddedTemplate>& embedded_templates();

// What a template is filled with. Every value is escaped where it stands.
struct Filling {
    std::map<std::string, std::string, std::less<>> values{};  // {name}
    std::vector<std::pair<std::string, std::string>> visit{};  // rows of @visit: label, value
    std::vector<std::string> alternatives{};
    std::string link{};        // of @button; without one the button is left out
    std::string other_link{};  // of @link: the lesser of two choices
};

struct Rendered {
    std::string subject;
    std::string text;
    std::string html;  // lines of at most 900 bytes
};

// `language` "en" or "es"; anything else is English. Requires: a template of the kind.
// Throws: std::logic_error if the template names a value that is not there.
Rendered render(MessageKind kind, std::string_view language, const Filling& filling);

}  // namespace venera::notifications
