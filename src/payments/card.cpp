#include "payments/card.hpp"

#include <sodium.h>

#include <algorithm>

#include "platform/values/card_numbers.hpp"

namespace venera::payments {

WipedDigits::WipedDigits(std::string_view digits) : size_(static_cast<std::uint8_t>(digits.size())) {
    std::ranges::copy(digits, digits_.begin());
}

WipedDigits::WipedDigits(WipedDigits&& other) noexcept : digits_(other.digits_), size_(other.size_) {
    other.wipe();
}

WipedDigits& WipedDigits::operator=(WipedDigits&& other) noexcept {
    if (this == &other) return *this;
    digits_ = other.digits_;
    size_ = other.size_;
    other.wipe();
    return *this;
}

WipedDigits::~WipedDigits() { wipe(); }

void WipedDigits::wipe() noexcept {
    sodium_memzero(digits_.data(), digits_.size());
    size_ = 0;
}

Parsed<CardNumber> CardNumber::parse(std::string_view text) {
    constexpr Problem not_a_number{"not_a_card_number", "must be the number of a card"};
    std::array<char, 19> digits{};
    std::size_t size = 0;
    struct Wipe {
        std::array<char, 19>& digits;
        ~Wipe() { sodium_memzero(digits.data(), digits.size()); }
    } const after{digits};
    for (const char c : text) {
        if (c == ' ' || c == '-') continue;
        if (c < '0' || c > '9' || size == digits.size()) return not_a_number;
        digits[size++] = c;
    }
    const std::string_view all(digits.data(), size);
    if (size < 12 || !passes_luhn(all)) return not_a_number;
    return CardNumber{WipedDigits(all)};
}

Parsed<CardCode> CardCode::parse(std::string_view text) {
    const bool is_code = (text.size() == 3 || text.size() == 4) &&
                         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_code) return Problem{"not_a_card_code", "must have three or four digits"};
    return CardCode{WipedDigits(text)};
}

}  // namespace venera::payments
