#include "platform/http/cursor.hpp"

#include <bit>
#include <cmath>
#include <span>

#include "platform/crypto/crypto.hpp"
#include "platform/http/encoding.hpp"

namespace venera::http {

namespace {

constexpr char integer_tag = 'i';
constexpr char number_tag = 'd';
constexpr char instant_tag = 't';
constexpr char uuid_tag = 'u';
constexpr char text_tag = 's';
constexpr std::size_t longest_cursor = 2048;
constexpr std::size_t longest_text = 500;

void append(std::string& out, std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = bytes; i-- > 0;) out += static_cast<char>((value >> (8 * i)) & 0xff);
}

std::uint64_t number_in(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes) value = (value << 8) | static_cast<std::uint8_t>(c);
    return value;
}

// Not in the middle of a character.
std::string_view cut(std::string_view text) {
    if (text.size() <= longest_text) return text;
    std::size_t end = longest_text;
    while (end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end);
}

}  // namespace

void CursorWriter::add_integer(std::int64_t value) {
    bytes_ += integer_tag;
    append(bytes_, static_cast<std::uint64_t>(value), 8);
}

void CursorWriter::add(double value) {
    bytes_ += number_tag;
    append(bytes_, std::bit_cast<std::uint64_t>(value), 8);
}

void CursorWriter::add(Instant value) {
    bytes_ += instant_tag;
    append(bytes_, static_cast<std::uint64_t>(value.value.time_since_epoch().count()), 8);
}

void CursorWriter::add(const Uuid& value) {
    bytes_ += uuid_tag;
    for (const std::uint8_t byte : value.bytes) bytes_ += static_cast<char>(byte);
}

void CursorWriter::add(std::string_view value) {
    const std::string_view kept = cut(value);
    bytes_ += text_tag;
    append(bytes_, kept.size(), 2);
    bytes_ += kept;
}

std::string CursorWriter::text() const {
    return crypto::base64url({reinterpret_cast<const std::uint8_t*>(bytes_.data()), bytes_.size()});
}

CursorReader::CursorReader(std::string_view text) {
    const auto bytes = text.size() <= longest_cursor ? crypto::from_base64url(text) : std::nullopt;
    good_ = bytes && !bytes->empty();
    if (good_) bytes_.assign(bytes->begin(), bytes->end());
}

std::string_view CursorReader::take(std::size_t size) {
    if (!good_ || bytes_.size() - at_ < size) {
        good_ = false;
        return {};
    }
    const std::string_view taken = std::string_view(bytes_).substr(at_, size);
    at_ += size;
    return taken;
}

std::string_view CursorReader::take(char tag, std::size_t size) {
    const std::string_view found = take(1);
    if (good_ && found.front() != tag) good_ = false;
    return take(size);
}

std::int64_t CursorReader::integer() { return static_cast<std::int64_t>(number_in(take(integer_tag, 8))); }

double CursorReader::number() {
    const auto value = std::bit_cast<double>(number_in(take(number_tag, 8)));
    if (!std::isfinite(value)) good_ = false;
    return good_ ? value : 0;
}

Instant CursorReader::instant() {
    const auto count = static_cast<std::int64_t>(number_in(take(instant_tag, 8)));
    const Instant value{std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{count}}};
    // Beyond the years that the product speaks of, PostgreSQL would refuse it: 0001-01-01 to 9999-12-31.
    constexpr std::int64_t least = -62'135'596'800'000'000;
    constexpr std::int64_t most = 253'402'300'799'999'999;
    if (count < least || count > most) good_ = false;
    return good_ ? value : Instant{};
}

Uuid CursorReader::uuid() {
    const std::string_view bytes = take(uuid_tag, 16);
    Uuid value;
    for (std::size_t i = 0; i < bytes.size(); ++i) value.bytes[i] = static_cast<std::uint8_t>(bytes[i]);
    return value;
}

std::string CursorReader::text() {
    const std::size_t size = number_in(take(text_tag, 2));
    const std::string_view bytes = take(size);
    if (!is_text(bytes)) good_ = false;
    return good_ ? std::string(bytes) : std::string{};
}

}  // namespace venera::http
