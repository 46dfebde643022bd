// A card as somebody types it. Its number and code live in fixed storage that is wiped when it dies or moves,
// have no text that could be logged or printed, and no codec that could write them into a row.
#pragma once
#include <array>
#include <boost/describe/class.hpp>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/json/json.hpp"
#include "platform/values/text.hpp"

namespace venera::payments {

// At most 19 digits. Equal to nothing: whoever compares cards has taken a wrong turn.
class WipedDigits {
public:
    WipedDigits() = default;
    explicit WipedDigits(std::string_view digits);  // Requires: at most 19
    WipedDigits(WipedDigits&& other) noexcept;
    WipedDigits& operator=(WipedDigits&& other) noexcept;
    ~WipedDigits();

    // Valid for as long as this object; not to be copied.
    std::string_view view() const { return {digits_.data(), size_}; }

private:
    void wipe() noexcept;

    std::array<char, 19> digits_{};
    std::uint8_t size_ = 0;
};

// 12 to 19 digits that pass the check of Luhn (ISO/IEC 7812-1); spaces and dashes between them are dropped.
struct CardNumber {
    static constexpr std::string_view schema =
        R"({"type":"string","pattern":"^[0-9][0-9 -]{10,30}[0-9]$","writeOnly":true})";

    WipedDigits digits;

    static Parsed<CardNumber> parse(std::string_view text);
    std::string text() const { return "***"; }
};

// Three digits, or four: which, depends on the brand.
struct CardCode {
    static constexpr std::string_view schema =
        R"({"type":"string","pattern":"^[0-9]{3,4}$","writeOnly":true})";

    WipedDigits digits;

    static Parsed<CardCode> parse(std::string_view text);
    std::string text() const { return "***"; }
};

struct Card {
    CardNumber number;
    Whole<1, 12> exp_month;
    Whole<2000, 2099> exp_year;
    CardCode cvc;
    std::optional<Text<100>> holder;
};
BOOST_DESCRIBE_STRUCT(Card, (), (number, exp_month, exp_year, cvc, holder))

}  // namespace venera::payments
