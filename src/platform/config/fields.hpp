// Field types that only settings have. They keep the text as it was written: what a setting means is for the
// component that it configures, but that it is well-formed is told at start, with its place.
#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "platform/values/field.hpp"

namespace venera::config {

// An IPv4 or IPv6 address to listen on.
struct Address {
    static constexpr std::string_view schema = R"({"type":"string","example":"127.0.0.1"})";

    std::string value;

    auto operator<=>(const Address&) const = default;
    static Parsed<Address> parse(std::string_view text);
    std::string text() const { return value; }
};

// "10.0.0.0/8", "fd00::/8" or a single address.
struct Subnet {
    static constexpr std::string_view schema = R"({"type":"string","example":"10.0.0.0/8"})";

    std::string value;

    auto operator<=>(const Subnet&) const = default;
    static Parsed<Subnet> parse(std::string_view text);
    std::string text() const { return value; }
};

// A web origin exactly as browsers send it: "https://clinic.example", with a port only if it is not the
// default one.
struct Origin {
    static constexpr std::string_view schema = R"({"type":"string","example":"https://clinic.example"})";

    std::string value;

    auto operator<=>(const Origin&) const = default;
    static Parsed<Origin> parse(std::string_view text);
    std::string text() const { return value; }
};

// libpq's URL or key=value form. It may hold a password, so its text() is masked: what shows settings, be it
// a command or the API, cannot show it. Only who connects reads `value`.
struct DatabaseUrl {
    static constexpr std::string_view schema = R"({"type":"string","format":"uri"})";

    std::string value;

    auto operator<=>(const DatabaseUrl&) const = default;
    static Parsed<DatabaseUrl> parse(std::string_view text);
    std::string text() const { return masked(); }
    std::string masked() const;  // every password replaced by ***
};

}  // namespace venera::config
