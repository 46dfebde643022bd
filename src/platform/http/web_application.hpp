// An application for browsers that the binary carries: its page at every address that the API does not have,
// and the files that the page names, at /assets. A file's name holds the hash of its content, so browsers
// keep it for ever; the page itself is asked for each time.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/context.hpp"
#include "platform/http/message.hpp"
#include "platform/http/router.hpp"

namespace venera::http {

// A file as the binary carries it; the compressed forms are empty where they would not be smaller.
struct WebFile {
    std::string_view path;  // "index.html", "assets/find-B1x2.js"
    std::string_view identity;
    std::string_view gzip;
    std::string_view brotli;
};

class WebApplication {
public:
    // A line of preloads.txt is the beginning of an address, and the files that its page is made of.
    // Without any files (built without the application) the pages are simply not there.
    // Throws: std::logic_error if the page does not begin as it must for language and theme to be written.
    explicit WebApplication(const std::vector<WebFile>& files);

    // Registers GET /assets/{path...}, / and {path...}: whatever no other route takes.
    void add_routes(Router& router) const;

    // The page, in the language and theme of the reader's cookies; without them in that of `accepted`.
    Response page(const Request& request, Locale accepted) const;
    Response asset(std::string_view name, const Exchange& exchange) const;
    // The page if a person's browser asks for it, else 404 as everywhere.
    Response fallback(const Exchange& exchange) const;

private:
    // What a page at an address that begins so needs besides, as a Link field.
    struct Preload {
        std::string prefix;
        std::string link;
    };
    static std::vector<Preload> preloads_of(std::string_view text);

    std::map<std::string, WebFile, std::less<>> assets_;  // by what follows /assets/
    std::string_view after_opening_;                      // of the page, behind its opening tags
    std::string tag_;                                     // of the page's content
    std::vector<Preload> preloads_;
};

// Whether an Accept field names HTML: a person's browser does, programs do not.
bool wants_page(std::optional<std::string_view> accept);

}  // namespace venera::http
